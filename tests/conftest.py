"""What several test files need: a warehouse of their own, and the real files."""

import os
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from filelock import FileLock
from hypothesis import settings as hypothesis_settings
from hypothesis.configuration import set_hypothesis_home_dir

from orchestration.settings import PROJECT_ROOT, Settings
from tests.support.servers import PostgresServer, S3Server, postgres_server, s3_server
from tests.support.warehouses import tic_warehouse

# What Hypothesis keeps stands with the caches of pytest.
set_hypothesis_home_dir(PROJECT_ROOT / ".pytest_cache" / "hypothesis")
# The same examples on every machine: a test that fails here fails everywhere.
hypothesis_settings.register_profile("steady", derandomize=True, deadline=None)
hypothesis_settings.load_profile("steady")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with whole runs: the longest, begun last, would leave a core idle."""
    items.sort(key=lambda item: "end_to_end" not in item.path.parts)


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


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A warehouse built from the shipped snapshot; read it, or copy it.

    Built once, whichever worker of pytest-xdist comes first. What the first run and
    a second one printed lies beside it as first.txt and second.txt. To work on one
    test again and again, name the data folder of a warehouse that is already built in
    TIC_WAREHOUSE_TEST_PUBLISHED.
    """
    if built := os.environ.get("TIC_WAREHOUSE_TEST_PUBLISHED"):
        return Settings(data_dir=Path(built))
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    settings = Settings(data_dir=shared / "published" / "data")
    with FileLock(shared / "published.lock"):
        if not (settings.data_dir / "second.txt").exists():
            for name in ("first.txt", "second.txt"):
                done = tic_warehouse(settings.data_dir, "run")
                assert done.returncode == 0, done.stdout
                (settings.data_dir / name).write_text(done.stdout)
    return settings


@pytest.fixture(scope="session")
def connection(published: Settings) -> Iterator[duckdb.DuckDBPyConnection]:
    """The published database, read-only."""
    with duckdb.connect(str(published.published_database), read_only=True) as opened:
        yield opened


@pytest.fixture(scope="module")
def twin(
    published: Settings, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[duckdb.DuckDBPyConnection]:
    """A copy of the published database; break it in a transaction and roll it back."""
    path = tmp_path_factory.mktemp("twin") / "warehouse.duckdb"
    path.write_bytes(published.published_database.read_bytes())
    with duckdb.connect(str(path)) as connection:
        yield connection


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A PostgreSQL server; each test makes databases of its own in it."""
    with postgres_server() as server:
        yield server


@pytest.fixture(scope="session")
def s3() -> Iterator[S3Server]:
    """An S3 API; each test makes buckets of its own in it."""
    with s3_server() as server:
        yield server
