"""Write the forms in which the shipped snapshot carries figures.

Belongs here: one function per layout that leaves out titles' ornaments, notes and
long descriptions, and keeps the figures with their keys as printed. Does not: which
files are shipped, and that their figures are the originals' (`snapshot.py`).
"""

import csv
import io
import json
import re
import zipfile
from collections.abc import Callable
from datetime import date
from itertools import pairwise

from orchestration.parsing.archive import member, member_names
from orchestration.parsing.document import Document
from orchestration.parsing.japan import jgb, payments, reserves, securities
from orchestration.parsing.japan.eras import ENCODING
from orchestration.parsing.markets import ecb
from orchestration.parsing.tic import (
    mfhhis01,
    oil_exporters,
    survey,
    survey_appendix,
)
from orchestration.sources import Source


def bundled_form(source: Source, documents: list[Document], since: date) -> bytes:
    """Make the bundled form of a source's originals, from a day on if one is given."""
    if source.raw_table == "fred_series":
        return _fred_grid(source, documents)
    if since > date.min:
        return _treasury_grid_since(documents[0], since)
    form = _FORMS[source.raw_table]
    return form(documents[0])


def _lines(rows: list[list[str]], delimiter: str, encoding: str = "ascii") -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator="\n").writerows(rows)
    return text.getvalue().encode(encoding)


def _slt_grid(document: Document) -> bytes:
    rows = [row.trimmed() for row in document.rows("\t")]
    header = next(index for index, row in enumerate(rows) if row[:1] == ["country"])
    data = [row for row in rows[header:] if len(row) > 3]
    return _lines([["Millions of dollars"], *data], "\t")


def _mfhhis01_grid(document: Document) -> bytes:
    kept: list[list[str]] = [["", "", "", mfhhis01.UNIT_LINE]]
    for row in document.rows("\t"):
        kind = mfhhis01.row_kind(row)
        if kind in ("months", "years", "marks", "data"):
            kept.append(row.trimmed())
        if kind == "footer" and row.cells[0][:1].isdigit():
            return _lines([*kept, [row.cells[0].strip()]], "\t")
    raise document.error("the footer names no date of release")


def _recent_grid(document: Document) -> bytes:
    rows = [row.trimmed() for row in document.rows("\t")]
    data = [row for row in rows if len(row) > 3]
    return _lines([["Billions of dollars"], *data], "\t")


def _mfh_grid(document: Document) -> bytes:
    lines = document.text().splitlines()
    header = next(at for at, line in enumerate(lines) if line.startswith("Country "))
    last = max(at for at, line in enumerate(lines) if "T-Bonds & Notes" in line)
    release = next(
        line for line in lines[last:] if line.startswith("March ")
    )  # the frozen edition's date of release
    kept = [line for line in lines[header - 1 : last + 1] if line.strip()]
    return "\n".join(["(in billions of dollars)", *kept, release, ""]).encode("ascii")


def _treasury_grid(document: Document) -> bytes:
    rows = [row.cells for row in document.rows(",")]
    return _lines([row for row in rows if any(row[1:])], ",")


def _treasury_grid_since(document: Document, since: date) -> bytes:
    header, *rows = (row.cells for row in document.rows(","))
    return _lines([header, *(row for row in rows if row[0] >= since.isoformat())], ",")


def _h15_grid(document: Document) -> bytes:
    rows = [row.cells for row in document.rows(",")]
    keys_only = [rows[0][0], *("" for _ in rows[0][1:])]  # not the long descriptions
    return _lines([keys_only, *rows[1:]], ",")


def _jgb_grid(document: Document) -> bytes:
    rows = document.rows(",", ENCODING)
    kept = [row for row in rows if not row.is_blank and not jgb.is_note(row)]
    return _lines([row.cells for row in kept], ",")


def _payments_grid(document: Document) -> bytes:
    """English title and unit, the headings, years and months in both calendars."""
    rows = [row.cells for row in document.rows(",", ENCODING) if not row.is_blank]
    title = next(row for row in rows if re.match(r"6pi-\d +[A-Z]", row[0]))
    unit = rows.index(next(row for row in rows if row[0].strip() == payments.UNIT))
    below = rows[unit + 1 :]
    years = next(at for at, row in enumerate(below) if row[0] == payments.MARKS[0])
    headings = [row for row in below[:years] if not any(row[:4])]
    data = [[cell.strip() for cell in row] for row in below[years:]]
    return _lines([title[:1], rows[unit][:1], *headings, *data], ",", ENCODING)


def _securities_grid(document: Document) -> bytes:
    """Begin of the English title, day of update, unit and headings; the weeks."""
    rows = [row for row in securities.rows(document) if not row.is_blank]
    first = next(at for at, row in enumerate(rows) if securities.week(row))
    heading = [
        [cell.strip() for cell in row.trimmed()]
        for row in rows[:first]
        if "".join(row.cells).isascii()
    ]
    data = [row for row in rows[first:] if securities.week(row)]
    weeks = [[cell.strip() for cell in row.cells] for row in data]
    heading[0][0] = f"{securities.TITLE})"
    return _lines([*heading, *weeks], ",", ENCODING)


def _reserves_grid(document: Document) -> bytes:
    """Write the unit, which the excerpt lacks, and the months."""
    rows = [row.cells for row in document.rows(",", "utf-8") if not row.is_blank]
    return _lines([[reserves.UNIT], *rows], ",", "utf-8")


def _ecb_grid(document: Document) -> bytes:
    inner = ecb.unzipped(document)
    content = _lines(_ecb_rows(inner), ",")
    if inner is document:
        return content
    return _zipped({inner.name.rpartition("/")[2]: content})


def _zipped(members: dict[str, bytes]) -> bytes:
    """Write a zip with a fixed time stamp: the same figures make the same bytes."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, content in members.items():
            entry = zipfile.ZipInfo(name, date_time=(1999, 1, 4, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return packed.getvalue()


def _ecb_rows(document: Document) -> list[list[str]]:
    return [
        [cell.strip() for cell in row.trimmed()]
        for row in document.rows(",")
        if not row.is_blank
    ]


def _fred_grid(source: Source, documents: list[Document]) -> bytes:
    """Days with a figure, and those without one where the series pauses for long.

    A day without one says nothing that is not known, but a pause that is longer than
    the source's is taken for missing days where its empty rows are left out. Under the
    older of FRED's headings: with the newer one a file that holds figures only, and no
    gap, would be its original byte by byte.
    """
    texts: dict[str, str] = {}
    for document in documents:
        for row in document.rows(",")[1:]:
            figure = row.cells[1].strip()
            if figure not in ("", ".") or row.cells[0] not in texts:
                texts[row.cells[0]] = figure
    days = [day for day in sorted(texts) if texts[day] not in ("", ".")]
    for earlier, later in pairwise(tuple(days)):
        pause = date.fromisoformat(later) - date.fromisoformat(earlier)
        if source.max_gap_days and pause.days > source.max_gap_days:
            days += [day for day in texts if earlier < day < later]
    header = ["DATE", source.columns[0]]
    return _lines([header, *([day, texts[day] or "."] for day in sorted(days))], ",")


def _fiscal_records(document: Document) -> bytes:
    """Write a record to a line, so that a figure's line number is its record's."""
    records = json.loads(document.text("utf-8"))
    lines = ",\n".join(json.dumps(record) for record in records)
    return f"[{lines}]\n".encode("ascii")


def _history_grid(document: Document) -> bytes:
    """Keep the stacked headings, which say what a column is, and the months."""
    above_notes = Document(document.name, document.content.partition(b'"Notes:"')[0])
    rows = [row.trimmed() for row in above_notes.rows(",") if not row.is_blank]
    return _lines([[""], *rows], ",")


def _form_s_grid(document: Document) -> bytes:
    rows = [row.trimmed() for row in document.rows("\t") if not row.is_blank]
    return _lines(rows, "\t")


def _oil_exporters_grid(document: Document) -> bytes:
    rows = [row.trimmed() for row in document.rows(",") if not row.is_blank]
    footer = next(at for at, row in enumerate(rows) if row[0] == oil_exporters.FOOTER)
    heading, table, release = rows[:1], rows[1:footer], rows[footer : footer + 2]
    return _lines([[heading[0][0].removesuffix(" 1/")], *table, *release], ",")


def _survey_grid(document: Document) -> bytes:
    """Title, unit and day of release; the three header rows; the countries."""
    delimiter = "\t" if "\t" in document.head(500) else ","
    rows = [row.trimmed() for row in document.rows(delimiter) if not row.is_blank]
    header = next(at for at, row in enumerate(rows) if row[0] == "Country code")
    kept = (re.compile(survey.TITLE), survey.UNIT, survey.RELEASE)
    named = [
        row
        for row in rows[: header - 2]
        if any(known.fullmatch(row[0]) for known in kept)
    ]
    data = [row for row in rows[header + 1 :] if len(row) > 2]
    return _lines([*named, *rows[header - 2 : header + 1], *data], delimiter)


def _appendix_grid(document: Document) -> bytes:
    """Zip the tables that are read, up to the mark of their notes, if they have it."""
    mark = survey_appendix.NOTES
    tables: dict[str, bytes] = {}
    for name in member_names(document):
        each = member(document, name, survey_appendix.MAX_MEMBER_BYTES)
        titled = survey_appendix.titled(each)
        if titled is not None:
            title, body = titled
            rows = [row.trimmed() for row in body if not row.is_blank]
            notes = (at for at, row in enumerate(rows) if row[0].startswith(mark))
            end = next(notes, None)
            below = [] if end is None else [[mark]]
            tables[name] = _lines([[title], *rows[:end], *below], ",")
    return _zipped(tables)


def _estimates_grid(document: Document) -> bytes:
    """Write the authors' columns unpadded, each holder's months together."""
    header, *rows = (row.cells for row in document.rows(",") if not row.is_blank)
    name = next(at for at, column in enumerate(header) if column.endswith("name"))
    rows.sort(key=lambda row: row[name])
    unpadded = [
        [cell if at == name else cell.strip() for at, cell in enumerate(row)]
        for row in [header, *rows]
    ]
    return _lines(unpadded, ",")


_FORMS: dict[str, Callable[[Document], bytes]] = {
    "tic_slt_table1": _slt_grid,
    "tic_slt_table3": _slt_grid,
    "tic_slt_table5": _recent_grid,
    "tic_mfhhis01": _mfhhis01_grid,
    "tic_mfh": _mfh_grid,
    "us_treasury_par_yields": _treasury_grid,
    "fed_h15": _h15_grid,
    "mof_jgb": _jgb_grid,
    "mof_6pi_1": _payments_grid,
    "mof_6pi_4": _payments_grid,
    "mof_reserves": _reserves_grid,
    "mof_securities_week": _securities_grid,
    "ecb_reference_rates": _ecb_grid,
    "tic_slt3d_globl": _history_grid,
    "tic_s1_globl": _form_s_grid,
    "tic_slt2d_history": _history_grid,
    "tic_bltype_history": _history_grid,
    "tic_oilexp_hist": _oil_exporters_grid,
    "tic_shlhistdat": _survey_grid,
    "tic_shl_appendix": _appendix_grid,
    "frb_bertaut_judson_positions": _estimates_grid,
    "frb_bertaut_judson_coverage": _estimates_grid,
    "frb_bertaut_judson_roster": _estimates_grid,
    "frb_foi_adjusted": _estimates_grid,
    "us_treasury_debt_to_penny": _fiscal_records,
    "us_treasury_mspd_table_1": _fiscal_records,
}
