"""M, W: the page of a survey whose every text is hostile, as a parser and its readers get it."""

import json
import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from helpers.gitrepo import init
from helpers.harness import run
from helpers.surveys import WORDS, Made, hostile_lines, line, make_page, survey

from ml_readiness.visible import visible

DANGEROUS = {"script", "style", "iframe", "object", "embed", "base", "form", "math", "template"}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """A page of a report for each word, an error and a name without a manifest, on two days."""
    folder = tmp_path_factory.mktemp("hostile")
    return make_page(folder, survey(hostile_lines(folder)))


def pages(made: Made) -> list[str]:
    return [str(path.relative_to(made.folder)) for path in made.pages]


def test_M1_nothing_of_a_users_becomes_an_element(made: Made) -> None:
    """Every page has the elements of one with harmless words, and no others."""
    assert len(made.reports) == len({word.lower() for word in WORDS if len(word) <= 200})
    for name in pages(made):
        page = made.page(name)
        assert page.comments == []
        scripts = page.root.all("script")
        assert [each.attributes for each in scripts] == (
            [{"src": "page.js", "defer": ""}] if name == "index.html" else []
        )
        assert not [each for each in page.tags if each in DANGEROUS - {"script", "form"}]
        assert [each.attributes.get("id") for each in page.root.all("form")] in ([], ["filters"])
        for element in page.root.walk():
            assert not [key for key in element.attributes if key.startswith("on") or key == "style"]


def test_M1_the_policy_allows_nothing_from_elsewhere(made: Made) -> None:
    policy = (
        "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; "
        "base-uri 'none'; form-action 'none'"
    )
    for name in pages(made):
        metas = [each.attributes for each in made.page(name).root.all("meta")]
        assert {"http-equiv": "Content-Security-Policy", "content": policy} in metas


def test_M2_every_link_leads_into_the_page_or_to_the_repository(made: Made) -> None:
    there = {f"repositories/{each.name}" for each in (made.folder / "repositories").iterdir()}
    owners = re.compile(
        r"https://github\.com/[\w.-]+/[\w.-]+(/blob/[0-9a-f]{40}/[\w.%/~-]+(#L[0-9]+)?)?", re.ASCII
    )
    for name in pages(made):
        for link in made.page(name).links:
            inside = link.href.removeprefix("../").partition("#")[0]
            known = inside in there or inside in {"", *pages(made), "survey.csv", "survey.parquet"}
            assert known or owners.fullmatch(link.href), link.href
            assert ".." not in link.href.removeprefix("../").split("/")
    assert all(re.fullmatch(r"(repositories/)?[a-z0-9-]+\.html", each) for each in pages(made))


def test_M2_a_name_that_is_none_of_githubs_has_no_link(made: Made) -> None:
    linked = {link.text for link in made.page("others.html").links if "//" in link.href}
    assert linked == {"con/aux.htmln", "owner/..n", "con/aux.htmle", "owner/..e"}


def test_M3_what_hides_is_an_escape_everywhere(made: Made) -> None:
    for path in [
        *made.folder.rglob("*.html"),
        *made.folder.rglob("*.svg"),
        made.folder / "survey.csv",
    ]:
        text = path.read_text("utf-8")
        assert text.replace("\n", "").isprintable(), path.name
    assert r"\u{202e}14 of 14" in made.page().text


def test_M1_words_are_shown_as_they_are(made: Made) -> None:
    """What a reader sees of each is the word itself, in the table and on its own page."""
    [table] = [each for each in made.page().root.all("table") if each.attributes.get("id")]
    heads = [row.all("th")[0] for row in table.all("tr")[1:]]
    shown = {head.all("a")[0].text for head in heads}
    names = {" ".join(visible(word).split()) for word in WORDS if len(word) <= 200}
    folded = {each.lower() for each in shown}
    assert {name.lower() for name in names} == folded
    titles = {made.page(name).headings[0][1].lower() for name in made.reports}
    assert {name.lower() for name in names} == titles


def test_M1_a_chart_is_a_picture_with_texts(made: Made) -> None:
    charts = sorted((made.folder / "charts").iterdir())
    assert len(charts) == 6
    for path in charts:
        root = ET.parse(path).getroot()
        tags = {each.tag.rpartition("}")[2] for each in root.iter()}
        assert tags <= {"svg", "g", "path", "text", "rect"}
        for each in root.iter():
            assert not [
                key
                for key in each.attrib
                if "href" in key or key.startswith("on") or key == "style"
            ]


def test_W3_csv_and_parquet_say_the_same_and_nothing_is_computed(made: Made) -> None:
    rows, data = made.csv, made.parquet
    assert len(rows) == len(data)
    words = {visible(word).lower() for word in WORDS}
    assert {row["name"].lower() for row in data if row["name"]} == words - {
        visible(word).lower() for word in WORDS if len(word) > 200
    }
    for row, given in zip(rows, data, strict=True):
        for name, text in row.items():
            assert not re.search("(^|;)[=+@\t\r-]", text), text
            value = given[name]
            if isinstance(value, str):
                assert text in {value, f"'{value}"}
    text = (made.folder / "survey.csv").read_text("utf-8")
    assert all(each.startswith('"') and each.endswith('"') for each in text.splitlines())


def test_W1_a_link_that_the_repository_brings_is_not_written_through(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    init(home)
    (tmp_path / "mine").mkdir()
    (home / "out").symlink_to("../mine")
    (home / "s.ndjson").write_text(survey([line("acme/a")]))
    for output in ("out", "out/page", "out/../out/page"):
        outcome = run(home, "page", "s.ndjson", "--output", output)
        assert outcome.status == 2
        assert "is a symbolic link" in outcome.stderr
    assert [*(tmp_path / "mine").iterdir()] == []
    assert sorted(each.name for each in home.iterdir()) == [".git", "out", "s.ndjson"]


def test_W1_a_link_inside_of_an_older_page_is_replaced_with_it(tmp_path: Path) -> None:
    (tmp_path / "s.ndjson").write_text(survey([line("acme/a")]))
    (tmp_path / "mine").write_text("mine")
    for _ in range(2):
        assert run(tmp_path, "page", "s.ndjson", "--output", "out").status == 0
        assert not (tmp_path / "out/survey.csv").is_symlink()
        (tmp_path / "out/survey.csv").unlink()
        (tmp_path / "out/survey.csv").symlink_to("../mine")
    assert (tmp_path / "mine").read_text() == "mine"


def test_M1_json_that_two_readers_take_differently_is_read_once(tmp_path: Path) -> None:
    """What is checked is what is shown, whichever of two equal keys a reader takes."""
    text = survey([line("acme/a")]).replace(
        '"repository"', '"repository": "acme/hidden", "repository"'
    )
    made = make_page(tmp_path, text)
    assert json.loads(text)["repository"] == "acme/a"
    assert made.page("others.html").lists["No manifest"] == ["acme/a"]
