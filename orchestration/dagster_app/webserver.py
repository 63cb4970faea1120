"""Run Dagster's webserver for this machine's user only, not for pages of other sites.

Belongs here: which requests it answers, and starting it. Does not: what it shows.

The UI asks for no password. It listens on 127.0.0.1, where every page that is open in
a browser of this machine reaches it, too: by a name that its owner leads here (DNS
rebinding), or by a plain request whose answer the page cannot read, but which is
carried out (Dagster takes mutations by GET). Browsers say in each request for which
host it is and which page asks; other programs say nothing and are answered.
"""

import sys
from urllib.parse import urlsplit

from dagster_webserver.cli import main as dagster_webserver
from dagster_webserver.webserver import DagsterWebserver
from starlette.datastructures import Headers
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from orchestration.dagster_app.private_parts import run_dev_with
from orchestration.settings import read_settings

MODULE = "orchestration.dagster_app.webserver"
_OWN_HOSTS = ("localhost", "127.0.0.1", "[::1]")


class OwnPagesOnly:
    """Answer 403 to what a page of another site asks."""

    def __init__(self, app: ASGIApp) -> None:
        """Keep the application that answers the rest."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request or websocket."""
        if scope["type"] in ("http", "websocket") and _is_of_another_site(scope):
            refusal = PlainTextResponse("asked by a page of another site", 403)
            await refusal(scope, receive, send)
        else:
            await self._app(scope, receive, send)


def _is_of_another_site(scope: Scope) -> bool:
    headers = Headers(scope=scope)
    if (origin := headers.get("origin")) is not None:
        return urlsplit(origin).netloc != headers.get("host")
    # A link that opens the UI as a page of its own changes nothing; one to its API may.
    follows_link = (
        scope.get("method") == "GET"
        and headers.get("sec-fetch-dest") == "document"
        and not scope["path"].rstrip("/").endswith("/graphql")
    )
    asked_by = headers.get("sec-fetch-site", "none")
    return asked_by not in ("same-origin", "none") and not follows_link


def guards(hosts: tuple[str, ...]) -> list[Middleware]:
    """Make the middleware that answers to these hosts and this machine's names."""
    allowed = [*_OWN_HOSTS, *hosts]
    return [
        Middleware(TrustedHostMiddleware, allowed_hosts=allowed, www_redirect=False),
        Middleware(OwnPagesOnly),
    ]


def main() -> None:
    """Become `dagster dev` or `dagster-webserver`, as the first argument says."""
    if sys.argv[1] == "dev":
        run_dev_with(MODULE)
        return
    first = guards(read_settings().ui_hosts)
    build = DagsterWebserver.build_middleware
    DagsterWebserver.build_middleware = lambda self: [*first, *build(self)]  # type: ignore[method-assign]
    dagster_webserver()  # type: ignore[no-untyped-call]


if __name__ == "__main__":
    main()
