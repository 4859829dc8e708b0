import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ml_readiness.web.public import refusal


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
