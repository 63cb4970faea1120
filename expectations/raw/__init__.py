"""Define what must be true of `raw.*` as it comes in, before dbt may use it.

Belongs here: arrival, completeness, drift against the vintage before, freshness. Does
not: single figures and labels (rejected at landing,
`orchestration/landing/validate.py`) or identities between figures (dbt tests).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from expectations.check import Check
from expectations.raw.completeness import (
    enough_figures,
    every_source_landed,
    no_cell_lost,
    no_gap_in_dates,
)
from expectations.raw.drift import no_wild_revision, same_magnitude
from expectations.raw.freshness import is_fresh


@dataclass(frozen=True)
class RawTable:
    """What the checks must know of a raw table; a rule that is None is not checked.

    `figure_share_floor` is a share (0 to 1) of its cells, `empty_before` the columns
    that may be empty in files that do not reach a month (2024-02-29),
    `stale_after_days` the age of its newest figure in days, `gap_days` the longest
    pause of each source in days, between the dates of a series with `has_series`.
    """

    name: str
    figure_share_floor: float | None = None
    empty_before: Mapping[str, str] = field(default_factory=dict)
    stale_after_days: int | None = None
    gap_days: Mapping[str, int] = field(default_factory=dict)
    has_series: bool = False
    compares_vintages: bool = False


def raw_checks(tables: Sequence[RawTable]) -> Sequence[Check]:
    """Build every check of the incoming boundary, for the given raw tables."""
    checks: list[Check] = []
    for table in tables:
        checks += [no_cell_lost(table.name), every_source_landed(table.name)]
        if table.figure_share_floor is not None:
            checks.append(
                enough_figures(table.name, table.figure_share_floor, table.empty_before)
            )
        if table.stale_after_days is not None:
            checks.append(is_fresh(table.name, table.stale_after_days))
        if table.gap_days:
            checks.append(no_gap_in_dates(table.name, table.gap_days, table.has_series))
        if table.compares_vintages:
            checks += [same_magnitude(table.name), no_wild_revision(table.name)]
    return checks
