"""What must be true of positions and flows before anybody may open them.

Belongs here: magnitude, coverage and change of holdings and of what explains it. Does
not: prices and rates (`published_rates.py`), or identities (dbt tests).
"""

from expectations.runner import Check


def holdings_checks() -> list[Check]:
    """Every check of the outgoing boundary on positions and flows."""
    return [
        *_size_of_positions(),
        *_coverage_of_holders(),
        *_change_of_positions(),
        *_size_of_other_change(),
        *_coverage_of_flows(),
        *_size_of_purchases(),
    ]


def _size_of_positions() -> list[Check]:
    return [
        Check(
            name="no_country_holds_more_than_two_trillion_dollars",
            table="main.holdings",
            expectation="ExpectColumnValuesToBeBetween",
            arguments={"column": "position_usd_mn", "max_value": 2_000_000},
            severity="critical",
            reason="the record is Japan's $1.33tn of 2021-11; more is a unit error",
            query="""
                select holder_name, reference_month, instrument, position_usd_mn
                from holdings where holder_scope = 'country'
            """,
        ),
        Check(
            name="no_position_is_negative",
            table="main.holdings",
            expectation="ExpectColumnValuesToBeBetween",
            arguments={"column": "position_usd_mn", "min_value": 0},
            severity="critical",
            reason="a holding cannot be; the lowest printed is 0 (France 2008-04)",
            query="select holder_name, reference_month, position_usd_mn from holdings",
        ),
    ]


def _coverage_of_holders() -> list[Check]:
    return [
        Check(
            name="every_month_since_2012_has_the_large_holders",
            table="main.holdings",
            expectation="ExpectColumnValuesToBeBetween",
            arguments={"column": "large_holders", "min_value": 12, "max_value": 12},
            severity="critical",
            reason="these twelve are in every block of every file since 2012-01",
            query="""
                select reference_month, count(distinct holder_code) as large_holders
                from holdings_by_country
                where instrument = 'total' and reference_month >= date '2012-01-31'
                    and holder_code in (
                        '42609', '41408', '13005', '10251', '11703', '36137',
                        '11401', '12688', '46302', '42005', '46019', '42102'
                    )
                group by all
            """,
        ),
        Check(
            name="newest_month_covers_most_of_the_grand_total",
            table="main.holdings",
            expectation="ExpectColumnValuesToBeBetween",
            arguments={
                "column": "named_share",
                "min_value": 0.90,
                "max_value": 1.0,
            },
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
                        where holder_code = '99996'
                    )
                group by all
            """,
        ),
    ]


def _change_of_positions() -> list[Check]:
    return [
        Check(
            name="grand_total_moves_less_than_seven_percent_a_month",
            table="main.holdings",
            expectation="ExpectColumnValuesToBeBetween",
            arguments={"column": "change", "min_value": -0.07, "max_value": 0.07},
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
    return Check(
        name="no_large_position_changed_by_half_since_the_last_publication",
        table=f"main.{table}",
        expectation="ExpectColumnValuesToBeBetween",
        arguments={"column": "ratio", "min_value": 0.5, "max_value": 1.5},
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


def _size_of_other_change() -> list[Check]:
    return [
        Check(
            name="other_change_of_the_grand_total_stays_below_70_billion",
            table="main.holder_flows",
            expectation="ExpectColumnValuesToBeBetween",
            arguments={
                "column": "other_change_usd_mn",
                "min_value": -70_000,
                "max_value": 70_000,
            },
            severity="warning",
            reason="at most $55.9bn from 2023-02 to 2026-04 (vintage of 2026-06-18)",
            query="""
                select reference_month, instrument, other_change_usd_mn
                from holder_flows
                where holder_code = '99996' and other_change_usd_mn is not null
            """,
        ),
    ]


def _coverage_of_flows() -> list[Check]:
    return [
        Check(
            name="every_month_since_2023_03_has_flows_of_the_grand_total",
            table="main.holder_flows",
            expectation="ExpectColumnValuesToNotBeNull",
            arguments={"column": "net_purchases_usd_mn"},
            severity="critical",
            reason="published without a gap since Form S ended in 2023-02",
            query="""
                select reference_month, instrument, net_purchases_usd_mn
                from holder_flows
                where holder_code = '99996' and reference_month >= date '2023-03-31'
            """,
        ),
    ]


def _size_of_purchases() -> list[Check]:
    return [
        Check(
            name="net_purchases_stay_below_half_of_a_large_position",
            table="main.holder_flows",
            expectation="ExpectColumnValuesToBeBetween",
            arguments={"column": "share", "max_value": 0.5},
            severity="warning",
            reason="at most 26 %; the British Virgin Islands, where custody moves, had"
            " 46 % in 2024-06 and 104 % in 2025-03",
            query="""
                select
                    holder_name,
                    reference_month,
                    instrument,
                    abs(net_purchases_usd_mn) / position_usd_mn as share,
                from holder_flows
                where instrument = 'total' and position_usd_mn >= 50000
                    and holder_code <> '35807'
                    and net_purchases_usd_mn is not null
            """,
        ),
    ]
