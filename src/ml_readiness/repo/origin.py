"""Where on the web a repository lives, by the address of its remote."""

import re

HOST = r"(?P<host>[A-Za-z0-9][A-Za-z0-9.-]*)"
PATH = r"/*(?P<owner>[A-Za-z0-9_.-]+)/(?P<name>[A-Za-z0-9_.-]+?)(?:\.git)?/?"
CREDENTIALS = r"(?:[^/\s]*@)?"
SHAPES = (
    re.compile(rf"(?P<scheme>https?)://{CREDENTIALS}{HOST}(?P<port>:[0-9]+)?/{PATH}"),
    re.compile(rf"ssh://{CREDENTIALS}{HOST}(?::[0-9]+)?/{PATH}"),
    re.compile(rf"[^/\s@:]+@{HOST}:{PATH}"),
)


def web_address(remote: str) -> str | None:
    """`https://host/owner/name` for a remote's address, None for one of another shape.

    The shapes are `http(s)://`, `ssh://` and `user@host:owner/name`. Credentials are dropped, and
    so is the port of ssh.
    """
    for shape in SHAPES:
        if match := shape.fullmatch(remote):
            parts = match.groupdict()
            if {parts["owner"], parts["name"]} & {".", ".."}:
                return None
            host = parts["host"].lower() + (parts.get("port") or "")
            scheme = parts.get("scheme") or "https"
            return f"{scheme}://{host}/{parts['owner']}/{parts['name']}"
    return None
