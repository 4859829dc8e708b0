"""Exact numbers as people and JSON write them."""

from decimal import Decimal

# So long may a number be that is written down: JSON's readers give it back as it was.
MOST_DIGITS = 15


def plain(value: Decimal | int) -> str:
    """`4` for 4.0 and `4.5` for 4.50: never rounded, never with an exponent."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def signed(change: Decimal) -> str:
    """`+2`, `-1.5`, and `0` for no change."""
    return f"{'+' if change > 0 else ''}{plain(change)}"


def as_json(value: Decimal) -> int | float:
    """A number that JSON can carry; whole numbers stay whole."""
    return int(value) if value == value.to_integral_value() else float(value)
