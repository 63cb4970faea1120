"""Damage a publisher's table as a broken transfer or a careless hand would.

Belongs here: making damaged copies of one delimited file. Does not: landing them
(`landing.py`). A mutant differs from its original in at least one figure, name or date
that the table is about; which one is drawn with a seed, so that it can be made again.
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

Table = list[list[str]]
# Draws a damaged copy of a table's rows, or None where it cannot.
Damage = Callable[["Layout", Table, random.Random], Table | None]


@dataclass(frozen=True)
class Layout:
    """Where a table has its data: first and last row, names and figures.

    `names` are the columns that say what a row is about, `figures` the first column
    after them.
    """

    delimiter: str
    first_row: int
    last_row: int = 99_999
    names: tuple[int, ...] = (0,)
    figures: int = 1

    def data(self, rows: Table) -> list[int]:
        """List the rows that hold data."""
        return [
            place
            for place in range(self.first_row, min(self.last_row, len(rows)))
            if len(rows[place]) > self.figures and rows[place][self.names[0]].strip()
        ]


def lose_a_line(layout: Layout, rows: Table, draw: random.Random) -> Table:
    """Leave out one row of data."""
    gone = draw.choice(layout.data(rows))
    return rows[:gone] + rows[gone + 1 :]


def lose_a_block(layout: Layout, rows: Table, draw: random.Random) -> Table | None:
    """Leave out some rows in a row."""
    data = layout.data(rows)
    size = draw.randint(2, max(2, len(data) // 4))
    first = draw.choice(data[:-size] or data[:1])
    return rows[:first] + rows[first + size :]


def lose_a_column(layout: Layout, rows: Table, draw: random.Random) -> Table:
    """Leave out one column of figures, heading and all."""
    width = len(rows[layout.data(rows)[0]])
    gone = draw.randrange(layout.figures, width)
    return [row[:gone] + row[gone + 1 :] if len(row) == width else row for row in rows]


def lose_a_holder(layout: Layout, rows: Table, draw: random.Random) -> Table:
    """Leave out all rows of one name."""
    name = rows[draw.choice(layout.data(rows))][layout.names[0]]
    data = set(layout.data(rows))
    return [
        row
        for place, row in enumerate(rows)
        if place not in data or row[layout.names[0]] != name
    ]


def exchange_names(layout: Layout, rows: Table, draw: random.Random) -> Table | None:
    """Give the figures of two names to each other."""
    data = layout.data(rows)
    names = sorted(
        {tuple(rows[place][each] for each in layout.names[:2]) for place in data}
    )
    if len({name[0] for name in names}) < 2:
        return None
    first, second = draw.sample(sorted({name[0] for name in names}), 2)
    keys = {rows[place][layout.names[0]]: _key(layout, rows[place]) for place in data}
    other = {first: keys[second], second: keys[first]}
    within = set(data)
    return [
        _named(layout, row, other[row[layout.names[0]]])
        if place in within and row[layout.names[0]] in other
        else row
        for place, row in enumerate(rows)
    ]


def exchange_columns(layout: Layout, rows: Table, draw: random.Random) -> Table | None:
    """Exchange the figures of two columns under headings that stay."""
    data = layout.data(rows)
    width = len(rows[data[0]])
    if width - layout.figures < 2:
        return None
    one, two = draw.sample(range(layout.figures, width), 2)
    changed = [list(row) for row in rows]
    for place in data:
        if len(rows[place]) == width:
            changed[place][one], changed[place][two] = (
                rows[place][two],
                rows[place][one],
            )
    return changed


def scale_a_column(layout: Layout, rows: Table, draw: random.Random) -> Table:
    """Multiply a column's figures, as a changed unit does."""
    data = layout.data(rows)
    width = len(rows[data[0]])
    column = draw.randrange(layout.figures, width)
    factor = draw.choice([1000, 0.001, 1.5, 0.5, 10, -1])
    changed = [list(row) for row in rows]
    for place in data:
        if len(rows[place]) == width:
            changed[place][column] = _times(rows[place][column], factor)
    return changed


def shift_a_column(layout: Layout, rows: Table, draw: random.Random) -> Table:
    """Move a column's figures one row down."""
    data = layout.data(rows)
    width = len(rows[data[0]])
    column = draw.randrange(layout.figures, width)
    changed = [list(row) for row in rows]
    for place, before in zip(data[1:], data, strict=False):
        if len(rows[place]) == len(rows[before]) == width:
            changed[place][column] = rows[before][column]
    return changed


def print_a_block_twice(layout: Layout, rows: Table, draw: random.Random) -> Table:
    """Print some rows again below themselves."""
    data = layout.data(rows)
    size = draw.randint(1, max(1, len(data) // 4))
    first = draw.choice(data[:-size] or data[:1])
    return rows[: first + size] + rows[first : first + size] + rows[first + size :]


def shift_the_dates(layout: Layout, rows: Table, draw: random.Random) -> Table | None:
    """Give each row of a name, or of all, the month or day of the row below it."""
    if len(layout.names) < 3 and layout.figures > 1:
        return None
    date_column = layout.names[-1]
    data = layout.data(rows)
    changed = [list(row) for row in rows]
    for place, below in pairwise(data):
        changed[place][date_column] = rows[below][date_column]
    return changed


DAMAGES: dict[str, Damage] = {
    each.__name__.replace("_", " "): each
    for each in (
        lose_a_line,
        lose_a_block,
        lose_a_column,
        lose_a_holder,
        exchange_names,
        exchange_columns,
        scale_a_column,
        shift_a_column,
        print_a_block_twice,
        shift_the_dates,
    )
}


def _key(layout: Layout, row: Sequence[str]) -> list[str]:
    return [row[each] for each in layout.names[: max(1, len(layout.names) - 1)]]


def _named(layout: Layout, row: Sequence[str], key: Sequence[str]) -> list[str]:
    changed = list(row)
    for column, text in zip(layout.names, key, strict=False):
        changed[column] = text
    return changed


def _times(text: str, factor: float) -> str:
    try:
        figure = float(text.replace(",", "")) * factor
    except ValueError:
        return text
    return f"{figure:.10g}" if "." in text else f"{figure:.0f}"
