"""Repositories to measure on: manifests of all 39 points, and evidence that is really there."""

import os
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from measure import package

# Files that nothing cites, as a repository has them: the index is read, globs go past them.
BYSTANDERS = 600

SYSTEMS = "systems"
CHECKLIST = "checklist"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """What a rubric asks: the ids of the criteria by section, and of the checklist's points."""

    sections: Mapping[str, tuple[str, ...]]
    checklist: tuple[str, ...]

    @property
    def groups(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Sections and checklist alike: a name with its ids."""
        yield from self.sections.items()
        yield CHECKLIST, self.checklist


def outline() -> Outline:
    """The default rubric's ids."""
    package()
    from ml_readiness.reading.rubric import DEFAULT_RUBRIC, built_in

    rubric = built_in(DEFAULT_RUBRIC)
    return Outline(
        sections={
            section.id: tuple(criterion.id for criterion in section.criteria)
            for section in rubric.sections
        },
        checklist=tuple(point.id for point in rubric.checklist),
    )


def manifest(name: str, asked: Outline, at: str = "") -> str:
    """A manifest of 322 lines: every point claimed, with an owner or a day, a note, three pieces.

    `at` is put before the paths of evidence: "" for the root's own, "./" for the manifest's.
    """
    lines = ["version: 1", f"name: {name}", "tests:"]
    for section, criteria in asked.sections.items():
        lines.append(f"  {section}:")
        for place, criterion in enumerate(criteria):
            lines += _claim(section, criterion, place, at)
    lines.append("checklist:")
    for place, point in enumerate(asked.checklist):
        lines += _consideration(point, place, at)
    lines += ["policy:", "  minimum: 5"]
    return "\n".join(lines) + "\n"


def _claim(section: str, criterion: str, place: int, at: str) -> Iterator[str]:
    manual = place % 3 == 2
    yield f"    {criterion}:"
    yield f"      level: {'manual' if manual else 'automated'}"
    yield "      reviewed: 2024-01-15" if manual else f'      owner: "@acme/{section}"'
    yield f"      note: what {criterion} means here is agreed with those who are on call"
    yield "      evidence:"
    yield from (f"        - {piece}" for piece in _evidence(section, criterion, place, at))


def _consideration(point: str, place: int, at: str) -> Iterator[str]:
    yield f"  {point}:"
    yield "    status: done"
    yield '    owner: "@acme/risk"'
    yield f"    note: {point} is looked at again with every release of the model"
    yield "    evidence:"
    yield from (f"      - {piece}" for piece in _evidence(CHECKLIST, point, place, at))


def _evidence(group: str, name: str, place: int, at: str) -> tuple[str, str, str]:
    """Three pieces of different kinds; over a section all kinds occur."""
    runs = (
        f"{at}tests/test_{group}.py::test_{_word(name)}",
        f".github/workflows/ci.yml#{group}-{name}",
        f"{at}tests/test_{group}.py::Test{group.title()}::test_{_word(name)}",
    )
    says = (f"{at}docs/{group}.md#{name}", f"{at}docs/{group}.md#L{place + 1}-L{place + 9}")
    shows = (
        f"{at}config/{group}/{name}.json",
        f"{at}reports/{group}/*.csv",
        f"https://dashboards.example.com/{group}/{name}",
    )
    return runs[place % 3], says[place % 2], shows[place % 3]


def _word(name: str) -> str:
    return name.replace("-", "_")


def root_files(asked: Outline) -> Iterator[tuple[str, str]]:
    """The files of the root: the workflow, the evidence, and what nothing cites."""
    yield ".github/workflows/ci.yml", _workflow(asked)
    yield from evidence_files(asked)
    for number in range(BYSTANDERS):
        yield f"src/package{number % 30}/module{number}.py", f"VALUE = {number}\n"


def evidence_files(asked: Outline) -> Iterator[tuple[str, str]]:
    """What a manifest cites, but for the workflow: path and text."""
    for group, names in asked.groups:
        yield f"tests/test_{group}.py", _tests(group, names)
        yield f"docs/{group}.md", _document(group, names)
        yield f"reports/{group}/results.csv", "slice,quality\nall,0.9\n"
        for name in names:
            yield f"config/{group}/{name}.json", '{"limit": 0.1}\n'


def _tests(group: str, names: tuple[str, ...]) -> str:
    plain = "\n\n".join(_test(name, "") for name in names)
    inner = "\n".join(_test(name, "    ") for name in names)
    return f"import math\n\n\n{plain}\n\nclass Test{group.title()}:\n{inner}"


def _test(name: str, indent: str) -> str:
    argument = "self" if indent else ""
    lines = (
        f"def test_{_word(name)}({argument}):",
        "    values = [math.sqrt(number) for number in range(10)]",
        "    expected = sum(values) / len(values)",
        "    assert 0 < expected < 3, values",
    )
    return "".join(f"{indent}{line}\n" for line in lines)


def _document(group: str, names: tuple[str, ...]) -> str:
    sections = (f"## {name}\n\nWhat we did, what came of it, and why.\n" for name in names)
    return f"# {group}\n\n" + "\n".join(sections)


def _workflow(asked: Outline) -> str:
    jobs = (
        f"  {group}-{name}:\n    runs-on: ubuntu-latest\n    steps:\n"
        f"      - uses: actions/checkout@v5\n      - run: pytest tests/test_{group}.py\n"
        for group, names in asked.groups
        for name in names
    )
    return "name: ci\non: [push, pull_request]\njobs:\n" + "".join(jobs)


def one(folder: Path) -> str:
    """A repository with one manifest; its path."""
    asked = outline()
    for path, text in root_files(asked):
        _write(folder, path, text)
    _write(folder, "ml-readiness.yml", manifest("fraud-detector", asked))
    track(folder)
    return "ml-readiness.yml"


def many(folder: Path, count: int, *, apart: bool = False) -> list[str]:
    """A repository with `count` manifests; their paths.

    They cite the same evidence at the root, or with `apart` each its own, but for the workflow.
    """
    asked = outline()
    for path, text in root_files(asked):
        _write(folder, path, text)
    paths = [f"{SYSTEMS}/system-{number:05}/ml-readiness.yml" for number in range(count)]
    for path in paths:
        system = Path(path).parent
        _write(folder, path, manifest(system.name, asked, "./" if apart else ""))
        for cited, text in evidence_files(asked) if apart else ():
            _write(folder / system, cited, text)
    track(folder)
    return paths


def linked(folder: Path, links: list[str]) -> str:
    """A repository with one manifest whose evidence is only links; its path.

    It passes only when every link holds.
    """
    asked = outline()
    criteria = [(section, name) for section, names in asked.sections.items() for name in names]
    lines = ["version: 1", "name: linked", "tests:"]
    for section, names in asked.sections.items():
        lines.append(f"  {section}:")
        for name in names:
            share = links[criteria.index((section, name)) :: len(criteria)]
            lines += [f"    {name}:", "      level: manual", "      evidence:"]
            lines += [f"        - {link}" for link in share]
    lines += ["policy:", "  minimum: 7"]
    _write(folder, "ml-readiness.yml", "\n".join(lines) + "\n")
    track(folder)
    return "ml-readiness.yml"


def _write(folder: Path, path: str, text: str) -> None:
    file = folder / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8")


def track(folder: Path) -> None:
    """Make the folder a git repository and add all of it, whatever git's settings are here."""
    variables = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
    }
    for arguments in (("init", "--quiet", "--initial-branch=main"), ("add", "--all")):
        subprocess.run(["git", *arguments], cwd=folder, env=variables, check=True)
