"""Downloads against servers on 127.0.0.1 that behave, misbehave, or hang up.

Belongs here: what `orchestration.landing.fetch` makes of an answer. Does not: parsing,
landing, and anything that needs the internet.
"""

import gzip
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Response

from orchestration.errors import WarehouseError
from orchestration.landing.fetch import Fetched, FetchRules, Validators, fetch
from orchestration.landing.redirects import RedirectRule, redirect_rule
from tests.support.raw_server import Answer, RawServer, http, raw_server

CSV = b"Country,2026-04\nJapan,1185.3\n"
RULES = FetchRules(
    user_agent="tic-warehouse-tests/1.0",
    connect_timeout_seconds=1,
    read_timeout_seconds=2,
    total_timeout_seconds=10,
    attempts=3,
    backoff_seconds=0,
)
IMPATIENT = replace(RULES, read_timeout_seconds=0.05)

ServeRaw = Callable[[Answer], RawServer]


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


@pytest.fixture
def server(httpserver_ipv4: HTTPServer) -> HTTPServer:
    return httpserver_ipv4


@pytest.fixture
def serve_raw() -> Iterator[ServeRaw]:
    with ExitStack() as servers:
        yield lambda answer: servers.enter_context(raw_server(answer))


def get(url: str, **changes: object) -> Fetched | None:
    return fetch(url, **{"rules": RULES, "max_bytes": 1_000_000, **changes})


def refusal(url: str, **changes: object) -> str:
    """Return the sentence of the error, which must be one line and name the url."""
    with pytest.raises(WarehouseError) as caught:
        get(url, **changes)
    sentence = str(caught.value)
    assert "\n" not in sentence
    assert url in sentence
    return sentence


def to(server: HTTPServer) -> RedirectRule:
    """Allow redirects to the server here, which is neither https nor public."""
    return redirect_rule("block", [], trusted=[server.url_for("/")])


def test_a_file_comes_with_its_validators_and_the_time(server: HTTPServer) -> None:
    modified = "Thu, 18 Jun 2026 20:01:30 GMT"
    headers = {"ETag": '"abc"', "Last-Modified": modified}
    server.expect_request("/file").respond_with_data(CSV, headers=headers)
    before = datetime.now(UTC)
    fetched = get(server.url_for("/file"))
    assert fetched is not None
    assert fetched.url == server.url_for("/file")
    assert fetched.content == CSV
    assert fetched.validators == Validators('"abc"', modified)
    assert before <= fetched.fetched_at <= datetime.now(UTC)
    assert fetched.fetched_at.utcoffset() is not None


@pytest.mark.parametrize("etag", [b'"\x1b[2J"', b'"' + b"e" * 5000 + b'"'])
def test_a_validator_that_could_not_be_sent_back_is_not_kept(
    serve_raw: ServeRaw, etag: bytes
) -> None:
    head = b"HTTP/1.1 200 OK\r\nETag: " + etag + b"\r\n\r\n"
    fetched = get(serve_raw(lambda connection: connection.sendall(head + CSV)).url)
    assert fetched is not None
    assert fetched.validators == Validators(None, None)


def test_a_conditional_request_that_finds_nothing_new_gives_none(
    server: HTTPServer,
) -> None:
    server.expect_request("/file").respond_with_data(status=304)
    landed = Validators('"abc"', "Thu, 18 Jun 2026 20:01:30 GMT")
    assert get(server.url_for("/file"), validators=landed) is None
    request, _response = server.log[0]
    assert request.headers["If-None-Match"] == '"abc"'
    assert request.headers["If-Modified-Since"] == landed.last_modified


def test_not_modified_is_an_error_when_nothing_was_asked_conditionally(
    server: HTTPServer,
) -> None:
    server.expect_request("/file").respond_with_data(status=304)
    assert "304" in refusal(server.url_for("/file"))
    request, _response = server.log[0]
    assert not {"If-None-Match", "If-Modified-Since"} & set(request.headers.keys())


def test_the_publisher_sees_who_asks(server: HTTPServer) -> None:
    server.expect_request("/file").respond_with_data(CSV)
    get(server.url_for("/file"))
    request, _response = server.log[0]
    assert request.headers["User-Agent"] == "tic-warehouse-tests/1.0"


def test_a_user_agent_that_http_cannot_carry_is_told() -> None:
    rules = replace(RULES, user_agent="tic — warehouse")
    assert "user_agent" in refusal("http://127.0.0.1:9/file", rules=rules)


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_a_passing_trouble_of_the_server_is_tried_again(
    server: HTTPServer, status: int
) -> None:
    server.expect_ordered_request("/file").respond_with_data(status=status)
    server.expect_ordered_request("/file").respond_with_data(CSV)
    fetched = get(server.url_for("/file"))
    assert fetched is not None
    assert fetched.content == CSV
    assert len(server.log) == 2


def test_a_lasting_trouble_of_the_server_is_told_after_the_last_attempt(
    server: HTTPServer,
) -> None:
    server.expect_request("/file").respond_with_data(status=503)
    sentence = refusal(server.url_for("/file"))
    assert "503 SERVICE UNAVAILABLE: try again later (attempts: 3)" in sentence
    assert len(server.log) == 3


def test_backoff_grows_from_attempt_to_attempt(server: HTTPServer) -> None:
    server.expect_request("/file").respond_with_data(status=503)
    start = time.monotonic()
    refusal(server.url_for("/file"), rules=replace(RULES, backoff_seconds=0.1))
    assert time.monotonic() - start >= 0.2  # pauses of 0 and 0.2 s


def test_retry_after_is_waited_for(server: HTTPServer) -> None:
    server.expect_ordered_request("/file").respond_with_data(
        status=429, headers={"Retry-After": "1"}
    )
    server.expect_ordered_request("/file").respond_with_data(CSV)
    start = time.monotonic()
    assert get(server.url_for("/file")) is not None
    assert time.monotonic() - start >= 1


def test_retry_after_beyond_the_total_time_is_not_waited_for(
    server: HTTPServer,
) -> None:
    server.expect_request("/file").respond_with_data(
        status=503, headers={"Retry-After": "20"}
    )
    assert "503" in refusal(server.url_for("/file"))
    assert len(server.log) == 1


def test_an_unreadable_retry_after_does_not_matter(server: HTTPServer) -> None:
    server.expect_ordered_request("/file").respond_with_data(
        status=503, headers={"Retry-After": "soon"}
    )
    server.expect_ordered_request("/file").respond_with_data(CSV)
    assert get(server.url_for("/file")) is not None


@pytest.mark.parametrize("status", [400, 403, 404, 410, 501])
def test_a_final_answer_is_asked_for_once(server: HTTPServer, status: int) -> None:
    server.expect_request("/file").respond_with_data("no", status=status)
    assert f"answered {status}" in refusal(server.url_for("/file"))
    assert len(server.log) == 1


def test_a_reason_phrase_reaches_the_terminal_short_and_without_control_characters(
    serve_raw: ServeRaw,
) -> None:
    head = b"HTTP/1.1 404 \x1b[31mred\x07" + b"x" * 10_000 + b"\r\n\r\n"
    sentence = refusal(serve_raw(lambda connection: connection.sendall(head)).url)
    assert "answered 404 ?[31mred?xxx" in sentence
    assert sentence.isprintable()
    assert len(sentence) < 500


def test_a_redirect_is_followed_and_its_body_is_not_read(
    server: HTTPServer, serve_raw: ServeRaw
) -> None:
    server.expect_request("/file").respond_with_data(CSV)
    head = (
        "HTTP/1.1 302 Found\r\nTransfer-Encoding: chunked\r\n"
        f"Location: {server.url_for('/file')}\r\n\r\n100000\r\nbegun "
    )

    def never_finish(connection: socket.socket) -> None:
        connection.sendall(head.encode())
        time.sleep(1)

    # Reading the body would be a time-out, and there is no second attempt.
    rules = replace(RULES, read_timeout_seconds=0.5, attempts=1)
    fetched = get(serve_raw(never_finish).url, rules=rules, redirects=to(server))
    assert fetched is not None
    assert fetched.content == CSV


def test_a_redirect_to_a_missing_page_names_both_addresses(server: HTTPServer) -> None:
    moved = {"Location": server.url_for("/gone")}
    server.expect_request("/file").respond_with_data(status=301, headers=moved)
    server.expect_request("/gone").respond_with_data(status=404)
    sentence = refusal(server.url_for("/file"), redirects=to(server))
    assert f"answered 404 NOT FOUND at {server.url_for('/gone')}: open" in sentence


def test_a_redirect_in_a_circle_ends(server: HTTPServer) -> None:
    around = {"Location": server.url_for("/file")}
    server.expect_request("/file").respond_with_data(status=302, headers=around)
    sentence = refusal(server.url_for("/file"), redirects=to(server))
    assert "more than 5 redirects" in sentence
    assert len(server.log) == 6


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        ("Service temporarily unavailable", "text/html; charset=utf-8"),
        ("Service temporarily unavailable", "Text/HTML"),
        ("<!DOCTYPE html><title>Not Found</title>", "text/csv"),
        ("\ufeff\r\n <HTML><body>Not Found", "application/octet-stream"),
    ],
)
def test_a_web_page_is_not_a_file(
    server: HTTPServer, body: str, content_type: str
) -> None:
    server.expect_request("/file").respond_with_data(body, content_type=content_type)
    assert "a web page where a file was expected" in refusal(server.url_for("/file"))
    assert len(server.log) == 1


@pytest.mark.parametrize(
    "answer",
    [
        http(CSV, "Content-Length: 9000"),
        http(b"5\r\nCount\r\n", "Transfer-Encoding: chunked"),
        http(b"50\r\nCount", "Transfer-Encoding: chunked"),
        b"",
    ],
    ids=["fewer bytes than announced", "last chunk missing", "chunk cut", "silence"],
)
def test_a_body_that_breaks_off_is_tried_again_and_then_refused(
    serve_raw: ServeRaw, answer: bytes
) -> None:
    served = serve_raw(lambda connection: connection.sendall(answer))
    assert "broke before the file was complete" in refusal(served.url)
    assert served.request_count == 3


def test_a_file_is_whole_after_an_attempt_that_broke_off(serve_raw: ServeRaw) -> None:
    whole = http(CSV, f"Content-Length: {len(CSV)}")
    answers = iter([whole[:-5], whole])
    served = serve_raw(lambda connection: connection.sendall(next(answers)))
    fetched = get(served.url)
    assert fetched is not None
    assert fetched.content == CSV
    assert served.request_count == 2


def test_an_empty_answer_is_refused(server: HTTPServer) -> None:
    server.expect_request("/file").respond_with_data(b"")
    assert "an empty answer" in refusal(server.url_for("/file"))


def test_a_file_too_large_is_refused_by_its_announced_length(
    serve_raw: ServeRaw,
) -> None:
    # Only the head is sent: reading any of the body would be a broken connection.
    head = http(b"", "Content-Length: 101")
    served = serve_raw(lambda connection: connection.sendall(head))
    assert "larger than the 100 bytes" in refusal(served.url, max_bytes=100)
    assert served.request_count == 1


def test_a_file_too_large_is_refused_while_it_streams_without_length(
    server: HTTPServer,
) -> None:
    server.expect_request("/file").respond_with_handler(
        lambda _request: Response(b"x" * 1000 for _ in range(1000))
    )
    progress: list[int] = []
    sentence = refusal(
        server.url_for("/file"),
        max_bytes=5000,
        on_progress=lambda received, _total: progress.append(received),
    )
    assert "larger than the 5,000 bytes" in sentence
    assert all(received <= 5000 for received in progress)


def test_a_file_of_exactly_the_allowed_size_is_accepted(server: HTTPServer) -> None:
    server.expect_request("/file").respond_with_data(CSV)
    assert get(server.url_for("/file"), max_bytes=len(CSV)) is not None


def test_a_compressed_file_is_unpacked(server: HTTPServer) -> None:
    server.expect_request("/file").respond_with_data(
        gzip.compress(CSV), headers={"Content-Encoding": "gzip"}
    )
    fetched = get(server.url_for("/file"))
    assert fetched is not None
    assert fetched.content == CSV
    assert server.log[0][0].headers["Accept-Encoding"] == "gzip"


def test_a_gzip_bomb_stops_at_the_size_limit(server: HTTPServer) -> None:
    bomb = gzip.compress(bytes(50_000_000), compresslevel=1)
    assert len(bomb) < 1_000_000  # so that only the unpacked size can be too large
    server.expect_request("/file").respond_with_data(
        bomb, headers={"Content-Encoding": "gzip"}
    )
    progress: list[int] = []
    sentence = refusal(
        server.url_for("/file"),
        on_progress=lambda received, _total: progress.append(received),
    )
    assert "larger than the 1,000,000 bytes" in sentence
    assert progress[-1] < len(bomb) / 2  # the rest is left where it is


def test_a_damaged_compressed_body_is_told(server: HTTPServer) -> None:
    server.expect_request("/file").respond_with_data(
        CSV, headers={"Content-Encoding": "gzip"}
    )
    assert "compressed body is damaged" in refusal(server.url_for("/file"))


def test_a_server_that_falls_silent_is_left(serve_raw: ServeRaw) -> None:
    served = serve_raw(lambda _connection: time.sleep(0.5))
    sentence = refusal(served.url, rules=IMPATIENT)
    assert "time-out while reading" in sentence
    assert "(attempts: 3)" in sentence


def test_a_server_that_falls_silent_in_the_body_is_left(serve_raw: ServeRaw) -> None:
    begun = http(CSV, "Content-Length: 9000")
    served = serve_raw(lambda connection: (connection.sendall(begun), time.sleep(0.5)))
    assert "time-out while reading" in refusal(served.url, rules=IMPATIENT)
    assert served.request_count == 3


@pytest.mark.parametrize(
    ("head", "drop"),
    [
        (http(b"", "Content-Length: 9000"), b"x"),
        (http(b"2328\r\n", "Transfer-Encoding: chunked"), b"x"),
        (http(b""), b"x"),
    ],
    ids=["with length", "inside one chunk", "without length"],
)
def test_a_slow_drip_ends_at_the_total_time_limit(
    serve_raw: ServeRaw, head: bytes, drop: bytes
) -> None:
    def drip(connection: socket.socket) -> None:
        connection.sendall(head)
        for _drop in range(100):
            connection.sendall(drop)
            time.sleep(0.02)

    served = serve_raw(drip)
    rules = replace(RULES, total_timeout_seconds=0.2)
    start = time.monotonic()
    assert "not complete after 0.2 s in all" in refusal(served.url, rules=rules)
    assert time.monotonic() - start < 1.5  # the drip goes on for 2 s
    assert served.request_count == 1


def test_attempts_share_one_total_time_limit(serve_raw: ServeRaw) -> None:
    served = serve_raw(lambda _connection: time.sleep(0.5))
    rules = replace(IMPATIENT, total_timeout_seconds=0.3, attempts=50)
    start = time.monotonic()
    assert "in all" in refusal(served.url, rules=rules)
    assert time.monotonic() - start < 1.5  # 50 attempts would take 2.5 s


def test_a_refused_connection_is_told() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))  # bound, and nobody listens
        url = f"http://127.0.0.1:{unused.getsockname()[1]}/file.csv"
        sentence = refusal(url)
    assert "refused the connection" in sentence
    assert "(attempts: 3)" in sentence


def test_an_unknown_host_is_told() -> None:
    # A name over 253 characters fails in the resolver, without asking the network.
    url = f"http://{'.'.join(['a' * 63] * 5)}/file.csv"
    assert "host name is unknown" in refusal(url)


@pytest.mark.parametrize("url", ["file.csv", "ftp://127.0.0.1/file.csv", "http://"])
def test_an_address_that_is_none_is_told(url: str) -> None:
    assert "check the address" in refusal(url)


def test_progress_is_reported_and_never_goes_back(server: HTTPServer) -> None:
    body = CSV * 10_000
    server.expect_request("/file").respond_with_data(body)
    progress: list[tuple[int, int | None]] = []
    get(
        server.url_for("/file"),
        on_progress=lambda received, total: progress.append((received, total)),
    )
    received_bytes = [received for received, _total in progress]
    assert len(progress) > 1
    assert received_bytes == sorted(received_bytes)
    assert progress[-1] == (len(body), len(body))


def test_progress_has_no_total_when_none_is_announced(server: HTTPServer) -> None:
    server.expect_request("/file").respond_with_handler(
        lambda _request: Response(iter([CSV]))
    )
    progress: list[tuple[int, int | None]] = []
    get(
        server.url_for("/file"),
        on_progress=lambda received, total: progress.append((received, total)),
    )
    assert progress == [(len(CSV), None)]
