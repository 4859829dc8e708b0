import pytest

NONE = []
SOME = []
SOME.append(1)


@pytest.mark.parametrize("value", range(0))
def test_range(value):
    assert value


@pytest.mark.parametrize("value", list())
def test_list(value):
    assert value


@pytest.mark.parametrize("value", "")
def test_text(value):
    assert value


@pytest.mark.parametrize("value", {})
def test_mapping(value):
    assert value


@pytest.mark.parametrize("value", NONE)
def test_named(value):
    assert value


@pytest.mark.parametrize("value", [pytest.param(1, marks=pytest.mark.skip)])
def test_skipped(value):
    assert value


@pytest.mark.parametrize("value", SOME)
def test_filled_later(value):
    assert value
