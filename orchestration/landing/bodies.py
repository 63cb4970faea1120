"""Read the body of an answer: all bytes, unpacked, in bounded memory.

Belongs here: size, compression, and whether it is a web page. Does not: time, which
the session keeps (`deadline.py`), or what a publisher's file must hold (`validate.py`).
"""

import zlib
from collections.abc import Callable, Iterator

import requests
from urllib3.exceptions import DecodeError

PIECE_BYTES = 64 * 1024
GZIP = 16 + zlib.MAX_WBITS
PLAIN_ENCODINGS = ("", "identity")
GZIP_ENCODINGS = ("gzip", "x-gzip")
HTML_TYPES = ("text/html", "application/xhtml+xml")
HTML_BEGINNINGS = (b"<!doctype html", b"<html")

ProgressCallback = Callable[[int, int | None], None]


class TooLargeError(Exception):
    """The body is announced or unpacked as larger than is allowed."""


class UnaskedEncodingError(Exception):
    """The body is encoded in a way that was not asked for; holds the encoding."""


def read_body(
    response: requests.Response, max_bytes: int, on_progress: ProgressCallback | None
) -> bytes:
    """All bytes, unpacked: at most `max_bytes`, and no more are read from the wire.

    Raises TooLargeError, UnaskedEncodingError, and urllib3's errors of a body that
    breaks off (ProtocolError) or is damaged (DecodeError).
    """
    encoding = response.headers.get("Content-Encoding", "").strip().lower()
    pieces = _pieces(response, max_bytes, on_progress)
    if encoding in PLAIN_ENCODINGS:
        return b"".join(pieces)
    if encoding in GZIP_ENCODINGS:
        return _unpack(pieces, max_bytes)
    raise UnaskedEncodingError(encoding)


def read_head(response: requests.Response, most_bytes: int) -> bytes:
    """Read the first bytes, unpacked; the rest is not read from the wire.

    Raises UnaskedEncodingError, and urllib3's errors as `read_body` does.
    """
    encoding = response.headers.get("Content-Encoding", "").strip().lower()
    if encoding not in (*PLAIN_ENCODINGS, *GZIP_ENCODINGS):
        raise UnaskedEncodingError(encoding)
    member = zlib.decompressobj(GZIP) if encoding in GZIP_ENCODINGS else None
    head = bytearray()
    while len(head) < most_bytes:
        piece = response.raw.read1(PIECE_BYTES, decode_content=False)
        if not piece:
            break
        try:
            head += member.decompress(piece, most_bytes) if member else piece
        except zlib.error as error:
            raise DecodeError("not gzip") from error
    return bytes(head[:most_bytes])


def _pieces(
    response: requests.Response, max_bytes: int, on_progress: ProgressCallback | None
) -> Iterator[bytes]:
    """Read what the wire brings; read1 hands over what is there, for the progress."""
    announced_bytes = response.raw.length_remaining
    if (announced_bytes or 0) > max_bytes:
        raise TooLargeError
    received_bytes = 0
    while piece := response.raw.read1(PIECE_BYTES, decode_content=False):
        received_bytes += len(piece)
        if received_bytes > max_bytes:
            raise TooLargeError
        if on_progress:
            on_progress(response.raw.tell(), announced_bytes)
        yield piece


def _unpack(pieces: Iterator[bytes], max_bytes: int) -> bytes:
    """Unpack gzip members to their last byte; urllib3's own decoder takes cut ones."""
    content = bytearray()
    member = zlib.decompressobj(GZIP)
    try:
        for piece in pieces:
            rest = piece
            while rest:
                if member.eof:
                    member = zlib.decompressobj(GZIP)
                content += member.decompress(rest, max_bytes + 1 - len(content))
                if len(content) > max_bytes:
                    raise TooLargeError
                rest = member.unused_data if member.eof else member.unconsumed_tail
    except zlib.error as error:
        raise DecodeError("not gzip") from error
    if not member.eof:
        raise DecodeError("cut off")
    return bytes(content)


def is_html(response: requests.Response, content: bytes = b"") -> bool:
    """Whether headers or bytes are those of a web page."""
    announced_type = response.headers.get("Content-Type", "").strip().lower()
    return announced_type.startswith(HTML_TYPES) or _begins_as_html(content)


def _begins_as_html(content: bytes) -> bool:
    beginning = content[:PIECE_BYTES]
    if beginning.startswith((b"\xff\xfe", b"\xfe\xff")):
        beginning = beginning.decode("utf-16", errors="ignore").encode()
    beginning = beginning.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    return beginning.startswith(HTML_BEGINNINGS)
