"""Show whether one holder sells or many.

Belongs here: how many holders sell in a month, and whether others sell after Japan.
Does not: changes in holdings; when prices fall, everybody looks like a seller.
"""

import altair

from orchestration.publishing.report import charts, style
from orchestration.publishing.report.exhibit import (
    Column,
    Exhibit,
    Section,
    change,
    count,
    month,
    text,
)
from orchestration.publishing.report.queries import read_query

_SERIES = {
    "diffusion_pct": "countries",
    "diffusion_weighted_pct": "weighted",
}


def _breadth() -> charts.Layers:
    half = (
        charts.base("breadth")
        .mark_rule(strokeDash=[2, 3], color=style.MUTED)
        .encode(y=altair.datum(50))
    )
    return charts.lines(
        charts.folded("breadth", _SERIES),
        "breadth",
        "series",
        "figure",
        "net sellers, percent",
        names=list(_SERIES.values()),
        palette=[style.BLUE, style.ORANGE],
        scale=altair.Scale(domain=[0, 100]),
        background=[half],
    )


def _co_selling() -> charts.Layers:
    lags = ["same month", "one month later", "two months later", "three months later"]
    palette = [style.BLUE, style.ORANGE, style.GREEN, style.PURPLE]
    dots = (
        charts.base("co_selling")
        .transform_filter("datum.rests_on == 'positions, 2011 to 2023'")
        .transform_calculate(lag=f"{lags}[datum.lag_months]")
        .mark_point(filled=True, size=75, opacity=1)
        .encode(
            y=charts.name_axis("follower_name:N", grid=True),
            x=altair.X(
                "ratio_to_chance:Q",
                title="ratio to what chance gives",
                scale=altair.Scale(zero=False),
                axis=altair.Axis(tickCount={"expr": "max(3, width / 80)"}),
            ),
            color=charts.colours("lag", lags, palette),
            shape=charts.shapes("lag", lags),
            tooltip=charts.tooltips(
                ("follower_name:N", "", "group"),
                ("lag:N", "", "when"),
                ("ratio_to_chance:Q", ".2f", "ratio"),
                ("p_value_adjusted:Q", ".2f", "p, adjusted"),
            ),
        )
    )
    one = (
        charts.base("co_selling")
        .mark_rule(strokeDash=[2, 3], color=style.MUTED)
        .encode(x=altair.datum(1))
    )
    return altair.layer(one, dots).properties(height=310)


SECTION = Section(
    id="breadth",
    title="One seller, or many?",
    lede=(
        "The share of countries that sold more than they bought in a month. Above the"
        " dotted line at one half, sellers are in the majority."
    ),
    exhibits=(
        Exhibit(
            id="breadth",
            title="How many countries are net sellers",
            finding=(
                "In {{ word(0, 'reference_month') }},"
                " {{ figure(0, 'net_sellers') }} of {{ figure(0, 'holders') }}"
                " countries were net sellers; together, the countries"
                " {{ bought(0, 'net_purchases_usd_bn') }}"
                " ${{ size(0, 'net_purchases_usd_bn') }} billion on net."
            ),
            made_of=("tic_slt_table3",),
            query=read_query("breadth/breadth.sql"),
            columns=(
                month(),
                text("basis", "purchases"),
                count("holders", "countries"),
                count("net_sellers", "net sellers"),
                count("net_buyers", "net buyers"),
                Column("diffusion_pct", "net sellers, %"),
                Column("diffusion_weighted_pct", "weighted by holdings, %"),
                Column("form_s_diffusion_pct", "net sellers of bonds on Form S, %"),
                change("net_purchases_usd_bn", "all purchases on net, $ billion"),
                text("break_kind", "break"),
            ),
            source=(
                "US Treasury, TIC SLT Tables 3 and 3D, Form S; Federal Reserve staff"
                " estimates (Bertaut and Judson); table selling_breadth_monthly"
            ),
            note=(
                "Before February 2023 purchases are what positions say: their change"
                " less its price part. Since then custodians report them. The lines do"
                " not compare across the dotted rule between the two, nor across one at"
                " a break of positions. The table has Form S beside them, which credits"
                " the first counterparty of a trade and has notes and bonds alone. A"
                " country in balance is neither a seller nor a buyer."
            ),
            chart=_breadth,
            alt=(
                "Two lines since January 2012: the share of countries that sold on"
                " net, plain and weighted by holdings, in percent; dotted rules where"
                " the basis changes or positions break."
            ),
        ),
        Exhibit(
            id="co_selling",
            title="Do others sell when Japan has sold heavily?",
            finding=(
                "{{ 'Others sold after Japan more often than by chance'"
                " if value(0, 'p_value_adjusted') < 0.05 else"
                " 'There is no sign that others sell when Japan has' }}:"
                " of {{ figure(0, 'pairs') }} pairs of a group and a lag, the least"
                " likely to be chance has an adjusted p-value of"
                " {{ figure(0, 'p_value_adjusted') }}."
            ),
            more=(
                "That pair is {{ named(0, 'follower_name') }}, "
                "{% if value(0, 'lag_months') == 0 %}in the same month"
                "{% elif value(0, 'lag_months') == 1 %}one month after Japan"
                "{% else %}{{ figure(0, 'lag_months') }} months after Japan{% endif %},"
                " with {{ figure(0, 'ratio_to_chance') }} times the sales of chance."
            ),
            made_of=(
                "tic_s1_globl",
                "tic_slt3d_globl",
            ),
            query=read_query("breadth/co_selling.sql"),
            columns=(
                text("rests_on", "purchases from"),
                text("follower_name", "group"),
                count("lag_months", "months later"),
                count("shock_months", "months of heavy sales by Japan"),
                count("shock_months_sold", "of them, group sold"),
                Column("shock_months_sold_by_chance", "by chance alone", decimals=1),
                Column("ratio_to_chance", "ratio", decimals=2),
                Column("p_value", "p", decimals=3),
                Column("p_value_adjusted", "p, adjusted", decimals=3),
                count("draws", "draws"),
                count("pairs", "pairs looked at"),
            ),
            source=(
                "US Treasury, TIC; Federal Reserve staff estimates (Bertaut and"
                " Judson); table co_selling"
            ),
            note=(
                "The sentence and the chart rest on what positions say was bought from"
                " 2011 to January 2023; the table has Form S beside it, which credits"
                " the first counterparty of a trade, not the holder."
                " The ratio says how many times as often as by chance the group sold"
                " after Japan's heavy sales, which are the lowest tenth of its months."
                " Chance is Japan's months in another order. A p-value says how often"
                " such orders do as well; it is adjusted because so many pairs are"
                " looked at."
            ),
            chart=_co_selling,
            alt=(
                "Dots per group of countries and lag: how many times as often as by"
                " chance the group sold after heavy sales by Japan."
            ),
        ),
    ),
)
