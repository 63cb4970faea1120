"""Each public table asked the question that everybody asks first.

`sum(...) group by holder_name` for one month must give the figure, and not twice the
figure: in a table that also has parts, other series or earlier states, under the
condition that `meta.tables.one_row_where` names.
"""

from datetime import date

import duckdb
import pytest

Connection = duckdb.DuckDBPyConnection

# Their rows are no figures of a holder in a month, so that nobody adds them up.
OF_SOMETHING_ELSE = {
    "main.event_study": "an event and a holder",
    "main.series_break_sizes": "a break and a holder",
    "quality.cross_source": "a pair of sources",
    "quality.flipped_stories": "a figure that changed its sign",
    "quality.revision_triangle": "a print of a figure",
    "quality.revisions": "a change of a figure",
}

# All tables whose rows may be added up as they stand.
NEEDS_NO_CONDITION = {
    "main.flows_by_country",
    "main.holdings_by_country",
    "main.net_purchases_by_year",
    "main.rotation_flags",
    "main.valuation_estimates",
}


# Of what has landed so far they have one row without it, too.
NEEDS_IT_LATER = {"main.holder_shares"}


def _asked(connection: Connection) -> dict[str, tuple[str, str | None, str]]:
    """Tables with money by holder and month: their month, condition and measure."""
    found = connection.execute(
        """
        select
            tables.table_schema || '.' || tables.table_name,
            list(column_name order by column_index),
            any_value(one_row_where)
        from meta.tables as tables
        inner join meta.columns as columns using (table_schema, table_name)
        where tables.table_schema in ('main', 'quality')
        group by all
        """
    ).fetchall()
    asked = {}
    for name, columns, condition in found:
        months = ("reference_month", "last_month", "calendar_year")
        month = next((each for each in months if each in columns), None)
        measure = next((each for each in columns if each.endswith("_usd_mn")), None)
        if "holder_name" in columns and month and measure:
            asked[name] = (month, condition, measure)
    return {each: asked[each] for each in asked if each not in OF_SOMETHING_ELSE}


def test_the_sum_by_holder_and_month_is_the_figure(connection: Connection) -> None:
    asked = _asked(connection)
    assert {"main.holdings", "main.holder_flows", *NEEDS_NO_CONDITION} <= set(asked)
    doubled = {}
    for table, (month, condition, measure) in asked.items():
        found = connection.execute(
            f"select sum({measure}), max({measure}), count(*) from {table}"
            f" where {condition or 'true'} group by holder_name, {month}"
            " having count(*) > 1 limit 1"
        ).fetchall()
        if found:
            doubled[table] = found
    assert doubled == {}


def test_a_condition_is_named_where_one_is_needed_and_finds_rows(
    connection: Connection,
) -> None:
    asked = _asked(connection)
    without = {name for name, (_, condition, _) in asked.items() if condition is None}
    assert without >= NEEDS_NO_CONDITION
    for table, (month, condition, _) in asked.items():
        if condition is not None:
            [(most, rows)] = connection.execute(
                f"select max(rows), max(rows_of_condition) from (select count(*) as"
                f" rows, count(*) filter ({condition}) as rows_of_condition"
                f" from {table} group by holder_name, {month})"
            ).fetchall()
            assert most > 1 or table in NEEDS_IT_LATER, table
            assert rows == 1, table


def test_conditions_are_those_of_tables(connection: Connection) -> None:
    named = connection.execute(
        "select table_schema || '.' || table_name from meta.tables"
        " where one_row_where is not null"
    ).fetchall()
    assert {name for (name,) in named} <= set(_asked(connection))


@pytest.mark.parametrize(
    ("holder_name", "total", "parts"),
    [
        # Table 3 of 2026-07, lines 1390, 4393, 81 and 4778: bonds, bills
        ("United Kingdom", 937_523, (844_129, 93_394)),
        ("China", 651_072, (606_352, 44_720)),
        ("Belgium", 459_890, (382_579, 77_311)),
        ("Japan", 1_209_889, (1_056_542, 153_347)),
    ],
)
def test_a_position_is_table_3s_and_its_parts_stand_beside_it(
    connection: Connection, holder_name: str, total: int, parts: tuple[int, int]
) -> None:
    assert connection.execute(
        "select sum(position_usd_mn), sum(long_term_position_usd_mn),"
        " sum(short_term_position_usd_mn) from holdings_by_country"
        " where holder_name = ? and reference_month = '2026-04-30'",
        [holder_name],
    ).fetchall() == [(total, *parts)]
    assert connection.execute(
        "select sum(position_usd_mn) from holdings_by_country_and_instrument"
        " where holder_name = ? and reference_month = '2026-04-30'",
        [holder_name],
    ).fetchall() == [(total,)]


@pytest.mark.parametrize(
    ("holder_name", "total", "parts"),
    [
        # the same lines: net purchases of bonds, of bills; price change of bonds
        ("United Kingdom", 16_886, (25_991, -9_105, -11_829)),
        ("China", 1_212, (5_521, -4_309, -2_742)),
        ("Japan", 16_258, (14_705, 1_553, -3_238)),
    ],
)
def test_a_flow_is_table_3s_and_its_parts_stand_beside_it(
    connection: Connection, holder_name: str, total: int, parts: tuple[int, int, int]
) -> None:
    assert connection.execute(
        "select sum(net_purchases_usd_mn), sum(long_term_net_purchases_usd_mn),"
        " sum(short_term_net_purchases_usd_mn), sum(valuation_change_usd_mn)"
        " from flows_by_country"
        " where holder_name = ? and reference_month = '2026-04-30'",
        [holder_name],
    ).fetchall() == [(total, *parts)]
    assert connection.execute(
        "select sum(net_purchases_usd_mn) from flows_by_country_and_instrument"
        " where holder_name = ? and reference_month = '2026-04-30'",
        [holder_name],
    ).fetchall() == [(total,)]


def test_the_parts_in_a_row_are_those_of_holdings(connection: Connection) -> None:
    [(rows, differing)] = connection.execute(
        """
        select count(*), count(*) filter (
            wide.position_usd_mn is distinct from parts.total
            or wide.long_term_position_usd_mn is distinct from parts.long_term
            or wide.short_term_position_usd_mn is distinct from parts.short_term
        )
        from holdings_by_country as wide
        full join (
            pivot (
                select holder_code, reference_month, instrument, position_usd_mn
                from holdings where holder_scope = 'country' and is_continuing
            ) on instrument in ('total', 'long_term', 'short_term')
            using sum(position_usd_mn)
        ) as parts using (holder_code, reference_month)
        """
    ).fetchall()
    assert rows > 25_000
    assert differing == 0


@pytest.mark.parametrize(
    ("holder_name", "month", "statuses"),
    [
        # Table 3 of 2026-07, line 543: Greece has 2,212 in bonds, else n.a.
        ("Greece", "2026-04-30", ("suppressed", "reported", "suppressed")),
        ("Hungary", "2026-04-30", ("suppressed", "reported", "suppressed")),
        ("Japan", "2026-04-30", ("reported", "reported", "reported")),
        # Table 5 prints totals only, so that no file has a cell for the parts yet
        ("Japan", "2026-07-31", ("reported", "absent", "absent")),
    ],
)
def test_no_figure_is_told_from_none_printed(
    connection: Connection, holder_name: str, month: str, statuses: tuple[str, ...]
) -> None:
    assert connection.execute(
        "select value_status, long_term_value_status, short_term_value_status"
        " from holdings_by_country where holder_name = ? and reference_month = ?",
        [holder_name, month],
    ).fetchall() == [statuses]


def test_a_status_goes_with_its_figure(connection: Connection) -> None:
    for part in ("", "long_term_", "short_term_"):
        found = connection.execute(
            f"select distinct {part}value_status,"
            f" {part}position_usd_mn is null, {part}position_usd_mn = 0"
            " from holdings_by_country"
        ).fetchall()
        expected = {("reported", False, False), ("suppressed", True, None)}
        expected |= {("zero", False, True), ("absent", True, None)}
        assert set(found) == expected, part


def test_a_month_is_found_by_its_first_day_and_by_its_last(
    connection: Connection,
) -> None:
    tables = connection.execute(
        "select table_schema || '.' || table_name from meta.columns"
        " where table_schema in ('main', 'quality')"
        " and column_name = 'reference_month'"
    ).fetchall()
    assert len(tables) > 30
    for (table,) in tables:
        [(rows, wrong)] = connection.execute(
            "select count(*), count(*) filter (reference_month <> last_day(month)"
            f" or month <> date_trunc('month', reference_month)) from {table}"
        ).fetchall()
        assert wrong == 0, table
        assert rows == 0 or connection.execute(
            f"select count(*) from {table} where month ="
            f" (select max(month) from {table})"
        ).fetchall() != [(0,)], table
    by_month = "select position_usd_mn from {} where holder_name = 'Japan' and {}"
    for table, condition in (
        ("holdings_by_country", "month = '2026-04-01'"),
        ("holdings_as_of(date '2026-07-14')", "month = '2026-04-01' and {}"),
    ):
        total = "instrument = 'total'"
        found = connection.execute(
            by_month.format(table, condition.format(total))
        ).fetchall()
        assert found == [(1_209_889,)], table


def test_every_table_with_a_code_has_the_name(connection: Connection) -> None:
    found = connection.execute(
        "select table_name from meta.columns where table_schema in ('main', 'quality')"
        " group by table_name having bool_or(column_name = 'holder_code')"
        " and not bool_or(column_name = 'holder_name')"
    ).fetchall()
    assert found == []


def test_the_newest_month_of_the_markets_is_over(connection: Connection) -> None:
    # the Treasury's and the ministry's figures of 30 September 2026: 5.29 and 3.057
    assert connection.execute(
        "select reference_month, us_10y_month_end_pct, jp_10y_month_end_pct"
        " from market_monthly order by reference_month desc limit 1"
    ).fetchall() == [(date(2026, 9, 30), 5.29, 3.057)]
