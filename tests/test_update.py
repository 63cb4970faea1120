"""Fetching all sources from a local server: each answer is told, none harms another."""

import hashlib

from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from orchestration.intake import fetch_all
from orchestration.land import landed_files
from orchestration.settings import PROJECT_ROOT, Settings
from orchestration.sources import Source, all_sources
from tests.warehouses import state_of

BUNDLED = PROJECT_ROOT / "data" / "bundled" / "tic"
TABLE_3 = (BUNDLED / "slt_table3" / "2026-06-18.txt").read_bytes()
TABLE_1 = (BUNDLED / "slt_table1" / "2026-06-18.txt").read_bytes()
OLDER_TABLE_1 = (BUNDLED / "slt_table1" / "2026-04-15.txt").read_bytes()


class Heard:
    """Keeps what a run tells."""

    def __init__(self) -> None:
        """Nothing was told yet."""
        self.notes: list[str] = []

    def step(self, name: str, done: int = 0, total: int = 0) -> None:
        """Steps are not judged here."""

    def note(self, text: str) -> None:
        """Keep one line."""
        self.notes.append(text)


def _sources(server: HTTPServer, *names: str) -> list[Source]:
    return [
        all_sources()[name].model_copy(update={"urls": (server.url_for(f"/{name}"),)})
        for name in names
    ]


def _quick(settings: Settings) -> Settings:
    return settings.model_copy(
        update={"fetch_attempts": 1, "read_timeout_seconds": 0.5}
    )


def test_a_new_file_is_landed_and_asked_for_conditionally_the_next_time(
    settings: Settings, httpserver: HTTPServer
) -> None:
    def answer(request: Request) -> Response:
        if request.headers.get("If-None-Match") == '"june"':
            return Response(status=304)
        return Response(TABLE_3, headers={"ETag": '"june"'}, mimetype="text/plain")

    httpserver.expect_request("/tic_slt_table3").respond_with_handler(answer)
    sources = _sources(httpserver, "tic_slt_table3")
    heard = Heard()
    assert fetch_all(_quick(settings), heard, sources) == (1, 0)
    [landed] = landed_files(settings, all_sources()["tic_slt_table3"])
    assert landed.sidecar.sha256 == hashlib.sha256(TABLE_3).hexdigest()
    assert landed.sidecar.etag == '"june"'
    assert landed.sidecar.released_on is not None
    assert heard.notes == ["tic_slt_table3: new file, figures to 2026-04-30"]
    before = state_of(settings.landed_dir)
    assert fetch_all(_quick(settings), heard, sources) == (1, 0)
    assert state_of(settings.landed_dir) == before
    assert len(heard.notes) == 1


def test_each_wrong_answer_is_one_line_and_stops_no_other_source(
    settings: Settings, httpserver: HTTPServer
) -> None:
    httpserver.expect_request("/tic_mfhhis01").respond_with_data("gone", status=404)
    httpserver.expect_request("/tic_slt_table5").respond_with_data(
        "<!DOCTYPE html><html>sorry</html>", content_type="text/html"
    )
    cut_off = TABLE_1[: len(TABLE_1) // 2]
    httpserver.expect_request("/tic_slt_table1").respond_with_data(cut_off)
    httpserver.expect_request("/tic_slt_table3").respond_with_data(TABLE_3)
    names = ("tic_mfhhis01", "tic_slt_table5", "tic_slt_table1", "tic_slt_table3")
    heard = Heard()
    assert fetch_all(_quick(settings), heard, _sources(httpserver, *names)) == (1, 3)
    told = dict(zip(names, heard.notes, strict=True))
    assert told["tic_mfhhis01"].startswith("tic_mfhhis01 left as it was: http")
    assert "404" in told["tic_mfhhis01"]
    assert "a web page where a file was expected" in told["tic_slt_table5"]
    assert "cut off" in told["tic_slt_table1"]
    assert "new file" in told["tic_slt_table3"]
    assert [file.source.id for file in landed_files(settings)] == ["tic_slt_table3"]


def test_content_older_than_what_is_landed_changes_nothing(
    settings: Settings, httpserver: HTTPServer
) -> None:
    sources = _sources(httpserver, "tic_slt_table1")
    httpserver.expect_ordered_request("/tic_slt_table1").respond_with_data(TABLE_1)
    httpserver.expect_ordered_request("/tic_slt_table1").respond_with_data(
        OLDER_TABLE_1
    )
    heard = Heard()
    assert fetch_all(_quick(settings), heard, sources) == (1, 0)
    before = state_of(settings.landed_dir)
    assert fetch_all(_quick(settings), heard, sources) == (0, 1)
    assert state_of(settings.landed_dir) == before
    assert "older than those landed already" in heard.notes[-1]


def test_another_file_at_a_sources_address_is_refused(
    settings: Settings, httpserver: HTTPServer
) -> None:
    httpserver.expect_request("/tic_slt_table1").respond_with_data(TABLE_3)
    heard = Heard()
    fetched = fetch_all(_quick(settings), heard, _sources(httpserver, "tic_slt_table1"))
    assert fetched == (0, 1)
    assert "this is tic_slt_table3, not tic_slt_table1" in heard.notes[0]
    assert list(landed_files(settings)) == []
