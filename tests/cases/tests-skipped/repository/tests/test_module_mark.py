import pytest

pytestmark = pytest.mark.skip(reason="slow")


def test_one():
    assert pytest


class TestOne:
    def test_one(self):
        assert pytest
