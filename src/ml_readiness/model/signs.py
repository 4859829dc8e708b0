"""What in a repository speaks for a criterion, and what was found of it."""

from collections.abc import Mapping
from typing import Literal

from msgspec import Struct

Grade = Literal["strong", "likely", "maybe"]
GRADES: tuple[Grade, ...] = ("strong", "likely", "maybe")


class Signs(Struct, frozen=True, kw_only=True):
    """The signs of one criterion or point; docs/init.md says what each matches.

    `tests`, `jobs`, `alerts`, `stages`, `values` and `headings` are words of names, `calls`,
    `code` and `imports` dotted names of Python, `files` globs of paths, `commands` what a job
    runs. `instead` is what a team would write where reading finds nothing.
    """

    tests: tuple[str, ...] = ()
    calls: tuple[str, ...] = ()
    code: tuple[str, ...] = ()
    imports: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    headings: tuple[str, ...] = ()
    jobs: tuple[str, ...] = ()
    alerts: tuple[str, ...] = ()
    stages: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
    commands: tuple[str, ...] = ()
    instead: str = ""


class Signposts(Struct, frozen=True, kw_only=True):
    """The signs of a rubric: those of criteria and those of points, by id."""

    criteria: Mapping[str, Signs]
    points: Mapping[str, Signs]


class Suggestion(Struct, frozen=True, kw_only=True):
    """Evidence that may hold up a claim: the reference in final form, and what speaks for it."""

    reference: str
    kind: str
    grade: Grade
    why: str


class Proposals(Struct, frozen=True, kw_only=True):
    """What was found, best first, by id; `left_out` counts what is not one printable line."""

    criteria: Mapping[str, tuple[Suggestion, ...]]
    points: Mapping[str, tuple[Suggestion, ...]]
    left_out: int = 0
