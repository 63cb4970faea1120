"""One seller or many.

Belongs here: how many holders sell in a month, and whether others sell after Japan.
Does not: changes in holdings; when prices fall, everybody looks like a seller.
"""

import altair

from orchestration.report import charts
from orchestration.report.exhibit import Column, Exhibit, Section, change, count, month

_SERIES = {
    "diffusion_pct": "of countries",
    "diffusion_weighted_pct": "of countries, weighted by holdings",
}


def _breadth() -> altair.LayerChart:
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
                "series", names, [charts.BLUE, charts.ORANGE], charts.line_legend()
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
        .mark_rule(strokeDash=[2, 3], color=charts.MUTED)
        .encode(y=altair.datum(50))
    )
    return altair.layer(half, drawn)


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
                "In {{ word(0, 'reference_month') }}"
                " {{ figure(0, 'net_sellers') }} of {{ figure(0, 'holders') }}"
                " countries were net sellers; all together"
                " {{ 'bought' if value(0, 'net_purchases_usd_bn') > 0 else 'sold' }}"
                " ${{ size(0, 'net_purchases_usd_bn') }} billion on net."
            ),
            query=(
                "select\n    reference_month,\n    holders,\n    net_sellers,\n"
                "    net_buyers,\n    diffusion_pct,\n    diffusion_weighted_pct,\n"
                "    round(net_purchases_usd_mn / 1000, 3) as net_purchases_usd_bn,\n"
                "from selling_breadth_monthly\n"
                "where instrument = 'total' and basis = 'slt_reported'\n"
                "order by reference_month desc"
            ),
            columns=(
                month(),
                count("holders", "countries"),
                count("net_sellers", "net sellers"),
                count("net_buyers", "net buyers"),
                Column("diffusion_pct", "net sellers, %"),
                Column("diffusion_weighted_pct", "weighted by holdings, %"),
                change("net_purchases_usd_bn", "all purchases on net, $ billion"),
            ),
            source="TIC SLT Table 3; table selling_breadth_monthly",
            note="A country in balance is neither a seller nor a buyer.",
            chart=_breadth,
            alt=(
                "Two lines since February 2023: the share of countries that sold on"
                " net, plain and weighted by holdings, in percent."
            ),
        ),
    ),
)
