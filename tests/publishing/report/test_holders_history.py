"""How far back the holders' chart goes, compared with the files that it is made of.

Belongs here: figures and breaks of the chart's rows. Does not: how the page shows
them (`test_page.py`).
"""

from datetime import date
from typing import Any

import duckdb
import pytest

from orchestration.landing.snapshot import unpacked
from orchestration.publishing.report.sections.holders import SECTION
from orchestration.settings import PROJECT_ROOT

Rows = dict[tuple[str, date], dict[str, Any]]

TIC = PROJECT_ROOT / "data/bundled/tic"


@pytest.fixture(scope="module")
def rows(connection: duckdb.DuckDBPyConnection) -> Rows:
    found = connection.execute(SECTION.exhibits[0].query)
    names = [name for name, *_ in found.description or ()]
    listed = [dict(zip(names, row, strict=True)) for row in found.fetchall()]
    keyed = {(row["holder_name"], row["reference_month"]): row for row in listed}
    assert len(keyed) == len(listed)
    return keyed


def _line(path: str, number: int) -> str:
    """One line of a shipped file, by its number from 1."""
    return unpacked(TIC / path).decode("latin-1").splitlines()[number - 1]


def test_it_begins_with_twelve_oil_exporters_in_1974(rows: Rows) -> None:
    month, *figures = _line("oilexp_hist_to2016mar/2016-05-16.csv.gz", 5).split(",")
    assert month == "1974-12"
    assert " ".join(figures) == "0 1.2 0.3 0.8 0 0 1.3 0.1 0 0 2 0.7"
    first = rows["Twelve oil exporters", date(1974, 12, 31)]
    assert first["position_usd_bn"] == 6.4
    assert min(month for _, month in rows) == date(1974, 12, 31)


def test_japan_begins_with_the_survey_of_1994(rows: Rows) -> None:
    cells = _line("shlhistdat/2024-04-30.txt.gz", 117).split("\t")
    assert (cells[1], cells[231]) == ("Japan", "127684")
    first = rows["Japan", date(1994, 12, 31)]
    assert first["position_usd_bn"] == 127.684
    assert first["counted"] == "by a survey, without bills"


def test_japan_by_month_begins_with_the_second_figure_of_march_2000(rows: Rows) -> None:
    cells = _line("mfhhis01/2026-09-16.txt.gz", 1085).split("\t")
    assert (cells[0], cells[-2:]) == ("Japan", ["307.6", "325.8"])
    first = rows["Japan", date(2000, 3, 31)]
    assert (first["position_usd_bn"], first["counted"]) == (307.6, "each month")
    assert first["break_kind"] == "new series"
    assert min(
        month
        for (name, month), row in rows.items()
        if name == "Japan" and row["counted"] == "each month"
    ) == date(2000, 3, 31)


def test_a_survey_with_bills_is_the_sum_of_both(rows: Rows) -> None:
    dates = _line("shlhistdat/2024-04-30.txt.gz", 4).split("\t")
    cells = _line("shlhistdat/2024-04-30.txt.gz", 232).split("\t")
    assert cells[1] == "United Kingdom"
    assert {dates[125], dates[129]} == {"Jun 2011"}
    assert (cells[125], cells[129]) == ("117941", "12557")
    survey = rows["United Kingdom", date(2011, 6, 30)]
    assert survey["position_usd_bn"] == 130.498
    assert survey["counted"] == "by a survey"


def test_points_are_before_the_line_and_never_in_it(rows: Rows) -> None:
    by_month: dict[str, list[date]] = {}
    surveys: dict[str, list[date]] = {}
    for (name, month), row in rows.items():
        kept = by_month if row["counted"] == "each month" else surveys
        kept.setdefault(name, []).append(month)
    assert len(by_month) == 8
    for name, months in surveys.items():
        assert max(months) < min(by_month[name]), name
    # what the page says beside the chart
    without = {
        month.year for (_, month), row in rows.items() if "without" in row["counted"]
    }
    assert max(without) < 2002
    assert (
        min(
            month.year
            for (_, month), row in rows.items()
            if row["counted"] == "by a survey"
        )
        == 2002
    )
    assert max(by_month["Twelve oil exporters"]) == date(2011, 8, 31)


def test_each_survey_that_a_line_starts_from_anew_cuts_it(rows: Rows) -> None:
    cut = {
        name: {
            month.year
            for (holder, month), row in rows.items()
            if holder == name and row["break_kind"]
        }
        for name in ("Japan", "Twelve oil exporters")
    }
    surveys = {2000, *range(2002, 2012)}
    assert cut["Japan"] >= surveys
    assert cut["Twelve oil exporters"] == {1978, 1984, 1989, 1994} | surveys


def test_positions_are_at_market_value_since_2011(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    [(first,)] = connection.execute(
        "select min(reference_month) from holdings_by_country"
        " where basis = 'reported' and position_usd_mn is not null"
    ).fetchall()
    assert first == date(2011, 9, 30)
