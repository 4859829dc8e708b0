"""Source in Python is read up to a number of words, and no further."""

from ml_readiness.reading.python import MOST_TOKENS, parsing


def test_as_many_words_as_are_read_and_one_more() -> None:
    read: list[str] = []
    assert parsing(b"\n".join([b"a"] * MOST_TOKENS), read.append) is None
    said = parsing(b"\n".join([b"a"] * (MOST_TOKENS + 1)), read.append)
    assert (len(read), said) == (1, "it is too long to be read")
