"""GitHub's answers, of which one or more are not what GitHub would have said.

They are those of the tests' fake, changed on their way: between the connection and our client.
"""

import json
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from io import BytesIO
from typing import NamedTuple

import requests
from fakegithub import FakeGitHub, Pull, Run, State, Workflow
from helpers.step import Clock
from requests.adapters import BaseAdapter
from urllib3 import HTTPResponse

from fuzz.mutation import altered, mutated
from fuzz.trial import Trial
from ml_readiness.github.api import Api, ApiError, Meter
from ml_readiness.github.branch import comes_from, tip
from ml_readiness.github.comment import Thread, marker
from ml_readiness.github.event import read_pull
from ml_readiness.github.merge import decide
from ml_readiness.github.pull import live_pull, open_pulls, snapshot
from ml_readiness.github.repositories import by_name, owned_by
from ml_readiness.github.repository import commit_named, described
from ml_readiness.github.runs import OwnActions, ask_runs
from ml_readiness.github.status import CommitStatus
from ml_readiness.github.tree import Fetched, open_api_tree
from ml_readiness.github.trigger import Context, ProtectedPull, RunHead, Site
from ml_readiness.github.trigger import Pull as Asked
from ml_readiness.model.errors import InputError
from ml_readiness.model.limits import DEFAULT_LIMITS
from ml_readiness.model.tree import Unreadable

REPOSITORY = "acme/fraud"
HEAD, BASE, MERGE = "1" * 40, "2" * 40, "3" * 40
CI = ".github/workflows/ci.yml"
# More than any call needs; nothing that is answered may make it ask for ever.
MOST_REQUESTS = 1_000
STATUSES = (
    200,
    201,
    204,
    301,
    302,
    304,
    307,
    400,
    401,
    403,
    404,
    408,
    409,
    410,
    422,
    429,
    500,
    502,
)
HEADERS: Mapping[str, Sequence[str]] = {
    "Location": ("", "/", "//10.0.0.1/", "http://[", "http://127.0.0.1:1/x", "javascript:x", "?"),
    "Link": (
        '<https://10.0.0.1/x>; rel="next"',
        '<x>; rel="next"',
        '<>; rel="next"',
        "<http://[>; rel=next",
        ",;=<>",
        'a; rel="next"',
    ),
    "Retry-After": ("0", "1", "9" * 400, "-1", "nan", "\xb2", "Wed, 21 Oct 2026 07:28:00 GMT"),
    "X-RateLimit-Remaining": ("0", "x"),
    "X-RateLimit-Reset": ("0", "9" * 400, "-1", "\u0663"),
    "Content-Type": ("text/html", "application/json; charset=utf-16", "x; charset=nonsense"),
    "Content-Encoding": ("gzip", "br", "nonsense"),
}
WORDS = b'{ } [ ] , : " \\u0000 \\ud800 null true 1e400 -0 NaN data errors 0 \xef\xbb\xbf \xff\xfe'
SITE = Site(server="https://github.com", rest="https://api", graphql="https://api/graphql")


class Answer(NamedTuple):
    status: int
    headers: Mapping[str, str]
    body: bytes


def _protected() -> ProtectedPull:
    context = Context(
        event="pull_request_target", site=SITE, repository=REPOSITORY, default_branch="main"
    )
    return ProtectedPull(
        context=context, pull=Asked(number=7, head=HEAD, base=BASE, into="main"), retargeted=False
    )


def _live(api: Api) -> None:
    seen = live_pull(api, REPOSITORY, 7)
    decide(seen, _protected(), "main", Clock().time())


def _tree(api: Api) -> None:
    tree = open_api_tree(api, REPOSITORY, BASE, "app/", DEFAULT_LIMITS, Fetched())
    tree.expect(tree.paths())
    for path in tree.paths():
        assert not path.startswith("/"), path
        for read in (tree.size, tree.read, tree.has_pointer):
            with suppress(InputError, Unreadable):
                read(path)
    tree.workflows().paths()


def _runs(api: Api) -> None:
    place = OwnActions(repository=REPOSITORY, page=f"https://github.com/{REPOSITORY}", branch=None)
    ask_runs(lambda: api, place, (CI, ".github/workflows/none.yml"))


def _comment(api: Api) -> None:
    mark = marker("")
    thread = Thread(api=api, repository=REPOSITORY, number=7, viewer="github-actions[bot]")
    thread.publish(f"{mark}\nanother", mark, create=True)


def _status(api: Api) -> None:
    status = CommitStatus(repository=REPOSITORY, commit=HEAD, label="x", page=None)
    status.write(api, Clock(), "success", "fine")


CALLS: Mapping[str, Callable[[Api], object]] = {
    "live": _live,
    "pulls": lambda api: open_pulls(
        api, REPOSITORY, RunHead(repository=REPOSITORY, branch="feature", commit=HEAD)
    ),
    "snapshot": lambda api: snapshot(api, REPOSITORY, 7, BASE, ["a.md", CI]),
    "pull": lambda api: read_pull(api.get(f"/repos/{REPOSITORY}/pulls/7")),
    "comment": _comment,
    "status": _status,
    "tree": _tree,
    "runs": _runs,
    "tip": lambda api: tip(api, REPOSITORY, "main"),
    "history": lambda api: comes_from(api, REPOSITORY, MERGE, BASE),
    "described": lambda api: described(api, REPOSITORY),
    "named": lambda api: commit_named(api, REPOSITORY, "main"),
    "owned": lambda api: list(
        owned_by(api, "acme", "ml-readiness.yml", archived=False, forks=False)
    ),
    "by-name": lambda api: list(by_name(api, [REPOSITORY, "acme/gone"], "ml-readiness.yml")),
}


class Edge(BaseAdapter):
    """What stands where the connection would be: it answers from a list, the last one for ever."""

    def __init__(self, answers: Sequence[Answer]) -> None:
        super().__init__()
        self.answers = list(answers)
        self.asked: list[requests.PreparedRequest] = []

    def send(
        self, request: requests.PreparedRequest, *_: object, **__: object
    ) -> requests.Response:
        """The next answer, as `requests` would have read it."""
        self.asked.append(request)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        raw = HTTPResponse(
            BytesIO(answer.body), answer.headers, answer.status, preload_content=False
        )
        response = requests.adapters.HTTPAdapter().build_response(request, raw)
        response.content  # noqa: B018 - as a session reads it at once
        return response

    def close(self) -> None:
        """There is no connection."""


class Tape(requests.adapters.HTTPAdapter):
    """A connection to the fake whose answers are written down."""

    def __init__(self) -> None:
        super().__init__()
        self.answers: list[Answer] = []

    def send(self, *asked: object, **how: object) -> requests.Response:
        """The fake's own answer."""
        response: requests.Response = super().send(*asked, **how)  # type: ignore[arg-type]
        headers = {
            name: value
            for name, value in response.headers.items()
            if name.lower() not in {"content-length", "content-encoding", "transfer-encoding"}
        }
        self.answers.append(Answer(response.status_code, headers, response.content))
        return response


def recorded() -> Mapping[str, Sequence[Answer]]:
    """What the fake answers to each call, all of which succeed."""
    tapes = {}
    for name, call in CALLS.items():
        with FakeGitHub(_state()) as github:
            site = Site(server=SITE.server, rest=github.url, graphql=github.graphql_url)
            api, tape = Api(site, github.state.token, Clock()), Tape()
            mount(api, tape)
            call(api)
            tapes[name] = tape.answers
    return tapes


def mount(api: Api, adapter: BaseAdapter) -> None:
    """Put something in the place of an API's connections."""
    for scheme in ("http://", "https://"):
        api._session.mount(scheme, adapter)  # noqa: SLF001 - the edge of the program


def _state() -> State:
    pull = Pull(number=7, head_sha=HEAD, base_sha=BASE, merge_sha=MERGE)
    state = State(pulls={7: pull}, parents={MERGE: [BASE, HEAD], BASE: [], HEAD: [BASE]})
    content = {
        "a.md": b"# A\n",
        "app/b.md": b"b\r\n",
        "app/c.bin": bytes(range(256)),
        CI: b"on: x\n",
    }
    state.files = dict.fromkeys((BASE, HEAD, MERGE), content)
    state.heads = {"main": BASE}
    state.workflows.append(Workflow(id=1, path=CI))
    jobs = {"test": "success"}
    state.runs.append(Run(id=1, path=CI, created_at="2026-11-20T23:59:59Z", jobs=jobs))
    for body in (f"{marker('')}\none", f"{marker('')}\ntwo", "another"):
        state.comment(7, body)
    return state


def trials(chance: random.Random) -> Iterator[Trial]:
    """A call, of whose answers one is certainly changed."""
    tapes = recorded()
    while True:
        name = chance.choice(list(CALLS))
        answers = [each if chance.random() < 0.8 else changed(chance, each) for each in tapes[name]]
        place = chance.randrange(len(answers))
        answers[place] = changed(chance, answers[place])
        yield _trial(name, answers)


def changed(chance: random.Random, answer: Answer) -> Answer:
    """An answer with another status, header, or body."""
    status, headers, body = answer
    match chance.randrange(8):
        case 0:
            status = chance.choice(STATUSES)
            header = chance.choice(list(HEADERS))
            headers = {**headers, header: chance.choice(HEADERS[header])}
        case 1:
            header = chance.choice(list(HEADERS))
            headers = {**headers, header: chance.choice(HEADERS[header])}
        case 2:
            body = mutated(chance, [body], WORDS.split(b" "))
        case 3:
            body = chance.choice((b"", b"[" * 100_000, b'{"a":' * 50_000, body[: len(body) // 2]))
        case 4:
            status, body = chance.choice(STATUSES), json.dumps({"message": "\x1b[2J" * 99}).encode()
        case _:
            with suppress(ValueError, RecursionError):
                body = json.dumps(altered(chance, json.loads(body))).encode()
    return Answer(status, headers, body)


def _trial(name: str, answers: Sequence[Answer]) -> Trial:
    def judge() -> None:
        edge, clock = Edge(answers), Clock()
        api = Api(SITE, "token-of-the-run", clock, meter=Meter(left=MOST_REQUESTS))
        mount(api, edge)
        with suppress(ApiError, InputError, Unreadable):
            CALLS[name](api)
        assert len(edge.asked) < MOST_REQUESTS, f"{len(edge.asked)} requests"
        assert clock.now - Clock().now <= 200, f"waited {clock.waits}"
        for request in edge.asked:
            assert str(request.url).startswith("https://api/"), request.url

    return Trial(repr((name, answers)).encode(), judge)
