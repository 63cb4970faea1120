"""Let dbt document the published tables as one page that needs no network.

Belongs here: having dbt make it. Does not: what it says, which is kept beside the
models (`dbt_project/`).

dbt opens a database to write and keeps what it makes in a folder. Both are given to
it as scratch: a copy of the published file, so that neither a run at work nor a
reader notices, and a folder that is gone afterwards.
"""

import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from orchestration.errors import WarehouseError
from orchestration.settings import Settings
from orchestration.storage.connections import check_no_writers, check_published
from orchestration.storage.files import write_whole
from orchestration.transform.dbt_manifest import (
    dbt_process_environment,
    project_arguments,
    without_traceback,
)

_AT_ONCE = 1 << 20  # bytes


def build_docs(settings: Settings) -> Path:
    """Write the documentation of what is published; returns its page.

    Raises WarehouseError where nothing is published or it is damaged, or with dbt's
    own words.
    """
    check_published(settings.published_database)
    check_no_writers(
        settings.published_database
    )  # dbt could not say that it is damaged
    with TemporaryDirectory(prefix="tic-warehouse-docs-") as name:
        folder = Path(name)
        database = folder / settings.published_database.name
        _copy(settings.published_database, database)
        page = _generate(settings, database, folder / "target")
        write_whole(settings.docs_page, page.read_bytes())
    return settings.docs_page


def _copy(published: Path, copy: Path) -> None:
    try:
        reading = published.open("rb")
    except OSError as problem:
        raise WarehouseError(
            f"{published}: cannot be read ({problem.strerror}); check the permissions,"
            " then try again"
        ) from None
    try:
        with reading, copy.open("wb") as writing:
            shutil.copyfileobj(reading, writing, _AT_ONCE)
    except OSError as problem:
        raise WarehouseError(
            f"{copy}: cannot be written ({problem.strerror}); free some space, or name"
            " a folder with room in TMPDIR, and try again"
        ) from None


def _generate(settings: Settings, database: Path, target: Path) -> Path:
    """Let dbt document the project with what is in a database."""
    done = subprocess.run(  # noqa: S603
        [
            str(Path(sys.executable).with_name("dbt")),
            *("docs", "generate", "--static"),
            *project_arguments(settings, target),
        ],
        env=dbt_process_environment(settings, database),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode:
        raise WarehouseError(
            f"{settings.dbt_project_dir}: dbt cannot document the project, so mend it"
            f" and try again; what it says is:\n{without_traceback(done.stdout)}"
        )
    return target / "static_index.html"
