"""A server on 127.0.0.1 that sends whatever bytes a test wants, at the pace it wants.

Belongs here: the server, and the heads of answers. Does not: the kinds of answers
(`hostile_servers.py`).
"""

import socket
import socketserver
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Answer = Callable[[socket.socket], None]


class RawServer(socketserver.ThreadingTCPServer):
    """Answers each request by a function of its connection."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, answer: Answer, tls: ssl.SSLContext | None = None) -> None:
        super().__init__(("127.0.0.1", 0), socketserver.BaseRequestHandler)
        self.answer = answer
        self.tls = tls
        self.requests: list[bytes] = []

    def finish_request(self, request: socket.socket, client_address: object) -> None:
        """Keep the request, then answer without having understood it."""
        if self.tls:
            request = self.tls.wrap_socket(request, server_side=True)
        self.requests.append(request.recv(65536))
        self.answer(request)

    def handle_error(self, request: object, client_address: object) -> None:
        """Stay silent: the client hangs up on purpose in some tests."""

    @property
    def request_count(self) -> int:
        """How many connections asked for something."""
        return len(self.requests)

    @property
    def origin(self) -> str:
        """The scheme, host and port that it serves."""
        scheme = "https" if self.tls else "http"
        return f"{scheme}://127.0.0.1:{self.server_address[1]}"

    @property
    def url(self) -> str:
        """One of its addresses; every path gets the same answer."""
        return f"{self.origin}/file.csv"


@contextmanager
def raw_server(
    answer: Answer, tls: ssl.SSLContext | None = None
) -> Iterator[RawServer]:
    """Serve until the block ends."""
    server = RawServer(answer, tls)
    # The default pace of shutdown, 0.5 s, would be most of the time of these tests.
    threading.Thread(target=server.serve_forever, args=(0.01,)).start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()


def http(body: bytes, *headers: str, status: str = "200 OK") -> bytes:
    """An answer with these headers and no others."""
    return "\r\n".join([f"HTTP/1.1 {status}", *headers, "", ""]).encode() + body
