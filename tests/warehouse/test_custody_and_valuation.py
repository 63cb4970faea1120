"""Custody shifts, caveats and valuation against the published figures."""

from collections.abc import Sequence

import duckdb
import numpy as np
import pytest

Connection = duckdb.DuckDBPyConnection


def _rows(
    connection: Connection, query: str, values: Sequence[object] = ()
) -> list[tuple[object, ...]]:
    return connection.execute(query, list(values)).fetchall()


def test_december_2023_is_a_re_benchmark_and_no_shift(connection: Connection) -> None:
    # Table 3, Grand Total of long-term: change less net purchases less valuation
    kinds = _rows(
        connection,
        "select distinct kind, world_other_change_usd_mn from custody_shift_flags"
        " where reference_month = '2023-12-31'",
    )
    assert kinds == [("re_benchmark", pytest.approx(52_000, abs=500))]


def test_what_moved_in_april_2025_cancels_in_the_world(connection: Connection) -> None:
    [(kind, world, left, arrived)] = _rows(
        connection,
        "select kind, world_other_change_usd_mn, from_other_change_usd_mn,"
        " to_other_change_usd_mn from custody_shift_flags"
        " where reference_month = '2025-04-30' and from_holder_name = 'Hong Kong'"
        " and to_holder_name = 'Ireland'",
    )
    assert (kind, world, left, arrived) == ("custody_shift", -6_198, -18_405, 12_035)


@pytest.mark.parametrize(
    ("which", "figures"),
    [
        # the two figures that say why net purchases alone decide nothing
        (("Japan", "total", "2023-05-31"), (104_775, -34_392)),
        (("Belgium", "long_term", "2023-02-28"), (-74_272, 199_002)),
    ],
)
def test_other_change_is_as_large_as_the_story(
    connection: Connection, which: tuple[str, ...], figures: tuple[float, float]
) -> None:
    found = _rows(
        connection,
        "select sum(net_purchases_usd_mn), sum(other_change_usd_mn) from holder_flows"
        " where holder_name = ? and instrument = ? and basis = 'slt_reported'"
        " and reference_month between ? and '2026-04-30'",
        which,
    )
    assert found == [figures]


def test_belgiums_direction_over_three_years_is_not_firm(
    connection: Connection,
) -> None:
    # Table 3: sold on the reporters' word, bought by what its holdings grew
    assert _rows(
        connection,
        "select direction, is_direction_firm, net_purchases_usd_mn < 0,"
        " net_purchases_with_other_usd_mn = position_change_usd_mn"
        " - valuation_change_usd_mn from holder_change_windows"
        " where holder_name = 'Belgium' and instrument = 'long_term'"
        " and window_months = 36",
    ) == [("sold", False, True, True)]


# The Cayman Islands, their region, all countries, non-official holders, grand total.
TOUCHED = "holder_code in ('36137', '34401', '69995', '99991', '99996')"
SINCE = "reference_month >= '2022-01-31'"


@pytest.mark.parametrize(
    "query",
    [
        "select caveat from holdings_by_country"
        f" where holder_code = '36137' and {SINCE}",
        f"select caveat from holder_shares where {SINCE}",
        "select caveat from holder_change_windows",
        f"select caveat from custody_blocks_monthly where {SINCE}",
        f"select caveat from holdings where {TOUCHED} and {SINCE}",
        f"select caveat from holder_flows where {TOUCHED} and {SINCE}",
        f"select caveat from flows_by_country where holder_code = '36137' and {SINCE}",
        "select caveat from holdings_as_of(date '2026-07-14')"
        f" where {TOUCHED} and {SINCE}",
        "select caveat from holder_flows_as_of(date '2026-07-14')"
        f" where {TOUCHED} and {SINCE}",
        "select caveat from holder_securities where security_type = 'treasury'"
        f" and {TOUCHED} and {SINCE}",
        f"select caveat from concentration_monthly where {SINCE}",
        f"select caveat from sector_split_monthly where {SINCE}",
        "select caveat from selling_breadth_monthly where basis = 'slt_reported'",
        "select caveat from claim_evidence where evidence_id in ('place_of_japan',"
        " 'correlation_of_all_purchases_and_the_dollar')",
        "select caveat_of_figures from claims where claim_id in"
        " ('japan_is_the_largest_holder', 'eu_reweighs', 'contagion')",
    ],
)
def test_each_cayman_total_and_ranking_row_has_its_caveat(
    connection: Connection, query: str
) -> None:
    found = _rows(connection, f"select distinct * from ({query})")
    [[caveat]] = found
    assert "1.4 $tn" in str(caveat)
    assert "2025-10-15" in str(caveat)


def test_no_caveat_before_its_time_or_of_another_holder(connection: Connection) -> None:
    assert _rows(
        connection,
        "select count(*) from holdings_by_country where caveat is not null"
        " and (holder_name <> 'Cayman Islands' or reference_month < '2022-01-31')",
    ) == [(0,)]
    assert _rows(
        connection,
        "select count(*) from holder_shares where caveat is not null"
        " and reference_month < '2022-01-31'",
    ) == [(0,)]
    for table in ("holdings", "holder_flows", "holdings_as_of(date '2026-07-14')"):
        assert _rows(
            connection,
            f"select count(*) from {table} where caveat is not null"
            f" and not ({TOUCHED} and {SINCE})",
        ) == [(0,)]
    for table in ("concentration_monthly", "sector_split_monthly"):
        assert _rows(
            connection,
            f"select count(*) from {table} where caveat is not null and not {SINCE}",
        ) == [(0,)]
    assert _rows(
        connection,
        "select count(*) from holder_securities where security_type <> 'treasury'"
        " and caveat is not null",
    ) == [(0,)]
    assert _rows(
        connection,
        "select caveat_of_figures from claims where claim_id = 'the_fall_was_selling'",
    ) == [(None,)]


def test_officials_are_estimated_out_of_sample_with_half_the_error(
    connection: Connection,
) -> None:
    """Fitted again in numpy, on the months up to the second before each month."""
    months = connection.execute(
        "select flows.position_usd_mn - flows.position_change_usd_mn,"
        " flows.net_purchases_usd_mn, flows.valuation_change_usd_mn,"
        " -yields.yield_change_pct / 100 from holder_flows as flows"
        " inner join us_yield_month_ends as yields"
        " on flows.reference_month = yields.reference_month"
        " and yields.tenor_months = 120 where flows.holder_code = '99990'"
        " and flows.instrument = 'long_term' and flows.basis = 'slt_reported'"
        " and flows.valuation_change_usd_mn is not null"
        " and flows.position_change_usd_mn is not null order by flows.reference_month"
    ).fetchall()
    held, bought, price, fall = np.array(months, dtype=float).T
    missed = []
    for at in range(13, len(held)):
        slope, drift = np.polyfit(fall[: at - 1], (price / held)[: at - 1], 1)
        exposed = held[at] + bought[at] / 2
        missed.append(abs(exposed * (drift + slope * fall[at]) - price[at]))
    share = sum(missed) / np.abs(price[13:]).sum()
    assert share == pytest.approx(0.16, abs=0.01)
    assert _rows(
        connection,
        "select judged.error_share, judged.months, implied.drift_pct_per_month"
        " from valuation_backtest as judged inner join implied_duration as implied"
        " using (holder_code)"
        " where holder_code = '99990' and duration_from = 'out of sample'",
    ) == [
        (
            pytest.approx(share, abs=1e-3),
            len(missed),
            pytest.approx(0.26, abs=0.01),
        )
    ]


def test_the_own_fit_is_used_only_where_it_misses_no_more_than_half(
    connection: Connection,
) -> None:
    assert (
        _rows(
            connection,
            "select holder_name from implied_duration where is_usable"
            " <> (months_out_of_sample >= 12 and error_share <= 0.5)",
        )
        == []
    )
    [(usable, share, duration, basis)] = _rows(
        connection,
        "select is_usable, error_share, estimates.duration_years, duration_basis"
        " from implied_duration inner join valuation_estimates as estimates"
        " using (holder_code) where holder_code = '13005'"
        " and reference_month = '2026-04-30'",
    )
    assert (usable, basis) == (False, "all_holders")
    assert isinstance(share, float)
    assert share > 0.6
    assert _rows(
        connection,
        "select duration_years from implied_duration where holder_code = '99996'",
    ) == [(duration,)]


def test_an_estimate_that_no_longer_beats_its_naive_rival_is_marked(
    connection: Connection,
) -> None:
    # the slope of all holders without a drift does better for all of them of late
    assert _rows(
        connection,
        "select holder_code, beats_rival, error_share < rival_error_share"
        " from implied_duration where holder_code in ('99990', '99996')"
        " order by holder_code",
    ) == [("99990", True, True), ("99996", False, False)]


def test_the_band_holds_nine_months_in_ten_for_every_holder(
    connection: Connection,
) -> None:
    assert (
        _rows(
            connection,
            "select holder_name, duration_from, within_band_pct from valuation_backtest"
            " where within_band_pct < 90",
        )
        == []
    )
    # of earlier errors only, which no construction keeps
    [(honest, holders)] = _rows(
        connection,
        "select avg(within_earlier_band_pct), count(within_earlier_band_pct)"
        " from valuation_backtest where months_with_earlier_band >= 12",
    )
    assert isinstance(honest, float)
    assert honest == pytest.approx(93, abs=1.5)
    assert holders == 90


def test_the_survey_of_2020_finds_longer_books_than_those_of_today(
    connection: Connection,
) -> None:
    """5.8 years for all foreigners and 5.1 for officials, within a tenth."""
    found = {
        holder: (survey, slope)
        for holder, survey, slope in connection.execute(
            "select holder_code, survey_duration_years, duration_years"
            " from valuation_estimates where reference_month = '2020-06-30'"
            " and holder_code in ('99996', '99990')"
        ).fetchall()
    }
    assert found["99996"][0] == pytest.approx(5.8, abs=0.1)
    assert found["99990"][0] == pytest.approx(5.1, abs=0.1)
    # slopes of 4.16 and 4.11 in the years of the fit, to which the surveys of 2023 and
    # 2024 belong: 4.87 and 4.79 of all, 4.34 and 4.18 of officials
    assert found["99996"][1] == pytest.approx(4.16 * 5.76 / 4.83, abs=0.02)
    assert found["99990"][1] == pytest.approx(4.11 * 5.04 / 4.26, abs=0.02)


def test_durations_run_in_a_straight_line_from_survey_to_survey(
    connection: Connection,
) -> None:
    autumn, winter, summer = (
        duration
        for (duration,) in connection.execute(
            "select survey_duration_years from valuation_estimates"
            " where holder_code = '42609'"
            " and reference_month in ('2021-09-30', '2021-12-31', '2022-06-30')"
            " order by reference_month"
        ).fetchall()
    )
    assert winter < autumn
    assert winter - autumn == pytest.approx((summer - winter) / 2, abs=1e-3)


@pytest.mark.parametrize(
    ("months_judged", "share", "share_of_todays"),
    [
        (("2018-07-31", "2020-12-31"), 0.13, 0.14),
        # no survey of maturities is at hand: that of 2018 holds, and nothing is gained
        (("2012-01-31", "2018-06-30"), 0.32, 0.31),
    ],
)
def test_the_survey_improves_on_todays_duration_where_there_is_one(
    connection: Connection,
    months_judged: tuple[str, str],
    share: float,
    share_of_todays: float,
) -> None:
    """Judged by the Fed staff's price changes of officials, which are in no fit."""
    months = connection.execute(
        """
        select
            estimates.price_return_pct / 100,
            -implied.duration_years * yields.yield_change_pct / 100,
            estimates.previous_position_usd_mn,
            staff.cell_value
        from valuation_estimates as estimates
        inner join implied_duration as implied using (holder_code)
        inner join us_yield_month_ends as yields
            on estimates.reference_month = yields.reference_month
            and yields.tenor_months = 120
        inner join raw.frb_bertaut_judson_positions as staff
            on estimates.reference_month = staff.reference_date
            and staff.code = estimates.holder_code
            and staff.measure = 'ftot_treas_adj_val_chg'
        where holder_code = '99990' and estimates.reference_month between ? and ?
        """,
        months_judged,
    ).fetchall()
    estimated, todays, held, staff = np.array(months, dtype=float).T
    for returns, expected in ((estimated, share), (todays, share_of_todays)):
        missed = np.abs(returns * held - staff).sum() / np.abs(staff).sum()
        assert missed == pytest.approx(expected, abs=0.005)
