"""Show how far the figures can be trusted, and how fresh they are.

Belongs here: freshness of each source and the results of the checks. Does not: any
judgement; the thresholds are in `expectations/`.
"""

import altair

from orchestration.publishing.report import charts, style
from orchestration.publishing.report.exhibit import (
    Exhibit,
    Section,
    count,
    day,
    month,
    text,
)
from orchestration.publishing.report.queries import read_query

_CLOCKS = {
    "newest_reference_date": "newest figure",
    "released_on": "released",
    "captured_on": "seen",
}


def _freshness() -> altair.Chart:
    names = list(_CLOCKS.values())
    return (
        _clocks()
        .mark_point(filled=True, size=70, opacity=1)
        .encode(
            y=charts.name_axis("source_id:N", limit=190, grid=True),
            x=altair.X(
                "on:T",
                title="day",
                axis=altair.Axis(
                    tickCount={"expr": "max(3, width / 90)"}, format="%b %Y"
                ),
            ),
            color=charts.colours(
                "clock", names, [style.BLUE, style.ORANGE, style.GREEN]
            ),
            shape=charts.shapes("clock", names),
            tooltip=charts.tooltips(
                ("title:N", "", "source"),
                ("clock:N", "", "clock"),
                ("on:T", "%-d %B %Y", "day"),
            ),
        )
        .properties(height=560)
    )


def _clocks() -> altair.Chart:
    """Make one row for each of the days that a source still published has."""
    return (
        charts.base("freshness")
        .transform_filter("datum.cadence != 'frozen' && isValid(datum.captured_on)")
        .transform_fold(list(_CLOCKS), as_=["key", "figure"])
        .transform_filter("isValid(datum.figure)")
        .transform_calculate(
            clock=charts.label_expression(_CLOCKS), on="toDate(datum.figure)"
        )
    )


SECTION = Section(
    id="quality",
    title="Can these figures be trusted?",
    lede=(
        "Every figure on this page is a publisher's own, or computed from those by a"
        " query that stands beside it, and leads back to a line of a file. Files are"
        " checked when they come in and tables before they are published: one that"
        " fails is not published. What to keep in mind: figures are revised, holdings"
        " are booked where the custodian is, and this copy may be older than the"
        " newest release."
    ),
    exhibits=(
        Exhibit(
            id="receipt",
            title="The audit of this publication",
            finding=(
                "{{ figure(0, 'passed') }} of {{ figure(0, 'checks') }} checks passed,"
                " {{ figure(0, 'warned') }} warned, {{ figure(0, 'failed') }} failed;"
                " checked on {{ word(0, 'audited_on') }}."
            ),
            is_technical=True,
            query=read_query("quality/receipt.sql"),
            columns=(
                count("checks", "checks"),
                count("passed", "passed"),
                count("warned", "warned"),
                count("failed", "failed"),
                day("audited_on", "checked"),
                text("fingerprint", "made of (fingerprint)"),
            ),
            source="Table quality.audit_receipt",
            note="Warnings do not stop a publication; failures do.",
        ),
        Exhibit(
            id="edition",
            title="This edition",
            is_technical=True,
            query=read_query("quality/edition.sql"),
            columns=(
                month("reference_month", "holdings to"),
                day("released_on", "released"),
                day("built_on", "published here"),
                text("fingerprint", "made of (fingerprint)"),
            ),
            source="Tables holdings_by_country and meta.build",
            opens=True,
        ),
        Exhibit(
            id="completeness",
            title="Is every release here?",
            finding="{{ word(0, 'sentence') }}.",
            query=read_query("quality/completeness.sql"),
            columns=(
                month("complete_to", "complete to"),
                text("in_part", "in part"),
                text("missing", "missing"),
            ),
            source="Tables holdings and releases",
            note=(
                "A month is in part here while some of its release's files are not"
                " landed, and missing when none is although its day of release is over."
            ),
        ),
        Exhibit(
            id="warnings",
            title="Checks that warned",
            is_technical=True,
            query=read_query("quality/warnings.sql"),
            columns=(
                text("table_name", "table"),
                text("should_be", "what should be so"),
                text("found", "not so for"),
                text("severity", "severity"),
            ),
            source="Table quality.check_results, which lists those that passed too",
            opens=True,
        ),
        Exhibit(
            id="freshness",
            title="When each source was released, seen and checked",
            finding=(
                "{% set row = latest('released_on') %}"
                "The newest release here is of {{ word(row, 'released_on') }}:"
                " {{ word(row, 'title') }}."
            ),
            query=read_query("quality/freshness.sql"),
            columns=(
                text("title", "what it is"),
                day("newest_reference_date", "newest figure"),
                day("released_on", "released"),
                day("captured_on", "seen"),
                text("publisher", "publisher"),
                text("cadence", "published"),
                count("vintages", "vintages landed"),
                text("source_id", "name in the chart"),
                day("checked_on", "checked"),
            ),
            source="Table quality.freshness",
            note=(
                "A release date is shown only where the publisher's file or calendar"
                " says it. Seen is when this copy was taken; frozen files, which are no"
                " longer published, are in the table only."
            ),
            chart=_freshness,
            alt=(
                "Dots per source: the day of its newest figure, of its release and of"
                " its capture."
            ),
            opens=True,
        ),
        Exhibit(
            id="sources",
            title="Publishers, and what is taken from each",
            query=read_query("quality/sources.sql"),
            columns=(
                text("publisher", "publisher"),
                text("titles", "what is taken"),
                text("licence", "licence"),
            ),
            source="Table meta.sources, those of which a file has landed",
            note="The same list is at the foot of this page.",
        ),
    ),
)
