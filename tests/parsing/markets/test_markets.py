"""Fiscal Data, BIS and COFER: known cells, and a broken twin for each refusal."""

import json

import pytest

from orchestration.parsing.document import Document
from orchestration.parsing.registry import recognise
from tests.support.fixtures import cell_at, parsed, refusal, replaced, with_line_twice
from tests.support.market_fixtures import (
    DEBT_DAYS,
    STATEMENT,
    cofer,
    debt_to_penny,
    mspd_table_1,
    policy_rates,
)

DEBT, STATED = debt_to_penny(), mspd_table_1()
RATES, RESERVES = policy_rates(), cofer()


def answer(**meta: int) -> bytes:
    """An API's answer with the records of the debt to the penny."""
    return json.dumps({"data": json.loads(DEBT), "meta": meta, "links": {}}).encode()


@pytest.mark.parametrize(
    ("content", "source_id"),
    [
        (DEBT, "us_treasury_debt_to_penny"),
        (answer(), "us_treasury_debt_to_penny"),
        (STATED, "us_treasury_mspd_table_1"),
        (RATES, "bis_policy_rates_jp"),
        (policy_rates(country="US"), "bis_policy_rates_us"),
        (RESERVES, "imf_cofer"),
    ],
)
def test_a_file_is_recognised_by_what_it_says(content: bytes, source_id: str) -> None:
    assert recognise(Document("x", content)).id == source_id


def test_a_day_of_the_debt_keeps_its_dollars_and_its_record() -> None:
    cells = parsed(DEBT).cells
    assert len(cells) == 6
    assert cell_at(cells, line=2, column=2) == {
        "line_number": 2,
        "column_number": 2,
        "label": "Public debt outstanding",
        "code": None,
        "period": "2026-09-09",
        "reference_date": "2026-09-09",
        "measure": "debt_held_public_amt",
        "segment": None,
        "cell_text": "32388611390871.80",
        "cell_value": 32_388_611_390_871.80,
    }


def test_an_answer_of_the_api_reads_like_its_data_alone() -> None:
    whole = parsed(answer(**{"total-count": 2})).cells
    assert whole.equals(parsed(DEBT).cells)


def test_years_without_a_split_have_a_total_only() -> None:
    days = [("1993-01-04", "null", "null", "4167872986583.67")]
    cells = parsed(debt_to_penny(days)).cells
    assert list(cells["cell_value"].notna()) == [False, False, True]


def test_a_total_of_the_statement_is_a_record_with_its_type() -> None:
    assert cell_at(parsed(STATED).cells, line=4, column=5) == {
        "line_number": 4,
        "column_number": 5,
        "label": "_",
        "code": None,
        "period": "2026-09-30",
        "reference_date": "2026-09-30",
        "measure": "total_mil_amt",
        "segment": "Total Public Debt Outstanding",
        "cell_text": "100",
        "cell_value": 100,
    }


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (DEBT[:-30], "the JSON breaks off or is damaged"),
        (b"[]", "no known layout begins like this"),
        (
            answer(**{"total-count": 8_000}),
            "the answer holds 2 of 8,000 records; ask for all of them with page[size]",
        ),
        (
            replaced(DEBT, "intragov_hold_amt", "held_elsewhere_amt", 2),
            "record 1: the key 'held_elsewhere_amt' is unknown",
        ),
        (
            json.dumps([*json.loads(DEBT), {"record_date": "2026-09-10"}]).encode(),
            "record 3 (\"{'record_date': '2026-09-10'}\"): this record has other keys",
        ),
        (replaced(DEBT, '"32387921094746.81"', "32387921094746.81"), "is not text"),
        (replaced(DEBT, "32387921094746.81", "about 32 trillion"), "record 1"),
        (replaced(DEBT, "2026-09-08", "09/08/2026"), "is not a day as in 2026-09-30"),
        (debt_to_penny(DEBT_DAYS[:1] * 2), "is already on line 1"),
        (
            replaced(STATED, '"Marketable"', '"Market-based"'),
            "record 1 ('Market-based'): this type of security is unknown",
        ),
        (mspd_table_1((*STATEMENT, STATEMENT[1])), "is already on line 2"),
    ],
)
def test_a_broken_debt_file_is_refused_with_its_place(
    content: bytes, sentence: str
) -> None:
    assert sentence in refusal(content)


def test_a_policy_rate_keeps_its_country_and_month() -> None:
    cells = parsed(RATES).cells
    assert len(cells) == 3
    assert cell_at(cells, line=5, column=11) == {
        "line_number": 5,
        "column_number": 11,
        "label": "M.JP",
        "code": None,
        "period": "2025-01-31",
        "reference_date": "2025-01-31",
        "measure": "policy_rate",
        "segment": None,
        "cell_text": "0.25",
        "cell_value": 0.25,
    }


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (replaced(RATES, "Unit multiplier", "Multiplier"), "line 4"),
        (replaced(RATES, "Per cent per year", "Basis points"), "Unit must be"),
        (replaced(RATES, "Normal value", "Estimated value"), "Status must be"),
        (replaced(RATES, ",Units,", ",Thousands,"), "Unit multiplier must be"),
        (replaced(RATES, "2025-02-28", "2025-02-27"), "line 6 ('2025-02-27')"),
        (replaced(RATES, "2025-02-28", "2025-02"), "the last day of a month"),
        (replaced(RATES, ",0.25", ",n/a"), "neither a number nor a known mark"),
        (replaced(RATES, "Normal value,0.25", "Normal value"), "has 10 cells"),
        (with_line_twice(RATES, 5), "is already on line 5"),
        (RATES[:-2], "the last line does not end"),
    ],
)
def test_a_broken_export_is_refused_with_its_place(
    content: bytes, sentence: str
) -> None:
    if sentence is None:  # a bare CR ends a line, too
        assert len(parsed(content).cells) == 3
    else:
        assert sentence in refusal(content)


def test_the_rates_of_another_country_are_not_taken_for_known() -> None:
    assert "the BIS policy rate of CH, and only those of JP and US are read" in (
        refusal(policy_rates(country="CH"))
    )


def test_policy_rates_as_the_api_serves_them_are_known_and_not_read() -> None:
    content = (
        b"FREQ,REF_AREA,UNIT_MEASURE,TITLE,TIME_PERIOD,OBS_VALUE\n"
        b"M,JP,368,Central bank policy rates - Japan - Monthly,2026-05,0.75\n"
    )
    assert "export the series from the BIS Data Portal as CSV" in refusal(content)


def test_a_share_keeps_its_currency_group_and_quarter() -> None:
    cells = parsed(RESERVES).cells
    assert len(cells) == 5
    assert cell_at(cells, line=1, column=2) == {
        "line_number": 1,
        "column_number": 2,
        "label": "CI_USD",
        "code": "G001",
        "period": "2025-Q4",
        "reference_date": "2025-12-31",
        "measure": "SHRO_PT",
        "segment": "AFXRA",
        "cell_text": "56.77",
        "cell_value": 56.77,
    }


@pytest.mark.parametrize(
    ("printed", "other"),
    [
        ('FREQUENCY="Q"', 'FREQUENCY="A"'),
        ('INDICATOR="AFXRA"', 'INDICATOR="TFXRA"'),
        ('INDICATOR="AFXRA"', 'INDICATOR="UFXRA"'),
    ],
)
def test_years_and_reserves_that_are_not_allocated_are_left_out(
    printed: str, other: str
) -> None:
    cells = parsed(RESERVES.replace(printed.encode(), other.encode(), 1)).cells
    assert sorted(set(cells["line_number"])) == [2, 3, 4]


def test_the_stated_scale_of_dollars_is_not_applied() -> None:
    assert cell_at(parsed(RESERVES).cells, line=4, column=1)["cell_value"] == 7.4578e12


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (RESERVES[:-20], "the XML breaks off or is damaged"),
        (replaced(RESERVES, "CI_EUR", "CI_DEM"), "record 2 ('CI_DEM'): FXR_CURRENCY"),
        (replaced(RESERVES, '"G001"', '"G999"'), "COUNTRY must be G001 or"),
        (replaced(RESERVES, '"SHRO_PT"', '"PC_PT"'), "TYPE_OF_TRANSFORMATION must be"),
        (replaced(RESERVES, 'SCALE="6"', 'SCALE="0"'), "record 4 ('0'): SCALE must"),
        (
            replaced(RESERVES, 'INDICATOR="AFXRA"', 'INDICATOR="GOLD"'),
            "record 1 ('GOLD'): INDICATOR must be AFXRA",
        ),
        (
            RESERVES.replace(b'FREQUENCY="Q"', b'FREQUENCY="A"'),
            "the message holds no observations",
        ),
        (replaced(RESERVES, 'FREQUENCY="Q"', 'FREQUENCY="M"'), "FREQUENCY must be Q"),
        (replaced(RESERVES, "2025-Q3", "2025-09"), "the period must be a quarter"),
        (replaced(RESERVES, "2025-Q3", "2025-Q4"), "is already on line 1"),
        (replaced(RESERVES, '"56.77"', '"most"'), "neither a number nor a known"),
        (cofer(()), "the message holds no observations"),
    ],
)
def test_a_broken_message_is_refused_with_its_place(
    content: bytes, sentence: str
) -> None:
    assert sentence in refusal(content)


def test_no_entity_of_a_message_is_followed() -> None:
    entity = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]><message:'
    content = replaced(RESERVES, "<message:", entity)
    content = replaced(content, '"56.77"', '"56.77" NOTE="a"')
    content = replaced(content, "</Series>", "&e;</Series>")
    assert "it declares a document type or entities" in refusal(content)
