"""What may be reached: public addresses only."""

import ipaddress

Block = ipaddress.IPv4Network | ipaddress.IPv6Network

# IANA's special-purpose registries as a table of our own: what Python calls global changes
# from one patch release to the next. The first block that holds an address names it.
REFUSED: tuple[tuple[Block, str], ...] = tuple(
    (ipaddress.ip_network(block), words)
    for block, words in (
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


def refusal(address: str) -> str | None:
    """Why an IP address must not be connected to, in a few words; None when it may be.

    Text that is no IP address is refused, and so is an address with a scope (`fe80::1%eth0`).
    """
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return "not an IP address"
    if "%" in address:
        return "an address of one network card"
    for block, words in REFUSED:
        if parsed in block:
            return words
    if isinstance(parsed, ipaddress.IPv6Address) and parsed not in PUBLIC_IPV6:
        return "a reserved address"
    return None
