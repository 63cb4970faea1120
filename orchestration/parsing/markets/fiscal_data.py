"""Parse Fiscal Data of the US Treasury: debt to the penny, MSPD table 1.

Both are records of text, alone or as the `data` of an API's answer; each names a day
and amounts. A cell's line is its record, counted from 1, and its column the place of
its key. What a total is and what a part is stays for staging to say: both are records.
"""

import json
from collections.abc import Sequence
from datetime import date
from typing import Any

from orchestration.parsing.document import (
    Document,
    ParsedFile,
    RecordDocument,
    Row,
    reject_duplicates,
)
from orchestration.parsing.grid import Grid
from orchestration.parsing.nesting import Nesting

DAY, TYPE, CLASS = "record_date", "security_type_desc", "security_class_desc"
TYPES = (
    "Marketable",
    "Nonmarketable",
    "Total Marketable",
    "Total Nonmarketable",
    "Total Public Debt Outstanding",
)
# Both have some 8,500 records since 1993 and 2001, of at most 15 values.
MOST_RECORDS = 50_000
MOST_VALUES = 750_000
MISSING = ("null", "")  # years before a figure was taken

# What the records say of the day again, or of the printed statement: no figures.
_SAID_AGAIN = (
    "record_fiscal_year",
    "record_fiscal_quarter",
    "record_calendar_year",
    "record_calendar_quarter",
    "record_calendar_month",
    "record_calendar_day",
    "src_line_nbr",
)
_FAMILIES = {
    '"debt_held_public_amt"': "us_treasury_debt_to_penny",
    '"debt_held_public_mil_amt"': "us_treasury_mspd_table_1",
}


def recognise(document: Document) -> str | None:
    """Recognise a family by the names of its amounts; None for any other JSON."""
    head = document.head().lstrip()
    if head[:1] not in ("[", "{") or f'"{DAY}"' not in head:
        return None
    return next((name for key, name in _FAMILIES.items() if key in head), None)


def parse_debt_to_penny(document: Document, expected_columns: list[str]) -> ParsedFile:
    """Debt held by the public, by the government and in total, in dollars.

    Raises WarehouseError as `_records` does, and for a day that appears twice.
    """
    document = RecordDocument(document.name, document.content)
    records = _records(document, expected_columns, (DAY,))
    labels = ["Public debt outstanding" for _ in records]
    return _parsed(document, records, expected_columns, labels, None)


def parse_mspd_table_1(document: Document, expected_columns: list[str]) -> ParsedFile:
    """Read the classes of securities in millions; totals are records like others.

    Raises WarehouseError as `_records` does, for a type of security that is not
    known, and for a class that a day names twice.
    """
    document = RecordDocument(document.name, document.content)
    records = _records(document, expected_columns, (DAY, TYPE, CLASS))
    for number, record in enumerate(records, start=1):
        if record[TYPE] not in TYPES:
            raise document.error(
                "this type of security is unknown; see what it holds before you add it"
                " to the parser, so that no total counts it twice",
                number,
                record[TYPE],
            )
    classes = [record[CLASS] for record in records]
    types = [record[TYPE] for record in records]
    return _parsed(document, records, expected_columns, classes, types)


def _records(
    document: Document, amounts: Sequence[str], keys: Sequence[str]
) -> list[dict[str, str]]:
    """All records of the JSON, each with the same keys, all values text.

    Raises WarehouseError for a JSON that breaks off, an answer that is one page of
    several, an unknown, absent or additional key, a value that is not text.
    """
    records = _all_pages(document, _loaded(document))
    if not records or not isinstance(records[0], dict):
        raise document.error("the JSON holds no records; fetch it again")
    named = list(records[0])
    for number, record in enumerate(records, start=1):
        if not isinstance(record, dict) or list(record) != named:
            raise document.error(
                "this record has other keys than the first; fetch the file again",
                number,
                str(record),
            )
        for key, value in record.items():
            _reject_unknown(document, number, key, value, (*amounts, *keys))
    absent = [key for key in (*keys, amounts[-1]) if key not in named]
    if absent:
        raise document.error(f"the records have no {absent[0]}; ask for all fields")
    return records


def _loaded(document: Document) -> Any:  # noqa: ANN401
    lists = document.content.count(b"{") + document.content.count(b"[")
    if lists > MOST_RECORDS or document.content.count(b",") > MOST_VALUES:
        raise document.error(
            f"it has more than {MOST_RECORDS:,} records or {MOST_VALUES:,} values,"
            " several times all that were published; check what it holds"
        )
    Nesting().reject_too_deep(document, document.content)
    try:
        return json.loads(document.text("utf-8"))
    except json.JSONDecodeError as problem:
        raise document.error(
            f"the JSON breaks off or is damaged ({problem}); fetch it again"
        ) from None


def _all_pages(document: Document, loaded: Any) -> list[Any]:  # noqa: ANN401
    """Read the records of an answer, if it holds all of them."""
    if isinstance(loaded, list):
        return loaded
    records = loaded.get("data") if isinstance(loaded, dict) else None
    if not isinstance(records, list):
        raise document.error("the JSON is neither a list nor an answer with data")
    total = (loaded.get("meta") or {}).get("total-count", len(records))
    if total != len(records):
        raise document.error(
            f"the answer holds {len(records):,} of {total:,} records; ask for all of"
            " them with page[size]"
        )
    return records


def _reject_unknown(
    document: Document, number: int, key: str, value: object, known: Sequence[str]
) -> None:
    if key not in known and key not in _SAID_AGAIN:
        raise document.error(
            f"the key {key!r} is unknown; if the publisher added it, list it in the"
            " source's block or the parser",
            number,
        )
    if not isinstance(value, str):
        raise document.error(
            f"{key} is not text, which all values are as published; fetch it again"
            " without letting a program re-save it",
            number,
            str(value),
        )


def _parsed(
    document: Document,
    records: list[dict[str, str]],
    amounts: Sequence[str],
    labels: list[str],
    segments: list[str] | None,
) -> ParsedFile:
    keys = list(records[0])
    columns = [place for place, key in enumerate(keys) if key in amounts]
    day = keys.index(DAY)
    rows = [Row(number, list(each.values())) for number, each in enumerate(records, 1)]
    grid = Grid(document, rows, len(keys), ends=False)
    cells = grid.melt(
        columns,
        MISSING,
        by_row={
            "label": labels,
            "segment": segments or [None] * len(records),
            "period": grid.column(day),
            "reference_date": grid.days(
                day, date.fromisoformat, "a day as in 2026-09-30"
            ),
        },
        by_column={"measure": [keys[place] for place in columns]},
    )
    key = ["label", "measure", "reference_date"]
    reject_duplicates(document, cells, [*key, "segment"] if segments else key)
    return ParsedFile(cells)
