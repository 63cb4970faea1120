"""Start runs by themselves: by the TIC calendar, a daily hour, the inbox.

All three are on as soon as the UI runs, and only while it runs (`make ui` starts the
daemon that asks them). A schedule waits for its next hour: what was missed before the
start is not made up for, so starting the UI fetches nothing.
"""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import dagster

from orchestration.dagster_app.private_parts import UnresolvedAssetJobDefinition
from orchestration.landing.release_dates import release_calendar
from orchestration.settings import Settings
from orchestration.storage.files import waiting_in

RELEASE_HOUR = "45 16 * * 1-5"  # the Treasury releases at 16:00; files follow by 16:15
MARKETS_HOUR = "30 18 * * 1-5"  # par yields and FRED are out by 18:00
WASHINGTON = "America/New_York"


def build_schedules(
    settings: Settings, job: UnresolvedAssetJobDefinition
) -> list[dagster.ScheduleDefinition]:
    """`tic_release` on the days of the calendar, `markets` on every working day."""

    @dagster.schedule(
        job=job,
        cron_schedule=RELEASE_HOUR,
        execution_timezone=WASHINGTON,
        name="tic_release",
        description="The job `update` at 16:45 in Washington on each day of the"
        " Treasury's TIC release calendar (seeds/holdings/release_calendar.csv): the"
        " Treasury releases at 16:00 and its files follow within a quarter of an hour."
        " On other working days the tick is skipped and names the next release.",
        default_status=dagster.DefaultScheduleStatus.RUNNING,
    )
    def tic_release(
        context: dagster.ScheduleEvaluationContext,
    ) -> dagster.RunRequest | dagster.SkipReason:
        day = context.scheduled_execution_time.date()
        return on_release_day(day, settings.dbt_project_dir / "seeds")

    markets = dagster.ScheduleDefinition(
        name="markets",
        job=job,
        cron_schedule=MARKETS_HOUR,
        execution_timezone=WASHINGTON,
        description="The job `update` at 18:30 in Washington on every working day: by"
        " then the day's par yields and the Federal Reserve's rates are out. A file"
        " that did not change costs its publisher one question, and with nothing new"
        " the run gives the same database again.",
        default_status=dagster.DefaultScheduleStatus.RUNNING,
    )
    return [tic_release, markets]


def on_release_day(
    day: date, seeds_dir: Path
) -> dagster.RunRequest | dagster.SkipReason:
    """Ask for a run where the calendar has a release that day, else say the next."""
    releases = sorted(set(release_calendar(seeds_dir).values()))
    if day in releases:
        return dagster.RunRequest(run_key=f"tic-{day}")
    following = next((release for release in releases if release > day), None)
    next_one = (
        f"the next is {following}"
        if following
        else f"the calendar ends with {releases[-1]}; add to the seed release_calendar"
    )
    return dagster.SkipReason(f"no TIC release on {day}; {next_one}")


def build_sensor(
    settings: Settings, job: UnresolvedAssetJobDefinition
) -> dagster.SensorDefinition:
    """Ask for a run as soon as a file waits in `data/inbox`."""

    @dagster.sensor(
        job=job,
        name="inbox",
        minimum_interval_seconds=30,
        description="The job `run` as soon as a file is in data/inbox, which it looks"
        " into every 30 seconds: put a publisher's file there and it is recognised by"
        " its content, landed, built, audited and published. A file that is rejected"
        " stays there, is not tried again until it changes, and the run says why.",
        default_status=dagster.DefaultSensorStatus.RUNNING,
    )
    def inbox() -> Iterator[dagster.RunRequest | dagster.SkipReason]:
        waiting = waiting_in(settings.inbox_dir)
        if not waiting:
            yield dagster.SkipReason("data/inbox is empty")
            return
        yield dagster.RunRequest(run_key=_state_of(waiting))

    return inbox


def _state_of(files: list[Path]) -> str:
    """Name these files as they are now: one run, however often it is asked.

    The time of the last change of name or content tells a file that is put here again
    from the one that was taken, even where a copy keeps its time of writing.
    """
    states = [(path.name, path.stat()) for path in files]
    return ", ".join(
        f"{name} ({state.st_size} bytes, {state.st_ctime_ns})" for name, state in states
    )
