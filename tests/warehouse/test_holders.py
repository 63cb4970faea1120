"""Who a line of a file is, at its time: scopes, spellings, groups of a day.

Each figure was read off the publisher's file by hand. Does not belong here: what
holders hold (`test_published_figures.py`).
"""

from datetime import date, timedelta

import duckdb
import pytest

Connection = duckdb.DuckDBPyConnection


def _rows(connection: Connection, query: str) -> list[tuple[object, ...]]:
    return connection.execute(query).fetchall()


def test_belgium_and_luxembourg_are_one_line_until_another_month_in_each_file(
    connection: Connection,
) -> None:
    assert _rows(
        connection,
        "select source_file, valid_from::varchar, valid_to::varchar, covers"
        " from holder_scopes where holder_code = '10308' order by all",
    ) == [
        ("mfhhis01", "2000-03-31", "2002-05-31", "10251 11703"),
        ("s1_globl", "1977-01-31", "2000-12-31", "10251 11703"),
        ("shlhistdat", "1978-12-31", "1989-12-31", "10251 11703"),
    ]


@pytest.mark.parametrize(
    ("month", "holds_the_british_virgin_islands"),
    [("2006-05-31", False), ("2006-06-30", True)],
)
def test_the_british_virgin_islands_join_the_caribbean_centers_in_june_2006(
    connection: Connection, month: str, holds_the_british_virgin_islands: bool
) -> None:
    [(covers,)] = connection.execute(
        "select covers from holder_scopes where holder_code = 'CARIBBC'"
        " and source_file = 'mfhhis01' and ? between valid_from and valid_to",
        [month],
    ).fetchall()
    assert ("35807" in covers.split()) is holds_the_british_virgin_islands


def test_a_state_that_ended_is_not_its_successor(connection: Connection) -> None:
    assert _rows(
        connection,
        "select holder_code, valid_to::varchar, basis from holder_scopes"
        " where source_file = 's1_globl' and scope = 'former_state' order by 1",
    ) == [
        ("11002", "1990-09-30", "inferred"),  # without the German Democratic Republic
        ("13218", "1992-04-30", "inferred"),  # Yugoslavia
        ("15288", "1992-12-31", "inferred"),  # Czechoslovakia
        ("16004", "1990-09-30", "stated"),  # the German Democratic Republic
        ("16101", "1991-12-31", "inferred"),  # the Soviet Union
        ("37206", "2014-12-31", "inferred"),  # Netherlands Antilles
    ]


@pytest.mark.parametrize(
    ("source_file", "label", "segment", "expected"),
    [
        ("mfhhis01", "United Kingdom 2/", "II", ("13059", "2000-03-31", "2002-06-30")),
        ("mfhhis01", "Belgium 5/", "II", ("10308", "2002-01-31", "2002-06-30")),
        ("mfhhis01", "Belgium 5/", "III", ("10251", "2002-06-30", "2002-12-31")),
        ("s1_globl", "Russia", None, ("16101", "1977-06-30", "2023-01-31")),
        ("slt3d_globl", "Curacao", None, ("36188", "2015-01-31", "2023-01-31")),
        (
            "shlhistdat",
            "Channel Islands (9)",
            None,
            ("13055", "1994-12-31", "2000-03-31"),
        ),
    ],
)
def test_a_spelling_means_one_holder_and_has_its_months(
    connection: Connection,
    source_file: str,
    label: str,
    segment: str | None,
    expected: tuple[str, str, str],
) -> None:
    assert connection.execute(
        "select holder_code, first_month::varchar, last_month::varchar"
        " from holder_spellings where source_file = ? and label = ?"
        " and segment is not distinct from ?",
        [source_file, label, segment],
    ).fetchall() == [expected]


def test_every_spelling_of_china_in_the_landed_files_is_kept(
    connection: Connection,
) -> None:
    assert _rows(
        connection,
        "select distinct label from holder_spellings where holder_code = '41408'"
        " order by 1",
    ) == [
        ("China",),
        ("China (20)",),
        ("China, Mainland",),
        ("China, mainland",),
        ("China, mainland (2)",),
    ]


@pytest.mark.parametrize(
    ("label", "holders", "billions"),
    [
        (
            "Euro area countries",
            "holder_code in (select holder_code from group_members_on(reference_month)"
            " where group_code = 'euro_area')",
            [4814, 4949, 5339, 6850, 6141, 6720],
        ),
        (
            "Total Oceania",
            "holder_code between '60000' and '62999'",
            [338, 385, 397, 531, 628, 629],
        ),
    ],
)
def test_regions_of_the_survey_of_2025_are_the_sum_of_their_members(
    connection: Connection, label: str, holders: str, billions: list[int]
) -> None:
    """Its table A1 prints six earlier surveys, which is why the labels have a code."""
    found = _rows(
        connection,
        "select year(reference_month), round(sum(position_usd_mn) / 1000)"
        f" from survey_holdings where {holders} and reference_month >= '2018-06-30'"
        " and security_type = 'total_securities' group by all order by 1",
    )
    assert found == [*zip(range(2018, 2024), billions, strict=True)], label


@pytest.mark.parametrize(
    ("holder_name", "first_month", "last_month"),
    [
        ("Japan", "1974-12-31", "2026-07-31"),  # the survey of 1974 to Table 5
        ("German Democratic Republic", "1978-04-30", "1990-09-30"),
        ("Isle of Man", "1994-12-31", "2024-06-30"),  # the survey's appendix
    ],
)
def test_a_holder_says_from_when_to_when_files_have_it(
    connection: Connection, holder_name: str, first_month: str, last_month: str
) -> None:
    assert connection.execute(
        "select first_month::varchar, last_month::varchar from holders"
        " where holder_name = ?",
        [holder_name],
    ).fetchall() == [(first_month, last_month)]


@pytest.mark.parametrize(
    ("group_code", "day", "members", "joined_or_left"),
    [
        ("european_union", "2020-01-31", 28, ("13005", True)),
        ("european_union", "2020-02-01", 27, ("13005", False)),
        ("euro_area", "2022-12-31", 19, ("14214", False)),
        ("euro_area", "2023-01-01", 20, ("14214", True)),
        ("euro_area", "2026-01-01", 21, ("15202", True)),
        ("asean", "2025-10-25", 10, ("45004", False)),
        ("asean", "2025-10-26", 11, ("45004", True)),
        ("brics", "2023-12-31", 5, ("57002", False)),
        ("brics", "2024-01-01", 9, ("57002", True)),
        ("brics", "2025-01-06", 10, ("42218", True)),
        ("g7", "1975-12-31", 5, ("29998", False)),  # without Canada and the US itself
        ("g7", "1976-06-27", 6, ("29998", True)),
        ("gcc", "1990-01-01", 6, ("45608", True)),
        ("custody_hubs", "1990-01-01", 6, ("10251", True)),
        ("named_in_article", "1990-01-01", 5, ("42609", True)),
    ],
)
def test_a_group_has_the_members_of_the_day(
    connection: Connection,
    group_code: str,
    day: str,
    members: int,
    joined_or_left: tuple[str, bool],
) -> None:
    found = connection.execute(
        "select holder_code from group_members_on(?::date) where group_code = ?",
        [day, group_code],
    ).fetchall()
    assert len(found) == members
    holder_code, is_member = joined_or_left
    assert ((holder_code,) in found) is is_member


def test_direct_holders_of_a_year_were_large_in_the_december_before(
    connection: Connection,
) -> None:
    listed = {
        (code, begin, end or date(9999, 12, 31))
        for code, begin, end in connection.execute(
            "select holder_code, member_from, member_to from holder_groups"
            " where group_code = 'direct_holders'"
        ).fetchall()
    }
    # at surveys before 2000-12, when only oil exporters have months, then each December
    large = connection.execute(
        """
        with sizes as (
            select reference_month, holder_code, holder_scope, position_usd_mn
            from holdings
            where
                is_continuing
                and frequency = 'monthly'
                and instrument = 'total'
                and month(reference_month) = 12
                and reference_month >= '2000-12-31'
            union all
            select
                reference_month, holder_code, holder_scope, sum(position_usd_mn)
            from survey_holdings
            where
                source = 'shlhistdat'
                and security_type = 'treasury'
                and reference_month <= '2000-03-31'
            group by all
        ),

        largest as (
            select * from sizes
            where
                holder_scope in ('country', 'historical_group')
                and holder_code <> 'OILEXP'
                and position_usd_mn > 0
            qualify row_number() over (
                partition by reference_month
                order by position_usd_mn desc, holder_code
            ) <= 20
        )

        select reference_month, holder_code from largest
        anti join (
            select holder_code from holders
            where
                is_custody_hub
                or holder_name in (
                    'Bahamas', 'Bermuda', 'British Virgin Islands', 'Curacao',
                    'Netherlands Antilles', 'Panama'
                )
        ) as centers using (holder_code)
        where holder_scope = 'country'
        """
    ).fetchall()
    days = sorted({day for day, _ in large})
    assert (len(days), days[0]) == (28, date(1994, 12, 31))
    for day in days:
        after = day + timedelta(days=1)
        members = {code for code, begin, end in listed if begin <= after <= end}
        assert members == {code for at, code in large if at == day}


def test_one_definition_of_direct_holders_is_in_every_table(
    connection: Connection,
) -> None:
    assert connection.execute(
        "select reference_month::varchar, countries from custody_blocks_monthly"
        " where block = 'direct holders' and reference_month in"
        " ('2012-01-31', '2026-04-30') order by reference_month"
    ).fetchall() == [("2012-01-31", 11), ("2026-04-30", 14)]
    assert connection.execute(
        "select count(distinct follower_code) from co_selling where"
        " follower_kind = 'holder' and follower_block = 'direct'"
        " and basis = 'slt_reported'"
    ).fetchall() == [(13,)]  # without Japan, which leads
    # nobody is chosen for 1977 by a size of today
    assert connection.execute(
        "select min(member_from)::varchar from holder_groups"
        " where group_code = 'direct_holders'"
    ).fetchall() == [("1995-01-01",)]
