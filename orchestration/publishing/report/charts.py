"""Build the axes, legends and the few kinds of charts that the sections use.

Belongs here: marks and axes. Does not: queries, words, colours (`style.py`).
Import this module late where start-up time counts: Altair is slow to import.
"""

from collections.abc import Mapping, Sequence

import altair

from orchestration.publishing.report.style import (
    DASHES,
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


def line_legend(names: Sequence[str] | None = None) -> altair.Legend:
    """Make a legend whose samples are long enough to show their dashes."""
    columns = _columns(names, sample=46, beside=75)
    return altair.Legend(symbolType="stroke", symbolSize=700, columns=columns)


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
    shown_in: altair.Legend | None = None,
) -> altair.Color:
    """Colour marks by the name of their series; `names` fixes which has which."""
    domain = list(names) if names else altair.Undefined
    span = list(palette)[: len(names)] if names else list(palette)
    return altair.Color(
        f"{field}:N",
        scale=altair.Scale(domain=domain, range=span),
        sort=list(names) if names else None,
        legend=shown_in or mark_legend(names),
    )


def dashes(
    field: str,
    names: Sequence[str] | None = None,
    shown_in: altair.Legend | None = None,
) -> altair.StrokeDash:
    """Dash lines by the same series as the colours."""
    domain = list(names) if names else altair.Undefined
    span = DASHES[: len(names)] if names else DASHES
    return altair.StrokeDash(
        f"{field}:N",
        scale=altair.Scale(domain=domain, range=span),
        sort=list(names) if names else None,
        legend=shown_in or line_legend(names),
    )


def lines(
    query: str,
    series: str,
    value: str,
    title: str,
    *,
    names: Sequence[str] | None = None,
    longest: str = "",
    decimals: int = 1,
    zero: bool = False,
) -> Layers:
    """Draw one line a series over months, with a rule that shows a month's figures.

    Where the query's `break_kind` says that a series breaks, its line is cut and the
    month marked. `longest` is the longest name where the query gives the names and a
    choice changes them.
    """
    legend = line_legend([longest] if longest else names)
    drawn = (
        base(query)
        .transform_calculate(is_break="isValid(datum.break_kind) ? 1 : 0")
        .transform_window(
            piece="sum(is_break)",
            groupby=[series],
            sort=[altair.SortField("reference_month")],
        )
        .mark_line()
        .encode(
            x=month_axis(),
            y=altair.Y(f"{value}:Q", title=title, scale=altair.Scale(zero=zero)),
            color=colours(series, names, shown_in=legend),
            strokeDash=dashes(series, names, legend),
            detail="piece:N",
        )
    )
    return altair.layer(
        break_rules(query), drawn, pointer_rule(query, series, value, decimals)
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
    query: str, series: str, value: str, decimals: int = 1
) -> altair.Chart:
    """Draw a vertical line at the month under the pointer, with its figures."""
    near = altair.selection_point(
        fields=["reference_month"],
        nearest=True,
        on="pointerover",
        empty=False,
        clear="pointerout",
        name=f"near_{query}",
    )
    return (
        base(query)
        .transform_filter(f"isValid(datum.{value})")
        .transform_calculate(
            shown=f"format(datum.{value}, ',.{decimals}f')",
            month="timeFormat(toDate(datum.reference_month), '%B %Y')",
        )
        .transform_pivot(
            series, value="shown", groupby=["reference_month", "month"], op="max"
        )
        .mark_rule(strokeWidth=1, tooltip={"content": "data"})
        .encode(
            x=month_axis(),
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
