"""What may be said of the yen and the rate gap, and what may not.

Belongs here: the two tests that SQL cannot do, over all months of a fixing. Does not:
slopes and fit (fx_rate_gap_model does them in SQL).
"""

from typing import Any

import numpy as np
import pandas as pd

# Newey and West: remembers half a year of the month-end differences.
HAC_LAGS = 6
MIN_MONTHS = 36


def robust_standard_error(response: np.ndarray, regressor: np.ndarray) -> float:
    """Of the slope, with errors that may be uneven and remember (Newey-West)."""
    from statsmodels.regression.linear_model import OLS  # noqa: PLC0415 - it is slow

    design = np.column_stack([np.ones(len(regressor)), regressor])
    fitted = OLS(response, design).fit(
        cov_type="HAC", cov_kwds={"maxlags": HAC_LAGS, "use_correction": True}
    )
    return float(fitted.bse[1])


def cointegration_p_value(response: np.ndarray, regressor: np.ndarray) -> float:
    """Engle-Granger: how often series that share no level would look like these."""
    from statsmodels.tsa.stattools import coint  # noqa: PLC0415 - it is slow

    return float(coint(response, regressor, trend="c", autolag="aic")[1])


def tests(months: pd.DataFrame) -> pd.DataFrame:
    """One row per fixing and form of the fit; the test of the other form is null."""
    rows = []
    for fixing, series in months.sort_values("month_number").groupby("fixing"):
        changes = series.dropna(subset=["log_usdjpy_change"])
        if len(changes) < MIN_MONTHS:
            continue
        level = cointegration_p_value(
            series["log_usdjpy"].to_numpy(), series["gap_pct"].to_numpy()
        )
        error = robust_standard_error(
            changes["log_usdjpy_change"].to_numpy(),
            changes["gap_change_pct"].to_numpy(),
        )
        rows += [
            (fixing, "level", level, None),
            (fixing, "first_difference", None, error),
        ]
    columns = ["fixing", "fit", "cointegration_p_value", "slope_standard_error_robust"]
    found = pd.DataFrame(rows, columns=columns).assign(span="all")
    numbers = columns[2:]
    return found.astype(dict.fromkeys(numbers, float)).round(dict.fromkeys(numbers, 6))


def model(dbt: Any, session: Any) -> pd.DataFrame:  # noqa: ANN401
    """Grain: one row per fixing and form of the fit."""
    dbt.config(materialized="table")
    found = tests(dbt.ref("int_usdjpy_and_gap").df())
    return found.sort_values(["fixing", "fit"], ignore_index=True)
