"""Define what must be true of positions before anybody may open them.

Belongs here: magnitude, coverage and change of holdings. Does not: flows
(`flows.py`), prices and rates (`rates.py`), or identities (dbt tests).
"""

from expectations.check import Check, between


def holdings_checks() -> list[Check]:
    """Build every check of the outgoing boundary on positions."""
    return [
        *_size_of_positions(),
        *_coverage_of_holders(),
        *_change_of_positions(),
    ]


def _size_of_positions() -> list[Check]:
    return [
        between(
            name="no_country_holds_more_than_two_trillion_dollars",
            table="main.holdings",
            column="position_usd_mn",
            max_value=2_000_000,
            severity="critical",
            reason="the record is Japan's $1.33tn of 2021-11; more is a unit error",
            query="""
                select holder_name, reference_month, instrument, position_usd_mn
                from holdings where holder_scope = 'country'
            """,
        ),
        between(
            name="no_position_is_negative",
            table="main.holdings",
            column="position_usd_mn",
            min_value=0,
            severity="critical",
            reason="a holding cannot be; the lowest printed is 0 (France 2008-04)",
            query="select holder_name, reference_month, position_usd_mn from holdings",
        ),
    ]


def _coverage_of_holders() -> list[Check]:
    return [
        between(
            name="every_month_since_2012_has_the_large_holders",
            table="main.holdings",
            column="large_holders",
            min_value=12,
            max_value=12,
            severity="critical",
            reason="these twelve are in every block of every file since 2012-01",
            query="""
                select reference_month, count(distinct holder_code) as large_holders
                from holdings_by_country
                where position_usd_mn is not null
                    and reference_month >= date '2012-01-31'
                    and holder_code in (
                        '42609', '41408', '13005', '10251', '11703', '36137',
                        '11401', '12688', '46302', '42005', '46019', '42102'
                    )
                group by all
            """,
        ),
        between(
            name="newest_month_covers_most_of_the_grand_total",
            table="main.holdings",
            column="named_share",
            min_value=0.90,
            max_value=1.0,
            severity="critical",
            reason="94 to 97 % since Table 3 begins in 2020; 94.1 % in 2026-04",
            query="""
                select
                    reference_month,
                    sum(position_usd_mn) filter (holder_scope = 'country')
                    / max(position_usd_mn) filter (holder_code = '99996')
                        as named_share,
                from holdings
                where instrument = 'total' and is_continuing
                    and reference_month = (
                        select max(reference_month) from holdings
                        where holder_code = '99996' and is_complete_month
                    )
                group by all
            """,
        ),
        Check(
            name="newest_months_are_complete",
            table="main.holdings",
            expectation="ExpectColumnValuesToBeInSet",
            arguments={"column": "is_complete_month", "value_set": [True]},
            severity="warning",
            reason="some files of that month's release have not landed; until they do"
            " it is not the latest month anywhere; `make update` fetches",
            query="""
                select
                    reference_month,
                    string_agg(distinct instrument, ', ') as positions_of,
                    string_agg(distinct source, ', ') as sources,
                    is_complete_month,
                from holdings
                where holder_code = '99996' and reference_month >= date '2023-03-31'
                group by all
            """,
        ),
    ]


def _change_of_positions() -> list[Check]:
    return [
        between(
            name="grand_total_moves_less_than_seven_percent_a_month",
            table="main.holdings",
            column="change",
            min_value=-0.07,
            max_value=0.07,
            severity="warning",
            reason="the largest change within a segment is 6.4 % (2008-10)",
            query="""
                select
                    reference_month,
                    position_change_usd_mn / (position_usd_mn - position_change_usd_mn)
                        as change,
                from holder_flows
                where holder_code = '99996' and instrument = 'total'
                    and position_change_usd_mn is not null
            """,
        ),
        _unchanged_since_published("holdings"),
    ]


def _unchanged_since_published(table: str) -> Check:
    return between(
        name="no_large_position_changed_by_half_since_the_last_publication",
        table=f"main.{table}",
        column="ratio",
        min_value=0.5,
        max_value=1.5,
        severity="warning",
        reason="revisions of large positions stay below a few percent",
        query="""
            select
                now.holder_name,
                now.reference_month,
                before.position_usd_mn as before,
                now.position_usd_mn as now,
                now.position_usd_mn / before.position_usd_mn as ratio,
            from holdings as now
            inner join previously_published as before
                using (holder_code, reference_month, instrument, segment_id)
            where before.position_usd_mn >= 10000
                and now.position_usd_mn <> before.position_usd_mn
        """,
        allows_empty=True,
    )
