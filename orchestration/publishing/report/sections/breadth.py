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
    "diffusion_pct": "of countries",
    "diffusion_weighted_pct": "of countries, weighted by holdings",
}


def _breadth() -> charts.Layers:
    names = list(_SERIES.values())
    label = f"datum.key == 'diffusion_pct' ? '{names[0]}' : '{names[1]}'"
    drawn = (
        charts.base("breadth")
        .transform_fold(list(_SERIES), as_=["key", "figure"])
        .transform_calculate(series=label)
        .mark_line(point=altair.OverlayMarkDef(size=22, filled=True))
        .encode(
            x=charts.month_axis(),
            y=altair.Y(
                "figure:Q",
                title="net sellers, percent",
                scale=altair.Scale(domain=[0, 100]),
            ),
            color=charts.colours(
                "series",
                names,
                [style.BLUE, style.ORANGE],
                charts.line_legend(names),
            ),
            strokeDash=charts.dashes("series", names),
            tooltip=[
                altair.Tooltip("reference_month:T", format="%B %Y", title="month"),
                altair.Tooltip("series:N", title="share"),
                altair.Tooltip("figure:Q", format=".1f", title="%"),
            ],
        )
    )
    half = (
        charts.base("breadth")
        .mark_rule(strokeDash=[2, 3], color=style.MUTED)
        .encode(y=altair.datum(50))
    )
    return altair.layer(half, drawn)


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
                " {{ 'bought' if value(0, 'net_purchases_usd_bn') > 0 else 'sold' }}"
                " ${{ size(0, 'net_purchases_usd_bn') }} billion on net."
            ),
            query=read_query("breadth/breadth.sql"),
            columns=(
                month(),
                count("holders", "countries"),
                count("net_sellers", "net sellers"),
                count("net_buyers", "net buyers"),
                Column("diffusion_pct", "net sellers, %"),
                Column("diffusion_weighted_pct", "weighted by holdings, %"),
                change("net_purchases_usd_bn", "all purchases on net, $ billion"),
            ),
            source="US Treasury, TIC SLT Table 3; table selling_breadth_monthly",
            note="A country in balance is neither a seller nor a buyer.",
            chart=_breadth,
            alt=(
                "Two lines since February 2023: the share of countries that sold on"
                " net, plain and weighted by holdings, in percent."
            ),
        ),
        Exhibit(
            id="co_selling",
            title="Do others sell when Japan has sold heavily?",
            finding=(
                "Of {{ figure(0, 'pairs') }} pairs of a group and a lag, the least"
                " likely to be chance is {{ named(0, 'follower_name') }}, "
                "{% if value(0, 'lag_months') == 0 %}in the same month"
                "{% elif value(0, 'lag_months') == 1 %}one month after Japan"
                "{% else %}{{ figure(0, 'lag_months') }} months after Japan{% endif %},"
                " with an adjusted p-value of {{ figure(0, 'p_value_adjusted') }}:"
                " {{ 'unlikely to be chance.' if value(0, 'p_value_adjusted') < 0.05"
                " else 'no sign that others follow.' }}"
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
