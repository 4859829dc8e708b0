import os

try:
    raise TypeError
except ValueError:
    pass
except TypeError:
    pass

try:
    raise KeyError
except (ValueError, LookupError):
    pass


def test_behind_a_caught_error():
    assert os.environ
