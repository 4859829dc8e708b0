import pytest

pytestmark = [pytest.mark.usefixtures("tmp_path"), pytest.mark.skipif(True, reason="always")]


def test_one():
    assert pytest
