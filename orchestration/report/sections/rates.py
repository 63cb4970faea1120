"""Yields, the gap between US and Japanese ones, and the yen.

Belongs here: market prices by month. Does not: what moved them.
"""

import altair

from orchestration.report import charts
from orchestration.report.exhibit import Column, Exhibit, Section, change, month


def _fold(
    query: str, columns: dict[str, str], title: str, palette: list[str]
) -> altair.LayerChart:
    names = list(columns.values())
    label = " : ".join(
        f"datum.key == '{key}' ? '{name}'" for key, name in columns.items()
    )
    drawn = (
        charts.base(query)
        .transform_fold(list(columns), as_=["key", "figure"])
        .transform_filter("isValid(datum.figure)")
        .transform_calculate(series=f"{label} : ''")
        .mark_line()
        .encode(
            x=charts.month_axis(),
            y=altair.Y("figure:Q", title=title),
            color=charts.colours("series", names, palette, charts.line_legend()),
            strokeDash=charts.dashes("series", names),
            tooltip=[
                altair.Tooltip("reference_month:T", format="%B %Y", title="month"),
                altair.Tooltip("series:N"),
                altair.Tooltip("figure:Q", format=",.2f", title="figure"),
            ],
        )
    )
    return altair.layer(charts.zero_line(query), drawn).properties(height=240)


def _yields() -> altair.LayerChart:
    return _fold(
        "yields",
        {"us_10y_average_pct": "United States", "jp_10y_average_pct": "Japan"},
        "10-year par yield, percent",
        [charts.BLUE, charts.RED],
    )


def _gap() -> altair.LayerChart:
    return _fold(
        "gap",
        {
            "us_jp_2y_spread_average_pct": "2-year",
            "us_jp_10y_spread_average_pct": "10-year",
            "us_jp_30y_spread_average_pct": "30-year",
        },
        "US minus Japan, percentage points",
        [charts.GREEN, charts.BLUE, charts.PURPLE],
    )


def _yen() -> altair.LayerChart:
    drawn = (
        charts.base("yen")
        .mark_line(color=charts.RED)
        .encode(
            x=charts.month_axis(),
            y=altair.Y(
                "usdjpy_noon_new_york_average:Q",
                title="yen per US dollar",
                scale=altair.Scale(zero=False),
            ),
            tooltip=[
                altair.Tooltip("reference_month:T", format="%B %Y", title="month"),
                altair.Tooltip(
                    "usdjpy_noon_new_york_average:Q", format=",.1f", title="yen"
                ),
            ],
        )
    )
    return altair.layer(drawn).properties(height=240)


SECTION = Section(
    id="rates",
    title="Yields, the gap, and the yen",
    lede=(
        "Monthly averages. The gap is taken on days on which both countries have a"
        " yield. The three charts share their months."
    ),
    exhibits=(
        Exhibit(
            id="yields",
            title="Ten-year yields",
            query=(
                "select reference_month, us_10y_average_pct, jp_10y_average_pct\n"
                "from market_monthly\nwhere reference_month >= '2018-01-31'\n"
                "order by reference_month desc"
            ),
            columns=(
                month(),
                Column("us_10y_average_pct", "United States, %", decimals=2),
                Column("jp_10y_average_pct", "Japan, %", decimals=2),
            ),
            source=(
                "US Treasury par yields, Federal Reserve H.15; Ministry of Finance,"
                " Japan; table market_monthly"
            ),
            chart=_yields,
            alt="Lines since 2018: 10-year par yields of the US and Japan, percent.",
        ),
        Exhibit(
            id="gap",
            title="The gap between the United States and Japan",
            finding=(
                "In {{ word(0, 'reference_month') }} a ten-year Treasury paid"
                " {{ size(0, 'us_jp_10y_spread_average_pct') }} percentage points"
                " {{ 'less' if value(0, 'us_jp_10y_spread_average_pct') < 0 else"
                " 'more' }} than a Japanese government bond."
            ),
            query=(
                "select\n    reference_month,\n    us_jp_2y_spread_average_pct,\n"
                "    us_jp_10y_spread_average_pct,\n"
                "    us_jp_30y_spread_average_pct,\nfrom market_monthly\n"
                "where reference_month >= '2018-01-31'\n"
                "    and us_jp_10y_spread_average_pct is not null\n"
                "order by reference_month desc"
            ),
            columns=(
                month(),
                change("us_jp_2y_spread_average_pct", "2-year, points", 2),
                change("us_jp_10y_spread_average_pct", "10-year, points", 2),
                change("us_jp_30y_spread_average_pct", "30-year, points", 2),
            ),
            source="as above; table market_monthly",
            chart=_gap,
            alt=(
                "Lines since 2018 of the gap between US and Japanese yields at two, ten"
                " and thirty years, in percentage points."
            ),
        ),
        Exhibit(
            id="yen",
            title="Yen per dollar",
            query=(
                "select reference_month, usdjpy_noon_new_york_average\n"
                "from market_monthly\nwhere reference_month >= '2018-01-31'\n"
                "    and usdjpy_noon_new_york_average is not null\n"
                "order by reference_month desc"
            ),
            columns=(
                month(),
                Column("usdjpy_noon_new_york_average", "yen per US dollar", decimals=2),
            ),
            source="Federal Reserve H.10, noon in New York; table market_monthly",
            chart=_yen,
            alt="A line since 2018: yen per US dollar, monthly average.",
        ),
    ),
)
