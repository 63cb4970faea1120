"""Reject a JSON that nests deeper than any publisher writes, before it is parsed.

Belongs here: the depth of a JSON that comes in pieces. Does not: whether it is one;
every reader of JSON calls itself or keeps a path for each level, and so dies of depth.
"""

import re

from orchestration.parsing.document import Document

DEEPEST = 50  # what is read nests five levels at most

_STRUCTURE = b'"\\[]{}'
_OTHER = bytes(set(range(256)) - set(_STRUCTURE))
_ESCAPE = re.compile(rb"\\.", re.DOTALL)
_STRING = re.compile(rb'"[^"]*"')


class Nesting:
    """The depth of a JSON up to the piece that was read last."""

    def __init__(self) -> None:
        """Begin above the first piece."""
        self._depth = 0
        self._begun = b""  # a string or an escape that goes on in the next piece

    def reject_too_deep(self, document: Document, piece: bytes) -> None:
        """Raise WarehouseError where the JSON nests deeper than DEEPEST in a piece."""
        deepest = self._depth
        for bracket in self._brackets(self._begun + piece):
            self._depth += 1 if bracket in b"[{" else -1
            deepest = max(deepest, self._depth)
        if deepest > DEEPEST:
            raise document.error(
                f"its JSON nests more than {DEEPEST} levels deep, which no publisher's"
                " does; check what it holds"
            )

    def _brackets(self, text: bytes) -> bytes:
        """Keep the brackets outside strings, without pairs that hold only pairs."""
        escaped = len(text) - len(text.rstrip(b"\\"))
        is_split = escaped % 2 == 1
        if b"\\" in text:
            text = _ESCAPE.sub(b"", text[:-1] if is_split else text)
        structure = _STRING.sub(b"", text.translate(None, _OTHER))
        structure, quote, _ = structure.partition(b'"')
        self._begun = quote + (b"\\" if is_split else b"")
        for _ in range(3):  # observations, series, lists of them
            structure = structure.replace(b"[]", b"").replace(b"{}", b"")
        return structure
