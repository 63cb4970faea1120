"""Net purchases before February 2023 as positions say, against the files they are from.

Belongs here: figures of the shipped snapshot, each by a path of its own. Does not: the
arithmetic on invented rows (dbt's unit tests) and the identities of every row
(dbt_project/tests).
"""

import duckdb
import pytest

Connection = duckdb.DuckDBPyConnection

# $ billion, 2012-01 to 2023-01 without 2021-06, when positions break: Form S and
# positions less valuation, as an independent recomputation gave them.
CUMULATIVE = {
    "42609": (-173, 181),
    "41408": (3, -157),
    "10251": (-270, 178),
    "13005": (1_417, 393),
    "99996": (505, 2_364),
}
MONTHS = (
    " instrument = 'long_term' and reference_month between '2012-01-31' and"
    " '2023-01-31' and reference_month <> '2021-06-30'"
)


@pytest.mark.parametrize("code", CUMULATIVE)
def test_cumulative_purchases_on_both_bases(connection: Connection, code: str) -> None:
    form_s, from_positions = CUMULATIVE[code]
    [(months, reported, estimated)] = connection.execute(
        "select count(*), sum(net_purchases_usd_mn) / 1000,"
        " sum(position_based_net_purchases_usd_mn) / 1000 from holder_flows"
        " where basis = 'form_s' and holder_code = ? and" + MONTHS,
        [code],
    ).fetchall()
    assert months == 132
    assert round(reported) == form_s
    # The independent figure and ours are estimates of a duration that is known within
    # a year each, so they may lie two years of duration apart, where ours is not the
    # Fed staff's. That is the sum of what was held times the rise of the yield.
    [(a_year_of_duration,)] = connection.execute(
        "select abs(sum((position_usd_mn - position_change_usd_mn)"
        " * yield_change_pct / 100)) / 1000"
        " from holder_flows inner join us_yield_month_ends using (reference_month)"
        " where tenor_months = 120 and position_based_basis ="
        " 'position_less_valuation' and holder_code = ? and" + MONTHS,
        [code],
    ).fetchall()
    assert 0 < a_year_of_duration < 0.04 * abs(form_s) + 200
    assert estimated == pytest.approx(from_positions, abs=2 * a_year_of_duration)


def test_every_figure_of_the_fed_staff_is_used(connection: Connection) -> None:
    """Flow plus gap of each printed row, but of the first month, which has no gap."""
    [(rows, used, alike)] = connection.execute(
        """
        with printed as (
            select
                code as holder_code,
                reference_date as reference_month,
                max(cell_value) filter (measure = 'ftot_treas_adj_net_flow') as flow,
                max(cell_value) filter (measure = 'ftot_treas_monthly_gap') as gap
            from raw.frb_bertaut_judson_positions
            group by all
        )
        select
            count(*),
            count(*) filter (printed.reference_month > date '2011-06-30'),
            count(*) filter (
                flows.position_based_basis = 'frb_estimate'
                and flows.position_based_net_purchases_usd_mn = flow + gap
            )
        from printed
        inner join holder_flows as flows using (holder_code, reference_month)
        where flows.instrument = 'long_term'
        """
    ).fetchall()
    # 69 countries and groups in the first month
    assert (rows, used) == (8_691, 8_691 - 69)
    # the officials of June 2011 are in the file before, too, with a gap
    assert alike == used


def test_the_fed_staffs_net_flow_alone_is_form_s(connection: Connection) -> None:
    """So that the gap must be added: else their rows would say nothing of their own."""
    [(both, same)] = connection.execute(
        "select count(*), count(*) filter ("
        " abs(flows.net_purchases_usd_mn - cell_value) <= 2)"
        " from holder_flows as flows inner join raw.frb_bertaut_judson_positions"
        " on holder_code = code and reference_month = reference_date"
        " and measure = 'ftot_treas_adj_net_flow'"
        " where basis = 'form_s' and instrument = 'long_term'"
    ).fetchall()
    # of 8,691; Form S has no line for the rest, mostly officials and Belgium-Luxembourg
    assert (both, same) == (8_073, 8_073)


def test_months_of_japan_by_hand(connection: Connection) -> None:
    # bertaut_judson_positions_liabs_2021.csv, Japan, net flow and gap
    by_the_staff = {"2012-02-29": 13_457 + 2_121, "2012-03-31": -141 + 3_356}
    for month, figure in by_the_staff.items():
        assert connection.execute(
            "select position_based_net_purchases_usd_mn, position_based_basis,"
            " position_based_net_purchases_low_usd_mn from holder_flows"
            " where holder_code = '42609' and instrument = 'long_term'"
            " and reference_month = ?",
            [month],
        ).fetchall() == [(figure, "frb_estimate", None)]
    # Table 3, Japan, long-term, August and September 2022; bills 77,636 and 79,162
    [(change, bonds, price, bills, total, basis)] = connection.execute(
        "select bonds.position_change_usd_mn,"
        " bonds.position_based_net_purchases_usd_mn,"
        " bonds.estimated_valuation_change_usd_mn,"
        " bills.position_based_net_purchases_usd_mn,"
        " total.position_based_net_purchases_usd_mn, total.position_based_basis"
        " from holder_flows as bonds"
        " inner join holder_flows as bills using (holder_code, reference_month)"
        " inner join holder_flows as total using (holder_code, reference_month)"
        " where bonds.instrument = 'long_term' and bills.instrument = 'short_term'"
        " and total.instrument = 'total' and holder_code = '42609'"
        " and reference_month = '2022-09-30'"
    ).fetchall()
    assert (change, bills, basis) == (-81_124, 1_526, "position_less_valuation")
    assert bonds == pytest.approx(change - price)
    assert total == pytest.approx(bonds + bills)


def test_a_break_of_the_positions_is_unknown_and_form_s_goes_on(
    connection: Connection,
) -> None:
    assert connection.execute(
        "select instrument, position_based_net_purchases_usd_mn,"
        " position_based_basis, net_purchases_usd_mn, basis from holder_flows"
        " where holder_code = '13005' and reference_month = '2021-06-30'"
        " and instrument <> 'short_term' order by instrument"
    ).fetchall() == [
        ("long_term", None, None, -14_758, "form_s"),
        ("total", None, None, None, "position_only"),
    ]
    # it ends a streak, and Form S does not take its place
    assert connection.execute(
        "select basis, net_purchases_usd_mn, net_sale_streak_months,"
        " form_s_net_purchases_usd_mn from turning_points"
        " where holder_code = '13005' and reference_month = '2021-06-30'"
        " and instrument = 'long_term'"
    ).fetchall() == [("position_based", None, None, -14_758)]


def test_years_whose_bases_disagree(connection: Connection) -> None:
    """Form S has Japan sell in 2019 and 2020; the Fed staff has it buy."""
    years = connection.execute(
        "select calendar_year, form_s_net_purchases_usd_mn,"
        " position_based_net_purchases_usd_mn from net_purchases_by_year"
        " where holder_code = '42609' and calendar_year >= 2012"
        " and disagrees_over_whole_band order by calendar_year"
    ).fetchall()
    assert years[:2] == [(2019, -12_797, 79_268), (2020, -17_793, 41_950)]
    assert [
        year
        for (year,) in connection.execute(
            "select calendar_year from net_purchases_by_year"
            " where holder_code = '41408' and bases_disagree_in_sign"
            " and calendar_year between 2012 and 2020 order by calendar_year"
        ).fetchall()
    ] == [2014, 2015]


@pytest.mark.parametrize(
    ("table", "key"),
    [
        ("selling_breadth_monthly", "reference_month, instrument"),
        ("event_study", "event_id, holder_code, instrument"),
    ],
)
def test_one_basis_leads(connection: Connection, table: str, key: str) -> None:
    [(leading, keys, bases)] = connection.execute(
        f"select count(*) filter (is_leading_basis), count(distinct ({key})),"
        f" count(distinct basis) from {table}"
    ).fetchall()
    assert leading == keys
    assert bases == 3
    # Form S leads only where there is no position to take purchases from
    [(at_once,)] = connection.execute(
        f"select count(*) from {table} where basis = 'form_s' and is_leading_basis"
        f" and ({key}) in (select ({key}) from {table} where basis = 'position_based')"
    ).fetchall()
    assert at_once == 0
