"""Values that come as text, from an option or an input, whose name each message begins with."""

import re
from collections.abc import Iterable
from decimal import Decimal

from ml_readiness.model.errors import mistake
from ml_readiness.model.number import MOST_DIGITS
from ml_readiness.rules.naming import choice

OPTION_NUMBER = re.compile(r"(?:0|[1-9][0-9]*)(?:\.[0-9]+)?")
EMPTY = "''"


def read_number(name: str, text: str) -> Decimal:
    """An exact number of 0 or more; raises InputError."""
    if not OPTION_NUMBER.fullmatch(text) or len(text) > MOST_DIGITS:
        message = f"{name} {text or EMPTY} is not a number of 0 or more"
        raise mistake(message, hint="write it like 5 or 4.5")
    return Decimal(text)


def read_word(name: str, text: str, known: Iterable[str]) -> str:
    """One of the known words; raises InputError that says which was probably meant."""
    words = tuple(known)
    if text not in words:
        message = f"{name} cannot be {text or EMPTY}"
        raise mistake(message, hint=choice(text, words))
    return text
