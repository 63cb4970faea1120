"""Every figure that a publication changes is written down with its cause.

The publication before is the published warehouse without what was released after 18
June 2026: Table 3 of 14 July brought May and revised a year, and its lines are known.
Does not belong here: whole runs (`tests/end_to_end/test_increments.py`).
"""

import shutil
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from orchestration.cli.changes import Wanted, show_changes
from orchestration.cli.terminal import console
from orchestration.progress import NoProgress
from orchestration.publishing.changes import history
from orchestration.publishing.changes.causes import CAUSES
from orchestration.settings import Settings
from orchestration.storage.connections import writer
from orchestration.transform.dbt_manifest import load_dbt_manifest
from tests.support.rebuilding import rebuilt_database, warehouse_with

BEFORE_JULY = date(2026, 6, 18)
MODELS = [
    "figure_vintages",
    "holdings_vintages",
    "holder_flows_vintages",
    "holdings",
    "int_reported_flows",
    "holder_flows",
]
JULY = "tic_slt_table3 of 2026-07-14"
Row = tuple[Any, ...]


@pytest.fixture(scope="module")
def before(published: Settings, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The publication before: its tables, and what its nodes say of them."""
    folder = tmp_path_factory.mktemp("june") / "data"
    settings = warehouse_with(published, folder, {}, BEFORE_JULY, BEFORE_JULY)
    with rebuilt_database(published, settings, MODELS) as connection:
        connection.execute(
            "update meta.nodes set rows_hash = 'of June' where table_name in"
            " ('figure_vintages', 'holdings', 'holder_flows')"
        )
        connection.execute(
            "update meta.build set built_at = '2026-06-19', fingerprint = 'June'"
        )
    return settings.data_dir / "warehouse.duckdb"


@pytest.fixture
def line(published: Settings, before: Path, tmp_path: Path) -> Settings:
    """A data folder in which June is published and July is built."""
    return _line(published, before, tmp_path / "line")


@pytest.fixture(scope="module")
def july(
    published: Settings, before: Path, tmp_path_factory: pytest.TempPathFactory
) -> Settings:
    """One in which July is compared already, to be read only."""
    settings = _line(published, before, tmp_path_factory.mktemp("july") / "line")
    compare(settings, published)
    return settings


def _line(published: Settings, before: Path, folder: Path) -> Settings:
    settings = Settings(data_dir=folder)
    for source, target in (
        (before, settings.published_database),
        (published.published_database, settings.build_database),
    ):
        target.parent.mkdir(parents=True)
        shutil.copy(source, target)
    return settings


def compare(settings: Settings, published: Settings) -> None:
    """Compare the build with what is published, as publication does."""
    manifest = load_dbt_manifest(published)
    with writer(settings.build_database) as connection:
        history.write_publication_changes(connection, manifest, settings, NoProgress())


def rows(settings: Settings, query: str) -> list[Row]:
    with duckdb.connect(str(settings.build_database), read_only=True) as connection:
        return connection.execute(query).fetchall()


def change(settings: Settings, table: str, key: str, column: str) -> Row:
    [found] = rows(
        settings,
        "select kind, old_value, new_value, unit, cause, because"
        " from quality.publication_changes"
        f" where table_name = '{table}' and starts_with(row_key, '{key}')"
        f" and column_name = '{column}'",
    )
    return found


def edit(path: Path, *statements: str) -> None:
    with duckdb.connect(str(path)) as connection:
        for statement in statements:
            connection.execute(statement)


def test_a_release_brings_a_month_and_revises_others(july: Settings) -> None:
    # lines 4777, 631 and 631 of Table 3 of July; 622 of that of June
    assert change(
        july,
        "holdings",
        "holder_code=42609, reference_month=2026-05-31, instrument=total",
        "position_usd_mn",
    )[:5] == ("added", None, 1_143_139, "USD million", "new_month")
    assert change(
        july,
        "holdings",
        "holder_code=11401, reference_month=2025-05-31, instrument=total",
        "position_usd_mn",
    ) == ("changed", 327_342, 319_276, "USD million", "publisher_revised", JULY)
    assert change(
        july,
        "holder_flows",
        "holder_code=11401, reference_month=2025-05-31, instrument=total",
        "net_purchases_usd_mn",
    )[:5] == ("changed", 230, -1_066, "USD million", "publisher_revised")
    causes = rows(
        july, "select distinct cause from quality.publication_changes order by all"
    )
    assert {cause for [cause] in causes} <= CAUSES.keys()


def test_every_figure_that_differs_is_there_and_no_other(july: Settings) -> None:
    with duckdb.connect(str(july.build_database), read_only=True) as connection:
        connection.execute(f"attach '{july.published_database}' as june (read_only)")
        figure = "holder_code, reference_month, instrument, segment_id, position_usd_mn"
        [expected] = connection.execute(
            f"""
            select count(distinct (
                holder_code, reference_month, instrument, segment_id
            ))
            from (
                (select {figure} from holdings
                except select {figure} from june.holdings)
                union all
                (select {figure} from june.holdings
                except select {figure} from holdings)
            )
            """
        ).fetchone() or (0,)
        [found, counted] = connection.execute(
            "select count(*), (select sum(figures) from quality.publications where"
            " table_name = 'holdings') from quality.publication_changes"
            " where table_name = 'holdings'"
        ).fetchone() or (0, 0)
    assert found == counted == expected > 500
    assert rows(
        july,
        "select distinct fingerprint <> 'June', last_built_at::date from"
        " quality.publications",
    ) == [(True, date(2026, 6, 19))]


def test_the_same_figures_again_add_nothing_and_keep_what_was_written(
    line: Settings, published: Settings
) -> None:
    compare(line, published)
    shutil.copy(line.build_database, line.published_database)
    written = rows(line, "from quality.publication_changes order by all")
    counted = rows(line, "from quality.publications order by all")
    # a build of everything anew has neither table, and takes both over
    edit(
        line.build_database,
        "drop table quality.publication_changes",
        "drop table quality.publications",
        "update meta.build set built_at = '2026-12-24', fingerprint = 'anew'",
    )
    compare(line, published)
    assert rows(line, "from quality.publication_changes order by all") == written
    assert rows(line, "from quality.publications order by all") == counted


def test_a_file_taken_back_takes_its_month_and_its_revisions_back(
    line: Settings, published: Settings
) -> None:
    june, july = line.published_database, line.build_database
    june.rename(july.with_suffix(".june"))
    july.rename(june)
    july.with_suffix(".june").rename(july)
    compare(line, published)
    gone = "tic_mfhhis01 of 2026-09-16, tic_slt_table3 of 2026-07-14"
    kind, old, new, _, cause, because = change(
        line,
        "holdings",
        "holder_code=42609, reference_month=2026-05-31, instrument=total",
        "position_usd_mn",
    )
    assert (kind, old, new, cause) == ("removed", 1_143_139, None, "file_forgotten")
    assert gone in because
    assert "taken back" in because
    assert change(
        line,
        "holdings",
        "holder_code=11401, reference_month=2025-05-31, instrument=total",
        "position_usd_mn",
    )[:5] == ("changed", 319_276, 327_342, "USD million", "file_forgotten")
    # what is computed from them, too: nothing else happened
    assert rows(
        line,
        "select distinct cause from quality.publication_changes"
        " where table_name = 'holder_flows' and old_value is not null"
        " and column_name = 'net_purchases_usd_mn' order by all",
    ) == [("file_forgotten",)]


def test_without_another_file_it_is_our_code(
    line: Settings, published: Settings
) -> None:
    shutil.copy(published.published_database, line.published_database)
    edit(
        line.build_database,
        "update yields set par_yield_pct = par_yield_pct + 0.1"
        " where country = 'US' and tenor_months = 120 and date = '2026-04-15'",
        "update claims set verdict = 'mixed'"
        " where claim_id = 'dumping_on_a_large_scale'",
        "update meta.nodes set rows_hash = 'other', code_hash = 'other'"
        " where table_name in ('yields', 'claims')",
    )
    compare(line, published)
    assert change(line, "yields", "country=US, tenor_months=120", "par_yield_pct") == (
        *("changed", 4.29, 4.39, "percent per year", "our_code"),
        "yields changed",
    )
    assert rows(
        line,
        "select old_text, new_text, cause from quality.publication_changes"
        " where table_name = 'claims'",
    ) == [("contradicted", "mixed", "our_code")]
    assert len(rows(line, "from quality.publication_changes")) == 2


def test_another_source_is_precedence(line: Settings, published: Settings) -> None:
    edit(
        line.published_database,
        "update holdings set source = 'slt_table5', position_usd_mn = 1209900"
        " where holder_code = '42609' and reference_month = '2026-04-30'"
        " and instrument = 'total'",
    )
    compare(line, published)
    assert change(
        line,
        "holdings",
        "holder_code=42609, reference_month=2026-04-30, instrument=total",
        "position_usd_mn",
    )[1:] == (
        *(1_209_900, 1_209_889, "USD million", "precedence"),
        "slt_table3 instead of slt_table5",
    )


def test_sums_in_another_order_are_no_change(
    line: Settings, published: Settings
) -> None:
    shutil.copy(published.published_database, line.published_database)
    edit(
        line.build_database,
        "update holdings set position_usd_mn = position_usd_mn * (1 + 1e-14)",
        "update meta.nodes set rows_hash = 'other' where table_name = 'holdings'",
    )
    compare(line, published)
    assert rows(line, "from quality.publications") == []


def test_the_oldest_go_and_the_newest_stays_whole(
    line: Settings, published: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history, "MOST_CHANGES", 10)
    monkeypatch.setattr(history, "MOST_PUBLICATIONS", 2)
    edit(
        line.published_database,
        "insert into quality.publications select day, 'old', day, 'holdings',"
        " 'our_code', 1 from range(timestamptz '2026-01-01', timestamptz"
        " '2026-01-04', interval 1 day) as days (day)",
        "insert into quality.publication_changes by name select '2026-01-01'"
        " as built_at, 'holdings' as table_name",
    )
    compare(line, published)
    days = rows(
        line,
        "select distinct built_at::date from quality.publications order by all desc",
    )
    newest = rows(line, "select built_at::date from meta.build")
    assert days == [*newest, (date(2026, 1, 3),)]
    kept = rows(
        line,
        "select built_at::date, count(*) from quality.publication_changes group by all",
    )
    assert [day for day, _ in kept] == [day for [day] in newest]
    assert kept[0][1] > history.MOST_CHANGES
    # what meta.tables says of its size
    counted = rows(
        line,
        "select estimated_size from duckdb_tables()"
        " where table_name = 'publication_changes'",
    )
    assert counted == [(kept[0][1],)]


@pytest.mark.parametrize(
    "statement", ["drop table meta.nodes", "drop table quality.publications"]
)
def test_a_publication_of_another_version_is_compared_as_far_as_it_goes(
    line: Settings, published: Settings, statement: str
) -> None:
    edit(line.published_database, statement)
    compare(line, published)
    found = rows(line, "from quality.publications")
    assert bool(found) == ("nodes" not in statement)


def test_the_first_publication_changes_nothing(
    line: Settings, published: Settings
) -> None:
    line.published_database.unlink()
    compare(line, published)
    assert rows(line, "from quality.publication_changes") == []
    assert rows(line, "from quality.publications") == []


def test_the_text_has_the_figures_that_moved_most(
    line: Settings, published: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def shown(wanted: Wanted) -> str:
        with console.capture() as captured:
            show_changes(line, wanted)
        return captured.get()

    shutil.copy(published.published_database, line.published_database)
    assert "No publication has changed a figure yet" in shown(Wanted(None, None, 5))
    edit(
        line.published_database,
        "insert into quality.publications values ('2026-07-14', 'f', '2026-06-18',"
        " 'holdings', 'publisher_revised', 2)",
        "insert into quality.publication_changes by name select"
        " timestamptz '2026-07-14' as built_at, 'holdings' as table_name,"
        " 'holder_code=' || code as row_key, 'position_usd_mn' as column_name,"
        " 'Ireland' as holder_name, 'changed' as kind, old as old_value,"
        " new as new_value, 'publisher_revised' as cause, 'Table 3' as because"
        " from (values ('11401', 327342.0, 319276.0), ('11402', 1.0, 2.0))"
        " as made (code, old, new)",
    )
    text = shown(Wanted(None, None, 1))
    assert "327,342.0" in text
    assert "319,276.0" in text
    assert "publisher_revised: Table 3" in text
    assert "holder_code=11402" not in text
    assert "holder_code" not in shown(Wanted("yields", None, 1))
    assert "holder_code" not in shown(Wanted(None, "our_code", 1))
