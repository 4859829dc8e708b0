"""Which files decide on a citation, and whose paths start at the top of the repository."""

import pytest

from ml_readiness.model.evidence import Cited
from ml_readiness.rules.reference import read_reference

CI = ".github/workflows/ci.yml"


@pytest.mark.parametrize(
    ("text", "reads", "from_top"),
    [
        (f"{CI}#test", (CI,), True),
        ("ops/alerts.yml#Drift", ("ops/alerts.yml",), False),
        ("m.json#/auc >= 0.9", ("m.json",), False),
        (".github/workflows/m.json#/auc", (".github/workflows/m.json",), True),
        ("./.github/workflows/m.json#/auc", (".github/workflows/m.json",), False),
        ("reports/*.json#/auc", (), False),
        ("docs/card.md#results", ("docs/card.md",), False),
    ],
)
def test_what_decides_is_read(text: str, reads: tuple[str, ...], from_top: bool) -> None:
    cited = read_reference(text)
    assert isinstance(cited, Cited)
    assert (cited.reads, cited.from_top) == (reads, from_top)


def test_a_test_is_decided_by_what_stands_above_it_too() -> None:
    cited = read_reference("a/b/test_c.py::test_d")
    assert isinstance(cited, Cited)
    path, *above = cited.reads
    assert path == "a/b/test_c.py"
    assert {"a/b/conftest.py", "a/conftest.py", "conftest.py"} <= {*above}
