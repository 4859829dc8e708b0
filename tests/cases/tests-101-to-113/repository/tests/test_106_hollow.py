import os


def test_one():
    assert 1


def test_text():
    assert "text"


def test_tuple():
    value = os
    assert value, "m"


def test_not():
    assert not False


def test_itself():
    x = 1
    assert x == x


def test_or():
    assert True or os.getcwd()


def test_prints():
    print("done")


def test_imports():
    import json


def test_assigns():
    value = 1


def test_returns():
    return
    assert os


def test_never():
    if False:
        assert os
    while False:
        assert os


def test_inside():
    def inner():
        assert os

    lambda: os.getcwd()


def test_imports_another():
    import pytest


def test_calls():
    os.getcwd()
