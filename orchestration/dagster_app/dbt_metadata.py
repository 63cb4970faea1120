"""Describe dbt nodes to the UI: size, column lineage, a test's failing rows.

Belongs here: looking into the build while dbt has it open. Does not: running dbt
(`transform/`), or judging what is found.
"""

import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import dagster
import duckdb

from orchestration.dagster_app.asset_metadata import (
    COLUMN_LINEAGE,
    COLUMN_SCHEMA,
    ROW_COUNT,
    rows_as_table,
)
from orchestration.dagster_app.column_lineage import KeyOf, Lineage
from orchestration.landing.cell_cache import CELL_SCHEMA
from orchestration.loading.file_catalogue import META_SCHEMAS
from orchestration.settings import Settings
from orchestration.storage.table_stats import read_table_stats
from orchestration.transform.dbt_manifest import target_path
from orchestration.transform.private_parts import open_cursor

ROWS_SHOWN = 20

# The comment of the column that macros/configuration/materializations.sql adds.
FIRST_DAY_OF_MONTH = "First day of the month that ends with reference_month."


class NodeMetadata:
    """Measure each node, beside what dbt reports itself."""

    def __init__(
        self, settings: Settings, manifest: Mapping[str, Any], key_of: KeyOf
    ) -> None:
        self._nodes = manifest["nodes"]
        target = target_path(settings)
        self._compiled = target / "compiled"
        self._lineage = Lineage(manifest, target, key_of, raw_columns)

    def look(self, name: str, unique_id: str, status: str) -> dict[str, Any]:
        """Metadata for the end of one node; nothing is worth failing a build for.

        To be asked in dbt's own thread: only there is the database open for certain.
        """
        node = self._nodes.get(unique_id)
        try:
            if name == "LogTestResult" and status == "fail":
                return self._failing_rows(node)
            if name in ("LogModelResult", "LogSeedResult") and status != "error":
                return self._size(node)
        except (duckdb.Error, OSError) as problem:
            logging.getLogger(__name__).warning("%s: %s", unique_id, problem)
        return {}

    def of_what_is_there(
        self, connection: duckdb.DuckDBPyConnection, unique_id: str
    ) -> dict[str, Any]:
        """Metadata of a node that was left as it is."""
        node = self._nodes[unique_id]
        return {**self._size_in(connection, node), **self.columns_behind(unique_id)}

    def columns_behind(self, unique_id: str) -> dict[str, Any]:
        """Trace a model's columns; slow enough to leave dbt's thread alone."""
        is_model = self._nodes[unique_id]["resource_type"] == "model"
        found = self._lineage.of(unique_id) if is_model else None
        return {COLUMN_LINEAGE: found} if found else {}

    def _size(self, node: Mapping[str, Any]) -> dict[str, Any]:
        with open_cursor() as cursor:
            return self._size_in(cursor, node)

    def _size_in(
        self, connection: duckdb.DuckDBPyConnection, node: Mapping[str, Any]
    ) -> dict[str, Any]:
        if node["config"]["materialized"] == "view":
            return {}  # counting a view would compute it a second time
        found = read_table_stats(connection, node["schema"], node["alias"])
        described = {"month": {"description": FIRST_DAY_OF_MONTH}} | node["columns"]
        columns = [
            dagster.TableColumn(
                name=name,
                type=kind.lower(),
                description=described.get(name, {}).get("description"),
            )
            for name, kind in found.columns.items()
        ]
        measured: dict[str, Any] = {
            ROW_COUNT: found.rows,
            COLUMN_SCHEMA: dagster.TableSchema(columns),
        }
        if found.last:
            measured |= {"first": found.first, "latest": found.last}
        return measured

    def _failing_rows(self, node: Mapping[str, Any]) -> dict[str, Any]:
        query = self._compiled_path(node).read_text(encoding="utf-8")
        with open_cursor() as cursor:
            found = cursor.sql(query).limit(ROWS_SHOWN)
            rows = [
                dict(zip(found.columns, row, strict=True)) for row in found.fetchall()
            ]
        return {"failing rows": rows_as_table(rows)}

    def _compiled_path(self, node: Mapping[str, Any]) -> Path:
        """Dbt keeps a test of a YAML file in a folder with that file's name."""
        path: Path = self._compiled / node["package_name"] / node["original_file_path"]
        return path if path.suffix == ".sql" else path / node["path"]


def raw_columns(table: str) -> dict[str, str]:
    """Name the columns of a table that dbt only reads, with their types."""
    schema = META_SCHEMAS.get(table, CELL_SCHEMA)
    return {column.name: str(column.type) for column in schema}
