"""Row N1 of the threats: one hostile repository among many that a survey is of."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from fakegithub import FakeGitHub, State
from helpers.hostile import HOSTILE, quoted
from helpers.step import MANIFEST, Clock
from helpers.surveyed import FILES, hosted, lines, states, survey

from ml_readiness.model.limits import DEFAULT_LIMITS

OWNER = ("--organisation", "acme")
TAGS = "\n".join(
    f"  evil-{index}: {{level: manual, evidence: [model/cost.jsonl]}}" for index in range(20_000)
)


def naming(text: str) -> bytes:
    """A valid manifest whose every free text is the same."""
    said = MANIFEST.replace("name: fraud-detector", f"name: {quoted(text)}")
    return said.replace("level: manual,", f"level: manual, note: {quoted(text)},").encode()


ATTACKS: Mapping[str, Mapping[str, bytes]] = {
    "aliases": {"ml-readiness.yml": b"a: &a [x, x]\nb: &b [*a, *a]\nname: *b\n"},
    "brackets": {"ml-readiness.yml": b"[" * 30_000},
    "megabytes": {"ml-readiness.yml": b"# " + b"x" * 2_000_000},
    "criteria": {"ml-readiness.yml": f"version: 1\nname: x\ntests:\n{TAGS}\n".encode()},
    "nul": {"ml-readiness.yml": b"\0"},
    "empty": {"ml-readiness.yml": b""},
    "a link": {"ml-readiness.yml": b"/proc/self/environ"},
    "odd paths": {**FILES, "..": b"x", ".git/config": b"x"},
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_N1_one_repository_does_not_keep_the_others(attack: str, tmp_path: Path) -> None:
    evil = hosted("acme/evil", ATTACKS[attack])
    with FakeGitHub(hosted("acme/before"), evil, hosted("acme/later")) as github:
        outcome = survey(tmp_path, github, *OWNER)
    found = {line["repository"]: line for line in lines(tmp_path)}
    assert outcome.status == 0
    assert "Traceback" not in outcome.stderr
    for name in ("acme/before", "acme/later"):
        assert found[name]["state"] == "judged"
        assert found[name]["report"]["passed"]
    evil_line = found["acme/evil"]
    assert evil_line["state"] == "error" or not evil_line["report"]["passed"]


def test_N1_no_text_ends_a_line(tmp_path: Path) -> None:
    evil = [
        hosted(f"acme/evil-{index:02}", {**FILES, "ml-readiness.yml": naming(text)})
        for index, text in enumerate([*HOSTILE, "\u2028", "\u0085", "x\r\ny"])
    ]
    with FakeGitHub(*evil) as github:
        survey(tmp_path, github, *OWNER)
    raw = (tmp_path / "survey.ndjson").read_bytes()
    assert raw.isascii()
    assert len(raw.splitlines()) == raw.count(b"\n") == len(evil)
    assert [json.loads(line)["repository"] for line in raw.splitlines()] == sorted(
        each.repository for each in evil
    )


def test_N1_the_time_of_one_is_bounded(tmp_path: Path) -> None:
    states_ = (hosted("acme/alpha"), hosted("acme/slow"), hosted("acme/zeta"))
    with FakeGitHub(*states_) as github:
        clock = Clock()

        def slow(seen: object) -> None:
            if "/acme/slow/git/trees/" in str(seen):
                clock.now += DEFAULT_LIMITS.whole_seconds + 1

        github.before = slow
        outcome = survey(tmp_path, github, *OWNER, clock=clock)
    found = lines(tmp_path)
    assert outcome.status == 0
    assert states(found) == {"acme/alpha": "judged", "acme/slow": "error", "acme/zeta": "judged"}
    assert "took longer than 420 seconds" in found[1]["error"]["message"]


def test_N1_the_files_of_one_are_bounded(tmp_path: Path) -> None:
    files = {f"data/{index}.bin": b"\0%d" % index for index in range(250)}
    pieces = [f"data/{index}.bin#x" for index in range(250)]
    text = MANIFEST.replace("[model/cost.jsonl]", quoted(pieces[:100]), 1)
    evil = State(
        repository="acme/evil",
        files={"e" * 40: {**FILES, **files, "ml-readiness.yml": text.encode()}},
        heads={"main": "e" * 40},
    )
    with FakeGitHub(hosted("acme/alpha"), evil) as github:
        survey(tmp_path, github, *OWNER)
        asked = [seen.path for seen in github.seen if "/acme/evil/" in seen.path]
    assert len(asked) <= 202
    assert lines(tmp_path)[0]["report"]["passed"]
