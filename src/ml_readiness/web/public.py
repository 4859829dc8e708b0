"""What may be reached: public addresses only, however they are spelt."""

import ipaddress
import re
import unicodedata
from urllib.parse import unquote

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

# IANA's special-purpose registries as a table of our own: what Python calls global changes
# from one patch release to the next. The first network that holds an address names it.
REFUSED: tuple[tuple[Network, str], ...] = tuple(
    (ipaddress.ip_network(network), words)
    for network, words in (
        ("127.0.0.0/8", "a loopback address"),
        ("0.0.0.0/8", "an address of this machine"),
        ("10.0.0.0/8", "a private address"),
        ("172.16.0.0/12", "a private address"),
        ("192.168.0.0/16", "a private address"),
        ("100.64.0.0/10", "an address inside a carrier's network"),
        ("169.254.0.0/16", "a link-local address"),
        ("168.63.129.16/32", "an address of the cloud's own machinery"),
        ("192.0.0.0/24", "a reserved address"),
        ("192.0.2.0/24", "an address for documentation"),
        ("192.88.99.0/24", "an address that stands for another one"),
        ("198.18.0.0/15", "an address for benchmarks"),
        ("198.51.100.0/24", "an address for documentation"),
        ("203.0.113.0/24", "an address for documentation"),
        ("224.0.0.0/4", "a multicast address"),
        ("255.255.255.255/32", "a broadcast address"),
        ("240.0.0.0/4", "a reserved address"),
        ("::1/128", "a loopback address"),
        ("::/128", "an address of this machine"),
        ("::/96", "an address that stands for another one"),
        ("::ffff:0:0/96", "an address that stands for another one"),
        ("64:ff9b::/96", "an address that stands for another one"),
        ("64:ff9b:1::/48", "an address that stands for another one"),
        ("2001::/23", "a reserved address"),
        ("2001:db8::/32", "an address for documentation"),
        ("2002::/16", "an address that stands for another one"),
        ("3fff::/20", "an address for documentation"),
        ("5f00::/16", "a reserved address"),
        ("fc00::/7", "a private address"),
        ("fe80::/10", "a link-local address"),
        ("fec0::/10", "a private address"),
        ("ff00::/8", "a multicast address"),
    )
)

# Nothing else of IPv6 has ever been handed out to the public.
PUBLIC_IPV6 = ipaddress.IPv6Network("2000::/3")

NUMBER = re.compile(r"0[xX](?P<hex>[0-9a-fA-F]*)|0(?P<octal>[0-7]*)|(?P<decimal>[1-9][0-9]{0,9})")


def refusal(address: str) -> str | None:
    """Why an IP address must not be connected to, in a few words; None when it may be.

    Text that is no IP address is refused, and so is an address with a scope (`fe80::1%eth0`).
    """
    try:
        parsed: Address = ipaddress.ip_address(address)
    except ValueError:
        return "not an IP address"
    if "%" in address:
        return "an address of one network card"
    for network, words in REFUSED:
        if parsed in network:
            return words
    if isinstance(parsed, ipaddress.IPv6Address) and parsed not in PUBLIC_IPV6:
        return "a reserved address"
    return None


def literal(host: str) -> str | None:
    """The IP address that the host of a URL spells, in its canonical form; None for a name.

    Takes every spelling that `inet_aton` or a browser takes: one to four numbers, decimal, octal
    or hexadecimal, percent-encoded, in full-width digits, with a trailing dot; IPv6 with and
    without brackets. A scope is kept, for `refusal` to see.
    """
    text = _plain(host)
    inner = text[1:-1] if text.startswith("[") and text.endswith("]") else text
    if ":" in inner:
        try:
            return str(ipaddress.IPv6Address(inner))
        except ValueError:
            return None
    return _dotted(text.removesuffix("."))


def _plain(host: str) -> str:
    """A host as a browser reads it: percent signs decoded, wide digits narrow, no invisibles."""
    text = unicodedata.normalize("NFKC", unquote(host)).replace("\u3002", ".")
    return "".join(letter for letter in text if unicodedata.category(letter) != "Cf").strip()


def _dotted(text: str) -> str | None:
    """The address that `inet_aton` makes of one to four numbers; the last one fills the rest."""
    parts = text.split(".")
    if len(parts) > 4:
        return None
    numbers = [_number(part) for part in parts]
    value = 0
    for number in numbers[:-1]:
        if number is None or number > 255:
            return None
        value = value * 256 + number
    last, rest = numbers[-1], 5 - len(parts)
    if last is None or last >= 256**rest:
        return None
    return str(ipaddress.IPv4Address(value * 256**rest + last))


def _number(part: str) -> int | None:
    """A number as C reads it: `0x` before hexadecimal digits, `0` before octal ones."""
    match = NUMBER.fullmatch(part)
    if match is None:
        return None
    if match["hex"] is not None:
        return int(match["hex"] or "0", 16)
    if match["octal"] is not None:
        return int(match["octal"] or "0", 8)
    return int(match["decimal"])
