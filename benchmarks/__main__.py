"""`make bench`: the main job against `dbt build` alone, and what else was promised.

Belongs here: measurements of the whole, in ratios, all in one run on one machine.
Does not: timed tests, which fail on a slow day.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import duckdb
from rich.console import Console
from rich.table import Table

from orchestration.bundle import land_bundle, unpacked
from orchestration.parse import parse, recognise
from orchestration.parse.document import Document
from orchestration.settings import PROJECT_ROOT, Settings
from orchestration.transform import BUILD

REPEATS = 3  # the best of three: the others tell of the machine, not of the program

_RUN = "from orchestration.cli import main; main()"


@dataclass(frozen=True)
class Measured:
    """One command: its best wall time and its largest memory over all repeats."""

    seconds: float
    peak_mib: float


def measure(command: list[str], environment: dict[str, str]) -> Measured:
    """Run a command once and wait for it; raises CalledProcessError if it fails."""
    started = time.perf_counter()
    child = subprocess.Popen(  # noqa: S603
        command, env=os.environ | environment, stdout=subprocess.DEVNULL
    )
    _, status, usage = os.wait4(child.pid, 0)
    if status:
        raise subprocess.CalledProcessError(status, command)
    return Measured(time.perf_counter() - started, usage.ru_maxrss / 1024)


def best(measures: list[Measured]) -> Measured:
    """The quickest time and the largest memory."""
    return Measured(
        min(each.seconds for each in measures), max(each.peak_mib for each in measures)
    )


def main() -> None:
    """Measure and print."""
    folder = Path(tempfile.mkdtemp(prefix="tic-bench-"))
    try:
        rows = [*_jobs(folder), *_parsing(folder)]
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    table = Table("measured", "result", "aim", box=None, pad_edge=False)
    for row in rows:
        table.add_row(*row)
    Console(width=110).print(table)


def _jobs(folder: Path) -> list[tuple[str, str, str]]:
    data_dir = folder / "data"
    environment = {"TIC_WAREHOUSE_DATA_DIR": str(data_dir)}
    settings = Settings(data_dir=data_dir)
    command = [sys.executable, "-c", _RUN, "run"]
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
        _ratio("first run / dbt build with parsing", first, unparsed, "2.0"),
        _ratio("main job / dbt build, both parsed", job, parsed, "2.0"),
        _ratio("second run, nothing new / first run", empty, first, "0.3"),
        ("peak memory", f"{peak:.0f} MiB", "under 1024 MiB"),
    ]


def _ratio(
    name: str, upper: Measured, lower: Measured, aim: str
) -> tuple[str, str, str]:
    return (name, f"{upper.seconds / lower.seconds:.2f}", f"at most {aim}")


def _dbt_alone(folder: Path, settings: Settings) -> tuple[Measured, Measured]:
    """`dbt build` on a copy of the same raw tables, parsed before and not."""
    database = folder / "alone" / "warehouse.duckdb"
    database.parent.mkdir()
    target = folder / "alone" / "target"
    project = str(settings.dbt_project_dir)
    dbt = str(Path(sys.executable).with_name("dbt"))
    command = [dbt, *BUILD, "--quiet", "--project-dir", project]
    command += ["--profiles-dir", project, "--target-path", str(target)]
    environment = {
        "TIC_WAREHOUSE_BUILD_DATABASE": str(database),
        "DBT_LOG_PATH": str(folder / "alone"),
    }
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
        tables = connection.execute(
            "select schema_name, table_name from duckdb_tables()"
            " where database_name = 'published' and (schema_name = 'raw'"
            " or table_name in ('landed_files', 'sources'))"
        ).fetchall()
        for schema, table in tables:
            connection.execute(f"create schema if not exists {schema}")
            connection.execute(
                f"create table {schema}.{table} as from published.{schema}.{table}"
            )


def _parsing(folder: Path) -> list[tuple[str, str, str]]:
    """Our parsers against DuckDB's own CSV reader on the same bytes."""
    settings = Settings(data_dir=folder / "landing")
    rows = []
    for name in ("slt_table1", "jgbcme_all", "h15"):
        paths = sorted((PROJECT_ROOT / "data" / "bundled").glob(f"*/{name}/*"))
        plain = folder / f"{name}.txt"
        plain.write_bytes(unpacked(paths[-1]))
        document = Document(str(plain), plain.read_bytes())
        source = recognise(document)
        ours = min(_timed(lambda d=document, s=source: parse(d, s)) for _ in range(3))
        query = (
            f"select count(*) from read_csv('{plain}', all_varchar=true,"
            " strict_mode=false, null_padding=true, header=false)"
        )
        theirs = min(
            _timed(lambda text=query: duckdb.sql(text).fetchall()) for _ in range(3)
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
    landing = _timed(lambda: list(land_bundle(settings)))
    rows.append(("landing the whole snapshot", f"{landing:.1f} s", ""))
    return rows


def _timed(work: object) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
