from common import ModelTest


class Slices(ModelTest):
    def test_passed(self):
        assert self

    def test_failed(self):
        assert self

    def test_absent(self):
        assert self

    def test_hollow(self):
        pass


class Plain:
    def test_passed(self):
        assert self
