"""Alert evidence: an alert of a Prometheus rule file whose expression selects something."""

from collections.abc import Sequence
from posixpath import dirname
from typing import TYPE_CHECKING

from ml_readiness.evidence.tracked import in_lfs, untracked
from ml_readiness.model.evidence import Judgement
from ml_readiness.model.facts import Facts
from ml_readiness.model.tree import Unreadable
from ml_readiness.rules.cited import CitedAlert
from ml_readiness.rules.naming import choice

if TYPE_CHECKING:
    from ml_readiness.reading.alerts import RuleFile

# Of the files beside a rule file that may test it so many are read.
MOST_TESTS = 10


def verify_alert(cited: CitedAlert, facts: Facts, accepted: Sequence[str]) -> Judgement:
    """Verified when the rule file has the alert, and the alert watches something."""
    from ml_readiness.reading.alerts import read_rule_file  # only cited alerts pay for it

    del accepted
    if judged := untracked(cited.path, facts) or in_lfs(cited.path, facts):
        return judged
    if facts.tree.size(cited.path) == 0:
        return Judgement(reason="empty-file", message=f"{cited.path} is empty")
    file = facts.learn(read_rule_file, cited.path)
    if file.error:
        message = f"{cited.path} cannot be parsed: {file.error}"
        return Judgement(reason="unparsable", message=message)
    alert = file.alerts.get(cited.alert)
    if alert is None:
        message, hint = _absent(cited, file)
        return Judgement(reason="no-such-alert", message=message, hint=hint)
    if alert.flaw:
        return Judgement(
            reason="no-such-alert",
            message=f"the alert {cited.alert} watches nothing: {alert.flaw}",
            hint="write an 'expr' with a metric, such as model_age_days > 30",
            line=alert.line,
        )
    message = f"{cited.path} has the alert {cited.alert}"
    if test := _tested(cited, facts):
        message += f", and {test} tests it"
    return Judgement(reason=None, message=message, line=alert.line)


def _absent(cited: CitedAlert, file: "RuleFile") -> tuple[str, str | None]:
    """What there is in place of an alert, and what to cite."""
    name, path = cited.alert, cited.path
    if not file.rules:
        message = f"{path} has no rules of Prometheus, so it has no alert {name}"
        return message, f"a value is cited by its place, such as {path}#/{name}"
    fine = [each for each, alert in file.alerts.items() if not alert.flaw]
    hint = choice(name, sorted(fine)) or f"{path} has no alert that watches anything"
    if name in file.records:
        return f"{name} is a recording rule in {path}, not an alert", hint
    if name in file.groups:
        return f"{name} is a group of rules in {path}, not an alert", hint
    return f"{path} has no alert {name}", hint


def _tested(cited: CitedAlert, facts: Facts) -> str | None:
    """The file beside the rules, or in a folder for tests there, that tests the alert."""
    from ml_readiness.reading.alert_tests import may_test, read_alert_tests

    paths = facts.tree.paths()
    folder = dirname(cited.path)
    found = [path for path in facts.once.of(_candidates, facts) if may_test(path, folder)]
    near = [path for path in found if paths[path] == "file"][:MOST_TESTS]
    facts.tree.expect(near)
    for path in near:
        try:
            tests = facts.learn(read_alert_tests, path)
        except Unreadable:
            continue
        if tests.covers(cited.alert, cited.path, dirname(path)):
            return path
    return None


def _candidates(facts: Facts) -> tuple[str, ...]:
    from ml_readiness.reading.alert_tests import TEST_PATH

    return tuple(sorted(path for path in facts.tree.paths() if TEST_PATH.search(path)))
