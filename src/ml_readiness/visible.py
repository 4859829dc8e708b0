"""User-written text made visible: what hides, reorders or commands is shown as an escape."""


def visible(text: str) -> str:
    r"""The text on one line; control, invisible and lone surrogate characters as `\u{…}`."""
    if text.isprintable():
        return text
    return "".join(
        character if character.isprintable() else f"\\u{{{ord(character):x}}}" for character in text
    )
