"""What manifests of one run share, and what they do not."""

from pathlib import Path

from helpers.harness import TODAY
from helpers.twosided import Web, manifest, repository

from ml_readiness.gate.opening import open_all
from ml_readiness.model.request import Ports, Request
from ml_readiness.rules.cited import CitedFile


def test_what_two_manifests_cite_alike_is_kept_once_and_what_is_relative_is_not(
    tmp_path: Path,
) -> None:
    text = manifest({"feature-cost": ("manual", "docs/a.csv, ./cost.md")})
    places = ("one/ml-readiness.yml", "two/ml-readiness.yml")
    files = {"docs/a.csv": "a,b\n", "one/cost.md": "1\n", "two/cost.md": "2\n"}
    tree = repository(tmp_path, {**files, **dict.fromkeys(places, text)})
    request = Request(today=TODAY, manifests=places)
    opened, _, problems = open_all(request, Ports(tree=tree, fetch=Web()))
    assert not problems
    (one, own_one), (two, own_two) = [
        [reference for _, reference in each.references] for each in opened
    ]
    assert one is two
    assert isinstance(own_one, CitedFile)
    assert isinstance(own_two, CitedFile)
    assert (own_one.path, own_two.path) == ("one/cost.md", "two/cost.md")
