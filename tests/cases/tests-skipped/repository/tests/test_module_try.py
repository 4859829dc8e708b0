import pytest

try:
    pytest.skip("slow", allow_module_level=True)
except ValueError:
    pass


def test_one():
    assert pytest
