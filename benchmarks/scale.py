"""Measure many vintages the size of Table 1: one more of them, and all.

The generator takes holders, measures and figures from the newest shipped Table 1 and
gives each calendar month the figures of one of its months, so that neighbouring
vintages agree but for what is revised: a fifth of the countries in the last twelve
months at the releases of January, April, July and October, else in the last three
(between 2026-04-15 and 2026-06-18 a fifth of the cells of fifteen months changed).
A revision is a country's row of another printed month, so that sums still hold and
every check of the main job runs as on real files.
"""

import hashlib
import os
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime
from functools import partial
from itertools import islice
from pathlib import Path

import duckdb
import numpy
import pandas

from benchmarks.jobs import RUN
from benchmarks.measuring import Measured, Row, measure, timed
from orchestration.landing.cell_cache import cache_cells
from orchestration.landing.landed_files import LandedFile, Sidecar
from orchestration.landing.release_dates import release_calendar
from orchestration.landing.snapshot import unpacked
from orchestration.parsing.document import Document
from orchestration.parsing.registry import parse, recognise
from orchestration.settings import PROJECT_ROOT, Settings, seed_path
from orchestration.storage.files import write_whole

COUNTS = (12, 60, 240)
NEWEST = pandas.Period("2026-01", "M")  # the shipped vintages come after it
# Before, the form asked for positions only, and checks hold Treasuries to that; other
# securities keep their imaginary flows, as most cells of a file must have a figure.
FIRST_FLOWS = pandas.Period("2023-02", "M")
TREASURY_FLOWS = ("for_lt_treas_net", "for_lt_treas_valchg")
REVISED_SHARE = 0.2
AS_OF_REPEATS = 5


class VintageMaker:
    """Vintages of one imaginary Table 1, the newest of them for NEWEST."""

    def __init__(self, shipped: pandas.DataFrame, count: int) -> None:
        """Take apart a parsed Table 1; `count` is how many vintages there will be."""
        self.count = count
        by_month = shipped.sort_values(
            ["reference_date", "line_number", "column_number"], kind="stable"
        )
        self.months = by_month["reference_date"].nunique()
        one = by_month.iloc[: len(by_month) // self.months]
        self.codes = one["code"].astype(str).to_numpy()
        self.template = one[
            ["line_number", "column_number", "label", "code", "measure"]
        ]
        self.is_flow = one["measure"].isin(TREASURY_FLOWS).to_numpy()
        self.printed = by_month["cell_value"].to_numpy().reshape(self.months, -1)
        self.figures = {
            month: self.printed[month % self.months].copy()
            for month in range(count + self.months)
        }
        self.chance = numpy.random.default_rng(20260618)
        self.countries = sorted(countries() & set(self.codes))

    def vintages(self) -> Iterator[tuple[pandas.Period, pandas.DataFrame]]:
        """Each vintage's newest month and its cells, oldest first."""
        for number in range(self.count):
            newest = NEWEST - (self.count - 1 - number)
            last = number + self.months - 1
            released_in_quarter_month = (newest + 2).month in (1, 4, 7, 10)
            for back in range(1, 13 if released_in_quarter_month else 4):
                self._revise(last - back)
            yield newest, self._cells(newest, range(number, last + 1))

    def _revise(self, month: int) -> None:
        """Give a fifth of the countries what they had in a month nearby."""
        share = max(1, int(len(self.countries) * REVISED_SHARE))
        chosen = self.chance.choice(self.countries, share, replace=False)
        own = numpy.isin(self.codes, chosen)
        nearby = (month + self.chance.integers(1, 4)) % self.months
        self.figures[month][own] = self.printed[nearby][own]

    def _cells(self, newest: pandas.Period, months: range) -> pandas.DataFrame:
        size, count = len(self.template), len(months)
        periods = [newest - back for back in reversed(range(count))]
        values = numpy.concatenate(
            [
                numpy.where(
                    self.is_flow & (period < FIRST_FLOWS),
                    numpy.nan,
                    self.figures[month],
                )
                for month, period in zip(months, periods, strict=True)
            ]
        )
        texts = pandas.Series(values).astype("Int64").astype("string").fillna("n.a.")
        frame = pandas.concat([self.template] * count, ignore_index=True)
        frame["line_number"] += numpy.repeat(numpy.arange(count) * 114, size)
        return frame.assign(
            period=numpy.repeat([f"{each:%Y-%m}" for each in periods], size),
            reference_date=numpy.repeat(
                pandas.to_datetime([each.end_time.date() for each in periods]), size
            ),
            segment=None,
            cell_text=texts.to_numpy(),
            cell_value=values,
        )


def countries() -> set[str]:
    """Codes that are no part of a sum that the project's tests ask for; Canada is."""
    codes = pandas.read_csv(
        seed_path(Settings().dbt_project_dir / "seeds", "holder_codes"), dtype=str
    )
    return set(codes.loc[codes["scope"] == "country", "holder_code"]) - {"29998"}


def scale_rows(folder: Path) -> list[Row]:
    """Measure the main job with 12 to 240 vintages of Table 1, and as-of queries."""
    rebuilds: dict[int, Measured] = {}
    adds: dict[int, float] = {}
    rows: list[Row] = []
    for count in COUNTS:
        settings = Settings(data_dir=folder / f"scale-{count}")
        environment = os.environ | {"TIC_WAREHOUSE_DATA_DIR": str(settings.data_dir)}
        command = [sys.executable, "-c", RUN, "run"]
        measure(command, environment)  # lands the snapshot
        made = _maker(count + 1).vintages()
        cells = sum(_keep(settings, *vintage) for vintage in islice(made, count))
        rebuilds[count] = measure(command, environment)
        newest = next(made)
        kept = timed(partial(_keep, settings, *newest))
        adds[count] = kept + measure(command, environment).seconds
        size = settings.published_database.stat().st_size / 2**20
        rows += [
            (
                f"{count} vintages, {cells / 1e6:.1f} million cells: rebuild",
                f"{rebuilds[count].seconds:.1f} s",
                "at most 60 s" if count == max(COUNTS) else "",
            ),
            ("  one vintage more", f"{adds[count]:.1f} s", ""),
            ("  peak memory", f"{rebuilds[count].peak_mib:.0f} MiB", "under 4096 MiB"),
            ("  published file", f"{size:.0f} MiB", ""),
            ("  as-of query, all holders", _as_of(settings), "under 100 ms"),
        ]
    few, many = min(COUNTS), max(COUNTS)
    rows.append(
        (
            f"one vintage more, {many} / {few}",
            f"{adds[many] / adds[few]:.2f}",
            "at most 1.5",
        )
    )
    return rows


def _maker(count: int) -> VintageMaker:
    path = max((PROJECT_ROOT / "data" / "bundled" / "tic" / "slt_table1").glob("*"))
    document = Document(str(path), unpacked(path))
    return VintageMaker(parse(document, recognise(document)).cells, count)


def _keep(settings: Settings, newest: pandas.Period, cells: pandas.DataFrame) -> int:
    """Put a vintage where a landing would have put it, parsed; returns its cells."""
    content = f"vintage of {newest}, made by benchmarks/scale.py\n".encode()
    digest = hashlib.sha256(content).hexdigest()
    month = newest.end_time.date()
    calendar = release_calendar(settings.dbt_project_dir / "seeds")
    sidecar = Sidecar(
        landed_from="hand",
        file_name=f"slt_table1-{newest}.txt",
        captured_at=datetime(2026, 6, 18, tzinfo=UTC),
        source_id="tic_slt_table1",
        sha256=digest,
        size_bytes=len(content),
        released_on=calendar.get(month),
        released_on_basis="release calendar",
        cells=len(cells),
        first_reference_date=cells["reference_date"].min().date(),
        last_reference_date=month,
    )
    path = settings.landed_dir / "tic" / "slt_table1" / f"{digest}.txt"
    write_whole(path, content)
    write_whole(path.with_suffix(".json"), sidecar.model_dump_json().encode())
    cache_cells(settings, LandedFile(path, sidecar), cells)
    return len(cells)


def _as_of(settings: Settings) -> str:
    """Return the best of some queries for days over all the vintages."""
    with duckdb.connect(str(settings.published_database), read_only=True) as connection:
        days = [
            day
            for (day,) in connection.execute(
                "select distinct known_from from holdings_vintages order by 1"
            ).fetchall()
        ]
        chosen = days[:: max(1, len(days) // AS_OF_REPEATS)]
        seconds = [_as_of_seconds(connection, day) for day in chosen]
    return f"{1000 * max(seconds):.0f} ms, the slowest of {len(chosen)} days"


def _as_of_seconds(connection: duckdb.DuckDBPyConnection, day: date) -> float:
    query = "select holder_code, sum(position_usd_mn) from holdings_as_of(?) group by 1"
    return min(
        timed(lambda: connection.execute(query, [day]).fetchall()) for _ in range(3)
    )
