def test_yields():
    yield __file__
