"""Compare somebody's spreadsheet with every vintage of every source at hand.

Belongs here: which source and vintage it is, which cells differ, units, aggregates and
breaks. Does not: reading the file (`sheet.py`).
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from orchestration.asking.answers import breaks_of, rows_of
from orchestration.asking.sheet import Cell, read_sheet
from orchestration.errors import WarehouseError, printable
from orchestration.sources import all_sources

# What one unit of the file may be in the record's: $ million, or FRED's own unit.
_SCALES = {
    1.0: "millions",
    1e3: "billions",
    1e6: "trillions",
    1e-3: "thousands",
    1e-6: "dollars",
}
SHOWN = 20


@dataclass(frozen=True)
class Vintage:
    """A file of the record as it was known from a day on."""

    source: str
    instrument: str
    measure: str
    known_from: date | None
    scale: float
    compared: int
    agreeing: int

    @property
    def unit(self) -> str:
        """The unit of the spreadsheet if it is this vintage."""
        if self.source.startswith("FRED"):
            return "its own unit" if self.scale == 1 else f"its unit by {self.scale:g}"
        return f"{_SCALES[self.scale]} of dollars"


@dataclass(frozen=True)
class Difference:
    """A cell that is not what the vintage says; both in the file's own unit."""

    line: int
    column: int
    name: str
    day: date
    text: str
    right: float
    note: str


@dataclass(frozen=True)
class Findings:
    """What was found of a spreadsheet, or of one of its columns."""

    field: str
    cells: int
    best: Vintage | None
    also: list[Vintage]
    differences: list[Difference]
    unknown: list[str]
    notes: list[str]
    title: str | None = None  # of the workbook's sheet; None of a text file

    @property
    def sentence(self) -> str:
        """Say which vintage it is and how many of its cells agree."""
        best = self.best
        if best is None:
            return f"Of its {self.cells:,} figures none is in any vintage at hand."
        what = f"{best.measure.replace('_', ' ')}, {best.instrument.replace('_', '-')}"
        days = [
            str(each.known_from)
            for each in (best, *self.also)
            if each.source == best.source and each.known_from
        ]
        vintage = f", as known from {' or '.join(sorted(days))}" if days else ""
        others = sorted({each.source for each in self.also} - {best.source})
        like = f" (and {', '.join(others)} says the same)" if others else ""
        return (
            f"This is {best.source} ({what}){vintage}{like}, in {best.unit}:"
            f" {best.agreeing:,} of {best.compared:,} figures agree"
            + (
                f"; {self.cells - best.compared:,} are not in it."
                if self.cells > best.compared
                else "."
            )
        )


def compare(
    connection: duckdb.DuckDBPyConnection, path: Path, title: str | None = None
) -> list[Findings]:
    """Say which vintage a spreadsheet is and where it differs, field by field.

    `title` is the sheet of a workbook, without it the first with figures. Raises
    WarehouseError for a file that cannot be read, or that names nobody whom the record
    knows.
    """
    read = read_sheet(path, title)
    cells = read.cells
    names = _known_names(connection)
    keys = {label: find_key(label, names) for label in {cell.label for cell in cells}}
    if not any(keys.values()):
        shown = ", ".join(printable(label) for label in sorted(keys)[:3])
        raise WarehouseError(
            f"{printable(path)}: none of its names is a holder or a FRED series at hand"
            f" (such as {shown}); the table holder_spellings lists what is understood"
        )
    fields = list(dict.fromkeys(cell.field for cell in cells))
    return [
        replace(
            _findings(connection, each, [c for c in cells if c.field == each], keys),
            title=read.title,
        )
        for each in fields
    ]


def _known_names(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """Every name and spelling, in lower case, with its holder code or FRED series."""
    rows = connection.execute(
        """
        select lower(label), holder_code from holder_spellings
        union all
        select unnest([lower(holder_name), holder_code, lower(iso_alpha3)]), holder_code
        from holders
        union all
        select distinct lower(label), 'FRED ' || label from raw.fred_series
        """
    ).fetchall()
    return {name: key for name, key in rows if name}


def find_key(label: str, names: dict[str, str]) -> str | None:
    """Find whom a label names: whole, without a footnote or unit, or within it."""
    words = " ".join(label.lower().split())
    plain = re.sub(r"[ ]*[(\[/].*$|[ ]*\d+/?$|[*]+$", "", words).strip()
    for each in (
        words,
        plain,
        plain.partition(",")[0],
        plain.partition(":")[2].strip(),
    ):
        if each in names:
            return names[each]
    within = [
        name
        for name in names
        if len(name) > 4 and re.search(rf"\b{re.escape(name)}\b", words)
    ]
    return names[max(within, key=len)] if within else None


def _findings(
    connection: duckdb.DuckDBPyConnection,
    name: str,
    cells: Sequence[Cell],
    keys: dict[str, str | None],
) -> Findings:
    known = [cell for cell in cells if keys[cell.label]]
    unknown = sorted({cell.label for cell in cells if not keys[cell.label]})
    _load(connection, known, keys)
    ranked = _ranked(connection)
    if not ranked or not ranked[0].agreeing:
        return Findings(
            name, len(cells), None, [], [], unknown, _notes(connection, None)
        )
    best = ranked[0]
    also = [
        each
        for each in ranked[1:]
        if (each.agreeing, each.compared) == (best.agreeing, best.compared)
    ]
    found = Findings(
        name,
        len(cells),
        best,
        also,
        _differences(connection, best),
        unknown,
        _notes(connection, best),
    )
    connection.execute("drop table compared")
    return found


def _load(
    connection: duckdb.DuckDBPyConnection,
    cells: Sequence[Cell],
    keys: dict[str, str | None],
) -> None:
    """Join the cells with every figure that any landed vintage has for them."""
    import pandas  # noqa: PLC0415 - slow to import

    frame = pandas.DataFrame(
        [asdict(cell) | {"key": keys[cell.label]} for cell in cells]
    )
    frame["day"] = pandas.to_datetime(frame["day"])
    connection.register("sheet", frame)
    connection.execute(_FIGURES)
    connection.execute(_COMPARED)
    connection.unregister("sheet")


# Of FRED a file is a vintage; a month's day may be its first or its last.
_FIGURES = """
    create or replace temp table figures as
    select
        source, holder_code as key, instrument, measure, reference_month as day,
        value_usd_mn as value, known_from, known_to
    from figure_vintages
    where
        security_type = 'treasury'
        and measure in ('position', 'net_purchases', 'valuation_change')
        and holder_code in (select key from sheet)
        and reference_month in (select last_day(day) from sheet)
    union all by name
    select
        'FRED ' || cells.label as source, 'FRED ' || cells.label as key,
        if(
            count(*) over (
                partition by files.sha256, cells.label,
                date_trunc('month', reference_date)
            ) > 1, 'daily', 'monthly'
        ) as instrument,
        'value' as measure, reference_date as day,
        cell_value as value, files.released_on as known_from,
        null as known_to
    from raw.fred_series as cells
    inner join meta.landed_files as files on cells.source_sha256 = files.sha256
    where
        'FRED ' || cells.label in (select key from sheet) and cell_value is not null
"""
_COMPARED = f"""
    create or replace temp table compared as
    with vintages as (
        select distinct source, known_from from figures
    ),
    scales as (
        select unnest({list(_SCALES)}) as scale
    )
    select
        figures.source, figures.instrument, figures.measure, vintages.known_from, scale,
        sheet.line, sheet.column, sheet.label, sheet.key, sheet.day::date as day,
        sheet.text, sheet.value, figures.value / scale as right_value,
        abs(sheet.value - figures.value / scale)
        <= 0.5000001 * pow(10, -sheet.decimals) as agrees
    from figures
    inner join vintages
        on
            figures.source = vintages.source
            and (
                figures.measure = 'value'
                and figures.known_from is not distinct from vintages.known_from
                or figures.known_from <= vintages.known_from
                and coalesce(figures.known_to, date '9999-12-31')
                > vintages.known_from
            )
    inner join sheet
        on
            figures.key = sheet.key
            and (
                figures.instrument = 'daily' and figures.day = sheet.day
                or figures.instrument <> 'daily'
                and last_day(figures.day) = last_day(sheet.day)
            )
    cross join scales
"""


def _ranked(connection: duckdb.DuckDBPyConnection) -> list[Vintage]:
    """Every vintage at its best unit, the likeliest first, of equals the newest."""
    rows = connection.execute(
        "select * from (select source, instrument, measure, known_from, scale,"
        " count(*)::integer as cells, count(*) filter (agrees)::integer as agreeing"
        " from compared group by all)"
        " order by agreeing desc, cells, scale <> 1, known_from desc, source"
    ).fetchall()
    return [Vintage(*row) for row in rows]


def _differences(
    connection: duckdb.DuckDBPyConnection, best: Vintage
) -> list[Difference]:
    rows = connection.execute(
        'select line, "column", label, day, text, right_value, value from compared'
        f' where {_OF_VINTAGE} and not agrees order by line, "column"',
        _values(best),
    ).fetchall()
    return [
        Difference(line, column, name, day, text, right, _note(connection, best, row))
        for row in rows
        for line, column, name, day, text, right, _ in [row]
    ]


_OF_VINTAGE = (
    "source = $1 and instrument = $2 and measure = $3"
    " and known_from is not distinct from $4 and scale = $5"
)


def _values(best: Vintage) -> list[Any]:
    return [best.source, best.instrument, best.measure, best.known_from, best.scale]


def _note(
    connection: duckdb.DuckDBPyConnection, best: Vintage, row: tuple[Any, ...]
) -> str:
    """Say what a differing cell may be: another unit, sign or vintage."""
    line, column, *_, right, value = row
    if guess := _slip(value, right):
        return guess
    found = connection.execute(
        "select source, instrument, measure, known_from from compared"
        ' where line = $1 and "column" = $2 and agrees and scale = $3'
        " order by source = $4 desc, known_from desc limit 1",
        [line, column, best.scale, best.source],
    ).fetchone()
    if found is None:
        return "in no vintage at hand"
    source, instrument, measure, known_from = found
    if (instrument, measure) != (best.instrument, best.measure):
        return f"it is the {measure} of {instrument} in {source}"
    return f"as {source} had it from {known_from}"


def _slip(value: float, right: float) -> str | None:
    """Name the slip of sign or unit that makes one of the other; None for neither."""
    if not right or not value:
        return None
    ratio = value / right
    if abs(ratio + 1) < 0.001:
        return "its sign is turned round"
    for factor in (1_000, 1_000_000):
        if abs(ratio / factor - 1) < 0.001:
            return f"its unit is another: {factor:,} times too large"
        if abs(ratio * factor - 1) < 0.001:
            return f"its unit is another: {factor:,} times too small"
    return None


def _notes(connection: duckdb.DuckDBPyConnection, best: Vintage | None) -> list[str]:
    """Say what a reader of the whole must know."""
    notes = _aggregates(connection)
    if best is None or best.measure == "value":
        return notes
    block = all_sources().get(f"tic_{best.source}")
    if block is not None and block.frozen_at:
        notes.append(
            f"{best.source} is dead: the Treasury froze it in {block.frozen_at:%Y-%m},"
            " and revises it no more; TIC SLT Table 3 goes on"
        )
    newer = connection.execute(
        "select max(known_from) from figure_vintages where source = $1", [best.source]
    ).fetchone()
    if newer and best.known_from and newer[0] > best.known_from:
        notes.append(
            f"a newer vintage of {best.source} is at hand, of {newer[0]}; this one is"
            f" of {best.known_from}"
        )
    return [*notes, *_breaks(connection)]


def _aggregates(connection: duckdb.DuckDBPyConnection) -> list[str]:
    rows = connection.execute(
        "select distinct holder_name, scope from compared"
        " inner join holders on compared.key = holders.holder_code order by all"
    ).fetchall()
    countries = [name for name, scope in rows if scope == "country"]
    sums = [name for name, scope in rows if scope != "country"]
    if not countries or not sums:
        return []
    verb = "is a sum that contains" if len(sums) == 1 else "are sums that contain"
    return [
        f"{', '.join(sums)} {verb} other holders, among {len(countries)} countries: a"
        " total over the sheet counts them twice"
    ]


def _breaks(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Name the breaks between a holder's first and last month in the sheet."""
    rows = rows_of(
        connection,
        "with spans as (select key, min(day) as opens, max(day) as closes"
        " from compared group by key) select distinct break_id from spans"
        " inner join holdings on key = holder_code and reference_month > opens"
        " and reference_month <= closes where break_id is not null",
        [],
    )
    return breaks_of(connection, [row["break_id"] for row in rows])


def by_name(differences: Sequence[Difference]) -> str:
    """Count the differing cells of each name, the most first."""
    counts = Counter(each.name for each in differences)
    return ", ".join(
        f"{printable(name)} {count}" for name, count in counts.most_common(5)
    )
