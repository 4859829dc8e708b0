def test_above():
    assert __file__


def test_exact():
    assert __file__
