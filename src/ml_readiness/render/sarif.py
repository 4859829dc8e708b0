"""The report as SARIF 2.1.0, as GitHub's code scanning reads it: an alert for each wrong thing.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/sarif-v2.1.0-errata01-os-complete.html
"""

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from hashlib import sha256
from posixpath import normpath
from typing import Any
from urllib.parse import quote

from msgspec import Struct

from ml_readiness.model.errors import MESSAGE_CHARACTERS
from ml_readiness.model.report import Run
from ml_readiness.model.view import View
from ml_readiness.render.alerts import RULES, AlertLevel, Rule
from ml_readiness.rules.headline import left_unasked
from ml_readiness.rules.remarks import NOT_EVALUATED, Remark, Weight, remarks
from ml_readiness.visible import clipped, visible

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
HOME = "https://github.com/ml-readiness/ml-readiness"
PAGES = f"{HOME}/blob/main/docs"
# The top of the repository, by the name that readers of SARIF know it by.
TOP = "%SRCROOT%"
# GitHub shows so many results of a run, and drops the rest.
MOST_RESULTS = 5_000

ALERT_LEVELS: Mapping[Weight, AlertLevel] = {"fails": "error", "warns": "warning", "notes": "note"}
# GitHub's own words for a level, by which it orders alerts.
SEVERITIES: Mapping[AlertLevel, str] = {
    "error": "error",
    "warning": "warning",
    "note": "recommendation",
}
# What ends the text of an embedded link, wherever it began.
LINK = re.compile(r"(\\*)\](?=\()")
LINE = re.compile(r"\bline [0-9]+")
ENDS = (".", "?", "!", "…")
DIGIT = re.compile("[0-9]")


class Alert(Struct, frozen=True, kw_only=True):
    """One thing to say, at a place in the repository, if it has one.

    `rule` is one of RULES where there is a place. `about` stays the same from run to run, wherever
    the line is. `uri` is the path from the top of the repository.
    """

    rule: str
    level: AlertLevel
    text: str
    about: str = ""
    uri: str | None = None
    line: int = 1
    column: int = 1


def render(run: Run, view: View) -> str:
    """One log of one run; ASCII, and the same for the same run."""
    found: dict[AlertLevel, list[Alert]] = {level: [] for level in ALERT_LEVELS.values()}
    notices: dict[Alert, None] = {}
    count = 0
    for alert in _alerts(run, view.source.prefix if view.source else ""):
        if alert.uri is None:
            notices[alert] = None
            continue
        count += 1
        if len(found[alert.level]) < MOST_RESULTS:  # there may be a million
            found[alert.level].append(alert)
    shown = [alert for level in found for alert in found[level]][:MOST_RESULTS]
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
    for each in left_unasked(run):
        yield Alert(rule=each.word, level="note", text=_said(each.words))
    yield from (_alert(remark, prefix) for remark in remarks(run))


def _alert(remark: Remark, prefix: str) -> Alert:
    """Code scanning shows at a place what is wrong there; how the gate was asked has none."""
    asked = remark.weight == "notes" and remark.subject is None
    path = _inside(prefix, remark.path) if remark.path and not asked else None
    outside = remark.word == NOT_EVALUATED and remark.path and not path
    subject = remark.path if outside else remark.subject
    message = _cut(remark.message)
    return Alert(
        rule=remark.word,
        level=ALERT_LEVELS[remark.weight],
        text=_said(f"{_cut(subject)}: {message}" if subject else message, _cut(remark.hint or "")),
        about=_about(remark),
        uri=_uri(path) if path else None,
        line=remark.line or 1,
        column=remark.column or 1,
    )


def _about(remark: Remark) -> str:
    """What stays of a remark from run to run: the numbers of a statement change."""
    if remark.subject is not None:
        return remark.subject
    if remark.word == NOT_EVALUATED:
        return LINE.sub("line", remark.message)
    return DIGIT.split(remark.message, maxsplit=1)[0]


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
