"""Servers that misbehave before the body of an answer, each in one way.

Belongs here: connections, status lines and headers, and what the sentence about each
must say. Does not: bodies (`hostile_bodies.py`) or redirects (`hostile_redirects.py`).
"""

import socket
import struct
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from tests.support.raw_server import Answer, RawServer, http

LANDED = "new file, figures to 2026-04-30"
TIME_OUT = "time-out"
BROKE = "the connection broke before the file was complete"
NO_HTTP = "its answer is not HTTP"


@dataclass(frozen=True)
class Hostile:
    """One kind of server: what it answers, and words of the one line about it.

    `answer` gets the bytes of a sound file, and the server for its own address.
    """

    answer: Callable[[bytes, RawServer], Answer]
    words: str
    scheme: str = "http"


def says(head: bytes, words: str, scheme: str = "http") -> Hostile:
    """Send these bytes and hang up."""
    return Hostile(
        lambda *_: lambda connection: connection.sendall(head), words, scheme
    )


def streams(
    pieces: Callable[[], Iterable[bytes]], words: str, scheme: str = "http"
) -> Hostile:
    """Send one piece after the other, until the client hangs up."""
    return Hostile(
        lambda *_: lambda connection: _send(connection, pieces()), words, scheme
    )


def _send(connection: socket.socket, pieces: Iterable[bytes]) -> None:
    for piece in pieces:
        connection.sendall(piece)


def drip(head: bytes, drop: bytes = b"x", count: int = 200) -> Iterator[bytes]:
    """A head at once, then a drop every 50 ms for ten seconds."""
    yield head
    for _ in range(count):
        time.sleep(0.05)
        yield drop


def for_ever(head: bytes, piece: bytes) -> Iterator[bytes]:
    """A head, then the same piece without end."""
    yield head
    while True:
        yield piece


def then_silence(head: bytes) -> Iterator[bytes]:
    """A head, then nothing on an open connection."""
    yield head
    time.sleep(3)
    yield b""


def then_reset(head: bytes) -> Hostile:
    """A head, then a reset instead of an orderly end."""

    def answer(connection: socket.socket) -> None:
        connection.sendall(head)
        time.sleep(0.02)
        linger = struct.pack("ii", 1, 0)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        connection.close()

    return Hostile(lambda *_: answer, BROKE)


def with_headers(words: str, *headers: str) -> Hostile:
    """A sound file below these headers."""

    def answer(sound: bytes, _server: RawServer) -> Answer:
        return lambda connection: connection.sendall(http(sound, *headers))

    return Hostile(answer, words)


def status(line: str, words: str, *headers: str) -> Hostile:
    """An answer without a body."""
    return says(http(b"", "Content-Length: 0", *headers, status=line), words)


OK = b"HTTP/1.1 200 OK\r\n"

CONNECTIONS: dict[str, Hostile] = {
    "hangs up": says(b"", BROKE),
    "resets": then_reset(b""),
    "says nothing": streams(lambda: then_silence(b""), TIME_OUT),
    "greets as another protocol": says(b"SSH-2.0-OpenSSH_9.6\r\n", NO_HTTP),
    "sends a TLS alert": says(b"\x15\x03\x03\x00\x02\x02\x28", NO_HTTP),
    "TLS: says nothing": streams(lambda: then_silence(b""), TIME_OUT, "https"),
    "TLS: speaks plain HTTP": says(http(b"a"), "no secure connection", "https"),
    "TLS: drips a handshake": streams(
        lambda: drip(b"\x16\x03\x03\x40\x00", b"\x02"), TIME_OUT, "https"
    ),
}

STATUS_LINES: dict[str, Hostile] = {
    "status line without end": streams(
        lambda: for_ever(b"HTTP/1.1 200 ", b"x" * 65536), NO_HTTP
    ),
    "status line that drips": streams(lambda: drip(b"HTTP/1.1 200 "), TIME_OUT),
    "status line that breaks off": then_reset(b"HTTP/1.1 20"),
    "version 9.9": says(b"HTTP/9.9 200 OK\r\n\r\na", NO_HTTP),
    "status that is no number": says(b"HTTP/1.1 abc OK\r\n\r\n", NO_HTTP),
    "status 99": says(b"HTTP/1.1 099 OK\r\n\r\n", NO_HTTP),
    "status 999": status("999 Denied", "answered 999 Denied"),
    "no head at all": says(b"Country,2026-04\nJapan,1185.3\n", NO_HTTP),
    "control characters in the reason": status(
        "404 \x1b[31mred\x07\x9b2J", "answered 404 ?[31mred"
    ),
    "a reason of 10 KB": status("404 " + "x" * 10_000, "answered 404 xxx"),
    "100 Continue without end": streams(
        lambda: for_ever(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 100), TIME_OUT
    ),
    "101 Switching Protocols": status("101 Switching Protocols", "answered 101"),
    "103 Early Hints": status("103 Early Hints", "answered 103"),
    "204 No Content": status("204 No Content", "answered 204"),
    "206 without having been asked": status(
        "206 Partial Content", "answered 206", "Content-Range: bytes 0-9/99"
    ),
    "300 Multiple Choices": status("300 Multiple Choices", "answered 300"),
    "304 without having been asked": status("304 Not Modified", "answered 304"),
    "401 with a challenge": status(
        "401 Unauthorized", "answered 401", 'WWW-Authenticate: Basic realm="\x1b[2J"'
    ),
    "407 of the host": status(
        "407 Proxy Authentication Required", "answered 407", "Proxy-Authenticate: Basic"
    ),
    "429 with a Retry-After of a year": status(
        "429 Slow Down", "answered 429", "Retry-After: 31536000"
    ),
    "503 with a Retry-After of 30 digits": status(
        "503 Down", "answered 503", "Retry-After: " + "9" * 30
    ),
    "503 with a Retry-After in the past": status(
        "503 Down", "answered 503", "Retry-After: Thu, 01 Jan 1970 00:00:00 GMT"
    ),
    "503 with a negative Retry-After": status(
        "503 Down", "answered 503", "Retry-After: -5"
    ),
}

HEADERS: dict[str, Hostile] = {
    "headers that drip": streams(lambda: drip(OK + b"X: "), TIME_OUT),
    "headers a line at a time": streams(lambda: drip(OK, b"X: y\r\n"), TIME_OUT),
    "headers that stop": streams(lambda: then_silence(OK + b"X: y\r\n"), TIME_OUT),
    "headers that are reset": then_reset(OK + b"X: y"),
    "200 headers": with_headers(NO_HTTP, *(f"X-{n}: y" for n in range(200))),
    "a header of 1 MB": with_headers(NO_HTTP, "X: " + "y" * 1_000_000),
    "a header without end": streams(
        lambda: for_ever(OK + b"X: ", b"y" * 65536), NO_HTTP
    ),
    "folded lines without end": streams(
        lambda: for_ever(OK + b"X: y\r\n", b" z\r\n" * 99), NO_HTTP
    ),
    "lines that are no headers": with_headers(LANDED, "no colon \x1b[2J", "X: y"),
    "NUL in a header": with_headers(LANDED, "X\x00Y: \x00\x1b"),
    "an ETag of 60 KB": with_headers(LANDED, 'ETag: "' + "e" * 60_000 + '"'),
    "control characters in an ETag": with_headers(LANDED, 'ETag: "\x1b[2J\x00"'),
    "a folded Last-Modified": with_headers(LANDED, "Last-Modified: Thu,\r\n\t18 Jun"),
    "cookies for other hosts": with_headers(
        LANDED, "Set-Cookie: a=b; Domain=.treasury.gov"
    ),
    "a charset that is none": with_headers(
        LANDED, "Content-Type: text/plain; charset=\x1b\xff"
    ),
    "two lengths that differ": with_headers(
        "headers contradict", "Content-Length: 5", "Content-Length: 9000"
    ),
    "a negative length": with_headers(LANDED, "Content-Length: -5"),
    "a length that is no number": with_headers(LANDED, "Content-Length: many"),
    "a length of 30 digits": with_headers("larger than", "Content-Length: " + "9" * 30),
    "a length of 5,000 digits": with_headers(LANDED, "Content-Length: " + "9" * 5000),
    "a length and chunks": with_headers(
        BROKE, "Content-Length: 5", "Transfer-Encoding: chunked"
    ),
}
