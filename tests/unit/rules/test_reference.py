from posixpath import normpath

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ml_readiness.model.evidence import (
    Cited,
    InvalidReason,
    Malformed,
    Reference,
)
from ml_readiness.model.facts import Home
from ml_readiness.model.view import WebSource
from ml_readiness.rules.cited import CitedAlert, CitedFile, CitedJob, CitedLink, CitedTest
from ml_readiness.rules.reference import at_home, read_reference

LONGEST_HOST = ".".join(("a" * 63, "b" * 63, "c" * 63, "d" * 61))  # 253 characters


def a_file(
    path: str, fragment: str | None = None, *, text: str | None = None, rooted: bool = False
) -> CitedFile:
    whole = path if fragment is None else f"{path}#{fragment}"
    return CitedFile(text=text or whole, path=path, fragment=fragment, rooted=rooted)


def a_test(path: str, *names: str, parameter: str | None = None) -> CitedTest:
    return CitedTest(path=path, names=names, parameter=parameter)


def a_job(path: str, job: str) -> CitedJob:
    return CitedJob(path=path, job=job)


def an_alert(path: str, alert: str) -> CitedAlert:
    return CitedAlert(path=path, alert=alert)


def a_link(address: str, fragment: str | None = None) -> CitedLink:
    return CitedLink(address=address, fragment=fragment)


@pytest.mark.parametrize(
    ("text", "reference"),
    [
        # the table of the four kinds
        ("tests/test_a.py::test_x", a_test("tests/test_a.py", "test_x")),
        ("tests/test_a.py::TestA::test_x", a_test("tests/test_a.py", "TestA", "test_x")),
        ("tests/test_a.py::test_x[1-b]", a_test("tests/test_a.py", "test_x", parameter="1-b")),
        (".github/workflows/x.yml#job-id", a_job(".github/workflows/x.yml", "job-id")),
        (".github/workflows/x.yaml#job_2", a_job(".github/workflows/x.yaml", "job_2")),
        ("http://example.com/a", a_link("http://example.com/a")),
        ("https://example.com/a#b", a_link("https://example.com/a", "b")),
        ("docs/card.md", a_file("docs/card.md")),
        ("docs/card.md#results", a_file("docs/card.md", "results")),
        ("src/a.txt#L10-L20", a_file("src/a.txt", "L10-L20")),
        ("docs/**/*.md", a_file("docs/**/*.md")),
        ("tests/test_a.py", a_file("tests/test_a.py")),
        # tests
        ("a.py::A::B::C::test_x", a_test("a.py", "A", "B", "C", "test_x")),
        ("a.py::A::test_x[b]", a_test("a.py", "A", "test_x", parameter="b")),
        ("a.py::test_x[a::b]", a_test("a.py", "test_x", parameter="a::b")),
        ("a.py::test_x[a/b#c d]", a_test("a.py", "test_x", parameter="a/b#c d")),
        ("a.py::test_x[[1, 2]]", a_test("a.py", "test_x", parameter="[1, 2]")),
        ("a.py::test_x[]", a_test("a.py", "test_x", parameter="")),
        ("a#b.py::test_x", a_test("a#b.py", "test_x")),
        ("a.py::test_größe", a_test("a.py", "test_größe")),
        ("a/../b/./c.py::test_x", a_test("b/c.py", "test_x")),
        # jobs, and workflows that are cited as files
        ("././/.github/workflows/x", a_file(".github/workflows/x", rooted=True)),
        ("./a/../.github/workflows/*.yml", a_file(".github/workflows/*.yml", rooted=True)),
        ("./.github/x.yml", a_file(".github/x.yml")),
        ("a/../.github/workflows/x.yml#a", a_job(".github/workflows/x.yml", "a")),
        (".github/./workflows//x.yml#a", a_job(".github/workflows/x.yml", "a")),
        (".github/workflows/x.yml#_a", a_job(".github/workflows/x.yml", "_a")),
        (".github/workflows/a#b.yml#c", a_job(".github/workflows/a#b.yml", "c")),
        (".github/workflows/x.yml", a_file(".github/workflows/x.yml")),
        ("./.github/workflows/x.yml#L3", a_file(".github/workflows/x.yml", "L3", rooted=True)),
        (".github/dependabot.yml#L3-L4", a_file(".github/dependabot.yml", "L3-L4")),
        # alerts
        ("alerts.yml#ModelTooOld", an_alert("alerts.yml", "ModelTooOld")),
        ("a/../ops/alerts.yaml#With a space", an_alert("ops/alerts.yaml", "With a space")),
        ("ALERTS.YML#a", an_alert("ALERTS.YML", "a")),
        ("a#b.yml#c", an_alert("a#b.yml", "c")),
        ("dvc.yml#a", an_alert("dvc.yml", "a")),
        ("github/a.yml#a", an_alert("github/a.yml", "a")),
        ("dvc.yaml#train", a_file("dvc.yaml", "train")),
        ("a/dvc.yaml#train", a_file("a/dvc.yaml", "train")),
        (".pre-commit-config.yaml#ruff", a_file(".pre-commit-config.yaml", "ruff")),
        ("alerts.yml#L3", a_file("alerts.yml", "L3")),
        ("ops/*.yml#a", a_file("ops/*.yml", "a")),
        ("alerts.yml.j2#a", a_file("alerts.yml.j2", "a")),
        (".github/workflows/x.json#a", a_file(".github/workflows/x.json", "a")),
        (".github/workflows/x.yml.md#a", a_file(".github/workflows/x.yml.md", "a")),
        # files
        ("a#b.md", a_file("a", "b.md")),
        ("a#b#c", a_file("a#b", "c")),
        ("./a.md", a_file("a.md")),
        ("a/./b//c.md", a_file("a/b/c.md")),
        ("a/../b.md#h", a_file("b.md", "h", text="b.md#h")),
        ("docs/", a_file("docs/")),
        ("a/../docs//", a_file("docs/")),
        ("a b/c d.md", a_file("a b/c d.md")),
        ("..a/b", a_file("..a/b")),
        ("a/..b", a_file("a/..b")),
        ("mailto:a@example.com", a_file("mailto:a@example.com")),
        ("http:/example.com", a_file("http:/example.com")),
        ("1http://example.com", a_file("1http:/example.com")),
        ("café/ü.md#größe", a_file("café/ü.md", "größe")),
        ("x" * 255, a_file("x" * 255)),
        (f"{'x' * 255}#L1", a_file("x" * 255, "L1")),
        # links
        ("HTTPS://Example.COM/Path?Query#Part", a_link("https://example.com/Path?Query", "Part")),
        ("hTTp://example.com", a_link("http://example.com/")),
        ("https://example.com#part", a_link("https://example.com/", "part")),
        ("https://example.com?q=1", a_link("https://example.com/?q=1")),
        ("https://example.com/?q=a/b:c@d", a_link("https://example.com/?q=a/b:c@d")),
        ("https://example.com/#", a_link("https://example.com/")),
        ("https://example.com/a#b#c", a_link("https://example.com/a", "b#c")),
        ("https://example.com/a::b", a_link("https://example.com/a::b")),
        ("https://example.com/a.py::test_x", a_link("https://example.com/a.py::test_x")),
        ("https://example.com/@a", a_link("https://example.com/@a")),
        ("https://example.com:8443/", a_link("https://example.com:8443/")),
        ("https://example.com:65535/", a_link("https://example.com:65535/")),
        ("https://example.com./", a_link("https://example.com./")),
        ("https://a_b.example.com/", a_link("https://a_b.example.com/")),
        ("https://Bücher.example/ü", a_link("https://bücher.example/ü")),
        ("https://例え.jp/", a_link("https://例え.jp/")),
        ("http://127.0.0.1/", a_link("http://127.0.0.1/")),
        ("http://[2001:DB8::1]:80/a", a_link("http://[2001:db8::1]:80/a")),
        (f"https://{'a' * 63}.com/", a_link(f"https://{'a' * 63}.com/")),
        (f"https://{LONGEST_HOST}/", a_link(f"https://{LONGEST_HOST}/")),
    ],
)
def test_the_shape_of_a_citation_says_what_it_refers_to(text: str, reference: Reference) -> None:
    assert read_reference(text) == reference


@pytest.mark.parametrize(
    ("text", "kind", "reason"),
    [
        # tests
        ("a.go::TestX", "test", "malformed"),
        ("a.pyc::test_x", "test", "malformed"),
        ("::test_x", "test", "malformed"),
        ("a.py::", "test", "malformed"),
        ("a.py::A::", "test", "malformed"),
        ("a.py::::test_x", "test", "malformed"),
        ("a.py::test x", "test", "malformed"),
        ("a.py::1test", "test", "malformed"),
        ("a.py::test_x#L1", "test", "malformed"),
        ("a.py::test_x(1)", "test", "malformed"),
        ("a.py::test_x ", "test", "malformed"),
        ("a.py::test_x[1", "test", "malformed"),
        ("a.py::test_x[", "test", "malformed"),
        ("a.py::test_x[1]b", "test", "malformed"),
        ("a.py::[1]", "test", "malformed"),
        ("a.py::test_x[\x1b[0m]", "test", "malformed"),
        ("a\0.py::test_x", "test", "malformed"),
        (f"{'x' * 253}.py::test_x", "test", "malformed"),
        ("/a.py::test_x", "test", "outside-root"),
        ("../a.py::test_x", "test", "outside-root"),
        ("a/../../b.py::test_x", "test", "outside-root"),
        # jobs
        (".github/workflows/x.yml#", "job", "malformed"),
        (".github/workflows/x.yml#a b", "job", "malformed"),
        (".github/workflows/x.yml#1a", "job", "malformed"),
        (".github/workflows/x.yml#-a", "job", "malformed"),
        (".github/workflows/x.yml#a.b", "job", "malformed"),
        (".github/workflows/x.yml#größe", "job", "malformed"),
        (".github/workflows/x.yml#a ", "job", "malformed"),
        (".github/workflows/x.yml#a\n", "job", "malformed"),
        (".github/workflows/x\0.yml#a", "job", "malformed"),
        # files
        ("", "file", "malformed"),
        ("#", "file", "malformed"),
        ("#part", "file", "malformed"),
        ("a.md#", "file", "malformed"),
        ("a\0b", "file", "malformed"),
        ("a\tb", "file", "malformed"),
        ("a\nb", "file", "malformed"),
        ("a\x7fb", "file", "malformed"),
        ("a\x85b", "file", "malformed"),
        ("a\u2028b", "file", "malformed"),
        ("a\u2029b", "file", "malformed"),
        ("a\ud800b", "file", "malformed"),
        ("a.md#b\x1bc", "file", "malformed"),
        (" a", "file", "malformed"),
        ("a ", "file", "malformed"),
        (" https://example.com/", "file", "malformed"),
        ("a\u00a0", "file", "malformed"),
        ("x" * 256, "file", "malformed"),
        (f"{'x' * 256}#L1", "file", "malformed"),
        ("/etc/passwd", "file", "outside-root"),
        ("/", "file", "outside-root"),
        ("//a", "file", "outside-root"),
        ("/a#L1", "file", "outside-root"),
        ("..", "file", "outside-root"),
        ("../", "file", "outside-root"),
        ("../a", "file", "outside-root"),
        ("./../a", "file", "outside-root"),
        ("a/../../b", "file", "outside-root"),
        ("a/../../b#part", "file", "outside-root"),
        ("a/../..", "file", "outside-root"),
        (".", "file", "directory"),
        ("./", "file", "directory"),
        ("a/..", "file", "directory"),
        ("a/../", "file", "directory"),
        # links
        ("ftp://example.com/", "link", "malformed"),
        ("file:///etc/passwd", "link", "malformed"),
        ("javascript://example.com/%0aalert(1)", "link", "malformed"),
        ("git+ssh://git@example.com/a", "link", "malformed"),
        ("https://user@example.com/", "link", "credentials"),
        ("https://user:secret@example.com/", "link", "credentials"),
        ("https://@example.com/", "link", "credentials"),
        ("https://:@example.com/", "link", "credentials"),
        ("https://", "link", "malformed"),
        ("https:///a", "link", "malformed"),
        ("https://?q", "link", "malformed"),
        ("https://:80/", "link", "malformed"),
        ("https://example.com:0/", "link", "malformed"),
        ("https://example.com:65536/", "link", "malformed"),
        ("https://example.com:-1/", "link", "malformed"),
        ("https://example.com:http/", "link", "malformed"),
        ("https://[::1", "link", "malformed"),
        ("https://[1.2.3.4]/", "link", "malformed"),
        ("https://[zz::1]/", "link", "malformed"),
        ("https://a..b/", "link", "malformed"),
        ("https://.a/", "link", "malformed"),
        ("https://a.b../", "link", "malformed"),
        (f"https://{'a' * 64}.com/", "link", "malformed"),
        (f"https://{LONGEST_HOST}a/", "link", "malformed"),
        ("https://a%2eb/", "link", "malformed"),
        ("https://a|b/", "link", "malformed"),
        ("https://a|b.example.com/", "link", "malformed"),
        ("https://a<b/", "link", "malformed"),
        ("https://a b/", "link", "malformed"),
        ("https://example.com/a b", "link", "malformed"),
        ("https://example.com/a ", "link", "malformed"),
        ("https://example.com/a\tb", "link", "malformed"),
        ("https://example.com/a\nb", "link", "malformed"),
        ("https://example.com/a\0b", "link", "malformed"),
        ("https://example.com/a\x7fb", "link", "malformed"),
        ("https://example.com/a\u00a0b", "link", "malformed"),
        ("https://example.com\\@evil.org/", "link", "credentials"),
        ("https://example.com/a\\b", "link", "malformed"),
        ("https://a\u2100b/", "link", "malformed"),
        ("https://a\ud800b/", "link", "malformed"),
    ],
)
def test_what_refers_to_nothing_is_invalid_and_keeps_its_kind(
    text: str, kind: str, reason: InvalidReason
) -> None:
    reference = read_reference(text)
    assert isinstance(reference, Malformed)
    assert (reference.kind, reference.judgement.reason) == (kind, reason)
    assert reference.judgement.outcome == "invalid"
    assert reference.judgement.message


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        (
            "a.go::TestX",
            "'::' names a test in a Python file",
            "for a test in another language cite its file and the job that runs it",
        ),
        (
            "a.py::test x",
            "this is not the name of a test",
            "write path.py::test_name, path.py::TestClass::test_name or path.py::test_name[id]",
        ),
        (
            ".github/workflows/x.yml#a b",
            "'a b' is not the id of a job",
            "a job id has letters, digits, '-' and '_', and starts with a letter or '_'",
        ),
        ("docs/a.md#", "nothing follows the '#'", "write docs/a.md"),
        ("/docs/a.md", "the path does not start at the root", "remove the first '/'"),
        ("x" * 256, "a path has at most 255 characters and no NUL", None),
        (".", "this is a folder", "cite a file in it, or a glob"),
        (
            "https://user@example.com/",
            "the address carries a user name or a password",
            "remove it, and change the password",
        ),
        ("htps://example.com/", "'htps' is not a scheme of the web", "did you mean https?"),
        (
            "gopher://example.com/",
            "'gopher' is not a scheme of the web",
            "only http and https addresses are asked",
        ),
    ],
)
def test_what_is_invalid_says_why_and_what_to_write(
    text: str, message: str, hint: str | None
) -> None:
    reference = read_reference(text)
    assert isinstance(reference, Malformed)
    assert (reference.judgement.message, reference.judgement.hint) == (message, hint)


@pytest.mark.parametrize(
    ("text", "reference"),
    [
        ("a.md", a_file("a.md")),
        ("./a.md", a_file("sub/deep/a.md")),
        ("./a.md#part", a_file("sub/deep/a.md", "part")),
        ("./*.md", a_file("sub/deep/*.md")),
        ("././a.md", a_file("sub/deep/a.md")),
        ("./../a.md", a_file("sub/a.md")),
        ("./../../a.md", a_file("a.md")),
        ("./", a_file("sub/deep/")),
        ("a/./b.md", a_file("a/b.md")),
        ("./a.py::test_x", a_test("sub/deep/a.py", "test_x")),
        ("a.py::test_x", a_test("a.py", "test_x")),
        (".github/workflows/x.yml#a", a_job(".github/workflows/x.yml", "a")),
        ("./../../.github/workflows/x.yml#a", a_job(".github/workflows/x.yml", "a")),
        ("./alerts.yml#a", an_alert("sub/deep/alerts.yml", "a")),
        (".hidden", a_file(".hidden")),
        ("https://example.com/./a", a_link("https://example.com/./a")),
    ],
)
def test_a_leading_dot_starts_at_the_folder_of_the_manifest(
    text: str, reference: Reference
) -> None:
    assert read_reference(text, "sub/deep") == reference


@pytest.mark.parametrize("text", ["../a.md", "./../../../a.md", "./../../../sub/deep/a.md"])
def test_no_folder_is_a_way_out_of_the_root(text: str) -> None:
    reference = read_reference(text, "sub/deep")
    assert isinstance(reference, Malformed)
    assert reference.judgement.reason == "outside-root"


PIECES = ("a", "b.py", "::", "#", "/", "./", "..", ".", "[", "]", "*", " ", "http://", "https://")
ODD_PIECES = ("@", ":", "0", "?", "%2e", "é", "\0", "\\", "\u2028", ".github/workflows/", "x.yml")
shapes = st.lists(st.sampled_from((*PIECES, *ODD_PIECES)), max_size=8).map("".join)


@settings(deadline=None, max_examples=300)
@given(
    st.text(st.characters()) | shapes | shapes.map("https://".__add__), st.sampled_from(["", "a/b"])
)
@example("https://\u1e9e.example/", "")
def test_any_text_refers_to_something_inside_the_root_or_to_nothing(text: str, folder: str) -> None:
    reference = read_reference(text, folder)
    assert read_reference(text, folder) == reference
    if isinstance(reference, CitedLink):
        assert read_reference(reference.address) == a_link(reference.address)
    elif isinstance(reference, CitedFile | CitedTest | CitedJob):
        path = reference.path.removesuffix("/")
        assert path == normpath(path)
        assert not path.startswith("/")
        assert path.split("/")[0] not in (".", "..")


HOME = Home(
    address="https://github.com/acme/fraud", refs=frozenset({"main", "release/1", "abc"}), prefix=""
)
BLOB = "https://github.com/acme/fraud/blob/"


@pytest.mark.parametrize(
    ("link", "file"),
    [
        (a_link(f"{BLOB}main/docs/a.md"), a_file("docs/a.md")),
        (a_link(f"{BLOB}abc/docs/a.md", "results"), a_file("docs/a.md", "results")),
        (a_link(f"{BLOB}main/a.txt", "L1-L2"), a_file("a.txt", "L1-L2")),
        (a_link(f"{BLOB}release/1/a.md"), a_file("a.md")),
        (a_link(f"{BLOB}main/a.md?plain=1", "L1"), a_file("a.md", "L1")),
        (a_link(f"{BLOB}main/a%20b/%C3%BC%23.md"), a_file("a b/ü#.md")),
        (a_link(f"{BLOB}main/a%3Fb.md?plain=1"), a_file("a?b.md")),
        (a_link(f"{BLOB}release%2F1/a.md"), a_file("a.md")),
        (a_link("https://github.com/ACME/Fraud/blob/main/A.md"), a_file("A.md")),
        (a_link(f"{BLOB}main/main/a.md"), a_file("main/a.md")),
        (a_link(f"{BLOB}dev/a.md"), None),
        (a_link(f"{BLOB}MAIN/a.md"), None),
        (a_link(f"{BLOB}main"), None),
        (a_link(f"{BLOB}mainly/a.md"), None),
        (a_link(f"{BLOB}release/a.md"), None),
        (a_link(f"{BLOB}x/main/a.md"), None),
        (a_link("https://github.com/acme/fraud/tree/main/docs"), None),
        (a_link("https://github.com/acme/fraud/blame/main/a.md"), None),
        (a_link("https://github.com/acme/fraud-2/blob/main/a.md"), None),
        (a_link("https://github.com/other/fraud/blob/main/a.md"), None),
        (a_link("http://github.com/acme/fraud/blob/main/a.md"), None),
        (a_link("https://evil.org/github.com/acme/fraud/blob/main/a.md"), None),
        (a_link("https://evil.org/?https://github.com/acme/fraud/blob/main/a.md"), None),
    ],
)
def test_a_link_to_a_file_of_the_repository_is_that_file(
    link: CitedLink, file: CitedFile | None
) -> None:
    assert at_home(link, HOME) == file


@pytest.mark.parametrize(
    "address", ["https://github.com/Acme/Fraud", "https://GitHub.com/acme/fraud"]
)
def test_the_case_of_the_repository_does_not_matter_on_either_side(address: str) -> None:
    home = Home(address=address, refs=HOME.refs, prefix="")
    assert at_home(a_link(f"{BLOB}main/A.md"), home) == a_file("A.md")


@pytest.mark.parametrize("refs", [["v1", "v1/fix", "v1/fix/2"], ["v1/fix/2", "v1/fix", "v1"]])
@pytest.mark.parametrize(
    ("shown", "path"),
    [("v1/fix/2/a.md", "a.md"), ("v1/fix/a.md", "a.md"), ("v1/a.md", "a.md")],
)
def test_of_names_that_begin_alike_the_longest_is_the_ref(
    refs: list[str], shown: str, path: str
) -> None:
    home = Home(address=HOME.address, refs=frozenset(refs), prefix="")
    assert at_home(a_link(BLOB + shown), home) == a_file(path)


@pytest.mark.parametrize(
    ("shown", "file"),
    [
        ("main/sub/a.md", a_file("a.md")),
        ("main/sub/sub/a.md", a_file("sub/a.md")),
        ("main/subway/a.md", None),
        ("main/other/a.md", None),
        ("main/a/sub/a.md", None),
        ("main/a.md", None),
        ("main/.github/workflows/x.yml", a_file(".github/workflows/x.yml")),
        ("main/sub/.github/workflows/x.yml", a_file(".github/workflows/x.yml", rooted=True)),
        ("main/.github/x.yml", None),
    ],
)
def test_below_a_root_a_file_of_the_repository_is_looked_for_from_there(
    shown: str, file: CitedFile | None
) -> None:
    home = Home(address=HOME.address, refs=HOME.refs, prefix="sub/")
    assert at_home(a_link(BLOB + shown), home) == file


@settings(deadline=None)
@given(st.text(max_size=20), st.none() | st.text(min_size=1, max_size=5))
def test_whatever_follows_a_ref_is_a_path_or_nothing(path: str, fragment: str | None) -> None:
    found = at_home(a_link(f"{BLOB}main/{path}", fragment), HOME)
    assert found is not None
    assert found.fragment == fragment
    assert found.text == (found.path if fragment is None else f"{found.path}#{fragment}")


@pytest.mark.parametrize(
    ("text", "from_top", "page"),
    [
        (".github/workflows/x.yml#a", True, ".github/workflows/x.yml"),
        (".github/workflows/x.yml", True, ".github/workflows/x.yml"),
        (".github/workflows/*.yml", True, None),
        ("./.github/workflows/x.yml", False, "sub/.github/workflows/x.yml"),
        (".github/workflows/x.json#L3", True, ".github/workflows/x.json#L3"),
        ("./.github/workflows/x.yml#L3", False, "sub/.github/workflows/x.yml#L3"),
        (".github/x.yml", False, "sub/.github/x.yml"),
        ("a/.github/workflows/x.yml", False, "sub/a/.github/workflows/x.yml"),
        ("tests/a.py::test_x", False, "sub/tests/a.py"),
        (".github/workflows/a.py::test_x", False, "sub/.github/workflows/a.py"),
        ("https://example.com/.github/workflows/x.yml", False, None),
    ],
)
def test_208_workflows_are_at_the_top_whatever_the_root(
    text: str, from_top: bool, page: str | None
) -> None:
    source = WebSource(repository="https://github.com/acme/fraud", commit="c", prefix="sub/")
    reference = read_reference(text)
    assert isinstance(reference, Cited)
    assert reference.from_top is from_top
    if not isinstance(reference, CitedLink):
        shown = reference.page(source)
        assert shown == (page and f"https://github.com/acme/fraud/blob/c/{page}")


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        (".github/dependabot.yml#updates", "write .github/workflows/NAME.yml#job-id"),
        (".github/workflows/a/x.yml#a", "write .github/workflows/NAME.yml#job-id"),
        (".github/ci.yaml#Lint", "write .github/workflows/NAME.yml#job-id"),
        ("./.github/workflows/x.yml#a", "write .github/workflows/x.yml#a"),
        ("a/.github/workflows/x.yml#a", "write .github/workflows/NAME.yml#job-id"),
    ],
)
def test_below_github_a_name_in_yaml_is_that_of_a_job(text: str, hint: str) -> None:
    reference = read_reference(text)
    assert isinstance(reference, Malformed)
    assert (reference.kind, reference.judgement.reason) == ("file", "fragment-not-allowed")
    assert reference.judgement.hint == hint


@pytest.mark.parametrize(
    ("text", "reads"),
    [
        ("a/dvc.yaml#train", ("a/dvc.yaml", "a/dvc.lock")),
        ("dvc.yaml#train", ("dvc.yaml", "dvc.lock")),
        ("dvc.yaml", ("dvc.yaml",)),
        ("a/b.md#x", ("a/b.md",)),
        ("a/*.md", ()),
    ],
)
def test_313_a_stage_is_read_with_its_lock(text: str, reads: tuple[str, ...]) -> None:
    reference = read_reference(text)
    assert isinstance(reference, CitedFile)
    assert reference.reads == reads


@pytest.mark.parametrize(
    ("text", "line", "place"),
    [
        ("a.ipynb#results", None, "a.ipynb"),
        ("A.IPYNB#results", None, "A.IPYNB"),
        ("a.ipynb#L3", None, "a.ipynb?plain=1#L3"),
        ("a.py#load", 7, "a.py#L7"),
        ("a/Makefile#eval", 7, "a/Makefile#L7"),
        ("a.md#results", None, "a.md#results"),
        ("a.md#L3", None, "a.md?plain=1#L3"),
        ("a#b", None, "a%23b"),
    ],
)
def test_315_the_page_of_a_part(text: str, line: int | None, place: str) -> None:
    reference = read_reference(text)
    assert isinstance(reference, CitedFile)
    source = WebSource(repository="https://example.com/o/r", commit="c")
    assert reference.page(source, line) == f"https://example.com/o/r/blob/c/{place}"
