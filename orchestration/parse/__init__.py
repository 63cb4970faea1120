"""Bytes → tidy cells. Pure: no network, no database, no clock.

A module per family of layouts; each has `recognise(document)` and one or more
parse functions that a source's block names as `module:function`. Unknown input
raises a WarehouseError with file and line; nothing falls into an `else`.
"""

import hashlib
from collections.abc import Callable
from functools import cache
from importlib import import_module
from pathlib import Path

from orchestration.parse import daily, mfhhis01, recent_tables, slt_tables
from orchestration.parse.document import Document, ParsedFile
from orchestration.sources import Source, all_sources

_FAMILIES = (slt_tables, mfhhis01, recent_tables, daily)
_SHARED = ("__init__.py", "document.py")


def recognise(document: Document, series: str | None = None) -> Source:
    """The source that a file belongs to, by its content and never by its name.

    `series` names the FRED series of a re-save whose heading does not.
    Raises WarehouseError for an empty file, a web page, an unknown layout, a FRED
    series that has no block.
    """
    if not document.content.strip():
        raise document.error("the file is empty; fetch it again")
    if document.looks_like_html_page:
        raise document.error(
            "this is a web page, not a data file; the publisher may have answered with"
            " an error page, so fetch it again later",
            1,
            document.head(200).splitlines()[0],
        )
    found = next(filter(None, (family.recognise(document) for family in _FAMILIES)), "")
    if found == "fred":
        found = _fred_source(document, series)
    if not found:
        first = next((t for t in document.head().splitlines() if t.strip()), "")
        raise document.error(
            "no known layout begins like this; `tic-warehouse land --help` lists what"
            " can be landed",
            1,
            first,
        )
    return all_sources()[found]


def _fred_source(document: Document, series: str | None) -> str:
    names = daily.series_named(document) or ([series] if series else [])
    if len(names) != 1:
        raise document.error(
            "the heading names no single series; say which one with --series, for"
            " example --series DGS10",
            1,
            document.head().splitlines()[0],
        )
    found = f"fred_{names[0].upper()}"
    if found not in all_sources():
        raise document.error(
            f"the FRED series {names[0]} has no block in orchestration/sources; add"
            " one to take it in",
            1,
            document.head().splitlines()[0],
        )
    return found


def parse(document: Document, source: Source) -> ParsedFile:
    """All cells of a file of a known source; raises WarehouseError as parsers do."""
    return _function(source.parser)(document, list(source.columns))


@cache
def _function(path: str) -> Callable[[Document, list[str]], ParsedFile]:
    module, name = path.split(":")
    return getattr(import_module(f"orchestration.parse.{module}"), name)


@cache
def parser_fingerprint(parser: str) -> str:
    """Changes whenever the code that reads a layout does, and then only."""
    folder = Path(__file__).parent
    digest = hashlib.sha256()
    for name in (*_SHARED, f"{parser.split(':')[0]}.py"):
        digest.update((folder / name).read_bytes())
    return digest.hexdigest()[:12]
