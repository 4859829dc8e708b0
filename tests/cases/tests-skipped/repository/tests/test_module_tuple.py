import pytest

pytestmark = (pytest.mark.usefixtures("tmp_path"), pytest.mark.skip)


def test_one():
    assert pytest
