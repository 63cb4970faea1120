"""Corrections at landing: a misprint that the seed knows does not reject its file."""

import shutil
from pathlib import Path

import pytest

from orchestration.errors import WarehouseError
from orchestration.landing.validate import validate
from orchestration.parsing.document import Document
from orchestration.parsing.registry import parse
from orchestration.settings import seed_path
from tests.support.fixtures import (
    CAPTURED,
    SEEDS,
    fred,
    months_back,
    relaxed,
    rising,
    slt_table3,
    table3_figures,
    weekdays,
)

MONTHS = months_back("2026-04", 6)
MISPRINT = "tic_slt_table3,Austria,10189,2026-04-30,for_treas_pos,98000000"
HEADER = (
    "source_id,label,code,reference_date,measure,expect,corrected_value,reason,"
    "evidence,added_on\n"
)


@pytest.fixture
def seeds(tmp_path: Path) -> Path:
    """A copy of the seeds, to which a test adds corrections."""
    return shutil.copytree(SEEDS, tmp_path / "seeds")


def correct(seeds: Path, *lines: str) -> None:
    text = HEADER + "".join(
        f"{line},a digit too many,by hand,2026-11-28\n" for line in lines
    )
    seed_path(seeds, "corrections").write_text(text)


def misprinted_table_3() -> bytes:
    """Table 3 in which the first holder's total of the newest month is 98,000,000."""

    def figures(row: int, month: int) -> list[str]:
        texts = table3_figures(row, month)
        return ["98000000", *texts[1:]] if (row, month) == (0, 0) else texts

    return slt_table3(MONTHS, figures)


def examined(content: bytes, source_id: str, seeds: Path) -> None:
    document, source = Document("file", content), relaxed(source_id)
    validate(document, source, parse(document, source), seeds, CAPTURED.date())


def test_a_misprint_rejects_its_file_until_the_seed_corrects_it(seeds: Path) -> None:
    with pytest.raises(WarehouseError, match=r"98000000.*quality/corrections\.csv"):
        examined(misprinted_table_3(), "tic_slt_table3", seeds)
    correct(
        seeds, "tic_slt_table3,Austria,10189,2026-04-30,for_treas_pos,98000000,1500"
    )
    other = seeds.rename(seeds.with_name("corrected"))
    examined(misprinted_table_3(), "tic_slt_table3", other)


@pytest.mark.parametrize(
    "line",
    [
        "tic_slt_table3,Austria,10189,2026-04-30,for_treas_pos,97000000,1500",
        "tic_slt_table3,Austria,10251,2026-04-30,for_treas_pos,98000000,1500",
        "tic_slt_table3,Austria,,2026-04-30,for_treas_pos,98000000,1500",
        "tic_slt_table3,Austria,10189,2026-03-31,for_treas_pos,98000000,1500",
        "tic_slt_table3,Austria,10189,2026-04-30,for_lt_treas_pos,98000000,1500",
        "tic_slt_table1,Austria,10189,2026-04-30,for_treas_pos,98000000,1500",
    ],
)
def test_a_correction_of_another_cell_changes_nothing(seeds: Path, line: str) -> None:
    correct(seeds, line)
    with pytest.raises(WarehouseError, match="98000000"):
        examined(misprinted_table_3(), "tic_slt_table3", seeds)


def test_a_corrected_figure_is_judged_like_any_other(seeds: Path) -> None:
    correct(
        seeds, "tic_slt_table3,Austria,10189,2026-04-30,for_treas_pos,98000000,97000000"
    )
    with pytest.raises(WarehouseError, match="98000000"):
        examined(misprinted_table_3(), "tic_slt_table3", seeds)


def test_a_figure_that_nobody_knows_counts_as_missing(seeds: Path) -> None:
    days = rising(weekdays("2025-01-02", 30), 4, 0.01)
    days[3][1][0] = "412"
    line = f"fred_DGS10,DGS10,,{days[3][0]},value,412,"
    correct(seeds, line)
    examined(fred(days), "fred_DGS10", seeds)


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        (
            ["tic_slt_table3,Austria,10189,2026-04-30,for_treas_pos,98 000,1500"],
            "line 2: not a correction (could not convert string to float: '98 000')",
        ),
        (
            ["tic_slt_table3,Austria,10189,April,for_treas_pos,98,1500"],
            "line 2: not a correction",
        ),
        (
            ["tic_slt_table3,Austria,10189,2026-04-30,for_treas_pos,98,1500"] * 2,
            "line 3: a line above corrects the same cell; keep one of the two",
        ),
    ],
)
def test_a_line_that_is_no_correction_is_named(
    seeds: Path, lines: list[str], sentence: str
) -> None:
    correct(seeds, *lines)
    with pytest.raises(WarehouseError) as caught:
        examined(slt_table3(MONTHS), "tic_slt_table3", seeds)
    assert sentence in str(caught.value)
    assert str(caught.value).startswith("dbt_project/seeds/quality/corrections.csv: ")
