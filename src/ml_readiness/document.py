"""YAML text to plain data, with the place of every node, in one pass over the parser's events."""

import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from itertools import islice
from typing import Any

import yaml
from msgspec import Struct
from yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    DocumentStartEvent,
    Event,
    MappingStartEvent,
    ScalarEvent,
    SequenceStartEvent,
)

from ml_readiness.model.errors import InputError, Problem, mistake
from ml_readiness.model.limits import DEFAULT_LIMITS, Limits
from ml_readiness.model.number import MOST_DIGITS

NodePath = tuple[str | int, ...]
Place = tuple[int, int]

# So many characters are tried before a text that cannot be read; each costs a reading.
MOST_SUSPECTS = 3

# So many lists and mappings may lie in one another.
DEPTH = 32

# The product's own, smaller idea of what is more than a string: no octal, no dates, no `yes`.
WORDS: dict[str, bool | None] = {"": None, "~": None, "null": None, "true": True, "false": False}
YAML_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?")

# Besides what YAML forbids: line ends that editors do not show; they hide text and shift lines.
NO_TEXT_OF_YAML = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]|\r(?!\n)"
)

YAMLS_OWN_TAG = "tag:yaml.org,2002:"
OR_QUOTE = "or put the value in quotes"
ONE_WORD = "a key with brackets needs quotes, or is a value whose key is missing"
BRACES = "a value that begins with '{{' needs quotes"
HINTS = (
    (
        "mapping values are not allowed",
        "a value that contains ': ' needs quotes; a key starts on a line of its own",
    ),
    ("mapping keys are not allowed", "a value that begins with '? ' needs quotes"),
    ("directive", "remove this line"),
    ("could not find expected ':'", "a key is followed by a colon and a space"),
    ("did not find expected node content", "put the value in quotes"),
    ("tag", "a value that begins with '!' needs quotes"),
    ("document start", "the document has ended above: remove '...', or the bracket that closes it"),
    ("did not find expected", "check the indentation of this line and of those above"),
    ("found unexpected end of stream", "a quote or a bracket is not closed"),
)


class Document(Struct, frozen=True, kw_only=True):
    """Data and places of one YAML document.

    `data` holds None, bool, int, Decimal, str, list and dict (keys are always strings);
    `keys` and `values` give line and column, from 1, of the key and of the value at a path.
    `problems` are mistakes that did not keep the rest from being read.
    """

    path: str
    data: Any
    keys: dict[NodePath, Place]
    values: dict[NodePath, Place]
    lines: list[str]
    problems: tuple[Problem, ...]

    def problem(self, message: str, hint: str | None, place: Place) -> Problem:
        return _problem(self.path, self.lines, place, message, hint)

    def strange(self, line: int) -> Problem | None:
        """The first character of a line, from 1, that only looks like one of YAML's own."""
        from ml_readiness.rules.misread import strange  # only bad input pays for it

        found = strange(self.lines[line - 1], line - 1)
        if found is None:
            return None
        return self.problem(found.message, found.hint, (found.line + 1, found.column + 1))


def parse(
    content: bytes,
    path: str,
    *,
    aliases: bool = False,
    plain: Callable[[str], Any] | None = None,
    limits: Limits = DEFAULT_LIMITS,
) -> Document:
    """Read one YAML document; raises InputError when no data can be had at all.

    Anchors and aliases are mistakes unless `aliases` is set, as in workflows, where GitHub reads
    them too. An alias then stands for the very same object, so nothing grows by it, and it is
    known only after its anchor is complete, so there are no cycles. `plain` says what a text
    without quotes stands for, where that is not the product's own idea of it.
    """
    text = _decode(content, path, limits)
    builder = _Builder(path, text.split("\n"), aliases=aliases, limits=limits, plain=plain)
    if second := _build(builder, yaml.parse(text, Loader=yaml.CSafeLoader)):
        raise InputError(builder.problem("a second document starts here", "keep one", second))
    return builder.document()


def parse_all(content: bytes, path: str, *, limits: Limits = DEFAULT_LIMITS) -> list[Document]:
    """Read every YAML document of a file, as the tools do whose files have several.

    Anchors and aliases are read, each in its own document. Empty documents are left out. Raises
    InputError as `parse` does.
    """
    text = _decode(content, path, limits)
    lines = text.split("\n")
    events = yaml.parse(text, Loader=yaml.CSafeLoader)
    builders = [_Builder(path, lines, aliases=True, limits=limits)]
    while _build(builders[-1], events):
        after = _Builder(path, lines, aliases=True, limits=limits)
        after.started, after.events = True, builders[-1].events
        builders.append(after)
    return [builder.document() for builder in builders if builder.data is not None]


class _TooDeep(InputError):
    """The document is nested deeper than the limit."""


class _Open(Struct):
    """A container that is being filled; `key` waits for its value.

    The path is None below a key that was given before: what stands there is dropped.
    """

    container: list[Any] | dict[str, Any]
    path: NodePath | None
    anchor: str | None
    key: str | None = None


class _Builder:
    """Puts nodes together from events; iterative, so that depth costs no stack."""

    def __init__(
        self,
        path: str,
        lines: list[str],
        *,
        aliases: bool,
        limits: Limits,
        plain: Callable[[str], Any] | None = None,
    ) -> None:
        self.path, self.lines, self.aliases, self.limits = path, lines, aliases, limits
        self.plain = plain
        self.keys: dict[NodePath, Place] = {}
        self.values: dict[NodePath, Place] = {}
        self.problems: list[Problem] = []
        self.anchors: dict[str, Any] = {}
        self.data: Any = None
        self.started = False
        self.events = 0
        self.stack: list[_Open] = []

    def problem(self, message: str, hint: str | None, place: Place) -> Problem:
        return _problem(self.path, self.lines, place, message, hint)

    def document(self) -> Document:
        if not self.started:
            raise InputError(
                self.problem("the file is empty", "start it with 'version: 1'", (1, 1))
            )
        return Document(
            path=self.path,
            data=self.data,
            keys=self.keys,
            values=self.values,
            lines=self.lines,
            problems=tuple(self.problems),
        )

    def build(self, events: Iterator[Event]) -> Place | None:
        """Read up to the end, or to the start of another document, whose place it gives."""
        for event in events:
            if self.events > self.limits.document_events:
                raise InputError(
                    self.problem("the document has too many nodes", None, _place(event))
                )
            self.events += 1
            if isinstance(event, ScalarEvent):
                self._scalar(event)
            elif isinstance(event, CollectionEndEvent):
                closed = self.stack.pop()
                if closed.anchor:
                    self.anchors[closed.anchor] = closed.container
            elif isinstance(event, MappingStartEvent | SequenceStartEvent):
                self._open(event)
            elif isinstance(event, AliasEvent):
                self._alias(event)
            elif isinstance(event, DocumentStartEvent):
                if self.started:
                    return _place(event)
                self.started = True
        return None

    def _scalar(self, event: ScalarEvent) -> None:
        if self._is_key():
            self._refuse_anchor_and_tag(event)
            self._key(event)
            return
        value: Any = event.value
        if event.style is None or event.style == "":
            value = self.plain(value) if self.plain else self._plain(event)
        self._refuse_anchor_and_tag(event)
        if event.anchor:
            self.anchors[event.anchor] = value
        self._put(value, event)

    def _plain(self, event: ScalarEvent) -> Any:
        text: str = event.value
        if text in WORDS:
            return WORDS[text]
        if (text[0] in "-0123456789") and YAML_NUMBER.fullmatch(text):
            if len(text) > MOST_DIGITS:
                message = f"a number has at most {MOST_DIGITS} characters"
                self.problems.append(self.problem(message, None, _place(event)))
                return 0
            number = Decimal(text)
            return int(number) if number == number.to_integral_value() else number
        return text

    def _open(self, event: MappingStartEvent | SequenceStartEvent) -> None:
        if len(self.stack) >= DEPTH:
            raise _TooDeep(self.problem("this is nested too deeply", None, _place(event)))
        if self._is_key():
            place = _place(event)
            text = self.lines[place[0] - 1][max(0, place[1] - 2) :]
            hint = BRACES if text.startswith("{{") else ONE_WORD
            raise InputError(self.problem("a key must be one word", hint, place))
        self._refuse_anchor_and_tag(event)
        container: list[Any] | dict[str, Any] = {} if isinstance(event, MappingStartEvent) else []
        path = self._put(container, event)
        self.stack.append(_Open(container, path, event.anchor))

    def _alias(self, event: AliasEvent) -> None:
        if not self.aliases:
            self.problems.append(
                self.problem(
                    f"aliases are not read here: *{event.anchor}",
                    f"write the value out, {OR_QUOTE}",
                    _place(event),
                )
            )
        elif event.anchor not in self.anchors:
            raise InputError(
                self.problem(f"no anchor is called '{event.anchor}'", None, _place(event))
            )
        if self._is_key():
            raise InputError(
                self.problem("a key must be one word", f"write it out, {OR_QUOTE}", _place(event))
            )
        # Where aliases are a mistake, what one would stand for has no places of its own.
        self._put(self.anchors[event.anchor or ""] if self.aliases else None, event)

    def _refuse_anchor_and_tag(
        self, event: ScalarEvent | MappingStartEvent | SequenceStartEvent
    ) -> None:
        if event.anchor and not self.aliases:
            message = f"anchors are not read here: &{event.anchor}"
            self.problems.append(
                self.problem(message, f"remove the anchor, {OR_QUOTE}", _place(event))
            )
        if event.tag is not None:
            message = f"tags are not read here: {event.tag.replace(YAMLS_OWN_TAG, '!!')}"
            self.problems.append(
                self.problem(message, f"remove the tag, {OR_QUOTE}", _place(event))
            )

    def _is_key(self) -> bool:
        top = self.stack[-1] if self.stack else None
        return top is not None and top.key is None and isinstance(top.container, dict)

    def _key(self, event: ScalarEvent) -> None:
        top = self.stack[-1]
        key = top.key = event.value
        place = _place(event)
        if key in top.container:
            where = (
                f", first on line {self.keys[(*top.path, key)][0]}" if top.path is not None else ""
            )
            message = f"the key '{key}' is given twice{where}"
            self.problems.append(self.problem(message, "keep one of them", place))
        elif top.path is not None:
            self.keys[(*top.path, key)] = place

    def _put(self, value: Any, event: Event) -> NodePath | None:
        """Store a value where the next one belongs; of a key given twice the first one stays."""
        if not self.stack:
            self.data = value
            self.values[()] = _place(event)
            return ()
        top = self.stack[-1]
        if isinstance(top.container, list):
            path = None if top.path is None else (*top.path, len(top.container))
            top.container.append(value)
        else:
            key, top.key = top.key or "", None
            path = None if top.path is None or key in top.container else (*top.path, key)
            top.container.setdefault(key, value)
        if path is not None:
            self.values[path] = _place(event)
        return path


def _build(builder: _Builder, events: Iterator[Event]) -> Place | None:
    """Read one document from the events of its file; where another one starts behind it."""
    try:
        return builder.build(events)
    except yaml.MarkedYAMLError as error:
        _refuse_depth(error, builder)
        raise InputError(_syntax_problem(error, builder)) from None
    except yaml.YAMLError as error:
        problem = builder.problem(f"this is not valid YAML: {error}", None, (1, 1))
        raise InputError(problem) from None


def _refuse_depth(error: yaml.MarkedYAMLError, met: _Builder) -> None:
    """Let our own limit speak where the library refused depth in words and at a place of its own.

    It looks far ahead for the end of a key, so it may stop before it has told us of anything. What
    lies before that place is asked for alone.
    """
    line, column = _stopped(error)
    text = "\n".join([*met.lines[:line], *(part[:column] for part in met.lines[line : line + 1])])
    builder = _Builder(met.path, met.lines, aliases=met.aliases, limits=met.limits)
    try:
        builder.build(yaml.parse(text, Loader=yaml.CSafeLoader))
    except _TooDeep:
        raise
    except (InputError, yaml.YAMLError):
        return


def _stopped(error: yaml.MarkedYAMLError) -> Place:
    """Line and column where the library stopped, from 0."""
    mark = error.problem_mark or error.context_mark
    return (mark.line, mark.column) if mark else (0, 0)


def _syntax_problem(error: yaml.MarkedYAMLError, builder: _Builder) -> Problem:
    """What libyaml stumbled over, or the character before it that is to blame."""
    from ml_readiness.rules.misread import advice, mended, suspects

    line, column = _stopped(error)
    for found in islice(suspects(builder.lines, line), MOST_SUSPECTS):
        if _goes_on(mended(builder.lines, found), line):
            return builder.problem(found.message, found.hint, (found.line + 1, found.column + 1))
    said = error.problem or error.context or "it cannot be read"
    start = error.context_mark.line if error.context_mark else line
    if "expected ':'" in said and error.context_mark and start < line:
        line, column = start, error.context_mark.column  # where the key begins, not where it ended
    text = builder.lines[line] if line < len(builder.lines) else ""
    above = next((each for each in reversed(builder.lines[:line]) if each.strip()), "")
    hint = advice(said, text, column, start + 1 if start < line else None, above)
    hint = hint or next((hint for sign, hint in HINTS if sign in said), None)
    if "\t" in text[: column + 1]:
        hint = "indent with spaces, not tabs"
    return builder.problem(f"this is not valid YAML: {said}", hint, (line + 1, column + 1))


def _goes_on(text: str, line: int) -> bool:
    """Whether the library comes further than a line, from 0."""
    try:
        for _ in yaml.parse(text, Loader=yaml.CSafeLoader):
            pass
    except yaml.MarkedYAMLError as error:
        return _stopped(error)[0] > line
    except yaml.YAMLError:
        return False
    return True


def _place(event: Event) -> Place:
    mark: Any = event.start_mark
    return (mark.line + 1, mark.column + 1)


def _problem(path: str, lines: list[str], place: Place, message: str, hint: str | None) -> Problem:
    line, column = place
    excerpt = lines[line - 1].rstrip("\r") if line <= len(lines) else None
    return Problem(
        message=message, hint=hint, path=path, line=line, column=column, excerpt=excerpt
    ).short()


def _decode(content: bytes, path: str, limits: Limits) -> str:
    if len(content) > limits.document_bytes:
        most = limits.document_bytes // 1_000_000
        raise mistake(f"the file is larger than {most} MB", path=path, line=1, column=1)
    if wide := _wide(content):
        raise mistake(f"the file is {wide}", hint="save it as UTF-8", path=path, line=1, column=1)
    bare = content.removeprefix(b"\xef\xbb\xbf")
    try:
        text = bare.decode()
    except UnicodeDecodeError as error:
        before = bare[: error.start].decode()
        place = (before.count("\n") + 1, len(before) - before.rfind("\n"))
        lines = bare.decode(errors="replace").split("\n")
        problem = _problem(path, lines, place, "this is not UTF-8 text", "save it as UTF-8")
        raise InputError(problem) from None
    if found := NO_TEXT_OF_YAML.search(text):
        before = text[: found.start()]
        place = (before.count("\n") + 1, len(before) - before.rfind("\n"))
        code = f"{ord(found[0]):04X}"
        message = f"the character U+{code} is not allowed"
        hint = f'remove it, or write "\\u{code}" in double quotes'
        if found[0] == "\r":
            message, hint = (
                "a line ends in a carriage return alone",
                "save it with the line ends LF",
            )
        raise InputError(_problem(path, text.split("\n"), place, message, hint))
    return text


def _wide(content: bytes) -> str | None:
    """The encoding of a text that has more than one byte for each character of ASCII."""
    if content.startswith((b"\xff\xfe\0\0", b"\0\0\xfe\xff")):
        return "UTF-32"
    pairs = content[: len(content) & ~1]
    every_other = any(not pairs[at::2].strip(b"\0") for at in (0, 1)) and any(pairs)
    marked = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    return "UTF-16" if marked or every_other else None
