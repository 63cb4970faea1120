"""Create `meta.examples`: questions, each with a query that runs as it is.

Belongs here: turning the analyses of the dbt project into rows. Does not: the queries
themselves (`dbt_project/analyses/`), where dbt knows which tables they read.
"""

from collections.abc import Mapping
from typing import Any

import duckdb
import pyarrow

from orchestration.storage.tables import create_table, field

EXAMPLES = pyarrow.schema(
    [
        field("example_id", pyarrow.string(), "Name of the example"),
        field("question", pyarrow.string(), "What it answers"),
        field("query", pyarrow.string(), "SQL to run here as it is"),
    ]
)


def load_examples(
    connection: duckdb.DuckDBPyConnection, manifest: Mapping[str, Any]
) -> None:
    """Create `meta.examples` from the analyses of dbt's manifest, in their order."""
    analyses = [
        node
        for node in manifest["nodes"].values()
        if node["resource_type"] == "analysis"
    ]
    rows = [
        {
            "example_id": node["name"],
            "question": node["description"],
            "query": as_typed_query(node["raw_code"], manifest),
        }
        for node in sorted(analyses, key=lambda node: node["config"]["meta"]["place"])
    ]
    create_table(
        connection,
        "meta.examples",
        pyarrow.Table.from_pylist(rows, EXAMPLES),
        "One row per example: a question and the query that answers it here",
    )


def as_typed_query(raw_code: str, manifest: Mapping[str, Any]) -> str:
    """Write a query of the dbt project as a person types it: plain table names."""
    import jinja2  # noqa: PLC0415 - it is dbt's, and a run has it loaded by then

    names = {
        node["name"]: _short_table_name(node)
        for node in manifest["nodes"].values()
        if node["resource_type"] in ("model", "seed")
    }
    text = jinja2.Environment(autoescape=False).from_string(raw_code)  # noqa: S701
    return text.render(ref=names.__getitem__).strip()


def _short_table_name(node: Mapping[str, Any]) -> str:
    """Leave out the schema where it is the one that DuckDB looks in."""
    schema = "" if node["schema"] == "main" else f"{node['schema']}."
    return f"{schema}{node['alias']}"
