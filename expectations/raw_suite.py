"""What must be true of `raw.*` as it comes in, before dbt may use it.

Belongs here: arrival, completeness, drift against the vintage before, freshness. Does
not: single figures and labels (rejected at landing,
`orchestration/landing/validate.py`) or identities between figures (dbt tests).
"""

from collections.abc import Iterable, Sequence

from expectations.runner import Check

# Share of the cells that hold a figure, lowest seen in a real file and the floor set
# below it; a publisher that suppresses far more than ever before has changed something.
FIGURE_SHARE_FLOORS = {
    "tic_slt_table1": 0.45,  # 0.52 in the vintage of 2024-12-19: its flows begin late
    "tic_slt_table3": 0.60,  # 0.70 in the vintage of 2026-06-18
    "tic_slt_table5": 0.99,  # 1.00 in the vintage of 2026-06-18
    "tic_mfhhis01": 0.99,  # all but 6 cells in the vintage of 2026-05-18
    "tic_mfh": 0.99,  # 1.00 in the frozen vintage of 2023-03-15
    "us_treasury_par_yields": 0.70,  # 0.82 in 1990-2024: tenors began one by one
    "fed_h15": 0.60,  # 0.78 in the daily file of 2023-03-23
    "fred_series": 0.90,  # 0.96 as published: holidays stand there as missing
    "mof_jgb": 0.70,  # 0.82 since 1974: tenors began one by one
    "ecb_reference_rates": 0.60,  # 0.76 since 1999: currencies came and went
    "us_treasury_mspd_table_1": 0.99,  # 1.00 in 2026-09
    "bis_policy_rates": 0.99,  # 1.00 in both files of 2025-08
    "imf_cofer": 0.99,  # 1.00 in the answer of 2026-06
    "mof_6pi_1": 0.55,  # 0.64 in the file of 2026-07-11: net alone before 2014
    "mof_6pi_4": 0.80,  # 0.91 in the file of 2026-07-11: the central bank has none
    "mof_reserves": 0.60,  # 0.79 in the excerpt of 2026-09-13: some parts began late
}

# Days after its newest figure at which a file is called stale, by the publishers' own
# rhythm: a TIC month comes 43 to 79 days after its end (release list, 2003-2025) and
# stays the newest for another month; mfhhis01 ends with a full year. MOF: payments come
# some 40 days after the month, reserves in the first week of the next, interventions
# 40 days after the quarter, a week's transactions on the next Thursday.
STALE_AFTER_DAYS = {
    "tic_slt_table1": 110,
    "tic_slt_table3": 110,
    "tic_slt_table5": 110,
    "tic_mfhhis01": 520,
    "us_treasury_par_yields": 7,
    "fed_h15": 10,
    "fred_series": 14,
    "mof_jgb": 14,
    "ecb_reference_rates": 7,
    "mof_6pi_1": 90,
    "mof_6pi_4": 90,
    "mof_reserves": 45,
    "mof_interventions": 150,
    "mof_securities_week": 21,
    "us_treasury_debt_to_penny": 7,
    "us_treasury_mspd_table_1": 45,
    "bis_policy_rates": 75,
    "imf_cofer": 200,
}

_TIC_WITH_CODES = ("tic_slt_table1", "tic_slt_table3")


def raw_checks(tables: Iterable[str]) -> Sequence[Check]:
    """Every check of the incoming boundary, for the given raw tables."""
    checks: list[Check] = []
    for table in tables:
        checks += [_no_cell_lost(table), _every_source_landed(table)]
        if table in FIGURE_SHARE_FLOORS:
            checks.append(_enough_figures(table, FIGURE_SHARE_FLOORS[table]))
        if table in STALE_AFTER_DAYS:
            checks.append(_fresh(table, STALE_AFTER_DAYS[table]))
        if table in _TIC_WITH_CODES:
            checks += [_same_magnitude(table), _no_wild_revision(table)]
    return checks


def _no_cell_lost(table: str) -> Check:
    return Check(
        name="every_cell_of_every_landed_file_is_loaded",
        table=f"raw.{table}",
        expectation="ExpectColumnPairValuesToBeEqual",
        arguments={"column_A": "cells_landed", "column_B": "cells_loaded"},
        severity="critical",
        reason="a file's cells were counted when it landed; all that the vintage before"
        " does not repeat must arrive",
        query=f"""
            select
                landed.file_name,
                (landed.cells - landed.cells_repeated)::double as cells_landed,
                count(cells.source_sha256)::double as cells_loaded,
            from meta.landed_files as landed
            left join raw.{table} as cells
                on landed.sha256 = cells.source_sha256
            where landed.raw_table = '{table}'
            group by all
        """,
        allows_empty=True,
    )


def _enough_figures(table: str, floor: float) -> Check:
    return Check(
        name="most_cells_hold_a_figure",
        table=f"raw.{table}",
        expectation="ExpectColumnValuesToBeBetween",
        arguments={"column": "share_with_figure", "min_value": floor},
        severity="critical",
        reason=f"the share never fell below {floor} in a real vintage",
        query=f"""
            select
                landed.file_name,
                avg((cells.cell_value is not null)::integer) as share_with_figure,
            from raw.{table} as cells
            inner join meta.landed_files as landed
                on cells.source_sha256 = landed.sha256
            -- some months of an older vintage are no sample of it
            where landed.cells_repeated = 0
            group by all
        """,
        allows_empty=True,
    )


def _every_source_landed(table: str) -> Check:
    return Check(
        name="every_source_of_the_table_has_landed",
        table=f"raw.{table}",
        expectation="ExpectColumnValuesToBeBetween",
        arguments={"column": "vintages", "min_value": 1},
        severity="warning",
        reason="a source without a file leaves its figures out; `make update` fetches",
        query=f"""
            select id as source_id, vintages
            from meta.sources
            where raw_table = '{table}'
        """,
    )


def _fresh(table: str, days: int) -> Check:
    return Check(
        name="newest_figures_are_not_stale",
        table=f"raw.{table}",
        expectation="ExpectColumnValuesToBeBetween",
        arguments={"column": "age_days", "max_value": days},
        severity="warning",
        reason=f"the publisher renews it within {days} days; `make update` fetches",
        query=f"""
            select
                max(reference_date)::varchar as newest,
                date_diff('day', max(reference_date), current_date) as age_days,
            from raw.{table}
            having count(*) > 0
        """,
        allows_empty=True,
    )


def _vintage_pairs(table: str) -> str:
    """Figures of the newest vintage beside what the vintages before it last said."""
    return f"""
        with numbered as (
            select
                sha256,
                file_name,
                row_number() over (
                    order by
                        last_reference_date desc, released_on desc, captured_at desc
                ) as age,
            from meta.landed_files
            where raw_table = '{table}'
        ),
        newest as (
            select cells.*, numbered.file_name
            from raw.{table} as cells
            inner join numbered
                on cells.source_sha256 = numbered.sha256 and numbered.age = 1
        ),
        before as (
            select cells.*
            from raw.{table} as cells
            inner join numbered
                on cells.source_sha256 = numbered.sha256 and numbered.age > 1
            qualify row_number() over (
                partition by code, reference_date, measure order by numbered.age
            ) = 1
        ),
        pairs as (
            select
                newest.file_name,
                newest.line_number,
                newest.label,
                newest.period,
                newest.measure,
                before.cell_value as before,
                newest.cell_value as now,
                abs(newest.cell_value) / abs(before.cell_value) as ratio,
            from newest
            inner join before using (code, reference_date, measure)
            -- below a billion a revision may well be a multiple
            where abs(before.cell_value) >= 1000 and newest.measure like '%_pos'
        )
    """


def _same_magnitude(table: str) -> Check:
    return Check(
        name="figures_have_the_magnitude_of_the_vintage_before",
        table=f"raw.{table}",
        expectation="ExpectColumnValuesToBeBetween",
        arguments={"column": "median_ratio", "min_value": 0.9, "max_value": 1.1},
        severity="critical",
        reason="revisions move single holders; the median moves with a unit only",
        query=_vintage_pairs(table)
        + "select file_name, median(ratio) as median_ratio from pairs group by all",
        allows_empty=True,
    )


def _no_wild_revision(table: str) -> Check:
    return Check(
        name="no_position_is_revised_threefold",
        table=f"raw.{table}",
        expectation="ExpectColumnValuesToBeBetween",
        arguments={"column": "ratio", "min_value": 1 / 3, "max_value": 3},
        severity="warning",
        reason="from 0.86 to 1.17 times between 2026-04-15 and 2026-06-18",
        query=_vintage_pairs(table)
        + "select * from pairs where ratio not between 0.5 and 2",
        allows_empty=True,
    )
