"""Japan's files at the door: what is whole lands, what cannot be is refused.

Belongs here: what a source's block asks of a file. Does not: reading it.
"""

from datetime import date
from pathlib import Path

import pytest

from orchestration.errors import WarehouseError
from orchestration.landing.store import land
from orchestration.landing.validate import validate
from orchestration.parsing.document import Document
from orchestration.parsing.registry import parse, recognise
from orchestration.settings import Settings
from tests.support.fixtures import CAPTURED, SEEDS, by_hand, relaxed
from tests.support.japan_fixtures import (
    BUYS_YEN,
    interventions,
    payments_long_term,
    payments_summary,
    reserves,
    reserves_excerpt,
    securities_week,
)

FILES = {
    "mof_6pi_1": payments_summary(),
    "mof_6pi_4": payments_long_term(),
    "mof_reserves": reserves(),
    "mof_reserves_excerpt": reserves_excerpt(),
    "mof_interventions": interventions(),
    "mof_securities_week": securities_week(),
}


def examined(content: bytes) -> None:
    """What the block asks beside size and first day, which small files lack."""
    document = Document("file", content)
    # the figures tell their place, and so do not add up
    source = relaxed(recognise(document).id, sums=())
    parsed = parse(document, source)
    validate(document, source, parsed, SEEDS, CAPTURED.date())


@pytest.mark.parametrize("source_id", FILES)
def test_a_file_of_each_layout_passes(source_id: str) -> None:
    assert recognise(Document("file", FILES[source_id])).id == source_id
    examined(FILES[source_id])


@pytest.mark.parametrize("source_id", [name for name in FILES if "excerpt" not in name])
def test_a_file_that_begins_late_or_is_short_does_not_land(
    source_id: str, tmp_path: Path
) -> None:
    with pytest.raises(WarehouseError, match=r"are fewer than|reaches back to"):
        land(FILES[source_id], by_hand(), Settings(data_dir=tmp_path))


def test_an_amount_in_millions_of_yen_is_refused() -> None:
    day = (date(2024, 4, 29), 5_918_500, BUYS_YEN)
    with pytest.raises(WarehouseError, match="the figure is above 1,000,000"):
        examined(interventions([(date(2024, 6, 30), [day])]))


def test_reserves_in_thousands_of_dollars_are_refused() -> None:
    content = reserves_excerpt().replace(b",112,", b",1120000000,")
    with pytest.raises(WarehouseError, match="the figure is above 4,000,000"):
        examined(content)


def test_purchases_in_millions_of_yen_are_refused() -> None:
    content = payments_summary(figure=lambda period, _: str(60_000_000 + period))
    with pytest.raises(WarehouseError, match="the figure is above 50,000,000"):
        examined(content)


def test_figures_of_a_week_to_come_are_refused() -> None:
    content = securities_week(first=date(2026, 11, 15))
    with pytest.raises(WarehouseError, match="after the day it was captured"):
        examined(content)
