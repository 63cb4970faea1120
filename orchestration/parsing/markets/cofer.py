"""Parse COFER of the IMF: currencies of official reserves, as SDMX-ML.

A series has a group of countries, a currency and a transformation (a share, or US
dollars), its observations a quarter. A cell's line is its series, counted from 1, and
its column the observation. A series states a scale of 6 beside plain dollars: the
scale is asked for, so that a change is seen, and never applied.
"""

import re
from collections.abc import Mapping
from datetime import date

import pandas
from lxml import etree

from orchestration.parsing.document import (
    CELL_COLUMNS,
    Document,
    ParsedFile,
    RecordDocument,
    month_end,
    reject_duplicates,
    to_numbers,
)

MISSING = ("NaN", "")
# Stated and not applied: 7.4578e12 dollars in 2025-Q4 stand beside SCALE="6".
STATED_SCALES = {"SHRO_PT": "0", "NV_USD": "6"}
CURRENCIES = (
    *("CI_USD", "CI_EUR", "CI_CNY", "CI_JPY", "CI_GBP", "CI_AUD", "CI_CAD", "CI_CHF"),
    *("CI_OTHC", "CI_T"),
)
COUNTRIES = ("G001", "G110", "G200")
# Left out on purpose: years, which repeat their fourth quarter; and totals with the
# reserves whose currency nobody states, or of which the IMF estimates it.
LEFT_OUT = {"FREQUENCY": ("A",), "INDICATOR": ("TFXRA", "UFXRA", "TFXRA_IMP")}

# 3 groups, 10 currencies and 2 forms have 6,900 quarters since 1999.
MOST_OBSERVATIONS = 50_000

_PIECE_BYTES = 64 * 1024
_QUARTER = re.compile(r"((?:19|20)\d\d)-Q([1-4])")


def recognise(document: Document) -> str | None:
    """`imf_cofer`, or None, by the structure that the message names."""
    head = document.head()
    is_message = head.startswith("<?xml") and ":StructureSpecificData" in head
    return "imf_cofer" if is_message and "IMF.STA:COFER(" in head else None


def parse(document: Document, expected_columns: list[str]) -> ParsedFile:
    """All quarters of allocated reserves, shares in percent and amounts in dollars.

    Raises WarehouseError for XML that breaks off, an unknown transformation, group,
    currency or stated scale, a period that is no quarter, a quarter that appears twice.
    """
    records = RecordDocument(document.name, document.content)
    message = _Message(records, expected_columns)
    parser = etree.XMLParser(target=message, resolve_entities=False, no_network=True)
    try:
        for start in range(0, len(document.content), _PIECE_BYTES):
            parser.feed(document.content[start : start + _PIECE_BYTES])
        parser.close()
    except etree.XMLSyntaxError as problem:
        raise records.error(
            f"the XML breaks off or is damaged ({problem.msg}); fetch it again"
        ) from None
    if not message.cells:
        raise records.error("the message holds no observations; widen the query")
    return _parsed(records, message.cells)


class _Message:
    """Takes the message in as it is read; no tree of it is ever held."""

    def __init__(self, document: Document, transformations: list[str]) -> None:
        self.cells: list[tuple[object, ...]] = []
        self._document = document
        self._transformations = transformations
        self._series: dict[str, str] = {}
        self._number = self._place = 0
        self._is_read = False

    def doctype(self, *_: object) -> None:
        """Raise WarehouseError: a message declares no entities."""
        raise self._document.error(
            "it declares a document type or entities, which no message of the IMF does;"
            " it was not read further, so fetch it again"
        )

    def start(self, tag: str, given: dict[str, str]) -> None:
        """Take in a series or one of its observations."""
        name = tag.rpartition("}")[2]
        if name == "Series":
            self._number, self._place, self._series = self._number + 1, 0, dict(given)
            self._is_read = not _is_left_out(given)
            if self._is_read:
                _reject_other(
                    self._document, self._number, given, self._transformations
                )
        elif name == "Obs" and self._is_read:
            self._place += 1
            self.cells.append(self._cell(given))
            if len(self.cells) > MOST_OBSERVATIONS:
                raise self._document.error(
                    f"it has more than {MOST_OBSERVATIONS:,} observations, several"
                    " times all of COFER; check what it holds"
                )

    def _cell(self, given: dict[str, str]) -> tuple[object, ...]:
        series, period = self._series, given.get("TIME_PERIOD", "")
        return (
            *(self._number, self._place, series["FXR_CURRENCY"], series["COUNTRY"]),
            *(period, _quarter_end(self._document, self._number, period)),
            *(series["TYPE_OF_TRANSFORMATION"], series["INDICATOR"]),
            given.get("OBS_VALUE", ""),
        )

    def close(self) -> None:
        """Nothing is left to do at the end."""


def _is_left_out(given: Mapping[str, str]) -> bool:
    return any(given.get(key) in values for key, values in LEFT_OUT.items())


def _reject_other(
    document: Document, number: int, given: Mapping[str, str], known: list[str]
) -> None:
    transformation = given.get("TYPE_OF_TRANSFORMATION", "")
    allowed = {
        "TYPE_OF_TRANSFORMATION": tuple(known),
        "FXR_CURRENCY": CURRENCIES,
        "COUNTRY": COUNTRIES,
        "INDICATOR": ("AFXRA",),
        "FREQUENCY": ("Q",),
        "SCALE": (STATED_SCALES.get(transformation, ""),),
    }
    for key, values in allowed.items():
        if given.get(key, "") not in values:
            raise document.error(
                f"{key} must be {' or '.join(values)}; check what the IMF changed"
                " before you extend the reader",
                number,
                given.get(key, ""),
            )


def _quarter_end(document: Document, number: int, period: str) -> date:
    found = _QUARTER.fullmatch(period)
    if found is None:
        raise document.error(
            "the period must be a quarter, as in 2025-Q4", number, period
        )
    return month_end(int(found[1]), 3 * int(found[2]))


def _parsed(document: Document, cells: list[tuple[object, ...]]) -> ParsedFile:
    names = [name for name in CELL_COLUMNS if name != "cell_value"]
    frame = pandas.DataFrame(cells, columns=names)
    frame["line_number"] = frame["line_number"].astype("int32")
    frame["column_number"] = frame["column_number"].astype("int32")
    frame["reference_date"] = frame["reference_date"].astype("datetime64[s]")
    frame["cell_value"] = to_numbers(
        document, list(frame["cell_text"]), list(frame["line_number"]), MISSING
    )
    key = ["label", "code", "measure", "segment", "reference_date"]
    reject_duplicates(document, frame, key)
    return ParsedFile(frame)
