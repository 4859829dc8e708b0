"""What a spreadsheet computes, and the quote that keeps a cell from it."""

import re

# Some take the wide signs of East Asia for the others.
FORMULA_SIGNS = "=+@\uff0b\uff0d\uff1d\uff20-"
# One with quotes before it gets one more, so that none is lost.
FORMULA = re.compile(f"'*[\t\r\n{FORMULA_SIGNS}]")
# Where cells are divided at semicolons, as in much of Europe, the quotes around a cell hold nothing
# together: a line and what follows a semicolon begin a cell.
FORMULA_WITHIN = re.compile(f"(?<=[;\n])(?='*[{FORMULA_SIGNS}])")
HELD = re.compile(f"^'(?={FORMULA.pattern})|(?<=[;\n])'(?='*[{FORMULA_SIGNS}])")


def held(text: str) -> str:
    """A text as a cell that is shown and not computed."""
    within = FORMULA_WITHIN.sub("'", text)
    return f"'{within}" if FORMULA.match(text) else within


def freed(cell: str) -> str:
    """The text of such a cell."""
    return HELD.sub("", cell)
