"""`explain` as a user meets it: with and without a manifest, a repository, a rubric of one's own."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from helpers.harness import run, track, write
from helpers.hostile import HOSTILE
from jsonschema import Draft202012Validator

from ml_readiness.reading.rubric import schema_text

SCHEMA = Draft202012Validator(json.loads(schema_text("explain")))
MANIFEST = """\
version: 1
name: fraud
tests:
  data:
    feature-cost:
      level: automated
      evidence: [docs/cost.md#results]
  model:
    baseline:
      level: manual
      evidence: [docs/gone.md, "https://example.com/"]
checklist:
  baseline: {status: done, evidence: [docs/gone.md]}
  ethics: {status: not-applicable, reason: nobody}
"""
FILES = {"ml-readiness.yml": MANIFEST, "docs/cost.md": "# Results\n\nfew\n"}
OWN = """\
version: 1
id: mine
title: Mine
points: {manual: 1, automated: 2}
bands: [{id: all, from: 0, label: all}]
sections:
  - id: speed
    title: Speed
    criteria:
      - {id: latency, code: S 1, title: Latency}
      - id: memory
        code: S 2
        title: Memory
        question: How much?
        why: It is dear.
        counts: [a figure]
        counts-not: [a guess]
        example: A table.
        examples: {manual: [docs/memory.md#figures]}
      - {id: stale, code: S 3, title: Staleness, example: A chart.}
checklist: []
"""


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    write(tmp_path, FILES)
    track(tmp_path)
    return tmp_path


def shown(folder: Path, *argv: str) -> str:
    done = run(folder, "explain", *argv)
    assert (done.status, done.stderr) == (0, "")
    return done.stdout


def told(folder: Path, *argv: str, status: int = 0) -> Any:
    done = run(folder, "explain", *argv, "--format", "json")
    assert done.status == status
    found = json.loads(done.stdout)
    SCHEMA.validate(found)
    return found


def test_alone_it_lists_all_with_code_title_and_level(repository: Path) -> None:
    lines = shown(repository).splitlines()
    assert lines[0] == "ML Test Score (2016). ml-readiness.yml: fraud, links not checked."
    rows = [" ".join(line.split()) for line in lines]
    assert "Data 3 Cost of each feature manual, claims automated feature-cost" in rows
    assert "Model 5 Comparison with a simpler model none, claims manual baseline" in rows
    assert "Monitor 7 Quality of served predictions none prediction-quality" in rows
    assert "baseline A baseline that the model beats open, claims done" in rows
    assert "ethics Ethical concerns not-applicable" in rows
    assert lines[-1] == "  ml-readiness explain not-called"
    assert sum(line.startswith("  ") for line in lines) == 28 + 11 + 2


def test_programs_get_the_same_list_with_all_that_is_known(repository: Path) -> None:
    found = told(repository)
    assert found["manifest"]["state"] == "judged"
    assert [each["kind"] for each in found["topics"]] == ["criterion"] * 28 + ["point"] * 11
    [cost] = [each for each in found["topics"] if each["id"] == "feature-cost"]
    assert cost["state"]["claimed"] == "automated"
    assert cost["state"]["earned"] == "manual"
    assert cost["state"]["reason"] == "only-prose"
    assert cost["state"]["line"] == 5
    assert [each["outcome"] for each in cost["state"]["evidence"]] == ["verified"]


@pytest.mark.parametrize(
    ("word", "about"),
    [
        *(("verified", "evidence"), ("accepted", "evidence"), ("no-repository", "run")),
        *(("says-nothing", "missing"), ("swallowed", "weak")),
    ],
)
def test_a_word_is_said_of_something(repository: Path, word: str, about: str) -> None:
    assert told(repository, word)["topics"][0]["about"] == about


@pytest.mark.parametrize("words", [["feature-cost"], ["Data 3"], ["data", "3"], ["Data", "3"]])
def test_a_criterion_by_its_id_or_its_code(repository: Path, words: list[str]) -> None:
    text = shown(repository, *words)
    assert text.startswith("Data 3: Cost of each feature\ntests.data.feature-cost\n")
    assert "Here\n  ml-readiness.yml:5: manual, claims automated (only-prose)\n" in text
    assert "\n  - docs/cost.md#results: verified\n" in text


def test_a_name_that_is_both_shows_both(repository: Path) -> None:
    text = shown(repository, "baseline")
    assert "Model 5: Comparison with a simpler model\n" in text
    assert "\n\nChecklist: A baseline that the model beats\n" in text
    assert text.count("docs/gone.md: no-such-file\n") == 2
    assert "https://example.com/: offline\n" in text
    kinds = [each["kind"] for each in told(repository, "baseline")["topics"]]
    assert kinds == ["criterion", "point"]


def test_a_reason_says_where_the_manifest_has_it(repository: Path) -> None:
    text = shown(repository, "not-called")
    assert text.startswith("not-called\na reason why evidence is missing\n\nThe workflow runs ")
    assert "ml-readiness.yml has nothing of the kind." in text
    text = " ".join(shown(repository, "no-such-file").split())
    assert "- ml-readiness.yml:11 baseline: docs/gone.md: there is no file docs/gone.md" in text
    assert "- ml-readiness.yml:13 baseline: docs/gone.md" in text
    [word] = told(repository, "only-prose")["topics"]
    assert word["about"] == "claim"
    assert [(each["subject"], each["line"]) for each in word["seen"]] == [("feature-cost", 5)]


def test_a_word_about_the_verdict_is_found_there(repository: Path) -> None:
    write(repository, {"ml-readiness.yml": f"{MANIFEST}policy: {{minimum: 3}}\n"})
    [word] = told(repository, "below-minimum")["topics"]
    assert [each["line"] for each in word["seen"]] == [None]
    assert "below the minimum of 3" in word["seen"][0]["message"]


def test_a_piece_is_seen_once_for_an_outcome(repository: Path) -> None:
    [word] = told(repository, "missing")["topics"]
    assert [each["line"] for each in word["seen"]] == [11, 13]


def test_weak_evidence_is_seen_by_its_weakness_and_as_weak(repository: Path) -> None:
    swallowed = "def test_a():\n    try:\n        assert f()\n    except Exception:\n        pass\n"
    text = MANIFEST.replace("docs/cost.md#results", "tests/test_a.py::test_a")
    write(repository, {"ml-readiness.yml": text, "tests/test_a.py": swallowed})
    track(repository)
    for name in ("swallowed", "weak"):
        [word] = told(repository, name)["topics"]
        assert [(each["subject"], each["line"]) for each in word["seen"]] == [
            ("feature-cost: tests/test_a.py::test_a", 7)
        ]
    assert "tests/test_a.py::test_a: verified, swallowed\n" in shown(repository, "Data 3")


def test_of_many_places_some_are_shown_and_the_rest_counted(repository: Path) -> None:
    refs = ", ".join(f"docs/gone{number}.md" for number in range(25))
    text = MANIFEST.replace("docs/cost.md#results", refs)
    write(repository, {"ml-readiness.yml": text})
    assert "\n  and 7 more\n" in shown(repository, "no-such-file")
    assert len(told(repository, "no-such-file")["topics"][0]["seen"]) == 27


@pytest.mark.parametrize(
    ("asked", "hint"),
    [("feature-csot", "did you mean 'feature-cost'?"), ("not-caled", "did you mean 'not-called'?")],
)
def test_a_mistyped_word_names_the_nearest(repository: Path, asked: str, hint: str) -> None:
    done = run(repository, "explain", asked)
    assert done.status == 2
    assert done.stdout == ""
    assert done.stderr == f"error: nothing is called '{asked}'\n    hint: {hint}\n"
    found = told(repository, asked, status=2)
    assert [each["hint"] for each in found["errors"]] == [hint]
    assert (found["topics"], found["rubric"], found["manifest"]) == ([], None, None)


def test_an_unknown_format_is_said(repository: Path) -> None:
    done = run(repository, "explain", "--format", "jsn")
    assert done.status == 2
    assert "did you mean 'json'?" in done.stderr


def test_without_manifest_and_repository_it_teaches_all_the_same(tmp_path: Path) -> None:
    text = shown(tmp_path, "Data 3")
    assert "Why\n" in text
    assert text.endswith("Here\n  There is no ml-readiness.yml here.\n")
    assert shown(tmp_path).startswith("ML Test Score (2016). There is no ml-readiness.yml here.\n")
    found = told(tmp_path)
    assert (found["manifest"]["state"], found["manifest"]["errors_left_out"]) == ("absent", 0)
    assert "There is no ml-readiness.yml here.\n" in shown(tmp_path, "stale")


@pytest.mark.parametrize("text", ["version: 1\nname: [\n", "version: 1\nnaem: x\n", "\x00", ""])
def test_a_broken_manifest_is_said_and_hides_nothing(repository: Path, text: str) -> None:
    write(repository, {"ml-readiness.yml": text})
    lines = shown(repository)
    assert "so it has no state: `ml-readiness check` shows them." in " ".join(lines.split())
    assert "Data 3  Cost of each feature" in lines
    found = told(repository, "Data 3")
    assert found["manifest"]["state"] == "invalid"
    assert found["manifest"]["errors"]
    assert found["topics"][0]["state"] is None


def test_a_damaged_repository_is_said_and_hides_nothing(repository: Path) -> None:
    (repository / ".git" / "index").write_bytes(b"DIRC rubbish")
    assert "The folder cannot be read: " in shown(repository)
    assert told(repository, "Data 3")["manifest"]["state"] == "unread"
    assert run(repository, "explain", "--rubric", "own.yml").status == 2
    asked = ("--rubric", "ml-test-score-2017")
    assert told(repository, "Data 3", *asked)["rubric"] == "ml-test-score-2017"


def test_a_root_that_is_no_folder_is_an_error(repository: Path) -> None:
    done = run(repository, "explain", "--root", "nowhere")
    assert done.status == 2
    assert "is not a folder" in done.stderr


def test_the_root_says_which_manifest(repository: Path) -> None:
    write(repository, {"service/ml-readiness.yml": "version: 1\nname: other\n"})
    assert "ml-readiness.yml: other, " in shown(repository, "--root", "service")


def test_the_rubric_is_that_of_the_manifest_or_the_one_asked_for(repository: Path) -> None:
    text = MANIFEST.replace("name: fraud\n", "name: fraud\nrubric: ml-test-score-2017\n")
    write(repository, {"ml-readiness.yml": text, "own.yml": OWN})
    track(repository)
    assert shown(repository).startswith("ML Test Score (2017). ")
    assert told(repository)["rubric"] == "ml-test-score-2017"
    assert told(repository, "Data 3")["topics"][0]["why"]
    assert told(repository, "--rubric", "ml-test-score")["rubric"] == "ml-test-score"
    assert told(repository, "--rubric", "own.yml")["rubric"] == "mine"
    done = run(repository, "explain", "--rubric", "ml-test-scor")
    assert done.status == 2
    assert "did you mean 'ml-test-score'?" in done.stderr


def test_a_manifest_with_an_unknown_rubric_is_held_against_the_default(repository: Path) -> None:
    write(repository, {"ml-readiness.yml": "version: 1\nname: x\nrubric: none.yml\n"})
    found = told(repository)
    assert (found["rubric"], found["manifest"]["state"]) == ("ml-test-score", "invalid")


def test_a_rubric_of_ones_own_with_texts_and_without(repository: Path) -> None:
    manifest = "version: 1\nname: x\nrubric: own.yml\n"
    write(repository, {"own.yml": OWN, "ml-readiness.yml": manifest})
    track(repository)
    text = shown(repository, "S 2")
    for part in (
        "\nHow much?\n",
        "\nWhy\n  It is dear.\n",
        "\nWhat counts\n  - a figure\n",
        "\nWhat does not\n  - a guess\n\nFor example\n  A table.\n",
        "\nExample: manual evidence\n\ntests:\n  speed:\n    memory:\n      level: manual\n",
    ):
        assert part in text
    assert "automated evidence" not in text
    assert shown(repository, "latency") == (
        "S 1: Latency\ntests.speed.latency\n\nHere\n  ml-readiness.yml: none\n"
    )
    assert "\nFor example\n  A chart.\n" in shown(repository, "S 3")
    assert "Checklist" not in shown(repository)


def test_an_id_that_is_a_word_too_shows_both(repository: Path) -> None:
    write(repository, {"own.yml": OWN})
    track(repository)
    kinds = [each["kind"] for each in told(repository, "stale", "--rubric", "own.yml")["topics"]]
    assert kinds == ["criterion", "word"]


def test_hostile_text_of_a_rubric_does_nothing(repository: Path) -> None:
    words = [*HOSTILE, "\x1b[2J\x07", "a\u202eb", "x" * 300]
    texts = [text for text in words if not any(0xD800 <= ord(each) < 0xE000 for each in text)]
    clause = [text[:300] for text in texts][:20]
    rubric = {
        "version": 1,
        "id": "mine",
        "title": texts[0][:90],
        "checklist": [],
        "points": {"manual": 1, "automated": 2},
        "bands": [{"id": "all", "from": 0, "label": "all"}],
        "sections": [
            {
                "id": "s",
                "title": "\x1b[31m",
                "criteria": [
                    {
                        "id": "c",
                        "code": "\x1b[0m",
                        "title": "\x1b[1m\n\x9b1m",
                        "question": "\x1b]0;x\x07",
                        "summary": "\n".join(texts)[:2000],
                        "why": "".join(texts)[:2000],
                        "counts": clause,
                        "counts-not": clause,
                        "examples": {"manual": [text[:900] for text in texts][-10:]},
                        "resources": [{"title": "\x1b[31m", "url": "https://x/\x1b[31m"}],
                    }
                ],
            }
        ],
    }
    spelt = "".join(
        each if each.isprintable() else f"\\U{ord(each):08x}"
        for each in json.dumps(rubric, ensure_ascii=False)
    )
    write(repository, {"own.yml": spelt, "ml-readiness.yml": "\x1b[31m: [\n"})
    track(repository)
    for argv in ([], ["c"]):
        for form in ("text", "json"):
            done = run(repository, "explain", *argv, "--rubric", "own.yml", "--format", form)
            assert (done.status, done.stderr) == (0, "")
            assert done.stdout.replace("\n", "").isprintable()


def test_a_hostile_word_is_shown_harmless(repository: Path) -> None:
    done = run(repository, "explain", "\x1b[31m\u202e")
    assert done.status == 2
    assert done.stderr.replace("\n", "").isprintable()
    assert told(repository, "\x1b[31m", status=2)["errors"]


def test_colour_is_for_terminals(repository: Path) -> None:
    assert "\x1b[" not in shown(repository, "Data 3")
    done = run(repository, "explain", "Data 3", terminal=True)
    assert done.stdout.startswith("\x1b[1mData 3: Cost of each feature\x1b[0m\n")


@pytest.mark.parametrize(
    "module",
    [
        *("explaining", "explanation", "guide", "meanings", "pasted"),
        *("misread", "mistakes", "keys", "instead"),
    ],
)
def test_check_imports_nothing_of_it(repository: Path, module: str) -> None:
    script = (
        "import sys; sys.argv = ['x', 'check', '--offline']\n"
        "from ml_readiness.__main__ import exit_status\n"
        "exit_status()\n"
        f"print([each for each in sys.modules if each.endswith('.{module}')])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=repository, capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "[]"


def test_it_names_what_init_would_find_here(tmp_path: Path) -> None:
    source = "from fairlearn.metrics import MetricFrame\ndef test_fairness():\n    assert MetricFrame()\n"
    write(tmp_path, {"tests/test_fair.py": source, "docs/model-card.md": "# Card\n\nOurs.\n"})
    track(tmp_path)
    found = "  - strong: tests/test_fair.py::test_fairness\n"
    assert f"Found in this repository, to be looked at\n{found}" in shown(tmp_path, "Model 7")
    [topic] = told(tmp_path, "inclusion")["topics"]
    assert [each["ref"] for each in topic["candidates"]] == ["tests/test_fair.py::test_fairness"]
    assert "Found in" not in shown(tmp_path, "Data 3")
    assert "Found in" not in shown(tmp_path, "not-called")


def test_the_signs_of_a_rubric_of_ones_own_are_used(tmp_path: Path) -> None:
    signed = OWN.replace("title: Latency}", "title: Latency, signs: {tests: [latency]}}")
    test = "def test_latency():\n    assert f()\n"
    write(tmp_path, {"rubric.yml": signed, "tests/test_a.py": test})
    track(tmp_path)
    text = shown(tmp_path, "latency", "--rubric", "rubric.yml")
    assert "  - maybe: tests/test_a.py::test_latency\n" in text


def test_programs_get_the_value_that_stands_behind_a_criterion(repository: Path) -> None:
    claim = "tests:\n  data:\n    feature-cost: {level: manual, evidence: [m.json#/auc >= 0.9]}\n"
    files = {
        "ml-readiness.yml": f"version: 1\nname: x\n{claim}",
        "m.json": '{"auc": 0.90000000000000002}',
    }
    write(repository, files)
    track(repository)
    text = shown(repository, "feature-cost", "--format", "json")
    SCHEMA.validate(json.loads(text))
    assert '"value": 0.90000000000000002,' in text
    assert '"bound": ">= 0.9",' in text
