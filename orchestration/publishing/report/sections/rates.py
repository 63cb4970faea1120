"""Show yields, the gap between US and Japanese ones, and how the yen followed it.

Belongs here: market prices by month. Does not: interventions (`interventions.py`),
which are in the same section.
"""

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
from orchestration.publishing.report.sections import interventions


def _fold(
    query: str,
    columns: dict[str, str],
    title: str,
    palette: list[str],
    month_column: str = "reference_month",
) -> charts.Layers:
    return charts.lines(
        charts.folded(query, columns),
        query,
        "series",
        "figure",
        title,
        month=month_column,
        names=list(columns.values()),
        palette=palette,
        decimals=2,
        background=[charts.zero_line(query)],
    ).properties(height=240)


def _yields() -> charts.Layers:
    return _fold(
        "yields",
        {"us_10y_average_pct": "United States", "jp_10y_average_pct": "Japan"},
        "10-year par yield, percent",
        [style.BLUE, style.RED],
    )


def _gap() -> charts.Layers:
    return _fold(
        "gap",
        {
            "us_jp_2y_spread_average_pct": "2-year",
            "us_jp_10y_spread_average_pct": "10-year",
            "us_jp_30y_spread_average_pct": "30-year",
        },
        "US minus Japan, percentage points",
        [style.GREEN, style.BLUE, style.PURPLE],
    )


def _hedged() -> charts.Layers:
    return _fold(
        "hedged",
        {
            "us_10y_hedged_excl_basis_pct": "Treasury, hedged",
            "jp_10y_pct": "Japanese bond",
        },
        "percent, without the currency basis",
        [style.BLUE, style.RED],
    )


def _rolling() -> charts.Layers:
    return _fold(
        "rolling",
        {"slope_log_pct_per_point": "slope"},
        "dollar in yen, percent a point",
        [style.PURPLE],
        month_column="last_month",
    )


SECTION = Section(
    id="rates",
    title="Yields, the gap, the yen, and interventions",
    lede=(
        "Monthly averages. The gap is taken on days on which both countries have a"
        " yield."
    ),
    exhibits=(
        Exhibit(
            id="yields",
            title="Ten-year yields",
            made_of=(
                "us_treasury_par_yields",
                "mof_jgb_current",
                "fred_DGS10",
            ),
            finding=(
                "In {{ word(0, 'reference_month') }} a ten-year Treasury yielded"
                " {{ figure(0, 'us_10y_average_pct') }} percent, a Japanese bond"
                " {{ figure(0, 'jp_10y_average_pct') }} percent."
            ),
            query=read_query("rates/yields.sql"),
            columns=(
                month(),
                Column("us_10y_average_pct", "United States, %", decimals=2),
                Column("jp_10y_average_pct", "Japan, %", decimals=2),
                text("break_kind", "break"),
            ),
            source=(
                "US Treasury, par yields, and Federal Reserve H.15; Ministry of"
                " Finance, Japan, bond yields; table market_monthly"
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
            made_of=(
                "us_treasury_par_yields",
                "mof_jgb_current",
                "fred_DGS10",
            ),
            query=read_query("rates/gap.sql"),
            columns=(
                month(),
                change("us_jp_2y_spread_average_pct", "2-year, points", 2),
                change("us_jp_10y_spread_average_pct", "10-year, points", 2),
                change("us_jp_30y_spread_average_pct", "30-year, points", 2),
                text("break_kind", "break"),
            ),
            source=(
                "US Treasury, par yields, and Federal Reserve H.15; Ministry of"
                " Finance, Japan, bond yields; table market_monthly"
            ),
            chart=_gap,
            alt=(
                "Lines since 2018 of the gap between US and Japanese yields at two, ten"
                " and thirty years, in percentage points."
            ),
        ),
        Exhibit(
            id="hedged",
            title="What a hedged Treasury pays an investor in Japan",
            finding=(
                "In {{ word(0, 'reference_month') }} a ten-year Treasury hedged into"
                " yen paid {{ size(0, 'pickup_over_jgb_10y_excl_basis_pct') }}"
                " percentage points"
                " {{ 'less' if value(0, 'pickup_over_jgb_10y_excl_basis_pct') < 0 else"
                " 'more' }} than a Japanese bond of ten years."
            ),
            made_of=(
                "fred_DGS10",
                "fred_FEDFUNDS",
                "mof_jgb_current",
            ),
            query=read_query("rates/hedged.sql"),
            columns=(
                month(),
                change("us_10y_hedged_excl_basis_pct", "Treasury, hedged, %", 2),
                change("jp_10y_pct", "Japanese bond, %", 2),
                change("pickup_over_jgb_10y_excl_basis_pct", "difference, points", 2),
                change("hedge_cost_excl_basis_pct", "cost of the hedge, %", 2),
                text("break_kind", "break"),
            ),
            source=(
                "Federal Reserve H.15, yields and the federal funds rate; Ministry of"
                " Finance, Japan, bond yields; table hedged_yields_monthly"
            ),
            note=(
                "The hedge costs the federal funds rate less the one-year Japanese"
                " yield: two different terms, and without the currency basis, which"
                " has mostly made the hedge dearer."
            ),
            chart=_hedged,
            alt=(
                "Two lines since 2018: the 10-year Treasury yield hedged into yen and"
                " the 10-year Japanese government bond yield, in percent."
            ),
        ),
        *interventions.EXHIBITS,
        Exhibit(
            id="rolling",
            title="How closely the yen followed the gap",
            finding=(
                "Over the {{ figure(0, 'months') }} months to"
                " {{ word(0, 'last_month') }} the dollar"
                " {{ 'rose' if value(0, 'slope_log_pct_per_point') > 0 else 'fell' }}"
                " by about {{ size(0, 'slope_log_pct_per_point') }} percent against the"
                " yen for each percentage point by which the gap of ten-year yields"
                " widened."
            ),
            made_of=(
                "fred_DGS10",
                "mof_jgb_current",
                "ecb_fx_daily",
            ),
            query=read_query("rates/rolling.sql"),
            columns=(
                month("last_month", "months up to"),
                count("months", "months"),
                change("slope_log_pct_per_point", "slope, % per point", 2),
                Column("r_squared", "R squared", decimals=2),
                Column("slope_standard_error", "standard error", decimals=2),
            ),
            source=(
                "US Treasury, par yields, and Federal Reserve H.15; Ministry of"
                " Finance, Japan, bond yields; European Central Bank, reference rates;"
                " table fx_rate_gap_model"
            ),
            note=(
                "Monthly changes of the dollar in yen on changes of the 10-year gap,"
                " each point fitted over as many months as the sentence names."
                " Co-movement is no cause."
            ),
            chart=_rolling,
            alt=(
                "A line since 2012: by how many percent the dollar rose in yen for each"
                " percentage point of a wider gap, over moving windows."
            ),
        ),
    ),
)
