"""The only assembly point: what Dagster knows of this project.

`build_defs(settings)` puts the steps of the path together, so that tests and the
command line can pass their own settings; `defs` is what the Dagster UI loads.
"""

import dagster

from orchestration.audit import build_audit
from orchestration.intake import build_intake
from orchestration.progress import Progress, Silent
from orchestration.publish import build_publish
from orchestration.raw import build_raw
from orchestration.schedules import build_schedules, build_sensor
from orchestration.settings import Settings
from orchestration.transform import build_transform

FETCH = {"ops": {"landed": {"config": {"fetch": True}}}}


def build_defs(
    settings: Settings, progress: Progress | None = None
) -> dagster.Definitions:
    """All assets, checks, jobs, schedules and the sensor for one warehouse."""
    progress = progress or Silent()
    transform = build_transform(settings, progress.step)
    marts = sorted(
        (key for key in transform.keys if key.path[0] == "marts"),
        key=lambda key: key.path,
    )
    assets = [
        build_intake(settings, progress),
        build_raw(settings, progress),
        transform,
        build_publish(settings, progress, marts),
    ]
    # One process: each further one would import everything again.
    run = dagster.define_asset_job(
        "run",
        executor_def=dagster.in_process_executor,
        description="Land what is offered, build, audit and publish.",
    )
    update = dagster.define_asset_job(
        "update",
        config=FETCH,
        executor_def=dagster.in_process_executor,
        description="Fetch from the publishers first, then as `run`.",
    )
    return dagster.Definitions(
        assets=assets,
        asset_checks=build_audit(settings, progress),
        jobs=[run, update],
        schedules=build_schedules(settings, update),
        sensors=[build_sensor(settings, run)],
    )
