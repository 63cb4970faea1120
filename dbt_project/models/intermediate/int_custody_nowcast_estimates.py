"""What the Federal Reserve's custody says of official holdings, month by month.

Belongs here: the regression with a growing window that SQL cannot do, each month from
the months before it only. Does not: levels, errors and their size (custody_nowcast
does them in SQL).
"""

from typing import Any

import pandas as pd

# Three years: with fewer months one large one decides the slope.
MIN_MONTHS = 36
NUMBERS = (
    *("intercept_usd_mn", "slope", "slope_standard_error", "r_squared"),
    *("predicted_change_usd_mn", "prediction_standard_error_usd_mn"),
)


def estimate(known: pd.DataFrame, custody_change: float) -> tuple[float, ...]:
    """Fit the months that are known and predict from one more change of custody."""
    from statsmodels.regression.linear_model import OLS  # noqa: PLC0415 - it is slow
    from statsmodels.tools.tools import add_constant  # noqa: PLC0415

    design = add_constant(known["custody_change_usd_mn"].to_numpy(), has_constant="add")
    fitted = OLS(known["official_change_usd_mn"].to_numpy(), design).fit()
    predicted = fitted.get_prediction([[1.0, custody_change]])
    return (
        *map(float, fitted.params),
        float(fitted.bse[1]),
        float(fitted.rsquared),
        float(predicted.predicted_mean[0]),
        float(predicted.se_obs[0]),
    )


def estimates(months: pd.DataFrame, only: object = None) -> pd.DataFrame:
    """One row per month of custody that has MIN_MONTHS known months before it.

    Of the month `only` alone where it is given.
    """
    months = months.dropna(subset=["custody_change_usd_mn"])
    months = months.sort_values("reference_month", ignore_index=True)
    known = months.dropna(subset=["official_change_usd_mn"])
    wanted = months if only is None else months[months["reference_month"] == only]
    rows = []
    for month in wanted.itertuples():
        before = known[known["reference_month"] < month.reference_month]
        if len(before) >= MIN_MONTHS:
            first = before["reference_month"].iloc[0]
            numbers = estimate(before, month.custody_change_usd_mn)
            rows.append((month.reference_month, len(before), first, *numbers))
    keys = ["reference_month", "months", "first_month"]
    found = pd.DataFrame(rows, columns=[*keys, *NUMBERS])
    for name in ("reference_month", "first_month"):
        found[name] = pd.to_datetime(found[name]).astype("datetime64[s]")
    return found.astype({"months": "int32", **dict.fromkeys(NUMBERS, float)}).round(
        dict.fromkeys(NUMBERS, 6)
    )


def on_both_bases(newest: pd.DataFrame, as_known: pd.DataFrame) -> pd.DataFrame:
    """Estimates on the newest vintage and, for months so printed, on what was known."""
    found = [estimates(newest).assign(basis="newest_vintage")]
    for target, months in as_known.groupby("target_month"):
        found.append(estimates(months, only=target).assign(basis="true_vintages"))
    return pd.concat(found, ignore_index=True)


def model(dbt: Any, session: Any) -> pd.DataFrame:  # noqa: ANN401
    """Grain: one row per basis and month of custody."""
    dbt.config(materialized="table")
    return on_both_bases(
        dbt.ref("int_custody_and_official").df(),
        dbt.ref("int_custody_and_official_as_known").df(),
    )
