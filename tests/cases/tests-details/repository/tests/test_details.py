import os
from typing import Protocol

import pytest


def f():
    return len(os.environ)


def nothing():
    return []


def test_bound_again_by_a_loop():
    assert f()


for test_bound_again_by_a_loop in [1]:
    pass


def test_bound_again_in_a_loop():
    assert f()


for _ in [1]:
    test_bound_again_in_a_loop = None


def test_perhaps_bound_again():
    assert f()


for _ in nothing():
    test_perhaps_bound_again = None


def test_never_bound_again():
    assert f()


for test_never_bound_again in []:
    pass


def test_that_returns_at_last():
    try:
        assert f() == -1
    finally:
        return


def test_that_cleans_up_at_last():
    try:
        assert f()
    finally:
        print("done")


@pytest.fixture
def skipping():
    pytest.skip("never")


def test_of_a_default(*, skipping=1):
    assert f()


def test_of_a_fixture(*, skipping):
    assert f()


def test_of_a_name_bound_again():
    value = True
    value = f()
    assert value


def test_of_one_of_two():
    nothing().append(f()) if os.environ else None


def test_of_the_other_of_two():
    None if not os.environ else nothing().append(f())


class TestProperties:
    @property
    def named(self):
        return 1

    @named.getter
    def test_getter(self):
        return 1

    @named.setter
    def test_setter(self, value):
        del value

    def test_plain(self):
        assert self.test_getter == 1


class TestProtocol(Protocol):
    def test_of_a_protocol(self):
        assert f()


class TestOfOne(TestProtocol):
    def test_below_a_protocol(self):
        assert f()


def test_skipped_within_a_try():
    try:
        pytest.skip("never")
    finally:
        print("done")
    assert f()


@pytest.mark.skipif(len([]) == 0, reason="always")
def test_skipped_by_a_length():
    assert f()


@pytest.mark.skipif(bool("x"), reason="always")
def test_skipped_by_a_truth():
    assert f()


@pytest.mark.skipif(len((1, *nothing())) == 2, reason="never")
def test_of_an_unknown_length():
    assert f()


@pytest.mark.parametrize("value", [each for each in []])
def test_for_each_of_none(value):
    assert f() > value


@pytest.mark.parametrize("value", [0] * 0)
def test_for_a_product(value):
    assert f() > value


@pytest.mark.parametrize("value", [0] * 2)
def test_for_two(value):
    assert f() > value


@pytest.mark.parametrize("value", {}.items())
def test_for_items(value):
    assert f() > value


@pytest.mark.parametrize("value", zip([], [1]))
def test_for_pairs(value):
    assert f() > value


@pytest.mark.parametrize("value", [1, 2][:0])
def test_for_a_slice(value):
    assert f() > value


@pytest.mark.parametrize("value", [1, 2][:1])
def test_for_one_of_two(value):
    assert f() > value - 1


@pytest.mark.parametrize("value", [each for each in (1, 2) if each])
def test_for_each_of_two(value):
    assert f() > value - 2
