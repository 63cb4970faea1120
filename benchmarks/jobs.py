"""Measure the main job against dbt and bare SQL, and parsers against read_csv."""

import hashlib
import os
import shutil
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import duckdb

from benchmarks.measuring import Measured, Row, best, measure, ratio, timed
from orchestration.landing.snapshot import land_bundle, unpacked
from orchestration.landing.store import forget
from orchestration.loading.file_catalogue import META_TABLES
from orchestration.parsing.document import Document
from orchestration.parsing.registry import parse, recognise
from orchestration.settings import PROJECT_ROOT, Settings
from orchestration.storage.files import write_whole
from orchestration.storage.tables import table_names
from orchestration.transform.dbt_manifest import (
    dbt_process_environment,
    project_arguments,
)
from orchestration.transform.dbt_run import BUILD

REPEATS = 3  # the best of three: the others tell of the machine, not of the program

NEWEST_TABLE_3 = max((PROJECT_ROOT / "data/bundled/tic/slt_table3").glob("*"))
RUN = "from orchestration.cli.main import main; main()"


def job_rows(folder: Path) -> list[Row]:
    """Measure the main job in all its states, in ratios to dbt's and to bare SQL."""
    data_dir, checkout = folder / "data", _checkout(folder / "checkout")
    environment = os.environ | {
        "TIC_WAREHOUSE_DATA_DIR": str(data_dir),
        "PYTHONPATH": str(checkout),
    }
    settings = Settings(data_dir=data_dir)
    run = partial(measure, [sys.executable, "-c", RUN, "run"], environment, checkout)
    first = run()
    again, nothing = [], []
    for _ in range(REPEATS):
        nothing.append(run())
        shutil.rmtree(settings.published_dir)  # so that the next run builds all again
        again.append(run())
    parsed, unparsed = _dbt_alone(folder, settings)
    bare = _bare(folder, settings)
    job, empty = best(again), best(nothing)
    peak = best([first, *again]).peak_mib
    return [
        ("main job, first run", f"{first.seconds:.1f} s", ""),
        ("main job, everything landed", f"{job.seconds:.1f} s", ""),
        ("dbt build alone, project to parse", f"{unparsed.seconds:.1f} s", ""),
        ("dbt build alone, project parsed", f"{parsed.seconds:.1f} s", ""),
        ("bare DuckDB on the same SQL", f"{bare.seconds:.1f} s", ""),
        ratio("main job / bare DuckDB", job, bare, "2.0"),
        ratio("dbt build / bare DuckDB", parsed, bare, "1.5"),
        ratio("first run / dbt build with parsing", first, unparsed, "2.0"),
        ratio("main job / dbt build, both parsed", job, parsed, "2.0"),
        ratio("second run, nothing new / first run", empty, first, "0.3"),
        *_change_rows(settings, checkout, run, job),
        ("peak memory", f"{peak:.0f} MiB", "under 800 MiB"),
    ]


def _checkout(folder: Path) -> Path:
    """Copy the program, so that its code can be changed."""
    for name in ("orchestration", "expectations", "dbt_project", "data/bundled"):
        shutil.copytree(
            PROJECT_ROOT / name,
            folder / name,
            ignore=shutil.ignore_patterns("__pycache__", "target", "logs"),
        )
    shutil.copy(PROJECT_ROOT / "requirements.lock", folder)
    return folder


def _change_rows(
    settings: Settings, checkout: Path, run: Callable[[], Measured], job: Measured
) -> list[Row]:
    """Measure runs after one change each, as people have them."""
    forget(settings, hashlib.sha256(unpacked(NEWEST_TABLE_3)).hexdigest())
    run()
    page = checkout / "orchestration/publishing/report/assets/page.html"
    model = checkout / "dbt_project/models/marts/metrics/rotation_flags.yml"
    rows = []
    for name, change, aim in (
        ("one new file of a day's markets", _land_markets_of_a_day, "0.35"),
        ("one new TIC vintage", _land_tic_release, "0.6"),
        ("only the report changed", lambda _: _add_comment(page, "<!-- {} -->"), "0.2"),
        ("only a comment changed", lambda _: _add_comment(model, "# {}"), "0.2"),
    ):
        change(settings)
        rows.append(ratio(f"{name} / main job", run(), job, aim))
    return rows


def _land_markets_of_a_day(settings: Settings) -> None:
    """Put the ECB's rates of 14 April 2026, invented, into the inbox."""
    path = PROJECT_ROOT / "data/bundled/ecb/eurofxref/2026-04-13.csv.gz"
    rates = unpacked(path).replace(b"13 April 2026", b"14 April 2026")
    write_whole(settings.inbox_dir / "eurofxref.csv", rates)


def _land_tic_release(settings: Settings) -> None:
    """Put the newest Table 3, which was taken back before, into the inbox."""
    write_whole(settings.inbox_dir / "slt_table3.txt", unpacked(NEWEST_TABLE_3))


def _add_comment(path: Path, form: str) -> None:
    with path.open("a", encoding="utf-8") as file:
        file.write(form.format("a comment") + "\n")


def _bare(folder: Path, settings: Settings) -> Measured:
    """Run the same SQL and tests on a copy of the same raw tables without dbt."""
    database = folder / "bare" / "warehouse.duckdb"
    database.parent.mkdir()
    program = [sys.executable, "-m", "benchmarks.bare"]
    command = [*program, str(settings.data_dir), str(database)]
    measures = []
    for _ in range(REPEATS):
        _raw_tables_only(settings.published_database, database)
        measures.append(measure(command, dict(os.environ), PROJECT_ROOT))
    return best(measures)


def _dbt_alone(folder: Path, settings: Settings) -> tuple[Measured, Measured]:
    """`dbt build` on a copy of the same raw tables, parsed before and not."""
    database = folder / "alone" / "warehouse.duckdb"
    database.parent.mkdir()
    target = folder / "alone" / "target"
    dbt = str(Path(sys.executable).with_name("dbt"))
    command = [dbt, *BUILD, "--quiet", *project_arguments(settings, target)]
    environment = dbt_process_environment(settings, database)
    parsed, unparsed = [], []
    for _ in range(REPEATS):
        shutil.rmtree(target, ignore_errors=True)
        for measures in (unparsed, parsed):
            _raw_tables_only(settings.published_database, database)
            measures.append(measure(command, environment))
    return best(parsed), best(unparsed)


def _raw_tables_only(published: Path, database: Path) -> None:
    database.unlink(missing_ok=True)
    with duckdb.connect(str(database)) as connection:
        connection.execute(f"attach '{published}' as published (read_only)")
        for schema, table in table_names(connection, "published"):
            if schema != "raw" and table not in (*META_TABLES, "build"):
                continue
            connection.execute(f"create schema if not exists {schema}")
            connection.execute(
                f"create table {schema}.{table} as from published.{schema}.{table}"
            )


def parsing_rows(folder: Path) -> list[Row]:
    """Our parsers against DuckDB's own CSV reader on the same bytes."""
    settings = Settings(data_dir=folder / "landing")
    rows = []
    for name in ("slt_table1", "jgbcme_all", "h15"):
        paths = sorted((PROJECT_ROOT / "data" / "bundled").glob(f"*/{name}/*"))
        plain = folder / f"{name}.txt"
        plain.write_bytes(unpacked(paths[-1]))
        document = Document(str(plain), plain.read_bytes())
        source = recognise(document)
        ours = min(timed(partial(parse, document, source)) for _ in range(3))
        query = (
            f"select count(*) from read_csv('{plain}', all_varchar=true,"
            " strict_mode=false, null_padding=true, header=false)"
        )
        theirs = min(
            timed(lambda text=query: duckdb.sql(text).fetchall()) for _ in range(3)
        )
        size = len(document.content) / 1e6
        rows.append(
            (
                f"parsing {name}, {size:.1f} MB",
                f"{size / ours:.1f} MB/s; read_csv {size / theirs:.1f} MB/s;"
                f" ratio {ours / theirs:.1f}",
                "",
            )
        )
    landing = timed(lambda: list(land_bundle(settings)))
    rows.append(("landing the whole snapshot", f"{landing:.1f} s", ""))
    return rows
