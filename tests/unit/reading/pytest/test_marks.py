"""What marks and decorators come to."""

import ast

import pytest

from ml_readiness.reading.pytest.marks import (
    NO_MARKS,
    Idle,
    Mark,
    Marks,
    applied,
    either,
    first_of,
    fixture_name,
    has_params,
    is_fixture,
    is_property,
    is_skip,
    read_marks,
    sets_keyword,
)

KNOWN = {"YES": True, "NO": False}


def mark_of(value: ast.expr) -> Mark:
    if isinstance(value, ast.Call):
        return Mark(ast.unparse(value.func), value)
    return Mark(ast.unparse(value), None)


def mark(text: str) -> Mark:
    return mark_of(ast.parse(text, mode="eval").body)


def read(*texts: str) -> Marks:
    return read_marks([mark(f"pytest.mark.{text}") for text in texts], KNOWN, mark_of)


@pytest.mark.parametrize(
    ("text", "given"),
    [
        ("parametrize('a', [1])", "a"),
        ("parametrize('a, b,', [1])", "ab"),
        ("parametrize(('a', 'b'), [1])", "ab"),
        ("parametrize(['a', b, 1, f'c'], [1])", "a"),
        ("parametrize(argnames='a', argvalues=[1])", "a"),
        ("parametrize(name, [1])", ""),
        ("parametrize()", ""),
        ("parametrize", ""),
        # What goes to a fixture is not filled.
        ("parametrize('a, b', [1], True)", ""),
        ("parametrize('a, b', [1], indirect=True)", ""),
        ("parametrize('a, b', [1], False)", "ab"),
        ("parametrize('a, b', [1], indirect=None)", "ab"),
        ("parametrize('a, b', [1], ['a'])", "b"),
        ("parametrize('a, b', [1], indirect=('b',))", "a"),
        ("parametrize('a, b', [1], indirect=f())", ""),
        ("slow('a')", ""),
    ],
)
def test_the_arguments_that_parameters_fill(text: str, given: str) -> None:
    assert read(text).given == {*given}


@pytest.mark.parametrize(
    ("texts", "parametrized"),
    [
        ((), False),
        (("slow",), False),
        (("parametrize('a', [1])",), True),
        (("slow", "parametrize('a', [1])"), True),
    ],
)
def test_whether_there_are_parameters(texts: tuple[str, ...], parametrized: bool) -> None:
    assert read(*texts).parametrized is parametrized


def test_an_unknown_decorator_may_give_parameters() -> None:
    assert read_marks([mark("library.cases(1)")], KNOWN, mark_of).parametrized is None
    assert read_marks([mark("mock.patch('a')")], KNOWN, mark_of).parametrized is False


def test_fixtures_that_are_asked_for_by_name() -> None:
    found = read("usefixtures('a', 'b', c, 1)", "usefixtures('d')", "usefixtures", "slow('e')")
    assert found.uses == {"a", "b", "d"}


@pytest.mark.parametrize(
    ("text", "idle"),
    [
        ("skip", "skipped"),
        ("skip('why')", "skipped"),
        ("skip.with_args('why')", "skipped"),
        ("skipif(True)", "skipped"),
        ("skipif(NO)", None),
        ("skipif(NO, YES)", "skipped"),
        ("skipif('YES', reason='x')", "skipped"),
        ("skipif('NO')", None),
        ("skipif('1 +')", None),
        ("skipif(condition=YES)", "skipped"),
        ("skipif(other)", None),
        ("skipif", "skipped"),
        ("skipif()", "skipped"),
        ("xfail", "xfail"),
        ("xfail(reason='x')", "xfail"),
        ("xfail(YES)", "xfail"),
        ("xfail(NO)", None),
        ("xfail('YES')", "xfail"),
        ("xfail.with_args(YES)", "xfail"),
        ("parametrize('a', [])", "empty-parametrize"),
        ("parametrize('a', ())", "empty-parametrize"),
        ("parametrize('a', argvalues=[])", "empty-parametrize"),
        ("parametrize('a', [1])", None),
        ("parametrize('a', values)", None),
        ("parametrize('a')", None),
        ("parametrize('a', [pytest.param(1, marks=pytest.mark.skip)])", "empty-parametrize"),
        ("parametrize('a', [pytest.param(1, marks=[pytest.mark.skip])])", "empty-parametrize"),
        ("parametrize('a', [pytest.param(1, marks=pytest.mark.slow)])", None),
        ("parametrize('a', [pytest.param(1, marks=pytest.mark.skip), 2])", None),
        ("parametrize('a', [other.param(1, marks=pytest.mark.skip)])", None),
        ("parametrize('a', [pytest.param(1, id=pytest.mark.skip)])", None),
    ],
)
def test_what_keeps_a_test_from_running(text: str, idle: Idle | None) -> None:
    assert read(text).idle == idle


@pytest.mark.parametrize(
    ("text", "skips"),
    [
        ("unittest.skip('x')", True),
        ("unittest.case.skip('x')", True),
        ("unittest.skipIf(YES, 'x')", True),
        ("unittest.skipIf(NO, 'x')", False),
        # The second is the reason, and a text is no expression here.
        ("unittest.skipIf(NO, YES)", False),
        ("unittest.skipIf('NO', 'x')", True),
        ("unittest.skipUnless(NO, 'x')", True),
        ("unittest.skipUnless(YES, 'x')", False),
        ("unittest.skipIf", False),
        ("unittest.skipOther(YES)", False),
    ],
)
def test_what_unittest_skips(text: str, skips: bool) -> None:
    assert is_skip(mark(text), KNOWN) is skips


def test_the_plainest_reason_is_said_of_several() -> None:
    assert read("xfail", "skip").idle == "skipped"
    assert read("parametrize('a', [])", "xfail").idle == "xfail"
    assert first_of([None, "hollow", "fixture"]) == "fixture"
    assert first_of([None]) is None


def test_marks_beside_others() -> None:
    one, other = read("xfail", "usefixtures('a')"), read("parametrize('b', [1])", "skip")
    both = Marks(idle="skipped", parametrized=True, given=frozenset("b"), uses=frozenset("a"))
    assert one.beside(other) == other.beside(one) == both
    assert one.beside(NO_MARKS) == NO_MARKS.beside(one) == one


@pytest.mark.parametrize(
    ("one", "other", "found"),
    [
        (True, None, True),
        (None, True, True),
        (False, None, None),
        (None, False, None),
        (False, False, False),
        (True, False, True),
    ],
)
def test_one_that_is_certain_decides(
    one: bool | None, other: bool | None, found: bool | None
) -> None:
    assert either(one, other) is found


def test_what_is_no_test_by_its_decorator() -> None:
    properties = ("property", "functools.cached_property", "x.setter", "x.deleter", "x.getter")
    assert all(is_property(mark(text)) for text in properties)
    assert not is_property(mark("pytest.fixture"))
    assert is_fixture(mark("pytest.fixture"))
    assert is_fixture(mark("pytest.yield_fixture(name='a')"))
    assert not is_fixture(mark("property"))


def test_what_a_fixture_is_called_with() -> None:
    named = mark("pytest.fixture(scope='module', name='a', autouse=YES, params=[1])")
    assert fixture_name(named, "b") == "a"
    assert fixture_name(mark("pytest.fixture(name=a)"), "b") == "b"
    assert fixture_name(mark("pytest.fixture"), "b") == "b"
    assert sets_keyword(named, "autouse", KNOWN)
    assert not sets_keyword(mark("pytest.fixture(autouse=NO)"), "autouse", KNOWN)
    assert not sets_keyword(mark("pytest.fixture(other=YES)"), "autouse", KNOWN)
    assert not sets_keyword(mark("pytest.fixture"), "autouse", KNOWN)
    assert has_params(named)
    assert not has_params(mark("pytest.fixture(name='params')"))
    assert not has_params(mark("pytest.fixture"))


def test_a_mark_on_the_function_itself_has_no_arguments() -> None:
    assert applied(mark("pytest.mark.skip(test)"), ["test"]) == mark("pytest.mark.skip")
    for text in ("skip(other)", "skip(test, 1)", "skip(test, reason='x')", "skip('test')"):
        same = mark(f"pytest.mark.{text}")
        assert applied(same, ["test"]) is same
