import pytest

VALUES = [1, 2, 3]


def test_passed():
    assert __file__


def test_failed():
    assert __file__


def test_errored():
    assert __file__


def test_skipped():
    assert __file__


def test_xfailed():
    assert __file__


def test_absent():
    assert __file__


def test_teardown():
    assert __file__


def test_failed_and_errored():
    assert __file__


def test_loud():
    assert __file__


def test_with_properties():
    assert __file__


def test_skipped_and_failed():
    assert __file__


@pytest.mark.parametrize("value", VALUES)
def test_param_passed(value):
    assert __file__


@pytest.mark.parametrize("value", VALUES)
def test_param_one_failed(value):
    assert __file__


@pytest.mark.parametrize("value", VALUES)
def test_param_one_errored(value):
    assert __file__


@pytest.mark.parametrize("value", VALUES)
def test_param_one_skipped(value):
    assert __file__


@pytest.mark.parametrize("value", VALUES)
def test_param_all_skipped(value):
    assert __file__


@pytest.mark.parametrize("value", VALUES)
def test_param_xfailed_and_skipped(value):
    assert __file__


@pytest.mark.parametrize("value", VALUES)
def test_param_xfailed_and_passed(value):
    assert __file__


@pytest.mark.parametrize("value", VALUES)
def test_brackets(value):
    assert __file__


def test_not_cited_by_prefix():
    assert __file__


def test_in_a_failing_class():
    assert __file__


@pytest.mark.skip
def test_marked_skip():
    assert __file__


def test_hollow():
    pass


class TestOne:
    def test_in_class(self):
        assert __file__

    def test_in_a_failing_class(self):
        assert __file__

    class TestTwo:
        def test_nested(self):
            assert __file__
