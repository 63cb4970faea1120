"""Parse the survey's appendix: a zip with every table of the report.

The numbers of the tables move from year to year (Treasuries by type were A3 until 2019
and are A7 since), so a table is known by its title, whose words changed in 2019 and
whose text is chopped over cells in some years. Three tables are read: Treasuries by
country and type (millions of dollars, one survey), all securities by country (billions,
eight surveys) and, in a zip that has it, what is left of the life of the Treasuries of
all foreigners, officials and others (millions, seven surveys). They have no codes.
Other members are listed in IGNORED with the reason; an unknown one raises. The zip of
2016 has the tables of 2015, too. A cell's segment is the table's number, with the year
where it is of an earlier survey than the zip ("A3 of 2015"); its line is that of the
member.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import zip_longest

import pandas

from orchestration.errors import WarehouseError
from orchestration.parsing.archive import heads, is_zip, member, member_names
from orchestration.parsing.document import (
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

# Until 2018: "Value of foreign holdings of U.S. Treasury debt securities, by country
# and type ...", "Foreign holdings of U.S. securities, ... as of selected survey dates".
_BY_TYPE = re.compile(
    r"TableA(\d+)\.(?:Valueof)?ForeignHoldingsofU\.S\.Treasury(?:Debt)?Securities,"
    r"byCountryandTypeofTreasurySecurity,asofJune(\d{1,2}),(\d{4})",
    re.IGNORECASE,
)
_BY_YEAR = re.compile(
    r"TableA(\d+)\.ForeignHoldingsofU\.S\.Securities,byCountry,"
    r"asof(?:End-June|SelectedSurveyDates)",
    re.IGNORECASE,
)
_BY_MATURITY = re.compile(
    r"TableA(\d+)\.MaturityStructureofForeign-HeldU\.S\.Long-TermDebt,"
    r"asofJune(\d{1,2}),(\d{4})"
)
_BY_MATURITY_UNIT = (
    "Millionsofdollars,partsmaynotsumtototalassomebondshaveunknownmaturities."
)
_BY_TYPE_HEADING = (
    "Millionsofdollars",
    "TreasuryLTdebt**",
    "ofwhich:ofwhich:ofwhich:Treasury",
    "CountriesandRegionsTotalTotalNominalTIPSFRNSTdebt**",
)

# The blocks of the table by maturity; of other securities than Treasuries they are not
# read. Each has a line of its total, and one for each of these spans.
_SECURITIES = ("Total", "U.S. Treasuries", "Agencies", "Corporate")
_HELD = "U.S. Treasuries"
BLOCKS = tuple(
    f"{security}{holders}"
    for security in _SECURITIES
    for holders in ("", " FOI", " Private")
)
MATURITIES = (
    "1 year or less",
    *(f"{years} to {years + 1} years" for years in range(1, 10)),
    *(f"{years} to {years + 5} years" for years in range(10, 30, 5)),
    "30+ years",
)

# How the members that are not read begin, without blanks and the marks where a title is
# chopped over cells, in whatever case; and why they are not read.
_HOLDINGS = r'"TableA\d+\.(Valueof)?ForeignHoldingsofU\.S\.'
IGNORED = {
    r"%PDF": "the report's appendix as pages",
    r"readme_": "says what the zip holds",
    rf"{_HOLDINGS}(Equities|Long-Term|Short-Term)": "not about types of Treasuries",
    rf"{_HOLDINGS}Securities,byCountryand(Broad)?(Security)?Type": "in shlhistdat, too",
    r"TableA\d+\.": "a table as text, whose csv is read or ignored",
    r",": "a table without its title, whose csv is read or ignored",
    r'"?(June)+"*\d{4}': "the maturities without their title",
    r"Appendix11\.MarketvalueofU\.S\.holdingsofforeignsecurities": "by industry",
    r"naics_code": "by industry",
}


@dataclass(frozen=True)
class _Table:
    """A table that is read: "by type", "by year" or "by maturity", with its survey."""

    kind: str
    number: str
    survey: int
    cells: pandas.DataFrame


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
    """All cells of the tables that are read, of each survey that the zip is about.

    Raises WarehouseError for a member that is neither read nor ignored on purpose, a
    table that a survey has not exactly once, a changed unit or column, an unknown mark,
    a repeated or incomplete row.
    """
    tables: list[_Table] = []
    unknown: list[Document] = []
    for name in member_names(document):
        each = _opened(document, name)
        table = _read(each, expected_columns)
        if table is not None:
            tables.append(table)
        elif not _is_ignored(each):
            unknown.append(each)
    if unknown:
        raise _unknown_members(unknown)
    _check_each_survey_is_whole(document, tables)
    newest = max(table.survey for table in tables)
    tables.sort(key=lambda table: (-table.survey, table.kind))
    cells = [_with_survey_in_segment(table, newest) for table in tables]
    return ParsedFile(pandas.concat(cells, ignore_index=True))


def _check_each_survey_is_whole(document: Document, tables: list[_Table]) -> None:
    """Raise WarehouseError for a survey that lacks a table, or has one twice.

    Maturities came later than the two others, and are not missed.
    """
    times = Counter[tuple[str, int | str]](
        (table.kind, table.survey) for table in tables
    )
    surveys: list[int | str] = [*sorted({table.survey for table in tables})]
    for survey in surveys or ["any year"]:
        for kind, least in (("by type", 1), ("by year", 1), ("by maturity", 0)):
            if not least <= times[kind, survey] <= 1:
                raise document.error(
                    f"the table of holdings {kind} is {times[kind, survey]} times in"
                    f" this zip for the survey of {survey}, not once; check what the"
                    " publisher changed before you extend the reader"
                )


def _with_survey_in_segment(table: _Table, newest: int) -> pandas.DataFrame:
    """Tell a table of an earlier survey from the zip's own of the same number."""
    if table.survey == newest:
        return table.cells
    number = f"{table.number} of {table.survey}"
    segments = table.cells["segment"].str.removeprefix(table.number)
    return table.cells.assign(segment=number + segments)


def _read(document: Document, expected_columns: list[str]) -> _Table | None:
    """Read a table, or None for a member that is not read."""
    found = titled(document)
    if found is None:
        return None
    title, rows = squeezed(found[0]), found[1]
    spans = 1 + len(MATURITIES)
    if by_type := _BY_TYPE.fullmatch(title):
        return _read_by_type(document, rows, by_type, expected_columns[: -1 - spans])
    if by_maturity := _BY_MATURITY.fullmatch(title):
        return _read_by_maturity(document, rows, by_maturity, expected_columns[-spans:])
    by_year = _BY_YEAR.fullmatch(title)
    number = by_year[1] if by_year else ""
    return _read_by_year(document, rows, number, expected_columns[-1 - spans : -spans])


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
    is_read = any(
        known.fullmatch(squeezed_title) for known in (_BY_TYPE, _BY_YEAR, _BY_MATURITY)
    )
    return (title, rows[unit:]) if is_read else None


def _is_table(document: Document) -> bool:
    """Recognise a csv with a title; texts and untitled copies are not read."""
    begin = document.content[:200].lstrip()
    return begin.startswith(b'"Table A') and b"U.S." in begin


def _is_ignored(document: Document) -> bool:
    """Recognise a member that is not read on purpose."""
    text = re.sub(r'\s|","', "", _begin(document))
    return any(re.match(begin, text, re.IGNORECASE) for begin in IGNORED)


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
    raise document.error("no unit line below the title", 1)


def _read_by_type(
    document: Document, rows: list[Row], title: re.Match[str], measures: list[str]
) -> _Table:
    check_lines(document, rows[:4], _BY_TYPE_HEADING)
    number, day, year = title.groups()
    fields: dict[str, Sequence[object]] = {
        "period": [f"June {day}, {year}"] * len(measures),
        "reference_date": [month_end(int(year), 6)] * len(measures),
        "measure": measures,
    }
    cells = _melt(document, rows[4:], f"A{number}", fields)
    return _Table("by type", f"A{number}", int(year), cells)


def _read_by_year(
    document: Document, rows: list[Row], number: str, measures: list[str]
) -> _Table:
    check_lines(document, rows[:1], ["Billionsofdollars"])
    years = _years(document, rows[1:3], LABEL_COLUMN)
    fields: dict[str, Sequence[object]] = {
        **_junes(years),
        "measure": measures * len(years),
    }
    cells = _melt(document, rows[3:], f"A{number}", fields)
    return _Table("by year", f"A{number}", int(years[-1]), cells)


def _years(document: Document, rows: Sequence[Row], label_column: str) -> list[str]:
    """Read the years of the columns from the two lines above the figures."""
    months, header = (row.trimmed() for row in rows)
    years = header[1:]
    first = int(years[0]) if years and years[0].isdigit() else 0
    expected = [str(first + step) for step in range(len(years))]
    if header[:1] != [label_column] or not first or years != expected:
        raise document.error(
            "the columns must be years that run one by one",
            rows[1].line_number,
            " ".join(header),
        )
    if months[1:] != ["June"] * len(years):
        raise document.error("June must be above every year", rows[0].line_number)
    return years


def _junes(years: Sequence[str]) -> dict[str, Sequence[object]]:
    return {
        "period": [f"June {year}" for year in years],
        "reference_date": [date(int(year), 6, 30) for year in years],
    }


def _read_by_maturity(
    document: Document, rows: list[Row], title: re.Match[str], measures: list[str]
) -> _Table:
    """Read a table of several pages, each with title, unit and years of its own."""
    number, _, survey = title.groups()
    filled = [row for row in rows if not row.is_blank]
    check_lines(document, filled[:1], [_BY_MATURITY_UNIT])
    years = _years(document, filled[1:3], "")
    if years[-1] != survey:
        raise document.error(
            f"the last column must be the survey of {survey}", filled[2].line_number
        )
    headings = {title[0], *(squeezed(row.cells) for row in filled[:3])}
    data = _without_headings(filled[3:], headings)
    expected = [label for block in BLOCKS for label in (block, *MATURITIES)]
    for row, label in zip_longest(data, expected):
        if row is None or row.cells[0] != label:
            raise document.error(
                "the maturities or the blocks of this table changed:"
                f" {quoted_text(label or 'its end', 40)} is expected here",
                (row or data[-1]).line_number,
                " ".join(row.trimmed()) if row else "",
            )
    each = 1 + len(MATURITIES)
    begin = BLOCKS.index(_HELD) * each
    held = data[begin : begin + 3 * each]
    cells = Grid(document, held, 1 + len(years), ends=False).melt(
        range(1, 1 + len(years)),
        MISSING,
        by_row={
            "label": [
                block for block in BLOCKS if block.startswith(_HELD) for _ in measures
            ],
            "segment": [f"A{number}"] * len(held),
            "measure": measures * 3,
        },
        by_column=_junes(years),
    )
    return _Table("by maturity", f"A{number}", int(survey), cells)


def _without_headings(rows: list[Row], headings: set[str]) -> list[Row]:
    """Drop the title, which may be on two lines, the unit and years of later pages."""
    kept: list[Row] = []
    begun = ""
    for row in rows:
        begun += squeezed(row.cells)
        if begun in headings:
            begun = ""
        elif not any(heading.startswith(begun) for heading in headings):
            kept.append(row)
            begun = ""
    return kept


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
