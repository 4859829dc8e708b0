"""`ml-readiness init` as a user runs it."""

import csv
import json
import subprocess
import sys
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import yaml
from helpers.harness import check, run, track, write
from helpers.harness import run as command
from hypothesis import given, settings
from hypothesis import strategies as st

from ml_readiness.reading.rubric import built_in, built_in_names
from ml_readiness.reading.signs import built_in_signs

RUBRIC = built_in("ml-test-score")
CRITERIA = [each.id for section in RUBRIC.sections for each in section.criteria]
POINTS = [each.id for each in RUBRIC.checklist]
FILES: dict[str, str | bytes] = {
    "tests/test_fair.py": (
        "from fairlearn.metrics import MetricFrame\n\n"
        "def _frame(data):\n    return MetricFrame(data)\n\n"
        "def test_fairness_of_groups():\n    assert _frame(load()).ratio > 0.8\n\n"
        "def test_ratio():\n    assert _frame(load()).ratio < 1.2\n\n"
        "def test_fairness_hollow():\n    pass\n"
    ),
    "tests/test_speed.py": "def test_latency():\n    assert ask() < 0.1\n",
    "docs/ops.md": "# Operations\n\n## Rollback\n\nDeploy the tag before.\n",
    "tuning.py": "import optuna\n\nstudy = optuna.create_study()\n",
    "Makefile": "canary_rollout:\n\tpython canary.py\n\nrollback := no\n",
    "dvc.yaml": "stages: {tune: {cmd: python tune.py}, sweep: {}}\n",
    "reports/metrics.json": '{"baseline": {"auc": 0.7, "note": "old"}, "auc": 0.9}\n',
    "params.json": '{"baseline": 1}\n',
    "ops/rules.yml": (
        "groups:\n- name: model\n  rules:\n"
        "  - {alert: ModelTooOld, expr: time() - model_old_seconds > 9}\n"
        "  - {alert: HighLatency, expr: request_seconds > 9}\n"
        "  - {alert: NaNScores, expr: vector(1)}\n"
    ),
    ".github/workflows/ci.yml": (
        "on: push\njobs:\n  canary:\n    runs-on: ubuntu-latest\n"
        "    steps: [{run: python canary.py}]\n"
    ),
}


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    write(tmp_path / "fraud", FILES)
    track(tmp_path / "fraud")
    return tmp_path / "fraud"


def found(text: str) -> dict[str, list[str]]:
    """The suggestions above each name."""
    waiting: list[str] = []
    by_name: dict[str, list[str]] = {}
    for line in text.splitlines():
        bare = line.strip()
        if bare.startswith("#   - ") and line.startswith("  "):
            waiting.append(bare.removeprefix("#   - "))
        elif bare.endswith(":") and not bare.startswith("#") and waiting:
            by_name.setdefault(bare[:-1], []).extend(waiting)
            waiting = []
    return by_name


def test_it_writes_every_question_and_claims_nothing(repository: Path) -> None:
    outcome = run(repository, "init")
    assert (outcome.status, outcome.stderr) == (0, "")
    text = (repository / "ml-readiness.yml").read_text()
    assert text.startswith("# yaml-language-server: $schema=https://")
    data = yaml.safe_load(text)
    assert data["name"] == "fraud"
    claims = {key: value for each in data["tests"].values() for key, value in each.items()}
    assert [*claims] == CRITERIA
    assert [*data["checklist"]] == POINTS
    assert all(claim == {"level": "none"} for claim in claims.values())
    assert all(point == {"status": "open"} for point in data["checklist"].values())
    for criterion in (each for section in RUBRIC.sections for each in section.criteria):
        assert criterion.question[:50] in text
    track(repository)
    report = json.loads(check(repository, "--format", "json").stdout)
    assert (report["passed"], report["manifests"][0]["score"]) == (True, 0)
    assert "fail-on: regression" in outcome.stdout
    assert "of 28 criteria have candidates" in outcome.stdout


def test_candidates_carry_their_grade_and_reason(repository: Path) -> None:
    run(repository, "init")
    every = found((repository / "ml-readiness.yml").read_text())
    assert every["inclusion"] == [
        (
            "tests/test_fair.py::test_fairness_of_groups"
            "  # strong: calls fairlearn.metrics.MetricFrame; 'fairness' in its name"
        ),
        "tests/test_fair.py::test_ratio  # maybe: calls fairlearn.metrics.MetricFrame",
    ]
    assert every["compute-performance"] == [
        "tests/test_speed.py::test_latency  # maybe: 'latency' in its name",
        "ops/rules.yml#HighLatency  # maybe: 'latency' in its name",
    ]
    assert every["hyperparameters"] == [
        "tuning.py  # likely: calls optuna.create_study",
        "dvc.yaml#tune  # maybe: 'tune*' in its name",
    ]
    assert every["rollback"] == ["docs/ops.md#rollback  # maybe: 'rollback*' in the heading"]
    why = "likely: 'model old' in its name, 'model old' in what it watches"
    assert every["model-age"] == [f"ops/rules.yml#ModelTooOld  # {why}"]
    # It watches nothing, and so proves nothing.
    assert "numerical-stability" not in every
    assert every["canary"] == [
        ".github/workflows/ci.yml#canary  # maybe: 'canary' in its name",
        "Makefile#canary_rollout  # maybe: 'canary' in its name",
    ]
    assert every["baseline"] == [
        "reports/metrics.json#/baseline/auc  # maybe: 'baseline*' in its name"
    ]


SCHEMA = """\
import pandera as pa
from evidently.presets import DataDriftPreset
import pytest
from shop.schema import validate, valid_orders


def test_a_negative_price_is_no_valid_order():
    with pytest.raises((pa.errors.SchemaError, pa.errors.SchemaErrors)):
        validate(load(price=-1))


def test_column_names():
    pa.DataFrameSchema({"price": pa.Column(float)}).validate(load())


def test_valid_prices():
    pa.DataFrameSchema({"price": pa.Column(float)}).validate(load())


def test_missing_prices():
    result = pa.DataFrameSchema({"price": pa.Column(float)})
    assert result is not None


def test_drift():
    assert DataDriftPreset().fields is not OLD
"""


def test_a_test_is_strong_only_where_it_can_fail(repository: Path) -> None:
    code = "import pandera as pa\n\nSCHEMA = pa.DataFrameSchema({})\n"
    write(repository, {"tests/test_orders.py": SCHEMA, "legacy/schema.py": code})
    track(repository)
    every = found(run(repository, "init", "--dry-run").stdout)
    call, error = "calls pandera.Column", "calls pandera.errors.SchemaError"
    assert every["feature-expectations"] == [
        f"tests/test_orders.py::test_a_negative_price_is_no_valid_order  # strong: {error}; 'negative' in its name",
        f"tests/test_orders.py::test_valid_prices  # strong: {call}; 'valid*' in its name",
    ]
    # It tests the code that watches, on data of its own.
    assert every["data-invariants"] == [
        "tests/test_orders.py::test_drift  # maybe: 'drift' in its name"
    ]
    rest = SCHEMA.replace("test_a_negative", "no_negative").replace("test_valid", "no_valid")
    write(repository, {"tests/test_orders.py": rest})
    every = found(run(repository, "init", "--dry-run").stdout)
    assert every["feature-expectations"] == [
        f"tests/test_orders.py::test_column_names  # maybe: {call}",  # not of values
        f"tests/test_orders.py::test_missing_prices  # maybe: {call}; asserts nothing",
    ]


def test_every_candidate_holds_when_it_is_cited(repository: Path) -> None:
    run(repository, "init")
    every = found((repository / "ml-readiness.yml").read_text())
    lines = ["version: 1", "name: x", "tests:"]
    for section in RUBRIC.sections:
        lines.append(f"  {section.id}:")
        for criterion in section.criteria:
            if criterion.id in every and criterion.id not in POINTS:
                pieces = [each.partition("  # ")[0] for each in every[criterion.id]]
                lines.append(f"    {criterion.id}: {{level: automated, evidence: {pieces}}}")
    write(repository, {"ml-readiness.yml": "\n".join(lines) + "\n"})
    track(repository)
    [manifest] = json.loads(check(repository, "--format", "json").stdout)["manifests"]
    outcomes = [
        piece["outcome"]
        for section in manifest["sections"]
        for criterion in section["criteria"]
        for piece in criterion["evidence"]
    ]
    assert len(outcomes) >= 5
    assert {*outcomes} == {"verified"}


def test_what_is_not_tracked_is_not_found(repository: Path) -> None:
    write(repository, {"tests/test_new.py": "def test_canary():\n    assert f()\n"})
    assert "test_new.py" not in run(repository, "init", "--dry-run").stdout


def test_a_name_that_is_no_line_is_counted(repository: Path) -> None:
    write(repository, {"docs/rollback\n\u202e.md": "# Words\n"})
    track(repository)
    outcome = run(repository, "init", "--dry-run")
    assert "1 candidates are left out" in outcome.stderr
    assert "\u202e" not in outcome.stdout
    assert yaml.safe_load(outcome.stdout)["tests"]["data"]["feature-cost"] == {"level": "none"}


def test_dry_run_writes_nothing(repository: Path) -> None:
    outcome = run(repository, "init", "--dry-run", "--workflow")
    assert outcome.stdout.startswith("# yaml-language-server")
    assert "fail-on: regression" in outcome.stdout
    assert not (repository / "ml-readiness.yml").exists()
    assert not (repository / ".github/workflows/ml-readiness.yml").exists()


@pytest.mark.parametrize("link", [False, True])
def test_W1_a_file_or_link_that_is_there_stays(repository: Path, link: bool) -> None:
    target = repository / "ml-readiness.yml"
    outside = repository.parent / "outside.yml"
    if link:
        target.symlink_to(outside)
    else:
        target.write_text("mine")
    outcome = run(repository, "init")
    assert outcome.status == 2
    assert "never writes over" in outcome.stderr
    assert "hint:" in outcome.stderr
    assert not outside.exists()
    assert link or target.read_text() == "mine"


def test_W1_no_link_on_the_way_is_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    write(tmp_path / "r", {"a.py": "x = 1\n"})
    (tmp_path / "r/.github").symlink_to(outside)
    track(tmp_path / "r")
    outcome = run(tmp_path / "r", "init", "--workflow")
    assert outcome.status == 2
    assert "Traceback" not in outcome.stderr
    assert not [*outside.iterdir()]


def test_the_workflow_lies_at_the_top_and_knows_the_root(repository: Path) -> None:
    write(repository, {"models/a/train.py": "x = 1\n"})
    track(repository)
    assert run(repository, "init", "--root", "models/a", "--workflow").status == 0
    data = yaml.safe_load((repository / ".github/workflows/ml-readiness.yml").read_text())
    step = data["jobs"]["ml-readiness"]["steps"][-1]
    assert step["with"] == {"fail-on": "regression", "root": "models/a"}
    manifest = (repository / "models/a/ml-readiness.yml").read_text()
    assert yaml.safe_load(manifest)["name"] == "a"
    assert found(manifest)["canary"][0].startswith(".github/workflows/ci.yml#canary")
    assert run(repository, "init", "--workflow").status == 2


def test_a_rubric_of_ones_own_brings_its_signs(repository: Path) -> None:
    own = """\
version: 1
id: house
title: House
points: {manual: 1, automated: 2}
bands: [{id: low, from: 0, label: low}]
sections:
  - id: all
    title: All
    criteria:
      - {id: speed, code: S1, title: Speed, signs: {tests: [latency]}}
      - {id: cost, code: S2, title: Cost, signs: {instead: a table of costs}}
"""
    write(repository, {"rubric.yml": own})
    track(repository)
    outcome = run(repository, "init", "--rubric", "rubric.yml")
    assert outcome.status == 0, outcome.stderr
    text = (repository / "ml-readiness.yml").read_text()
    assert yaml.safe_load(text)["rubric"] == "rubric.yml"
    assert found(text)["speed"] == [
        "tests/test_speed.py::test_latency  # maybe: 'latency' in its name"
    ]
    assert "a team would cite a table of costs" in text
    assert "1 of 2 criteria" in outcome.stdout
    track(repository)
    assert check(repository).status == 0


@pytest.mark.parametrize("name", built_in_names())
def test_signs_name_criteria_and_points_that_there_are(name: str) -> None:
    signs = built_in_signs(name)
    assert [*signs.criteria] == CRITERIA
    assert [*signs.points] == POINTS


def test_the_first_sources_table_fills_in_statements(repository: Path, tmp_path: Path) -> None:
    table = tmp_path / "table.csv"
    table.write_text(
        "Test Type,Description,Sample Test\n"
        'Data,Distribution of features,"PSI, KS"\n'
        "Data,Relationship,docs/ops.md\n"
        "Model,Review,\n"
    )
    text = run(repository, "init", "--dry-run", "--from", str(table)).stdout
    data = yaml.safe_load(text)["tests"]["data"]
    assert data["feature-expectations"] == {"level": "none"}
    assert "# the table says: PSI, KS" in text
    assert data["feature-benefit"] == {"level": "none", "evidence": ["docs/ops.md"]}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"a,b\n1,2\n", "no columns"),
        (b"\xff\xfe", "no CSV"),
        (b"", "no columns"),
        (b"manifest,section,id\na,data,x\nb,data,x\n", "several manifests"),
    ],
)
def test_another_table_is_refused(repository: Path, content: bytes, said: str) -> None:
    write(repository.parent, {"t.csv": content})
    outcome = run(repository, "init", "--from", "../t.csv")
    assert outcome.status == 2
    assert said in outcome.stderr
    assert not (repository / "ml-readiness.yml").exists()


def test_a_table_that_is_not_there_is_an_error(repository: Path) -> None:
    assert "cannot be read" in run(repository, "init", "--from", "no.csv").stderr


def test_texts_that_are_no_line_and_unknown_rows_are_counted(repository: Path) -> None:
    rows = StringIO()
    writer = csv.writer(rows)
    writer.writerow(["section", "id", "claimed", "evidence", "note", "reviewed"])
    writer.writerow(["data", "feature-cost", "manual", "docs/ops.md", "a\nb", "2999-01-01"])
    writer.writerow(["data", "no-such", "manual", "docs/ops.md", "", ""])
    writer.writerow(["data", "feature-code", "automated", "", "soon", ""])
    write(repository.parent, {"t.csv": rows.getvalue()})
    outcome = run(repository, "init", "--dry-run", "--from", "../t.csv")
    data = yaml.safe_load(outcome.stdout)["tests"]["data"]
    assert data["feature-cost"] == {"level": "manual", "evidence": ["docs/ops.md"]}
    assert data["feature-code"] == {"level": "none", "note": "soon"}
    assert "3 texts or rows" in outcome.stderr


LINE = st.text(
    st.characters(exclude_categories=("C", "Zl", "Zp", "Zs"), include_characters=" "),
    min_size=1,
    max_size=20,
).filter(lambda text: text.isprintable() and text == text.strip())
AWKWARD = st.sampled_from(
    [
        "a;=1",
        "a;'=b;+c",
        "=;=",
        "=1",
        "\uff1d1",
        "'=1",
        "''@x",
        "-",
        "+a",
        "no",
        "1",
        "a: b # c",
        'q"\\',
        "@a/b",
    ]
)
TEXT = LINE | AWKWARD
PIECES = st.lists(TEXT, min_size=1, max_size=3, unique=True)
CLAIM = st.fixed_dictionaries(
    {"level": st.sampled_from(["none", "manual", "automated"]), "evidence": PIECES},
    optional={"owner": TEXT, "note": TEXT, "reviewed": st.just("2026-09-30")},
)
DONE = st.fixed_dictionaries(
    {"status": st.sampled_from(["done", "open"]), "evidence": PIECES}, optional={"note": TEXT}
)
APART = st.fixed_dictionaries({"status": st.just("not-applicable"), "reason": TEXT})


@settings(max_examples=40, deadline=None)
@given(
    st.dictionaries(st.sampled_from(CRITERIA), CLAIM, max_size=4),
    st.dictionaries(st.sampled_from(POINTS), DONE | APART, max_size=3),
)
def test_check_to_csv_to_init_gives_the_same_texts(
    claims: dict[str, Any], points: dict[str, Any]
) -> None:
    tests = {
        section.id: {each.id: claims[each.id] for each in section.criteria if each.id in claims}
        for section in RUBRIC.sections
    }
    manifest = {"version": 1, "name": "x", "tests": tests, "checklist": points}
    with TemporaryDirectory() as name:
        folder = Path(name)
        write(folder, {"ml-readiness.yml": json.dumps(manifest, ensure_ascii=False)})
        table = command(folder, "check", "--offline", "--format", "csv")
        assert table.stderr == ""
        write(folder, {"t.csv": table.stdout})
        outcome = command(folder, "init", "--dry-run", "--from", "t.csv")
    assert outcome.status == 0, outcome.stderr
    assert "left out" not in outcome.stderr
    again = yaml.load(outcome.stdout, Loader=yaml.BaseLoader)  # every scalar a string
    for section, said in tests.items():
        for criterion, claim in said.items():
            assert again["tests"][section][criterion] == claim
    for point, said in points.items():
        assert again["checklist"][point] == said


def test_check_imports_nothing_of_it(repository: Path) -> None:
    run(repository, "init")
    program = (
        "import sys; from ml_readiness.__main__ import exit_status; exit_status()\n"
        "print([each for each in sys.modules if each.startswith('ml_readiness')])\n"
    )
    shown = subprocess.run(
        [sys.executable, "-c", program, "check", "--offline", "--quiet"],
        cwd=repository,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    of_init = ("signs", "candidates", "proposals", "starter", "table", "render.workflow")
    assert "ml_readiness.gate" in shown
    assert not [each for each in of_init if f"{each}'" in shown or f"{each}." in shown]


def test_three_thousand_files_are_read_in_the_end(tmp_path: Path) -> None:
    body = "import numpy as np\n\n\nclass Thing:\n    def run(self):\n        return np.zeros(3)\n"
    files: dict[str, str | bytes] = {f"src/p{n % 50}/m{n}.py": body * 5 for n in range(2000)}
    test = "from src import m\n\n\ndef test_latency():\n    assert m.run() < 1\n"
    files |= {f"tests/test_{n}.py": test for n in range(1000)}
    write(tmp_path, files)
    track(tmp_path)
    command = [sys.executable, "-m", "ml_readiness", "init", "--dry-run"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, timeout=60, check=True)
    assert b"tests/test_0.py::test_latency" in done.stdout
