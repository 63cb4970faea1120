"""Land an API's answer of several pages as one file, from a server of this machine."""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from orchestration.errors import WarehouseError
from orchestration.landing.collect import ask_publisher
from orchestration.landing.fetch import NO_VALIDATORS, Fetched
from orchestration.parsing.document import Document
from orchestration.parsing.registry import parse
from orchestration.settings import Settings
from orchestration.sources import all_sources

SOURCE = all_sources()["us_treasury_debt_to_penny"]
PATH = "/v2/accounting/od/debt_to_penny"
# As the API answers: a record has more fields than amounts.
RECORDS = [
    {
        "record_date": str(date(2026, 9, 1) + timedelta(days=day)),
        "debt_held_public_amt": f"{32_000_000_000_000 + day}.00",
        "intragov_hold_amt": "7000000000000.00",
        "tot_pub_debt_out_amt": f"{39_000_000_000_000 + day}.00",
    }
    for day in range(7)
]


def page_of(request: Request, size: int = 3, total: int | None = None) -> Response:
    """Answer as Fiscal Data does: `meta` says how many there are."""
    number = int(request.args.get("page[number]", "1"))
    data = RECORDS[(number - 1) * size : number * size]
    count = total or len(RECORDS)
    meta = {"count": len(data), "total-count": count, "total-pages": -(-count // size)}
    body = json.dumps({"data": data, "meta": meta})
    return Response(body, headers={"ETag": '"first"'}, mimetype="application/json")


@pytest.fixture
def url(httpserver_ipv4: HTTPServer, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    return httpserver_ipv4.url_for(PATH) + "?sort=record_date&page[size]=3"


def ask(url: str, tmp_path: Path) -> Fetched:
    settings = Settings(data_dir=tmp_path, fetch_attempts=1)
    fetched = ask_publisher(settings, SOURCE, url)
    assert fetched is not None
    return fetched


def test_all_pages_are_one_file_that_parses(
    url: str, httpserver_ipv4: HTTPServer, tmp_path: Path
) -> None:
    httpserver_ipv4.expect_request(PATH).respond_with_handler(page_of)
    fetched = ask(url, tmp_path)
    cells = parse(Document("debt.json", fetched.content), SOURCE).cells
    total = cells[cells["measure"] == "tot_pub_debt_out_amt"]
    assert list(total["cell_value"]) == [39_000_000_000_000 + day for day in range(7)]
    asked = [dict(request.args) for request, _ in httpserver_ipv4.log]
    common = {"sort": "record_date", "page[size]": "3"}
    assert asked == [
        common,
        {**common, "page[number]": "2"},
        {**common, "page[number]": "3"},
    ]
    # the first page's would answer "not modified" when a new record is on the last
    assert fetched.validators == NO_VALIDATORS


def test_an_answer_of_one_page_is_kept_byte_by_byte(
    url: str, httpserver_ipv4: HTTPServer, tmp_path: Path
) -> None:
    httpserver_ipv4.expect_request(PATH).respond_with_handler(
        lambda request: page_of(request, size=100)
    )
    fetched = ask(url, tmp_path)
    assert json.loads(fetched.content)["meta"]["total-pages"] == 1
    assert fetched.validators.etag == '"first"'
    assert len(httpserver_ipv4.log) == 1


def test_pages_of_two_answers_are_not_joined(
    url: str, httpserver_ipv4: HTTPServer, tmp_path: Path
) -> None:
    """A record was added between the first page and the second."""
    httpserver_ipv4.expect_request(PATH).respond_with_handler(
        lambda request: page_of(request, total=7 + ("page[number]" in request.args))
    )
    with pytest.raises(WarehouseError, match="page 2 is of another answer than page 1"):
        ask(url, tmp_path)


def test_more_pages_than_any_history_are_not_asked_for(
    url: str, httpserver_ipv4: HTTPServer, tmp_path: Path
) -> None:
    httpserver_ipv4.expect_request(PATH).respond_with_handler(
        lambda request: page_of(request, size=1, total=1_000)
    )
    with pytest.raises(WarehouseError, match="1,000 pages, more than 50"):
        ask(url, tmp_path)
    assert len(httpserver_ipv4.log) == 1
