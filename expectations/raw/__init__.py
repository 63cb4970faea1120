"""Define what must be true of `raw.*` as it comes in, before dbt may use it.

Belongs here: arrival, completeness, drift against the vintage before, freshness. Does
not: single figures and labels (rejected at landing,
`orchestration/landing/validate.py`) or identities between figures (dbt tests).
"""

from collections.abc import Iterable, Sequence

from expectations.check import Check
from expectations.raw.completeness import (
    enough_figures,
    every_source_landed,
    no_cell_lost,
)
from expectations.raw.drift import no_wild_revision, same_magnitude
from expectations.raw.freshness import is_fresh

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
    """Build every check of the incoming boundary, for the given raw tables."""
    checks: list[Check] = []
    for table in tables:
        checks += [no_cell_lost(table), every_source_landed(table)]
        if table in FIGURE_SHARE_FLOORS:
            checks.append(enough_figures(table, FIGURE_SHARE_FLOORS[table]))
        if table in STALE_AFTER_DAYS:
            checks.append(is_fresh(table, STALE_AFTER_DAYS[table]))
        if table in _TIC_WITH_CODES:
            checks += [same_magnitude(table), no_wild_revision(table)]
    return checks
