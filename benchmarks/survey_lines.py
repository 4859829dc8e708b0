"""Surveys to measure on: reports by the real gate, then many repositories that differ by a seed."""

import json
import random
import subprocess
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import corpus
import yaml
from measure import environment, module

DAY = date(2026, 11, 25)
KINDS_OF_REPORTS = 24
BAND_STARTS = (0, 1, 3, 5, 7, 12)
# What the gate says of jobs that GitHub was asked about, which a benchmark has none of.
RUNS = {
    "run-red": "the job did not pass when it last ran",
    "run-too-old": "the job has not passed for 90 days",
    "switched-off": "the workflow is switched off",
}
WORDS = ("fraud", "churn", "rank", "price", "search", "vision", "speech", "route", "stock", "ads")


def real_reports(folder: Path, seed: int) -> list[dict[str, Any]]:
    """Reports that the gate makes of as many manifests, one of them broken."""
    chance, asked = random.Random(seed), corpus.outline()
    corpus.one(folder)
    return [_judged(folder, chance, asked, number) for number in range(KINDS_OF_REPORTS)]


def _judged(
    folder: Path, chance: random.Random, asked: corpus.Outline, number: int
) -> dict[str, Any]:
    text = _varied(chance, asked)
    if number == 0:  # one that says what none may
        text += "owner: nobody\n"
    (folder / "ml-readiness.yml").write_text(text, "utf-8")
    command = module("ml_readiness", "check", "--offline", "--format", "json")
    done = subprocess.run(
        command, cwd=folder, env=environment(folder), capture_output=True, check=False
    )
    report: dict[str, Any] = json.loads(done.stdout)
    return report


def _varied(chance: random.Random, asked: corpus.Outline) -> str:
    """A manifest in which some is claimed, some of that stale or broken, with a policy."""
    data = yaml.safe_load(corpus.manifest("system", asked))
    groups = [*data["tests"].values(), data["checklist"]]
    for group in groups:
        share = chance.choice((0.1, 0.3, 0.5, 0.7, 0.9, 1.0))
        for name in [name for name in group if chance.random() > share]:
            del group[name]
        for claim in group.values():
            if chance.random() < 0.05:
                claim["evidence"][0] += "x"
            if "reviewed" in claim:
                claim["reviewed"] = f"202{chance.choice((4, 5, 6))}-01-15"
    data["policy"] = {"minimum": chance.choice((0, 0, 1, 3))}
    if chance.random() < 0.5:
        data["policy"]["max-age-days"] = 900
    return yaml.safe_dump(data, sort_keys=False, width=1_000)


def lines_of_a_survey(
    reports: list[dict[str, Any]], seed: int, *, count: int, judged: int, day: date = DAY
) -> Iterator[dict[str, Any]]:
    """The lines of so many repositories, so many of them with a report; the names stay by seed."""
    names, chance = random.Random(seed), random.Random(f"{seed} {day}")
    every = max(1, count // judged) if judged else count + 1
    for number in range(count):
        word = names.choice(WORDS)
        name = f"acme/{number:06}-{word}"
        kind = names.randrange(len(reports))
        line = _line(name, day, chance)
        if number % every == 0 and number // every < judged:
            report = _apart(reports[kind], name.rpartition("-")[2], chance)
            yield line | {"state": "judged", "report": report}
        elif number % 97 == 1:
            error = {"message": "GitHub answered 502 three times", "hint": "run it again"}
            yield line | {"state": "error", "commit": None, "error": error}
        elif number % 89 == 1:
            yield line | {"state": "empty", "commit": None, "default_branch": None}
        else:
            yield line | {"state": "no-manifest"}


def _line(name: str, day: date, chance: random.Random) -> dict[str, Any]:
    return {
        "version": 1,
        "repository": name,
        "default_branch": "main",
        "commit": f"{chance.getrandbits(160):040x}",
        "day": (day - timedelta(days=chance.choice((0, 0, 0, 1, 2)))).isoformat(),
        "state": "",
        "report": None,
        "error": None,
    }


def _apart(report: dict[str, Any], name: str, chance: random.Random) -> dict[str, Any]:
    """The report of another system: a few of its claims hold less, its bar may be another."""
    other: dict[str, Any] = json.loads(json.dumps(report))
    for manifest in other["manifests"]:
        manifest["name"] = name
        for section in manifest["sections"]:
            for criterion in section["criteria"]:
                if chance.random() < 0.04:
                    _fail(criterion, chance)
            section["points"] = sum(each["points"] for each in section["criteria"])
        manifest["score"] = score = min(each["points"] for each in manifest["sections"])
        manifest["band"] = _band(score)
        bar = manifest["policy"]["minimum"]
        bar["value"] = max(0, bar["value"] + chance.choice((0, 0, 0, 0, -1, 1)))
        passed = score >= bar["value"]
        said = f"the score is {score}, below the minimum of {bar['value']}"
        reasons = [] if passed else [{"reason": "below-minimum", "message": said}]
        manifest["verdict"] = {"passed": passed, "reasons": reasons, "warnings": []}
        other["passed"] = passed
    return other


def _fail(criterion: dict[str, Any], chance: random.Random) -> None:
    jobs = [each for each in criterion["evidence"] if each["kind"] == "job"]
    if jobs:
        reason = chance.choice([*RUNS])
        jobs[0] |= {"outcome": "missing", "reason": reason, "message": RUNS[reason]}
        criterion |= {"reason": "missing", "earned": "none", "points": 0}
    elif criterion["claimed"] == "manual":
        criterion |= {"reason": "stale", "earned": "none", "points": 0}
    elif criterion["evidence"]:
        criterion["evidence"][0]["weakness"] = "shared"


def _band(score: int) -> dict[str, str]:
    from ml_readiness.reading.rubric import DEFAULT_RUBRIC, built_in

    place = sum(score >= start for start in BAND_STARTS) - 1
    band = built_in(DEFAULT_RUBRIC).bands[place]
    return {"id": band.id, "label": band.label}


def write_survey(path: Path, lines: Iterator[dict[str, Any]]) -> None:
    """One object a line."""
    with path.open("w", encoding="utf-8") as file:
        file.writelines(f"{json.dumps(line)}\n" for line in lines)
