"""Parse the survey's appendix: a zip with every table of the report.

The numbers of the tables move from year to year (Treasuries by type were A3 in 2019
and A7 in 2024), so a table is known by its title, whose text is chopped over cells in
some years. Two tables are read: Treasury securities by country and type (millions of
dollars, one survey) and all securities by country (billions, eight surveys). They
have no codes. Other members are listed in IGNORED on purpose; an unknown one raises.
A cell's segment is the table's number; its line is that of the member.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date

import pandas

from orchestration.errors import WarehouseError
from orchestration.parsing.archive import heads, is_zip, member, member_names
from orchestration.parsing.document import (
    MONTH_NUMBERS,
    Document,
    ParsedFile,
    Row,
    month_end,
    quoted_text,
    reject_duplicates,
)
from orchestration.parsing.grid import Grid, check_lines, squeezed

MAX_MEMBER_BYTES = 8 * 1024 * 1024  # the report itself has a quarter of a million
_HEAD_BYTES = 400
MISSING = ("n.a.", "*")  # "*" is below half a million, or withheld
LABEL_COLUMN = "Countries and Regions"
OFFICIAL = "of which: Holdings of foreign official"  # "institutions" is a line below
REGIONS = "Totals by Region:"
NOTES = "* Greater than zero"

_BY_TYPE = re.compile(
    r"TableA(\d+)\.ForeignHoldingsofU\.S\.TreasurySecurities,byCountryandTypeof"
    r"TreasurySecurity,asof(June)(\d{1,2}),(\d{4})"
)
_BY_YEAR = re.compile(
    r"TableA(\d+)\.ForeignHoldingsofU\.S\.Securities,byCountry,asofEnd-June"
)
_BY_TYPE_HEADING = (
    "Millionsofdollars",
    "TreasuryLTdebt**",
    "ofwhich:ofwhich:ofwhich:Treasury",
    "CountriesandRegionsTotalTotalNominalTIPSFRNSTdebt**",
)

# How the members that are not read begin, blanks, quotes and commas left out.
IGNORED = (
    r"%PDF",  # the report's appendix as pages
    r"readme_",
    r"TableA\d+\.ForeignHoldingsofU\.S\.(Equities|Long-Term|Short-Term)",
    r"TableA\d+\.ForeignHoldingsofU\.S\.SecuritiesbyCountryand(Broad)?SecurityType",
    r"TableA\d+\.MaturityStructureofForeign-Held",
    r"(June)+\d{4}",  # the same without its title
    r"Appendix11\.MarketvalueofU\.S\.holdingsofforeignsecurities",
    r"naics_code",  # holdings by industry
)


def recognise(document: Document) -> str | None:
    """`tic_shl_appendix`, or None, by the title of a table within the zip."""
    if not is_zip(document):
        return None
    found = heads(document, _HEAD_BYTES, MAX_MEMBER_BYTES)
    for name, head in zip(member_names(document), found, strict=True):
        is_read = not isinstance(head, WarehouseError) and _is_table(head)
        if is_read and name.endswith(".csv"):
            return "tic_shl_appendix"
    return None


def parse(document: Document, expected_columns: list[str]) -> ParsedFile:
    """All cells of the two tables.

    Raises WarehouseError for a member that is neither read nor ignored on purpose, a
    table that is not there exactly once, a changed unit or column, an unknown mark,
    a repeated or incomplete row.
    """
    tables: dict[str, list[pandas.DataFrame]] = {"by type": [], "by year": []}
    unknown: list[Document] = []
    for name in member_names(document):
        each = _opened(document, name)
        table = _read(each, expected_columns)
        if table is not None:
            kind, cells = table
            tables[kind].append(cells)
        elif not _is_ignored(each):
            unknown.append(each)
    if unknown:
        raise _unknown_members(unknown)
    for kind, found in tables.items():
        if len(found) != 1:
            raise document.error(
                f"the table of holdings {kind} is {len(found)} times in this zip, not"
                " once; check what the publisher changed before you extend the reader"
            )
    both = [*tables["by type"], *tables["by year"]]
    return ParsedFile(pandas.concat(both, ignore_index=True))


def _read(
    document: Document, expected_columns: list[str]
) -> tuple[str, pandas.DataFrame] | None:
    """Read the kind of a table and its cells; None for a member that is not read."""
    if not _is_table(document):
        return None
    rows = document.rows(",")
    unit = _unit_line(document, rows)
    title = squeezed(cell for row in rows[:unit] for cell in row.cells)
    if by_type := _BY_TYPE.fullmatch(title):
        columns = expected_columns[:-1]
        return "by type", _read_by_type(document, rows, unit, by_type, columns)
    if by_year := _BY_YEAR.fullmatch(title):
        columns = expected_columns[-1:]
        return "by year", _read_by_year(document, rows, unit, by_year, columns)
    return None


def _opened(document: Document, name: str) -> Document:
    return member(document, name, MAX_MEMBER_BYTES)


def titled(document: Document) -> tuple[str, list[Row]] | None:
    """Find the title of a table that is read and its rows from the unit on, or None."""
    if not _is_table(document):
        return None
    rows = document.rows(",")
    unit = _unit_line(document, rows)
    title = " ".join("".join(cell for row in rows[:unit] for cell in row.cells).split())
    squeezed_title = squeezed(title)
    is_read = _BY_TYPE.fullmatch(squeezed_title) or _BY_YEAR.fullmatch(squeezed_title)
    return (title, rows[unit:]) if is_read else None


def _is_table(document: Document) -> bool:
    """Recognise a csv with a title; texts and untitled copies are not read."""
    begin = document.content[:200].lstrip()
    return begin.startswith(b'"Table A') and b"U.S." in begin


def _is_ignored(document: Document) -> bool:
    """Recognise a member that is not read on purpose."""
    begin = _begin(document)
    text = re.sub(r'[",\s]', "", begin)
    is_text_of_a_table = re.match(r"TableA\d+\.", text) and not begin.startswith('"')
    is_untitled_copy = begin.startswith(",")
    return bool(
        is_text_of_a_table or is_untitled_copy or re.match("|".join(IGNORED), text)
    )


def _begin(document: Document) -> str:
    return document.content.strip()[:400].decode("latin-1")


def _unknown_members(unknown: list[Document]) -> WarehouseError:
    """Make the error for members neither read nor ignored: all of them at once."""
    first, *others = unknown
    names = [quoted_text(each.name.rpartition("/")[2], 40) for each in others]
    also = f" (so are {', '.join(names[:20])})" if names else ""
    return first.error(
        f"this member is unknown{also}; read it or list it as ignored in the reader",
        1,
        _begin(first).partition("\n")[0],
    )


def _unit_line(document: Document, rows: list[Row]) -> int:
    for index, row in enumerate(rows[:6]):
        if re.match("(Millions|Billions)ofdollars", squeezed(row.cells)):
            return index
    raise document.error("no unit line stands below the title", 1)


def _read_by_type(
    document: Document,
    rows: list[Row],
    unit: int,
    title: re.Match[str],
    measures: list[str],
) -> pandas.DataFrame:
    check_lines(document, rows[unit : unit + 4], _BY_TYPE_HEADING)
    number, month, day, year = title.groups()
    surveyed = month_end(int(year), MONTH_NUMBERS[month[:3]])
    fields: dict[str, Sequence[object]] = {
        "period": [f"{month} {day}, {year}"] * len(measures),
        "reference_date": [surveyed] * len(measures),
        "measure": measures,
    }
    return _melt(document, rows[unit + 4 :], f"A{number}", fields)


def _read_by_year(
    document: Document,
    rows: list[Row],
    unit: int,
    title: re.Match[str],
    measures: list[str],
) -> pandas.DataFrame:
    check_lines(document, [rows[unit]], ["Billionsofdollars"])
    months, header = (row.trimmed() for row in rows[unit + 1 : unit + 3])
    years = header[1:]
    first = int(years[0]) if years and years[0].isdigit() else 0
    expected = [str(first + step) for step in range(len(years))]
    if header[:1] != [LABEL_COLUMN] or not first or years != expected:
        raise document.error(
            "the columns must be years that run one by one",
            rows[unit + 2].line_number,
            " ".join(header),
        )
    if months[1:] != ["June"] * len(years):
        raise document.error(
            "June must stand above every year", rows[unit + 1].line_number
        )
    fields: dict[str, Sequence[object]] = {
        "period": [f"June {year}" for year in years],
        "reference_date": [date(int(year), 6, 30) for year in years],
        "measure": measures * len(years),
    }
    return _melt(document, rows[unit + 3 :], f"A{title[1]}", fields)


def _melt(
    document: Document,
    body: list[Row],
    number: str,
    by_column: Mapping[str, Sequence[object]],
) -> pandas.DataFrame:
    width = len(by_column["measure"])
    data, notes = _above_notes(document, body)
    named, segments = _named(data, number)
    grid = Grid(
        document,
        named,
        width + 1,
        below=notes,
        is_data=lambda row: len(row.trimmed()) > 1,
    )
    if "Total" not in grid.column(0):
        raise document.error("the row of the total is gone, so the table is cut off")
    cells = grid.melt(
        range(1, width + 1),
        MISSING,
        by_row={"label": grid.column(0), "segment": segments},
        by_column=by_column,
    )
    reject_duplicates(document, cells, ["label", "segment", "measure", "period"])
    return cells


def _named(rows: list[Row], number: str) -> tuple[list[Row], list[str]]:
    """Find the rows of figures and the block of each; a name may begin above."""
    named: list[Row] = []
    segments: list[str] = []
    begun, segment = "", number
    for row in rows:
        filled = row.trimmed()
        if filled == [REGIONS]:
            segment = f"{number} by region"
        elif filled == [OFFICIAL]:
            begun = f"{OFFICIAL} "
        else:
            named.append(Row(row.line_number, [begun + filled[0], *filled[1:]]))
            segments.append(segment)
            begun = ""
    return named, segments


def _above_notes(document: Document, body: list[Row]) -> tuple[list[Row], list[Row]]:
    filled = [row for row in body if not row.is_blank]
    notes = (at for at, row in enumerate(filled) if row.cells[0].startswith(NOTES))
    end = next(notes, None)
    if end is None:
        raise document.error("the notes below the table are gone, so it is cut off")
    return filled[:end], filled[end:]
