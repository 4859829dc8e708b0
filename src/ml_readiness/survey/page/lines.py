"""Surveys read line by line: each is checked, its text made visible, before anything uses it."""

import json
import re
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import IO, Any, Self

from msgspec import Struct

from ml_readiness.model.errors import InputError, Problem, mistake
from ml_readiness.survey import LINE_VERSION
from ml_readiness.survey.page.shape import SURVEY_LINE, Exact, Misfit, shaped

# Which part of a line a state comes with; the other one is null.
PART_OF_STATE = {"judged": "report", "no-manifest": None, "empty": None, "error": "error"}
LINE_BYTES = 16_000_000
# Of a file of checked lines, whose reports are loaded at once.
PART_BYTES = 8_000_000
MOST_LINES = 2_000_000
MOST_LETTERS_OF_A_NAME = 200
# More digits than these are kept as they are written.
MOST_WHOLE_DIGITS = 15
DAY_SHAPE = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
BEGINNING = b'{"version"'
MADE_BY = "a survey is what 'ml-readiness survey' writes"


class Reading(Struct, frozen=True, kw_only=True):
    """What was read: files of checked lines, the bytes of the longest line, what was left out."""

    parts: tuple[Path, ...]
    longest: int
    notices: tuple[str, ...]


class _Broken(Exception):
    """What is wrong with a line."""


def read_surveys(folder: Path, names: Sequence[str], into: Path) -> Reading:
    """Check every line of every file, and write those that are whole to files in a folder.

    A name starts at `folder`. What is written is JSON that every reader takes alike: no key twice,
    no number that a float cannot hold, no character that cannot be seen. Files are of a size that
    is loaded at once. A line gets its number among all lines (`turn`), and its place: the number of
    its file (`part`), and the byte that it begins at (`place`). Raises InputError with the first
    broken line of each file.
    """
    notices: list[str] = []
    problems: list[Problem] = []
    with _Parts(into) as parts:
        for name in names:
            try:
                for line in _lines(folder / name, name, notices):
                    parts.write(line)
            except InputError as error:
                problems += error.problems
    if problems:
        raise InputError(*problems)
    return Reading(parts=tuple(parts.paths), longest=parts.longest, notices=tuple(notices))


class _Parts:
    """Files of lines, of about the same size, in a folder."""

    def __init__(self, folder: Path) -> None:
        self.paths: list[Path] = []
        self.longest = self._lines = self._size = 0
        self._folder = folder
        self._file: IO[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._file:
            self._file.close()

    def write(self, line: dict[str, Any]) -> None:
        if self._lines == MOST_LINES:
            raise mistake(f"the surveys have more than {MOST_LINES:,} lines")
        if self._file is None or self._size > PART_BYTES:
            self.__exit__()
            self.paths.append(self._folder / f"lines-{len(self.paths)}.ndjson")
            self._file, self._size = self.paths[-1].open("wb"), 0
        where = {"turn": self._lines, "part": len(self.paths) - 1, "place": self._size}
        written = f"{json.dumps(where | line)}\n".encode()
        self._file.write(written)
        self._lines, self._size = self._lines + 1, self._size + len(written)
        self.longest = max(self.longest, len(written))


def _lines(path: Path, name: str, notices: list[str]) -> Iterator[dict[str, Any]]:
    number = 0
    try:
        with path.open("rb") as file:
            while line := file.readline(LINE_BYTES + 1):
                number += 1
                try:
                    yield _read(line)
                except _Broken:
                    if (
                        line.endswith(b"\n")
                        or len(line) > LINE_BYTES
                        or line[: len(BEGINNING)] != BEGINNING[: len(line)]
                    ):
                        raise
                    notices.append(f"{name}:{number}: left out, as its last line is not finished")
    except _Broken as broken:
        hint = None if number > 1 else MADE_BY
        raise mistake(f"{name}:{number}: no line of a survey: {broken}", hint=hint) from None
    except OSError as error:
        said = (error.strerror or str(error)).lower()
        raise mistake(f"{name} cannot be read: {said}", hint=MADE_BY) from None


def _read(line: bytes) -> dict[str, Any]:
    if len(line) > LINE_BYTES:
        raise _Broken(f"it is longer than {LINE_BYTES // 1_000_000} MB")
    try:
        data = json.loads(
            line.decode(),
            parse_float=Exact,
            parse_int=_whole,
            parse_constant=_no_constant,
        )
    except UnicodeDecodeError:
        raise _Broken("it is not UTF-8") from None
    except json.JSONDecodeError as error:
        raise _Broken(f"it is not JSON ({error.msg}, column {error.colno})") from None
    except RecursionError:
        raise _Broken("it is nested too deeply") from None
    if not isinstance(data, dict) or "version" not in data:
        raise _Broken("it is not an object with a version")
    if data["version"] != LINE_VERSION or isinstance(data["version"], bool):
        raise _Broken(
            f"its version is not {LINE_VERSION}: a newer ml-readiness may have written it"
        )
    try:
        line_of_ours: dict[str, Any] = shaped(SURVEY_LINE, data)
    except Misfit as misfit:
        raise _Broken(str(misfit)) from None
    _check(line_of_ours)
    return line_of_ours


def _check(data: dict[str, Any]) -> None:
    """What goes beyond shapes; raises _Broken."""
    if not 0 < len(data["repository"]) <= MOST_LETTERS_OF_A_NAME:
        raise _Broken(f"repository has no letters, or more than {MOST_LETTERS_OF_A_NAME}")
    if not _is_day(data["day"]):
        raise _Broken("day is not a day such as 2026-11-25")
    if data["state"] not in PART_OF_STATE:
        raise _Broken(f"state is not one of {', '.join(PART_OF_STATE)}")
    for part in ("report", "error"):
        if (data[part] is not None) != (PART_OF_STATE[data["state"]] == part):
            word = "an" if part == "error" else "a"
            there = "is" if data[part] is not None else "is not"
            raise _Broken(f"there {there} {word} {part} where the state is {data['state']}")


def _is_day(text: str) -> bool:
    try:
        return bool(DAY_SHAPE.fullmatch(text) and date.fromisoformat(text))
    except ValueError:
        return False


def _whole(digits: str) -> int | Exact:
    return int(digits) if len(digits) <= MOST_WHOLE_DIGITS else Exact(digits)


def _no_constant(word: str) -> None:
    raise _Broken(f"it has {word}, which is no number in JSON")
