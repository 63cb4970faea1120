"""Say what a published database is made of: `manifest.json` beside it.

Belongs here: what the manifest says, and reading it. Does not: dbt's manifest
(`transform/dbt_manifest.py`), or when it is written (`local.py`).
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import duckdb
from pydantic import AwareDatetime, BaseModel, ValidationError

from orchestration.settings import Settings
from orchestration.storage.connections import DamagedDatabaseError, reader


@dataclass(frozen=True)
class PublishedTable:
    """One table of the published database, as the manifest lists it."""

    name: str
    rows: int
    first: str | None
    last: str | None


def build_publication_manifest(
    connection: duckdb.DuckDBPyConnection, tables: Sequence[PublishedTable]
) -> dict[str, Any]:
    """Build the manifest of a finished build, without size and hash of its file."""
    fingerprint, built_at = connection.execute(
        "select fingerprint,"
        " strftime(built_at at time zone 'UTC', '%Y-%m-%dT%H:%M:%SZ') from meta.build"
    ).fetchone() or ("", "")
    checks, passed, warned = connection.execute(
        "select checks, passed, warned from quality.audit_receipt"
    ).fetchone() or (0, 0, 0)
    inputs = connection.execute(
        "select sha256, source_id, file_name, url, released_on::varchar as released_on,"
        " landed_from from meta.landed_files order by source_id, sha256"
    ).to_arrow_table()
    warnings = connection.execute(
        "select check_name, table_name, message from quality.check_results"
        " where not passed order by all"
    ).to_arrow_table()
    return {
        "fingerprint": fingerprint,
        "built_at": built_at,
        "duckdb_version": duckdb.__version__,
        "checks": {"asked": checks, "passed": passed, "warned": warned},
        "warnings": warnings.to_pylist(),
        "tables": [asdict(table) for table in tables],
        "inputs": inputs.to_pylist(),
    }


class _Checks(BaseModel):
    asked: int
    passed: int
    warned: int


class _Warning(BaseModel):
    check_name: str
    table_name: str


class _Manifest(BaseModel):
    """What a reader of the manifest asks for; one without it is no manifest of ours."""

    fingerprint: str
    built_at: AwareDatetime
    checks: _Checks
    warnings: list[_Warning]
    tables: list[PublishedTable]
    database_bytes: int


def read_publication_manifest(settings: Settings) -> dict[str, Any] | None:
    """Read the manifest of what is published; None unless it is of the database.

    None, too, where either is damaged. Raises WarehouseError where another program
    writes to the database or it cannot be read.
    """
    try:
        content = settings.manifest_path.read_bytes()
        known = _Manifest.model_validate_json(content)
        size = settings.published_database.stat().st_size
    except (OSError, ValidationError):
        return None
    if known.database_bytes != size or known.fingerprint != _published_build(settings):
        return None
    manifest: dict[str, Any] = json.loads(content)
    return manifest


def _published_build(settings: Settings) -> str | None:
    """Read the fingerprint inside the published database; None without one."""
    try:
        with reader(settings.published_database) as connection:
            row = connection.execute("select fingerprint from meta.build").fetchone()
    except (DamagedDatabaseError, duckdb.Error):
        return None
    return str(row[0]) if row else None
