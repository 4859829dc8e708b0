import pytest
from msgspec.structs import replace

from ml_readiness.model.answer import Answer
from ml_readiness.model.limits import DEFAULT_LIMITS
from ml_readiness.rules.address import Address, read_address
from ml_readiness.web.attempt import Attempt, Failure, Reply, next_step

ADDRESS = read_address("http://a.example/")
assert isinstance(ADDRESS, Address)
HEAD = Attempt(
    link="http://a.example",
    target=ADDRESS,
    anchored=False,
    method="HEAD",
    deadline=100.0,
)
GET = replace(HEAD, method="GET")
FAILURE = Failure(fault="connection", detail="the connection broke off")


def following(attempt: Attempt, reply: Reply | Failure) -> Answer | Attempt:
    return next_step(attempt, reply, DEFAULT_LIMITS, now=10.0)


@pytest.mark.parametrize("status", [200, 204, 206, 300, 304])
def test_success_is_an_answer(status: int) -> None:
    said = following(HEAD, Reply(status=status))
    assert said == Answer(address="http://a.example", status=status)


def test_anchors_are_passed_on() -> None:
    said = following(GET, Reply(status=200, anchors=frozenset({"x"}), complete=False))
    assert isinstance(said, Answer)
    assert (said.anchors, said.complete) == (frozenset({"x"}), False)


@pytest.mark.parametrize("status", [401, 403, 404, 405, 410, 418, 500, 501, 503])
def test_what_head_does_not_give_is_asked_with_get(status: int) -> None:
    assert following(HEAD, Reply(status=status)) == GET


@pytest.mark.parametrize("status", [401, 403, 404, 410])
def test_what_get_says_is_final(status: int) -> None:
    assert following(GET, Reply(status=status)) == Answer(address="http://a.example", status=status)


@pytest.mark.parametrize("wait", [None, 1.0])
def test_405_a_refusal_to_programs_is_final(wait: float | None) -> None:
    reply = Reply(status=999, wait=wait)
    assert following(HEAD, reply) == GET
    assert following(GET, reply) == Answer(address="http://a.example", status=999)


@pytest.mark.parametrize(("failures", "due"), [(0, 10.5), (1, 11.0)])
@pytest.mark.parametrize("reply", [Reply(status=503), Reply(status=429), FAILURE])
def test_what_may_pass_is_tried_again_after_growing_pauses(
    failures: int, due: float, reply: Reply | Failure
) -> None:
    again = following(replace(GET, failures=failures), reply)
    assert again == replace(GET, failures=failures + 1, due=due)


def test_the_last_try_ends_it() -> None:
    tired = replace(GET, failures=2)
    assert following(tired, Reply(status=503)) == tired.answer(status=503)
    said = following(tired, FAILURE)
    assert said == tired.answer(fault="connection", detail="the connection broke off")


def test_a_lasting_failure_ends_it() -> None:
    said = following(HEAD, Failure(fault="tls", detail="self-signed", lasting=True))
    assert said == HEAD.answer(fault="tls", detail="self-signed")


@pytest.mark.parametrize("attempt", [HEAD, GET])
@pytest.mark.parametrize("status", [429, 503])
def test_retry_after_is_obeyed_when_there_is_time(attempt: Attempt, status: int) -> None:
    again = following(attempt, Reply(status=status, wait=20.0))
    assert again == replace(GET, failures=1, due=30.0)
    assert following(attempt, Reply(status=status, wait=3600.0)) == attempt.answer(status=status)


def test_no_pause_goes_beyond_the_deadline() -> None:
    late = replace(GET, deadline=10.4)
    assert following(late, Reply(status=500)) == late.answer(status=500)


@pytest.mark.parametrize(
    ("location", "address"),
    [
        ("/x", "http://a.example/x"),
        ("y?z#frag", "http://a.example/y?z"),
        ("//b.example", "http://b.example/"),
        ("https://b.example/", "https://b.example/"),
        ("/\u00c3\u00a4", "http://a.example/%C3%A4"),
        ("/\u00e4", "http://a.example/%C3%A4"),
        ("", "http://a.example/"),
    ],
)
def test_a_redirect_leads_on(location: str, address: str) -> None:
    there = following(HEAD, Reply(status=301, location=location))
    assert isinstance(there, Attempt)
    assert (there.target.encoded, there.method, there.hops) == (address, "HEAD", 1)
    assert there.answer(status=200).address == address


@pytest.mark.parametrize(
    ("location", "detail"),
    [
        ("ftp://b.example/", "neither http nor https"),
        ("javascript:alert(1)", "neither http nor https"),
        ("http://user:pw@b.example/", "credentials in the address"),
        ("http://[", "not a web address"),
        ("http://b.example:0/", "nothing can be asked at port 0"),
        (f"http://{'a' * 70}/", "a host that no name can have"),
        ("http://\u2603.net/", "a host that no name can have"),
        ("http://\u00e2\u0098\u0083.net/", "a host that no name can have"),
    ],
)
def test_a_redirect_may_be_bad(location: str, detail: str) -> None:
    said = following(HEAD, Reply(status=302, location=location))
    assert said == HEAD.answer(fault="bad-redirect", detail=detail)


def test_five_redirects_are_followed() -> None:
    assert isinstance(following(replace(HEAD, hops=4), Reply(status=307, location="/x")), Attempt)
    said = following(replace(HEAD, hops=5), Reply(status=307, location="/x"))
    assert isinstance(said, Answer)
    assert (said.fault, said.detail) == ("too-many-redirects", "more than 5 redirects")


def test_a_redirect_to_nowhere_is_its_status() -> None:
    assert following(HEAD, Reply(status=302)) == HEAD.answer(status=302)
