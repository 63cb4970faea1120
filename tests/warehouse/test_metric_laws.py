"""Laws that hold for every row of the published metrics, and for any figures.

Belongs here: sums, bounds and identities. Does not: known figures
(`test_published_*.py`), nor numbers worked by hand (dbt's unit tests).
"""

from collections.abc import Sequence

import duckdb
import pytest
from hypothesis import HealthCheck, assume, given, strategies
from hypothesis import settings as hypothesis_settings

from orchestration.settings import Settings

Connection = duckdb.DuckDBPyConnection

# Each query counts all rows and those that break the law.
LAWS = {
    # the unnamed share is rounded to four decimals
    "shares of countries and of the rest sum to one": """
        select
            count(*) as rows,
            count(*) filter (
                abs(named + carried + unnamed_share_pct - 100) > 0.0001
            ) as broken
        from concentration_monthly
        inner join (
            select
                months.reference_month,
                100 * sum(position_usd_mn) filter (
                    held.reference_month = months.reference_month
                ) / any_value(total_usd_mn) as named,
                100 * coalesce(sum(position_usd_mn) filter (
                    held.reference_month < months.reference_month
                ), 0) / any_value(total_usd_mn) as carried
            from concentration_monthly as months
            inner join (
                select
                    holder_code, reference_month, position_usd_mn,
                    coalesce(lead(reference_month) over (
                        partition by holder_code order by reference_month
                    ), '9999-12-31') as next_month
                from holdings_by_country
                where position_usd_mn is not null and frequency = 'monthly'
            ) as held
                on
                    held.reference_month <= months.reference_month
                    and next_month > months.reference_month
                    and datediff(
                        'month', held.reference_month, months.reference_month
                    ) <= 12
            group by months.reference_month
        ) using (reference_month)
        where unnamed_share_pct > 0
    """,
    "the index lies between equal shares and one holder, and its bounds in order": """
        select
            count(*),
            count(*) filter (
                herfindahl_lower > herfindahl_upper
                or herfindahl_upper > 1
                or herfindahl_lower
                < pow(1 - unnamed_share_pct / 100, 2) / named_countries - 1e-8
                or herfindahl_lower > pow(1 - unnamed_share_pct / 100, 2) + 1e-8
                or effective_holders_lower < 1
                or effective_holders_lower > effective_holders_upper
            )
        from concentration_monthly
    """,
    "the largest five hold no more than the largest ten, and these than all": """
        select
            count(*),
            count(*) filter (
                top5_share_pct > top10_share_pct
                or top10_share_pct > 100 - unnamed_share_pct + 0.0001
                or herfindahl_lower < pow(top5_share_pct / 100, 2) / 5 - 1e-6
            )
        from concentration_monthly
    """,
    "official, private and organisations are all holders": """
        select count(*), count(*) filter (abs(shares - 100) > 0.0002)
        from (
            select sum(share_of_instrument_pct) as shares
            from sector_split_monthly
            group by reference_month, instrument
            having count(*) = 3
        )
    """,
    "official, private and organisations are what the grand total is": """
        select count(*), count(*) filter (abs(parts - position_usd_mn) > 1e-6)
        from (
            select reference_month, instrument, sum(position_usd_mn) as parts
            from sector_split_monthly
            group by all
            having count(*) = 3
        )
        inner join holdings using (reference_month, instrument)
        where holder_code = '99996' and is_continuing and frequency = 'monthly'
            and basis <> 'estimate'
    """,
    "a change is purchases, price and other": """
        select
            count(*),
            count(*) filter (
                abs(
                    position_change_usd_mn - net_purchases_usd_mn
                    - coalesce(valuation_change_usd_mn, 0) - other_change_usd_mn
                ) > 1e-6
            )
        from holder_flows
        where other_change_usd_mn is not null
    """,
    "the purchases of the total are those of bonds and bills": """
        select
            count(*),
            count(*) filter (
                abs(
                    total.net_purchases_usd_mn - bonds.net_purchases_usd_mn
                    - bills.net_purchases_usd_mn
                ) > 2
            )
        from holder_flows as total
        inner join holder_flows as bonds
            on total.holder_code = bonds.holder_code
                and total.reference_month = bonds.reference_month
                and bonds.instrument = 'long_term'
        inner join holder_flows as bills
            on total.holder_code = bills.holder_code
                and total.reference_month = bills.reference_month
                and bills.instrument = 'short_term'
        where total.instrument = 'total' and total.basis = 'slt_reported'
            and total.net_purchases_usd_mn is not null
    """,
    "an estimate lies within its band": """
        select
            count(*),
            count(*) filter (
                estimated_valuation_change_usd_mn
                not between estimated_valuation_change_low_usd_mn
                and estimated_valuation_change_high_usd_mn
            )
        from holder_flows
        where estimated_valuation_change_usd_mn is not null
    """,
    "with nothing of Belgium the scenario is the published series": """
        select
            count(*),
            count(*) filter (
                scenarios.position_usd_mn is distinct from holdings.position_usd_mn
            )
        from holdings
        left join custody_scenarios as scenarios
            on holdings.reference_month = scenarios.reference_month
                and scenarios.belgian_share = 0
                and not scenarios.includes_hong_kong
        where holdings.holder_code = '41408' and holdings.instrument = 'total'
            and holdings.is_continuing and holdings.frequency = 'monthly'
    """,
    "half of Belgium lies in the middle between nothing and all": """
        select
            count(*),
            count(*) filter (
                abs(
                    half.position_usd_mn * 2 - nothing.position_usd_mn
                    - everything.position_usd_mn
                ) > 1e-6
            )
        from custody_scenarios as half
        inner join custody_scenarios as nothing
            using (reference_month, includes_hong_kong)
        inner join custody_scenarios as everything
            using (reference_month, includes_hong_kong)
        where half.belgian_share = 0.5 and nothing.belgian_share = 0
            and everything.belgian_share = 1
    """,
    "sellers are some of the holders, and so is their weight": """
        select
            count(*),
            count(*) filter (
                net_sellers + net_buyers > holders
                or diffusion_pct not between 0 and 100
                or net_sales_of_sellers_usd_mn > 0
                or net_sales_of_sellers_usd_mn > net_purchases_usd_mn
            )
        from selling_breadth_monthly
    """,
    "what a rotation moved is no more than either side": """
        select
            count(*),
            count(*) filter (
                rotated_usd_mn > abs(long_term_net_purchases_usd_mn)
                or rotated_usd_mn > abs(short_term_net_purchases_usd_mn)
                or long_term_net_purchases_usd_mn
                * short_term_net_purchases_usd_mn >= 0
            )
        from rotation_flags
    """,
    "a p-value is one of those that its draws can give": """
        select
            count(*),
            count(*) filter (
                p_value < 1.0 / (draws + 1) - 5e-4
                or p_value > 1
                or p_value_adjusted < p_value - 1e-6
            )
        from co_selling
        where p_value is not null
    """,
    "a funding ratio times the amount is what was sold": """
        select
            count(*),
            count(*) filter (
                abs(
                    abs(funding_ratio_on_purchases * amount_usd_bn)
                    - abs(net_purchases_usd_bn)
                ) > 0.0001 * amount_usd_bn
            )
        from funding_ratio
        where funding_ratio_on_purchases is not null
    """,
}


@pytest.mark.parametrize("law", LAWS)
def test_a_law_holds_in_every_row(connection: Connection, law: str) -> None:
    rows, broken = connection.execute(LAWS[law]).fetchone() or (0, None)
    assert rows > 0, "the law was asked of nothing"
    assert broken == 0


@pytest.fixture(scope="module")
def concentration(published: Settings) -> str:
    """The compiled model."""
    folder = published.build_dir / "dbt" / "compiled" / "tic_warehouse" / "models"
    return (folder / "marts" / "metrics" / "concentration_monthly.sql").read_text()


def bounds(
    model: str, named: Sequence[int], partly: Sequence[tuple[int, int]], total: int
) -> tuple[float, float, float]:
    """Lower and upper bound of the index and the unnamed share of one month.

    `partly` has long-term holdings and the total, which no file prints.
    """
    rows = [
        *((f"n{place}", held, "country", "total") for place, held in enumerate(named)),
        *(
            (f"p{place}", held, "country", "long_term")
            for place, (held, _) in enumerate(partly)
        ),
        ("99996", total, "grand_total", "total"),
    ]
    with duckdb.connect() as connection:
        connection.execute("attach ':memory:' as warehouse")
        connection.execute("use warehouse")
        connection.execute(
            "create table holdings (holder_code varchar, position_usd_mn double,"
            " holder_scope varchar, instrument varchar)"
        )
        connection.executemany("insert into holdings values (?, ?, ?, ?)", rows)
        connection.execute(
            "create or replace table holdings as select *, date '2026-04-30' as"
            " reference_month, true as is_continuing, 'monthly' as frequency,"
            " null::varchar as break_id, 'reported' as basis from holdings"
        )
        connection.execute(
            "create table holdings_vintages as select *, 'slt_table5' as source,"
            " null::date as known_to from holdings"
        )
        connection.execute("create schema seeds")
        connection.execute(
            "create table seeds.holder_caveats (holder_code varchar, caveat varchar,"
            " reference varchar, first_month date, last_month date)"
        )
        found = connection.execute(
            "select herfindahl_lower, herfindahl_upper, unnamed_share_pct"
            f" from ({model})"
        ).fetchone()
    assert found is not None
    return found


@hypothesis_settings(
    max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    holders=strategies.lists(
        strategies.integers(1, 1_000_000), min_size=2, max_size=12
    ),
    named=strategies.integers(1, 11),
    part=strategies.floats(0, 1),
)
def test_the_true_index_lies_between_its_bounds_whoever_is_not_named(
    concentration: str, holders: list[int], named: int, part: float
) -> None:
    """The files name the largest holders; of the others a part and the sum is known."""
    assume(named <= len(holders))
    largest = sorted(holders, reverse=True)
    total = sum(largest)
    partly = [(int(part * held), held) for held in largest[named::2]]
    lower, upper, unnamed = bounds(concentration, largest[:named], partly, total)
    true = sum((held / total) ** 2 for held in largest)
    assert lower - 1e-7 <= true <= upper + 1e-7
    assert unnamed == pytest.approx(100 * sum(largest[named:]) / total, abs=1e-3)
    if named == len(holders):
        assert lower == pytest.approx(true, abs=1e-7)
        assert upper == pytest.approx(true, abs=1e-7)


def test_poland_and_el_salvador_are_in_the_index_of_2026(
    connection: Connection,
) -> None:
    """Both end in mfhhis01 with December 2025: 60.5 and 93.8 billion dollars."""
    rows = connection.execute(
        "select reference_month, total_usd_mn, named_countries, carried_countries,"
        " unnamed_share_pct, herfindahl_lower, herfindahl_upper"
        " from concentration_monthly where reference_month between '2025-12-31' and"
        " '2026-04-30' order by reference_month"
    ).fetchall()
    assert [row[2:4] for row in rows] == [(62, 0), *[(62, 2)] * 4]
    for month, total, *_, unnamed, lower, upper in rows:
        printed = [
            held
            for (held,) in connection.execute(
                "select position_usd_mn from holdings_by_country where"
                " reference_month = ? and position_usd_mn is not null"
                " and holder_name not in ('Poland', 'El Salvador')",
                [month],
            ).fetchall()
        ]
        held = [*printed, 60_500, 93_800]
        squares = sum((each / total) ** 2 for each in held)
        assert lower >= squares - 1e-8
        assert unnamed == pytest.approx(100 * (1 - sum(held) / total), abs=1e-4)
        # the rest in holders of 33 billion, less than any major one of 2025
        assert upper >= squares + unnamed / 100 * 33_000 / total - 1e-8
    assert rows[-1][-1] >= 0.05035
