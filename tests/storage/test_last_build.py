"""From what a build starts: from what was published, and from nothing half-done."""

import json
from pathlib import Path

import duckdb
import pytest

from orchestration.settings import Settings
from orchestration.storage.connections import writer
from orchestration.storage.last_build import continue_build, sha256_of, start_build
from orchestration.storage.node_records import begin_work, end_work
from tests.support.listener import Heard


@pytest.fixture
def warehouse(settings: Settings) -> Settings:
    """A warehouse whose published database holds one table."""
    _write(settings.published_database, "published")
    manifest = {"database_sha256": sha256_of(settings.published_database)}
    settings.manifest_path.write_text(json.dumps(manifest))
    return settings


def _write(path: Path, origin: str) -> None:
    with writer(path) as connection:
        connection.execute(f"create table origin as select '{origin}' as place")


def _origin(settings: Settings) -> str | None:
    """What the build was made from; None for an empty place."""
    if not settings.build_database.exists():
        return None
    with duckdb.connect(str(settings.build_database), read_only=True) as connection:
        [place] = connection.sql("select place from origin").fetchone() or [None]
    return place


def test_a_build_starts_as_a_copy_of_what_is_published(warehouse: Settings) -> None:
    published = warehouse.published_database.read_bytes()
    start_build(warehouse, Heard(), full=False)
    assert _origin(warehouse) == "published"
    assert warehouse.published_database.read_bytes() == published


def test_a_full_build_starts_from_nothing(warehouse: Settings) -> None:
    _write(warehouse.build_database, "left over")
    start_build(warehouse, Heard(), full=True)
    assert _origin(warehouse) is None


def test_a_first_build_starts_from_nothing(settings: Settings) -> None:
    start_build(settings, Heard(), full=False)
    assert _origin(settings) is None


def test_a_published_file_that_was_changed_is_not_built_upon(
    warehouse: Settings,
) -> None:
    with duckdb.connect(str(warehouse.published_database)) as connection:
        connection.execute("update origin set place = 'changed by hand'")
    heard = Heard()
    start_build(warehouse, heard, full=False)
    assert _origin(warehouse) is None
    assert heard.notes == [
        f"{warehouse.published_database}: it is not as it was published, so every table"
        " is built again"
    ]


@pytest.mark.parametrize("manifest", ["", "{", "[]", "{}", '{"database_sha256": "0"}'])
def test_a_published_file_without_its_manifest_is_not_built_upon(
    warehouse: Settings, manifest: str
) -> None:
    warehouse.manifest_path.write_text(manifest)
    start_build(warehouse, Heard(), full=False)
    assert _origin(warehouse) is None


def test_a_damaged_published_file_is_set_aside_and_said(warehouse: Settings) -> None:
    content = warehouse.published_database.read_bytes()
    warehouse.published_database.write_bytes(content[: len(content) // 2])
    heard = Heard()
    start_build(warehouse, heard, full=False)
    assert _origin(warehouse) is None
    [note] = heard.notes
    assert "it is damaged, so it was set aside as warehouse.damaged-" in note


def test_what_a_killed_run_left_is_never_built_upon(warehouse: Settings) -> None:
    _write(warehouse.build_database, "half-done")
    with writer(warehouse.build_database) as connection:
        begin_work(warehouse, connection)
    for begin in (
        lambda: start_build(warehouse, Heard(), full=False),
        lambda: continue_build(warehouse, Heard()),
    ):
        begin()
        assert _origin(warehouse) == "published"


def test_single_assets_go_into_the_build_that_others_left_whole(
    warehouse: Settings,
) -> None:
    _write(warehouse.build_database, "single assets")
    with writer(warehouse.build_database) as connection:
        begin_work(warehouse, connection)
    end_work(warehouse)
    continue_build(warehouse, Heard())
    assert _origin(warehouse) == "single assets"
    start_build(warehouse, Heard(), full=False)
    assert _origin(warehouse) == "published"


def test_a_build_that_is_worked_on_has_no_receipt(warehouse: Settings) -> None:
    with writer(warehouse.build_database) as connection:
        connection.execute("create schema quality")
        connection.execute(
            "create table quality.audit_receipt as select true as is_clean"
        )
        begin_work(warehouse, connection)
        with pytest.raises(duckdb.CatalogException):
            connection.execute("from quality.audit_receipt")
