def test_a():
    assert __file__


def test_b():
    assert __file__


def test_hollow():
    pass


class TestC:
    def test_c(self):
        assert __file__

    def helper(self):
        assert __file__
