"""Bounds as they are written, and which of two is the stricter."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ml_readiness.model.evidence import Bound, Measured, Scalar
from ml_readiness.rules.bounds import (
    binding,
    implies,
    keeps,
    measured_words,
    mended_bound,
    movement,
    name_of,
    pointer_of,
    shown_value,
    split_bound,
    tokens_of,
)

OPERATORS = (">=", ">", "<=", "<", "==")
LIMITS = st.decimals(-3, 3, places=1)
BOUNDS = st.builds(Bound, st.sampled_from(OPERATORS), LIMITS)


def bound(text: str) -> Bound:
    operator, limit = text.split()
    return Bound(operator, Decimal(limit))


@pytest.mark.parametrize(
    ("written", "pointer", "text"),
    [
        ("/auc >= 0.9", "/auc", ">= 0.9"),
        ("/auc > -1", "/auc", "> -1"),
        ("/auc == 0.90", "/auc", "== 0.90"),
        ("/a b < 10", "/a b", "< 10"),
        ("/a >= 1 <= 2", "/a >= 1", "<= 2"),
        ("/a  >= 1", "/a ", ">= 1"),
        ("/ >= 1", "/", ">= 1"),
        (f"/a >= {'1' * 100}", "/a", f">= {'1' * 100}"),
    ],
)
def test_a_bound_is_the_last_of_its_form(written: str, pointer: str, text: str) -> None:
    found = split_bound(written)
    assert found == (pointer, bound(text))
    assert found[1] is not None
    assert found[1].text == text


@pytest.mark.parametrize(
    "written",
    [
        *("/a>=1", "/a >=1", "/a>= 1", "/a => 1", "/a = 1", "/a ≥ 1", "/a >= 1%", "/a >= .9"),
        *("/a >= 1e3", "/a != 1", "/a >= +1", "/a >= 01", "/a >= 1.", "/a >= --1", "/a >= \u0661"),
        *("/a >=  1", "/a >= 1 ", "/a\t>= 1", "/a >= 1_0", "/a >= ", "/a >= " + "1" * 101),
    ],
)
def test_anything_else_is_part_of_the_key(written: str) -> None:
    assert split_bound(written) == (written, None)


@pytest.mark.parametrize(
    ("written", "before", "text"),
    [
        ("/a>=0.9", "/a", ">= 0.9"),
        ("/a => 0.9", "/a", ">= 0.9"),
        ("/a=0.9", "/a", "== 0.9"),
        ("/a ≥ 0.9", "/a", ">= 0.9"),
        ("/a ≤ 0.9", "/a", "<= 0.9"),
        ("/a >= 90%", "/a", ">= 0.9"),
        ("/a >= 5 %", "/a", ">= 0.05"),
        ("/a >= .9", "/a", ">= 0.9"),
        ("/a >= 1e-3", "/a", ">= 0.001"),
        ("/a < 1,5", "/a", "< 1.5"),
        ("/a < -01", "/a", "< -1"),
        ("/a != 1", "/a", None),
        ("/a <> 1", "/a", None),
        ("/a < 1.2.3", "/a", None),
        ("/" + "x" * 500 + "=1", "/" + "x" * 500, "== 1"),
    ],
)
def test_what_looks_like_a_bound_is_mended(written: str, before: str, text: str | None) -> None:
    found = mended_bound(written)
    assert found is not None
    assert (found[0], found[2]) == (before, text)
    if text:
        assert split_bound(f"{before} {text}") == (before, bound(text))


@pytest.mark.parametrize("written", ["/a", "/a=b", "/1.5", "/>", "/a >= x", ""])
def test_what_looks_like_none_is_left_alone(written: str) -> None:
    assert mended_bound(written) is None


@given(st.lists(st.text("~01/ab", max_size=4), min_size=1, max_size=4))
def test_a_pointer_leads_through_the_names_that_it_was_made_of(names: list[str]) -> None:
    pointer = pointer_of(names)
    # RFC 6901, section 4: first each ~1, then each ~0.
    apart = [part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")]
    assert tokens_of(pointer) == tuple(names) == tuple(apart[1:])


@pytest.mark.parametrize("pointer", ["/~", "/a~", "/~2", "/~/0", "/~~0", "/~~01"])
def test_a_tilde_before_anything_else_is_no_pointer(pointer: str) -> None:
    assert tokens_of(pointer) is None


@given(LIMITS, BOUNDS)
def test_a_bound_is_kept_as_fractions_say(value: Decimal, each: Bound) -> None:
    left, right = Fraction(value), Fraction(each.limit)
    wanted = {
        ">=": left >= right,
        ">": left > right,
        "<=": left <= right,
        "<": left < right,
        "==": left == right,
    }
    assert keeps(value, each) is wanted[each.operator]


@given(BOUNDS, BOUNDS)
def test_a_bound_implies_another_when_no_number_keeps_it_alone(one: Bound, other: Bound) -> None:
    # Between and beyond all limits that there are.
    numbers = [Decimal(step) / 20 for step in range(-70, 71)]
    wanted = all(keeps(each, other) for each in numbers if keeps(each, one))
    assert implies(one, other) is wanted


@pytest.mark.parametrize(("lax", "strict"), [(">= 0.9", "> 0.9"), ("<= 0.9", "< 0.9")])
def test_a_bound_that_takes_its_limit_implies_none_that_does_not(lax: str, strict: str) -> None:
    assert implies(bound(strict), bound(lax))
    assert not implies(bound(lax), bound(strict))


@given(LIMITS, st.lists(BOUNDS, min_size=1, max_size=4))
def test_the_binding_bound_is_kept_only_when_all_are(value: Decimal, bounds: list[Bound]) -> None:
    found = binding(value, [(each, "base") for each in bounds])
    assert found is not None
    assert keeps(value, found[0]) is all(keeps(value, each) for each in bounds)


@pytest.mark.parametrize(
    ("value", "base", "head", "wanted"),
    [
        ("0.95", ">= 0.9", ">= 0.8", (">= 0.9", "base")),
        ("0.95", ">= 0.9", ">= 0.92", (">= 0.92", "head")),
        ("0.85", ">= 0.9", ">= 0.8", (">= 0.9", "base")),
        ("0.85", ">= 0.9", ">= 0.92", (">= 0.92", "head")),
        ("0.95", ">= 0.9", ">= 0.9", (">= 0.9", "base")),
        ("0.95", ">= 0.9", "> 0.9", ("> 0.9", "head")),
        ("0.9", ">= 0.9", "> 0.9", ("> 0.9", "head")),
        ("0.9", "<= 0.9", "< 0.95", ("<= 0.9", "base")),
        ("0.93", ">= 0.9", "<= 0.95", ("<= 0.95", "head")),
        ("0.9", "== 0.9", ">= 0.9", ("== 0.9", "base")),
        ("0.8", ">= 0.9", "> 0.9", ("> 0.9", "head")),
        ("-1", ">= 0.5", "<= -2", (">= 0.5", "base")),
    ],
)
def test_of_two_bounds_the_one_that_decides_is_named(
    value: str, base: str, head: str, wanted: tuple[str, str]
) -> None:
    found = binding(Decimal(value), [(bound(base), "base"), (bound(head), "head")])
    assert found == (bound(wanted[0]), wanted[1])


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Decimal("0.9120"), "0.912"),
        (Decimal("1E+3"), "1000"),
        (Decimal("1E+39"), "1" + "0" * 39),
        (Decimal("1E+40"), "1E+40"),
        (Decimal("1E+300"), "1E+300"),
        (Decimal("1E-9"), "0.000000001"),
        (True, "true"),
        ("x" * 100, f'"{"x" * 59}…"'),
        (None, "nothing"),
    ],
)
def test_a_value_is_shown_in_few_characters(value: Scalar, text: str) -> None:
    assert shown_value(value) == text


@pytest.mark.parametrize(
    ("value", "limit", "before", "words"),
    [
        ("0.912", ">= 0.9", "0.934", "0.912 ≥ 0.9, was 0.934"),
        ("0.912", ">= 0.9", "0.912", "0.912 ≥ 0.9"),
        ("0.912", ">= 0.9", None, "0.912 ≥ 0.9"),
        ("0.88", ">= 0.9", "0.934", "0.88, not ≥ 0.9, was 0.934"),
        ("0.88", None, "0.934", "0.88, was 0.934"),
        ("0.88", "< 0.90", None, "0.88 < 0.90"),
        ("1", "== 1", None, "1 = 1"),
        (None, ">= 0.9", "0.934", "no value, not ≥ 0.9, was 0.934"),
        (None, None, "0.934", "no value, was 0.934"),
        (None, None, None, ""),
    ],
)
def test_a_measured_value_is_told_with_its_bound_and_what_it_was(
    value: str | None, limit: str | None, before: str | None, words: str
) -> None:
    number, was = (Decimal(each) if each else None for each in (value, before))
    measured = Measured("auc", number, bound(limit) if limit else None, None, was)
    assert measured_words(measured) == words


@pytest.mark.parametrize(
    ("before", "value", "limit", "wanted"),
    [
        ("0.934", "0.912", ">= 0.9", (False, "auc 0.934 → 0.912, still ≥ 0.9")),
        ("0.934", "0.88", ">= 0.9", (False, "auc 0.934 → 0.88, no longer ≥ 0.9")),
        ("0.88", "0.95", ">= 0.9", (True, "auc 0.88 → 0.95, now ≥ 0.9")),
        # As when somebody writes a better number by hand.
        ("0.912", "0.934", ">= 0.9", (True, "auc 0.912 → 0.934, still ≥ 0.9")),
        ("0.912", "0.912", ">= 0.9", None),
        ("0.8", "0.85", ">= 0.9", None),
        ("5", "8", "<= 10", (False, "auc 5 → 8, still ≤ 10")),
        ("8", "5", "<= 10", (True, "auc 8 → 5, still ≤ 10")),
        ("1", "2", "== 1", (False, "auc 1 → 2, no longer = 1")),
        ("2", "1", "== 1", (True, "auc 2 → 1, now = 1")),
    ],
)
def test_a_value_that_moves_and_keeps_or_kept_its_bound_is_told(
    before: str, value: str, limit: str, wanted: tuple[bool, str] | None
) -> None:
    measured = Measured("auc", Decimal(value), bound(limit), "head", Decimal(before))
    assert movement(measured) == wanted


@pytest.mark.parametrize(
    ("pointer", "name"),
    [(("metrics", "auc"), "auc"), (("folds", "3"), "folds/3"), (("",), "''"), (("7",), "7")],
)
def test_a_value_is_called_by_its_key(pointer: tuple[str, ...], name: str) -> None:
    assert name_of(pointer) == name
