"""Download one published file: its bytes and its validators.

Belongs here: HTTP, that is limits of time and size, further attempts, and the
refusal of answers that are no file. Does not: whether the file can be parsed or is
newer than the landed copy, where it is landed, how progress is shown.

urllib3's Retry counts the attempts and times the pauses. It is asked from the loop
in `fetch`, not mounted on the session, because there it would neither see a body
that breaks off nor keep the total time limit.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

import requests
from urllib3 import Retry
from urllib3.exceptions import (
    ConnectTimeoutError,
    DecodeError,
    HTTPError,
    InvalidHeader,
    MaxRetryError,
    NameResolutionError,
    NewConnectionError,
    ProtocolError,
    ProxyError,
    ReadTimeoutError,
    SSLError,
)

from orchestration.errors import WarehouseError

PASSING_STATUSES = frozenset({429, 500, 502, 503, 504})
# Nobody waits longer in front of a progress bar, whatever the server asks for.
LONGEST_PAUSE_SECONDS = 30
PIECE_BYTES = 64 * 1024
LONGEST_TEXT = 200  # of what a server says, in a message
HTML_TYPES = ("text/html", "application/xhtml+xml")
HTML_BEGINNINGS = (b"<!doctype html", b"<html")
NOT_A_FILE = (
    "a web page where a file was expected: open the address in a browser and "
    "correct it if the file has moved"
)

# What happened and what to do. These exceptions inherit from one another, so a
# narrow one stands before a wide one; each may be gone at the next attempt.
PASSING_TROUBLES: tuple[tuple[type[Exception], str], ...] = (
    (
        NameResolutionError,
        "its host name is unknown: check the address and the network connection",
    ),
    (ProxyError, "the proxy did not let it through: check HTTPS_PROXY"),
    (SSLError, "no secure connection: check this machine's clock and certificates"),
    (
        NewConnectionError,
        "its host refused the connection or is unreachable: check the address and "
        "the network connection, or try again later",
    ),
    (
        ConnectTimeoutError,
        "time-out while connecting: check the network connection, or raise "
        "connect_timeout_seconds",
    ),
    (
        ReadTimeoutError,
        "time-out while reading: try again later, or raise read_timeout_seconds",
    ),
    (DecodeError, "its compressed body is damaged: try again later"),
    (
        ProtocolError,
        "the connection broke before the file was complete: try again later",
    ),
)

UNREACHABLE = (NameResolutionError, NewConnectionError, ConnectTimeoutError)

ProgressCallback = Callable[[int, int | None], None]


@dataclass(frozen=True)
class FetchRules:
    """How patient and how polite a download is; comes from the settings."""

    user_agent: str
    connect_timeout_seconds: float = 10
    read_timeout_seconds: float = 60
    total_timeout_seconds: float = 600  # a slow drip must end too
    attempts: int = 4
    backoff_seconds: float = 1.0


@dataclass(frozen=True)
class Validators:
    """What the server said of the last landed copy, for conditional requests."""

    etag: str | None = None
    last_modified: str | None = None


NO_VALIDATORS = Validators()


@dataclass(frozen=True)
class Fetched:
    """One file as served, with what the server said about it."""

    url: str
    content: bytes
    validators: Validators
    fetched_at: datetime  # aware, UTC


@dataclass(frozen=True)
class _Order:
    """What every step of one download needs to know."""

    url: str
    rules: FetchRules
    validators: Validators
    max_bytes: int
    on_progress: ProgressCallback | None
    deadline: float  # on the monotonic clock

    def seconds_left(self) -> float:
        """Time until the deadline; an error when there is none."""
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise self.too_slow()
        return left

    def too_slow(self) -> WarehouseError:
        return WarehouseError(
            f"{self.url}: time-out, not complete after "
            f"{self.rules.total_timeout_seconds:g} s in all: try again later, or raise "
            "total_timeout_seconds"
        )

    def too_large(self) -> WarehouseError:
        return WarehouseError(
            f"{self.url}: larger than the {self.max_bytes:,} bytes that are allowed: "
            "check what the publisher serves, and raise max_bytes if it is the file"
        )


class UnreachableHostError(WarehouseError):
    """No connection to the host came about, so its other files cannot be had either."""


class _PassingError(WarehouseError):
    """A failure that another attempt may cure."""

    def __init__(
        self, message: str, retry_after_seconds: float = 0, *, unreachable: bool = False
    ) -> None:
        super().__init__(message)
        self.retry_after_seconds = retry_after_seconds
        self.unreachable = unreachable


def fetch(
    url: str,
    *,
    rules: FetchRules,
    validators: Validators = NO_VALIDATORS,
    max_bytes: int,
    on_progress: ProgressCallback | None = None,
) -> Fetched | None:
    """Download one file; None means that the landed copy is still the current one.

    `on_progress` gets the bytes received over the wire and their announced number;
    it starts again at the beginning when an attempt breaks off.
    """
    deadline = time.monotonic() + rules.total_timeout_seconds
    order = _Order(url, rules, validators, max_bytes, on_progress, deadline)
    retry = Retry(total=rules.attempts - 1, backoff_factor=rules.backoff_seconds)
    with _open_session(order) as session:
        while True:
            try:
                return _attempt(session, order)
            except _PassingError as trouble:
                retry = _pause(retry, trouble, order)


def _open_session(order: _Order) -> requests.Session:
    session = requests.Session()
    session.max_redirects = 5
    session.hooks["response"].append(_drop_body_of_redirect)
    session.headers.update(
        {"User-Agent": order.rules.user_agent, "Accept-Encoding": "gzip"}
    )
    if order.validators.etag is not None:
        session.headers["If-None-Match"] = order.validators.etag
    if order.validators.last_modified is not None:
        session.headers["If-Modified-Since"] = order.validators.last_modified
    return session


def _drop_body_of_redirect(response: requests.Response, **_options: object) -> None:
    # Otherwise requests reads it to its end, without any limit.
    if response.is_redirect:
        response.close()


def _pause(retry: Retry, trouble: _PassingError, order: _Order) -> Retry:
    """Wait before the next attempt, or raise when there is none left."""
    left = order.seconds_left()
    attempts_made = len(retry.history) + 1
    try:
        retry = retry.increment(error=trouble)
    except MaxRetryError:
        left = 0
    pause = max(retry.get_backoff_time(), trouble.retry_after_seconds)
    pause = min(pause, LONGEST_PAUSE_SECONDS)
    if pause >= left:
        kind = UnreachableHostError if trouble.unreachable else WarehouseError
        raise kind(f"{trouble} (attempts: {attempts_made})") from trouble
    time.sleep(pause)
    return retry


def _attempt(session: requests.Session, order: _Order) -> Fetched | None:
    left = order.seconds_left()
    timeouts = (
        min(order.rules.connect_timeout_seconds, left),
        min(order.rules.read_timeout_seconds, left),
    )
    try:
        with session.get(order.url, stream=True, timeout=timeouts) as response:
            return _receive(response, order)
    # requests lets some of urllib3's pass; UnicodeError: a header beyond Latin-1.
    except (requests.RequestException, HTTPError, UnicodeError) as error:
        raise _explain(error, order) from error


def _explain(error: Exception, order: _Order) -> WarehouseError:
    """One sentence for what went wrong below HTTP."""
    cause = error.args[0] if error.args else None
    cause = getattr(cause, "reason", cause)  # unpacks MaxRetryError
    root = cause if isinstance(cause, Exception) else error
    for kind, sentence in PASSING_TROUBLES:
        if isinstance(root, kind):
            return _PassingError(
                f"{order.url}: {sentence}", unreachable=isinstance(root, UNREACHABLE)
            )
    return WarehouseError(
        f"{order.url}: cannot be fetched ({_printable(str(root))}): check the address"
        " and the user_agent"
    )


def _receive(response: requests.Response, order: _Order) -> Fetched | None:
    """Judge the answer, read it, and describe it."""
    if response.status_code == 304 and order.validators != NO_VALIDATORS:
        return None
    _reject_other_than_success(response, order)
    announced_type = response.headers.get("Content-Type", "").strip().lower()
    if announced_type.startswith(HTML_TYPES):
        raise WarehouseError(f"{order.url}: {NOT_A_FILE}")
    content = _read_body(response, order)
    if not content:
        raise WarehouseError(f"{order.url}: an empty answer: try again later")
    if _looks_like_html(content):
        raise WarehouseError(f"{order.url}: {NOT_A_FILE}")
    last_modified = response.headers.get("Last-Modified")
    return Fetched(
        url=order.url,
        content=content,
        validators=Validators(response.headers.get("ETag"), last_modified),
        fetched_at=datetime.now(UTC),
    )


def _reject_other_than_success(response: requests.Response, order: _Order) -> None:
    if response.status_code == 200:
        return
    answer = f"{order.url}: the server answered {response.status_code}"
    if response.reason:
        answer += f" {_printable(response.reason)}"
    if response.url != order.url:
        answer += f" at {_printable(response.url)}"
    if response.status_code in PASSING_STATUSES:
        raise _PassingError(f"{answer}: try again later", _retry_after(response))
    if response.status_code >= 500:
        raise WarehouseError(f"{answer}: try again later")
    raise WarehouseError(
        f"{answer}: open the address in a browser and correct it if the file has moved"
    )


def _printable(text: str) -> str:
    """A server's text on one short line, control characters replaced."""
    shown = "".join(char if char.isprintable() else "?" for char in text)
    return shown if len(shown) <= LONGEST_TEXT else shown[: LONGEST_TEXT - 1] + "…"


def _retry_after(response: requests.Response) -> float:
    try:
        return Retry().get_retry_after(response.raw) or 0
    except (InvalidHeader, ValueError, OverflowError):
        return 0  # an unreadable wish is none


def _read_body(response: requests.Response, order: _Order) -> bytes:
    """All bytes, decoded; read1 hands over what is there, so that a drip is seen."""
    announced_bytes = response.raw.length_remaining
    if (announced_bytes or 0) > order.max_bytes:
        raise order.too_large()
    content = bytearray()
    while piece := response.raw.read1(PIECE_BYTES, decode_content=True):
        content += piece
        if len(content) > order.max_bytes:
            raise order.too_large()
        order.seconds_left()
        if order.on_progress:
            order.on_progress(response.raw.tell(), announced_bytes)
    return bytes(content)


def _looks_like_html(content: bytes) -> bool:
    beginning = content[:1024].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    return beginning.startswith(HTML_BEGINNINGS)
