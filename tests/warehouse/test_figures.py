"""The figures that must come out of the shipped snapshot, and where they come from.

Each was read off the publisher's file by hand.
"""

import hashlib
import json
import re
from datetime import date

import duckdb
import pytest

from orchestration.cli.run import Outcome
from orchestration.cli.terminal import summarise
from orchestration.publishing.publication_manifest import read_publication_manifest
from orchestration.settings import PROJECT_ROOT, Settings

Connection = duckdb.DuckDBPyConnection


def _rows(connection: Connection, query: str) -> list[tuple[object, ...]]:
    return connection.execute(query).fetchall()


@pytest.mark.parametrize(
    ("holder_code", "position"),
    [
        ("42609", 1_209_889),  # Japan
        ("41408", 651_072),  # China
        ("99996", 9_352_646),  # Grand Total
        ("99990", 3_906_503),  # Foreign Official
    ],
)
def test_holdings_of_april_2026_are_table_3s(
    connection: Connection, holder_code: str, position: int
) -> None:
    found = connection.execute(
        "select position_usd_mn, source, precision_usd_mn from holdings"
        " where holder_code = ? and reference_month = '2026-04-30'"
        " and instrument = 'total'",
        [holder_code],
    ).fetchall()
    assert found == [(position, "slt_table3", 1)]


def test_japans_june_2011_has_two_segments_and_the_first_continues(
    connection: Connection,
) -> None:
    assert _rows(
        connection,
        "select segment_id, position_usd_mn, is_continuing, break_id from holdings"
        " where holder_name = 'Japan' and reference_month = '2011-06-30'"
        " and instrument = 'total' order by is_continuing desc",
    ) == [("XII", 881_500, True, "mfh-2011-06"), ("XI", 911_100, False, "mfh-2011-06")]


def test_japan_rose_in_each_month_from_january_to_november_2025(
    connection: Connection,
) -> None:
    rows = _rows(
        connection,
        "select position_usd_mn, position_change_usd_mn from holder_flows"
        " where holder_name = 'Japan' and instrument = 'total' and reference_month"
        " between '2025-01-31' and '2025-11-30' order by reference_month",
    )
    assert len(rows) == 11
    assert all(change > 0 for _, change in rows)
    assert (round(rows[0][0] / 1000, 1), round(rows[-1][0] / 1000, 1)) == (
        1079.3,
        1202.7,
    )


def test_a_month_printed_twice_changes_within_its_old_segment(
    connection: Connection,
) -> None:
    # 911.1 closes series XI, in which May was 912.4; 881.5 opens series XII.
    assert _rows(
        connection,
        "select position_change_usd_mn, position_change_across_break_usd_mn"
        " from holder_flows where holder_name = 'Japan' and instrument = 'total'"
        " and reference_month = '2011-06-30'",
    ) == [(-1_300, -30_900)]


def test_the_coverage_of_2021_is_no_change_of_those_it_concerns_only(
    connection: Connection,
) -> None:
    broken = {
        str(code)
        for (code,) in _rows(
            connection,
            "select holder_code from holder_flows where reference_month = '2021-06-30'"
            " and instrument = 'total' and position_change_usd_mn is null"
            " and position_change_across_break_usd_mn is not null",
        )
    }
    countries = {"10804", "11401", "12688", "13005", "29998"}
    assert broken == countries | {
        *("16713", "16721", "19992", "69995", "99991", "99996"),
    }
    # Table 3: 1,078,439 to 1,061,844 and 1,266,171 to 1,279,672
    assert _rows(
        connection,
        "select holder_name, position_change_usd_mn from holder_flows"
        " where reference_month = '2021-06-30' and instrument = 'total'"
        " and holder_name in ('China', 'Japan') order by holder_name",
    ) == [("China", -16_595), ("Japan", 13_501)]


def test_only_those_that_a_break_concerns_step_beyond_their_usual_month(
    connection: Connection,
) -> None:
    # From the cells of Table 3 and Form S, not from the models: a step of 5 billion
    # dollars, long-term, less purchases, beyond any other from 2018-06 to 2023-01.
    found = _rows(
        connection,
        """
        with positions as (
            select holder_code, reference_month, position_usd_mn
            from staging.stg_tic__slt3d_globl
            where is_latest_vintage and instrument = 'long_term'
        ),

        bought as (
            select holder_code, reference_month, net_purchases_usd_mn as bought
            from staging.stg_tic__s1_globl
            where is_latest_vintage
        ),

        gaps as (
            select
                holder_code,
                reference_month,
                abs(
                    position_usd_mn
                    - lag(position_usd_mn) over (
                        partition by holder_code order by reference_month
                    )
                    - bought
                ) as gap
            from positions
            left join bought using (holder_code, reference_month)
        )

        select holder_code from gaps
        where reference_month between '2018-06-30' and '2023-01-31'
        group by holder_code
        having
            max(gap) >= 5000
            and arg_max(reference_month, gap) = date '2021-06-30'
        """,
    )
    countries = {"10804", "12688", "29998"}
    concerned = {
        code
        for (code,) in _rows(
            connection,
            "select holder_code from series_breaks where break_id like 't3-2021-06-%'",
        )
    }
    assert countries <= {code for (code,) in found} <= concerned


def test_bills_of_one_holder_moved_to_el_salvador_and_were_not_bought(
    connection: Connection,
) -> None:
    # mfhhis01: 1.1 to 85.0 billion; Table 3's bills of the British Virgin Islands:
    # 100,622 to 19,694, which it counts as net sales of 80,928
    assert _rows(
        connection,
        "select holder_name, position_change_usd_mn,"
        " position_change_across_break_usd_mn, break_id is not null"
        " from holder_flows where reference_month = '2025-03-31' and"
        " (holder_code = '31089' and instrument = 'total'"
        " or holder_code = '35807' and instrument = 'short_term')"
        " order by holder_name",
    ) == [
        ("British Virgin Islands", None, -80_928, True),
        ("El Salvador", None, 83_900, True),
    ]
    # nobody else's month is broken by it
    assert _rows(
        connection,
        "select distinct holder_scope from holder_flows where break_id in"
        " (select break_id from series_breaks where effective_month = '2025-03-31'"
        " and holder_code not in ('31089', '35807'))",
    ) == [("region",)]


def test_parts_of_survey_months_are_flagged_where_they_are_not_the_total(
    connection: Connection,
) -> None:
    """Of 350 months of countries, 149 differ by more than rounding explains.

    Until 2011 the survey counts the parts and another file the total. In
    every other month both are of one file, and differ by a million at most.
    """
    assert _rows(
        connection,
        """
        with months as (
            select parts_agreement, reference_month,
                abs(
                    max(position_usd_mn) filter (instrument = 'total')
                    - max(position_usd_mn) filter (instrument = 'long_term')
                    - max(position_usd_mn) filter (instrument = 'short_term')
                ) as difference
            from holdings
            where is_continuing and holder_scope = 'country'
            group by holder_code, parts_agreement, reference_month
        )
        select parts_agreement, count(*), max(difference),
            min(reference_month) >= '2002-06-30', max(reference_month) < '2011-09-30'
        from months where difference > 1 group by all order by all
        """,
    ) == [("differs", 149, 5_798, True, True), ("within_rounding", 201, 51, True, True)]


def test_poland_holds_bonds_whose_bills_nobody_prints_any_more(
    connection: Connection,
) -> None:
    """SLT Table 3: bonds of April 2026 56,221; mfhhis01: December 2025 60.5 billion."""
    assert _rows(
        connection,
        "select reference_month::varchar, instrument, position_usd_mn from holdings"
        " where holder_name = 'Poland' and is_continuing"
        " and (reference_month = '2026-04-30'"
        " or reference_month = '2025-12-31' and instrument = 'total')"
        " order by reference_month",
    ) == [("2025-12-31", "total", 60_500), ("2026-04-30", "long_term", 56_221)]


@pytest.mark.parametrize(
    ("holder_name", "net_purchases"),
    [
        ("Japan", 28_796),
        ("China", -202_289),
        ("Singapore", 79_715),
        ("South Korea", 20_919),
        ("Saudi Arabia", 5_664),
    ],
)
def test_net_purchases_since_2024_add_up(
    connection: Connection, holder_name: str, net_purchases: int
) -> None:
    found = connection.execute(
        "select sum(net_purchases_usd_mn) from flows_by_country where holder_name = ?"
        " and reference_month >= '2024-01-31'",
        [holder_name],
    ).fetchone()
    assert found == (net_purchases,)


def test_the_largest_holder_of_april_2026_is_japan(connection: Connection) -> None:
    assert _rows(
        connection,
        "select holder_name from holdings_by_country"
        " where reference_month = '2026-04-30' order by position_usd_mn desc limit 1",
    ) == [("Japan",)]


@pytest.mark.parametrize("table", ["holdings_by_country", "flows_by_country"])
def test_no_aggregate_stands_in_a_per_country_table(
    connection: Connection, table: str
) -> None:
    assert _rows(
        connection,
        f"select distinct scope from {table} inner join holders using (holder_code)",
    ) == [("country",)]


@pytest.mark.parametrize(
    ("country", "tenor_months", "day", "par_yield"),
    [
        ("JP", 120, date(2026, 6, 30), 2.690),
        ("JP", 120, date(2026, 7, 1), 2.711),
        ("JP", 480, date(2026, 8, 31), 4.094),
        ("JP", 12, date(2026, 9, 30), 1.684),
        ("JP", 120, date(2026, 10, 7), 3.111),
        ("US", 60, date(2025, 8, 8), 3.84),
        ("US", 120, date(2026, 4, 21), 4.30),
        ("US", 84, date(2026, 6, 24), 4.28),  # FRED from here on
        ("US", 3, date(2026, 9, 30), 4.20),
        ("US", 24, date(2026, 10, 2), 4.83),
        ("US", 240, date(2026, 10, 2), 5.67),
        ("JP", 120, date(2016, 7, 27), -0.297),
        ("US", 120, date(2024, 12, 31), 4.58),
        ("US", 24, date(2023, 12, 29), 4.23),
        ("US", 360, date(1990, 1, 2), 8.00),
    ],
)
def test_yields_are_the_publishers(
    connection: Connection,
    country: str,
    tenor_months: int,
    day: date,
    par_yield: float,
) -> None:
    assert connection.execute(
        "select par_yield_pct from yields where country = ? and tenor_months = ?"
        " and date = ?",
        [country, tenor_months, day],
    ).fetchall() == [(par_yield,)]


def test_treasury_and_fred_agree_on_every_common_day_to_2020(
    connection: Connection,
) -> None:
    found = connection.execute(
        "select count(*), count(*) filter ("
        "     treasury.par_yield_pct <> fred.par_yield_pct)"
        " from staging.stg_us_treasury__par_yields as treasury"
        " inner join staging.stg_fred__constant_maturities as fred"
        " using (date, country, tenor_months)"
        " where tenor_months in (24, 120) and year(date) between 1990 and 2020"
    ).fetchone()
    assert found is not None
    assert found[0] == 2 * 7_756
    assert found[1] == 0


def test_the_extrapolated_30_year_of_2002_to_2006_is_left_out(
    connection: Connection,
) -> None:
    assert _rows(
        connection,
        "select count(*) from yields where country = 'US' and tenor_months = 360"
        " and date between '2002-02-19' and '2006-02-08'",
    ) == [(0,)]


def test_the_two_fixings_of_the_yen_stand_apart(connection: Connection) -> None:
    # FRED prints 105.90; the ECB 124.77 yen and 1.1847 dollars per euro.
    rows = dict(
        _rows(
            connection,
            "select fixing, round(units_per_usd, 4) from fx_rates"
            " where currency = 'JPY' and date = '2020-08-24'",
        )
    )
    assert rows["noon_new_york"] == 105.90
    assert rows["ecb_reference"] == pytest.approx(105.8, abs=0.5)
    assert len(rows) == 2


@pytest.mark.parametrize(
    ("day", "index"),
    [
        ("2018-01-02", 109.6445),  # 109.6444 before September 2026
        ("2017-12-29", 110.0783),
        ("2026-09-18", 119.5133),
    ],
)
def test_the_dollar_index_is_that_of_its_newest_vintage(
    connection: Connection, day: str, index: float
) -> None:
    assert connection.execute(
        "select broad_dollar_index from dollar_index where date = ?", [day]
    ).fetchall() == [(index,)]


def test_a_spread_is_that_of_a_common_day(connection: Connection) -> None:
    # 31 March 2026: 4.30 for the US (FRED) and 2.366 for Japan (MOF).
    assert _rows(
        connection,
        "select round(us_jp_10y_spread_month_end_pct, 3) from market_monthly"
        " where reference_month = '2026-03-31'",
    ) == [(1.934,)]


def test_a_figure_leads_to_its_file_and_line(
    connection: Connection, published: Settings
) -> None:
    sha256, line_number = connection.execute(
        "select source_sha256, line_number from holdings where holder_name = 'Japan'"
        " and instrument = 'total' and reference_month = '2026-04-30'"
    ).fetchone() or ("", 0)
    [path] = (published.landed_dir / "tic" / "slt_table3").glob(f"{sha256}.txt")
    line = path.read_text().splitlines()[line_number - 1]
    assert line.split("\t")[:4] == ["Japan", "42609", "2026-04", "1209889"]


def test_the_manifest_lists_every_input_with_its_hash(published: Settings) -> None:
    manifest = json.loads(published.manifest_path.read_text())
    listed = {entry["sha256"] for entry in manifest["inputs"]}
    landed = {
        hashlib.sha256(path.read_bytes()).hexdigest()
        for path in published.landed_dir.glob("*/*/*")
        if path.suffix != ".json"
    }
    assert listed == landed
    database = published.published_database.read_bytes()
    assert manifest["database_sha256"] == hashlib.sha256(database).hexdigest()


def test_parquet_holds_every_public_table(
    connection: Connection, published: Settings
) -> None:
    tables = json.loads(published.manifest_path.read_text())["tables"]
    assert len(tables) > 15
    for table in tables:
        path = (
            published.published_dir
            / "parquet"
            / (table["name"].removeprefix("main.") + ".parquet")
        )
        found = connection.execute(f"select count(*) from '{path}'").fetchone()
        assert found == (table["rows"],), table["name"]


def test_every_public_column_has_a_comment(connection: Connection) -> None:
    assert (
        _rows(
            connection,
            "select table_schema, table_name, column_name from meta.columns"
            " where description is null or description = ''",
        )
        == []
    )
    assert (
        _rows(
            connection,
            "select table_name from meta.tables where description is null",
        )
        == []
    )


def test_the_receipt_is_clean_and_counts_every_check(connection: Connection) -> None:
    [receipt] = _rows(
        connection,
        "select checks, passed + warned, failed, is_clean from quality.audit_receipt",
    )
    assert receipt[0] == receipt[1]
    assert receipt[2:] == (0, True)
    assert _rows(connection, "select count(*) from quality.check_results") == [
        (receipt[0],)
    ]


def test_the_first_run_ends_with_the_verdict_and_what_is_missing(
    published: Settings,
) -> None:
    text = (published.data_dir / "first.txt").read_text()
    assert (
        "Is Japan selling US Treasuries? Yes. Japan sold a net $6 to $13 billion in the"
        " year to May 2026," in text
    )
    assert re.search(r"Checks: +\d+ of \d+ passed, \d+ warned", text)
    [warned] = re.findall(r"^Warnings: not so: (.*)$", text, re.MULTILINE)
    assert "newest figures are not stale (14)" in warned
    assert f"Page:     {published.report_path}" in text
    assert f"Database: {published.published_database}" in text
    assert (
        "TIC is complete to 2026-05; in part: 2026-06, 2026-07; missing: 2026-08,"
        in text
    )
    assert "holder_flows" not in text
    assert len(text.partition("Is Japan")[2].splitlines()) < 12


def test_a_verbose_summary_lists_the_tables_and_the_warnings(
    published: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    manifest = read_publication_manifest(published)
    assert manifest is not None
    summarise(Outcome(built=True, manifest=manifest), published, verbose=True)
    text = capsys.readouterr().out
    assert re.search(r"holdings +68,306 +1974-12 +2026-07", text)
    assert "warning: newest_figures_are_not_stale failed (raw." in text
    assert re.search(r"Japan +1,143\.1", text)


def test_a_second_run_says_that_nothing_is_new_and_builds_nothing(
    published: Settings,
) -> None:
    text = (published.data_dir / "second.txt").read_text()
    assert "Nothing new" in text
    assert "dbt build" not in text


def test_the_readmes_example_gives_the_answer_printed_there(
    connection: Connection,
) -> None:
    readme = (PROJECT_ROOT / "README.md").read_text()
    query = re.search(r"```sql\n(.*?)```", readme, re.S)
    answer = re.search(r"```\n(holder_name .*?)```", readme, re.S)
    assert query is not None
    assert answer is not None
    lines = [line.split() for line in answer[1].splitlines()]
    found = connection.execute(query[1])
    assert [column[0] for column in found.description or []] == lines[0]
    assert [[str(cell) for cell in row] for row in found.fetchall()] == lines[1:]


def test_the_readmes_query_leads_to_the_line_named_there(
    connection: Connection, published: Settings
) -> None:
    readme = (PROJECT_ROOT / "README.md").read_text()
    shown = re.search(r"^(from meta\.lineage_of.*;) .*\bline (\d+),", readme, re.M)
    assert shown is not None
    query, line_number = shown[1], int(shown[2])
    [(table, sha256, found)] = connection.execute(
        "select raw_table, source_sha256, line_number"
        f" from ({query.rstrip(';')}) where figure = 'position'"
    ).fetchall()
    assert found == line_number
    [path] = published.landed_dir.glob(f"*/{table.removeprefix('tic_')}/{sha256}.txt")
    line = path.read_text().splitlines()[line_number - 1]
    assert line.split("\t")[:3] == ["Japan", "42609", "2026-04"]


@pytest.mark.parametrize(
    ("months", "before", "after"),
    [
        (1, 5_214, 31_277),  # October 2024
        (3, -41_534, -20_180),  # August to October 2024
        (12, -64_445, -35_136),  # November 2023 to October 2024
    ],
)
def test_the_largest_revisions_of_japans_sums_are_between_two_table_1s(
    connection: Connection, months: int, before: int, after: int
) -> None:
    """Added up by hand in the editions of 2024-12-19 and 2026-04-15."""
    [(largest,)] = connection.execute(
        "select largest_revision_usd_mn from holder_change_windows"
        " where holder_code = '42609' and instrument = 'long_term'"
        " and window_months = ?",
        [months],
    ).fetchall()
    assert largest == after - before
