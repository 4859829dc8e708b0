"""The report in Markdown: what readers get of it, and how much of it there is room for."""

from decimal import Decimal
from pathlib import Path

import pytest
from helpers.rendered import Page, page
from helpers.runs import FILES, MANIFEST, SOURCE, every_link, example_run, judged
from helpers.twosided import COMMIT, alone, compared
from helpers.twosided import manifest as a_manifest
from msgspec.structs import replace

from ml_readiness.model.errors import Problem
from ml_readiness.model.evidence import (
    Finding,
    Judgement,
    Malformed,
    Reason,
    Reference,
)
from ml_readiness.model.manifest import Citation
from ml_readiness.model.report import Jobs, Run
from ml_readiness.model.view import View, WebSource
from ml_readiness.render.markdown import comment, render, squares
from ml_readiness.rules.cited import CitedFile, CitedJob, CitedLink, CitedTest
from ml_readiness.rules.local_command import PURPOSE

VIEW = View(source=SOURCE)
BLOB = f"{SOURCE.repository}/blob/{SOURCE.commit}/"
# The same claims without a bar to miss.
CLAIMS = (
    f"{MANIFEST[: MANIFEST.index('policy:')]}policy: {{accept-links: [grafana.example.com/d/]}}\n"
)


def shown(run: Run, view: View = VIEW) -> Page:
    return page(render(run, view))


def verdict(report: Page) -> str:
    """The one heading that every reader sees."""
    first, *others = report.headings
    assert first[0] == "h2"
    assert "h2" not in dict(others)
    return first[1]


def test_the_verdict_comes_first_and_the_rest_follows(tmp_path: Path) -> None:
    report = shown(example_run(tmp_path))
    assert [text for _, text in report.headings] == [
        "❌ Not ready: 0 of 14, needs 3",
        *("To pass", "To pass the checklist", "What is wrong"),
    ]
    assert report.paragraphs[0] == (
        "fraud-detector: the score is the lowest section, Model (research project, claimed 1)."
    )
    assert report.items[:4] == [
        "❌ the score is 0, below the minimum of 3 (manifest)",
        "❌ Monitoring has 1 point, below its minimum of 4 (manifest)",
        "❌ 2 of 11 points of the checklist are considered, below the minimum of 3 (manifest)",
        "❌ the checklist point 'ethics' is required and is open",
    ]
    assert report.lists["What is wrong"][1] == (
        "❌ ml-readiness.yml:13 Model 5 Comparison with a simpler model missing: "
        "docs/cost.md#resluts: docs/cost.md has no heading #resluts did you mean 'results'?"
    )
    assert report.lists["To pass"][1] == "mend Model 5 Comparison with a simpler model (+1)"
    assert report.folded == ["4 more", "All criteria and their evidence"]
    assert report.alive == []


def test_every_table_holds_together(tmp_path: Path) -> None:
    sections, criteria, checklist = shown(example_run(tmp_path)).tables
    assert [len(table) for table in (sections, criteria, checklist)] == [1 + 5, 1 + 28, 1 + 11]
    for table in (sections, criteria, checklist):
        assert len({len(row) for row in table}) == 1
    assert sections[1] == ["Data", "2 of 14", "3", "Data 🟩1 ⬜2 🟥3 ⬜4 ⬜5 ⬜6 ⬜7"]
    assert sections[2][0] == "Model ◀ lowest"
    assert sections[4] == ["Monitoring", "1 of 14", "4", "Monitor ⬜1 ⬜2 ⬜3 🟨4 ⬜5 ⬜6 ⬜7"]
    assert sections[5] == ["Checklist", "2 of 11", "3", "🟩⬜⬜⬜⬜⬜⬜⬜🟦⬜⬜"]
    assert criteria[3] == [
        *("Data 3", "Cost of each feature", "manual", "none (stale)", "✅ docs/cost.md")
    ]
    assert checklist[9] == ["Drift in the data", "not-applicable", "yes", ""]


def test_a_piece_that_is_done_but_does_not_hold_is_a_red_square(tmp_path: Path) -> None:
    manifest = "version: 1\nname: x\nchecklist:\n  baseline: {status: done, evidence: [gone.md]}\n"
    report = shown(example_run(tmp_path, manifest))
    assert report.tables[0][5] == ["Checklist", "0 of 11", "🟥" + "⬜" * 10]
    row = ["A baseline that the model beats", "done", "no (missing)", "❌ gone.md"]
    assert report.tables[2][1] == row


def test_squares_are_left_out_where_there_are_many(tmp_path: Path) -> None:
    [entry] = example_run(tmp_path).entries
    score = entry.report.criteria[0]
    assert squares([score] * 16) == "Data" + " 🟩\u20601" * 16
    assert squares([score] * 17) == ""


def test_a_pass_and_unchecked_links_are_said_in_the_first_line(tmp_path: Path) -> None:
    report = shown(example_run(tmp_path, "version: 1\nname: x\n", offline=True))
    assert verdict(report) == "⚪ No minimum set: 0 of 14 (links were not checked)"
    assert ", links not checked. The same at home: " in report.text


def test_a_pass_with_a_minimum_says_what_was_needed(tmp_path: Path) -> None:
    run = example_run(tmp_path, CLAIMS.replace("#resluts", "#results"))
    [entry] = run.entries
    minimum = replace(entry.policy.minimum, value=Decimal(1))
    entry = replace(entry, policy=replace(entry.policy, minimum=minimum))
    assert entry.report.score == 1
    assert verdict(shown(replace(run, entries=(entry,)))) == "✅ Ready: 1 of 14, needs 1"


def test_a_missed_minimum_that_does_not_fail_is_no_plain_pass(tmp_path: Path) -> None:
    files = FILES | {"ml-readiness.yml": MANIFEST}
    report = shown(judged(tmp_path, files, fail_on="regression"))
    assert verdict(report) == "⚠️ Passes below a bar: 0 of 14, needs 3"
    assert report.items[0] == "⚠️ the score is 0, below the minimum of 3 (manifest)"
    assert "❌ the" not in report.text


def test_nothing_that_a_user_wrote_is_in_the_verdict(tmp_path: Path) -> None:
    plain = example_run(tmp_path / "plain")
    other = example_run(tmp_path / "other", MANIFEST.replace("fraud-detector", "'✅ Ready: 14'"))
    assert verdict(shown(other)) == verdict(shown(plain))
    invalid = example_run(tmp_path / "invalid", 'version: 1\nname: x\n"✅ Ready": 1\n')
    assert verdict(shown(invalid)) == "❌ Could not be evaluated"


def test_errors_are_shown_at_their_lines(tmp_path: Path) -> None:
    problem = Problem(message="unknown key 'nam'", hint="name?", path="a/b.yml", line=2, column=3)
    general = Problem(message="no such rubric")
    run = replace(example_run(tmp_path), entries=(), errors=(problem, general))
    report = shown(run)
    assert report.items == ["❌ a/b.yml:2:3: unknown key 'nam' name?", "❌ no such rubric"]
    assert [link.href for link in report.cited] == [f"{BLOB}a/b.yml#L2"]


def test_a_file_that_is_not_there_is_not_linked(tmp_path: Path) -> None:
    run = judged(tmp_path, FILES, manifests=("other.yml",))
    report = shown(run)
    assert report.items[0].startswith("❌ other.yml: there is no manifest other.yml")
    assert report.cited == []


def test_without_pages_nothing_is_linked_but_links(tmp_path: Path) -> None:
    report = shown(example_run(tmp_path), View())
    assert [link.href for link in report.cited] == ["https://grafana.example.com/d/age"]


def test_the_lines_of_a_file_that_was_merged_are_not_linked(tmp_path: Path) -> None:
    run = example_run(tmp_path)
    here = {link.href for link in shown(run).links}
    assert f"{BLOB}ml-readiness.yml#L13" in here
    moved = shown(run, View(source=replace(SOURCE, moved=("ml-readiness.yml",))))
    there = {link.href for link in moved.links}
    assert f"{BLOB}ml-readiness.yml" in there
    assert not any("ml-readiness.yml#" in href for href in there)
    # The line itself is still told.
    assert "ml-readiness.yml:13" in moved.text


def test_paths_start_at_the_repository(tmp_path: Path) -> None:
    report = shown(example_run(tmp_path), View(source=replace(SOURCE, prefix="a b/é/")))
    pages = [link.href for link in report.links if link.href.startswith(BLOB)]
    assert pages
    assert all(href.startswith(f"{BLOB}a%20b/%C3%A9/") for href in pages)


class TestSeveral:
    def run(self, folder: Path) -> Run:
        files = FILES | {
            "a/ml-readiness.yml": CLAIMS.replace("fraud-detector", "good"),
            "b/ml-readiness.yml": MANIFEST.replace("fraud-detector", "bad"),
        }
        return judged(folder, files, manifests=("*/ml-readiness.yml",))

    def test_what_fails_is_read_first(self, tmp_path: Path) -> None:
        report = shown(self.run(tmp_path))
        assert verdict(report) == "❌ 1 of 2 manifests pass"
        assert report.tables[0] == [
            ["", "manifest", "score", "minimum", "change"],
            ["❌", "bad b/ml-readiness.yml", "0 of 14", "3", ""],
            ["⚪", "good a/ml-readiness.yml", "0 of 14", "", ""],
        ]
        names = [text for _, text in report.headings if " of 14: " in text]
        assert names == ["❌ 0 of 14: bad", "⚪ 0 of 14: good"]
        bands = [text for text in report.paragraphs if "research project" in text]
        assert bands == [
            f"{folder}/ml-readiness.yml: the score is the lowest section, Model "
            "(research project, claimed 1)."
            for folder in "ba"
        ]
        evidence = "All criteria and their evidence"
        assert report.folded == ["4 more", evidence, "1 that passes", evidence]

    def test_all_pass(self, tmp_path: Path) -> None:
        run = self.run(tmp_path)
        passing = [entry for entry in run.entries if entry.verdict.passed]
        assert verdict(shown(replace(run, entries=(*passing, *passing)))) == (
            "⚪ No minimum set: 2 manifests"
        )

    def test_one_that_cannot_be_read_leaves_the_others_judged(self, tmp_path: Path) -> None:
        problem = Problem(message="no", path="c/ml-readiness.yml", line=1, column=1)
        run = self.run(tmp_path)
        report = shown(replace(run, errors=(problem,)))
        assert verdict(report) == "❌ Could not be evaluated"
        assert report.items[0] == "❌ c/ml-readiness.yml:1:1: no"
        assert len(report.tables[0]) == 3
        # With one left, its name tells it from what could not be read.
        alone = shown(replace(run, errors=(problem,), entries=run.entries[:1]))
        assert ("h3", "⚪ 0 of 14: good") in alone.headings


JOBS: dict[Jobs, str] = {"asked": "asked for", "read": "not asked for", "restricted": "not shown"}


def test_the_footer_says_what_was_judged(tmp_path: Path) -> None:
    run = replace(example_run(tmp_path), tool="1.2.3", head="f" * 40)
    said = (
        ", ml-readiness.yml, rubric ml-test-score, ml-readiness 1.2.3, links checked. "
        f"The same at home: ml-readiness check. ml-readiness {PURPOSE}."
    )
    assert shown(run).text.endswith(f"commit {SOURCE.commit[:12]}{said}")
    assert shown(run, View()).text.endswith(f"commit {'f' * 12}{said}")
    assert shown(replace(run, head=None), View()).paragraphs[-1] == said.removeprefix(", ")
    for jobs, words in JOBS.items():
        text = shown(replace(run, jobs=jobs)).text
        assert f"links checked, runs of jobs {words}. The same" in text


def test_the_band_above_is_no_news_below_the_minimum(tmp_path: Path) -> None:
    report = shown(example_run(tmp_path, "version: 1\nname: x\npolicy: {minimum: 3}\n"))
    headings = [text for _, text in report.headings]
    assert "To pass" in headings
    assert "To reach the next band" not in headings


def piece(
    reference: Reference, reason: Reason | None = None, text: str = "as it was written"
) -> Finding:
    return Finding(
        citation=Citation(text=text, line=1, column=1),
        reference=reference,
        judgement=Judgement(reason=reason, message="m"),
    )


def a_file(text: str) -> CitedFile:
    path, _, fragment = text.partition("#")
    return CitedFile(text=text, path=path, fragment=fragment or None)


class TestEvidencePage:
    @pytest.mark.parametrize(
        ("reference", "address"),
        [
            (a_file("docs/a.md"), "docs/a.md"),
            (a_file("docs/a b.md#ü"), "docs/a%20b.md#ü"),
            (a_file("docs/a.md#results"), "docs/a.md#results"),
            (a_file("docs/a.md#L3-L4"), "docs/a.md?plain=1#L3-L4"),
            (a_file("docs/A.MD#L3"), "docs/A.MD?plain=1#L3"),
            (a_file("docs/a.mdown#L3"), "docs/a.mdown?plain=1#L3"),
            (a_file("src/x.py#L3-L4"), "src/x.py#L3-L4"),
            # The file's own name has the sign.
            (a_file("docs/c#d.md"), "docs/c%23d.md"),
            (CitedTest(path="tests/t.py", names=("test",)), "tests/t.py"),
            (CitedJob(path=".github/workflows/ci.yml", job="x"), ".github/workflows/ci.yml"),
        ],
    )
    def test_what_holds_is_linked(self, reference: Reference, address: str) -> None:
        assert piece(reference).place(SOURCE) == BLOB + address
        assert piece(reference).place(None) is None

    @pytest.mark.parametrize(
        ("reference", "page"),
        [
            (CitedTest(path="tests/t.py", names=("test",)), "tests/t.py"),
            (CitedJob(path=".github/workflows/ci.yml", job="x"), ".github/workflows/ci.yml"),
            (a_file("src/x.py#train"), "src/x.py"),
        ],
    )
    def test_a_part_is_linked_at_its_line(self, reference: Reference, page: str) -> None:
        finding = piece(reference)
        found = replace(finding, judgement=replace(finding.judgement, line=7))
        assert found.place(SOURCE) == f"{BLOB}{page}#L7"
        # The merge may have changed the file that it is in.
        assert found.place(replace(SOURCE, moved=(page,))) == BLOB + page

    @pytest.mark.parametrize(
        "finding",
        [
            piece(a_file("reports/**")),
            piece(a_file("gone.md"), "no-such-file"),
            piece(CitedTest(path="tests/t.py", names=("gone",)), "no-such-test"),
            piece(
                Malformed(kind="file", judgement=Judgement(reason="malformed", message="m")),
                "malformed",
            ),
            piece(CitedLink(address="http://10.0.0.1/"), "private-address"),
        ],
    )
    def test_what_has_no_page_is_not_linked(self, finding: Finding) -> None:
        assert finding.place(SOURCE) is None

    @pytest.mark.parametrize("reason", [None, "offline", "page-gone", "denied", "timeout"])
    def test_a_link_leads_where_it_leads_even_if_nothing_is_there(
        self, reason: Reason | None
    ) -> None:
        link = CitedLink(address="https://a.example.com/x?y", fragment="z")
        assert piece(link, reason).place(None) == "https://a.example.com/x?y#z"

    @pytest.mark.parametrize(
        "address",
        [
            "https://github.com/o/r/issues/1",
            "https://github.com/o/r/pull/1",
            "https://github.com/o/r/pull/1/files",
            "https://github.com/o/r/commit/c0ffee",
            "https://github.com/o/r/discussions/1",
            "https://github.com/o/r/actions/runs/1",
            "https://github.com/o/r",
            "https://github.com/o",
            "https://github.com/",
            "http://github.com/o/r/issues/1",
            "https://www.github.com/o/r/issues/1",
            "https://github.com:443/o/r/issues/1",
            "https://github.com./o/r/issues/1",
            "https://github.com//o/r/issues/1",
            "https://github.com/o/r/%69ssues/1",
            "https://github.com/o/r/blob/../issues/1",
            "https://github.com/o/r/blob/%2e%2E/issues/1",
            "https://github.com/o/r/tree/x/./../../pull/1",
        ],
    )
    def test_a_page_of_github_where_a_link_would_leave_a_mention_is_not_linked(
        self, address: str
    ) -> None:
        assert piece(CitedLink(address=address)).place(SOURCE) is None
        assert piece(CitedLink(address=address)).place(None) is None

    @pytest.mark.parametrize(
        "address",
        [
            "https://github.com/o/r/blob/main/model/a.jsonl",
            "https://github.com/o/r/tree/main/docs",
            "https://github.com.example.com/o/r/issues/1",
            "https://gitlab.example.com/o/r/issues/1",
        ],
    )
    def test_other_pages_are_linked(self, address: str) -> None:
        assert piece(CitedLink(address=address)).place(SOURCE) == address

    def test_a_server_of_ones_own_is_as_quiet(self) -> None:
        source = WebSource(repository="https://git.example.com/o/r", commit="c" * 40)
        link = piece(CitedLink(address="https://git.example.com/o/r/issues/1"))
        assert link.place(source) is None
        assert link.place(SOURCE) == "https://git.example.com/o/r/issues/1"


def test_a_link_to_an_issue_is_shown_as_code(tmp_path: Path) -> None:
    manifest = CLAIMS.replace("docs/cost.md#resluts", "https://github.com/o/r/issues/1")
    files = FILES | {"ml-readiness.yml": manifest}
    run = judged(tmp_path, files, fetch=every_link)
    report = shown(run)
    assert "✅ https://github.com/o/r/issues/1" in report.tables[1][12]
    assert not any("issues" in link.href for link in report.links)


CARD = "model/card.jsonl"
EACH = {
    "data": "feature-cost",
    "model": "baseline",
    "infrastructure": "canary",
    "monitoring": "model-age",
}


def everywhere(level: str, *, policy: str = "", name: str = "system", piece: str = CARD) -> str:
    """One criterion of each section at a level."""
    claims = "".join(
        f"  {section}: {{{criterion}: {{level: {level}, evidence: ['{piece}']}}}}\n"
        for section, criterion in EACH.items()
    )
    return f"version: 1\nname: {name}\ntests:\n{claims}policy: {{{policy}}}\n"


class TestAgainstABase:
    @pytest.mark.parametrize(
        ("before", "after", "expected"),
        [
            ("manual", "automated", "⚪ No minimum set: 2 of 14 (+1)"),
            ("automated", "manual", "⚪ No minimum set: 1 of 14 (-1)"),
            ("manual", "manual", "⚪ No minimum set: 1 of 14"),
            ("none", "automated", "⚪ No minimum set: 2 of 14 (+2)"),
        ],
    )
    def test_the_change_is_in_the_first_line(
        self, tmp_path: Path, before: str, after: str, expected: str
    ) -> None:
        run = compared(tmp_path, alone(everywhere(before)), alone(everywhere(after)))
        assert verdict(shown(run)) == expected

    def test_halves_are_plain(self, tmp_path: Path) -> None:
        rubric = "rubric: ml-test-score-2017\n"
        run = compared(
            tmp_path,
            alone(rubric + everywhere("automated", policy="minimum: 0.5")),
            alone(rubric + everywhere("manual", policy="minimum: 0.5")),
        )
        assert verdict(shown(run)) == "✅ Ready: 0.5 of 7 (-0.5), needs 0.5"

    def test_a_change_is_in_the_row_of_its_section(self, tmp_path: Path) -> None:
        after = everywhere("manual", policy="sections: {data: 2}").replace("manual", "automated", 1)
        run = compared(tmp_path, alone(everywhere("manual")), alone(after))
        rows = shown(run).tables[0]
        assert [row[1:4] for row in rows[1:4]] == [
            *(["2 of 14", "2", "+1"], ["1 of 14", "", ""], ["1 of 14", "", ""])
        ]

    def test_what_was_earned_before_is_in_the_folded_table(self, tmp_path: Path) -> None:
        after = (
            everywhere("manual")
            .replace("manual", "automated", 1)
            .replace(f"manual, evidence: ['{CARD}']", "manual, evidence: ['gone.md']", 1)
        )
        run = compared(tmp_path, alone(everywhere("manual")), alone(after))
        earned = {row[1]: row[3] for row in shown(run).tables[1] if "→" in row[3]}
        assert earned == {
            "Cost of each feature": "manual → automated",
            "Comparison with a simpler model": "manual → none (missing)",
        }

    def test_the_footer_names_both_commits(self, tmp_path: Path) -> None:
        run = compared(tmp_path, alone(everywhere("manual")), alone(everywhere("manual")))
        assert f"commit {SOURCE.commit[:12]} against {COMMIT[:12]}, " in shown(run).text
        first = compared(tmp_path / "x", None, alone(everywhere("manual")))
        assert " against " not in shown(first).paragraphs[-1]

    def test_a_base_without_the_manifest_is_named_all_the_same(self, tmp_path: Path) -> None:
        report = shown(compared(tmp_path, {}, alone(everywhere("manual"))))
        assert verdict(report) == "⚪ No minimum set: 1 of 14"
        assert f"against {COMMIT[:12]}" in report.text

    def test_a_bar_that_would_be_lowered_is_a_warning(self, tmp_path: Path) -> None:
        run = compared(
            tmp_path,
            alone(everywhere("manual", policy="minimum: 1")),
            alone(everywhere("manual", policy="minimum: 0.5")),
        )
        report = shown(run)
        assert verdict(report) == "✅ Ready: 1 of 14, needs 1"
        assert report.items[0] == (
            "⚠️ this change would lower the minimum from 1 to 0.5; the base branch's bar stays"
        )

    def test_a_bar_in_doubt_is_no_plain_pass(self, tmp_path: Path) -> None:
        text = everywhere("manual", policy="minimum: 1", piece="https://x.example.com/")
        report = shown(compared(tmp_path, alone(text), alone(text)))
        assert verdict(report) == "⚠️ Passes below a bar: 0 of 14, needs 1"
        assert "only because https://x.example.com/ could not be reached" in report.items[0]

    def test_what_a_user_wrote_in_the_base_stays_text(self, tmp_path: Path) -> None:
        name = "'@all `x` <b> | ✅'"
        report = shown(compared(tmp_path, alone(everywhere("manual", name=name)), {}))
        assert verdict(report) == "❌ 0 of 1 manifests pass"
        assert report.items == [
            "❌ @all `x` <b> | ✅: ml-readiness.yml is gone: the base branch has it"
        ]
        assert report.alive == []


class TestGone:
    def test_one_of_one(self, tmp_path: Path) -> None:
        report = shown(compared(tmp_path, alone(a_manifest()), {}))
        assert verdict(report) == "❌ 0 of 1 manifests pass"
        assert report.items == ["❌ system: ml-readiness.yml is gone: the base branch has it"]
        assert (report.tables, report.cited) == ([], [])

    def test_it_stands_before_what_is_left(self, tmp_path: Path) -> None:
        base = {"a/ml.yml": a_manifest(name="a"), "b/ml.yml": a_manifest(name="b")}
        left = {"b/ml.yml": base["b/ml.yml"]}
        report = shown(compared(tmp_path, base, left, manifests=("*/ml.yml",)))
        assert verdict(report) == "❌ 1 of 2 manifests pass"
        assert report.items[0] == "❌ a: a/ml.yml is gone: the base branch has it"
        assert ("h3", "⚪ 0 of 14: b") in report.headings

    def test_a_mistake_elsewhere_is_said_first(self, tmp_path: Path) -> None:
        base = {"a/ml.yml": a_manifest(name="a"), "b/ml.yml": a_manifest(name="b")}
        report = shown(
            compared(tmp_path, base, {"b/ml.yml": "version: 2\n"}, manifests=("*/ml.yml",))
        )
        assert verdict(report) == "❌ Could not be evaluated"
        assert report.items[-1] == "❌ a: a/ml.yml is gone: the base branch has it"

    def test_where_there_are_many_the_rest_is_counted(self, tmp_path: Path) -> None:
        many = {f"{number:03}/ml.yml": a_manifest(name=f"n{number}") for number in range(150)}
        run = compared(tmp_path, many, {}, manifests=("*/ml.yml",))
        report = page(comment(run, VIEW, "<!-- x -->"))
        assert verdict(report) == "❌ 0 of 150 manifests pass"
        assert len(report.items) == 101
        assert report.items[-1].startswith("and 50 more")
        assert len(shown(run).items) == 150


@pytest.mark.parametrize(
    ("policy", "shown"),
    [
        ("{minimum: 3, sections: {data: 1}}", "3"),
        ("{sections: {data: 1}}", "by section"),
        ("{checklist: {minimum: 1}}", "checklist"),
        ("{checklist: {minimum: 0}}", ""),
    ],
)
def test_the_table_of_manifests_says_where_the_minimum_is(
    tmp_path: Path, policy: str, shown: str
) -> None:
    plain = "version: 1\nname: plain\n"
    files = {"a/ml-readiness.yml": plain, "b/ml-readiness.yml": f"{plain}policy: {policy}\n"}
    text = render(judged(tmp_path, FILES | files, manifests=("*/ml-readiness.yml",)), View())
    (row,) = (line for line in text.splitlines() if line.startswith("|") and "`b/ml" in line)
    assert row.split("|")[4].strip() == shown
