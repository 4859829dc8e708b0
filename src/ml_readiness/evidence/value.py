"""Value evidence: what a pointer leads to in JSON, YAML or TOML, and the bounds that it keeps."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import islice
from typing import Any

from msgspec.structs import replace

from ml_readiness.evidence.tracked import has_pointer, in_lfs, untracked
from ml_readiness.model.evidence import BoundSource, Judgement, Measured, Reason, Scalar
from ml_readiness.model.facts import Facts
from ml_readiness.model.tree import Unreadable
from ml_readiness.reading.structured import reader_of
from ml_readiness.reading.structured.contents import Reached, Structure, look_up
from ml_readiness.reading.structured.of_yaml import core
from ml_readiness.rules.bounds import (
    binding,
    keeps,
    mended_bound,
    name_of,
    pointer_of,
    shown_value,
    split_bound,
    tokens_of,
)
from ml_readiness.rules.cited import CitedValue
from ml_readiness.rules.naming import listed, meant
from ml_readiness.visible import clipped

LONGEST_SHOWN = 80
LONGEST_STRING = 200
MOST_LOOKED_AT = 10_000
NOTHINGS: tuple[tuple[Any, str], ...] = (
    (None, "null"),
    ("", "an empty text"),
    ([], "an empty list"),
    ({}, "an empty mapping"),
)


def judge_value(cited: CitedValue, facts: Facts) -> Judgement:
    """Verified when the pointer leads to something that keeps every bound, in exact decimals."""
    if cited.path not in facts.tree.paths() and "*" in cited.path:
        message, hint = "a glob has no values", "cite one file, or the glob alone"
        return Judgement(reason="fragment-not-allowed", message=message, hint=hint)
    if judged := untracked(cited.path, facts) or in_lfs(cited.path, facts):
        return judged
    if facts.tree.size(cited.path) == 0:
        return Judgement(reason="empty-file", message=f"{cited.path} is empty")
    contents = facts.learn(reader_of(cited.path), cited.path)
    if contents.fault:
        message = f"{cited.path} cannot be read: {contents.fault}"
        return Judgement(reason="unparsable", message=message, hint=contents.hint)
    found = look_up(contents, cited.pointer)
    if found.left:
        return _astray(cited, found, contents)
    return replace(_judge(cited, found.value), line=found.line)


def value_at(cited: CitedValue, facts: Facts) -> Scalar:
    """What a tree has at the same path and pointer; None where it is nothing that can be shown."""
    paths = facts.tree.paths()
    if cited.text in paths or paths.get(cited.path) != "file":
        return None
    try:
        if has_pointer(cited.path, facts):
            return None
        contents = facts.learn(reader_of(cited.path), cited.path)
    except Unreadable:
        return None
    return _scalar(look_up(contents, cited.pointer).value)


def _judge(cited: CitedValue, value: Any) -> Judgement:
    """The judgement on what the pointer leads to."""
    name, scalar = name_of(cited.pointer), _scalar(value)
    bounds: list[tuple[Any, BoundSource]] = [(each, "base") for each in cited.imposed]
    bounds += [(cited.bound, "head")] if cited.bound else []
    bound, bound_from = binding(scalar, bounds) or (None, None)
    measured = Measured(name, scalar, bound, bound_from)

    def judged(reason: Reason | None, message: str, hint: str | None = None) -> Judgement:
        return Judgement(reason=reason, message=message, hint=hint, measured=measured)

    for nothing, what in NOTHINGS:
        if type(value) is type(nothing) and value == nothing:
            hint = "cite a value that says something"
            return judged("no-such-value", f"{name} in {cited.path} is {what}", hint)
    what = _what(value)
    if getattr(value, "finite", True) is False:
        return judged("no-such-value", f"{name} in {cited.path} is {what}")
    if bound is None:
        return judged(None, f"{name} is {what}")
    ours = ", as the base asks" if bound_from == "base" and bound != cited.bound else ""
    if not isinstance(scalar, Decimal):
        message = f"{name} is {what}: the bound {bound.text}{ours} needs a number"
        return judged("bound-not-kept", message, _number_in(cited, value))
    if not keeps(scalar, bound):
        return judged("bound-not-kept", f"{name} {what} does not keep {bound.text}{ours}")
    return judged(None, f"{name} {what} keeps {bound.text}{ours}")


def _scalar(value: Any) -> Scalar:
    """What can be told of a value in a report: numbers and words as they are, long texts cut."""
    if isinstance(value, str):
        return clipped(value, LONGEST_STRING)
    if value is None or isinstance(value, bool | Decimal):
        return value
    return None if isinstance(value, list | dict) else clipped(value.text, LONGEST_STRING)


def _what(value: Any) -> str:
    """A value in words."""
    if isinstance(value, list):
        return f"a list of {len(value):,}"
    if isinstance(value, dict):
        return f"a mapping of {len(value):,}"
    if isinstance(value, str):
        return f"the text {shown_value(value)}"
    if value is None or isinstance(value, bool | Decimal):
        return shown_value(value)
    return f"{clipped(value.text, LONGEST_SHOWN)}, {value.why}"


def _number_in(cited: CitedValue, value: Any) -> str | None:
    """Where the number is that was meant."""
    if isinstance(value, str):
        number = isinstance(core(value.strip() or "-"), Decimal)
        return "write the number without quotes" if number else None
    if isinstance(value, dict | list):
        items = value.items() if isinstance(value, dict) else enumerate(value)
        numbers = [str(key) for key, each in items if isinstance(each, Decimal)]
        first = f"cite one of its numbers: #{pointer_of((*cited.pointer, *numbers[:1]))}"
        return clipped(first, LONGEST_SHOWN * 2) if numbers else None
    return None


def _astray(cited: CitedValue, found: Reached, contents: Structure) -> Judgement:
    """The judgement on a pointer that leads to nothing, with what was probably meant."""
    measured = Measured(name_of(cited.pointer), None)
    spelt = clipped(f"#{cited.written}", LONGEST_SHOWN)
    message = f"{cited.path} has no value at {spelt}"
    if unread := _bound_meant(cited, contents):
        why, hint = unread
        message = f"{message}: {why}"
    else:
        hint = _near(cited, found, contents) or "the file is empty"
    return Judgement(reason="no-such-value", message=message, hint=hint, measured=measured)


def _bound_meant(cited: CitedValue, contents: Structure) -> tuple[str, str] | None:
    """What is wrong with a bound that was read as part of the key, and how it is written."""
    bare = cited.written.rstrip(" ")
    if cited.bound and bare != cited.written and _leads(bare, contents):
        return "a bound has one space on both sides", _write(cited, bare, cited.bound.text)
    if cited.bound:
        before, first = split_bound(bare)
        if first and _leads(before, contents):
            one, other = (f"#{before} {each.text}" for each in (first, cited.bound))
            return "a piece has one bound", f"cite it twice: {one}, and {other}"
        key = f"{cited.written} {cited.bound.text}"
        if _leads(key, contents):
            hint = f"give it a bound of its own: #{clipped(key, LONGEST_SHOWN)} >= 0"
            return "what ends like a bound is read as one", hint
        return None
    found = mended_bound(cited.written)
    if not found or not _leads(found[0].rstrip(" "), contents):
        return None
    before, wrong, bound = found
    hint = "a bound is >=, >, <=, < or == and a plain decimal, each behind one space"
    if bound:
        hint = _write(cited, before.rstrip(" "), bound)
    return f"'{clipped(wrong, LONGEST_SHOWN)}' is no bound", hint


def _write(cited: CitedValue, pointer: str, bound: str) -> str:
    return f"write {cited.path}#{clipped(pointer, LONGEST_SHOWN)} {bound}"


def _leads(pointer: str, contents: Structure) -> bool:
    tokens = tokens_of(pointer)
    return tokens is not None and not look_up(contents, tokens).left


def _elsewhere(cited: CitedValue, contents: Structure) -> str | None:
    """The one other place of the file that has the key, or the names that dots stand between."""
    dotted = tuple(part for token in cited.pointer for part in token.split("."))
    if dotted != cited.pointer and _leads(pointer_of(dotted), contents):
        return _meant(dotted)
    wanted = cited.pointer[-1]
    places = [*islice((path for path in _keys(contents.data) if path[-1] == wanted), 2)]
    return _meant(places[0]) if len(places) == 1 else None


def _meant(pointer: Sequence[str]) -> str:
    return f"did you mean #{clipped(pointer_of(pointer), LONGEST_SHOWN * 2)}?"


def _keys(data: Any) -> Iterator[tuple[str, ...]]:
    """The paths of the mappings' keys, those of each list and mapping once."""
    ahead: list[tuple[Any, tuple[str, ...]]] = [(data, ())]
    seen: set[int] = set()
    for here, path in ahead:
        if id(here) in seen or len(seen) > MOST_LOOKED_AT:
            continue
        seen.add(id(here))
        named = isinstance(here, dict)
        items = here.items() if named else enumerate(here)
        for key, value in islice(items, MOST_LOOKED_AT):
            inner = (*path, str(key))
            if named:
                yield inner
            if isinstance(value, list | dict):
                ahead.append((value, inner))


def _near(cited: CitedValue, found: Reached, contents: Structure) -> str | None:
    """What stands where the pointer breaks, or the one place that has such a key."""
    before = cited.pointer[: len(cited.pointer) - len(found.left)]
    inside = found.inside
    if isinstance(inside, dict):
        if "<<" in inside:
            return "merge keys are not followed: cite the value where it is written"
        if there := _elsewhere(cited, contents):
            return there
        if near := meant(found.left[0], inside):
            return _meant((*before, near))
        return listed([clipped(key, LONGEST_SHOWN) for key in islice(inside, 20)])
    if isinstance(inside, list):
        last = len(inside) - 1
        return f"the list has the items 0 to {last}" if inside else "the list is empty"
    there = f"#{clipped(pointer_of(before), LONGEST_SHOWN)}"
    return f"{there} is {_what(inside)}, and has no parts"
