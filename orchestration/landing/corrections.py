"""Read the figures that a publisher printed wrongly: `seeds/quality/corrections.csv`.

Belongs here: what landing needs of it, so that a figure which is known to be wrong
does not reject its file. Does not: the correction itself (dbt's macro `raw_cells`); raw
keeps what is printed.
"""

import csv
from datetime import date
from functools import cache
from pathlib import Path

import pandas

from orchestration.errors import WarehouseError
from orchestration.settings import seed_path
from orchestration.sources import Source

CORRECTIONS = "dbt_project/seeds/quality/corrections.csv"
_CELL = ["label", "code", "reference_date", "measure"]


def corrected(
    source: Source, cells: pandas.DataFrame, seeds_dir: Path
) -> pandas.DataFrame:
    """Return the cells with `cell_value` as the seed corrections has it.

    A cell that prints another figure than `expect` keeps it. Raises WarehouseError for
    a line of the seed that is not a correction.
    """
    known = _corrections(seeds_dir).get(source.id)
    if known is None:
        return cells
    # a null is a code like any other: merge takes two of them for equal
    joined = cells[[*_CELL, "cell_value"]].merge(
        known, how="left", left_on=[*_CELL, "cell_value"], right_on=[*_CELL, "expect"]
    )
    is_wrong = joined["expect"].notna().to_numpy()
    values = joined["corrected_value"].to_numpy()
    return cells.assign(cell_value=cells["cell_value"].mask(is_wrong, values))


@cache
def _corrections(seeds_dir: Path) -> dict[str, pandas.DataFrame]:
    """Source id → its corrections, columns of _CELL, expect and corrected_value."""
    with seed_path(seeds_dir, "corrections").open(encoding="utf-8") as file:
        rows = [
            _read(number, row) for number, row in enumerate(csv.DictReader(file), 2)
        ]
    if not rows:
        return {}
    frame = pandas.DataFrame(rows)
    frame["code"] = frame["code"].astype("string")
    frame["reference_date"] = frame["reference_date"].astype("datetime64[s]")
    twice = frame.duplicated(["source_id", *_CELL, "expect"])
    if twice.any():
        raise WarehouseError(
            f"{CORRECTIONS}: line {twice.argmax() + 2}: a line above corrects the same"
            " cell; keep one of the two"
        )
    return {str(key): of_source for key, of_source in frame.groupby("source_id")}


def _read(number: int, row: dict[str, str]) -> dict[str, object]:
    try:
        return {
            "source_id": row["source_id"],
            "label": row["label"],
            "code": row["code"] or None,
            "reference_date": pandas.Timestamp(
                date.fromisoformat(row["reference_date"])
            ),
            "measure": row["measure"],
            "expect": float(row["expect"]),
            "corrected_value": float(row["corrected_value"] or "nan"),
        }
    except (TypeError, ValueError) as error:
        raise WarehouseError(
            f"{CORRECTIONS}: line {number}: not a correction ({error}); write the date"
            " as 2026-04-30, and expect and corrected_value as numbers"
        ) from error
