"""Define what must be true of rates, debt and shares before anybody may open them.

Belongs here: the magnitudes that a wrong unit or a swapped sign would break, and the
one outside measure of what foreigners hold. Does not: holdings, flows and yields
(`holdings.py`, `published_rates.py`), or identities (dbt tests).
"""

from expectations.check import Check, between


def market_checks() -> list[Check]:
    """Build every check of these tables; none fails where nothing is landed."""
    return [_bulletin_near_tic(), _debt_in_millions(), *_spreads(), _custody_adds_up()]


def _bulletin_near_tic() -> Check:
    return between(
        name="the_treasury_bulletin_holds_what_tic_does",
        table="main.treasury_debt_monthly",
        column="ratio",
        min_value=0.98,
        max_value=1.02,
        severity="critical",
        reason="from 0.9997 to 1.0007 in 57 quarters since 2012; a quarter off or a"
        " unit off is far from it",
        query="""
            select
                debt.reference_month,
                debt.amount_usd_mn / holdings.position_usd_mn as ratio,
            from treasury_debt_monthly as debt
            inner join holdings
                on debt.reference_month = holdings.reference_month
                and holdings.holder_code = '99996'
                and holdings.instrument = 'total' and holdings.is_continuing
            where debt.measure = 'held_by_foreigners'
                and debt.reference_month >= date '2012-01-31'
        """,
        allows_empty=True,
    )


def _debt_in_millions() -> Check:
    return between(
        name="the_debt_is_in_millions",
        table="main.treasury_debt_monthly",
        column="amount_usd_mn",
        min_value=400_000,
        max_value=100_000_000,
        severity="critical",
        reason="since 2000 from the Fed's 474,619 of 2008 to 40 million in 2026",
        query="""
            select measure, reference_month, amount_usd_mn
            from treasury_debt_monthly where reference_month >= date '2000-01-31'
        """,
        allows_empty=True,
    )


def _spreads() -> list[Check]:
    return [
        between(
            name="the_long_gap_to_japan_is_positive_and_below_six_points",
            table="main.rate_differentials_daily",
            column="us_jp_spread_pct",
            min_value=0,
            max_value=6,
            severity="warning",
            reason="from 0.385 to 5.088 points at 10 and 30 years since 1986",
            query="""
                select date, tenor_years, us_jp_spread_pct
                from rate_differentials_daily where tenor_years >= 10
            """,
        ),
        between(
            name="a_mortgage_costs_more_than_the_treasury",
            table="main.mortgage_spread_weekly",
            column="spread_pct",
            min_value=0,
            max_value=6,
            severity="warning",
            reason="from 0.258 (1980-02-29) to 5.292 points (1980-04-25)",
            query="select date, spread_pct from mortgage_spread_weekly",
            allows_empty=True,
        ),
    ]


def _custody_adds_up() -> Check:
    return between(
        name="custody_is_treasuries_agency_and_other",
        table="main.fed_custody_weekly",
        column="difference",
        min_value=-3,
        max_value=3,
        severity="warning",
        reason="exact on 2026-09-16; three roundings to a million can leave three",
        query="""
            select
                date,
                custody_all_securities_usd_mn - custody_treasuries_usd_mn
                - custody_agency_usd_mn - custody_other_usd_mn as difference,
            from fed_custody_weekly
        """,
        allows_empty=True,
    )
