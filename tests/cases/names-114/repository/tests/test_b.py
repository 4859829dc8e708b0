from shop import train


def test_two():
    assert train()
