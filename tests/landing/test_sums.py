"""A file against the sums that it prints itself."""

import shutil
from datetime import date
from functools import cache
from pathlib import Path

import pandas
import pytest

from orchestration.errors import WarehouseError
from orchestration.landing.corrections import corrected
from orchestration.landing.snapshot import unpacked
from orchestration.landing.sums import expanded, reject_wrong_sums
from orchestration.landing.validate import validate
from orchestration.parsing.document import Document
from orchestration.parsing.registry import parse
from orchestration.settings import PROJECT_ROOT, seed_path
from orchestration.sources import Sum, all_sources
from tests.support.fixtures import SEEDS
from tests.support.japan_fixtures import securities_week

SHIPPED = {
    "tic_slt_table3": "tic/slt_table3/2026-06-18.txt.gz",
    "tic_slt_table5": "tic/slt_table5/2026-06-18.txt.gz",
    "tic_mfhhis01": "tic/mfhhis01/2026-05-18.txt.gz",
    "tic_mfh": "tic/mfh/2023-03-15.txt.gz",
    "tic_slt_table1": "tic/slt_table1/2026-06-18.txt.gz",
    "tic_slt3d_globl": "tic/slt3d_globl/2023-03-15.csv.gz",
    "tic_slt2d_history": "tic/slt2d_history/2023-03-15.csv.gz",
    "tic_bltype_history": "tic/bltype_history/2024-12-19.csv.gz",
    "tic_shl_appendix": "tic/shl_appendix/2024.zip",
    "mof_6pi_1": "mof_japan/6pi-1/2026-07-11.csv.gz",
    "mof_6pi_4": "mof_japan/6pi-4/2026-07-11.csv.gz",
    "mof_reserves_excerpt": "mof_japan/official_reserves_excerpt/2026-09-13.csv.gz",
    "us_treasury_debt_to_penny": "us_treasury/debt_to_penny/2026-09-09.json.gz",
    "us_treasury_mspd_table_1": "us_treasury/mspd_table_1/2026-09-30.json.gz",
}
EDITION = date(2026, 6, 18)


@cache
def content_of(source_id: str) -> bytes:
    if source_id == "mof_securities_week":
        return securities_week(date(2013, 12, 15), 5)
    return unpacked(PROJECT_ROOT / "data" / "bundled" / SHIPPED[source_id])


@cache
def cells_of(source_id: str) -> pandas.DataFrame:
    document = Document("file", content_of(source_id))
    return parse(document, all_sources()[source_id]).cells


def judged(
    source_id: str, cells: pandas.DataFrame, seeds: Path = SEEDS, on: date = EDITION
) -> str:
    """The sentence of the rejection, or "adds up"."""
    source = all_sources()[source_id]
    document = Document("file", b"")
    try:
        reject_wrong_sums(document, source, corrected(source, cells, seeds), seeds, on)
    except WarehouseError as problem:
        return str(problem)
    return "adds up"


def with_value(cells: pandas.DataFrame, at: int, value: float) -> pandas.DataFrame:
    changed = cells.copy()
    changed.loc[at, "cell_value"] = value
    return changed


def place(
    cells: pandas.DataFrame, day: str, measure: str = "", **fields: str | None
) -> int:
    """The index of the one cell of a day, column and holder."""
    found = cells[cells["reference_date"] == day]
    if measure:
        found = found[found["measure"] == measure]
    for name, text in fields.items():
        found = found[found[name].str.strip() == text]
    assert len(found) == 1, found
    return int(found.index[0])


def test_every_source_with_sums_is_tried_here() -> None:
    listed = {each.id for each in all_sources().values() if each.sums}
    assert listed == {*SHIPPED, "mof_securities_week", "mof_reserves"}


@pytest.mark.parametrize("source_id", [*SHIPPED, "mof_securities_week"])
def test_a_whole_file_adds_up(source_id: str) -> None:
    assert judged(source_id, cells_of(source_id)) == "adds up"


# Column or holder, its tolerance; what is one step more is rejected.
TOLERANCES: list[tuple[str, dict[str, str], float, float]] = [
    ("tic_slt_table3", {"measure": "for_treas_net", "code": "42609"}, 1, 1),
    ("tic_slt_table3", {"measure": "for_lt_treas_valchg", "code": "79995"}, 0, 1),
    ("tic_slt_table3", {"measure": "for_lt_treas_valchg", "code": "49999"}, 0, 1),
    ("tic_slt_table1", {"measure": "for_lt_agcy_net", "code": "42609"}, 1, 1),
    ("tic_slt_table1", {"measure": "for_lt_eqty_pos", "code": "99990"}, 0, 1),
    ("tic_slt_table5", {"label": "Japan"}, 0.5, 0.1),
    (
        "tic_slt_table5",
        {"label": "Of Which: Foreign Official Treasury Bills"},
        0.1,
        0.1,
    ),
    ("tic_slt3d_globl", {"measure": "short_term", "code": "42609"}, 1, 1),
    ("tic_slt3d_globl", {"measure": "total", "code": "79995"}, 0, 1),
    ("tic_slt2d_history", {"measure": "agency_private"}, 0, 1),
    ("tic_bltype_history", {"measure": "[15]"}, 2, 1),
    ("tic_shl_appendix", {"measure": "short_term_treasury", "label": "Japan"}, 1, 1),
    (
        "tic_shl_appendix",
        {"measure": "long_term_treasury_tips", "label": "Total"},
        1,
        1,
    ),
    ("mof_6pi_1", {"measure": "liabilities_equity_disposition"}, 1.5, 0.1),
    ("mof_6pi_1", {"measure": "assets_short_term_net"}, 1.5, 0.1),
    ("mof_6pi_4", {"measure": "securities_firms_acquisition"}, 1.5, 0.1),
    ("mof_reserves_excerpt", {"measure": "gold"}, 3, 1),
    ("mof_reserves_excerpt", {"measure": "deposits"}, 1.5, 0.1),
    ("us_treasury_debt_to_penny", {"measure": "intragov_hold_amt"}, 499, 1),
    ("us_treasury_mspd_table_1", {"measure": "total_mil_amt"}, 0.000_499, 0.000_01),
    ("mof_securities_week", {"measure": "assets_short_term_disposition"}, 1.5, 0.1),
]


@pytest.mark.parametrize(("source_id", "fields", "tolerance", "step"), TOLERANCES)
def test_a_part_may_be_off_by_no_more_than_rounding_does(
    source_id: str, fields: dict[str, str], tolerance: float, step: float
) -> None:
    """By a step above twice the tolerance, for it may miss by the tolerance already."""
    cells = cells_of(source_id)
    newest = cells["reference_date"].max()
    found = cells[(cells["reference_date"] == newest) & cells["cell_value"].notna()]
    if source_id == "us_treasury_mspd_table_1":
        found = found[found["segment"] == "Total Marketable"]
    for name, text in fields.items():
        found = found[found[name] == text]
    at = int(found.index[-1])
    value = float(cells.loc[at, "cell_value"])
    for sign in (1, -1):
        off = sign * (2 * tolerance + step)
        sentence = judged(source_id, with_value(cells, at, value + off))
        assert "add up to" in sentence, sentence
        assert "fetch the file again, and if the publisher really prints it so" in (
            sentence
        )


def test_the_sentence_names_line_holder_month_and_both_figures() -> None:
    cells = cells_of("tic_slt_table3")
    at = place(cells, "2026-04-30", "for_treas_pos", code="41408")
    line, value = cells.loc[at, "line_number"], cells.loc[at, "cell_value"]
    sentence = judged("tic_slt_table3", with_value(cells, at, value + 2000))
    assert sentence == (
        f"file, line {line} ('{value:.0f}'): China, Mainland 2026-04 (for_treas_pos) is"
        f" {value + 2000:,.0f}, and for_lt_treas_pos + for_st_treas_pos add up to"
        f" {value:,.0f}; fetch the file again, and if the publisher really prints it"
        " so, add the figure that is wrong to dbt_project/seeds/quality/corrections.csv"
        ' (this one would be tic_slt_table3,"China, Mainland",41408,2026-04-30,'
        f"for_treas_pos,{value + 2000:.0f})"
    )


def test_a_row_of_the_appendix_that_misses_its_types_is_named() -> None:
    cells = cells_of("tic_shl_appendix")
    at = place(cells, "2024-06-30", "long_term_treasury_tips", label="Total")
    sentence = judged("tic_shl_appendix", with_value(cells, at, 0))
    assert f"line {cells.loc[at, 'line_number']} " in sentence
    assert "Total June 30, 2024 A7 (long_term_treasury) is" in sentence
    withheld = with_value(cells, at, float("nan"))
    assert judged("tic_shl_appendix", withheld) == "adds up"


@pytest.mark.parametrize("day", ["2013-12-21", "2014-01-18"])
def test_a_net_with_the_other_sign_is_rejected(day: str) -> None:
    """None of the 1,126 weeks that were published has one."""
    cells = cells_of("mof_securities_week").copy()
    assert not cells[cells["reference_date"] == day].empty
    is_net = cells["measure"].isin(
        f"assets_{name}_net" for name in ("equity", "long_term", "short_term")
    )
    of_sums = cells["measure"].isin(["assets_subtotal_net", "assets_total_net"])
    turned = (cells["reference_date"] == day) & (is_net | of_sums)
    cells.loc[turned, "cell_value"] *= -1
    assert "add up to" in judged("mof_securities_week", cells)


@pytest.mark.parametrize(
    ("source_id", "day", "fields", "words"),
    [
        ("tic_slt_table5", "2026-04-30", {"label": "Grand Total"}, "the total 99996"),
        (
            "mof_reserves_excerpt",
            "2026-02-28",
            {"measure": "securities"},
            "securities + deposits has no figure",
        ),
        (
            "tic_slt2d_history",
            "2023-01-31",
            {"measure": "equity"},
            "the total equity of 2023-Jan has no figure",
        ),
        (
            "mof_6pi_1",
            "2026-05-31",
            {"measure": "assets_equity_net"},
            "the total assets_equity_net of ",
        ),
    ],
)
def test_a_figure_without_which_dbt_would_stop_is_asked_for(
    source_id: str, day: str, fields: dict[str, str], words: str
) -> None:
    cells = cells_of(source_id)
    sentence = judged(
        source_id, with_value(cells, place(cells, day, **fields), float("nan"))
    )
    assert words in sentence


def test_a_sum_of_no_column_is_named() -> None:
    rule = Sum(by="measure", total="for_treas_*", parts=("for_short_*",))
    with pytest.raises(WarehouseError, match="names no columns; correct it"):
        expanded(rule, ("for_treas_pos", "for_st_treas_pos"))


# --- what the seeds let pass --------------------------------------------------------


@pytest.fixture
def seeds(tmp_path: Path) -> Path:
    """A copy of the seeds, to which a test adds lines."""
    return shutil.copytree(SEEDS, tmp_path / "seeds")


def add(seeds: Path, name: str, line: str) -> None:
    with seed_path(seeds, name).open("a") as file:
        file.write(line + "\n")


def test_a_misprint_lands_by_the_line_that_its_rejection_gives(seeds: Path) -> None:
    content = content_of("tic_slt_table5").replace(b"\t1209.9\t", b"\t1290.9\t", 1)
    source, document = all_sources()["tic_slt_table5"], Document("file", content)
    parsed = parse(document, source)
    with pytest.raises(WarehouseError) as caught:
        validate(document, source, parsed, SEEDS, EDITION)
    sentence = str(caught.value)
    assert (
        "Grand Total 2026-04 (holdings) is 9,352.6, and the other holders" in sentence
    )
    line = "tic_slt_table5,Japan,,2026-04-30,holdings,1290.9"
    add(seeds, "corrections", f"{line},1209.9,Digits exchanged,Table 3,2026-06-18")
    validate(document, source, parsed, seeds, EDITION)


def test_a_known_exception_must_be_met_exactly(seeds: Path) -> None:
    cells = cells_of("tic_slt_table5")
    at = place(cells, "2026-04-30", label="Grand Total")
    off = with_value(cells, at, float(cells.loc[at, "cell_value"]) - 70)
    sentence = judged("tic_slt_table5", off)
    line = sentence.rpartition("known_exceptions.csv (")[2].removesuffix(")")
    test, key, _ = line.split(",")
    assert (test, key) == (
        "history_names_sum_to_the_grand_total",
        "slt_table5 2026-04-30",
    )
    add(seeds, "known_exceptions", f"{line},2026-06-18,2026-06-18,Why,Where")
    assert judged("tic_slt_table5", off, seeds) == "adds up"
    next_edition = judged("tic_slt_table5", off, seeds, date(2026, 7, 16))
    assert "the other holders add up to" in next_edition
    assert "Grand Total 2026-04" in judged("tic_slt_table5", cells, seeds)


def test_the_known_misprint_of_2006_is_one() -> None:
    cells = cells_of("tic_mfhhis01")
    at = place(cells, "2006-06-30", label="Norway", segment="VI")
    sentence = judged("tic_mfhhis01", with_value(cells, at, 2.5))
    assert "Grand Total" in sentence
    assert "history_names_sum_to_the_grand_total,mfhhis01 2006-06-30 VI,0)" in sentence
