import os

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
