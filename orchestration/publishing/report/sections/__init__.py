"""List the sections of the report in the order in which they are read.

Each module declares one: its exhibits, the words around them, and its charts.
"""

from orchestration.publishing.report.exhibit import Section
from orchestration.publishing.report.sections import (
    answer,
    breadth,
    custody,
    decomposition,
    holders,
    quality,
    rates,
    revisions,
    sectors,
)


def all_sections() -> tuple[Section, ...]:
    """List every section, in reading order."""
    return (
        answer.SECTION,
        holders.SECTION,
        decomposition.SECTION,
        sectors.SECTION,
        custody.SECTION,
        breadth.SECTION,
        rates.SECTION,
        revisions.SECTION,
        quality.SECTION,
    )
