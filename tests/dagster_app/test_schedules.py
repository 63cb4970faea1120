"""When runs start by themselves: release days, working days, a file in the inbox."""

import csv
from datetime import date, datetime
from zoneinfo import ZoneInfo

import dagster
import pytest

from orchestration.dagster_app.schedules import (
    build_schedules,
    build_sensor,
    on_release_day,
)
from orchestration.settings import PROJECT_ROOT, Settings, seed_path

SEEDS = PROJECT_ROOT / "dbt_project" / "seeds"
WASHINGTON = ZoneInfo("America/New_York")


@pytest.fixture
def job() -> dagster.JobDefinition:
    @dagster.job
    def some_job() -> None:
        pass

    return some_job


def test_a_release_day_gives_one_run_for_that_day() -> None:
    asked = on_release_day(date(2026, 6, 18), SEEDS)
    assert isinstance(asked, dagster.RunRequest)
    assert asked.run_key == "tic-2026-06-18"


def test_another_day_is_skipped_and_the_next_release_named() -> None:
    asked = on_release_day(date(2026, 6, 19), SEEDS)
    assert isinstance(asked, dagster.SkipReason)
    assert asked.skip_message == (
        "no TIC release on 2026-06-19; the next is 2026-07-14"
    )


def test_after_the_calendars_end_the_skip_says_that_it_ends() -> None:
    asked = on_release_day(date(2099, 1, 5), SEEDS)
    assert isinstance(asked, dagster.SkipReason)
    assert "the calendar ends with" in (asked.skip_message or "")


def test_every_release_day_is_one_on_which_the_schedule_looks() -> None:
    with seed_path(SEEDS, "release_calendar").open(encoding="utf-8") as file:
        days = [row["released_on"] for row in csv.DictReader(file)]
    looked = [day for day in days if day]
    assert len(looked) > 250
    assert all(date.fromisoformat(day).weekday() < 5 for day in looked)


def test_what_starts_runs_is_on_from_the_first_start_at_its_hour(
    settings: Settings, job: dagster.JobDefinition
) -> None:
    schedules = build_schedules(settings, job)
    assert {each.name: each.cron_schedule for each in schedules} == {
        "tic_release": "45 16 * * 1-5",
        "markets": "30 18 * * 1-5",
    }
    for schedule in schedules:
        assert schedule.default_status == dagster.DefaultScheduleStatus.RUNNING
    sensor = build_sensor(settings, job)
    assert sensor.default_status == dagster.DefaultSensorStatus.RUNNING
    assert sensor.minimum_interval_seconds == 30


def test_the_release_schedule_judges_the_day_in_washington(
    settings: Settings, job: dagster.JobDefinition
) -> None:
    release, markets = build_schedules(settings, job)
    for schedule in (release, markets):
        assert schedule.execution_timezone == "America/New_York"
        assert schedule.description
    for day, runs in ((18, 1), (19, 0)):
        moment = datetime(2026, 6, day, 16, 45, tzinfo=WASHINGTON)
        context = dagster.build_schedule_context(scheduled_execution_time=moment)
        asked = release.evaluate_tick(context)
        assert len(asked.run_requests or []) == runs


def test_the_sensor_asks_for_one_run_per_state_of_the_inbox(
    settings: Settings, job: dagster.JobDefinition
) -> None:
    sensor = build_sensor(settings, job)
    assert sensor.name == "inbox"

    def asked() -> list[str | None]:
        tick = sensor.evaluate_tick(dagster.build_sensor_context())
        return [request.run_key for request in tick.run_requests or []]

    assert asked() == []
    settings.inbox_dir.mkdir(parents=True)
    assert asked() == []
    (settings.inbox_dir / ".hidden").write_text("of an editor")
    assert asked() == []
    file = settings.inbox_dir / "a.txt"
    file.write_text("one")
    [first] = asked()
    assert asked() == [first]
    (settings.inbox_dir / "b.txt").write_text("two")
    [second] = asked()
    file.write_text("another")
    [third] = asked()
    assert len({first, second, third}) == 3
    assert asked() == [third]


def test_a_file_put_into_the_inbox_again_is_a_new_state(
    settings: Settings, job: dagster.JobDefinition
) -> None:
    sensor = build_sensor(settings, job)
    settings.inbox_dir.mkdir(parents=True)
    keys = []
    for name in ("first", "second"):
        kept = settings.data_dir / name
        kept.write_text("the same bytes")
        moved = kept.rename(settings.inbox_dir / "slt_table3.txt")
        tick = sensor.evaluate_tick(dagster.build_sensor_context())
        keys += [request.run_key for request in tick.run_requests or []]
        moved.unlink()
    assert len(set(keys)) == 2
