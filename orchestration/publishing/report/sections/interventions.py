"""Show interventions in the yen, and whether sales of Treasuries paid for them.

Belongs here: the exhibits about interventions, which `rates.py` takes into its
section. Does not: a market estimate in the place of a figure of the ministry.
"""

import altair

from orchestration.publishing.report import charts, style
from orchestration.publishing.report.exhibit import (
    Column,
    Exhibit,
    change,
    day,
    month,
    text,
)
from orchestration.publishing.report.queries import read_query

_FUNDING = {
    "amount_usd_bn": "dollars sold for yen",
    "position_change_usd_bn": "fall in Treasury holdings",
    "net_purchases_usd_bn": "net sales of Treasuries",
}


def _yen() -> charts.Layers:
    drawn = (
        charts.base("yen")
        .mark_line(color=style.INK)
        .encode(
            x=charts.month_axis(),
            y=altair.Y(
                "usdjpy_noon_new_york_average:Q",
                title="yen per US dollar",
                scale=altair.Scale(zero=False),
            ),
            tooltip=charts.tooltips(
                charts.MONTH, ("usdjpy_noon_new_york_average:Q", ",.1f", "yen")
            ),
        )
    )
    return altair.layer(_days(), drawn).properties(height=260)


def _days() -> altair.Chart:
    """Mark the days of the interventions; those that are market estimates dashed."""
    return (
        charts.base("interventions")
        .mark_rule(strokeWidth=2)
        .encode(
            x="occurred_on:T",
            color=altair.Color(
                "direction:N",
                scale=altair.Scale(
                    domain=["yen bought", "yen sold"],
                    range=[style.BLUE, style.ORANGE],
                ),
            ),
            strokeDash=altair.condition(
                "datum.is_estimate", altair.value([4, 3]), altair.value([1, 0])
            ),
            tooltip=charts.tooltips(
                ("occurred_on:T", "%-d %B %Y", "day"),
                ("direction:N", "", "intervention"),
                ("amount_yen_bn:Q", ",.1f", "yen bn"),
                ("source:N", "", "source"),
            ),
        )
    )


def _funding() -> altair.Chart:
    names = list(_FUNDING.values())
    return (
        charts.base("funding")
        .transform_fold(list(_FUNDING), as_=["key", "raw"])
        .transform_filter("isValid(datum.raw)")
        .transform_calculate(
            part=charts.label_expression(_FUNDING),
            figure="datum.key == 'amount_usd_bn' ? datum.raw : -datum.raw",
            episode="timeFormat(datum.first_day, '%B %Y')",
        )
        .mark_bar()
        .encode(
            y=charts.name_axis("episode:N"),
            yOffset=altair.YOffset("part:N", sort=names),
            x=charts.money_axis("figure:Q", "$ billion"),
            color=charts.colours("part", names, [style.GREY, style.RED, style.BLUE]),
            tooltip=charts.tooltips(
                ("episode:N", "", "begun"),
                ("part:N", "", "part"),
                ("figure:Q", "+,.1f", "$ bn"),
            ),
        )
        .properties(height=280)
    )


EXHIBITS = (
    Exhibit(
        id="yen",
        title="Yen per dollar",
        made_of=("fred_DEXJPUS",),
        finding=(
            "In {{ word(0, 'reference_month') }} a dollar cost"
            " {{ figure(0, 'usdjpy_noon_new_york_average') }} yen, the most was"
            "{% set month = most('usdjpy_noon_new_york_average') %}"
            " {{ figure(month, 'usdjpy_noon_new_york_average') }} in"
            " {{ word(month, 'reference_month') }}."
        ),
        query=read_query("interventions/yen.sql"),
        columns=(
            month(),
            Column("usdjpy_noon_new_york_average", "yen per US dollar", decimals=2),
        ),
        source="Federal Reserve H.10, noon rates in New York; table market_monthly",
        note=(
            "Vertical lines are the days on which Japan intervened; dashed ones are"
            " estimates of the market, which the ministry has not confirmed yet."
        ),
        chart=_yen,
        alt=(
            "A line since 2018: yen per US dollar, monthly average, with the days"
            " of Japan's interventions marked."
        ),
    ),
    Exhibit(
        id="interventions",
        title="Japan's interventions since 2018",
        query=read_query("interventions/interventions.sql"),
        columns=(
            day("occurred_on", "day"),
            text("direction", "direction"),
            Column("amount_yen_bn", "yen, billion"),
            Column("amount_usd_bn", "US dollars, billion"),
            text("source", "source"),
            day("known_by", "total known by"),
            day("first_visible_in_tic_on", "in TIC from"),
        ),
        source="Ministry of Finance, Japan, interventions; table interventions",
        note="A market estimate is not a figure of the ministry.",
        opens=True,
    ),
    Exhibit(
        id="funding",
        title="Did Treasuries pay for the interventions?",
        made_of=(
            "tic_slt_table3",
            "mof_reserves_excerpt",
        ),
        finding=(
            "{% set case = most('net_purchases_usd_bn') %}"
            "Around the intervention of {{ word(case, 'first_day') }} Japan"
            " {{ bought(case, 'net_purchases_usd_bn') }} a net"
            " ${{ size(case, 'net_purchases_usd_bn') }} billion of Treasuries, against"
            " ${{ figure(case, 'amount_usd_bn') }} billion sold for yen."
        ),
        query=read_query("interventions/funding.sql"),
        columns=(
            day("first_day", "first day"),
            day("last_day", "last day"),
            Column("amount_usd_bn", "dollars sold, $ billion"),
            change("position_change_usd_bn", "change in holdings, $ billion"),
            change("net_purchases_usd_bn", "net purchases, $ billion"),
            Column("funding_ratio_on_holdings", "fall in holdings, ratio", decimals=2),
            Column("funding_ratio_on_purchases", "net sales, ratio", decimals=2),
            Column(
                "funding_ratio_on_purchases_from_settlement",
                "net sales from settlement on, ratio",
                decimals=2,
            ),
            change("reserve_securities_change_usd_bn", "reserves, $ billion"),
            Column(
                "funding_ratio_on_reserve_securities",
                "fall in reserves, ratio",
                decimals=2,
            ),
            text("purchases_basis", "purchases"),
            Column(
                "funding_ratio_on_form_s_purchases",
                "net sales on Form S, ratio",
                decimals=2,
            ),
            text("amount_by", "dollars by"),
        ),
        source=(
            "Ministry of Finance, Japan, interventions and reserves; US Treasury, TIC"
            " SLT Table 3; table funding_ratio"
        ),
        note=(
            "Over the months of the intervention and the one after; from settlement on:"
            " the same from two business days later. A fall in holdings counts price"
            " changes too; net sales do not. Form S credits the first counterparty of a"
            " trade, not the holder. Reserves are the securities among Japan's"
            " reserves, in the months of the settlement alone, and are out months"
            " before the TIC figures. Interventions of which neither is out yet are"
            " left out."
        ),
        chart=_funding,
        alt=(
            "Bars for each intervention since 2018: dollars sold for yen, the fall"
            " in Japan's Treasury holdings and its net sales, in $ billion."
        ),
    ),
)
