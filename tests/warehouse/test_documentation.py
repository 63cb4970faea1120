"""Documented equals actual: every table and column that dbt makes carries a comment.

Belongs here: comments of the built database against the YAML of the dbt project. Does
not: what they say.
"""

import json
from typing import Any

import duckdb
import pytest

from orchestration.settings import Settings
from orchestration.transform.dbt_manifest import target_path

DBT_SCHEMAS = ("main", "quality", "steps", "staging", "seeds")
RELATIONS = """
    select schema_name, table_name, column_name, comment from duckdb_columns()
    where database_name = current_database() and not internal
    union all
    select schema_name, table_name, '', comment from duckdb_tables()
    where database_name = current_database() and not internal
    union all
    select schema_name, view_name, '', comment from duckdb_views()
    where database_name = current_database() and not internal
"""


def _problems(
    connection: duckdb.DuckDBPyConnection, nodes: dict[str, Any]
) -> list[tuple[str, str]]:
    """What has no comment, and what is documented and not there."""
    comments = {
        f"{schema}.{relation}.{column}".rstrip("."): comment
        for schema, relation, column, comment in connection.execute(
            RELATIONS
        ).fetchall()
        if schema in DBT_SCHEMAS
    }
    documented = {
        f"{node['schema']}.{node['alias']}.{column}"
        for node in nodes.values()
        if node["resource_type"] in ("model", "seed")
        for column in node["columns"]
    }
    bare = [name for name, comment in comments.items() if not (comment or "").strip()]
    return [(name, "has no comment") for name in sorted(bare)] + [
        (name, "is documented and not there")
        for name in sorted(documented - comments.keys())
    ]


@pytest.fixture(scope="module")
def nodes(published: Settings) -> dict[str, Any]:
    """The nodes of the dbt manifest of the published build."""
    manifest = json.loads((target_path(published) / "manifest.json").read_bytes())
    return dict(manifest["nodes"])


def test_every_table_and_column_carries_a_comment(
    connection: duckdb.DuckDBPyConnection, nodes: dict[str, Any]
) -> None:
    assert _problems(connection, nodes) == []


@pytest.mark.parametrize(
    ("statement", "problem"),
    [
        (
            "comment on column yields.par_yield_pct is null",
            ("main.yields.par_yield_pct", "has no comment"),
        ),
        (
            "comment on view staging.stg_tic__mfh is null",
            ("staging.stg_tic__mfh", "has no comment"),
        ),
        (
            "create table quality.extra as select 1 as one",
            ("quality.extra", "has no comment"),
        ),
        (
            "alter table seeds.fx_series rename column currency to coin",
            ("seeds.fx_series.currency", "is documented and not there"),
        ),
    ],
)
def test_a_missing_comment_and_a_missing_column_are_found(
    twin: duckdb.DuckDBPyConnection,
    nodes: dict[str, Any],
    statement: str,
    problem: tuple[str, str],
) -> None:
    twin.begin()
    try:
        twin.execute(statement)
        assert problem in _problems(twin, nodes)
    finally:
        twin.rollback()
