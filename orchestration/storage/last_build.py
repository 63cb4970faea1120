"""Start a build from the last one, so that a run makes again only what changed.

Belongs here: which database a build may start from, and copying it. Does not: which of
its tables are made again (`meta.nodes`, see `node_records.py`).

The published database is copied where it is, byte by byte, the one that was published.
What a run left unfinished is never built upon; what a run of single assets left whole
is, by the next run of single assets.
"""

import hashlib
import json
import shutil
from datetime import UTC, datetime
from pathlib import Path

from orchestration.errors import WarehouseError
from orchestration.progress import Progress
from orchestration.settings import Settings
from orchestration.storage.connections import (
    check_no_writers,
    fresh_build,
    set_aside_damaged,
)
from orchestration.storage.node_records import end_work, is_in_work


def start_build(settings: Settings, progress: Progress, *, full: bool) -> None:
    """Put a copy of the published database in the build's place, or nothing there.

    Nothing with `full`, and where the published file is not what was published. One
    that is damaged is set aside. Raises WarehouseError where the place cannot be
    emptied or written.
    """
    fresh_build(settings.build_database)
    end_work(settings)
    if not settings.published_database.exists():
        return
    if not _is_as_published(settings):
        _tell_what_became_of_it(settings, progress)
    elif not full:
        check_no_writers(settings.published_database)
        _copy(settings.published_database, settings.build_database)


def continue_build(settings: Settings, progress: Progress) -> None:
    """Keep the build that a run of single assets left; start one where there is none.

    Raises WarehouseError as `start_build` does.
    """
    if is_in_work(settings) or not settings.build_database.exists():
        start_build(settings, progress, full=False)


def _is_as_published(settings: Settings) -> bool:
    """Whether the published file has the hash that its manifest was written with."""
    try:
        known = json.loads(settings.manifest_path.read_bytes())["database_sha256"]
        return bool(known == sha256_of(settings.published_database))
    except (OSError, ValueError, KeyError, TypeError):
        return False


def sha256_of(path: Path) -> str:
    """Hash a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _tell_what_became_of_it(settings: Settings, progress: Progress) -> None:
    published = settings.published_database
    aside = set_aside_damaged(published, datetime.now(UTC).date())
    if aside is not None:
        progress.note(
            f"{published}: it is damaged, so it was set aside as {aside.name} and a"
            " new one is made"
        )
    else:
        progress.note(
            f"{published}: it is not as it was published, so every table is built again"
        )


def _copy(source: Path, target: Path) -> None:
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
    except OSError as problem:
        target.unlink(missing_ok=True)
        raise WarehouseError(
            f"{target}: the last build cannot be copied here ({problem.strerror}); free"
            " some space or check the permissions, then run again"
        ) from None
