import sys

import pytest

if sys.platform == "none":
    pytest.skip("slow", allow_module_level=True)


def test_one():
    assert pytest
