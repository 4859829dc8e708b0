import sys

import pytest


@pytest.mark.xfail(sys.platform == "win32")
def test_passed():
    assert sys


@pytest.mark.skip
def test_skipped():
    assert sys


def test_parts():
    assert sys
