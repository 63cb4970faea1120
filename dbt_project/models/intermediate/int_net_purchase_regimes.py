"""Where the level of a holder's net purchases changed, and whether it did at all.

Belongs here: change points and a permutation test, as functions of one series. Does
not: which months are masked (int_net_purchase_months), what a reader sees
(turning_points). Change points are found on net purchases, for a level of holdings
changes with every price.
"""

from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd
from block_permutation import block_orders

# A level lasts half a year at least; less is a burst.
MIN_MONTHS = 6
# Below two years of months nothing is looked for.
MIN_SERIES = 24
# Cost of one more change in units of the series' variance times log(months). Two is
# the price for independent months; flows remember, so a change must say more.
PENALTY_FACTOR = 3.0
DRAWS = 999
SEED = 20260618
BLOCK_MONTHS = 6
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


def largest_swing(values: np.ndarray) -> np.ndarray:
    """Range of the cumulated deviations from the mean, per row: large if it shifts."""
    path = np.cumsum(values - values.mean(axis=-1, keepdims=True), axis=-1)
    return path.max(axis=-1) - path.min(axis=-1)


@lru_cache(maxsize=8)
def orders_of(months: int, draws: int, seed: int) -> np.ndarray:
    """Orders of so many months; many series have the same number of them."""
    return block_orders(months, BLOCK_MONTHS, draws, np.random.default_rng(seed))


def change_p_value(values: np.ndarray, draws: int = DRAWS, seed: int = SEED) -> float:
    """Of no change of level at all: share of shuffled series that swing as widely."""
    signal = standardised(values)
    orders = orders_of(len(values), draws, seed)
    drawn = largest_swing(signal[orders])
    return float((1 + (drawn >= largest_swing(signal) - 1e-9).sum()) / (1 + draws))


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
            "change_p_value": change_p_value(values),
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
        block_months=BLOCK_MONTHS,
        penalty_factor=PENALTY_FACTOR,
    )
