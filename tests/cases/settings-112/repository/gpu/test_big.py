def test_one():
    assert __file__
