"""Every folder of `cases` is a small repository, and what the gate must find in it.

A case has
* `repository/`: the files, with a manifest that cites each thing as evidence;
* `expected.json`: "status", and "findings" with outcome and reason of every citation; also
  "score", "errors" (a part of each message, in order), "advice" (of each hint), "warnings" (their
  reasons), and for single citations "hints" (a part of the hint) and "kinds"; "asked" has the
  requests for an address;
  "pytest" says of a citation why pytest and our closed list differ on purpose;
* `said.txt`: every error, warning and finding in the words of the report, as `make golden` writes
  them: read the difference before you commit it;
* `case.json`, where files cannot say it all: see `SETTINGS`.
"""

import contextlib
import json
import os
import shutil
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, get_args
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

import certifi
import pytest
import trustme
from helpers.gitrepo import git, init
from helpers.harness import check
from helpers.loopback import RESET, Asked, Handler, Said, Server, Site, serving

from ml_readiness.evidence import VERIFIERS
from ml_readiness.model.evidence import OUTCOMES, Outcome, Reason

CASES = Path(__file__).parent / "cases"
WRITE = os.environ.get("GOLDEN") == "write"
NAMES = sorted(path.parent.name for path in CASES.glob("*/expected.json"))

SETTINGS = {
    "argv",  # arguments after `check`
    "environment",  # variables that the runner sets
    "git",  # false: there is no repository
    "untracked",  # paths that are left out of the index
    "symlinks",  # links, by their path, to a target; tracked
    "submodules",  # paths of submodules
    "large",  # files, by their path, that get so many line ends more
    "empty-files",  # folders that get so many empty files
    "deleted",  # paths that are tracked, and then removed from the disk
    "relinked",  # paths that are tracked, and then replaced by a link to a target
    "smudged",  # paths that git has as they are in `repository/`, and their text on the disk
    "directories",  # folders that are made last of all, with nothing in them
    "remote",  # the address of the remote `origin`
    "branch",  # the branch that is checked out
    "default-branch",  # the default branch of `origin`
    "commit",  # true: HEAD is the commit EMPTY_COMMIT
    "web",  # what answers: see Web
}

# A commit of no files is the same in every repository, so that a manifest can name it.
EMPTY_COMMIT = "efc6a758b2d17d9e6f2b9d328e0da0db9c219db1"
COMMIT = b"""tree 4b825dc642cb6eb9a060e54bf8d69288fbee4904
author t <t@t> 0 +0000
committer t <t@t> 0 +0000

c
"""

# Reasons that no case can show, and why.
ASKED_FOR = "only where GitHub can be asked: tests/action/test_runs.py"
UNSHOWN: Mapping[Reason, str] = {
    "switched-off": ASKED_FOR,
    "run-red": ASKED_FOR,
    "run-too-old": ASKED_FOR,
    "jobs-not-readable": ASKED_FOR,
    "unapproved": "only where a workflow follows another: tests/action/test_protected.py",
    "allowance": "only where a stranger is judged with a token: tests/hostile/test_strange_links.py",
    **dict.fromkeys(
        ("switched-off", "run-red", "run-too-old", "jobs-not-readable"),
        "only where GitHub can be asked: tests/action/test_runs.py",
    ),
}


def load(name: str, file: str) -> Any:
    path = CASES / name / file
    return json.loads(path.read_text("utf-8")) if path.exists() else {}


@pytest.mark.parametrize("name", NAMES)
def test_case(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    case, expected = load(name, "case.json"), load(name, "expected.json")
    assert set(case) <= SETTINGS
    folder = build(name, tmp_path / "repository")
    argv = [*case.get("argv", ()), "--format", "json"]
    environment = case.get("environment", {})
    if "web" in case:
        with serving_web(case["web"], tmp_path, monkeypatch) as web:
            done = check(folder, *argv, environment=environment, network=web)
        web.assert_asked(expected.get("asked", {}))
    else:
        done = check(folder, *argv, environment=environment)
    report = json.loads(done.stdout)
    pieces = found(report)

    assert {
        "findings": {ref: [piece["outcome"], piece["reason"]] for ref, piece in pieces.items()},
        "warnings": [
            warning["reason"]
            for entry in report["manifests"]
            for warning in entry["verdict"]["warnings"]
        ],
        "status": done.status,
    } == {
        "findings": expected["findings"],
        "warnings": expected.get("warnings", []),
        "status": expected["status"],
    }
    words, kept = "".join(f"{line}\n" for line in spoken(report)), CASES / name / "said.txt"
    if WRITE:
        assert os.environ.get("CI") != "true", "CI compares with what is kept"
        kept.write_text(words, "utf-8", newline="\n")
    assert words == kept.read_text("utf-8")
    assert {ref: pieces[ref]["kind"] for ref in expected.get("kinds", {})} == expected.get(
        "kinds", {}
    )
    for ref, hint in expected.get("hints", {}).items():
        assert hint in (pieces[ref]["hint"] or ""), ref
    assert len(report["errors"]) == len(expected.get("errors", []))
    for error, part in zip(report["errors"], expected.get("errors", []), strict=True):
        assert part in error["message"]
    if "advice" in expected:
        for error, part in zip(report["errors"], expected["advice"], strict=True):
            assert part in error["hint"]
    if "score" in expected:
        assert [entry["score"] for entry in report["manifests"]] == [expected["score"]]


def spoken(report: Any) -> Iterator[str]:
    """The sentences of a report, line by line."""
    for error in report["errors"]:
        place = [str(part) for part in (error["path"], error["line"], error["column"]) if part]
        yield from told(":".join(place) or "error", error)
    for entry in report["manifests"]:
        for warning in entry["verdict"]["warnings"]:
            yield f"warning: {warning['message']}"
    for ref, piece in found(report).items():
        yield from told(f"{ref} ({piece['weakness'] or piece['outcome']})", piece)


def told(about: str, saying: Mapping[str, Any]) -> Iterator[str]:
    texts = {"": saying["message"], "hint: ": saying["hint"]}
    lines = [f"  {kind}{text}" for kind, text in texts.items() if text]
    for line in (about, *lines):
        yield "".join(sign if sign.isprintable() else ascii(sign)[1:-1] for sign in line)


def found(report: Any) -> dict[str, Any]:
    """The pieces of evidence by how they are cited; equal citations are judged the same."""
    said = [
        each
        for entry in report["manifests"]
        for section in entry["sections"]
        for each in section["criteria"]
    ]
    said += [each for entry in report["manifests"] for each in entry["checklist"]["items"]]
    pieces: dict[str, Any] = {}
    for piece in (piece for each in said for piece in each["evidence"]):
        place = {"line": None, "column": None}
        assert pieces.setdefault(piece["ref"], piece) | place == piece | place
    return pieces


def build(name: str, folder: Path) -> Path:
    """The repository of a case, as its settings want it."""
    case = load(name, "case.json")
    shutil.copytree(CASES / name / "repository", folder)
    for path, size in case.get("large", {}).items():
        with (folder / path).open("ab") as file:
            file.write(b"\n" * size)
    for path, count in case.get("empty-files", {}).items():
        for number in range(count):
            (folder / path / str(number)).touch()
    for path, target in case.get("symlinks", {}).items():
        (folder / path).symlink_to(target)
    if case.get("git", True):
        track(case, folder)
    for path in (*case.get("deleted", ()), *case.get("relinked", ())):
        shutil.rmtree(folder / path) if (folder / path).is_dir() else (folder / path).unlink()
    for path, target in case.get("relinked", {}).items():
        (folder / path).symlink_to(target)
    for path, text in case.get("smudged", {}).items():
        (folder / path).write_text(text, encoding="utf-8")
    for path in case.get("directories", ()):
        (folder / path).mkdir()
    return folder


def track(case: Mapping[str, Any], folder: Path) -> None:
    init(folder)
    git(folder, "add", "--all", "--force", ".")
    for path in case.get("untracked", ()):
        git(folder, "rm", "-r", "-q", "--cached", "--", path)
    for path in case.get("submodules", ()):
        git(folder, "update-index", "--add", "--cacheinfo", f"160000,{EMPTY_COMMIT},{path}")
    if "remote" in case:
        git(folder, "remote", "add", "origin", case["remote"])
    if "branch" in case:
        git(folder, "symbolic-ref", "HEAD", f"refs/heads/{case['branch']}")
    if "default-branch" in case:
        branch = f"refs/remotes/origin/{case['default-branch']}"
        git(folder, "symbolic-ref", "refs/remotes/origin/HEAD", branch)
    if case.get("commit"):
        git(folder, "hash-object", "-t", "commit", "-w", "--stdin", data=COMMIT)
        git(folder, "update-ref", "HEAD", EMPTY_COMMIT)


class Web:
    """A small internet: each host has an address of its own that leads to a server on loopback.

    The table maps an address to its page: "status", "headers", "body", "html" (a body of that
    type), "blanks" (so many before the body), "redirect" (an address), "head" (the status for
    HEAD alone), or "reset" in place of a page. A host alone (`no.example`) maps to a fault:
    "no-such-host", "name-lookup", "refused", "timeout", "untrusted" (its certificate),
    "run-deadline", or an IP address that its name leads to. Nothing else may be asked, and every
    page has to be. Time runs ten times as fast as outside.
    """

    def __init__(self, table: Mapping[str, Any]) -> None:
        self.pages = {key: page for key, page in table.items() if "://" in key}
        self.faults = {key: fault for key, fault in table.items() if "://" not in key}
        self.hosts: dict[str, str] = {}
        self.asked: dict[str, list[str]] = {}
        self.ports: dict[bool, int] = {}
        self.leap = 0.0

    def site(self, scheme: str) -> Site:
        def answer(asked: Asked) -> Said | str:
            address = f"{scheme}://{asked.headers['host']}{asked.path}"
            self.asked.setdefault(address, []).append(asked.method)
            page = self.pages.get(address, {"status": 418})
            return RESET if page == "reset" else said(page, asked.method)

        return answer

    def certified(self) -> list[str]:
        """The hosts that have a certificate to show."""
        hosts = {urlsplit(key).hostname or "" for key in self.pages if key.startswith("https:")}
        return sorted(hosts) or ["none.example"]

    def resolve(self, host: str, port: int) -> tuple[str, ...]:
        del port
        fault = self.faults.get(host)
        if fault == "no-such-host":
            raise socket.gaierror(socket.EAI_NONAME, "no such name")
        if fault == "name-lookup":
            raise socket.gaierror(socket.EAI_AGAIN, "later")
        if fault is not None and fault[0].isdigit():
            return (fault,)
        return (self.hosts.setdefault(host, f"93.184.216.{len(self.hosts) + 1}"),)

    def connect(self, address: str, port: int, timeout: float) -> socket.socket:
        host = next((host for host, own in self.hosts.items() if own == address), address)
        match self.faults.get(host):
            case "refused":
                raise ConnectionRefusedError
            case "timeout":
                raise TimeoutError
            case "run-deadline":
                self.leap = 1000.0
                raise TimeoutError
        return socket.create_connection(
            ("127.0.0.1", self.ports[str(port).endswith("443")]), timeout
        )

    def monotonic(self) -> float:
        return time.monotonic() * 10 + self.leap

    def assert_asked(self, expected: Mapping[str, list[str]]) -> None:
        assert set(self.asked) == set(self.pages)
        assert {address: self.asked[address] for address in expected} == expected


def said(page: Mapping[str, Any], method: str) -> Said:
    headers = dict(page.get("headers", {}))
    status = page.get("status", 200)
    if "html" in page:
        headers["Content-Type"] = "text/html; charset=utf-8"
    if "redirect" in page:
        headers["Location"] = page["redirect"]
        status = page.get("status", 302)
    if method == "HEAD":
        status = page.get("head", status)
    body = " " * page.get("blanks", 0) + page.get("html", page.get("body", ""))
    return Said(status=status, headers=headers, body=body.encode())


@contextlib.contextmanager
def serving_web(
    table: Mapping[str, Any], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Web]:
    """A small internet of a plain server and one with certificates, which are believed."""
    web = Web(table)
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(*web.certified()).configure_cert(context)
    authority.cert_pem.write_to_path(str(folder / "trusted.pem"))
    monkeypatch.setattr(certifi, "where", lambda: str(folder / "trusted.pem"))
    with serving(web.site("http")) as plain, serving(web.site("https")) as secure:
        encrypt(secure, context)
        web.ports = {False: plain.port, True: secure.port}
        yield web


def encrypt(server: Server, context: ssl.SSLContext) -> None:
    class Secure(Handler):
        def setup(self) -> None:
            self.request = context.wrap_socket(self.request, server_side=True)
            super().setup()

        def finish(self) -> None:
            super().finish()
            self.request.close()

    server.RequestHandlerClass = Secure
    server.handle_error = lambda *_: None  # type: ignore[method-assign]


def test_every_reason_is_shown() -> None:
    shown = {
        reason for name in NAMES for _, reason in load(name, "expected.json")["findings"].values()
    }
    assert shown - {None} == set(OUTCOMES) - set(UNSHOWN)


def test_every_outcome_and_kind_is_shown() -> None:
    expected = [load(name, "expected.json") for name in NAMES]
    outcomes = {outcome for each in expected for outcome, _ in each["findings"].values()}
    kinds = {kind for each in expected for kind in each.get("kinds", {}).values()}
    assert (outcomes, kinds) == (set(get_args(Outcome)), set(VERIFIERS))


def test_every_case_is_whole() -> None:
    folders = {path.name for path in CASES.iterdir()}
    assert folders == set(NAMES)
    for name in NAMES:
        expected = load(name, "expected.json")
        for table in ("hints", "kinds", "pytest"):
            assert set(expected.get(table, {})) <= set(expected["findings"]), name


# Cases of tests that have no results yet: pytest itself says there which tests run.
ORACLES = [
    name
    for name in NAMES
    if name.startswith("tests-") and "--junit" not in load(name, "case.json").get("argv", ())
]


@pytest.mark.parametrize("name", ORACLES)
def test_pytest_agrees(name: str, tmp_path: Path) -> None:
    """A test is verified exactly when pytest runs it and it passes; what is hollow passes too."""
    expected = load(name, "expected.json")
    results = run_pytest(build(name, tmp_path / "repository"))
    differing = set()
    for ref, (outcome, reason) in expected["findings"].items():
        path, *names = ref.partition("[")[0].split("::")
        test = (".".join([*path.removesuffix(".py").split("/"), *names[:-1]]), names[-1])
        runs = results.get(test) == {"passed"}
        if reason == "hollow":
            assert test in results, ref
        elif runs != (outcome == "verified"):
            differing.add(ref)
    assert differing == set(expected.get("pytest", {}))


def run_pytest(folder: Path) -> dict[tuple[str, str], set[str]]:
    """The results of each test, by its dotted class and its name without parameters."""
    results = folder.parent / "results.xml"
    settings = folder.parent / "pytest.ini"
    settings.write_text("[pytest]\npython_files = *.py\n", "utf-8")
    options = ["-c", str(settings), f"--rootdir={folder}", "-p", "no:cacheprovider"]
    options += ["--import-mode=importlib", "--continue-on-collection-errors"]
    options += ["-q", f"--junitxml={results}", "-o", "junit_family=xunit2"]
    subprocess.run(
        [sys.executable, "-B", "-m", "pytest", *options, "."],
        cwd=folder,
        env={"PATH": os.environ["PATH"], "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True,
        check=False,
    )
    found: dict[tuple[str, str], set[str]] = {}
    for case in ET.parse(results).iter("testcase"):
        test = (case.get("classname", ""), case.get("name", "").partition("[")[0])
        result = next((child.tag for child in case if child.tag != "properties"), "passed")
        found.setdefault(test, set()).add(result)
    return found
