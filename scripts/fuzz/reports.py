"""Reports full of words that would do harm, in every form in which they are shown."""

import csv
import json
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from io import StringIO
from itertools import zip_longest
from pathlib import Path
from tempfile import TemporaryDirectory

from helpers import twosided
from helpers.hostile import HOSTILE
from helpers.rendered import Page, github_html, page
from helpers.retold import retold
from helpers.runner import outputs, read
from helpers.runs import FILES, MANIFEST, SOURCE, every_link, judged
from helpers.sarif import analysis
from msgspec.structs import replace

import ml_readiness
from fuzz.trial import MOST_SECONDS, Trial
from ml_readiness.action.deliver.annotations import messages
from ml_readiness.github.comment import marker
from ml_readiness.github.runner import SUMMARY_BYTES, commands, log, output
from ml_readiness.model.report import Run
from ml_readiness.model.view import View
from ml_readiness.render import badge, sarif
from ml_readiness.render.csv import render as render_csv
from ml_readiness.render.json import render as render_json
from ml_readiness.render.markdown import comment, render, summary
from ml_readiness.render.text import render as render_text
from ml_readiness.render.text import render_errors, render_failures

# One of so many reports becomes a page, and is held against the standard of SARIF.
RENDERED = 10
JUDGED_SECONDS = 5.0
LONGEST_COMMENT = 65_536
COMPUTED = (*"=+-@\t\r\n", *"\uff0b\uff0d\uff1d\uff20")
MARK = marker("")
RUBRIC = Path(ml_readiness.__file__).parent / "rubrics" / "ml-test-score.yml"
OWN = "rubric: rubric.yml\n"
PIECES = (
    *("::error::x", "##[error]x", "::stop-commands::x", "\n", "\r", "\r\n", "\u2028", "\x85", "\0"),
    *("\u202e", "\u2066", "\u200b", "\ufeff", "\x1b[2J", "\x9b2J", "\ud800", "\U000e0041", "\t"),
    *("=1+1", "+1", "-1", "@x", "\t=1", "\uff1d1", '"', '","', ";", ","),
    *("<", ">", "&", "&lt;", "&#64;x", "<!--", "-->", "--!>", "<![CDATA[", "<?x", "<b", "</td>"),
    *(
        "|",
        "\\|",
        "`",
        "``",
        "```",
        "~~~",
        "*",
        "**",
        "_",
        "~~",
        "[",
        "](",
        "![",
        ")",
        "\\",
        "$",
        "$$",
    ),
    *(
        "@a",
        "#1",
        "GH-1",
        "www.a.b",
        "https://a.b/",
        "a@b.c",
        "ftp://x",
        ":tada:",
        "[^1]",
        "- [ ] ",
    ),
    *(
        "    ",
        "# ",
        "> ",
        "1. ",
        "---",
        "===",
        "[!NOTE]",
        "%0A",
        "%25",
        "{{x}}",
        "{% x %}",
        "x",
        " ",
    ),
)


def trials(chance: random.Random) -> Iterator[Trial]:
    """Runs of the gate in which each text of a user is another one."""
    runs = made()
    number = 0
    while True:
        number += 1
        words: dict[str, str] = {}
        run, view = chance.choice(runs), View(source=SOURCE if chance.random() < 0.8 else None)

        @cache
        def word(text: str, words: dict[str, str] = words) -> str:
            words[text] = _word(chance) if text else ""
            return words[text]

        hostile = retold(run, word)
        yield _trial(run, hostile, view, words, whole=number % RENDERED == 0)


def made() -> Sequence[Run]:
    """Runs with every kind of shortfall: one manifest, several, an error, a change.

    Their rubric is the repository's own, as no other has words of users.
    """
    rubric = {"rubric.yml": RUBRIC.read_text().replace("id: ml-test-score", "id: own", 1)}
    manifest = OWN + MANIFEST
    claims = {"feature-cost": ("manual", "docs/a.md, 'm.json#/a >= 1'")}

    def side(number: int) -> Mapping[str, str]:
        value = {"m.json": json.dumps({"a": number})}
        return twosided.alone(OWN + twosided.manifest(claims), **rubric, **value)

    one = {**FILES, **rubric, "ml-readiness.yml": manifest}
    broken = "version: 1\nx: y\n"
    more = {**FILES, **rubric, "a/ml-readiness.yml": manifest, "b/ml-readiness.yml": broken}
    named = ("*/ml-readiness.yml",)
    makers: Sequence[Callable[[Path], Run]] = (
        lambda folder: judged(folder, one, fetch=every_link),
        lambda folder: judged(folder, more, manifests=named, offline=True),
        lambda folder: twosided.compared(folder, side(4), side(0)),
    )
    runs = []
    for make in makers:
        with TemporaryDirectory() as folder:
            runs.append(make(Path(folder).resolve()))
    return runs


def _word(chance: random.Random) -> str:
    """Never blank: what we say around a user's word is not."""
    return word if (word := _any_word(chance)).strip() else "x"


def _any_word(chance: random.Random) -> str:
    match chance.randrange(10):
        case 0 | 1 | 2:
            return chance.choice(HOSTILE)
        case 3:
            return "".join(chr(chance.randrange(0x110000)) for _ in range(chance.randint(1, 30)))
        case 4 if chance.random() < 0.2:
            return chance.choice(PIECES) * 1_000
        case _:
            return "".join(chance.choices(PIECES, k=chance.randint(1, 12)))


def _trial(run: Run, hostile: Run, view: View, words: dict[str, str], *, whole: bool) -> Trial:
    def judge() -> None:
        for hold in (_text, _csv, _json, _log, _comment):
            hold(run, hostile, view)
        if whole:
            analysis(hostile, view)
            _page(run, hostile, view)

    # The judges of a page take most of the time, and are not what is judged.
    return Trial(repr(words).encode(), judge, JUDGED_SECONDS if whole else MOST_SECONDS)


def _text(_: Run, hostile: Run, view: View) -> None:
    whole = replace(view, everything=True)
    for form in (render_text, render_errors, render_failures):
        text = form(hostile, whole)
        assert text.replace("\n", "").isprintable(), "a character that is not shown"
        assert form(hostile, replace(whole, colour=True)).count("\x1b[2J") == 0


def _csv(run: Run, hostile: Run, view: View) -> None:
    rows, tame = (
        list(csv.reader(StringIO(render_csv(each, view), newline=""))) for each in (hostile, run)
    )
    assert [len(row) for row in rows] == [len(row) for row in tame], "other cells"
    for row in rows:
        for cell in row:
            assert not cell.startswith(COMPUTED), f"a formula: {cell}"
            assert cell.replace("\n", "").isprintable(), f"a character that is not shown: {cell!r}"


def _json(run: Run, hostile: Run, view: View) -> None:
    text = render_json(hostile, view)
    assert text.isascii()
    found, tame = json.loads(text), json.loads(render_json(run, view))
    assert _shape(found) == _shape(tame)
    assert sarif.render(hostile, view).isascii()
    json.loads(sarif.render(hostile, view))
    shown = json.loads(badge.render(hostile, view))
    assert all(str(value).isprintable() for value in shown.values()), shown


def _shape(value: object) -> object:
    """A value of JSON without its texts."""
    if isinstance(value, dict):
        return {key: _shape(held) for key, held in value.items()}
    if isinstance(value, list):
        return [_shape(held) for held in value]
    return "" if isinstance(value, str) else value


def _log(run: Run, hostile: Run, view: View) -> None:
    for text in (log(render_text(hostile, view)), *map(log, map(str, hostile.errors))):
        for line in text.replace("\r", "\n").split("\n"):
            bare = line.lstrip()
            assert not bare.startswith("::"), f"a command: {line}"
            assert "##[" not in line, f"a command: {line}"
    found, tame = (read(commands(messages(each, "a"))) for each in (hostile, run))
    kinds = [(name, sorted(properties)) for name, properties, _ in found]
    assert kinds == [(name, sorted(properties)) for name, properties, _ in tame], kinds
    said = commands(messages(hostile, "a"))
    assert "##[" not in said
    assert "\r" not in said
    names = {"a": render_text(hostile, view), "b": "x"}
    written = "".join(output(name, value, lambda: "0" * 32) for name, value in names.items())
    assert outputs(written) == names


def _comment(_: Run, hostile: Run, view: View) -> None:
    text = comment(hostile, view, MARK)
    assert len(text) <= LONGEST_COMMENT
    assert text.startswith(f"{MARK}\n")
    assert text.count("<!--") == 1, "another comment"
    whole = summary(hostile, view, SUMMARY_BYTES).encode("utf-8", "surrogatepass")
    assert len(whole) <= SUMMARY_BYTES


def _page(run: Run, hostile: Run, view: View) -> None:
    for renderer in (None, github_html):
        for one, other in (
            (comment(hostile, view, MARK), comment(run, view, MARK)),
            (render(hostile, view), render(run, view)),
        ):
            found = _rendered(one, renderer)
            assert found.alive == [], found.alive
            assert found.images == [], found.images
            if render(hostile, view) in one:
                tame = _rendered(other, renderer)
                pairs = enumerate(zip_longest(_tags(found), _tags(tame)))
                other_ = [(at, a, b) for at, (a, b) in pairs if a != b][:3]
                assert not other_, f"another page: {other_}"
                assert len(found.comments) == len(tame.comments), found.comments


def _tags(found: Page) -> list[str]:
    """Its elements; one of no meaning stands around each dollar."""
    return [tag for tag in found.tags if tag != "span"]


def _rendered(text: str, renderer: Callable[[str], str] | None) -> Page:
    return page(text, renderer) if renderer else page(text)
