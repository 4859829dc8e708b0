def test_below():
    assert __file__


def test_below_in_full():
    assert __file__


class TestOne:
    def test_below(self):
        assert __file__
