__test__ = False


def test_one():
    assert __file__


class TestOne:
    def test_one(self):
        assert __file__
