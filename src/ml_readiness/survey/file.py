"""The file of a survey: whole lines at every moment, in order at the end."""

import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

from msgspec import Struct, field

from ml_readiness.model.errors import InputError, mistake
from ml_readiness.replacing import replacing
from ml_readiness.survey.line import Gist, read_gist

NO_SURVEY = "name a file that `ml-readiness survey` has written"


class Old(Struct, frozen=True, kw_only=True):
    """A line of an older survey: what it says, and where it stands."""

    gist: Gist
    path: Path
    start: int
    length: int


def read_survey(path: Path, shown: str) -> dict[str, Old]:
    """The newest line of each repository, by its name without case; raises InputError.

    A last line that is cut is left out. `shown` is the path as the user wrote it.
    """
    found: dict[str, Old] = {}
    try:
        with path.open("rb") as file:
            for number, (start, line) in enumerate(_lines(file), 1):
                gist = read_gist(line)
                if gist is None:
                    raise mistake(
                        "it is no line of a survey", hint=NO_SURVEY, path=shown, line=number
                    )
                name = gist.repository.casefold()
                if name not in found or found[name].gist.day <= gist.day:
                    found[name] = Old(gist=gist, path=path, start=start, length=len(line))
    except OSError as error:
        raise _unreadable(shown, error) from error
    return found


def newest(one: Mapping[str, Old], other: Mapping[str, Old]) -> dict[str, Old]:
    """Of each repository the line of the later day, of two surveys; of one day, the other's."""
    later = (
        name
        for name, line in other.items()
        if name not in one or one[name].gist.day <= line.gist.day
    )
    return {**one, **{name: other[name] for name in later}}


def _lines(file: Iterable[bytes]) -> Iterator[tuple[int, bytes]]:
    start = 0
    for line in file:
        if line.endswith(b"\n"):
            yield start, line
        start += len(line)


class Output(Struct, kw_only=True):
    """The file that a survey is written to; a context in which lines are added.

    What is in it already is replaced by the lines that are kept, in one step, and every new line
    is added whole. Raises InputError where it cannot be written; what stands there is whole then.
    """

    path: Path
    shown: str
    kept: Iterable[Old]
    names: list[str] = field(default_factory=list)
    descriptor: int = -1

    def __enter__(self) -> Self:
        try:
            self.names = self._replaced(sorted(self.kept, key=_name))
            self.descriptor = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_NOFOLLOW)
        except OSError as error:
            raise _unwritable(self.shown, error) from error
        return self

    def add(self, repository: str, line: str) -> None:
        """A line behind the others."""
        data = memoryview(line.encode("ascii"))
        whole = os.fstat(self.descriptor).st_size
        try:
            while data:
                data = data[os.write(self.descriptor, data) :]
        except OSError as error:
            os.ftruncate(self.descriptor, whole)
            raise _unwritable(self.shown, error) from error
        self.names.append(repository.casefold())

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        os.close(self.descriptor)
        if kind is None or issubclass(kind, InputError):
            self._sort()

    def _sort(self) -> None:
        """Put the lines in order, where kept ones stand before new ones that belong between."""
        if self.names == sorted(self.names):
            return
        try:
            self._replaced(sorted(read_survey(self.path, self.shown).values(), key=_name))
        except OSError as problem:
            raise _unwritable(self.shown, problem) from problem

    def _replaced(self, lines: list[Old]) -> list[str]:
        """Write the lines to a file that then takes the place of this one; their names."""
        with replacing(self.path) as file:
            for line in lines:
                file.write(_copied(line))
        return [_name(line) for line in lines]


def _copied(line: Old) -> bytes:
    with line.path.open("rb") as file:
        file.seek(line.start)
        return file.read(line.length)


def _name(line: Old) -> str:
    return line.gist.repository.casefold()


def _unreadable(shown: str, error: OSError) -> InputError:
    reason = (error.strerror or str(error)).lower()
    return mistake(f"cannot read {shown}: {reason}", hint=NO_SURVEY)


def _unwritable(shown: str, error: OSError) -> InputError:
    reason = (error.strerror or str(error)).lower()
    return mistake(f"cannot write {shown}: {reason}", hint="name a file in a folder that is there")
