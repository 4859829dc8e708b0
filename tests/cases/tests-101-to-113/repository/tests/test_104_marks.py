import pytest

ON = True


def own(function):
    return pytest.mark.skip(function)


@pytest.mark.skipif(1 == 1, reason="x")
def test_equal():
    assert pytest


@pytest.mark.skipif("1 == 1")
def test_equal_in_quotes():
    assert pytest


@pytest.mark.skipif(not False, reason="x")
def test_not():
    assert pytest


@pytest.mark.skipif(ON, reason="x")
def test_constant():
    assert pytest


@pytest.mark.skip.with_args("x")
def test_with_args():
    assert pytest


@own
def test_own():
    assert pytest


def test_expected_to_fail():
    pytest.xfail("x")
    assert pytest


class TestOne:
    pytestmark = []
    pytestmark += [pytest.mark.skip]

    def test_one(self):
        assert pytest


class TestTwo:
    pytestmark = [] + [pytest.mark.skip]

    def test_one(self):
        assert pytest


class TestThree:
    @pytest.fixture(autouse=True)
    def prepared(self):
        pytest.skip("x")

    def test_one(self):
        assert pytest
