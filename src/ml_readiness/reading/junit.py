"""JUnit result files to the results of each test; entities and document types are refused."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Never
from xml.parsers import expat

from ml_readiness.model.errors import InputError, mistake
from ml_readiness.model.limits import DEFAULT_LIMITS, Limits
from ml_readiness.model.results import Case, Result, Results

# The element that a runner writes inside a test case that did not pass.
RESULT_OF_TAG: dict[str, Result] = {"failure": "failed", "error": "errored", "skipped": "skipped"}
WORST_FIRST: tuple[Result, ...] = ("errored", "failed", "xfailed", "skipped")
SUITES = ("testsuites", "testsuite")
CASE = "testcase"
# The parser gets so many bytes at once, and has read them when it gets the next ones: but for a tag
# or a comment that is longer than that, which it would keep whole.
PIECE_BYTES, MOST_UNREAD_BYTES = 65_536, 1_000_000


def read_results(files: Iterable[tuple[str, bytes]], limits: Limits = DEFAULT_LIMITS) -> Results:
    """The cases of all files together, by the name of the test without its parameters.

    `files` are paths, for messages, with contents. Raises InputError for a file that is not the
    XML that test runners write, and for more than the limits allow.
    """
    found: dict[str, Sequence[Case]] = {}
    count = 0
    for path, content in files:
        for case in _Reader(path, limits).cases(content):
            # Most names have one case, and there may be a million: no list is made for those.
            name = case.name.partition("[")[0]
            known = found.get(name)
            if isinstance(known, list):
                known.append(case)
            else:
                found[name] = [*known, case] if known else (case,)
            count += 1
            if count > limits.junit_cases:
                raise mistake("there are too many test results", path=path)
    return found


class _Reader:
    """Reads one file, and keeps nothing of it but the cases that are complete."""

    def __init__(self, path: str, limits: Limits) -> None:
        self.path, self.limits = path, limits
        self.depth = self.elements = 0
        self.case_depth = 0  # that of the open case, 0 outside of one
        self.case: Mapping[str, str] = {}
        self.recorded: set[Result] = set()
        self.complete: list[Case] = []
        # One class has many tests: its name is kept once.
        self.classes: dict[str, str] = {}

    def cases(self, content: bytes) -> Iterator[Case]:
        """The cases of a file in their order."""
        parser = expat.ParserCreate()
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.StartDoctypeDeclHandler = self._doctype
        try:
            for begin in range(0, len(content) or 1, PIECE_BYTES):
                end = begin + PIECE_BYTES
                parser.Parse(content[begin:end], end >= len(content))
                if end - parser.CurrentByteIndex > MOST_UNREAD_BYTES:
                    raise _refused(self.path, "a tag of it is too long")
                yield from self.complete
                self.complete.clear()
        except expat.ExpatError as error:
            message, line, column = "this is not valid XML", error.lineno, error.offset + 1
            raise mistake(message, path=self.path, line=line, column=column) from None
        except (ValueError, LookupError):
            raise _refused(self.path, "its encoding cannot be read") from None

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        self.elements += 1
        if self.depth == 1 and tag not in SUITES:
            raise _refused(self.path, f"it starts with <{tag[:40]}>")
        if self.depth > self.limits.junit_depth:
            raise _refused(self.path, "it is nested too deeply")
        if self.elements > self.limits.junit_elements:
            raise _refused(self.path, f"it has more than {self.limits.junit_elements:,} elements")
        if self.case_depth == 0 and tag == CASE:
            self.case_depth, self.case = self.depth, attributes
        elif self.depth == self.case_depth + 1 and (result := RESULT_OF_TAG.get(tag)):
            xfailed = result == "skipped" and attributes.get("type") == "pytest.xfail"
            self.recorded.add("xfailed" if xfailed else result)

    def _end(self, _tag: str) -> None:
        if self.depth == self.case_depth:
            name = self.case.get("classname", "")
            self.complete.append(
                # A test that passed and failed to tear down did not pass: the worst counts.
                Case(
                    self.classes.setdefault(name, name),
                    self.case.get("name", ""),
                    next((each for each in WORST_FIRST if each in self.recorded), "passed"),
                )
            )
            self.case_depth = 0
            self.recorded.clear()
        self.depth -= 1

    def _doctype(self, *_declared: Any) -> Never:
        raise _refused(self.path, "it has a document type, which no test runner writes")


def _refused(path: str, why: str) -> InputError:
    return mistake(
        f"these are not JUnit results: {why}",
        hint="give the XML that `pytest --junitxml` or another test runner writes",
        path=path,
    )
