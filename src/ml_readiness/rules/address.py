"""One web address, read the same way whoever wrote it: a citation, or a server that redirects."""

import re
from collections.abc import Mapping
from ipaddress import IPv4Address, IPv6Address
from typing import Literal
from urllib.parse import SplitResult, quote, unquote, urlsplit

from msgspec import Struct

Flaw = Literal["unreadable", "scheme", "credentials", "ambiguous", "hostless", "port", "host"]

FLAWS: Mapping[Flaw, str] = {
    "unreadable": "not a web address",
    "scheme": "neither http nor https",
    "credentials": "credentials in the address",
    "ambiguous": "a space, a control character or a backslash in the address",
    "hostless": "no host in the address",
    "port": "nothing can be asked at port 0",
    "host": "a host that no name can have",
}

# What is asked for, and where it is asked unless an address says otherwise.
PORTS = {"http": 80, "https": 443}
SCHEMES = tuple(PORTS)

# What the parsers of Python and of browsers each read in a way of their own.
AMBIGUOUS = re.compile(r"[\x00-\x20\x7f\\]")
BRACKETS = re.compile(r"\[[^\[\]]+\](:[0-9]*)?")
DOTS = re.compile("[.\u3002\uff0e\uff61]")
LABEL = re.compile(r"[a-z0-9_-]{1,63}")
LONGEST_NAME = 253
ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
UNRESERVED = re.compile(r"[A-Za-z0-9._~-]")
SAFE = "!$&'()*+,;=:@/?"
IPV4_PART = re.compile(
    r"0[xX](?P<hex>[0-9a-fA-F]*)|0(?P<octal>[0-7]*)|(?P<decimal>[1-9][0-9]{0,9})"
)


class Address(Struct, frozen=True, kw_only=True):
    """An http or https address.

    `written` is it as somebody wrote it, with scheme and host in small letters and without its
    fragment; `encoded` is it in ASCII, as it is asked for. `host` is the one plain spelling of an
    IP address, without brackets, or a name in ASCII without its last dot.
    """

    written: str
    encoded: str
    host: str
    fragment: str | None


def read_address(text: str) -> Address | Flaw:
    """The address that a text is, or what is wrong with it; `FLAWS` has words for that.

    Names follow IDNA 2008 (RFC 5891), without the mappings that browsers put before it.
    """
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        return "unreadable"
    if parts.scheme not in SCHEMES:
        return "scheme"
    if "@" in parts.netloc:
        return "credentials"
    if AMBIGUOUS.search(text):
        return "ambiguous"
    if not parts.hostname:
        return "hostless"
    if port == 0:
        return "port"
    host = _host(parts.netloc, parts.hostname)
    if host is None:
        return "host"
    return Address(
        written=_written(parts),
        encoded=_encoded(parts, host, port),
        host=host.removesuffix("."),
        fragment=parts.fragment or None,
    )


def literal(host: str) -> str | None:
    """The IP address that the host of a URL spells, in its canonical form; None for a name.

    Takes every spelling that `inet_aton` or a browser takes: one to four numbers, decimal, octal
    or hexadecimal, percent-encoded, in full-width digits, with a trailing dot; IPv6 with and
    without brackets. A scope (`fe80::1%eth0`) is kept.
    """
    text = _plain(host)
    inner = text[1:-1] if text.startswith("[") and text.endswith("]") else text
    if ":" in inner:
        try:
            return str(IPv6Address(inner))
        except ValueError:
            return None
    return _dotted(text.removesuffix("."))


def _host(netloc: str, hostname: str) -> str | None:
    host = literal(hostname)
    if "[" in netloc or "]" in netloc:
        # `urlsplit` looks at what is between the brackets, whatever stands around them.
        return host if host and ":" in host and BRACKETS.fullmatch(netloc) else None
    return host or _name(hostname)


def _name(hostname: str) -> str | None:
    """A name in ASCII; None where DNS could not hold it: labels of 1 to 63, 253 in all."""
    # No encoding is shorter than what it encodes, and what is refused need not be encoded.
    if len(hostname) > LONGEST_NAME + 1:
        return None
    try:
        name = hostname if hostname.isascii() else _encoded_name(hostname)
    except UnicodeError:
        return None
    bare = name.removesuffix(".")
    fits = len(bare) <= LONGEST_NAME and all(LABEL.fullmatch(label) for label in bare.split("."))
    return name if fits else None


def _encoded_name(hostname: str) -> str:
    # Its tables cost more than a run without such a name.
    from idna import alabel

    labels = DOTS.split(hostname)
    return ".".join(label if label.isascii() else alabel(label).decode() for label in labels)


def _written(parts: SplitResult) -> str:
    query = f"?{parts.query}" if parts.query else ""
    return f"{parts.scheme}://{parts.netloc.lower()}{parts.path or '/'}{query}"


def _encoded(parts: SplitResult, host: str, port: int | None) -> str:
    place = f"[{host}]" if ":" in host else host
    if port is not None:
        place += f":{port}"
    query = f"?{_quoted(parts.query)}" if parts.query else ""
    return f"{parts.scheme}://{place}{_quoted(_without_dots(parts.path))}{query}"


def _without_dots(path: str) -> str:
    """A path from the root without `.` and `..`, as RFC 3986 (5.2.4) takes them out."""
    kept: list[str] = []
    for segment in path.split("/")[1:]:
        if segment == "..":
            del kept[-1:]
        elif segment != ".":
            kept.append(segment)
    if path.endswith(("/.", "/..")):
        kept.append("")
    return "/" + "/".join(kept)


def _quoted(text: str) -> str:
    """Path or query with everything escaped that needs it, and nothing twice."""
    if len(ESCAPE.findall(text)) < text.count("%"):
        # One sign that begins no escape says that none of them was meant to.
        return quote(ESCAPE.sub(_spelt_large, text), SAFE, errors="surrogatepass")
    return quote(ESCAPE.sub(_needed, text), f"{SAFE}%", errors="surrogatepass")


def _needed(escape: re.Match[str]) -> str:
    letter = chr(int(escape[1], 16))
    return letter if UNRESERVED.fullmatch(letter) else _spelt_large(escape)


def _spelt_large(escape: re.Match[str]) -> str:
    return escape[0].upper()


def _plain(host: str) -> str:
    """A host as a browser reads it: percent signs decoded, wide digits narrow, no invisibles."""
    text = unquote(host)
    if not text.isascii():
        import unicodedata

        text = unicodedata.normalize("NFKC", text).replace("\u3002", ".")
        text = "".join(letter for letter in text if unicodedata.category(letter) != "Cf")
    return text.strip()


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
    return str(IPv4Address(value * 256**rest + last))


def _number(part: str) -> int | None:
    """A number as C reads it: `0x` before hexadecimal digits, `0` before octal ones."""
    match = IPV4_PART.fullmatch(part)
    if match is None:
        return None
    if match["hex"] is not None:
        return int(match["hex"] or "0", 16)
    if match["octal"] is not None:
        return int(match["octal"] or "0", 8)
    return int(match["decimal"])
