"""What publication refuses before it replaces anything.

Does not belong here: what is published (`test_published_*.py`), the swap of the file
itself (`test_warehouse.py`) or runs that fail elsewhere (`test_failures.py`).
"""

import shutil
from pathlib import Path

import pytest

from orchestration.errors import WarehouseError
from orchestration.progress import NoProgress
from orchestration.publishing.local import publish
from orchestration.settings import Settings
from tests.support.warehouses import copy_of, state_of


@pytest.mark.parametrize("name", ["parquet", "manifest.json"])
def test_a_folder_in_the_way_is_told_before_anything_is_replaced(
    published: Settings, tmp_path: Path, name: str
) -> None:
    warehouse = copy_of(published, tmp_path / "data")
    # What is published carries its receipt, so it may be published again.
    shutil.copy(warehouse.published_database, warehouse.build_database)
    place = warehouse.published_dir / name
    place.unlink()
    place.mkdir()
    before = state_of(warehouse.published_dir)
    with pytest.raises(WarehouseError, match="a folder where a run puts its own"):
        publish(warehouse, NoProgress())
    assert state_of(warehouse.published_dir) == before
