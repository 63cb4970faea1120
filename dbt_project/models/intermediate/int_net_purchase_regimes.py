"""Where the level of a holder's net purchases changed, and whether it did at all.

Belongs here: change points and a test of any change, as functions of series. Does
not: which months are masked (int_net_purchase_months), what a reader sees
(turning_points). Change points are found on net purchases, for a level of holdings
changes with every price.
"""

from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd

# A level lasts half a year at least; less is a burst.
MIN_MONTHS = 6
# Below two years of months nothing is looked for.
MIN_SERIES = 24
# Cost of one more change in units of the series' variance times log(months). Two is
# the price for independent months; flows remember, so a change must say more.
PENALTY_FACTOR = 3.0
DRAWS = 999
SEED = 20260618
# Flows of 2020 are a hundred times those of 1977: the test is about purchases in units
# of what was usual in the two years around. Longer is too slow for short series: with
# five years, 21 % of 97 months whose variance grows a hundredfold were called changes.
SCALE_MONTHS = 24
# Where a change may be: what is left at each end is too little to tell a level
# (Andrews 1993).
TRIMMED = 0.15
# From here on the draws of longer series differ by less than draws do.
SAME_MONTHS = 240
# More memory than this is none that an autoregression can tell from a level.
MOST_MEMORY = 0.97
KEYS = ["basis", "instrument", "holder_code"]


def standardised(values: np.ndarray) -> np.ndarray:
    """In standard deviations from the mean; zeros where nothing varies."""
    spread = values.std()
    return (values - values.mean()) / spread if spread > 0 else np.zeros(len(values))


def change_points(values: np.ndarray) -> list[int]:
    """Where a new level begins: cheapest least-squares segmentation (PELT)."""
    import ruptures  # noqa: PLC0415 - it is slow

    # the linear kernel's cost is the sum of squares about each segment's mean
    search = ruptures.KernelCPD(kernel="linear", min_size=MIN_MONTHS)
    signal = standardised(values).reshape(-1, 1)
    penalty = PENALTY_FACTOR * np.log(len(values))
    return search.fit(signal).predict(pen=penalty)[:-1]


def usual_size(values: np.ndarray) -> np.ndarray:
    """Find the standard deviation in the window around each month, per row.

    At the ends, the first and the last window; where nothing varies, the row's
    smallest that is not zero.
    """
    months = values.shape[1]
    window = min(SCALE_MONTHS, months)
    first = np.clip(np.arange(months) - window // 2, 0, months - window)
    sums, squares = (
        np.cumsum(np.pad(each, ((0, 0), (1, 0))), axis=1)
        for each in (values, values**2)
    )
    mean, square = (
        (each[:, window:] - each[:, :-window])[:, first] / window
        for each in (sums, squares)
    )
    variance = square - mean**2
    # what is left of equal numbers is no spread
    scale = np.sqrt(np.where(variance > 1e-9 * square, variance, 0))
    smallest = np.where(scale > 0, scale, np.inf).min(axis=1, keepdims=True)
    return np.where(scale > 0, scale, np.where(np.isfinite(smallest), smallest, 1))


def long_run_variance(errors: np.ndarray) -> np.ndarray:
    """Find that of each row's mean, times its months (Andrews and Monahan 1992).

    An autoregression of order one takes most of the memory out, and Newey and West's
    weights, with their rule for lags, the rest.
    """
    before, after = errors[:, :-1], errors[:, 1:]
    power = (before**2).sum(axis=1)
    memory = np.divide(
        (before * after).sum(axis=1), power, out=np.zeros(len(errors)), where=power > 0
    ).clip(-MOST_MEMORY, MOST_MEMORY)
    news = after - memory[:, None] * before
    lags = int(4 * (errors.shape[1] / 100) ** (2 / 9))
    total = (news**2).sum(axis=1)
    for lag in range(1, lags + 1):
        weight = 2 * (1 - lag / (lags + 1))
        total += weight * (news[:, lag:] * news[:, :-lag]).sum(axis=1)
    return total / errors.shape[1] / (1 - memory) ** 2


def largest_shift(values: np.ndarray) -> np.ndarray:
    """Find sup-F of one change of mean at an unknown month, per row, despite memory.

    The variance is of what is left about both means at the best month, so that a
    change does not hide behind itself. Zero where nothing varies.
    """
    scaled = values / usual_size(values)
    deviations = scaled - scaled.mean(axis=1, keepdims=True)
    rows, months = deviations.shape
    fewest = max(MIN_MONTHS, int(np.ceil(TRIMMED * months)))
    before = np.arange(fewest, months - fewest + 1)
    sums = deviations.cumsum(axis=1)[:, before - 1]
    explained = sums**2 * months / (before * (months - before))
    best = explained.argmax(axis=1)
    split = before[best][:, None]
    moved = sums[np.arange(rows), best][:, None]
    means = np.where(
        np.arange(months) < split, moved / split, -moved / (months - split)
    )
    variance = long_run_variance(deviations - means)
    return np.divide(
        explained.max(axis=1), variance, out=np.zeros(rows), where=variance > 1e-12
    )


@lru_cache(maxsize=64)
def shifts_by_chance(months: int, draws: int, seed: int) -> np.ndarray:
    """Draw largest shifts of so many months without a change, in order of size."""
    generator = np.random.default_rng(seed)
    return np.sort(largest_shift(generator.normal(size=(draws, months))))


def change_p_values(
    values: np.ndarray, draws: int = DRAWS, seed: int = SEED
) -> np.ndarray:
    """Of no change of level at all, per row: share of draws that shift as much.

    Series of as many whole years share their draws, as do all above SAME_MONTHS.
    """
    months = min(values.shape[1] // 12 * 12, SAME_MONTHS)
    drawn = shifts_by_chance(months, draws, seed)
    below = np.searchsorted(drawn, largest_shift(values) - 1e-9)
    return (1 + draws - below) / (1 + draws)


def regimes(series: pd.DataFrame) -> pd.DataFrame:
    """One row per level of one series, which is in order and has no gaps in values."""
    values = series["net_purchases_usd_mn"].to_numpy(float)
    bounds = [0, *change_points(values), len(values)]
    levels = pd.DataFrame({"first": bounds[:-1], "after": bounds[1:]})
    months = series["reference_month"].to_numpy()
    return pd.DataFrame(
        {
            "regime": range(1, len(levels) + 1),
            "first_month": months[levels["first"]],
            "last_month": months[levels["after"] - 1],
            "months": levels["after"] - levels["first"],
            "mean_net_purchases_usd_mn": [
                values[first:after].mean()
                for first, after in levels.itertuples(index=False)
            ],
            "change_p_value": change_p_values(values[None, :])[0],
            "series_months": len(values),
        }
    )


def all_regimes(months: pd.DataFrame) -> pd.DataFrame:
    """Find the levels of every holder, each basis and instrument by itself."""
    known = months.dropna(subset=["net_purchases_usd_mn"])
    found = [
        regimes(series).assign(**dict(zip(KEYS, key, strict=True)))
        for key, series in known.sort_values([*KEYS, "reference_month"]).groupby(KEYS)
        if len(series) >= MIN_SERIES
    ]
    return pd.concat(found, ignore_index=True)


def model(dbt: Any, session: Any) -> pd.DataFrame:  # noqa: ANN401
    """Grain: one row per basis, instrument, holder and level."""
    dbt.config(materialized="table")
    found = all_regimes(dbt.ref("int_net_purchase_months").df())
    return found.assign(
        draws=DRAWS,
        seed=SEED,
        scale_months=SCALE_MONTHS,
        penalty_factor=PENALTY_FACTOR,
    )
