"""When a source's landed files are late: by the data's own dates, never by a run's."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from orchestration.landing.landed_files import LandedFile, Sidecar
from orchestration.landing.lateness import (
    LONGEST_PAUSE_DAYS,
    lateness,
    lateness_rule,
)
from orchestration.landing.release_dates import release_calendar
from orchestration.settings import PROJECT_ROOT
from orchestration.sources import all_sources

NEVER_RENEWED = {"frozen", "none"}
TODAY = date(2026, 11, 30)


def a_file(source_id: str, captured: date, last: date) -> LandedFile:
    sidecar = Sidecar(
        source_id=source_id,
        landed_from="web",
        file_name="file.txt",
        captured_at=datetime.combine(captured, datetime.min.time(), tzinfo=UTC),
        sha256="0" * 64,
        size_bytes=1,
        released_on=None,
        released_on_basis="unknown",
        cells=1,
        first_reference_date=date(2000, 1, 31),
        last_reference_date=last,
    )
    return LandedFile(Path("file.txt"), sidecar)


@pytest.mark.parametrize("source_id", all_sources())
def test_a_source_without_a_file_is_never_well(source_id: str) -> None:
    said = lateness(all_sources()[source_id], [], TODAY)
    assert said is not None
    assert said.startswith("no file of it is landed")


def test_figures_are_judged_by_the_day_they_end_not_by_the_day_of_capture() -> None:
    source = all_sources()["tic_slt_table3"]
    assert source.stale_after_days == 110
    captured = TODAY
    within = a_file(source.id, captured, TODAY - timedelta(days=110))
    assert lateness(source, [within], TODAY) is None
    beyond = a_file(source.id, captured, TODAY - timedelta(days=111))
    assert lateness(source, [beyond], TODAY) == (
        "its figures end with 2026-08-11, 111 days ago, and 110 are expected at most"
    )


def test_without_such_a_limit_the_newest_capture_counts() -> None:
    source = all_sources()["fred_FEDFUNDS"]
    assert (source.cadence, source.stale_after_days) == ("monthly", None)
    old = a_file(source.id, TODAY - timedelta(days=48), date(2026, 9, 30))
    newer = a_file(source.id, TODAY - timedelta(days=47), date(2026, 8, 31))
    assert lateness(source, [newer, old], TODAY) is None
    assert lateness(source, [old], TODAY) == (
        "its newest file was captured on 2026-10-13, 48 days ago, and the publisher"
        " renews it at least every 47"
    )


def test_what_is_never_renewed_is_never_late() -> None:
    source = all_sources()["tic_mfh"]
    assert source.cadence in NEVER_RENEWED
    ancient = a_file(source.id, date(2023, 3, 1), date(2023, 1, 31))
    assert lateness(source, [ancient], TODAY) is None


def test_every_cadence_is_known() -> None:
    cadences = {source.cadence for source in all_sources().values()}
    assert cadences <= set(LONGEST_PAUSE_DAYS) | NEVER_RENEWED


@pytest.mark.parametrize("source_id", all_sources())
def test_the_rule_of_each_source_says_its_limit(source_id: str) -> None:
    source = all_sources()[source_id]
    limit = source.stale_after_days or LONGEST_PAUSE_DAYS.get(source.cadence)
    assert (str(limit) if limit else "never late") in lateness_rule(source)


def test_only_the_shutdowns_made_pauses_between_tic_releases_that_are_late() -> None:
    days = sorted(set(release_calendar(PROJECT_ROOT / "dbt_project/seeds").values()))
    pauses = [(after - before).days for before, after in pairwise(days)]
    limit = LONGEST_PAUSE_DAYS["tic_release"]
    assert [pause for pause in pauses if pause > limit] == [61, 58]
