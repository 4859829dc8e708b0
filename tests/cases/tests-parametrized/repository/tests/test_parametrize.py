import pytest

VALUES = [1, 2]
NOTHING = []


@pytest.mark.parametrize("value", [])
def test_list(value):
    assert value


@pytest.mark.parametrize("value", ())
def test_tuple(value):
    assert value


@pytest.mark.parametrize(argnames="value", argvalues=[])
def test_named(value):
    assert value


@pytest.mark.parametrize("other", [1])
@pytest.mark.parametrize("value", [])
def test_twice(value, other):
    assert value


@pytest.mark.parametrize("value", [])
class TestEmpty:
    def test_one(self, value):
        assert value


class TestMarked:
    pytestmark = pytest.mark.parametrize("value", [])

    def test_one(self, value):
        assert value


@pytest.mark.parametrize("value", [1])
def test_values(value):
    assert value


@pytest.mark.parametrize(argnames="value", argvalues=(1,))
def test_named_values(value):
    assert value


@pytest.mark.parametrize("value", VALUES)
def test_computed_values(value):
    assert value


@pytest.mark.values("value", [])
def test_other_mark():
    assert pytest


@pytest.mark.usefixtures(*[])
@pytest.mark.parametrize("value", [1], ids=None)
def test_other_empty_list(value):
    assert value


@pytest.mark.parametrize("value", NOTHING)
def test_no_values_by_computing(value):
    assert value
