"""The readers of one text each, and what their inputs are made from."""

import json
from collections.abc import Callable, Mapping
from typing import NamedTuple

from ml_readiness.reading.alert_tests import read_alert_tests
from ml_readiness.reading.alerts import read_rule_file
from ml_readiness.reading.dvc import read_locked, read_stages
from ml_readiness.reading.hooks import read_hooks
from ml_readiness.reading.makefile import read_targets
from ml_readiness.reading.notebook import read_notebook
from ml_readiness.reading.promql import read_flaw
from ml_readiness.reading.source import read_definitions
from ml_readiness.reading.structured.of_json import read_json
from ml_readiness.reading.structured.of_toml import read_toml
from ml_readiness.reading.structured.of_yaml import read_yaml
from ml_readiness.rules.reference import read_reference

Shape = Callable[[int], bytes]


class Fuzzed(NamedTuple):
    """A reader, the endings of names of its seeds, its words, and its shapes by their names."""

    read: Callable[[bytes], object]
    seeds: tuple[str, ...]
    words: bytes
    shapes: Mapping[str, Shape]
    made: Callable[[bytes], bytes] = bytes  # a file of what was mutated
    refusals: tuple[type[Exception], ...] = ()  # how it may refuse an input


def repeated(text: str) -> Shape:
    """A text again and again, as many bytes as asked for."""
    return lambda size: (text.encode() * (size // len(text) + 1))[:size]


def numbered(text: str) -> Shape:
    """A text with another number each time."""
    return lambda size: "".join(text.format(n) for n in range(size // (len(text) + 5))).encode()


def notebook(cell: str) -> Shape:
    """A notebook of one cell again and again."""
    start, end = '{"nbformat": 4, "cells": [', "]}"
    return lambda size: (start + ",".join([cell] * (size // (len(cell) + 1))) + end).encode()


def celled(content: bytes) -> bytes:
    """A notebook whose cells are the paragraphs of a page, each third one of code."""
    texts = content.decode("utf-8", "replace").split("\n\n")
    code: dict[str, object] = {"cell_type": "code", "outputs": [], "execution_count": None}
    cells = [
        {"cell_type": "markdown", "metadata": {}, "source": text} | ({} if number % 3 else code)
        for number, text in enumerate(texts, 1)
    ]
    data = {"nbformat": 4, "nbformat_minor": 4, "metadata": {}, "cells": cells}
    return json.dumps(data).encode()


def expression(content: bytes) -> object:
    """A file as an expression of PromQL."""
    return read_flaw(content.decode("latin-1"))


def cited(content: bytes) -> object:
    """A file as a piece of evidence."""
    return read_reference(content.decode("latin-1"))


YAML_WORDS = (
    b"stages cmd do foreach matrix <<: &a *a - : {} [] ' \" | > !x # repos hooks id repo local"
)
READERS: Mapping[str, Fuzzed] = {
    "source": Fuzzed(
        read_definitions,
        (".py",),
        b"def class async if else try: except with as import from = : ( ) [ ] { } ** \\ ''' \t \n",
        {
            "names": numbered("a{} = 1\n"),
            "tuple": repeated("a, "),
            "classes": numbered("class A{}:\n def f(self): pass\n"),
            "nested": repeated("class A:\n    x = 1\n    class B:\n        y = 1\n"),
            "brackets": repeated("["),
            "sums": repeated("1+"),
            "imports": numbered("import a{}\n"),
        },
    ),
    "makefile": Fuzzed(
        read_targets,
        ("Makefile", ".mk", "GNUmakefile", "makefile"),
        b"define endef ifeq else endif ifdef include export override .PHONY .RECIPEPREFIX $(X) "
        b"${X} $$ % : :: ; = := ?= += \\ # | &: \t \n",
        {
            "targets": numbered("t{}: ; x\n"),
            "needs": repeated("a: b c d\n"),
            "chain": lambda size: "".join(f"t{n}: t{n + 1}\n" for n in range(size // 16)).encode(),
            "continued": repeated("a\\\n"),
            "escapes": repeated("\\#"),
            "open": repeated("$("),
            "opened": repeated("$(a)"),
            "colons": repeated(":"),
            "modifiers": repeated("export "),
            "conditions": repeated("ifdef X\n"),
            "patterns": numbered("p{}%: ; x\n"),
            "recipes": lambda size: b"t " * (size // 16) + b":\n" + b"\tx\n" * (size // 4),
            "both": lambda size: (
                numbered("t{} ")(size // 4) + b":" + numbered(" n{}")(size // 4) + b"\n\tx\n"
            ),
            "values": lambda size: (
                b"X := " + b"a " * (size // 4) + b"\n" + b"$(X): ; x\n" * (size // 20)
            ),
            "variables": numbered("X{0} = a\n$(X{0}): ; x\n"),
        },
    ),
    "dvc": Fuzzed(
        read_stages,
        ("dvc.yaml",),
        YAML_WORDS,
        {
            "stages": lambda size: b"stages:\n" + numbered("  s{}: {{cmd: x}}\n")(size),
            "merged": lambda size: (
                b"k: &k {z: 1}\nstages:\n" + numbered("  s{}: {{<<: [*k, *k, *k, *k]}}\n")(size)
            ),
            "list": repeated("- a\n"),
            "deep": repeated("["),
            "aliases": lambda size: b"a: &a [1]\nb: [" + b"*a," * (size // 3) + b"]\n",
        },
    ),
    "dvc-lock": Fuzzed(
        read_locked,
        ("dvc.lock",),
        YAML_WORDS,
        {
            "stages": lambda size: (
                b"schema: '2.0'\nstages:\n" + numbered("  s@{}: {{cmd: x}}\n")(size)
            ),
            "list": repeated("- a\n"),
            "first": numbered("s{}: {{cmd: x}}\n"),
        },
    ),
    "hooks": Fuzzed(
        read_hooks,
        (".pre-commit-config.yaml",),
        YAML_WORDS,
        {
            "hooks": lambda size: (
                b"repos:\n- repo: local\n  hooks:\n" + numbered("  - id: h{}\n")(size)
            ),
            "repositories": lambda size: (
                b"repos:\n" + numbered("- {{repo: x, hooks: [{{id: a{}}}]}}\n")(size)
            ),
        },
    ),
    "cells": Fuzzed(
        read_notebook,
        (".md",),
        b"# ## ### <h2> </h2> ``` ~~~ > - 1. === --- ![a](b) [^1] [^1]: | <!-- --> <pre> <details>",
        {},
        celled,
    ),
    "notebook": Fuzzed(
        read_notebook,
        (".ipynb",),
        b'"cells" "source" "cell_type" "markdown" "code" "nbformat" 4 3 [ ] { } , : NaN # ## <h1> '
        b"``` \\n \\ud800 <!-- ",
        {
            "headings": notebook('{"cell_type": "markdown", "source": "# a"}'),
            "code": notebook('{"cell_type": "code", "source": "x"}'),
            "one": lambda size: notebook(
                '{"cell_type": "markdown", "source": "%s"}' % ("# a\\n" * (size // 6))
            )(size),
            "lines": notebook('{"cell_type": "markdown", "source": ["# a\\n", "b\\n"]}'),
            "deep": repeated("["),
            "keys": lambda size: b"{" + numbered('"k{}": 1,')(size) + b'"z": 1}',
        },
    ),
    "rules": Fuzzed(
        read_rule_file,
        ("alerts.yml", "operator.yaml", "broken.yml"),
        YAML_WORDS + b" groups name rules alert: record: expr: kind: PrometheusRule spec: --- {{",
        {
            "alerts": lambda size: (
                b"groups:\n- name: g\n  rules:\n" + numbered("  - {{alert: A{}, expr: up}}\n")(size)
            ),
            "groups": lambda size: b"groups:\n" + numbered("- {{name: g{}, rules: []}}\n")(size),
            "documents": repeated("---\na: 1\n"),
            "merged": lambda size: (
                b"groups:\n- name: g\n  rules:\n  - &a {alert: A, expr: up}\n"
                + numbered("  - {{<<: [*a, *a, *a, *a], alert: B{}}}\n")(size)
            ),
        },
    ),
    "alert-tests": Fuzzed(
        read_alert_tests,
        ("_test.yml", "more.yml"),
        YAML_WORDS + b" rule_files tests alert_rule_test alertname",
        {
            "tests": lambda size: (
                b"tests:\n" + repeated("- alert_rule_test: [{alertname: A}]\n")(size)
            )
        },
    ),
    "expression": Fuzzed(
        expression,
        ("alerts.yml",),
        b"sum by without on ignoring group_left ( ) [5m] { } \" ' ` # , offset bool up{} vector(1)",
        {
            "brackets": lambda size: b"(" * (size // 2) + b")" * (size // 2),
            "quotes": repeated("'a"),
            "names": repeated("by ("),
            "comments": repeated("#\n"),
        },
    ),
    "json": Fuzzed(
        read_json,
        (".json",),
        b'{ } [ ] , : " \\ \\u00 null true 1e5 -0 0. NaN // "a": 1e400 \xef\xbb\xbf',
        {
            "deep": repeated("["),
            "list": repeated("[1,"),
            "strings": repeated('"\\u0061'),
            "keys": lambda size: b"{" + numbered('"k{}": 1,')(size) + b'"z": 1}',
            "digits": repeated("9"),
        },
    ),
    "yaml": Fuzzed(
        read_yaml,
        ("params.yml", "dvc.yaml", ".yaml"),
        YAML_WORDS + b" 0x1F 0o7 .inf .nan 1_0 1e3 yes ~ --- ...",
        {
            "deep": repeated("["),
            "keys": numbered("k{}: 1\n"),
            "list": repeated("- 1\n"),
            "aliases": lambda size: b"a: &a [1]\nb: [" + b"*a," * (size // 3) + b"]\n",
        },
    ),
    "toml": Fuzzed(
        read_toml,
        (".toml",),
        b"[ ] [[ ]] = . , { } \" ' \"\"\" ''' # \\ 0x1 inf nan 1_0 1979-05-27 \n",
        {
            "tables": numbered("[t{}]\n"),
            "dotted": numbered("a.b{} = 1\n"),
            "quotes": repeated('"'),
            "list": lambda size: b"a = [" + b"1," * (size // 2) + b"]\n",
            "digits": lambda size: b"a = " + b"9" * size,
        },
    ),
    "citation": Fuzzed(
        cited,
        ("ml-readiness.yml",),
        b":: # #/ #L1 ./ ../ ** .github/workflows/ .yml .json https:// ~1 ~2 >= 0.9 [ ] @ \n",
        {
            "slashes": repeated("a/"),
            "hashes": repeated("#"),
            "stars": repeated("**/"),
            "bounds": repeated(" >= 1"),
            "pointer": lambda size: b"a.json#" + b"/~1" * (size // 3),
        },
    ),
}
