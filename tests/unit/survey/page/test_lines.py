"""Lines of a survey: what is whole is read, and what is not is said with its place."""

import json
from pathlib import Path
from typing import Any

import pytest
from helpers.surveys import line, report, survey
from hypothesis import given
from hypothesis import strategies as st

from ml_readiness.model.errors import InputError
from ml_readiness.survey.page.lines import read_surveys
from ml_readiness.survey.page.shape import SURVEY_LINE, Misfit, shaped

WHOLE = survey([line("acme/a")])


def read(folder: Path, *texts: str | bytes) -> tuple[list[dict[str, Any]], tuple[str, ...]]:
    names = []
    for number, text in enumerate(texts):
        names.append(f"{number}.ndjson")
        (folder / names[-1]).write_bytes(text if isinstance(text, bytes) else text.encode())
    reading = read_surveys(folder, names, folder)
    lines = [line for part in reading.parts for line in part.read_bytes().splitlines(keepends=True)]
    assert reading.longest == max(map(len, lines), default=0)
    found = [json.loads(each) for each in lines]
    assert [each["turn"] for each in found] == [*range(len(found))]
    for each, written in zip(found, lines, strict=True):
        part = reading.parts[each["part"]].read_bytes()
        assert part[each["place"] :].startswith(written)
    return found, reading.notices


@pytest.mark.parametrize("cut", [1, 2, 12, 40, len(WHOLE) - 2])
def test_an_unfinished_last_line_is_left_out_and_named(tmp_path: Path, cut: int) -> None:
    lines, notices = read(tmp_path, WHOLE + WHOLE[:cut])
    assert [each["repository"] for each in lines] == ["acme/a"]
    assert notices == ("0.ndjson:2: left out, as its last line is not finished",)


def test_a_last_line_that_only_lacks_its_end_is_whole(tmp_path: Path) -> None:
    lines, notices = read(tmp_path, WHOLE + WHOLE.strip())
    assert (len(lines), notices) == (2, ())


def changed(**parts: Any) -> str:
    return survey([line("acme/a") | parts])


BROKEN: dict[str, tuple[str | bytes, str]] = {
    "not JSON": ("{\n", "it is not JSON (Expecting property name enclosed in double quotes"),
    "no object": ("[1]\n", "it is not an object with a version"),
    "empty line": ("\n", "it is not JSON (Expecting value, column 1)"),
    "no end, no survey": ("hello", "it is not JSON"),
    "cut in the middle": (WHOLE[:50] + "\n" + WHOLE, "it is not JSON"),
    "not UTF-8": (b"\xff\xfe\n", "it is not UTF-8"),
    "version": (
        changed(version=2),
        "its version is not 1: a newer ml-readiness may have written it",
    ),
    "no version": ('{"repository": "a"}\n', "it is not an object with a version"),
    "true as version": (changed(version=True), "its version is not 1"),
    "no key": ('{"version": 1, "repository": "a"}\n', "there is no default_branch"),
    "type": (changed(repository=3), "repository is not text"),
    "no letters": (changed(repository=""), "repository has no letters, or more than 200"),
    "long": (changed(repository="a" * 201), "repository has no letters, or more than 200"),
    "day": (changed(day="2026-02-30"), "day is not a day such as 2026-11-25"),
    "day of a week": (changed(day="2026-W48-3"), "day is not a day such as 2026-11-25"),
    "state": (changed(state="gone"), "state is not one of judged, no-manifest, empty, error"),
    "no report": (changed(state="judged"), "there is not a report where the state is judged"),
    "error": (
        changed(error={"message": "x", "hint": None}),
        "there is an error where the state is no-manifest",
    ),
    "NaN": (WHOLE.replace('"acme/a"', "NaN"), "it has NaN, which is no number in JSON"),
    "deep": ('{"version": 1, "x": ' + "[" * 100_000 + "\n", "it is nested too deeply"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_line_is_named_with_its_file_and_number(tmp_path: Path, name: str) -> None:
    text, said = BROKEN[name]
    with pytest.raises(InputError) as caught:
        read(tmp_path, WHOLE, text)
    [problem] = caught.value.problems
    assert problem.message.startswith(f"1.ndjson:1: no line of a survey: {said}")
    assert problem.hint == "a survey is what 'ml-readiness survey' writes"


def test_each_file_names_its_first_broken_line(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        read(tmp_path, WHOLE + "{}\n{}\n", "{}\n")
    assert [each.message.split(": ")[0] for each in caught.value.problems] == [
        "0.ndjson:2",
        "1.ndjson:1",
    ]


def test_a_file_that_is_not_there_or_a_folder_is_said(tmp_path: Path) -> None:
    for name, said in (("x", "no such file or directory"), (".", "is a directory")):
        with pytest.raises(InputError, match=f"{name} cannot be read: {said}"):
            read_surveys(tmp_path, [name], tmp_path)


def test_a_report_of_another_shape_is_said_with_the_place(tmp_path: Path) -> None:
    made = report(tmp_path / "made")
    made["manifests"][0]["sections"][1]["criteria"] = None
    with pytest.raises(InputError, match=r"report\.manifests\.sections\.criteria is not a list"):
        read(tmp_path, survey([line("acme/a", report=made)]))


def test_many_lines_are_written_to_several_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ml_readiness.survey.page.lines.PART_BYTES", 1000)
    lines, _ = read(tmp_path, WHOLE * 20, WHOLE * 3)
    assert len(lines) == 23
    assert {each["part"] for each in lines} == {0, 1, 2, 3, 4}


def test_what_is_written_is_visible_exact_and_once(tmp_path: Path) -> None:
    made = report(tmp_path / "made")
    [manifest] = made["manifests"]
    piece = manifest["sections"][0]["criteria"][0]["evidence"][0]
    piece |= {"ref": "a\u202eb\x00\ud800\n", "value": 0.1}
    manifest["policy"]["sections"] = {"x\u200b": {"value": 1, "from": "head"}}
    text = survey([line("acme/a", report=made)]).replace('"value": 0.1', f'"value": 0.{"1" * 40}')
    text = text.replace('"state"', '"repository": "acme/b", "state"')
    [read_back], _ = read(tmp_path, text)
    [manifest] = read_back["report"]["manifests"]
    piece = manifest["sections"][0]["criteria"][0]["evidence"][0]
    assert piece["ref"] == r"a\u{202e}b\u{0}\u{d800}\u{a}"
    assert piece["value"] == f"0.{'1' * 40}"
    assert [*manifest["policy"]["sections"]] == [r"x\u{200b}"]
    assert read_back["repository"] == "acme/b"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(data=st.data())
def test_anything_in_the_place_of_anything_is_shaped_or_a_misfit(data: st.DataObject) -> None:
    """Of a line with a report, whatever stands in one place: no other error, and no more keys."""
    made: dict[str, Any] = line("acme/a", report=SMALL)
    place: Any = json.loads(json.dumps(made))
    whole = place
    while True:
        name = data.draw(st.sampled_from(sorted(place)) if isinstance(place, dict) else st.just(0))
        inner = place[name]
        if not inner or not isinstance(inner, (dict, list)) or data.draw(st.booleans()):
            place[name] = data.draw(JSON)
            break
        place = inner
    try:
        found = shaped(SURVEY_LINE, whole)
    except Misfit:
        return
    assert [*found] == [*SURVEY_LINE]


SMALL: dict[str, Any] = {
    "passed": True,
    "links": "checked",
    "jobs": None,
    "errors": [{"path": None, "line": None, "message": "m", "hint": None}],
    "errors_left_out": 0,
    "manifests": [
        {
            "path": "p",
            "name": "n",
            "rubric": "r",
            "score": 1,
            "claimed_score": 1,
            "maximum": 2,
            "band": {"id": "b", "label": "l"},
            "sections": [],
            "checklist": None,
            "policy": {
                "minimum": {"value": 1, "from": "head"},
                "sections": {"s": {"value": 1, "from": "head"}},
                "checklist": {"minimum": None, "required": []},
                "max_age_days": None,
                "max_job_age_days": None,
                "prove_automation": [],
                "accept_links": [],
                "refuse_weak": None,
            },
            "verdict": {"passed": True, "reasons": [], "warnings": []},
            "plans": [],
        }
    ],
}
