"""FRED files as people download them: several series in one, short windows.

Belongs here: what such a file lands as. Does not: the layout of one series
(`parsing/markets/test_daily.py`).
"""

from datetime import date, timedelta
from pathlib import Path

import pytest

from orchestration.landing.collect import land_file
from orchestration.landing.store import landed_files
from orchestration.settings import Settings
from orchestration.sources import all_sources
from tests.support.fixtures import land_path

DAYS = [
    day
    for day in (date(2025, 1, 1) + timedelta(days=count) for count in range(400))
    if day.weekday() < 5
]


def several(heading: str, *figures: str) -> bytes:
    """A row for each weekday, each with the same figures."""
    rows = [",".join([str(day), *figures]) for day in DAYS]
    return "\n".join([heading, *rows, ""]).encode()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "fredgraph.csv"


def test_each_series_of_a_file_of_several_lands_as_its_own(
    path: Path, settings: Settings
) -> None:
    path.write_bytes(several("observation_date,DGS2,DGS10", "4.01", "5.01"))
    result = land_file(path, settings, "hand")
    assert not result.rejections
    assert [member.name for member in result.members] == ["DGS2", "DGS10"]
    for name, figure in (("DGS2", "4.01"), ("DGS10", "5.01")):
        (file,) = landed_files(settings, all_sources()[f"fred_{name}"])
        assert file.sidecar.file_name == f"{path}, column {name}"
        assert file.sidecar.cells == len(DAYS)
        lines = file.path.read_text().splitlines()
        assert lines[:2] == [f"observation_date,{name}", f"{DAYS[0]},{figure}"]
        assert len(lines) == len(DAYS) + 1
    again = land_file(path, settings, "hand")
    assert [each.landing and each.landing.is_new for each in again.members] == [
        False,
        False,
    ]


def test_an_unknown_series_is_named_with_those_that_landed(
    path: Path, settings: Settings
) -> None:
    path.write_bytes(several("DATE,DGS2,T10Y2Y,DGS10", "4.01", "1.0", "5.01"))
    result = land_file(path, settings, "hand")
    assert [member.name for member in result.members] == ["DGS2", "DGS10"]
    assert [str(each) for each in result.rejections] == [
        f"{path}: of the series DGS2, T10Y2Y, DGS10 these have no block in"
        " orchestration/sources: T10Y2Y; add one to take it in (landed: DGS2, DGS10)"
    ]


def test_a_series_that_is_asked_for_lands_alone(path: Path, settings: Settings) -> None:
    path.write_bytes(several("DATE,DGS2,DGS10", "4.01", "5.01"))
    result = land_file(path, settings, "hand", series="dgs10")
    assert [member.name for member in result.members] == ["DGS10"]
    assert not list(landed_files(settings, all_sources()["fred_DGS2"]))


def test_a_series_that_is_not_in_the_file_is_rejected_with_those_that_are(
    path: Path, settings: Settings
) -> None:
    path.write_bytes(several("DATE,DGS2,DGS10", "4.01", "5.01"))
    (rejection,) = land_file(path, settings, "hand", series="TREAST").rejections
    assert "the heading names DGS2, DGS10 and not --series TREAST" in str(rejection)


def test_a_series_that_the_heading_contradicts_is_rejected_with_both_names(
    path: Path, settings: Settings
) -> None:
    path.write_bytes(several("observation_date,WALCL", "6600000"))
    (rejection,) = land_file(path, settings, "hand", series="TREAST").rejections
    assert "names WALCL, another series than --series TREAST" in str(rejection)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (
            several("DATE,DGS2,DGS10", "4.01", "5.01")[:-5],
            ", column DGS10, line 287",
        ),
        (
            several("DATE,DGS2,DGS10", "4.01", "5.01")[:-6],
            "this row has 2 cells where the heading has 3",
        ),
        (several("DATE,DGS2,DGS2", "4.01", "5.01"), "the heading names DGS2 twice"),
        (several("DATE,DGS2,DGS10", "4.01", "n"), "line 2 ('n'): this cell is neither"),
    ],
)
def test_a_broken_file_of_several_is_rejected_with_its_place(
    content: bytes, sentence: str, path: Path, settings: Settings
) -> None:
    path.write_bytes(content)
    rejections = land_file(path, settings, "hand").rejections
    assert any(sentence in str(each) for each in rejections), rejections


def test_a_short_window_is_told_from_a_damaged_file(
    path: Path, settings: Settings
) -> None:
    path.write_bytes(
        b"DATE,DEXNOUS\n2026-10-01,10.1\n2026-10-02,.\n2026-10-05,\n"
        b"2026-10-06,10.2\n2026-10-07,10.3\n"
    )
    (rejection,) = land_file(path, settings, "hand").rejections
    assert str(rejection) == (
        f"{path}: this is 2026-10-01 to 2026-10-07 only, and 86 bytes are fewer than"
        " the 1,000 that fred_DEXNOUS has at least; land the whole file, from"
        " https://fred.stlouisfed.org/graph/fredgraph.csv?id=DEXNOUS"
    )


@pytest.mark.parametrize(
    ("old", "new", "marks"),
    [
        (b",", b";", "semicolons instead of commas"),
        (b"observation_date,DGS10", b'"observation_date","DGS10"', "quotation marks"),
        (b"\n", b"\r", "the line ends of an old Mac"),
    ],
)
def test_a_re_saved_file_is_called_re_saved_and_not_unknown(
    old: bytes, new: bytes, marks: str, path: Path, settings: Settings
) -> None:
    path.write_bytes(several("observation_date,DGS10", "5.01").replace(old, new))
    (rejection,) = land_file(path, settings, "hand").rejections
    assert f"this is a known layout with {marks}" in str(rejection)
    assert "a program has re-saved it" in str(rejection)


def custody(*levels: int) -> bytes:
    """A week of WMTSECL1 for each level, from Wednesday 2007-06-13 on."""
    weeks = [date(2007, 6, 13) + timedelta(weeks=count) for count in range(len(levels))]
    rows = [f"{week},{level}" for week, level in zip(weeks, levels, strict=True)]
    return "\n".join(["observation_date,WMTSECL1", *rows, ""]).encode()


def test_zeros_before_the_first_figure_are_no_figures(
    path: Path, settings: Settings
) -> None:
    path.write_bytes(custody(0, 0, 0, 1_209_781, *[1_222_406] * 10))
    landing = land_path(path, settings, "hand")
    assert landing.cells["cell_text"].tolist()[:4] == ["0", "0", "0", "1209781"]
    assert landing.cells["cell_value"].isna().tolist()[:4] == [True, True, True, False]


@pytest.mark.parametrize("levels", [[1_209_781] * 12 + [0], [0] * 13])
def test_a_zero_after_a_figure_or_without_one_is_rejected(
    path: Path, settings: Settings, levels: list[int]
) -> None:
    path.write_bytes(custody(*levels))
    [rejection] = land_file(path, settings, "hand").rejections
    assert "the figure is below 100,000" in str(rejection)
