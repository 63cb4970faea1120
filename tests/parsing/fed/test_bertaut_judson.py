"""The Fed staff's estimates: four layouts, with broken twins."""

import pytest

from orchestration.parsing.document import Document
from orchestration.parsing.registry import recognise
from tests.support.fixtures import (
    cell_at,
    months_back,
    parsed,
    refusal,
    replaced,
    with_line_twice,
    without_line,
)
from tests.support.history_fixtures import (
    AUTHORS_NAMES,
    bertaut_judson,
    bertaut_judson_roster,
    foi_adjusted,
)

MONTHS = months_back("2020-07", 3)[::-1]
POSITIONS = bertaut_judson(MONTHS)
COVERAGE = bertaut_judson(["2011-09"], "coverage")
ROSTER = bertaut_judson_roster()
OFFICIALS = foi_adjusted(months_back("1985-02", 3)[::-1])


@pytest.mark.parametrize(
    ("content", "source_id"),
    [
        (POSITIONS, "frb_bertaut_judson_positions"),
        (COVERAGE, "frb_bertaut_judson_coverage"),
        (ROSTER, "frb_bertaut_judson_roster"),
        (OFFICIALS, "frb_foi_adjusted"),
    ],
)
def test_each_file_is_recognised_by_its_columns(content: bytes, source_id: str) -> None:
    assert recognise(Document("x", content)).id == source_id


def test_a_position_keeps_its_place_its_text_and_its_value() -> None:
    assert cell_at(parsed(POSITIONS).cells, line=6, column=23) == {
        "line_number": 6,
        "column_number": 23,
        "label": "Japan",
        "code": "42609",
        "period": "6/30/2020",
        "reference_date": "2020-06-30",
        "measure": "ftot_treas_est_pos",
        "segment": None,
        "cell_text": "1196",
        "cell_value": 1196,
    }


def test_no_data_is_there_without_a_value() -> None:
    cell = cell_at(parsed(POSITIONS).cells, line=2, column=4)
    assert (cell["measure"], cell["cell_text"], cell["cell_value"]) == (
        "ftot_agcy_survey_pos",
        "ND",
        None,
    )
    empty = replaced(POSITIONS, ",ND,", ",,")
    assert cell_at(parsed(empty).cells, line=2, column=4)["cell_value"] is None


def test_every_cell_of_every_file_becomes_a_row() -> None:
    countries = len(AUTHORS_NAMES)
    assert len(parsed(POSITIONS).cells) == countries * len(MONTHS) * 20
    assert len(parsed(COVERAGE).cells) == countries * 4
    assert len(parsed(ROSTER).cells) == countries
    assert len(parsed(OFFICIALS).cells) == 3 * 20


def test_the_official_series_reads_padded_cells() -> None:
    cells = parsed(OFFICIALS).cells
    cell = cell_at(cells, line=2, column=5)
    assert (cell["label"].strip(), cell["code"]) == ("All Countries and IROs", "99996")
    assert (cell["cell_text"].strip(), cell["cell_value"]) == ("4.00", 4)
    assert cell_at(cells, line=2, column=4)["cell_value"] is None


def test_a_countrys_span_is_the_period_of_its_count() -> None:
    cell = cell_at(parsed(ROSTER).cells, line=3, column=3)
    assert (cell["period"], cell["reference_date"], cell["cell_value"]) == (
        "Jun-11 to Dec-20",
        "2020-12-31",
        115,
    )


def test_a_country_may_begin_late() -> None:
    assert len(parsed(without_line(POSITIONS, 3)).cells) == 8 * 20


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (
            replaced(POSITIONS, "ftot_stk_est_pos", "ftot_equity_est_pos"),
            "file, line 1: the columns changed (unknown: ftot_equity_est_pos; gone:"
            " ftot_stk_est_pos)",
        ),
        (
            replaced(POSITIONS, ",ND,", ",NA,"),
            "file, line 2 ('NA'): this cell is neither a number nor a known mark",
        ),
        (
            replaced(COVERAGE, "1009,", "ND,").replace(b",ND,", b",,"),
            "file, line 3 (''): this cell is neither a number nor a known mark",
        ),
        (
            replaced(POSITIONS, "6/30/2020", "6/29/2020"),
            "file, line 5 ('6/29/2020'): this is not the last day of a month, as in",
        ),
        (
            replaced(POSITIONS, "6/30/2020", "6/31/2020"),
            "file, line 5 ('6/31/2020'): this is not the last day of a month, as in",
        ),
        (
            replaced(POSITIONS, "6/30/2020", "2020-06-30"),
            "file, line 5 ('2020-06-30'): this is not the last day of a month, as in"
            " 12/31/2020",
        ),
        (
            without_line(POSITIONS, 6),
            "file, line 8 ('7/31/2020'): 2020-05 is followed by 2020-07: months must",
        ),
        (with_line_twice(POSITIONS, 6), "2020-06 is followed by 2020-06"),
        (
            without_line(POSITIONS, 10),
            "file, line 7 ('6/30/2020 Total 99996'): it ends in 2020-06 while the file",
        ),
        (POSITIONS[:-4], "the last line does not end, so the file is cut off"),
        (POSITIONS[:-30], "this row has"),
        (POSITIONS.splitlines(keepends=True)[0], "the table has a header but no rows"),
        (
            replaced(ROSTER, ",115,", ",114,"),
            "file, line 2 ('Austria'): from 2011-06 to 2020-12 are not 114 months",
        ),
        (
            replaced(ROSTER, "Jun-11", "June-11"),
            "file, line 2 ('June-11'): this is not a month of the form Dec-20",
        ),
        (with_line_twice(ROSTER, 2), "is already on line 2"),
        (
            without_line(OFFICIALS, 3),
            "file, line 3 ('02/28/1985'): 1984-12 is followed by 1985-02",
        ),
    ],
)
def test_a_broken_twin_is_refused_with_its_place(content: bytes, sentence: str) -> None:
    assert sentence in refusal(content)
