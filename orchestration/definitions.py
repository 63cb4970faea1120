"""The only assembly point: what Dagster knows of this project.

`build_defs(settings)` puts the steps of the path together, so that tests and the
command line can pass their own settings; `defs` is what the Dagster UI loads.
"""

from collections.abc import Iterator

import dagster

from expectations.worker import Judge
from orchestration.audit import build_audit
from orchestration.intake import RUN_LOCK, build_intake
from orchestration.lock import only_run
from orchestration.progress import Progress, Silent
from orchestration.publish import build_publish
from orchestration.publish_remote import build_remote
from orchestration.raw import build_raw
from orchestration.schedules import build_schedules, build_sensor
from orchestration.settings import Settings
from orchestration.transform import build_transform

FETCH = {"ops": {"landed": {"config": {"fetch": True}}}}


def _lock_resource(settings: Settings, judge: Judge) -> dagster.ResourceDefinition:
    """Held from a run's first step to its last, whoever started it."""

    @dagster.resource
    def run_lock() -> Iterator[None]:
        with only_run(settings):
            judge.start()
            try:
                yield
            finally:
                judge.close()

    return run_lock


def build_defs(
    settings: Settings,
    progress: Progress | None = None,
    judge: Judge | None = None,
) -> dagster.Definitions:
    """All assets, checks, jobs, schedules and the sensor for one warehouse."""
    progress, judge = progress or Silent(), judge or Judge()
    transform = build_transform(settings, progress.step)
    marts = sorted(
        (spec for spec in transform.specs if spec.key.path[0] == "marts"),
        key=lambda spec: spec.key.path,
    )
    published = build_publish(settings, progress, marts)
    assets = [
        build_intake(settings, progress),
        build_raw(settings, progress),
        transform,
        published,
        *build_remote(settings, progress, published),
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
        asset_checks=build_audit(settings, progress, judge),
        jobs=[run, update],
        resources={RUN_LOCK: _lock_resource(settings, judge)},
        schedules=build_schedules(settings, update),
        sensors=[build_sensor(settings, run)],
    )
