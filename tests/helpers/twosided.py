"""A head judged against a base by the gate itself: two real repositories, and a web that counts."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from helpers.gitrepo import init
from helpers.harness import TODAY, track, write
from ml_readiness.gate import run
from ml_readiness.model.answer import Answer, Wanted
from ml_readiness.model.facts import Home
from ml_readiness.model.limits import DEFAULT_LIMITS
from ml_readiness.model.report import Entry, Policy, Run, Statement
from ml_readiness.model.request import Base, Ports, Request
from ml_readiness.model.results import Results
from ml_readiness.model.runs import Histories
from ml_readiness.repo.worktree import WorkTree, open_worktree

Files = Mapping[str, str]
COMMIT, TIP = "b" * 40, "c" * 40
CARD = {"model/card.jsonl": "# Card\n"}


@dataclass(kw_only=True)
class Web:
    """Pages by their status; an address without one never answers. `asked` is what was asked."""

    pages: Mapping[str, int] = field(default_factory=dict)
    anchors: frozenset[str] = frozenset()
    asked: list[Mapping[str, bool]] = field(default_factory=list)

    def __call__(self, wanted: Collection[Wanted]) -> Mapping[str, Answer]:
        self.asked.append({link.address: link.anchored for link in wanted})
        return {link.address: self.answer(link.address) for link in wanted}

    def answer(self, address: str) -> Answer:
        status = self.pages.get(address)
        if status is None:
            return Answer(address=address, fault="timeout")
        return Answer(address=address, status=status, anchors=self.anchors)


def compared(  # noqa: PLR0913
    folder: Path,
    base: Files | None,
    head: Files,
    *,
    tip: Files | None = None,
    web: Web | None = None,
    results: Results | None = None,
    home: Home | None = None,
    notices: tuple[Statement, ...] = (),
    tracked: Iterable[str] = (),
    strange: bool = False,
    runs: Callable[[Sequence[str]], Histories | None] | None = None,
    **asked: Any,
) -> Run:
    """The run over a head, with a base unless that is None. `tracked` are all paths, or just some.

    `tip` is where the base branch stands, if that is another commit.
    """
    ports = Ports(
        tree=repository(folder / "head", head, *tracked),
        fetch=web or Web(),
        base=Base(tree=repository(folder / "base", base), commit=COMMIT)
        if base is not None
        else None,
        tip=Base(tree=repository(folder / "tip", tip), commit=TIP) if tip is not None else None,
        strange=strange,
        runs=runs,
        results=results,
        home=home,
        notices=notices,
    )
    return run(Request(today=TODAY, **asked), ports)


def repository(folder: Path, files: Files, *tracked: str) -> WorkTree:
    init(folder)
    write(folder, CARD | dict(files))
    track(folder, *tracked)
    return open_worktree(folder, DEFAULT_LIMITS)


def manifest(  # noqa: PLR0913
    claims: Mapping[str, tuple[str, str]] | None = None,
    *,
    points: Mapping[str, str] | None = None,
    policy: str = "",
    name: str = "system",
    rubric: str = "",
    section: str = "data",
) -> str:
    """A manifest: claims as (level, pieces), points as a flow mapping, policy as a flow mapping."""
    text = f"version: 1\nname: {name}\n"
    text += f"rubric: {rubric}\n" if rubric else ""
    text += f"tests:\n  {section}:\n" if claims else ""
    for criterion, (level, pieces) in (claims or {}).items():
        text += f"    {criterion}: {{level: {level}, evidence: [{pieces}]}}\n"
    text += "checklist:\n" if points else ""
    for point, said in (points or {}).items():
        text += f"  {point}: {{{said}}}\n"
    return text + (f"policy: {{{policy}}}\n" if policy else "")


def alone(text: str, **others: str) -> dict[str, str]:
    """The files of a repository with one manifest where it is looked for."""
    return {"ml-readiness.yml": text} | others


def only(run: Run) -> Entry:
    """The one entry of a run without mistakes."""
    assert not run.errors, run.errors
    [entry] = run.entries
    return entry


def reasons(entry: Entry) -> list[str]:
    return [each.reason for each in entry.verdict.reasons]


def warnings(entry: Entry) -> list[str]:
    return [each.reason for each in entry.verdict.warnings]


def said(entry: Entry, reason: str) -> list[str]:
    """The sentences of one reason, among reasons and warnings."""
    statements = (*entry.verdict.reasons, *entry.verdict.warnings)
    return [each.message for each in statements if each.reason == reason]


def points(entry: Entry, section: str = "data") -> int:
    [points] = [each.points for each in entry.report.sections if each.section.id == section]
    return int(points)


def bar(policy: Policy) -> tuple[int, str]:
    return int(policy.minimum.value), policy.minimum.source
