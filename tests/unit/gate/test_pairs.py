"""Which manifest of the base is whose: by its path, then by its name."""

from collections.abc import Mapping
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ml_readiness.gate.pairs import Pairing, TipPairing, pair, pair_with_tip

Names = Mapping[str, str | None]
PATHS = st.sampled_from("abcdefgh")


SIDE = st.dictionaries(PATHS, st.none() | st.sampled_from(("one", "two", "three")))
MANY = st.tuples(SIDE, SIDE)
# Each name once, at any path.
UNIQUE = st.lists(PATHS, unique=True).flatmap(
    lambda paths: st.permutations("abcdefgh").map(
        lambda names: dict(zip(paths, names, strict=False))
    )
)


@pytest.mark.parametrize(
    ("heads", "olds", "pairs", "gone"),
    [
        ({}, {}, {}, ()),
        ({"a": "x"}, {}, {}, ()),
        ({}, {"b": "x", "a": "x"}, {}, ("b", "a")),
        ({"a": "x"}, {"a": "y"}, {"a": "a"}, ()),
        ({"a": "x"}, {"a": None}, {"a": "a"}, ()),
        ({"b": "x"}, {"a": "x"}, {"b": "a"}, ()),
        ({"b": "x"}, {"a": "y"}, {}, ("a",)),
        ({"b": None}, {"a": None}, {}, ("a",)),
        ({"a": "x", "b": "x"}, {"a": "x"}, {"a": "a"}, ()),
        ({"b": "x"}, {"a": "x", "b": "y"}, {"b": "b"}, ("a",)),
        ({"a": "y", "b": "x"}, {"a": "x", "b": "y"}, {"a": "a", "b": "b"}, ()),
        ({"d": "x", "c": "x"}, {"b": "x", "a": "x"}, {"d": "b", "c": "a"}, ()),
        ({"d": "x", "c": "x"}, {"a": "x"}, {"d": "a"}, ()),
        ({"c": "x"}, {"b": "x", "a": "x"}, {"c": "b"}, ("a",)),
    ],
)
def test_by_path_then_by_name_the_first_with_the_first(
    heads: Names, olds: Names, pairs: Mapping[str, str], gone: tuple[str, ...]
) -> None:
    assert pair(heads, olds) == Pairing(pairs=pairs, gone=gone)


@given(MANY)
def test_every_manifest_of_the_base_is_paired_once_or_gone(both: tuple[Names, Names]) -> None:
    heads, olds = both
    pairing = pair(heads, olds)
    assert pairing.pairs.keys() <= heads.keys()
    assert sorted([*pairing.pairs.values(), *pairing.gone]) == sorted(olds)
    assert list(pairing.gone) == [path for path in olds if path in pairing.gone]


@given(MANY)
def test_a_path_of_both_sides_pairs_whatever_the_names_are(both: tuple[Names, Names]) -> None:
    heads, olds = both
    pairs = pair(heads, olds).pairs
    for path in heads.keys() & olds.keys():
        assert pairs[path] == path
    for path in pairs.keys() - olds.keys():
        assert pairs[path] not in heads
        assert heads[path] == olds[pairs[path]] is not None


@given(MANY)
def test_a_name_is_left_on_one_side_at_most(both: tuple[Names, Names]) -> None:
    heads, olds = both
    pairing = pair(heads, olds)
    new = {name for path, name in heads.items() if path not in pairing.pairs}
    assert new & {olds[path] for path in pairing.gone} <= {None}


@given(MANY)
def test_order_matters_among_equal_names_only(both: tuple[Names, Names]) -> None:
    heads, olds = both
    turned = [dict(sorted(side.items(), key=lambda each: str(each[1]))) for side in both]
    assert pair(*turned).pairs == pair(heads, olds).pairs


@given(UNIQUE, UNIQUE, st.randoms())
def test_where_names_are_unique_order_does_not_matter(
    heads: Names, olds: Names, chance: Random
) -> None:
    assert pair(shuffled(heads, chance), shuffled(olds, chance)).pairs == pair(heads, olds).pairs


def shuffled(names: Names, chance: Random) -> Names:
    return dict(chance.sample(list(names.items()), len(names)))


@pytest.mark.parametrize(
    ("heads", "olds", "tips", "expected"),
    [
        ({"a": "x"}, {"a": "x"}, {"a": "x"}, ({"a": "a"}, {}, ())),
        ({"a": "x"}, {"a": "x"}, {}, ({}, {}, ())),
        ({"a": "x"}, {}, {"a": "y"}, ({"a": "a"}, {}, ())),
        ({"a": "x"}, {}, {"b": "x"}, ({"a": "b"}, {}, ())),
        ({}, {"a": "x"}, {"a": "x"}, ({}, {"a": "a"}, ())),
        ({}, {}, {"a": "x"}, ({}, {}, ("a",))),
        ({"a": "x"}, {"a": "x"}, {"b": "x"}, ({"a": "b"}, {}, ())),
        ({"b": "x"}, {"a": "x"}, {"a": "x", "b": "y"}, ({"b": "a"}, {}, ("b",))),
        ({"a": "y"}, {"a": "x"}, {"b": "x", "c": "y"}, ({"a": "b"}, {}, ("c",))),
        ({"b": "y"}, {"a": "x"}, {"b": "x"}, ({}, {"a": "b"}, ())),
    ],
)
def test_501_the_tips_go_with_the_bases_and_then_with_the_heads(
    heads: Names, olds: Names, tips: Names, expected: tuple[Names, Names, tuple[str, ...]]
) -> None:
    of_heads, of_gone, alone = expected
    found = pair_with_tip(pair(heads, olds), heads, olds, tips)
    assert found == TipPairing(of_heads=of_heads, of_gone=of_gone, alone=alone)  # type: ignore[arg-type]


@given(SIDE, SIDE, SIDE)
def test_501_every_manifest_of_the_tip_sets_one_bar_or_is_alone(
    heads: Names, olds: Names, tips: Names
) -> None:
    pairing = pair(heads, olds)
    found = pair_with_tip(pairing, heads, olds, tips)
    set_by = [*found.of_heads.values(), *found.of_gone.values(), *found.alone]
    assert sorted(set_by) == sorted(tips)
    assert found.of_gone.keys() <= set(pairing.gone)


@given(SIDE, SIDE)
def test_501_a_tip_that_is_the_base_pairs_as_the_base_does(heads: Names, olds: Names) -> None:
    pairing = pair(heads, olds)
    found = pair_with_tip(pairing, heads, olds, olds)
    assert found.of_heads == pairing.pairs
    assert found.of_gone == {path: path for path in pairing.gone}
