"""Download one published file: its bytes and its validators.

Belongs here: HTTP, that is limits of time and size, further attempts, redirects, and
the rejection of answers that are no file. Does not: how reads keep the time limit
(`deadline.py`), where redirects may lead (`redirects.py`), whether the file can be
parsed or is newer than the landed copy, where it is landed, how progress is shown.

urllib3's Retry counts the attempts and times the pauses. It is asked from the loop
in `fetch`, not mounted on the session, because there it would neither see a body
that breaks off nor keep the total time limit.
"""

import time
from dataclasses import dataclass
from datetime import UTC, datetime
from http.client import HTTPException

import requests
from urllib3 import Retry
from urllib3.exceptions import HTTPError, InvalidHeader, MaxRetryError

from orchestration.errors import WarehouseError
from orchestration.landing.bodies import (
    ProgressCallback,
    TooLargeError,
    UnaskedEncodingError,
    is_html,
    read_body,
    read_head,
)
from orchestration.landing.deadline import DeadlineError, DeadlineSession
from orchestration.landing.hosts import (
    host_and_port,
    network_addresses,
    one_short_line,
)
from orchestration.landing.redirects import (
    MOST_REDIRECTS,
    RedirectRule,
    redirect_rule,
    redirect_target,
    shown,
)
from orchestration.landing.troubles import (
    PassingError,
    SilentHostError,
    explain,
    unresolved,
    usable_proxy,
)

PASSING_STATUSES = frozenset({429, 500, 502, 503, 504})
# Nobody waits longer in front of a progress bar, whatever the server asks for.
LONGEST_PAUSE_SECONDS = 30
# An ETag is sent back with each later request, and servers take some 8 KB of headers.
LONGEST_VALIDATOR = 1000
NOT_A_FILE = (
    "a web page where a file was expected: open the address in a browser and "
    "correct it if the file has moved"
)


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
    """The validators of the last landed copy, for conditional requests."""

    etag: str | None = None
    last_modified: str | None = None


NO_VALIDATORS = Validators()


@dataclass(frozen=True)
class Fetched:
    """One file as served, with its validators."""

    url: str
    content: bytes
    validators: Validators
    fetched_at: datetime  # aware, UTC
    served_from: str  # the last address, after redirects


@dataclass(frozen=True)
class _Order:
    """What every step of one download needs to know."""

    url: str
    rules: FetchRules
    validators: Validators
    max_bytes: int
    on_progress: ProgressCallback | None
    redirects: RedirectRule
    deadline: float  # on the monotonic clock
    head_bytes: int | None = None

    def seconds_left(self) -> float:
        """Time until the deadline; an error when there is none."""
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise self.too_slow()
        return left

    def too_slow(self, kind: type[WarehouseError] = WarehouseError) -> WarehouseError:
        return kind(
            f"{self.url}: time-out, not complete after "
            f"{self.rules.total_timeout_seconds:g} s in all: try again later, or raise "
            "total_timeout_seconds"
        )

    def too_large(self) -> WarehouseError:
        return WarehouseError(
            f"{self.url}: larger than the {self.max_bytes:,} bytes that are allowed: "
            "check what the publisher serves, and raise max_bytes if it is the file"
        )


def fetch(
    url: str,
    *,
    rules: FetchRules,
    validators: Validators = NO_VALIDATORS,
    max_bytes: int,
    on_progress: ProgressCallback | None = None,
    redirects: RedirectRule | None = None,
    head_bytes: int | None = None,
) -> Fetched | None:
    """Download one file; None means that the landed copy is still the current one.

    `on_progress` gets the bytes received over the wire and their announced number;
    it starts again at the beginning when an attempt breaks off. Without `redirects`
    they are followed on the address's own host alone. With `head_bytes` only so many
    bytes are read, of a file of any size. Raises WarehouseError; as
    UnreachableHostError, SilentHostError or DeadProxyError where other addresses are
    concerned too.
    """
    deadline = time.monotonic() + rules.total_timeout_seconds
    redirects = redirects or redirect_rule("", [url])
    order = _Order(
        url,
        rules,
        validators,
        max_bytes,
        on_progress,
        redirects,
        deadline,
        head_bytes,
    )
    retry = Retry(total=rules.attempts - 1, backoff_factor=rules.backoff_seconds)
    with _open_session(order) as session:
        while True:
            try:
                return _attempt(session, order)
            except PassingError as trouble:
                retry = _pause(retry, trouble, order)


def _open_session(order: _Order) -> DeadlineSession:
    session = DeadlineSession(order.deadline)
    session.headers.update(
        {"User-Agent": order.rules.user_agent, "Accept-Encoding": "gzip"}
    )
    if order.validators.etag is not None:
        session.headers["If-None-Match"] = order.validators.etag
    if order.validators.last_modified is not None:
        session.headers["If-Modified-Since"] = order.validators.last_modified
    return session


def _pause(retry: Retry, trouble: PassingError, order: _Order) -> Retry:
    """Wait before the next attempt, or raise when there is none left."""
    left = order.deadline - time.monotonic()
    if left <= 0:
        raise order.too_slow(trouble.lasting)
    attempts_made = len(retry.history) + 1
    try:
        retry = retry.increment(error=trouble)
    except MaxRetryError:
        left = 0
    pause = max(retry.get_backoff_time(), trouble.retry_after_seconds)
    pause = min(pause, LONGEST_PAUSE_SECONDS)
    if pause >= left:
        raise trouble.lasting(f"{trouble} (attempts: {attempts_made})") from trouble
    time.sleep(pause)
    return retry


def _attempt(session: DeadlineSession, order: _Order) -> Fetched | None:
    """Ask once, and once more for each redirect that may be followed."""
    here = order.url
    for _ in range(MOST_REDIRECTS + 1):
        outcome = _ask(session, here, order)
        if not isinstance(outcome, str):
            return outcome
        here = outcome
    raise WarehouseError(
        f"{order.url}: more than {MOST_REDIRECTS} redirects, the last to {shown(here)}:"
        " open the address in a browser and correct it if the file has moved"
    )


def _ask(session: DeadlineSession, here: str, order: _Order) -> Fetched | str | None:
    """Get the file at an address, or the address it redirects to."""
    proxy = usable_proxy(here, order.url)
    timeouts = _timeouts(here, proxy, order)
    proxies = {"http": proxy, "https": proxy} if proxy else {}
    answered = False
    try:
        with session.get(
            here, stream=True, timeout=timeouts, proxies=proxies
        ) as response:
            answered = True
            target = redirect_target(response, order.url, here, order.redirects)
            return target or _receive(response, here, order)
    except DeadlineError as error:
        kind = WarehouseError if answered else SilentHostError
        raise order.too_slow(kind) from error
    # requests lets some of urllib3's pass, and of http.client's; ValueError: an address
    # or a header that cannot be written.
    except (requests.RequestException, HTTPError, HTTPException, ValueError) as error:
        raise explain(error, order.url, proxy, answered=answered) from error


def _timeouts(here: str, proxy: str | None, order: _Order) -> tuple[float, float]:
    """Seconds for each step of a connection, and for one read.

    A connection may try each address of the host, and make TLS with proxy and host.
    """
    try:
        addresses = network_addresses(*host_and_port(proxy or here))
    except ValueError:
        addresses = [""]  # the request says what is wrong with the address
    if not addresses:
        raise unresolved(order.url, proxy)
    left = order.seconds_left()
    return (
        min(order.rules.connect_timeout_seconds, left / (len(addresses) + 2)),
        min(order.rules.read_timeout_seconds, left),
    )


def _receive(response: requests.Response, here: str, order: _Order) -> Fetched | None:
    """Judge the answer, read it, and describe it."""
    if response.status_code == 304 and order.validators != NO_VALIDATORS:
        return None
    _reject_other_than_success(response, here, order)
    if is_html(response):
        raise WarehouseError(f"{order.url}: {NOT_A_FILE}")
    try:
        if order.head_bytes is None:
            content = read_body(response, order.max_bytes, order.on_progress)
        else:
            content = read_head(response, order.head_bytes)
    except TooLargeError:
        raise order.too_large() from None
    except UnaskedEncodingError as error:
        raise WarehouseError(
            f"{order.url}: the body is encoded as '{one_short_line(str(error))}', which"
            " was not asked for: try again later"
        ) from None
    if not content:
        raise WarehouseError(f"{order.url}: an empty answer: try again later")
    if is_html(response, content):
        raise WarehouseError(f"{order.url}: {NOT_A_FILE}")
    validators = Validators(
        _sendable(response.headers.get("ETag")),
        _sendable(response.headers.get("Last-Modified")),
    )
    return Fetched(
        order.url,
        content,
        validators,
        fetched_at=datetime.now(UTC),
        served_from=here,
    )


def _sendable(validator: str | None) -> str | None:
    """Keep a validator that can be sent back; without one the file is fetched anew."""
    if validator and validator.isprintable() and len(validator) <= LONGEST_VALIDATOR:
        return validator
    return None


def _reject_other_than_success(
    response: requests.Response, here: str, order: _Order
) -> None:
    if response.status_code == 200:
        return
    answer = f"{order.url}: the server answered {response.status_code}"
    if response.reason:
        answer += f" {one_short_line(response.reason)}"
    if here != order.url:
        answer += f" at {shown(here)}"
    if response.status_code in PASSING_STATUSES:
        raise PassingError(f"{answer}: try again later", _retry_after(response))
    if response.status_code >= 500:
        raise WarehouseError(f"{answer}: try again later")
    raise WarehouseError(
        f"{answer}: open the address in a browser and correct it if the file has moved"
    )


def _retry_after(response: requests.Response) -> float:
    try:
        return Retry().get_retry_after(response.raw) or 0
    except (InvalidHeader, ValueError, OverflowError):
        return 0  # an unreadable wish is none
