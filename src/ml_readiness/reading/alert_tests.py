"""A file of unit tests for alerts, as `promtool test rules` reads it, to which alerts it names."""

import re
from collections.abc import Iterator
from posixpath import basename, dirname, join, normpath
from typing import Any

from msgspec import Struct

from ml_readiness.document import parse_all
from ml_readiness.model.errors import InputError
from ml_readiness.rules.pattern import MOST_STARS, matching

TEST_PATH = re.compile(r"test[^/]*\.ya?ml$|/tests?/[^/]*\.ya?ml$")
TEST_FOLDERS = ("test", "tests")


class AlertTests(Struct, frozen=True, kw_only=True):
    """The alerts that a file of tests expects or refutes, and the rule files that it tests.

    Rule files are paths or globs that start at the folder of the file.
    """

    alerts: frozenset[str] = frozenset()
    rule_files: tuple[str, ...] = ()

    def covers(self, alert: str, path: str, folder: str) -> bool:
        """Whether these tests, in a folder, are about an alert of a rule file."""
        return alert in self.alerts and any(
            each.count("**") <= MOST_STARS and [*matching(normpath(join(folder, each)), [path])]
            for each in self.rule_files
        )


def may_test(path: str, folder: str) -> bool:
    """Whether a file lies where tests of the rule files of a folder are looked for."""
    own = dirname(path)
    return own == folder or (basename(own) in TEST_FOLDERS and dirname(own) == folder)


def read_alert_tests(content: bytes) -> AlertTests:
    """The alerts that the tests of a file name; none of what is no such file."""
    try:
        data = parse_all(content, "tests")[0].data
    except (InputError, IndexError):
        return AlertTests()
    if not isinstance(data, dict):
        return AlertTests()
    return AlertTests(
        alerts=frozenset(_names(data.get("tests"))),
        rule_files=tuple(each for each in _list(data.get("rule_files")) if isinstance(each, str)),
    )


def _names(tests: Any) -> Iterator[str]:
    for test in _list(tests):
        for case in _list(test.get("alert_rule_test") if isinstance(test, dict) else None):
            name = case.get("alertname") if isinstance(case, dict) else None
            if isinstance(name, str):
                yield name


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
