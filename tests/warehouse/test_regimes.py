"""Levels and change points on invented series, and the tests of the level fit.

Belongs here: the functions of the Python models. Does not: what comes out of the
published figures (test_statistics.py).
"""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.signal import lfilter

from tests.support.python_models import python_model

REGIMES = python_model("int_net_purchase_regimes")
GAP = python_model("int_usdjpy_and_gap_tests")


def _months(
    values: list[float], basis: str = "form_s", code: str = "42609"
) -> pd.DataFrame:
    """One series as int_net_purchase_months has it."""
    return pd.DataFrame(
        {
            "holder_code": code,
            "instrument": "long_term",
            "basis": basis,
            "reference_month": pd.date_range(
                "2000-01-31", periods=len(values), freq="ME"
            ),
            "net_purchases_usd_mn": values,
        }
    )


def test_two_levels_and_their_means_by_hand() -> None:
    found = REGIMES.all_regimes(_months([100, 110] * 10 + [-50, -60] * 10))
    assert found["regime"].tolist() == [1, 2]
    assert found["first_month"].dt.strftime("%Y-%m").tolist() == ["2000-01", "2001-09"]
    assert found["last_month"].dt.strftime("%Y-%m").tolist() == ["2001-08", "2003-04"]
    assert found["months"].tolist() == [20, 20]
    assert found["mean_net_purchases_usd_mn"].tolist() == [105, -55]
    assert (found["change_p_value"] < 0.05).all()


def test_a_level_that_stays_has_no_change_point() -> None:
    assert REGIMES.change_points(np.array([5.0, -5.0] * 30)) == []
    assert REGIMES.change_points(np.zeros(30)) == []
    assert REGIMES.change_p_values(np.zeros((1, 30))).tolist() == [1]


def test_a_burst_is_no_level() -> None:
    values = np.array([0.0, 1.0] * 20)
    values[20:23] += 8  # shorter than half a year
    assert not any(
        after - first < 6
        for first, after in zip(
            [0, *REGIMES.change_points(values)],
            [*REGIMES.change_points(values), 40],
            strict=True,
        )
    )


def test_a_basis_is_a_series_of_its_own_and_masked_months_are_in_none() -> None:
    before = _months([100.0, 110.0] * 15)
    after = _months([-50.0, -60.0] * 15, basis="slt_reported")
    after.loc[0, "net_purchases_usd_mn"] = np.nan
    found = REGIMES.all_regimes(pd.concat([after, before]))
    # what changes from one basis to the next is no change point
    assert found["regime"].tolist() == [1, 1]
    assert found["basis"].tolist() == ["form_s", "slt_reported"]
    assert found["series_months"].tolist() == [30, 29]
    assert found["first_month"].dt.month.tolist() == [1, 2]


def test_a_short_series_is_left_out() -> None:
    short = _months([1.0, -1.0] * 11 + [1.0], code="1")
    found = REGIMES.all_regimes(pd.concat([short, _months([1.0, -1.0] * 12)]))
    assert found["holder_code"].tolist() == ["42609"]


def test_the_largest_shift_is_the_f_of_the_best_split() -> None:
    generator = np.random.default_rng(3)
    values = generator.normal(size=40) + np.repeat([0.0, 2.0], 20)
    scaled = values / REGIMES.usual_size(values[None, :])[0]
    # six months at each end, as 15 percent of 40; the larger part of the sum of
    # squares that two means explain belongs to the best one
    explained = {
        split: scaled.var() * 40
        - scaled[:split].var() * split
        - scaled[split:].var() * (40 - split)
        for split in range(6, 35)
    }
    best = max(explained, key=lambda split: explained[split])
    errors = scaled - np.repeat(
        [scaled[:best].mean(), scaled[best:].mean()], [best, 40 - best]
    )
    [found] = REGIMES.largest_shift(values[None, :])
    [variance] = REGIMES.long_run_variance(errors[None, :])
    assert found == pytest.approx(explained[best] / variance)


def test_the_long_run_variance_of_an_autoregression_is_its_formula() -> None:
    [found] = REGIMES.long_run_variance(
        _autoregressions(0.5, 1, 100_000, np.random.default_rng(2))
    )
    assert found == pytest.approx(1 / (1 - 0.5) ** 2, rel=0.05)


def test_the_usual_size_is_of_two_years_around() -> None:
    values = np.r_[np.tile([1.0, -1.0], 30), np.tile([9.0, -9.0], 30)][None, :]
    found = REGIMES.usual_size(values)[0]
    assert found[[0, 30, 47]].tolist() == [1, 1, 1]
    assert found[[73, 100, 119]].tolist() == [9, 9, 9]
    assert REGIMES.usual_size(np.zeros((1, 30))).tolist() == [[1] * 30]


@given(seed=st.integers(0, 40))
def test_a_p_value_lies_above_zero_and_up_to_one(seed: int) -> None:
    values = np.random.default_rng(seed).normal(size=(1, 30))
    assert 0 < REGIMES.change_p_values(values, draws=49)[0] <= 1


def _autoregressions(
    memory: float, rows: int, months: int, generator: np.random.Generator
) -> np.ndarray:
    """So many series that remember, one per row."""
    news = generator.normal(size=(rows, months + 50))
    return lfilter([1], [1, -memory], news, axis=1)[:, 50:]


# Share of 2,000 series without a change that the test calls changed at 5 percent; the
# description of int_net_purchase_regimes has these figures.
@pytest.mark.parametrize(
    ("months", "memory", "growth", "size"),
    [
        (39, 0.0, 1, 0.05),
        (39, 0.5, 1.4, 0.05),
        (39, 0.3, 100, 0.20),
        (97, 0.3, 100, 0.06),
        (250, 0.3, 100, 0.07),
        (553, 0.0, 100, 0.06),
        (553, 0.5, 100, 0.07),
        (553, 0.7, 100, 0.10),
    ],
)
def test_the_size_of_the_test_is_what_its_description_says(
    months: int, memory: float, growth: float, size: float
) -> None:
    series = _autoregressions(memory, 2_000, months, np.random.default_rng(7))
    found = REGIMES.change_p_values(series * np.geomspace(1, growth, months))
    assert (found <= 0.05).mean() == pytest.approx(size, abs=0.015)


def test_a_change_of_one_usual_month_is_found() -> None:
    series = _autoregressions(0.3, 500, 250, np.random.default_rng(8))
    series += np.repeat([0.0, 1.0], 125)
    found = REGIMES.change_p_values(series * np.geomspace(1, 100, 250))
    assert (found <= 0.05).mean() > 0.9


def _newey_west(response: np.ndarray, regressor: np.ndarray, lags: int) -> float:
    """The formula as it stands in the textbook, with its small-sample factor."""
    design = np.column_stack([np.ones(len(regressor)), regressor])
    inverse = np.linalg.inv(design.T @ design)
    scores = design * (response - design @ inverse @ design.T @ response)[:, None]
    middle = scores.T @ scores
    for lag in range(1, lags + 1):
        across = scores[lag:].T @ scores[:-lag]
        middle += (1 - lag / (lags + 1)) * (across + across.T)
    months = len(response)
    variance = months / (months - 2) * inverse @ middle @ inverse
    return float(np.sqrt(variance[1, 1]))


def test_the_robust_error_is_that_of_newey_and_west() -> None:
    generator = np.random.default_rng(4)
    regressor = generator.normal(size=80)
    response = 2 * regressor + np.convolve(
        generator.normal(size=83), np.ones(4), "valid"
    )
    assert GAP.robust_standard_error(response, regressor) == pytest.approx(
        _newey_west(response, regressor, 6)
    )


def test_a_common_level_is_told_from_two_walks() -> None:
    generator = np.random.default_rng(9)
    walk, other = generator.normal(size=(2, 300)).cumsum(axis=1)
    tied = 3 * walk + generator.normal(size=300)
    assert GAP.cointegration_p_value(tied, walk) < 0.01
    assert GAP.cointegration_p_value(other, walk) > 0.1


def test_each_test_belongs_to_one_form_and_short_fixings_have_none() -> None:
    generator = np.random.default_rng(1)
    long, short = (
        pd.DataFrame(
            {
                "fixing": name,
                "month_number": range(months),
                "log_usdjpy": generator.normal(size=months).cumsum(),
                "gap_pct": generator.normal(size=months).cumsum(),
            }
        )
        for name, months in [("long", 60), ("short", 20)]
    )
    both = pd.concat([long, short])
    by_fixing = both.groupby("fixing")
    both["log_usdjpy_change"] = by_fixing["log_usdjpy"].diff()
    both["gap_change_pct"] = by_fixing["gap_pct"].diff()
    found = GAP.tests(both)
    assert found["fixing"].unique().tolist() == ["long"]
    found = found.set_index("fit")
    assert 0 <= found.loc["level", "cointegration_p_value"] <= 1
    assert np.isnan(found.loc["first_difference", "cointegration_p_value"])
    assert found.loc["first_difference", "slope_standard_error_robust"] > 0
    assert np.isnan(found.loc["level", "slope_standard_error_robust"])
