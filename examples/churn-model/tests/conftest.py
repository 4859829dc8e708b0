import pytest


@pytest.fixture
def customers():
    rows = [
        (20, 0, 30, "north", 0),
        (2, 3, 4, "north", 1),
        (14, 1, 22, "south", 0),
        (1, 2, 9, "south", 1),
        (9, 0, 3, "south", 0),
        (3, 1, 2, "north", 1),
        (8, 2, 40, "north", 0),
        (0, 0, 12, "south", 1),
    ]
    names = ("logins", "complaints", "months", "region", "left")
    return [dict(zip(names, row, strict=True)) for row in rows]
