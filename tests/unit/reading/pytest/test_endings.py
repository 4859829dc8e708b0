"""Modules and set-ups that end in an error, an exit or a skip: read as pytest finds them."""

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from random import Random
from typing import NamedTuple

import pytest
from helpers.effort import calls

from ml_readiness.reading.pytest.collect import read_tests

HEAD = """\
import contextlib, os, sys, unittest, warnings
from contextlib import nullcontext, suppress
from os import _exit as gone
import pytest
from pytest import skip as jump
class Own(Exception): pass
class Worse(BaseException): pass
def deep():
    with nullcontext():
        sys.exit('deep')
def deeper(x=1):
    'Why.'
    x = 2
    deep()
def harmless(): return len('x')
def maybe():
    if len('x') > 3: raise Own
def early():
    if len('x'): return
    raise Own
"""
# What ends a module; those of the second group only running can tell, and results do.
CERTAIN: Mapping[str, Sequence[str]] = {
    "raise": (
        "raise ValueError('x')", "raise Own", "raise Own('x') from None", "raise Worse()",
        "raise KeyboardInterrupt", "raise ExceptionGroup('x', [ValueError()])",
        "raise AssertionError", "raise LookupError()",
    ),
    "exit": (
        "sys.exit()", "sys.exit(1)", "sys.exit('x')", "exit()", "quit()", "raise SystemExit",
        "raise SystemExit(3)", "x = sys.exit(0)",
    ),
    "kill": ("os._exit(0)", "os._exit(3)", "gone(1)"),
    "skip": (
        "pytest.skip('r', allow_module_level=True)", "pytest.skip('r')", "raise unittest.SkipTest",
        "jump(reason='r', allow_module_level=True)", "raise unittest.SkipTest('r')",
        "raise pytest.skip.Exception('r', allow_module_level=True)",
    ),
    "outcome": ("pytest.exit('x')", "pytest.fail('x')", "pytest.xfail('x')",
                "raise pytest.fail.Exception('x')"),
    "assert": ("assert False", "assert 0, 'x'", "assert not True", "assert ''", "assert 1 > 2"),
    "name": ("nowhere", "nowhere.at_all()", "nowhere()", "y = nowhere", "y: int = nowhere.z"),
    "call": ("deep()", "deeper()", "y = deeper(2)"),
}  # fmt: skip
LEFT: Mapping[str, Sequence[str]] = {
    "importorskip": ("pytest.importorskip('not_to_be_had')", "y = pytest.importorskip('not_here')"),
    "import": ("import not_to_be_had", "from not_to_be_had import x"),
    "value": ("1 / 0", "[][0]", "int('x')", "getattr(sys, 'nothing')()"),
}
NONE: Mapping[str, Sequence[str]] = {
    "nothing": ("harmless()", "maybe()", "early()", "x = len('x')", "assert len('x')"),
}
# Blocks around it, whose error is certain, or is caught, or never comes.
BLOCKS = (
    "{}", "{}", "{}", "{}",
    "if True:\n  {}", "if 1 > 2:\n  pass\nelse:\n  {}", "if False:\n  {}",
    "if __name__ == '__main__':\n  {}", "if not False and True:\n  pass\n  {}",
    "if len('x') > 5:\n  {}", "if len('x') > 5:\n  {}\nelse:\n  {}",
    "for _ in (1,):\n  {}", "for _ in ():\n  {}", "while True:\n  {}\n  break",
    "while False:\n  {}", "for _ in (1,):\n  if len('x'): break\n  {}",
    "for _ in (1,):\n  if len('x'): continue\n  {}",
    "try:\n  {}\nfinally:\n  pass", "try:\n  pass\nfinally:\n  {}",
    "try:\n  {}\nexcept ValueError:\n  pass", "try:\n  {}\nexcept Own:\n  pass",
    "try:\n  {}\nexcept Exception:\n  pass", "try:\n  {}\nexcept BaseException:\n  pass",
    "try:\n  {}\nexcept:\n  pass", "try:\n  {}\nexcept (KeyError, SystemExit):\n  pass",
    "try:\n  {}\nexcept unittest.SkipTest:\n  pass", "try:\n  {}\nexcept pytest.skip.Exception: pass",
    "try:\n  {}\nexcept NameError: pass\nelse:\n  len('x')", "try:\n  {}\nexcept Exception:\n  raise",
    "try:\n  pass\nexcept Own:\n  pass\nelse:\n  {}", "try:\n  len('x')\nexcept Own:\n  {}",
    "try:\n  raise Own\nexcept Own:\n  {}", "try:\n  raise KeyError\nexcept LookupError:\n  {}",
    "try:\n  int('x')\nexcept ValueError:\n  pass\nelse:\n  {}",
    "try:\n  {}\nexcept* ValueError:\n  pass",
    "try:\n  x = 1\n  {}\nexcept ValueError:\n  pass", "with nullcontext():\n  len('x')\n  {}",
    "try:\n  len('x')\n  {}\nexcept ValueError:\n  raise Own",
    "with nullcontext():\n  {}", "with suppress(Exception):\n  {}", "with suppress(KeyError):\n  {}",
    "with open(os.devnull) as file:\n  {}", "with warnings.catch_warnings():\n  {}",
    "with pytest.raises(ValueError):\n  {}", "with pytest.raises(BaseException):\n  {}",
    "with contextlib.suppress(BaseException):\n  {}",
    "class Body:\n  {}", "class Body:\n  class TestIn:\n    {}",
    "def late():\n  {}\nlate()", "def late(*a):\n  {}\n  return a\nx = late(1)",
    "def late():\n  {}", "def late():\n  return 1\n  {}\nlate()", "async def late():\n  {}\nlate()",
    "def late():\n  yield\n  {}\nlate()", "def late(f):\n  {}\n@late\ndef other(): pass",
    "def late(f):\n  {}\n@late\nclass Other: pass", "match len('x'):\n  case 1:\n    pass\n  case 2:\n    {}",
    "def outer():\n  def inner():\n    {}\n  return inner\nouter()",
    "def sys_exit(): pass\nsys_exit()\n{}", "x = lambda: 1\n{}", "if True:\n  try:\n    {}\n  finally:\n    x = 1",
)  # fmt: skip
# Something in front may raise what is caught: whether it does takes running.
FRONTED = (
    "try:\n  import not_there_at_all\n  {}\nexcept ImportError:\n  pass",
    "try:\n  int('x')\n  {}\nexcept ValueError:\n  pass", "try:\n  len('x')\n  {}\nexcept Own:\n  pass",
    "with suppress(ImportError):\n  import not_there_at_all\n  {}", "with suppress(Own):\n  len('x')\n  {}",
)  # fmt: skip
TESTS = """\
def test_a():
    assert len('x')
class TestA:
    def test_b(self):
        assert len('x')
class TestCase(unittest.TestCase):
    def test_c(self):
        assert len('x')
"""
REFERENCES = (("test_a",), ("TestA", "test_b"), ("TestCase", "test_c"))
# Where it can stand but at the top: what prepares each test, and tests themselves.
SETUPS = (
    "def setup_module():\n  {}", "def setup_function(function):\n  {}", "def setUpModule():\n  {}",
    "@pytest.fixture(autouse=True)\ndef ready():\n  {}",
    "@pytest.fixture(autouse=True)\ndef ready():\n  len('x')\n  {}\n  yield",
    "@pytest.fixture(autouse=True)\ndef ready():\n  yield\n  {}",
    "@pytest.fixture(autouse=True, scope='module')\ndef ready(request):\n  {}",
    "@pytest.fixture\ndef taken():\n  {}\n@pytest.fixture(autouse=True)\ndef ready(taken): pass",
    "@pytest.fixture\ndef unused():\n  {}", "def teardown_module():\n  pass\ndef setup():\n  {}",
)  # fmt: skip
METHODS = (
    "    @classmethod\n    def setup_class(cls):\n        {}",
    "    def setup_method(self):\n        {}", "    def setUp(self):\n        {}",
    "    @classmethod\n    def setUpClass(cls):\n        {}",
    "    @pytest.fixture(autouse=True)\n    def ready(self):\n        {}",
)  # fmt: skip
# Runs each line of a list in a process of its own, and says what became of its tests.
SERVER = """\
import json, os, pathlib, sys
import pytest, _pytest.unittest, _pytest.junitxml
class Recorder:
    def __init__(self, path): self.log = open(path, "a", buffering=1)
    def say(self, *words): self.log.write(json.dumps(words) + "\\n")
    def pytest_itemcollected(self, item): self.say(item.nodeid, "not run")
    def pytest_runtest_logreport(self, report):
        if report.when == "call" or report.outcome != "passed" and report.when == "setup":
            outcome = "errored" if (report.when, report.outcome) == ("setup", "failed") else report.outcome
            self.say(report.nodeid, "xfail" if hasattr(report, "wasxfail") else outcome)
folder = pathlib.Path(sys.argv[1])
for line in (folder / "asked.txt").read_text().splitlines():
    path = folder / line.split("::")[0]
    child = os.fork()
    if not child:
        null = os.open(os.devnull, os.O_RDWR)
        for each in (0, 1, 2): os.dup2(null, each)
        os.chdir(folder)
        recorder = Recorder(path.with_suffix(".log"))
        options = ["-q", "-W", "ignore", "-p", "no:cacheprovider", "-p", "no:faulthandler"]
        try: pytest.main([*options, line], plugins=[recorder])
        finally: os._exit(0)
    os.waitpid(child, 0)
"""


LAST = ("_exit", "gone(", "pytest.exit", "KeyboardInterrupt")


class Case(NamedTuple):
    """A module, the kind of what stands in it, and whether only running can tell its end."""

    source: str
    kind: str
    left: bool


def written(seed: int) -> Case:
    random = Random(seed)
    groups = random.choices([CERTAIN, LEFT, NONE], [80, 8, 12])[0]
    kind = random.choice([*groups])
    ending = random.choice(groups[kind])
    place, block = random.choices(["module", "before", "class"], [70, 20, 10])[0], ""
    if place == "module":
        block = random.choice((*BLOCKS, *FRONTED))
        parts = [block.replace("{}", ending), TESTS]
        parts = parts if random.random() < 0.7 else parts[::-1]
    elif place == "before":
        parts = [random.choice(SETUPS).replace("{}", ending), TESTS]
    else:
        test = random.choice(["    def test_b", "    def test_c"])
        parts = [TESTS.replace(test, random.choice(METHODS).replace("{}", ending) + "\n" + test)]
    where = "in the module" if place == "module" else "in a set-up"
    source = "\n".join(parts)
    # Whether nothing is raised where something should be takes running, too.
    left = groups is LEFT or (groups is NONE and "pytest.raises" in source)
    left |= place == "module" and block in FRONTED
    return Case(f"{HEAD}\n{source}\n", f"{kind} {where}", left)


def compilable(seeds: Sequence[int]) -> Iterator[Case]:
    for seed in seeds:
        case = written(seed)
        try:
            compile(case.source, "generated", "exec")
        except SyntaxError:
            continue
        yield case


def outcomes(folder: Path, cases: Sequence[Case]) -> list[dict[str, str]]:
    """What becomes of the tests of each module, by name."""
    for number, case in enumerate(cases):
        (folder / f"test_{number:05}.py").write_text(case.source, "utf-8")
    asked = [
        f"test_{number:05}.py{'::' * bool(names)}{'::'.join(names)}"
        for number, case in enumerate(cases)
        # A test that ends the run takes those behind it along, which is no word on them.
        for names in (
            REFERENCES if any(each in case.source[len(HEAD) :] for each in LAST) else [()]
        )
    ]
    (folder / "asked.txt").write_text("\n".join(asked), "utf-8")
    (folder / "pytest.ini").write_text("[pytest]\naddopts =\n", "utf-8")
    subprocess.run(
        [sys.executable, "-c", SERVER, str(folder)],
        env={
            "PATH": os.environ["PATH"],
            "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
            "PYTHONDONTWRITEBYTECODE": "1",
        },
        check=True,
        timeout=3600,
    )
    logs = [folder / f"test_{number:05}.log" for number in range(len(cases))]
    found = [dict(json.loads(line) for line in log.read_text("utf-8").splitlines()) for log in logs]
    return [{node.split("::", 1)[1]: what for node, what in each.items()} for each in found]


def compared(folder: Path, seeds: Sequence[int]) -> tuple[list[str], Counter[tuple[str, str, str]]]:
    """Where reading and pytest disagree, and how often each pair of answers came by kind."""
    cases = list(compilable(seeds))
    wrong: list[str] = []
    seen: Counter[tuple[str, str, str]] = Counter()
    for case, found in zip(cases, outcomes(folder, cases), strict=True):
        module = read_tests(case.source.encode())
        assert module.error is None
        for names in REFERENCES:
            idle = module.judge(names).idle
            what = found.get("::".join(names), "absent")
            runs = what in ("passed", "failed", "errored")
            seen[case.kind + (" (left)" if case.left else ""), idle or "runs", what] += 1
            if (idle is None and not runs and not case.left) or (idle and what == "passed"):
                wrong.append(f"{names} read as {idle}, pytest: {what}\n{case.source}")
    return wrong, seen


def test_103_generated_endings_are_judged_as_pytest_judges_them(tmp_path: Path) -> None:
    wrong, seen = compared(tmp_path, range(60))
    assert not wrong, wrong[0]
    assert {idle for _, idle, _ in seen} >= {"runs", "stopped", "skipped"}
    assert {what for _, _, what in seen} >= {"passed", "absent", "skipped", "errored"}


NESTED = {
    "try": (["try:"], ["except ValueError:", "  pass"]),
    "handlers": (["try:", "  f()", "  raise KeyError", "except KeyError:"], []),
    "finally": (["try:", "  f()", "finally:"], []),
    "with": (["with contextlib.nullcontext():"], []),
    "class": (["class A:"], []),
    "function": (["def g():"], ["g()"]),
}


@pytest.mark.parametrize("name", NESTED)
def test_E2_blocks_in_blocks_are_read_once_each(name: str) -> None:
    opening, closing = NESTED[name]

    def steps(depth: int) -> int:
        lines = [f"{'  ' * at}{line}" for at in range(depth) for line in opening]
        lines.append(f"{'  ' * depth}raise KeyError")
        lines += [f"{'  ' * at}{line}" for at in reversed(range(depth)) for line in closing]
        source = "\n".join(["import contextlib", *lines, "def test_a():\n  assert f()\n"]).encode()
        return calls(lambda: read_tests(source))

    assert steps(16) < 4 * steps(8)
