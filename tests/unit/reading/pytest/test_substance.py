"""What the body of a function can reach, and whether the failure of its asserts is caught."""

import ast

import pytest

from ml_readiness.reading.pytest.substance import Substance, is_docstring, own_nodes, substance

SAYS = Substance(says=True, checks=False, swallowed=False)
CHECKS = Substance(says=True, checks=True, swallowed=False)
SWALLOWED = Substance(says=True, checks=True, swallowed=True)
NOTHING = Substance(says=False, checks=False, swallowed=False)


def of(body: str) -> Substance:
    lines = "".join(f"    {line}\n" for line in body.split("\n"))
    [function] = ast.parse(f"async def test_x(self, taken):\n{lines}").body
    assert isinstance(function, ast.AsyncFunctionDef)
    return substance(function, ast.unparse, {"ON": True, "OFF": False, "taken": True})


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("assert f()", CHECKS),
        ("self.fail('x')", CHECKS),
        ("pytest.fail('x')", CHECKS),
        ("self.assertEqual(x, 1)", CHECKS),
        ("np.testing.assert_equal(x, 1)", CHECKS),
        ("raise E", CHECKS),
        ("raise", CHECKS),
        ("raise NotImplementedError", NOTHING),
        ("raise NotImplementedError('x')", NOTHING),
        ("raise f.NotImplementedError", CHECKS),
        ("raise NotImplementedError\nassert f()", NOTHING),
        ("f()", SAYS),
        ("f.fail()", SAYS),
        ("await x", SAYS),
        ("print(x)", NOTHING),
        ("print(f())", SAYS),
        # What a module knows, unless the function has a name of its own for it.
        ("assert ON", NOTHING),
        ("assert OFF", CHECKS),
        ("assert taken", CHECKS),
        ("if OFF:\n    f()", NOTHING),
        ("if ON:\n    f()", SAYS),
        ("if ON:\n    return\nf()", NOTHING),
        ("ON = f\nassert ON", CHECKS),
        ("assert ON\nON = f", CHECKS),
        # What leaves.
        ("return\nf()", NOTHING),
        ("return f()", SAYS),
        ("assert OFF\nf()", CHECKS),
        ("assert False\nf()", CHECKS),
        ("while x:\n    break\n    f()", NOTHING),
        ("for y in x:\n    continue\n    f()", NOTHING),
        ("while x:\n    pass\nelse:\n    f()", SAYS),
        ("for y in x:\n    pass\nelse:\n    f()", SAYS),
        ("for y in []:\n    f()\nelse:\n    pass", NOTHING),
        ("try:\n    return\nexcept E:\n    pass\nf()", SAYS),
        ("try:\n    return\nexcept E:\n    return\nf()", NOTHING),
        ("try:\n    pass\nexcept E:\n    return\nelse:\n    return\nf()", NOTHING),
        ("try:\n    pass\nexcept E:\n    pass\nelse:\n    return\nf()", SAYS),
        ("try:\n    pass\nfinally:\n    return\nf()", NOTHING),
        ("try:\n    pass\nfinally:\n    f()", SAYS),
        ("with x:\n    return\nf()", NOTHING),
        # What a block of `suppress` leaves may have been left early.
        ("with contextlib.suppress(Exception):\n    return\nassert g()", CHECKS),
        # Expressions.
        ("f() if True else 1", SAYS),
        ("1 if True else f()", NOTHING),
        ("1 if False else f()", SAYS),
        ("f() if False else 1", NOTHING),
        ("1 if x else f()", SAYS),
        ("f() if x else 1", SAYS),
        ("1 if f() else 1", SAYS),
        ("False and f()", NOTHING),
        ("True and f()", SAYS),
        ("x or f()", SAYS),
        ("True or f()", NOTHING),
        ("x += f()", SAYS),
        ("x: int = f()", SAYS),
        ("del f().x", SAYS),
        ("lambda: f()", NOTHING),
        # What stands inside.
        ("class A:\n    f()", SAYS),
        ("class A(B): pass", SAYS),
        ("class A(metaclass=B): pass", SAYS),
        ("@f()\nclass A: pass", SAYS),
        ("class A:\n    x = 1", NOTHING),
        ("@f()\ndef g(): pass", SAYS),
        ("def g():\n    f()", NOTHING),
        ("def g():\n    f()\ng()", SAYS),
        ("def g():\n    assert f()\ng()", CHECKS),
        ("def g():\n    pass\ng()", NOTHING),
        # What is handed over, or decorated, may be called.
        ("def g():\n    assert f()\nlater(g)", CHECKS),
        ("def g():\n    assert f()\nlater(then=g)", CHECKS),
        ("def g():\n    assert f()\nlater(x, [g])", SAYS),
        ("g = lambda: self.fail('x')\nlater(g)", CHECKS),
        ("@benchmark\ndef g():\n    assert f()", CHECKS),
        ("@benchmark\ndef g(): pass", SAYS),
        ("@benchmark.run\nasync def g():\n    assert f()", CHECKS),
        ("class A:\n    @property\n    def g(self): assert f()", NOTHING),
        ("class A:\n    @staticmethod\n    def g(): assert f()", NOTHING),
        ("@functools.wraps(f)\ndef g():\n    assert f()", SAYS),
        ("@benchmark(3)\ndef g():\n    assert f()", CHECKS),
        ("@register\nclass A:\n    x = 1", SAYS),
        ("print(g)\ndef g():\n    assert f()", NOTHING),
        ("g = lambda: f()\ng()", SAYS),
        ("g = lambda: 1\ng()", NOTHING),
        # What it says of itself alone.
        ("log = logging.getLogger('a')\nlog.info('b')", NOTHING),
        ("log = logging.getLogger('a')\nlog.handle('b')", SAYS),
        ("log.info('b')", SAYS),
        ("logging.info('b')", NOTHING),
        ("loguru.logger.info('b')", NOTHING),
        ("import os, sys", NOTHING),
        ("import os, numpy", SAYS),
        ("from os import path", NOTHING),
        ("from . import os", SAYS),
        ("from numpy.random import seed", SAYS),
        ("match f():\n    case 1:\n        pass", SAYS),
        ("match x:\n    case 1:\n        f()", SAYS),
        # What was bound just before, until something may have changed it.
        ("y = 1\nassert y", NOTHING),
        ("y = 1\nif x:\n    y = f\nassert y", CHECKS),
        ("y = 1\nwith x:\n    assert y", CHECKS),
        ("y = 1\nif x:\n    y = 0\nelse:\n    assert y", NOTHING),
        ("y = 1\ny = x\nassert y", CHECKS),
    ],
)
def test_what_a_body_reaches(body: str, found: Substance) -> None:
    assert of(body) == found


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("try:\n    assert f()\nexcept Exception:\n    pass", SWALLOWED),
        ("try:\n    self.assertTrue(x)\nexcept Exception:\n    pass", SWALLOWED),
        ("try:\n    assert f()\nexcept errors.AssertionError:\n    pass", SWALLOWED),
        ("try:\n    assert f()\nexcept (E, Exception):\n    pass", SWALLOWED),
        ("try:\n    assert f()\nexcept (E, F):\n    pass", CHECKS),
        ("try:\n    assert f()\nexcept E:\n    pass\nexcept Exception:\n    pass", SWALLOWED),
        ("try:\n    assert f()\nexcept Exception:\n    raise", CHECKS),
        ("try:\n    assert f()\nexcept Exception:\n    assert g()", CHECKS),
        ("try:\n    assert f()\nexcept Exception:\n    self.assertTrue(x)", CHECKS),
        ("try:\n    assert f()\nexcept Exception:\n    self.fail('x')", CHECKS),
        ("try:\n    assert f()\nexcept Exception:\n    def g(): raise E", SWALLOWED),
        ("try:\n    assert f()\nfinally:\n    return", SWALLOWED),
        ("with contextlib.suppress(AssertionError):\n    assert f()", SWALLOWED),
        ("with contextlib.suppress(AssertionError):\n    self.assertTrue(x)", SWALLOWED),
        ("with contextlib.suppress(E):\n    assert f()", CHECKS),
        ("with pytest.raises(AssertionError):\n    assert f()", SWALLOWED),
        # The library's own check is what is to fail.
        ("with pytest.raises(AssertionError):\n    assert_close(x, 1)", CHECKS),
        ("with self.assertRaises(AssertionError):\n    assert f()", SWALLOWED),
        ("with other.raises(AssertionError):\n    assert f()", CHECKS),
        ("try:\n    def g(): assert f()\n    later(g)\nexcept Exception:\n    pass", SWALLOWED),
        (
            "def g(): assert f()\ntry:\n    assert h()\nexcept Exception:\n    pass\nlater(g)",
            CHECKS,
        ),
        # One whose failure shows is enough, wherever it stands.
        ("try:\n    assert f()\nexcept Exception:\n    pass\nassert g()", CHECKS),
        ("try:\n    assert f()\nexcept Exception:\n    pass\nself.assertTrue(x)", CHECKS),
        ("assert g()\ntry:\n    assert f()\nexcept Exception:\n    pass", CHECKS),
        ("def g():\n    assert f()\ntry:\n    g()\nexcept Exception:\n    pass", SWALLOWED),
        ("try:\n    f()\nexcept Exception:\n    pass", SAYS),
    ],
)
def test_whose_failure_is_caught(body: str, found: Substance) -> None:
    assert of(body) == found


def test_a_lambda_is_its_expression() -> None:
    def of_lambda(text: str) -> Substance:
        [statement] = ast.parse(text).body
        assert isinstance(statement, ast.Expr)
        assert isinstance(statement.value, ast.Lambda)
        return substance(statement.value, ast.unparse, {"ON": True})

    assert of_lambda("lambda x: f(x)") == SAYS
    assert of_lambda("lambda x: x") == NOTHING
    assert of_lambda("lambda x: ON or f()") == NOTHING
    assert of_lambda("lambda ON: ON or f()") == SAYS
    assert of_lambda("lambda *, ON: ON or f()") == SAYS
    assert of_lambda("lambda ON, /: ON or f()") == SAYS


@pytest.mark.parametrize(
    ("text", "is_one"), [("'a'", True), ("b'a'", False), ("1", False), ("x = 'a'", False)]
)
def test_a_docstring_is_a_text_alone(text: str, is_one: bool) -> None:
    assert is_docstring(ast.parse(text).body[0]) is is_one


def test_own_nodes_do_not_reach_into_functions_and_classes() -> None:
    tree = ast.parse(
        "a\ndef f(): b\nclass C: c\nlambda: d\nasync def g(): e\nif h:\n    i\n[j for k in l]\n"
    )
    names = {each.id for each in own_nodes(tree.body) if isinstance(each, ast.Name)}
    assert names == set("ahijkl")
