"""What criteria and points are called, and where they are explained."""

import re
from pathlib import Path

import pytest
from msgspec.structs import replace

from ml_readiness.model.report import Step
from ml_readiness.reading.markdown import read_anchors
from ml_readiness.reading.rubric import built_in, built_in_names, read_rubric
from ml_readiness.rules.named import named_criterion, named_point, named_step, shared_prefix

TOP = Path(__file__).parents[3]
PAGE = "https://github.com/ml-readiness/ml-readiness/blob/main/docs/reference/rubrics.md"


@pytest.mark.parametrize("name", built_in_names())
def test_every_entry_of_a_rubric_of_ours_is_explained(name: str) -> None:
    rubric = built_in(name)
    criteria = [each for section in rubric.sections for each in section.criteria]
    pages = [named_criterion(each, rubric).page for each in criteria]
    pages += [named_point(each, rubric).page for each in rubric.checklist]
    anchors = read_anchors((TOP / "docs" / "reference" / "rubrics.md").read_bytes())
    for page in pages:
        assert page is not None
        address, _, anchor = page.partition("#")
        assert address == PAGE
        assert anchor in anchors
    assert pages[0] == f"{PAGE}#data-1"
    assert pages[-1] == f"{PAGE}#ethics"
    assert len({*pages}) == len(pages) == 28 + 11


def test_a_rubric_of_ones_own_is_explained_nowhere() -> None:
    """Not even one that says that it is ours, or takes all from ours."""
    own = read_rubric(b"version: 1\nid: ml-test-score\ntitle: x\nextends: ml-test-score\n", "r.yml")
    assert own.page is None
    assert named_criterion(own.sections[0].criteria[0], own).page is None
    assert named_point(own.checklist[0], own).page is None


def test_where_it_is_explained_makes_no_other_rubric() -> None:
    rubric = built_in("ml-test-score")
    assert replace(rubric, page=None).asks_as(rubric)
    assert not replace(rubric, id="other").asks_as(rubric)


def test_a_step_is_called_as_what_it_is_about() -> None:
    rubric = built_in("ml-test-score")
    criterion = Step(section="model", criterion="baseline", action="mend", gain=rubric.maximum)
    point = Step(section=None, criterion="baseline", action="mend", gain=rubric.maximum)
    assert named_step(criterion, rubric).label == "Model 5 Comparison with a simpler model"
    assert named_step(point, rubric).label == "A baseline that the model beats"


@pytest.mark.parametrize(
    ("codes", "prefix"),
    [
        (["Data 1", "Data 2"], "Data"),
        (["A b 1", "A b 2"], "A b"),
        (["W-1", "W-2"], ""),
        (["Data 1", "Model 2"], ""),
        (["Data 1"], "Data"),
        ([], ""),
    ],
)
def test_the_word_that_codes_share(codes: list[str], prefix: str) -> None:
    assert shared_prefix(codes) == prefix
    assert all(re.fullmatch(rf"{prefix} ?\S+", code) for code in codes if prefix)
