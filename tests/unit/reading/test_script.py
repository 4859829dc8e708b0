"""Scripts of steps: what does nothing, and what hides that it failed."""

import pytest
from helpers.patience import patience

from ml_readiness.reading.script import does_something, hides_failure


@pytest.mark.parametrize(
    "script",
    [
        *("", "\n\n", "true", ":", "exit 0", "exit", "set -e", "set -euo pipefail", "# make test"),
        *(
            "echo ok",
            "printf '%s' ok",
            "echo a; echo b",
            "true && true",
            "true || true",
            "echo\ttab",
        ),
        *(
            "echo 'a; make'",
            'echo "a && make"',
            "echo a \\\n  make",
            "exit \\\n  0",
            "set \\\n  -e",
            "echo 'a\nmake'",
            "true # make",
        ),
        *(
            "echo 'a > b | c $(d) `e`'",
            'echo "a > b | c; d"',
            'echo "it\'s"',
            "echo a#b",
            "echo \\`",
        ),
        *("echo \\; make", "echo ${{ a || b }}", "echo ${{ '>' }}", ": make", "  \r\n true \r\n"),
        *("set -e\n\n# nothing\necho done\nexit 0", "exit 0\nmake test", "true || make", "echo &"),
        *("echo a && exit 0; make", "echo $HOME ${X:-y}", ";;", "true;;true", "echo \\$(make)"),
    ],
)
def test_204_what_does_nothing(script: str) -> None:
    assert not does_something(script)


@pytest.mark.parametrize(
    "script",
    [
        *(
            "make",
            "true\nmake",
            "echo a; make",
            "true && make",
            'echo "$(git log)"',
            "echo $(make)",
        ),
        *("echo `make`", 'echo "`make`"', "echo x >> file", "echo x > file", "echo x | tee file"),
        *("printf x>f", ": > file", "true $(make)", "exit 1", "exit 0 $(make)", "echo a & make"),
        *("'./train.sh'", '"$RUN"', "'echo'x", "\\make"),
        *("false", "truey", "echoes", "settle", "cd x", "X=1", "(true)", "if x; then exit 0; fi"),
        *("if x; then\n  exit 0\nfi\nmake", "[ x ] && exit 0\nmake", "${{ inputs.command }}"),
        *(
            "echo ok\n${{ x }}",
            "true ||\nmake\nmake",
            "make # true",
            "echo 'a' ; make 'b'",
            "x || true",
        ),
        *("echo <(make)", "echo a |& make", "echo a\\\nb; make", "true\\\n; make", "echo x &> f"),
    ],
)
def test_204_what_does_something(script: str) -> None:
    assert does_something(script)


@pytest.mark.parametrize(
    ("script", "hides"),
    [
        *(
            ("make || true", True),
            ("make || :", True),
            ("make || exit 0", True),
            ("make||true", True),
        ),
        *(
            ("make test ||\n  true\n", True),
            ("make || echo 'it failed'", True),
            ("a && b || true", True),
        ),
        *(
            ("make || true # for now", True),
            ("make || true\necho done", True),
            ("a\nb || true", True),
        ),
        *(
            ("make", False),
            ("make; true", False),
            ("make && true", False),
            ("make || exit 1", False),
        ),
        *(("make || other", False), ("a || true\nb", False), ("echo 'make || true'", False)),
        *(("# make || true", False), ("", False), ("make | true", False), ("make || truey", False)),
    ],
)
def test_205_what_hides_its_failure(script: str, hides: bool) -> None:
    assert hides_failure(script) is hides


@pytest.mark.parametrize(
    "piece",
    ["${{", "'", '"', "\\", "a\\\n", "echo ", "true;", "||", "#", "${{ '}}", "$(", "\n", "$"],
)
def test_E2_scripts_are_read_at_once(piece: str) -> None:
    with patience():
        does_something(piece * (900_000 // len(piece)))
        hides_failure("'" + piece * (900_000 // len(piece)))
