"""Holds one meaning a word: no public name is defined by two modules.

Prints the places of each name that is, and ends with 1.
"""

import ast
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

TOP = Path(__file__).parent.parent
SOURCE = TOP / "src"
# Names that mean one thing in all their modules, and why they have to be in each.
ALLOWED = {
    "T": "a type variable, called as everybody calls one",
    "HELP": "what a command is for; each has one",
    "carry_out": "a command, from its options to its exit status",
    "declare": "the options of a command",
    "main": "a program, from its machine to its exit status; there are two",
    "render": "a form of the report; all of them are called through one table",
}


def main() -> int:
    places: defaultdict[str, list[str]] = defaultdict(list)
    for path in sorted(SOURCE.rglob("*.py")):
        for name, line in sorted(set(defined(ast.parse(path.read_bytes()).body))):
            if not name.startswith("_"):
                places[name].append(f"{path.relative_to(TOP)}:{line}")
    wrong = {name: at for name, at in places.items() if len(at) > 1 and name not in ALLOWED}
    for name, at in sorted(wrong.items()):
        sys.stderr.write(f"{name} has {len(at)} meanings: {', '.join(at)}\n")
    for name in sorted(name for name in ALLOWED if len(places[name]) < 2):
        sys.stderr.write(f"{name} need not be allowed\n")
        wrong[name] = []
    return 1 if wrong else 0


def defined(body: list[ast.stmt]) -> Iterator[tuple[str, int]]:
    """Each name that the statements of a module bind, other than by an import, and its line."""
    for statement in body:
        match statement:
            case ast.ClassDef(name=name) | ast.FunctionDef(name=name):
                yield name, statement.lineno
            case ast.Assign(targets=targets):
                for target in targets:
                    yield from names(target)
            case ast.AnnAssign(target=target):
                yield from names(target)
            case ast.If(body=inner, orelse=other):
                yield from defined([*inner, *other])
            case _:
                pass


def names(target: ast.expr) -> Iterator[tuple[str, int]]:
    for node in ast.walk(target):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id, node.lineno


if __name__ == "__main__":
    sys.exit(main())
