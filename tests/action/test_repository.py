"""`check --repository`: a commit of any repository on GitHub, judged without a clone."""

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from fakegithub import RESET, FakeGitHub, Fault, State, exhausted, on
from fakegithub.state import named
from helpers.gitrepo import git
from helpers.harness import Outcome, check, track, write
from helpers.loopback import Loopback, Said, serving
from helpers.step import MANIFEST, Clock, blobs, commit_of
from helpers.surveyed import FILES, named_servers

EXAMPLES = Path(__file__).parents[2] / "examples"
CASES = Path(__file__).parents[1] / "cases"
COMMIT = "c" * 40
OLDER = "b" * 40


def known(name: str = "acme/fraud", files: Mapping[str, bytes] = FILES, **more: Any) -> State:
    return State(repository=name, files={COMMIT: dict(files)}, heads={"main": COMMIT}, **more)


def judged(
    folder: Path,
    github: FakeGitHub,
    named: str,
    *argv: str,
    token: str = "token-of-the-run",
    network: Loopback | None = None,
) -> Outcome:
    environment = named_servers(github, token)
    argv = ("--repository", named, *argv)
    return check(folder, *argv, environment=environment, clock=Clock(), network=network)


def blob(content: bytes) -> str:
    return named("blob", content)


def report(outcome: Outcome) -> Any:
    return json.loads(outcome.stdout)


# Small repositories with every kind of evidence that is read, and the folder that each is judged in.
ALIKE = (
    (EXAMPLES / "fraud-detector", "."),
    (EXAMPLES / "churn-model", "."),
    (CASES / "values" / "repository", "."),
    (CASES / "alerts" / "repository", "."),
    (CASES / "parts-python" / "repository", "."),
    (CASES / "jobs-triggers" / "repository", "."),
    (EXAMPLES, "fraud-detector"),
)


@pytest.mark.parametrize(("source", "root"), ALIKE, ids=lambda value: Path(value).name)
@pytest.mark.parametrize("token", ["token-of-the-run", ""], ids=["token", "anonymous"])
def test_the_report_is_that_of_a_clone(source: Path, root: str, token: str, tmp_path: Path) -> None:
    clone = tmp_path / "clone"
    shutil.copytree(source, clone, symlinks=True)
    track(clone)
    git(clone, "commit", "-qm", "all")
    git(clone, "remote", "add", "origin", "https://github.example/acme/fraud.git")
    commit = commit_of(clone, "HEAD")
    state = State(files={commit: blobs(clone, commit)}, heads={"main": commit}, anonymous_ok=True)
    options = ("--offline", "--format", "json", "--root", root)
    here = check(clone, *options)
    (tmp_path / "empty").mkdir()
    with FakeGitHub(state) as github:
        there = judged(tmp_path / "empty", github, "acme/fraud", *options, token=token)
    assert here.status == there.status
    assert report(here)["repository"] is None
    assert report(there) == report(here) | {"repository": "acme/fraud"}


@pytest.mark.parametrize(
    "ref",
    ["main", "release/2026-11", "v1.2", COMMIT, COMMIT[:9]],
    ids=["branch", "slash", "tag", "hash", "short"],
)
def test_a_commit_is_named_as_people_name_one(ref: str, tmp_path: Path) -> None:
    state = known(tags={"v1.2": COMMIT})
    state.heads["release/2026-11"] = COMMIT
    with FakeGitHub(state) as github:
        outcome = judged(tmp_path, github, f"acme/fraud@{ref}", "--format", "json")
    assert (outcome.status, report(outcome)["head"]) == (0, COMMIT)
    assert outcome.stderr == ""


def test_the_tip_of_the_default_branch_is_judged_in_few_requests(tmp_path: Path) -> None:
    state = known(default_branch="trunk")
    state.heads = {"trunk": COMMIT, "main": OLDER}
    state.files[OLDER] = {}
    with FakeGitHub(state) as github:
        outcome = judged(tmp_path, github, "acme/fraud")
        asked = [(seen.method, seen.path) for seen in github.seen]
    assert outcome.status == 0
    assert "[acme/fraud@ccccccc: ml-readiness.yml" in outcome.stdout
    assert asked == [
        ("GET", "/repos/acme/fraud"),
        ("GET", "/repos/acme/fraud/commits/trunk"),
        ("GET", f"/repos/acme/fraud/git/trees/{COMMIT}"),
        ("GET", f"/repos/acme/fraud/git/blobs/{blob(FILES['ml-readiness.yml'])}"),
    ]


def test_another_commit_is_the_base(tmp_path: Path) -> None:
    lower = FILES | {"ml-readiness.yml": MANIFEST.replace("minimum: 1", "minimum: 0").encode()}
    state = known(files=lower, parents={COMMIT: [OLDER]})
    state.heads["release"] = OLDER
    state.files[OLDER] = FILES
    with FakeGitHub(state) as github:
        outcome = judged(tmp_path, github, "acme/fraud", "--base", "release", "--format", "json")
    [entry] = report(outcome)["manifests"]
    assert report(outcome)["base"] == OLDER
    assert entry["policy"]["minimum"] == {"value": 1, "from": "base"}
    assert "bar-lowered" in {each["reason"] for each in entry["verdict"]["warnings"]}


def test_a_base_that_the_commit_does_not_contain_is_told(tmp_path: Path) -> None:
    state = known(parents={COMMIT: [], OLDER: [COMMIT]})
    state.heads["next"] = OLDER
    state.files[OLDER] = FILES
    with FakeGitHub(state) as github:
        outcome = judged(tmp_path, github, "acme/fraud", "--base", "next", "--format", "json")
    [entry] = report(outcome)["manifests"]
    assert "base-not-contained" in {each["reason"] for each in entry["verdict"]["warnings"]}


@pytest.mark.parametrize(
    ("state", "named", "said"),
    [
        pytest.param(
            known("acme/other"),
            "acme/fraud",
            "the repository acme/fraud cannot be read: GitHub answered 404 (Not Found)\n"
            "    hint: is it spelt so? a private one needs a GITHUB_TOKEN that may read its contents",
            id="missing",
        ),
        pytest.param(
            State(), "acme/fraud", "GitHub answered 409 (Git Repository is empty.)", id="empty"
        ),
        pytest.param(
            known(),
            "acme/fraud@nope",
            "acme/fraud has no commit that can be read at nope: GitHub answered 422 "
            "(No commit found for SHA: nope)",
            id="no-such-branch",
        ),
    ],
)
def test_what_cannot_be_read_is_an_error(
    state: State, named: str, said: str, tmp_path: Path
) -> None:
    with FakeGitHub(state) as github:
        outcome = judged(tmp_path, github, named)
        told = judged(tmp_path, github, named, "--format", "json")
    assert (outcome.status, told.status) == (2, 2)
    assert said in outcome.stderr
    assert report(told)["repository"] == "acme/fraud"
    assert report(told)["errors"][0]["message"] in outcome.stderr


def test_a_renamed_repository_is_read_by_its_old_name(tmp_path: Path) -> None:
    with FakeGitHub(known("acme/fraud", former="acme/scoring")) as github:
        outcome = judged(tmp_path, github, "acme/scoring")
        last = github.seen[-1].path
    assert outcome.status == 0
    assert last.startswith("/repos/acme/fraud/git/blobs/")


def test_no_token_is_needed_for_what_is_public(tmp_path: Path) -> None:
    with FakeGitHub(known(anonymous_ok=True)) as github:
        outcome = judged(tmp_path, github, "acme/fraud", token="")
        headers = [seen.headers for seen in github.seen]
        paths = [seen.path for seen in github.seen]
    assert outcome.status == 0
    assert not any("authorization" in each for each in headers)
    assert "/graphql" not in paths


def test_the_limit_without_a_token_says_what_to_do(tmp_path: Path) -> None:
    with FakeGitHub(known(anonymous_ok=True)) as github:
        reset = int(Clock().time()) + 3000
        github.faults.append(Fault(on("GET", "/acme/fraud"), exhausted(reset)))
        outcome = judged(tmp_path, github, "acme/fraud", token="")
    assert outcome.status == 2
    assert "without a token it answers 60 requests an hour: set GITHUB_TOKEN" in outcome.stderr


def test_somebody_at_home_without_a_network_is_told_soon(tmp_path: Path) -> None:
    clock = Clock()
    with FakeGitHub(known()) as github:
        github.faults.append(Fault(on("GET", "/acme/fraud"), RESET, times=99))
        environment = named_servers(github)
        outcome = check(
            tmp_path, "--repository", "acme/fraud", environment=environment, clock=clock
        )
    assert outcome.status == 2
    assert "GitHub could not be reached (ConnectionError)" in outcome.stderr
    assert 0 < sum(clock.waits) <= 20


def test_a_netrc_is_no_token(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, {".netrc": "default login eve password secret\n"})
    monkeypatch.setenv("NETRC", str(tmp_path / ".netrc"))
    with FakeGitHub(known(anonymous_ok=True)) as github:
        outcome = judged(tmp_path, github, "acme/fraud", token="")
        assert not any("authorization" in seen.headers for seen in github.seen)
    assert outcome.status == 0


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        ([""], "--repository '' names no repository"),
        (["fraud"], "--repository fraud names no repository"),
        (["acme/fraud.git@main"], "write acme/fraud@main"),
        (["acme/fraud.git"], "write acme/fraud\n"),
        (["acme/.."], "--repository acme/.. names no repository"),
        (["../fraud"], "--repository ../fraud names no repository"),
        (["https://github.com/acme/fraud"], "hint: write acme/fraud"),
        (["git@github.com:acme/fraud.git"], "hint: write acme/fraud"),
        (["acme/fraud@"], "'' is no name of a commit"),
        (["acme/fraud@a..b"], "a..b is no name of a commit"),
        (["acme/fraud@main~1"], "main~1 is no name of a commit"),
        (["acme/fraud", "--junit", "*.xml"], "--junit needs the files"),
        (["acme/fraud", "--root", "../x"], "--root leaves the repository: ../x"),
        (["acme/fraud", "--root", "/x"], "--root leaves the repository: /x"),
        (["acme/fraud", "--base", ""], "--base '' is no name of a commit"),
    ],
)
def test_what_is_asked_wrongly_says_what_to_write(
    argv: list[str], said: str, tmp_path: Path
) -> None:
    with FakeGitHub(known()) as github:
        outcome = judged(tmp_path, github, *argv)
        written = [seen for seen in github.seen if seen.method != "GET"]
    assert (outcome.status, outcome.stdout) == (2, "")
    assert said in outcome.stderr
    assert "Traceback" not in outcome.stderr
    assert not written


def test_a_name_that_is_none_is_in_no_report(tmp_path: Path) -> None:
    outcome = check(tmp_path, "--repository", "https://x.example/a/b", "--format", "json")
    assert outcome.status == 2
    assert report(outcome)["repository"] is None


def test_G8_a_server_without_its_api_is_not_asked(tmp_path: Path) -> None:
    environment = {"GITHUB_SERVER_URL": "https://github.example", "GITHUB_TOKEN": "secret"}
    outcome = check(tmp_path, "--repository", "acme/fraud", environment=environment)
    assert outcome.status == 2
    assert "the address of this server's REST API is not known (GITHUB_API_URL)" in outcome.stderr


def test_a_stranger_may_have_few_links_asked(tmp_path: Path) -> None:
    cited = "".join(f", http://pages.example/{number}" for number in range(7))
    manifest = MANIFEST.replace("[model/cost.jsonl]", f"[model/cost.jsonl{cited}]", 1)
    state = known(files=FILES | {"ml-readiness.yml": manifest.encode()})
    with FakeGitHub(state) as github, serving(lambda _: Said()) as server:
        network = Loopback(server.port)
        outcome = judged(tmp_path, github, "acme/fraud", "--format", "json", network=network)
    reasons = [
        piece["reason"]
        for section in report(outcome)["manifests"][0]["sections"]
        for criterion in section["criteria"]
        for piece in criterion["evidence"]
        if piece["kind"] == "link"
    ]
    assert reasons.count("allowance") == 2


def test_markdown_links_to_the_commit(tmp_path: Path) -> None:
    files = {"ml-readiness.yml": MANIFEST.replace("cost.jsonl", "gone.jsonl", 1).encode()}
    with FakeGitHub(known(files=FILES | files)) as github:
        outcome = judged(tmp_path, github, "acme/fraud", "--format", "markdown")
    assert f"https://github.example/acme/fraud/blob/{COMMIT}/ml-readiness.yml" in outcome.stdout
