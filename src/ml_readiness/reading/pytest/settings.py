"""The settings of pytest that decide which tests are collected, from the file that has them."""

import re
import shlex
from collections.abc import Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from itertools import accumulate
from posixpath import join, normpath
from typing import Any

from msgspec import Struct

# The files that may have them, in the order in which pytest looks in a folder, each with its
# section; https://docs.pytest.org/en/stable/reference/customize.html (2026-11-25).
FILES: Mapping[str, tuple[str, ...]] = {
    "pytest.toml": ("pytest",),
    ".pytest.toml": ("pytest",),
    "pytest.ini": ("pytest",),
    ".pytest.ini": ("pytest",),
    "pyproject.toml": ("tool.pytest", "tool.pytest.ini_options"),
    "tox.ini": ("pytest",),
    "setup.cfg": ("tool:pytest",),
}
# These are taken for pytest's own also where they have no section.
OWN = ("pytest.toml", ".pytest.toml", "pytest.ini", ".pytest.ini")
OPTIONS = {"--ignore": "ignored", "--ignore-glob": "globs", "--deselect": "deselected"}
MOST_OPTIONS = 200


class Settings(Struct, frozen=True, kw_only=True):
    """What a file of settings says: patterns of names, and what is left out.

    Paths and globs are from the file's own folder; one of `deselected` begins a node id.
    """

    functions: tuple[str, ...] = ("test",)
    classes: tuple[str, ...] = ("Test",)
    ignored: tuple[str, ...] = ()
    globs: tuple[str, ...] = ()
    deselected: tuple[str, ...] = ()


DEFAULTS = Settings()


def read_settings(name: str, content: bytes) -> Settings | None:
    """The settings in a file of this name; None when it has none, or cannot be read."""
    try:
        text = content.decode("utf-8-sig")
        section = _toml(name, text) if name.endswith(".toml") else _ini(name, text)
        if section is None:
            return DEFAULTS if name in OWN else None
        return _settings(section)
    except (ValueError, RecursionError):
        return None


def leaves_out(settings: Settings, folder: str, path: str, names: Sequence[str]) -> str | None:
    """The option by which settings in a folder keep a test away; None when they do not."""
    for ignored in settings.ignored:
        whole = normpath(join(folder, ignored))
        if path == whole or path.startswith(f"{whole}/") or whole == ".":
            return f"--ignore={ignored}"
    for glob in settings.globs:
        if _matches(path, normpath(join(folder, glob))):
            return f"--ignore-glob={glob}"
    node = "::".join((path, *names))
    for deselected in settings.deselected:
        file, mark, rest = deselected.partition("::")
        whole = normpath(join(folder, file)) + mark + rest
        if node == whole or node.startswith((f"{whole}::", f"{whole}/")):
            return f"--deselect={deselected}"
    return None


def ignores(listed: Sequence[str], globs: Sequence[str], folder: str, path: str) -> str | None:
    """The list of a conftest in a folder that keeps a file away; None when none does."""
    for each in listed:
        whole = normpath(join(folder, each))
        if path == whole or path.startswith(f"{whole}/"):
            return "collect_ignore"
    for glob in globs:
        if _matches(path, normpath(join(folder, glob))):
            return "collect_ignore_glob"
    return None


def _matches(path: str, pattern: str) -> bool:
    """Whether a file, or a folder above it, matches; a star crosses folders here."""
    reached = accumulate(path.split("/"), "{}/{}".format)
    return any(fnmatchcase(each, pattern) for each in reached)


def _settings(section: Mapping[str, Any]) -> Settings:
    found: dict[str, list[str]] = {name: [] for name in OPTIONS.values()}
    for option, value in _options(_words(section.get("addopts", ""))):
        found[option].append(value)
    return Settings(
        functions=tuple(_words(section.get("python_functions", "test"))),
        classes=tuple(_words(section.get("python_classes", "Test"))),
        **{name: tuple(values[:MOST_OPTIONS]) for name, values in found.items()},
    )


def _options(words: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Each option that leaves something out, as `--name=value` or as two words."""
    for word, following in zip(words, [*words[1:], ""], strict=False):
        name, mark, value = word.partition("=")
        if name in OPTIONS and (value if mark else following):
            yield OPTIONS[name], value if mark else following


def _words(value: object) -> list[str]:
    if isinstance(value, list):
        return [each for each in value if isinstance(each, str)]
    return shlex.split(value, comments=False) if isinstance(value, str) else []


def _toml(name: str, text: str) -> Mapping[str, Any] | None:
    import tomllib

    data = tomllib.loads(text)
    for section in FILES[name]:
        found: Any = data
        for key in section.split("."):
            found = found.get(key) if isinstance(found, dict) else None
        # `tool.pytest` may hold nothing but the older table.
        if isinstance(found, dict) and (set(found) != {"ini_options"}):
            return found
    return None


def _ini(name: str, text: str) -> Mapping[str, Any] | None:
    """One section as pytest's own reader of such files sees it: comments end where a line does."""
    section: str | None = None
    found: dict[str, list[str]] | None = None  # by key, the lines of its value
    key = ""
    for line in text.splitlines():
        bare = line.strip()
        if not bare or bare.startswith(("#", ";")):
            continue
        if line.startswith("["):
            section = bare.partition("]")[0][1:]
            found = {} if section in FILES[name] and found is None else found
            key = ""
        elif section in FILES[name] and found is not None:
            if line[0].isspace() and key:
                found[key].append(bare)
            elif match := re.match(r"([^=:]+?)\s*[=:]\s*(.*)", bare):
                key = match[1]
                found[key] = [match[2]]
    return None if found is None else {key: "\n".join(lines) for key, lines in found.items()}
