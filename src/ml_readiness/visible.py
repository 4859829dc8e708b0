"""Text as it may be shown: on one line, with what hides or commands as an escape, and short."""


def visible(text: str) -> str:
    r"""The text on one line; control, invisible and lone surrogate characters as `\u{…}`."""
    if text.isprintable():
        return text
    return "".join(
        character if character.isprintable() else f"\\u{{{ord(character):x}}}" for character in text
    )


def clipped(text: str, most: int) -> str:
    """The text in at most so many characters; `…` stands for what was cut off."""
    return text if len(text) <= most else f"{text[: most - 1]}…"
