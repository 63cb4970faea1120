"""Show what custody hides: China with Belgium, and hubs against direct holders.

Belongs here: scenarios. Does not: a “true” series; nobody has one.
"""

from orchestration.publishing.report import charts
from orchestration.publishing.report.exhibit import (
    Column,
    Control,
    Exhibit,
    Section,
    change,
    month,
    text,
)
from orchestration.publishing.report.queries import read_query


def _scenarios() -> charts.Layers:
    return charts.lines(
        charts.base("custody"),
        "custody",
        "scenario",
        "position_usd_bn",
        "$ billion, month-end",
    )


def _blocks() -> charts.Layers:
    return charts.lines(
        charts.base("blocks"),
        "blocks",
        "block",
        "share_of_all_pct",
        "percent of all foreign holdings",
        names=["direct holders", "hubs", "other countries"],
    ).properties(height=240)


SECTION = Section(
    id="custody",
    title="What custody hides",
    lede=(
        "A holding is booked where its first foreign custodian is. If China moves bonds"
        " to Euroclear, China falls and Belgium rises, and nothing was sold."
    ),
    controls=(
        Control(
            "hong-kong",
            "Hong Kong",
            "includes_hong_kong",
            "false",
            options=(("false", "without Hong Kong"), ("true", "with Hong Kong")),
        ),
    ),
    exhibits=(
        Exhibit(
            id="custody",
            title="China, if Belgium's holdings were partly its own",
            made_of=("tic_slt_table3",),
            query=read_query("custody/custody.sql"),
            columns=(
                month(),
                text("scenario", "scenario"),
                Column("position_usd_bn", "position, $ billion"),
                change(
                    "change_12_months_usd_bn", "change over twelve months, $ billion"
                ),
                text("break_kind", "break"),
            ),
            finding=(
                "Over the twelve months to {{ word(0, 'reference_month') }} the"
                " holdings of {{ word(0, 'scenario') }} alone"
                " {{ 'rose' if value(0, 'change_12_months_usd_bn') > 0 else 'fell' }}"
                " by ${{ size(0, 'change_12_months_usd_bn') }} billion; those of"
                " {{ word(2, 'scenario') }}"
                " {{ 'rose' if value(2, 'change_12_months_usd_bn') > 0 else 'fell' }}"
                " by ${{ size(2, 'change_12_months_usd_bn') }} billion."
            ),
            source="US Treasury, TIC SLT Table 3; table custody_scenarios",
            note="Scenarios of how much of Belgium is China's: none, half, all.",
            chart=_scenarios,
            alt=(
                "Lines since December 2011: China, China with half of Belgium, China"
                " with Belgium, in $ billion."
            ),
            controls=("hong-kong",),
        ),
        Exhibit(
            id="blocks",
            title="Custody hubs against direct holders",
            finding=(
                "At the end of {{ word(0, 'reference_month') }}"
                " {{ word(0, 'block') }} had {{ figure(0, 'share_of_all_pct') }}"
                " percent of all foreign holdings, {{ word(1, 'block') }}"
                " {{ figure(1, 'share_of_all_pct') }} and {{ word(2, 'block') }}"
                " {{ figure(2, 'share_of_all_pct') }} percent."
            ),
            made_of=("tic_slt_table3",),
            query=read_query("custody/blocks.sql"),
            columns=(
                month(),
                text("block", "block"),
                Column("countries", "countries", decimals=0),
                Column("position_usd_bn", "position, $ billion"),
                Column("share_of_all_pct", "share of all foreigners, %"),
                text("break_kind", "break"),
            ),
            source="US Treasury, TIC SLT Table 3; table custody_blocks_monthly",
            note=(
                "Hubs are countries whose banks and funds hold for others, such as"
                " Belgium, Luxembourg and the Cayman Islands. Direct holders of a year"
                " are countries among the twenty largest of the December before, but"
                " hubs and Caribbean banking centers: table holder_groups."
            ),
            chart=_blocks,
            alt=(
                "Three lines since December 2011: the share of direct holders, of"
                " custody hubs and of other countries in all foreign holdings, in"
                " percent."
            ),
        ),
        Exhibit(
            id="shifts",
            title="Months in which custody seems to have moved",
            made_of=("tic_slt_table3",),
            query=read_query("custody/shifts.sql"),
            columns=(
                month(),
                text("from_holder_name", "from"),
                text("to_holder_name", "to"),
                Column("shifted_at_most_usd_bn", "moved at most, $ billion"),
                text("kind", "kind"),
            ),
            source="US Treasury, TIC SLT Table 3; table custody_shift_flags",
            note=(
                "A large unexplained fall in one country and a large unexplained rise"
                " in another in the same month: a hint, not proof. Where the world as a"
                " whole gained or lost without an explanation, it is a re-benchmark:"
                " figures set to a new survey, and nobody's custody need have moved."
            ),
        ),
    ),
)
