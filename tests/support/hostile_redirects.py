"""Servers that redirect to where nobody should follow, each in one way.

Belongs here: Location headers. Does not: other headers (`hostile_heads.py`).

The addresses are of this machine or reserved (RFC 2606, RFC 5737), so that nobody is
asked where a redirect is followed by mistake.
"""

import socket

from tests.support.hostile_heads import Hostile, for_ever, says, streams
from tests.support.raw_server import Answer, RawServer, http

NOT_HTTPS = "it is not https"
NOT_NAMED = "the block does not name this host and port"


def to(location: str, words: str, status: str = "302 Found") -> Hostile:
    """Redirect there; `{own}` is this server's own origin."""

    def answer(_sound: bytes, server: RawServer) -> Answer:
        where = location.replace("{own}", server.origin)
        head = f"HTTP/1.1 {status}\r\nLocation: {where}\r\nContent-Length: 0\r\n\r\n"
        return lambda connection: connection.sendall(head.encode("latin-1"))

    return Hostile(answer, words)


def _new_path_each_time(_sound: bytes, server: RawServer) -> Answer:
    def answer(connection: socket.socket) -> None:
        path = f"/{server.request_count}"
        connection.sendall(
            http(b"", f"Location: {server.origin}{path}", status="302 Found")
        )

    return answer


REDIRECTS: dict[str, Hostile] = {
    "to itself": to("{own}/file.csv", "more than 5 redirects"),
    "to itself by 308": to(
        "/file.csv", "more than 5 redirects", "308 Permanent Redirect"
    ),
    "to a new path each time": Hostile(_new_path_each_time, "more than 5 redirects"),
    "to another port of this machine": to("http://127.0.0.1:9/", NOT_HTTPS),
    "to another port by https": to("https://127.0.0.1:9/", "not followed"),
    "to this machine by https": to("https://127.0.0.1/", "not followed"),
    "to this machine by name": to("https://localhost/", NOT_NAMED),
    "to this machine in IPv6": to("https://[::1]/", NOT_NAMED),
    "to this machine in IPv6 for IPv4": to("https://[::ffff:127.0.0.1]/", NOT_NAMED),
    "to this machine as one number": to("https://2130706433/", NOT_NAMED),
    "to this machine in octal": to("https://0177.0.0.1/", NOT_NAMED),
    "to a private network": to("https://192.0.2.1/", NOT_NAMED),
    "to plain http": to("http://redirected.invalid/file.csv", NOT_HTTPS),
    "to a host that the block does not name": to(
        "https://redirected.invalid/file.csv", NOT_NAMED
    ),
    "to a host without a scheme": to("//redirected.invalid/file.csv", NOT_HTTPS),
    "to the named host of a user": to("http://user:secret@127.0.0.1/", "not followed"),
    "to a host after a user": to(
        "https://127.0.0.1@redirected.invalid/", "not followed"
    ),
    "to a file": to("file:///etc/passwd", NOT_HTTPS),
    "to FTP": to("ftp://127.0.0.1/file.csv", NOT_HTTPS),
    "to data": to("data:text/csv,Country", NOT_HTTPS),
    "to a script": to("javascript:alert(1)", NOT_HTTPS),
    "to half an IPv6 address": to("http://[::1", "not followed"),
    "to a port that is no number": to("https://127.0.0.1:port/", "not followed"),
    "to backslashes": to("https:\\\\redirected.invalid\\file", "not followed"),
    "to control characters": to("https://\x1b[2J.invalid/\x07", "not followed"),
    "to an address of 60 KB": to(
        "https://redirected.invalid/" + "x" * 60_000, NOT_NAMED
    ),
    "to an address of 100 KB": to(
        "https://redirected.invalid/" + "x" * 100_000, "is not HTTP"
    ),
    "to nowhere": says(http(b"", status="302 Found"), "answered 302 Found"),
    "to an empty address": to("", "answered 302 Found"),
    "to two addresses": to(
        "https://redirected.invalid/\r\nLocation: https://other.invalid/", NOT_NAMED
    ),
    "with a body without end": streams(
        lambda: for_ever(
            http(b"", "Location: https://redirected.invalid/", status="302 Found"),
            b"x" * 65536,
        ),
        NOT_NAMED,
    ),
}
