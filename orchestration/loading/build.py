"""Load all landed files into a fresh build, path step 3 as one call.

Belongs here: the order of loading. Does not: how one table is loaded (`raw_tables.py`,
`file_catalogue.py`), the tables as assets (`dagster_app/assets/raw.py`).
"""

from collections.abc import Iterator
from datetime import UTC, datetime

from orchestration.landing.cell_cache import remove_old_cells
from orchestration.landing.landed_files import landed_files
from orchestration.loading.changed_months import vintages
from orchestration.loading.file_catalogue import (
    META_TABLES,
    load_landed_files,
    name_build,
)
from orchestration.loading.raw_tables import LoadedTable, load_raw_table
from orchestration.progress import Progress
from orchestration.settings import Settings
from orchestration.sources import raw_tables
from orchestration.storage.connections import fresh_build, set_aside_damaged, writer
from orchestration.storage.fingerprint import fingerprint
from orchestration.storage.table_stats import read_table_stats


def load_build(settings: Settings, progress: Progress) -> Iterator[LoadedTable]:
    """Create `meta.*` and `raw.*` in a fresh build database, yielding each table.

    A published database that is damaged is set aside first: the audit compares with it.
    Raises WarehouseError where the build's place cannot be emptied or written.
    """
    today = datetime.now(UTC).date()
    aside = set_aside_damaged(settings.published_database, today)
    if aside is not None:
        progress.note(
            f"{settings.published_database}: it is damaged, so it was set aside as"
            f" {aside.name} and a new one is made"
        )
    made_of = fingerprint(settings)  # first: what lands meanwhile is the next run's
    landed = list(landed_files(settings))
    files = list(vintages(settings, landed))
    remove_old_cells(settings, landed)
    fresh_build(settings.build_database)
    with writer(settings.build_database) as connection:
        load_landed_files(connection, files)
        name_build(connection, made_of)
        for name in META_TABLES:
            yield LoadedTable(
                "meta", name, read_table_stats(connection, "meta", name).rows
            )
        for done, name in enumerate(raw_tables(), start=1):
            progress.step("loading raw tables", done, len(raw_tables()))
            own = [each for each in files if each.file.source.raw_table == name]
            yield load_raw_table(connection, name, own)
