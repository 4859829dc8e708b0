import ipaddress
import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ml_readiness.web.public import literal, refusal


@pytest.mark.parametrize(
    "address",
    [
        "93.184.216.34",
        "1.1.1.1",
        "11.0.0.1",
        "100.128.0.1",
        "168.63.129.17",
        "172.15.0.1",
        "172.32.0.1",
        "223.255.255.255",
        "2001:4860:4860::8888",
        "2400::1",
        "2606:4700::1111",
    ],
)
def test_a_public_address_may_be_reached(address: str) -> None:
    assert refusal(address) is None


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("10.1.2.3", "a private address"),
        ("172.31.255.255", "a private address"),
        ("127.0.0.1", "a loopback address"),
        ("::1", "a loopback address"),
        ("fd00:ec2::254", "a private address"),
        ("169.254.169.254", "a link-local address"),
        ("255.255.255.255", "a broadcast address"),
        ("2001:db8::1", "an address for documentation"),
        ("4000::1", "a reserved address"),
        ("100::1", "a reserved address"),
        ("2606:4700::1111%eth0", "an address of one network card"),
        ("example.com", "not an IP address"),
        ("127.1", "not an IP address"),
        ("", "not an IP address"),
    ],
)
def test_a_refusal_says_why(address: str, words: str) -> None:
    assert refusal(address) == words


@given(st.ip_addresses())
def test_nothing_passes_that_python_knows_to_be_special(
    address: ipaddress.IPv4Address | ipaddress.IPv6Address,
) -> None:
    if address.is_private or address.is_loopback or address.is_multicast or address.is_reserved:
        assert refusal(str(address)) is not None


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
