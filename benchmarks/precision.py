"""What `init` finds in real repositories, held against labels that were made by reading, and first.

The labels are in `labels/`, one file a repository: for each criterion and point all that speaks for
it, and what could be judged either way. FOLDER has the repositories, each in a
folder of its label file's name at the commit that it names; nothing of them is run.
"""

import argparse
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from subprocess import run
from typing import Any, Literal, NamedTuple

import yaml
from measure import BROKEN, Command, Cost, Figures, environment, heard, module, stop, workshop

LABELS = Path(__file__).parent / "labels"
GRADES = ("strong", "likely", "maybe")
# The same without the limits on how many are shown.
ALL = """
import sys
import ml_readiness.gate.proposals as proposals
from ml_readiness.cli import main
from ml_readiness.machine import this_machine
proposals.MOST_SHOWN = proposals.MOST_OF_A_FILE = proposals.MOST_VERIFIED = 1_000_000
sys.exit(main(sys.argv[1:], this_machine()))
"""
MOST_SAID = 10_000_000
# What share of a grade's candidates has to be right, of those that are not doubtful.
LEAST = {"strong": 0.95, "likely": 0.8}
FOUND = re.compile(r"\s*#   - (?P<text>.+?)  # (?P<grade>strong|likely|maybe): (?P<why>.*)")
NAME = re.compile(r"\s*(?P<name>[a-z][a-z-]*):\s*")

Judged = Literal["right", "doubtful", "wrong"]


class Candidate(NamedTuple):
    """One line of a first manifest: below which name, what, how sure and why."""

    group: str  # criteria or checklist
    name: str
    reference: str
    grade: str
    why: str


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, metavar="FOLDER")
    parser.add_argument("--half", choices=("seen", "unseen"), help="only these repositories")
    parser.add_argument("--every", action="store_true", help="also those beyond init's limits")
    parser.add_argument("--list", action="store_true", help="print every candidate")
    asked = parser.parse_args()
    figures = Figures()
    judged: list[tuple[Candidate, Judged]] = []
    costs: list[Cost] = []
    with workshop() as folder:
        for file in sorted(LABELS.glob("*.yml")):
            labels = yaml.safe_load(file.read_text("utf-8"))
            if asked.half and labels["half"] != asked.half:
                continue
            clone = asked.folder / file.stem
            _same_commit(clone, labels["commit"])
            arguments = ("init", "--dry-run", "--root", str(clone))
            every = (sys.executable, "-c", ALL, *arguments)
            command = Command(
                argv=every if asked.every else module("ml_readiness", *arguments),
                folder=folder,
                environment=environment(folder),
                says="checklist:",
            )
            cost, said = heard(command, MOST_SAID)
            costs.append(cost)
            for each in read(said):
                judged.append((each, judge(each, labels)))
                if asked.list:
                    print(labels["half"], file.stem, judged[-1][1], *each, sep="\t")
    tell(figures, judged)
    figures.note("seconds", _spread([each.seconds for each in costs]))
    figures.note("MB", _spread([each.megabytes for each in costs]))
    figures.leave()


def tell(figures: Figures, judged: list[tuple[Candidate, Judged]]) -> None:
    """For each grade how many are right; the aims are held on what is not doubtful."""
    for grade in GRADES:
        count = Counter(verdict for each, verdict in judged if each.grade == grade)
        right, wrong, doubtful = count["right"], count["wrong"], count["doubtful"]
        text = f"{right} right, {wrong} wrong, {doubtful} doubtful"
        if grade in LEAST and right + wrong:
            share = wrong / (right + wrong)
            figures.hold(f"{grade}, share of wrong ones", share, 1 - LEAST[grade], text)
        else:
            figures.note(grade, text)
    named = {(each.group, each.name) for each, _ in judged}
    figures.note("names with a candidate", str(len(named)))


def read(manifest: str) -> Iterator[Candidate]:
    """The candidates of a first manifest: comments, each above the name that it was found for."""
    group, waiting = "criteria", list[re.Match[str]]()
    for line in manifest.splitlines():
        if line == "checklist:":
            group = "checklist"
        if found := FOUND.fullmatch(line):
            waiting.append(found)
        elif named := NAME.fullmatch(line):
            for each in waiting:
                text = yaml.safe_load(each["text"])
                yield Candidate(group, named["name"], text, each["grade"], each["why"])
            waiting = []


def judge(each: Candidate, labels: Mapping[str, Any]) -> Judged:
    """Right where it is labelled for its name, or is a part of what is, or has a part that is."""
    if _among(each.reference, labels[each.group].get(each.name, ())):
        return "right"
    return "doubtful" if _among(each.reference, labels["doubtful"].get(each.name, ())) else "wrong"


def _among(reference: str, labels: Iterable[str]) -> bool:
    path, part = _split(reference)
    for label in labels:
        labelled, name = _split(label)
        if labelled == path and (part in ("", name) or name in ("", "*")):
            return True
    return False


def _split(reference: str) -> tuple[str, str]:
    """A path, and the test's own name or the part's as it stands in an address."""
    path, mark, rest = reference.partition("::")
    if mark:
        return path, rest.split("[")[0].split("::")[-1]
    path, _, part = reference.partition("#")
    return path, re.sub(r"[^\w -]", "", part.strip().lower()).replace(" ", "-")


def _same_commit(clone: Path, commit: str) -> None:
    asked = ["git", "-C", str(clone), "rev-parse", "HEAD"]
    done = run(asked, capture_output=True, text=True, check=False)
    if done.stdout.strip() != commit:
        stop(BROKEN, f"{clone} is not a clone at {commit}, which was labelled")


def _spread(values: list[float]) -> str:
    return f"{min(values):.2f} to {max(values):.2f}" if values else "none"


if __name__ == "__main__":
    main()
