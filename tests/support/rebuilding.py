"""Build models anew on a copy of a published database, after other files have landed.

A whole run takes a minute; here the SQL that dbt compiled for the published build runs
again, on raw tables that hold the new files as well. Python models keep what they were.
"""

import graphlib
import json
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb

from orchestration.landing.landed_files import Origin, landed_files
from orchestration.landing.store import Landing, forget, land
from orchestration.loading.changed_months import vintages
from orchestration.loading.file_catalogue import load_landed_files
from orchestration.loading.raw_tables import load_raw_table
from orchestration.settings import Settings
from orchestration.transform.dbt_manifest import target_path


def warehouse_with(
    published: Settings,
    folder: Path,
    files: Mapping[str, bytes],
    released: date,
    known_on: date = date.max,
) -> Settings:
    """A data folder with the published one's files, and others landed on top.

    Without the vintages that were released after `known_on`.
    """
    settings = Settings(data_dir=folder)
    for name in ("landed", "parsed"):
        shutil.copytree(published.data_dir / name, settings.data_dir / name)
    for landed in list(landed_files(settings)):
        if (landed.sidecar.released_on or date.min) > known_on:
            forget(settings, landed.sidecar.sha256)
    for name, content in files.items():
        assert land_as_released(settings, name, content, released).is_new
    return settings


def land_as_released(
    settings: Settings, name: str, content: bytes, released: date
) -> Landing:
    """Land a file as on the evening of the day of its release."""
    evening = datetime(released.year, released.month, released.day, 20, tzinfo=UTC)
    origin = Origin(landed_from="hand", file_name=name, captured_at=evening)
    return land(content, origin, settings, released_on=released)


@contextmanager
def rebuilt_database(
    published: Settings, settings: Settings, models: Iterable[str] | None = None
) -> Iterator[duckdb.DuckDBPyConnection]:
    """The published database after the files of `settings`, with models built anew.

    All SQL models where `models` is None.
    """
    path = settings.data_dir / "warehouse.duckdb"
    shutil.copy(published.published_database, path)
    with duckdb.connect(str(path)) as connection:
        files = list(vintages(settings, list(landed_files(settings))))
        load_landed_files(connection, files)
        for table in sorted({each.file.source.raw_table for each in files}):
            of_table = [each for each in files if each.file.source.raw_table == table]
            load_raw_table(connection, table, of_table)
        for name, query in _queries(published, models):
            replace_table(connection, name, query)
        yield connection


def replace_table(connection: duckdb.DuckDBPyConnection, name: str, query: str) -> None:
    """Make a model's table of its compiled query, with `month` as a build has it."""
    columns = [row[0] for row in connection.execute(f"describe {query}").fetchall()]
    is_public = name.rpartition(".")[0] in ("", "main", "quality")
    if is_public and "reference_month" in columns:
        columns.insert(
            columns.index("reference_month") + 1,
            "date_trunc('month', reference_month)::date as month",
        )
    connection.execute(
        f"create or replace table {name} as select {', '.join(columns)} from ({query})"
    )


def singular_tests(published: Settings) -> dict[str, str]:
    """Name → compiled query of every test that is a file of its own."""
    folder = target_path(published)
    nodes = json.loads((folder / "manifest.json").read_text())["nodes"].values()
    return {
        node["name"]: _compiled(folder, node)
        for node in nodes
        if node["resource_type"] == "test" and "test_metadata" not in node
    }


def _compiled(folder: Path, node: Mapping[str, Any]) -> str:
    path = folder / "compiled" / node["package_name"] / node["original_file_path"]
    return path.read_text()


def _queries(
    published: Settings, wanted: Iterable[str] | None
) -> Iterator[tuple[str, str]]:
    """Table and compiled query of each model, what it reads before it."""
    folder = target_path(published)
    nodes = json.loads((folder / "manifest.json").read_text())["nodes"]
    depends_on = {
        name: node["depends_on"].get("nodes", []) for name, node in nodes.items()
    }
    names = None if wanted is None else set(wanted)
    for unique_id in graphlib.TopologicalSorter(depends_on).static_order():
        node = nodes.get(unique_id, {})
        if (
            node.get("resource_type") == "model"
            and node["language"] == "sql"
            and node["config"]["materialized"] == "table"
            and (names is None or node["name"] in names)
        ):
            yield f"{node['schema']}.{node['alias']}", _compiled(folder, node)
