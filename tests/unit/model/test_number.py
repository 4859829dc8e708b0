import json
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ml_readiness.model.number import as_json, plain


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("0", "0"),
        ("0.0", "0"),
        ("0E+3", "0"),
        ("4", "4"),
        ("4.0", "4"),
        ("4.5", "4.5"),
        ("4.50", "4.5"),
        ("10", "10"),
        ("10.0", "10"),
        ("100", "100"),
        ("1E+2", "100"),
        ("10.10", "10.1"),
        ("0.05", "0.05"),
        ("1E-7", "0.0000001"),
        ("79.95", "79.95"),
        ("79.999999999999", "79.999999999999"),
        ("0.1", "0.1"),
        ("-1.50", "-1.5"),
    ],
)
def test_a_number_is_written_as_people_write_it(value: str, text: str) -> None:
    assert plain(Decimal(value)) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("0", "0"),
        ("4.0", "4"),
        ("4.50", "4.5"),
        ("1E+2", "100"),
        ("79.95", "79.95"),
        ("0.1", "0.1"),
        ("0.3", "0.3"),
        ("14", "14"),
    ],
)
def test_a_number_is_whole_in_json_when_it_is_whole(value: str, text: str) -> None:
    assert json.dumps(as_json(Decimal(value))) == text


# What may be written: at most fifteen digits.
numbers = st.decimals(min_value=0, max_value=10**6, places=6, allow_nan=False, allow_infinity=False)


@settings(deadline=None)
@given(numbers)
def test_no_form_of_a_number_rounds_it(value: Decimal) -> None:
    assert Decimal(plain(value)) == value
    assert Decimal(json.dumps(as_json(value))) == value
    assert not plain(value).endswith((".", "-"))
    assert isinstance(as_json(value), int) == (value % 1 == 0)
