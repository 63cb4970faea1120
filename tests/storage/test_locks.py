"""The lock of the one run: what it says where its note cannot be written."""

import pytest

from orchestration.errors import WarehouseError
from orchestration.settings import Settings
from orchestration.storage.locks import only_run


def test_a_lock_note_that_cannot_be_written_is_one_sentence_and_frees_the_lock(
    settings: Settings,
) -> None:
    note = settings.lock_path.with_suffix(".pid")
    note.mkdir(parents=True)
    with pytest.raises(WarehouseError, match="cannot be written"), only_run(settings):
        pass
    note.rmdir()
    with only_run(settings):
        assert note.exists()
