"""Say what went wrong below HTTP, and whether it concerns one file, a host or all.

Belongs here: errors of the network and of the HTTP libraries as sentences. Does not:
what a server answers (`fetch.py`) or what is not tried after it (`reachability.py`).
"""

import ssl
from http.client import HTTPException, IncompleteRead, RemoteDisconnected

from requests.exceptions import InvalidSchema
from urllib3.exceptions import (
    ConnectTimeoutError,
    DecodeError,
    InvalidHeader,
    NameResolutionError,
    NewConnectionError,
    ProtocolError,
    ProxyError,
    ReadTimeoutError,
    SSLError,
)

from orchestration.errors import WarehouseError
from orchestration.landing.hosts import (
    host_and_port,
    one_short_line,
    proxy_for,
    shown_proxy,
)

UNKNOWN_NAME = "its host name is unknown: check the address and the network connection"
# What happened and what to do. These exceptions inherit from one another, so a
# narrow one stands before a wide one; each may be gone at the next attempt.
PASSING_TROUBLES: tuple[tuple[type[Exception], str], ...] = (
    (NameResolutionError, UNKNOWN_NAME),
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
    (InvalidHeader, "its headers contradict each other: try again later"),
    (
        ProtocolError,
        "the connection broke before the file was complete: try again later",
    ),
)

UNREACHABLE = (NameResolutionError, NewConnectionError, ConnectTimeoutError, SSLError)
NO_HTTP = "its answer is not HTTP: check the address, or try again later"


class UnreachableHostError(WarehouseError):
    """No connection to the host came about, so its other files cannot be had either."""


class SilentHostError(WarehouseError):
    """The host took the request and answered nothing in time."""


class DeadProxyError(WarehouseError):
    """The proxy cannot be used, so nothing behind it can be had."""


class PassingError(WarehouseError):
    """A failure that another attempt may cure.

    `lasting` is the kind of error it becomes after the last attempt.
    """

    def __init__(
        self,
        message: str,
        retry_after_seconds: float = 0,
        *,
        lasting: type[WarehouseError] = WarehouseError,
    ) -> None:
        super().__init__(message)
        self.retry_after_seconds = retry_after_seconds
        self.lasting = lasting


def explain(
    error: Exception, url: str, proxy: str | None, *, answered: bool
) -> WarehouseError:
    """One sentence for what went wrong below HTTP, without secrets.

    `proxy` is the one in use; `answered` says that a head had come.
    """
    root = _root(error)
    if proxy is not None and (problem := _explain_proxy(root, url, proxy)):
        return problem
    if _is_certificate(root):
        return UnreachableHostError(
            f"{url}: its certificate is not trusted: check this machine's clock and"
            " certificates"
        )
    if isinstance(root, ProtocolError) and _is_no_http(root):
        return PassingError(f"{url}: {NO_HTTP}")
    for kind, sentence in PASSING_TROUBLES:
        if isinstance(root, kind):
            return PassingError(f"{url}: {sentence}", lasting=_lasting(root, answered))
    if proxy is not None:  # the text of the error may hold its password
        kind = DeadProxyError if isinstance(error, InvalidSchema) else WarehouseError
        return kind(
            f"{url}: cannot be fetched by the proxy {shown_proxy(proxy)}: check"
            " HTTPS_PROXY, the address and the user_agent"
        )
    return WarehouseError(
        f"{url}: cannot be fetched ({one_short_line(str(root))}): check the address"
        " and the user_agent"
    )


def usable_proxy(here: str, url: str) -> str | None:
    """Return the proxy for an address, with its secrets; `url` is named in the error.

    Raises DeadProxyError where the proxy's own address cannot be read.
    """
    try:
        proxy = proxy_for(here)
        if proxy is not None:
            shown_proxy(proxy)
    except ValueError:
        raise DeadProxyError(
            f"{url}: the address of the proxy cannot be read: check HTTPS_PROXY, which"
            " is such as http://host:port"
        ) from None  # the cause may hold a password
    return proxy


def unresolved(url: str, proxy: str | None) -> PassingError:
    """Make the error for a host, or the proxy in use, whose address is not known."""
    if proxy is not None:
        return _silent_proxy(url, shown_proxy(proxy))
    return PassingError(f"{url}: {UNKNOWN_NAME}", lasting=UnreachableHostError)


def _root(error: Exception) -> Exception:
    """Find what urllib3 says in what requests makes of it."""
    cause = error.args[0] if error.args else None
    cause = getattr(cause, "reason", cause)  # unpacks MaxRetryError
    return cause if isinstance(cause, Exception) else error


def _lasting(root: Exception, answered: bool) -> type[WarehouseError]:
    if isinstance(root, UNREACHABLE):
        return UnreachableHostError
    if isinstance(root, ReadTimeoutError) and not answered:
        return SilentHostError
    return WarehouseError


def _explain_proxy(root: Exception, url: str, proxy: str) -> WarehouseError | None:
    """Say that it was the proxy that failed; None where it was the host."""
    name = shown_proxy(proxy)
    if isinstance(root, ReadTimeoutError) and _is_at(root.url, proxy):
        return _silent_proxy(url, name)
    if not isinstance(root, ProxyError):
        return None
    refusal = str(root.original_error)
    if "Tunnel connection failed" not in refusal:
        return _silent_proxy(url, name)
    answer = one_short_line(refusal.partition("failed: ")[2])
    if answer.startswith("407"):
        return DeadProxyError(
            f"{url}: the proxy {name} wants another user or password: check HTTPS_PROXY"
        )
    return PassingError(
        f"{url}: the proxy {name} did not let it through ({answer}): check HTTPS_PROXY",
        lasting=UnreachableHostError,
    )


def _silent_proxy(url: str, name: str) -> PassingError:
    return PassingError(
        f"{url}: the proxy {name} does not answer: check HTTPS_PROXY",
        lasting=DeadProxyError,
    )


def _is_at(url: str | None, proxy: str) -> bool:
    try:
        return host_and_port(url or "") == host_and_port(proxy)
    except ValueError:
        return False


def _is_certificate(root: Exception) -> bool:
    return isinstance(root, SSLError) and any(
        isinstance(part, ssl.SSLCertVerificationError) for part in root.args
    )


def _is_no_http(root: ProtocolError) -> bool:
    """Whether bytes came that are no HTTP, not too few of them."""
    return any(
        isinstance(part, HTTPException)
        and not isinstance(part, IncompleteRead | RemoteDisconnected)
        for part in root.args
    )
