"""A canary: Dagster still has the private parts that this project leans on."""

from importlib import import_module
from importlib.metadata import version

import pytest


@pytest.mark.parametrize(
    ("module", "name", "member"),
    [
        (
            "dagster._core.storage.event_log",
            "ConsolidatedSqliteEventLogStorage",
            "_connect",
        ),
        (
            "dagster._core.definitions.unresolved_asset_job_definition",
            "UnresolvedAssetJobDefinition",
            "resolve",
        ),
        (
            "dagster_dbt.core.dbt_cli_event",
            "DbtCoreCliEventMessage",
            "to_default_asset_events",
        ),
    ],
)
def test_the_private_parts_of_dagster_are_where_they_were(
    module: str, name: str, member: str
) -> None:
    moved = (
        f"dagster {version('dagster')} moved {module}.{name}.{member}:"
        " see orchestration/dagster_app/private_parts.py"
    )
    try:
        part = getattr(import_module(module), name, None)
    except ImportError:
        part = None
    assert callable(getattr(part, member, None)), moved
