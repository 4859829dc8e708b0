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
from typing import Any, Literal
from urllib.parse import quote

from ml_readiness.model.evidence import BREAKING
from ml_readiness.model.limits import DEFAULT_LIMITS
from ml_readiness.model.report import Annotation, Entry, Run, Statement
from ml_readiness.model.view import View
from ml_readiness.render.annotations import REMARKS
from ml_readiness.visible import visible

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
HOME = "https://github.com/ml-readiness/ml-readiness"
PAGES = f"{HOME}/blob/main/docs"
# The top of the repository, by the name that readers of SARIF know it by.
TOP = "%SRCROOT%"
# GitHub shows so many results of a run, and drops the rest.
MOST_RESULTS = 5_000

Level = Literal["error", "warning", "note"]
LEVELS: tuple[Level, ...] = ("error", "warning", "note")
# GitHub's own words for a level, by which it orders alerts.
SEVERITIES: Mapping[Level, str] = {
    "error": "error",
    "warning": "warning",
    "note": "recommendation",
}
NOT_EVALUATED = "not-evaluated"
# What ends the text of an embedded link, wherever it began.
LINK = re.compile(r"(\\*)\](?=\()")
LINE = re.compile(r"\bline [0-9]+")
ENDS = (".", "?", "!", "…")
NUMBER = re.compile("[0-9]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What alerts of one kind have in common; `precision` is how often they are right."""

    name: str
    level: Level = "error"
    precision: str = "very-high"
    tag: str
    short: str
    full: str
    help: str
    page: str


RULES: Mapping[str, Rule] = {
    "missing": Rule(
        name="EvidenceMissing",
        tag="evidence",
        short="Evidence is missing",
        full="What the manifest cites is not there, or does not do what it is cited for. The claim "
        "counts as none until the evidence is mended or removed.",
        help="Bring the evidence back, correct the citation, or remove it. A file counts once git "
        "tracks it.",
        page="reference/reasons.md",
    ),
    "invalid": Rule(
        name="EvidenceInvalid",
        tag="evidence",
        short="Evidence is invalid",
        full="The citation has none of the shapes of evidence, or it is refused: it leaves the "
        "root, or leads to a private address. The claim counts as none until it is mended or "
        "removed.",
        help="Write the citation in one of the shapes of evidence.",
        page="manifest.md#evidence",
    ),
    "restricted": Rule(
        name="EvidenceRestricted",
        level="warning",
        precision="high",
        tag="evidence",
        short="Evidence is behind a login",
        full="The page asks for a login, so it was not checked. It is set aside, and the claim "
        "needs another piece of evidence that holds.",
        help="Cite another piece of evidence, or accept the link: `accept-links` in the policy.",
        page="manifest.md#policy",
    ),
    "unreachable": Rule(
        name="EvidenceUnreachable",
        level="warning",
        precision="medium",
        tag="evidence",
        short="Evidence could not be reached",
        full="The page did not answer when it was asked. It is set aside, and the claim needs "
        "another piece of evidence that holds.",
        help="Run the gate again. Cite another page if this one stays away.",
        page="reference/reasons.md",
    ),
    "stale": Rule(
        name="ReviewStale",
        level="warning",
        tag="claim",
        short="A manual run is too old",
        full="The policy says for how many days a manual run counts. This one is older or has no "
        "day, so the claim counts as none.",
        help="Do the manual run again, and set `reviewed` to its day.",
        page="manifest.md#policy",
    ),
    "not-proven": Rule(
        name="AutomationNotProven",
        level="warning",
        tag="claim",
        short="Automation is not proven",
        full="The policy asks for a verified test or job in this section, and none is cited. The "
        "claim counts as manual.",
        help="Cite a test or a job that runs.",
        page="manifest.md#policy",
    ),
    "below-minimum": Rule(
        name="ScoreBelowMinimum",
        tag="policy",
        short="The score is below the minimum",
        full="The score is that of the weakest section, and it is below the minimum of the policy.",
        help="Mend what is wrong, and start or automate tests of the weakest section. The report's "
        "plan has the fewest steps.",
        page="manifest.md#policy",
    ),
    "section-below-minimum": Rule(
        name="SectionBelowMinimum",
        tag="policy",
        short="A section is below its minimum",
        full="The policy gives this section a minimum of its own, and its points are below it.",
        help="Mend what is wrong in the section, and start or automate its tests.",
        page="manifest.md#policy",
    ),
    "checklist-below-minimum": Rule(
        name="ChecklistBelowMinimum",
        tag="policy",
        short="Too few points of the checklist are considered",
        full="A point is considered when it is done and its evidence holds, or when it is not "
        "applicable. The policy asks for more of them.",
        help="Consider further points, and mend the evidence of those that are done.",
        page="manifest.md#policy",
    ),
    "required-point-open": Rule(
        name="RequiredPointOpen",
        tag="policy",
        short="A required point of the checklist is open",
        full="The policy requires this point. It is open, or its evidence does not hold.",
        help="Consider the point: set its status to `done` with evidence that holds, or to "
        "`not-applicable` with a reason.",
        page="manifest.md#policy",
    ),
    "regression": Rule(
        name="Regression",
        tag="change",
        short="This change makes it worse",
        full="The score, a section or an earned level is lower than in the base.",
        help="Bring back the evidence that the base has, or say in review why it may go.",
        page="events.md",
    ),
    "gone": Rule(
        name="ManifestGone",
        tag="change",
        short="The manifest is gone",
        full="The base has this manifest, and the change removes it.",
        help="Bring the manifest back, or move it with its name unchanged.",
        page="events.md",
    ),
    "in-doubt": Rule(
        name="BarInDoubt",
        level="warning",
        precision="medium",
        tag="policy",
        short="A bar is missed because a page did not answer",
        full="The base cites the same page in the same place, so the bar does not fail this "
        "change. The score does not count the page.",
        help="Run the gate again. Cite another page if this one stays away.",
        page="reference/reasons.md",
    ),
    "bar-lowered": Rule(
        name="BarLowered",
        level="warning",
        tag="change",
        short="This change would lower a bar",
        full="The policy of the base asks for more than that of this change. The base's bar is in "
        "force until the change is merged.",
        help="Leave the policy as it is, or say in review why less is enough.",
        page="events.md",
    ),
    "renamed": Rule(
        name="ManifestRenamed",
        level="warning",
        tag="change",
        short="This change moves the manifest",
        full="It was found by its name, and is held against the base's manifest of that name.",
        help="Look whether every workflow that names the old path follows.",
        page="events.md",
    ),
    "rubric-changed": Rule(
        name="RubricChanged",
        level="warning",
        tag="change",
        short="This change brings another rubric",
        full="A change is scored by the rubric of the base. The numbers of its own policy are set "
        "aside, because they are meant for another rubric.",
        help="Change the rubric in a change of its own, so that reviewers see it.",
        page="events.md",
    ),
    "base-invalid": Rule(
        name="BaseInvalid",
        level="warning",
        tag="change",
        short="The manifest of the base is not valid",
        full="Only the policy of the base could be read, so there is nothing to compare with.",
        help="Mend the manifest in the base branch.",
        page="manifest.md",
    ),
    "base-not-contained": Rule(
        name="BaseNotContained",
        level="warning",
        tag="change",
        short="The head does not contain the base",
        full="The base has commits that the head has not. What is new there looks as if this "
        "change had lowered it.",
        help="Merge the base into the head, or rebase the head on it.",
        page="events.md",
    ),
    NOT_EVALUATED: Rule(
        name="NotEvaluated",
        tag="manifest",
        short="The manifest cannot be evaluated",
        full="A mistake in the manifest, or in what was asked of the gate, keeps it from being "
        "judged. It has no score until the mistake is corrected.",
        help="Correct what the message says, at the place that it names.",
        page="manifest.md",
    ),
}


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
    most = DEFAULT_LIMITS.message_characters
    return text if len(text) <= most else f"{text[: most - 1]}…"
