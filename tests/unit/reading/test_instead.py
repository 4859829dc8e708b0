"""Rows 603 to 605: a value of the wrong kind, and what to write instead as it is written."""

from datetime import date

import pytest
import yaml

from ml_readiness.document import parse
from ml_readiness.model.errors import InputError
from ml_readiness.reading.instead import in_yaml
from ml_readiness.reading.manifest import read_manifest
from ml_readiness.reading.manifest_schema import manifest_schema, resolved
from ml_readiness.reading.rubric import built_in

RUBRIC = built_in("ml-test-score")
SCHEMA = resolved(manifest_schema(RUBRIC))
CLAIM = "tests:\n  data:\n    feature-cost: "
EVIDENCE = "tests:\n  data:\n    feature-cost:\n      level: manual\n      evidence: "
POINT = "checklist:\n  metrics: "


def hint(text: str) -> str | None:
    """What to write instead of the only thing that is wrong."""
    document = parse(f"version: 1\n{text}\n".encode(), "m.yml")
    with pytest.raises(InputError) as caught:
        read_manifest(document, RUBRIC, SCHEMA, date(2026, 11, 25))
    [problem] = caught.value.problems
    return problem.hint


@pytest.mark.parametrize(
    ("text", "instead"),
    [
        (f"{CLAIM}manual", "write {level: manual, evidence: […]}"),
        (f"{CLAIM}Automated", "write {level: automated, evidence: […]}"),
        (f"{CLAIM}auto", "write {level: automated, evidence: […]}"),
        (f"{CLAIM}none", "write {level: none}"),
        (f"{CLAIM}true", "write a mapping, such as {level: manual, evidence: […]}"),
        (f"{CLAIM}2", "write a mapping, such as {level: manual, evidence: […]}"),
        (f"{CLAIM}we do this", "write a mapping, such as {level: manual, evidence: […]}"),
        (f"{CLAIM}[]", "write a mapping, such as {level: manual, evidence: […]}"),
        (f"{CLAIM}docs/cost.md", "write {level: …, evidence: [docs/cost.md]}"),
        (
            f"{CLAIM}[docs/a.md, 't.py::a[1]']",
            'write {level: …, evidence: [docs/a.md, "t.py::a[1]"]}',
        ),
        (f"{POINT}done", "write {status: done, evidence: […]}"),
        (f"{POINT}n/a", "write {status: not-applicable, reason: …}"),
        (f"{POINT}open", "write {status: open}"),
        (f"{POINT}docs/m.md", "write {status: …, evidence: [docs/m.md]}"),
        ("policy: {checklist: 9}", "write {minimum: 9}"),
        ("policy: {checklist: [baseline, ethics]}", "write {required: [baseline, ethics]}"),
        (
            "tests: none",
            "write a mapping, or leave it empty; there is: data, model, infrastructure, monitoring",
        ),
        (
            "policy: {sections: [data]}",
            "write a mapping, or leave it empty; there is: data, model, infrastructure, monitoring",
        ),
    ],
)
def test_603_a_mapping_is_shown_as_it_is_written(text: str, instead: str) -> None:
    assert hint(f"name: x\n{text}") == instead


@pytest.mark.parametrize(
    ("text", "instead"),
    [
        (
            f"{EVIDENCE}public data only, see README",
            'write ["public data only, see README"]',
        ),
        (f"{EVIDENCE}docs/cost.md#results", "write [docs/cost.md#results]"),
        (f"{EVIDENCE}docs/a.md, t.py::test_b", "write [docs/a.md, t.py::test_b]"),
        (f"{EVIDENCE}docs/a.md docs/b.md", "write [docs/a.md, docs/b.md]"),
        (f"{EVIDENCE}'docs/a.md, docs/b.md,'", "write [docs/a.md, docs/b.md]"),
        (f"{EVIDENCE}\u00fcber uns", 'write ["\u00fcber uns"]'),
        (f"{EVIDENCE}docs/my page.md", 'write ["docs/my page.md"]'),
        (f"{EVIDENCE}(docs/a.md)", "write [docs/a.md]"),
        (f"{EVIDENCE}'[docs/a.md]'", "write [docs/a.md]"),
        (f"{EVIDENCE}'- docs/a.md'", "write [docs/a.md]"),
        (f"{EVIDENCE}-docs/a.md", 'write ["-docs/a.md"]'),
        (f"{EVIDENCE}'[]'", 'write ["[]"]'),
        (f"{EVIDENCE}|\n        - docs/a.md\n        - docs/b.md", "write [docs/a.md, docs/b.md]"),
        (f"{EVIDENCE}{{docs/a.md: 3}}", "write [docs/a.md]"),
        (f"{EVIDENCE}tests/t.py::TestA::test_b", "write [tests/t.py::TestA::test_b]"),
        (f"{EVIDENCE}tests/t.py::test_b[x]", 'write ["tests/t.py::test_b[x]"]'),
        (f"{EVIDENCE}https://a.example/b?c=d", 'write ["https://a.example/b?c=d"]'),
        (f"{EVIDENCE}'say \"hi\", twice'", 'write ["say \\"hi\\", twice"]'),
        (f"{EVIDENCE}docs/*.md", 'write ["docs/*.md"]'),
        (f"{EVIDENCE}5", 'write ["5"]'),
        (f"{EVIDENCE}true", "write a list, such as […]"),
        (f"{EVIDENCE}|\n        docs/a.md\n        docs/b.md", "write [docs/a.md, docs/b.md]"),
        (f"{EVIDENCE}{{docs/a.md}}", "write [docs/a.md]"),
        (f"{EVIDENCE}{{file: docs/a.md}}", "write [docs/a.md]"),
        (f"{EVIDENCE}{{file: [docs/a.md]}}", "write a list, such as […]"),
        (f"{EVIDENCE}{'a b ' * 200}", "write a list, with each piece in quotes"),
        ("policy: {prove-automation: all}", "write [data, model, infrastructure, monitoring]"),
        ("policy: {prove-automation: infra}", "write [infrastructure]"),
        (
            "policy: {prove-automation: true}",
            "write a list; there is: data, model, infrastructure, monitoring",
        ),
        ("policy: {prove-automation: data and model}", "write a list; there is: data, model, "),
        ("policy: {prove-automation: 'data, model'}", "write [data, model]"),
        ("policy: {prove-automation: '*'}", "write [data, model, infrastructure, monitoring]"),
        ("policy: {checklist: {required: baseline}}", "write [baseline]"),
        ("policy: {checklist: {required: baseline Ethics}}", "write [baseline, ethics]"),
        ("policy: {accept-links: a.example}", "write [a.example]"),
    ],
)
def test_604_a_list_is_shown_with_each_piece_as_one_item(text: str, instead: str) -> None:
    said = hint(f"name: x\n{text}")
    assert said is not None
    assert said == instead or (instead.endswith(", ") and said.startswith(instead))


@pytest.mark.parametrize(
    ("item", "instead"),
    [
        ("docs/a.md: results", "write docs/a.md alone"),
        ("file: docs/a.md", "write docs/a.md alone"),
        ("{file: docs/a.md, line: 3}", "write docs/a.md alone"),
        ("see the page: results", 'write it in quotes: "see the page: results"'),
        ("[docs/a.md, docs/b.md]", "leave out the inner brackets"),
        ("[docs/a.md]", "write docs/a.md, without the brackets"),
        ("{docs/a.md}", "write docs/a.md"),
        ("5", 'write it in quotes: "5"'),
        ("{a: b, c: d}", None),
        ("{a: [b]}", None),
        ("", "write a text; a '#' after a space begins a comment, so such a text needs quotes"),
    ],
)
def test_604_a_piece_that_is_no_text(item: str, instead: str | None) -> None:
    assert hint(f"name: x\n{EVIDENCE}\n        - {item}") == instead


@pytest.mark.parametrize("written", ["true", "false", "null", "5", "1.50", "1.0", "-3"])
@pytest.mark.parametrize("after", ["", " # a comment"])
def test_605_a_word_of_yaml_is_quoted_as_it_stands(written: str, after: str) -> None:
    assert hint(f"name: {written}{after}") == f'write it in quotes: "{written}"'


@pytest.mark.parametrize(
    ("value", "instead"),
    [
        ("20260930", "write 2026-09-30"),
        ("20261345", "write YYYY-MM-DD"),
        ("2026", "write YYYY-MM-DD"),
        ("[2026-09-30]", "write YYYY-MM-DD"),
        ("{day: 2026-09-30}", "write YYYY-MM-DD"),
        ("true", "write YYYY-MM-DD"),
    ],
)
def test_605_a_date(value: str, instead: str) -> None:
    text = "tests: {data: {feature-cost: {level: none, reviewed: VALUE}}}"
    assert hint(f"name: x\n{text.replace('VALUE', value)}") == instead


@pytest.mark.parametrize(
    ("value", "instead"),
    [
        *(("yes", "write true"), ("True", "write true"), ("1", "write true")),
        *(("off", "write false"), ("'false'", "write false")),
        *(("never", None), ("[true]", None), ("~", None)),
    ],
)
def test_605_true_or_false(value: str, instead: str | None) -> None:
    assert hint(f"name: x\npolicy: {{refuse-weak: {value}}}") == instead


def test_603_items_in_place_of_keys() -> None:
    assert hint("name: x\npolicy:\n  - minimum: 5") == "leave out the '-' before each key"


@pytest.mark.parametrize(
    ("value", "instead"),
    [
        ("https://a.example/b", "write a.example/b"),
        ("https://A.example/D", "write a.example/D"),
        ("A.example", "write a.example"),
        ("a.example/b?c", None),
    ],
)
def test_604_the_prefix_of_a_link(value: str, instead: str | None) -> None:
    assert hint(f"name: x\npolicy: {{accept-links: ['{value}']}}") == instead


def test_603_a_colon_without_a_space() -> None:
    assert hint("name: x\npolicy:\n  minimum=5") == "a key is followed by a colon and a space"
    assert hint("name: x\npolicy:\n  minimum 5") == "a key is followed by a colon and a space"
    assert hint("name: x\ntests:\n  data:none") == "a key is followed by a colon and a space"


@pytest.mark.parametrize(
    ("value", "instead"),
    [
        ("'5'", "write 5, without quotes"),
        ("90d", "write the number alone: 90"),
        ("at least 5", "write the number alone: 5"),
        ("'>= 5'", "write the number alone: 5"),
        ("05", "write the number alone: 5"),
        ("+5", "write the number alone: 5"),
        ("≥ 5", "write the number alone: 5"),
        (".5", "write the number alone: 0.5"),
        ("5.", "write the number alone: 5"),
        ("1_000", "write the number alone: 1000"),
        ("'٣'", None),
        ("5 of 14", None),
        ("6 months", None),
        ("[5]", "write 5, without the brackets"),
        ("high", None),
        ("true", None),
    ],
)
def test_605_a_number(value: str, instead: str | None) -> None:
    assert hint(f"name: x\npolicy: {{minimum: {value}}}") == instead


@pytest.mark.parametrize(
    "text",
    [
        *("a", "docs/a-b.md", "t.py::a", ".github/workflows/a.yml#b", "https://a.example/b/c"),
        *("a b", "a, b", "a[1]", "*.md", "a: b", "a #b", "true", "null", "~", "5", "-5", "- a", ""),
        *("'a'", 'a"b', "a\\b", "a\tb", "größe", "#a", "a:", "&a", "!a", "a:b", "{a"),
    ],
)
def test_what_is_shown_is_read_as_the_same_text(text: str) -> None:
    assert parse(f"[{in_yaml(text)}]".encode(), "m.yml").data == [text]
    assert yaml.safe_load(f"[{in_yaml(text)}]") == [text]
