"""The Treasury's monthly archives: each file that is known lands, with its true day.

Belongs here: what one zip with many files becomes. Does not: what a single file must
be to land (`test_land.py`).
"""

import io
import json
import shutil
import zipfile
from calendar import month_name
from datetime import date
from pathlib import Path, PosixPath
from typing import Any

import pytest

from orchestration.errors import WarehouseError
from orchestration.landing.archives import MOST_MEMBERS, Member, land_members
from orchestration.landing.collect import land_offered
from orchestration.landing.release_dates import release_calendar
from orchestration.landing.snapshot import unpacked
from orchestration.settings import PROJECT_ROOT, Settings
from tests.support.fixtures import SEEDS, landable_table1, landable_table3
from tests.support.listener import Heard
from tests.support.warehouses import tic_warehouse

BUNDLED = PROJECT_ROOT / "data" / "bundled"
README = b"These files were released together."


def archive(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in members.items():
            target.writestr(name, content)
    return path


def outcomes(members: list[Member]) -> dict[str, str]:
    def of(member: Member) -> str:
        if member.landing:
            return member.landing.file.sidecar.source_id
        return "refused" if member.rejection else "not known"

    return {member.name: of(member) for member in members}


def sidecars(settings: Settings) -> list[dict[str, Any]]:
    paths = sorted(settings.landed_dir.glob("*/*/*.json"))
    return [json.loads(path.read_text()) for path in paths]


@pytest.fixture
def april(tmp_path: Path) -> Path:
    """As the publisher would have made it on 2026-06-18, with more than is known."""
    return archive(
        tmp_path / "ticrel_20260618.zip",
        {
            "ticrel/": b"",
            "ticrel/SLT_TABLE3.TXT": landable_table3("2026-04"),
            "ticrel/slt_table1.txt": landable_table1("2026-04"),
            "ticrel/npr_history.csv": b"a,b\n1,2\n",
            "readme.txt": README,
            "index.html": b"<!DOCTYPE html><html><body>TIC</body></html>",
        },
    )


def test_each_known_member_lands_with_the_calendars_day_and_the_archives_name(
    april: Path, settings: Settings
) -> None:
    found = list(land_members(april, settings, "hand"))
    assert outcomes(found) == {
        "ticrel/SLT_TABLE3.TXT": "tic_slt_table3",
        "ticrel/slt_table1.txt": "tic_slt_table1",
        "ticrel/npr_history.csv": "not known",
        "readme.txt": "not known",
        "index.html": "not known",
    }
    assert {
        (each["file_name"], each["released_on"], each["released_on_basis"])
        for each in sidecars(settings)
    } == {
        (f"{april}/{name}", "2026-06-18", "release calendar, by its newest month")
        for name in ("SLT_TABLE3.TXT", "slt_table1.txt")
    }


def test_the_same_archive_again_changes_nothing(
    april: Path, settings: Settings
) -> None:
    list(land_members(april, settings, "hand"))
    landed = sorted(settings.landed_dir.rglob("*"))
    again = list(land_members(april, settings, "hand"))
    assert [each.landing.is_new for each in again if each.landing] == [False, False]
    assert sorted(settings.landed_dir.rglob("*")) == landed


def test_a_bad_member_stops_no_other(tmp_path: Path, settings: Settings) -> None:
    table3 = landable_table3("2026-04")
    path = archive(
        tmp_path / "ticrel_20260618.zip",
        {
            "slt_table3.txt": table3[: len(table3) // 2],  # cut off
            "slt_table1.txt": landable_table1("2026-04"),
        },
    )
    found = list(land_members(path, settings, "hand"))
    assert outcomes(found) == {
        "slt_table3.txt": "refused",
        "slt_table1.txt": "tic_slt_table1",
    }
    assert str(path) in str(found[0].rejection)
    assert "slt_table3.txt" in str(found[0].rejection)


def test_a_name_that_points_elsewhere_writes_nothing_there(
    tmp_path: Path, settings: Settings
) -> None:
    path = archive(
        tmp_path / "ticrel.zip",
        {"../../../escaped.txt": landable_table3("2026-04")},
    )
    [landed] = land_members(path, settings, "hand")
    assert landed.landing
    assert landed.landing.file.path.is_relative_to(settings.landed_dir)
    assert not list(tmp_path.parent.glob("escaped.txt"))


@pytest.mark.parametrize(
    ("members", "words"),
    [
        ({}, "no known archive holds what this zip does (nothing)"),
        ({"readme.txt": README}, "no known archive holds what this zip does"),
        (
            {f"{number}.txt": README for number in range(MOST_MEMBERS + 1)},
            f"it holds {MOST_MEMBERS + 1} files",
        ),
    ],
)
def test_an_archive_without_a_known_file_is_refused(
    tmp_path: Path, settings: Settings, members: dict[str, bytes], words: str
) -> None:
    path = archive(tmp_path / "ticrel.zip", members)
    with pytest.raises(WarehouseError) as refused:
        list(land_members(path, settings, "hand"))
    assert words in str(refused.value)
    assert not settings.landed_dir.exists()


def test_a_member_far_too_large_is_not_unpacked(
    tmp_path: Path, settings: Settings
) -> None:
    path = archive(
        tmp_path / "ticrel.zip",
        {"bomb.txt": bytes(70_000_000), "slt_table3.txt": landable_table3("2026-04")},
    )
    assert path.stat().st_size < 1_000_000
    bomb, table3 = land_members(path, settings, "hand")
    assert "unpacked it is larger than" in str(bomb.rejection)
    assert table3.landing


def test_a_cut_off_archive_is_refused(april: Path, settings: Settings) -> None:
    april.write_bytes(april.read_bytes()[:-100])
    with pytest.raises(WarehouseError, match="the zip is damaged"):
        list(land_members(april, settings, "hand"))


def test_a_zip_that_is_one_source_stays_one(tmp_path: Path, settings: Settings) -> None:
    path = tmp_path / "eurofxref-hist.zip"
    shutil.copy(BUNDLED / "ecb" / "eurofxref-hist" / "2026-04-13.zip", path)
    [landed] = land_members(path, settings, "hand")
    assert landed.landing
    assert landed.landing.file.sidecar.source_id == "ecb_fx_history"


def test_a_file_that_changes_meanwhile_lands_as_it_was_recognised(
    tmp_path: Path, settings: Settings
) -> None:
    class Changing(PosixPath):
        def read_bytes(self) -> bytes:
            content = super().read_bytes()
            self.write_bytes(landable_table1("2026-04"))
            return content

    path = Changing(tmp_path / "slt_table3.txt")
    path.write_bytes(landable_table3("2026-04"))
    [landed] = land_members(path, settings, "hand")
    assert landed.landing
    assert landed.landing.file.sidecar.source_id == "tic_slt_table3"


def test_the_inbox_takes_an_archive_and_keeps_one_with_a_refused_file(
    april: Path, tmp_path: Path, settings: Settings
) -> None:
    settings = settings.model_copy(update={"bundled_dir": tmp_path / "no bundle"})
    settings.inbox_dir.mkdir(parents=True)
    shutil.move(april, settings.inbox_dir)
    table3 = landable_table3("2026-04")
    cut_off = table3[: len(table3) // 2]
    broken = archive(
        settings.inbox_dir / "ticrel_broken.zip",
        {
            "slt_table3.txt": cut_off,
            "slt_table1.txt": landable_table1("2026-03"),
        },
    )
    heard = Heard()
    land_offered(settings, heard)
    assert list(settings.inbox_dir.iterdir()) == [broken]
    assert {each["source_id"] for each in sidecars(settings)} == {
        "tic_slt_table1",
        "tic_slt_table3",
    }
    assert any("3 files in it are not known" in note for note in heard.notes)
    assert any(note.startswith("left in the inbox: ") for note in heard.notes)


def test_the_command_tells_what_landed_and_what_is_not_known(
    april: Path, tmp_path: Path
) -> None:
    done = tic_warehouse(tmp_path / "data", "land", str(april))
    assert done.returncode == 0, done.stdout
    assert f"{april}, ticrel/slt_table1.txt: landed as tic_slt_table1" in done.stdout
    assert "released 2026-06-18 (release calendar, by its newest month)" in done.stdout
    assert (
        "3 files in it are not known and were left out: index.html, readme.txt,"
        " ticrel/npr_history.csv" in done.stdout
    )


# --- when the public had it -----------------------------------------------------------


@pytest.mark.parametrize(
    ("month", "released_on"),
    [
        # archives whose names say 2025-10-17, 2019-01-16, 2022-02-22, 2013-10-16
        (date(2025, 8, 31), date(2025, 11, 18)),  # shutdown
        (date(2025, 9, 30), date(2025, 11, 18)),  # the same day
        (date(2018, 11, 30), date(2019, 1, 31)),  # shutdown
        (date(2021, 12, 31), date(2022, 2, 15)),  # the archive is named a week later
        (date(2013, 8, 31), date(2013, 10, 22)),  # shutdown
        (date(2026, 4, 30), date(2026, 6, 18)),
    ],
)
def test_the_calendar_knows_the_days_that_no_name_tells(
    month: date, released_on: date
) -> None:
    assert release_calendar(SEEDS)[month] == released_on


def test_a_shutdowns_archive_lands_with_the_day_it_came_out(
    tmp_path: Path, settings: Settings
) -> None:
    path = archive(
        tmp_path / "ticrel_20251017.zip", {"slt_table1.txt": landable_table1("2025-08")}
    )
    [landed] = land_members(path, settings, "hand")
    assert landed.landing
    assert landed.landing.file.sidecar.released_on == date(2025, 11, 18)


@pytest.mark.real
def test_every_row_of_the_publishers_list_is_in_the_calendar(real_data: Path) -> None:
    months = {name: number for number, name in enumerate(month_name) if name}
    calendar = release_calendar(SEEDS)
    lines = (real_data / "calendars" / "tic_releases.csv").read_text().splitlines()
    rows = [line.split(",") for line in lines[1:]]
    compared = 0
    for _, released_on, reference_month, *_ in rows:
        year, _, name = reference_month.partition("-")
        if name not in months:  # a special release, or one that names no month
            continue
        days = [
            released
            for month, released in calendar.items()
            if (month.year, month.month) == (int(year), months[name])
        ]
        assert days == [date.fromisoformat(released_on)], reference_month
        compared += 1
    assert compared > 250


# --- a day that is told later ---------------------------------------------------------


def test_a_day_of_release_told_later_is_written_down_once(
    tmp_path: Path, settings: Settings
) -> None:
    path = tmp_path / "eurofxref-hist.zip"
    shutil.copy(BUNDLED / "ecb" / "eurofxref-hist" / "2026-04-13.zip", path)
    [first] = land_members(path, settings, "hand")
    assert first.landing
    assert first.landing.file.sidecar.released_on is None
    day = date(2026, 4, 13)
    [told] = land_members(path, settings, "hand", released_on=day)
    assert told.landing
    assert not told.landing.is_new
    assert [each["released_on"] for each in sidecars(settings)] == ["2026-04-13"]
    with pytest.raises(WarehouseError) as refused:
        list(land_members(path, settings, "hand", released_on=date(2026, 4, 14)))
    assert "landed already as released on 2026-04-13 (given by hand)" in str(
        refused.value
    )


def test_a_day_before_the_newest_figures_is_refused_for_a_landed_file(
    tmp_path: Path, settings: Settings
) -> None:
    path = tmp_path / "eurofxref-hist.zip"
    shutil.copy(BUNDLED / "ecb" / "eurofxref-hist" / "2026-04-13.zip", path)
    list(land_members(path, settings, "hand"))
    with pytest.raises(WarehouseError, match="cannot have been released on 2020-01-01"):
        list(land_members(path, settings, "hand", released_on=date(2020, 1, 1)))
    assert [each["released_on"] for each in sidecars(settings)] == [None]


def test_the_shipped_vintages_of_table_1_carry_their_days(settings: Settings) -> None:
    content = unpacked(BUNDLED / "tic" / "slt_table1" / "2024-12-19.txt.gz")
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as target:
        target.writestr("slt_table1.txt", content)
    path = settings.data_dir.parent / "ticrel_20241219.zip"
    path.write_bytes(buffer.getvalue())
    [landed] = land_members(path, settings, "hand")
    assert landed.landing
    assert landed.landing.file.sidecar.released_on == date(2024, 12, 19)
