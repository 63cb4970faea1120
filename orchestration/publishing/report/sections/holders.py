"""Show who holds how much, over time, with the breaks of the series marked.

Belongs here: positions of the largest holders. Does not: why they changed.
"""

from orchestration.publishing.report import charts
from orchestration.publishing.report.exhibit import (
    Column,
    Exhibit,
    Section,
    month,
    text,
)
from orchestration.publishing.report.queries import read_query


def _positions() -> charts.Layers:
    return charts.lines(
        "positions",
        "holder_name",
        "position_usd_bn",
        "$ billion, month-end",
        zero=True,
    ).properties(height=380)


def _shares() -> charts.Layers:
    return charts.lines(
        "shares",
        "holder_name",
        "share_of_foreign_holdings_pct",
        "percent of all foreign holdings",
        zero=True,
    )


SECTION = Section(
    id="holders",
    title="Who holds US Treasuries",
    lede=(
        "Market value at the end of each month, of bills, notes and bonds together."
        " A line is cut, and a dotted line drawn, where the method or the coverage"
        " of a holder changed: no change of its own may be read across it."
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
                text("ranking_caveat", "caveat of the ranking"),
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
                " foreigners held. {{ word(0, 'ranking_caveat') }}"
            ),
            query=read_query("holders/shares.sql"),
            columns=(
                month(),
                text("holder_name", "holder"),
                Column("share_of_foreign_holdings_pct", "share of all foreigners, %"),
                text("break_kind", "break"),
                text("ranking_caveat", "caveat of the ranking"),
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
                text("holder_name", "holder"),
                text("reason", "what changed"),
                text("kind", "kind"),
            ),
            source="Table series_breaks, which says for each where it is documented",
            opens=True,
        ),
    ),
)
