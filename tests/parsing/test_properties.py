"""Whatever a grid holds, reading what was written gives every cell back.

Belongs here: properties of all grids. Does not: chosen cells and broken files, which
have the test file of their layout.
"""

from hypothesis import given, settings
from hypothesis import strategies as some

from tests.support.fixtures import (
    MONTH_NAMES,
    OFFICIAL_LABELS,
    SLT_HOLDERS,
    Block,
    break_block,
    mfhhis01,
    months_back,
    parsed,
    slt_table3,
    year_block,
)

LABELS = some.sampled_from(
    ("Japan", "China, Mainland", "Korea, South ", "Iran", 'A "B"')
)
MISSING = ("n.a.", "*")
tenths = some.integers(0, 99_999).map(lambda number: f"{number / 10:.1f}")
billions = some.one_of(
    tenths, some.integers(0, 9_999).map(str), some.sampled_from(MISSING)
)
millions = some.one_of(
    some.integers(-999_999, 9_999_999).map(str), some.sampled_from(("n.a.", "-0"))
)


@some.composite
def blocks(draw: some.DrawFn) -> list[Block]:
    """One to three years, the oldest with a break or begun in its midst."""
    count = draw(some.integers(1, 3))
    first = draw(some.integers(0, 11))
    oldest = draw(
        some.sampled_from(
            [year_block(2009, MONTH_NAMES[first:]), break_block(2009, ("X", "IX"))]
        )
    )
    years = [year_block(2009 + number) for number in range(count - 1, 0, -1)]
    return [_filled(draw, block) for block in (*years, oldest)]


def _filled(draw: some.DrawFn, block: Block) -> Block:
    holders = draw(some.lists(LABELS, unique=True, max_size=4))
    labels = [*holders, "Grand Total", *OFFICIAL_LABELS]
    width = len(block.columns)
    block.rows = [
        (label, draw(some.lists(billions, min_size=width, max_size=width)))
        for label in labels
    ]
    return block


def value_of(text: str) -> float | None:
    return None if text in MISSING else float(text)


@settings(max_examples=40)
@given(blocks(), some.sampled_from("\t,"), some.sampled_from(("\r\n", "\n")))
def test_every_cell_of_the_history_comes_back(
    years: list[Block], delimiter: str, line_end: str
) -> None:
    cells = parsed(mfhhis01(years, delimiter, line_end)).cells
    written = [
        (label, f"{name} {year}", text, value_of(text))
        for block in years
        for label, texts in block.rows
        for (name, year), text in zip(block.columns, texts, strict=True)
    ]
    read = cells[["label", "period", "cell_text", "cell_value"]].astype(object)
    read = read.where(read.notna(), None)
    assert list(read.itertuples(index=False, name=None)) == written


@settings(max_examples=40)
@given(some.integers(1, 4), some.data())
def test_every_cell_of_table_3_comes_back(count: int, data: some.DataObject) -> None:
    months = months_back("2026-04", count)
    row = some.lists(millions, min_size=7, max_size=7)
    grid = {
        (holder, month): data.draw(row)
        for holder in range(len(SLT_HOLDERS))
        for month in range(count)
    }
    cells = parsed(slt_table3(months, lambda *place: grid[place], adds_up=False)).cells
    written = [text for texts in grid.values() for text in texts]
    assert cells["cell_text"].tolist() == written
    values = cells["cell_value"].astype(object).where(cells["cell_value"].notna(), None)
    assert values.tolist() == [value_of(text) for text in written]
