try:
    raise TypeError
except (ValueError, KeyError):
    pass


def test_behind_an_error():
    assert len("a")
