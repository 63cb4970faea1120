"""Servers that misbehave in the body of an answer, each in one way.

Belongs here: lengths, chunks, compression, and bodies that are not the file. Does not:
what comes before the body (`hostile_heads.py`).
"""

import gzip
import io
import zipfile
import zlib
from collections.abc import Callable, Iterator

from tests.support.hostile_heads import (
    BROKE,
    LANDED,
    NO_HTTP,
    TIME_OUT,
    Hostile,
    drip,
    for_ever,
    says,
    streams,
    then_reset,
    then_silence,
)
from tests.support.raw_server import Answer, RawServer, http

CHUNKED = http(b"", "Transfer-Encoding: chunked")
GZIPPED = http(b"", "Content-Encoding: gzip")
DAMAGED = "its compressed body is damaged"
UNKNOWN = "no known layout begins like this"
NOT_ASKED = "which was not asked for"
NO_FILE = "a web page where a file was expected"
TOO_LARGE = "larger than the 200,000 bytes"


def body(content: bytes, words: str, *headers: str) -> Hostile:
    """These bytes with the length that they have."""
    return says(http(content, f"Content-Length: {len(content)}", *headers), words)


def changed(change: Callable[[bytes], bytes], words: str, *headers: str) -> Hostile:
    """The sound file after a change, sent in full."""

    def answer(sound: bytes, _server: RawServer) -> Answer:
        sent = http(change(sound), *headers)
        return lambda connection: connection.sendall(sent)

    return Hostile(answer, words)


def _bomb() -> Iterator[bytes]:
    """200 MB of zeros in one gzip member."""
    yield GZIPPED
    packer = zlib.compressobj(1, wbits=31)
    for _ in range(200):
        yield packer.compress(bytes(1_000_000))
    yield packer.flush()


def _zip(content: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("../../evil\x1b[2J.txt", content)
    return packed.getvalue()


LENGTHS: dict[str, Hostile] = {
    "fewer bytes than announced": says(http(b"Country", "Content-Length: 9000"), BROKE),
    "silence in the body": streams(
        lambda: then_silence(http(b"Country", "Content-Length: 9000")), TIME_OUT
    ),
    "silence without a length": streams(
        lambda: then_silence(http(b"Country")), TIME_OUT
    ),
    "a reset in the body": then_reset(http(b"Country", "Content-Length: 9000")),
    "a reset in the body without a length": then_reset(http(b"Country")),
    "more bytes than announced": changed(
        lambda sound: sound, "the file may be cut off", "Content-Length: 2000"
    ),
    "a body that drips": streams(
        lambda: drip(http(b"", "Content-Length: 9000")), TIME_OUT
    ),
    "a body that drips without a length": streams(lambda: drip(http(b"")), TIME_OUT),
    "a body without end": streams(lambda: for_ever(http(b""), b"x" * 65536), TOO_LARGE),
    "two answers at once": changed(
        lambda sound: sound + http(sound), LANDED, "Content-Length: 2484"
    ),
    "an empty body": body(b"", "an empty answer"),
}

CHUNKS: dict[str, Hostile] = {
    "chunks of garbage": says(CHUNKED + b"zz\r\n\x00\xff\r\n", BROKE),
    "a negative chunk": says(CHUNKED + b"-5\r\nCountry", BROKE),
    "a chunk of 2**64 bytes": says(CHUNKED + b"ffffffffffffffff\r\nCountry", BROKE),
    "a chunk size without end": streams(
        lambda: for_ever(CHUNKED, b"f" * 65536), NO_HTTP
    ),
    "a chunk extension without end": streams(
        lambda: for_ever(CHUNKED + b"5;", b"x" * 65536), NO_HTTP
    ),
    "trailers without end": streams(
        lambda: for_ever(CHUNKED + b"1\r\na\r\n0\r\n", b"X: y\r\n" * 99), TIME_OUT
    ),
    "trailers that drip": streams(lambda: drip(CHUNKED + b"1\r\na\r\n0\r\n"), TIME_OUT),
    "chunks that drip": streams(lambda: drip(CHUNKED, b"1\r\nx\r\n"), TIME_OUT),
    "a chunk size that drips": streams(lambda: drip(CHUNKED, b"0"), TIME_OUT),
    "the last chunk missing": says(CHUNKED + b"5\r\nCount\r\n", BROKE),
    "chunks without end": streams(
        lambda: for_ever(CHUNKED, b"ffff\r\n" + b"x" * 65535 + b"\r\n"), TOO_LARGE
    ),
    "short chunks without end": streams(
        # many in one send, so that a busy machine meets the limit of size first
        lambda: for_ever(CHUNKED, (b"20\r\n" + b"x" * 32 + b"\r\n") * 200),
        TOO_LARGE,
    ),
}

COMPRESSION: dict[str, Hostile] = {
    "a gzip bomb": streams(_bomb, TOO_LARGE),
    "a gzip bomb in a gzip bomb": body(
        gzip.compress(gzip.compress(bytes(50_000_000), 1)),
        NOT_ASKED,
        "Content-Encoding: gzip, gzip",
    ),
    "20 encodings": body(
        b"x" * 99, NOT_ASKED, "Content-Encoding: " + "gzip," * 19 + "gzip"
    ),
    "empty gzip members without end": streams(
        lambda: for_ever(GZIPPED, gzip.compress(b"") * 500), TOO_LARGE
    ),
    "gzip that is none": body(b"Country", DAMAGED, "Content-Encoding: gzip"),
    "gzip that is cut off": changed(
        lambda sound: gzip.compress(sound)[:-200], DAMAGED, "Content-Encoding: gzip"
    ),
    "gzip that is cut off in its checksum": changed(
        lambda sound: gzip.compress(sound)[:-6], DAMAGED, "Content-Encoding: gzip"
    ),
    "gzip with a wrong checksum": changed(
        lambda sound: gzip.compress(sound)[:-8] + bytes(8),
        DAMAGED,
        "Content-Encoding: gzip",
    ),
    "deflate that is none": body(b"Country", NOT_ASKED, "Content-Encoding: deflate"),
    "an encoding that was not asked for": body(
        b"\x1b\x00", NOT_ASKED, "Content-Encoding: br"
    ),
    "an encoding with control characters": body(
        b"Country", NOT_ASKED, "Content-Encoding: \x1b[2J"
    ),
}

NO_FILES: dict[str, Hostile] = {
    "a web page": body(b"Maintenance", NO_FILE, "Content-Type: text/html"),
    "a web page called CSV": body(
        b"<!DOCTYPE html><p>Down", NO_FILE, "Content-Type: text/csv"
    ),
    "a web page after 2 KB of blanks": body(b" " * 2000 + b"<html>", NO_FILE),
    "a web page in UTF-16": body("<html><p>Down".encode("utf-16"), NO_FILE),
    "an XML error": body(b"<?xml version='1.0'?><Error><Code>AccessDenied", UNKNOWN),
    "a JSON error": body(b'{"error": "\x1b[31mno"}', UNKNOWN),
    "NULs": body(bytes(5000), UNKNOWN),
    "control characters": body(b"\x1b[2J\x9b\x07" * 500, UNKNOWN),
    "one line of 150 KB": body(b"\x1b[31m," * 25_000, UNKNOWN),
    "150,000 lines": body(b"\n" * 150_000, "the file is empty"),
    "right-to-left marks": body("\u202e\u2066Country\n".encode() * 200, UNKNOWN),
    "a zip that is none": body(b"PK\x03\x04" + bytes(5000), "the zip is damaged"),
    "a zip of another file": body(_zip(b"Country\n" * 500), "no known archive"),
    "a zip bomb": body(_zip(bytes(100_000_000)), "no known archive"),
    "gzip that the headers do not tell of": changed(gzip.compress, UNKNOWN),
    "NULs in the file": changed(
        lambda sound: sound.replace(b"Japan", b"Ja\x00an"), "the holder is unknown"
    ),
    "the file after a BOM": changed(lambda sound: b"\xef\xbb\xbf" + sound, LANDED),
    "the file in UTF-16 called UTF-8": changed(
        lambda sound: sound.decode().encode("utf-16"),
        "the file is in UTF-16",
        "Content-Type: text/plain; charset=utf-8",
    ),
    "half of the file": changed(
        lambda sound: sound[: len(sound) // 2], "the file may be cut off"
    ),
    "the file twice": changed(
        lambda sound: sound + sound, "this row of data is below the notes"
    ),
    "a name of 5,000 characters": changed(
        lambda sound: sound.replace(b"Japan", b"J" * 5000), "the holder is unknown"
    ),
    "a name of control characters": changed(
        lambda sound: sound.replace(b"Japan", b"\x1b[2J\x9b"),
        "the byte 0x9b is not ascii",
    ),
}
