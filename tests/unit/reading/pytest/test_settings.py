"""The settings of pytest that leave a test out, or look for it under other names."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from ml_readiness.reading.pytest.settings import (
    DEFAULTS,
    FILES,
    Settings,
    ignores,
    leaves_out,
    read_settings,
)
from ml_readiness.rules.cited import ABOVE_TESTS


@pytest.mark.parametrize(
    ("name", "text", "settings"),
    [
        ("pytest.ini", "[pytest]\npython_functions = check_* test\n", Settings(functions=("check_*", "test"))),
        ("pytest.ini", "[pytest]\npython_classes: Check *Suite\n", Settings(classes=("Check", "*Suite"))),
        ("pytest.ini", "# only a comment\n", DEFAULTS),
        ("pytest.ini", "[other]\npython_functions = x\n", DEFAULTS),
        (".pytest.ini", "", DEFAULTS),
        ("tox.ini", "[tox]\nenvlist = py3\n", None),
        ("tox.ini", "[pytest]\naddopts = --ignore=slow -q\n", Settings(ignored=("slow",))),
        ("setup.cfg", "[pytest]\naddopts = --ignore=slow\n", None),
        ("setup.cfg", "[metadata]\nname=x\n[tool:pytest]\naddopts =\n    --ignore slow\n    # no\n    -q\n", Settings(ignored=("slow",))),
        ("setup.cfg", "[tool:pytest]\naddopts = --ignore-glob='a b/*' --deselect=t.py::test_x\n", Settings(globs=("a b/*",), deselected=("t.py::test_x",))),
        ("pyproject.toml", "[tool.pytest.ini_options]\naddopts = '--ignore=slow'\n", Settings(ignored=("slow",))),
        ("pyproject.toml", "[tool.pytest.ini_options]\naddopts = ['--ignore', 'slow']\n", Settings(ignored=("slow",))),
        ("pyproject.toml", "[tool.pytest]\npython_functions = ['check_']\n", Settings(functions=("check_",))),
        ("pyproject.toml", "[tool.pytest.ini_options]\n", DEFAULTS),
        ("pyproject.toml", "[project]\nname = 'x'\n", None),
        ("pyproject.toml", "[tool]\npytest = 1\n", None),
        ("pyproject.toml", "[tool\n", None),
        ("pytest.toml", "[pytest]\npython_classes = ['Check']\n", Settings(classes=("Check",))),
        (".pytest.toml", "", DEFAULTS),
        ("tox.ini", "[pytest]\naddopts =\n    -q\n    # --ignore=slow\n    ; --ignore=fast\n", DEFAULTS),
        ("tox.ini", "[pytest]\naddopts =\n\n    --ignore=slow\n", Settings(ignored=("slow",))),
        ("tox.ini", "\xff", None),
        ("tox.ini", "[pytest]\naddopts = 'never closed\n", None),
        ("tox.ini", "[pytest]\naddopts = --ignore=\n", DEFAULTS),
    ],
)  # fmt: skip
def test_what_a_file_says(name: str, text: str, settings: Settings | None) -> None:
    assert read_settings(name, text.encode("latin-1")) == settings


@pytest.mark.parametrize(
    ("settings", "folder", "path", "option"),
    [
        (Settings(ignored=("slow",)), "", "slow/test_a.py", "--ignore=slow"),
        (Settings(ignored=("slow/",)), "", "slow/deep/test_a.py", "--ignore=slow/"),
        (Settings(ignored=("./slow/test_a.py",)), "", "slow/test_a.py", "--ignore=./slow/test_a.py"),
        (Settings(ignored=("slow",)), "", "slower/test_a.py", None),
        (Settings(ignored=("slow",)), "ml", "slow/test_a.py", None),
        (Settings(ignored=("slow",)), "ml", "ml/slow/test_a.py", "--ignore=slow"),
        (Settings(globs=("gpu/*",)), "", "gpu/test_a.py", "--ignore-glob=gpu/*"),
        (Settings(globs=("*_gpu.py",)), "", "deep/test_gpu.py", "--ignore-glob=*_gpu.py"),
        (Settings(globs=("gpu*",)), "", "gpus/deep/test_a.py", "--ignore-glob=gpu*"),
        (Settings(globs=("gpu/*",)), "", "cpu/test_a.py", None),
        (Settings(deselected=("test_a.py",)), "", "test_a.py", "--deselect=test_a.py"),
        (Settings(deselected=("test_a.py::TestA::test_x",)), "", "test_a.py", "--deselect=test_a.py::TestA::test_x"),
        (Settings(deselected=("test_a.py::TestA",)), "", "test_a.py", "--deselect=test_a.py::TestA"),
        (Settings(deselected=("test_a.py::TestB",)), "", "test_a.py", None),
        (Settings(deselected=("test_a.py::Test",)), "", "test_a.py", None),
        (DEFAULTS, "", "test_a.py", None),
    ],
)  # fmt: skip
def test_what_keeps_a_test_away(
    settings: Settings, folder: str, path: str, option: str | None
) -> None:
    assert leaves_out(settings, folder, path, ("TestA", "test_x")) == option


@pytest.mark.parametrize(
    ("listed", "globs", "path", "by"),
    [
        (("slow",), (), "ml/slow/test_a.py", "collect_ignore"),
        (("test_a.py",), (), "ml/test_a.py", "collect_ignore"),
        (("slow",), (), "slow/test_a.py", None),
        ((), ("gpu/*",), "ml/gpu/test_a.py", "collect_ignore_glob"),
        ((), ("*_gpu.py",), "ml/deep/test_gpu.py", "collect_ignore_glob"),
        ((), ("gpu/*",), "gpu/test_a.py", None),
    ],
)
def test_what_a_conftest_keeps_away(
    listed: tuple[str, ...], globs: tuple[str, ...], path: str, by: str | None
) -> None:
    assert ignores(listed, globs, "ml", path) == by


TEST = (
    "def test_x(): assert f()\ndef check_x(): assert f()\nclass TestA:\n    def test_x(self): f()\n"
)


def test_all_that_may_stand_above_a_test_is_said_to_be_read() -> None:
    assert set(ABOVE_TESTS) == {"conftest.py", *FILES}


PROGRAM = """\
import json, sys, pytest
class Names:
    def pytest_collection_finish(self, session):
        print("COLLECTED", json.dumps(sorted(item.nodeid for item in session.items)))
pytest.main(["-q", "--collect-only", "-p", "no:cacheprovider", "."], plugins=[Names()])
"""


@pytest.mark.parametrize("name", FILES)
def test_pytest_reads_them_alike(name: str, tmp_path: Path) -> None:
    """Every kind of file, with all that it may leave out at once."""
    for path in ("test_a.py", "slow/test_b.py", "gpu/test_c.py", "ml/test_d.py", "ml/x/test_e.py"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(f"f = len\n{TEST}", "utf-8")
    options = "--ignore=slow --ignore-glob=*/test_c.py --deselect=test_a.py::TestA --import-mode=importlib"
    if name.endswith(".toml"):
        lists = name == "pyproject.toml"
        section = "tool.pytest.ini_options" if lists else "pytest"
        text = (
            f"[{section}]\naddopts = {json.dumps(options.split())}\npython_functions = ['check_']\n"
        )
    else:
        section = "tool:pytest" if name == "setup.cfg" else "pytest"
        text = f"[{section}]\naddopts = {options}\npython_functions = check_\n"
    (tmp_path / name).write_text(text, "utf-8")
    (tmp_path / "ml/conftest.py").write_text("collect_ignore = ['x']\n", "utf-8")
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"], "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    [line] = [each for each in done.stdout.splitlines() if each.startswith("COLLECTED")]
    assert json.loads(line.partition(" ")[2]) == ["ml/test_d.py::check_x", "test_a.py::check_x"]
    settings = read_settings(name, text.encode())
    assert settings == Settings(
        functions=("check_",),
        ignored=("slow",),
        globs=("*/test_c.py",),
        deselected=("test_a.py::TestA",),
    )
    kept = [
        path
        for path in ("test_a.py", "slow/test_b.py", "gpu/test_c.py", "ml/test_d.py")
        if not leaves_out(settings, "", path, ("check_x",))
    ]
    assert kept == ["test_a.py", "ml/test_d.py"]
