"""What was said at first, and what is said now.

Belongs here: first prints against latest ones. Does not: breaks of method.
"""

import altair

from orchestration.publishing.report import charts
from orchestration.publishing.report.exhibit import (
    Control,
    Exhibit,
    Section,
    change,
    day,
    month,
    text,
)
from orchestration.publishing.report.sections.decomposition import HOLDERS
from orchestration.publishing.report.sections.keys import SOURCES, in_words

_PRINTS = ["first print seen", "latest print"]


def _prints() -> charts.Layers:
    return altair.layer(charts.zero_line("prints"), _distance(), _ends())


def _distance() -> altair.Chart:
    """From the first print of a month to its latest."""
    return (
        charts.base("prints")
        .transform_calculate(
            first="datum.value_usd_bn - datum.change_since_first_usd_bn"
        )
        .mark_rule(color=charts.GREY, strokeWidth=2)
        .encode(x=charts.month_axis(), y="first:Q", y2="value_usd_bn:Q")
    )


def _ends() -> altair.Chart:
    return (
        charts.base("prints")
        .transform_calculate(print=f"datum.is_latest ? '{_PRINTS[1]}' : '{_PRINTS[0]}'")
        .mark_point(filled=True, size=60, opacity=1)
        .encode(
            x=charts.month_axis(),
            y=altair.Y("value_usd_bn:Q", title="net purchases, $ billion a month"),
            color=charts.colours("print", _PRINTS, [charts.ORANGE, charts.BLUE]),
            shape=charts.shapes("print", _PRINTS, ["triangle-up", "circle"]),
            tooltip=charts.told(
                charts.MONTH,
                ("print:N", "", "print"),
                ("value_usd_bn:Q", "+,.1f", "$ bn"),
                ("known_from:T", "%-d %B %Y", "known from"),
            ),
        )
    )


SECTION = Section(
    id="revisions",
    title="First told, told now",
    lede=(
        "Every figure is revised: the last three months with each release, a year with"
        " those of January, April, July and October. Some months of buying turn out"
        " to have been months of selling."
    ),
    controls=(
        Control("revised-holder", "Holder", "holder_name", "Japan", query=HOLDERS),
    ),
    exhibits=(
        Exhibit(
            id="prints",
            title="Purchases of notes and bonds: first print against latest",
            query=(
                "select\n    holder_name,\n    reference_month,\n    print_number,\n"
                "    known_from,\n    round(value_usd_mn / 1000, 3) as value_usd_bn,\n"
                "    round(change_since_first_usd_mn / 1000, 3)"
                " as change_since_first_usd_bn,\n"
                "    print_number = max(print_number) over (\n"
                "        partition by holder_code, reference_month\n"
                "    ) as is_latest,\n"
                "from quality.revision_triangle\n"
                "where measure = 'net_purchases' and instrument = 'long_term'\n"
                "order by holder_name, reference_month desc, print_number"
            ),
            columns=(
                month(),
                day("known_from", "known from"),
                change("value_usd_bn", "net purchases, $ billion", 3),
                change(
                    "change_since_first_usd_bn",
                    "change since the first print, $ billion",
                    3,
                ),
            ),
            source=(
                "US Treasury, TIC SLT Table 1 in the vintages landed;"
                " table quality.revision_triangle"
            ),
            note=(
                "The first print that this warehouse has seen is the publisher's first"
                " only where its release was landed."
            ),
            chart=_prints,
            alt=(
                "By month for the chosen holder: the first and the latest print of net"
                " purchases of long-term Treasuries, joined by a line, in $ billion."
            ),
            controls=("revised-holder",),
        ),
        Exhibit(
            id="flipped",
            title="Months in which a rise became a fall, or buying became selling",
            query=(
                "select\n    holder_name,\n    reference_month,\n"
                "    replace(measure, '_', ' ') as measure,\n"
                "    round(first_value_usd_mn / 1000, 3) as first_value_usd_bn,\n"
                "    round(latest_value_usd_mn / 1000, 3) as latest_value_usd_bn,\n"
                "    first_known_from,\n"
                f"    {in_words('first_source', SOURCES)} as first_source,\n"
                f"    {in_words('latest_source', SOURCES)} as latest_source,\n"
                "from quality.flipped_stories\nwhere instrument = 'long_term'\n"
                "order by reference_month desc, holder_name, measure"
            ),
            columns=(
                month(),
                text("measure", "measure"),
                change("first_value_usd_bn", "first, $ billion", 3),
                change("latest_value_usd_bn", "latest, $ billion", 3),
                day("first_known_from", "first known from"),
                text("first_source", "first in"),
                text("latest_source", "latest in"),
            ),
            source=(
                "US Treasury, TIC, and estimates of Federal Reserve staff, in the"
                " vintages landed; table quality.flipped_stories"
            ),
            note="Notes and bonds; both directions of change are listed.",
            controls=("revised-holder",),
            opens=True,
        ),
    ),
)
