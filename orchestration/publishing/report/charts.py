"""Build the axes, legends and the few kinds of charts that the sections use.

Belongs here: marks and axes. Does not: queries, words, colours (`style.py`).
Import this module late where start-up time counts: Altair is slow to import.
"""

from collections.abc import Mapping, Sequence

import altair

from orchestration.publishing.report.style import (
    INK,
    MUTED,
    PAPER,
    SERIES,
    SHAPES,
)

# Half the width of a bar: the name of a month is written under its middle.
_HALF_MONTH = (
    "(scale('x', datetime(2024, 1, 1)) - scale('x', datetime(2023, 11, 1))) / 4"
)


# Longer than any month, in milliseconds: a line is not drawn across a month missing.
_GAP = 45 * 24 * 60 * 60 * 1000

NAMES_OF = "names_of_"  # what the page's script puts the names of all series into
RANGE = "chosen_range"  # what is chosen in the strip, the brush's signal
NAMES_AT_ENDS = "names_at_ends"  # what the page's script calls the layer of names
KEY_MONTH = "key_month"

# What altair.layer returns.
Layers = altair.LayerChart | altair.FacetChart


def base(query: str) -> altair.Chart:
    """Make an empty chart of the rows of a query, as wide as the page allows."""
    return altair.Chart(altair.NamedData(query), width="container", height=300)


def month_axis(column: str = "reference_month") -> altair.X:
    """Make a time axis of months; January is labelled by its year alone."""
    return altair.X(
        f"{column}:T",
        title="month",
        axis=altair.Axis(
            tickCount={"expr": "max(3, width / 90)"},
            labelExpr="month(datum.value) ? timeFormat(datum.value, '%b %Y')"
            " : timeFormat(datum.value, '%Y')",
        ),
    )


def month_bar_axis(column: str = "reference_month") -> altair.X:
    """Make a time axis for bars, each as wide as its month."""
    return altair.X(
        f"yearmonth({column}):T",
        title="month",
        bandPosition=0.5,
        axis=altair.Axis(
            tickCount={"expr": "max(3, width / 110)"},
            labelSeparation=12,
            labelFlush=False,
            labelOffset={"expr": _HALF_MONTH},
            # The axis ends where the month after the last one begins.
            labelExpr="datum.value < domain('x')[1]"
            " ? timeFormat(datum.value, '%b %Y') : ''",
        ),
    )


def money_axis(column: str, title: str) -> altair.X:
    """Make a horizontal axis of dollars."""
    return altair.X(
        column,
        title=title,
        axis=altair.Axis(grid=True, tickCount={"expr": "max(3, width / 80)"}),
    )


def mark_legend(names: Sequence[str] | None = None) -> altair.Legend:
    """Make a legend with as many names in a row as there is room for."""
    return altair.Legend(columns=_columns(names, sample=39, beside=180))


def _columns(names: Sequence[str] | None, sample: int, beside: int) -> dict[str, str]:
    """Compute how many names fit side by side, by the pixels that the longest takes.

    Names that the query gives are taken to be as long as “United Kingdom”; `beside`
    is what the axis takes of the chart's width. The width of the container counts, not
    that of the plot, which is known only after the legend is laid out. It is in the
    expression times zero, so that the columns are computed again when it changes.
    """
    longest = max(map(len, names or ["United Kingdom"]))
    room = f"containerSize()[0] - {beside} + 0 * width"
    each = f"{sample + 6.8 * longest:.0f}"
    return {"expr": f"max(1, min(4, floor(({room}) / {each})))"}


def colours(
    field: str,
    names: Sequence[str] | None = None,
    palette: Sequence[str] = SERIES,
    *,
    has_legend: bool = True,
    is_part: bool = False,
) -> altair.Color:
    """Colour marks by the name of their series; `names` fixes which has which.

    Without a legend the marks are named otherwise. Where only a part of the rows is
    drawn (`is_part`), the colours are those that the whole would have.
    """
    named = list(names) if names else altair.Undefined
    domain = altair.ExprRef(f"{NAMES_OF}{field}") if is_part else named
    span = list(palette)[: len(names)] if names else list(palette)
    return altair.Color(
        f"{field}:N",
        scale=altair.Scale(domain=domain, range=span),
        sort=list(names) if names else None,
        legend=mark_legend(names) if has_legend else None,
    )


def lines(
    rows: altair.Chart,
    query: str,
    series: str,
    value: str,
    title: str,
    *,
    month: str = "reference_month",
    names: Sequence[str] | None = None,
    palette: Sequence[str] = SERIES,
    decimals: int = 1,
    scale: altair.Scale | None = None,
    background: Sequence[altair.Chart] = (),
    apart: str = "false",
    is_part: bool = False,
) -> Layers:
    """Draw one line a series over months, each named at its end.

    Where the query's `break_kind` says that a series breaks, its line is cut and the
    line and the month are marked; across a month that is missing no line is drawn. A
    rule shows the figures of the month under the pointer, another those of the month
    that the reader's keys have come to. Rows for which the expression `apart` is true
    are points of their own. For `is_part` see `colours`.
    """
    known = rows.transform_filter(f"isValid(datum.{value})").encode(
        x=month_axis(month),
        y=altair.Y(f"{value}:Q", title=title, scale=scale or altair.Scale(zero=True)),
        color=colours(series, names, palette, has_legend=False, is_part=is_part),
    )
    drawn = cut_at_breaks(known.transform_filter(f"!({apart})"), series, month)
    layers = altair.layer(
        *background,
        break_rules(query, month),
        drawn.mark_line().encode(detail="piece:N"),
        _broken_ends(drawn),
        *([] if apart == "false" else [points_apart(known, apart)]),
        _names_at_ends(known, series, month),
        _key_rule(query, month),
        pointer_rule(rows, query, series, value, month=month, decimals=decimals),
    )
    return layers.add_params(_names_param(series)) if is_part else layers


def overview(query: str, series: str, value: str, apart: str = "false") -> Layers:
    """Draw all months of a query small, as a strip in which a range is chosen."""
    known = (
        base(query)
        .transform_filter(f"isValid(datum.{value})")
        .encode(
            x=month_axis().title(None),
            y=altair.Y(f"{value}:Q", axis=None),
            color=colours(series, has_legend=False, is_part=True),
        )
    )
    brush = altair.selection_interval(
        name=RANGE,
        encodings=["x"],
        mark=altair.BrushConfig(fill=INK, fillOpacity=0.12, stroke=INK),
    )
    drawn = cut_at_breaks(known.transform_filter(f"!({apart})"), series)
    line = drawn.mark_line(strokeWidth=1).encode(detail="piece:N")
    points = points_apart(known, apart, size=9)
    layers = altair.layer(line.add_params(brush), points).properties(height=44)
    return layers.add_params(_names_param(series))


def _names_param(series: str) -> altair.Parameter:
    return altair.param(name=f"{NAMES_OF}{series}", value=[])


def points_apart(rows: altair.Chart, apart: str, size: int = 42) -> altair.Chart:
    """Draw rows that belong to no line, such as surveys, as diamonds.

    The first row is there and not seen: an axis of no rows has no extent.
    """
    return (
        rows.transform_calculate(is_apart=f"{apart} ? 1 : 0")
        .transform_window(place="row_number()")
        .transform_filter("datum.is_apart == 1 || datum.place == 1")
        .mark_point(shape="diamond", filled=True, size=size)
        .encode(opacity=altair.Opacity("is_apart:Q", scale=None))
    )


def folded(query: str, columns: Mapping[str, str]) -> altair.Chart:
    """Make a series of each column, named in words: the fields `series`, `figure`."""
    return (
        base(query)
        .transform_fold(list(columns), as_=["key", "figure"])
        .transform_calculate(series=label_expression(columns))
    )


def _broken_ends(drawn: altair.Chart) -> altair.Chart:
    """Mark each line where it begins anew after a break.

    The first row is there and not seen: an axis of no rows has no extent.
    """
    return (
        drawn.transform_window(place="row_number()")
        .transform_filter("datum.is_break == 1 || datum.place == 1")
        .mark_point(filled=False, fill=PAPER, size=46, strokeWidth=1.8)
        .encode(opacity=altair.Opacity("is_break:Q", scale=None))
    )


def _names_at_ends(drawn: altair.Chart, series: str, month: str) -> altair.Chart:
    """Write the name of each series at the end of its line; the page keeps them apart.

    A name that adds up holders is written one a line.
    """
    return (
        drawn.transform_joinaggregate(newest=f"max({month})", groupby=[series])
        .transform_filter(f"datum.{month} == datum.newest")
        .transform_calculate(
            name_at_end=f"split(replace(datum['{series}'],"
            " regexp(' [+] ', 'g'), '|+ '), '|')"
        )
        .mark_text(align="left", baseline="middle", dx=7, fontWeight=600)
        .encode(text="name_at_end:N")
        .properties(name=NAMES_AT_ENDS)
    )


def _key_rule(query: str, month: str) -> altair.Chart:
    """Draw a line at the month that the keys have come to: the signal `key_month`."""
    return (
        base(query)
        .transform_aggregate(rows="count()", groupby=[month])
        .mark_rule(strokeWidth=1.5)
        .encode(
            x=month_axis(month),
            opacity=altair.condition(
                f"datum['{month}'] == {KEY_MONTH}", altair.value(1), altair.value(0)
            ),
        )
        .add_params(altair.param(name=KEY_MONTH, value=0))
    )


def cut_at_breaks(
    chart: altair.Chart, series: str, month: str = "reference_month"
) -> altair.Chart:
    """Count the pieces of each series between breaks and gaps, a line's `detail`."""
    begins = f"datum['{month}'] - datum.month_before > {_GAP}"
    return (
        chart.transform_calculate(is_break="isValid(datum.break_kind) ? 1 : 0")
        .transform_window(
            month_before=f"lag({month})",
            groupby=[series],
            sort=[altair.SortField(month)],
        )
        .transform_calculate(
            begins=f"datum.is_break || (datum.month_before && {begins}) ? 1 : 0"
        )
        .transform_window(
            piece="sum(begins)",
            groupby=[series],
            sort=[altair.SortField(month)],
        )
    )


def break_rules(query: str, column: str = "reference_month") -> altair.Chart:
    """Mark the months across which no change may be read, by `break_kind`.

    Rules of other months are there and not seen: an axis of no rules has no extent,
    about which the library warns.
    """
    return (
        base(query)
        .transform_calculate(is_break="isValid(datum.break_kind) ? 1 : 0")
        .transform_aggregate(broken="max(is_break)", groupby=[column])
        .mark_rule(strokeDash=[2, 3], color=MUTED)
        .encode(x=month_axis(column), opacity=altair.Opacity("broken:Q", scale=None))
    )


def pointer_rule(
    rows: altair.Chart,
    query: str,
    series: str,
    value: str,
    *,
    month: str = "reference_month",
    decimals: int = 1,
) -> altair.Chart:
    """Draw a vertical line at the month under the pointer, with its figures."""
    near = altair.selection_point(
        fields=[month],
        nearest=True,
        on="pointerover",
        empty=False,
        clear="pointerout",
        name=f"near_{query}",
    )
    return (
        rows.transform_filter(f"isValid(datum.{value})")
        .transform_calculate(
            shown=f"format(datum.{value}, ',.{decimals}f')",
            month=f"timeFormat(toDate(datum.{month}), '%B %Y')",
        )
        .transform_pivot(series, value="shown", groupby=[month, "month"], op="max")
        .mark_rule(strokeWidth=1, tooltip={"content": "data"})
        .encode(
            x=month_axis(month),
            opacity=altair.condition(near, altair.value(0.8), altair.value(0)),
        )
        .add_params(near)
    )


def stacked_bars(
    query: str,
    columns: Mapping[str, str],
    palette: Sequence[str],
    *,
    decimals: int = 1,
) -> altair.Chart:
    """Draw the parts of a change, one bar each, stacked to both sides of zero.

    Returns a chart without axes, which the caller adds.
    """
    names = list(columns.values())
    return (
        base(query)
        .transform_fold(list(columns), as_=["key", "figure"])
        .transform_filter("isValid(datum.figure)")
        .transform_calculate(
            part=label_expression(columns),
            shown=f"format(datum.figure, '+,.{decimals}f')",
        )
        .mark_bar()
        .encode(color=colours("part", names, palette))
    )


def total_marks(query: str, size: int) -> altair.Chart:
    """Draw a diamond at the sum of the parts, visible on the colour of each."""
    return base(query).mark_point(
        shape="diamond",
        filled=True,
        size=size,
        opacity=1,
        color=INK,
        stroke=PAPER,
        strokeWidth=1.2,
    )


def label_expression(columns: Mapping[str, str]) -> str:
    """Write the Vega expression that turns the name of a folded column into words."""
    cases = (f"datum.key == '{key}' ? '{name}'" for key, name in columns.items())
    return " : ".join([*cases, "''"])


def shapes(
    field: str, names: Sequence[str], symbols: Sequence[str] = SHAPES
) -> altair.Shape:
    """Give the points of each series a shape of their own, beside their colour."""
    return altair.Shape(
        f"{field}:N",
        sort=None,
        scale=altair.Scale(domain=list(names), range=list(symbols[: len(names)])),
        legend=mark_legend(names),
    )


def name_axis(field: str, limit: int = 170, *, grid: bool = False) -> altair.Y:
    """Make a vertical axis of names, one row each, in the order of the query."""
    axis = altair.Axis(
        labelFontSize=13,
        labelLimit=limit,
        domain=False,
        ticks=False,
        grid=grid,
        gridDash=[1, 3],
    )
    return altair.Y(field, sort=None, title=None, axis=axis)


def tooltips(*fields: tuple[str, str, str]) -> list[altair.Tooltip]:
    """List what a mark shows under the pointer: field, format, title of each line."""
    return [
        altair.Tooltip(field, title=title, format=form or altair.Undefined)
        for field, form, title in fields
    ]


MONTH = ("reference_month:T", "%B %Y", "month")


def zero_line(query: str) -> altair.Chart:
    """Draw the line at zero, over which bars rise and under which they fall."""
    return base(query).mark_rule(color=MUTED, strokeWidth=1).encode(y=altair.datum(0))
