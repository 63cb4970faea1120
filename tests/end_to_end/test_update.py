"""Updates against a server on 127.0.0.1: what is landed, what is told, what stays.

Belongs here: what an update makes of each answer. Does not: HTTP itself
(`test_fetch.py`) or what a file must be to land (`test_store.py`).
"""

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from orchestration.cli import main as cli
from orchestration.cli.run import run_warehouse
from orchestration.landing import collect
from orchestration.landing.collect import fetch_all
from orchestration.landing.snapshot import unpacked
from orchestration.settings import PROJECT_ROOT, Settings
from orchestration.sources import Source, all_sources
from tests.support.listener import Heard
from tests.support.warehouses import copy_of, state_of

BUNDLED = PROJECT_ROOT / "data" / "bundled" / "tic"
TABLE_1 = unpacked(BUNDLED / "slt_table1" / "2026-06-18.txt.gz")
TABLE_3 = unpacked(BUNDLED / "slt_table3" / "2026-06-18.txt.gz")
TABLE_5 = unpacked(BUNDLED / "slt_table5" / "2026-06-18.txt.gz")
PAGE = b"<!DOCTYPE html>\n<html><body>Scheduled maintenance</body></html>"


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


@pytest.fixture
def server(httpserver_ipv4: HTTPServer) -> HTTPServer:
    return httpserver_ipv4


@pytest.fixture
def patience(tmp_path: Path) -> Settings:
    """A warehouse that asks once and waits half a second."""
    return Settings(
        data_dir=tmp_path / "data", fetch_attempts=1, read_timeout_seconds=0.5
    )


def served(server: HTTPServer, source_id: str) -> Source:
    """A source whose publisher is the server here."""
    address = server.url_for(f"/{source_id}.txt")
    return all_sources()[source_id].model_copy(update={"urls": (address,)})


def answer(server: HTTPServer, source_id: str, content: bytes, **headers: str) -> None:
    """Let the server give these bytes from now on, whatever it is asked."""
    server.clear_all_handlers()
    response = Response(content, headers={"Content-Type": "text/plain", **headers})
    server.expect_request(f"/{source_id}.txt").respond_with_response(response)


def sidecars(settings: Settings) -> list[dict[str, Any]]:
    paths = sorted(settings.landed_dir.glob("*/*/*.json"))
    return [json.loads(path.read_text()) for path in paths]


def test_a_new_file_is_landed_with_what_the_server_said_of_it(
    server: HTTPServer, patience: Settings
) -> None:
    source = served(server, "tic_slt_table5")
    seen = "Thu, 18 Jun 2026 20:15:00 GMT"
    answer(server, source.id, TABLE_5, ETag='"v1"', **{"Last-Modified": seen})
    heard = Heard()
    assert fetch_all(patience, heard, [source]) == (1, 0)
    [sidecar] = sidecars(patience)
    assert sidecar["etag"] == '"v1"'
    assert sidecar["last_modified"] == seen
    assert sidecar["url"] == source.urls[0]
    assert sidecar["landed_from"] == "web"
    assert sidecar["file_name"] == "tic_slt_table5.txt"
    assert sidecar["released_on"] == "2026-06-18"
    assert heard.notes == ["tic_slt_table5: new file, figures to 2026-04-30"]
    [request] = [request for request, _ in server.log]
    assert "tic-warehouse/" in request.headers["User-Agent"]
    assert "If-None-Match" not in request.headers


def test_a_second_update_asks_whether_the_file_changed_and_304_changes_nothing(
    server: HTTPServer, patience: Settings
) -> None:
    source = served(server, "tic_slt_table5")
    seen = "Thu, 18 Jun 2026 20:15:00 GMT"
    answer(server, source.id, TABLE_5, ETag='"v1"', **{"Last-Modified": seen})
    fetch_all(patience, Heard(), [source])
    landed = state_of(patience.landed_dir)
    asked: list[tuple[str, str]] = []

    def not_modified(request: Request) -> Response:
        headers = request.headers
        asked.append((headers["If-None-Match"], headers["If-Modified-Since"]))
        return Response(status=304)

    server.clear_all_handlers()
    server.expect_request(f"/{source.id}.txt").respond_with_handler(not_modified)
    heard = Heard()
    assert fetch_all(patience, heard, [source]) == (1, 0)
    assert asked == [('"v1"', seen)]
    assert heard.notes == []
    assert state_of(patience.landed_dir) == landed


def test_the_same_bytes_from_a_server_without_memory_change_nothing(
    server: HTTPServer, patience: Settings
) -> None:
    source = served(server, "tic_slt_table5")
    answer(server, source.id, TABLE_5)
    fetch_all(patience, Heard(), [source])
    landed = state_of(patience.landed_dir)
    heard = Heard()
    assert fetch_all(patience, heard, [source]) == (1, 0)
    assert heard.notes == []
    assert state_of(patience.landed_dir) == landed


def without_april(content: bytes) -> bytes:
    """Table 3 as it was a month earlier."""
    lines = content.splitlines(keepends=True)
    return b"".join(line for line in lines if b"\t2026-04\t" not in line)


def silent(_: Request) -> Response:
    time.sleep(0.7)
    return Response(TABLE_3)


TROUBLES: dict[str, tuple[Response | Callable[[Request], Response], str]] = {
    "404": (Response("gone", status=404), "the server answered 404"),
    "501": (Response("oh", status=501), "the server answered 501"),
    "time-out": (silent, "time-out while reading"),
    "web page": (
        Response(PAGE, content_type="text/html"),
        "a web page where a file was expected",
    ),
    "web page that says it is text": (
        Response(PAGE, content_type="text/plain"),
        "a web page where a file was expected",
    ),
    "empty": (Response(b""), "an empty answer"),
    "cut off on the way": (
        lambda _: Response(
            iter([TABLE_3[:99_999]]), headers={"Content-Length": str(len(TABLE_3))}
        ),
        "the connection broke before the file was complete",
    ),
    "cut off at its source": (Response(TABLE_3[:99_999]), "line "),
    "older": (Response(without_april(TABLE_3)), "older than those landed already"),
    "another file": (
        Response(TABLE_1),
        "this is tic_slt_table1, not tic_slt_table3 that was asked for",
    ),
    "too large": (Response(b"x" * 5_000_001), "larger than the 5,000,000 bytes"),
}


@pytest.mark.parametrize("trouble", TROUBLES)
def test_trouble_with_one_source_is_one_line_and_stops_no_other(
    server: HTTPServer, patience: Settings, trouble: str
) -> None:
    broken, sound = (served(server, f"tic_slt_table{number}") for number in (3, 5))
    answer(server, broken.id, TABLE_3)
    fetch_all(patience, Heard(), [broken])
    landed = state_of(patience.landed_dir)

    reply, words = TROUBLES[trouble]
    answer(server, sound.id, TABLE_5)
    handler = server.expect_request(f"/{broken.id}.txt")
    if isinstance(reply, Response):
        handler.respond_with_response(reply)
    else:
        handler.respond_with_handler(reply)
    heard = Heard()
    assert fetch_all(patience, heard, [broken, sound]) == (1, 1)

    news, told = heard.notes
    assert told.startswith(f"{broken.id} left as it was: ")
    assert words in told
    assert "\n" not in told
    assert news == f"{sound.id}: new file, figures to 2026-04-30"
    after = state_of(patience.landed_dir)
    assert {name: after[name] for name in landed} == landed
    assert {Path(name).parts[1] for name in after.keys() - landed.keys()} == {
        "slt_table5"
    }


def test_a_host_that_cannot_be_reached_is_not_tried_for_each_of_its_files(
    patience: Settings,
) -> None:
    nobody = "http://127.0.0.1:9/"
    sources = [
        all_sources()[name].model_copy(update={"urls": (nobody + name,)})
        for name in ("tic_slt_table1", "tic_slt_table3", "tic_slt_table5")
    ]
    heard = Heard()
    assert fetch_all(patience, heard, sources) == (0, 3)
    [line] = heard.notes
    assert "3 sources" in line
    assert "2 of them not asked: its host refused the connection" in line


def test_an_update_that_reaches_nobody_fails_and_leaves_all_as_it_was(
    published: Settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    warehouse = copy_of(published, tmp_path / "data")
    before = state_of(warehouse.published_dir), state_of(warehouse.landed_dir)
    for name in ("HTTPS_PROXY", "https_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")  # nobody listens there
    monkeypatch.setenv("TIC_WAREHOUSE_DATA_DIR", str(warehouse.data_dir))
    monkeypatch.setenv("TIC_WAREHOUSE_FETCH_ATTEMPTS", "1")
    monkeypatch.setattr(sys, "argv", ["tic-warehouse", "update"])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    said = capsys.readouterr()
    assert ended.value.code == 1
    lines = [line for line in said.out.splitlines() if line.startswith("  - ")]
    assert "the proxy http://127.0.0.1:9 does not answer" in lines[0]
    hosts = {
        urlsplit(url).hostname for each in all_sources().values() for url in each.urls
    }
    assert {line.split(": ")[0] for line in lines[:-1]} == {f"  - {h}" for h in hosts}
    assert len(lines) == len(hosts) + 1  # and one that counts the addresses
    for line in lines[:-1]:
        assert line.endswith("check HTTPS_PROXY") or "check HTTPS_PROXY (" in line
    assert "addresses answered, so nothing was changed" in said.err
    assert "tic-warehouse update" in said.err
    assert "Traceback" not in said.out + said.err
    after = state_of(warehouse.published_dir), state_of(warehouse.landed_dir)
    assert after == before


def test_an_update_that_brings_nothing_new_builds_nothing(
    server: HTTPServer,
    published: Settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    warehouse = copy_of(published, tmp_path / "data")
    source = served(server, "tic_slt_table5")
    answer(server, source.id, TABLE_5)
    monkeypatch.setattr(collect, "all_sources", lambda: {source.id: source})
    before = state_of(warehouse.published_dir)
    heard = Heard()
    outcome = run_warehouse(warehouse, heard, fetch=True)
    assert not outcome.built
    assert heard.notes == ["1 addresses answered, 0 did not"]
    assert state_of(warehouse.published_dir) == before
