"""How much evidence that holds proves: documents, weak pieces, and the manifest itself."""

from pathlib import Path

import pytest
from helpers.runs import judged
from helpers.twosided import alone, compared, manifest

from ml_readiness.model.report import CriterionScore, Entry, Run
from ml_readiness.model.view import View
from ml_readiness.reading.rubric import built_in
from ml_readiness.render import RENDERERS, render

CRITERIA = [
    (section.id, criterion.id)
    for section in built_in("ml-test-score").sections
    for criterion in section.criteria
]
README = {"README.md": "# Fraud\n\nIt finds fraud.\n"}


def said(claims: dict[str, tuple[str, list[str]]], policy: str = "{}") -> str:
    """A manifest with these claims: a level and evidence by criterion."""
    lines = ["version: 1", "name: x", "tests:"]
    for section in dict.fromkeys(section for section, _ in CRITERIA):
        lines.append(f"  {section}:")
        for criterion in (criterion for each, criterion in CRITERIA if each == section):
            level, pieces = claims.get(criterion, ("none", []))
            lines.append(f"    {criterion}:\n      level: {level}")
            lines.append(f"      evidence: [{', '.join(map(repr, pieces))}]")
    return "\n".join([*lines, f"policy: {policy}", ""])


def run_of(
    folder: Path,
    files: dict[str, str],
    claims: dict[str, tuple[str, list[str]]],
    policy: str = "{}",
) -> Run:
    return judged(folder, files | {"ml-readiness.yml": said(claims, policy)}, offline=True)


def only(run: Run) -> Entry:
    assert run.errors == ()
    [entry] = run.entries
    return entry


def scores(entry: Entry) -> dict[str, CriterionScore]:
    return {each.criterion.id: each for each in entry.report.criteria}


def weaknesses(entry: Entry) -> list[str | None]:
    return [finding.judgement.weakness for finding in entry.report.findings]


def test_309_one_readme_under_everything_is_manual_and_weak(tmp_path: Path) -> None:
    everything = {criterion: ("automated", ["README.md"]) for _, criterion in CRITERIA}
    entry = only(run_of(tmp_path, README, everything))
    assert [entry.report.claimed_score, entry.report.score] == [14, 7]
    assert {each.shortfall for each in entry.report.criteria} == {"only-prose"}
    assert weaknesses(entry) == ["shared"] * 28
    assert [each.state for each in entry.annotations] == ["only-prose"] * 28


def test_309_with_refuse_weak_it_counts_for_nothing(tmp_path: Path) -> None:
    everything = {criterion: ("manual", ["README.md"]) for _, criterion in CRITERIA}
    assert only(run_of(tmp_path / "a", README, everything)).report.score == 7
    entry = only(run_of(tmp_path / "b", README, everything, "{refuse-weak: true}"))
    assert entry.report.score == 0
    assert {each.shortfall for each in entry.report.criteria} == {"weak"}
    assert entry.policy.refuse_weak == "head"


@pytest.mark.parametrize(
    ("pieces", "level"),
    [
        (["README.md"], "manual"),
        (["README.md#fraud", "plot.png"], "manual"),
        (["docs/*"], "manual"),
        (["README.md", "train.py"], "automated"),
        (["train.py"], "automated"),
        (["train.py#L1"], "automated"),
        (["README.md", "test_a.py::test_a"], "automated"),
        (["README.md", "https://grafana.example.com/d/1"], "automated"),
        (["src/*"], "automated"),
        (["bin/evaluate"], "automated"),
        (["bin/notes"], "manual"),
    ],
)
def test_309_documents_alone_show_that_somebody_looked(
    tmp_path: Path, pieces: list[str], level: str
) -> None:
    files = README | {
        "plot.png": "png",
        "train.py": "import model\n",
        "test_a.py": "def test_a():\n    assert f()\n",
        "docs/a.md": "a\n",
        "docs/b.csv": "b\n",
        "src/a.md": "a\n",
        "src/b.py": "b = 1\n",
        "bin/evaluate": "#!/bin/sh\nmake\n",
        "bin/notes": "notes\n",
    }
    entry = only(run_of(tmp_path, files, {"baseline": ("automated", pieces)}))
    score = scores(entry)["baseline"]
    assert (score.earned, score.shortfall) == (level, "only-prose" if level == "manual" else None)


def test_309_a_document_that_is_gone_would_mend_to_manual(tmp_path: Path) -> None:
    entry = only(run_of(tmp_path, README, {"baseline": ("automated", ["gone.md"])}))
    assert scores(entry)["baseline"].mended == "manual"


@pytest.mark.parametrize(("count", "weak"), [(5, None), (6, "shared")])
def test_309_under_so_many_criteria_a_document_is_shared(
    tmp_path: Path, count: int, weak: str | None
) -> None:
    spelt = ["README.md", "./README.md", "README.md#fraud", "README.md#L3", "./README.md#L1"]
    claims = {
        criterion: ("manual", [spelt[index % len(spelt)]])
        for index, (_, criterion) in enumerate(CRITERIA[:count])
    }
    assert weaknesses(only(run_of(tmp_path, README, claims))) == [weak] * count


def test_309_a_glob_can_be_shared_and_code_cannot(tmp_path: Path) -> None:
    files = {"src/a.py": "a = 1\n", "src/b.py": "b = 1\n"}
    claims = {criterion: ("automated", ["src/*.py", "src/a.py"]) for _, criterion in CRITERIA[:6]}
    found = weaknesses(only(run_of(tmp_path, files, claims)))
    assert found == ["shared", None] * 6


@pytest.mark.parametrize(
    ("pattern", "count", "weak"),
    [
        ("**", 101, "everything"),
        ("*/*", 101, "everything"),
        ("d*/*.txt", 101, "everything"),
        ("data/*", 101, None),
        ("data/**", 101, None),
        ("*/*", 100, None),
    ],
)
def test_308_a_glob_over_everything(
    tmp_path: Path, pattern: str, count: int, weak: str | None
) -> None:
    files = {f"data/{index}.txt": "1\n" for index in range(count)}
    entry = only(run_of(tmp_path, files, {"baseline": ("manual", [pattern])}))
    assert weaknesses(entry) == [weak]


@pytest.mark.parametrize("piece", ["ml-readiness.yml", "./ml-readiness.yml", "ml-readiness.yml#L1"])
def test_308_the_manifest_proves_nothing_about_itself(tmp_path: Path, piece: str) -> None:
    entry = only(run_of(tmp_path, README, {"baseline": ("manual", [piece])}))
    [finding] = entry.report.findings
    assert finding.judgement.reason == "cites-itself"
    assert scores(entry)["baseline"].earned == "none"


def test_107_a_swallowed_failure_is_weak(tmp_path: Path) -> None:
    files = {
        "test_a.py": "def test_a():\n    try:\n        assert f()\n    except Exception:\n        pass\n"
    }
    claims = {"baseline": ("automated", ["test_a.py::test_a"])}
    entry = only(run_of(tmp_path / "a", files, claims))
    assert (weaknesses(entry), scores(entry)["baseline"].earned) == (["swallowed"], "automated")
    refused = only(run_of(tmp_path / "b", files, claims, "{refuse-weak: true}"))
    assert scores(refused)["baseline"].shortfall == "weak"


@pytest.mark.parametrize(
    "job",
    [
        "runs-on: x, continue-on-error: true, steps: [{run: make}]",
        "runs-on: x, steps: [{run: make || true}]",
    ],
)
def test_205_a_job_that_succeeds_whatever_it_does_is_weak(tmp_path: Path, job: str) -> None:
    path = ".github/workflows/ci.yml"
    workflow = f"on: push\njobs: {{a: {{{job}}}}}\n"
    claims = {"baseline": ("automated", [f"{path}#a"])}
    entry = only(run_of(tmp_path, {path: workflow}, claims))
    assert (weaknesses(entry), scores(entry)["baseline"].earned) == (["swallowed"], "automated")


@pytest.mark.parametrize("form", RENDERERS)
def test_every_report_shows_what_is_weak(tmp_path: Path, form: str) -> None:
    claims = {criterion: ("manual", ["README.md"]) for _, criterion in CRITERIA[:6]}
    shown = render(form, run_of(tmp_path, README, claims), View())
    assert form == "badge" or "weak" in shown.lower()


def test_a_change_that_would_let_weak_evidence_count(tmp_path: Path) -> None:
    base, head = (alone(manifest(policy=f"refuse-weak: {word}")) for word in ("true", "false"))
    entry = only(compared(tmp_path, base, head))
    assert entry.policy.refuse_weak == "base"
    assert [each.message for each in entry.verdict.warnings] == [
        "this change would let weak evidence count; the base branch's bar stays"
    ]


def test_508_a_bar_that_the_change_raises_hides_no_regression(tmp_path: Path) -> None:
    """Both sides fall under the stricter policy: the base's own is looked at, too."""
    dated = "{level: manual, reviewed: 2026-01-01, evidence: [model/card.jsonl]}"
    tests = "tests:\n  data:\n    feature-cost: {}\n    feature-benefit: {}\n"
    base = f"version: 1\nname: fraud\n{tests}".replace("{}", dated)
    half = f"version: 1\nname: fraud\ntests:\n  data:\n    feature-cost: {dated}\n"
    head = f"{half}policy: {{max-age-days: 1}}\n"
    run = compared(tmp_path / "a", alone(base), alone(head), fail_on="regression")
    reasons = [each.message for each in only(run).verdict.reasons]
    assert reasons == [
        "this change lowers Data from 2 to 1",
        "this change lowers 'feature-benefit' from manual to none",
    ]
    assert run.status == 1
    same = compared(tmp_path / "b", alone(base), alone(f"{base}policy: {{max-age-days: 1}}\n"))
    assert only(same).verdict.reasons == ()
