def test_below():
    assert __file__


def test_below_in_full():
    assert __file__
