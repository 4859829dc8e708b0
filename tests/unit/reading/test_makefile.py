"""The targets of a Makefile, held against what GNU make itself reads in it."""

import os
import shutil
from pathlib import Path

import pytest
from helpers.made import made_by
from helpers.patience import assert_ends
from hypothesis import given, note, settings
from hypothesis import strategies as st

from ml_readiness.reading.contents import Contents
from ml_readiness.reading.makefile import MOST_EXPANDED, MOST_WORDS, read_targets

MAKE = shutil.which("make")


def running(text: str) -> set[str]:
    contents = read_targets(text.encode())
    assert contents.error is None, contents.error
    return set(contents.lines)


def judged(text: str, folder: Path) -> set[str] | None:
    """The targets that run something by make's own database; None where it refuses the file."""
    if MAKE is None:
        if os.environ.get("CI") == "true":
            pytest.fail("make is not installed")
        pytest.skip("make is not installed")
    return made_by(MAKE, text, folder)


WORD = st.sampled_from(
    ["a", "b", "c.d", "e/f", "g-h", "./i", ".j", "$(X)", "${Y}", "$(NO)", "x$(Z)"]
)
NEEDS = st.lists(WORD | st.just("|"), max_size=3, unique=True).map(" ".join)
NAMES = st.lists(WORD, min_size=1, max_size=3, unique=True).map(" ".join)
RECIPE = st.sampled_from(
    [
        "",
        "\n\techo 1",
        "\n\t",
        "\n\t# no",
        "\n\t@echo \\\nz: a",
        "\n\n\techo",
        "; true",
        " ;",
        "\n# c\n\t-true",
    ]
)
LINES = st.one_of(
    st.builds("{}: {}{}".format, NAMES, NEEDS, RECIPE),
    st.builds("{} \\\n {}: {}{}".format, NAMES, WORD, NEEDS, RECIPE),
    st.builds("{}: {} = 1".format, NAMES, WORD),
    st.builds("{}: {}".format, st.just(".PHONY"), NAMES),
    st.builds(
        "{} {} {}".format,
        st.sampled_from("XYZ"),
        st.sampled_from(["=", ":=", "::="]),
        st.sampled_from(["p", "p q", ""]),
    ),
    st.sampled_from(
        [
            *(
                "a = 1",
                "b:=2",
                "e/f += 1",
                "c.d ?= 3",
                "a != true",
                "export a = 1",
                "override b = 2",
            ),
            *(
                "# a: b",
                "# \\\na: b",
                "define a\nb:\n\ttrue\nendef",
                "define\\\n a\nendef",
                "undefine X",
            ),
            *(
                "ifeq (1,1)\na: ; true\nendif",
                "ifdef MAKE\nb:\n\ttrue\nendif",
                "export",
                "unexport X",
            ),
            *(
                "vpath %.c src",
                "$(info x: y)",
                "$(NO)",
                "a: override X = 1",
                "a: export X=1",
                "a b &: ; true",
            ),
            *(
                "x\\:y: ; true",
                "x\\#y: ; true",
                "%: ; true",
                "%.o: %.c\n\ttrue",
                "a.o b.o: %.o: %.c\n\ttrue",
            ),
            *(
                "-include no.mk",
                "\ta = 1",
                ".DEFAULT:\n\ttrue",
                ".RECIPEPREFIX = >\nr:\n>true\n.RECIPEPREFIX =",
            ),
            *(
                "a",
                "\ttrue",
                "endif",
                "else",
                "ifeq (1,1)",
                "define x",
                "a:\n        true",
                "a::b",
                "a ; b",
            ),
        ]
    ),
)


@settings(max_examples=100, deadline=None)
@given(lines=st.lists(LINES, max_size=8))
def test_312_make_reads_the_same_targets(
    lines: list[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    text = "\n".join(["X = p", "Y := q r", "Z =", *lines, ""])
    theirs = judged(text, tmp_path_factory.mktemp("make"))
    ours = read_targets(text.encode())
    if theirs is None:
        note(ours)  # we need not refuse all that make does
    else:
        assert ours.error is None
        assert set(ours.lines) == theirs - {"no.mk"}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("a: b\nb: c\nc: ; true", {"a", "b", "c"}),
        ("a: b = 1\nb: ; true", {"b"}),
        ("a: b =\nb: ; true", {"b"}),
        ("$(call f,(b)) c: ; true", {"c"}),
        ("a:\n\t@:", {"a"}),
        ("a:\n\ttrue\na:\n\t# no\n", set()),
        ("a:\n\ttrue\na:\n", {"a"}),
        ("a:\n\ttrue\n\t# no\n", {"a"}),
        ("$(X)\n\ttrue\na: ; true", {"a"}),
        ("X = 1\\\\\na: ; true", {"a"}),
        ("a: ; true \\", {"a"}),
        ("X = 1\\\\\\\na: ; true", set()),
        ("a::\n\ttrue\na::\n\t# no\n", {"a"}),
        ("ifdef X\na:\n\ttrue\nelse\na:\n\t# no\nendif", {"a"}),
        ("a:\n\t@\n\t-\n\t+\n", set()),
        ("a:\n\t\\\n\techo", {"a"}),
        ("X = a:b\n$(X): ; true", set()),
        ("X = a$(Y)\n$(X): ; true", set()),
        ("$(X): ; true\nX = a", set()),
        ("B := out\nM := $(B)/m.pkl\n$(M): ; true\nall: $(M)", {"out/m.pkl", "all"}),
        ("X = $(Y)\nY = a\n$(X): ; true", {"a"}),
        ("X := $(Y)\nY = a\n$(X): ; true", set()),
        ("X = $(X)\n$(X): ; true", set()),
        ("X = $(Y)\nY = $(X)\n$(X): ; true", set()),
        ("X = $(shell ls)\n$(X): ; true", set()),
        ("a\\ b: ; true", {"a b"}),
        ("X = a\nX += b\n$(X): ; true", set()),
        ("X = a\nifdef Y\nX = b\nendif\n$(X): ; true", set()),
        ("X = a\nX = b\n$(X): ; true", {"b"}),
        ("$(X:.c=.o): ; true", set()),
        ("$(patsubst a: b,c): ; true", set()),
        ("$X: ; true\nX = a", set()),
        ("X = a\n$X: ; true", {"a"}),
        ("$$X: ; true", set()),
        ("*.c: ; true", set()),
        ("lib(a.o): ; true", set()),
        ("a: x.c\n%.c: %.h\n\ttrue", {"a"}),
        ("a: .c\n%.c: %.h\n\ttrue", set()),
        ("a: x.c\n%: x\n\ttrue", set()),
        ("a: x.c\n%.c: %.h", set()),
        (
            "ifeq (1,2)\na: ; true\nelse ifeq (1,3)\nb: ; true\nelse\nc: ; true\nendif",
            {"a", "b", "c"},
        ),
        ("ifeq ($(X),)\nnot parsed by make\nendif\na: ; true", {"a"}),
        (".if defined(X)\na: ; true\n.endif", {"a"}),
        ("a: ; true # b: c", {"a"}),
        ("define f\ndefine g\nendef\na: ; true\nendef", set()),
    ],
)
def test_312_what_is_a_target_that_runs(text: str, names: set[str]) -> None:
    assert running(text) == names


def test_312_variables_may_make_it_so_long_and_no_longer() -> None:
    def using(times: int) -> Contents:
        uses = "".join(f"$(X){n}: ; true\n" for n in range(times))
        return read_targets(f"X = {'b' * 999}\n{uses}".encode())

    times, left = divmod(MOST_EXPANDED, 1000)
    assert left == 0
    assert len(using(times).lines) == times
    assert "too long" in (using(times + 1).error or "")
    many = read_targets(("a " * MOST_WORDS + ": ; true").encode())
    assert many.lines == {"a": 1}
    assert "too many" in (read_targets(("a " * (MOST_WORDS + 1) + ":").encode()).error or "")


@pytest.mark.parametrize(
    ("text", "line"),
    [("\n\na: b\na:\n\ttrue\n", 4), ("a: b\n\na: c\nb: ; true\n", 1), ("x = \\\n 1\na: ; true", 3)],
)
def test_312_the_line_is_that_of_the_rule_with_the_recipe(text: str, line: int) -> None:
    assert read_targets(text.encode()).lines["a"] == line


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a b\n", "line 1 is neither"),
        ("\ttrue\n", "line 1 is a recipe"),
        ("a = 1\n\ttrue\n", "line 2 is a recipe"),
        ("-include no.mk\n\ttrue\n", "line 2 is a recipe"),
        ("a: ; true\nendif\n", "line 2 has an endif"),
        ("ifdef X\n", "no endif"),
        ("define X\n", "no endef"),
        (".RECIPEPREFIX := $(X)\n", "RECIPEPREFIX"),
        ("a\0b", "not text"),
        ("a: " + "b " * 250_000, "too many"),
        ("X := " + "b" * 100_000 + "\n" + "$(X): ; true\n" * 30, "too long"),
    ],
)
def test_312_what_make_refuses_has_no_targets(text: str, said: str) -> None:
    contents = read_targets(text.encode())
    assert said in (contents.error or "")
    assert not contents.lines


@pytest.mark.parametrize(
    "text",
    [
        *("\\#" * 400_000, "\\" * 900_000, "$(" * 400_000, "export " * 140_000, "a\\\n" * 300_000),
        *(
            "$(a" * 300_000 + ":",
            "a: " + "$(b) " * 180_000,
            "ifdef X\n" * 110_000,
            "a:\n" * 300_000,
        ),
        *("".join(f"{'p' * n}%: ; x\n" for n in range(300)) + "a: " + "p " * 40_000, ":" * 900_000),
        "X = 1\n" * 160_000,
        "X0 =\n"
        + "".join(f"X{n + 1} = {f'$(X{n})' * 900}\n" for n in range(12))
        + "$(X7): ; true\n$(X8): ; true\n",
        "t " * 40_000 + ":\n" + "\tx\n" * 200_000,
        "".join(f"t{n} " for n in range(24_000))
        + ":"
        + "".join(f" n{n}" for n in range(24_000))
        + "\n\tx\n",
    ],
)
def test_312_no_content_takes_long(text: str) -> None:
    assert_ends(read_targets, text.encode())


@given(st.binary(max_size=300) | st.text("a:=\t\n\\#$(){}; %?+!.&|", max_size=80).map(str.encode))
def test_312_any_content_is_read_or_refused(content: bytes) -> None:
    contents = read_targets(content)
    assert not (contents.error and contents.lines)
    assert set(contents.lines).isdisjoint(contents.others)
