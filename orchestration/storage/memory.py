"""How much memory this machine lets a run have, limits of its cgroups included.

Belongs here: finding it, and the sentence where it is too little. Does not: measuring
what a run takes (`benchmarks/`).
"""

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

_MIB = 1 << 20
# The peak of a run from the shipped snapshot, its check worker and dbt included.
NEEDED_BYTES = 1200 * _MIB


def memory_warning(root: Path = Path("/")) -> str | None:
    """Say how much memory a run needs, if the machine has less; None if it has enough.

    `root` is where the files of the system are.
    """
    has = min(_limits(root), default=NEEDED_BYTES)
    if has >= NEEDED_BYTES:
        return None
    return (
        f"a run needs about {NEEDED_BYTES // _MIB:,} MiB of memory and may have"
        f" {has // _MIB:,} MiB here; if it ends without a word, give it more"
    )


def _limits(root: Path) -> Iterator[int]:
    for line in _lines(root / "proc/meminfo"):
        if line.startswith("MemTotal:"):
            yield int(line.split()[1]) * 1024
    for line in _lines(root / "proc/self/cgroup"):
        _, controllers, group = line.split(":", 2)
        place, name = root / "sys/fs/cgroup", "memory.max"
        if "memory" in controllers.split(","):
            place, name = place / "memory", "memory.limit_in_bytes"
        elif controllers:
            continue
        folder = Path(os.path.normpath(place / group.lstrip("/")))
        # a limit above binds too; inside a container the path may not be there
        for each in {place, folder, *folder.parents}:
            if each.is_relative_to(place):
                yield from map(int, filter(str.isdigit, _lines(each / name)))


def _lines(path: Path) -> list[str]:
    with suppress(OSError, UnicodeDecodeError):
        return path.read_text().splitlines()
    return []
