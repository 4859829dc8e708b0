"""`survey`: judge every repository of an organization or of a list, a line each."""

from argparse import Namespace
from collections import Counter
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from ml_readiness.cli.arguments import Parser
from ml_readiness.guard import Guard
from ml_readiness.machine import Machine
from ml_readiness.model.errors import mistake
from ml_readiness.model.limits import DEFAULT_LIMITS
from ml_readiness.model.request import DEFAULT_MANIFEST
from ml_readiness.visible import visible

if TYPE_CHECKING:
    from ml_readiness.github.api import Api, Meter
    from ml_readiness.github.repositories import Glimpse
    from ml_readiness.survey.file import Old
    from ml_readiness.survey.judging import Setting
    from ml_readiness.survey.line import LineState
    from ml_readiness.survey.listed import Lost, Survey

HELP = "judge every repository of an organization or of a list, without a clone"
REQUESTS = 4_000
MOST_REQUESTS = 1_000_000
# How long GitHub may make a run wait in all, in seconds: until the next hour of its quota.
LONGEST_WAITS = 3_700.0
NAMED = 20
STATE_WORDS: "Mapping[LineState, str]" = {
    "judged": "judged",
    "no-manifest": "without a manifest",
    "empty": "empty",
    "error": "could not be read",
}
LIST_BYTES = 10_000_000


def declare(parser: Parser) -> None:
    """The options; their values are read later."""
    parser.others[""] = "write --organisation {}"
    add = parser.add_argument
    add("--organisation", "--organization", metavar="NAME", help="an organization, or a user")
    add("--repositories", metavar="FILE", help="a list of them, one OWNER/NAME a line")
    add("--archived", action="store_true", help="with the organization's archived ones")
    add("--forks", action="store_true", help="with the organization's forks")
    add("--shard", metavar="K/N", help="the Kth of N shares, by a hash of the name")
    add("--known", metavar="FILE", help="an older survey: what still holds is not asked again")
    add("--output", metavar="FILE", help="where the lines go; one that is there is continued")
    add("--links", action="store_true", help="ask cited links too")
    add("--requests", default=str(REQUESTS), metavar="N", help=f"at most N (default: {REQUESTS})")
    add("--quiet", action="store_true", help="print errors only")
    add("--debug", action="store_true", help="show where an internal error happened")


def carry_out(options: Namespace, machine: Machine, guard: Guard) -> int:
    """Judge what is not known yet; 0 if all of it was asked, whatever it scores, else 2."""
    from ml_readiness.survey.file import Output, newest, read_survey
    from ml_readiness.survey.judging import judge_each

    if not options.output:
        raise mistake("--output is missing", hint="write --output survey.ndjson")
    path = machine.folder / options.output
    known = _known(options, machine)
    here = read_survey(path, options.output) if path.exists() else {}
    meter = _meter(options, machine)
    setting, survey = _asked(options, machine, meter)
    kept, ahead = _apart(survey, newest(known, here), setting)
    states = Counter(old.gist.state for old in kept)
    left: list[str] = []
    with Output(path=path, shown=options.output, kept=kept) as output:
        for number, told in enumerate(judge_each(ahead, setting, meter, guard), 1):
            if told.line is None:
                left.append(told.repository)
                continue
            output.add(told.repository, told.line)
            states[told.state] += 1
            _progress(number, len(ahead), options, machine)
    if not options.quiet:
        machine.say(_summary(states, len(kept), survey.hidden, meter))
    if left:
        machine.complain(_not_reached(left))
    return 2 if left else 0


def _progress(done: int, total: int, options: Namespace, machine: Machine) -> None:
    if machine.commands(machine.stderr) and not options.quiet:
        over = "\r\x1b[K" if done == total else ""
        machine.complain(f"\rjudging: {done:,} of {total:,}{over}")


def _summary(states: "Counter[LineState]", kept: int, hidden: int, meter: "Meter") -> str:
    said = [f"{states[state]:,} {words}" for state, words in STATE_WORDS.items() if states[state]]
    lines = [f"{_repositories(states.total())}: {', '.join(said) or 'nothing'}"]
    if kept:
        lines.append(f"{kept:,} are as they were, and were not asked again")
    if hidden:
        lines.append(f"{hidden:,} more are not shown to this token")
    lines.append(f"{meter.made:,} request{'s' * (meter.made != 1)}")
    return "".join(f"{line}\n" for line in lines)


def _repositories(count: int) -> str:
    return f"{count:,} {'repository' if count == 1 else 'repositories'}"


def _not_reached(left: list[str]) -> str:
    names = ", ".join(visible(each) for each in left[:NAMED])
    more = f" and {len(left) - NAMED:,} more" if len(left) > NAMED else ""
    return (
        f"error: not reached, and without a line: {_repositories(len(left))}: {names}{more}\n"
        "    hint: run the same again: it goes on where this run stopped\n"
    )


def _known(options: Namespace, machine: Machine) -> "dict[str, Old]":
    from ml_readiness.survey.file import read_survey

    return read_survey(machine.folder / options.known, options.known) if options.known else {}


def _meter(options: Namespace, machine: Machine) -> "Meter":
    from ml_readiness.github.api import Meter

    said = options.requests
    if not (said.isascii() and said.isdigit() and 0 < int(said[:9]) <= MOST_REQUESTS):
        message = f"--requests {said or repr('')} is no number from 1 to {MOST_REQUESTS:,}"
        raise mistake(message, hint=f"write it like {REQUESTS}")

    def told(seconds: float) -> None:
        machine.complain(f"GitHub asks to wait: {seconds:.0f} seconds\n")

    return Meter(left=int(said), patience=LONGEST_WAITS, told=told)


def _asked(options: Namespace, machine: Machine, meter: "Meter") -> "tuple[Setting, Survey]":
    """What is the same for all, and which repositories there are."""
    from ml_readiness.github.event import site_of
    from ml_readiness.survey.judging import Setting
    from ml_readiness.survey.listed import (
        Owner,
        read_login,
        read_names,
        read_shard,
        survey_of_names,
        survey_of_owner,
    )

    if (options.organisation is None) == (options.repositories is None):
        raise mistake("name --organisation or --repositories", hint="one of the two")
    shard = None if options.shard is None else read_shard("--shard", options.shard)
    api = _client(machine, meter)
    if options.repositories is not None:
        names = read_names(options.repositories, _text(machine.folder, options.repositories))
        survey = survey_of_names(api, names, shard, DEFAULT_MANIFEST)
    else:
        login = read_login("--organisation", options.organisation)
        owner = Owner(login=login, archived=options.archived, forks=options.forks)
        survey = survey_of_owner(api, owner, shard, DEFAULT_MANIFEST)
    setting = Setting(
        api=api,
        server=site_of(machine.environment).server,
        today=machine.today(),
        links=options.links,
        internet=machine.internet,
        deadline=partial(_deadline, machine, meter),
    )
    return setting, survey


def _client(machine: Machine, meter: "Meter") -> "Api":
    from ml_readiness.github.api import Api, needed
    from ml_readiness.github.event import site_of

    token = machine.environment.get("GITHUB_TOKEN", "").strip()
    if not token:
        hint = "set GITHUB_TOKEN: GitHub lists nothing without one"
        raise mistake("a survey needs a token", hint=hint)
    with needed("GitHub cannot be asked"):
        return Api(site_of(machine.environment), token, machine.clock, meter=meter)


def _deadline(machine: Machine, meter: "Meter") -> Callable[[], None]:
    """The end of one repository's time, in which waiting for GitHub does not count."""
    before = meter.waited
    return machine.deadline(DEFAULT_LIMITS.whole_seconds, lambda: meter.waited - before)


def _text(folder: Path, name: str) -> str:
    try:
        path = folder / name
        if path.stat().st_size > LIST_BYTES:
            raise mistake(f"it has more than {LIST_BYTES:,} bytes", path=name)
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise mistake("it is no UTF-8 text", path=name) from None
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise mistake(f"cannot read {name}: {reason}") from None


def _apart(
    survey: "Survey", known: "dict[str, Old]", setting: "Setting"
) -> "tuple[list[Old], list[Glimpse | Lost]]":
    """The older lines that still hold, and what has to be asked."""
    from ml_readiness.survey.line import holds
    from ml_readiness.survey.listed import Lost

    kept, ahead = [], []
    for each in survey.found:
        old = known.get(each.repository.casefold())
        lasting = (
            old is not None
            and not isinstance(each, Lost)
            and holds(old.gist, each, setting.today, links_checked=setting.links)
        )
        if old is not None and lasting:
            kept.append(old)
        else:
            ahead.append(each)
    return kept, ahead
