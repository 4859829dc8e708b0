"""A commit over an API on a bad day, and commits that mean harm: bounded, and never half read."""

import json
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest
from fakegithub import (
    RESET,
    FakeGitHub,
    Fault,
    Reply,
    State,
    exhausted,
    html,
    limited,
    on,
    truncated,
)
from fakegithub.exchange import Seen
from fakegithub.faults import Cut
from fakegithub.state import oid
from helpers.step import Clock

from ml_readiness.github.api import Api
from ml_readiness.github.tree import MOST_ALONE, ApiTree, Fetched, open_api_tree
from ml_readiness.github.trigger import Site
from ml_readiness.model.errors import InputError, Problem
from ml_readiness.model.limits import DEFAULT_LIMITS, Limits
from ml_readiness.model.tree import TEXT_BYTES, Unreadable

COMMIT = "1" * 40
FILES = {"a.md": b"# A\n", "b/c.md": b"# C\n", "b/raw": b"\xff\x00", "b/d/e.md": b"# E\n"}
LASTING = 1_000


def lists(seen: Seen) -> bool:
    return "/git/trees/" in seen.path


def blobs(seen: Seen) -> bool:
    return "/git/blobs/" in seen.path


REQUESTS: Mapping[str, Callable[[Seen], bool]] = {
    "the list": lists,
    "the query": on("POST", "/graphql"),
    "the blob": blobs,
}


@pytest.fixture
def github() -> Iterator[FakeGitHub]:
    with FakeGitHub(State(files={COMMIT: dict(FILES)})) as github:
        yield github


def opened(
    github: FakeGitHub,
    sha: str = COMMIT,
    prefix: str = "",
    *,
    limits: Limits = DEFAULT_LIMITS,
    clock: Clock | None = None,
) -> ApiTree:
    site = Site(server="https://github.com", rest=github.url, graphql=github.graphql_url)
    api = Api(site, github.state.token, clock or Clock())
    return open_api_tree(api, github.state.repository, sha, prefix, limits, Fetched())


def read_all(github: FakeGitHub, clock: Clock | None = None) -> dict[str, bytes]:
    tree = opened(github, clock=clock)
    tree.expect(FILES)
    return {path: tree.read(path) for path in FILES}


def refused(github: FakeGitHub) -> Problem:
    """What is said where not all can be read; it names the commit, and nothing hides in it."""
    with pytest.raises(InputError) as caught:
        read_all(github)
    [problem] = caught.value.problems
    assert problem.message.startswith(f"the commit {COMMIT} of acme/fraud cannot be read: ")
    return problem


def reply(answer: object, status: int = 200) -> Reply:
    body = json.dumps(answer).encode()
    return Reply(status=status, headers={"Content-Type": "application/json"}, body=body)


def bytes_reply(body: bytes) -> Reply:
    return Reply(status=200, headers={"Content-Type": "application/json"}, body=body)


BAD_DAYS: Mapping[str, tuple[Reply | Cut, str]] = {
    "401": (reply({"message": "Bad credentials"}, 401), "Bad credentials"),
    "403": (reply({"message": "Resource not accessible by integration"}, 403), "403 (Resource not"),
    "404": (reply({"message": "Not Found"}, 404), "404 (Not Found)"),
    "409": (reply({"message": "Git Repository is empty."}, 409), "Git Repository is empty."),
    "429": (limited(retry_after=3600, status=429), "asks to come back later"),
    "limit": (limited(retry_after=3600), "asks to come back later"),
    "spent": (exhausted(reset=2_000_000), "asks to come back later"),
    "500": (html(500), "GitHub answered 500"),
    "502": (html(502), "GitHub answered 502"),
    "redirect": (Reply(status=302, headers={"Location": "http://127.0.0.1:1/"}), "302"),
    "page": (html(200), "no JSON"),
    "half": (truncated(), "could not be reached"),
    "reset": (RESET, "could not be reached"),
    "bytes": (bytes_reply(b"\xff\x00"), "no JSON"),
    "deep": (bytes_reply(b"[" * 99_999), "no JSON"),
    "number": (reply(7), "GitHub"),
    "null": (reply(None), "GitHub"),
    "list": (reply([]), "GitHub"),
    "object": (reply({}), "GitHub"),
}


@pytest.mark.parametrize("day", BAD_DAYS)
@pytest.mark.parametrize("request_", REQUESTS)
def test_G6_what_GitHub_does_not_give_is_no_empty_tree(
    github: FakeGitHub, day: str, request_: str
) -> None:
    spoiled, said = BAD_DAYS[day]
    github.faults.append(Fault(REQUESTS[request_], spoiled, times=LASTING))
    problem = refused(github)
    assert said in problem.message
    assert (problem.hint is not None) == (day in {"403", "404"})


def test_G6_a_commit_that_is_not_there(github: FakeGitHub) -> None:
    with pytest.raises(InputError) as caught:
        opened(github, "9" * 40)
    [problem] = caught.value.problems
    assert problem.message == (
        f"the commit {'9' * 40} of acme/fraud cannot be read: GitHub answered 404 (Not Found)"
    )
    assert problem.hint == "is it in this repository? the token needs `contents: read`"


@pytest.mark.parametrize("request_", REQUESTS)
@pytest.mark.parametrize("spoiled", [html(502), RESET, limited(retry_after=7)])
def test_G6_a_passing_fault_costs_a_wait(github: FakeGitHub, request_: str, spoiled: Reply) -> None:
    github.faults.append(Fault(REQUESTS[request_], spoiled))
    clock = Clock()
    assert read_all(github, clock) == FILES
    assert len(clock.waits) == 1


def entry(**said: object) -> dict[str, object]:
    return {"path": "a", "mode": "100644", "type": "blob", "sha": "2" * 40, "size": 1} | said


def listing(*entries: object, cut: object = False) -> Reply:
    return reply({"sha": COMMIT, "tree": entries, "truncated": cut})


NO_LISTS = {
    "no tree": reply({"truncated": False}),
    "tree of another kind": reply({"tree": {}, "truncated": False}),
    "tree of null": reply({"tree": None, "truncated": False}),
    "not said whether it is cut": reply({"tree": []}),
    "cut as text": listing(cut="false"),
    "cut as number": listing(cut=0),
    "cut as null": listing(cut=None),
    "cut without end": listing(cut=True),
    "entry of text": listing("a"),
    "entry of null": listing(None),
    "entry of nothing": listing({}),
    "no path": listing(entry(path=None)),
    "path of numbers": listing(entry(path=7)),
    "mode of numbers": listing(entry(mode=100644)),
    "no mode": listing(entry(mode="")),
    "mode of nothing known": listing(entry(mode="060000")),
    "mode too long": listing(entry(mode="1006440")),
    "mode of other digits": listing(entry(mode="10064٤")),
    "no object": listing(entry(sha=None)),
    "object that is a path": listing(entry(sha="../../../user")),
    "object too short": listing(entry(sha="2" * 39)),
    "object in capitals": listing(entry(sha="A" * 40)),
    "object and more": listing(entry(sha="2" * 40 + "\n")),
    "no size": listing({"path": "a", "mode": "100644", "type": "blob", "sha": "2" * 40}),
    "size of null": listing(entry(size=None)),
    "size below zero": listing(entry(size=-1)),
    "size of text": listing(entry(size="1")),
    "size of a fraction": listing(entry(size=1.5)),
}


@pytest.mark.parametrize("shape", NO_LISTS)
def test_G6_what_is_no_list_of_paths(github: FakeGitHub, shape: str) -> None:
    github.faults.append(Fault(lists, NO_LISTS[shape], times=LASTING))
    said = refused(github).message
    assert ("does not list all" in said) or ("something that is no path" in said)
    assert len(github.seen) <= 2


FORBIDDEN = [
    *("", "..", "a/../b", "./a", "/a", "a//b", "a/", ".git", ".Git/config", "a/.GIT/hooks/x"),
    *("a\0b", "\ud800", "a/\udc80"),
]


@pytest.mark.parametrize("path", FORBIDDEN)
@pytest.mark.parametrize("mode", ["100644", "040000", "120000"])
def test_G6_names_that_git_checks_out_nowhere(github: FakeGitHub, path: str, mode: str) -> None:
    github.faults.append(Fault(lists, listing(entry(path=path, mode=mode))))
    assert "a path that git would not check out" in refused(github).message


@pytest.mark.parametrize("path", FORBIDDEN)
def test_G6_such_names_below_a_folder(github: FakeGitHub, path: str) -> None:
    """Where a list is cut, names are put together from several."""
    folder = entry(path="b", mode="040000", sha="3" * 40)
    github.faults += [
        Fault(on("GET", COMMIT), listing(cut=True)),
        Fault(on("GET", COMMIT), listing(folder)),
        Fault(on("GET", "3" * 40), listing(entry(path=path))),
    ]
    assert "a path that git would not check out" in refused(github).message


@pytest.mark.parametrize("path", ["...", ".gitignore", ".g\u0131t", ".git\n", "~"])
def test_G6_names_that_only_look_like_them(github: FakeGitHub, path: str) -> None:
    github.faults.append(Fault(lists, listing(entry(path=path))))
    assert opened(github).paths() == {path: "file"}


@pytest.mark.parametrize("mode", ["100644", "040000", "120000", "160000"])
def test_G6_two_entries_of_one_path(github: FakeGitHub, mode: str) -> None:
    github.faults.append(Fault(lists, listing(entry(), entry(mode=mode, sha="3" * 40))))
    assert "a path that git would not check out: 'a'" in refused(github).message


NO_TEXTS: Mapping[str, Any] = {
    "no object": None,
    "another kind": {},
    "text of null": {"text": None},
    "text of a number": {"text": 7},
    "a list": [],
    "a number": 7,
    "another text": {"text": "# B\n"},
    "no text": {"text": "\ud800"},
}


@pytest.mark.parametrize("shape", NO_TEXTS)
def test_G6_a_query_without_what_was_asked_for(github: FakeGitHub, shape: str) -> None:
    """Then each file is asked for alone, and is right."""
    answer = {"data": {"repository": {f"blob{n}": NO_TEXTS[shape] for n in range(4)}}}
    github.faults.append(Fault(on("POST"), reply(answer)))
    assert read_all(github) == FILES
    assert len([seen for seen in github.seen if blobs(seen)]) == len(FILES)


def test_G6_a_text_that_belongs_to_another_file(github: FakeGitHub) -> None:
    answer = {f"blob{n}": {"text": FILES["b/c.md"].decode()} for n in range(9)}
    github.faults.append(Fault(on("POST"), reply({"data": {"repository": answer}})))
    assert read_all(github) == FILES


@pytest.mark.parametrize(
    "answer",
    [
        {"data": None},
        {"data": {"repository": None}},
        {"data": {"repository": []}},
        {"data": {}, "errors": [{"type": "NOT_FOUND", "message": "no such repository"}]},
        {"data": {}, "errors": [{"message": "Something went wrong. This may be a timeout"}]},
    ],
)
def test_G6_a_query_without_an_answer(github: FakeGitHub, answer: object) -> None:
    github.faults.append(Fault(on("POST"), reply(answer), times=LASTING))
    assert "GitHub" in refused(github).message


RAW = FILES["b/raw"]
GOOD = b64encode(RAW).decode()
NO_BLOBS: Mapping[str, dict[str, object]] = {
    "no base64": {"content": "!!!!", "encoding": "base64"},
    "base64 and more": {"content": f"{GOOD}!", "encoding": "base64"},
    "base64 with spaces": {"content": f" {GOOD}", "encoding": "base64"},
    "base64 without its end": {"content": GOOD.rstrip("="), "encoding": "base64"},
    "base64 of other letters": {"content": "é" * 4, "encoding": "base64"},
    "base64 for addresses": {"content": "_wA=", "encoding": "base64"},
    "another encoding": {"content": GOOD, "encoding": "utf-8"},
    "no encoding": {"content": GOOD},
    "no content": {"encoding": "base64"},
    "content of null": {"content": None, "encoding": "base64"},
    "content of a list": {"content": [GOOD], "encoding": "base64"},
    "another file": {"content": b64encode(b"\xff\x01").decode(), "encoding": "base64"},
    "a longer file": {"content": b64encode(RAW + b"\n").decode(), "encoding": "base64"},
    "nothing": {"content": "", "encoding": "base64"},
}


@pytest.mark.parametrize("shape", NO_BLOBS)
def test_G6_a_blob_that_is_another(github: FakeGitHub, shape: str) -> None:
    said = NO_BLOBS[shape] | {"sha": oid(RAW), "size": len(RAW)}
    github.faults.append(Fault(blobs, reply(said), times=LASTING))
    name = oid(RAW)
    assert f"not the content of the blob {name}" in refused(github).message


def test_G6_a_size_that_is_not_the_files(github: FakeGitHub) -> None:
    """A size decides what is read, and whether a file is empty."""
    wrong = entry(path="a.md", sha=oid(FILES["a.md"]), size=1)
    github.faults.append(Fault(lists, listing(wrong)))
    tree = opened(github)
    with pytest.raises(InputError, match="not the content of the blob"):
        tree.read("a.md")


@pytest.mark.parametrize("size", [TEXT_BYTES + 1, 100_000_000, 2**80])
def test_G6_a_large_file_is_never_fetched(github: FakeGitHub, size: int) -> None:
    github.faults.append(Fault(lists, listing(entry(path="model.bin", size=size))))
    tree = opened(github)
    tree.expect(["model.bin"])
    assert tree.size("model.bin") == size
    with pytest.raises(Unreadable, match="too-large"):
        tree.read("model.bin")
    assert len(github.seen) == 1


def test_G6_a_folder_that_is_never_listed_whole(github: FakeGitHub) -> None:
    github.state.most_entries = 2
    github.state.files[COMMIT] = {f"b/{number}": b"" for number in range(3)}
    with pytest.raises(InputError, match="GitHub does not list all of b/"):
        opened(github)


@pytest.mark.parametrize("folders", [198, 199])
def test_G6_a_commit_costs_at_most_200_lists(github: FakeGitHub, folders: int) -> None:
    files = {f"{number}/a": b"" for number in range(folders)}
    github.state.most_entries = folders
    github.state.files[COMMIT] = files
    if folders == 198:
        assert opened(github).paths() == dict.fromkeys(sorted(files), "file")
    else:
        with pytest.raises(InputError, match="its paths need more than 200 requests"):
            opened(github)
    assert len(github.seen) == 200


def test_G6_a_folder_that_has_itself(github: FakeGitHub) -> None:
    itself = entry(path="a" * 255, mode="040000", sha=COMMIT)
    github.faults += [
        Fault(lambda seen: lists(seen) and bool(seen.query), listing(cut=True), times=LASTING),
        Fault(lists, listing(itself), times=LASTING),
    ]
    with pytest.raises(InputError, match="its paths need more than 200 requests"):
        opened(github)
    assert len(github.seen) == 200


def test_G6_more_paths_than_the_limit(github: FakeGitHub) -> None:
    github.faults.append(Fault(lists, listing(*(entry(path=f"a{n}") for n in range(1001)))))
    with pytest.raises(InputError, match="has more than 1,000 paths"):
        opened(github, limits=Limits(paths=1_000))


def test_G6_few_paths_that_are_very_long(github: FakeGitHub) -> None:
    long = (entry(path=f"{n}{'a' * 100_000}") for n in range(3))
    github.faults.append(Fault(lists, listing(*long)))
    with pytest.raises(InputError, match="has more than 1,000 paths"):
        opened(github, limits=Limits(paths=1_000))


def test_G7_files_that_are_no_text_have_a_most(github: FakeGitHub) -> None:
    """The requests of an hour belong to the whole repository, and a stranger has none to spend."""
    files = {f"{number}.bin": b"\xff\x00%d" % number for number in range(MOST_ALONE + 1)}
    github.state.files[COMMIT] = files
    tree = opened(github)
    tree.expect(files)
    *most, last = files
    for path in most:
        assert tree.read(path) == files[path]
        assert tree.read(path) == files[path]
    with pytest.raises(InputError, match=f"more than {MOST_ALONE} files have to be asked"):
        tree.read(last)
    assert len([seen for seen in github.seen if blobs(seen)]) == MOST_ALONE
