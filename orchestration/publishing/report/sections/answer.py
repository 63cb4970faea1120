"""Answer whether Japan is selling, who else is, and which claims the record supports.

Belongs here: the headline's figures, the split of the change, the claims. Does not:
a verdict; those are computed in the tables `claims` and `holder_change_windows`.
"""

import altair

from orchestration.publishing.report import charts, style
from orchestration.publishing.report.exhibit import (
    Column,
    Exhibit,
    Section,
    change,
    count,
    day,
    month,
    text,
)
from orchestration.publishing.report.queries import read_query

PARTS = {
    "net_purchases_usd_bn": "bought or sold",
    "valuation_change_usd_bn": "price",
    "other_change_usd_bn": "other",
}
PART_COLOURS = [style.BLUE, style.ORANGE, style.GREY]

_COLUMNS = (
    change("position_change_usd_bn", "change, $ billion"),
    change("net_purchases_usd_bn", "net purchases, $ billion"),
    change("valuation_change_usd_bn", "price, $ billion"),
    change("other_change_usd_bn", "other, $ billion"),
    change("net_purchases_with_other_usd_bn", "bought or sold with other, $ billion"),
    Column("closing_position_usd_bn", "position at the end, $ billion"),
    count("months_of_net_sales", "months of net sales"),
)
_SOURCE = (
    "US Treasury, TIC SLT Table 3 (Treasury securities held by foreign residents),"
    " table holder_change_windows"
)


def _windows() -> charts.Layers:
    # A copy may be months old, so that no month is called the last one.
    last_month = "timeFormat(datum.last_month, '%b %Y')"
    window = (
        f"datum.window_months == 1 ? {last_month}"
        f" : datum.window_months + ' months to ' + {last_month}"
    )
    bars = (
        charts.stacked_bars("answer", PARTS, PART_COLOURS)
        .transform_calculate(window=window)
        .encode(
            y=charts.name_axis("window:N"),
            x=charts.money_axis("figure:Q", "$ billion"),
            order=altair.Order("key:N", sort="ascending"),
            tooltip=[altair.Tooltip("part:N"), altair.Tooltip("shown:N", title="$ bn")],
        )
    )
    whole = (
        charts.total_marks("answer", 110)
        .transform_calculate(window=window)
        .encode(
            y=altair.Y("window:N", sort=None),
            x="position_change_usd_bn:Q",
            tooltip=altair.Tooltip(
                "position_change_usd_bn:Q", format="+,.1f", title="change, $ bn"
            ),
        )
    )
    zero = charts.base("answer").mark_rule().encode(x=altair.datum(0))
    return altair.layer(bars, zero, whole).properties(height=210)


def _year() -> charts.Layers:
    rank = altair.Y(
        "holder_name:N",
        sort=None,
        title=None,
        axis=altair.Axis(labelFontSize=13, labelLimit=130, domain=False, ticks=False),
    )
    bars = charts.stacked_bars("year", PARTS, PART_COLOURS).encode(
        y=rank,
        x=charts.money_axis("figure:Q", "change over twelve months, $ billion"),
        order=altair.Order("key:N", sort="ascending"),
        tooltip=[
            altair.Tooltip("holder_name:N", title="holder"),
            altair.Tooltip("part:N"),
            altair.Tooltip("shown:N", title="$ bn"),
        ],
    )
    whole = charts.total_marks("year", 90).encode(
        y=rank,
        x="position_change_usd_bn:Q",
        tooltip=[
            altair.Tooltip("holder_name:N", title="holder"),
            altair.Tooltip(
                "position_change_usd_bn:Q", format="+,.1f", title="change, $ bn"
            ),
        ],
    )
    zero = charts.base("year").mark_rule().encode(x=altair.datum(0))
    return altair.layer(bars, zero, whole).properties(height=380)


SECTION = Section(
    id="answer",
    title="The answer, taken apart",
    lede=(
        "A holding changes because its owner buys or sells, because prices move, and"
        " because custody or coverage shifts. Only the first is selling."
    ),
    exhibits=(
        Exhibit(
            id="answer",
            title="What changed Japan's holdings",
            finding=(
                "In the year to {{ word(2, 'last_month') }} Japan's holdings"
                " {{ 'rose' if value(2, 'position_change_usd_bn') > 0 else 'fell' }}"
                " by ${{ size(2, 'position_change_usd_bn') }} billion."
            ),
            more=(
                "Japan"
                " {{ word(2, 'direction') }} ${{ size(2, 'net_purchases_usd_bn') }}"
                " billion on net; prices"
                " {{ 'added' if value(2, 'valuation_change_usd_bn') > 0 else 'took' }}"
                " ${{ size(2, 'valuation_change_usd_bn') }} billion, and other change"
                " {{ 'added' if value(2, 'other_change_usd_bn') > 0 else 'took' }}"
                " ${{ size(2, 'other_change_usd_bn') }} billion. Were that purchases,"
                " too, Japan would have"
                " {{ bought(2, 'net_purchases_with_other_usd_bn') }}"
                " ${{ size(2, 'net_purchases_with_other_usd_bn') }} billion."
            ),
            made_of=("tic_slt_table3",),
            query=read_query("answer/answer.sql"),
            columns=(
                count("window_months", "window, months"),
                *_COLUMNS,
                month("first_month", "from"),
                month("last_month", "to"),
                Column("share_of_position_pct", "share of what it holds, %"),
                Column("usual_revision_usd_bn", "usual revision, $ billion"),
                month("main_month", "most of it in"),
            ),
            source=_SOURCE,
            note=(
                "The diamond marks the whole change. “Other” is, for example, custody"
                " that moves between countries. Figures are net: purchases less sales."
            ),
            chart=_windows,
            alt=(
                "Bars for the last month, three, twelve and thirty-six months: what"
                " Japan bought or sold, what prices did, and other, in $ billion."
            ),
        ),
        Exhibit(
            id="year",
            title="The twelve largest holders over the last year",
            finding=(
                "At the end of {{ word(0, 'last_month') }}"
                " {{ named(0, 'holder_name') }} held the most,"
                " ${{ figure(0, 'closing_position_usd_bn') }} billion."
            ),
            more=(
                "A bar to the left is a sale only where it is blue."
                " {{ word(0, 'caveat') }}"
            ),
            made_of=("tic_slt_table3",),
            query=read_query("answer/year.sql"),
            columns=(
                text("holder_name", "holder"),
                *_COLUMNS,
                month("first_month", "from"),
                month("last_month", "to"),
                text("caveat", "caveat of the ranking"),
            ),
            source=_SOURCE,
            note=(
                "Belgium, Luxembourg, the United Kingdom, Ireland, Switzerland and the"
                " Cayman Islands hold for others: the record books a security where its"
                " first foreign custodian is."
            ),
            chart=_year,
            alt=(
                "Bars for the twelve largest holders: bought or sold, price and other"
                " over the last twelve months, in $ billion; a diamond marks the whole."
            ),
        ),
        Exhibit(
            id="claims",
            title="Claims about foreign creditors, and what the record says",
            finding=(
                "Of {{ figure(0, 'all_claims') }} claims the record supports"
                " {{ figure(0, 'supported') }} and contradicts"
                " {{ figure(0, 'contradicted') }}; {{ figure(0, 'mixed') }} are mixed"
                " and {{ figure(0, 'not_testable') }} cannot be tested on it."
            ),
            more=(
                "In the press and on social media much is claimed about the foreign"
                " creditors of the United States, Japan before all. Here such claims"
                " stand in the words of this page, each with what the public record"
                " says of it."
            ),
            query=read_query("answer/claims.sql"),
            columns=(
                text("claim", "claim"),
                text("verdict", "verdict"),
                text("why", "why"),
                day("as_of", "as of"),
                text("would_support", "would support it"),
                text("would_contradict", "would contradict it"),
                text("caveat", "caveat"),
                text("caveat_of_figures", "caveat of the figures"),
                text("evidence_missing", "evidence that is missing"),
                text("evidence_incomplete", "evidence that is incomplete"),
                text("breaks_crossed", "breaks crossed"),
                text("basis", "basis"),
                text("rule_as_sql", "rule, as SQL"),
                text("evidence_query", "its evidence, as SQL"),
                count("all_claims", "claims"),
                count("supported", "supported"),
                count("contradicted", "contradicted"),
                count("mixed", "mixed"),
                count("not_testable", "not testable"),
            ),
            source=(
                "Tables claims and claim_evidence, made from the sources at the foot of"
                " this page"
            ),
            note=(
                "A verdict is computed from the evidence by the rule shown in the"
                " table; new data can change it, and the sentence below it. What no"
                " record can decide is listed too, as not testable."
            ),
            body="claims.html",
        ),
        Exhibit(
            id="evidence",
            title="The evidence behind the verdicts",
            query=read_query("answer/evidence.sql"),
            columns=(
                text("claim", "claim"),
                text("what", "what was asked"),
                Column(
                    "value",
                    "answer",
                    decimals=2,
                    unit_column="unit",
                    absent="not in the record",
                ),
                Column("unit_in_words", "unit", "text", absent="", context="unit"),
            ),
            source=(
                "Table claim_evidence, made from the sources at the foot of this page"
            ),
            note=(
                "Each line asks the database one thing; the column query of the table"
                " claim_evidence holds the question, word for word."
            ),
        ),
    ),
)
