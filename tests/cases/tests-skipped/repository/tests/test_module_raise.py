import unittest


def test_one():
    assert unittest


class TestOne:
    def test_one(self):
        assert unittest


raise unittest.SkipTest("slow")
