"""What the page says: each answer of DuckDB where a reader looks for it."""

import json
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

import pytest
from helpers.hostile import HOSTILE
from helpers.runs import MANIFEST
from helpers.surveys import COMMIT, EARLIER, Made, line, make_page, report, survey

from ml_readiness.survey.page.shape import SURVEY_LINE, Leaf, ListOf, MapOf, Maybe, Shape
from ml_readiness.visible import visible

BETTER = MANIFEST.replace("docs/cost.md#resluts", "tests/test_data.py::test_ranges")


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Reports by the gate: as in other tests, better, with two manifests, and of a broken one."""
    folder = tmp_path_factory.mktemp("reports")
    made = {
        "usual": report(folder / "usual"),
        "better": report(folder / "better", BETTER),
        "other": report(folder / "other", "version: 1\nname: other\nrubric: ml-test-score-2017\n"),
        "broken": report(folder / "broken", "version: 1\nname: [\n"),
    }
    [second] = json.loads(json.dumps(made["better"]))["manifests"]
    [first] = made["usual"]["manifests"]
    two = {**made["usual"], "manifests": [second | {"path": "b/ml-readiness.yml"}, first]}
    return made | {"two": two}


def changed(report: dict[str, Any], score: int, **policy: Any) -> dict[str, Any]:
    """The report of the same system with another score and policy."""
    other: dict[str, Any] = json.loads(json.dumps(report))
    [manifest] = other["manifests"]
    manifest |= {"score": score}
    manifest["policy"] |= policy
    return other


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, reports: dict[str, Any]) -> Made:
    failed = {"message": "GitHub answered 502", "hint": "run it again"}
    today = [
        line("acme/usual", report=reports["usual"]),
        line("acme/better", report=reports["better"]),
        line("acme/two", report=reports["two"]),
        line("acme/other", report=reports["other"]),
        line("acme/broken", report=reports["broken"]),
        line("acme/none"),
        line("acme/empty", state="empty", commit=None, default_branch=None),
        line("acme/failed", state="error", error=failed, commit=None),
    ]
    return make_page(tmp_path_factory.mktemp("made"), survey(today))


def test_how_many_stand_where(made: Made) -> None:
    page = made.page()
    assert page.headings[0] == ("h1", "ML readiness of 8 repositories")
    tiles = {
        each.all("dt")[0].text: each.all("dd")[0].text
        for each in page.root.all("div")
        if each.all("dt")
    }
    assert tiles == {
        "judged": "4",
        "pass their own bars": "1",
        "could not be evaluated": "1",
        "have no manifest": "1",
        "are empty": "1",
        "could not be read": "1",
    }


def test_bands_of_a_rubric_are_in_its_order_and_all_there(made: Made) -> None:
    [heads, *rows] = made.table("Repositories by band")
    assert heads == ["Band", "Rubric", "Repositories"]
    of_one = [row for row in rows if row[1] == "ml-test-score"]
    assert [row[0] for row in of_one][:2] == ["research project", "serious holes to be expected"]
    assert len(of_one) == 6
    assert sum(int(row[2]) for row in rows) == 4
    assert [row[2] for row in rows if row[1] == "ml-test-score-2017"] == ["1", *["0"] * 5]


def test_a_repository_stands_where_its_lowest_manifest_does(made: Made, reports: Any) -> None:
    rows = {row[0].split()[0]: row for row in made.table("Repositories that were judged")[1:]}
    [lowest] = reports["usual"]["manifests"]
    assert rows["acme/two"][0] == "acme/two ml-readiness.yml, of 2"
    assert rows["acme/two"][1] == rows["acme/usual"][1] == f"{lowest['score']} of 14"
    assert set(rows) == {"acme/usual", "acme/better", "acme/two", "acme/other"}


def test_which_section_binds_and_what_is_wrong(made: Made, reports: Any) -> None:
    [manifest] = reports["usual"]["manifests"]
    binding = [each["id"] for each in manifest["sections"] if each["points"] == manifest["score"]]
    rows = {row[0].split()[0]: row for row in made.table("Repositories that were judged")[1:]}
    assert rows["acme/usual"][4] == ", ".join(binding)
    assert rows["acme/usual"][5:7] == ["fails", "1 broken, 1 stale, 1 unproven"]
    counted = {row[0]: row[1:] for row in made.table("Repositories by what is wrong")[1:]}
    assert counted["Stale manual runs"] == ["3", "4"]
    stale = made.table("Stale manual runs", "findings.html")[1:]
    assert stale == [["acme/two", "2"], ["acme/better", "1"], ["acme/usual", "1"]]


def test_every_link_inside_leads_somewhere(made: Made) -> None:
    for path in made.pages:
        page = made.page(str(path.relative_to(made.folder)))
        used = [link.href for link in page.links] + page.images
        used += [each.attributes["href"] for each in page.root.all("link")]
        for href in used:
            file, _, anchor = href.partition("#")
            if href.startswith("https://"):
                continue
            target = (path.parent / file) if file else path
            assert target.is_file(), href
            ids = (
                {
                    each.attributes.get("id")
                    for each in made.page(
                        str(target.resolve().relative_to(made.folder.resolve()))
                    ).root.walk()
                }
                if anchor
                else {""}
            )
            assert anchor in ids, href


def test_the_others_are_listed_with_why(made: Made) -> None:
    page = made.page("others.html")
    lists = page.lists
    assert lists["Could not be evaluated"] == ["acme/broken"]
    assert lists["No manifest"] == ["acme/none"]
    assert lists["Empty repositories"] == ["acme/empty"]
    rows = made.table("Could not be read", "others.html")
    assert rows[1] == ["acme/failed", "2026-11-25", "GitHub answered 502 (run it again)"]


def test_a_report_has_its_page_with_links_to_lines_at_the_commit(made: Made) -> None:
    [name] = [each for each in made.reports if "acme-usual-" in each]
    page = made.page(name)
    source = f"https://github.com/acme/usual/blob/{COMMIT}/ml-readiness.yml"
    links = {link.text: link.href for link in page.links}
    assert links["ml-readiness.yml"] == source
    assert links["Data 1, feature-expectations"] == f"{source}#L5"
    assert "docs/cost.md has no heading #resluts" in page.text
    assert "Links were not checked." in page.text
    assert ("h2", "fraud-detector") in page.headings
    [broken] = [each for each in made.reports if "acme-broken-" in each]
    assert ("h2", "Could not be evaluated") in made.page(broken).headings


def test_headings_go_down_one_by_one_and_tables_can_be_heard(made: Made) -> None:
    for path in made.pages:
        page = made.page(str(path.relative_to(made.folder)))
        depths = [int(tag[1]) for tag, _ in page.headings]
        assert depths[0] == 1
        assert all(after <= before + 1 for before, after in pairwise(depths))
        assert [each.attributes["lang"] for each in page.root.all("html")] == ["en"]
        assert page.root.all("a")[0].text == "Skip to the content"
        for table in page.root.all("table"):
            assert table.all("caption")[0].text
            assert all(each.attributes["scope"] in {"col", "row"} for each in table.all("th"))
        assert all(each.attributes["alt"] for each in page.root.all("img"))


def test_what_moved_and_which_bars_were_lowered(tmp_path: Path, reports: dict[str, Any]) -> None:
    usual, bar = reports["usual"], {"value": 3, "from": "head"}
    before = [
        line("acme/up", day=EARLIER, report=changed(usual, 0)),
        line(
            "acme/down", day=EARLIER, report=changed(usual, 9, minimum={"value": 4, "from": "head"})
        ),
        line("acme/same", day=EARLIER, report=usual),
        line("acme/gone", day=EARLIER, report=usual),
        line("acme/broke", day=EARLIER, report=usual),
        line("acme/came", day=EARLIER),
        line("acme/rubric", day=EARLIER, report=reports["other"]),
        line("acme/failed", day=EARLIER, report=usual),
    ]
    word = {"value": "x.example.com", "from": "head"}
    laxer = {
        "minimum": bar,
        "sections": {},
        "max_age_days": {"value": 120, "from": "head"},
        "prove_automation": [],
        "accept_links": [*usual["manifests"][0]["policy"]["accept_links"], word],
        "checklist": {"minimum": None, "required": []},
    }
    today = [
        line("acme/up", report=changed(usual, 2)),
        line("Acme/Down", report=changed(usual, 1, **laxer)),
        line("acme/same", report=usual),
        line("acme/gone"),
        line("acme/broke", report=reports["broken"]),
        line("acme/came", report=usual),
        line("acme/rubric", report=changed(usual, 0)),
        line("acme/failed", state="error", error={"message": "502", "hint": None}),
        line("acme/first", report=usual),
    ]
    made = make_page(tmp_path, survey(before), survey(today))
    moves = {
        row[0]: row[2:] for row in made.table("Moves since the survey before", "changes.html")[1:]
    }
    assert {name: row[0] for name, row in moves.items()} == {
        "acme/up": "higher",
        "Acme/Down": "lower",
        "acme/gone": "manifest is gone",
        "acme/broke": "can no longer be evaluated",
        "acme/came": "new manifest",
        "acme/rubric": "judged by another rubric",
    }
    assert moves["Acme/Down"][1:3] == ["9", "1 (-8)"]
    assert moves["Acme/Down"][4] == "2026-11-18 to 2026-11-25"
    bars = made.table("Bars lowered since the survey before", "changes.html")[1:]
    accepted = ["links accepted unasked: grafana.example.com/d/", "none", "yes"]
    assert [row[2:5] for row in bars if row[0] == "acme/rubric"] == [accepted]
    assert sorted(row[2:5] for row in bars if row[0] == "Acme/Down") == [
        ["links accepted unasked: x.example.com", "none", "yes"],
        ["maximum age of manual runs in days", "90", "120"],
        ["minimum of a section: monitoring", "4", "none"],
        ["minimum of the checklist", "3", "none"],
        ["minimum of the score", "4", "3"],
        ["required point: ethics", "yes", "none"],
        ["section that needs proof: monitoring", "yes", "none"],
    ]


def test_of_one_day_the_last_line_counts_and_of_several_the_newest(
    tmp_path: Path, reports: dict[str, Any]
) -> None:
    lines = [
        line("acme/a", report=changed(reports["usual"], 2)),
        line("ACME/a", day=EARLIER, report=changed(reports["usual"], 7)),
        line("acme/a", report=changed(reports["usual"], 1)),
    ]
    made = make_page(tmp_path, survey(lines[2:]), survey(lines[:2]))
    assert made.table("Repositories that were judged")[1][:3] == ["acme/a", "2 of 14", "-5"]


def test_an_empty_survey_has_a_page_that_says_so(tmp_path: Path) -> None:
    made = make_page(tmp_path, "")
    assert made.page().paragraphs[0] == "The survey is empty: it has no line of any repository."
    assert made.csv == made.parquet == []


def test_a_page_is_the_same_for_the_same_surveys(
    tmp_path: Path, reports: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where their reports are loaded in many parts."""
    lines = [line(f"acme/{number}", report=reports["two"]) for number in range(50)]
    written = []
    for number, size in enumerate((8_000_000, 100_000)):
        monkeypatch.setattr("ml_readiness.survey.page.lines.PART_BYTES", size)
        (tmp_path / str(number)).mkdir()
        made = make_page(tmp_path / str(number), survey(lines))
        files = sorted(each for each in made.folder.rglob("*") if each.is_file())
        written.append({str(each.relative_to(made.folder)): each.read_bytes() for each in files})
    assert written[0] == written[1]
    assert len(written[0]) > 50


def test_another_server_of_github_is_where_the_links_lead(tmp_path: Path) -> None:
    server = {"GITHUB_SERVER_URL": "https://github.example.com"}
    made = make_page(tmp_path, survey([line("acme/none")]), environment=server)
    links = [link.href for link in made.page("others.html").links if "//" in link.href]
    assert links == ["https://github.example.com/acme/none"]


def test_tables_for_other_tools_have_a_row_a_manifest_and_day(
    tmp_path: Path, reports: dict[str, Any]
) -> None:
    lines = [
        line("acme/two", report=reports["two"]),
        line("acme/two", day=EARLIER),
        line("acme/none"),
    ]
    made = make_page(tmp_path, survey(lines))
    places = [(row["repository"], row["day"], row["manifest"]) for row in made.csv]
    assert places == [
        ("acme/none", "2026-11-25", ""),
        ("acme/two", EARLIER, ""),
        ("acme/two", "2026-11-25", "b/ml-readiness.yml"),
        ("acme/two", "2026-11-25", "ml-readiness.yml"),
    ]
    row = made.csv[-1]
    assert (row["stale"], row["broken"], row["maximum"], row["passed"]) == ("1", "1", "14", "false")
    assert [*made.parquet[0]] == [*row]
    assert made.parquet[-1]["maximum"] == 14.0
    assert made.parquet[-1]["stale"] == 1


TEXTS = ["", "a", "ml-readiness.yml", "verified", "missing", "stale", "run-red", "data", "x" * 3000]
VALUES: dict[str, list[Any]] = {
    "text": [*TEXTS, *HOSTILE],
    "a number": [0, 2, 14, -5.5, 0.1, 1e-9, 999_999_999_999, -123456.78915],
    "a whole number": [0, 1, -1, 10**12],
    "true or false": [True, False],
    "text, a number, true or false": ["x", True, 0, 1.5, 10**40, -1e300],
}


def anything(shape: Shape, chance: Random) -> Any:
    """Some value of a shape; lists are short."""
    match shape:
        case Leaf(named=named):
            return chance.choice(VALUES[named])
        case Maybe(inner):
            return None if chance.random() < 0.3 else anything(inner, chance)
        case ListOf(inner):
            return [anything(inner, chance) for _ in range(chance.choice((0, 1, 1, 2)))]
        case MapOf(inner):
            return {chance.choice(VALUES["text"]): anything(inner, chance)}
    return {name: anything(inner, chance) for name, inner in shape.items()}


@pytest.mark.parametrize("seed", range(3))
def test_whatever_has_the_shape_of_a_survey_has_a_page(tmp_path: Path, seed: int) -> None:
    chance = Random(seed)
    lines = []
    for _ in range(150):
        made = anything(SURVEY_LINE, chance)
        state = chance.choice(("judged", "judged", "judged", "no-manifest", "empty", "error"))
        for name, needed in (("report", "judged"), ("error", "error")):
            part = SURVEY_LINE[name]
            assert isinstance(part, Maybe)
            made[name] = anything(part.shape, chance) if state == needed else None
        day = chance.choice(("0001-01-01", EARLIER, "2026-11-24", "2026-11-25", "9999-12-31"))
        name = chance.choice((f"acme/{chance.randrange(40)}", made["repository"][:200] or "x"))
        lines.append({"version": 1} | made | {"state": state, "day": day, "repository": name})
    made_page = make_page(tmp_path, survey(lines))
    names = {visible(each["repository"]).lower() for each in lines}
    assert f"{len(names)} repositories" in made_page.outcome.stdout
    assert [made_page.page(str(path.relative_to(made_page.folder))) for path in made_page.pages]
