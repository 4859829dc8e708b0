import unittest


class ModelTestCase(unittest.TestCase):
    pass


def test_from_elsewhere():
    assert unittest
