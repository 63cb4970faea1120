"""Bytes → tidy cells. Pure: no network, no database, no clock.

A module per family of layouts; each has `recognise(document)` and one or more
parse functions that a source's block names as `module:function`. Unknown input
raises a WarehouseError with file and line; nothing falls into an `else`.
"""

import codecs
import hashlib
from collections.abc import Callable
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from types import ModuleType

from orchestration.errors import WarehouseError
from orchestration.parse import daily
from orchestration.parse.archive import is_zip, member_names
from orchestration.parse.document import Document, ParsedFile
from orchestration.sources import Source, all_sources

_SHARED = ("__init__.py", "archive.py", "document.py", "japanese.py", "months.py")


def recognise(document: Document, series: str | None = None) -> Source:
    """The source that a file belongs to, by its content and never by its name.

    `series` names the FRED series of a re-save whose heading does not.
    Raises WarehouseError for an empty file, a web page, an unknown layout, a FRED
    series that has no block.
    """
    _refuse_no_data_file(document)
    answers = {family.recognise(document) for family in _families()} - {None}
    # Two columns named date and something are FRED's layout and others' too, so any
    # family that knows more of the file is believed first.
    found = next(iter(answers - {"fred"}), None)
    if found is None and "fred" in answers:
        found = _fred_source(document, series)
    if not found:
        raise _unknown(document)
    return all_sources()[found]


def _unknown(document: Document) -> WarehouseError:
    if is_zip(document):
        names = ", ".join(member_names(document)[:3]) or "nothing"
        return document.error(
            f"no known archive holds what this zip does ({names}); use the file as its"
            " publisher serves it"
        )
    first = next(filter(str.strip, document.head().splitlines()), "")
    return document.error(
        "no known layout begins like this; `tic-warehouse land --help` lists what can"
        " be landed",
        1,
        first,
    )


@cache
def _families() -> list[ModuleType]:
    """The modules of this folder that recognise a layout."""
    names = sorted(info.name for info in iter_modules(__path__))
    modules = [import_module(f"{__name__}.{name}") for name in names]
    return [module for module in modules if hasattr(module, "recognise")]


def _refuse_no_data_file(document: Document) -> None:
    if not document.content.strip():
        raise document.error("the file is empty; fetch it again")
    if document.looks_like_html_page:
        raise document.error(
            "this is a web page, not a data file; the publisher may have answered with"
            " an error page, so fetch it again later",
            1,
            document.head(200).strip().partition("\n")[0],
        )
    if document.content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise document.error(
            "the file is in UTF-16, which no publisher uses, so a program has re-saved"
            " it; fetch it again"
        )


def _fred_source(document: Document, series: str | None) -> str:
    header = document.head().partition("\n")[0]
    names = daily.series_named(document) or ([series.upper()] if series else [])
    if len(names) != 1:
        raise document.error(
            "the heading names no single series; say which one with --series, for"
            " example --series DGS10",
            1,
            header,
        )
    if series and series.upper() != names[0]:
        raise document.error(
            f"the heading names another series than --series {series}; leave it out",
            1,
            header,
        )
    found = f"fred_{names[0]}"
    if found not in all_sources():
        raise document.error(
            f"the FRED series {names[0]} has no block in orchestration/sources; add"
            " one to take it in",
            1,
            header,
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
    for name in (*_SHARED, f"{parser.partition(':')[0]}.py"):
        digest.update((folder / name).read_bytes())
    return digest.hexdigest()[:12]
