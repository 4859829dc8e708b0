import unittest


def test_one():
    assert unittest


raise unittest.SkipTest("slow")
