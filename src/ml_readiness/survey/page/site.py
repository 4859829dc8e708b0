"""The pages: DuckDB's answers and the reports, laid out as HTML by templates that escape all."""

import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from msgspec import Struct

from ml_readiness import __version__
from ml_readiness.model.number import plain, signed
from ml_readiness.reading.rubric import built_in, built_in_names
from ml_readiness.survey.page import questions
from ml_readiness.survey.page.addresses import Addresses
from ml_readiness.survey.page.charts import (
    COLOURINGS,
    MOST_BARS,
    MOST_LETTERS_OF_A_BAR,
    Bars,
    drawn,
)
from ml_readiness.survey.page.database import Database
from ml_readiness.survey.page.folder import GENERATOR
from ml_readiness.survey.page.kinds import BARS_SAID, FAULT_KINDS, MOVES_SAID, STANDINGS
from ml_readiness.visible import clipped

OWN_FILES = Path(__file__).parent
PAGE_TITLES = {
    "index.html": "Overview",
    "findings.html": "What is wrong",
    "changes.html": "Changes",
    "others.html": "Without a score",
}
# Rows of a summary, and of each part of the main table.
MOST_IN_SUMMARY = 20
ROWS_OF_A_PART = 250
# Rubrics of a repository's own may have any number of bands and sections.
MOST_IN_TABLE = 60


class PageWriter(Struct, frozen=True, kw_only=True):
    """Where pages are written, and what they are made from; `parts` are the checked lines."""

    folder: Path
    parts: Sequence[Path]
    database: Database
    addresses: Addresses

    def write(self) -> None:
        """All pages, charts and the files beside them."""
        environment = _environment(self.addresses)
        for name in ("page.css", "page.js"):
            shutil.copyfile(OWN_FILES / "static" / name, self.folder / name)
        self._page(environment, "index.html", self._index())
        self._page(environment, "findings.html", {"kinds": FAULT_KINDS, "found": self._found()})
        changes = {
            "lowered": self.database.rows(questions.ALL_LOWERED),
            "moved": self.database.rows(questions.ALL_MOVED),
        }
        self._page(environment, "changes.html", changes)
        others = {each: self.database.rows(questions.OF_A_STANDING, each) for each in STANDINGS}
        self._page(environment, "others.html", {"standings": STANDINGS, "found": others})
        self._reports(environment)

    def _page(self, environment: Environment, name: str, values: Mapping[str, Any]) -> None:
        template = environment.get_template(f"{name}.j2")
        with (self.folder / name).open("w", encoding="utf-8", newline="\n") as file:
            file.writelines(template.generate(up="", here=name, **values))

    def _index(self) -> dict[str, Any]:
        ask = self.database.rows
        bands, binding = ask(questions.BANDS, _known_bands()), ask(questions.BINDING_SECTIONS)
        beyond = {
            "bands": len(bands[MOST_IN_TABLE:]),
            "binding": len(binding[MOST_IN_TABLE:]),
        }
        counted = {row["kind"]: row for row in ask(questions.FAULT_COUNTS)}
        faults = [counted[kind] for kind in FAULT_KINDS if kind in counted]
        charts = {
            "bands": Bars("bands", [(row["band_label"] or "no score", row["n"]) for row in bands]),
            "binding": Bars("binding", [(row["section"], row["n"]) for row in binding]),
            "findings": Bars(
                "findings", [(FAULT_KINDS[row["kind"]].short, row["n"]) for row in faults]
            ),
        }
        return {
            "totals": self.database.row(questions.TOTALS),
            "bands": bands[:MOST_IN_TABLE],
            "binding": binding[:MOST_IN_TABLE],
            "beyond": beyond,
            "faults": faults,
            "kinds": FAULT_KINDS,
            "charts": {name: self._chart(chart) for name, chart in charts.items()},
            "lowered": ask(questions.FIRST_LOWERED, MOST_IN_SUMMARY),
            "moved": ask(questions.FIRST_MOVED, MOST_IN_SUMMARY),
            "moved_counts": ask(questions.MOVED_COUNTS),
            "repositories": self.database.stream(questions.JUDGED),
            "at_once": ROWS_OF_A_PART,
        }

    def _chart(self, chart: Bars) -> Bars:
        """Draw it for both themes; what is beyond the most rows is in the table beside it."""
        rows = [(clipped(name, MOST_LETTERS_OF_A_BAR), n) for name, n in chart.rows[:MOST_BARS]]
        shown = Bars(chart.name, rows)
        (self.folder / "charts").mkdir(exist_ok=True)
        for theme in COLOURINGS if rows else ():
            path = self.folder / "charts" / f"{chart.name}-{theme}.svg"
            path.write_text(drawn(shown, theme), encoding="utf-8")
        return shown

    def _found(self) -> dict[str, list[dict[str, Any]]]:
        return {kind: self.database.rows(questions.FAULTS_OF_A_KIND, kind) for kind in FAULT_KINDS}

    def _reports(self, environment: Environment) -> None:
        """A page for each repository that has a report."""
        template = environment.get_template("repository.html.j2")
        folder = self.folder / "repositories"
        folder.mkdir()
        for row, report in self._with_reports():
            values = {"line": row, "report": report, "moved": row["moved"]}
            text = template.render(up="../", here="", lowered=row["lowered"], **values)
            (folder / row["page"]).write_text(text, encoding="utf-8")

    def _with_reports(self) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
        for row in self.database.stream(questions.REPORTS):
            with self.parts[row["part"]].open("rb") as file:  # there may be more than can be open
                file.seek(row["place"])
                yield row, json.loads(file.readline())["report"]


def _environment(addresses: Addresses) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(OWN_FILES / "templates"),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"points": _points, "signed": signed, "count": _count, "said": _said}
    environment.filters |= {"wrong": _wrong, "bar_before": _bar_before, "bar_now": _bar_now}
    environment.filters |= {
        "home": addresses.repository,
        "source": lambda file: addresses.file(*file),
    }
    environment.globals |= {"pages": PAGE_TITLES, "version": __version__, "generator": GENERATOR}
    environment.globals |= {"moves_said": MOVES_SAID, "bars_said": BARS_SAID}
    return environment


def _known_bands() -> str:
    """The bands of the rubrics that we bring, in their order."""
    rubrics = [built_in(name) for name in built_in_names()]
    return json.dumps(
        [
            {"rubric": rubric.id, "band": band.id, "band_label": band.label, "place": place}
            for rubric in rubrics
            for place, band in enumerate(rubric.bands)
        ]
    )


def _points(number: Decimal | None) -> str:
    return "" if number is None else plain(number)


def _count(number: int) -> str:
    return f"{number:,}"


def _said(value: object) -> str:
    """A value of JSON, as JSON has it but for the quotes of a text."""
    return value if isinstance(value, str) else json.dumps(value)


def _wrong(row: Mapping[str, Any]) -> str:
    """What is wrong with a repository, in few words."""
    found = ((kind.short, row[kind.column]) for kind in FAULT_KINDS.values())
    errors = [f"{row['errors']} not evaluated"] if row["errors"] else []
    return ", ".join([*errors, *(f"{n} {short}" for short, n in found if n)])


def _bar_before(row: Mapping[str, Any]) -> str:
    return _bar(row, "before", there=row["bar"] != "accept-links")


def _bar_now(row: Mapping[str, Any]) -> str:
    return _bar(row, "now", there=row["bar"] == "accept-links")


def _bar(row: Mapping[str, Any], side: str, *, there: bool) -> str:
    """A number, or whether a bar without one is there."""
    if row[side] is not None:
        return plain(row[side])
    has_number = row["before"] is not None or row["now"] is not None
    return "none" if has_number or not there else "yes"
