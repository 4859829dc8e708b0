"""One request: what is sent, how much of the reply is read, and what its failures are called."""

import re
import ssl
from datetime import datetime
from email.utils import parsedate_to_datetime
from http.client import HTTPException, HTTPResponse, IncompleteRead

from ml_readiness.model.limits import Limits
from ml_readiness.web.anchors import anchors
from ml_readiness.web.attempt import Attempt, Failure, Reply
from ml_readiness.web.connection import Connection
from ml_readiness.web.resolver import Barred

HTML = frozenset({"text/html", "application/xhtml+xml"})

# Bytes of a page that are read at a time.
PIECE = 65_536


def exchange(
    attempt: Attempt, connection: Connection, limits: Limits, seconds: float
) -> Reply | Failure:
    """Makes the request and reads what is wanted of its reply; `seconds` bounds each pause in it.

    Never raises for anything that a server or a name can do.
    """
    try:
        with connection.reply(attempt.method, attempt.target.encoded, seconds) as response:
            return _read(attempt, response, limits)
    except Barred as barred:
        return Failure(fault=barred.fault, detail=barred.detail, lasting=True)
    except (OSError, HTTPException) as error:
        return _failure(error)


def _read(attempt: Attempt, response: HTTPResponse, limits: Limits) -> Reply:
    headers = response.headers
    page, complete = None, True
    if attempt.anchored and attempt.method == "GET" and response.status // 100 == 2:
        page, complete = _page(response, limits.link_body_bytes)
    return Reply(
        status=response.status,
        location=headers.get("Location"),
        wait=pause(headers.get("Retry-After", ""), headers.get("Date", "")),
        anchors=page,
        complete=complete,
    )


def _page(response: HTTPResponse, limit: int) -> tuple[frozenset[str] | None, bool]:
    """The anchors of a page of at most `limit` bytes, and whether that was all of it."""
    kind = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if kind not in HTML:
        return None, True
    if response.headers.get("Content-Encoding", "identity").strip().lower() != "identity":
        # We asked for none: what unpacks to who knows how much is not unpacked.
        return frozenset(), False
    body = _body(response, limit + 1)
    return anchors(body[:limit].decode("utf-8", "replace")), len(body) <= limit


def _body(response: HTTPResponse, most: int) -> bytearray:
    """At most so many bytes; raises IncompleteRead when there are fewer than were announced."""
    body, piece = bytearray(), memoryview(bytearray(min(PIECE, most)))
    # Not `read`, which takes a chunk of a negative size for one without an end.
    while len(body) < most and (size := response.readinto(piece[: most - len(body)])):
        body += piece[:size]
    if response.length and len(body) < most:
        raise IncompleteRead(bytes(body), response.length)
    return body


def pause(wanted: str, date: str) -> float | None:
    """The seconds of a Retry-After; a date is taken by the server's own clock, its Date."""
    wanted = wanted.strip()
    if re.fullmatch(r"[0-9]{1,9}", wanted):
        return float(wanted)
    until, now = _moment(wanted), _moment(date)
    if until is None or now is None:
        return None
    return max(0.0, (until - now).total_seconds())


def _moment(written: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(written)
    except (ValueError, OverflowError):
        return None
    # A date without a zone cannot be compared with one that has it.
    return moment if moment.tzinfo is not None else None


def _failure(error: OSError | HTTPException) -> Failure:
    match error:
        case TimeoutError():
            return Failure(fault="timeout", detail="no reply in time")
        case ssl.SSLCertVerificationError():
            return Failure(fault="tls", detail=error.verify_message, lasting=True)
        case ssl.SSLError():
            return Failure(fault="tls", detail="no secure connection could be agreed on")
        case ConnectionRefusedError():
            return Failure(fault="connection", detail="the connection was refused")
        case ConnectionError():
            return Failure(fault="connection", detail="the connection broke off")
        case OSError():
            return Failure(fault="connection", detail="no connection could be made")
        case _:
            return Failure(fault="connection", detail="the reply was not HTTP")
