"""What must be true of the public tables before anybody may open them.

Belongs here: coverage, magnitude, plausibility and freshness of what goes out, and
its distance from what was published before. Does not: keys, types and identities
(dbt contracts and tests).
"""

from collections.abc import Sequence
from datetime import date

from expectations.published_japan import japan_checks
from expectations.published_markets import market_checks
from expectations.runner import Check


def published_checks() -> Sequence[Check]:
    """Every check of the outgoing boundary, table by table."""
    return [
        *_holdings(),
        *_holder_flows(),
        *_yields(),
        *_fx_rates(),
        *_market(),
        *japan_checks(),
        *market_checks(),
    ]


def _holdings() -> list[Check]:
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


def _holder_flows() -> list[Check]:
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


def _yields() -> list[Check]:
    return [
        Check(
            name="par_yields_lie_in_the_range_of_the_record",
            table="main.yields",
            expectation="ExpectColumnValuesToBeBetween",
            arguments={"column": "par_yield_pct", "min_value": -1, "max_value": 18},
            severity="critical",
            reason="from -0.42 % (Japan) to 17.43 % (US, 1981-09-08) since 1962",
            query="""
                select country, tenor_months, date, par_yield_pct
                from yields
                where par_yield_pct not between 0 and 15
            """,
            allows_empty=True,
        ),
        Check(
            name="each_full_year_has_its_business_days",
            table="main.yields",
            expectation="ExpectColumnValuesToBeBetween",
            arguments={"column": "days", "min_value": 235, "max_value": 280},
            severity="critical",
            reason="241 (Japan 2019) to 252 days, 274 while Japan traded Saturdays",
            query="""
                with days as (
                    select country, date, year(date) as calendar_year
                    from yields
                    where tenor_months = 120 and date >= date '1987-01-01'
                )
                select country, calendar_year, count(*) as days
                from days
                group by all
                having max(date) >= make_date(calendar_year, 12, 24)
            """,
        ),
        Check(
            name="the_federal_reserve_prints_what_the_treasury_computes",
            table="main.yields",
            expectation="ExpectTableRowCountToBeBetween",
            arguments={"max_value": 20},
            severity="warning",
            reason="no difference on any common day of 1990-2020 (files of 2021, 2025)",
            query="""
                select other_source, tenor_months, date, difference_pct
                from quality.yield_differences
            """,
            allows_empty=True,
        ),
    ]


def _fx_rates() -> list[Check]:
    return [
        Check(
            name="yen_per_dollar_lies_in_the_range_of_the_record",
            table="main.fx_rates",
            expectation="ExpectColumnValuesToBeBetween",
            arguments={"column": "units_per_usd", "min_value": 70, "max_value": 250},
            severity="critical",
            reason="75.8 (2011-10-28) to 161.9 (2024-07-03) since 1999",
            query="""
                select fixing, date, units_per_usd from fx_rates where currency = 'JPY'
            """,
        ),
        Check(
            name="rates_are_positive",
            table="main.fx_rates",
            expectation="ExpectColumnValuesToBeBetween",
            arguments={"column": "lowest", "min_value": 0, "strict_min": True},
            severity="critical",
            reason="an exchange rate is a positive number",
            query="""
                select fixing, currency, min(units_per_usd) as lowest
                from fx_rates group by all
            """,
        ),
        Check(
            name="the_two_fixings_of_a_day_lie_within_five_percent",
            table="main.fx_rates",
            expectation="ExpectColumnValuesToBeBetween",
            arguments={"column": "ratio", "min_value": 0.95, "max_value": 1.05},
            severity="critical",
            reason="3.5 % at most (yen, 2022-10-21); a reversed quote is far off",
            query="""
                select
                    noon.currency,
                    noon.date,
                    noon.units_per_usd as noon_new_york,
                    ecb.units_per_usd as ecb_reference,
                    noon.units_per_usd / ecb.units_per_usd as ratio,
                from fx_rates as noon
                inner join fx_rates as ecb
                    on noon.currency = ecb.currency and noon.date = ecb.date
                where noon.fixing = 'noon_new_york' and ecb.fixing = 'ecb_reference'
            """,
        ),
    ]


def _market() -> list[Check]:
    return [
        Check(
            name="ten_year_spread_lies_in_the_range_of_the_record",
            table="main.market_monthly",
            expectation="ExpectColumnValuesToBeBetween",
            arguments={
                "column": "us_jp_10y_spread_average_pct",
                "min_value": -3,
                "max_value": 8,
            },
            severity="warning",
            reason="from 0.60 to 4.97 points since 1986",
            query="""
                select reference_month, us_jp_10y_spread_average_pct
                from market_monthly
                where us_jp_10y_spread_average_pct is not null
            """,
        ),
        Check(
            name="every_month_since_1990_has_a_ten_year_spread",
            table="main.market_monthly",
            expectation="ExpectColumnValuesToNotBeNull",
            arguments={"column": "us_jp_10y_spread_average_pct"},
            severity="critical",
            reason="both countries publish a 10-year yield throughout",
            query=f"""
                select reference_month, us_jp_10y_spread_average_pct
                from market_monthly
                where reference_month between
                    date '{date(1990, 1, 31)}' and (
                        select max(last_day(date)) from yields
                        where country = 'US' and tenor_months = 120
                    )
            """,
        ),
    ]
