"""The base: which commit it is, what it decides, and how a pull request shows against it."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from fakegithub import FakeGitHub, Fault, Reply, on
from helpers.gitrepo import git
from helpers.rendered import Page, page
from helpers.sarif import standard
from helpers.step import (
    FILES,
    MANIFEST,
    advance,
    asked,
    clone,
    commit_of,
    known,
    proposed,
    pull_payload,
    push,
    repository,
    step,
)

Files = Mapping[str, str | bytes]
Change = Mapping[str, str | bytes | None]

MARK = "<!-- ml-readiness -->"
LASTING = 1_000


def bar(minimum: str, manifest: str = MANIFEST) -> str:
    return manifest.replace("minimum: 1", f"minimum: {minimum}")


def manifest(text: str) -> dict[str, str]:
    return {"ml-readiness.yml": text}


# What a pull request does to `MANIFEST`, whose sections have 1, 1, 1 and 2 points.
BETTER = manifest(
    MANIFEST.replace("{level: manual", "{level: automated").replace("minimum: 1", "minimum: 2")
)
LOWER_LEVEL = manifest(MANIFEST.replace("level: automated", "level: manual"))
DATA = "  data: {feature-cost: {level: manual, evidence: [model/cost.jsonl]}}\n"
LOWER_SCORE = manifest(MANIFEST.replace(DATA, ""))
OTHER_EVIDENCE = manifest(MANIFEST.replace("model/age.jsonl", "model/cost.jsonl"))
CONSIDERED = manifest(
    f"{MANIFEST}checklist: {{drift: {{status: not-applicable, reason: batch}}}}\n"
)
INVALID = manifest(MANIFEST.replace("baseline", "baselin"))
GONE: Change = {"ml-readiness.yml": None}
UNRELATED = {"docs/other.md": "# Other\n"}
FIRST = {name: text for name, text in FILES.items() if name != "ml-readiness.yml"}


def commented(github: FakeGitHub) -> Page:
    [comment] = github.state.comments
    assert comment.body.startswith(f"{MARK}\n")
    return page(comment.body)


def answer(status: int, message: str = "Something") -> Reply:
    body = json.dumps({"message": message}).encode()
    return Reply(status=status, headers={"Content-Type": "application/json"}, body=body)


class TestWhichCommit:
    def test_the_merge_is_with_a_newer_base_than_the_event_knows(self, tmp_path: Path) -> None:
        root = proposed(tmp_path, FILES, UNRELATED)
        old = commit_of(root, "main")
        new = advance(root, manifest(bar("2")))
        with FakeGitHub(known(root)) as github:
            payload = pull_payload(github)
            payload["pull_request"]["base"]["sha"] = old
            done = step(root, github, payload=payload)
            assert done.status == 1
            assert f"against {new[:12]}" in commented(github).text

    def test_what_is_no_test_merge_is_held_against_the_base_of_the_event(
        self, tmp_path: Path
    ) -> None:
        root = proposed(tmp_path, FILES, UNRELATED)
        old = commit_of(root, "main")
        advance(root, manifest(bar("2")))
        merge = commit_of(root, "HEAD")
        git(root, "switch", "-q", "feature")
        with FakeGitHub(known(root)) as github:
            payload = pull_payload(github)
            payload["pull_request"]["base"]["sha"] = old
            done = step(root, github, payload=payload, environment={"GITHUB_SHA": merge})
            assert done.status == 0
            assert f"against {old[:12]}" in commented(github).text

    def test_a_group_is_held_against_its_branch_and_not_the_group_before_it(
        self, tmp_path: Path
    ) -> None:
        """The group before lowers the bar; it may never be merged."""
        root = proposed(tmp_path, FILES | manifest(bar("2")), manifest(bar("1")))
        before = commit_of(root, "HEAD")
        git(root, "commit", "-qm", "second in the queue", "--allow-empty")
        with FakeGitHub(known(root)) as github:
            payload = {"merge_group": {"base_ref": "refs/heads/main", "base_sha": before}}
            done = step(root, github, event="merge_group", payload=payload, json_file="r.json")
        assert done.status == 1
        assert json.loads((root / "r.json").read_text())["base"] == commit_of(root, "main")
        assert asked(github) == ["tip"]


class TestWhatItCosts:
    def test_a_clone_that_has_the_base_asks_for_the_comment_only(self, tmp_path: Path) -> None:
        root = repository(tmp_path)
        with FakeGitHub(known(root)) as github:
            step(root, github)
        assert asked(github) == ["look", "GET comments", "POST comments", "GET comments"]

    def test_a_shallow_clone_costs_one_list_and_one_query_more(self, tmp_path: Path) -> None:
        root = repository(tmp_path)
        with FakeGitHub(known(root)) as github:
            step(root, github, environment=in_clone(root, "--depth=1"))
        assert asked(github)[:2] == ["list", "contents"]
        assert asked(github)[2:] == ["look", "GET comments", "POST comments", "GET comments"]

    def test_without_a_comment_it_costs_two_requests(self, tmp_path: Path) -> None:
        root = repository(tmp_path)
        with FakeGitHub(known(root)) as github:
            step(root, github, environment=in_clone(root, "--depth=1"), comment="off")
        assert asked(github) == ["list", "contents"]

    def test_many_manifests_and_their_evidence_cost_one_query_each(self, tmp_path: Path) -> None:
        files = {
            f"{number}/{name.replace('.jsonl', '.md')}": text.replace(
                "[model/cost.jsonl]", "['./model/cost.md#cost']"
            ).replace("[model/age.jsonl]", "['./model/age.md#age']")
            + (f"\nOf {number}.\n" if name.startswith("model") else "")
            for number in range(20)
            for name, text in FILES.items()
        }
        root = repository(tmp_path, files)
        with FakeGitHub(known(root)) as github:
            environment = in_clone(root, "--depth=1")
            done = step(root, github, environment=environment, manifest="*/*.yml", comment="off")
        assert done.status == 0
        assert asked(github) == ["list", "contents", "contents"]

    def test_a_base_without_a_manifest_costs_one_list(self, tmp_path: Path) -> None:
        root = proposed(tmp_path, FIRST, manifest(MANIFEST))
        with FakeGitHub(known(root)) as github:
            step(root, github, environment=in_clone(root, "--depth=1"), comment="off")
        assert asked(github) == ["list"]

    def test_504_the_base_of_a_renamed_repository_is_read(self, tmp_path: Path) -> None:
        root = repository(tmp_path)
        with FakeGitHub(known(root)) as github:
            github.state.repository, github.state.former = "acme/detector", "acme/fraud"
            done = step(root, github, environment=in_clone(root, "--depth=1"), comment="off")
        assert (done.status, done.messages("error")) == (0, [])
        assert done.log.startswith(
            "PASS  fraud-detector  Ready: 1 of 14, needs 1  [ml-readiness.yml; as the base]"
        )


def in_clone(root: Path, *options: str) -> dict[str, str]:
    """The environment of a step that runs in a clone of what is checked out."""
    folder = clone(root, root.parent / "clone", *options)
    return {"GITHUB_WORKSPACE": str(folder)}


class TestUndecided:
    @pytest.mark.parametrize(
        ("status", "message"),
        [
            (401, "GitHub answered 401 (Something)"),
            (403, "GitHub answered 403 (Something)"),
            (404, "GitHub answered 404 (Something)"),
            (409, "GitHub answered 409 (Something)"),
            (429, "GitHub asks to come back later: GitHub answered 429 (Something)"),
            (500, "GitHub answered 500 (Something)"),
            (503, "GitHub answered 503 (Something)"),
        ],
    )
    @pytest.mark.parametrize("request_", ["list", "contents"])
    def test_a_base_that_github_does_not_give_is_2(
        self, tmp_path: Path, status: int, message: str, request_: str
    ) -> None:
        root = repository(tmp_path)
        base = commit_of(root, "main")
        ask = on("GET", f"/git/trees/{base}") if request_ == "list" else on("POST", "/graphql")
        with FakeGitHub(known(root)) as github:
            github.faults.append(Fault(ask, answer(status), times=LASTING))
            done = step(root, github, environment=in_clone(root, "--depth=1"), comment="off")
        [error] = done.messages("error")
        said, *hint = error.splitlines()
        assert done.status == 2
        assert message in said
        assert base in said
        assert done.outputs["passed"] == "false"
        if request_ == "list" and status in (403, 404):
            assert hint == ["is it in this repository? the token needs `contents: read`"]

    def test_G8_a_base_that_nobody_can_be_asked_for_is_2(self, tmp_path: Path) -> None:
        root = repository(tmp_path)
        own = {
            "GITHUB_SERVER_URL": "https://git.acme.example",
            "GITHUB_API_URL": "",
            "GITHUB_GRAPHQL_URL": "",
        }
        with FakeGitHub(known(root)) as github:
            done = step(root, github, environment=in_clone(root, "--depth=1") | own, comment="off")
            assert github.seen == []
        assert done.status == 2
        assert "the address of this server's REST API is not known" in done.messages("error")[0]

    def test_a_base_that_no_one_knows_gets_a_comment_that_says_so(self, tmp_path: Path) -> None:
        root = repository(tmp_path)
        with FakeGitHub(known(root)) as github:
            github.faults.append(Fault(on("GET", commit_of(root, "main")), answer(404)))
            done = step(root, github, environment=in_clone(root, "--depth=1"))
            report = commented(github)
        assert done.status == 2
        assert report.headings[0][1] == "❌ Could not be evaluated"
        assert "cannot be read: GitHub answered 404" in report.text

    def test_without_a_token_a_shallow_clone_says_how_to_check_out(self, tmp_path: Path) -> None:
        root = repository(tmp_path)
        with FakeGitHub(known(root)) as github:
            done = step(root, github, environment=in_clone(root, "--depth=1"), token="")
        [error] = done.messages("error")
        base = commit_of(root, "main")
        assert (done.status, github.seen) == (2, [])
        assert error.splitlines() == [
            f"the base {base} is not in this clone, and there is no token to ask GitHub with",
            "check out with fetch-depth: 2, or leave the input github-token as it is",
        ]
        assert step(root, github, environment=in_depth_2(root), token="").status == 0

    def test_a_group_whose_branch_is_gone_is_2(self, tmp_path: Path) -> None:
        root = repository(tmp_path)
        with FakeGitHub(known(root)) as github:
            payload = {"merge_group": {"base_ref": "refs/heads/release/1"}}
            done = step(root, github, event="merge_group", payload=payload)
        assert done.status == 2
        assert done.messages("error") == [
            "the tip of the base branch release/1 cannot be read: GitHub answered 404 (Not Found)"
        ]

    def test_a_group_without_a_token_is_2_however_deep_the_clone(self, tmp_path: Path) -> None:
        root = repository(tmp_path)
        payload = {"merge_group": {"base_ref": "refs/heads/main"}}
        done = step(root, event="merge_group", payload=payload, token="")
        [error] = done.messages("error")
        assert done.status == 2
        assert error.splitlines() == [
            "the base is the tip of main, and there is no token to ask GitHub with",
            "leave the input github-token as it is",
        ]

    def test_nothing_is_judged_by_a_token_that_is_none(self, tmp_path: Path) -> None:
        root = repository(tmp_path)
        with FakeGitHub(known(root)) as github:
            done = step(root, github, environment=in_clone(root, "--depth=1"), token="a b")
        assert (done.status, github.seen) == (2, [])
        assert done.messages("error") == [
            "the base cannot be read: the token has a character that no token has"
        ]


def in_depth_2(root: Path) -> dict[str, str]:
    return {"GITHUB_WORKSPACE": str(clone(root, root.parent / "deeper", "--depth=2"))}


# What the base has, what the change does, and the exit status for each word of `fail-on`.
WORDS = ("minimum", "regression", "any", "never")
FAILS: Mapping[str, tuple[Files, Change, tuple[int, int, int, int]]] = {
    "nothing changes": (FILES, UNRELATED, (0, 0, 0, 0)),
    "the score rises": (FILES, BETTER, (0, 0, 0, 0)),
    "a level falls above the bar": (FILES, LOWER_LEVEL, (0, 1, 1, 0)),
    "the score falls below the bar": (FILES, LOWER_SCORE, (1, 1, 1, 0)),
    "both are below the bar": (FILES | manifest(bar("2")), UNRELATED, (1, 0, 1, 0)),
    "below the bar, and worse": (
        FILES | manifest(bar("2")),
        manifest(bar("2", LOWER_LEVEL["ml-readiness.yml"])),
        (1, 1, 1, 0),
    ),
    "the bar is raised above the score": (FILES, manifest(bar("2")), (1, 0, 1, 0)),
    "the bar is lowered below the score": (
        FILES | manifest(bar("2")),
        manifest(bar("1")),
        (1, 0, 1, 0),
    ),
    "evidence is lost": (FILES, {"model/age.jsonl": None}, (1, 1, 1, 0)),
    "the manifest is gone": (FILES, GONE, (1, 1, 1, 0)),
    "a first manifest below its bar": (FIRST, manifest(bar("2")), (1, 0, 1, 0)),
    "a manifest that is not valid": (FILES, INVALID, (2, 2, 2, 2)),
}


@pytest.mark.parametrize("situation", FAILS)
def test_what_fails(situation: str, tmp_path: Path) -> None:
    base, change, statuses = FAILS[situation]
    root = proposed(tmp_path, base, change)
    with FakeGitHub(known(root)) as github:
        done = {word: step(root, github, fail_on=word, comment="off") for word in WORDS}
    assert tuple(each.status for each in done.values()) == statuses
    assert done["never"].outputs["passed"] == done["minimum"].outputs["passed"]
    for each in done.values():
        assert each.outputs["passed"] == "true" or each.status or each is done["never"]


# What the base has, what the change does, and whether that is worth a comment.
NEWS: Mapping[str, tuple[Files, Change, bool]] = {
    "another file": (FILES, UNRELATED, False),
    "another note": (FILES, manifest(f"# Ours.\n{MANIFEST}"), False),
    "below the bar as before": (FILES | manifest(bar("2")), UNRELATED, False),
    "a level rises": (FILES, BETTER, True),
    "a level falls": (FILES, LOWER_LEVEL, True),
    "another piece of evidence": (FILES, OTHER_EVIDENCE, True),
    "a piece that is broken more": (
        FILES | manifest(MANIFEST.replace("[model/age.jsonl]", "[docs/none.md, model/age.jsonl]")),
        {"model/age.jsonl": None},
        True,
    ),
    "a point of the checklist": (FILES, CONSIDERED, True),
    "a bar is lowered": (FILES, manifest(bar("0.5")), True),
    "a bar is raised": (FILES, manifest(bar("2")), True),
    "a manifest that is not valid": (FILES, INVALID, True),
    "a manifest that is gone": (FILES, GONE, True),
    "a first manifest": (FIRST, manifest(MANIFEST), True),
}


@pytest.mark.parametrize("situation", NEWS)
def test_changes_comments_on_what_differs_from_the_base(situation: str, tmp_path: Path) -> None:
    base, change, news = NEWS[situation]
    root = proposed(tmp_path, base, change)
    with FakeGitHub(known(root)) as github:
        step(root, github, comment="changes")
        assert len(github.state.comments) == news


@pytest.mark.parametrize("situation", NEWS)
def test_changes_keeps_a_comment_that_is_there_up_to_date(situation: str, tmp_path: Path) -> None:
    base, change, _ = NEWS[situation]
    root = proposed(tmp_path, base, change)
    with FakeGitHub(known(root)) as github:
        ours = github.state.comment(7, f"{MARK}\nold")
        done = step(root, github, comment="changes")
        assert len(github.state.comments) == 1
        assert ours.body.splitlines()[1].startswith("## ")
        assert done.outputs["comment-url"].endswith(f"#issuecomment-{ours.id}")


@pytest.mark.parametrize(
    ("base", "change", "delta"),
    [
        (FILES, UNRELATED, "0"),
        (FILES, BETTER, "1"),
        (FILES, LOWER_SCORE, "-1"),
        (FILES, LOWER_LEVEL, "0"),
        (FILES | manifest(f"rubric: ml-test-score-2017\n{bar('0')}"), GONE, ""),
        (FILES | manifest(f"rubric: ml-test-score-2017\n{bar('0')}"), LOWER_SCORE, "-0.5"),
        (FIRST, manifest(MANIFEST), ""),
        (FILES, INVALID, ""),
        (FILES | INVALID, manifest(MANIFEST), ""),
    ],
)
def test_the_output_delta(tmp_path: Path, base: Files, change: Change, delta: str) -> None:
    root = proposed(tmp_path, base, change)
    with FakeGitHub(known(root)) as github:
        assert step(root, github, comment="off").outputs["delta"] == delta


def test_the_report_has_what_was_before(tmp_path: Path) -> None:
    root = proposed(tmp_path, FILES, LOWER_LEVEL)
    with FakeGitHub(known(root)) as github:
        step(root, github, json_file="out/report.json", comment="off")
    report = json.loads((root / "out/report.json").read_text())
    [entry] = report["manifests"]
    sections = {section["id"]: section["delta"] for section in entry["sections"]}
    changed = {
        criterion["id"]: (criterion["before"], criterion["earned"])
        for section in entry["sections"]
        for criterion in section["criteria"]
        if criterion["before"] != criterion["earned"]
    }
    assert report["base"] == commit_of(root, "main")
    assert entry["delta"] == 0
    assert sections == {"data": 0, "model": 0, "infrastructure": 0, "monitoring": -1}
    assert changed == {"model-age": ("automated", "manual")}


def test_without_a_base_there_is_no_before(tmp_path: Path) -> None:
    root = repository(tmp_path)
    step(root, event="push", json_file="report.json")
    report = json.loads((root / "report.json").read_text())
    [entry] = report["manifests"]
    criteria = [each for section in entry["sections"] for each in section["criteria"]]
    assert (report["base"], entry["delta"]) == (None, None)
    assert {each["before"] for each in criteria} == {None}
    assert {section["delta"] for section in entry["sections"]} == {None}


@pytest.mark.parametrize("change", [LOWER_SCORE, INVALID, GONE, manifest(bar("0"))])
def test_sarif_is_written_with_paths_from_the_top(tmp_path: Path, change: Change) -> None:
    below = {f"ml/fraud/{name}": text for name, text in FILES.items()}
    root = proposed(tmp_path, below, {f"ml/fraud/{name}": text for name, text in change.items()})
    with FakeGitHub(known(root)) as github:
        done = step(root, github, root="ml/fraud", sarif_file="out/ml.sarif", comment="off")
    assert [each for each in done.messages("warning") if "this change" not in each] == []
    log = json.loads((root / "out/ml.sarif").read_text())
    standard().validate(log)
    [found] = log["runs"]
    uris = {
        result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        for result in found["results"]
    }
    assert uris == {"ml/fraud/ml-readiness.yml"}


@pytest.mark.parametrize("path", ["../ml.sarif", ".git/ml.sarif"])
def test_sarif_that_cannot_be_written_is_a_warning(tmp_path: Path, path: str) -> None:
    root = repository(tmp_path)
    done = step(root, event="push", sarif_file=path)
    [warning] = done.messages("warning")
    assert warning.startswith(f"cannot write {path}: ")
    assert (done.status, done.outputs["report"]) == (0, "")


class TestTheComment:
    def shown(
        self, folder: Path, base: Files, change: Change, path: str = "ml-readiness.yml"
    ) -> Page:
        root = proposed(folder, base, change)
        with FakeGitHub(known(root)) as github:
            step(root, github, manifest=path)
            report = commented(github)
        assert report.alive == []
        assert f" against {commit_of(root, 'main')[:12]}, " in report.text
        return report

    def test_a_rise_is_in_the_first_line_and_in_its_rows(self, tmp_path: Path) -> None:
        report = self.shown(tmp_path, FILES, BETTER)
        assert report.headings[0] == ("h2", "✅ Ready: 2 of 14 (+1), needs 2")
        sections, criteria, _ = report.tables
        assert [row[1] for row in sections[1:5]] == ["2 of 14"] * 4
        assert [row[2] for row in sections[1:5]] == ["+1", "+1", "+1", ""]
        changed = [row[3] for row in criteria[1:] if "→" in row[3]]
        assert changed == ["manual → automated"] * 3

    def test_a_fall_is_in_the_first_line_and_in_its_row(self, tmp_path: Path) -> None:
        report = self.shown(tmp_path, FILES, LOWER_SCORE)
        assert report.headings[0] == ("h2", "❌ Not ready: 0 of 14 (-1), needs 1")
        assert [row[1] for row in report.tables[0][1:5]] == [
            *("0 of 14", "1 of 14", "1 of 14", "2 of 14")
        ]
        assert [row[2] for row in report.tables[0][1:5]] == ["-1", "", "", ""]
        assert report.tables[1][3][2:4] == ["none", "manual → none"]
        assert "⚠️ this change lowers the score from 1 to 0" in report.items

    def test_evidence_that_is_lost_shows_what_was_before(self, tmp_path: Path) -> None:
        report = self.shown(tmp_path, FILES, {"model/age.jsonl": None})
        [row] = [row for row in report.tables[1] if "→" in row[3]]
        assert row[2:] == ["automated", "automated → none (missing)", "❌ model/age.jsonl"]

    def test_no_change_is_not_told(self, tmp_path: Path) -> None:
        report = self.shown(tmp_path, FILES, UNRELATED)
        assert report.headings[0] == ("h2", "✅ Ready: 1 of 14, needs 1")
        assert "→" not in report.text

    def test_a_first_manifest_has_nothing_before_it(self, tmp_path: Path) -> None:
        report = self.shown(tmp_path, FIRST, manifest(MANIFEST))
        assert report.headings[0] == ("h2", "✅ Ready: 1 of 14, needs 1")
        assert "→" not in report.text

    def test_every_bar_that_would_be_lowered_is_named(self, tmp_path: Path) -> None:
        policy = (
            "policy:\n  minimum: 1\n  sections: {monitoring: 2}\n"
            "  checklist: {minimum: 1, required: [drift]}\n"
            "  max-age-days: 30\n  prove-automation: [data]\n"
        )
        reviewed = MANIFEST.replace("manual, ", "manual, reviewed: 2026-11-20, ")
        strict = reviewed.replace("policy: {minimum: 1}\n", policy) + (
            "checklist: {drift: {status: done, evidence: [model/age.jsonl]}}\n"
        )
        lax = strict.replace(policy, "policy: {accept-links: [wiki.example.com/]}\n")
        report = self.shown(tmp_path, FILES | manifest(strict), manifest(lax))
        assert report.headings[0] == ("h2", "✅ Ready: 1 of 14, needs 1")
        assert report.items[:7] == [
            f"⚠️ this change would {what}; the base branch's bar stays"
            for what in (
                "lower the minimum from 1 to 0",
                "lower the minimum of monitoring from 2 to 0",
                "lower the minimum of the checklist from 1 to 0",
                "no longer require 'drift'",
                "no longer ask for proof of automation in data",
                "let a manual run count for ever, not 30 days",
                "accept links under wiki.example.com/ unasked",
            )
        ]

    def test_a_manifest_that_is_gone(self, tmp_path: Path) -> None:
        report = self.shown(tmp_path, FILES, GONE)
        assert report.headings[0] == ("h2", "❌ 0 of 1 manifests pass")
        assert report.items == [
            "❌ fraud-detector: ml-readiness.yml is gone: the base branch has it"
        ]

    def test_one_that_is_gone_beside_others(self, tmp_path: Path) -> None:
        other = {"b/ml.yml": MANIFEST.replace("fraud-detector", "churn")}
        base = FILES | {"a/ml.yml": MANIFEST} | other
        report = self.shown(tmp_path, base, {"a/ml.yml": None}, "*/ml.yml")
        assert report.headings[0] == ("h2", "❌ 1 of 2 manifests pass")
        assert report.items[0] == "❌ fraud-detector: a/ml.yml is gone: the base branch has it"
        assert ("h3", "✅ 1 of 14: churn") in report.headings

    def test_one_that_is_renamed_is_held_against_its_old_self(self, tmp_path: Path) -> None:
        base = {"a/ml.yml": bar("2"), **FIRST}
        change = {"a/ml.yml": None, "b/ml.yml": bar("0.5", LOWER_LEVEL["ml-readiness.yml"])}
        report = self.shown(tmp_path, base, change, "*/ml.yml")
        assert report.headings[0] == ("h2", "❌ Not ready: 1 of 14, needs 2")
        moved = "this change moves a/ml.yml to b/ml.yml; the base branch's bar goes along"
        assert f"⚠️ {moved}" in report.items
        assert (
            "⚠️ this change would lower the minimum from 2 to 0.5; the base branch's bar stays"
            in (report.items)
        )
        assert report.tables[0][4][1:3] == ["1 of 14", "-1"]

    def test_another_rubric(self, tmp_path: Path) -> None:
        asked_for = "ml-test-score-2017"
        change = manifest(f"rubric: {asked_for}\n{bar('0.5')}")
        report = self.shown(tmp_path, FILES, change)
        assert report.headings[0] == ("h2", "✅ Ready: 1 of 14, needs 1")
        assert report.items[:3] == [
            "⚠️ this change would lower the minimum from 1 to 0.5; the base branch's bar stays",
            f"⚠️ this change asks for the rubric {asked_for}; it is scored by the base's ml-test-score",
            "⚠️ its own minimum of 0.5 is set aside with the rubric",
        ]
        assert "rubric ml-test-score," in report.text

    def test_a_base_that_is_not_valid(self, tmp_path: Path) -> None:
        report = self.shown(tmp_path, FILES | INVALID, manifest(MANIFEST))
        assert report.headings[0] == ("h2", "✅ Ready: 1 of 14, needs 1")
        assert report.items[0] == (
            "⚠️ the base's ml-readiness.yml is not valid: only its policy was read"
        )


RICH = """\
version: 1
name: fraud-detector
tests:
  data:
    feature-expectations: {level: automated, evidence: ["tests/test_data.py::test_ranges"]}
    feature-cost: {level: manual, reviewed: 2026-11-01, evidence: ["docs/cost.md#results"]}
    feature-policy: {level: manual, reviewed: 2026-11-01, evidence: ["src/x.py#L1-L2"]}
    feature-code: {level: automated, evidence: [".github/workflows/ci.yml#data"]}
  model:
    baseline: {level: manual, reviewed: 2026-11-01, evidence: ["reports/**"]}
    slices: {level: manual, reviewed: 2026-11-01, evidence: [docs/linked.md]}
    staleness: {level: manual, reviewed: 2026-11-01, evidence: [docs/COST.md]}
    inclusion: {level: manual, reviewed: 2026-11-01, evidence: [docs/empty.md]}
  infrastructure:
    canary: {level: manual, reviewed: 2026-11-01, evidence: [docs]}
    rollback: {level: manual, reviewed: 2026-11-01, evidence: [ünï/cödé.md]}
  monitoring:
    model-age:
      level: manual
      reviewed: 2026-11-01
      evidence: ["https://github.com/acme/fraud/blob/main/docs/cost.md#results"]
checklist:
  drift: {status: done, evidence: [docs/none.md]}
policy: {minimum: 1, max-age-days: 90, prove-automation: [data]}
"""
RICH_FILES: Files = {
    "ml-readiness.yml": RICH,
    "tests/test_data.py": "def test_ranges():\n    assert ranges()\n",
    "docs/cost.md": "# Cost\n\n## Results\n\n36.\n",
    "docs/empty.md": b"",
    "src/x.py": "a = 1\nb = 2\n",
    "reports/a/1.html": "<p>1</p>\n",
    "ünï/cödé.md": "# é\n",
    ".github/workflows/ci.yml": "on: push\njobs: {data: {runs-on: x, steps: [{run: make}]}}\n",
}
RICH_CHANGES: Mapping[str, Change] = {
    "nothing": UNRELATED,
    "files": {
        "docs/cost.md": "# Cost\n",
        "docs/none.md": "# There\n",
        "docs/empty.md": "now\n",
        "src/x.py": "a = 1\n",
        "tests/test_data.py": "def test_ranges():\n    pass\n",
        "reports/a/1.html": None,
    },
    "manifest": manifest(RICH.replace("level: manual", "level: automated")),
    "policy": manifest(RICH.replace("policy: {minimum: 1,", "policy: {minimum: 2,")),
    "gone": GONE,
    "invalid": INVALID,
}


@pytest.mark.parametrize("change", RICH_CHANGES)
def test_clone_and_api_decide_the_same(change: str, tmp_path: Path) -> None:
    """Not a byte of the report differs, whichever way the base is read."""
    root = repository(tmp_path, RICH_FILES)
    git(root, "switch", "-q", "main")
    (root / "docs/linked.md").symlink_to("cost.md")
    advance(root, {})
    reports = {}
    push(root, RICH_CHANGES[change])
    state = known(root)
    for name, options in {"full": (), "shallow": ("--depth=1",)}.items():
        folder = clone(root, tmp_path / name, *options)
        environment = {"GITHUB_WORKSPACE": str(folder)}
        with FakeGitHub(state) as github:
            step(root, github, environment=environment, json_file="r.json", comment="off")
        assert ("list" in asked(github)) is (name == "shallow")
        reports[name] = (folder / "r.json").read_text()
    assert reports["full"] == reports["shallow"]
    assert json.loads(reports["full"])["base"] == commit_of(root, "main")
