"""What is found in real trees for signs, its grade and its reason."""

import json
from pathlib import Path

import pytest
from helpers.gitrepo import init
from helpers.harness import track, write
from msgspec.structs import replace

from ml_readiness.model.limits import DEFAULT_LIMITS
from ml_readiness.model.signs import Signs
from ml_readiness.reading.candidates.find import candidates, gather
from ml_readiness.repo.worktree import open_worktree

FRAME = "import fairlearn\n\n\ndef {0}():\n    assert fairlearn.metrics.MetricFrame()\n"
CALLING = "import fairlearn\n\nfairlearn.metrics.MetricFrame()\n"
CALLS = Signs(calls=("fairlearn.metrics",))


def found(folder: Path, signs: Signs, files: dict[str, str]) -> list[str]:
    """Each candidate as `reference grade: why`."""
    init(folder)
    write(folder, files)
    track(folder)
    gathered = gather(open_worktree(folder, DEFAULT_LIMITS), [signs])
    return [f"{each.reference} {each.grade}: {each.why}" for each in candidates(signs, gathered)]


def test_a_call_and_a_name_make_a_strong_test(tmp_path: Path) -> None:
    signs = Signs(tests=("bias", "+group"), calls=("fairlearn.metrics",), code=("optuna",))
    signs = replace(signs, imports=("scipy.stats",))
    scipy = "from scipy import stats\n\ndef {0}():\n    assert stats.ks_2samp()\n"
    files = {
        "tests/test_a.py": FRAME.format("test_bias"),
        "tests/test_b.py": FRAME.format("test_group"),
        "tests/test_c.py": FRAME.format("test_other"),
        "tests/test_d.py": "def test_bias():\n    f()\n\ndef test_group():\n    f()\n",
        "tests/test_e.py": "import optuna\n\ndef test_other():\n    assert optuna.create_study()\n",
        "tests/test_f.py": scipy.format("test_bias"),
        "tests/test_g.py": scipy.format("test_group"),
        "tests/test_h.py": FRAME.format("test_bias").replace("assert ", ""),
    }
    calls = "calls fairlearn.metrics.MetricFrame"
    assert found(tmp_path, signs, files) == [
        f"tests/test_a.py::test_bias strong: {calls}; 'bias' in its name",
        f"tests/test_b.py::test_group strong: {calls}; 'group' in its name",
        "tests/test_f.py::test_bias likely: calls scipy.stats.ks_2samp; 'bias' in its name",
        f"tests/test_c.py::test_other maybe: {calls}",
        "tests/test_d.py::test_bias maybe: 'bias' in its name",
        f"tests/test_h.py::test_bias maybe: {calls}; asserts nothing",
    ]


def test_other_code_and_notebooks_that_call_it(tmp_path: Path) -> None:
    def notebook(*cells: tuple[str, str]) -> str:
        made = [{"cell_type": kind, "source": text.splitlines(True)} for kind, text in cells]
        return json.dumps({"cells": made})

    magic = "%matplotlib inline\n!pip install x\nif True:\n    %time f()\n"
    files = {
        "b.py": CALLING,
        "tests/conftest.py": CALLING,
        "tests/test_a.py": f"{CALLING}\n\ndef test_a():\n    f()\n",
        "other.py": "import fairlearn\n\nfairlearn.other()\n",
        "text.txt": CALLING,
        "vendor/a.py": CALLING,
        "src/legacy/a.py": CALLING,
        "a/node_modules/b/c.py": CALLING,
        ".hidden/a.py": CALLING,
        "broken.py": f"{CALLING}(\n",
        "a.ipynb": notebook(("code", f"{magic}{CALLING}")),
        "b.ipynb": notebook(("markdown", CALLING), ("code", "f()\n")),
        "c.ipynb": notebook(("markdown", "This is (no code\n"), ("code", CALLING)),
        "d.ipynb": notebook(("code", f"{CALLING}(\n")),
        "e.ipynb": "[]",
        "f.ipynb": '{"cells": 1}',
        "g.ipynb": '{"cells": [1]}',
        "h.ipynb": notebook(("code", "f()\n")),
        "i.ipynb": "{",
        "j.ipynb": notebook(("code", CALLING)),
    }
    call = "calls fairlearn.metrics.MetricFrame"
    assert found(tmp_path, CALLS, files) == [
        f"b.py likely: {call}",
        *(f"{name}.ipynb maybe: a notebook that {call}" for name in "acj"),
    ]


@pytest.mark.parametrize(
    ("sign", "source"),
    [
        ("pandera", "import pandera\n\npandera.check()\n"),
        ("pandera", "if True:\n    from pandera import check\n    check()\n"),
        (".expect_*", "frame.expect_column()\n"),
        ("a.b.c", "from a.b import c\n\nc()\n"),
        ("k.tune", "import k as t\n\nt.tune()\n"),
    ],
)
def test_a_source_that_may_call_it_is_parsed(tmp_path: Path, sign: str, source: str) -> None:
    files = {"a.py": source, "b.py": source.replace("import", "i_mport").replace("frame", "# ")}
    [each] = found(tmp_path, Signs(code=(sign,)), files)
    assert each.startswith("a.py likely: calls ")


@pytest.mark.parametrize(
    ("script", "runs"),
    [
        ("dvc repro", True),
        ("cd x && dvc repro --force", True),
        ("  dvc repro; echo done", True),
        ("A=1 B=2 dvc repro", True),
        ("poetry run dvc repro", True),
        ("make a || dvc repro", True),
        ("pip install dvc\ndvc repro", True),
        ("dvc reproduce", False),
        ("dvc repro-all", False),
        ("echo && dvc repro", False),
        ("my dvc repro", False),
        ("# dvc repro", False),
    ],
)
def test_a_job_that_runs_its_command(tmp_path: Path, script: str, runs: bool) -> None:
    body = "".join(f"        {line}\n" for line in script.splitlines())
    workflow = (
        "on: push\njobs:\n  broken: 1\n  a:\n    steps:\n"
        f"    - 1\n    - run: 2\n    - run: |\n{body}"
    )
    files = {
        ".github/workflows/a.yml": "[\n",
        ".github/workflows/b.yml": "- jobs\n",
        ".github/workflows/c.yml": "jobs: [a]\n",
        ".github/workflows/d.yaml": workflow,
        ".github/workflows/sub/e.yml": workflow,
        ".github/f.yml": workflow,
    }
    said = [".github/workflows/d.yaml#a likely: runs dvc repro"] if runs else []
    assert found(tmp_path, Signs(commands=("make nothing", "dvc repro")), files) == said


def test_a_job_is_called_by_its_id_and_its_name(tmp_path: Path) -> None:
    files = {
        ".github/workflows/a.yml": (
            "jobs:\n  canary: {}\n  b: {name: Canary rollout}\n  c: {name: [canary]}\n"
            "  d: {steps: [{uses: canary/action@v1}]}\n"
        )
    }
    assert found(tmp_path, Signs(jobs=("canary",), commands=("canary/action@v1",)), files) == [
        ".github/workflows/a.yml#d likely: runs canary/action@v1",
        ".github/workflows/a.yml#b maybe: 'canary' in its name",
        ".github/workflows/a.yml#canary maybe: 'canary' in its name",
    ]


def test_an_alert_is_likely_where_what_it_watches_has_the_words_too(tmp_path: Path) -> None:
    rules = (
        "groups:\n- name: g\n  rules:\n  - {alert: ModelOld, expr: model_old > 1}\n"
        "  - {alert: OldModel, expr: up == 0}\n"
    )
    files = {"ops/a.yml": rules, ".github/workflows/b.yml": rules, ".github/c.YAML": rules}
    files |= {"ops/d.YAML": rules, "ops/e.txt": rules}
    both = "likely: 'model old' in its name, 'model old' in what it watches"
    assert found(tmp_path, Signs(alerts=("model old",)), files) == [
        f"ops/a.yml#ModelOld {both}",
        f"ops/d.YAML#ModelOld {both}",
        "ops/a.yml#OldModel maybe: 'model old' in its name",
        "ops/d.YAML#OldModel maybe: 'model old' in its name",
    ]


def test_a_heading_that_stands_twice_is_no_candidate(tmp_path: Path) -> None:
    files = {
        "a.md": "# Roll back\n\n## Canary ##\n\n```\n# Roll back in code\n```\n",
        "b.MARKDOWN": "# Roll back\n\n# Roll back\n",
        "c#.md": "# Roll back\n",
        "d.rst": "# Roll back\n",
        "e.md": " ### Roll back: *how*\n\n    # Roll back in code\n",
    }
    assert found(tmp_path, Signs(headings=("roll back", "canary")), files) == [
        "a.md#canary maybe: 'canary' in the heading",
        "a.md#roll-back maybe: 'roll back' in the heading",
        "e.md#roll-back-how maybe: 'roll back' in the heading",
    ]


def test_files_are_known_by_their_paths_in_any_case(tmp_path: Path) -> None:
    files = {"docs/Model-Card.md": "x", "card.txt": "x", "venv/model-card.md": "x"}
    assert found(tmp_path, Signs(files=("**/model-card.md", "*.txt")), files) == [
        "card.txt maybe: its name",
        "docs/Model-Card.md maybe: its name",
    ]


def test_the_best_grade_of_a_reference_is_kept(tmp_path: Path) -> None:
    signs = Signs(files=("*.py",), code=("optuna",), stages=("tune",), values=("tune",))
    files = {
        "tune.py": "import optuna\n\noptuna.create_study()\n",
        "Makefile": "tune:\n\tpython tune.py\n",
        "metrics.json": '{"tune": 1}',
    }
    assert found(tmp_path, signs, files) == [
        "tune.py likely: calls optuna.create_study",
        "metrics.json#/tune maybe: 'tune' in its name",
        "Makefile#tune maybe: 'tune' in its name",
    ]


def test_large_sources_are_not_read_and_tests_are_read_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def padded(length: int) -> str:
        return CALLING + "#" * (length - len(CALLING))

    files = {"a.py": padded(200_000), "b.py": padded(200_001)}
    call = "calls fairlearn.metrics.MetricFrame"
    assert found(tmp_path / "1", CALLS, files) == [f"a.py likely: {call}"]
    monkeypatch.setattr("ml_readiness.reading.candidates.find.MOST_SOURCES", 1)
    files = {"a.py": CALLING, "z/test_a.py": FRAME.format("test_z")}
    assert found(tmp_path / "2", CALLS, files) == [f"z/test_a.py::test_z maybe: {call}"]
    monkeypatch.setattr("ml_readiness.reading.candidates.find.MOST_SOURCES", 9)
    monkeypatch.setattr("ml_readiness.reading.candidates.find.MOST_PARSED", 1)
    files |= {"b/test_b.py": "def test_only_read():\n    f()\n"}
    named = Signs(calls=CALLS.calls, tests=("only",))
    assert found(tmp_path / "3", named, files) == [
        "b/test_b.py::test_only_read maybe: 'only' in its name",
        f"z/test_a.py::test_z maybe: {call}",
    ]
