"""User-written text and names in SARIF are text, and of too much the least important goes."""

import gzip
import json
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote_to_bytes

import pytest
from helpers.hostile import HOSTILE, quoted
from helpers.runs import SOURCE, judged
from helpers.sarif import analysis, notifications, uris
from msgspec.structs import replace

from ml_readiness.model.view import View
from ml_readiness.reading.rubric import built_in
from ml_readiness.render.sarif import render
from ml_readiness.visible import visible

# A link in plain text by the grammar of the standard: its text has no bare bracket or backslash.
LINK = re.compile(r"\[(?:[^\\\[\]]|\\[\\\[\]])*\]\(")
LINKS = [
    "[x](1)",
    "[x](https://10.0.0.1/)",
    "[](1)",
    "[[x]](1)",
    "[x\\](1)",
    "[x\\\\](1)",
    "\\[x](1)",
    "![x](1)",
    "[x](sarif:/runs/0/results/0)",
]
# What a relative reference may be made of.
RELATIVE = re.compile("(?:[A-Za-z0-9._~/-]|%[0-9A-F]{2})+")
PATHS = [
    "with space.yml",
    "caf\u00e9 \U0001f600.yml",
    "100%.yml",
    "%41.yml",
    "a#b.yml",
    "a?b.yml",
    "a&b=c;d.yml",
    "https:x.yml",
    "[x](1).yml",
    "back\\slash.yml",
    "new\nline.yml",
    "\u202ex.yml",
    os.fsdecode(b"\xff\xfe.yml"),
    "'\"<b>.yml",
    "a/%2e%2e/b.yml",
]


def a_manifest(*pieces: str) -> str:
    cited = ", ".join(map(quoted, pieces))
    return (
        "version: 1\nname: x\ntests:\n  data:\n    feature-cost:\n      level: manual\n"
        f"      evidence: [{cited}]\npolicy: {{minimum: 1}}\n"
    )


def messages(found: dict[str, Any]) -> list[str]:
    """All that is said to people; it is plain text, and nothing else."""
    [invocation] = found["invocations"]
    said = [*found["results"], *invocation["toolExecutionNotifications"]]
    assert {key for each in said for key in each["message"]} == {"text"}
    return [each["message"]["text"] for each in said]


def test_every_word_is_shown_as_text(tmp_path: Path) -> None:
    found = analysis(judged(tmp_path, {"ml-readiness.yml": a_manifest(*HOSTILE)}))
    texts = [result["message"]["text"] for result in found["results"]]
    assert len(texts) == len(HOSTILE) + 1
    for word, text in zip(HOSTILE, texts[1:], strict=True):
        start = visible(word).replace("](", "\\](")
        assert text.startswith(f"{start}: "), word
        assert all(line.isprintable() for line in text.split("\n"))
        assert len(text.split("\n")) <= 2


@pytest.mark.parametrize("text", LINKS)
def test_no_word_is_a_link(tmp_path: Path, text: str) -> None:
    files = {"ml-readiness.yml": a_manifest(text), "other.yml": f"version: 1\n{quoted(text)}: 1\n"}
    run = judged(tmp_path, files, manifests=("ml-readiness.yml", "other.yml", f"*{text}"))
    said = messages(analysis(run))
    assert sum("](".join(text.split("](")[1:]) in each for each in said) >= 3
    assert [each for each in said if LINK.search(each)] == []


def test_a_link_across_the_parts_of_a_message_is_none(tmp_path: Path) -> None:
    run = judged(tmp_path, {"ml-readiness.yml": a_manifest("[x", "x]", "(1)")})
    assert not [each for each in messages(analysis(run)) if LINK.search(each)]


def test_the_grammar_finds_links() -> None:
    assert LINK.search("see [x](1)")
    assert LINK.search("see [x\\\\](1)")
    assert not LINK.search("see [x\\](1)")


def test_names_of_files_are_places(tmp_path: Path) -> None:
    files = dict.fromkeys(PATHS, a_manifest("gone.md"))
    run = judged(tmp_path, files, manifests=tuple(PATHS))
    assert [entry.report.path for entry in run.entries] == PATHS
    found = analysis(run, View(source=replace(SOURCE, prefix="a b/")))
    assert all(RELATIVE.fullmatch(uri) for uri in uris(found))
    assert {unquote_to_bytes(uri) for uri in uris(found)} == {
        b"a b/" + os.fsencode(path) for path in PATHS
    }


def test_names_of_files_with_mistakes_are_places(tmp_path: Path) -> None:
    files = dict.fromkeys(PATHS, "version: 1\n")
    run = judged(tmp_path, files, manifests=tuple(PATHS))
    found = analysis(run)
    assert len(found["results"]) == len(PATHS)
    assert {unquote_to_bytes(uri) for uri in uris(found)} == {*map(os.fsencode, PATHS)}


def test_every_string_can_be_written_in_utf_8(tmp_path: Path) -> None:
    """Half a character, as in names that are not UTF-8, is refused by many readers of JSON."""
    name = os.fsdecode(b"\xff.yml")
    run = judged(tmp_path, {"x.yml": "version: 1\n"}, manifests=(name, f"../{name}", f"*{name}"))
    text = render(run, View())
    assert "\\\\u{dcff}" in text
    assert "%FF.yml" in text
    json.dumps(json.loads(text), ensure_ascii=False).encode()


def test_what_is_long_is_cut(tmp_path: Path) -> None:
    long = "x" * 900
    found = analysis(judged(tmp_path, {"ml-readiness.yml": a_manifest(long, f"{long}y")}))
    assert [result["ruleId"] for result in found["results"]] == [
        "below-minimum",
        "invalid",
        "invalid",
    ]
    assert max(map(len, messages(found))) < 1_000
    # What is left out of the message still tells one from the other.
    known = [
        result["partialFingerprints"]["primaryLocationLineHash"] for result in found["results"]
    ]
    assert [word[-2:] for word in known] == [":1", ":1", ":1"]


def many(first: int, count: int, *, stale: bool = False) -> str:
    """A manifest with so many citations of files that are not there, 100 for each criterion."""
    names = [f"gone-{index}.md" for index in range(first, first + count)]
    lines = ["version: 1", "name: x", "policy: {minimum: 1, max-age-days: 1}", "tests:"]
    if stale:
        lines += ["  data:", "    feature-cost: {level: manual, evidence: [b.yml]}"]
    for section in built_in("ml-test-score").sections[1:]:
        lines.append(f"  {section.id}:")
        for criterion in section.criteria:
            cited, names = names[:100], names[100:]
            if cited:
                lines.append(f"    {criterion.id}:")
                lines.append(f"      {{level: automated, evidence: [{', '.join(cited)}]}}")
    assert names == []
    return "\n".join([*lines, ""])


def loaded(folder: Path, files: Mapping[str, str]) -> dict[str, Any]:
    """The analysis alone: to hold thousands of results against the schema takes long."""
    text = render(judged(folder, files, manifests=tuple(files)), View())
    assert len(gzip.compress(text.encode())) < 10_000_000
    [found] = json.loads(text)["runs"]
    assert isinstance(found, dict)
    return found


def test_of_more_results_than_github_shows_the_least_important_go(tmp_path: Path) -> None:
    """6,000 that fail and one that does not, which comes first in the first manifest."""
    files = {
        "a.yml": many(0, 2_000, stale=True),
        "b.yml": many(2_000, 2_000),
        "c.yml": many(4_000, 1_997),
    }
    found = loaded(tmp_path, files)
    results = found["results"]
    assert len(results) == 5_000
    assert {result["level"] for result in results} == {"error"}
    assert [result["message"]["text"].split(":")[0] for result in results[1:2001]] == [
        f"gone-{index}.md" for index in range(2_000)
    ]
    assert found["properties"] == {"resultsLeftOut": 1_001}
    assert notifications(found) == [
        (
            "results-left-out",
            "warning",
            "the 1,001 least important results were left out: GitHub shows 5,000.",
        )
    ]


def test_as_many_results_as_github_shows_are_all_there(tmp_path: Path) -> None:
    files = {"a.yml": many(0, 2_000, stale=True), "b.yml": many(2_000, 2_000)}
    files["c.yml"] = many(4_000, 996)
    found = loaded(tmp_path, files)
    assert len(found["results"]) == 5_000
    assert found["results"][-1]["ruleId"] == "stale"
    assert found["properties"] == {"resultsLeftOut": 0}
    assert notifications(found) == []
