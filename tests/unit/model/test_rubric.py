from decimal import Decimal

import pytest
from helpers.builders import a_rubric

from ml_readiness.model.rubric import Band

BANDS = [("0", True), ("0", False), ("1.5", True), ("3", False)]


@pytest.mark.parametrize(
    ("score", "inclusive", "exclusive"),
    [("1.49", False, False), ("1.5", True, False), ("1.50", True, False), ("1.51", True, True)],
)
def test_a_bound_belongs_to_an_inclusive_band_only(
    score: str, inclusive: bool, exclusive: bool
) -> None:
    def holds(*, inclusive: bool) -> bool:
        band = Band(id="b", label="b", bound=Decimal("1.5"), inclusive=inclusive)
        return band.holds(Decimal(score))

    assert [holds(inclusive=True), holds(inclusive=False)] == [inclusive, exclusive]


@pytest.mark.parametrize(
    ("score", "band"),
    [
        ("0", "b0"),
        ("0.001", "b1"),
        ("1.499", "b1"),
        ("1.5", "b2"),
        ("3", "b2"),
        ("3.001", "b3"),
        ("1000", "b3"),
    ],
)
def test_a_score_is_in_the_highest_band_that_holds_it(score: str, band: str) -> None:
    assert a_rubric(1, bands=BANDS).band(Decimal(score)).id == band


def test_the_maximum_is_that_of_the_smallest_section() -> None:
    rubric = a_rubric(4, 2, 3, manual="0.35", automated="0.7")
    maxima = [rubric.section_maximum(section) for section in rubric.sections]
    assert maxima == [Decimal("2.8"), Decimal("1.4"), Decimal("2.1")]
    assert rubric.maximum == Decimal("1.4")
