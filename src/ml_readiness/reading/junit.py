"""JUnit result files to the results of each test; entities and document types are refused."""

from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import TYPE_CHECKING

from ml_readiness.model.errors import InputError, mistake
from ml_readiness.model.limits import DEFAULT_LIMITS, Limits
from ml_readiness.model.results import Case, Result, Results

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

# The element that a runner writes inside a test case that did not pass.
RESULT_OF_TAG: dict[str, Result] = {"failure": "failed", "error": "errored", "skipped": "skipped"}
WORST_FIRST: tuple[Result, ...] = ("errored", "failed", "xfailed", "skipped")


def read_results(files: Iterable[tuple[str, bytes]], limits: Limits = DEFAULT_LIMITS) -> Results:
    """The cases of all files together, by the name of the test without its parameters.

    `files` are paths, for messages, with contents. Raises InputError for a file that is not the
    XML that test runners write.
    """
    found: dict[str, list[Case]] = {}
    count = 0
    for path, content in files:
        for case in _cases(path, content, limits):
            found.setdefault(case.name.partition("[")[0], []).append(case)
            count += 1
            if count > limits.junit_cases:
                raise mistake("there are too many test results", path=path)
    return {name: tuple(cases) for name, cases in found.items()}


def _cases(path: str, content: bytes, limits: Limits) -> Iterator[Case]:
    from xml.etree.ElementTree import ParseError

    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import iterparse

    open_elements = []
    try:
        for event, element in iterparse(BytesIO(content), ("start", "end"), forbid_dtd=True):
            if event == "start":
                open_elements.append(element)
                if len(open_elements) > limits.junit_depth:
                    raise _refused(path, "it is nested too deeply")
                if len(open_elements) == 1 and element.tag not in ("testsuites", "testsuite"):
                    raise _refused(path, f"it starts with <{element.tag[:40]}>")
                continue
            open_elements.pop()
            if element.tag == "testcase":
                name, classname = element.get("name") or "", element.get("classname") or ""
                yield Case(classname, name, _result(element))
            # Nothing is kept but the parts of an open case: memory stays small.
            if open_elements and open_elements[-1].tag != "testcase":
                open_elements[-1].clear()
    except ParseError as error:
        line, column = error.position
        raise mistake("this is not valid XML", path=path, line=line, column=column + 1) from None
    except DefusedXmlException:
        raise _refused(path, "it has a document type, which no test runner writes") from None
    except (ValueError, LookupError):
        raise _refused(path, "its encoding cannot be read") from None


def _result(case: "Element") -> Result:
    """The worst of what was recorded: a test that passed and failed to tear down did not pass."""
    found = [RESULT_OF_TAG[child.tag] for child in case if child.tag in RESULT_OF_TAG]
    if any(child.get("type") == "pytest.xfail" for child in case.findall("skipped")):
        found.append("xfailed")
    return next((result for result in WORST_FIRST if result in found), "passed")


def _refused(path: str, why: str) -> InputError:
    return mistake(
        f"these are not JUnit results: {why}",
        hint="give the XML that `pytest --junitxml` or another test runner writes",
        path=path,
    )
