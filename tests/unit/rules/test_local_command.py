"""The command that shows the same report at home: it is one that our own command line takes."""

import shlex
from pathlib import Path

import pytest
from helpers.harness import check
from helpers.runs import FILES, MANIFEST, judged
from helpers.twosided import COMMIT, alone, compared, manifest
from msgspec.structs import replace

from ml_readiness.model.errors import Problem
from ml_readiness.rules.local_command import command


def test_a_plain_run_is_a_plain_command(tmp_path: Path) -> None:
    run = judged(tmp_path, FILES | {"ml-readiness.yml": MANIFEST})
    assert command(run) == "ml-readiness check"
    assert command(run, "a b/c/") == "ml-readiness check --root 'a b/c'"


def test_what_was_asked_is_asked_again(tmp_path: Path) -> None:
    text = alone(manifest(policy="minimum: 0.5"))
    run = compared(tmp_path, text, text, fail_on="regression", minimum=1, offline=True)
    assert command(run) == (
        f"ml-readiness check --base {COMMIT[:12]} --fail-on regression --minimum 1 --offline"
    )


@pytest.mark.parametrize(
    ("paths", "said"),
    [
        (["a/ml.yml"], "a/ml.yml"),
        (["a b/ml.yml", "c/x.yml"], "'a b/ml.yml' c/x.yml"),
        (["-x/ml.yml"], "-- -x/ml.yml"),
        ([f"{each}/ml.yml" for each in "abc"], "a/ml.yml b/ml.yml c/ml.yml"),
        ([f"{each}/ml.yml" for each in "abcd"], "'**/ml.yml'"),
        ([f"x/{each}.yml" for each in "abcd"], "'**/a.yml' '**/b.yml' '**/c.yml'"),
    ],
)
def test_other_manifests_are_named(tmp_path: Path, paths: list[str], said: str) -> None:
    files = dict.fromkeys(paths, "version: 1\nname: x\n")
    run = judged(tmp_path, files, manifests=tuple(paths))
    assert not run.errors
    assert command(run) == f"ml-readiness check {said}"


def test_one_that_cannot_be_read_is_named_too(tmp_path: Path) -> None:
    run = replace(judged(tmp_path, FILES | {"ml-readiness.yml": MANIFEST}), entries=())
    run = replace(run, errors=(Problem(message="x", path="b/ml.yml"), Problem(message="y")))
    assert command(run) == "ml-readiness check b/ml.yml"


def test_the_command_is_one_that_is_taken(tmp_path: Path) -> None:
    folder = "-a 'b'"
    run = judged(
        tmp_path, {f"{folder}/ml.yml": MANIFEST}, manifests=(f"{folder}/ml.yml",), minimum=4
    )
    _, _, *words = shlex.split(command(run))
    outcome = check(tmp_path, *words)
    assert outcome.status == 1
    assert "Not ready: 0 of 14, needs 4" in outcome.stdout


def test_where_the_merge_lags_the_base_is_the_tip_that_sets_the_bar(tmp_path: Path) -> None:
    text = alone(manifest(policy="minimum: 0.5"))
    run = replace(compared(tmp_path, text, text), base_tip="d" * 40)
    assert command(run) == f"ml-readiness check --base {'d' * 12}"
