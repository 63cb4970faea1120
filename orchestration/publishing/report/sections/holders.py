"""Show who holds how much, over time, with the breaks of the series marked.

Belongs here: positions of the largest holders. Does not: why they changed.
"""

import altair

from orchestration.publishing.report import charts, style
from orchestration.publishing.report.exhibit import (
    Column,
    Exhibit,
    Section,
    month,
    text,
)
from orchestration.publishing.report.queries import read_query


def _positions() -> charts.Layers:
    names = altair.Color(
        "holder_name:N",
        sort=None,
        scale=altair.Scale(range=style.SERIES),
        legend=charts.line_legend(),
    )
    drawn = (
        charts.base("positions")
        .transform_calculate(
            is_break="datum.breaks_positions ? 1 : 0",
        )
        .transform_window(
            piece="sum(is_break)",
            groupby=["holder_name"],
            sort=[altair.SortField("reference_month")],
        )
        .mark_line()
        .encode(
            x=charts.month_axis(),
            y=altair.Y("position_usd_bn:Q", title="$ billion, month-end"),
            color=names,
            strokeDash=altair.StrokeDash(
                "holder_name:N",
                sort=None,
                scale=altair.Scale(range=style.DASHES),
                legend=charts.line_legend(),
            ),
            detail="piece:N",
        )
    )
    return altair.layer(
        _breaks(),
        drawn,
        charts.pointer_rule("positions", "holder_name", "position_usd_bn"),
    ).properties(height=380)


def _breaks() -> altair.Chart:
    """Mark the months across which no change may be read."""
    return (
        charts.base("breaks")
        .mark_rule(strokeDash=[2, 3], color=style.MUTED)
        .encode(
            x=charts.month_axis(),
            tooltip=[
                altair.Tooltip("reference_month:T", format="%B %Y", title="break"),
                altair.Tooltip("kind:N"),
            ],
        )
    )


def _shares() -> charts.Layers:
    drawn = charts.lines(
        "shares",
        "holder_name",
        "share_of_foreign_holdings_pct",
        "percent of all foreign holdings",
        zero=True,
    )
    return altair.layer(_breaks(), drawn)


SECTION = Section(
    id="holders",
    title="Who holds US Treasuries",
    lede=(
        "Market value at the end of each month, of bills, notes and bonds together."
        " A line is cut, and a dotted line drawn, where the method or the coverage"
        " changed: no change may be read across it."
    ),
    exhibits=(
        Exhibit(
            id="positions",
            title="The seven largest holders",
            query=read_query("holders/positions.sql"),
            columns=(
                month(),
                text("holder_name", "holder"),
                Column("position_usd_bn", "position, $ billion"),
                text("break_kind", "break"),
                text("source", "source"),
            ),
            source=(
                "US Treasury, TIC SLT Table 3, and Major Foreign Holders before it;"
                " table holdings_by_country"
            ),
            finding=(
                "At the end of {{ word(0, 'reference_month') }}"
                " {{ named(0, 'holder_name') }} held"
                " ${{ figure(0, 'position_usd_bn') }} billion,"
                " {{ named(1, 'holder_name') }} ${{ figure(1, 'position_usd_bn') }}"
                " billion and {{ named(2, 'holder_name') }}"
                " ${{ figure(2, 'position_usd_bn') }} billion."
            ),
            chart=_positions,
            alt=(
                "Lines of the seven largest holders' positions since January 2012, in"
                " $ billion, cut where the series breaks."
            ),
        ),
        Exhibit(
            id="shares",
            title="Their shares of all foreign holdings",
            finding=(
                "At the end of {{ word(0, 'reference_month') }}"
                " {{ named(0, 'holder_name') }} held"
                " {{ figure(0, 'share_of_foreign_holdings_pct') }} percent of what all"
                " foreigners held."
            ),
            query=read_query("holders/shares.sql"),
            columns=(
                month(),
                text("holder_name", "holder"),
                Column("share_of_foreign_holdings_pct", "share of all foreigners, %"),
                text("break_kind", "break"),
            ),
            source=(
                "US Treasury, TIC SLT Table 3, and Major Foreign Holders before it;"
                " table holder_shares"
            ),
            note=(
                "Shares of the debt itself, at market value and at face, are further"
                " rows of the same table where a figure of the debt has been landed."
            ),
            chart=_shares,
            alt=(
                "Lines of the seven largest holders' shares of all foreign holdings"
                " since January 2012, in percent."
            ),
        ),
        Exhibit(
            id="breaks",
            title="The breaks behind the dotted lines",
            query=read_query("holders/breaks.sql"),
            columns=(
                month(),
                text("reason", "what changed"),
                text("kind", "kind"),
            ),
            source="Table series_breaks, which says for each where it is documented",
            opens=True,
        ),
    ),
)
