import missing


def test_one():
    assert missing
