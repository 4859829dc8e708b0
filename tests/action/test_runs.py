"""Whether a cited job has passed: each situation, checked out, without a checkout, and protected."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from fakegithub import FakeGitHub, Fault, Pull, Run, Seen, State, Workflow, exhausted, html, on
from fakegithub.faults import Reply
from helpers import target
from helpers.gitrepo import git
from helpers.harness import check, track, write
from helpers.step import commit_of, known, proposed, pull_payload, step
from helpers.surveyed import named_servers
from helpers.target import encoded

CI, SHARED = ".github/workflows/ci.yml", ".github/workflows/shared.yml"
STEPS = "runs-on: x, steps: [{run: make}]"
SOURCE = f"on: push\njobs: {{test: {{{STEPS}}}, lint: {{{STEPS}}}}}\n"
NAMED = SOURCE.replace("test: {", "test: {name: All tests, ")
CALLING = f"on: push\njobs: {{test: {{uses: ./{SHARED}}}}}\n"
CALLED = f"on: workflow_call\njobs: {{inner: {{{STEPS}}}}}\n"
MANIFEST = """\
version: 1
name: fraud-detector
tests:
  monitoring:
    model-age:
      level: automated
      evidence:
        - EVIDENCE
policy: {max-job-age-days: 30}
"""
GREEN = {"test": "success", "lint": "failure"}
LATE, EARLY, LONG_AGO = "2026-11-22T12:00:00Z", "2026-11-21T12:00:00Z", "2026-09-01T00:00:00Z"
PAYLOAD = {"repository": {"default_branch": "main"}}
ABSENT = Reply(
    status=404, headers={"Content-Type": "application/json"}, body=b'{"message": "Not Found"}'
)
# Enough for all that is asked in a run.
LASTING = 1_000


@dataclass(frozen=True, kw_only=True)
class Situation:
    """What GitHub knows, and what then is found; `requests` are those about workflows."""

    found: tuple[str, str | None, str | None]
    requests: int
    state: str = "active"
    runs: tuple[dict[str, Any], ...] = ()
    files: Mapping[str, str] = field(default_factory=lambda: {CI: SOURCE})
    # What only the change has.
    new: Mapping[str, str] = field(default_factory=dict)
    listed: tuple[str, ...] = (CI,)
    readable: bool = True
    fault: Reply | None = None


def ran(**said: Any) -> dict[str, Any]:
    return {"created_at": EARLY, "jobs": GREEN, "conclusion": "failure", **said}


def passed(note: str | None = None) -> tuple[str, None, str | None]:
    return "verified", None, note


SITUATIONS = {
    "active": Situation(found=passed(), requests=4, runs=(ran(),)),
    "disabled by hand": Situation(
        found=("missing", "switched-off", None),
        requests=1,
        state="disabled_manually",
        runs=(ran(),),
    ),
    "disabled by inactivity": Situation(
        found=("missing", "switched-off", None), requests=1, state="disabled_inactivity"
    ),
    "never ran": Situation(found=passed("never-ran"), requests=3),
    "ran on another branch only": Situation(
        found=passed("never-ran"), requests=3, runs=(ran(branch="feature"),)
    ),
    "red": Situation(
        found=("missing", "run-red", None),
        requests=4,
        runs=(ran(created_at=LATE, jobs={"test": "failure"}), ran()),
    ),
    "cancelled, and green before": Situation(
        found=passed(), requests=4, runs=(ran(created_at=LATE, conclusion="cancelled"), ran())
    ),
    "skipped only": Situation(
        found=("unreachable", "allowance", None), requests=3, runs=(ran(conclusion="skipped"),)
    ),
    "in progress, and nothing before": Situation(
        found=passed("never-ran"), requests=3, runs=(ran(status="in_progress", conclusion=None),)
    ),
    "in progress, and green before": Situation(
        found=passed(),
        requests=4,
        runs=(ran(created_at=LATE, status="in_progress", conclusion=None), ran()),
    ),
    "a matrix with one red": Situation(
        found=("missing", "run-red", None),
        requests=4,
        runs=(ran(jobs={"test (3.12)": "success", "test (3.13)": "failure"}),),
    ),
    "a matrix with one skipped": Situation(
        found=passed(),
        requests=4,
        runs=(ran(jobs={"test (3.12)": "success", "test (3.13)": "skipped"}),),
    ),
    "a renamed job": Situation(
        found=passed(),
        requests=4,
        files={CI: NAMED},
        runs=(ran(jobs={"All tests": "success", "lint": "failure"}),),
    ),
    "a renamed job that is red": Situation(
        found=("missing", "run-red", None),
        requests=4,
        files={CI: NAMED},
        runs=(ran(jobs={"All tests": "failure"}, conclusion="failure"),),
    ),
    "a reusable workflow": Situation(
        found=passed(),
        requests=4,
        files={CI: CALLING, SHARED: CALLED},
        runs=(ran(jobs={"test / inner": "success"}),),
    ),
    "new in this change": Situation(
        found=passed("never-ran"), requests=1, files={}, new={CI: SOURCE}, listed=()
    ),
    "new in this change, and run for it": Situation(
        found=passed("never-ran"),
        requests=3,
        files={},
        new={CI: SOURCE},
        runs=(ran(branch="feature", event="pull_request"),),
    ),
    "a new job of an old workflow": Situation(
        found=passed("never-ran"),
        requests=4,
        files={CI: SOURCE.replace("test:", "older:")},
        new={CI: SOURCE},
        runs=(ran(jobs={"older": "success"}),),
    ),
    "403": Situation(
        found=("restricted", "jobs-not-readable", None), requests=1, readable=False, runs=(ran(),)
    ),
    "404": Situation(
        found=("restricted", "jobs-not-readable", None), requests=1, fault=ABSENT, runs=(ran(),)
    ),
    # It is asked again, for as long as the run has.
    "500": Situation(
        found=("unreachable", "server-error", None), requests=6, fault=html(500), runs=(ran(),)
    ),
    "rate limit": Situation(
        found=("unreachable", "rate-limited", None),
        requests=1,
        fault=exhausted(2_000_000),
        runs=(ran(),),
    ),
    "a fork's branch of the same name": Situation(
        found=("unreachable", "allowance", None), requests=3, runs=(ran(fork="someone/fraud"),)
    ),
    "a fork's branch, and green before": Situation(
        found=passed(),
        requests=4,
        runs=(ran(created_at=LATE, fork="someone/fraud", jobs={"test": "failure"}), ran()),
    ),
    "a re-run of an old run": Situation(
        found=("missing", "run-too-old", None),
        requests=4,
        runs=(ran(created_at=LONG_AGO, before=[{"test": "failure"}]),),
    ),
    "several pages of jobs": Situation(
        found=passed(),
        requests=6,
        runs=(ran(jobs={f"test ({number})": "success" for number in range(250)}),),
    ),
    "one red on the last page": Situation(
        found=("missing", "run-red", None),
        requests=5,
        runs=(
            ran(
                jobs={f"test ({number})": "success" for number in range(149)}
                | {"test (149)": "timed_out"}
            ),
        ),
    ),
    "nothing starts it there": Situation(
        found=passed(), requests=3, files={CI: SOURCE.replace("on: push", "on: pull_request")}
    ),
}


def manifest(*pieces: str) -> str:
    return MANIFEST.replace("EVIDENCE", "\n        - ".join(pieces))


def files_of(situation: Situation, text: str) -> tuple[dict[str, str | bytes], dict[str, Any]]:
    """The files of the base, and what the change has beside them."""
    return {"README.md": "# x\n", "ml-readiness.yml": text, **situation.files}, {**situation.new}


def with_runs(state: State, tip: str, situation: Situation) -> None:
    """What GitHub knows of the workflow."""
    for number, path in enumerate(situation.listed, 1):
        state.workflows.append(Workflow(id=number, path=path, state=situation.state))
    for number, said in enumerate(situation.runs, 1):
        state.runs.append(Run(**{"id": number, "path": CI, "head_sha": tip, **said}))
    state.may_read_actions = situation.readable


def checked_out(folder: Path, situation: Situation, text: str) -> tuple[Any, FakeGitHub]:
    base, change = files_of(situation, text)
    root = proposed(folder, base, {"README.md": "# y\n", **change})
    with opened(known(root), commit_of(root, "main"), situation) as github:
        payload = pull_payload(github) | PAYLOAD
        step(root, github, payload=payload, json_file="report.json", comment="off")
        return json.loads((root / "report.json").read_text()), github


def without_checkout(folder: Path, situation: Situation, text: str) -> tuple[Any, FakeGitHub]:
    base, change = files_of(situation, text)
    commit = "5" * 40
    state = State(files={commit: encoded(base | change), target.TIP: encoded(base)})
    state.pulls[7] = Pull(number=7, base_sha=target.TIP)
    write(folder / "elsewhere", {".git/HEAD": f"{commit}\n"})
    room = folder / "room"
    room.mkdir()
    with opened(state, target.TIP, situation) as github:
        step(
            folder / "elsewhere",
            github,
            event="push",
            payload=PAYLOAD,
            environment={"GITHUB_WORKSPACE": str(room)},
            json_file="report.json",
        )
        return json.loads((room / "report.json").read_text()), github


def protected(folder: Path, situation: Situation, text: str) -> tuple[Any, FakeGitHub]:
    base, change = files_of(situation, text)
    with opened(target.known(base | change, base), target.BASE, situation) as github:
        payload = pull_payload(github) | PAYLOAD
        target.judged(folder, github, payload=payload, json_file="report.json", comment="off")
        [place] = folder.glob("place-*/workspace/report.json")
        return json.loads(place.read_text()), github


def opened(state: State, tip: str, situation: Situation) -> FakeGitHub:
    with_runs(state, tip, situation)
    github = FakeGitHub(state)
    if situation.fault:
        github.faults.append(Fault(on("GET", "/actions/workflows"), situation.fault, LASTING))
    return github


Way = Callable[[Path, Situation, str], tuple[Any, FakeGitHub]]
WAYS: dict[str, Way] = {
    "checked out": checked_out,
    "without a checkout": without_checkout,
    "protected": protected,
}


def findings(report: Any) -> list[Any]:
    [entry] = report["manifests"]
    return [
        finding
        for section in entry["sections"]
        for criterion in section["criteria"]
        for finding in criterion["evidence"]
    ]


def is_about_runs(seen: Seen) -> bool:
    asks_for_text = seen.path == "/graphql" and "isTruncated" in seen.raw.decode()
    return "/actions/" in seen.path or seen.path == "/repos/acme/fraud" or asks_for_text


def asked(github: FakeGitHub) -> int:
    """How many requests were about workflows and their runs."""
    return sum(map(is_about_runs, github.seen))


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", SITUATIONS)
def test_each_situation_is_the_same_in_each_way(tmp_path: Path, name: str, way: str) -> None:
    situation = SITUATIONS[name]
    report, github = WAYS[way](tmp_path, situation, manifest(f"{CI}#test"))
    [finding] = findings(report)
    words = (finding["outcome"], finding["reason"], finding["weakness"])
    assert (words, asked(github)) == (situation.found, situation.requests), finding["message"]
    hidden = situation.found[1] == "jobs-not-readable"
    assert report["jobs"] == ("restricted" if hidden else "asked")
    assert ("actions: read" in (finding["hint"] or "")) is hidden


@pytest.mark.parametrize("way", WAYS)
def test_more_than_twenty_workflows(tmp_path: Path, way: str) -> None:
    paths = tuple(f".github/workflows/{letter}.yml" for letter in "abcdefghijklmnopqrstuvwxy")
    situation = Situation(
        found=passed(),
        requests=2 + 2 * 20,
        files=dict.fromkeys(paths, SOURCE),
        listed=paths,
        runs=tuple(ran(path=path) for path in paths),
    )
    text = manifest(*(f"{path}#test" for path in paths))
    report, github = WAYS[way](tmp_path, situation, text)
    outcomes = [(each["outcome"], each["reason"]) for each in findings(report)]
    assert outcomes == [("verified", None)] * 20 + [("unreachable", "allowance")] * 5
    assert asked(github) == situation.requests


@pytest.mark.parametrize("way", WAYS)
def test_what_is_not_asked_for_is_read(tmp_path: Path, way: str) -> None:
    red = Situation(found=passed(), requests=0, runs=(ran(jobs={"test": "failure"}),))
    without = manifest(f"{CI}#test").replace("max-job-age-days: 30", "minimum: 0")
    report, github = WAYS[way](tmp_path, red, without)
    assert (findings(report)[0]["outcome"], report["jobs"]) == ("verified", None)
    assert asked(github) == 0


@pytest.fixture
def github() -> Iterator[FakeGitHub]:
    """One whose workflow is red, and which says itself which branch is its default."""
    with FakeGitHub() as github:
        github.state.pulls[7] = Pull(number=7, base_sha=target.BASE)
        github.state.files[target.BASE] = encoded({CI: SOURCE})
        situation = Situation(
            found=("missing", "run-red", None), requests=5, runs=(ran(jobs={"test": "failure"}),)
        )
        with_runs(github.state, target.BASE, situation)
        yield github


def at_home(
    folder: Path, github: FakeGitHub, *options: str, origin: str | None = None, **environment: str
) -> Any:
    """The report of the command line in a clone of the repository."""
    write(folder, {"ml-readiness.yml": manifest(f"{CI}#test"), CI: SOURCE})
    track(folder)
    git(folder, "remote", "add", "origin", origin or f"{github.url}/acme/fraud.git")
    variables = {
        "GITHUB_TOKEN": github.state.token,
        "GITHUB_SERVER_URL": github.url,
        "GITHUB_API_URL": github.url,
        "GITHUB_GRAPHQL_URL": github.graphql_url,
    }
    said = check(folder, "--format", "json", *options, environment=variables | environment)
    return json.loads(said.stdout)


def test_at_home_the_token_of_the_environment_is_used(tmp_path: Path, github: FakeGitHub) -> None:
    report = at_home(tmp_path, github)
    assert (findings(report)[0]["reason"], report["jobs"]) == ("run-red", "asked")
    assert f"{github.url}/acme/fraud/actions/runs/1" in findings(report)[0]["message"]
    assert asked(github) == 5  # the default branch has to be asked for, too


@pytest.mark.parametrize(
    ("options", "origin", "environment"),
    [
        ([], None, {"GITHUB_TOKEN": ""}),
        ([], None, {"GITHUB_TOKEN": " "}),
        (["--offline"], None, {}),
        ([], "https://github.com/acme/fraud", {}),
        ([], "git@gitlab.example.com:acme/fraud.git", {}),
        ([], "http://127.0.0.1/acme/fraud", {}),
        ([], None, {"GITHUB_SERVER_URL": ""}),
        ([], None, {"GITHUB_SERVER_URL": "https://github.com"}),
        ([], None, {"GITHUB_API_URL": ""}),
        ([], None, {"GITHUB_API_URL": "https://api.github.com"}),
        ([], "/srv/git/fraud", {}),
    ],
)
def test_G8_the_token_goes_to_the_server_of_the_environment_alone(
    tmp_path: Path,
    github: FakeGitHub,
    options: list[str],
    origin: str | None,
    environment: dict[str, str],
) -> None:
    report = at_home(tmp_path, github, *options, origin=origin, **environment)
    assert (findings(report)[0]["outcome"], report["jobs"]) == ("verified", "read")
    assert github.seen == []


@pytest.mark.parametrize(
    ("options", "reason", "jobs"), [([], "run-red", "asked"), (["--offline"], None, "read")]
)
def test_of_a_commit_elsewhere_no_run_is_asked_offline(
    tmp_path: Path, github: FakeGitHub, options: list[str], reason: str | None, jobs: str
) -> None:
    files = {"ml-readiness.yml": manifest(f"{CI}#test"), CI: SOURCE}
    github.state.files[target.BASE] = encoded(files)
    argv = ("--repository", "acme/fraud", "--format", "json", *options)
    said = check(tmp_path, *argv, environment=named_servers(github, github.state.token))
    report = json.loads(said.stdout)
    assert (findings(report)[0]["reason"], report["jobs"]) == (reason, jobs)
    assert any("/actions/" in each.path for each in github.seen) is not bool(options)


def test_G8_without_the_address_of_the_server_a_step_asks_nobody(tmp_path: Path) -> None:
    base = {"ml-readiness.yml": manifest(f"{CI}#test"), CI: SOURCE}
    root = proposed(tmp_path, base, {"README.md": "# x\n"})
    payload = pull_payload(FakeGitHub(known(root))) | PAYLOAD
    done = step(
        root,
        payload=payload,
        environment={"GITHUB_SERVER_URL": "https://github.example.com"},
        json_file="report.json",
        comment="off",
    )
    report = json.loads((root / "report.json").read_text())
    assert (findings(report)[0]["outcome"], report["jobs"]) == ("verified", "read")
    assert "runs of jobs were not asked for" in done.summary.splitlines()[0]


def test_without_links_nobody_is_asked_for_runs(tmp_path: Path, github: FakeGitHub) -> None:
    base = {"ml-readiness.yml": manifest(f"{CI}#test"), CI: SOURCE}
    root = proposed(tmp_path, base, {"README.md": "# x\n"})
    payload = pull_payload(FakeGitHub(known(root))) | PAYLOAD
    step(
        root,
        payload=payload,
        environment={"GITHUB_API_URL": github.url},
        json_file="report.json",
        comment="off",
        links="skip",
    )
    report = json.loads((root / "report.json").read_text())
    assert (findings(report)[0]["outcome"], report["jobs"]) == ("verified", "read")
    assert github.seen == []


def test_several_pull_requests_of_one_run_ask_once(tmp_path: Path) -> None:
    situation = SITUATIONS["active"]
    base, _ = files_of(situation, manifest(f"{CI}#test"))
    state, merge = target.known(base, base), "7" * 40
    state.pulls[8] = Pull(
        number=8, head_sha=target.HEAD, base_sha=target.BASE, base_ref="other", merge_sha=merge
    )
    state.parents[merge] = [target.BASE, target.HEAD]
    state.files[merge] = state.files[target.MERGE]
    with opened(state, target.BASE, situation) as github:
        done = target.judged(tmp_path, github, "workflow_run")
        assert len(github.state.comments) == 2
        assert asked(github) == situation.requests
    assert done.status == 0
