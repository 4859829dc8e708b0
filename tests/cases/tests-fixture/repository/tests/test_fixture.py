import pytest
from pytest import fixture

from others import fixtures

shared = pytest.fixture(scope="module")


@pytest.fixture
def test_data():
    return 1


@pytest.fixture(scope="module")
def test_data_called():
    return 1


@fixture
def test_data_imported():
    return 1


@shared
def test_data_shared():
    return 1


class TestOne:
    @pytest.fixture
    def test_data(self):
        return 1


@pytest.mark.usefixtures("tmp_path")
def test_with_a_fixture(test_data):
    assert test_data


@fixtures
def test_of_others():
    assert pytest
