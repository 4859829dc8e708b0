import ipaddress
import socket
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st
from requests import PreparedRequest

from ml_readiness.rules.address import FLAWS, Address, literal, read_address

# A name as long as one may be, of labels as long as they may be.
LONGEST = ".".join(("a" * 63, "b" * 63, "c" * 63, "d" * 61))


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
        ("http://a_b.b\u00fccher.example/", "http://a_b.xn--bcher-kva.example/", None),
        ("http://stra\u00dfe.example/", "http://xn--strae-oqa.example/", "xn--strae-oqa.example"),
        ("http://\u4f8b\u3048\u3002jp/", "http://xn--r8jz45g.jp/", "xn--r8jz45g.jp"),
        ("http://%3A%3A1/", "http://[::1]/", "::1"),
        ("http://example.com:/", "http://example.com/", None),
        ("http://example.com:080/", "http://example.com:80/", None),
        ("http://example.com?", "http://example.com/", None),
        ("http://example.com/a/./b/../c/..", "http://example.com/a/", None),
        ("http://example.com/../../a//b", "http://example.com/a//b", None),
        ("http://example.com/..//a", "http://example.com//a", None),
        ("http://example.com/%7e%2f%c3%a4", "http://example.com/~%2F%C3%A4", None),
        ("http://example.com/100%?%41", "http://example.com/100%25?A", None),
        ("http://example.com/%41%", "http://example.com/%2541%25", None),
        ("http://example.com/[a]^?[b]", "http://example.com/%5Ba%5D%5E?%5Bb%5D", None),
        ("http://example.com/\ud800", "http://example.com/%ED%A0%80", None),
        ("http://example.com/%\ud800", "http://example.com/%25%ED%A0%80", None),
        (f"http://{LONGEST}./", f"http://{LONGEST}./", LONGEST),
    ],
)
def test_an_address_is_encoded(address: str, encoded: str, host: str | None) -> None:
    there = read_address(address)
    assert isinstance(there, Address)
    assert there.encoded == encoded
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
        ("http://a\\@b/", "credentials in the address"),
        ("http://a\\b/", "a space, a control character or a backslash in the address"),
        ("http://a/\x7f", "a space, a control character or a backslash in the address"),
        ("ftp://user:pw@x/ y", "neither http nor https"),
        ("http://a\nb/", "a space, a control character or a backslash in the address"),
        ("http://a b/", "a space, a control character or a backslash in the address"),
        (f"http://{'a' * 70}.example/", "a host that no name can have"),
        (f"http://{'a.' * 130}example/", "a host that no name can have"),
        (f"http://{'ä' * 70}.example/", "a host that no name can have"),
        ("http://a..example/", "a host that no name can have"),
        ("http://*.example/", "a host that no name can have"),
        ("http://a%zz.example/", "a host that no name can have"),
        ("http://./", "a host that no name can have"),
        ("http://a%2eb/", "a host that no name can have"),
        ("http://\u2603.net/", "a host that no name can have"),
        ("http://\uff45xample.com/", "a host that no name can have"),
        ("http://bu\u0308cher.example/", "a host that no name can have"),
        ("http://\u00fc\u3002\u3002example/", "a host that no name can have"),
        (f"http://{'ä' * 100_000}.example/", "a host that no name can have"),
        ("http://a[::1]/", "a host that no name can have"),
        ("http://[::1]a/", "a host that no name can have"),
        ("http://[v1.a]/", "a host that no name can have"),
    ],
)
def test_what_is_wrong_is_said(address: str, words: str) -> None:
    flaw = read_address(address)
    assert isinstance(flaw, str)
    assert FLAWS[flaw] == words


@given(st.text() | st.text("http:/[]@%#?.0123456789a\u00e4").map("http://".__add__))
def test_any_text_has_an_outcome(text: str) -> None:
    address = read_address(text)
    if isinstance(address, str):
        assert address in FLAWS
        return
    assert address.encoded.isascii()
    assert address.encoded.startswith(("http://", "https://"))
    assert "@" not in address.encoded.split("/")[2]
    for again in (read_address(address.encoded), read_address(address.written)):
        assert isinstance(again, Address)
        assert again.host == address.host


@pytest.mark.parametrize(
    ("text", "written", "fragment"),
    [
        ("HTTP://Example.COM./A#B", "http://example.com./A", "B"),
        ("http://B\u00dcCHER.example?Q#", "http://b\u00fccher.example/?Q", None),
        ("http://[2001:DB8::1]:80/%7e", "http://[2001:db8::1]:80/%7e", None),
    ],
)
def test_what_was_written_is_kept(text: str, written: str, fragment: str | None) -> None:
    address = read_address(text)
    assert isinstance(address, Address)
    assert (address.written, address.fragment) == (written, fragment)


SEGMENTS = st.text("abZ09-._~!$&'()*+,;=:@% \u00e4\u65e5[]^|{}\"<>`", max_size=5)
ESCAPED = st.binary(min_size=1, max_size=3).map(lambda b: "".join(f"%{byte:02x}" for byte in b))
PIECES = (SEGMENTS | ESCAPED).map(lambda piece: piece.replace(" ", "%20"))
HOSTS = st.sampled_from(
    ["example.com", "EXAMPLE.com.", "b\u00fccher.example", "a_b.example", "93.184.216.34"]
) | st.from_regex(r"[a-z\u00df-\u00f6]{1,8}\.example", fullmatch=True)


@given(
    st.sampled_from(["http", "https", "HTTP"]),
    HOSTS,
    st.sampled_from(["", ":80", ":8443"]),
    st.lists(PIECES.filter(bool), max_size=4),
    PIECES,
)
def test_an_address_is_sent_as_requests_would_send_it(
    scheme: str, host: str, port: str, path: list[str], query: str
) -> None:
    text = f"{scheme}://{host}{port}/{'/'.join(path)}" + (f"?{query}" if query else "")
    request = PreparedRequest()
    request.prepare_url(text, None)
    address = read_address(text)
    assert isinstance(address, Address)
    assert address.encoded == request.url


def test_only_a_name_that_needs_it_costs_its_tables() -> None:
    script = (
        "import sys\n"
        "from ml_readiness.rules.address import Address, read_address\n"
        "for text in sys.argv[1:]:\n"
        "    assert isinstance(read_address(text), Address)\n"
        "    print(sorted({'idna', 'unicodedata', 'http.client'} & set(sys.modules)))\n"
    )
    links = ["https://example.com/\u00fc?\u00fc", "https://b\u00fccher.example/"]
    done = subprocess.run(
        [sys.executable, "-c", script, *links], capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines() == ["[]", "['idna', 'unicodedata']"]


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("93.184.216.34", "93.184.216.34"),
        ("127.1", "127.0.0.1"),
        ("10.1.258", "10.1.1.2"),
        ("2130706433", "127.0.0.1"),
        ("0x7f000001", "127.0.0.1"),
        ("0X7F.1", "127.0.0.1"),
        ("0177.0.0.1", "127.0.0.1"),
        ("00000000177.1", "127.0.0.1"),
        ("0x", "0.0.0.0"),
        ("127.0.0.1.", "127.0.0.1"),
        ("%31%32%37.1", "127.0.0.1"),
        ("１２７.０.０.１", "127.0.0.1"),  # noqa: RUF001 - the point of it
        ("127。0。0。1", "127.0.0.1"),
        ("①②⑦.1", "127.0.0.1"),
        ("127.0.0\u00ad.1", "127.0.0.1"),
        ("[::1]", "::1"),
        ("::1", "::1"),
        ("[0:0:0:0:0:0:0:1]", "::1"),
        ("[fe80::1%25eth0]", "fe80::1%eth0"),
        ("4294967295", "255.255.255.255"),
        ("255.1.1.1", "255.1.1.1"),
    ],
)
def test_an_address_is_known_however_it_is_spelt(host: str, address: str) -> None:
    assert literal(host) == address


@pytest.mark.parametrize(
    "host",
    [
        "example.com",
        "127.1.example.com",
        "",
        ".",
        "1..1",
        "1.2.3.4.5",
        "1.2.3.4.0",
        "256.1.1.1",
        "1.2.3.256",
        "4294967296",
        "9" * 5000,
        "08.1.1.1",
        "0x7g",
        "1_0.1",
        "-1",
        "٣.1.1.1",
        "a:b",
        "[::1",
    ],
)
def test_a_name_is_no_address(host: str) -> None:
    assert literal(host) is None


@given(st.text() | st.text("0123456789abcdefxX.:%[]"))
def test_any_text_is_an_address_or_a_name(host: str) -> None:
    spelt = literal(host)
    if spelt is not None:
        ipaddress.ip_address(spelt)


@given(st.text("0123456789xaf.", min_size=1, max_size=15))
def test_what_the_system_takes_for_an_address_is_one(host: str) -> None:
    try:
        expected = socket.inet_ntoa(socket.inet_aton(host))
    except OSError:
        return
    assert literal(host) == expected
