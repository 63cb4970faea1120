"""Define what must be true of Japan's public tables before anybody may open them.

Belongs here: coverage and magnitude of purchases abroad, reserves, interventions and
funding ratios. Does not: the other tables (`published/`).
"""

from expectations.check import Check, between


def japan_checks() -> list[Check]:
    """Build every check of the outgoing boundary on Japan's tables."""
    return [
        *_purchases(),
        *_reserves(),
        *_size_of_interventions(),
        *_dollars_of_interventions(),
        *_funding_ratios(),
    ]


def _purchases() -> list[Check]:
    return [
        between(
            name="every_month_since_1996_has_what_all_residents_bought",
            table="main.japan_foreign_securities_purchases",
            column="instruments",
            min_value=4,
            max_value=4,
            severity="critical",
            reason="6pi-1 prints three instruments and their total in every month",
            query="""
                with months as (
                    select unnest(generate_series(
                        date '1996-01-01',
                        max(reference_month),
                        interval 1 month
                    ))::date as first_day
                    from japan_foreign_securities_purchases
                )
                select
                    last_day(months.first_day) as reference_month,
                    count(bought.net_purchases_yen_bn) as instruments,
                from months
                left join japan_foreign_securities_purchases as bought
                    on last_day(months.first_day) = bought.reference_month
                    and bought.investor = 'all_residents'
                group by all
            """,
        ),
        between(
            name="net_purchases_of_a_month_lie_in_the_range_of_the_record",
            table="main.japan_foreign_securities_purchases",
            column="net_purchases_yen_bn",
            min_value=-25_000,
            max_value=25_000,
            severity="critical",
            reason="-7.0 to 10.0 trillion yen in a month since 1996; millions read as"
            " hundreds of millions are a hundred times that",
            query="""
                select reference_month, investor, instrument, net_purchases_yen_bn
                from japan_foreign_securities_purchases
                where net_purchases_yen_bn is not null
            """,
        ),
    ]


def _reserves() -> list[Check]:
    return [
        between(
            name="securities_of_the_reserves_lie_in_the_range_of_the_record",
            table="main.japan_reserves",
            column="securities_usd_mn",
            min_value=150_000,
            max_value=2_000_000,
            severity="critical",
            reason="252,396 (2000-04) to 1,175,347 (2013-01) in the excerpt",
            query="select reference_month, securities_usd_mn from japan_reserves",
            allows_empty=True,
        ),
        between(
            name="reserves_reach_from_2000_on_without_a_gap",
            table="main.japan_reserves",
            column="months_missing",
            max_value=0,
            severity="warning",
            reason="the ministry's file has every month; the shipped excerpt has 16",
            query="""
                select
                    date_diff(
                        'month', date '2000-04-30', max(reference_month)
                    ) + 1 - count(*) as months_missing,
                from japan_reserves
                having count(*) > 0
            """,
            allows_empty=True,
        ),
    ]


def _size_of_interventions() -> list[Check]:
    return [
        between(
            name="no_day_of_intervention_exceeds_twenty_trillion_yen",
            table="main.interventions",
            column="amount_yen_bn",
            min_value=0,
            strict_min=True,
            max_value=20_000,
            severity="critical",
            reason="the largest confirmed day is 6,278.7 (2026-04-30), the largest"
            " estimate 8,450",
            query="select occurred_on, amount_yen_bn from interventions",
        ),
    ]


def _dollars_of_interventions() -> list[Check]:
    return [
        Check(
            name="every_confirmed_day_covered_by_exchange_rates_has_dollars",
            table="main.interventions",
            expectation="ExpectColumnValuesToNotBeNull",
            arguments={"column": "amount_usd_bn"},
            severity="critical",
            reason="New York has a rate on the day or within three days before it",
            query="""
                select occurred_on, amount_yen_bn, amount_usd_bn
                from interventions
                where occurred_on between
                    (
                        select min(date) from fx_rates
                        where currency = 'JPY' and fixing = 'noon_new_york'
                    )
                    and (
                        select max(date) from fx_rates
                        where currency = 'JPY' and fixing = 'noon_new_york'
                    )
            """,
            allows_empty=True,
        ),
        Check(
            name="the_newest_intervention_is_covered_by_exchange_rates",
            table="main.interventions",
            expectation="ExpectColumnValuesToNotBeNull",
            arguments={"column": "amount_usd_bn"},
            severity="warning",
            reason="without a rate of the day its dollars and the funding ratio are"
            " null; `make update` fetches",
            query="""
                select occurred_on, amount_yen_bn, amount_usd_bn
                from interventions
                qualify occurred_on = max(occurred_on) over ()
            """,
        ),
    ]


def _funding_ratios() -> list[Check]:
    return [
        between(
            name="funding_ratios_lie_within_three",
            table="main.funding_ratio",
            column="ratio",
            min_value=-3,
            max_value=3,
            severity="warning",
            reason="-0.42 (2024-07) to 2.08 (2022-09) on holdings; a small intervention"
            " may stand beside a large move of the market",
            query="""
                with ratios as (
                    select
                        first_day,
                        unnest([
                            funding_ratio_on_holdings,
                            funding_ratio_on_purchases,
                            funding_ratio_on_holdings_from_settlement,
                            funding_ratio_on_purchases_from_settlement,
                            funding_ratio_on_reserve_securities,
                        ]) as ratio,
                    from funding_ratio
                    where amount_usd_bn >= 10
                )
                select * from ratios
                where ratio is not null
            """,
            allows_empty=True,
        ),
    ]
