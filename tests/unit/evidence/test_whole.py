"""Row 114: the name of a thing alone, and the whole reference that it stands for."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import pytest

from ml_readiness.evidence.whole import (
    MOST_PARSED_SOURCES,
    MOST_TEST_FILES,
    read_jobs,
    whole_reference,
)
from ml_readiness.model.facts import Facts, Once
from ml_readiness.model.tree import TEXT_BYTES, EntryKind, Unreadable, is_pointer
from ml_readiness.reading.makefile import read_targets
from ml_readiness.reading.pytest.collect import read_tests
from ml_readiness.reading.source import read_definitions
from ml_readiness.reading.workflow import read_workflow

TEST = b"import shop\n\n\ndef test_ranges():\n    assert shop.train()\n"
CI = b"on: push\njobs:\n  data:\n    name: Data tests\n    runs-on: x\n    steps: [{run: make eval}]\n"
FILES = {"tests/test_data.py": TEST, ".github/workflows/ci.yml": CI}


@dataclass(kw_only=True)
class Files:
    """A tree that counts what is read; a remote one knows git's name of each file."""

    files: Mapping[str, bytes]
    remote: bool = False
    read_paths: list[str] = field(default_factory=list)

    def paths(self) -> Mapping[str, EntryKind]:
        return dict.fromkeys(self.files, "file")

    def size(self, path: str) -> int:
        if self.files[path] == b"unseen":
            raise Unreadable(path, "not-in-worktree")
        return len(self.files[path])

    def read(self, path: str, most: int = TEXT_BYTES) -> bytes:
        self.read_paths.append(path)
        if self.files[path] == b"gone":
            raise Unreadable(path, "not-in-worktree")
        return self.files[path][:most]

    def blob(self, path: str) -> str | None:
        return f"name of {path}" if self.remote else None

    def has_pointer(self, path: str) -> bool:
        return is_pointer(self.read(path))

    def exists(self, path: str) -> bool:
        return path in self.files

    def expect(self, paths: Iterable[str]) -> None:
        del paths

    def workflows(self) -> "Files":
        return self


def facts_of(tree: Files) -> Facts:
    return Facts(tree=tree, answers={}, offline=True, results=None, home=None, once=Once())


def test_114_what_cannot_be_seen_or_is_no_test_file_is_passed_over() -> None:
    files = {"a/test_a.py": b"unseen", **FILES, "notes/data.txt": TEST}
    assert whole_reference("test_ranges", facts_of(Files(files=files))) == (
        "tests/test_data.py::test_ranges"
    )


def test_114_jobs_may_share_their_steps() -> None:
    shared = "jobs: {a: {steps: &s [{run: make eval}]}, b: {steps: *s}, c: {steps: [{run: x}]}}"
    files = {".github/workflows/ci.yml": f"on: push\n{shared}\n".encode()}
    assert whole_reference("x", facts_of(Files(files=files))) == ".github/workflows/ci.yml#c"


@pytest.mark.parametrize("name", ["test_ranges", "make eval", "Data tests", "data"])
def test_114_nothing_is_fetched_for_a_hint(name: str) -> None:
    tree = Files(files=FILES, remote=True)
    assert whole_reference(name, facts_of(tree)) is None
    assert tree.read_paths == []


def test_114_what_the_run_has_read_is_looked_at_wherever_it_lies() -> None:
    tree = Files(files=FILES, remote=True)
    facts = facts_of(tree)
    facts.learn(read_tests, "tests/test_data.py")
    facts.learn(read_workflow, ".github/workflows/ci.yml")
    assert whole_reference("test_ranges", facts) == "tests/test_data.py::test_ranges"
    assert whole_reference("Data tests", facts) == ".github/workflows/ci.yml#data"


def test_114_at_most_so_many_test_files_of_a_checkout_are_read() -> None:
    many = {f"tests/test_{number:04}.py": b"" for number in range(MOST_TEST_FILES)}
    tree = Files(files=many | {"tests/test_z.py": TEST})
    assert whole_reference("test_ranges", facts_of(tree)) is None
    assert len({*tree.read_paths}) == MOST_TEST_FILES


def test_114_large_files_are_not_read_for_a_hint() -> None:
    large = {f"tests/test_{number}.py": b" " * 999_999 for number in range(10)}
    tree = Files(files=large | {"tests/test_z.py": TEST})
    assert whole_reference("test_ranges", facts_of(tree)) is None
    assert len({*tree.read_paths}) == 5


def test_114_files_that_cannot_be_read_are_passed_over() -> None:
    files = {"tests/test_a.py": b"gone", ".github/workflows/a.yml": b"gone"}
    facts = facts_of(Files(files=files | FILES))
    assert whole_reference("test_ranges", facts) == "tests/test_data.py::test_ranges"
    assert whole_reference("Data tests", facts) == ".github/workflows/ci.yml#data"


def test_114_of_several_that_fit_none_is_written() -> None:
    facts = facts_of(Files(files=FILES | {"tests/test_more.py": TEST}))
    assert whole_reference("test_ranges", facts) is None
    assert whole_reference("test_more.test_ranges", facts) == "tests/test_more.py::test_ranges"


def test_114_a_target_that_cannot_be_cited_is_no_reference() -> None:
    facts = facts_of(Files(files=FILES | {"Makefile": b"eval:\n", "makefile": b"gone"}))
    assert whole_reference("make other", facts) is None
    alone = facts_of(Files(files=FILES | {"Makefile": b"eval:\n"}))
    assert whole_reference("make other", alone) is None


@pytest.mark.parametrize("text", ["[", "- a", "jobs: 5", "jobs: {'a b': {}}", "a: 1"])
def test_114_what_is_no_workflow_has_no_jobs(text: str) -> None:
    assert read_jobs(text.encode()) == ()


@pytest.mark.parametrize("job", ["5", "{name: 5}", "{steps: 5}", "{steps: [5, {run: 5}]}"])
def test_114_a_job_that_says_little_has_its_id(job: str) -> None:
    [found] = read_jobs(f"jobs: {{a: {job}}}".encode())
    assert (found.job, found.name, found.commands) == ("a", "a", ())


@pytest.mark.parametrize("name", ["lint", "shared", "make nothing", "lonely"])
def test_317_where_none_or_several_fit_nothing_is_written(name: str) -> None:
    files = {
        "Makefile": b"lint:\n\ttrue\nlonely:\n",
        ".github/workflows/ci.yml": b"jobs: {lint: {steps: [{run: x}]}}",
        "a.py": b"def shared(): pass\n",
        "b.py": b"def shared(): pass\n",
    }
    assert whole_reference(name, facts_of(Files(files=files))) is None


def test_317_only_sources_that_have_the_word_are_parsed() -> None:
    many = {
        f"src/a{number}.py": b"def other(): pass\n" for number in range(MOST_PARSED_SOURCES + 5)
    }
    facts = facts_of(Files(files=many | {"src/z.py": b"def load(): pass\n"}))
    assert whole_reference("load", facts) == "src/z.py#load"
    assert not facts.has_learnt(read_definitions, "src/a1.py")
    many = dict.fromkeys(many, b"# load\n")
    facts = facts_of(Files(files=many | {"src/z.py": b"def load(): pass\n"}))
    assert whole_reference("load", facts) is None


def test_317_elsewhere_only_what_was_read_is_looked_at() -> None:
    files = {"Makefile": b"eval: ; true\n", "a.py": b"def load(): pass\n", "b.py": b"gone"}
    tree = Files(files=files, remote=True)
    facts = facts_of(tree)
    assert whole_reference("make eval", facts) is whole_reference("load", facts) is None
    assert tree.read_paths == []
    facts.learn(read_definitions, "a.py")
    facts.learn(read_targets, "Makefile")
    assert whole_reference("make eval", facts) == "Makefile#eval"
    assert whole_reference("load", facts) == "a.py#load"
