"""What a test does where a machine cannot run it."""

import os
from typing import NoReturn

import pytest


def unable(why: str) -> NoReturn:
    """Skip here, and fail where everything has to run."""
    if os.environ.get("CI"):
        pytest.fail(why)
    pytest.skip(why)
