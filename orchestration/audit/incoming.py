"""Build the checks of the incoming boundary from the blocks of the sources.

Belongs here: what the blocks say of a raw table, for `expectations`. Does not: the
checks themselves (`expectations/raw`), running them (`boundaries.py`).
"""

from collections.abc import Sequence

from expectations import Check
from expectations.raw import RawTable, raw_checks
from orchestration.sources import Source, raw_tables


def incoming_checks() -> Sequence[Check]:
    """Build the checks of all raw tables, in the order of their blocks."""
    return raw_checks([_raw_table(*entry) for entry in raw_tables().items()])


def _raw_table(name: str, sources: Sequence[Source]) -> RawTable:
    """Take each rule from the first block that has it, and pauses from every block.

    A source without a longest pause, such as an excerpt, leaves its table unchecked.
    """
    floors = (source.figure_share_floor for source in sources)
    days = (source.stale_after_days for source in sources)
    pauses = {source.id: source.max_gap_days for source in sources}
    return RawTable(
        name=name,
        gap_days={
            each: longest
            for each, longest in pauses.items()
            if longest is not None and None not in pauses.values()
        },
        has_series=not any(source.label_source for source in sources),
        figure_share_floor=next((each for each in floors if each is not None), None),
        stale_after_days=next((each for each in days if each is not None), None),
        empty_before={
            column: str(month)
            for source in sources
            for column, month in source.empty_before.items()
        },
        compares_vintages=any(source.compares_vintages for source in sources),
    )
