"""The session that keeps a time limit, and the parts of libraries that it leans on.

Belongs here: whether each read asks the clock. Does not: what an update shows
(`test_hostile_servers.py`).
"""

import time
from http.client import HTTPConnection
from itertools import product
from pathlib import Path

import pytest
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, PoolManager

from orchestration.landing.deadline import DeadlineError, DeadlineSession
from tests.support.hostile_heads import OK, drip
from tests.support.raw_server import http, raw_server
from tests.support.tls import self_signed

HEADS = {
    "status line": b"",
    "headers": OK + b"X: ",
    "body": http(b"", "Content-Length: 9000"),
}
# Behind a tunnel the body is TLS: `test_hostile_servers.py` has that handshake.
WAYS = [*product(("direct", "proxy"), HEADS), *product(["tunnel"], [*HEADS][:2])]


def download(session: DeadlineSession, url: str) -> None:
    """Read an answer to its end, whatever it is."""
    with session.get(url, stream=True) as response:
        while response.raw.read1(1000):
            pass


@pytest.mark.parametrize(("through", "drips"), WAYS)
def test_a_drip_ends_at_the_deadline(
    through: str, drips: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_PROXY", "")
    limit = 0.3
    with raw_server(
        lambda c: [c.sendall(piece) for piece in drip(HEADS[drips])]
    ) as server:
        url = server.url
        if through != "direct":
            url = {"proxy": "http", "tunnel": "https"}[through] + "://far.invalid/"
            for name in ("http_proxy", "https_proxy"):
                monkeypatch.setenv(name, server.origin)
        start = time.monotonic()
        session = DeadlineSession(start + limit)
        with pytest.raises(DeadlineError):
            download(session, url)
        assert limit - 0.05 < time.monotonic() - start < limit + 0.5


@pytest.mark.parametrize("drips", HEADS)
def test_a_drip_behind_tls_ends_at_the_deadline(
    drips: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_PROXY", "*")
    context, trusted = self_signed(tmp_path)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(trusted))
    limit = 0.5
    with raw_server(
        lambda c: [c.sendall(piece) for piece in drip(HEADS[drips])], context
    ) as server:
        start = time.monotonic()
        with pytest.raises(DeadlineError):
            download(DeadlineSession(start + limit), server.url)
        assert server.request_count == 1
        assert limit - 0.05 < time.monotonic() - start < limit + 0.5


def test_the_libraries_still_ask_where_the_deadline_is_put() -> None:
    assert PoolManager().pool_classes_by_scheme == {
        "http": HTTPConnectionPool,
        "https": HTTPSConnectionPool,
    }
    assert issubclass(HTTPConnectionPool.ConnectionCls, HTTPConnection)
    assert issubclass(HTTPSConnectionPool.ConnectionCls, HTTPConnection)
    assert "response_class" in vars(HTTPConnection), (
        "http.client has no response_class any more: mend orchestration/landing/"
        "deadline.py, or headers that drip hold an update for ever"
    )


def test_the_session_sends_no_password_of_netrc(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secrets = tmp_path / "netrc"
    secrets.write_text("default login someone password secret\n")
    monkeypatch.setenv("NETRC", str(secrets))
    monkeypatch.setenv("NO_PROXY", "*")
    with raw_server(lambda connection: connection.sendall(http(b"a"))) as server:
        download(DeadlineSession(time.monotonic() + 5), server.url)
        [request] = server.requests
    assert b"GET /file.csv" in request
    assert b"authorization" not in request.lower()


def test_the_session_neither_follows_nor_reads_a_redirect() -> None:
    head = http(b"begun", "Location: /x", "Content-Length: 9000", status="302 Found")
    with raw_server(lambda connection: connection.sendall(head)) as server:
        session = DeadlineSession(time.monotonic() + 5)
        with session.get(server.url, stream=True) as response:
            assert response.status_code == 302
        assert server.request_count == 1
