def test_in_a_file_of_any_name():
    assert __file__
