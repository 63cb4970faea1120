"""Assemble what Dagster knows of this project: the only place where it is put together.

`build_defs(settings)` takes the settings of tests and of the command line; `defs` is
what Dagster's own programs load with `-m orchestration.definitions`.
"""

import dagster

from expectations.worker import CheckWorker
from orchestration.dagster_app.assets.dbt import build_dbt_assets
from orchestration.dagster_app.assets.landed import build_landed_assets
from orchestration.dagster_app.assets.published import build_published_assets
from orchestration.dagster_app.assets.raw import build_raw_assets
from orchestration.dagster_app.assets.remote import build_remote_assets
from orchestration.dagster_app.checks import build_audit_checks
from orchestration.dagster_app.failure_sensor import build_failure_sensors
from orchestration.dagster_app.landed_checks import build_landed_checks
from orchestration.dagster_app.release_check import build_release_check
from orchestration.dagster_app.run_lock import RUN_LOCK, run_lock_resource
from orchestration.dagster_app.schedules import build_schedules, build_sensor
from orchestration.progress import LogProgress, NoProgress, Progress
from orchestration.settings import Settings

FETCH = {"ops": {"landed": {"config": {"fetch": True}}}}


def build_defs(
    settings: Settings,
    progress: Progress | None = None,
    worker: CheckWorker | None = None,
) -> dagster.Definitions:
    """All assets, checks, jobs, schedules and the sensor for one warehouse."""
    progress, worker = progress or NoProgress(), worker or CheckWorker()
    transform = build_dbt_assets(settings, progress.step)
    marts = sorted(
        (spec for spec in transform.specs if spec.key.path[0] == "marts"),
        key=lambda spec: spec.key.to_user_string(),
    )
    published = build_published_assets(settings, progress, marts)
    assets = [
        *build_landed_assets(settings, progress),
        build_raw_assets(settings, progress, worker),
        transform,
        published,
        *build_remote_assets(settings, progress, published),
    ]
    # The checks of landed files too, which no step makes.
    everything = (
        dagster.AssetSelection.all() | dagster.AssetSelection.all_asset_checks()
    )
    run = dagster.define_asset_job(
        "run",
        selection=everything,
        description="Land what is offered, build, audit and publish.",
    )
    update = dagster.define_asset_job(
        "update",
        selection=everything,
        config=FETCH,
        description="Fetch from the publishers first, then as `run`.",
    )
    return dagster.Definitions(
        assets=assets,
        asset_checks=[
            build_landed_checks(settings),
            build_release_check(settings),
            *build_audit_checks(settings, progress, worker),
        ],
        jobs=[run, update],
        # one process: each further one would import everything again
        executor=dagster.in_process_executor,
        resources={RUN_LOCK: run_lock_resource(settings, worker)},
        schedules=build_schedules(settings, update),
        sensors=[build_sensor(settings, run), *build_failure_sensors(settings)],
    )


@dagster.definitions
def defs() -> dagster.Definitions:
    """Build the definitions for this machine when a program of Dagster asks."""
    return build_defs(Settings(), LogProgress())
