"""How a report is looked at: nothing that changes what it says."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """Colour is for terminals; `width` is a number of characters."""

    colour: bool = False
    width: int = 100
