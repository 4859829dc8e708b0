def test_escape():
    assert "\d"
