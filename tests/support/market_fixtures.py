"""Small files in the layouts of Fiscal Data, the BIS and the IMF, written by code.

Belongs here: one writer per layout, whose arguments are what tests vary. Does not:
broken files (each test breaks its own). FRED's layout is in `fixtures.py`.
"""

import json
from collections.abc import Sequence
from datetime import date

from orchestration.parsing.document import month_end
from tests.support.fixtures import fred

DEBT_DAYS = (
    ("2026-09-08", "32387921094746.81", "7696169690699.54", "40084090785446.35"),
    ("2026-09-09", "32388611390871.80", "7685673534914.70", "40074284925786.50"),
)
STATEMENT = (
    ("Marketable", "Notes", "60.25", "61.5"),
    ("Total Marketable", "_", "60.25", "61.5"),
    ("Total Nonmarketable", "_", "4.5", "38.5"),
    ("Total Public Debt Outstanding", "_", "64.75", "100"),
)


def debt_to_penny(days: Sequence[Sequence[str]] = DEBT_DAYS) -> bytes:
    """Records on one line, as people store the `data` of an answer."""
    keys = ["record_date", "debt_held_public_amt", "intragov_hold_amt"]
    keys += ["tot_pub_debt_out_amt", "src_line_nbr"]
    records = [dict(zip(keys, [*day, "1"], strict=True)) for day in days]
    return json.dumps(records).encode()


def mspd_table_1(
    rows: Sequence[Sequence[str]] = STATEMENT, day: str = "2026-09-30"
) -> bytes:
    """One month of the statement, laid out over many lines."""
    keys = ["record_date", "security_type_desc", "security_class_desc"]
    keys += ["debt_held_public_mil_amt", "total_mil_amt"]
    records = [dict(zip(keys, [day, *row], strict=True)) for row in rows]
    return json.dumps(records, indent=1).encode()


def policy_rates(
    rates: Sequence[str] = ("0.25", "0.5", "0.5"),
    country: str = "JP",
    newest: str = "2025-03",
) -> bytes:
    """An export of the BIS, the newest month last."""
    above = [
        "Time Series Search Export,Search term,Source",
        ",,BIS",
        "",
        "Dataflow ID,Timeseries Key,Frequency,Reference area,Unit,Unit multiplier,"
        "Period,Confidentiality,Pre-break value,Status,Value",
    ]
    last = int(newest[:4]) * 12 + int(newest[5:]) - 1
    months = range(last - len(rates) + 1, last + 1)
    rows = [
        f'"BIS,WS_CBPOL,1.0",M.{country},Monthly,Area,Per cent per year,Units,'
        f"{month_end(month // 12, month % 12 + 1)},Free,,Normal value,{rate}"
        for month, rate in zip(months, rates, strict=True)
    ]
    return "\ufeff".encode() + "".join(f"{line}\r\n" for line in above + rows).encode()


COFER_SERIES = (
    ("CI_USD", "SHRO_PT", "0", (("2025-Q3", "56.92"), ("2025-Q4", "56.77"))),
    ("CI_EUR", "SHRO_PT", "0", (("2025-Q4", "43.23"),)),
    ("CI_T", "SHRO_PT", "0", (("2025-Q4", "100"),)),
    ("CI_USD", "NV_USD", "6", (("2025-Q4", "7457800000000"),)),
)


def cofer(
    series: Sequence[tuple[str, str, str, Sequence[tuple[str, str]]]] = COFER_SERIES,
) -> bytes:
    """A message of the IMF; amounts state a scale that they do not have."""
    told = "".join(
        f'<Series COUNTRY="G001" INDICATOR="AFXRA" FXR_CURRENCY="{currency}"'
        f' TYPE_OF_TRANSFORMATION="{transformation}" FREQUENCY="Q" SCALE="{scale}">'
        + "".join(
            f'<Obs TIME_PERIOD="{period}" OBS_VALUE="{value}"/>'
            for period, value in observations
        )
        + "</Series>"
        for currency, transformation, scale, observations in series
    )
    return (
        "<?xml version='1.0' encoding='UTF-8'?>"
        '<message:StructureSpecificData xmlns:message="urn:message"'
        ' xmlns:ns1="urn:Dataflow=IMF.STA:COFER(7.0.1):ObsLevelDim:TIME_PERIOD">'
        f"<message:DataSet>{told}</message:DataSet></message:StructureSpecificData>"
    ).encode()


def months_of(series: str, figures: Sequence[tuple[str, str]]) -> bytes:
    """A monthly series of FRED, each month under its first day."""
    days = [(date.fromisoformat(f"{month}-01"), [text]) for month, text in figures]
    return fred(days, header=f"observation_date,{series}")
