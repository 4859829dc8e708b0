import sys
import unittest
import unittest.case
from unittest import skip
from unittest.case import skip as case_skip


@unittest.skip("slow")
def test_skip():
    assert sys


@skip("slow")
def test_imported_skip():
    assert sys


@unittest.case.skip("slow")
def test_skip_of_case():
    assert sys


@case_skip("slow")
def test_skip_of_case_imported():
    assert sys


@unittest.skipIf(True, "always")
def test_if_true():
    assert sys


@unittest.skipIf(False, "never")
def test_if_false():
    assert sys


@unittest.skipUnless(False, "always")
def test_unless_false():
    assert sys


@unittest.skipUnless(True, "never")
def test_unless_true():
    assert sys


@unittest.skipUnless(sys.platform, "some")
def test_unless_expression():
    assert sys


class Case(unittest.TestCase):
    @unittest.skip("slow")
    def test_skipped(self):
        assert sys

    def test_runs(self):
        assert sys

    def test_by_itself(self):
        self.skipTest("slow")

    def test_by_itself_later(self):
        assert sys
        self.skipTest("slow")


@unittest.skip("slow")
class SkippedCase(unittest.TestCase):
    def test_one(self):
        assert sys
