"""Compare official holders with private ones, and bonds with bills.

Belongs here: the split that the publisher gives for all countries together. Does not:
a split by country, which it keeps confidential.
"""

import altair

from orchestration.publishing.report import charts, style
from orchestration.publishing.report.exhibit import (
    Column,
    Control,
    Exhibit,
    Section,
    change,
    month,
    text,
)
from orchestration.publishing.report.queries import read_query

_NAMES = ["private", "official", "organisations"]


def _positions() -> charts.Layers:
    return charts.lines(
        charts.base("sectors"),
        "sectors",
        "sector",
        "position_usd_bn",
        "$ billion, month-end",
        names=_NAMES,
        decimals=0,
    )


def _bills() -> charts.Layers:
    return charts.lines(
        charts.base("bills"),
        "bills",
        "sector",
        "bills_share_pct",
        "bills, percent of holdings",
        names=_NAMES,
    ).properties(height=240)


def _japan() -> charts.Layers:
    columns = {
        "estimated_official_purchases_usd_bn": "ministry and central bank",
        "estimated_private_purchases_usd_bn": "everybody else",
    }
    bars = charts.stacked_bars("japan", columns, [style.PURPLE, style.GREEN]).encode(
        x=charts.month_bar_axis(),
        y=altair.Y("figure:Q", title="$ billion a month"),
        order=altair.Order("key:N", sort="ascending"),
        tooltip=[
            altair.Tooltip("reference_month:T", format="%B %Y", title="month"),
            altair.Tooltip("part:N"),
            altair.Tooltip("shown:N", title="$ bn"),
        ],
    )
    points = charts.total_marks("japan", 44).encode(
        x=charts.month_bar_axis(),
        y="net_purchases_usd_bn:Q",
        tooltip=[
            altair.Tooltip("reference_month:T", format="%B %Y", title="month"),
            altair.Tooltip("net_purchases_usd_bn:Q", format="+,.1f", title="all, $ bn"),
        ],
    )
    return altair.layer(bars, charts.zero_line("japan"), points)


SECTION = Section(
    id="sectors",
    title="Central banks or investors, bonds or bills",
    lede=(
        "Foreign official holders are central banks, governments and their funds."
        " The Treasury splits official from private only for the world total."
    ),
    controls=(
        Control(
            "sector-instrument",
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
            id="sectors",
            title="Official, private, and international organisations",
            made_of=("tic_slt_table3",),
            finding=(
                "{% set private = where('sector', 'private') %}"
                "In {{ word(private, 'reference_month') }} private holders had"
                " ${{ figure(private, 'position_usd_bn') }} billion,"
                " {{ figure(private, 'share_of_instrument_pct') }} percent of what"
                " foreigners held; the rest was nearly all official."
            ),
            query=read_query("sectors/sectors.sql"),
            columns=(
                month(),
                text("sector", "holders"),
                Column("position_usd_bn", "position, $ billion"),
                Column("share_of_instrument_pct", "share of all foreigners, %"),
                text("break_kind", "break"),
            ),
            source="US Treasury, TIC SLT Tables 3 and 3D; table sector_split_monthly",
            note="Official holdings at private custodians abroad count as private.",
            chart=_positions,
            alt=(
                "Lines of private, official and international organisations' holdings"
                " since December 2011, in $ billion."
            ),
            controls=("sector-instrument",),
        ),
        Exhibit(
            id="bills",
            title="How much of it is bills",
            finding=(
                "In {{ word(1, 'reference_month') }} bills were"
                " {{ figure(0, 'bills_share_pct') }} percent of official holdings and"
                " {{ figure(2, 'bills_share_pct') }} percent of private ones."
            ),
            made_of=("tic_slt_table3",),
            query=read_query("sectors/bills.sql"),
            columns=(
                month(),
                text("sector", "holders"),
                Column("bills_share_pct", "bills, % of holdings"),
                text("break_kind", "break"),
            ),
            source="US Treasury, TIC SLT Tables 3 and 3D; table sector_split_monthly",
            chart=_bills,
            alt=(
                "Lines of the share of bills in private, official and international"
                " organisations' holdings since December 2011, in percent."
            ),
        ),
        Exhibit(
            id="japan",
            title="Japan: the reserves, or everybody else (an estimate)",
            finding=(
                "In {{ word(0, 'reference_month') }} the securities among Japan's"
                " reserves"
                " {{ 'rose' if value(0, 'reserve_securities_change_usd_bn') > 0"
                " else 'fell' }}"
                " by ${{ size(0, 'reserve_securities_change_usd_bn') }} billion. The"
                " reserves are out months before the Treasury's figures."
            ),
            made_of=(
                "tic_slt_table3",
                "mof_reserves_excerpt",
            ),
            query=read_query("sectors/japan.sql"),
            columns=(
                month(),
                change("reserve_securities_change_usd_bn", "reserves, $ billion"),
                change("net_purchases_usd_bn", "Japan, all, $ billion"),
                change(
                    "estimated_official_purchases_usd_bn",
                    "ministry and central bank (estimate), $ billion",
                ),
                change(
                    "estimated_private_purchases_usd_bn",
                    "everybody else (estimate), $ billion",
                ),
                change(
                    "estimated_private_purchases_theta_08_usd_bn",
                    "the same, were a fifth of the reserves not Treasuries, $ billion",
                ),
            ),
            source=(
                "Ministry of Finance, Japan, reserves; US Treasury, TIC SLT Table 3;"
                " table japan_official_private"
            ),
            note=(
                "What the securities among Japan's reserves gained beyond prices counts"
                " as official, as if all of them were Treasuries; the rest of Japan's"
                " net purchases is everybody else's. The diamond is all of Japan."
            ),
            chart=_japan,
            alt=(
                "Bars by month: Japan's net purchases, estimated for its reserves and"
                " for everybody else, in $ billion."
            ),
        ),
    ),
)
