"""Drop old runs from Dagster's history, which a run makes seven megabytes longer.

Belongs here: which runs go. Does not: where the history is, and how long the ticks of
schedules and sensors stay (`instance.py`).
"""

from datetime import datetime, timedelta

import dagster

from orchestration.dagster_app.private_parts import delete_check_executions
from orchestration.settings import Settings


def drop_old_runs(
    instance: dagster.DagsterInstance, settings: Settings, now: datetime
) -> int:
    """Delete finished runs beyond the newest `history_runs` or `history_days` old.

    A run that has the newest materialization of an asset stays: what Dagster's UI shows
    of the asset is of that run. Returns how many runs were deleted.
    """
    records = list(instance.get_run_records())  # the newest first
    oldest = now - timedelta(days=settings.history_days)
    old = [
        record.dagster_run
        for place, record in enumerate(records)
        if place >= settings.history_runs or record.create_timestamp < oldest
    ]
    if not old:
        return 0
    shown = _newest_materializations(instance)
    dropped = [run for run in old if run.is_finished and run.run_id not in shown]
    for run in dropped:
        instance.delete_run(run.run_id)
        delete_check_executions(instance, run.run_id)
    return len(dropped)


def _newest_materializations(instance: dagster.DagsterInstance) -> set[str]:
    """Collect the runs with the newest materialization of an asset, for all assets."""
    entries = [record.asset_entry for record in instance.get_asset_records()]
    newest = (entry.last_materialization_record for entry in entries)
    return {record.run_id for record in newest if record is not None}
