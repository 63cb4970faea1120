"""The figures of docs/method.md are those of the published tables."""

import re

import duckdb
import pytest

from orchestration.settings import PROJECT_ROOT

Connection = duckdb.DuckDBPyConnection

NOTE = " ".join((PROJECT_ROOT / "docs" / "method.md").read_text().split())
CODES = {
    "Japan": "42609",
    "China": "41408",
    "Belgium": "10251",
    "United Kingdom": "13005",
    "all foreigners": "99996",
}


@pytest.mark.parametrize("holder", CODES)
def test_both_measures_are_those_of_holder_flows(
    connection: Connection, holder: str
) -> None:
    found = re.search(rf"\| {holder} \| ([-\d,.]+) \| ([-\d,.]+) \|", NOTE)
    assert found is not None
    written = tuple(float(figure.replace(",", "")) for figure in found.groups())
    assert (
        connection.execute(
            "select round(sum(net_purchases_usd_mn) / 1000, 1),"
            " round(sum(position_based_net_purchases_usd_mn) / 1000, 1)"
            " from holder_flows where basis = 'form_s' and instrument = 'long_term'"
            " and holder_code = ? and reference_month between '2012-01-31' and"
            " '2023-01-31' and reference_month <> '2021-06-30'",
            [CODES[holder]],
        ).fetchone()
        == written
    )


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        (
            "select error_share, rival_error_share from implied_duration"
            " where holder_code = '99990'",
            "Officials come to {:.2f}, where the slope of all without a drift misses"
            " {:.2f}",
        ),
        (
            "select error_share from implied_duration where holder_code = '13005'",
            "the United Kingdom comes to {:.2f}",
        ),
        (
            "select max(survey_duration_years) filter (holder_code = '99996'),"
            " max(survey_duration_years) filter (holder_code = '99990')"
            " from valuation_estimates where reference_month = '2020-06-30'",
            "In June 2020 these give {:.1f} years for all and {:.1f} for officials",
        ),
    ],
)
def test_the_figures_in_its_sentences_are_the_tables(
    connection: Connection, query: str, sentence: str
) -> None:
    figures = connection.execute(query).fetchone()
    assert figures is not None
    assert sentence.format(*figures) in NOTE
