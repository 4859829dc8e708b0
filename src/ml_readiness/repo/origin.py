"""Works out where on the web a repository lives from the address of its remote."""

import re

_HOST = r"(?P<host>[A-Za-z0-9][A-Za-z0-9.-]*)"
_PATH = r"/*(?P<owner>[A-Za-z0-9_.-]+)/(?P<name>[A-Za-z0-9_.-]+?)(?:\.git)?/?"
_CREDENTIALS = r"(?:[^/\s]*@)?"
_SHAPES = (
    re.compile(rf"(?P<scheme>https?)://{_CREDENTIALS}{_HOST}(?P<port>:[0-9]+)?/{_PATH}"),
    re.compile(rf"ssh://{_CREDENTIALS}{_HOST}(?::[0-9]+)?/{_PATH}"),
    re.compile(rf"[^/\s@:]+@{_HOST}:{_PATH}"),
)


def web_address(remote: str) -> str | None:
    """`https://host/owner/name` for a remote's address, None for one of another shape.

    The shapes are `http(s)://`, `ssh://` and `user@host:owner/name`. Credentials are dropped, and
    so is the port of ssh.
    """
    for shape in _SHAPES:
        if match := shape.fullmatch(remote):
            parts = match.groupdict()
            if {parts["owner"], parts["name"]} & {".", ".."}:
                return None
            host = parts["host"].lower() + (parts.get("port") or "")
            scheme = parts.get("scheme") or "https"
            return f"{scheme}://{host}/{parts['owner']}/{parts['name']}"
    return None
