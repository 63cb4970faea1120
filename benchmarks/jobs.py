"""Measure the main job against `dbt build`, and parsers against DuckDB's reader."""

import os
import shutil
import sys
from functools import partial
from pathlib import Path

import duckdb

from benchmarks.measuring import Measured, Row, best, measure, ratio, timed
from orchestration.landing.snapshot import land_bundle, unpacked
from orchestration.parsing.document import Document
from orchestration.parsing.registry import parse, recognise
from orchestration.settings import PROJECT_ROOT, Settings
from orchestration.storage.tables import table_names
from orchestration.transform.dbt_manifest import (
    dbt_process_environment,
    project_arguments,
)
from orchestration.transform.dbt_run import BUILD

REPEATS = 3  # the best of three: the others tell of the machine, not of the program

RUN = "from orchestration.cli.main import main; main()"


def job_rows(folder: Path) -> list[Row]:
    """Measure the main job in all its states, in ratios to dbt's own time."""
    data_dir = folder / "data"
    environment = os.environ | {"TIC_WAREHOUSE_DATA_DIR": str(data_dir)}
    settings = Settings(data_dir=data_dir)
    command = [sys.executable, "-c", RUN, "run"]
    first = measure(command, environment)
    again, nothing = [], []
    for _ in range(REPEATS):
        nothing.append(measure(command, environment))
        settings.manifest_path.unlink()  # so that the next run builds again
        again.append(measure(command, environment))
    parsed, unparsed = _dbt_alone(folder, settings)
    job, empty = best(again), best(nothing)
    peak = best([first, *again]).peak_mib
    return [
        ("main job, first run", f"{first.seconds:.1f} s", ""),
        ("main job, everything landed", f"{job.seconds:.1f} s", ""),
        ("dbt build alone, project to parse", f"{unparsed.seconds:.1f} s", ""),
        ("dbt build alone, project parsed", f"{parsed.seconds:.1f} s", ""),
        ratio("first run / dbt build with parsing", first, unparsed, "2.0"),
        ratio("main job / dbt build, both parsed", job, parsed, "2.0"),
        ratio("second run, nothing new / first run", empty, first, "0.3"),
        ("peak memory", f"{peak:.0f} MiB", "under 1024 MiB"),
    ]


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
            if schema != "raw" and table not in ("landed_files", "sources"):
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
