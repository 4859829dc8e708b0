"""One address of the web in the form in which it is asked, or what is wrong with it."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from requests import PreparedRequest, RequestException

from ml_readiness.web.public import literal

# What the parsers of Python, requests and browsers each read in a way of their own.
AMBIGUOUS = re.compile(r"[\x00-\x20\x7f\\]")
LABEL = re.compile(r"[a-z0-9_-]+", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """An http or https address without fragment, encoded, and the host that it names."""

    address: str
    host: str


def target(address: str) -> Target | str:
    """The target that an address stands for, or a few words about what is wrong with it."""
    if AMBIGUOUS.search(address):
        return "a space, a control character or a backslash in the address"
    try:
        parts = urlsplit(address)
        scheme, host, port = parts.scheme, parts.hostname, parts.port
    except ValueError:
        return "not a web address"
    if scheme not in ("http", "https"):
        return "neither http nor https"
    if "@" in parts.netloc:
        return "credentials in the address"
    if not host:
        return "no host in the address"
    if port == 0:
        return "nothing can be asked at port 0"
    return _named(address, host)


def _named(address: str, host: str) -> Target | str:
    spelt = literal(host)
    request = PreparedRequest()
    try:
        request.prepare_url(_canonical(address, spelt), None)
        encoded = request.url or ""
        name = (urlsplit(encoded).hostname or "").removesuffix(".")
    except (RequestException, ValueError):
        return "a host that no name can have"
    if spelt is None and not _is_name(name):
        return "a host that no name can have"
    return Target(address=encoded, host=name)


def _canonical(address: str, spelt: str | None) -> str:
    """The address without its fragment, and with an IP address in its one plain spelling."""
    parts = urlsplit(address)._replace(fragment="")
    if spelt is not None:
        host = f"[{spelt}]" if ":" in spelt else spelt
        port = "" if parts.port is None else f":{parts.port}"
        parts = parts._replace(netloc=host + port)
    return parts.geturl()


def _is_name(host: str) -> bool:
    """Whether DNS could hold the host: labels of 1 to 63 letters, 253 in all."""
    return len(host) <= 253 and all(
        len(label) <= 63 and LABEL.fullmatch(label) for label in host.split(".")
    )
