"""Agencies, corporate bonds and equities by holder, against the files they are from.

Belongs here: figures of the shipped snapshot, read by a path of its own. Does not: the
arithmetic on invented rows (dbt's unit tests).
"""

import duckdb
import pytest

from tests.warehouse.test_vintages import RELEASES, printed, table_1

Connection = duckdb.DuckDBPyConnection

COLUMNS = {
    "treasury": "for_lt_treas",
    "agency": "for_lt_agcy",
    "corporate_bond": "for_lt_corp",
    "equity": "for_lt_eqty",
}
MEASURES = {
    "position_usd_mn": "pos",
    "net_purchases_usd_mn": "net",
    "valuation_change_usd_mn": "valchg",
}


@pytest.mark.parametrize("security_type", COLUMNS)
def test_every_cell_of_table_1_is_there(
    connection: Connection, security_type: str
) -> None:
    """All figures of the newest file, its own issuers' rows and "All Other" apart."""
    text = table_1("2026-06-18")
    for column, ending in MEASURES.items():
        cells = printed(text, f"{COLUMNS[security_type]}_{ending}")
        found = connection.execute(
            f"select holder_code, strftime(reference_month, '%Y-%m'), {column}"
            " from holder_securities where security_type = ? and source = 'slt_table1'"
            f" and {column} is not null"
            " and (basis = 'slt_reported' or ? = 'pos')",
            [security_type, ending],
        ).fetchall()
        there = {(code, month): figure for code, month, figure in found}
        newest = {key: there[key] for key in cells.keys() & there.keys()}
        assert newest == {key: cells[key] for key in newest}
        assert len(newest) > 2_500
        left_out = {code for code, _ in cells.keys() - there.keys()}
        scopes = connection.execute(
            "select distinct scope from holders where list_contains(?, holder_code)",
            [sorted(left_out)],
        ).fetchall()
        assert {scope for (scope,) in scopes} <= {"residual", "issuer_type"}


def test_china_in_march_2026_and_november_2013(connection: Connection) -> None:
    """Table 1: 604,232 and 151,257, bought -29,997 and 2,069.

    The Fed staff, 2013-11: net flow plus gap of Treasuries 14,165 and agencies 1,094.
    """
    rows = connection.execute(
        "select china_treasury_usd_mn, china_agency_usd_mn, china_usd_mn,"
        " china_treasury_net_purchases_usd_mn, china_agency_net_purchases_usd_mn,"
        " china_net_purchases_usd_mn, basis from china_treasuries_and_agencies"
        " where reference_month in ('2013-11-30', '2026-03-31')"
        " order by reference_month"
    ).fetchall()
    assert rows == [
        (1_312_925, 213_172, 1_526_097, 14_165, 1_094, 15_259, "frb_estimate"),
        (604_232, 151_257, 755_489, -29_997, 2_069, -27_928, "slt_reported"),
    ]


def test_flows_of_the_fed_staff_are_flow_plus_gap_of_the_file(
    connection: Connection,
) -> None:
    counts = connection.execute(
        """
        with printed as (
            select
                code as holder_code,
                reference_date as reference_month,
                max(cell_value) filter (measure = 'ftot_agcy_adj_net_flow') as flow,
                max(cell_value) filter (measure = 'ftot_agcy_monthly_gap') as gap
            from raw.frb_bertaut_judson_positions
            where reference_date > date '2011-06-30'
            group by all
        )
        select
            count(*) filter (flow + gap is not null),
            count(*) filter (table_row.net_purchases_usd_mn = flow + gap)
        from printed
        left join holder_securities as table_row
            on
                printed.holder_code = table_row.holder_code
                and printed.reference_month = table_row.reference_month
                and table_row.security_type = 'agency'
        """
    ).fetchone()
    assert counts is not None
    assert counts[0] == counts[1] > 8_000


def test_the_parts_of_a_change_add_up_and_scenarios_do(connection: Connection) -> None:
    parts = connection.execute(
        "select count(*), max(abs(position_change_usd_mn - net_purchases_usd_mn"
        " - valuation_change_usd_mn - other_change_usd_mn)) from holder_securities"
        " where other_change_usd_mn is not null"
    ).fetchone()
    assert parts is not None
    assert parts[0] > 14_000
    assert parts[1] == 0
    scenarios = connection.execute(
        "select count(*), bool_and(with_belgium_usd_mn - china_usd_mn = belgium_usd_mn"
        " and 2 * with_half_of_belgium_usd_mn = china_usd_mn + with_belgium_usd_mn"
        " and with_belgium_and_hong_kong_usd_mn - with_belgium_usd_mn ="
        " hong_kong_usd_mn) from china_treasuries_and_agencies"
    ).fetchone()
    assert scenarios is not None
    assert scenarios[0] > 170
    assert scenarios[1]


@pytest.mark.parametrize("released_on", RELEASES)
@pytest.mark.parametrize("security_type", ["agency", "corporate_bond", "equity"])
def test_a_day_has_what_table_1_printed_then(
    connection: Connection, released_on: str, security_type: str
) -> None:
    """Each figure of the file of that day, but "All Other" and its issuers' rows."""
    text = table_1(released_on)
    cells = printed(text, f"{COLUMNS[security_type]}_pos")
    rows = connection.execute(
        "select holder_code, strftime(reference_month, '%Y-%m'), position_usd_mn,"
        " newest_release_at_hand::varchar"
        f" from holder_securities_as_of(date '{released_on}')"
        " where security_type = ? and source = 'slt_table1'",
        [security_type],
    ).fetchall()
    there = {(code, month): figure for code, month, figure, _ in rows}
    assert len(there) == len(rows) > 5_000
    assert there == {key: cells[key] for key in there}
    scopes = connection.execute(
        "select distinct scope from holders where list_contains(?, holder_code)",
        [sorted({code for code, _ in cells.keys() - there.keys()})],
    ).fetchall()
    assert {scope for (scope,) in scopes} <= {"residual", "issuer_type"}
    assert {newest for *_, newest in rows} == {released_on}


def test_purchases_of_a_day_are_those_printed_then(connection: Connection) -> None:
    """China's agencies in October 2024, as the file of December 2024 had them."""
    then, now = (
        printed(table_1(day), "for_lt_agcy_net")["41408", "2024-10"]
        for day in (RELEASES[0], RELEASES[-1])
    )
    for table, figure in (
        (f"holder_securities_as_of(date '{RELEASES[0]}')", then),
        ("holder_securities", now),
    ):
        assert connection.execute(
            f"select net_purchases_usd_mn from {table} where holder_code = '41408'"
            " and security_type = 'agency' and reference_month = '2024-10-31'"
        ).fetchall() == [(figure,)]


@pytest.mark.parametrize(
    ("day", "months"),
    [
        ("2023-12-31", 34),  # the staff's figures to 2020-12, October 2023 was public
        ("2024-12-19", 0),
        ("2025-06-15", 5),  # Table 1 to October 2024; March 2025 was public
        ("2026-06-18", 0),
    ],
)
def test_a_day_says_how_far_its_vintages_lag(
    connection: Connection, day: str, months: int
) -> None:
    assert connection.execute(
        "select distinct months_behind_public"
        f" from holder_securities_as_of(date '{day}')"
    ).fetchall() == [(months,)]


def test_the_last_day_is_the_table(connection: Connection) -> None:
    then = (
        "select * exclude (newest_release_at_hand, months_behind_public)"
        " from holder_securities_as_of(date '9999-12-31')"
    )
    now = "select * from holder_securities"
    for one, other in ((then, now), (now, then)):
        assert connection.execute(
            f"select count(*) from ({one} except all {other})"
        ).fetchall() == [(0,)]
