"""Lines of surveys, with reports by the gate, and the page that is made of them."""

import csv
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

from helpers.harness import Outcome, run
from helpers.hostile import HOSTILE
from helpers.rendered import Page, page_of_html
from helpers.runs import MANIFEST, example_run
from ml_readiness.model.view import View
from ml_readiness.render import render

MORE = [
    '"><script>alert(1)</script>',
    "' onmouseover='alert(1)",
    "javascript:alert(1)",
    "../../../../etc/passwd",
    "</style></svg></title><script>alert(1)</script>",
    "<![CDATA[x]]>",
    "&lt;b&gt;&#60;",
    "{{ 7 * 7 }}{% raw %}",
    "'); DROP TABLE line; --",
    "a\x00b",
    "\ud800",
    'a,b;"c"\n=d',
    "@SUM(A1)",
    "-1+1",
    "\t=1",
    "'=1",
    "%2e%2e/%2e%2e",
    "owner/..",
    "con/aux.html",
    "\U000e0041\ufeff\u00ad",
]
WORDS = [*HOSTILE, *MORE]
# Words that DuckDB and the templates look for keep their meaning.
KEPT = {"outcome", "earned", "claimed", "from", "version", "state", "day", "commit"}
DAY, EARLIER = "2026-11-25", "2026-11-18"
COMMIT = "c0ffee" * 6 + "c0ff"


def report(folder: Path, manifest: str = MANIFEST) -> dict[str, Any]:
    """The report that the gate makes of a manifest, offline; `folder` is made for it."""
    folder.mkdir(parents=True)
    judged = example_run(folder, manifest, offline=True)
    made: dict[str, Any] = json.loads(render("json", judged, View()))
    return made


def line(repository: str, **parts: Any) -> dict[str, Any]:
    """A line, judged where it has a report, else without a manifest."""
    state = "judged" if parts.get("report") else "no-manifest"
    given = {"default_branch": "main", "commit": COMMIT, "day": DAY, "state": state}
    rest = {"report": None, "error": None}
    return {"version": 1, "repository": repository} | given | rest | parts


def survey(lines: Sequence[Mapping[str, Any]]) -> str:
    """The text of a survey."""
    return "".join(f"{json.dumps(each)}\n" for each in lines)


def poisoned(value: Any, word: str, name: str = "") -> Any:
    """The same with the word in the place of every text, the names of sections too."""
    match value:
        case str():
            return value if name in KEPT else word
        case list():
            return [poisoned(each, word) for each in value]
        case dict() if name == "sections":
            return dict.fromkeys([word], *(poisoned(each, word) for each in value.values()))
        case dict():
            return {key: poisoned(each, word, key) for key, each in value.items()}
    return value


def hostile_lines(folder: Path) -> list[dict[str, Any]]:
    """A report for each word, an error and a name without a manifest, on two days."""
    real = report(folder / "made")
    real["errors"] = [{"path": "p", "line": 3, "column": 1, "message": "m", "hint": "h"}]
    lines: list[dict[str, Any]] = []
    for day in ("2026-11-18", "2026-11-25"):
        for word in WORDS:
            judged = poisoned(real, word)
            if day == "2026-11-25":
                judged["manifests"][0]["policy"]["accept_links"] = [
                    {"value": word, "from": "head"},
                    {"value": f"{word}2", "from": "head"},
                ]
                judged["manifests"][0]["score"] += 1
            named = {"default_branch": word, "day": day}
            lines.append(line(word, report=judged, **named))
            error = {"message": word, "hint": word}
            lines.append(line(f"{word}e", state="error", error=error, **named))
            lines.append(line(f"{word}n", **named))
    return [each for each in lines if len(each["repository"]) <= 200]


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A page that was made: what the command said, and where it is."""

    outcome: Outcome
    folder: Path

    def page(self, name: str = "index.html") -> Page:
        return page_of_html((self.folder / name).read_text("utf-8"))

    def table(self, caption: str, name: str = "index.html") -> list[list[str]]:
        """The rows of the table with that caption, heads first."""
        [found] = [
            table
            for table in self.page(name).root.all("table")
            if table.all("caption")[0].text == caption
        ]
        return [[cell.text for cell in row.all("th", "td")] for row in found.all("tr")]

    @property
    def reports(self) -> list[str]:
        """The names of the pages of repositories."""
        return sorted(
            f"repositories/{each.name}" for each in (self.folder / "repositories").iterdir()
        )

    @property
    def pages(self) -> Iterator[Path]:
        yield from self.folder.rglob("*.html")

    @property
    def csv(self) -> list[dict[str, str]]:
        text = (self.folder / "survey.csv").read_text("utf-8")
        return [*csv.DictReader(StringIO(text, newline=""), strict=True)]

    @property
    def parquet(self) -> list[dict[str, Any]]:
        import duckdb

        answer = duckdb.connect().execute(
            "SELECT * FROM read_parquet(?)", [str(self.folder / "survey.parquet")]
        )
        names = [column[0] for column in answer.description]
        return [dict(zip(names, row, strict=True)) for row in answer.fetchall()]


def make_page(folder: Path, *texts: str, environment: Mapping[str, str] | None = None) -> Made:
    """The page of these surveys; it has to be made without a complaint."""
    names = []
    for number, text in enumerate(texts):
        names.append(f"survey-{number}.ndjson")
        (folder / names[-1]).write_text(text, "utf-8")
    outcome = run(folder, "page", *names, "--output", "page", "--debug", environment=environment)
    assert outcome.status == 0, outcome.stderr
    return Made(outcome=outcome, folder=folder / "page")
