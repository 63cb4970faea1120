"""Find the months of each vintage that are not as in the vintage before.

Belongs here: choosing what of each landed file is loaded. Does not: reading cells
(`landing/cell_cache.py`) or what a change means (dbt models).

A publisher prints its whole history again each month and changes a few months of it.
A month that is printed as in the vintage before is not loaded again: its figures
stand in `raw.*` under the file that printed them first. So a new vintage costs what
it changes, and nothing is lost: `meta.landed_files.cells_repeated` counts the rest.
The newest vintage is loaded whole.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from orchestration.landing.cell_cache import CellFile, cell_file
from orchestration.landing.landed_files import LandedFile
from orchestration.settings import Settings


@dataclass(frozen=True)
class Vintage:
    """One landed file, and the months of it that are loaded (by their last days)."""

    file: LandedFile
    cells: CellFile
    months: frozenset[date]

    @property
    def is_whole(self) -> bool:
        """Whether every month of the file is loaded."""
        return len(self.months) == len(self.cells.months)

    @property
    def cells_repeated(self) -> int:
        """Cells that are not loaded, because the vintage before prints the same."""
        printed = self.cells.months.items()
        return sum(each.cells for month, each in printed if month not in self.months)


def vintages(settings: Settings, files: Sequence[LandedFile]) -> Iterator[Vintage]:
    """Choose what to load of each landed file, oldest data first.

    Raises WarehouseError where a landed file no longer parses.
    """
    parsed = [(file, cell_file(settings, file)) for file in files]
    by_source: dict[str, list[tuple[LandedFile, CellFile]]] = {}
    for file, cells in parsed:
        by_source.setdefault(file.sidecar.source_id, []).append((file, cells))
    for chain in by_source.values():
        oldest, newest = chain[0], chain[-1]
        if oldest is not newest:
            yield Vintage(*oldest, frozenset(oldest[1].months))
        for (_, before), (file, cells) in pairwise(chain[:-1]):
            yield Vintage(file, cells, _restated(before, cells))
        yield Vintage(*newest, frozenset(newest[1].months))


def _restated(before: CellFile, cells: CellFile) -> frozenset[date]:
    return frozenset(
        month
        for month, printed in cells.months.items()
        if before.months.get(month) != printed
    )
