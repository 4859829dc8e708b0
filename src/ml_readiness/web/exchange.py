"""One request: what is sent, how much of the reply is read, and what its failures are called."""

import re
import ssl
from collections.abc import Mapping
from datetime import datetime
from email.utils import parsedate_to_datetime
from http.client import HTTPException

from requests import RequestException, Response, Timeout
from requests.exceptions import SSLError
from urllib3.exceptions import HTTPError, ReadTimeoutError
from urllib3.exceptions import SSLError as LateSSLError

from ml_readiness.model.limits import Limits
from ml_readiness.web.anchors import anchors
from ml_readiness.web.attempt import Errand, Failure, Reply
from ml_readiness.web.connection import Line
from ml_readiness.web.resolver import Barred

HTML = frozenset({"text/html", "application/xhtml+xml"})


def ask(errand: Errand, line: Line, limits: Limits, seconds: float) -> Reply | Failure:
    """Makes the request and reads what is wanted of its reply; `seconds` bounds each pause in it.

    Never raises for anything that a server or a name can do.
    """
    try:
        response = line.send(errand.method, errand.target.address, seconds)
        try:
            return _read(errand, response, limits)
        finally:
            _let_go(errand, response)
    except Barred as barred:
        return Failure(fault=barred.fault, detail=barred.detail, lasting=True)
    except (RequestException, HTTPError, HTTPException, OSError, ValueError) as error:
        return _failure(error)
    finally:
        line.rest()


def _read(errand: Errand, response: Response, limits: Limits) -> Reply:
    headers = response.headers
    page, complete = None, True
    if errand.anchored and errand.method == "GET" and response.status_code // 100 == 2:
        page, complete = _page(response, limits.link_body_bytes)
    return Reply(
        status=response.status_code,
        location=headers.get("Location"),
        wait=pause(headers),
        anchors=page,
        complete=complete,
    )


def _page(response: Response, limit: int) -> tuple[frozenset[str] | None, bool]:
    """The anchors of a page of at most `limit` bytes, and whether that was all of it."""
    kind = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if kind not in HTML:
        return None, True
    if response.headers.get("Content-Encoding", "identity").strip().lower() != "identity":
        # We asked for none: what unpacks to who knows how much is not unpacked.
        return frozenset(), False
    body = bytearray()
    while len(body) <= limit:
        piece = response.raw.read(limit + 1 - len(body), decode_content=False)
        if not piece:
            break
        body += piece
    return anchors(body[:limit].decode("utf-8", "replace")), len(body) <= limit


def _let_go(errand: Errand, response: Response) -> None:
    """Keeps the connection for the next request when nothing of this reply is left on it."""
    if errand.method == "HEAD" or response.raw.length_remaining == 0:
        response.raw.release_conn()
    else:
        response.close()


def pause(headers: Mapping[str, str]) -> float | None:
    """The seconds of a Retry-After; a date is taken by the server's own clock, its Date."""
    wanted = headers.get("Retry-After", "").strip()
    if re.fullmatch(r"[0-9]{1,9}", wanted):
        return float(wanted)
    until, now = _moment(wanted), _moment(headers.get("Date", ""))
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


def _failure(error: Exception) -> Failure:
    if isinstance(error, Timeout | TimeoutError | ReadTimeoutError):
        return Failure(fault="timeout", detail="no reply in time")
    cause = _innermost(error)
    if isinstance(error, SSLError | LateSSLError | ssl.SSLError):
        if isinstance(cause, ssl.SSLCertVerificationError):
            return Failure(fault="tls", detail=cause.verify_message, lasting=True)
        return Failure(fault="tls", detail="no secure connection could be agreed on")
    if isinstance(cause, TimeoutError):
        return Failure(fault="timeout", detail="no reply in time")
    if isinstance(cause, ConnectionRefusedError):
        return Failure(fault="connection", detail="the connection was refused")
    if isinstance(cause, ConnectionError):
        return Failure(fault="connection", detail="the connection broke off")
    if isinstance(cause, OSError):
        return Failure(fault="connection", detail="no connection could be made")
    return Failure(fault="connection", detail="the reply was not HTTP")


def _innermost(error: BaseException) -> BaseException:
    """The first cause, which requests and urllib3 wrap as an argument or as a reason."""
    while True:
        inner = getattr(error, "reason", None)
        if not isinstance(inner, BaseException):
            inner = next((part for part in error.args if isinstance(part, BaseException)), None)
        if inner is None:
            return error
        error = inner
