"""Show what was published at first, and what is published now.

Belongs here: first prints against latest ones. Does not: breaks of method.
"""

import altair

from orchestration.publishing.report import charts, style
from orchestration.publishing.report.exhibit import (
    Column,
    Control,
    Exhibit,
    Section,
    change,
    count,
    day,
    month,
    text,
)
from orchestration.publishing.report.queries import read_query

_PRINTS = ["first print seen", "latest print"]


def _prints() -> charts.Layers:
    return altair.layer(charts.zero_line("prints"), _distance(), _ends())


def _distance() -> altair.Chart:
    """Draw a line from the first print of a month to its latest."""
    return (
        charts.base("prints")
        .transform_calculate(
            first="datum.value_usd_bn - datum.change_since_first_usd_bn"
        )
        .mark_rule(color=style.GREY, strokeWidth=2)
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
            color=charts.colours("print", _PRINTS, [style.ORANGE, style.BLUE]),
            shape=charts.shapes("print", _PRINTS, ["triangle-up", "circle"]),
            tooltip=charts.tooltips(
                charts.MONTH,
                ("print:N", "", "print"),
                ("value_usd_bn:Q", "+,.1f", "$ bn"),
                ("known_from:T", "%-d %B %Y", "known from"),
            ),
        )
    )


SECTION = Section(
    id="revisions",
    title="First published, as revised today",
    lede=(
        "Every figure is revised: the last three months with each release, a year with"
        " those of January, April, July and October. Some months of buying turn out"
        " to have been months of selling."
    ),
    controls=(
        Control(
            "revised-holder",
            "Holder",
            "holder_name",
            "Japan",
            query=read_query("decomposition/holder_names.sql"),
        ),
    ),
    exhibits=(
        Exhibit(
            id="prints",
            title="Purchases of notes and bonds: first print against latest",
            made_of=(
                "tic_slt_table1",
                "tic_slt_table3",
            ),
            finding=(
                "{% set month = most('change_since_first_usd_bn') %}"
                "What {{ named(month, 'holder_name') }} bought or sold in"
                " {{ word(month, 'reference_month') }} was revised by"
                " ${{ size(month, 'change_since_first_usd_bn') }} billion, the most of"
                " any month."
            ),
            query=read_query("revisions/prints.sql"),
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
            made_of=(
                "tic_slt_table1",
                "tic_slt_table3",
            ),
            query=read_query("revisions/flipped.sql"),
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
        Exhibit(
            id="usual",
            title="How far sums of Japan's purchases are revised",
            finding=(
                "Nine in ten sums over {{ figure(2, 'window_months') }} months were"
                " revised by at most ${{ figure(2, 'usual_revision_usd_bn') }} billion,"
                " those over {{ figure(1, 'window_months') }} months by at most"
                " ${{ figure(1, 'usual_revision_usd_bn') }} billion; one over"
                " {{ figure(2, 'window_months') }} months was revised by"
                " ${{ figure(2, 'largest_revision_usd_bn') }} billion."
            ),
            made_of=(
                "tic_slt_table1",
                "tic_slt_table3",
            ),
            query=read_query("revisions/usual.sql"),
            columns=(
                count("window_months", "months"),
                Column("usual_revision_usd_bn", "usual revision, $ billion"),
                Column("largest_revision_usd_bn", "largest, $ billion"),
                count("revisions_compared", "sums compared"),
            ),
            source=(
                "US Treasury, TIC SLT Tables 1 and 3 in the vintages landed;"
                " table holder_change_windows"
            ),
            note=(
                "Usual is what nine tenths of the sums were revised by at most from one"
                " release at hand to the next: sums that ended about as long before the"
                " earlier release as the newest months before the newest one."
            ),
            opens=True,
        ),
    ),
)
