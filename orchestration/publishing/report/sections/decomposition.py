"""Show what changed a holder's holdings by month; the reader chooses the holder.

Belongs here: published purchases and price changes, and the estimates before them.
Does not: pooling the two; they have exhibits of their own.
"""

import altair

from orchestration.publishing.report import charts, style
from orchestration.publishing.report.exhibit import (
    Column,
    Control,
    Exhibit,
    Section,
    change,
    count,
    month,
    text,
)
from orchestration.publishing.report.queries import read_query
from orchestration.publishing.report.sections.answer import PART_COLOURS, PARTS

_ESTIMATED = {
    "position_based_net_purchases_usd_bn": "bought or sold (estimate)",
    "price_part_usd_bn": "price (estimate)",
}


def _monthly(
    query: str, columns: dict[str, str], whole: str, title: str
) -> charts.Layers:
    bars = charts.stacked_bars(query, columns, PART_COLOURS).encode(
        x=charts.month_bar_axis(),
        y=altair.Y("figure:Q", title=title),
        order=altair.Order("key:N", sort="ascending"),
        tooltip=[
            altair.Tooltip("reference_month:T", format="%B %Y", title="month"),
            altair.Tooltip("part:N"),
            altair.Tooltip("shown:N", title="$ bn"),
        ],
    )
    points = charts.total_marks(query, 44).encode(
        x=charts.month_bar_axis(),
        y=f"{whole}:Q",
        tooltip=[
            altair.Tooltip("reference_month:T", format="%B %Y", title="month"),
            altair.Tooltip(f"{whole}:Q", format="+,.1f", title="change, $ bn"),
        ],
    )
    return altair.layer(bars, charts.zero_line(query), points).properties(height=320)


def _published() -> charts.Layers:
    return _monthly(
        "decomposition", PARTS, "position_change_usd_bn", "$ billion a month"
    )


def _estimated() -> charts.Layers:
    return _monthly(
        "estimates", _ESTIMATED, "position_change_usd_bn", "$ billion a month"
    )


def _adjusted() -> charts.Layers:
    columns = {
        "position_usd_bn": "as published",
        "valuation_adjusted_position_usd_bn": "at old prices",
    }
    return charts.lines(
        charts.folded("adjusted", columns),
        "adjusted",
        "series",
        "figure",
        "$ billion",
        names=list(columns.values()),
        palette=[style.RED, style.BLUE],
        scale=altair.Scale(zero=False),
    ).properties(height=260)


SECTION = Section(
    id="decomposition",
    title="Sold, or only worth less?",
    lede=(
        "Choose a holder: the bars say how much of each month's change was bought or"
        " sold, how much was price, and how much is neither."
    ),
    controls=(
        Control(
            "holder",
            "Holder",
            "holder_name",
            "Japan",
            query=read_query("decomposition/holder_names.sql"),
        ),
        Control(
            "instrument",
            "Instrument",
            "instrument",
            "total",
            options=(
                ("total", "all Treasuries"),
                ("long_term", "notes and bonds"),
                ("short_term", "bills"),
            ),
        ),
    ),
    exhibits=(
        Exhibit(
            id="decomposition",
            title="Bought or sold, price, and other",
            made_of=("tic_slt_table3",),
            finding=(
                "In {{ word(0, 'reference_month') }} {{ named(0, 'holder_name') }}"
                " {{ bought(0, 'net_purchases_usd_bn') }} a"
                " net ${{ size(0, 'net_purchases_usd_bn') }} billion"
                "{% if value(0, 'valuation_change_usd_bn') is not none %}; prices"
                " {{ 'added' if value(0, 'valuation_change_usd_bn') > 0 else 'took' }}"
                " ${{ size(0, 'valuation_change_usd_bn') }} billion{% endif %}."
            ),
            query=read_query("decomposition/decomposition.sql"),
            columns=(
                month(),
                Column("position_usd_bn", "position, $ billion"),
                change("position_change_usd_bn", "change, $ billion"),
                change("net_purchases_usd_bn", "bought or sold, $ billion"),
                change("valuation_change_usd_bn", "price, $ billion"),
                change("other_change_usd_bn", "other, $ billion"),
            ),
            source="US Treasury, TIC SLT Table 3; table holder_flows",
            note=(
                "Published by the Treasury since February 2023. Bills have no price"
                " part. The diamond marks the whole change."
            ),
            chart=_published,
            alt=(
                "Stacked bars by month since February 2023 for the chosen holder:"
                " bought or sold, price and other, in $ billion."
            ),
            controls=("holder", "instrument"),
        ),
        Exhibit(
            id="adjusted",
            title="The holding, and what it would be had prices not moved",
            made_of=("tic_slt_table3",),
            finding=(
                "From {{ word(last, 'reference_month') }} to"
                " {{ word(0, 'reference_month') }}"
                " {{ named(0, 'holder_name') }}"
                " {{ bought(0, 'net_purchases_since_base_usd_bn') }}"
                " a net ${{ size(0, 'net_purchases_since_base_usd_bn') }} billion."
            ),
            query=read_query("decomposition/adjusted.sql"),
            columns=(
                month(),
                Column("position_usd_bn", "position, $ billion"),
                Column(
                    "valuation_adjusted_position_usd_bn",
                    "had prices not moved, $ billion",
                ),
                change(
                    "net_purchases_since_base_usd_bn",
                    "bought since January 2023, $ billion",
                ),
                text("break_kind", "break"),
            ),
            source="US Treasury, TIC SLT Table 3; table valuation_adjusted_positions",
            note=(
                "The position of January 2023 plus all net purchases since; the rest of"
                " the distance between the lines is price and other."
            ),
            chart=_adjusted,
            alt=(
                "Two lines since February 2023 for the chosen holder: the position, and"
                " the position of January 2023 plus net purchases, in $ billion."
            ),
            controls=("holder",),
        ),
        Exhibit(
            id="estimates",
            title="Before 2023: an estimate",
            made_of=(
                "tic_slt3d_globl",
                "fed_h15",
                "frb_bertaut_judson_positions",
            ),
            finding=(
                "{% set month = most('position_based_net_purchases_usd_bn') %}"
                "The largest estimate for {{ named(month, 'holder_name') }} is that of"
                " {{ word(month, 'reference_month') }}: it"
                " {{ bought(month, 'position_based_net_purchases_usd_bn') }} a net"
                " ${{ size(month, 'position_based_net_purchases_usd_bn') }} billion."
            ),
            query=read_query("decomposition/estimates.sql"),
            columns=(
                month(),
                change("position_change_usd_bn", "change, $ billion"),
                change(
                    "position_based_net_purchases_usd_bn",
                    "bought or sold (estimate), $ billion",
                ),
                change(
                    "position_based_net_purchases_low_usd_bn",
                    "bought or sold, low end, $ billion",
                ),
                change(
                    "position_based_net_purchases_high_usd_bn",
                    "bought or sold, high end, $ billion",
                ),
                change("price_part_usd_bn", "price (estimate), $ billion"),
                text("price_from", "whose estimate"),
            ),
            source=(
                "US Treasury, TIC; Federal Reserve staff estimates (Bertaut and"
                " Judson) to December 2020, then Federal Reserve H.15, yields;"
                " table flows_by_country"
            ),
            note=(
                "The Treasury publishes the price part since its release of April 2024,"
                " back to February 2023; the Federal Reserve's staff estimated it to"
                " December 2020. After that it is what the 10-year yield did times the"
                " duration of the survey of the time; the band in the table holds nine"
                " tenths of the errors since 2023, and valuation_backtest says how"
                " large they are. What is left of a change is bought or sold, and holds"
                " shifts of custody, too."
            ),
            chart=_estimated,
            alt=(
                "Stacked bars by month from 2018 to January 2023 for the chosen holder:"
                " estimated purchases or sales and estimated price change, $ billion."
            ),
            controls=("holder",),
        ),
        Exhibit(
            id="bases",
            title="Before 2023: who traded, and who held",
            made_of=(
                "tic_s1_globl",
                "tic_slt3d_globl",
            ),
            query=read_query("decomposition/bases.sql"),
            columns=(
                text("calendar_year", "year"),
                count("months", "months"),
                change(
                    "position_based_net_purchases_usd_bn",
                    "positions: bought or sold, $ billion",
                ),
                change("position_based_net_purchases_low_usd_bn", "low end, $ billion"),
                change(
                    "position_based_net_purchases_high_usd_bn", "high end, $ billion"
                ),
                change(
                    "form_s_net_purchases_usd_bn", "Form S: bought or sold, $ billion"
                ),
                text("sign", "signs"),
            ),
            source=(
                "US Treasury, TIC Form S and positions; Federal Reserve staff estimates"
                " (Bertaut and Judson); table net_purchases_by_year"
            ),
            note=(
                "Notes and bonds, over the months that both have. Form S credits the"
                " first counterparty of a trade: what London buys for somebody else is"
                " the United Kingdom's. Positions credit the first foreign custodian."
                " Where the signs disagree, no sentence about buying or selling should"
                " rest on one of the two."
            ),
            controls=("holder",),
            opens=True,
        ),
    ),
)
