"""Git's configuration files, as far as a stranger to git needs them."""

import re

SECTION = re.compile(r'[ \t]*\[[ \t]*([A-Za-z0-9.-]+)[ \t]*(?:"((?:[^"\\\n]|\\.)*)"[ \t]*)?\]')
ESCAPED = re.compile(r"\\(.)")
NAME = re.compile(r"[ \t]*([A-Za-z][A-Za-z0-9-]*)[ \t]*")
EQUALS = re.compile(r"=[ \t]*")
REST_OF_LINE = re.compile(r"[^\n]*\n?")
VALUE_TOKEN = re.compile(r'(?P<quote>")|\\(?P<escape>[^\0])|(?P<stop>[\n#;])|(?P<text>[^"\\\n#;]+)')
ESCAPES = {"n": "\n", "t": "\t", "b": "\b", "\n": ""}


def read_config(text: str) -> dict[str, tuple[str, ...]]:
    """Every setting's values in the order of the file, under `section.name` or `section.sub.name`.

    Section and name are in lower case, the subsection is as written. A name without `=` has the
    value "true". Lines that make no sense are passed over; includes are not followed.
    The format: https://git-scm.com/docs/git-config#_configuration_file
    """
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    settings: dict[str, tuple[str, ...]] = {}
    section = ""
    at = 0
    while at < len(text):
        if header := SECTION.match(text, at):
            section = _section_name(header[1], header[2])
            at = header.end()
        if name := NAME.match(text, at):
            value, at = _read_value(text, name.end())
            if value is not None:
                key = f"{section}.{name[1].lower()}"
                settings[key] = (*settings.get(key, ()), value)
        if rest := REST_OF_LINE.match(text, at):
            at = rest.end()
    return settings


def _section_name(name: str, subsection: str | None) -> str:
    if subsection is None:
        return name.lower()
    return name.lower() + "." + ESCAPED.sub(r"\1", subsection)


def _read_value(text: str, at: int) -> tuple[str | None, int]:
    """The value that follows a name, None for nonsense, and a place in its last line."""
    if text[at : at + 1] in {"", "\n", "#", ";"}:
        return "true", at
    equals = EQUALS.match(text, at)
    if not equals:
        return None, at
    at = equals.end()
    value, quoted = "", False
    kept = 0  # so much of the value is quoted or escaped: spaces at its end stay
    for token in VALUE_TOKEN.finditer(text, at):
        at = token.start()
        if token["stop"] and (token["stop"] == "\n" or not quoted):
            break
        at = token.end()
        if token["quote"]:
            quoted = not quoted
        elif token["escape"]:
            value += ESCAPES.get(token["escape"], token["escape"])
            kept = len(value)
        else:
            value += token[0]
            kept = len(value) if quoted else kept
    return (None if quoted else value[:kept] + value[kept:].rstrip(" \t")), at
