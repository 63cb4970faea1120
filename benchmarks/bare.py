"""Build the last build's tables again without dbt: the least that they can take.

`python -m benchmarks.bare SETTINGS_DATA_DIR DATABASE` runs what dbt compiled, in one
DuckDB connection, each seed, model and data test after what it reads. No contracts, no
comments, no events: what a run takes beyond it is what the tools around the SQL take.
Python models have no SQL; their tables are copied from the published database, so
that nothing but DuckDB is measured.
"""

import graphlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb

from orchestration.publishing.public_tables import macros_of
from orchestration.settings import Settings
from orchestration.storage.quoting import literal, quoted
from orchestration.transform.dbt_manifest import target_path


def build(settings: Settings, database: Path) -> None:
    """Build every table in `database`, which has the raw ones, and run every test."""
    with duckdb.connect(str(database)) as connection:
        path = literal(settings.published_database)
        connection.execute(f"attach {path} as published (read_only)")
        nodes = list(_nodes(settings))
        for node in nodes:
            if node["resource_type"] != "test":
                _make(connection, settings, node)
        _make_macros(connection, settings)
        for node in nodes:
            if node["resource_type"] == "test":
                query = f"select count(*) from ({_compiled(settings, node)} limit 20)"
                connection.execute(query).fetchall()


def _nodes(settings: Settings) -> Iterator[dict[str, Any]]:
    """Seeds, models and data tests, each after those that it reads."""
    manifest = json.loads((target_path(settings) / "manifest.json").read_bytes())
    nodes = manifest["nodes"]
    reads = {name: node["depends_on"].get("nodes", []) for name, node in nodes.items()}
    for name in graphlib.TopologicalSorter(reads).static_order():
        node = nodes.get(name, {"resource_type": "source"})
        if node["resource_type"] in ("seed", "model", "test"):
            yield node


def _make(
    connection: duckdb.DuckDBPyConnection, settings: Settings, node: dict[str, Any]
) -> None:
    name = f"{quoted(node['schema'])}.{quoted(node['alias'])}"
    kind = "view" if node["config"]["materialized"] == "view" else "table"
    if node["resource_type"] == "seed":
        path = settings.dbt_project_dir / node["original_file_path"]
        types = node["config"]["column_types"]
        query = f"from read_csv({literal(path)}, header = true, types = {types})"
    elif node["language"] == "python":
        query = f"from published.{name}"
    else:
        query = _compiled(settings, node)
    connection.execute(f"create schema if not exists {quoted(node['schema'])}")
    if node["schema"] in ("main", "quality") and kind == "table":
        query = _with_month(connection, query)
    connection.execute(f"create {kind} {name} as {query}")


def _with_month(connection: duckdb.DuckDBPyConnection, query: str) -> str:
    """Add what dbt's tables have by `with_first_day_of_month`, which macros read."""
    columns = [row[0] for row in connection.execute(f"describe {query}").fetchall()]
    if "reference_month" not in columns or "month" in columns:
        return query
    columns.insert(
        columns.index("reference_month") + 1,
        "date_trunc('month', reference_month)::date as month",
    )
    return f"select {', '.join(columns)} from ({query})"


def _make_macros(connection: duckdb.DuckDBPyConnection, settings: Settings) -> None:
    """Make the macros that dbt's post-hooks make, for tests that ask them."""
    with duckdb.connect() as other:
        path = literal(settings.published_database)
        other.execute(f"attach {path} as warehouse (read_only)")
        macros = macros_of(other)
    for macro in macros:
        kind = "table " if macro.is_table else ""
        calls = ", ".join(
            f"({', '.join(map(quoted, parameters))}) as {kind}{text}"
            for parameters, text in macro.calls
        )
        connection.execute(f"create macro {quoted(macro.name)}{calls}")


def _compiled(settings: Settings, node: dict[str, Any]) -> str:
    """Read a node's SQL; dbt keeps a test of a YAML file in a folder of its name."""
    folder = target_path(settings) / "compiled" / node["package_name"]
    path: Path = folder / node["original_file_path"]
    return (path if path.suffix == ".sql" else path / node["path"]).read_text()


if __name__ == "__main__":
    build(Settings(data_dir=Path(sys.argv[1])), Path(sys.argv[2]))
