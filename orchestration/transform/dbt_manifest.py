"""Let dbt parse its project in its own process, and keep that while current.

Belongs here: knowing whether the manifest is current, having it made, reading it. It
can be started early, so that dbt parses while the run lands its files.
"""

import hashlib
import json
import os
import subprocess
import sys
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path
from typing import Any

from orchestration.errors import WarehouseError
from orchestration.settings import Settings
from orchestration.storage.connections import says_disk_is_full
from orchestration.storage.files import write_whole
from orchestration.storage.fingerprint import files_below

# What dagster-dbt and this project read of a manifest.
_PARTS = ("nodes", "sources", "macros", "metrics", "parent_map", "child_map")

BUILD_DATABASE_VARIABLE = "TIC_WAREHOUSE_BUILD_DATABASE"
MODULES_VARIABLE = "TIC_WAREHOUSE_DBT_MODULES"
SOURCES_VARIABLE = "TIC_WAREHOUSE_SOURCES"


def dbt_environment(settings: Settings, database: Path | None = None) -> dict[str, str]:
    """Build what the dbt project asks the environment for.

    `database` is the build's if None. The sources' blocks reach dbt this way, so that a
    new file needs no line in the SQL that goes through all of them.
    """
    # only to start dbt: the command line would wait for the YAML library otherwise
    from orchestration.sources import published_files  # noqa: PLC0415

    return {
        BUILD_DATABASE_VARIABLE: str(database or settings.build_database),
        MODULES_VARIABLE: str(settings.dbt_project_dir / "python"),
        SOURCES_VARIABLE: json.dumps(published_files()),
    }


def users_dbt_settings() -> list[str]:
    """Name the variables that set up the user's own dbt, not ours."""
    return [name for name in os.environ if name.startswith("DBT_")]


def dbt_process_environment(
    settings: Settings, database: Path | None = None
) -> dict[str, str]:
    """Build the environment of a dbt process: ours without the user's own DBT_*."""
    foreign = users_dbt_settings()
    own = {name: text for name, text in os.environ.items() if name not in foreign}
    return own | dbt_environment(settings, database)


def target_path(settings: Settings) -> Path:
    """Where dbt keeps what it makes of the project."""
    return settings.build_dir / "dbt"


def project_arguments(settings: Settings, target: Path) -> list[str]:
    """Tell a dbt command which project it works on, and where to put what it makes."""
    folder = str(settings.dbt_project_dir)
    return [
        *("--project-dir", folder, "--profiles-dir", folder),
        *("--target-path", str(target)),
        *("--no-use-colors", "--log-level-file", "none"),
    ]


def start_parsing(settings: Settings) -> subprocess.Popen[str] | None:
    """Let dbt parse the project if its files changed since it last did."""
    with suppress(OSError):
        if _stamp(settings).read_bytes() == _hash(settings).encode():
            return None
    return subprocess.Popen(  # noqa: S603
        [
            *(str(Path(sys.executable).with_name("dbt")), "parse"),
            *project_arguments(settings, target_path(settings)),
        ],
        env=dbt_process_environment(settings),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def load_dbt_manifest(
    settings: Settings, parsing: subprocess.Popen[str] | None = None
) -> dict[str, Any]:
    """Read the manifest, waiting for dbt where it is still parsing.

    Raises WarehouseError with dbt's own words where the project does not parse.
    """
    parsing = parsing or start_parsing(settings)
    if parsing is not None:
        current = _hash(settings)
        output, _ = parsing.communicate()
        if parsing.returncode and says_disk_is_full(output):
            raise WarehouseError(
                f"{target_path(settings)}: the disk is full; free some space, then run"
                " again"
            )
        if parsing.returncode:
            raise WarehouseError(
                f"{settings.dbt_project_dir}: dbt cannot parse the project, so mend it"
                f" and run again; what it says is:\n{without_traceback(output)}"
            )
        write_whole(_stamp(settings), current.encode())
    manifest = _whole_manifest(settings)
    if manifest is None and parsing is None:
        _stamp(settings).unlink(missing_ok=True)
        return load_dbt_manifest(settings)  # which has dbt parse
    if manifest is None:
        raise WarehouseError(
            f"{target_path(settings)}: dbt parsed the project and left no manifest;"
            " delete this folder and run again"
        )
    return manifest


def _whole_manifest(settings: Settings) -> dict[str, Any] | None:
    """Read the manifest; None if missing, damaged or of another version of dbt."""
    try:
        manifest = json.loads((target_path(settings) / "manifest.json").read_bytes())
        made_by = manifest["metadata"]["dbt_version"]
        is_whole = all(isinstance(manifest[part], dict) for part in _PARTS)
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None
    return manifest if is_whole and made_by == version("dbt-core") else None


def without_traceback(output: str) -> str:
    """Cut a traceback in what a program printed down to its last line.

    dbt prints one for what it did not expect, such as a full disk.
    """
    before, mark, after = output.partition("Traceback (most recent call last)")
    last = after.strip().splitlines()[-1:] if mark else []
    kept = [line for line in before.splitlines() if line.strip(" :0123456789")]
    return "\n".join([*kept, *last]).strip()


def _stamp(settings: Settings) -> Path:
    return target_path(settings) / "parsed.sha256"


def _hash(settings: Settings) -> str:
    digest = hashlib.sha256(json.dumps(dbt_environment(settings)).encode())
    for path in files_below(
        settings.dbt_project_dir, {".yml", ".sql", ".csv", ".py", ".md"}
    ):
        digest.update(str(path.relative_to(settings.dbt_project_dir)).encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()
