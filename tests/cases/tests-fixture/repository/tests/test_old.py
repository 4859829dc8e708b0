import pytest


@pytest.yield_fixture
def test_data():
    yield 1


@pytest.mark.skip
@pytest.yield_fixture()
def test_skipped_data():
    yield 1
