"""The report as SARIF 2.1.0, as GitHub's code scanning reads it: an alert for each wrong thing.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/sarif-v2.1.0-errata01-os-complete.html
"""

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from posixpath import normpath
from typing import Any
from urllib.parse import quote

from ml_readiness.model.errors import MESSAGE_CHARACTERS
from ml_readiness.model.evidence import BREAKING
from ml_readiness.model.report import REMARKS, Annotation, Entry, Run, Statement
from ml_readiness.model.view import View
from ml_readiness.render.alerts import NOT_EVALUATED, RULES, Level, Rule
from ml_readiness.visible import clipped, visible

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
HOME = "https://github.com/ml-readiness/ml-readiness"
PAGES = f"{HOME}/blob/main/docs"
# The top of the repository, by the name that readers of SARIF know it by.
TOP = "%SRCROOT%"
# GitHub shows so many results of a run, and drops the rest.
MOST_RESULTS = 5_000

LEVELS: tuple[Level, ...] = ("error", "warning", "note")
# GitHub's own words for a level, by which it orders alerts.
SEVERITIES: Mapping[Level, str] = {
    "error": "error",
    "warning": "warning",
    "note": "recommendation",
}
# What ends the text of an embedded link, wherever it began.
LINK = re.compile(r"(\\*)\](?=\()")
LINE = re.compile(r"\bline [0-9]+")
ENDS = (".", "?", "!", "…")
NUMBER = re.compile("[0-9]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """One thing to say, at a place in the repository, if it has one.

    `rule` is one of RULES where there is a place. `about` stays the same from run to run, wherever
    the line is. `uri` is the path from the top of the repository.
    """

    rule: str
    level: Level
    text: str
    about: str = ""
    uri: str | None = None
    line: int = 1
    column: int = 1


def render(run: Run, view: View) -> str:
    """One log of one run; ASCII, and the same for the same run."""
    found: dict[Level, list[Alert]] = {level: [] for level in LEVELS}
    notices: dict[Alert, None] = {}
    count = 0
    for alert in _alerts(run, view.source.prefix if view.source else ""):
        if alert.uri is None:
            notices[alert] = None
            continue
        count += 1
        if len(found[alert.level]) < MOST_RESULTS:  # there may be a million
            found[alert.level].append(alert)
    shown = [alert for level in LEVELS for alert in found[level]][:MOST_RESULTS]
    left = count - len(shown)
    if left:
        text = f"the {left:,} least important results were left out: GitHub shows {MOST_RESULTS:,}"
        notices[Alert(rule="results-left-out", level="warning", text=_said(text))] = None
    log = {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": _driver(run)},
                "invocations": [
                    {
                        "executionSuccessful": not run.errors,
                        "toolExecutionNotifications": [_notification(each) for each in notices],
                    }
                ],
                "originalUriBaseIds": {TOP: {"description": {"text": "The repository's top."}}},
                "columnKind": "unicodeCodePoints",
                "results": _results(shown),
                "properties": {"resultsLeftOut": left},
            }
        ],
    }
    return json.dumps(log, indent=2) + "\n"


def _alerts(run: Run, prefix: str) -> Iterator[Alert]:
    if not run.links_checked:
        text = _said("links were not checked")
        yield Alert(rule="links-not-checked", level="note", text=text)
    yield from _of_errors(run, prefix)
    for gone in run.gone:
        for statement in gone.verdict.reasons:
            yield _of_statement(statement, "error", _uri(prefix + gone.path))
    for entry in run.entries:
        yield from _of_entry(entry, prefix)


def _of_errors(run: Run, prefix: str) -> Iterator[Alert]:
    for problem in run.errors:
        path = _inside(prefix, problem.path) if problem.path else None
        named = f"{problem.path}: " if problem.path and not path else ""
        yield Alert(
            rule=NOT_EVALUATED,
            level="error",
            text=_said(f"{named}{problem.message}", problem.hint),
            about=LINE.sub("line", problem.message),
            uri=_uri(path) if path else None,
            line=problem.line or 1,
            column=problem.column or 1,
        )


def _of_entry(entry: Entry, prefix: str) -> Iterator[Alert]:
    uri = _uri(prefix + entry.report.path)
    for statement in entry.verdict.reasons:
        yield _of_statement(statement, "error", uri)
    for statement in entry.verdict.warnings:
        if statement.reason in REMARKS:
            yield _of_statement(statement, "note", None)
        else:
            yield _of_statement(statement, "warning", uri)
    for annotation in entry.annotations:
        yield _of_annotation(annotation, entry, uri)


def _of_statement(statement: Statement, level: Level, uri: str | None) -> Alert:
    """The numbers of a statement change from run to run; what stands before them is its subject."""
    return Alert(
        rule=statement.reason,
        level=level,
        text=_said(statement.message),
        about=NUMBER.split(statement.message, maxsplit=1)[0],
        uri=uri,
    )


def _of_annotation(annotation: Annotation, entry: Entry, uri: str | None) -> Alert:
    broken = annotation.state in BREAKING and not entry.verdict.passed
    return Alert(
        rule=annotation.state,
        level="error" if broken else "warning",
        text=_said(
            f"{_cut(annotation.subject)}: {_cut(annotation.message)}", _cut(annotation.hint or "")
        ),
        about=annotation.subject,
        uri=uri,
        line=annotation.line,
        column=annotation.column or 1,
    )


def _driver(run: Run) -> dict[str, Any]:
    return {
        "name": "ml-readiness",
        "version": run.tool,
        "informationUri": HOME,
        "rules": [_rule(id_, rule) for id_, rule in RULES.items()],
    }


def _rule(id_: str, rule: Rule) -> dict[str, Any]:
    page = f"{PAGES}/{rule.page}"
    return {
        "id": id_,
        "name": rule.name,
        "shortDescription": {"text": f"{rule.short}."},
        "fullDescription": {"text": rule.full},
        "help": {
            "text": f"{rule.help.replace('`', '')} See {page}",
            "markdown": f"{rule.help}\n\n[More about it]({page})",
        },
        "helpUri": page,
        "defaultConfiguration": {"level": rule.level},
        "properties": {
            "tags": ["ml-readiness", rule.tag],
            "precision": rule.precision,
            "problem.severity": SEVERITIES[rule.level],
        },
    }


def _results(alerts: list[Alert]) -> list[dict[str, Any]]:
    """Of what is about the same thing the order tells which is which."""
    rules = {id_: index for index, id_ in enumerate(RULES)}
    seen: Counter[str] = Counter()
    results = []
    for alert in alerts:
        known = _digest(alert)
        seen[known] += 1
        results.append(_result(alert, rules[alert.rule], f"{known}:{seen[known]}"))
    return results


def _result(alert: Alert, index: int, fingerprint: str) -> dict[str, Any]:
    return {
        "ruleId": alert.rule,
        "ruleIndex": index,
        "level": alert.level,
        "message": {"text": alert.text},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": alert.uri, "uriBaseId": TOP},
                    "region": {"startLine": alert.line, "startColumn": alert.column},
                }
            }
        ],
        # GitHub reads the first alone. Without it, all that is said of a line would be one alert.
        "partialFingerprints": {
            "primaryLocationLineHash": fingerprint,
            "mlReadiness/v1": fingerprint,
        },
    }


def _notification(alert: Alert) -> dict[str, Any]:
    return {
        "descriptor": {"id": alert.rule},
        "level": alert.level,
        "message": {"text": alert.text},
    }


def _digest(alert: Alert) -> str:
    """What an alert is known by: neither line nor numbers, so that it may move and grow."""
    known = json.dumps([alert.uri, alert.rule, alert.about])
    return sha256(known.encode()).hexdigest()[:16]


def _inside(prefix: str, path: str) -> str | None:
    """A path from the top of the repository; None for what is not a file below it."""
    whole = normpath(prefix + path)
    return None if path.startswith("/") or whole.split("/")[0] in (".", "..") else whole


def _uri(path: str) -> str:
    return quote(path.encode("utf-8", "surrogateescape"))


def _said(*sentences: str | None) -> str:
    r"""Sentences as plain text, in which `[x](y)` would be a link.

    `{0}` would stand for an argument of the message. There are none, so it stands for itself.
    """
    lines = (visible(sentence) for sentence in sentences if sentence)
    ended = "\n".join(line if line.endswith(ENDS) else f"{line}." for line in lines)
    return LINK.sub(r"\1\1\\]", ended)


def _cut(text: str) -> str:
    return clipped(text, MESSAGE_CHARACTERS)
