"""Parse par yields of Japanese government bonds: history and current month.

The English edition and the Japanese one, which has days of an era and tenors in
years, hold the same figures and are read to the same cells.
"""

import re
from datetime import date

from orchestration.parsing.document import Document, ParsedFile, Row
from orchestration.parsing.japan.eras import ENCODING, era_day, plain
from orchestration.parsing.markets.daily import (
    Layout,
    parse_grid,
    read_in_form,
    reject_unknown,
)


def _day(text: str) -> date:
    """Read a day of either edition; raises ValueError for any other text."""
    return era_day(text) if text[:1].isalpha() else read_in_form(text, "%Y/%m/%d")


MOF_JGB = Layout("par_yield", ("-",), read_date=_day)
_HEAD = re.compile(r"(Interest Rate\b[^\n]*\nDate,1Y,|国債金利情報[^\n]*\n基準日,1年,)")
_MONTH = re.compile(r"\((\w+ \d{4}|(昭和|平成|令和)(元|\d+)年\d+月)\)")
_UNITS = ("(Unit : %)", "(単位 : %)")


def recognise(document: Document) -> str | None:
    """`mof_jgb_current` if the title names a month, else `mof_jgb_all`; or None."""
    head = document.content[:1000].decode(ENCODING, errors="replace")
    if not _HEAD.match(head):
        return None
    title = plain(head.partition("\n")[0])
    return "mof_jgb_current" if _MONTH.search(title) else "mof_jgb_all"


def parse_mof_jgb(document: Document, expected_columns: list[str]) -> ParsedFile:
    """JGB par yields in percent; a note in cp932 may close the current month.

    Raises WarehouseError for a changed unit, an unknown tenor and all that
    `parse_grid` rejects.
    """
    rows = [
        row
        for row in document.rows(",", ENCODING)
        if not row.is_blank and not is_note(row)
    ]
    if rows[0].trimmed()[-1:] not in ([unit] for unit in _UNITS):
        raise document.error(
            "the first line must end with the unit as (Unit : %); it may have changed,"
            " so check the publisher's page",
            1,
            ",".join(rows[0].trimmed()),
        )
    header = rows[1]
    tenors = [re.sub(r"^(\d+)年$", r"\1Y", cell) for cell in header.cells]
    rows[1] = Row(header.line_number, tenors)
    reject_unknown(document, rows[1], expected_columns)
    return parse_grid(document, MOF_JGB, rows, header=1)


def is_note(row: Row) -> bool:
    """Recognise the Japanese note mark, which begins a line without figures."""
    return row.cells[0].strip().startswith("※")
