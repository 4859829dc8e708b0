def test_no_nan_is_served():
    """To be written when the log of scores is there."""
    pass
