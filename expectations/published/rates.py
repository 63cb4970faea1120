"""Define what must be true of yields, exchange rates and spreads before publication.

Belongs here: range, coverage and agreement of sources. Does not: positions and flows
(`holdings.py`), or the newer market tables (`published_markets.py`).
"""

from datetime import date

from expectations.check import Check, between


def rates_checks() -> list[Check]:
    """Build every check of the outgoing boundary on yields, rates and spreads."""
    return [
        *_range_and_days_of_yields(),
        *_agreement_on_yields(),
        *_range_of_exchange_rates(),
        *_agreement_on_exchange_rates(),
        *_ten_year_spread(),
    ]


def _range_and_days_of_yields() -> list[Check]:
    return [
        between(
            name="par_yields_lie_in_the_range_of_the_record",
            table="main.yields",
            column="par_yield_pct",
            min_value=-1,
            max_value=18,
            severity="critical",
            reason="from -0.42 % (Japan) to 17.43 % (US, 1981-09-08) since 1962",
            query="""
                select country, tenor_months, date, par_yield_pct
                from yields
                where par_yield_pct not between 0 and 15
            """,
            allows_empty=True,
        ),
        between(
            name="each_full_year_has_its_business_days",
            table="main.yields",
            column="days",
            min_value=235,
            max_value=280,
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
    ]


def _agreement_on_yields() -> list[Check]:
    return [
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


def _range_of_exchange_rates() -> list[Check]:
    return [
        between(
            name="yen_per_dollar_lies_in_the_range_of_the_record",
            table="main.fx_rates",
            column="units_per_usd",
            min_value=70,
            max_value=250,
            severity="critical",
            reason="75.8 (2011-10-28) to 161.9 (2024-07-03) since 1999",
            query="""
                select fixing, date, units_per_usd from fx_rates where currency = 'JPY'
            """,
        ),
        between(
            name="rates_are_positive",
            table="main.fx_rates",
            column="lowest",
            min_value=0,
            strict_min=True,
            severity="critical",
            reason="an exchange rate is a positive number",
            query="""
                select fixing, currency, min(units_per_usd) as lowest
                from fx_rates group by all
            """,
        ),
    ]


def _agreement_on_exchange_rates() -> list[Check]:
    return [
        between(
            name="the_two_fixings_of_a_day_lie_within_five_percent",
            table="main.fx_rates",
            column="ratio",
            min_value=0.95,
            max_value=1.05,
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


def _ten_year_spread() -> list[Check]:
    return [
        between(
            name="ten_year_spread_lies_in_the_range_of_the_record",
            table="main.market_monthly",
            column="us_jp_10y_spread_average_pct",
            min_value=-3,
            max_value=8,
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
