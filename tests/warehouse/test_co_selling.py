"""Co-selling on invented months: counts by hand, and a p-value that means what it says.

Belongs here: the functions of the Python model and of the permutation. Does not: what
comes out of the published figures (test_statistics.py).
"""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.python_models import python_model

MODEL = python_model("int_co_selling_statistics")


def _series(kind: str, code: str, values: list[float]) -> pd.DataFrame:
    """One series as int_co_selling_series has it."""
    return pd.DataFrame(
        {
            "follower_kind": kind,
            "follower_code": code,
            "basis": "slt_reported",
            "instrument": "total",
            "month_number": range(24_000, 24_000 + len(values)),
            "net_purchases_usd_mn": values,
        }
    )


@given(months=st.integers(1, 90), block=st.integers(1, 12))
def test_an_order_has_every_month_once(months: int, block: int) -> None:
    orders = MODEL.block_orders(months, block, 5, np.random.default_rng(1))
    assert orders.shape == (5, months)
    assert (np.sort(orders, axis=1) == np.arange(months)).all()


def test_an_order_keeps_neighbours_together() -> None:
    [order] = MODEL.block_orders(24, 6, 1, np.random.default_rng(7))
    follows = np.diff(np.append(order, order[0])) % 24 == 1
    # four blocks on a circle: four seams at most, and here they did change places
    assert 1 <= (~follows).sum() <= 4
    assert sorted(order) == list(range(24))


def test_months_change_places_within_ten_years_only() -> None:
    orders = MODEL.permuted_within_spans(130, 20, np.random.default_rng(3))
    # 130 months are a rest of ten and then a whole span
    assert (np.sort(orders[:, :10], axis=1) == np.arange(10)).all()
    assert (np.sort(orders[:, 10:], axis=1) == np.arange(10, 130)).all()


def test_a_shock_is_the_lowest_decile_and_a_masked_month_is_none() -> None:
    values = np.array([*range(1, 21), np.nan], dtype=float)
    # the decile of 1 to 20 lies at 2.9
    assert list(np.flatnonzero(MODEL.shocks(values))) == [0, 1]


def test_counts_of_months_by_hand() -> None:
    shock = np.array([[True, False, False, True, False]])
    known = np.array([[True, True, False, True, True]])
    follower = np.array([[-1.0, -1.0, 5.0, np.nan, -2.0]])
    assert {
        name: int(count[0, 0])
        for name, count in MODEL.shares(shock, known, follower, 0).items()
    } == {
        "months": 3,  # 0, 1 and 4: the leader lacks 2, the follower 3
        "months_sold": 3,
        "shock_months": 1,
        "shock_months_sold": 1,
    }
    # a month later: 0 -> 1 sold, 1 -> 2 bought, 3 -> 4 sold
    counts = MODEL.shares(shock, known, follower, 1)
    assert [int(count[0, 0]) for count in counts.values()] == [3, 2, 2, 2]
    # 2 of 2 after a shock against 2 of 3 in all
    assert MODEL.lift(counts)[0, 0] == pytest.approx(1.5)


def test_a_follower_that_never_sold_has_no_lift_and_no_p_value() -> None:
    counts = MODEL.shares(
        np.array([[True, False]]), np.array([[True, True]]), np.array([[1.0, 2.0]]), 0
    )
    observed = MODEL.lift(counts)[0]
    assert np.isnan(observed).all()
    assert np.isnan(MODEL.p_values(observed, np.ones((9, 1)))).all()


def test_a_p_value_counts_the_record_itself_and_what_has_no_share() -> None:
    drawn = np.array([[1.0], [2.0], [np.nan]])
    # two of three draws, and the record, out of four
    assert MODEL.p_values(np.array([2.0]), drawn) == pytest.approx([0.75])
    assert MODEL.p_values(np.array([9.0]), np.ones((3, 1))) == pytest.approx([0.25])


def test_p_values_of_a_family_are_adjusted_by_hand() -> None:
    # 0.01 * 3 / 1; 0.03 * 3 / 2 = 0.045, capped by 0.04 * 3 / 3
    found = MODEL.adjusted(pd.Series([0.01, np.nan, 0.04, 0.03]))
    assert found[[0, 2, 3]].tolist() == pytest.approx([0.03, 0.04, 0.04])
    assert np.isnan(found[1])


def test_one_that_always_sells_with_the_leader_is_found_at_its_lag_only() -> None:
    generator = np.random.default_rng(11)
    leader = pd.Series(generator.normal(size=120))
    sells = MODEL.shocks(leader.to_numpy())
    follower = pd.DataFrame({"follower": np.roll(np.where(sells, -1.0, 1.0), 2)})
    found = MODEL.co_selling(leader, follower).set_index("lag_months")
    assert found.loc[2, "shock_months_sold"] == found.loc[2, "shock_months"]
    assert found.loc[2, "p_value"] == pytest.approx(0.001)
    assert (found.drop(2)["p_value"] > 0.05).all()


@given(seed=st.integers(0, 50), masked=st.integers(1, 6))
def test_a_masked_month_of_the_leader_changes_no_p_value(
    seed: int, masked: int
) -> None:
    """Else a draw could lose a shock to it, and every record would look rarer."""
    generator = np.random.default_rng(seed)
    leader = pd.Series(generator.normal(size=38))
    follower = pd.DataFrame({"follower": generator.normal(size=38)})
    before = [np.nan] * masked
    with_masked = pd.Series([*before, *leader])
    followed = pd.DataFrame({"follower": [*([-1.0] * masked), *follower["follower"]]})
    found = MODEL.co_selling(leader, follower, draws=99)
    padded = MODEL.co_selling(with_masked, followed, draws=99)
    pd.testing.assert_frame_equal(found, padded)


@given(seed=st.integers(0, 50))
def test_every_p_value_lies_above_zero_and_up_to_one(seed: int) -> None:
    generator = np.random.default_rng(seed)
    purchases = generator.normal(size=(40, 4))
    purchases[generator.random((40, 4)) < 0.1] = np.nan
    found = MODEL.co_selling(
        pd.Series(purchases[:, 0]), pd.DataFrame(purchases[:, 1:]), draws=49
    )
    known = found["p_value"].dropna()
    assert ((known > 0) & (known <= 1)).all()
    assert (found["shock_months_sold"] <= found["shock_months"]).all()


@pytest.fixture(scope="module")
def of_strangers() -> tuple[pd.Series, pd.DataFrame]:
    """Thirty years without any connection: all remember, all trade more with time."""
    generator = np.random.default_rng(5)
    noise = generator.normal(size=(360, 201))
    for month in range(1, 360):
        noise[month] += 0.5 * noise[month - 1]
    growth = np.linspace(0.1, 3, 360)
    # early on followers buy a little every month; later they sell every other
    followers = noise[:, 1:] * growth[:, None] + 1
    return pd.Series(noise[:, 0] * growth), pd.DataFrame(followers)


def test_of_strangers_p_values_are_spread_evenly(
    of_strangers: tuple[pd.Series, pd.DataFrame],
) -> None:
    found = MODEL.co_selling(*of_strangers, draws=199)
    assert 0.40 <= (found["p_value"] <= 0.5).mean() <= 0.62
    assert (found["p_value"] <= 0.05).mean() <= 0.09


def test_without_spans_growth_would_pass_for_company(
    of_strangers: tuple[pd.Series, pd.DataFrame], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(MODEL, "SPAN_MONTHS", 360)
    found = MODEL.co_selling(*of_strangers, draws=199)
    assert (found["p_value"] <= 0.05).mean() > 0.2


def test_bases_are_counted_apart_and_any_order_of_rows_gives_the_same() -> None:
    generator = np.random.default_rng(2)
    parts = [
        _series(kind, code, list(generator.normal(size=40))).assign(basis=basis)
        for basis in ("form_s", "slt_reported")
        for kind, code in [("leader", "42609"), ("holder", "1"), ("group", "g7")]
    ]
    series = pd.concat(parts, ignore_index=True)
    found = pd.concat(MODEL.by_basis(series))
    assert len(found) == 2 * 2 * 4
    assert found["leader_months"].unique().tolist() == [40]
    alone = pd.concat(MODEL.by_basis(series[series["basis"] == "form_s"]))
    pd.testing.assert_frame_equal(found[found["basis"] == "form_s"], alone)
    shuffled = pd.concat(MODEL.by_basis(series.sample(frac=1, random_state=1)))
    pd.testing.assert_frame_equal(found, shuffled)
