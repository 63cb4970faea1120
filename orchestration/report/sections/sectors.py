"""Official holders against private ones, bonds against bills.

Belongs here: the split that the publisher gives for all countries together. Does not:
a split by country, which it keeps confidential.
"""

import altair

from orchestration.report import charts
from orchestration.report.exhibit import Column, Control, Exhibit, Section, month, text

_NAMES = ["private", "official", "organisations"]


def _positions() -> altair.LayerChart:
    return charts.lines(
        "sectors",
        "sector",
        "position_usd_bn",
        "$ billion, month-end",
        names=_NAMES,
        decimals=0,
        zero=True,
    )


def _bills() -> altair.LayerChart:
    return charts.lines(
        "bills",
        "sector",
        "bills_share_pct",
        "bills, percent of holdings",
        names=_NAMES,
        zero=True,
    ).properties(height=240)


SECTION = Section(
    id="sectors",
    title="Central banks or investors, bonds or bills",
    lede=(
        "Foreign official holders are central banks, governments and their funds."
        " The publisher tells them from private ones for all countries together only."
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
            query=(
                "select\n    reference_month,\n    instrument,\n    sector,\n"
                "    round(position_usd_mn / 1000, 3) as position_usd_bn,\n"
                "    share_of_instrument_pct,\n    break_id,\n"
                "from sector_split_monthly\nwhere reference_month >= '2011-12-31'\n"
                "order by reference_month desc, instrument, sector"
            ),
            columns=(
                month(),
                text("sector", "holders"),
                Column("position_usd_bn", "position, $ billion"),
                Column("share_of_instrument_pct", "share of all foreigners, %"),
                text("break_id", "break"),
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
            query=(
                "select reference_month, sector, bills_share_pct\n"
                "from sector_split_monthly\n"
                "where instrument = 'total' and reference_month >= '2011-12-31'\n"
                "    and bills_share_pct is not null\n"
                "order by reference_month desc, sector"
            ),
            columns=(
                month(),
                text("sector", "holders"),
                Column("bills_share_pct", "bills, % of holdings"),
            ),
            source="US Treasury, TIC SLT Tables 3 and 3D; table sector_split_monthly",
            chart=_bills,
            alt=(
                "Lines of the share of bills in private, official and international"
                " organisations' holdings since December 2011, in percent."
            ),
        ),
    ),
)
