"""Features; build_later is only named here."""

import os
from math import sqrt as root

import numpy.linalg

# def commented(): pass
WINDOW = 30
LOW, (HIGH, *REST) = 0, (1, 2)
RATE: float = 0.5
ANNOUNCED: float
first = second = 3
table = {"inside": 1}
os.environ["KEYED"] = "1"
numpy.attribute = 2
counted: int = (walrus := 5)


def scale(value):
    """scale_inner is not a name of this module."""
    local = value

    def inner():
        return local

    return inner


async def fetch():
    return 1


if WINDOW > 3:

    def conditional():
        return 1

elif WINDOW:
    ELIF = 1
else:
    ELSE = 1

try:
    import fast
except ImportError:

    def fallback():
        return 1

else:
    TRIED = 1
finally:
    FINALLY = 1

with open(__file__) as stream:

    def guarded():
        return 1


for number in range(3):
    LOOPED = number

match WINDOW:
    case 30:
        MATCHED = 1


class Encoder(dict):
    """An encoder."""

    columns = ("a", "b")
    width: int = 3
    height: int

    def __init__(self):
        self.fitted = False

    @property
    def size(self):
        return 1

    if True:

        def sometimes(self):
            return 1

    class Options:
        depth = 3

        def read(self):
            return 1


class Later(Encoder):
    import json
