def test_one():
    assert __file__


def check_one():
    assert __file__


def test_left():
    assert __file__
