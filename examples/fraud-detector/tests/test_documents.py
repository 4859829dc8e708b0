import pytest

from fraud import report
from fraud.data import ROOT


@pytest.fixture(scope="module")
def tables():
    return report.tables()


@pytest.mark.parametrize("subject", ["benefit", "gain", "benchmark", "baseline", "distribution", "groups"])
def test_document_holds_the_numbers_of_this_model(subject, tables):
    title = next(title for title in tables if title.endswith(f" {subject}"))
    document = title.split()[0]
    assert tables[title] in (ROOT / document).read_text(), f"copy the table from {report.__name__}"


def test_grid_search_can_be_repeated():
    stored = ROOT / "reports" / "hyperparameters" / "l2.csv"
    assert report.grid("l2") == stored.read_text()


def test_results_are_those_of_this_model():
    assert report.metrics() == (ROOT / "reports" / "metrics.json").read_text()
