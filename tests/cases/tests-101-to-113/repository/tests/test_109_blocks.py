import contextlib

for name in ("a", "b"):

    def test_in_a_loop():
        assert name


with contextlib.nullcontext():

    def test_in_a_block():
        assert name


class TestOne:
    test_lambda = lambda self: len("x")
