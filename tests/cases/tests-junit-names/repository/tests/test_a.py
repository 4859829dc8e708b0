def test_above():
    assert __file__


def test_below():
    assert __file__


def test_no_boundary():
    assert __file__


def test_two_above():
    assert __file__


def test_exact():
    assert __file__


def test_other_file():
    assert __file__


def test_no_class():
    assert __file__


def test_below_in_two():
    assert __file__


def test_reverse_boundary():
    assert __file__


def test_far_below():
    assert __file__


class TestOne:
    def test_below(self):
        assert __file__

    def test_above(self):
        assert __file__

    def test_no_class(self):
        assert __file__
