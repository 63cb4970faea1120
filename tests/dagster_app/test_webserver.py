"""The UI answers this machine's user, and no page of another site.

Belongs here: which requests reach Dagster's webserver, and that ours is the one that is
started. Does not: what the UI shows (`test_asset_metadata.py`).
"""

import asyncio
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from dagster._cli import dev
from dagster_webserver.webserver import DagsterWebserver
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket

from orchestration.dagster_app import private_parts, processes, webserver
from orchestration.settings import Settings, read_settings

HERE = {"host": "localhost:3000"}


async def _accept(socket: WebSocket) -> None:
    await socket.accept()
    await socket.close()


APPLICATION = Starlette(
    routes=[
        Route("/", lambda _: PlainTextResponse("shown"), methods=["GET", "POST"]),
        Route("/graphql", lambda _: PlainTextResponse("carried out")),
        WebSocketRoute("/", _accept),
    ],
    middleware=webserver.guards(("ui.example.org",)),
)


def asked(
    kind: str, method: str, headers: dict[str, str], path: str = "/"
) -> list[dict[str, Any]]:
    """What the server sends to one request."""
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "websocket.connect" if kind == "websocket" else "http.request"}

    async def send(message: Any) -> None:  # noqa: ANN401
        sent.append(message)

    scope = {
        "type": kind,
        "method": method,
        "path": path,
        "headers": [(key.encode(), text.encode()) for key, text in headers.items()],
        "query_string": b"",
        "subprotocols": [],
        "extensions": {"websocket.http.response": {}},
    }
    asyncio.run(APPLICATION(scope, receive, send))
    return sent


@pytest.mark.parametrize(
    ("method", "headers"),
    [
        ("GET", HERE),  # curl, a script, a monitor
        ("POST", HERE),
        ("GET", {"host": "127.0.0.1:3000"}),
        ("GET", {"host": "[::1]:3000"}),
        ("GET", {"host": "ui.example.org"}),
        ("GET", HERE | {"sec-fetch-site": "none", "sec-fetch-dest": "document"}),
        ("GET", HERE | {"sec-fetch-site": "same-origin", "sec-fetch-dest": "empty"}),
        ("GET", HERE | {"sec-fetch-site": "cross-site", "sec-fetch-dest": "document"}),
        (
            "POST",
            HERE | {"origin": "http://localhost:3000", "sec-fetch-site": "same-origin"},
        ),
        ("POST", {"host": "ui.example.org", "origin": "https://ui.example.org"}),
    ],
)
def test_its_own_page_and_other_programs_are_answered(
    method: str, headers: dict[str, str]
) -> None:
    assert asked("http", method, headers)[0]["status"] == 200


@pytest.mark.parametrize("kind", ["http", "websocket"])
@pytest.mark.parametrize(
    ("status", "method", "headers"),
    [
        # names that lead here and are not this machine's
        (400, "GET", {"host": "evil.example:3000"}),
        (400, "GET", {"host": "localhost.evil.example"}),
        (400, "GET", {"host": "www.ui.example.org.evil.example"}),
        (400, "GET", {}),
        # pages of other sites, and of other programs of this machine
        (403, "POST", HERE | {"origin": "https://evil.example"}),
        (403, "POST", HERE | {"origin": "http://localhost:8080"}),
        (403, "POST", HERE | {"origin": "null"}),
        # an image, a frame and a form without an origin
        (403, "GET", HERE | {"sec-fetch-site": "cross-site"}),
        (403, "GET", HERE | {"sec-fetch-site": "same-site"}),
        (
            403,
            "GET",
            HERE | {"sec-fetch-site": "cross-site", "sec-fetch-dest": "iframe"},
        ),
        (
            403,
            "POST",
            HERE | {"sec-fetch-site": "cross-site", "sec-fetch-dest": "document"},
        ),
    ],
)
def test_a_page_of_another_site_is_not_answered(
    kind: str, status: int, method: str, headers: dict[str, str]
) -> None:
    start, *body = asked(kind, method, headers)
    assert start["status"] == status
    assert not any(b"shown" in message["body"] for message in body)


def test_a_link_of_another_site_opens_the_ui_and_carries_nothing_out() -> None:
    link = HERE | {"sec-fetch-site": "cross-site", "sec-fetch-dest": "document"}
    own = HERE | {"sec-fetch-site": "same-origin", "sec-fetch-dest": "empty"}
    assert asked("http", "GET", link)[0]["status"] == 200
    # with a mutation in its query Dagster would carry it out
    assert asked("http", "GET", link, "/graphql")[0]["status"] == 403
    assert asked("http", "GET", own, "/graphql")[0]["status"] == 200


def test_dagsters_webserver_has_the_guards_before_everything_else(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(DagsterWebserver, "build_middleware", lambda _: ["its own"])
    monkeypatch.setattr(webserver, "dagster_webserver", lambda: None)
    monkeypatch.setattr(sys, "argv", ["webserver", "--port", "3000"])
    monkeypatch.setenv("TIC_WAREHOUSE_UI_HOSTS", "ui.example.org, 10.0.0.5")
    webserver.main()
    hosts, pages, own = DagsterWebserver.build_middleware(None)  # type: ignore[arg-type]
    assert own == "its own"
    assert hosts.kwargs["allowed_hosts"][-2:] == ["ui.example.org", "10.0.0.5"]
    assert pages.cls is webserver.OwnPagesOnly


def test_dagster_dev_starts_our_webserver(monkeypatch: pytest.MonkeyPatch) -> None:
    # Dagster names its own on a command line; where it does so no more, look again.
    assert '"-m", "dagster_webserver"]' in Path(dev.__file__).read_text("utf-8")
    started: list[list[str]] = []
    monkeypatch.setattr(dev, "open_ipc_subprocess", started.append)
    monkeypatch.setattr(private_parts, "main", lambda: None)
    private_parts.run_dev_with(webserver.MODULE)
    dev.open_ipc_subprocess(["python", "-m", "dagster_webserver", "--port", "1"])  # type: ignore[attr-defined]
    dev.open_ipc_subprocess(["python", "-m", "dagster._daemon", "run"])  # type: ignore[attr-defined]
    assert started == [
        ["python", "-m", "orchestration.dagster_app.webserver", "--port", "1"],
        ["python", "-m", "dagster._daemon", "run"],
    ]


@pytest.mark.parametrize(
    ("start", "host"),
    [
        (lambda settings: processes.become_ui(settings, 3000), "127.0.0.1"),
        (
            lambda settings: processes.become_service(
                settings, processes.Service.WEBSERVER, "10.0.0.5", 3000
            ),
            "10.0.0.5",
        ),
    ],
)
def test_the_command_starts_it_where_it_says_and_by_no_other_way(
    start: Callable[[Settings], None],
    host: str,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    became: list[list[str]] = []
    monkeypatch.setattr(os, "execv", lambda _, words: became.append(words))
    monkeypatch.setenv("DAGSTER_HOME", "set by the project")
    monkeypatch.setenv("TIC_WAREHOUSE_UI_HOSTS", "ui.example.org")
    start(settings.model_copy(update={"ui_hosts": ("ui.example.org",)}))
    [words] = became
    assert words[1:3] == ["-m", "orchestration.dagster_app.webserver"]
    assert words[words.index("--host") + 1] == host
    if host != "127.0.0.1":
        assert read_settings().ui_hosts == ("ui.example.org", host)
