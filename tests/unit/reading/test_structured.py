"""What files of JSON, YAML and TOML say, held against the readers of Python where there are any."""

import json
import tomllib
from decimal import Decimal
from typing import Any

import pytest
from helpers.patience import assert_ends
from hypothesis import given
from hypothesis import strategies as st

from ml_readiness.model.tree import TEXT_BYTES
from ml_readiness.reading.structured import reader_of
from ml_readiness.reading.structured.contents import (
    DEEPEST,
    MOST_NUMERALS,
    MOST_TOML_LINES,
    MOST_VALUES,
    NoNumber,
    Structure,
    look_up,
)
from ml_readiness.reading.structured.of_json import read_json
from ml_readiness.reading.structured.of_toml import read_toml
from ml_readiness.reading.structured.of_yaml import core, read_yaml
from ml_readiness.rules.bounds import pointer_of, tokens_of

TEXTS = st.text(max_size=5)
NUMBERS = st.integers(-(10**20), 10**20) | st.decimals(
    allow_nan=False, allow_infinity=False, min_value=-(10**9), max_value=10**9
)
DATA = st.recursive(
    st.none() | st.booleans() | TEXTS | NUMBERS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=12,
)


def written(data: Any, space: str = "") -> str:
    """JSON with decimals as they are."""
    if isinstance(data, dict):
        items = (f"{json.dumps(key)}:{space}{written(data[key], space)}" for key in data)
        return f"{{{space}{f',{space}'.join(items)}{space}}}"
    if isinstance(data, list):
        return f"[{space}{f',{space}'.join(written(each, space) for each in data)}{space}]"
    return str(data) if isinstance(data, Decimal) else json.dumps(data)


def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(dict(pairs)) < len(pairs):
        raise ValueError
    return dict(pairs)


def of_python(text: str) -> Any:
    """What Python's own reader makes of JSON."""

    def refused(_: str) -> None:
        raise ValueError

    return json.loads(
        text,
        parse_int=Decimal,
        parse_float=Decimal,
        parse_constant=refused,
        object_pairs_hook=unique,
    )


@given(DATA, st.sampled_from(["", " ", "\n", "\r\n\t"]))
def test_json_says_what_python_reads_in_it(data: Any, space: str) -> None:
    text = written(data, space)
    contents = read_json(text.encode())
    assert contents.fault == ""
    assert contents.data == of_python(text)


@given(st.text('{}[],:"\\ \ntrufalsn0123456789.eE+-/u', max_size=12))
def test_json_is_refused_where_python_refuses_it(text: str) -> None:
    contents = read_json(text.encode())
    try:
        data = of_python(text)
    except ValueError:
        assert contents.fault
    else:
        assert contents.data == data or "1e" in str(data).lower() or not contents.fault


@pytest.mark.parametrize(
    "text", ["{true: 1}", "{1: 2}", "{null: 1}", "[1: 2]", '{"a" 1}', "{[]: 1}"]
)
def test_a_key_of_json_is_a_text(text: str) -> None:
    assert read_json(text.encode()).fault


def test_a_number_of_toml_is_exact_up_to_a_length() -> None:
    bits = MOST_NUMERALS * 3
    for power, exact in ((bits - 1, True), (bits, False)):
        value = read_toml(f"a = {2**power:#x}\n".encode()).data["a"]
        assert (value == 2**power) is exact


@given(DATA)
def test_a_pointer_leads_to_every_value_and_to_the_line_that_it_begins_on(data: Any) -> None:
    text = json.dumps(data, indent=1, default=str, ensure_ascii=False)
    contents = read_json(text.encode())
    for pointer, value, line in walked(contents.data, text.split("\n")):
        found = look_up(contents, pointer)
        assert (found.value, found.left) == (value, ())
        if pointer:
            assert found.line is not None
            assert json.dumps(pointer[-1], ensure_ascii=False) in line(found.line) or (
                pointer[-1].isdecimal()
            )
        assert tokens_of(pointer_of(pointer)) == pointer


def walked(data: Any, lines: list[str], path: tuple[str, ...] = ()) -> Any:
    yield path, data, lambda number: lines[number - 1]
    items = (
        data.items() if isinstance(data, dict) else enumerate(data if type(data) is list else [])
    )
    for key, value in items:
        yield from walked(value, lines, (*path, str(key)))


def test_each_value_has_its_line_in_json_and_in_yaml() -> None:
    of_json = read_json(b'{\n "a": [\n  1,\n  {"b":\n 2}\n ],\n "c": 3}')
    of_yaml = read_yaml(b"# x\na: &a\n  - 1\n  - b: 2\nc: 3\nd: *a\n")
    wanted = {("a",): 2, ("a", "0"): 3, ("a", "1"): 4, ("a", "1", "b"): 5, ("c",): 7}
    assert {each: look_up(of_json, each).line for each in wanted} == wanted
    wanted = {("a", "0"): 3, ("a", "1", "b"): 4, ("c",): 5, ("d",): 6, ("d", "0"): 3}
    assert {each: look_up(of_yaml, each).line for each in wanted} == wanted


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**9), max_value=10**9))
def test_a_number_is_read_exactly_by_every_reader(value: Decimal) -> None:
    text = f"{value:f}"
    assert read_json(f"[{text}]".encode()).data == [value]
    assert read_yaml(f"a: {text}\n".encode()).data == {"a": value}
    assert read_toml(f"a = {text}\n".encode()).data == {"a": value}


@pytest.mark.parametrize("reader", [read_json, read_yaml, read_toml])
@pytest.mark.parametrize(
    ("text", "finite"),
    [
        ("1e309", True),
        ("1e-309", True),
        ("1e999999999", True),
        ("-1e99999999999999999999999999", True),
        ("1" * (MOST_NUMERALS + 1), True),
    ],
)
def test_a_number_beyond_all_measure_is_there_and_is_not_compared(
    reader: Any, text: str, finite: bool
) -> None:
    around = {read_json: '{"a":%s}', read_yaml: "a: %s", read_toml: "a = %s"}[reader] % text
    [value] = reader(around.encode()).data.values()
    if isinstance(value, NoNumber):
        assert value.finite is finite
    else:
        assert value == int(text)  # Python reads whole numbers of TOML itself


def test_infinity_and_nan_are_no_numbers_where_a_grammar_has_them() -> None:
    of_yaml = [core(text) for text in (".inf", "-.Inf", "+.INF", ".nan", ".NaN", ".NAN")]
    of_toml = read_toml(b"a = [inf, -inf, +inf, nan]").data["a"]
    for value in (*of_yaml, *of_toml):
        assert isinstance(value, NoNumber)
        assert not value.finite


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0o17", Decimal(15)),
        ("0x1F", Decimal(31)),
        ("010", Decimal(10)),
        ("+3", Decimal(3)),
        (".5", Decimal("0.5")),
        ("1.", Decimal(1)),
        ("-0", Decimal(0)),
        ("1e3", Decimal(1000)),
        ("~", None),
        ("Null", None),
        ("", None),
        ("True", True),
        ("FALSE", False),
        ("yes", "yes"),
        ("1_000", "1_000"),
        ("0b1", "0b1"),
        ("2026-11-25", "2026-11-25"),
        ("1:30", "1:30"),
        ("-", "-"),
        (".", "."),
        ("+.", "+."),
        ("e3", "e3"),
        ("-0x1F", "-0x1F"),
        ("nan", "nan"),
        ("-.nan", "-.nan"),
    ],
)
def test_a_plain_scalar_of_yaml_is_what_its_core_schema_says(text: str, value: object) -> None:
    found = core(text)
    assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize(
    ("pointer", "value"),
    [
        ((), [[5], {"0": 6}]),
        (("0", "0"), 5),
        (("1", "0"), 6),
    ],
)
def test_an_index_leads_into_a_list_and_a_key_into_a_mapping(
    pointer: tuple[str, ...], value: object
) -> None:
    found = look_up(read_json(b'[[5], {"0": 6}]'), pointer)
    assert (found.value, found.left) == (value, ())


@pytest.mark.parametrize(
    "token", ["", "-", "01", "00", "-1", "+0", "2", "0.0", "\u0660", "9" * 5000]
)
def test_what_is_no_index_leads_to_nothing(token: str) -> None:
    found = look_up(read_json(b"[1, 2]"), (token, "x"))
    assert (found.value, found.inside, found.left) == (None, [1, 2], (token, "x"))


@pytest.mark.parametrize("reader", [read_json, read_yaml, read_toml])
def test_depth_and_number_of_values_are_bounded(reader: Any) -> None:
    begun = {read_json: "", read_yaml: "a: ", read_toml: "a = "}[reader]
    for deep in (DEEPEST + 1, 400_000):
        text = begun + "[" * deep + "]" * deep
        assert "nested too deeply" in reader(text.encode()).fault
        assert reader(text[:-deep].encode()).fault
    many = {read_json: MOST_VALUES, read_yaml: 50_000, read_toml: MOST_TOML_LINES + 1}[reader]
    text = begun + "[" + "0," * many + "0]"
    assert "too many nodes" in (fault := reader(text.encode()).fault) or "more than" in fault


def test_the_longest_number_is_exact() -> None:
    for reader, text in ((read_json, '{"a": %s}'), (read_yaml, "a: %s")):
        longest = "1" * MOST_NUMERALS
        assert reader((text % longest).encode()).data == {"a": Decimal(longest)}


def test_a_text_has_at_most_a_megabyte() -> None:
    assert read_json(b'"' + b"a" * (TEXT_BYTES - 2) + b'"').fault == ""
    assert read_json(b'"' + b"a" * (TEXT_BYTES - 1) + b'"').fault == "it is too large"


def test_json_may_have_so_many_values_and_so_deep_ones() -> None:
    assert not read_json(b"[" + b"0," * (MOST_VALUES - 2) + b"0]").fault
    assert read_json(b"[" + b"0," * (MOST_VALUES - 1) + b"0]").fault
    assert not read_json(b"[" * DEEPEST + b"]" * DEEPEST).fault


def test_toml_with_a_name_of_many_parts_is_refused_before_it_is_read() -> None:
    for name in ("a." * 400_000 + "a", "'a' . " * 100 + "a", "a.b" * 40):
        assert read_toml(f"{name} = 1".encode()).fault
        assert read_toml(f"[{name}]".encode()).fault
    assert read_toml(b"x = '" + b"a." * 1000 + b"'").fault == ""
    assert read_toml(b"# " + b"[" * 1000).fault == ""
    assert read_toml(b'x = """' + b"[" * 1000 + b'"""').fault == ""


def test_aliases_do_not_grow() -> None:
    text = "a: &a [1, 1]\n"
    for one, other in zip("abcdefghijklmnopqrstuvwxy", "bcdefghijklmnopqrstuvwxyz", strict=True):
        text += f"{other}: &{other} [*{one}, *{one}]\n"
    found = look_up(read_yaml(text.encode()), ("z", *["1"] * 26))
    assert found.value == 1


@given(st.dictionaries(st.text("ab.c\"'", max_size=3), st.integers(-5, 5) | st.text(max_size=4)))
def test_toml_says_what_python_reads_in_it(data: dict[str, Any]) -> None:
    text = "".join(f"{json.dumps(key)} = {json.dumps(data[key])}\n" for key in data)
    text = text.replace("\x7f", "\\u007f")
    try:
        wanted = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        assert read_toml(text.encode()).fault
    else:
        assert read_toml(text.encode()).data == wanted


def test_the_ending_of_a_name_says_what_reads_it() -> None:
    names = ("a.json", "a.JSON", "a.toml", "a.yaml", "a.yml")
    assert [reader_of(name) for name in names] == [
        *(read_json, read_json),
        *(read_toml, read_yaml, read_yaml),
    ]
    assert read_json(b"[]") == Structure(data=[])


@pytest.mark.parametrize(
    "text",
    [
        "a=" + "9" * 300_000,
        "a=1." + "1" * 300_000,
        "a=1" + "_1" * 150_000,
        "a" * 300_000 + "=1",
        'a="""\n' + '\\"' * 150_000,
        'a="""' + '""a' * 100_000,
        '"' * 300_000,
        "'" * 300_000,
    ],
)
def test_no_text_of_toml_takes_long(text: str) -> None:
    assert_ends(read_toml, text.encode())
