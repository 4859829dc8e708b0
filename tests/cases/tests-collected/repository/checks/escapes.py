def test_escape():
    assert __file__ != "\d"
