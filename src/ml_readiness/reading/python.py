"""Python source as text, within bounds, and why it cannot be parsed."""

import re
import warnings
from collections.abc import Callable

COOKIE = re.compile(rb"^[ \t\f]*#.*?coding[:=][ \t]*(latin-1|iso-8859-1|iso8859-1)", re.MULTILINE)
TOKEN = re.compile(r"\w+|[^\w\s]")
# A syntax tree takes a kilobyte a token: more of them would cost more memory than a runner has.
MOST_TOKENS = 300_000


def parsing(content: bytes, read: Callable[[str], None]) -> str | None:
    """Let a reader parse a source and walk it; what kept it from that, or None."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # such as invalid escapes: the author's business
            read(_short(_decode(content)))
    except SyntaxError as caught:
        return f"{caught.msg} (line {caught.lineno})" if caught.lineno else caught.msg
    except ValueError as caught:
        return str(caught)
    except (RecursionError, MemoryError):
        return "it is nested too deeply"
    return None


def _short(text: str) -> str:
    if len(text) > MOST_TOKENS and sum(1 for _ in TOKEN.finditer(text)) > MOST_TOKENS:
        raise ValueError("it is too long to be read")
    return text


def _decode(content: bytes) -> str:
    """UTF-8, or Latin-1 where the file declares it; other codecs can be made slow on purpose."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        head = b"\n".join(content.split(b"\n", 2)[:2])
        if COOKIE.search(head):
            return content.decode("latin-1")
        raise SyntaxError("it is not UTF-8 text") from error
