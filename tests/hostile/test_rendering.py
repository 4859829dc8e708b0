"""User-written text in reports: it is shown, and it does nothing."""

import csv
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from io import StringIO
from itertools import cycle
from pathlib import Path
from urllib.parse import unquote

import pytest
from helpers import twosided
from helpers.harness import check, track, write
from helpers.hostile import HOSTILE, quoted
from helpers.rendered import Page, page
from helpers.retold import retold
from helpers.runs import SOURCE, every_link, judged
from msgspec.structs import replace

from ml_readiness.github.comment import marker
from ml_readiness.model.errors import InputError, Problem
from ml_readiness.model.report import Run, Statement, Verdict
from ml_readiness.model.view import View
from ml_readiness.render.csv import render as render_csv
from ml_readiness.render.escape import link
from ml_readiness.render.markdown import comment, render, summary
from ml_readiness.render.text import render as render_text
from ml_readiness.rules.bounds import pointer_of
from ml_readiness.visible import visible

MARKS = [marker(""), marker("fraud")]
VIEW = View(source=SOURCE)
MOST_BYTES = 1_000_000


# A file whose name is a hint.
NEAR = "@org |<b x=y> #1 <!-- ml-readiness --> $x$ [y](z)"


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """Every string of the manifest that reaches a report, as hostile as can be."""
    pieces = ", ".join(map(quoted, HOSTILE))
    name = quoted(" ".join(HOSTILE)[:100])
    manifest = (
        f"version: 1\nname: {name}\ntests:\n  data:\n    feature-cost:\n"
        f"      level: manual\n      note: {quoted(HOSTILE[0])}\n      evidence: [{pieces}]\n"
        f"checklist:\n  ethics: {{status: done, evidence: [{pieces}]}}\n"
    )
    write(tmp_path, {"ml-readiness.yml": manifest})
    track(tmp_path)
    return tmp_path


def a_rubric(words: Iterator[str]) -> str:
    """A rubric whose every free text is one of the words, cut to the length that there is."""

    def word(most: int = 100) -> str:
        return next(words)[:most]

    def criteria(section: int) -> list[object]:
        texts = ("question", "summary", "example")
        return [
            {"id": f"c{section}-{index}", "code": word(30), "title": word()}
            | {text: word() for text in texts}
            | {"resources": [{"title": word(), "url": "https://10.0.0.1/"}]}
            for index in range(5)
        ]

    return quoted(
        {
            "version": 1,
            "id": "hostile",
            "title": word(),
            "points": {"manual": 1, "automated": 2},
            "bands": [{"id": "low", "label": word(), "from": 0}],
            "sections": [
                {"id": f"s{index}", "title": word(), "criteria": criteria(index)}
                for index in range(15)
            ],
            "checklist": [{"id": f"p{index}", "title": word()} for index in range(45)],
        }
    )


def a_manifest(words: Sequence[str], name: str) -> str:
    """Every text that a manifest may hold, and every word as evidence."""
    word = cycle(words)
    return quoted(
        {
            "version": 1,
            "name": name[:100],
            "description": next(word),
            "rubric": "rubric.yml",
            "tests": {
                "s0": {
                    "c0-0": {
                        "level": "automated",
                        "note": next(word),
                        "owner": next(word)[:200],
                        "evidence": list(words),
                    },
                    # What is wrong with these is said in a hint that quotes them.
                    "c0-1": {"level": "manual", "evidence": [f"{word}#" for word in words]},
                }
            },
            "checklist": {
                "p0": {"status": "done", "note": next(word), "evidence": list(words)},
                "p1": {"status": "not-applicable", "reason": next(word), "owner": next(word)[:200]},
            },
            "policy": {
                "minimum": 1,
                "sections": {f"s{index}": 1 for index in range(15)},
                "checklist": {"required": ["p0"]},
            },
        }
    )


def a_run(folder: Path, words: Sequence[str], labels: Sequence[str]) -> Run:
    """Two manifests with a rubric of their own, one that is invalid, and one that is not there."""
    files = {
        "rubric.yml": a_rubric(cycle(labels)),
        "a/ml-readiness.yml": a_manifest(words, labels[0]),
        "b/ml-readiness.yml": a_manifest(words, labels[1]),
        "c/ml-readiness.yml": quoted({"version": 1, "name": "x", "rubric": words[0]})[:-1]
        + "".join(f", {quoted(word)}: 1" for word in words)
        + "}",
        NEAR: "",
    }
    return judged(folder, files, manifests=("*/ml-readiness.yml", NEAR[:-1]))


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Run:
    run = a_run(tmp_path_factory.mktemp("hostile"), HOSTILE, HOSTILE)
    assert [len(entry.annotations) for entry in run.entries] == [3 * len(HOSTILE)] * 2
    assert len(run.errors) > len(HOSTILE) / 2
    assert run.errors[-1].hint == f"did you mean {NEAR}?"
    return run


def reports(run: Run, mark: str = MARKS[0]) -> Mapping[str, Page]:
    """What people see of a run, in every size; one manifest alone is laid out in another way."""
    alone = replace(run, entries=run.entries[:1], errors=())
    return {
        "whole": page(render(run, VIEW)),
        "alone": page(render(alone, VIEW)),
        "without pages": page(render(run, View())),
        "comment": page(comment(run, VIEW, mark)),
        "comment alone": page(comment(alone, VIEW, mark)),
        "summary": page(summary(run, VIEW, MOST_BYTES)),
        **{f"in {most} bytes": page(summary(run, VIEW, most)) for most in (60_000, 20_000, 1)},
    }


@pytest.fixture(scope="module")
def hostile_reports(hostile: Run) -> Mapping[str, Page]:
    return reports(hostile)


@pytest.mark.parametrize("view", [VIEW, View()], ids=["with pages", "without"])
@pytest.mark.parametrize("part", ["all", "first", "errors"])
def test_M1_the_page_is_the_same_with_other_text(hostile: Run, part: str, view: View) -> None:
    """It has the elements that it has for harmless text, and not one more."""
    if part == "first":
        hostile = replace(hostile, entries=hostile.entries[:1], errors=())
    elif part == "errors":
        hostile = replace(hostile, entries=())
    found = page(render(hostile, view))
    # An element of no meaning stands around each dollar.
    tags = [tag for tag in found.tags if tag != "span"]
    assert tags == page(render(retold(hostile, lambda _: "word"), view)).tags
    assert found.comments == []


def test_M1_every_report_holds_together(hostile_reports: Mapping[str, Page]) -> None:
    for name, found in hostile_reports.items():
        assert [level for level, _ in found.headings].count("h2") == 1, name
        assert found.headings[0][0] == "h2", name
        for table in found.tables:
            assert len({len(row) for row in table}) == 1, name


def test_M1_what_was_written_is_shown(hostile: Run) -> None:
    """Every word, as it was written; what is long is cut."""
    alone = page(render(replace(hostile, entries=hostile.entries[:1], errors=()), VIEW))
    words = [re.sub(" +", " ", visible(word)) for word in HOSTILE]
    assert alone.root.all("code")[0].text == words[0]
    criteria, checklist = alone.tables[1:]
    assert criteria[1][4] == checklist[1][3] == " ".join(f"❌ {word}" for word in words)
    assert {row[0] for row in checklist[1:]} == {word[:100] for word in words}
    reasons, steps = 1 + 15 + 1, 15 + 1
    assert len(alone.items) == reasons + 3 * len(HOSTILE) + steps


def test_M2_nothing_comes_alive(hostile_reports: Mapping[str, Page]) -> None:
    """No mention, no reference, no address, no emoji, no formula, no task, no command."""
    for name, found in hostile_reports.items():
        assert found.alive == [], name
        assert found.images == [], name
        assert not set(found.tags) & {"input", "blockquote", "hr", "pre", "ol", "s", "strong"}, name


def test_M3_text_shows_what_hides_as_an_escape(hostile: Run) -> None:
    text = render_text(hostile, View(everything=True))
    assert not {"\u202e", "\u2066", "\u200b", "\x1b"} & set(text)
    assert "\\u{202e}" in text


@pytest.mark.parametrize("form", ["markdown", "csv"])
def test_M3_what_hides_or_commands_is_shown_as_an_escape(repository: Path, form: str) -> None:
    outcome = check(repository, "--format", form)
    for text in (outcome.stdout, outcome.stderr):
        assert not {"\u202e", "\u2066", "\u200b", "\x1b"} & set(text)
    assert "\\u{202e}" in outcome.stdout or "\\\\u{202e}" in outcome.stdout


def test_M3_a_terminal_gets_our_escapes_only(repository: Path) -> None:
    stdout = check(repository, terminal=True).stdout
    assert "\x1b[2J" not in stdout
    assert "\u202e" not in stdout


def test_M3_json_is_ascii_and_gives_the_text_back(repository: Path) -> None:
    stdout = check(repository, "--format", "json").stdout
    assert stdout.isascii()
    [entry] = json.loads(stdout)["manifests"]
    [criterion] = [c for c in entry["sections"][0]["criteria"] if c["evidence"]]
    assert [finding["ref"] for finding in criterion["evidence"]] == HOSTILE


def test_W3_no_cell_of_csv_is_a_formula_and_rows_stay_rows(repository: Path) -> None:
    rows = list(csv.reader(StringIO(check(repository, "--format", "csv").stdout)))
    assert {len(row) for row in rows} == {12}
    assert len(rows) == 1 + 28 + 11
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@", "\t"))]


STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


@pytest.mark.parametrize("start", STARTS)
@pytest.mark.parametrize("before", ["", "x;"])
def test_W3_every_text_of_a_row_is_kept_from_being_computed(
    tmp_path: Path, start: str, before: str
) -> None:
    text = quoted(f"{before}{start}1+1")
    fields = f"owner: {text}, note: {text}, evidence: [x, {text}]"
    manifest = (
        f"version: 1\nname: {text}\ntests: {{data: {{feature-cost: {{level: manual, {fields}}}}}}}\n"
        f"checklist: {{ethics: {{status: not-applicable, reason: {text}, {fields}}}}}\n"
    )
    write(tmp_path, {"ml-readiness.yml": manifest})
    track(tmp_path)
    written = check(tmp_path, "--format", "csv", "--offline").stdout
    for cells in (csv.reader(StringIO(written)), csv.reader(StringIO(written), delimiter=";")):
        assert not [cell for row in cells for cell in row if cell.startswith(STARTS)]
    # A reader of semicolons for whom a quote within a cell opens nothing, and a line ends the row.
    assert not [each for each in re.split("[;\n]", written) if each.startswith(STARTS)]


def test_an_error_shows_hostile_keys_as_text(tmp_path: Path) -> None:
    write(tmp_path, {"ml-readiness.yml": 'version: 1\nname: x\n"\\u202e::error::\\e[2J": 1\n'})
    track(tmp_path)
    outcome = check(tmp_path, terminal=True)
    assert "unknown key '\\u{202e}::error::\\u{1b}[2J'" in outcome.stderr
    assert "\x1b[2J" not in outcome.stderr


@pytest.mark.parametrize("mark", MARKS)
def test_M1_the_mark_of_a_comment_is_there_once_and_first(hostile: Run, mark: str) -> None:
    """Whatever users wrote, no other gate takes the comment for its own."""
    for run in (hostile, replace(hostile, entries=hostile.entries[:1], errors=())):
        text = comment(run, VIEW, mark)
        assert text.startswith(f"{mark}\n## ")
        assert text.count("<!--") == 1
        assert page(text).comments == [mark.removeprefix("<!--").removesuffix("-->")]
    assert "<!--" not in render(hostile, VIEW)


TARGETS = [
    "https://a.example.com/)",
    "https://a.example.com/(",
    "https://a.example.com/((x)",
    "https://a.example.com/x)![y](https://10.0.0.1/z.png",
    "https://a.example.com/&copy;",
    "https://a.example.com/?a=1&lt=2&amp=3",
    "https://a.example.com/|x|",
    'https://a.example.com/"onmouseover="y',
    "https://a.example.com/'x'",
    "https://a.example.com/<script>alert(1)</script>",
    "https://a.example.com/>",
    "https://a.example.com/`x`",
    "https://a.example.com/``",
    "https://a.example.com/[x][y]",
    "https://a.example.com/*x*_y_~z~",
    "https://a.example.com/$x$",
    "https://a.example.com/\u202e/\u200b",
    "https://a.example.com/\u00e9/\U0001f600",
    "https://a.example.com/#x)<b>",
    "https://a.example.com/#@org/team",
    "https://a.example.com/@org/team#1",
    "https://a.example.com/<!-- ml-readiness -->".replace(" ", ""),
    "https://github.com/o/r/blob/main/x.md#a)b",
    "https://github.com/o/r/tree/main/x",
]
MENTIONS = [
    "https://github.com/o/r/issues/1",
    "https://github.com/o/r/issues/1#issuecomment-1",
    "https://github.com/o/r/pull/1",
    "https://github.com/o/r/commit/c0ffee",
    "https://github.com/acme/fraud/issues/1",
]
NO_WEB = [
    "javascript://a.example.com/%0aalert(1)",
    "JavaScript://a.example.com/%0aalert(1)",
    "javascript:alert(1)",
    "data:text/html,x",
    "data://x/y",
    "vbscript://x/",
    "file:///etc/passwd",
    "https://user:secret@a.example.com/",
    "https://a.example.com/\\x",
    "https://a.example.com/ x",
    "//a.example.com/x",
]


@pytest.mark.parametrize("offline", [True, False])
def test_M2_links_lead_where_they_say_and_nowhere_else(tmp_path: Path, offline: bool) -> None:
    pieces = ", ".join(map(quoted, [*TARGETS, *MENTIONS, *NO_WEB]))
    manifest = (
        "version: 1\nname: x\ntests:\n  data:\n"
        f"    feature-cost: {{level: manual, evidence: [{pieces}]}}\n"
    )
    run = judged(tmp_path, {"ml-readiness.yml": manifest}, offline=offline, fetch=every_link)
    found = page(render(run, View()))
    assert [unquote(link.href) for link in found.cited] == [unquote(text) for text in TARGETS]
    assert [link.text for link in found.cited] == [visible(text) for text in TARGETS]
    assert found.alive == []
    assert found.images == []
    for text in (*MENTIONS, *NO_WEB):
        assert visible(text) in {each.text for each in found.root.all("code")}
    # With pages, ours are added; all that is a target is of the web.
    for target in page(comment(run, VIEW, MARKS[0])).links:
        assert target.href.startswith(("https://a.example.com/", "https://github.com/"))
        assert not re.match(r"https://github\.com/[^/]+/[^/]+/(issues|pull|commit)", target.href)


def test_M2_a_path_cannot_end_a_link(tmp_path: Path) -> None:
    """Files that are there, with names that Markdown or HTML would make something of."""
    names = ["a)b.md", "a](x).md", "<b>.md", "a|b.md", "`x`.md", "a&amp;b.md", "@org.md", "$x$.md"]
    names += [
        "a b.md",
        "\u202ex.md",
        "'x'.md",
        '"x".md',
        "javascript:alert(1)",
        "c#d.txt",
        "%41.md",
    ]
    files = dict.fromkeys(names, "x\n")
    pieces = ", ".join(map(quoted, names))
    manifest = (
        "version: 1\nname: x\ntests:\n  data:\n"
        f"    feature-cost: {{level: manual, evidence: [{pieces}]}}\n"
    )
    run = judged(tmp_path, {"ml-readiness.yml": manifest, **files})
    found = page(render(run, VIEW))
    start = f"{SOURCE.repository}/blob/{SOURCE.commit}/"
    assert [unquote(link.href) for link in found.cited] == [start + name for name in names]
    assert [link.text for link in found.cited] == [visible(name) for name in names]
    assert found.alive == []


# The longest spelling of each kind: in code, in prose and in an address.
WORST = "|\U0010ffff\u00e9"


def many_pieces(sections: int, criteria: int, pieces: Sequence[str]) -> dict[str, str]:
    """A manifest that cites all the pieces for each of so many criteria, and its rubric."""
    rubric = {
        "version": 1,
        "id": "many",
        "title": "Many",
        "points": {"manual": 1, "automated": 2},
        "bands": [{"id": "low", "label": "low", "from": 0}],
        "sections": [
            {
                "id": f"s{section}",
                "title": f"S{section} " + WORST * 30,
                "criteria": [
                    {"id": f"c{section}-{index}", "code": "C", "title": WORST * 30}
                    for index in range(criteria)
                ],
            }
            for section in range(sections)
        ],
        "checklist": [],
    }
    claim = {"level": "automated", "evidence": list(pieces)}
    tests = {
        f"s{section}": {f"c{section}-{index}": claim for index in range(criteria)}
        for section in range(sections)
    }
    manifest = {"version": 1, "name": "x", "rubric": "rubric.yml", "tests": tests}
    policy = {"minimum": 1}
    # No white space: a manifest has 1 MB at most.
    text = json.dumps(manifest | {"policy": policy}, ensure_ascii=False, separators=(",", ":"))
    return {"ml-readiness.yml": text.replace(":", ": "), "rubric.yml": quoted(rubric)}


def in_bounds(run: Run, view: View = VIEW) -> tuple[Page, Page]:
    """The comment and the summary, neither of them larger than there is room for."""
    said = comment(run, view, MARKS[1])
    assert len(said) <= 60_000
    summed = summary(run, view, MOST_BYTES)
    assert len(summed.encode()) <= MOST_BYTES
    for shown in (page(said), page(summed)):
        assert shown.alive == []
        for table in shown.tables:
            assert len({len(row) for row in table}) == 1
    return page(said), page(summed)


def counted(texts: Sequence[str]) -> int:
    """How many there are: those that are listed, and those that the last one says are left out."""
    found = re.match(r"and ([0-9,]+) more", texts[-1])
    return len(texts) - 1 + int(found[1].replace(",", "")) if found else len(texts)


@pytest.mark.parametrize(
    ("sections", "criteria", "pieces", "total"),
    [
        (20, 5, [f"{index}.md" for index in range(50)], 5000),
        (20, 5, ["@#|<`$"[index % 6] * 3 + f"{index}" for index in range(50)], 5000),
        (1, 10, [f"{index}" + "\U00020000" * 240 for index in range(100)], 1000),
        (1, 10, [f"{index}" + "|" * 900 for index in range(100)], 1000),
        (20, 50, ["x.md"], 1000),
    ],
    ids=["short", "signs", "not ascii", "long", "criteria"],
)
def test_M5_thousands_of_findings_have_room(
    tmp_path: Path, sections: int, criteria: int, pieces: list[str], total: int
) -> None:
    run = judged(tmp_path, many_pieces(sections, criteria, pieces))
    assert run.errors == ()
    [entry] = run.entries
    assert len(entry.annotations) == total
    for shown in in_bounds(run):
        assert counted(shown.lists["What is wrong"]) == total
        assert counted(shown.lists["To pass"]) == len(entry.plans[0].steps)
        # The rubric has no checklist, and the table has a line for it.
        assert len(shown.tables[0]) == 1 + sections + 1


def test_M5_many_manifests_have_room(tmp_path: Path) -> None:
    total = 500
    manifest = (
        "version: 1\nname: {}\ntests:\n  data:\n    feature-cost:\n"
        "      level: manual\n      evidence: [a.md, b.md]\npolicy: {{minimum: 1}}\n"
    )
    name = quoted((WORST * 40)[:100])
    files = {
        f"{index:03}/{'é' * 40}/ml-readiness.yml": manifest.format(name) for index in range(total)
    }
    run = judged(tmp_path, files, manifests=("*/*/ml-readiness.yml",))
    assert len(run.entries) == total
    for shown in in_bounds(run):
        assert shown.headings[0][1] == "❌ 0 of 500 manifests pass"
        rows = len(shown.tables[0]) - 1
        left = [text for text in shown.paragraphs if text.startswith("and ")]
        assert counted([*[""] * rows, *left[:1]]) == total
        one_by_one = sum(" of 14: " in text for _, text in shown.headings)
        [said] = [text for text in shown.paragraphs if text.startswith("Without details")]
        [hidden, of] = re.findall(r"[0-9,]+", said)
        assert (one_by_one + int(hidden), int(of)) == (total, total)


def test_M5_many_mistakes_have_room(tmp_path: Path) -> None:
    """Every message as long as it gets."""
    keys = "".join(f"{quoted(f'{index}' + WORST * 50)}: 1\n" for index in range(2000))
    run = judged(tmp_path, {"ml-readiness.yml": f"version: 1\nname: x\n{keys}"})
    assert (len(run.errors), run.errors_left_out) == (100, 1900)
    for shown in in_bounds(run):
        assert counted(shown.items) == 2000


def test_M5_many_sections_have_room(tmp_path: Path) -> None:
    """More than the schema of a rubric allows today."""
    run = judged(tmp_path, many_pieces(20, 2, ["x.md"]))
    [entry] = run.entries
    report = replace(entry.report, sections=entry.report.sections * 10)
    run = replace(run, entries=(replace(entry, report=report),))
    said, _ = in_bounds(run)
    rows = len(said.tables[0]) - 2
    [left] = [text for text in said.paragraphs if text.startswith("and ")]
    assert counted([*[""] * rows, left]) == 200


def test_M5_a_place_that_is_too_small_gets_the_least_there_is(tmp_path: Path) -> None:
    """Whatever a run holds: the worst of everything, as long as it can be."""
    worst = (WORST * 1000)[:1000]
    files = many_pieces(20, 2, ["x.md"])
    [entry] = judged(tmp_path, files).entries
    # As long as a path can be and still be linked.
    path = "|" * 200 + "\u00e9" * 300
    problem = Problem(
        message="\U0010ffff" * 400, hint="\U0010ffff" * 400, path=path, line=10**9, column=10**9
    )
    name = "|" * 100
    report = replace(entry.report, path=path, name=name, sections=entry.report.sections * 10)
    wrong = replace(entry.annotations[0], subject=worst, message=worst, hint=worst)
    warned = Statement(reason="manifest-not-tracked", message=worst)
    entry = replace(
        entry,
        report=report,
        annotations=(wrong,) * 16,
        verdict=Verdict(passed=False, reasons=(warned,) * 9, warnings=(warned,) * 9),
    )
    source = replace(SOURCE, run="https://github.com/" + "x" * 200)
    assert link("x", source.line(path, 10**9)) != "x"
    assert link("x", source.line(path + "\u00e9" * 10, 10**9)) == "x"
    run = Run(
        tool="1" * 20,
        fail_on="minimum",
        links_checked=False,
        head="f" * 64,
        event=None,
        errors=InputError(problem).problems * 6,
        entries=(entry,) * 6,
    )
    for each in (run, replace(run, entries=run.entries[:1]), replace(run, errors=())):
        least = summary(each, View(source=source), 1)
        assert len(least) < 59_000
        # It says what there is, and how much of it is left out.
        shown = page(least)
        if each.errors:
            assert counted(shown.items) == len(each.errors)
        assert f"of {len(each.entries):,} manifests" in shown.text
        assert len(comment(each, View(source=source), MARKS[0])) <= 60_000
    alone = summary(replace(run, errors=(), entries=run.entries[:1]), View(source=source), 1)
    assert page(alone).headings == [
        ("h2", "❌ Not ready: 0 of 4, needs 1 (links were not checked)")
    ]
    assert "Without details here: 1 of 1 manifests" in page(alone).text


def test_M5_a_summary_that_is_cut_does_not_send_readers_to_itself(hostile: Run) -> None:
    whole = summary(hostile, VIEW, MOST_BYTES)
    assert whole == render(hostile, VIEW) == summary(hostile, VIEW, len(whole.encode()))
    for most in (len(whole.encode()) - 1, 20_000, 1):
        cut = page(summary(hostile, VIEW, most))
        assert "more" in cut.text
        assert SOURCE.run not in {link.href for link in cut.links}
    assert SOURCE.run in {link.href for link in page(comment(hostile, VIEW, MARKS[0])).links}


def test_M5_a_comment_is_as_long_as_it_may_be_and_no_longer(tmp_path: Path) -> None:
    """To the last character; with one more, what is folded away is left out."""
    pieces = ", ".join(f"{'x' * 190}{index}.md" for index in range(100))
    manifest = (
        "version: 1\nname: x\ntests:\n  data:\n"
        f"    feature-cost: {{level: manual, evidence: [{pieces}]}}\n"
        f"    feature-code: {{level: manual, evidence: [{pieces}]}}\n"
    )
    run = replace(judged(tmp_path, {"ml-readiness.yml": manifest}), tool="")
    room = 60_000 - len(comment(run, View(), MARKS[1]))
    assert room > 0
    full = comment(replace(run, tool="1" * room), View(), MARKS[1])
    assert len(full) == 60_000
    assert page(full).folded == ["195 more", "All criteria and their evidence"]
    cut = comment(replace(run, tool="1" * (room + 1)), View(), MARKS[1])
    assert len(cut) < 60_000
    assert page(cut).folded == ["195 more"]


def test_M2_a_value_and_its_key_do_nothing_wherever_they_are_shown(tmp_path: Path) -> None:
    words = [word for word in HOSTILE if word.isprintable() and word == word.strip()]
    pieces = {
        "feature-cost": [f"m.json#{pointer_of((word,))} >= 1.5" for word in words],
        "feature-benefit": [f"m.json#{pointer_of((word,))} >= 2.5" for word in words],
        "feature-policy": [f"m.json#/texts/{at}" for at in range(len(HOSTILE))],
    }
    claims = {name: ("manual", ", ".join(map(quoted, each))) for name, each in pieces.items()}

    def side(number: int) -> Mapping[str, str]:
        texts = [f"{word} {number}" for word in HOSTILE]
        values = {**dict.fromkeys(words, number), "texts": texts}
        return twosided.alone(twosided.manifest(claims), **{"m.json": json.dumps(values)})

    run = twosided.compared(tmp_path, side(4), side(2))
    found = reports(run)
    for name, each in found.items():
        assert each.alive == [], name
        assert each.images == [], name
    assert "was" in found["whole"].text
    for text in (render_text(run, View(everything=True)), render_csv(run, View())):
        assert text.replace("\n", "").isprintable()
