def test_one():
    assert __file__


def check_one():
    assert __file__
