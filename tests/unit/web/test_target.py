import pytest
from hypothesis import given
from hypothesis import strategies as st

from ml_readiness.web.target import Target, target


@pytest.mark.parametrize(
    ("address", "encoded", "host"),
    [
        ("http://Example.com", "http://example.com/", "example.com"),
        (
            "HTTPS://example.com:8443/a b".replace(" ", "%20"),
            "https://example.com:8443/a%20b",
            None,
        ),
        ("http://example.com./x#y", "http://example.com./x", "example.com"),
        ("http://bücher.example/ä?ö", "http://xn--bcher-kva.example/%C3%A4?%C3%B6", None),
        ("http://127.1/x", "http://127.0.0.1/x", "127.0.0.1"),
        ("http://%31%32%37.1:81/x", "http://127.0.0.1:81/x", "127.0.0.1"),
        ("http://[::1]/", "http://[::1]/", "::1"),
        ("http://[0::1]:8080/", "http://[::1]:8080/", "::1"),
        ("http://a_b.example/", "http://a_b.example/", "a_b.example"),
    ],
)
def test_an_address_is_encoded(address: str, encoded: str, host: str | None) -> None:
    there = target(address)
    assert isinstance(there, Target)
    assert there.address == encoded
    assert host in (None, there.host)


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("http://", "no host in the address"),
        ("http:///x", "no host in the address"),
        ("http:x", "no host in the address"),
        ("http://[", "not a web address"),
        ("http://x:99999/", "not a web address"),
        ("http://x:y/", "not a web address"),
        ("http://x:0/", "nothing can be asked at port 0"),
        ("ftp://x/", "neither http nor https"),
        ("file:///etc/passwd", "neither http nor https"),
        ("", "neither http nor https"),
        ("http://user:pw@x/", "credentials in the address"),
        ("http://@x/", "credentials in the address"),
        ("http://a\\@b/", "a space, a control character or a backslash in the address"),
        ("http://a\nb/", "a space, a control character or a backslash in the address"),
        ("http://a b/", "a space, a control character or a backslash in the address"),
        (f"http://{'a' * 70}.example/", "a host that no name can have"),
        (f"http://{'a.' * 130}example/", "a host that no name can have"),
        (f"http://{'ä' * 70}.example/", "a host that no name can have"),
        ("http://a..example/", "a host that no name can have"),
        ("http://*.example/", "a host that no name can have"),
        ("http://a%zz.example/", "a host that no name can have"),
        ("http://./", "a host that no name can have"),
    ],
)
def test_what_is_wrong_is_said(address: str, words: str) -> None:
    assert target(address) == words


@given(st.text() | st.text("http:/[]@%#?.0123456789aä").map("http://".__add__))
def test_any_text_has_an_outcome(address: str) -> None:
    there = target(address)
    if isinstance(there, Target):
        assert there.address.startswith(("http://", "https://"))
        assert "@" not in there.address.split("/")[2]
        again = target(there.address)
        assert isinstance(again, Target)
        assert again.host == there.host
