"""A canary: dbt-duckdb still has the undocumented parts that this project leans on."""

from importlib import import_module
from importlib.metadata import version

import pytest

MOVED = (
    f"dbt-duckdb {version('dbt-duckdb')} moved {{}}:"
    " see orchestration/transform/private_parts.py"
)


@pytest.mark.parametrize("name", ["env", "close_all_connections"])
def test_the_connection_manager_of_dbt_duckdb_is_where_it_was(name: str) -> None:
    connections = import_module("dbt.adapters.duckdb.connections")
    manager = getattr(connections, "DuckDBConnectionManager", None)
    assert callable(getattr(manager, name, None)), MOVED.format(name)
