"""Updates with a dead proxy, a dead network, or a dead host among others.

Belongs here: what is tried, what is not, and the one line about it. Does not: the
sentence about one address (`test_fetch.py`).
"""

import socket
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from pytest_httpserver import HTTPServer

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
    first, *rest = heard.notes
    assert f"the proxy http://{proxy} does not answer: check HTTPS_PROXY" in first
    for line in rest:
        assert line.endswith(
            f" not asked: the proxy http://{proxy} cannot be used; check HTTPS_PROXY"
        )
    hosts = {
        urlsplit(url).hostname for each in all_sources().values() for url in each.urls
    }
    assert sorted(line.partition(": ")[0] for line in heard.notes) == sorted(hosts)
    assert "someone" not in " ".join(heard.notes)
    assert "s3cr3t" not in " ".join(heard.notes)


def test_a_proxy_that_falls_silent_is_found_once(
    patience: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    with raw_server(lambda _connection: time.sleep(1)) as proxy:
        use_proxy(monkeypatch, proxy.origin.replace("//", f"//someone:{SECRET}@"))
        heard = Heard()
        fetch_all(patience, heard)
    first, *rest = heard.notes
    assert f"the proxy {proxy.origin} does not answer" in first
    for line in rest:
        assert f" not asked: the proxy {proxy.origin} cannot be used" in line


def test_a_proxy_that_wants_a_password_is_asked_once(
    patience: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = http(b"", status="407 Who \x1b[31m are you?")
    with raw_server(lambda connection: connection.sendall(answer)) as proxy:
        use_proxy(monkeypatch, proxy.origin.replace("//", f"//someone:{SECRET}@"))
        heard = Heard()
        fetch_all(patience, heard)
        assert proxy.request_count == 1
    first, *rest = heard.notes
    assert f"the proxy {proxy.origin} wants another user or password" in first
    assert all("cannot be used; check HTTPS_PROXY" in line for line in rest)
    assert "s3cr3t" not in " ".join(heard.notes)


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
    one, two = heard.notes
    assert one.startswith(
        f"one.invalid: 2 sources ({NAMES[0]}, {NAMES[1]}) left as they were, 1 of them"
        f" not asked: the proxy {proxy.origin} did not let it through (403 Not ?[31m"
    )
    assert two.startswith(
        f"{NAMES[2]} left as it was: https://two.invalid/a: the proxy"
    )
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
    assert " not asked: " in heard.notes[1]


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
    dead, other = heard.notes
    assert dead.startswith(
        f"127.0.0.1:{closed_ports[0]}: 3 sources ({NAMES[0]}, {NAMES[1]}, {NAMES[3]})"
        " left as they were, 2 of them not asked: its host refused the connection"
    )
    assert other.startswith(f"{NAMES[2]} left as it was: {server.url}: the server")


def test_a_dead_network_is_found_at_the_first_host(
    patience: Settings, closed_ports: list[int]
) -> None:
    sources = at(
        *(f"http://127.0.0.1:{port}/{n}" for n in "ab" for port in closed_ports)
    )
    heard = Heard()
    assert fetch_all(patience, heard, sources) == (0, 8)
    first, *rest = heard.notes
    assert "refused the connection" in first
    assert [line.partition(": ")[0] for line in rest] == [
        f"127.0.0.1:{port}" for port in closed_ports[1:]
    ]
    for line in rest:
        assert line.endswith(
            f" not asked: neither 127.0.0.1:{closed_ports[0]} nor another host"
            " can be reached; check the network"
        )


def test_names_that_nobody_resolves_are_a_dead_network(patience: Settings) -> None:
    # A name over 253 characters fails in the resolver, without asking the network.
    hosts = [".".join([letter * 63] * 5) for letter in "abcd"]
    heard = Heard()
    fetch_all(patience, heard, at(*(f"http://{host}/file" for host in hosts)))
    first, *rest = heard.notes
    assert "its host name is unknown" in first
    assert len(rest) == 3
    for line in rest:
        assert " not asked: neither aaa" in line
        assert len(line) < 300


def test_a_host_that_is_silent_twice_is_not_asked_again(patience: Settings) -> None:
    with raw_server(lambda _connection: time.sleep(1)) as server:
        heard = Heard()
        sources = at(*(f"{server.origin}/{number}" for number in range(6)))
        assert fetch_all(patience, heard, sources) == (0, 6)
        assert server.request_count == 4  # two attempts for each of two addresses
    port = server.server_address[1]
    [line] = heard.notes
    assert line.startswith(
        f"127.0.0.1:{port}: 6 sources left as they were, 4 of them not asked: time-out"
        " while reading"
    )


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
    port = server.server_address[1]
    assert heard.notes == [
        f"127.0.0.1:{port}: 2 sources ({NAMES[0]}, {NAMES[1]}) left as they were, 1 of"
        " them not asked: its certificate is not trusted: check this machine's clock"
        " and certificates"
    ]


def test_files_that_fail_alike_share_a_line_and_others_have_their_own(
    patience: Settings, httpserver_ipv4: HTTPServer
) -> None:
    for name, status in (("a", 503), ("gone", 404), ("b", 503)):
        httpserver_ipv4.expect_request(f"/{name}").respond_with_data("", status)
    addresses = [httpserver_ipv4.url_for(f"/{name}") for name in ("a", "gone", "b")]
    heard = Heard()
    assert fetch_all(patience, heard, at(*addresses)) == (0, 3)
    alike, gone = heard.notes
    assert f"2 sources ({NAMES[0]}, {NAMES[2]}) left as they were: the server" in alike
    assert "answered 503" in alike
    assert gone.startswith(f"{NAMES[1]} left as it was: {addresses[1]}: the server")
