"""Row S1 of the threats: what a release is built on, read from the files that build it."""

import json
import re
from pathlib import Path

import pytest

from ml_readiness.document import parse

TOP = Path(__file__).parents[2]
DOCKERFILE = re.sub(r"\\\n", " ", (TOP / "Dockerfile").read_text("utf-8"))
LOCKS = ("requirements.txt", "requirements-dev.txt", "scripts/judges/requirements.txt")
RELEASE = (TOP / ".github/workflows/release.yml").read_bytes()
ALL_WORKFLOWS = sorted(str(path.relative_to(TOP)) for path in TOP.glob(".github/workflows/*.yml"))


def instructions(word: str) -> list[str]:
    """What stands behind an instruction of the Dockerfile, comments left out."""
    lines = (line.split(None, 1) for line in DOCKERFILE.splitlines() if line.strip())
    return [rest[0].strip() for first, *rest in lines if first == word]


def scripts() -> list[tuple[str, dict[str, str]]]:
    """Each script of the release, with the variables that it is given."""
    jobs = parse(RELEASE, "release.yml").data["jobs"].values()
    steps = [step for job in jobs for step in job["steps"]]
    return [(step["run"], step.get("env") or {}) for step in steps if "run" in step]


def test_S1_every_stage_has_the_base_that_a_release_hands_in() -> None:
    stages: set[str] = set()
    for stage in instructions("FROM"):
        base, *name = stage.split()
        assert base == "${BASE}" or base in stages
        stages |= set(name[1:])
    pulled = [each.split()[0] for each in instructions("COPY") if each.startswith("--from=")]
    assert {each.removeprefix("--from=") for each in pulled} <= stages


def test_S1_a_release_builds_on_a_digest() -> None:
    handed = []
    for script, variables in scripts():
        if re.search(r"\bdocker (buildx )?build\b", script):
            assert re.search(r"--build-arg \"?BASE=\"?\$\{?BASE\b", script)
            handed.append(variables["BASE"])
    assert set(handed) == {"${{ needs.base.outputs.image }}"}
    said = [script for script, _ in scripts() if re.search(r"\bimage=.*GITHUB_OUTPUT", script)]
    assert said
    for script in said:
        assert re.search(r"@\$\{?digest\b", script)
        assert "Manifest.Digest" in script


@pytest.mark.parametrize("lock", LOCKS)
def test_S1_every_package_is_one_version_with_its_hashes(lock: str) -> None:
    text = re.sub(r"\\\n", " ", (TOP / lock).read_text("utf-8"))
    packages = [line for line in text.splitlines() if line.strip() and line[0] != "#"]
    assert packages
    for package in packages:
        assert re.match(
            r"[A-Za-z0-9._-]+==[^\s;]+(\s*;[^#]*?)?(\s+--hash=sha256:[0-9a-f]{64})+", package
        )
        assert "://" not in package


def test_S1_nothing_is_installed_without_hashes_or_built_from_a_source() -> None:
    installs = [run for run in instructions("RUN") if re.search(r"\bpip\b.*\binstall\b", run)]
    assert installs
    for run in installs:
        assert "--require-hashes" in run
        assert "--only-binary :all:" in run
    assert not [
        run for run in instructions("RUN") if re.search(r"\b(curl|wget|git|apt-get)\b", run)
    ]
    assert instructions("ADD") == []


def test_S1_the_image_starts_python_isolated_and_no_shell() -> None:
    [entry] = instructions("ENTRYPOINT")
    program, *arguments = json.loads(entry)
    assert program.rpartition("/")[2].startswith("python")
    assert "-I" in arguments[: arguments.index("-m")]
    assert arguments[arguments.index("-m") + 1 :] == ["ml_readiness.action"]
    assert (instructions("SHELL"), instructions("CMD")) == ([], [])
    assert not any("PYTHONPATH" in each for each in instructions("ENV"))


@pytest.mark.parametrize("name", ALL_WORKFLOWS)
def test_S1_other_peoples_actions_are_commits(name: str) -> None:
    used = re.findall(r"^\s*(?:- )?uses: (\S+)", (TOP / name).read_text("utf-8"), re.MULTILINE)
    for action in used:
        assert action.startswith("./") or re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", action)


def test_S1_no_script_of_the_release_has_an_expression_in_it() -> None:
    assert [script for script, _ in scripts() if "${{" in script] == []
