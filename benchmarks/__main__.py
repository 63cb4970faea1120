"""Run `make bench`: speed, memory and size against their aims, in one run.

Belongs here: choosing and printing. Does not: timed tests, which fail on a slow day.
"""

import shutil
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.jobs import job_rows, parsing_rows
from benchmarks.scale import scale_rows


def main() -> None:
    """Measure and print; `python -m benchmarks scale` measures the vintages only."""
    folder = Path(tempfile.mkdtemp(prefix="tic-bench-"))
    wanted = sys.argv[1:] or ["jobs", "parsing", "scale"]
    table = Table("measured", "result", "aim", box=None, pad_edge=False)
    try:
        for name, rows in (
            ("jobs", job_rows),
            ("parsing", parsing_rows),
            ("scale", scale_rows),
        ):
            if name in wanted:
                for row in rows(folder):
                    table.add_row(*row)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    Console(width=110).print(table)


if __name__ == "__main__":
    main()
