"""`survey`: many repositories of a fake GitHub, a line each."""

import json
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from fakegithub import (
    RESET,
    FakeGitHub,
    Fault,
    Run,
    Seen,
    State,
    Workflow,
    exhausted,
    html,
    limited,
    on,
)
from helpers.harness import TODAY, check, run, write
from helpers.step import MANIFEST, Clock
from helpers.surveyed import FILES, hosted, lines, named_servers, requests, states, survey
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from ml_readiness.reading.rubric import schema_text

OWNER = ("--organisation", "acme")
TOMORROW = TODAY + timedelta(days=1)


@pytest.fixture
def github() -> Iterator[FakeGitHub]:
    """An organization with one repository of each sort."""
    broken = {**FILES, "ml-readiness.yml": b"version: 1\nname: [\n"}
    states = (
        hosted("acme/Beta"),
        hosted("acme/alpha"),
        hosted("acme/broken", broken),
        hosted("acme/empty", None),
        hosted("acme/plain", {"README.md": b"# Plain\n"}),
        hosted("acme/old", archived=True),
        hosted("acme/spoon", a_fork=True),
        hosted("other/fraud"),
    )
    with FakeGitHub(*states) as github:
        yield github


def test_each_repository_of_an_organization_has_a_line(github: FakeGitHub, tmp_path: Path) -> None:
    outcome = survey(tmp_path, github, *OWNER)
    found = lines(tmp_path)
    assert (outcome.status, outcome.stderr) == (0, "")
    assert outcome.stdout == (
        "5 repositories: 3 judged, 1 without a manifest, 1 empty\n7 requests\n"
    )
    assert states(found) == {
        "acme/alpha": "judged",
        "acme/Beta": "judged",
        "acme/broken": "judged",
        "acme/empty": "empty",
        "acme/plain": "no-manifest",
    }
    assert [line["repository"] for line in found] == [
        "acme/alpha",
        "acme/Beta",
        "acme/broken",
        "acme/empty",
        "acme/plain",
    ]


def test_the_lines_are_as_the_contract_has_them(github: FakeGitHub, tmp_path: Path) -> None:
    github.states["acme/gone"] = hosted("acme/gone")
    github.faults.append(Fault(lambda seen: "acme/gone" in seen.path, html(404), times=9))
    survey(tmp_path, github, *OWNER)
    report = Resource.from_contents(json.loads(schema_text("report")))
    schema = json.loads(schema_text("survey"))
    there = schema["$id"].replace("survey", "report")
    registry: Registry[Any] = Registry().with_resource(there, report)
    validator = Draft202012Validator(schema, registry=registry)
    found = lines(tmp_path)
    assert Counter(line["state"] for line in found) == {
        "judged": 3,
        "empty": 1,
        "no-manifest": 1,
        "error": 1,
    }
    for line in found:
        validator.validate(line)
        assert (line["report"] is not None) == (line["state"] == "judged")
        assert (line["error"] is not None) == (line["state"] == "error")


def test_the_report_is_that_of_check(github: FakeGitHub, tmp_path: Path) -> None:
    survey(tmp_path, github, *OWNER)
    argv = ("--repository", "acme/Beta", "--offline", "--format", "json")
    alone = check(tmp_path, *argv, environment=named_servers(github), clock=Clock())
    assert lines(tmp_path)[1]["report"] == json.loads(alone.stdout)


def test_archived_repositories_and_forks_are_judged_where_they_are_wanted(
    github: FakeGitHub, tmp_path: Path
) -> None:
    survey(tmp_path, github, *OWNER, "--archived", "--forks")
    found = states(lines(tmp_path))
    assert (found["acme/old"], found["acme/spoon"], len(found)) == ("judged", "judged", 7)


def test_a_list_names_the_repositories(github: FakeGitHub, tmp_path: Path) -> None:
    text = "# ours\nother/fraud\nacme/old   # archived, and asked for by name\n\nOther/Fraud\nacme/no\n"
    write(tmp_path, {"list.txt": text})
    outcome = survey(tmp_path, github, "--repositories", "list.txt")
    found = lines(tmp_path)
    assert outcome.status == 0
    assert states(found) == {"acme/no": "error", "acme/old": "judged", "other/fraud": "judged"}
    assert found[0]["error"]["message"].startswith("the repository acme/no cannot be read: GitHub")


def test_few_requests_are_made(github: FakeGitHub, tmp_path: Path) -> None:
    many = [hosted(f"many/r{index:03}", {"README.md": b"x"}) for index in range(250)]
    many.append(hosted("many/judged"))
    github.states |= {each.repository: each for each in many}
    survey(tmp_path, github, "--organisation", "many")
    asked = requests(github)
    assert len(lines(tmp_path)) == 251
    assert asked.count(("POST", "/graphql")) == 3
    assert [path.split("/")[3] for _, path in asked if path != "/graphql"] == ["judged"] * 2


def test_what_is_known_and_holds_is_not_asked_again(github: FakeGitHub, tmp_path: Path) -> None:
    survey(tmp_path, github, *OWNER)
    requests(github)
    moved = hosted("acme/alpha", {**FILES, "more.txt": b"more"})
    github.states["acme/alpha"] = moved
    outcome = survey(
        tmp_path, github, *OWNER, "--known", "survey.ndjson", output="next.ndjson", today=TOMORROW
    )
    paths = [path for _, path in requests(github)]
    old, new = lines(tmp_path), lines(tmp_path, "next.ndjson")
    assert "3 are as they were, and were not asked again" in outcome.stdout
    # A manifest that could not be judged is judged again on another day.
    assert {path.split("/")[3] for path in paths if path != "/graphql"} == {"alpha", "broken"}
    assert [line["day"] for line in new] == [
        str(TOMORROW),
        str(TODAY),
        str(TOMORROW),
        str(TODAY),
        str(TODAY),
    ]
    assert [new[1], new[3], new[4]] == [old[1], old[3], old[4]]
    assert new[0]["commit"] == next(iter(moved.files))


AGED = MANIFEST.replace("policy: {minimum: 1}", "policy: {minimum: 1, max-age-days: 30}")


def aged(reviewed: int) -> dict[str, bytes]:
    """The files of a manifest whose manual runs are so many days old."""
    day = TODAY - timedelta(days=reviewed)
    text = AGED.replace("level: manual,", f"level: manual, reviewed: {day},")
    return dict(FILES) | {"ml-readiness.yml": text.encode()}


@pytest.mark.parametrize(("reviewed", "again"), [(30, True), (29, False), (31, False)])
def test_a_manual_run_that_grows_older_than_its_bar_is_judged_again(
    reviewed: int, again: bool, tmp_path: Path
) -> None:
    with FakeGitHub(hosted("acme/fraud", aged(reviewed))) as github:
        survey(tmp_path, github, *OWNER)
        requests(github)
        survey(tmp_path, github, *OWNER, today=TOMORROW)
        asked = requests(github)
    [line] = lines(tmp_path)
    assert line["report"]["errors"] == []
    assert (len(asked) > 1) == again
    assert line["day"] == str(TOMORROW if again else TODAY)


CI = ".github/workflows/ci.yml"
WORKFLOW = b"on: push\njobs:\n  train:\n    runs-on: x\n    steps: [{run: pytest}]\n"


def with_job() -> State:
    text = MANIFEST.replace("model/age.jsonl", f"{CI}#train")
    text = text.replace("minimum: 1", "minimum: 1, max-job-age-days: 9")
    state = hosted("acme/fraud", dict(FILES) | {"ml-readiness.yml": text.encode(), CI: WORKFLOW})
    state.workflows = [Workflow(id=1, path=CI)]
    commit = state.heads["main"]
    day = f"{TODAY - timedelta(days=1)}T08:00:00Z"
    state.runs = [Run(id=1, path=CI, created_at=day, jobs={"train": "success"}, head_sha=commit)]
    return state


def test_a_job_can_turn_red_without_a_commit(tmp_path: Path) -> None:
    state = with_job()
    with FakeGitHub(state) as github:
        survey(tmp_path, github, *OWNER)
        [green] = lines(tmp_path)
        state.runs[0].jobs, state.runs[0].conclusion = {"train": "failure"}, "failure"
        survey(tmp_path, github, *OWNER)
        [same_day] = lines(tmp_path)
        survey(tmp_path, github, *OWNER, today=TOMORROW)
        [red] = lines(tmp_path)
    assert (green["report"]["jobs"], green["until"]) == ("asked", str(TODAY))
    assert same_day == green
    assert "run-red" in json.dumps(red["report"])


def test_the_newer_of_two_older_lines_counts(github: FakeGitHub, tmp_path: Path) -> None:
    survey(tmp_path, github, *OWNER)
    survey(tmp_path, github, *OWNER, output="newer.ndjson", today=TOMORROW)
    survey(tmp_path, github, *OWNER, "--known", "newer.ndjson", today=TOMORROW)
    assert lines(tmp_path) == lines(tmp_path, "newer.ndjson")


def test_the_shares_are_the_whole(github: FakeGitHub, tmp_path: Path) -> None:
    survey(tmp_path, github, *OWNER, output="all.ndjson")
    parts = []
    for number in range(1, 5):
        outcome = survey(tmp_path, github, *OWNER, "--shard", f"{number}/4", output="part.ndjson")
        assert outcome.status == 0
        parts += lines(tmp_path, "part.ndjson")
        (tmp_path / "part.ndjson").unlink()
    assert sorted(parts, key=lambda line: line["repository"].casefold()) == lines(
        tmp_path, "all.ndjson"
    )


class Killed(BaseException):
    """The process is gone at this moment."""


@pytest.mark.parametrize("moment", range(1, 7))
def test_a_survey_that_is_killed_goes_on_where_it_stopped(
    moment: int, github: FakeGitHub, tmp_path: Path
) -> None:
    survey(tmp_path, github, *OWNER, output="whole.ndjson")
    requests(github)
    with pytest.raises(Killed):
        survey(tmp_path, github, *OWNER, clock=Mortal(github, moment))
    cut = (tmp_path / "survey.ndjson").read_bytes() if moment > 1 else b""
    assert cut == b"" or cut.endswith(b"\n")
    outcome = survey(tmp_path, github, *OWNER)
    assert outcome.status == 0
    assert (tmp_path / "survey.ndjson").read_bytes() == (tmp_path / "whole.ndjson").read_bytes()


class Mortal(Clock):
    """Time that ends the process once so many requests were made."""

    def __init__(self, github: FakeGitHub, requests: int) -> None:
        super().__init__()
        self.github, self.requests = github, requests

    def monotonic(self) -> float:
        if len(self.github.seen) >= self.requests:
            raise Killed
        return super().monotonic()


def test_a_line_that_was_cut_is_written_anew(github: FakeGitHub, tmp_path: Path) -> None:
    survey(tmp_path, github, *OWNER)
    whole = (tmp_path / "survey.ndjson").read_bytes()
    (tmp_path / "survey.ndjson").write_bytes(whole[: len(whole) // 2])
    survey(tmp_path, github, *OWNER)
    assert (tmp_path / "survey.ndjson").read_bytes() == whole


def test_the_requests_of_a_run_are_bounded(github: FakeGitHub, tmp_path: Path) -> None:
    outcome = survey(tmp_path, github, *OWNER, "--requests", "4")
    assert outcome.status == 2
    assert len(requests(github)) == 4
    assert states(lines(tmp_path)) == {"acme/alpha": "judged"}
    assert "4 repositories: acme/Beta, acme/broken, acme/empty, acme/plain\n" in (outcome.stderr)
    outcome = survey(tmp_path, github, *OWNER)
    assert (outcome.status, len(lines(tmp_path))) == (0, 5)


def of_alpha(seen: Seen) -> bool:
    return "/acme/alpha/" in seen.path


@pytest.mark.parametrize(
    ("reply", "waited"),
    [(limited(300), 300), (exhausted(int(Clock().time()) + 1800), 1801)],
    ids=["retry-after", "reset"],
)
def test_it_waits_as_github_says(
    reply: Any, waited: int, github: FakeGitHub, tmp_path: Path
) -> None:
    github.faults.append(Fault(of_alpha, reply))
    clock = Clock()
    outcome = survey(tmp_path, github, *OWNER, clock=clock)
    assert (outcome.status, clock.waits) == (0, [waited])
    assert outcome.stderr == f"GitHub asks to wait: {waited} seconds\n"
    assert len(lines(tmp_path)) == 5


def test_a_quota_that_stays_spent_ends_the_run(github: FakeGitHub, tmp_path: Path) -> None:
    github.faults.append(Fault(of_alpha, limited(3_000), times=9))
    outcome = survey(tmp_path, github, *OWNER)
    assert outcome.status == 2
    assert lines(tmp_path) == []
    assert "error: not reached, and without a line: 5 repositories: " in outcome.stderr


def test_one_that_fails_does_not_stop_the_others(github: FakeGitHub, tmp_path: Path) -> None:
    github.faults.append(Fault(of_alpha, html(404), times=9))
    outcome = survey(tmp_path, github, *OWNER)
    found = lines(tmp_path)
    assert outcome.status == 0
    assert states(found)["acme/alpha"] == "error"
    assert len(found) == 5
    assert "GitHub answered 404" in found[0]["error"]["message"]


def test_one_that_is_not_reached_has_no_line(github: FakeGitHub, tmp_path: Path) -> None:
    github.faults.append(Fault(of_alpha, RESET, times=99))
    outcome = survey(tmp_path, github, *OWNER)
    assert outcome.status == 2
    assert "without a line: 1 repository: acme/alpha\n" in outcome.stderr
    assert len(lines(tmp_path)) == 4
    github.faults.clear()
    outcome = survey(tmp_path, github, *OWNER)
    assert (outcome.status, len(lines(tmp_path))) == (0, 5)


def test_a_report_that_lacks_what_github_did_not_answer_is_none(tmp_path: Path) -> None:
    """Also where GitHub answers again before the repository is done."""
    state = with_job()
    [commit] = state.files
    page = b"# Cost\n" + b"x\n" * 300_000  # it is asked for alone, after the runs
    text = state.files[commit]["ml-readiness.yml"].replace(b"[model/cost.jsonl]", b"[cost.md#cost]")
    state.files[commit] |= {"ml-readiness.yml": text, "cost.md": page}
    with FakeGitHub(state) as github:
        github.faults.append(Fault(on("GET", "/actions/workflows"), RESET, times=99))
        outcome = survey(tmp_path, github, *OWNER)
        assert github.seen[-1].path.startswith("/repos/acme/fraud/git/blobs/")
    assert outcome.status == 2
    assert lines(tmp_path) == []


def test_a_long_list_has_time_for_each_page(github: FakeGitHub, tmp_path: Path) -> None:
    """A fault of its last page is asked again, however long the others took."""
    many = [hosted(f"many/r{index:03}", {"README.md": b"x"}) for index in range(900)]
    github.states |= {each.repository: each for each in many}
    clock = Clock()

    def slow(_: Seen) -> None:
        clock.now += 10

    github.before = slow
    last = Fault(lambda _: len(github.seen) == 9, html(502))
    github.faults.append(last)
    outcome = survey(tmp_path, github, "--organisation", "many", clock=clock)
    assert (outcome.status, len(lines(tmp_path)), last.times) == (0, 900, 0)


def test_nothing_is_lost_where_the_listing_fails(github: FakeGitHub, tmp_path: Path) -> None:
    survey(tmp_path, github, *OWNER)
    whole = (tmp_path / "survey.ndjson").read_bytes()
    github.faults.append(Fault(on("POST", "/graphql"), html(502), times=99))
    outcome = survey(tmp_path, github, *OWNER, today=TOMORROW)
    assert outcome.status == 2
    assert "the repositories of acme cannot be listed: GitHub answered 502" in outcome.stderr
    assert (tmp_path / "survey.ndjson").read_bytes() == whole


def test_a_link_in_the_place_of_the_file_is_not_followed(
    github: FakeGitHub, tmp_path: Path
) -> None:
    write(tmp_path, {"precious.txt": "precious\n"})
    (tmp_path / "survey.ndjson").symlink_to(tmp_path / "precious.txt")
    outcome = survey(tmp_path, github, *OWNER)
    assert outcome.status == 2
    assert (tmp_path / "precious.txt").read_text() == "precious\n"


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        ((), "name --organisation or --repositories"),
        ((*OWNER, "--repositories", "x"), "name --organisation or --repositories"),
        (("--organisation", ""), "--organisation '' is no name that GitHub gives"),
        (("--organisation", "a/b"), "--organisation a/b is no name that GitHub gives"),
        (("--organisation", "nobody"), "GitHub knows no such organization or user"),
        ((*OWNER, "--shard", "0/4"), "--shard 0/4 is no share"),
        ((*OWNER, "--shard", "5/4"), "--shard 5/4 is no share"),
        ((*OWNER, "--shard", "x"), "--shard x is no share"),
        ((*OWNER, "--requests", "0"), "--requests 0 is no number from 1 to 1,000,000"),
        ((*OWNER, "--requests", "٣"), "is no number from 1"),
        ((*OWNER, "--known", "none.ndjson"), "cannot read none.ndjson: no such file"),
        ((*OWNER, "--known", "list.txt"), "list.txt:1: error: it is no line of a survey"),
        (("--repositories", "none.txt"), "cannot read none.txt: no such file"),
        (("--repositories", "bad.txt"), "bad.txt:2: error: 'nonsense' is no repository"),
        (("--repositories", "blank.txt"), "blank.txt: error: there is no repository in it"),
        (("--repositories", "latin.txt"), "latin.txt: error: it is no UTF-8 text"),
    ],
)
def test_what_is_asked_wrongly_says_what_to_write(
    argv: tuple[str, ...], said: str, github: FakeGitHub, tmp_path: Path
) -> None:
    files: dict[str, str | bytes] = {
        "list.txt": "acme/alpha\n",
        "bad.txt": "acme/alpha\nnonsense\n",
        "blank.txt": "# none\n",
        "latin.txt": "acme/\xe9".encode("latin-1"),
    }
    write(tmp_path, files)
    outcome = survey(tmp_path, github, *argv)
    assert (outcome.status, outcome.stdout) == (2, "")
    assert said in outcome.stderr
    assert "Traceback" not in outcome.stderr
    assert not (tmp_path / "survey.ndjson").exists()


def test_a_survey_needs_a_token(github: FakeGitHub, tmp_path: Path) -> None:
    outcome = survey(tmp_path, github, *OWNER, token="")
    assert outcome.status == 2
    assert "a survey needs a token" in outcome.stderr


def test_a_folder_that_is_not_there_is_an_error(github: FakeGitHub, tmp_path: Path) -> None:
    outcome = survey(tmp_path, github, *OWNER, output="no/survey.ndjson")
    assert outcome.status == 2
    assert "cannot write no/survey.ndjson: no such file or directory" in outcome.stderr


def test_a_page_is_made_of_a_survey(github: FakeGitHub, tmp_path: Path) -> None:
    """And of two, which it compares."""
    survey(tmp_path, github, *OWNER, output="before.ndjson")
    lower = MANIFEST.replace("minimum: 1", "minimum: 0").encode()
    github.states["acme/alpha"] = hosted("acme/alpha", {**FILES, "ml-readiness.yml": lower})
    survey(tmp_path, github, *OWNER, today=TOMORROW)
    outcome = run(tmp_path, "page", "before.ndjson", "survey.ndjson", "--output", "site")
    assert (outcome.status, outcome.stderr) == (0, "")
    assert outcome.stdout == "wrote site/index.html: 5 repositories\n"
    for name in ("acme/alpha", "acme/Beta"):
        assert name in (tmp_path / "site" / "index.html").read_text()
    changes = (tmp_path / "site" / "changes.html").read_text()
    assert "acme/alpha" in changes
    assert "acme/Beta" not in changes
