"""Open sessions whose every read ends at a deadline.

Belongs here: what of requests, urllib3 and http.client has to be replaced so that a
time limit holds for status line, headers, body and the answer of a proxy. Does not:
what is asked for, and what the answer means (`fetch.py`).

The time-outs of these libraries begin again with each byte that arrives, so a server
that drips holds them for ever. Here each read first sets the socket's time-out to what
is left. `tests/landing/test_deadline.py` fails when a library no longer asks here.
"""

# ruff: noqa: ANN401 - the parameters are those of the libraries

import io
import socket
import time
from functools import partial
from http.client import HTTPResponse
from typing import Any, cast

import requests
from requests.adapters import HTTPAdapter
from urllib3.poolmanager import PoolManager


class DeadlineError(Exception):
    """The time for a whole fetch is over."""


class DeadlineSession(requests.Session):
    """A session for one fetch; it follows no redirect and sends no password.

    `deadline` is in seconds of the monotonic clock: a read after it raises
    DeadlineError, whatever time-outs a request has.
    """

    def __init__(self, deadline: float) -> None:
        super().__init__()
        self.auth = _without_password
        for scheme in ("http://", "https://"):
            self.mount(scheme, _Adapter(deadline))

    def get_redirect_target(self, resp: requests.Response) -> None:
        """Return None, so that requests neither follows nor reads a redirect."""


def _without_password(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """Send no password: else requests sends what ~/.netrc has for the host."""
    return request


class _Adapter(HTTPAdapter):
    """Gives the deadline to each connection, direct or by a proxy."""

    def __init__(self, deadline: float) -> None:
        self.deadline = deadline
        super().__init__()

    def init_poolmanager(self, *args: Any, **options: Any) -> None:
        super().init_poolmanager(*args, **options)
        _set_deadline(self.poolmanager, self.deadline)

    def proxy_manager_for(self, proxy: str, **options: Any) -> Any:
        known = proxy in self.proxy_manager
        manager = super().proxy_manager_for(proxy, **options)
        if not known:
            _set_deadline(manager, self.deadline)
        return manager


def _set_deadline(manager: PoolManager, deadline: float) -> None:
    """Let the manager's connections read their answers by `_read_until`."""
    respond = staticmethod(partial(_read_until, deadline))
    classes: dict[str, Any] = dict(manager.pool_classes_by_scheme)
    for scheme, pool in classes.items():
        bounded = type("Bounded", (pool.ConnectionCls,), {"response_class": respond})
        classes[scheme] = type("BoundedPool", (pool,), {"ConnectionCls": bounded})
    manager.pool_classes_by_scheme = classes


def _read_until(
    deadline: float, sock: socket.socket, *args: Any, **options: Any
) -> HTTPResponse:
    """Open the answer on a socket; also that of a proxy to CONNECT."""
    return HTTPResponse(cast(Any, _Bounded(sock, deadline)), *args, **options)


class _Bounded:
    """A socket as HTTPResponse asks for it: only what it reads."""

    def __init__(self, sock: socket.socket, deadline: float) -> None:
        self.sock = sock
        self.deadline = deadline

    def makefile(self, _mode: str) -> io.BufferedReader:
        return io.BufferedReader(_Reader(self.sock, self.deadline))


class _Reader(io.RawIOBase):
    """Reads a socket and never waits beyond the deadline."""

    def __init__(self, sock: socket.socket, deadline: float) -> None:
        self.sock = sock
        self.deadline = deadline
        self.patience = sock.gettimeout()
        self.raw = sock.makefile("rb", buffering=0)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise DeadlineError
        patience = left if self.patience is None else min(self.patience, left)
        self.sock.settimeout(patience)
        try:
            return self.raw.readinto(buffer)
        except TimeoutError:
            if patience == left:
                raise DeadlineError from None
            raise

    def close(self) -> None:
        self.raw.close()
        super().close()
