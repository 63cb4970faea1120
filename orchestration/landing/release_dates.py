"""Find when the public first had a file, and say how that is known.

Belongs here: the release calendar and the order of evidence. Does not: when we saw the
file (its sidecar says).
"""

import csv
from datetime import date
from functools import cache
from pathlib import Path

from orchestration.parsing.document import Document, ParsedFile
from orchestration.settings import seed_path
from orchestration.sources import Source


@cache
def release_calendar(seeds_dir: Path) -> dict[date, date]:
    """Map each reference month (its last day) to the day the public first had it."""
    with seed_path(seeds_dir, "release_calendar").open(encoding="utf-8") as file:
        return {
            date.fromisoformat(row["reference_month"]): date.fromisoformat(
                row["released_on"]
            )
            for row in csv.DictReader(file)
            if row["released_on"]
        }


def release_date(
    document: Document,
    source: Source,
    parsed: ParsedFile,
    given: date | None,
    seeds_dir: Path,
) -> tuple[date | None, str]:
    """When the public first had this vintage, and how that is known.

    The file's own text first, then what the user gives, then the calendar by the
    newest month of a file that every TIC release renews; else unknown.
    Raises WarehouseError where a given date contradicts the file, or either is
    before the newest figures.
    """
    newest = parsed.cells["reference_date"].max().date()
    stated = parsed.stated_release
    if given and stated and given != stated:
        raise document.error(
            f"the file says that it was released on {stated}, not on {given}; leave"
            " --released-on out"
        )
    for released, basis in ((stated, "stated in the file"), (given, "given by hand")):
        if released and released < newest:
            raise document.error(
                f"it holds figures for {newest}, so it cannot have been released on"
                f" {released} ({basis})"
            )
        if released:
            return released, basis
    if "tic_release" in (source.cadence, source.cadence_until_frozen):
        scheduled = release_calendar(seeds_dir).get(newest)
        if scheduled:
            return scheduled, "release calendar, by its newest month"
    return None, "unknown"
