"""The alerts of a Prometheus rule file, or of the PrometheusRule objects in a file."""

from collections.abc import Iterator, Mapping
from types import NoneType
from typing import Any

from msgspec import Struct, field

from ml_readiness.document import Document, NodePath, parse_all
from ml_readiness.model.errors import InputError
from ml_readiness.reading.promql import read_flaw

KIND = "PrometheusRule"
# What merges mappings into one; so many, and so many in one another.
MERGED, MOST_MERGES = "<<", 4
# A Helm chart has these in places where no YAML can have them.
HELM = b"{{"


class AlertRule(Struct, frozen=True, kw_only=True):
    """An alert, at its line from 1; `flaw` says why what it watches is nothing."""

    line: int
    expression: str
    flaw: str | None


class RuleFile(Struct, frozen=True, kw_only=True):
    """What a file has of rules: alerts by name, the names of recording rules and of groups.

    `rules` says that it has any; `error` why it cannot be read, and then there is nothing else.
    """

    rules: bool = False
    alerts: Mapping[str, AlertRule] = field(default_factory=dict)
    records: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()
    error: str | None = None


def read_rule_file(content: bytes) -> RuleFile:
    """The rules of all documents of a file; of alerts with one name the first without a flaw."""
    try:
        documents = parse_all(content, "rules")
    except InputError as error:
        return RuleFile(error=_why(error.problems[0].message, error.problems[0].line, content))
    for document in documents:
        if document.problems:
            first = document.problems[0]
            return RuleFile(error=_why(first.message, first.line, content))
    found = RuleFile()
    for document in documents:
        found = _with(found, document)
        if found.error:
            return found
    return found


def _with(before: RuleFile, document: Document) -> RuleFile:
    """The rules found so far, with those of one more document."""
    alerts, records, groups = dict(before.alerts), set(before.records), set[str]()
    rules = before.rules
    for path, group in _groups(document.data):
        rules = True
        line = document.values[path][0]
        name = _word(group, "name")
        if not name or name in groups:
            why = f"two groups are called '{name}'" if name in groups else "a group has no name"
            return RuleFile(error=f"Prometheus refuses it, because {why} (line {line})")
        groups.add(name)
        for place, rule in _mappings(group.get("rules"), (*path, "rules")):
            line = _line(document, place)
            if wrong := _refused(rule):
                return RuleFile(error=f"Prometheus refuses it, because {wrong} (line {line})")
            if not (name := _word(rule, "alert")):
                records.add(_word(rule, "record"))
                continue
            expression = _word(rule, "expr")
            flaw = read_flaw(expression)
            flaw = f"its 'expr' {flaw}" if flaw else None
            alert = AlertRule(line=line, expression=expression, flaw=flaw)
            if alerts.setdefault(name, alert).flaw:
                alerts[name] = alert
    return RuleFile(
        rules=rules,
        alerts=alerts,
        records=frozenset(records),
        groups=before.groups | groups,
    )


def _groups(data: Any) -> Iterator[tuple[NodePath, dict[str, Any]]]:
    """Each group of rules of one document, with where it stands."""
    if not isinstance(data, dict):
        return
    place: NodePath = ()
    if data.get("kind") == KIND:
        data, place = data.get("spec"), ("spec",)
    elif "kind" in data and "apiVersion" in data:  # another object of Kubernetes
        return
    if isinstance(data, dict):
        yield from _mappings(data.get("groups"), (*place, "groups"))


def _mappings(values: Any, place: NodePath) -> Iterator[tuple[NodePath, dict[str, Any]]]:
    if isinstance(values, list):
        for number, value in enumerate(values):
            if isinstance(value, dict):
                yield (*place, number), value


def _refused(rule: Mapping[str, Any]) -> str | None:
    """Why Prometheus takes no rule of a file that has this one."""
    alert, record = _word(rule, "alert"), _word(rule, "record")
    if bool(alert) == bool(record):
        has = "both" if alert else "neither"
        return f"a rule is either an alert or a record, and one is {has}"
    return None if _word(rule, "expr") else "a rule has no 'expr'"


def _word(mapping: Mapping[str, Any], key: str, deep: int = MOST_MERGES) -> str:
    """The word at a key, also where another mapping is merged in; "" where there is none."""
    value = mapping.get(key)
    if value is not None or MERGED not in mapping or not deep:
        return "" if isinstance(value, dict | list | NoneType) else str(value)
    merged = mapping[MERGED]
    words = (
        _word(each, key, deep - 1)
        for each in (merged if isinstance(merged, list) else [merged])[:MOST_MERGES]
        if isinstance(each, dict)
    )
    return next(filter(None, words), "")


def _line(document: Document, place: NodePath) -> int:
    """The line of a rule, by its name; below an alias its place is that of the alias."""
    key: NodePath = (*place, "alert")
    while key not in document.keys and key not in document.values:
        key = key[:-1]
    return (document.keys.get(key) or document.values[key])[0]


def _why(message: str, line: int | None, content: bytes) -> str:
    template = "; a template is no YAML before it is rendered" if HELM in content else ""
    return f"{message} (line {line or 1}{template})"
