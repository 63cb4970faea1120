"""Reading the publication manifest: a damaged or foreign one counts as none."""

import json
from pathlib import Path
from typing import Any

import pytest

from orchestration.publishing.publication_manifest import read_publication_manifest
from orchestration.settings import Settings
from orchestration.storage.connections import writer


@pytest.fixture
def manifest(settings: Settings) -> dict[str, Any]:
    """A manifest that is that of the database beside it."""
    return publish(settings, "f00d")


def publish(settings: Settings, fingerprint: str) -> dict[str, Any]:
    with writer(settings.published_database) as connection:
        connection.execute("create or replace schema meta")
        connection.execute(
            "create table meta.build as select ? as fingerprint", [fingerprint]
        )
    written = {
        "fingerprint": "f00d",
        "built_at": "2026-11-28T12:00:00Z",
        "checks": {"asked": 1, "passed": 0, "warned": 1},
        "warnings": [{"check_name": "a", "table_name": "b", "message": "c"}],
        "tables": [{"name": "main.holders", "rows": 1, "first": None, "last": "2026"}],
        "database_bytes": settings.published_database.stat().st_size,
    }
    settings.manifest_path.write_text(json.dumps(written))
    return written


def test_the_manifest_of_the_database_beside_it_is_read(
    settings: Settings, manifest: dict[str, Any]
) -> None:
    assert read_publication_manifest(settings) == manifest


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "null",
        "\0" * 100,
        "[" * 100_000,
        '{"database_bytes": 3}',
        "\udcff",
    ],
)
def test_a_manifest_that_is_not_whole_counts_as_none(
    settings: Settings, manifest: dict[str, Any], text: str
) -> None:
    settings.manifest_path.write_bytes(text.encode("utf-8", "surrogateescape"))
    assert read_publication_manifest(settings) is None


@pytest.mark.parametrize(
    ("part", "value"),
    [
        *((part, None) for part in ("fingerprint", "checks", "warnings", "tables")),
        ("built_at", "yesterday"),
        ("checks", {"asked": 1}),
        ("warnings", [{"check_name": "a"}]),
        ("tables", [{"name": "main.holders"}]),
        ("database_bytes", "many"),
        ("fingerprint", "another"),
    ],
)
def test_a_manifest_with_a_damaged_part_counts_as_none(
    settings: Settings, manifest: dict[str, Any], part: str, value: object
) -> None:
    settings.manifest_path.write_text(json.dumps(manifest | {part: value}))
    assert read_publication_manifest(settings) is None


def test_another_build_of_the_same_size_is_not_that_of_the_manifest(
    settings: Settings, manifest: dict[str, Any]
) -> None:
    size = settings.published_database.stat().st_size
    settings.published_database.unlink()
    again = publish(settings, "beef")
    assert again["database_bytes"] == size
    assert read_publication_manifest(settings) is None


def test_a_damaged_or_foreign_database_has_no_manifest(
    settings: Settings, manifest: dict[str, Any]
) -> None:
    database: Path = settings.published_database
    whole = database.read_bytes()
    database.write_bytes(bytes(len(whole)))
    assert read_publication_manifest(settings) is None
    database.write_bytes(whole)
    with writer(database) as connection:
        connection.execute("drop table meta.build")
    assert read_publication_manifest(settings) is None
