"""What has to hold whatever goes wrong on the way to GitHub, looked for after each run of a schedule."""

import json
import re
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from fakegithub import Comment, FakeGitHub, Seen, Status

from helpers.schedules import PASSING, Elsewhere, Schedule, World, set_faults, word
from helpers.step import Step
from helpers.ways import JSON_REPORT, SARIF_REPORT, WAYS, Site, Way, known, opened

MARK = "<!-- ml-readiness -->"
UNKNOWN = "Could not be evaluated"
STATES = {0: "success", 1: "failure", 2: "error"}
# What an error has to say of GitHub, or of what GitHub told.
HONEST = re.compile(
    r"GitHub (answered|could not be (asked|reached)|asks to come back|has made no test merge)"
    r"|GitHub's (answer|list|next page) |GitHub does not list"
    r"|the pull request (has moved on to|is closed)"
    r"|the run took longer than"
)
HARM = re.compile(r"Traceback|internal error", re.IGNORECASE)
ADDRESS = re.compile(r"\]\([^)\s]*\)|<a href=\"[^\"]*\">")
# How long a run may last in all, beside what was planned to pass, in seconds.
LONGEST = 900.0
# What a report of an earlier run is made into: it lies there still.
OLD = b"of an earlier run"


@dataclass(frozen=True, kw_only=True)
class Ran:
    """One run: None in `step` where it was killed, and what is there of it."""

    step: Step | None
    asked: Sequence[Seen]
    # Those that were asked after the head had moved.
    since: Sequence[Seen]
    statuses: Sequence[Status]
    seconds: float
    outputs: str
    summary: str
    reports: Mapping[str, bytes]
    others: Sequence[str]
    headline: str = ""


@dataclass(frozen=True, kw_only=True)
class Result:
    """What became of a schedule: how each run ended (None where killed), and what did not hold."""

    schedule: Schedule
    ends: tuple[int | None, ...]
    expected: int
    broken: tuple[str, ...]
    messages: tuple[str, ...] = field(repr=False)


@cache
def usual(way: str, case: str) -> Ran:
    """The run without a fault, on what no run has seen before."""
    with tempfile.TemporaryDirectory() as folder, FakeGitHub(known(WAYS[way], case)) as github:
        site = opened(Path(folder), WAYS[way], case, github)
        return observed(site, in_a_process=False)


def words(way: str, case: str) -> tuple[str, ...]:
    return tuple(map(word, usual(way, case).asked))


def observed(site: Site, *, in_a_process: bool) -> Ran:
    """One run, and all that it leaves."""
    github, begun = site.github, site.clock.now
    asked, statuses = len(github.seen), len(github.state.statuses)
    places = set(site.folder.glob("step-*"))
    there = {path.name for path in site.workspace.iterdir()}
    for name in (JSON_REPORT, SARIF_REPORT):
        if name in there:
            (site.workspace / name).write_bytes(OLD)
    step = site.run_in_a_process() if in_a_process else site.run()
    [place] = set(site.folder.glob("step-*")) - places
    now = {path.name for path in site.workspace.iterdir()}
    return Ran(
        step=step,
        asked=github.seen[asked:],
        since=[] if site.moved is None else github.seen[max(asked, site.moved) :],
        statuses=github.state.statuses[statuses:],
        seconds=site.clock.now - begun,
        outputs=(place / "output").read_text(),
        summary=(place / "summary").read_text(),
        reports={
            name: (site.workspace / name).read_bytes()
            for name in (JSON_REPORT, SARIF_REPORT)
            if name in now and (site.workspace / name).read_bytes() != OLD
        },
        others=sorted(now - there - {JSON_REPORT, SARIF_REPORT}),
    )


def carried_out(schedule: Schedule, folder: Path, made: Callable[..., Site] = Site) -> Result:
    """Each run of a schedule, and then one without faults, which has to mend everything."""
    way, expected = WAYS[schedule.way], usual(schedule.way, schedule.case)
    assert expected.step
    broken: list[str] = []
    messages: list[str] = []
    ends: list[int | None] = []
    with FakeGitHub(known(way, schedule.case)) as github:
        site = opened(folder, way, schedule.case, github, made)
        elsewhere = Elsewhere()
        before(schedule.before, github)
        pulls = {number: vars(pull).copy() for number, pull in github.state.pulls.items()}
        set_faults(schedule.faults, World(site=site, elsewhere=elsewhere))
        for number in range(2):
            ran = observed(site, in_a_process=schedule.kills)
            ends.append(ran.step.status if ran.step else None)
            messages += ran.step.messages("error") if ran.step else []
            found = [
                *not_held(ran, expected, way),
                *of_time(ran, schedule),
                *of_comments(ran, schedule, github),
            ]
            broken += [f"run {number}: {each}" for each in found]
            if ran.step:
                break
        if elsewhere.was_asked():
            broken.append("another host was asked")
        elsewhere.close()
        github.faults.clear()
        site.moved = None
        for number, said in pulls.items():
            vars(github.state.pulls[number]).update(said)
        last = observed(site, in_a_process=False)
        found = [
            *mended(last, expected, way),
            *not_held(last, expected, way),
            *one_each(way, expected, github),
        ]
        broken += [f"last run: {each}" for each in found]
    return Result(
        schedule=schedule,
        ends=tuple(ends),
        expected=expected.step.status,
        broken=tuple(broken),
        messages=tuple(messages),
    )


def before(what: str, github: FakeGitHub) -> None:
    for _ in range({"a comment": 1, "two comments": 2}.get(what, 0)):
        github.state.comment(7, f"{MARK}\n## ✅ Ready: an older run")
    if what == "somebody else's comment":
        github.state.comment(7, f"{MARK}\n## ✅ Ready: 14 of 14", login="somebody")


def not_held(ran: Ran, expected: Ran, way: Way) -> Iterator[str]:
    """What a run has done that none may do, whatever it met."""
    step, right = ran.step, expected.step
    assert right
    shown = [ran.outputs, ran.summary, *(text.decode() for text in ran.reports.values())]
    shown += [step.log] if step else []
    shown += [seen.raw.decode() for seen in ran.asked]
    if any(HARM.search(text) for text in shown):
        yield "a traceback, or an internal error"
    if any("token-of-the-run" in text for text in shown):
        yield "the token is told"
    if ran.others:
        yield f"files are left: {ran.others}"
    for name, text in ran.reports.items():
        try:
            json.loads(text)
        except ValueError:
            yield f"{name} is half a file"
    if step is None or passed_over(step):
        return
    if step.status not in {right.status, 2} and not (right.status == 0 and doubts(ran)):
        yield f"the status is {step.status}, not {right.status} or 2"
    yield from of_texts(ran, expected, step, right)
    if step.status == 2 != right.status:
        yield from of_error(step, right, doubts=doubts(ran))
    if way.status:
        yield from of_status(ran, step, way)


def passed_over(step: Step) -> bool:
    """Whether a run found no pull request with its head, as after a push: a newer run judges that."""
    return any("no open pull request has the head" in said for said in step.messages("notice"))


def doubts(ran: Ran) -> bool:
    """Whether a job could not be asked about: that is told, and not scored, as of a link."""
    report = ran.reports.get(JSON_REPORT, ran.summary.encode())
    return any(word in report for word in (b"unreachable", b"restricted", b"could not be asked"))


def of_texts(ran: Ran, expected: Ran, step: Step, right: Step) -> Iterator[str]:
    """Whether outputs, summary and files are those of the verdict."""
    passed = "true" if step.status == 0 else "false"
    if step.outputs.get("passed") != passed or step.outputs.keys() != right.outputs.keys():
        yield f"the outputs are {dict(step.outputs)}"
    # One that was listed as none, and not as two, has files.
    if ran.reports.keys() != expected.reports.keys() and (expected.reports or step.status != 2):
        yield f"the files are {[*ran.reports]}"
    elif JSON_REPORT in ran.reports:
        report = json.loads(ran.reports[JSON_REPORT])
        if report["passed"] != (step.status == 0):
            yield "the JSON report has another verdict"
    if doubts(ran):
        return
    if step.status != right.status:
        if UNKNOWN not in ran.summary:
            yield f"the summary begins with {ran.summary[:80]!r}"
        return
    if ran.summary.partition("\n")[0] != expected.summary.partition("\n")[0]:
        yield f"the summary begins with {ran.summary[:80]!r}"
    for name in ("score", "band", "delta", "sections"):
        if step.outputs[name] != right.outputs[name]:
            yield f"the output {name} is {step.outputs[name]}, not {right.outputs[name]}"


def of_error(step: Step, right: Step, *, doubts: bool) -> Iterator[str]:
    usual = right.messages("error")
    new = [error for error in step.messages("error") if error not in usual]
    if not any(map(HONEST.search, new)):
        yield "an error that nobody tells"
    for error in new:
        # Beside the error of one pull request another can be below its bar.
        if not HONEST.search(error) and not (doubts and "below the minimum" in error):
            yield f"an error that does not say what happened: {error}"


def of_status(ran: Ran, step: Step, way: Way) -> Iterator[str]:
    """In the protected way the status is part of the verdict, elsewhere a report."""
    written = [status.state for status in ran.statuses]
    right = STATES[step.status]
    if not way.protected:
        if any(state != right for state in written):
            yield f"the statuses are {written}"
        if not written and not re.search(
            "status", "".join(step.messages("warning") + step.messages("notice"))
        ):
            yield "a status that is missing, and nobody tells"
        return
    by_place: dict[tuple[str, str], str] = {}
    for status in ran.statuses:
        by_place[status.sha, status.context] = status.state
    ended = [*by_place.values()]
    sent = [seen.body["state"] for seen in ran.asked if "/statuses/" in seen.path]
    # One that every try to take it back does not reach cannot be helped.
    if step.status == 2 and ended.count("success") == way.pulls and sent[-1] == "success":
        yield f"an error with the statuses {written}"
    if step.status != 2 and ended != [right] * way.pulls:
        yield f"the statuses are {written}"


def bodies(ran: Ran) -> list[str]:
    """The comments that a run has sent."""
    return [
        str(seen.body["body"])
        for seen in ran.asked
        if seen.method in {"POST", "PATCH"} and "/comments" in seen.path
    ]


def of_time(ran: Ran, schedule: Schedule) -> Iterator[str]:
    planned = sum(
        min(each.times, len(ran.asked)) * PASSING.get(each.kind, 0) for each in schedule.faults
    )
    if ran.seconds > LONGEST + planned:
        yield f"it took {ran.seconds} seconds"


def of_comments(ran: Ran, schedule: Schedule, github: FakeGitHub) -> Iterator[str]:
    expected = usual(schedule.way, schedule.case)
    right = [verdict_of(body) for body in bodies(expected)][:1]
    assert expected.step
    for body in bodies(ran):
        said = verdict_of(body)
        if doubts(ran):
            wrong = False
        elif ran.step is None or len(github.state.pulls) > 1:
            wrong = said not in right and UNKNOWN not in said
        elif ran.step.status == expected.step.status:
            wrong = said not in right
        else:
            wrong = UNKNOWN not in said
        if wrong:
            yield f"a comment says {said}"
    since = [*map(word, ran.since)]
    if "look" in since and {"POST comments", "PATCH comments"} & {*since[since.index("look") :]}:
        yield "a comment on a pull request that has moved on"
    most = 2 if schedule.before == "two comments" else 1
    for number in github.state.pulls:
        many = len(ours(github, number))
        told = ran.step is None or "comment" in "".join(
            ran.step.messages("warning") + ran.step.messages("notice")
        )
        if many > (most if number == 7 else 1) and not (told and "twice" in schedule.kinds):
            yield f"there are {many} comments of ours"
        asked = any("/comments" in seen.path for seen in ran.asked)
        if many > 1 and asked and not told:
            yield f"there are {many} comments of ours, and nobody tells"
    if any(
        comment.login == "somebody" and "14 of 14" not in comment.body
        for comment in github.state.comments
    ):
        yield "somebody else's comment is changed"


def verdict_of(body: str) -> str:
    return body.split("\n")[1]


def ours(github: FakeGitHub, pull: int) -> list[Comment]:
    return [
        comment
        for comment in github.state.comments
        if comment.pull == pull and comment.login == github.state.viewer
    ]


def mended(last: Ran, expected: Ran, way: Way) -> Iterator[str]:
    """After all faults are over a run is as if there had been none."""
    assert last.step
    assert expected.step
    if last.step.status != expected.step.status:
        yield f"the status is {last.step.status}, not {expected.step.status}"
    if last.reports != expected.reports:
        yield "the files are others"
    if last.summary != expected.summary:
        yield "the summary is another"
    if way.status and {status.state for status in last.statuses} != {
        s.state for s in expected.statuses
    }:
        yield f"the statuses are {[status.state for status in last.statuses]}"


def one_each(way: Way, expected: Ran, github: FakeGitHub) -> Iterator[str]:
    for number in github.state.pulls:
        found = ours(github, number)
        if len(found) != (1 if way.comments else 0):
            yield f"there are {len(found)} comments of ours"
        elif found and found[0].body not in bodies(expected):
            yield "the comment is another"
