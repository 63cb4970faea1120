"""Whole warehouses for tests: one is built, the others are copies of it."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from orchestration.settings import PROJECT_ROOT, Settings

COMMAND = [
    sys.executable,
    "-c",
    "from orchestration.cli.main import main; main()",
]


def environment(data_dir: Path, **more: str) -> dict[str, str]:
    """The environment in which `tic-warehouse` works on a data folder of its own."""
    return os.environ | {
        "TIC_WAREHOUSE_DATA_DIR": str(data_dir),
        "PYTHONPATH": str(PROJECT_ROOT),
        "COLUMNS": "200",
        **more,
    }


def tic_warehouse(
    data_dir: Path, *arguments: str, stdin: str = "", **more: str
) -> subprocess.CompletedProcess[str]:
    """Run the command to its end; output and errors are one text in `stdout`."""
    return subprocess.run(
        [*COMMAND, *arguments],
        input=stdin,
        env=environment(data_dir, **more),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        timeout=600,
    )


def copy_of(published: Settings, folder: Path) -> Settings:
    """A warehouse in the same state in another folder."""
    shutil.copytree(published.data_dir, folder, symlinks=True)
    return Settings(data_dir=folder)


def state_of(folder: Path) -> dict[str, tuple[int, int]]:
    """Size and time of every file below a folder: what must not change."""
    return {
        str(path.relative_to(folder)): (path.stat().st_size, path.stat().st_mtime_ns)
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
