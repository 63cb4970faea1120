"""Updates with a dead proxy, a dead network, or a dead host among others.

Belongs here: what is tried, what is not, and the one line about it. Does not: the
sentence about one address (`test_fetch.py`).
"""

import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from orchestration.landing.collect import fetch_all
from orchestration.settings import Settings
from orchestration.sources import Source, all_sources
from tests.support.listener import Heard
from tests.support.raw_server import http, raw_server
from tests.support.tls import self_signed

SECRET = "s3cr3t%40pw"  # noqa: S105 - of a proxy that nobody runs
NAMES = [name for name in all_sources() if all_sources()[name].urls][:12]
PROXIES = ("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy")


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (*PROXIES, "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("NO_PROXY", "")
    monkeypatch.setenv("no_proxy", "")


@pytest.fixture
def patience(tmp_path: Path) -> Settings:
    return Settings(
        data_dir=tmp_path / "data",
        fetch_attempts=2,
        fetch_backoff_seconds=0,
        connect_timeout_seconds=0.3,
        read_timeout_seconds=0.3,
        total_timeout_seconds=3,
    )


@pytest.fixture
def closed_ports() -> Iterator[list[int]]:
    """Four ports that are taken and that nobody listens on."""
    sockets = [socket.socket() for _ in range(4)]
    for unused in sockets:
        unused.bind(("127.0.0.1", 0))
    yield [unused.getsockname()[1] for unused in sockets]
    for unused in sockets:
        unused.close()


def use_proxy(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    for name in PROXIES:
        monkeypatch.setenv(name, address)


def at(*urls: str) -> list[Source]:
    """Sources with these addresses, one each."""
    return [
        all_sources()[name].model_copy(update={"urls": (url,)})
        for name, url in zip(NAMES, urls, strict=False)
    ]


def test_a_dead_proxy_is_found_once_for_all_addresses(
    patience: Settings, closed_ports: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    proxy = f"127.0.0.1:{closed_ports[0]}"
    use_proxy(monkeypatch, f"http://someone:{SECRET}@{proxy}")
    heard = Heard()
    start = time.monotonic()
    answered, failed = fetch_all(patience, heard)
    assert time.monotonic() - start < 3
    assert answered == 0
    assert failed > 60
    first, rest = heard.notes
    assert f"the proxy http://{proxy} does not answer: check HTTPS_PROXY" in first
    assert rest == (
        f"{failed - 1} addresses not tried: the proxy http://{proxy} cannot be used;"
        " check HTTPS_PROXY"
    )
    assert "someone" not in first + rest
    assert "s3cr3t" not in first + rest


def test_a_proxy_that_falls_silent_is_found_once(
    patience: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    with raw_server(lambda _connection: time.sleep(1)) as proxy:
        use_proxy(monkeypatch, proxy.origin.replace("//", f"//someone:{SECRET}@"))
        heard = Heard()
        fetch_all(patience, heard)
    first, rest = heard.notes
    assert f"the proxy {proxy.origin} does not answer" in first
    assert f"addresses not tried: the proxy {proxy.origin} cannot be used" in rest


def test_a_proxy_that_wants_a_password_is_asked_once(
    patience: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = http(b"", status="407 Who \x1b[31m are you?")
    with raw_server(lambda connection: connection.sendall(answer)) as proxy:
        use_proxy(monkeypatch, proxy.origin.replace("//", f"//someone:{SECRET}@"))
        heard = Heard()
        fetch_all(patience, heard)
        assert proxy.request_count == 1
    first, rest = heard.notes
    assert f"the proxy {proxy.origin} wants another user or password" in first
    assert "cannot be used; check HTTPS_PROXY" in rest
    assert "s3cr3t" not in first + rest


def test_a_proxy_that_rejects_one_host_is_asked_for_the_others(
    patience: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = http(b"", status="403 Not \x1b[31m these")
    with raw_server(lambda connection: connection.sendall(answer)) as proxy:
        use_proxy(monkeypatch, proxy.origin)
        heard = Heard()
        sources = at(
            "https://one.invalid/a", "https://one.invalid/b", "https://two.invalid/a"
        )
        assert fetch_all(patience, heard, sources) == (0, 3)
    first, counted, other = heard.notes
    assert f"the proxy {proxy.origin} did not let it through (403 Not ?[31m" in first
    assert counted == "1 address not tried: one.invalid:443 cannot be reached"
    assert "two.invalid" in other
    assert all(note.isprintable() for note in heard.notes)


@pytest.mark.parametrize(
    "address",
    [
        f"http://someone:{SECRET}@127.0.0.1:port",
        f"http://someone:{SECRET}@",
        f"http://someone:{SECRET}@[::1",
        f"socks5://someone:{SECRET}@127.0.0.1:9",
        f"someone:{SECRET}@127.0.0.1:9",
        f"http://someone:{SECRET}@{'.'.join(['a' * 63] * 5)}:80",
    ],
)
def test_a_proxy_of_another_form_is_reported_without_its_password(
    patience: Settings, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    use_proxy(monkeypatch, address)
    heard = Heard()
    fetch_all(patience, heard, at("https://one.invalid/a", "https://two.invalid/a"))
    assert "HTTPS_PROXY" in heard.notes[0]
    assert "s3cr3t" not in " ".join(heard.notes)
    assert "someone" not in " ".join(heard.notes)
    assert "not tried" in heard.notes[1]


def test_a_dead_proxy_does_not_concern_hosts_that_need_none(
    patience: Settings, closed_ports: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    use_proxy(monkeypatch, f"http://127.0.0.1:{closed_ports[0]}")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.delenv("no_proxy")
    answer = http(b"no", status="404 Not Found")
    with raw_server(lambda connection: connection.sendall(answer)) as server:
        heard = Heard()
        fetch_all(patience, heard, at("https://one.invalid/a", server.url))
    assert "does not answer" in heard.notes[0]
    assert "answered 404" in heard.notes[1]


def test_a_dead_host_is_one_line_and_the_others_are_tried(
    patience: Settings, closed_ports: list[int]
) -> None:
    down = f"http://127.0.0.1:{closed_ports[0]}"
    answer = http(b"no", status="404 Not Found")
    with raw_server(lambda connection: connection.sendall(answer)) as server:
        sources = at(f"{down}/a", f"{down}/b", server.url, f"{down}/c")
        heard = Heard()
        assert fetch_all(patience, heard, sources) == (0, 4)
    first, counted, other = heard.notes
    assert "refused the connection" in first
    assert counted == (
        f"2 addresses not tried: 127.0.0.1:{closed_ports[0]} cannot be reached"
    )
    assert "answered 404" in other


def test_a_dead_network_is_found_at_the_first_host(
    patience: Settings, closed_ports: list[int]
) -> None:
    sources = at(
        *(f"http://127.0.0.1:{port}/{n}" for n in "ab" for port in closed_ports)
    )
    heard = Heard()
    assert fetch_all(patience, heard, sources) == (0, 8)
    first, rest = heard.notes
    assert "refused the connection" in first
    assert rest == (
        f"7 addresses not tried: neither 127.0.0.1:{closed_ports[0]} nor another host"
        " can be reached; check the network"
    )


def test_names_that_nobody_resolves_are_a_dead_network(patience: Settings) -> None:
    # A name over 253 characters fails in the resolver, without asking the network.
    hosts = [".".join([letter * 63] * 5) for letter in "abcd"]
    heard = Heard()
    fetch_all(patience, heard, at(*(f"http://{host}/file" for host in hosts)))
    first, rest = heard.notes
    assert "its host name is unknown" in first
    assert rest.startswith("3 addresses not tried: neither aaa")
    assert len(rest) < 200


def test_a_host_that_is_silent_twice_is_not_asked_again(patience: Settings) -> None:
    with raw_server(lambda _connection: time.sleep(1)) as server:
        heard = Heard()
        sources = at(*(f"{server.origin}/{number}" for number in range(6)))
        assert fetch_all(patience, heard, sources) == (0, 6)
        assert server.request_count == 4  # two attempts for each of two addresses
    port = server.server_address[1]
    first, second, rest = heard.notes
    assert "time-out while reading" in first
    assert "time-out while reading" in second
    assert rest == f"4 addresses not tried: 127.0.0.1:{port} did not answer 2 times"


def test_a_certificate_that_is_not_trusted_is_one_line_for_the_host(
    patience: Settings, tmp_path: Path
) -> None:
    context, _ = self_signed(tmp_path)
    with raw_server(
        lambda connection: connection.sendall(http(b"a")), context
    ) as server:
        sources = at(f"{server.origin}/a", f"{server.origin}/b")
        heard = Heard()
        assert fetch_all(patience, heard, sources) == (0, 2)
        assert server.request_count == 0
    first, rest = heard.notes
    assert first.endswith(
        ": its certificate is not trusted: check this machine's clock and certificates"
    )
    port = server.server_address[1]
    assert rest == f"1 address not tried: 127.0.0.1:{port} cannot be reached"
