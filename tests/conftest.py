"""What several test files need: a warehouse of their own, and the real files."""

import os
from pathlib import Path

import pytest
from hypothesis import settings as hypothesis_settings

from orchestration.settings import PROJECT_ROOT, Settings

# The same examples on every machine: a test that fails here fails everywhere.
hypothesis_settings.register_profile("steady", derandomize=True, deadline=None)
hypothesis_settings.load_profile("steady")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A warehouse of its own in a temporary folder, with the project's own seeds."""
    return Settings(data_dir=tmp_path / "data")


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The publishers' own files, which this repository may not ship."""
    folder = Path(
        os.environ.get("TIC_WAREHOUSE_TEST_DATA") or PROJECT_ROOT / "../shared/data"
    )
    if not (folder / "PROVENANCE.csv").exists():
        pytest.skip(
            "the publishers' own files are not here; put them, with PROVENANCE.csv, in"
            " ../shared/data beside the checkout, or name their folder in"
            " TIC_WAREHOUSE_TEST_DATA: then this test runs"
        )
    return folder
