"""Show who holds how much, over time, with the breaks of the series marked.

Belongs here: positions of the largest holders. Does not: why they changed.
"""

from orchestration.publishing.report import charts
from orchestration.publishing.report.exhibit import (
    Column,
    Exhibit,
    Section,
    Span,
    month,
    text,
)
from orchestration.publishing.report.queries import read_query

_SPAN = Span("months", start="2012-01")
_BY_SURVEY = "datum.counted != 'each month'"


def _positions() -> charts.Layers:
    return charts.lines(
        charts.base("positions"),
        "positions",
        "holder_name",
        "position_usd_bn",
        "$ billion, month-end",
        apart=_BY_SURVEY,
        is_part=True,
    ).properties(height=380)


def _all_positions() -> charts.Layers:
    return charts.overview("positions", "holder_name", "position_usd_bn", _BY_SURVEY)


def _shares() -> charts.Layers:
    return charts.lines(
        charts.base("shares"),
        "shares",
        "holder_name",
        "share_of_foreign_holdings_pct",
        "percent of all foreign holdings",
        is_part=True,
    )


SECTION = Section(
    id="holders",
    title="Who holds US Treasuries",
    lede=(
        "What is held at the end of each month, of bills, notes and bonds together: at"
        " market value since 2011, before that as the last survey counted it plus net"
        " purchases since. A line is cut, and a dotted line drawn, where the method or"
        " the coverage of a holder changed: no change of its own may be read across it."
    ),
    exhibits=(
        Exhibit(
            id="positions",
            title="The seven largest holders, and oil exporters to 2011",
            made_of=(
                "tic_slt_table3",
                "tic_slt_table5",
                "tic_mfhhis01",
                "tic_shlhistdat",
                "tic_oilexp_hist",
            ),
            query=read_query("holders/positions.sql"),
            columns=(
                month(),
                text("holder_name", "holder"),
                Column("position_usd_bn", "position, $ billion"),
                text("counted", "counted"),
                text("break_kind", "break"),
                text("source", "source"),
                text("ranking_caveat", "caveat of the ranking"),
            ),
            source=(
                "US Treasury, TIC SLT Table 3, Table 3D and Major Foreign Holders"
                " before it, surveys, history of oil exporters; tables"
                " holdings_by_country, survey_holdings and holdings"
            ),
            span=_SPAN,
            overview=_all_positions,
            note=(
                "Diamonds are surveys, a year or more apart, of holders that had no"
                " monthly figure of their own yet; those before 2002 leave bills out."
                " The record begins with twelve oil exporters, added up here until Form"
                " SLT counts each of them."
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
                "Lines of the seven largest holders' positions in the chosen months, in"
                " $ billion, cut where the series breaks; surveys as points."
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
            more=("{{ word(0, 'ranking_caveat') }}"),
            made_of=(
                "tic_slt_table3",
                "tic_slt_table5",
                "tic_mfhhis01",
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
                " in the chosen months, in percent."
            ),
            span=_SPAN,
        ),
        Exhibit(
            id="breaks",
            title="What changed at the dotted lines",
            query=read_query("holders/breaks.sql"),
            columns=(
                month(),
                text("holder_names", "holders"),
                text("reason", "what changed"),
                text("kind", "kind"),
            ),
            source="Table series_breaks, which says for each where it is documented",
            opens=True,
            span=_SPAN,
        ),
    ),
)
