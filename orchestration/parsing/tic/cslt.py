"""Parse `cslt.zip`, all of Treasury's continuous series.

One JSON of some 120 MB: a release number, a version, and about 4,260 series. A series
has a `source_id` that names whose holdings, which securities, which measure and which
code (`for_lt_treas_net_42609`), what is known of it (title, unit, status), and
observations as pairs of a month's first day and a figure in text, newest first. The
JSON is read series by series and never held whole; what comes of it is kept in
categories. There are no lines: a cell's line is its series, counted from 1, and its
column the observation. No copy was at hand when this was written: the keys are those
that other readers of the file name, so an unknown one is rejected, not guessed.
"""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import IO, Any

import ijson
import numpy
import pandas
import pyarrow

from orchestration.parsing.archive import is_zip, member_names, open_member
from orchestration.parsing.document import (
    CELL_COLUMNS,
    Document,
    ParsedFile,
    month_end,
    quoted_text,
    to_numbers,
)
from orchestration.parsing.nesting import Nesting

MAX_JSON_BYTES = 256 * 1024 * 1024  # twice the file that others have seen
# 4,260 series of 499 months were 2.1 million; a year adds 51,000.
MOST_OBSERVATIONS = 3_000_000
# A series of every month from 1900 to 2099 has some 150,000 bytes.
MAX_SERIES_BYTES = 1024 * 1024
UNIT = "Millions of Dollars"
RELEASE, VERSION = "3", "2.0"
MISSING = ("", ".", "NA", "n.a.", "ND")
TOTAL = "for_lt_treas_pos_99996"  # a file without it is not the whole one

_HEAD_BYTES = 2000
_PIECE_BYTES = 64 * 1024
_SOURCE_ID = re.compile(r"((?:for|us)_[a-z_]+_(?:pos|net|valchg))_(\d{5})")
_MONTH = re.compile(r"((?:19|20)\d\d)-(0[1-9]|1[0-2])-01")
_FIGURES = re.compile(r"(?:-?\d+(?:\.\d+)?\n)*")


def recognise(document: Document) -> str | None:
    """`tic_cslt`, or None, by the first keys of the JSON that a zip holds."""
    if not is_zip(document):
        return None
    names = member_names(document)
    if len(names) != 1:
        return None
    with open_member(document, names[0], MAX_JSON_BYTES) as stream:
        head = stream.read(_HEAD_BYTES).lstrip()
    return "tic_cslt" if head.startswith(b"{") and b'"releaseID"' in head else None


def parse(document: Document, expected_columns: list[str]) -> ParsedFile:
    """All observations of all series.

    Raises WarehouseError naming the series for an unknown release, unit, status, key
    or mark, a month that is out of order or repeated, a series that appears twice or
    without observations, a JSON that breaks off.
    """
    name = member_names(document)[0]
    inner = Document(f"{document.name}/{name}", b"")
    with open_member(document, name, MAX_JSON_BYTES) as stream:
        _reject_other_release(inner, stream.read(_HEAD_BYTES))
    gathered = _Gathered(inner, frozenset(expected_columns))
    with open_member(document, name, MAX_JSON_BYTES) as stream:
        for series in _each_series(inner, stream):
            gathered.add(series)
    return ParsedFile(gathered.cells())


def _reject_other_release(document: Document, head: bytes) -> None:
    """Release and version stand above the series, so that little has to be read."""
    found: dict[str, object] = {}
    try:
        for prefix, event, value in ijson.parse(io.BytesIO(head)):
            if prefix == "series":
                break
            if event in ("string", "number"):
                found[prefix] = value
    except ijson.IncompleteJSONError:
        pass  # the head ends within it
    except ijson.JSONError as problem:
        raise _damaged(document, problem) from None
    if (found.get("releaseID"), found.get("version")) != (RELEASE, VERSION):
        release, version = (
            quoted_text(str(found.get(key))) for key in ("releaseID", "version")
        )
        raise document.error(
            f"release {release}, version {version} is"
            f" not release {RELEASE!r}, version {VERSION!r}; check what the publisher"
            " changed before you extend the reader"
        )


def _each_series(document: Document, stream: IO[bytes]) -> Iterator[dict[str, Any]]:
    """Each series once it is whole; one that is too long or deep is not waited for."""
    found = ijson.sendable_list()
    reader = ijson.items_coro(found, "series.item")
    nesting, waited = Nesting(), 0
    try:
        while piece := stream.read(_PIECE_BYTES):
            nesting.reject_too_deep(document, piece)
            reader.send(piece)
            waited = 0 if found else waited + len(piece)
            if waited > MAX_SERIES_BYTES:
                raise document.error(
                    f"one series has more than {MAX_SERIES_BYTES:,} bytes, more than"
                    " every month of two centuries; check what it holds"
                )
            yield from found
            del found[:]
        reader.close()
    except ijson.JSONError as problem:
        raise _damaged(document, problem) from None
    yield from found


def _damaged(document: Document, problem: Exception) -> Exception:
    reason = str(problem).partition("\n")[0]
    return document.error(
        f"the JSON breaks off or is damaged ({reason}); fetch it again"
    )


@dataclass
class _Gathered:
    """What was read so far: one entry per series, arrays of its observations."""

    document: Document
    measures: frozenset[str]
    source_ids: dict[str, int] = field(default_factory=dict)
    titles: list[str] = field(default_factory=list)
    observations: int = 0
    months: dict[str, int] = field(default_factory=dict)  # as printed → its number
    month_numbers: list[numpy.ndarray] = field(default_factory=list)
    texts: list[pyarrow.Array] = field(default_factory=list)
    values: list[numpy.ndarray] = field(default_factory=list)

    def add(self, series: dict[str, Any]) -> None:
        """Take in one series; raises WarehouseError for what is unknown in it."""
        source_id = self._identified(series)
        observations = series.get("observations")
        if not isinstance(observations, list) or not observations:
            raise self._error(source_id, "the series has no observations")
        pairs = [pair for pair in observations if _is_pair(pair)]
        if len(pairs) != len(observations):
            raise self._error(source_id, "an observation is not a month and a figure")
        self.observations += len(pairs)
        if self.observations > MOST_OBSERVATIONS:
            raise self.document.error(
                f"it has more than {MOST_OBSERVATIONS:,} observations, half as many"
                " again as all series have; check what it holds"
            )
        months = tuple(month for month, _ in pairs)
        texts = ["" if text is None else text for _, text in pairs]
        self.month_numbers.append(self._numbered(source_id, months))
        self.values.append(self._figures(source_id, texts))
        self.texts.append(pyarrow.array(texts, pyarrow.large_string()))

    def _identified(self, series: dict[str, Any]) -> str:
        source_id = str(series.get("source_id"))
        found = _SOURCE_ID.fullmatch(source_id)
        if not found or (source_id[:4] == "for_" and found[1] not in self.measures):
            raise self._error(
                source_id,
                "this series is unknown; if the publisher added it, list its measure in"
                " the source's block",
            )
        if source_id in self.source_ids:
            raise self._error(source_id, "the series appears twice")
        self.source_ids[source_id] = len(self.source_ids)
        known = series.get("metadata") or series
        status = (known.get("additional") or known).get("status")
        if known.get("units") != UNIT or status not in ("A", "D"):
            raise self._error(
                source_id,
                f"the unit {known.get('units')!r} must be {UNIT!r}, the status"
                f" {status!r} A or D",
            )
        self.titles.append(str(known.get("title")))
        return source_id

    def _numbered(self, source_id: str, months: tuple[str, ...]) -> numpy.ndarray:
        """Months as numbers that rise by one a month; they must run backwards."""
        numbers = numpy.array([self._number(source_id, month) for month in months])
        wrong = numpy.flatnonzero(numpy.diff(numbers) >= 0)
        if wrong.size:
            at = int(wrong[0])
            raise self._error(
                source_id,
                f"{months[at]} is followed by {months[at + 1]}: months must run"
                " backwards",
            )
        return numbers.astype("int16")

    def _number(self, source_id: str, month: str) -> int:
        if month not in self.months:
            found = _MONTH.fullmatch(month)
            if not found:
                raise self._error(source_id, f"{month!r} is not a month's first day")
            self.months[month] = int(found[1]) * 12 + int(found[2]) - 1
        return self.months[month]

    def _figures(self, source_id: str, texts: list[str]) -> numpy.ndarray:
        if _FIGURES.fullmatch("\n".join(texts) + "\n"):
            return numpy.array(texts).astype("float64")
        place = Document(self._place(source_id), b"")
        return to_numbers(place, texts, [self._line()] * len(texts), MISSING)

    def _line(self) -> int:
        return len(self.titles)

    def _place(self, source_id: str) -> str:
        return f"{self.document.name}, series {source_id}"

    def _error(self, source_id: str, problem: str) -> Exception:
        return Document(self._place(source_id), b"").error(f"{problem}")

    def cells(self) -> pandas.DataFrame:
        """Melt the cells, with what repeats as categories.

        Raises WarehouseError where the grand total is not among the series.
        """
        if TOTAL not in self.source_ids:
            raise self.document.error(
                f"the series {TOTAL} is not in the file, so it is cut off; fetch it"
                " again"
            )
        lengths = [len(numbers) for numbers in self.month_numbers]
        lines = numpy.repeat(numpy.arange(1, len(lengths) + 1, dtype="int32"), lengths)
        columns = numpy.concatenate(
            [numpy.arange(1, length + 1, dtype="int32") for length in lengths]
        )
        # each was matched when its series was taken in
        names = [found for found in map(_SOURCE_ID.fullmatch, self.source_ids) if found]
        numbers = numpy.concatenate(self.month_numbers)
        values = numpy.concatenate(self.values)
        texts = pandas.array(pyarrow.chunked_array(self.texts), dtype="str")
        for gathered in (self.month_numbers, self.values, self.texts):
            gathered.clear()  # neither is held twice
        fields = {
            "line_number": lines,
            "column_number": columns,
            "label": _categories(self.titles, lines),
            "code": _categories([name[2] for name in names], lines),
            **self._dated(numbers),
            "measure": _categories([name[1] for name in names], lines),
            "segment": None,
            "cell_text": texts,
            "cell_value": values,
        }
        return pandas.DataFrame(fields, columns=list(CELL_COLUMNS), copy=False)

    def _dated(self, numbers: numpy.ndarray) -> dict[str, object]:
        """Each month's text and last day, by its number."""
        first = min(self.months.values())
        texts = {number: text for text, number in self.months.items()}
        every = range(first, max(self.months.values()) + 1)
        ends = [_end(number) for number in every]
        positions = numbers - first
        return {
            "period": pandas.Categorical.from_codes(
                positions, pandas.Index([texts.get(each, str(each)) for each in every])
            ),
            "reference_date": numpy.array(ends, dtype="datetime64[s]")[positions],
        }


def _is_pair(pair: object) -> bool:
    return (
        isinstance(pair, list)
        and len(pair) == 2
        and isinstance(pair[0], str)
        and (pair[1] is None or isinstance(pair[1], str))
    )


def _end(number: int) -> date:
    return month_end(number // 12, number % 12 + 1)


def _categories(
    by_series: list[str], lines: numpy.ndarray
) -> "pandas.Categorical[str]":
    """One text per series, for each of its cells."""
    distinct = list(dict.fromkeys(by_series))
    position = {text: at for at, text in enumerate(distinct)}
    codes = numpy.array([position[text] for text in by_series], dtype="int32")
    chosen: numpy.ndarray = codes[lines - 1]
    return pandas.Categorical.from_codes(chosen, pandas.Index(distinct))
