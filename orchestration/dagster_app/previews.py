"""Draw small pictures of the main tables, for the Dagster UI.

Belongs here: one chart per table, drawn with Altair and turned into an SVG without a
browser. Does not: the report that people read.
"""

import base64

import duckdb

_WIDTH, _HEIGHT = 460, 170

# Table → the query and the axis titles of its picture; every series has a name.
PREVIEWS: dict[str, tuple[str, str]] = {
    "main.holdings": (
        "$ billion, month-end",
        """
        select reference_month as date, holder_name as series,
            position_usd_mn / 1000 as figure
        from holdings
        where holder_code in ('42609', '41408', '13005')
            and instrument = 'total' and is_continuing
        """,
    ),
    "main.holder_flows": (
        "Japan, $ billion a month",
        """
        unpivot (
            select reference_month as date,
                net_purchases_usd_mn / 1000 as "net purchases",
                valuation_change_usd_mn / 1000 as "valuation change"
            from holder_flows
            where holder_code = '42609' and instrument = 'total'
                and net_purchases_usd_mn is not null
        ) on "net purchases", "valuation change" into name series value figure
        """,
    ),
    "main.yields": (
        "10-year par yield, %",
        """
        select last_day(date) as date, country as series, avg(par_yield_pct) as figure
        from yields where tenor_months = 120 group by all
        """,
    ),
    "main.fx_rates": (
        "yen per US dollar",
        """
        select last_day(date) as date, fixing as series, avg(units_per_usd) as figure
        from fx_rates where currency = 'JPY' group by all
        """,
    ),
    "main.market_monthly": (
        "US minus Japan, points",
        """
        unpivot (
            select reference_month as date,
                us_jp_2y_spread_average_pct as "2-year",
                us_jp_10y_spread_average_pct as "10-year",
                us_jp_30y_spread_average_pct as "30-year"
            from market_monthly
        ) on "2-year", "10-year", "30-year" into name series value figure
        """,
    ),
}


def preview(connection: duckdb.DuckDBPyConnection, table: str) -> str | None:
    """Markdown with the table's picture in it, or None where it has none."""
    if table not in PREVIEWS:
        return None
    title, query = PREVIEWS[table]
    image = base64.b64encode(_draw(connection, query, title).encode()).decode("ascii")
    return f"![{title}](data:image/svg+xml;base64,{image})"


def _draw(connection: duckdb.DuckDBPyConnection, query: str, title: str) -> str:
    import altair  # noqa: PLC0415 - slow to import, and only the last step draws
    import vl_convert  # noqa: PLC0415

    frame = connection.sql(query).df()
    frame["date"] = frame["date"].dt.strftime("%Y-%m-%d")
    rows = [
        {str(name): value for name, value in row.items()}
        for row in frame.to_dict("records")
    ]
    chart = (
        altair.Chart(altair.InlineData(values=rows))
        .mark_line(strokeWidth=1.4)
        .encode(
            x=altair.X("date:T", title=None),
            y=altair.Y("figure:Q", title=title, scale=altair.Scale(zero=False)),
            color=altair.Color("series:N", title=None),
        )
        .properties(width=_WIDTH, height=_HEIGHT)
    )
    return vl_convert.vegalite_to_svg(chart.to_dict())
