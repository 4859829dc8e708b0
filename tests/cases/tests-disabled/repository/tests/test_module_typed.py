__test__: bool = False


def test_one():
    assert __file__
