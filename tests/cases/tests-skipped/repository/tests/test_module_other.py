import pytest

pytestmark = [pytest.mark.usefixtures("tmp_path"), pytest.mark.skipif(False, reason="never")]


def test_one():
    assert pytest
