def test_after_a_byte_order_mark():
    assert __file__
