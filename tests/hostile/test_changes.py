"""A pull request that wants to be judged by less, and a base that is hard to come by."""

import os
import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest
from fakegithub import FakeGitHub, Seen
from helpers.gitrepo import git
from helpers.harness import write
from helpers.loopback import Loopback, Said, serving
from helpers.step import (
    Step,
    asked,
    blobs,
    clone,
    commit_of,
    known,
    proposed,
    pull_of,
    pull_payload,
    push,
    repository,
    step,
)

Files = Mapping[str, str | bytes]
Change = Mapping[str, str | bytes | None]

TESTS = """\
tests:
  data: {feature-cost: {level: manual, reviewed: 2026-08-01, evidence: [./model/a.jsonl]}}
  model: {baseline: {level: automated, evidence: [./model/a.jsonl]}}
  infrastructure: {canary: {level: automated, evidence: [./model/a.jsonl]}}
  monitoring: {model-age: {level: automated, evidence: [./model/a.jsonl]}}
"""
HEAD = "version: 1\nname: fraud-detector\n"
NOTHING = "# Nothing is asked for.\n"


def written(policy: str, tests: str = TESTS, checklist: str = "", head: str = HEAD) -> str:
    return f"{head}{tests}{checklist}policy: {policy}\n"


def files(manifest: str, **others: str) -> dict[str, str]:
    named = {name.replace("_", "/") + ".yml": text for name, text in others.items()}
    return {"ml-readiness.yml": manifest, "model/a.jsonl": "# A\n"} | named


def rubric(points: int = 2) -> str:
    return (
        "version: 1\nid: ours\ntitle: Ours\n"
        f"points: {{manual: 1, automated: {points}}}\nbands: [{{id: a, label: a, from: 0}}]\n"
        "sections: [{id: s, title: S, criteria: [{id: c, code: C 1, title: C},"
        " {id: d, code: C 2, title: D}]}]\n"
    )


OURS = "tests: {s: {c: {level: automated, evidence: [model/a.jsonl]}}}\n"
DRIFT = "checklist: {drift: {status: not-applicable, reason: none}}\n"
LINKED = TESTS.replace("[./model/a.jsonl]", '["https://wiki.invalid./x"]', 1)

# What the base has, what the change does, and what the comment has to name. The base alone fails,
# and the change alone, without the base, would pass.
CHEATS: Mapping[str, tuple[Files, Change, str]] = {
    "a lower minimum": (
        files(written("{minimum: 3}")),
        files(written("{minimum: 1}")),
        "this change would lower the minimum from 3 to 1; the base branch's bar stays",
    ),
    "no minimum": (
        files(written("{minimum: 3}")),
        files(written("{}")),
        "this change would lower the minimum from 3 to 0; the base branch's bar stays",
    ),
    "a lower bar of a section": (
        files(written("{sections: {monitoring: 5}}")),
        files(written("{sections: {monitoring: 2}}")),
        "this change would lower the minimum of monitoring from 5 to 2",
    ),
    "a lower bar of the checklist": (
        files(written("{checklist: {minimum: 2}}")),
        files(written("{checklist: {minimum: 0}}")),
        "this change would lower the minimum of the checklist from 2 to 0",
    ),
    "a required point dropped": (
        files(written("{checklist: {required: [ethics]}}")),
        files(written("{}")),
        "this change would no longer require 'ethics'",
    ),
    "a required point that does not apply": (
        files(written("{checklist: {required: [drift]}}")),
        files(written("{checklist: {required: [drift]}}", checklist=DRIFT)),
        "the checklist point 'drift' is required and is not-applicable, which the base branch does not say",
    ),
    "no manifest": (
        files(written("{minimum: 3}")),
        {"ml-readiness.yml": None},
        "ml-readiness.yml is gone: the base branch has it",
    ),
    "a manifest elsewhere": (
        files(written("{minimum: 3}")),
        {"ml-readiness.yml": None, "ml.yml": written("{minimum: 1}")},
        "ml-readiness.yml is gone: the base branch has it",
    ),
    "another rubric": (
        files(written("{minimum: 2}")),
        files(written("{minimum: 0.5}", head=f"{HEAD}rubric: ml-test-score-2017\n")),
        "this change asks for the rubric ml-test-score-2017; it is scored by the base's ml-test-score",
    ),
    "a rubric of its own": (
        files(written("{minimum: 3}")),
        files(written("{minimum: 1}", OURS, head=f"{HEAD}rubric: r.yml\n"), r=rubric()),
        "what is not in ml-test-score scores nothing: 'c'",
    ),
    "the rubric's own file": (
        files(written("{minimum: 3}", OURS, head=f"{HEAD}rubric: r.yml\n"), r=rubric()),
        {"r.yml": rubric(points=9)},
        "this change asks for the rubric another version of ours; it is scored by the base's ours",
    ),
    "manual runs that count for longer": (
        files(written("{minimum: 1, max-age-days: 30}")),
        files(written("{minimum: 1, max-age-days: 365}")),
        "this change would let a manual run count for 365 days, not 30 days",
    ),
    "manual runs that count for ever": (
        files(written("{minimum: 1, max-age-days: 30}")),
        files(written("{minimum: 1}")),
        "this change would let a manual run count for ever, not 30 days",
    ),
    "automation that nobody proves": (
        files(written("{sections: {monitoring: 2}, prove-automation: [monitoring]}")),
        files(written("{sections: {monitoring: 2}}")),
        "this change would no longer ask for proof of automation in monitoring",
    ),
    "a link under a prefix that it accepts itself": (
        files(written("{minimum: 1}", TESTS.replace("manual, reviewed: 2026-08-01", "none"))),
        files(written("{minimum: 1, accept-links: [wiki.invalid./]}", LINKED)),
        "this change would accept links under wiki.invalid./ unasked",
    ),
    "an invalid base that still has a policy": (
        files(written("{minimum: 3}").replace("feature-cost", "feature-costs")),
        files(written("{minimum: 1}")),
        "this change would lower the minimum from 3 to 1",
    ),
}


@pytest.mark.parametrize("deep", [True, False], ids=["in the clone", "over the API"])
@pytest.mark.parametrize("cheat", CHEATS)
def test_T1_a_change_is_judged_by_the_bar_of_its_base(
    cheat: str, deep: bool, tmp_path: Path
) -> None:
    base, change, named = CHEATS[cheat]
    root = proposed(tmp_path, base, change)
    with FakeGitHub(known(root)) as github:
        done = run(root, github, deep=deep)
        [comment] = github.state.comments
    assert done.status == 1
    assert done.outputs["passed"] == "false"
    assert shown(comment.body).count(named) == 1
    assert shown(comment.body).splitlines()[1].startswith("## ❌ ")
    assert ("list" in asked(github)) is not deep


@pytest.mark.parametrize("cheat", [cheat for cheat in CHEATS if "manifest" not in cheat])
def test_T1_each_of_these_would_pass_by_its_own_word(cheat: str, tmp_path: Path) -> None:
    """Otherwise the tests above would show nothing."""
    base, change, _ = CHEATS[cheat]
    root = proposed(tmp_path, base, change)
    assert run(root, None, event="push").status == 0


def run(
    root: Path, github: FakeGitHub | None, *, deep: bool = True, event: str = "pull_request"
) -> Step:
    workspace = root if deep else clone(root, root.parent / "shallow", "--depth=1")
    environment = {"GITHUB_WORKSPACE": str(workspace)}
    with serving(lambda _: Said(status=404)) as server:
        web = Loopback(server.port)
        return step(root, github, event=event, environment=environment, internet=web)


def shown(body: str) -> str:
    """A comment without what keeps its words from coming alive."""
    return body.replace("\u2060", "").replace("\\", "").replace("`", "")


@pytest.mark.parametrize("words", ["minimum", "regression", "any"])
def test_T1_every_cheat_at_once(words: str, tmp_path: Path) -> None:
    strict = (
        "{minimum: 3, sections: {monitoring: 5}, checklist: {minimum: 2, required: [ethics]}, "
        "max-age-days: 30, prove-automation: [monitoring]}"
    )
    base = {"m/ml.yml": written(strict), "m/model/a.jsonl": "# A\n"}
    change = {"m/ml.yml": None, "z/ml.yml": written("{}"), "z/model/a.jsonl": "# A\n"}
    root = proposed(tmp_path, base, change)
    with FakeGitHub(known(root)) as github:
        done = step(root, github, manifest="*/ml.yml", fail_on=words)
        [comment] = github.state.comments
    # Below a bar on both sides is no regression.
    assert done.status == (0 if words == "regression" else 1)
    assert shown(comment.body).count("this change would ") == 6


@pytest.mark.parametrize("fail_on", ["minimum", "regression", "any"])
def test_T1_a_new_name_and_a_new_path_is_a_manifest_gone(fail_on: str, tmp_path: Path) -> None:
    base = {"m/ml.yml": written("{minimum: 3}"), "m/model/a.jsonl": "# A\n"}
    other = written("{}").replace("fraud-detector", "other")
    root = proposed(
        tmp_path, base, {"m/ml.yml": None, "n/ml.yml": other, "n/model/a.jsonl": "# A\n"}
    )
    with FakeGitHub(known(root)) as github:
        done = step(root, github, manifest="*/ml.yml", fail_on=fail_on)
        [comment] = github.state.comments
    assert done.status == 1
    assert "fraud-detector: m/ml.yml is gone: the base branch has it" in shown(comment.body)


def test_T1_two_manifests_of_one_name_do_not_share_a_lax_base(tmp_path: Path) -> None:
    """The first takes the strict manifest's place; the other one is new, and none is gone."""
    base = {"m/ml.yml": written("{minimum: 3}"), "m/model/a.jsonl": "# A\n"}
    new = {
        f"{name}/{path}": text
        for name in "xy"
        for path, text in {"ml.yml": written("{}"), "model/a.jsonl": "# A\n"}.items()
    }
    root = proposed(tmp_path, base, {"m/ml.yml": None, **new})
    with FakeGitHub(known(root)) as github:
        assert step(root, github, manifest="*/ml.yml").status == 1


def test_T1_a_link_in_the_place_of_the_manifest_is_an_error(tmp_path: Path) -> None:
    root = proposed(tmp_path, files(written("{minimum: 3}")), {"lax.yml": written("{}")})
    git(root, "switch", "-q", "feature")
    (root / "ml-readiness.yml").unlink()
    (root / "ml-readiness.yml").symlink_to("lax.yml")
    push(root, {})
    with FakeGitHub(known(root)) as github:
        done = step(root, github)
    assert done.status == 2
    assert "symbolic link" in done.messages("error")[0]


TEST = "def test_age():\n    assert age()\n"
JOB = "on: push\njobs: {age: {runs-on: x, steps: [{run: make}]}}\n"
CITED = TESTS.replace("automated, evidence: [./model/a.jsonl]", "automated, evidence: [{}]")
CASE = '<testsuite><testcase classname="tests.test_age" name="test_age">{}</testcase></testsuite>'
BY_TEST = files(written("{minimum: 1}", CITED.replace("{}", "'tests/test_age.py::test_age'")))
BY_JOB = files(written("{minimum: 1}", CITED.replace("{}", "'.github/workflows/a.yml#age'")))
# What the base has, what the change does to it, and the word for why it does not count.
HOLLOW: Mapping[str, tuple[Files, Change]] = {
    "a hollow test": (
        {**BY_TEST, "tests/test_age.py": TEST},
        {"tests/test_age.py": "def test_age():\n    pass\n"},
    ),
    "a skipped test": (
        {**BY_TEST, "tests/test_age.py": TEST},
        {"tests/test_age.py": f"import pytest\n\n@pytest.mark.skip\n{TEST}"},
    ),
    "an expected failure": (
        {**BY_TEST, "tests/test_age.py": TEST},
        {"tests/test_age.py": f"import pytest\n\n@pytest.mark.xfail\n{TEST}"},
    ),
    "a test that is no more": ({**BY_TEST, "tests/test_age.py": TEST}, {"tests/test_age.py": None}),
    "a job that never runs": (
        {**BY_JOB, ".github/workflows/a.yml": JOB},
        {".github/workflows/a.yml": JOB.replace("runs-on", "if: false, runs-on")},
    ),
    "a job by hand only": (
        {**BY_JOB, ".github/workflows/a.yml": JOB},
        {".github/workflows/a.yml": JOB.replace("on: push", "on: workflow_dispatch")},
    ),
}


@pytest.mark.parametrize("trick", HOLLOW)
def test_T3_what_runs_no_more_counts_no_more(trick: str, tmp_path: Path) -> None:
    base, change = HOLLOW[trick]
    root = proposed(tmp_path, base, {"docs/b.md": "# B\n"})
    with FakeGitHub(known(root)) as github:
        done = step(root, github)
        assert (done.status, done.outputs["score"]) == (0, "1")
    push(root, change)
    with FakeGitHub(known(root)) as github:
        done = step(root, github)
        [comment] = github.state.comments
    assert (done.status, done.outputs["score"], done.outputs["delta"]) == (1, "0", "-1")
    assert "Not ready: 0 of 14 (-1), needs 1" in comment.body
    assert comment.body.count("automated → none (missing)") == 3


@pytest.mark.parametrize(
    ("results", "score"),
    [
        (CASE.format(""), "1"),
        (CASE.format("<skipped/>"), "0"),
        (CASE.format("<failure/>"), "0"),
        (CASE.format("<error/>"), "0"),
    ],
)
def test_T3_results_of_the_run_decide(results: str, score: str, tmp_path: Path) -> None:
    root = proposed(tmp_path, {**BY_TEST, "tests/test_age.py": TEST}, {"docs/b.md": "# B\n"})
    write(root, {"results.xml": results})
    with FakeGitHub(known(root)) as github:
        done = step(root, github, junit="results.xml", comment="off")
    assert (done.status, done.outputs["score"]) == (int(score == "0"), score)


def test_T3_results_without_the_test_are_nobodys_regression(tmp_path: Path) -> None:
    root = proposed(tmp_path, {**BY_TEST, "tests/test_age.py": TEST}, {"docs/b.md": "# B\n"})
    write(root, {"results.xml": "<testsuite></testsuite>"})
    with FakeGitHub(known(root)) as github:
        done = step(root, github, junit="results.xml", comment="off")
    assert (done.status, done.outputs["score"], done.outputs["delta"]) == (1, "0", "0")


def test_T3_results_that_come_with_the_change_are_an_error(tmp_path: Path) -> None:
    base = {**BY_TEST, "tests/test_age.py": TEST}
    root = proposed(tmp_path, base, {"results.xml": CASE.format("")})
    with FakeGitHub(known(root)) as github:
        done = step(root, github, junit="*.xml")
    assert done.status == 2
    assert "test results that git tracks prove nothing" in done.messages("error")[0]


def test_T4_a_head_that_moves_during_the_run_keeps_the_comment_that_is_there(
    tmp_path: Path,
) -> None:
    root = proposed(tmp_path, files(written("{minimum: 3}")), {"docs/b.md": "# B\n"})
    with FakeGitHub(known(root)) as github:
        theirs = github.state.comment(7, "<!-- ml-readiness -->\nof the newer run")
        payload = pull_payload(github)

        def move(seen: Seen) -> None:
            if seen.path == "/graphql":
                github.state.pulls[7].head_sha = "e" * 40

        github.before = move
        done = step(root, github, payload=payload)
        assert theirs.body.endswith("of the newer run")
    assert done.status == 1
    assert done.messages("notice") == [f"no comment: the pull request has moved on to {'e' * 40}"]


def test_T4_an_old_run_that_is_run_again_never_speaks_for_the_new_head(tmp_path: Path) -> None:
    root = proposed(tmp_path, files(written("{minimum: 3}")), files(written("{minimum: 1}")))
    old, old_merge = pull_of(root), commit_of(root, "HEAD")
    git(root, "branch", "old-merge")
    head = push(root, files(written("{minimum: 3}", NOTHING)))
    with FakeGitHub(known(root)) as github:
        step(root, github)
        [comment] = github.state.comments
        newer = comment.body
        assert f"commit `{head[:12]}` against" in newer
        payload = pull_payload(github)
        payload["pull_request"]["head"]["sha"] = old.head_sha
        github.state.files[old.head_sha] = blobs(root, old.head_sha)
        git(root, "switch", "-q", "--detach", "old-merge")
        done = step(root, github, payload=payload)
        assert [each.body for each in github.state.comments] == [newer]
    assert (done.status, done.outputs["sha"]) == (1, old_merge)


DASHBOARD = '"http://site.example.com/x"'
RESTING = TESTS.replace("[./model/a.jsonl]", f"[{DASHBOARD}]", 1)
POLICY = "{minimum: 1}"


class TestT5:
    """Points laundered in two steps, by a link that never answers."""

    def judged(self, root: Path, github: FakeGitHub | None, event: str, status: int) -> Step:
        with serving(lambda _: Said(status=status)) as server:
            web = Loopback(server.port)
            return step(root, github, event=event, internet=web, comment="off")

    def test_T5_a_link_that_is_new_gets_no_doubt(self, tmp_path: Path) -> None:
        old = written(
            POLICY, TESTS.replace("level: manual, reviewed: 2026-08-01, ", "level: none, ")
        )
        root = proposed(tmp_path, files(old), files(written(POLICY, RESTING)))
        with FakeGitHub(known(root)) as github:
            done = self.judged(root, github, "pull_request", 503)
        assert (done.status, done.outputs["score"]) == (1, "0")

    def test_T5_relied_on_in_the_next_it_is_a_warning_and_no_point(self, tmp_path: Path) -> None:
        root = proposed(tmp_path, files(written(POLICY, RESTING)), {"docs/b.md": "# B\n"})
        with FakeGitHub(known(root)) as github:
            done = self.judged(root, github, "pull_request", 503)
        assert (done.status, done.outputs["score"], done.outputs["passed"]) == (0, "0", "true")
        assert (
            "the score is 0, below the minimum of 1 (base branch); only because "
            "http://site.example.com/x could not be reached"
        ) in done.messages("warning")
        assert done.summary.startswith("## ⚠️ Passes below a bar: 0 of 14, needs 1\n")

    def test_T5_the_doubt_is_at_most_what_the_base_claimed(self, tmp_path: Path) -> None:
        two = "{minimum: 2}"
        more = RESTING.replace("level: manual, reviewed: 2026-08-01,", "level: automated,")
        root = proposed(tmp_path, files(written(two, RESTING)), files(written(two, more)))
        with FakeGitHub(known(root)) as github:
            done = self.judged(root, github, "pull_request", 503)
        assert (done.status, done.outputs["score"]) == (1, "0")

    @pytest.mark.parametrize("event", ["push", "schedule", "workflow_dispatch"])
    def test_T5_there_is_no_doubt_to_give_without_a_base(self, tmp_path: Path, event: str) -> None:
        root = repository(tmp_path, files(written(POLICY, RESTING)))
        done = self.judged(root, None, event, 503)
        assert (done.status, done.outputs["score"]) == (1, "0")

    def test_T5_a_page_that_is_gone_is_no_outage(self, tmp_path: Path) -> None:
        root = proposed(tmp_path, files(written(POLICY, RESTING)), {"docs/b.md": "# B\n"})
        with FakeGitHub(known(root)) as github:
            done = self.judged(root, github, "pull_request", 404)
        assert (done.status, done.outputs["score"], done.outputs["delta"]) == (1, "0", "0")


class TestG5:
    """A base that is hard to come by."""

    BASE = files(written("{minimum: 3}"))
    HEAD = files(written("{minimum: 1}"))

    def test_G5_a_shallow_clone_has_the_bar_over_the_api(self, tmp_path: Path) -> None:
        root = proposed(tmp_path, self.BASE, self.HEAD)
        with FakeGitHub(known(root)) as github:
            assert run(root, github, deep=False).status == 1
            assert asked(github)[:2] == ["list", "contents"]

    def test_G5_a_base_that_nobody_has_is_an_error(self, tmp_path: Path) -> None:
        """It was forced away, and collected."""
        root = proposed(tmp_path, self.BASE, self.HEAD)
        git(root, "switch", "-q", "feature")
        with FakeGitHub(known(root)) as github:
            payload = pull_payload(github)
            payload["pull_request"]["base"]["sha"] = "d" * 40
            done = step(root, github, payload=payload)
        assert done.status == 2
        said, hint = done.messages("error")[0].splitlines()
        assert said == (
            f"the commit {'d' * 40} of acme/fraud cannot be read: GitHub answered 404 (Not Found)"
        )
        assert hint == "is it in this repository? the token needs `contents: read`"

    def test_G5_a_detached_head_is_the_usual_case(self, tmp_path: Path) -> None:
        root = proposed(tmp_path, self.BASE, self.HEAD)
        assert (root / ".git/HEAD").read_text().strip() == commit_of(root, "HEAD")
        with FakeGitHub(known(root)) as github:
            assert step(root, github).status == 1
            assert "list" not in asked(github)

    def test_G5_a_branch_that_is_checked_out_is_as_good(self, tmp_path: Path) -> None:
        root = proposed(tmp_path, self.BASE, self.HEAD)
        git(root, "switch", "-qc", "named")
        with FakeGitHub(known(root)) as github:
            assert step(root, github).status == 1
            assert "list" not in asked(github)

    @pytest.mark.skipif(os.getuid() != 0, reason="only root can give files away")
    def test_G5_a_repository_of_another_user_is_read(self, tmp_path: Path) -> None:
        root = proposed(tmp_path, self.BASE, self.HEAD)
        state = known(root)
        for path in (root, *root.rglob("*")):
            os.chown(path, 1234, 2345)
        with FakeGitHub(state) as github:
            done = step(root, github, environment={"GITHUB_SHA": "c" * 40})
            assert done.status == 1
            assert "list" not in asked(github)

    def test_G5_no_repository_at_all_has_the_bar_over_the_api(self, tmp_path: Path) -> None:
        root = proposed(tmp_path, self.BASE, self.HEAD)
        bare = tmp_path / "bare"
        shutil.copytree(root, bare, ignore=shutil.ignore_patterns(".git"))
        environment = {"GITHUB_WORKSPACE": str(bare)}
        with FakeGitHub(known(root)) as github:
            assert step(root, github, environment=environment).status == 1
            assert asked(github)[:2] == ["list", "contents"]

    @pytest.mark.parametrize("what", ["the base's commit", "the base's manifest"])
    def test_G5_a_damaged_clone_never_lowers_the_bar(self, tmp_path: Path, what: str) -> None:
        root = proposed(tmp_path, self.BASE, self.HEAD)
        name = "main" if what == "the base's commit" else "main:ml-readiness.yml"
        oid = commit_of(root, name)
        state = known(root)
        (root / ".git/objects" / oid[:2] / oid[2:]).unlink()
        with FakeGitHub(state) as github:
            done = step(root, github)
        # The commit over the API; what lies below one that is there is not looked for elsewhere.
        assert done.status == (1 if what == "the base's commit" else 2)
        assert done.outputs["passed"] == "false"

    def test_G5_another_pull_requests_merge_is_not_trusted(self, tmp_path: Path) -> None:
        """Its first parent is a lax branch; its second is not the head of the event."""
        root = proposed(tmp_path, self.BASE, self.HEAD)
        git(root, "switch", "-q", "--detach", "main~0")
        write(root, files(written("{}")))
        git(root, "commit", "-qam", "lax")
        git(root, "merge", "-q", "--no-ff", "-s", "ours", "feature", "-m", "forged")
        git(root, "commit", "-q", "--amend", "-m", "forged")
        with FakeGitHub(known(root)) as github:
            payload = pull_payload(github)
            payload["pull_request"]["head"]["sha"] = github.state.pulls[7].head_sha = "b" * 40
            done = step(root, github, payload=payload)
            assert done.status == 1

    def test_G5_a_replaced_commit_is_not_taken_for_the_base(self, tmp_path: Path) -> None:
        """`refs/replace` and grafts are git's, and not what GitHub would merge."""
        root = proposed(tmp_path, self.BASE, self.HEAD)
        git(root, "replace", commit_of(root, "main"), commit_of(root, "feature"))
        with FakeGitHub(known(root)) as github:
            assert step(root, github).status == 1
