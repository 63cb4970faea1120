"""Validate a parsed file, before it may become a landed one.

Belongs here: judgements on one file by its source's block (size, gaps, bounds,
spikes, sums), by the known labels and by the calendar. Does not: comparisons between
tables (dbt tests) or between vintages (`expectations/`).
"""

from datetime import date, timedelta
from pathlib import Path

import numpy
import pandas

from orchestration.landing.corrections import CORRECTIONS, corrected
from orchestration.landing.labels import reject_unknown_labels
from orchestration.landing.release_dates import release_date
from orchestration.landing.sums import reject_wrong_sums
from orchestration.parsing.document import Document, ParsedFile
from orchestration.sources import Source

_SERIES = ["label", "code", "measure", "segment"]


def validate(
    document: Document,
    source: Source,
    parsed: ParsedFile,
    seeds_dir: Path,
    captured_on: date,
    *,
    released_on: date | None = None,
) -> None:
    """Reject a file that cannot be what it says.

    Raises WarehouseError, with line and text where there is one, for a size outside
    the band, an unknown label, figures from the future, a record that begins late, a
    gap in the days, a figure outside the bounds or far from both its neighbours, a sum
    that its parts miss. `released_on` is the day of release that the user gives.
    """
    reject_oversized(document, source)
    _reject_undersized(document, source, parsed.cells)
    reject_unknown_labels(document, source, parsed.cells, seeds_dir)
    _reject_future(document, parsed.cells, captured_on)
    _reject_late_begin(document, source, parsed.cells)
    _reject_gaps(document, source, parsed.cells)
    _reject_few_figures(document, source, parsed.cells)
    cells = corrected(source, parsed.cells, seeds_dir)
    _reject_implausible(document, source, cells)
    if source.sums:
        released, _ = release_date(document, source, parsed, released_on, seeds_dir)
        edition = released or captured_on
        reject_wrong_sums(document, source, cells, seeds_dir, edition)


def reject_oversized(document: Document, source: Source) -> None:
    """Raise WarehouseError for more bytes than a source has, before it is parsed.

    A parser takes up to a hundred times the bytes that it reads.
    """
    size, ceiling = len(document.content), source.size_bytes.ceiling
    if size > ceiling:
        raise document.error(
            f"{size:,} bytes are more than the {ceiling:,} that {source.id} has"
            " at most; check what it holds before you raise the ceiling in its block"
        )


def _reject_undersized(
    document: Document, source: Source, cells: pandas.DataFrame
) -> None:
    """Raise WarehouseError for fewer bytes than the floor: a window, or cut off."""
    size, floor = len(document.content), source.size_bytes.floor
    if size < floor:
        oldest, newest = (
            day.date()
            for day in (cells["reference_date"].min(), cells["reference_date"].max())
        )
        raise document.error(
            f"this is {oldest} to {newest} only, and {size:,} bytes are fewer than the"
            f" {floor:,} that {source.id} has at least; land the whole file, from"
            f" {_address(source)}"
        )


def _reject_future(
    document: Document, cells: pandas.DataFrame, captured_on: date
) -> None:
    """Allow a day ahead: Tokyo has its evening when the clock here says UTC."""
    latest = pandas.Timestamp(captured_on + timedelta(days=1))
    ahead = cells[cells["reference_date"] > latest]
    if not ahead.empty:
        row = ahead.iloc[0]
        raise document.error(
            f"it holds figures for {row['period']}, which is after the day it was"
            f" captured, {captured_on}; check the file and this machine's clock",
            int(row["line_number"]),
            str(row["period"]),
        )


def _reject_late_begin(
    document: Document, source: Source, cells: pandas.DataFrame
) -> None:
    oldest = cells["reference_date"].min().date()
    # trading begins on 4 January at the latest
    if source.whole_years and (oldest.month, oldest.day) > (1, 5):
        newest = cells["reference_date"].max().date()
        raise document.error(
            f"it holds {oldest} to {newest} only, and {source.id} lands by whole years;"
            f" land the year, from {_address_of_year(source, oldest.year)}"
        )
    due = source.first_date
    if due is not None and oldest > due:
        raise document.error(
            f"its oldest figures are of {oldest}, yet {source.id} reaches back to"
            f" {due}, so it is a part of the file, or cut off; land the whole file,"
            f" from {_address(source)}"
        )


def _address(source: Source) -> str:
    """Where the publisher has the file, or the source's page."""
    whole = [url for url in source.urls if "{year}" not in url]
    return whole[0] if whole else source.page or source.publisher


def _address_of_year(source: Source, year: int) -> str:
    """Where the publisher has a year, or the source's page."""
    yearly = [url for url in source.urls if "{year}" in url]
    return yearly[-1].format(year=year) if yearly else source.page or source.publisher


def _reject_gaps(document: Document, source: Source, cells: pandas.DataFrame) -> None:
    if source.max_gap_days is None:
        return
    dates = numpy.sort(cells["reference_date"].unique())
    gaps = numpy.diff(dates) > numpy.timedelta64(source.max_gap_days, "D")
    if gaps.any():
        position = int(numpy.argmax(gaps))
        before, after = (pandas.Timestamp(day).date() for day in dates[position:][:2])
        line = cells.loc[cells["reference_date"] == str(after), "line_number"].min()
        raise document.error(
            f"gap in the dates: nothing between {before} and {after}, and"
            f" {source.id} never pauses for more than {source.max_gap_days} days;"
            " fetch the file again",
            int(line),
        )


def _reject_few_figures(
    document: Document, source: Source, cells: pandas.DataFrame
) -> None:
    """Reject what the audit would block later: see `figure_share_floor`."""
    if source.figure_share_floor is None:
        return
    figures = cells[cells["cell_value"].notna()]
    begins = figures.groupby("measure", observed=True)["reference_date"].min()
    first_dates = cells["measure"].map(begins)
    newest = cells["reference_date"].max().date()
    expected_empty = [
        column for column, month in source.empty_before.items() if newest < month
    ]
    is_expected = (cells["reference_date"] >= first_dates) | (
        first_dates.isna() & ~cells["measure"].isin(expected_empty)
    )
    share = cells.loc[is_expected, "cell_value"].notna().mean()
    if share < source.figure_share_floor:
        emptiest = cells[is_expected]["cell_value"].isna().groupby(cells["measure"])
        column = emptiest.mean().idxmax()
        raise document.error(
            f"only {share:.0%} of its cells hold a figure, fewest in {column}, and"
            f" {source.id} has at least {source.figure_share_floor:.0%}: cells are cut"
            " or suppressed; fetch it again, or take another copy of this edition"
        )


def _reject_implausible(
    document: Document, source: Source, cells: pandas.DataFrame
) -> None:
    bounds = source.plausible
    is_judged = cells["cell_value"].notna()
    if bounds.position_measures:
        is_judged &= cells["measure"].isin(bounds.position_measures)
    # without the texts, which take most of the memory
    cells = cells.reset_index(drop=True)
    judged = cells.loc[is_judged.to_numpy(), [*_SERIES, "reference_date", "cell_value"]]
    values = judged["cell_value"]
    if bounds.minimum is not None:
        below = judged[values < bounds.minimum]
        _reject_first(
            document,
            cells.loc[below.index],
            f"the figure is below {bounds.minimum:,.12g}",
        )
    if bounds.maximum is not None:
        above = judged[values > bounds.maximum]
        _reject_first(
            document,
            cells.loc[above.index],
            f"the figure is above {bounds.maximum:,.12g}",
        )
    if bounds.spike_ratio is not None or bounds.jump is not None:
        judged = judged.sort_values([*_SERIES, "reference_date"], kind="stable")
        _reject_first(
            document,
            cells.loc[judged.index[_is_far_from_neighbours(judged, source)]],
            "the figure is far from the ones before and after it",
        )


def _is_far_from_neighbours(judged: pandas.DataFrame, source: Source) -> numpy.ndarray:
    """Mark figures that are far from every neighbour they have in their series."""
    values = judged["cell_value"].to_numpy()
    series = judged.groupby(_SERIES, dropna=False, sort=False).ngroup().to_numpy()
    far_from_all = numpy.ones(len(values), dtype=bool)
    has_neighbour = numpy.zeros(len(values), dtype=bool)
    for step in (1, -1):
        neighbour = numpy.roll(values, step)
        same = numpy.roll(series, step) == series
        same[0 if step == 1 else -1] = False
        far_from_all &= ~same | _far(values, neighbour, source)
        has_neighbour |= same
    return numpy.asarray(far_from_all & has_neighbour)


def _far(
    values: numpy.ndarray, neighbour: numpy.ndarray, source: Source
) -> numpy.ndarray:
    bounds = source.plausible
    if bounds.jump is not None:
        return numpy.asarray(numpy.abs(values - neighbour) > bounds.jump)
    larger = numpy.maximum(numpy.abs(values), numpy.abs(neighbour))
    smaller = numpy.minimum(numpy.abs(values), numpy.abs(neighbour))
    ratio = float(bounds.spike_ratio or numpy.inf)
    return numpy.asarray((larger >= bounds.spike_floor) & (larger > ratio * smaller))


def _reject_first(document: Document, wrong: pandas.DataFrame, problem: str) -> None:
    if wrong.empty:
        return
    row = wrong.sort_values("line_number").iloc[0]
    raise document.error(
        f"{problem} ({row['label']} {row['period']} {row['measure']}); if the publisher"
        f" really printed it, add a line for it to {CORRECTIONS}, else fetch the file"
        " again",
        int(row["line_number"]),
        str(row["cell_text"]),
    )
