"""The results of tests, as the cases of JUnit files give them."""

from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple

Result = Literal["passed", "failed", "errored", "skipped", "xfailed"]


class Case(NamedTuple):
    """One test case of a result file: the dotted class name, the name with its parameters."""

    classname: str
    name: str
    result: Result


# The cases of all result files, by the test's name without its parameters.
Results = Mapping[str, Sequence[Case]]
