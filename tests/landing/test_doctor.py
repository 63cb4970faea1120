"""What the publishers' addresses answer is said in one line each, and nothing lands."""

import gzip
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer

from orchestration.landing.doctor import HEAD_BYTES, Finding, examine
from orchestration.landing.store import land
from orchestration.progress import NoProgress
from orchestration.settings import Settings
from orchestration.sources import Source, all_sources
from tests.support.fixtures import by_hand, fred, months_back, slt_table5

TABLE5 = slt_table5(months_back("2026-04", 13))
SERVED = "/tic/slt_table5.txt"


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


@pytest.fixture
def server(httpserver_ipv4: HTTPServer) -> HTTPServer:
    return httpserver_ipv4


@pytest.fixture
def settings(tmp_path: Path, server: HTTPServer) -> Settings:
    return Settings(
        data_dir=tmp_path / "data",
        fetch_attempts=1,
        connect_timeout_seconds=1,
        read_timeout_seconds=1,
        redirect_origins=server.url_for("/"),
    )


def served(server: HTTPServer, source_id: str, *paths: str) -> Source:
    urls = tuple(server.url_for(path) for path in paths)
    return all_sources()[source_id].model_copy(update={"urls": urls})


def find(settings: Settings, source: Source) -> Finding:
    [finding] = examine(settings, NoProgress(), [source])
    return finding


def test_a_file_in_its_place_is_as_expected(
    settings: Settings, server: HTTPServer
) -> None:
    dated = {"Last-Modified": "Thu, 18 Jun 2026 20:01:30 GMT"}
    server.expect_request(SERVED).respond_with_data(TABLE5, headers=dated)
    finding = find(settings, served(server, "tic_slt_table5", SERVED))
    assert finding.is_well
    assert finding.sentence == "as expected, of 2026-06-18"
    assert not settings.data_dir.exists()


def test_a_file_that_changed_since_its_landing_is_news(
    settings: Settings, server: HTTPServer
) -> None:
    land(TABLE5, by_hand(), settings)  # seen on 2026-11-20
    dated = {"Last-Modified": "Wed, 16 Dec 2026 21:01:00 GMT"}
    server.expect_request(SERVED).respond_with_data(TABLE5, headers=dated)
    finding = find(settings, served(server, "tic_slt_table5", SERVED))
    assert finding.is_well
    assert finding.sentence == ("as expected, and changed on 2026-12-16: `make update`")


def test_only_the_head_of_a_large_file_is_read(
    settings: Settings, server: HTTPServer
) -> None:
    body = TABLE5 + b"\n" * (50 * HEAD_BYTES)
    packed = gzip.compress(body)
    for path, content, headers in (
        ("/plain.txt", body, {}),
        ("/packed.txt", packed, {"Content-Encoding": "gzip"}),
    ):
        server.expect_request(path).respond_with_data(content, headers=headers)
        assert find(settings, served(server, "tic_slt_table5", path)).is_well


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (fred([("2026-01-02", "4.1")], "observation_date,DGS10"), "this is fred_DGS10"),
        (b"<!doctype html><title>Moved</title>", "a web page where a file was"),
        (b"a;b;c\n1;2;3\n", "no known layout begins like this"),
        (b"", "an empty answer"),
    ],
)
def test_another_answer_is_named(
    settings: Settings, server: HTTPServer, content: bytes, sentence: str
) -> None:
    server.expect_request(SERVED).respond_with_data(content)
    finding = find(settings, served(server, "tic_slt_table5", SERVED))
    assert not finding.is_well
    assert sentence in finding.sentence
    assert "\n" not in finding.sentence


def test_a_file_that_moved_or_is_gone_is_named_with_its_new_place(
    settings: Settings, server: HTTPServer
) -> None:
    there = {"Location": server.url_for("/new/slt_table5.txt")}
    server.expect_request(SERVED).respond_with_data(status=302, headers=there)
    server.expect_request("/new/slt_table5.txt").respond_with_data(TABLE5)
    server.expect_request("/gone").respond_with_data(status=404)
    moved, gone = examine(
        settings, NoProgress(), [served(server, "tic_slt_table5", SERVED, "/gone")]
    )
    assert not moved.is_well
    assert moved.sentence.startswith(f"moved to {there['Location']}; write it into")
    assert not gone.is_well
    assert gone.sentence.startswith("the server answered 404")
    assert gone.sentence.endswith("was seen to use this address on 2026-11-28")


def test_of_addresses_by_year_the_newest_is_asked(
    settings: Settings, server: HTTPServer
) -> None:
    finding = find(settings, served(server, "us_treasury_par_yields", "/{year}/all"))
    assert "{" not in finding.url
    assert not finding.is_well
