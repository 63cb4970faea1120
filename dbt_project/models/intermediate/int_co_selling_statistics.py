"""Do others sell when Japan sells: conditional shares, and p-values by permutation.

Belongs here: the counting and the permutation, as functions of frames. Does not: which
series are compared (int_co_selling_series), what a reader sees (co_selling).
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd
from block_permutation import block_orders

LAGS = range(4)
DECILE = 0.1
DRAWS = 999
SEED = 20260618
# Half a year: longer than flows remember, short enough to leave blocks to permute.
BLOCK_MONTHS = 6
# Forty-six years of Form S are no one regime: in 1977 hardly anybody sold in size,
# later everybody did now and then. Months change places within ten years only, or
# the growth of the market would pass for company.
SPAN_MONTHS = 120
# Below two years of months in common a share says nothing.
MIN_MONTHS = 24


def permuted_within_spans(
    months: int, draws: int, generator: np.random.Generator
) -> np.ndarray:
    """Such orders for spans of ten years each, counted back from the last month."""
    ends = list(range(months, 0, -SPAN_MONTHS))[::-1]
    starts = [0, *ends[:-1]]
    return np.hstack(
        [
            start + block_orders(end - start, BLOCK_MONTHS, draws, generator)
            for start, end in zip(starts, ends, strict=True)
        ]
    )


def shocks(purchases: np.ndarray) -> np.ndarray:
    """Where the leader's net purchases lie in their own lowest decile."""
    return purchases <= np.nanquantile(purchases, DECILE)


def shares(
    shock: np.ndarray, known: np.ndarray, purchases: np.ndarray, lag: int
) -> dict[str, np.ndarray]:
    """Count months, per draw (rows) and follower (columns), `lag` months on.

    `shock` and `known` are draws by months, `purchases` followers by months.
    """
    months = purchases.shape[1] - lag
    later = purchases[:, lag:]
    seen = (~np.isnan(later)).T.astype(float)
    sold = (later < 0).T.astype(float)
    shocked = (shock & known)[:, :months].astype(float)
    base = known[:, :months].astype(float)
    return {
        "months": base @ seen,
        "months_sold": base @ sold,
        "shock_months": shocked @ seen,
        "shock_months_sold": shocked @ sold,
    }


def lift(counts: dict[str, np.ndarray]) -> np.ndarray:
    """P(sells | leader's shock) / P(sells); nan where either is not defined."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return (
            counts["shock_months_sold"]
            / counts["shock_months"]
            / (counts["months_sold"] / counts["months"])
        )


def p_values(observed: np.ndarray, drawn: np.ndarray) -> np.ndarray:
    """Share of draws with as much co-selling, the observed one among them.

    A draw without a share counts as one, so that it can only raise the p-value.
    """
    as_much = (drawn >= observed - 1e-12) | np.isnan(drawn)
    found = (1 + as_much.sum(axis=0)) / (1 + len(drawn))
    return np.where(np.isnan(observed), np.nan, found)


def adjusted(p_value: pd.Series) -> pd.Series:
    """Benjamini and Hochberg's p-values of one family of questions."""
    from scipy.stats import false_discovery_control  # noqa: PLC0415 - it is slow

    known = p_value.dropna()
    if known.empty:
        return p_value
    return pd.Series(false_discovery_control(known), known.index).reindex(p_value.index)


def co_selling(
    leader: pd.Series, followers: pd.DataFrame, draws: int = DRAWS, seed: int = SEED
) -> pd.DataFrame:
    """One row per follower and lag.

    `leader` has net purchases by month number, `followers` the same months with one
    column each; nan where a month is masked or missing. Only months that the leader
    has change places: a masked one that moved would take a shock out of a draw.
    """
    purchases = followers.to_numpy(float).T
    values = leader.to_numpy(float)
    shock, known = shocks(values), ~np.isnan(values)
    places = np.flatnonzero(known)
    order = permuted_within_spans(len(places), draws, np.random.default_rng(seed))
    shock_drawn = np.zeros((draws, len(values)), dtype=bool)
    shock_drawn[:, places] = shock[places][order]
    known_drawn = np.broadcast_to(known, shock_drawn.shape)
    rows = []
    for lag in LAGS:
        observed = shares(shock[None], known[None], purchases, lag)
        drawn = shares(shock_drawn, known_drawn, purchases, lag)
        counts = {name: count[0].astype(int) for name, count in observed.items()}
        rows.append(
            pd.DataFrame(
                {"follower_code": followers.columns, "lag_months": lag}
                | counts
                | {
                    "by_chance": drawn["shock_months_sold"].mean(axis=0),
                    "lift": lift(observed)[0],
                    "p_value": p_values(lift(observed)[0], lift(drawn)),
                }
            )
        )
    found = pd.concat(rows, ignore_index=True)
    return found[found["months"] >= MIN_MONTHS]


def by_basis(series: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """Compute the statistics of each basis, instrument and kind of follower apart."""
    for (basis, instrument), part in series.groupby(["basis", "instrument"]):
        months = pd.RangeIndex(
            part["month_number"].min(), part["month_number"].max() + 1
        )
        wide = part.pivot_table(
            index="month_number",
            columns=["follower_kind", "follower_code"],
            values="net_purchases_usd_mn",
        ).reindex(months)
        leader = wide["leader"].iloc[:, 0]
        for kind in ("group", "holder"):
            found = co_selling(leader, wide[kind].dropna(axis=1, how="all"))
            yield found.assign(
                basis=basis,
                instrument=instrument,
                follower_kind=kind,
                shock_at_or_below_usd_mn=leader.quantile(DECILE),
                leader_months=int(leader.count()),
                p_value_adjusted=adjusted(found["p_value"]),
            )


def model(dbt: Any, session: Any) -> pd.DataFrame:  # noqa: ANN401
    """Grain: one row per basis, instrument, follower and lag."""
    dbt.config(materialized="table")
    found = pd.concat(by_basis(dbt.ref("int_co_selling_series").df()))
    found = found.assign(
        draws=DRAWS, seed=SEED, block_months=BLOCK_MONTHS, span_months=SPAN_MONTHS
    )
    keys = ["basis", "instrument", "follower_kind", "follower_code", "lag_months"]
    return found.sort_values(keys, ignore_index=True)
