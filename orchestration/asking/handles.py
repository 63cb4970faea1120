"""Lead a citation handle back to the landed bytes, offline.

Belongs here: reading a handle such as
`tic:ed804414/holdings/japan/2026-04/total=1209889`, the value today, and whether both
are what they were. Does not: writing handles, which `meta.cite` and `meta.cite_row` do
in SQL, or finding the cells of other tables (`table_figures.py`).
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import duckdb

from orchestration.asking.places import FilesRead, Place, place_of
from orchestration.asking.table_figures import (
    PARTS,
    find_figure,
    holder_cells,
    no_such_figure,
    origin_of,
)
from orchestration.asking.words import read_instrument, read_month, slug
from orchestration.errors import WarehouseError, printable
from orchestration.settings import Settings

_VALUE = r"(?:=(?P<value>-?\d+(?:\.\d+)?(?:e[+-]?\d+)?))?"
_HANDLE = re.compile(
    r"tic:(?P<build>[0-9a-f]{8})/(?P<table>holdings|holder_flows)"
    r"/(?P<holder>[^/=]+)/(?P<month>\d{4}-\d{2})/(?P<instrument>[a-z_]+)"
    rf"(?:/(?P<figure>[a-z_]+))?{_VALUE}"
)
_OF_A_TABLE = re.compile(
    r"tic:(?P<build>[0-9a-f]{8})/(?P<table>[a-z0-9_]+)"
    rf"/(?P<row>[a-z0-9.+/-]+)/(?P<column>[a-z0-9_]+){_VALUE}"
)


@dataclass(frozen=True)
class Handle:
    """One figure as somebody cited it; `value` is None where they did not.

    Of a holder's month in $ million, else in the unit of its column.
    """

    build: str
    value: float | None


@dataclass(frozen=True)
class HolderHandle(Handle):
    """A figure of a holder's month."""

    holder: str
    month: date
    instrument: str
    figure: str


@dataclass(frozen=True)
class TableHandle(Handle):
    """A figure of a row of any published table."""

    table: str
    row: str
    column: str


@dataclass(frozen=True)
class Verification:
    """What became of a cited figure, and the cells behind what it is today."""

    handle: Handle
    value_today: float | None
    unit: str
    build_today: str
    places: Sequence[Place]
    files: Sequence[FilesRead] = ()
    made_of: Sequence[str] = ()
    reason: str | None = None  # why no cell is shown

    @property
    def is_whole(self) -> bool:
        """Whether value and bytes are what they were when it was cited."""
        behind: list[Place | FilesRead] = [*self.places, *self.files]
        intact = bool(behind or self.reason) and all(each.is_intact for each in behind)
        return intact and self.is_unchanged is not False

    @property
    def is_unchanged(self) -> bool | None:
        """Whether the figure is as cited; None where nothing says what that was."""
        cited, today = self.handle.value, self.value_today
        if cited is None:
            return True if self.handle.build == self.build_today else None
        if today is None:
            return False
        # what meta.cite rounds to; meta.cite_row gives every digit
        rounding = 0.0005 if isinstance(self.handle, HolderHandle) else 0
        return math.isclose(cited, today, rel_tol=1e-12, abs_tol=rounding)

    @property
    def sentence(self) -> str:
        """Say in one sentence whether the value is still the same."""
        today = self.value_today
        if today is None:
            return "The record at hand has no such figure any more."
        now = f"{today:,.10g} {self.unit}".rstrip()
        if self.is_unchanged:
            same = self.handle.build == self.build_today
            return f"The value is {now}, the same as cited" + (
                "." if same else f", though the build is another ({self.build_today})."
            )
        if self.is_unchanged is None:
            return (
                f"The value is {now} in build {self.build_today}; the handle is of"
                f" build {self.handle.build} and does not say what it was."
            )
        return f"The value is {now} today, and {self.handle.value:,.10g} was cited."


def read_handle(text: str) -> HolderHandle | TableHandle:
    """Read a handle; raises WarehouseError where it is none."""
    words = text.strip()
    if found := _HANDLE.fullmatch(words):
        figure = found["figure"] or "position"
        if figure in PARTS and (figure == "position") == (found["table"] == "holdings"):
            return HolderHandle(
                found["build"],
                _number(found["value"]),
                found["holder"],
                read_month(found["month"]),
                read_instrument(found["instrument"]),
                figure,
            )
    if found := _OF_A_TABLE.fullmatch(words):
        return TableHandle(
            found["build"],
            _number(found["value"]),
            found["table"],
            found["row"],
            found["column"],
        )
    raise no_such_figure(text)


def _number(text: str | None) -> float | None:
    return None if text is None else float(text)


def verify(
    connection: duckdb.DuckDBPyConnection, settings: Settings, text: str
) -> Verification:
    """Resolve a handle to today's value and the landed bytes behind it.

    Raises WarehouseError for what is no handle, or names no holder or column of the
    record.
    """
    handle = read_handle(text)
    [(build,)] = connection.execute(
        "select left(fingerprint, 8) from meta.build"
    ).fetchall()
    if isinstance(handle, HolderHandle):
        return _verify_holder(connection, settings, handle, build)
    figure = find_figure(connection, handle.table, handle.row, handle.column)
    if figure is None:
        raise no_such_figure(text)
    origin = origin_of(connection, settings, figure)
    return Verification(
        handle,
        figure.value,
        figure.unit,
        build,
        origin.places,
        origin.files,
        origin.made_of,
        origin.reason,
    )


def _verify_holder(
    connection: duckdb.DuckDBPyConnection,
    settings: Settings,
    handle: HolderHandle,
    build: str,
) -> Verification:
    name = _holder_name(connection, handle)
    row = connection.execute(
        f"select {handle.figure}_usd_mn from holder_flows"
        " where holder_name = $1 and reference_month = $2 and instrument = $3",
        [name, handle.month, handle.instrument],
    ).fetchone()
    cells = holder_cells(
        connection, name, handle.month, handle.instrument, PARTS[handle.figure]
    )
    places = [place_of(settings, *cell) for cell in cells]
    return Verification(handle, row[0] if row else None, "$ million", build, places)


def _holder_name(connection: duckdb.DuckDBPyConnection, handle: HolderHandle) -> str:
    names = connection.execute("select holder_name from holders").fetchall()
    for (name,) in names:
        if slug(name) == handle.holder:
            return str(name)
    raise WarehouseError(
        f"{printable(handle.holder)!r} is no holder of the record; the handle was"
        " mistyped, or is of another warehouse"
    )


def handles(
    connection: duckdb.DuckDBPyConnection, holder: str, month: date, instrument: str
) -> dict[str, Any]:
    """Give the handle of each figure of a holder's month, by the figure's name."""
    rows = connection.execute(
        "select figure, handle from meta.cite($1, $2, $3)", [holder, month, instrument]
    ).fetchall()
    return dict(rows)
