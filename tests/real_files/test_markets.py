"""Rates, debt and reserves: the publishers' own files, no cell lost, figures by eye.

Belongs here: what needs the real files, which this repository may not ship. Counted
here without our readers. Does not: what a written fixture can show.
"""

import re
from pathlib import Path

import duckdb
import pytest

from orchestration.settings import Settings
from tests.support.fixtures import land_path

pytestmark = pytest.mark.real

# A figure of each: what stands in the text once for every cell.
DATED = r"^\d{4}-\d\d-\d\d,[^\n]*$"
AMOUNT = r'_amt": "'
EXPORTED = r"^\"BIS,WS_CBPOL"
OBSERVED = r"<Obs "

Figure = tuple[str, str | None, str, float]  # label, segment, period, figure

FILES: dict[str, tuple[str, str, list[Figure]]] = {
    "fred/MORTGAGE30US/2026-06-25.csv": (
        "fred_MORTGAGE30US",
        DATED,
        [
            ("MORTGAGE30US", None, "1971-04-02", 7.33),
            ("MORTGAGE30US", None, "2026-06-18", 6.47),
            ("MORTGAGE30US", None, "2026-06-25", 6.49),
        ],
    ),
    "fred/FEDFUNDS/2026-06-01-resaved.csv": (
        "fred_FEDFUNDS",
        DATED,
        [
            ("FEDFUNDS", None, "1954-07-01", 0.8),
            ("FEDFUNDS", None, "2024-12-01", 4.48),
            ("FEDFUNDS", None, "2026-05-01", 3.63),
        ],
    ),
    "fred/DFEDTARU/2026-06-05-resaved.csv": (
        "fred_DFEDTARU",
        DATED,
        [
            ("DFEDTARU", None, "2008-12-16", 0.25),
            ("DFEDTARU", None, "2026-06-05", 3.75),
        ],
    ),
    "fred/CPIAUCSL/2026-03-22-resaved.csv": (
        "fred_CPIAUCSL",
        DATED,
        [("CPIAUCSL", None, "2025-09-01", 324.245)],
    ),
    "fred/CPIAUCSL/2026-05-12-resaved.csv": (
        "fred_CPIAUCSL",
        DATED,
        [
            ("CPIAUCSL", None, "1947-01-01", 21.48),
            ("CPIAUCSL", None, "2025-11-01", 325.063),
            ("CPIAUCSL", None, "2026-04-01", 332.407),
        ],
    ),
    "fred/FDHBFIN/2017-04-29.csv": (
        "fred_FDHBFIN",
        DATED,
        [
            ("FDHBFIN", None, "1970-01-01", 12.4),
            ("FDHBFIN", None, "2016-10-01", 6003.9),
        ],
    ),
    "fred/FDHBFIN/2026-10-tail.csv": (
        "fred_FDHBFIN",
        DATED,
        [
            ("FDHBFIN", None, "2016-10-01", 6002.8),
            ("FDHBFIN", None, "2026-01-01", 9355.0),
        ],
    ),
    "fred/TREAST/2026-06-05-resaved.csv": (
        "fred_TREAST",
        DATED,
        [
            ("TREAST", None, "2002-12-18", 629_397),
            ("TREAST", None, "2026-06-03", 4_469_293),
        ],
    ),
    "fred/MORTGAGE30US/2026-01-02-resaved.csv": (
        "fred_MORTGAGE30US",
        DATED,
        [
            ("MORTGAGE30US", None, "1980-01-04", 12.85),
            ("MORTGAGE30US", None, "2023-10-26", 7.79),
            ("MORTGAGE30US", None, "2025-12-31", 6.15),
        ],
    ),
    "fred/IRLTLT01JPM156N/2026-06-03-resaved.csv": (
        "fred_IRLTLT01JPM156N",
        DATED,
        [("IRLTLT01JPM156N", None, "2026-04-01", 2.515)],
    ),
    "us_debt/debt_to_penny/2026-09-09.json": (
        "us_treasury_debt_to_penny",
        AMOUNT,
        [("Public debt outstanding", None, "2026-09-03", 32_423_635_247_198.78)],
    ),
    "us_debt/mspd_table_1/2026-09-30.json": (
        "us_treasury_mspd_table_1",
        AMOUNT,
        [
            ("Notes", "Marketable", "2026-09-30", 16_277_939.3659),
            ("_", "Total Marketable", "2026-09-30", 31_814_396.7570019),
            ("_", "Total Public Debt Outstanding", "2026-09-30", 32_425_012.5168903),
        ],
    ),
    "bis/cbpol_JPY/2025-08-29.csv": (
        "bis_policy_rates_jp",
        EXPORTED,
        [("M.JP", None, "2020-09-30", -0.1), ("M.JP", None, "2025-07-31", 0.5)],
    ),
    "bis/cbpol_USD/2025-08-29.csv": (
        "bis_policy_rates_us",
        EXPORTED,
        [("M.US", None, "2025-07-31", 4.375)],
    ),
    "fred/IR3TIB01JPM156N/2025-05.csv": (
        "fred_IR3TIB01JPM156N",
        DATED,
        [
            ("IR3TIB01JPM156N", None, "2002-04-01", 0.1),
            ("IR3TIB01JPM156N", None, "2023-05-01", -0.019),
            ("IR3TIB01JPM156N", None, "2025-03-01", 0.82091),
        ],
    ),
    "imf/cofer_shares/2026-06-28.xml": (
        "imf_cofer",
        OBSERVED,
        [
            ("CI_USD", "AFXRA", "2025-Q4", 56.7701683044434),
            ("CI_JPY", "AFXRA", "2025-Q4", 5.77629899978638),
            ("CI_CNY", "AFXRA", "2025-Q4", 1.95287883281708),
        ],
    ),
}


@pytest.mark.parametrize("path", FILES)
def test_a_real_file_lands_whole_with_the_figures_that_the_eye_sees(
    path: str, real_data: Path, settings: Settings
) -> None:
    source_id, mark, figures = FILES[path]
    series = path.split("/")[1] if path.startswith("fred/") else None
    landing = land_path(real_data / path, settings, "hand", series=series)
    assert landing.file.sidecar.source_id == source_id
    text = (real_data / path).read_text("utf-8")
    assert len(landing.cells) == len(re.findall(mark, text, re.M))
    assert landing.cells["cell_value"].notna().all()
    for label, segment, period, figure in figures:
        cells = landing.cells[
            (landing.cells["label"] == label)
            & (landing.cells["period"] == period)
            & (landing.cells["segment"].isna() | (landing.cells["segment"] == segment))
        ]
        assert cells["cell_value"].iloc[0] == figure


def test_no_file_of_these_sources_is_left_out(real_data: Path) -> None:
    folders = {path.rpartition("/")[0] for path in FILES}
    files = [path for folder in folders for path in (real_data / folder).iterdir()]
    assert {str(path.relative_to(real_data)) for path in files} == set(FILES)


def test_the_index_lacks_the_month_in_which_nobody_asked_for_prices(
    real_data: Path, settings: Settings
) -> None:
    path = real_data / "fred/CPIAUCSL/2026-05-12-resaved.csv"
    cells = land_path(path, settings, "hand", series="CPIAUCSL").cells
    months = set(cells["period"])
    assert "2025-10-01" not in months
    assert {"2025-09-01", "2025-11-01"} <= months


def test_the_whole_answer_of_cofer_has_quarters_of_allocated_reserves(
    real_data: Path, settings: Settings
) -> None:
    """Years, all reserves and those not allocated stand beside them."""
    path = real_data / "imf/cofer/2026-07-01-all-2014on.xml"
    cells = land_path(path, settings, "hand").cells
    text = path.read_text("utf-8")
    quarters = re.findall(
        r'<Series [^>]*INDICATOR="AFXRA"[^>]*FREQUENCY="Q"[^>]*>(.*?)</Series>',
        text,
        re.S,
    )
    assert len(cells) == sum(each.count("<Obs ") for each in quarters) == 958
    of_spring = cells[cells["period"] == "2026-Q1"].set_index(["label", "measure"])
    figures = of_spring["cell_value"]
    assert figures["CI_USD", "SHRO_PT"] == 57.130786895752
    assert figures["CI_JPY", "SHRO_PT"] == 5.44155931472778
    assert figures["CI_T", "NV_USD"] == 13_104_898_337_195.7


def test_the_dollar_share_of_five_years_is_evidence_once_cofer_is_landed(
    real_data: Path, settings: Settings, connection: duckdb.DuckDBPyConnection
) -> None:
    """The queries of the claim on reserves, on the IMF's shares of dollars."""
    path = real_data / "imf/cofer/2026-07-01-all-2014on.xml"
    cells = land_path(path, settings, "hand").cells
    dollars = cells[(cells["label"] == "CI_USD") & (cells["measure"] == "SHRO_PT")]
    assert len(dollars) > 21
    shares = dollars.set_index("period")["cell_value"]
    found = {}
    for name, query in connection.execute(
        "select evidence_id, query from claim_evidence"
        " where claim_id = 'dedollarisation' and contains(evidence_id, 'dollar')"
    ).fetchall():
        with_shares = (
            "with reserve_currency_shares as (select reference_date as quarter_end,"
            " code as country_group, 'USD' as currency, cell_value as share_pct"
            f" from dollars) {query}"
        )
        [(found[name],)] = connection.execute(with_shares).fetchall()
    assert found == {
        "dollar_share_now": pytest.approx(shares["2026-Q1"]),
        "change_of_the_dollar_share_in_five_years": pytest.approx(
            shares["2026-Q1"] - shares["2021-Q1"]
        ),
    }
    assert -5 < found["change_of_the_dollar_share_in_five_years"] < 0


def test_a_year_of_cofer_is_its_fourth_quarter(real_data: Path) -> None:
    """So that leaving years out loses nothing."""
    text = (real_data / "imf/cofer/2026-07-01-all-2014on.xml").read_text("utf-8")
    found: dict[tuple[str, ...], str] = {}
    for given, observations in re.findall(
        r"<Series ([^>]*)>(.*?)</Series>", text, re.S
    ):
        series = dict(re.findall(r'(\w+)="([^"]*)"', given))
        key = [series[name] for name in ("INDICATOR", "FXR_CURRENCY", "FREQUENCY")]
        for period, value in re.findall(
            r'TIME_PERIOD="([^"]*)" OBS_VALUE="([^"]*)"', observations
        ):
            found[(*key, series["TYPE_OF_TRANSFORMATION"], period)] = value
    years = {key: value for key, value in found.items() if key[2] == "A"}
    assert len(years) > 250
    for (indicator, currency, _, form, year), value in years.items():
        assert found[indicator, currency, "Q", form, f"{year}-Q4"] == value
