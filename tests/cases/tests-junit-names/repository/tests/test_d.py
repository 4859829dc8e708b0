def test_below():
    assert __file__
