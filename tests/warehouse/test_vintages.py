"""What was known when: every vintage, told by itself and by the as-of macros.

Belongs here: time. Does not: what one file's cells say (`test_parse_*.py`).
"""

import itertools
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
import pandas
import pytest
from hypothesis import HealthCheck, given, strategies
from hypothesis import settings as hypothesis_settings

from orchestration.landing.cell_cache import cache_cells
from orchestration.landing.landed_files import LandedFile, Sidecar
from orchestration.landing.snapshot import unpacked
from orchestration.loading.changed_months import vintages
from orchestration.loading.raw_tables import load_raw_table
from orchestration.settings import PROJECT_ROOT, Settings

Connection = duckdb.DuckDBPyConnection

TABLE_1 = PROJECT_ROOT / "data" / "bundled" / "tic" / "slt_table1"
RELEASES = ["2024-12-19", "2026-04-15", "2026-06-18"]


def printed(text: str, measure: str) -> dict[tuple[str, str], float]:
    """(code, month) → figure of one column of a Table 1, read without our parsers."""
    lines = [line.split("\t") for line in text.splitlines()]
    [column] = {line.index(measure) for line in lines if measure in line}
    return {
        (line[1], line[2]): float(line[column])
        for line in lines
        if len(line) > 2 and line[1].isdigit() and line[column].strip() != "n.a."
    }


def table_1(released_on: str) -> str:
    return unpacked(TABLE_1 / f"{released_on}.txt.gz").decode()


# --- real vintages ------------------------------------------------------------------


@pytest.mark.parametrize("released_on", RELEASES)
@pytest.mark.parametrize(
    ("measure", "table", "condition"),
    [
        ("for_lt_treas_pos", "holdings_vintages", "true"),
        ("for_lt_treas_net", "holder_flows_vintages", "measure = 'net_purchases'"),
        (
            "for_lt_treas_valchg",
            "holder_flows_vintages",
            "measure = 'valuation_change'",
        ),
    ],
)
def test_a_vintage_stands_whole_on_the_day_of_its_release(
    connection: Connection, released_on: str, measure: str, table: str, condition: str
) -> None:
    figure = "position_usd_mn" if table == "holdings_vintages" else "value_usd_mn"
    found = connection.execute(
        f"select holder_code, strftime(reference_month, '%Y-%m'), {figure}"
        f" from {table} where source = 'slt_table1' and {condition}"
        f" and known_from <= '{released_on}'"
        f" and (known_to is null or known_to > '{released_on}')"
    ).fetchall()
    figures = {(code, month): value for code, month, value in found}
    assert len(figures) == len(found)
    assert figures == printed(table_1(released_on), measure)


@pytest.mark.parametrize(
    ("earlier", "later", "changed"),
    [
        ("2024-12-19", "2026-04-15", 19_997),
        ("2026-04-15", "2026-06-18", 5_288),
    ],
)
def test_each_changed_cell_of_table_1_is_a_revision(
    connection: Connection, earlier: str, later: str, changed: int
) -> None:
    found = connection.execute(
        "select count(*), count(distinct reference_month) from quality.revisions"
        " where source = 'slt_table1' and old_known_from <= ? and revised_on = ?",
        [earlier, later],
    ).fetchone()
    assert found is not None
    assert found[0] == changed
    if later == "2026-06-18":
        assert found[1] == 15  # December 2024 to February 2026


def test_a_vintage_that_is_skipped_changes_nothing_of_the_others(
    connection: Connection,
) -> None:
    """From December 2024 to June 2026 without April 2026: the files say how much."""
    before, after = (printed(table_1(day), "for_lt_treas_pos") for day in RELEASES[::2])
    changed = {key for key in before.keys() & after.keys() if before[key] != after[key]}
    found = connection.execute(
        "select first.holder_code, strftime(first.reference_month, '%Y-%m')"
        " from holdings_vintages as first inner join holdings_vintages as last using"
        " (holder_code, reference_month, instrument, source)"
        " where source = 'slt_table1' and first.known_from = '2024-12-19'"
        " and last.known_to is null"
        " and first.position_usd_mn <> last.position_usd_mn"
    ).fetchall()
    assert set(found) == changed
    assert len(changed) > 1_000


@pytest.mark.parametrize(
    ("day", "source", "position"),
    [
        ("2023-03-14", None, None),  # a day before the first vintage that has it
        ("2023-03-15", "slt3d_globl", 654_543),  # mfh printed 654.5 that day
        ("2026-06-18", "slt_table3", 573_691),  # today's history: 573.7
    ],
)
def test_the_united_kingdom_of_december_2022_has_two_answers(
    connection: Connection, day: str, source: str | None, position: float | None
) -> None:
    found = connection.execute(
        f"select source, position_usd_mn from holdings_as_of('{day}') where"
        " holder_code = '13005' and instrument = 'total'"
        " and reference_month = '2022-12-31'"
    ).fetchone()
    assert found == ((source, position) if source else None)
    told = connection.execute(
        "select position_usd_mn from holdings_vintages where source = 'mfh'"
        " and holder_code = '13005' and reference_month = '2022-12-31'"
    ).fetchall()
    assert told == [(654_500,)]


@pytest.mark.parametrize(
    "day", ["2024-12-19", "2025-06-15", "2026-04-20", "2026-06-16"]
)
def test_on_no_day_does_a_total_differ_from_the_sum_of_its_parts(
    connection: Connection, day: str
) -> None:
    """Long-term comes from a later Table 1, the total from a frozen file.

    The worst was the United Kingdom of December 2022, by $80.8bn on 2026-04-20; the sum
    is what the Treasury's own table gives since June 2026.
    """
    worst = connection.execute(
        "with sums as (pivot (select holder_code, reference_month, instrument,"
        " position_usd_mn from holdings_as_of($day::date) where is_continuing and"
        " parts_agreement <> 'differs') on instrument in ('total', 'long_term',"
        " 'short_term') using first(position_usd_mn)) select"
        " max(abs(total - long_term - short_term)), count(total) from sums",
        {"day": day},
    ).fetchone()
    assert worst is not None
    assert worst[0] <= 150  # three figures of mfhhis01, in billions with one decimal
    assert worst[1] > 10_000
    total = connection.execute(
        "select position_usd_mn from holdings_as_of($day::date) where holder_code ="
        " '13005' and instrument = 'total' and reference_month = '2022-12-31'",
        {"day": day},
    ).fetchone()
    assert total is not None
    assert abs(total[0] - 573_691) <= 10


def test_an_answer_of_a_day_says_how_far_behind_the_public_it_is(
    connection: Connection,
) -> None:
    """On 2025-06-15 the newest landed file was of December 2024; March 2025 was out."""
    found = connection.execute(
        "select instrument, max(newest_release_at_hand), max(months_behind_public),"
        " max(reference_month) from holdings_as_of(date '2025-06-15')"
        " where frequency = 'monthly' and is_continuing and instrument <> 'short_term'"
        " group by all order by all"
    ).fetchall()
    assert found == [
        ("long_term", date(2024, 12, 19), 5, date(2024, 10, 31)),
        ("total", date(2024, 12, 19), 26, date(2023, 1, 31)),
    ]
    flows = connection.execute(
        "select max(newest_release_at_hand), max(months_behind_public) from"
        " holder_flows_as_of(date '2025-06-15')"
    ).fetchone()
    assert flows == (date(2024, 12, 19), 26)


def test_a_moment_before_four_in_washington_has_the_release_of_the_month_before(
    connection: Connection,
) -> None:
    newest = [
        connection.execute(
            f"select max(newest_release_at_hand) from holdings_as_of({moment})"
        ).fetchone()
        for moment in (
            "date '2026-06-18'",
            "'2026-06-18'",
            "timestamp '2026-06-18 15:59'",
            "'2026-06-18 16:00:00'",
        )
    ]
    june, may = (date(2026, 6, 18),), (date(2026, 5, 18),)
    assert newest == [june, june, may, june]


def test_before_the_first_vintage_nothing_was_known(connection: Connection) -> None:
    [(first,)] = connection.execute(
        "select min(known_from) from figure_vintages"
    ).fetchall()
    assert first > date(2010, 1, 1)
    for macro in ("holdings_as_of", "holder_flows_as_of"):
        rows = connection.execute(
            f"select * from {macro}(date '2010-01-01')"
        ).fetchall()
        assert rows == []


def test_flows_as_of_a_day_use_that_days_positions(connection: Connection) -> None:
    """Japan's long-term position of February 2026 less January, as printed in April."""
    text = printed(table_1("2026-04-15"), "for_lt_treas_pos")
    change = text["42609", "2026-02"] - text["42609", "2026-01"]
    found = connection.execute(
        "select position_change_usd_mn, flow_source from"
        " holder_flows_as_of('2026-04-15') where holder_code = '42609' and"
        " instrument = 'long_term' and reference_month = '2026-02-28'"
    ).fetchall()
    assert found == [(change, "slt_table1")]


def test_a_revision_within_three_months_was_allowed_and_an_older_one_was_not(
    connection: Connection,
) -> None:
    """May and June 2026 may revise three months; figures to February were known."""
    found = connection.execute(
        "select within_policy, min(reference_month), max(reference_month), count(*),"
        " any_value(releases_between) from quality.revisions where"
        " source = 'slt_table1' and revised_on = '2026-06-18' group by all order by all"
    ).fetchall()
    assert found == [
        (False, date(2024, 12, 31), date(2025, 11, 30), 3_671, 2),
        (True, date(2025, 12, 31), date(2026, 2, 28), 1_617, 2),
    ]


def test_a_story_that_flipped_is_told_with_both_figures(connection: Connection) -> None:
    """Japan, October 2024: first printed in December 2024, revised by April 2026."""
    first = printed(table_1("2024-12-19"), "for_lt_treas_pos")
    latest = printed(table_1("2026-06-18"), "for_lt_treas_pos")
    changes = tuple(
        each["42609", "2024-10"] - each["42609", "2024-09"] for each in (first, latest)
    )
    assert changes[0] * changes[1] < 0
    found = connection.execute(
        "select first_value_usd_mn, latest_value_usd_mn, is_first_release"
        " from quality.flipped_stories where holder_code = '42609' and instrument ="
        " 'long_term' and measure = 'position_change'"
        " and reference_month = '2024-10-31'"
    ).fetchall()
    assert found == [(*changes, True)]


def test_the_triangle_counts_from_the_first_print(connection: Connection) -> None:
    prints = [printed(table_1(day), "for_lt_treas_pos") for day in RELEASES]
    expected = [each["13005", "2024-10"] for each in prints]
    found = connection.execute(
        "select known_from::varchar, value_usd_mn, change_since_first_usd_mn,"
        " age_months, begins_with_first_release from quality.revision_triangle where"
        " holder_code = '13005' and source = 'slt_table1' and measure = 'position'"
        " and reference_month = '2024-10-31' order by known_from"
    ).fetchall()
    assert found[0] == ("2024-12-19", expected[0], 0, 2, True)
    assert [row[1] for row in found] == list(dict.fromkeys(expected))
    assert found[-1][2] == expected[-1] - expected[0]


# --- the record that reaches back -----------------------------------------------------


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        # Form S, January 2023: purchases less sales of Treasuries
        *(
            (
                "select net_purchases_usd_mn from holder_flows where basis = 'form_s'"
                f" and reference_month = '2023-01-31' and holder_code = '{code}'",
                figure,
            )
            for code, figure in (("42609", 1447), ("41408", -10922), ("99996", 50943))
        ),
        # Table 3D, January 2023
        *(
            (
                "select value_usd_mn from figure_vintages where source = 'slt3d_globl'"
                " and reference_month = '2023-01-31' and instrument = 'total'"
                f" and holder_code = '{code}'",
                figure,
            )
            for code, figure in (
                ("42609", 1_104_387),
                ("41408", 859_352),
                ("99996", 7_402_539),
            )
        ),
        (
            "select position_usd_mn from survey_holdings where holder_name = 'Japan'"
            " and reference_month = '2023-06-30' and instrument = 'total'"
            " and security_type = 'total_securities'",
            2_494_469,
        ),
        # the survey's appendix: A3 of 2019, A7 of 2024
        *(
            (
                "select position_usd_mn from survey_holdings where"
                f" holder_name = '{name}' and security_type = '{kind}'"
                f" and instrument = '{instrument}' and year(reference_month) = {year}",
                figure,
            )
            for name, year, kind, instrument, figure in (
                ("Japan", 2019, "treasury_nominal", "long_term", 1_031_240),
                ("Japan", 2019, "treasury_frn", "long_term", 1_769),
                ("Japan", 2024, "treasury_tips", "long_term", 13_484),
                ("Japan", 2024, "treasury", "short_term", 74_248),
                ("Algeria", 2024, "treasury_total", "total", 675),
                ("Grand Total", 2024, "treasury_frn", "long_term", 110_542),
                ("Asia", 2019, "treasury_tips", "long_term", 368_857),
            )
        ),
        # bills of foreign officials as banks report them
        (
            "select value_usd_mn from figure_vintages where source = 'bltype_history'"
            " and holder_code = '99990' and reference_month = '2024-10-31'",
            312_893,
        ),
        *(
            (
                "select value_usd_mn from figure_vintages where source ="
                " 'bertaut_judson' and security_type = 'treasury' and measure ="
                " 'position' and reference_month = '2020-12-31'"
                f" and holder_code = '{code}'",
                figure,
            )
            for code, figure in (("42609", 1_183_539), ("41408", 1_032_610))
        ),
        # purchases 48,967 and sales 53,027 stand in Form S
        (
            "select net_purchases_usd_mn from holder_flows where holder_name = 'Japan'"
            " and reference_month = '1990-10-31'",
            48_967 - 53_027,
        ),
    ],
)
def test_a_figure_of_the_histories_comes_out(
    connection: Connection, query: str, expected: float
) -> None:
    assert connection.execute(query).fetchall() == [(expected,)]


def test_a_kind_of_securities_of_the_survey_counts_nothing_twice(
    connection: Connection,
) -> None:
    """Instruments of a kind never overlap, so that their sum is the holder's."""
    assert (
        connection.execute(
            "select holder_name, reference_month, security_type from survey_holdings"
            " group by all having count(*) > 1 and bool_or(instrument = 'total')"
        ).fetchall()
        == []
    )
    [(compared, apart)] = connection.execute(
        "select count(parts - total), max(abs(parts - total)) from"
        " (select sum(position_usd_mn) filter (security_type = 'treasury') as parts,"
        " sum(position_usd_mn) filter (security_type = 'treasury_total') as total"
        " from survey_holdings group by holder_code, reference_month"
        " having count(*) filter (security_type = 'treasury') = 2)"
    ).fetchall()
    assert compared > 200
    assert apart == 1


def test_a_star_of_the_appendix_is_no_figure(connection: Connection) -> None:
    """Japan's floating rate notes of 2024 are withheld, Albania's of 2019 are 0."""
    assert connection.execute(
        "select holder_name, year(reference_month), position_usd_mn from"
        " survey_holdings where security_type = 'treasury_frn' and"
        " holder_name in ('Japan', 'Albania') order by all"
    ).fetchall() == [("Albania", 2019, 0), ("Albania", 2024, 0), ("Japan", 2019, 1769)]


@pytest.mark.parametrize(
    ("holder", "day", "cells"),
    [
        ("Japan", "2024-06-30", 5),
        ("42609", "2019-06-30", 14),  # ten of them in the survey's history
        ("Canada", "2019-06-30", 14),  # printed among the countries and the regions
        ("Japan", "1974-12-31", 1),
    ],
)
def test_every_figure_of_a_survey_leads_to_the_cell_that_prints_it(
    connection: Connection, holder: str, day: str, cells: int
) -> None:
    found = connection.execute(
        "select position_usd_mn, cell_text, row_or_series from"
        " meta.lineage_of_survey(?, ?::date)",
        [holder, day],
    ).fetchall()
    assert len(found) == cells
    for position, text, label in found:
        assert float(text.replace(",", "")) == position
        assert label in ("Japan", "Canada")


def test_369_label_months_are_printed_twice_and_kept_as_segments(
    connection: Connection,
) -> None:
    # Luxembourg's June 2002 is printed twice too, but as n.a. where series II closes
    [(twice, with_figures)] = connection.execute(
        "select count(*), count(*) filter (figures = 2) from (select label,"
        " reference_date, count(distinct segment) filter (cell_value is not null)"
        " as figures from raw.tic_mfhhis01"
        " group by all having count(distinct segment) = 2)"
    ).fetchall()
    assert (twice, with_figures) == (370, 369)
    [(kept_twice,)] = connection.execute(
        "select count(*) from (select holder_code, instrument, reference_month from"
        " holdings where source = 'mfhhis01' group by all"
        " having count(*) = 2 and count(*) filter (is_continuing) = 1)"
    ).fetchall()
    # "All Other" is no series, and in June 2002 "Belgium" is two holders: with
    # Luxembourg in series II, without it in III
    assert kept_twice == with_figures - 11 - 1


def test_holdings_reach_back_and_say_how_they_came_to_be(
    connection: Connection,
) -> None:
    found = connection.execute(
        "select basis, frequency, min(reference_month)::varchar from holdings"
        " group by all order by all"
    ).fetchall()
    assert found == [
        ("estimate", "monthly", "1984-12-31"),
        ("reported", "monthly", "1978-04-30"),
        ("survey", "annual", "1994-12-31"),
        ("survey_plus_transactions", "monthly", "1974-12-31"),
    ]


def test_other_sources_agree_or_are_named(connection: Connection) -> None:
    """France, August 2015: 2,147 million between Table 3D and mfhhis01."""
    [(agreeing, differing)] = connection.execute(
        "select agreeing_sources, differing_sources from holdings where holder_code ="
        " '10804' and reference_month = '2015-08-31' and instrument = 'total'"
    ).fetchall()
    assert (agreeing, differing) == (None, "mfhhis01")
    [(difference, agrees)] = connection.execute(
        "select difference_usd_mn, agrees from quality.cross_source where holder_code ="
        " '10804' and reference_month = '2015-08-31' and other_source = 'mfhhis01'"
    ).fetchall()
    assert abs(difference) == 2147
    assert agrees is False


def test_a_break_has_its_size_per_holder_where_the_record_shows_it(
    connection: Connection,
) -> None:
    """June 2011 in mfhhis01: 347.0 and 135.7, 1165.5 and 1307.0, 911.1 and 881.5."""
    found = connection.execute(
        "select holder_code, closing_position_usd_mn, opening_position_usd_mn,"
        " size_usd_mn from series_break_sizes where break_id = 'mfh-2011-06'"
        " and holder_code in ('13059', '41408', '42609') order by 1"
    ).fetchall()
    assert found == [
        ("13059", 347_000, 135_700, -211_300),
        ("41408", 1_165_500, 1_307_000, 141_500),
        ("42609", 911_100, 881_500, -29_600),
    ]
    # the staff's estimate of what Form SLT added; read off its file by hand
    assert connection.execute(
        "select size_usd_mn from series_break_sizes where break_id = 'mfh-2011-09'"
        " and holder_code = '42609' and basis = 'frb_coverage_estimate'"
    ).fetchall() == [(68,)]


# --- any vintages ---------------------------------------------------------------------

JAPAN, CHINA, KOREA = (
    ("Japan", "42609"),
    ("China, Mainland", "41408"),
    (
        "Korea, South",
        "43001",
    ),
)
MONTHS = [date(2025, 1, 31), date(2025, 2, 28), date(2025, 3, 31), date(2025, 4, 30)]
Table = dict[tuple[str, date], float | None]  # a None is printed as n.a.


@strategies.composite
def some_vintages(draw: strategies.DrawFn) -> list[Table]:
    """Two to five vintages of one file: figures change, vanish, come and roll out."""
    tables: list[Table] = []
    for _ in range(draw(strategies.integers(2, 5))):
        first = draw(strategies.integers(0, 2))
        months = MONTHS[first : first + draw(strategies.integers(1, 4))]
        holders = draw(
            strategies.lists(
                strategies.sampled_from(["42609", "41408", "43001"]),
                min_size=1,
                unique=True,
            )
        )
        figures = strategies.one_of(strategies.none(), strategies.integers(0, 2))
        tables.append(
            {(code, month): draw(figures) for code in holders for month in months}
        )
    return tables


@pytest.fixture(scope="module")
def figure_vintages(published: Settings) -> str:
    """The compiled model."""
    folder = published.build_dir / "dbt" / "compiled" / "tic_warehouse" / "models"
    return (folder / "marts" / "holdings" / "figure_vintages.sql").read_text()


@hypothesis_settings(
    max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(tables=some_vintages())
def test_any_vintages_are_known_as_if_each_had_been_replayed(
    tables: list[Table],
    figure_vintages: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """The parse cache, the choice of months and the model against a replay by hand."""
    settings = Settings(data_dir=tmp_path_factory.mktemp("vintages"))
    files = [kept(settings, number, table) for number, table in enumerate(tables)]
    with duckdb.connect() as connection:
        for statement in staged(settings, files):
            connection.execute(statement, []) if isinstance(statement, str) else (
                statement(connection)
            )
        connection.execute(f"create table states as {figure_vintages}")
        known: dict[tuple[str, date], float] = {}
        for number, table in enumerate(tables):
            months = {month for _, month in table}
            known = {key: value for key, value in known.items() if key[1] not in months}
            known |= {key: value for key, value in table.items() if value is not None}
            found = connection.execute(
                "select holder_code, reference_month, value_usd_mn from states where"
                " known_from <= ? and (known_to is null or known_to > ?)",
                [day_of(number)] * 2,
            ).fetchall()
            assert {(code, month): value for code, month, value in found} == known
            assert len(found) == len(known)
        twice = connection.execute(
            "select * from (select *, lag(value_usd_mn) over figure as value_before,"
            " lag(known_to) over figure as end_before from states window figure as"
            " (partition by holder_code, reference_month order by known_from))"
            " where value_usd_mn = value_before and known_from = end_before"
        ).fetchall()
        assert twice == [], "a state is a change"


def day_of(number: int) -> date:
    return date(2026, 1 + number, 15)


def kept(settings: Settings, number: int, table: Table) -> LandedFile:
    """A landed file whose cells are in the parse cache, as a landing leaves it."""
    names = {code: label for label, code in (JAPAN, CHINA, KOREA)}
    cells = pandas.DataFrame(
        [
            {
                "line_number": line,
                "column_number": 4,
                "label": names[code],
                "code": code,
                "period": f"{month:%Y-%m}",
                "reference_date": pandas.Timestamp(month),
                "measure": "for_treas_pos",
                "segment": None,
                "cell_text": "n.a." if value is None else str(value),
                "cell_value": float("nan") if value is None else float(value),
            }
            for line, ((code, month), value) in enumerate(table.items(), start=10)
        ]
    )
    digest = f"{number:064d}"
    sidecar = Sidecar(
        landed_from="hand",
        file_name=f"{number}.txt",
        captured_at=datetime(2026, 11, 1, tzinfo=UTC),
        source_id="tic_slt_table3",
        sha256=digest,
        size_bytes=1,
        released_on=day_of(number),
        released_on_basis="stated",
        cells=len(cells),
        first_reference_date=min(month for _, month in table),
        last_reference_date=max(month for _, month in table),
    )
    file = LandedFile(Path(f"{digest}.txt"), sidecar)
    cache_cells(settings, file, cells)
    return file


def staged(settings: Settings, files: Sequence[LandedFile]) -> Iterator[object]:
    """What makes raw, the two staging tables and the names that the model reads."""
    yield "attach ':memory:' as warehouse"
    yield "use warehouse"
    chosen = list(vintages(settings, files))
    yield lambda connection: load_raw_table(connection, "tic_slt_table3", chosen)
    yield "create schema staging"
    yield (
        "create table staging.stg_tic__figures as select 'slt_table3' as source,"
        " code as holder_code, reference_date as reference_month, 'treasury' as"
        " security_type, 'total' as instrument, 'position' as measure,"
        " null::varchar as segment_id, cell_value as value_usd_mn,"
        " 1.0 as precision_usd_mn, source_sha256::integer as vintage,"
        " false as is_latest_vintage, source_sha256, line_number, column_number"
        " from raw.tic_slt_table3"
    )
    rows = ", ".join(
        f"('{file.sidecar.sha256}', date '{file.sidecar.released_on}')"
        for file in files
    )
    yield (
        "create table staging.stg_meta__landed_files as select source_sha256,"
        " known_from, known_from as released_on, false as is_known_by_capture_only"
        f" from (values {rows}) as listed (source_sha256, known_from)"
    )
    yield "create schema seeds"
    names = ", ".join(f"('{code}', '{label}')" for label, code in (JAPAN, CHINA, KOREA))
    yield (
        "create table seeds.holder_codes as"
        f" from (values {names}) as listed (holder_code, holder_name)"
    )


def test_only_files_of_one_family_and_basis_tell_a_story(
    connection: Connection,
) -> None:
    pairs = connection.execute(
        "select distinct first_source, latest_source from quality.flipped_stories"
    ).fetchall()
    slt = {"slt_table1", "slt_table3", "slt3d_globl"}
    assert {source for pair in pairs for source in pair} <= slt


def test_long_term_stories_are_those_of_the_printed_files(
    connection: Connection,
) -> None:
    """Count by cells: what the first file that has a month says, and Table 3 today."""
    first = printed(table_1("2024-12-19"), "for_lt_treas_pos")
    latest = printed(table_1("2026-06-18"), "for_lt_treas_pos")
    by_holder: dict[str, list[str]] = {}
    for code, month in sorted(first.keys() & latest.keys()):
        by_holder.setdefault(code, []).append(month)
    counted = {
        (code, month)
        for code, months in by_holder.items()
        for before, month in itertools.pairwise(months)
        if (one := first[code, month] - first[code, before])
        * (two := latest[code, month] - latest[code, before])
        < 0
        and min(abs(one), abs(two)) > 1
    }
    rows = connection.execute(
        "select holder_code, strftime(reference_month, '%Y-%m'), first_source"
        " from quality.flipped_stories where instrument = 'long_term'"
        " and measure = 'position_change'"
    ).fetchall()
    found = {(code, month) for code, month, _ in rows}
    assert len(rows) == len(found)
    assert counted - found == set()
    # Table 1 had revised these before its first edition here: slt3d_globl printed them
    more = {
        (source, month) for code, month, source in rows if (code, month) not in counted
    }
    assert {source for source, _ in more} == {"slt3d_globl"}
    assert {month for _, month in more} == {"2022-11", "2022-12", "2023-01"}
