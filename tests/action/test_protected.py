"""The protected way: what is judged, what is delivered, and what it costs."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from fakegithub import FakeGitHub, Fault, Pull, Seen, html, on
from helpers.loopback import Loopback, Said, serving
from helpers.step import FAILING, FILES, MANIFEST
from helpers.target import (
    BASE,
    HEAD,
    MERGE,
    OTHER,
    TIP,
    WAYS,
    Files,
    asked,
    encoded,
    first_lines,
    judged,
    known,
    lagging,
    run_payload,
    statuses,
)

LOW, HIGH = FILES, FILES | FAILING
CONTEXT = "ml-readiness (main)"
PASS, FAIL = "## ✅ Ready: 1 of 14, needs 1", "## ❌ Not ready: 1 of 14, needs 2"


@pytest.fixture
def github() -> Iterator[FakeGitHub]:
    with FakeGitHub(known()) as github:
        yield github


@pytest.mark.parametrize("event", WAYS)
def test_a_pull_request_is_judged_without_a_checkout(
    tmp_path: Path, github: FakeGitHub, event: str
) -> None:
    done = judged(tmp_path, github, event, status="true")
    assert done.status == 0
    assert done.log.startswith(
        "PASS  fraud-detector  Ready: 1 of 14, needs 1  [ml-readiness.yml; as the base]"
    )
    assert done.messages("warning") + done.messages("notice") == []
    assert first_lines(github) == [PASS]
    assert done.summary.startswith(PASS)
    page = f"https://github.com/acme/fraud/blob/{HEAD}/model/cost.jsonl"
    assert f"[`model/cost.jsonl`]({page})" in github.state.comments[0].body
    assert done.outputs["ref"] == "refs/pull/7/merge"
    assert (done.outputs["sha"], done.outputs["delta"]) == (MERGE, "0")
    assert done.outputs["passed"] == "true"
    assert done.outputs["comment-url"].endswith(f"-{github.state.comments[0].id}")


@pytest.mark.parametrize(
    ("head", "base", "status", "line"),
    [
        (LOW, LOW, 0, PASS),
        (HIGH, LOW, 1, FAIL),
        (LOW, HIGH, 1, FAIL),
        (LOW, {}, 0, PASS),
        (FILES | {"model/age.jsonl": ""}, LOW, 1, "## ❌ Not ready: 0 of 14 (-1), needs 1"),
        ({}, LOW, 1, "## ❌ 0 of 1 manifests pass"),
        ({"ml-readiness.yml": "x"}, LOW, 2, "## ❌ Could not be evaluated"),
        (LOW, {"ml-readiness.yml": "x"}, 2, "## ❌ Could not be evaluated"),
    ],
)
@pytest.mark.parametrize("event", WAYS)
def test_the_bar_comes_from_the_base(  # noqa: PLR0913, PLR0917
    tmp_path: Path, event: str, head: Files, base: Files, status: int, line: str
) -> None:
    with FakeGitHub(known(head, base)) as github:
        done = judged(tmp_path, github, event, status="true")
    assert (done.status, first_lines(github)) == (status, [line])
    state = ["success", "failure", "error"][status]
    assert statuses(github) == [(CONTEXT, "pending"), (CONTEXT, state)]
    last = github.state.statuses[-1]
    assert last.description == line.partition(" ")[2].partition(" ")[2]
    assert last.target_url == "https://github.com/acme/fraud/actions/runs/42"
    assert last.sha == HEAD


def test_pending_is_written_before_any_file_is_read(tmp_path: Path, github: FakeGitHub) -> None:
    judged(tmp_path, github, status="true")
    assert asked(github) == [
        *("merge", "status", "paths", "paths", "file", "status"),
        *("look", "comments", "comment", "comments"),
    ]


def test_no_status_is_written_unasked(tmp_path: Path, github: FakeGitHub) -> None:
    judged(tmp_path, github)
    judged(tmp_path, github, status="False")
    assert github.state.statuses == []


def test_several_gates_have_a_status_each(tmp_path: Path, github: FakeGitHub) -> None:
    judged(tmp_path, github, status="TRUE", comment_id="nightly")
    assert statuses(github)[-1] == ("ml-readiness/nightly (main)", "success")


def test_a_status_is_neither_true_nor_false(tmp_path: Path, github: FakeGitHub) -> None:
    done = judged(tmp_path, github, status="yes")
    [error] = done.messages("error")
    assert error == "the input status cannot be yes\nwrite true or false"


def test_mistakes_in_the_inputs_leave_an_error(tmp_path: Path, github: FakeGitHub) -> None:
    done = judged(tmp_path, github, status="true", minimum_score="80%")
    assert (done.status, statuses(github)[-1]) == (2, (CONTEXT, "error"))
    assert "the input minimum-score 80%" in github.state.comments[0].body
    assert (done.outputs["ref"], done.outputs["sha"]) == ("", "")


@pytest.mark.parametrize("event", WAYS)
def test_no_manifest_on_either_side_passes(tmp_path: Path, event: str) -> None:
    with FakeGitHub(known({"a.md": "x"}, {"b.md": "x"})) as github:
        done = judged(tmp_path, github, event, status="true", json_file="report.json")
    [notice] = done.messages("notice")
    assert notice == (
        "there is nothing to judge: neither the pull request nor its base has a manifest"
    )
    assert (done.status, done.outputs["passed"], done.outputs["score"]) == (0, "true", "")
    assert (github.state.comments, done.summary) == ([], "")
    assert github.state.statuses[-1].description == "There is no manifest"
    assert statuses(github)[-1] == (CONTEXT, "success")


def test_no_manifest_any_more_is_said_where_there_was_one(tmp_path: Path) -> None:
    with FakeGitHub(known({"a.md": "x"}, {"b.md": "x"})) as github:
        github.state.comment(7, "<!-- ml-readiness -->\n## ❌ Not ready")
        judged(tmp_path, github)
    assert first_lines(github) == ["## ✅ 0 of 0 manifests pass"]


@pytest.mark.parametrize("pattern", ["**/ml-readiness.yml", "./a/ml-readiness.yml"])
def test_a_glob_finds_what_either_side_has(tmp_path: Path, pattern: str) -> None:
    with FakeGitHub(known({}, {"a/ml-readiness.yml": MANIFEST})) as github:
        assert judged(tmp_path, github, manifest=pattern).status == 1


@pytest.mark.parametrize("root", ["services/fraud", "./services//fraud/", "services/./fraud"])
def test_a_root_is_a_folder_of_both_trees(tmp_path: Path, root: str) -> None:
    files = {f"services/fraud/{path}": text for path, text in HIGH.items()}
    with FakeGitHub(known(files, files)) as github:
        done = judged(tmp_path, github, root=root)
    assert (done.status, first_lines(github)) == (1, [FAIL])
    assert "file=services/fraud/ml-readiness.yml::the score is 1" in done.log
    page = f"https://github.com/acme/fraud/blob/{HEAD}/services/fraud/model/cost.jsonl"
    assert f"[`model/cost.jsonl`]({page})" in github.state.comments[0].body


def test_lines_are_linked_where_the_head_has_them(tmp_path: Path) -> None:
    broken = FILES | {"ml-readiness.yml": MANIFEST.replace("model/age.jsonl", "docs/gone.md")}
    page = f"https://github.com/acme/fraud/blob/{HEAD}/ml-readiness.yml"
    with FakeGitHub(known(broken)) as github:
        judged(tmp_path, github)
        assert f"[`ml-readiness.yml:7`]({page}#L7)" in github.state.comments[0].body
        github.state.files[HEAD]["ml-readiness.yml"] += b"# the merge has another file\n"
        judged(tmp_path, github)
        assert f"[`ml-readiness.yml:7`]({page})" in github.state.comments[0].body


@pytest.mark.parametrize(
    ("ref", "passes"),
    [("main", True), (HEAD, True), (BASE, True), (MERGE, True), ("other", False)],
)
def test_a_link_to_a_file_of_what_is_judged_is_read_there(
    tmp_path: Path, ref: str, passes: bool
) -> None:
    address = f"http://site.example.com/acme/fraud/blob/{ref}/model/age.jsonl"
    files = FILES | {"ml-readiness.yml": MANIFEST.replace("model/age.jsonl", f"'{address}'")}
    here = {"GITHUB_SERVER_URL": "http://site.example.com"}
    with (
        FakeGitHub(known(files)) as github,
        serving(lambda _: Said(status=404)) as server,
    ):
        network = Loopback(server.port)
        done = judged(tmp_path, github, environment=here, internet=network, comment="off")
    assert (done.status == 0, server.paths() == []) == (passes, passes)


def test_reports_for_programs_are_written_in_the_workspace(
    tmp_path: Path, github: FakeGitHub
) -> None:
    done = judged(tmp_path, github, json_file="out/report.json", sarif_file="report.sarif")
    [report] = tmp_path.glob("place-*/workspace/out/report.json")
    said = json.loads(report.read_text())
    assert (said["head"], said["base"], said["event"]) == (MERGE, BASE, "pull_request_target")
    assert (report.parent.parent / "report.sarif").exists()
    assert done.outputs["report"] == "out/report.json"


def test_it_costs_a_dozen_requests_however_much_is_cited(tmp_path: Path) -> None:
    """39 pieces of evidence in 25 files, of which the head has changed ten."""
    paths = [f"docs/{index}.md" for index in range(25)]
    cited = [f"{path}#{heading}" for path in paths for heading in ("a", "b")][:39]
    lists = "\n".join(f"        - {each}" for each in cited)
    manifest = MANIFEST.replace(
        "  data: {feature-cost: {level: manual, evidence: [model/cost.jsonl]}}",
        f"  data:\n    feature-cost:\n      level: manual\n      evidence:\n{lists}",
    )
    base = FILES | {"ml-readiness.yml": manifest} | dict.fromkeys(paths, "# a\n\nx\n\n# b\n")
    base |= {path: f"# a\n\nx\n\n# b\n\n{path}\n" for path in paths}
    head = base | {path: f"# a\n\nx\n\n# b\n\nnew {path}\n" for path in paths[:10]}
    head |= {"ml-readiness.yml": f"{manifest}# new\n"}
    with FakeGitHub(known(head, base)) as github:
        done = judged(tmp_path, github, "workflow_run", status="true")
    assert done.status == 0
    reading = [word for word in asked(github) if word not in {"status", "comment"}]
    assert reading == [
        *("pulls", "merge", "paths", "paths", "file", "files", "files", "files"),
        *("look", "comments", "comments"),
    ]


LAG = (
    f"GitHub's test merge is with {BASE}, and main is at {TIP} by now: the bar is the newer one's, "
    f"and the change is compared with the older one"
)
# What others merged: one more level in each section.
BETTER = FILES | {"ml-readiness.yml": MANIFEST.replace("level: manual", "level: automated")}
BROKEN = FILES | {"model/age.jsonl": ""}


@pytest.mark.parametrize(
    ("head", "base", "tip", "status", "line"),
    [
        (LOW, LOW, LOW, 0, PASS),
        (LOW, LOW, HIGH, 1, FAIL),
        (HIGH, HIGH, LOW, 1, FAIL),
        (LOW, HIGH, LOW, 0, PASS),
        (LOW, HIGH, HIGH, 1, FAIL),
        (LOW, LOW, BETTER, 0, PASS),
        (BETTER, BETTER, LOW, 0, "## ✅ Ready: 2 of 14, needs 1"),
        (BROKEN, LOW, LOW, 1, "## ❌ Not ready: 0 of 14 (-1), needs 1"),
        (LOW, LOW, BROKEN, 0, PASS),
        (LOW, {}, LOW, 0, PASS),
        (LOW, {}, HIGH, 1, FAIL),
        (LOW, LOW, {}, 0, PASS),
        ({}, LOW, LOW, 1, "## ❌ 0 of 1 manifests pass"),
        (LOW, {"ml-readiness.yml": "x"}, LOW, 2, "## ❌ Could not be evaluated"),
        (LOW, LOW, {"ml-readiness.yml": "x"}, 2, "## ❌ Could not be evaluated"),
        ({}, {}, LOW, 2, "## ❌ Could not be evaluated"),
        ({}, {"a.md": "a"}, LOW, 2, "## ❌ Could not be evaluated"),
    ],
)
@pytest.mark.parametrize("event", WAYS)
def test_501_a_merge_that_lags_has_three_sides(  # noqa: PLR0913, PLR0917
    tmp_path: Path, event: str, head: Files, base: Files, tip: Files, status: int, line: str
) -> None:
    """The bar is the tip's, the change is against what the merge was made with."""
    with FakeGitHub(lagging(head, base, tip)) as github:
        done = judged(tmp_path, github, event, status="true")
    assert (done.status, first_lines(github)) == (status, [line])
    state = ["success", "failure", "error"][status]
    assert statuses(github) == [(CONTEXT, "pending"), (CONTEXT, state)]
    assert asked(github).count("compare") == 1
    assert done.clock.waits == []
    assert [notice for notice in done.messages("notice") if "test merge" in notice] == [LAG]


@pytest.mark.parametrize("fail_on", ["minimum", "regression", "any"])
def test_501_nobody_is_blamed_for_what_others_merged(tmp_path: Path, fail_on: str) -> None:
    high = BETTER | {"ml-readiness.yml": BETTER["ml-readiness.yml"].replace("1}", "1.5}")}
    for tip, head, fails in ((BETTER, LOW, False), (high, LOW, fail_on != "regression")):
        with FakeGitHub(lagging(head, LOW, tip)) as github:
            done = judged(tmp_path, github, fail_on=fail_on, comment="off")
        assert (done.status, done.outputs["delta"]) == (int(fails), "0")
        assert "this change" not in "\n".join(done.messages("warning") + done.messages("error"))


def test_501_what_the_change_lowers_is_named_all_the_same(tmp_path: Path) -> None:
    head = FILES | {"ml-readiness.yml": MANIFEST.replace("minimum: 1", "minimum: 0.5")}
    with FakeGitHub(lagging(head, LOW, HIGH)) as github:
        done = judged(tmp_path, github)
    assert done.status == 1
    [warning] = done.messages("warning")
    assert warning == (
        "this change would lower the minimum from 2 to 0.5; the base branch's bar stays"
    )


def test_501_a_manifest_that_only_the_tip_has_is_an_error(tmp_path: Path) -> None:
    tip = FILES | {"b/ml-readiness.yml": MANIFEST.replace("fraud-detector", "other")}
    with FakeGitHub(lagging(LOW, LOW, tip)) as github:
        done = judged(tmp_path, github, manifest="**/ml-readiness.yml", status="true")
        alone = judged(tmp_path, github, manifest="b/ml-readiness.yml", status="true")
    told = f"b/ml-readiness.yml is in the base branch at {TIP}, and not yet in what is judged"
    for each in (done, alone):
        assert each.status == 2
        assert each.messages("error")[0] == (
            f"{told}\nupdate the pull request's branch: merge its base into it, and push"
        )
        assert len(each.messages("error")) == 1
    assert statuses(github)[-1] == (CONTEXT, "error")


def test_501_a_manifest_that_the_tip_has_moved_keeps_its_bar(tmp_path: Path) -> None:
    moved = {"a/ml-readiness.yml": HIGH["ml-readiness.yml"]}
    with FakeGitHub(lagging(LOW, LOW, moved)) as github:
        done = judged(tmp_path, github, manifest="**/ml-readiness.yml", json_file="r.json")
    assert done.status == 1
    [report] = tmp_path.glob("place-*/workspace/r.json")
    [entry] = json.loads(report.read_text())["manifests"]
    assert (entry["path"], entry["delta"]) == ("ml-readiness.yml", 0)
    assert entry["policy"]["minimum"] == {"value": 2, "from": "base"}


@pytest.mark.parametrize("lags", [True, False])
def test_501_the_report_names_the_tip_where_it_is_another(tmp_path: Path, lags: bool) -> None:
    with FakeGitHub(lagging() if lags else known()) as github:
        judged(tmp_path, github, json_file="report.json")
    [report] = tmp_path.glob("place-*/workspace/report.json")
    said = json.loads(report.read_text())
    assert (said["head"], said["base"]) == (MERGE, BASE)
    assert said["base_tip"] == (TIP if lags else None)
    [comment] = github.state.comments
    against = f"commit `{HEAD[:12]}` against `{BASE[:12]}`"
    assert f"{against}, bar of `{TIP[:12]}`, " * lags in comment.body
    assert f"{against}, " in comment.body


def test_501_no_manifest_on_any_side_passes(tmp_path: Path) -> None:
    with FakeGitHub(lagging({"a": "a"}, {"b": "b"}, {"c": "c"})) as github:
        done = judged(tmp_path, github, status="true")
    assert (done.status, statuses(github)[-1]) == (0, (CONTEXT, "success"))
    assert done.messages("notice") == [
        "there is nothing to judge: neither the pull request nor its base has a manifest",
        LAG,
    ]


@pytest.mark.parametrize(
    ("head", "base", "tip"),
    [(LOW, LOW, LOW), (LOW, LOW, HIGH), (HIGH, LOW, BETTER), (LOW, HIGH, BETTER)],
)
def test_501_a_lag_costs_two_requests(tmp_path: Path, head: Files, base: Files, tip: Files) -> None:
    """As against a merge that is with the tip; and one that is costs what it always did."""
    with FakeGitHub(known(head, tip)) as exact:
        judged(tmp_path, exact, status="true")
    with FakeGitHub(lagging(head, base, tip)) as late:
        judged(tmp_path, late, status="true")
    assert len(asked(late)) - len(asked(exact)) == 2
    assert asked(late)[:6] == ["merge", "status", "compare", "paths", "paths", "paths"]


def test_501_a_base_that_moves_during_the_run_is_that_of_the_look(tmp_path: Path) -> None:
    """A verdict is of one commit of the base branch, whatever comes after."""
    for moment in ("compare", "paths", "status"):
        with FakeGitHub(lagging(LOW, LOW, LOW)) as github:

            def move(_: Seen, github: FakeGitHub = github, moment: str = moment) -> None:
                if asked(github)[-1] == moment and OTHER not in github.state.files:
                    github.state.advance("main", OTHER, encoded(HIGH))

            github.before = move
            done = judged(tmp_path, github, status="true")
        assert (done.status, OTHER in github.state.files) == (0, True)
        assert LAG in done.messages("notice")


def test_501_a_base_that_moves_while_a_merge_is_waited_for_sets_the_bar(tmp_path: Path) -> None:
    with FakeGitHub(lagging(LOW, LOW, LOW, merge_sha=None)) as github:

        def move(_: Seen) -> None:
            if asked(github).count("merge") == 2 and OTHER not in github.state.files:
                github.state.advance("main", OTHER, encoded(HIGH))
                github.state.pulls[7].merge_sha = MERGE

        github.before = move
        done = judged(tmp_path, github, status="true")
    assert (done.status, first_lines(github), done.clock.waits) == (1, [FAIL], [1])
    assert LAG.replace(TIP, OTHER) in done.messages("notice")


def test_a_refused_pending_is_an_error_and_nothing_is_read(
    tmp_path: Path, github: FakeGitHub
) -> None:
    github.state.may_write = False
    done = judged(tmp_path, github, status="true")
    assert done.status == 2
    [error] = done.messages("error")
    assert error.startswith("the commit status cannot be written: GitHub answered 403")
    assert error.endswith("give the job the permission `statuses: write`")
    assert "paths" not in asked(github)


def test_the_last_status_is_written_again_and_belongs_to_the_verdict(
    tmp_path: Path, github: FakeGitHub
) -> None:
    def last(seen: object) -> bool:
        return on("POST", f"/statuses/{HEAD}")(seen) and "paths" in asked(github)  # type: ignore[arg-type]

    github.faults.append(Fault(last, html(502), times=3))
    done = judged(tmp_path, github, status="true")
    assert (done.status, statuses(github)[-1]) == (0, (CONTEXT, "success"))
    github.seen.clear()
    github.faults.append(Fault(last, html(502), times=99))
    done = judged(tmp_path, github, status="true")
    assert (done.status, done.outputs["passed"]) == (2, "false")
    assert statuses(github)[-1] == (CONTEXT, "pending")
    assert first_lines(github) == ["## ❌ Could not be evaluated"]
    assert "the commit status cannot be written: GitHub answered 502" in done.messages("error")[0]


def test_without_a_token_nothing_can_be_judged(tmp_path: Path, github: FakeGitHub) -> None:
    for event in WAYS:
        done = judged(tmp_path, github, event, token="", status="true")
        assert (done.status, github.seen) == (2, [])
        [error] = done.messages("error")
        assert error.startswith("there is no token to ask GitHub with")


def test_a_fork_gets_its_comment(tmp_path: Path) -> None:
    for event in WAYS:
        with FakeGitHub(known(fork="somebody/fraud")) as github:
            done = judged(tmp_path, github, event, status="true")
        assert (done.status, first_lines(github)) == (0, [PASS])
        assert github.state.statuses[-1].sha == HEAD


def strict_and_lax() -> FakeGitHub:
    """Two pull requests from one head; the branch of the eighth asks for more."""
    state = known()
    state.pulls[8] = Pull(
        number=8, head_sha=HEAD, base_sha=OTHER, merge_sha="5" * 40, base_ref="strict"
    )
    state.files |= {OTHER: encoded(HIGH), "5" * 40: encoded(LOW)}
    state.parents["5" * 40] = [OTHER, HEAD]
    return FakeGitHub(state)


def test_each_pull_request_of_a_head_is_judged_for_itself(tmp_path: Path) -> None:
    with strict_and_lax() as github:
        done = judged(
            tmp_path, github, "workflow_run", status="true", json_file="x.json", sarif_file="y"
        )
    assert done.status == 1
    comments = {comment.pull: comment.body.splitlines()[1] for comment in github.state.comments}
    assert comments == {7: PASS, 8: FAIL}
    assert statuses(github) == [
        ("ml-readiness (strict)", "pending"),
        ("ml-readiness (strict)", "failure"),
        ("ml-readiness (main)", "pending"),
        ("ml-readiness (main)", "success"),
    ]
    outputs = dict(done.outputs)
    assert outputs.pop("passed") == "false"
    assert set(outputs.values()) == {""}
    assert done.summary.startswith(f"# Pull request 8\n\n{FAIL}")
    assert f"# Pull request 7\n\n{PASS}" in done.summary
    assert done.log.startswith("Pull request 8\nFAIL")
    why = "is not written: this run has a report for each of 2 pull requests"
    assert done.messages("warning")[:2] == [f"x.json {why}", f"y {why}"]


def test_what_could_not_be_evaluated_counts_more_than_a_failure(tmp_path: Path) -> None:
    with strict_and_lax() as github:
        github.state.pulls[7].mergeable = "CONFLICTING"
        assert judged(tmp_path, github, "workflow_run").status == 2


@pytest.mark.parametrize(
    "differs",
    [{"head_sha": OTHER}, {"head_branch": "another"}, {"head_repository": None}],
)
def test_a_run_without_a_pull_request_is_nothing_to_judge(
    tmp_path: Path, github: FakeGitHub, differs: dict[str, str | None]
) -> None:
    payload = run_payload(github)
    payload["workflow_run"] |= differs
    done = judged(tmp_path, github, "workflow_run", payload=payload, status="true")
    assert (done.status, github.state.comments, statuses(github)) == (0, [], [])
    [notice] = done.messages("notice")
    assert notice.startswith("there is nothing to judge: no open pull request has the head")
    assert done.outputs["passed"] == "true"
    assert done.outputs["sha"] == ""


@pytest.mark.parametrize("event", WAYS)
def test_504_a_pull_request_of_a_renamed_repository_is_judged(
    tmp_path: Path, github: FakeGitHub, event: str
) -> None:
    payload = run_payload(github) if event == "workflow_run" else None
    github.state.repository, github.state.former = "acme/detector", "acme/fraud"
    done = judged(tmp_path, github, event, payload=payload, status="true")
    assert (done.status, first_lines(github)) == (0, [PASS])
    assert done.messages("warning") + done.messages("notice") == []
    assert statuses(github) == [(CONTEXT, "pending"), (CONTEXT, "success")]


@pytest.mark.parametrize("event", WAYS)
def test_G8_without_an_address_nothing_is_judged_and_nobody_is_asked(
    tmp_path: Path, github: FakeGitHub, event: str
) -> None:
    environment = {
        "GITHUB_SERVER_URL": "https://git.acme.example",
        "GITHUB_API_URL": "",
        "GITHUB_GRAPHQL_URL": "",
    }
    done = judged(tmp_path, github, event, environment=environment)
    assert (done.status, github.seen) == (2, [])
    assert "the address of this server's" in "\n".join(done.messages("error"))


def test_503_a_status_that_no_permission_would_write_has_no_such_hint(
    tmp_path: Path, github: FakeGitHub
) -> None:
    github.state.archived = True
    done = judged(tmp_path, github, status="true")
    assert done.status == 2
    errors = "\n".join(done.messages("error"))
    assert "cannot be written: GitHub answered 403 (Repository was archived so is" in errors
    assert "permission" not in errors


def test_the_links_of_a_run_that_nobody_approved_are_not_asked(tmp_path: Path) -> None:
    links = [f"http://example.com/{number}" for number in range(8)]
    text = MANIFEST.replace("[model/age.jsonl]", f"[model/age.jsonl, {', '.join(links)}]")
    files = {**FILES, "ml-readiness.yml": text}
    with FakeGitHub(known(files)) as github:
        payload = run_payload(github)
        payload["workflow_run"]["conclusion"] = "action_required"
        # Without an internet it is an error to ask anything.
        done = judged(tmp_path, github, "workflow_run", payload=payload)
    assert (done.status, done.messages("error")) == (0, [])
    assert done.summary.count("nobody has approved the run yet") >= 1
    assert "allowance" not in done.summary
    assert done.outputs["score"] == "1"
