# coding: cp1252
def test_one():
    assert 'é'
