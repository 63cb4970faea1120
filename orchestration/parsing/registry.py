"""Find the parser of a file by its content, and the code version of a parser.

Belongs here: asking the families of layouts, one module each in the packages beside
this one, and calling the parse function that a source's block names as
`package.module:function`. Does not: any layout.
"""

import ast
import codecs
import hashlib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from types import ModuleType

import pandas

from orchestration.errors import WarehouseError
from orchestration.parsing.archive import is_zip, member_names
from orchestration.parsing.document import Document, ParsedFile, quoted_text
from orchestration.parsing.markets import fred
from orchestration.sources import Source, all_sources

_PACKAGE = "orchestration.parsing"
_FOLDER = Path(__file__).parent
_HEAD_BYTES = 64 * 1024
# What spreadsheets and old Macs write, what publishers do, and how a person calls it.
_MARKS = (
    (b";", b",", "semicolons instead of commas"),
    (b'"', b"", "quotation marks around its cells"),
    (b"\r", b"\n", "the line ends of an old Mac"),
)


def recognise(document: Document, series: str | None = None) -> Source:
    """Recognise the source of a file by its content, never by its name.

    `series` names the FRED series of a re-save whose heading does not.
    Raises WarehouseError for an empty file, a web page, an unknown layout, a FRED
    series that has no block.
    """
    found = _family_of(document)
    if found == "fred":
        found = _fred_source(document, series)
    if not found:
        raise _unknown(document)
    return all_sources()[found]


def series_in(document: Document, series: str | None = None) -> dict[str, Document]:
    """Split a FRED file of several series into a file for each, by its name.

    With `series` that one only; empty for any other file. Raises WarehouseError where
    `series` is not among them, or a row does not fit the heading.
    """
    if _family_of(document) != "fred":
        return {}
    names = fred.series_named(document)
    if len(names) < 2:
        return {}
    if series and series.upper() not in names:
        raise document.error(
            f"the heading names {', '.join(names)} and not --series {series}; leave it"
            " out, or name one of these",
            1,
            document.head().partition("\n")[0],
        )
    return fred.split(document, [series.upper()] if series else names)


def _family_of(document: Document) -> str | None:
    """Ask the families about a file: a source, `fred`, or None for none."""
    _reject_no_data_file(document)
    answers = {family.recognise(document) for family in _families()} - {None}
    # Two columns named date and something are FRED's layout and others' too, so any
    # family that knows more of the file is believed first.
    return next(iter(answers - {"fred"}), "fred" if "fred" in answers else None)


def _unknown(document: Document) -> WarehouseError:
    if is_zip(document):
        shown = [quoted_text(name, 40)[1:-1] for name in member_names(document)[:3]]
        names = ", ".join(shown) or "nothing"
        return document.error(
            f"no known archive holds what this zip does ({names}); use the file as its"
            " publisher serves it"
        )
    first = next(filter(str.strip, document.head().splitlines()), "")
    if marks := _marks_of_a_program(document):
        return document.error(
            f"this is a known layout with {marks}, so a program has re-saved it; land"
            " the file as its publisher serves it",
            1,
            first,
        )
    return document.error(
        "no known layout begins like this; `tic-warehouse land --help` lists what can"
        " be landed",
        1,
        first,
    )


def _marks_of_a_program(document: Document) -> str | None:
    """Find what a program has put into a layout known without it, or None."""
    head = document.content[:_HEAD_BYTES]
    for mark, published, name in _MARKS:
        if mark in head:
            original = Document(document.name, head.replace(mark, published))
            with suppress(WarehouseError):
                if _family_of(original):
                    return name
    return None


@cache
def _families() -> list[ModuleType]:
    """List the modules of the packages beside this one that recognise a layout."""
    found = walk_packages([str(_FOLDER)], prefix=f"{_PACKAGE}.")
    names = sorted(module.name for module in found if not module.ispkg)
    modules = [import_module(name) for name in names if name != __name__]
    return [module for module in modules if hasattr(module, "recognise")]


def _reject_no_data_file(document: Document) -> None:
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
    names = fred.series_named(document) or ([series.upper()] if series else [])
    if len(names) != 1:
        raise document.error(
            "the heading names no single series; say which one with --series, for"
            " example --series DGS10",
            1,
            header,
        )
    if series and series.upper() != names[0]:
        raise document.error(
            f"the heading names {names[0]}, another series than --series {series};"
            " leave it out",
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
    parsed = _function(source.parser)(document, list(source.columns))
    if source.leading_zeros_are_missing:
        return replace(parsed, cells=_without_leading_zeros(parsed.cells))
    return parsed


def _without_leading_zeros(cells: pandas.DataFrame) -> pandas.DataFrame:
    """Take the zeros before a series' first figure for missing; a later one stays."""
    of_figures = cells["reference_date"].where(cells["cell_value"] > 0)
    is_before = cells["reference_date"] < of_figures.groupby(cells["label"]).transform(
        "min"
    )
    is_zero = cells["cell_value"] == 0
    return cells.assign(cell_value=cells["cell_value"].mask(is_before & is_zero))


@cache
def _function(path: str) -> Callable[[Document, list[str]], ParsedFile]:
    module, name = path.split(":")
    function: Callable[[Document, list[str]], ParsedFile]
    function = getattr(import_module(f"{_PACKAGE}.{module}"), name)
    return function


@cache
def parser_fingerprint(parser: str) -> str:
    """Fingerprint the code that reads a layout: a parser and all that it imports.

    Twelve hexadecimal digits over the parser's module and every module of this
    package that it imports, however deep, so that nobody keeps a list.
    """
    digest = hashlib.sha256()
    for module in modules_read_by(parser.partition(":")[0]):
        digest.update(_file_of(module).read_bytes())
    return digest.hexdigest()[:12]


def modules_read_by(module: str) -> list[str]:
    """List a parser's module and those of this package that it imports, sorted.

    `module` and the result are names below this package, as in `tic.survey`. A parser
    is called through `Document`, so the modules of bytes and zips always count.
    """
    found: set[str] = set()
    waiting = [module, "document", "archive"]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += _imports_of(name)
    return sorted(found)


@cache
def _imports_of(module: str) -> list[str]:
    """List the modules of this package that one of them imports."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(_file_of(module).read_bytes())):
        if isinstance(node, ast.Import):
            names |= {each.name for each in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module)
            names |= {f"{node.module}.{each.name}" for each in node.names}
    inside = {name.removeprefix(f"{_PACKAGE}.") for name in names if _PACKAGE in name}
    return sorted(name for name in inside if _file_of(name).is_file())


def _file_of(module: str) -> Path:
    return _FOLDER / f"{module.replace('.', '/')}.py"
