import sys


def test_pass():
    pass


def test_dots():
    ...


def test_docstring():
    """Later."""


def test_docstring_and_pass():
    """Later."""
    pass


def test_constant():
    1


def test_none():
    None


def test_two_texts():
    """Later."""
    "or never"


def test_assert_true():
    assert True


def test_assert_true_with_reason():
    assert True, "done"


def test_not_implemented():
    raise NotImplementedError


def test_not_implemented_called():
    raise NotImplementedError("later")


def test_all_of_it():
    """Later."""
    pass
    ...
    1
    assert True


def test_docstring_and_more():
    """Now."""
    assert sys


def test_pass_and_more():
    pass
    assert sys


def test_more_and_pass():
    assert sys
    pass


def test_assert_one():
    assert 1


def test_assert_not_false():
    assert not False


def test_call():
    sys.getsizeof(1)


def test_return():
    return


def test_assignment():
    value = 1


def test_name():
    sys


def test_formatted_text():
    f"{sys}"


def test_loop():
    for _ in ():
        pass


async def test_async():
    pass


def test_other_error():
    raise ValueError


def test_other_error_called():
    raise ValueError("always")


class TestHollow:
    def test_one(self):
        pass
