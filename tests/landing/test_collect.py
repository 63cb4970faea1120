"""What is offered by hand or in the inbox and is no file that could be landed.

Belongs here: results of the landing loop. Does not: what a file must be to land
(`test_store.py`) or archives (`test_archives.py`).
"""

import os
from pathlib import Path

from orchestration.landing.collect import land_file, land_offered
from orchestration.settings import Settings
from tests.support.listener import Heard


def test_a_named_pipe_is_rejected_without_waiting_for_it(
    tmp_path: Path, settings: Settings
) -> None:
    pipe = tmp_path / "table.txt"
    os.mkfifo(pipe)
    [rejection] = land_file(pipe, settings, "hand").rejections
    assert str(rejection).startswith(f"{pipe}: this is a pipe or a device, not a file;")


def test_a_file_of_3_gb_is_rejected_by_its_size_without_reading_it(
    tmp_path: Path, settings: Settings
) -> None:
    huge = tmp_path / "huge.txt"
    huge.touch()
    os.truncate(huge, 3_000_000_000)
    [rejection] = land_file(huge, settings, "hand").rejections
    assert "3,000,000,000 bytes are more than the " in str(rejection)


def test_a_folder_in_the_inbox_is_reported(tmp_path: Path, settings: Settings) -> None:
    settings = settings.model_copy(update={"bundled_dir": tmp_path / "no bundle"})
    (settings.inbox_dir / "october").mkdir(parents=True)
    heard = Heard()
    land_offered(settings, heard)
    folder = settings.inbox_dir / "october"
    assert heard.notes == [
        f"{folder}: left in the inbox, a folder; put its files beside it"
    ]
