"""Link evidence: a page that answers with success, and has the anchor that is cited."""

import re
from collections.abc import Iterator, Mapping, Sequence
from posixpath import splitext
from urllib.parse import unquote, urlsplit

from ml_readiness.model.answer import NOT_FOR_PROGRAMS, Answer, Fault, Wanted
from ml_readiness.model.evidence import Judgement, Reason
from ml_readiness.model.facts import Facts
from ml_readiness.rules.address import literal
from ml_readiness.rules.cited import CitedLink
from ml_readiness.rules.naming import nearest
from ml_readiness.rules.policy import accepts
from ml_readiness.visible import clipped

LOGIN_WORDS = frozenset(
    (
        *("login", "log-in", "signin", "sign-in", "sso", "oauth", "oauth2", "saml", "auth"),
        *("authorize", "accounts", "adfs", "session"),
    )
)
# No id of a page has these, and a program's own places do.
PLACE_OF_A_PROGRAM = re.compile("[/!=&]")
# Where the hosts of code show a file, their program reads the fragment.
PAGES_OF_A_PROGRAM = ("/blob/", "/src/branch/")
BEHIND_A_LOGIN = "put its host and path under policy.accept-links, where the base branch decides"

STATUSES: Mapping[int, tuple[Reason, str]] = {
    404: ("page-gone", "there is no such page"),
    410: ("page-gone", "the page is gone"),
    401: ("denied", "the page asks for a login"),
    403: ("denied", "the page is not shown to us"),
    NOT_FOR_PROGRAMS: ("denied", "the page is not shown to programs"),
    429: ("rate-limited", "the host asks us to come back later"),
}

FAULTS: Mapping[Fault, tuple[Reason, str]] = {
    "no-such-host": ("no-such-host", "there is no such host"),
    "name-lookup": ("name-lookup", "the host's name could not be looked up"),
    "private-address": ("private-address", "the host has an address that is not public"),
    "bad-redirect": ("bad-redirect", "it redirects to what is not followed"),
    "too-many-redirects": ("too-many-redirects", "it redirects too often"),
    "timeout": ("timeout", "it did not answer in time"),
    "connection": ("connection", "the connection failed"),
    "tls": ("tls", "its certificate cannot be trusted"),
    "run-deadline": ("run-deadline", "this run ended before it answered"),
    "allowance": ("allowance", "it was not asked"),
    "unapproved": ("unapproved", "it was not asked: nobody has approved the run yet"),
}


def verify_link(cited: CitedLink, facts: Facts, accepted: Sequence[str]) -> Judgement:
    """Verified when the answer is a success, not a login page, and the anchor is there."""
    return _unasked(cited, facts, accepted) or _answered(cited, facts.answers[cited.address], facts)


def wanted(cited: CitedLink, facts: Facts, accepted: Sequence[str]) -> Wanted | None:
    """What the web has to be asked for the sake of a link."""
    if _unasked(cited, facts, accepted):
        return None
    return Wanted(address=cited.address, anchored=_anchor(cited, cited.address) is not None)


def _unasked(cited: CitedLink, facts: Facts, accepted: Sequence[str]) -> Judgement | None:
    """The judgement on a link that is never asked; None when it has to be."""
    from ml_readiness.web.public import refusal

    host = urlsplit(cited.address).hostname or ""
    address = literal(host)
    if address and (words := refusal(address)):
        return Judgement(
            reason="private-address",
            message=f"{host} is {words}",
            hint="reviewers cannot open it: cite a public page or a file",
        )
    if accepts(accepted, cited.address):
        message = "the policy accepts this link; it was not asked"
        return Judgement(reason="accept-links", message=message)
    if facts.offline:
        return Judgement(reason="offline", message="links were not checked")
    return None


def _answered(cited: CitedLink, answer: Answer, facts: Facts) -> Judgement:
    if answer.fault:
        reason, message = FAULTS[answer.fault]
        detail = f": {answer.detail}" if answer.detail else ""
        return Judgement(reason=reason, message=f"{message}{detail}")
    status = answer.status or 0
    if _is_own(cited, facts) and status == 404:
        return Judgement(
            reason="private-repository",
            message="the page is not there, or not for us: private pages answer 404 too",
            hint=BEHIND_A_LOGIN,
        )
    if word := _login_word(cited.address, answer.address):
        return Judgement(
            reason="login-page",
            message=f"it leads to a login page ('{word}' in {_short(answer.address)})",
            hint=BEHIND_A_LOGIN,
        )
    if not 200 <= status < 300:
        return _refused(status)
    anchor = _anchor(cited, answer.address)
    if anchor and answer.anchors is not None:
        return _anchored(anchor, answer.anchors, answer, facts)
    return Judgement(reason=None, message=f"the page answers with {status}")


def _refused(status: int) -> Judgement:
    if status in STATUSES:
        reason, message = STATUSES[status]
    elif status >= 500:
        reason, message = "server-error", "the server has a fault"
    else:
        reason, message = "unexpected-status", "the answer is neither a page nor a clear no"
    hint = BEHIND_A_LOGIN if reason == "denied" else None
    return Judgement(reason=reason, message=f"{message} ({status})", hint=hint)


def _anchored(fragment: str, anchors: frozenset[str], answer: Answer, facts: Facts) -> Judgement:
    names = (fragment, unquote(fragment), f"user-content-{fragment}")
    # The HTML standard asks for no id there, and takes capitals for small letters.
    if unquote(fragment).lower() == "top" or any(name in anchors for name in names):
        return Judgement(reason=None, message=f"the page answers, and has #{fragment}")
    if not answer.complete:
        message = f"the part of the page that was read has no #{fragment}"
        return Judgement(reason="page-too-long", message=message)
    found = nearest(fragment, facts.once.of(_in_order, anchors))
    hint = f"did you mean #{found}?" if found else None
    return Judgement(
        reason="no-such-anchor", message=f"the page answers, but has no #{fragment}", hint=hint
    )


def _in_order(anchors: frozenset[str]) -> list[str]:
    return sorted(anchors)


def _anchor(cited: CitedLink, reached: str) -> str | None:
    """The anchor that a page must have; None where its program makes something of the fragment."""
    if cited.part is None or PLACE_OF_A_PROGRAM.search(cited.part):
        return None
    paths = (f"{unquote(urlsplit(address).path)}/" for address in (cited.address, reached))
    of_a_program = any(page in path for path in paths for page in PAGES_OF_A_PROGRAM)
    return None if of_a_program else cited.part


def _login_word(cited: str, reached: str) -> str | None:
    """The first word of a login that a redirect has brought in."""
    own = frozenset(_words(cited))
    found = (word for word in _words(reached) if word in LOGIN_WORDS and word not in own)
    return next(found, None)


def _words(address: str) -> Iterator[str]:
    """The labels of the host and the segments of the path, in one spelling.

    A segment is without its parameters (RFC 3986, 3.3) and its extension.
    """
    parts = urlsplit(address)
    names = (unquote(segment).partition(";")[0] for segment in parts.path.split("/"))
    segments = (splitext(name)[0] for name in names)
    for word in (*(parts.hostname or "").split("."), *segments):
        yield word.lower().replace("_", "-")


def _is_own(cited: CitedLink, facts: Facts) -> bool:
    """Whether a link lies on the GitHub that the repository itself lives on."""
    return facts.home is not None and (
        urlsplit(facts.home.address).netloc.lower() == urlsplit(cited.address).netloc
    )


def _short(address: str) -> str:
    return clipped(address, 80)
