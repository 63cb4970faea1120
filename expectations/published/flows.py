"""Define what must be true of flows before anybody may open them.

Belongs here: magnitude and coverage of what explains a change of holdings. Does not:
positions (`holdings.py`), or identities (dbt tests).
"""

from expectations.check import Check, between


def flows_checks() -> list[Check]:
    """Build every check of the outgoing boundary on flows."""
    return [
        *_size_of_other_change(),
        *_coverage_of_flows(),
        *_size_of_purchases(),
        *_agreement_of_position_based_purchases(),
    ]


def _size_of_other_change() -> list[Check]:
    return [
        between(
            name="other_change_of_the_grand_total_stays_below_70_billion",
            table="main.holder_flows",
            column="other_change_usd_mn",
            min_value=-70_000,
            max_value=70_000,
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
                    and is_complete_month
            """,
        ),
    ]


def _size_of_purchases() -> list[Check]:
    return [
        between(
            name="net_purchases_stay_below_half_of_a_large_position",
            table="main.holder_flows",
            column="share",
            max_value=0.5,
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


def _agreement_of_position_based_purchases() -> list[Check]:
    return [
        between(
            name="our_purchases_from_positions_are_those_of_the_fed_staff",
            table="main.holder_flows",
            column="difference_share_pct",
            min_value=0,
            max_value=45,
            severity="warning",
            reason=(
                "both take them from positions and differ in the price change: by 16 to"
                " 33 % of the staff's absolute monthly figures in a year of 2012 to"
                " 2020, for the grand total; Form S differs by 61 to 133 %"
            ),
            query="""
                select
                    year(reference_month) as year,
                    100 * sum(abs(
                        position_change_usd_mn - estimated_valuation_change_usd_mn
                        - position_based_net_purchases_usd_mn
                    )) / sum(abs(position_based_net_purchases_usd_mn))
                        as difference_share_pct
                from holder_flows
                where holder_code = '99996' and instrument = 'long_term'
                    and position_based_basis = 'frb_estimate'
                    and reference_month >= date '2012-01-31'
                group by year
            """,
        ),
    ]
