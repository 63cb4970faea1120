"""The statistical tables of the shipped snapshot, against the files they come from.

Each figure was read off the publisher's file by hand, or is worked out again from such
figures. Does not belong here: the methods (test_co_selling.py, test_regimes.py and the
dbt unit tests).
"""

import math

import duckdb
import numpy as np
import pytest

from tests.support.python_models import python_model

STATISTICS = python_model("int_co_selling_statistics")
Connection = duckdb.DuckDBPyConnection

# Table 3 of 2026-06-18, Japan, net U.S. sales, total, 2023-03 to 2024-08.
JAPAN = [
    *(-18660, 34421, -15244, 13676, 11007, 9576, -10973, 22289, 2569, -19549),
    *(23484, 26895, 14284, -11830, -23870, -24639, -13944, -3170),
]


def _rows(connection: Connection, query: str) -> list[tuple[object, ...]]:
    return connection.execute(query).fetchall()


def test_purchases_around_may_2024_by_hand(connection: Connection) -> None:
    # February to August 2024 against the eleven months before that have a figure
    usual = sum(JAPAN[:11]) / 11
    window = sum(JAPAN[11:])
    assert window == -36_274
    assert _rows(
        connection,
        "select window_net_purchases_usd_mn, normal_usd_mn, abnormal_usd_mn,"
        " estimation_months, basis, overlaps_another_event from event_study"
        " where event_id = 'jpy-2024-05-01' and holder_code = '42609'"
        " and instrument = 'total'",
    ) == [
        (
            *(window, round(usual, 1), round(window - 7 * usual, 1)),
            *(11, "slt_reported", True),
        )
    ]


def test_the_percentile_of_may_2024_is_that_of_all_other_months(
    connection: Connection,
) -> None:
    """Done again month by month in plain Python from the published flows."""
    found = connection.execute(
        "select year(reference_month) * 12 + month(reference_month),"
        " net_purchases_usd_mn from holder_flows where holder_code = '42609'"
        " and instrument = 'total' and basis = 'slt_reported'"
        " and flow_break_id is null and net_purchases_usd_mn is not null"
    ).fetchall()
    known: dict[int, float] = dict(found)
    # the whole window, what came before the event, and from its month on
    for first, last, figures in (
        (-3, 3, "placebo_percentile_pct, abnormal_in_spreads"),
        (-3, -1, "placebo_percentile_before_pct, abnormal_before_in_spreads"),
        (0, 3, "placebo_percentile_after_pct, abnormal_after_in_spreads"),
    ):
        scores = _abnormal_scores(known, range(first, last + 1))
        event = scores[2024 * 12 + 5]
        lower = sum(score < event for score in scores.values())
        assert _rows(
            connection,
            f"select placebo_months, {figures} from event_study"
            " where event_id = 'jpy-2024-05-01' and holder_code = '42609'"
            " and instrument = 'total' and basis = 'slt_reported'",
        ) == [
            (
                len(_abnormal_scores(known, range(-3, 4))) - 1,
                pytest.approx(100 * lower / (len(scores) - 1), abs=1e-4),
                pytest.approx(event, abs=1e-6),
            )
        ]


def _abnormal_scores(known: dict[int, float], span: range) -> dict[int, float]:
    """Score each month's span, with the error of the mean that it is measured by."""
    scores = {}
    for month in known:
        within = [known[month + away] for away in span if month + away in known]
        before = [known[month - back] for back in range(4, 25) if month - back in known]
        if len(within) == len(span) and len(before) >= 10:
            scores[month] = (sum(within) - len(span) * np.mean(before)) / (
                np.std(before, ddof=1)
                * math.sqrt(len(span) + len(span) ** 2 / len(before))
            )
    return scores


@pytest.mark.parametrize(
    ("series", "change"),
    [
        # DEXJPUS 161.73 and 158.58; the Treasury's 10 years 4.28 and 4.20
        ("usdjpy_noon_new_york", 100 * math.log(158.58 / 161.73)),
        ("us_10y_yield", -8),
    ],
)
def test_the_day_of_the_intervention_of_july_2024(
    connection: Connection, series: str, change: float
) -> None:
    [(found, before)] = connection.execute(
        "select change_since_day_before, (select change_since_day_before"
        " from event_study_daily as base where base.event_id = study.event_id"
        " and base.series = study.series and base.day_offset = -1)"
        " from event_study_daily as study where event_id = 'jpy-2024-07-11'"
        " and series = ? and day_offset = 0",
        [series],
    ).fetchall()
    assert found == pytest.approx(change, abs=1e-4)
    assert before == 0


def test_a_day_is_ranked_by_the_moves_usual_before_it(connection: Connection) -> None:
    """Done again in pandas from the published yields: -8 points in a calm month."""
    figures = connection.execute(
        "select date, 100 * par_yield_pct as figure from yields where country = 'US'"
        " and tenor_months = 120 and date >= '1999-01-04' order by date"
    ).df()
    moves = figures.figure.diff()
    usual = moves.rolling(63, min_periods=42).std().shift(6)
    scores = (moves / usual).dropna().round(6)
    event = scores[figures.date == "2024-07-11"].item()
    assert _rows(
        connection,
        "select change_in_usual_moves, placebo_days, placebo_percentile_pct"
        " from event_study_daily where event_id = 'jpy-2024-07-11'"
        " and series = 'us_10y_yield' and day_offset = 0",
    ) == [
        (
            pytest.approx(event, abs=1e-5),
            len(scores) - 1,
            pytest.approx(100 * (scores < event).sum() / (len(scores) - 1), abs=0.02),
        )
    ]


# Month of the peak since Form SLT became monthly, then the fall to April 2026, which
# Table 3 of 2026-06-18 has as that of 2026-07-14, and to July (Table 5 of 2026-09-16).
PEAKS = {
    "41408": ("2013-11-30", 1_316_715, -50.6, -53.1),  # China
    "30309": ("2018-08-31", 317_785, -46.9, -47.1),  # Brazil
    "45608": ("2020-02-29", 184_434, -24.0, -22.8),  # Saudi Arabia
    "42609": ("2021-11-30", 1_325_508, -8.7, -16.7),  # Japan
}


@pytest.mark.parametrize("code", PEAKS)
def test_peaks_of_holders_outlast_a_break_of_others(
    connection: Connection, code: str
) -> None:
    month, peak, in_april, in_july = PEAKS[code]
    rows = _rows(
        connection,
        "select peak_position_usd_mn, peak_month::varchar, peak_since_month::varchar,"
        " round(drawdown_pct, 1) from turning_points"
        f" where holder_code = '{code}' and instrument = 'total'"
        " and reference_month in ('2026-04-30', '2026-07-31') order by reference_month",
    )
    assert rows == [
        (peak, month, "2011-12-31", in_april),
        (peak, month, "2011-12-31", in_july),
    ]


@pytest.mark.parametrize("code", PEAKS)
def test_the_printed_cells_have_these_peaks(connection: Connection, code: str) -> None:
    month, peak, in_april, _ = PEAKS[code]
    # the files of 2023 and 2026, cell by cell: none of the models' joins
    [(found, at, last)] = _rows(
        connection,
        f"""
        with printed as (
            select reference_month, position_usd_mn from staging.stg_tic__slt3d_globl
            where
                holder_code = '{code}'
                and instrument = 'total'
                and reference_month between '2011-12-31' and '2019-12-31'
            union all
            select reference_month, value_usd_mn from staging.stg_tic__slt_table3
            where
                holder_code = '{code}'
                and instrument = 'total'
                and measure = 'position'
                and released_on = '2026-06-18'
                and reference_month <= '2026-04-30'
        )

        select
            max(position_usd_mn),
            arg_max(reference_month, position_usd_mn)::varchar,
            arg_max(position_usd_mn, reference_month)
        from printed
        """,
    )
    assert (found, at) == (peak, month)
    assert round(100 * (last / found - 1), 1) == in_april


def test_a_holder_that_a_break_concerns_has_its_peak_since_then(
    connection: Connection,
) -> None:
    assert _rows(
        connection,
        "select distinct peak_since_month::varchar from turning_points"
        " where holder_name in ('France', 'Switzerland', 'Canada')"
        " and instrument = 'total' and reference_month = '2026-04-30'",
    ) == [("2021-06-30",)]


def test_japan_sold_in_two_months_to_march_2026(connection: Connection) -> None:
    # Table 3: -6,908 and -23,875 after +32,580
    assert _rows(
        connection,
        "select net_sale_streak_months, net_sales_in_streak_usd_mn"
        " from turning_points where holder_code = '42609' and instrument = 'total'"
        " and reference_month in ('2026-01-31', '2026-02-28', '2026-03-31')"
        " order by reference_month",
    ) == [(0, 0), (1, 6_908), (2, 6_908 + 23_875)]


def test_japans_campaign_of_2003_is_a_level_of_its_own(connection: Connection) -> None:
    # the Ministry of Finance bought dollars from 2003-05 to 2004-03
    months = [
        str(month)
        for (month,) in _rows(
            connection,
            "select reference_month::varchar from turning_points where is_change_point"
            " and holder_code = '42609' and basis = 'form_s' order by 1",
        )
    ]
    assert months[:2] == ["2003-05-31", "2004-09-30"]


def test_no_level_of_japan_or_china_is_found_since_2023(connection: Connection) -> None:
    # 38 months that swing: nothing is a turn until something says so
    rows = _rows(
        connection,
        "select max(regime), min(change_p_value) from turning_points"
        " where holder_code in ('42609', '41408') and basis = 'slt_reported'",
    )
    assert rows[0][0] == 1
    assert rows[0][1] > 0.1


def test_china_sold_in_two_of_japans_four_worst_months(connection: Connection) -> None:
    # Japan at or below its lowest decile: 2024-05, 2024-06, 2026-03, 2026-05;
    # China then -11,342, +6,389, -34,474, +5,947 (Table 3)
    [(shock, *counts)] = _rows(
        connection,
        "select shock_at_or_below_usd_mn, shock_months, shock_months_sold, months,"
        " round(sells_share_after_shock, 2), follower_block from co_selling"
        " where follower_name = 'China' and lag_months = 0 and instrument = 'total'"
        " and basis = 'slt_reported'",
    )
    assert -23_870 < shock < -19_549
    assert counts == [4, 2, 39, 0.5, "direct"]


def test_hubs_stand_apart_from_direct_holders(connection: Connection) -> None:
    assert _rows(
        connection,
        "select follower_kind, follower_block, string_agg(distinct follower_code,"
        " ' ' order by follower_code) from co_selling where follower_block = 'hub'"
        " group by all order by all",
    ) == [
        ("group", "hub", "custody_hubs"),
        ("holder", "hub", "10251 11401 11703 12688 13005 36137"),
    ]


def test_nothing_is_significant_by_default(connection: Connection) -> None:
    """Among hundreds of questions some p-values are small; none stays so, adjusted."""
    [(small, smallest)] = _rows(
        connection,
        "select count(*) filter (p_value < 0.05) / count(*), min(p_value_adjusted)"
        " from co_selling",
    )
    assert 0 < small < 0.1
    assert smallest > 0.1


def test_the_fit_of_the_yen_is_numpys(connection: Connection) -> None:
    rows = connection.execute(
        "select us_jp_10y_spread_month_end_pct, usdjpy_noon_new_york_month_end"
        " from market_monthly where us_jp_10y_spread_month_end_pct is not null"
        " and usdjpy_noon_new_york_month_end is not null order by reference_month"
    ).fetchall()
    gap, yen = np.array(rows).T
    fits = {
        "level": (gap, 100 * np.log(yen)),
        "first_difference": (np.diff(gap), np.diff(100 * np.log(yen))),
    }
    for fit, (regressor, response) in fits.items():
        slope, intercept = np.polyfit(regressor, response, 1)
        residuals = response - intercept - slope * regressor
        assert _rows(
            connection,
            "select months, slope_log_pct_per_point, r_squared, durbin_watson,"
            " residual_log_pct from fx_rate_gap_model where span = 'all'"
            f" and fixing = 'noon_new_york' and fit = '{fit}'",
        ) == [
            (
                len(response),
                pytest.approx(slope, abs=1e-5),
                pytest.approx(1 - residuals.var() / response.var(), abs=1e-5),
                pytest.approx(
                    (np.diff(residuals) ** 2).sum() / (residuals**2).sum(), abs=1e-5
                ),
                pytest.approx(residuals[-1], abs=1e-5),
            )
        ]


def test_the_gap_and_the_yen_of_march_2026_are_the_files(
    connection: Connection,
) -> None:
    # FRED 4.30 less MOF 2.366, DEXJPUS 159.08
    assert _rows(
        connection,
        "select gap_pct, usdjpy, months from fx_rate_gap_model where fit = 'level'"
        " and span = 'rolling' and fixing = 'noon_new_york'"
        " and last_month = '2026-03-31'",
    ) == [(pytest.approx(1.934), 159.08, 36)]


def test_the_level_fit_has_no_standard_error_and_no_common_level(
    connection: Connection,
) -> None:
    rows = _rows(
        connection,
        "select slope_standard_error, slope_standard_error_robust, durbin_watson,"
        " cointegration_p_value from fx_rate_gap_model"
        " where fit = 'level' and span = 'all'",
    )
    assert len(rows) == 2
    for ordinary, robust, durbin_watson, p_value in rows:
        assert ordinary is None
        assert robust is None
        assert durbin_watson < 0.1
        assert p_value > 0.1


@pytest.mark.parametrize(
    ("seller", "months", "sold"),
    [
        # lines 6856 to 6867 of Table 3 of 2026-07-14: officials' notes and bonds
        ("99990", 3, -(3_029 + 16_123 - 37_941)),
        ("99990", 12, 33_984),
        # its lines 4777 to 4779
        ("42609", 3, -(-2_838 + 14_705 - 23_933)),
    ],
)
def test_what_the_latest_sales_of_bonds_would_do_by_hand(
    connection: Connection, seller: str, months: int, sold: float
) -> None:
    # 20 basis points per $100bn last; 40 to 60 in a month, which months do not add up
    billions = sold / 1000
    long, short = (
        _rows(
            connection,
            "select net_sales_usd_bn, implied_low_bp, implied_high_bp,"
            " sales_instrument from yield_impact_scenarios"
            f" where estimate_id = 'beltran-2013-{horizon}'"
            f" and seller_code = '{seller}' and sales_months = {months}",
        )
        for horizon in ("long", "short")
    )
    assert long == [
        (
            pytest.approx(billions),
            pytest.approx(0.2 * billions, abs=1e-4),
            pytest.approx(0.2 * billions, abs=1e-4),
            "long_term",
        )
    ]
    assert short == [
        (
            pytest.approx(billions),
            pytest.approx(0.4 * billions / months, abs=1e-4),
            pytest.approx(0.6 * billions / months, abs=1e-4),
            "long_term",
        )
    ]


def test_what_officials_sold_to_april_2026_as_the_public_had_it(
    connection: Connection,
) -> None:
    """By the vintage of June and by the cells of its file; in basis points."""
    sums = ", ".join(
        "-0.001 * sum({0}) filter ({1} >"
        f" last_day(date '2026-04-30' - to_months({months})))"
        for months in (12, 3)
    )
    [known] = _rows(
        connection,
        f"select {sums.format('net_purchases_usd_mn', 'reference_month')}"
        " from holder_flows_as_of(date '2026-06-18')"
        " where holder_code = '99990' and instrument = 'long_term'"
        " and reference_month <= date '2026-04-30'",
    )
    [printed] = _rows(
        connection,
        f"select {sums.format('cell_value', 'reference_date')}"
        " from raw.tic_slt_table3 inner join meta.landed_files"
        " on sha256 = source_sha256 where released_on = date '2026-06-18'"
        " and code = '99990' and measure = 'for_lt_treas_net'",
    )
    [(per_100bn,)] = _rows(
        connection,
        "select distinct per_100bn_low_bp from yield_impact_scenarios"
        " where estimate_id = 'beltran-2013-long'",
    )
    assert known == pytest.approx(printed)
    assert known == pytest.approx((17.5, 47.1), abs=0.05)
    effects = [per_100bn * sold / 100 for sold in known]
    assert effects == pytest.approx([3.5, 9.4], abs=0.05)


def test_impacts_are_scaled_by_the_market_or_not_at_all(connection: Connection) -> None:
    # the snapshot holds marketable debt of 2026-09 alone, and no market value
    assert _rows(
        connection,
        "select distinct scale_basis, scale, implied_low_scaled_bp"
        " from yield_impact_scenarios",
    ) == [("not_landed_in_both_months", None, None)]


def test_a_study_without_a_figure_per_100bn_implies_nothing(
    connection: Connection,
) -> None:
    assert _rows(
        connection,
        "select distinct stated_low_bp, per_100bn_low_bp, implied_low_bp,"
        " implied_low_scaled_bp from yield_impact_scenarios"
        " where estimate_id = 'warnock-2006'",
    ) == [(90, None, None, None)]


def test_every_event_has_a_source_and_a_month_that_fits_its_day(
    connection: Connection,
) -> None:
    assert (
        _rows(
            connection,
            "select event_id from events where trim(source) = ''"
            " or reference_month <> last_day(coalesce(event_date, reference_month))"
            " or (event_date is null) <> (date_precision = 'month')",
        )
        == []
    )
    kinds = _rows(connection, "select kind, count(*) from events group by all")
    assert dict(kinds) == {
        "fx_intervention": 12,
        "tariff": 4,
        "us_policy_rate": 6,
        "jp_policy_rate": 5,
    }


def test_interventions_since_2022_are_the_same_in_both_tables(
    connection: Connection,
) -> None:
    listed = _rows(
        connection,
        "select event_date from events where kind = 'fx_intervention'"
        " and event_date is not null order by event_date",
    )
    registered = _rows(
        connection,
        "select occurred_on from interventions where not is_estimate"
        " and occurred_on >= '2022-01-01' order by occurred_on",
    )
    assert listed == registered


@pytest.mark.parametrize(
    ("code", "instrument", "p_value"),
    [
        ("43001", "total", 0.135),  # South Korea
        ("13005", "total", 0.730),  # United Kingdom
        ("13005", "long_term", 0.263),
        ("46019", "total", 0.724),  # Singapore
    ],
)
def test_p_values_of_the_vintage_of_june_2026(
    connection: Connection, code: str, instrument: str, p_value: float
) -> None:
    """As an independent permutation gave them, within what 999 draws are off by."""
    flows = connection.execute(
        "select holder_code, reference_month, case when flow_break_id is null"
        " then net_purchases_usd_mn end as net_purchases"
        " from holder_flows_as_of(date '2026-06-18')"
        " where basis = 'slt_reported' and instrument = ?"
        " and holder_code in ('42609', ?)",
        [instrument, code],
    ).df()
    wide = flows.pivot_table(
        index="reference_month",
        columns="holder_code",
        values="net_purchases",
        dropna=False,
    )
    found = STATISTICS.co_selling(wide["42609"], wide[[code]])
    assert found[found["lag_months"] == 0]["p_value"].item() == pytest.approx(
        p_value, abs=0.06
    )


def test_the_ratio_of_the_g7_three_months_later_is_to_chance(
    connection: Connection,
) -> None:
    """On Form S, whose months are over: to all months it would be 1.19."""
    assert _rows(
        connection,
        "select round(ratio_to_chance, 2) from co_selling where follower_name = 'G7'"
        " and lag_months = 3 and basis = 'form_s' and instrument = 'long_term'",
    ) == [(1.58,)]
