def test_one():
    assert __file__


def test_größe():
    assert __file__
