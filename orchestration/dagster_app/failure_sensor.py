"""Notice runs that failed in Dagster: of its UI, its schedules and its sensors.

Belongs here: the sensor and which words of a run are its reason. Does not: what is told
to whom (`failure_hook.py`). A run from the command line tells by itself; Dagster counts
it to no code location, so this sensor passes it over.
"""

import dagster

from orchestration.dagster_app.failure_hook import FailedRun, tell_of_failure
from orchestration.settings import Settings


def build_failure_sensors(settings: Settings) -> list[dagster.SensorDefinition]:
    """One sensor where the settings name somebody to tell, else none."""
    if not settings.tells_of_failures:
        return []

    @dagster.run_failure_sensor(
        name="failed_run",
        minimum_interval_seconds=30,
        description="Tells the command or the webhook of TIC_WAREHOUSE_ON_FAILURE_*"
        " of each run that failed (docs/deployment.md).",
        default_status=dagster.DefaultSensorStatus.RUNNING,
    )
    def failed_run(context: dagster.RunFailureSensorContext) -> None:
        run = context.dagster_run
        failed = FailedRun(run.job_name, "Dagster", reason_of(context), run.run_id)
        for warning in tell_of_failure(settings, failed):
            context.log.warning(warning)

    return [failed_run]


def reason_of(context: dagster.RunFailureSensorContext) -> str:
    """Say why the run failed: the first sentence of the first step that did."""
    for event in context.get_step_failure_events():
        data = event.step_failure_data
        if data.user_failure_data and data.user_failure_data.description:
            return data.user_failure_data.description.partition("\n\n")[0]
        if data.error:
            error = data.error
            while error.cause:
                error = error.cause
            return error.message.strip()
    return context.failure_event.message or "the run failed"
