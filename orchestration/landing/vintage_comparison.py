"""Compare a file with the landed vintage next to it, before it may land.

A publisher prints its history again with each release and revises some of it, so that a
file whose lines, columns or names were damaged on the way shows against the vintage
before. Belongs here: what no release does. Does not: how large revisions are
(`expectations/raw/drift.py`), judging a file by itself (`validate.py`).

The bounds are measured on the pairs of vintages at hand: Table 1 of 2024-12, 2026-04
and 2026-06, Table 3 and Table 5 of two releases, two editions of mfhhis01, JGB yields,
FRED.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy
import pandas

from orchestration.errors import WarehouseError
from orchestration.landing.cell_cache import cell_file, read_cells
from orchestration.landing.landed_files import LandedFile, landed_files
from orchestration.parsing.document import Document
from orchestration.settings import Settings
from orchestration.sources import Source

# Of a series' figures, those that may turn missing: 11 % of DGS20 did, the most seen.
_MOST_BLANKED = 0.25
# Figures of a series that say something of it: fewer may agree, or not, by chance.
_FEWEST_FIGURES = 6
# Another series fits better: nearer by this factor, while its own is further away than
# revisions go (median over the months, as a share of its size).
_NEARER = 5.0
_FURTHEST_OWN = 0.003
# A month's or column's figures against the vintage before, median over its holders.
_SCALE = (0.9, 1.1)
# Figures of a month that changed are this share apart at the median: at most 3 % in any
# pair of vintages.
_APART = 0.33
# Cells of one day that change in a file that is not revised.
_MOST_CHANGED = 5
_MONTHS_COMPARED = 36
# In 16 months every purchase of a holder was revised once; of one release to the next
# but one at least 59 % of a series stay, and of positions 59 % even then.
_FLOWS_COMPARED = pandas.Timedelta(days=190)


@dataclass(frozen=True)
class _Pair:
    """A file and the vintage next to it, over the days that both reach.

    `joined` has a row per series and day, columns `before` and `now` (nan: missing),
    `_merge` (left_only: not in the file), and the file's label, measure and line.
    """

    document: Document
    source: Source
    near: LandedFile
    joined: pandas.DataFrame
    days_apart: pandas.Timedelta

    @property
    def vintage(self) -> str:
        """The other vintage, as a person would call it."""
        sidecar = self.near.sidecar
        day = sidecar.released_on or sidecar.captured_at.date()
        return f"the vintage of {day} ({sidecar.sha256[:8]})"

    def error(self, problem: str, row: pandas.Series) -> WarehouseError:
        """Make an error at a row of `joined`, with what to do."""
        line = int(row["line_number"]) if pandas.notna(row["line_number"]) else None
        return self.document.error(
            f"{problem}; fetch it again, and if the publisher really changed it, land"
            " it by `tic-warehouse land --accept-revisions`",
            line,
            str(row["label"]),
        )


def check_against_vintage(
    document: Document, source: Source, cells: pandas.DataFrame, settings: Settings
) -> None:
    """Reject a file that no revision can make of the vintage next to it.

    Raises WarehouseError, with line and holder, for series, lines or months that are
    gone, names or columns that are exchanged, figures that are shifted or scaled, and
    more changes than the publisher makes.
    """
    if source.least_unrevised is None:
        return
    near = _nearest(settings, source, cells)
    if near is None:
        return
    before = read_cells(cell_file(settings, near))
    pair = _pair(document, source, near, cells, before)
    if pair.joined.empty:
        return
    _reject_shorter_window(pair, cells, before)
    _reject_lost_series(pair)
    _reject_lost_cells(pair)
    _reject_blanked(pair)
    _reject_shifted(pair)
    _reject_exchanged(pair)
    _reject_exchanged_months(pair)
    _reject_scaled(pair)
    _reject_scaled_column(pair)
    _reject_too_many_changes(pair)
    _reject_cut_copy(pair, cells, before)


def _nearest(
    settings: Settings, source: Source, cells: pandas.DataFrame
) -> LandedFile | None:
    """Find the landed vintage with common days whose newest day is the nearest."""
    first, last = (
        cells["reference_date"].min().date(),
        cells["reference_date"].max().date(),
    )
    common = [
        file
        for file in landed_files(settings, source)
        if file.sidecar.first_reference_date <= last
        and first <= file.sidecar.last_reference_date
    ]
    return min(
        reversed(common),
        key=lambda file: abs((file.sidecar.last_reference_date - last).days),
        default=None,
    )


def _pair(
    document: Document,
    source: Source,
    near: LandedFile,
    cells: pandas.DataFrame,
    before: pandas.DataFrame,
) -> _Pair:
    now, old = _by_series(cells), _by_series(before)
    apart = abs(now["reference_date"].max() - old["reference_date"].max())
    start = max(now["reference_date"].min(), old["reference_date"].min())
    end = min(now["reference_date"].max(), old["reference_date"].max())
    now, old = (each[each["reference_date"].between(start, end)] for each in (now, old))
    joined = old.merge(
        now,
        on=["series", "reference_date"],
        how="outer",
        suffixes=("_before", ""),
        indicator=True,
    )
    for name in ("label", "holder", "measure"):
        joined[name] = joined[name].fillna(joined[f"{name}_before"])
    return _Pair(
        document,
        source,
        near,
        joined.rename(columns={"cell_value_before": "before", "cell_value": "now"}),
        apart,
    )


def _by_series(cells: pandas.DataFrame) -> pandas.DataFrame:
    """One row per series and day; a series is a holder's code or name and a column."""
    holder = cells["code"].astype("object").where(cells["code"].notna(), cells["label"])
    holder = holder.astype(str).str.strip()
    segment = cells["segment"].astype("object").fillna("").astype(str)
    return pandas.DataFrame(
        {
            "series": holder + "\t" + cells["measure"].astype(str) + "\t" + segment,
            "holder": holder,
            "label": cells["label"].astype(str),
            "measure": cells["measure"].astype(str),
            "reference_date": pandas.to_datetime(cells["reference_date"]),
            "cell_value": cells["cell_value"],
            "line_number": cells["line_number"],
        }
    ).drop_duplicates(["series", "reference_date"])


def _reject_shorter_window(
    pair: _Pair, cells: pandas.DataFrame, before: pandas.DataFrame
) -> None:
    """Reject a table of fewer months than before, or a year without its first days."""
    months, months_before = (
        each["reference_date"].nunique() for each in (cells, before)
    )
    begins = pandas.Timestamp(cells["reference_date"].min())
    began = pandas.Timestamp(before["reference_date"].min())
    dates = pandas.to_datetime(before["reference_date"])
    earlier = dates[(dates < begins) & (dates.dt.year == begins.year)]
    if pair.source.whole_years and not earlier.empty:
        raise pair.error(
            f"it begins with {begins.date()}, and {pair.vintage} has"
            f" {earlier.min().date()} of that year, too",
            pair.joined.iloc[0],
        )
    if pair.source.label_source and begins > began and months < months_before:
        raise pair.error(
            f"it has {months} months from {begins.date()} on, where {pair.vintage} has"
            f" {months_before} from {began.date()} on",
            pair.joined.iloc[0],
        )


def _reject_lost_series(pair: _Pair) -> None:
    """Reject a file without a series that the other vintage has figures of.

    Where the roster changes, another holder may have come in for it, with figures of
    its own; in a file without holders only the name of a column may have changed.
    """
    joined = pair.joined
    present = joined.groupby("series")["line_number"].count()
    had = joined.groupby("series")["before"].count()
    lost = [name for name in present.index[present == 0] if had[name]]
    if not lost:
        return
    new = joined[joined["_merge"] == "right_only"].groupby("series")
    for name in lost:
        rows = joined[joined["series"] == name]
        row = rows.iloc[0]
        figures = rows.set_index("reference_date")["before"]
        renamed = _equal_series(figures.dropna(), new)
        if renamed is not None and pair.source.label_source:
            raise pair.error(
                f"the figures of {renamed} are those that {pair.vintage} has for"
                f" {row['label']}",
                row,
            )
        if renamed is None and not pair.source.roster_changes:
            raise pair.error(
                f"{row['label']} ({row['measure']}) is gone, of which {pair.vintage}"
                f" has {figures.count()} figures in the same months",
                row,
            )
    if pair.source.roster_changes and len(new) < len(lost):
        row = joined[joined["series"] == lost[0]].iloc[0]
        raise pair.error(
            f"{len(lost)} series of {pair.vintage} are gone and {len(new)} came in"
            f" their place; {row['label']} is one that is gone",
            row,
        )


def _equal_series(figures: pandas.Series, new: object) -> str | None:
    """Name a new series that prints the same figures, or None."""
    for _, rows in new:  # type: ignore[attr-defined]
        own = rows.set_index("reference_date")["now"].reindex(figures.index)
        if len(figures) >= _FEWEST_FIGURES // 2 and (own == figures).mean() > 0.9:
            return str(rows["label"].iloc[0])
    return None


def _reject_lost_cells(pair: _Pair) -> None:
    """Reject a file without some months of a series that it has."""
    joined = pair.joined
    kept = joined.groupby("series")["line_number"].transform("count") > 0
    lost = joined[kept & (joined["_merge"] == "left_only")]
    if lost.empty:
        return
    row = lost.iloc[0]
    raise pair.error(
        f"{len(lost):,} cells of {pair.vintage} are gone, among them {row['label']}"
        f" ({row['measure']}) of {row['reference_date'].date()}",
        row,
    )


def _reject_blanked(pair: _Pair) -> None:
    had = pair.joined[pair.joined["before"].notna()]
    is_blank = had["now"].isna() & had["line_number"].notna()
    months = had["measure"] + " of " + had["reference_date"].astype(str)
    series = had["label"] + " (" + had["measure"] + ")"
    for of_what, fewest in ((series, _FEWEST_FIGURES), (months, _FEWEST_FIGURES // 2)):
        blanked = is_blank.groupby(of_what).agg(["mean", "size"])
        worst = blanked[(blanked["mean"] > _MOST_BLANKED) & (blanked["size"] >= fewest)]
        if not worst.empty:
            name = worst.index[0]
            raise pair.error(
                f"{worst['mean'].iloc[0]:.0%} of the figures of {name} in"
                f" {pair.vintage} are missing",
                had[of_what == name].iloc[0],
            )


def _reject_shifted(pair: _Pair) -> None:
    """Reject a series whose every figure is that of the day or month beside its own."""
    joined = pair.joined.sort_values(["series", "reference_date"])
    series, now = joined["series"], joined["now"]
    is_changed = joined["before"].notna() & now.notna() & (joined["before"] != now)
    changed = is_changed.groupby(series).sum()
    for step, words in ((1, "before"), (-1, "after")):
        beside = joined.groupby("series")["before"].shift(step)
        both = beside.notna() & now.notna()
        equal = (both & (beside == now)).groupby(series).sum()
        others = (both & (beside != now)).groupby(series).sum()
        # The first or last figure has no other beside it, so one may be its own.
        odd = (changed > _FEWEST_FIGURES // 2) & (equal >= _FEWEST_FIGURES)
        odd &= others <= 1
        if odd.any():
            row = joined[is_changed & (series == odd.idxmax())].iloc[0]
            raise pair.error(
                f"the figures of {row['label']} ({row['measure']}) are those that"
                f" {pair.vintage} has one line {words}",
                row,
            )


def _reject_exchanged(pair: _Pair) -> None:
    """Reject series that fit another one, or another month, better than their own.

    Only where all figures of a series may be revised; else unchanged ones tell.
    """
    if pair.source.least_unrevised or not pair.source.label_source:
        return
    joined = pair.joined.dropna(subset=["before", "now"])
    recent = sorted(joined["reference_date"].unique())[-_MONTHS_COMPARED:]
    joined = joined[joined["reference_date"].isin(recent)]
    info = joined.drop_duplicates("series").set_index("series")
    tables = {
        name: joined.set_index(["series", "reference_date"])[name].unstack()  # noqa: PD010
        for name in ("before", "now")
    }
    before, now = tables["before"], tables["now"]
    size = before.abs().mean(axis=1)
    own = _distance(now.to_numpy(), before.to_numpy())
    far = pandas.Series(own, index=before.index) / size.where(size > 0)
    varied = before.nunique(axis=1) >= _FEWEST_FIGURES // 2
    furthest = str(far.idxmax())
    if far[furthest] > _APART:
        row = info.loc[[furthest]].iloc[0]
        raise pair.error(
            f"the figures of {row['label']} ({row['measure']}) are"
            f" {far[furthest]:.0%} away from those of {pair.vintage} at the median,"
            " where revisions are small",
            row,
        )
    doubtful = far[(far > _FURTHEST_OWN) & varied].index
    for series in doubtful:
        for other, words in _others(series, info, before):
            figures = other.reindex(now.columns).to_numpy(dtype=float)
            distance = _distance(now.loc[[series]].to_numpy(dtype=float), figures[None])
            share = float(distance[0]) / float(size[series])
            if share * _NEARER < float(far[series]):
                row = info.loc[series]
                raise pair.error(
                    f"the figures of {row['label']} ({row['measure']}) are those that"
                    f" {pair.vintage} has for {words}",
                    row,
                )


def _others(
    series: str, info: pandas.DataFrame, before: pandas.DataFrame
) -> Iterator[tuple[pandas.Series, str]]:
    """Give what a series could be taken for: other holders, columns, other months."""
    own = info.loc[series]
    same_column = info.index[info["measure"] == own["measure"]]
    same_holder = info.index[info["holder"] == own["holder"]]
    for name in same_column.union(same_holder):
        if name != series:
            other = info.loc[name]
            yield before.loc[name], f"{other['label']} ({other['measure']})"
    for step in (1, -1):
        yield before.loc[series].shift(step), "the month before or after"  # type: ignore[misc]


def _reject_exchanged_months(pair: _Pair) -> None:
    """Reject months whose figures, over all holders, are those of another month."""
    source = pair.source
    joined = pair.joined.dropna(subset=["before", "now"])
    if not source.label_source:
        return
    for measure, rows in joined.groupby("measure"):
        if measure not in (source.plausible.position_measures or [measure]):
            continue
        keys = rows.set_index(["reference_date", "series"])
        before = keys["before"].unstack()  # noqa: PD010
        size = before.abs().mean().where(lambda mean: mean > 0).to_numpy()
        old = before.to_numpy() / size
        new = keys["now"].unstack().to_numpy() / size  # noqa: PD010
        own = _distance(new, old)
        days = list(before.index)
        for place in numpy.flatnonzero(numpy.isfinite(own) & (own > _FURTHEST_OWN)):
            distances = _distance(numpy.broadcast_to(new[place], old.shape), old)
            other = int(numpy.argmin(distances))
            if distances[other] * _NEARER < own[place]:
                day = days[int(place)]
                raise pair.error(
                    f"the figures of {measure} of {day.date()} are those that"
                    f" {pair.vintage} has for {days[other].date()}",
                    rows[rows["reference_date"] == day].iloc[0],
                )


def _distance(now: numpy.ndarray, before: numpy.ndarray) -> numpy.ndarray:
    """Median distance of each row over the days that both have; inf for too few."""
    apart = numpy.abs(now - before)
    counts = numpy.sum(~numpy.isnan(apart), axis=1)
    apart[counts < _FEWEST_FIGURES // 2] = numpy.inf
    return numpy.asarray(numpy.nanmedian(apart, axis=1))


def _reject_scaled(pair: _Pair) -> None:
    """Reject a month of a column that is scaled, or unlike what it was."""
    positions = pair.source.plausible.position_measures
    both = pair.joined.dropna(subset=["before", "now"])
    if positions:
        both = both[both["measure"].isin(positions)]
    both = both[(both["before"] > 0) | (both["now"] > 0)]
    month = [both["measure"], both["reference_date"]]
    ratios = (both["now"] / both["before"]).groupby(month).median()
    difference = (both["now"] - both["before"]).abs()
    apart = difference / both[["before", "now"]].abs().max(axis=1)
    months = pandas.DataFrame(
        {
            "size": apart.groupby(month).size(),
            "ratio": ratios,
            "changed": (apart > 0).groupby(month).sum(),
            # of those that changed: in a column where most have next to nothing
            "apart": apart[apart > 0].groupby(month).median(),
        }
    )
    unlike = (months["changed"] >= _FEWEST_FIGURES) & (months["apart"] > _APART)
    odd = months[
        (months["size"] >= _FEWEST_FIGURES)
        & (~months["ratio"].between(*_SCALE) | unlike)
    ]
    if odd.empty:
        return
    measure, day = odd.index[0]
    row = both[(both["measure"] == measure) & (both["reference_date"] == day)].iloc[0]
    raise pair.error(
        f"{odd['changed'].iloc[0]} figures of {measure} of {day.date()} are not as in"
        f" {pair.vintage}, by {odd['apart'].iloc[0]:.0%} at the median, where revisions"
        " are small",
        row,
    )


def _reject_scaled_column(pair: _Pair) -> None:
    """Reject a scaled column of a file without holders: it has one figure a day."""
    if pair.source.label_source:
        return
    both = pair.joined[(pair.joined["before"] > 0) & (pair.joined["now"] > 0)]
    ratios = (both["now"] / both["before"]).groupby(both["series"])
    scales = pandas.DataFrame({"ratio": ratios.median(), "size": ratios.size()})
    odd = scales[
        (scales["size"] >= _FEWEST_FIGURES) & ~scales["ratio"].between(*_SCALE)
    ]
    if not odd.empty:
        row = both[both["series"] == odd.index[0]].iloc[0]
        raise pair.error(
            f"the figures of {row['label']} ({row['measure']}) are"
            f" {odd['ratio'].iloc[0]:.3g} times those of {pair.vintage} at the median,"
            " where revisions are small",
            row,
        )


def _reject_too_many_changes(pair: _Pair) -> None:
    """Reject more changes than the publisher makes: see `least_unrevised`."""
    least = pair.source.least_unrevised or 0
    both = pair.joined.dropna(subset=["before", "now"])
    both = both[(both["before"] != 0) | (both["now"] != 0)]
    positions = pair.source.plausible.position_measures
    if positions and pair.days_apart > _FLOWS_COMPARED:
        both = both[both["measure"].isin(positions)]
    is_same = both["before"] == both["now"]
    by_series = is_same.groupby(both["series"]).agg(["mean", "size"])
    odd = by_series[
        (by_series["mean"] < least) & (by_series["size"] >= _FEWEST_FIGURES)
    ]
    if not odd.empty:
        row = both[(both["series"] == odd.index[0]) & ~is_same].iloc[0]
        raise pair.error(
            f"only {odd['mean'].iloc[0]:.0%} of the figures of {row['label']}"
            f" ({row['measure']}) are as in {pair.vintage}, and in a release at least"
            f" {least:.0%} are",
            row,
        )
    if not pair.source.is_revised:
        changed = both[~is_same]
        days = changed.groupby("reference_date").size()
        if (days > _MOST_CHANGED).any():
            row = changed[changed["reference_date"] == days.idxmax()].iloc[0]
            raise pair.error(
                f"{days.max()} figures of {row['reference_date'].date()} are not as in"
                f" {pair.vintage}, and this file is not revised",
                row,
            )


def _reject_cut_copy(
    pair: _Pair, cells: pandas.DataFrame, before: pandas.DataFrame
) -> None:
    """Reject the other vintage without its newest months: a true older one differs."""
    newest = pandas.Timestamp(cells["reference_date"].max())
    newest_before = pandas.Timestamp(before["reference_date"].max())
    is_same = (pair.joined["before"] == pair.joined["now"]) | (
        pair.joined["before"].isna() & pair.joined["now"].isna()
    )
    if newest < newest_before and pair.source.is_revised and is_same.all():
        raise pair.error(
            f"it is {pair.vintage} without the months after {newest.date()}, while an"
            " older release would differ",
            pair.joined.iloc[-1],
        )
