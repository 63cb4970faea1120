"""Import what Dagster does not promise to keep: its private modules, in one place.

Belongs here: names out of `dagster._core` and the deep modules of dagster-dbt, which an
upgrade may move; `tests/dagster_app/test_private_parts.py` says so when it does. Does
not: what is made of them.
"""

from dagster._core.definitions.unresolved_asset_job_definition import (
    UnresolvedAssetJobDefinition,
)
from dagster._core.storage.event_log import ConsolidatedSqliteEventLogStorage
from dagster_dbt.core.dbt_cli_event import DbtCoreCliEventMessage

__all__ = [
    "ConsolidatedSqliteEventLogStorage",
    "DbtCoreCliEventMessage",
    "UnresolvedAssetJobDefinition",
]
