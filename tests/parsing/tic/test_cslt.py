"""`cslt.zip`: known points, broken twins, and a file of full size within its memory."""

import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet
import pytest

from orchestration.errors import WarehouseError
from orchestration.landing.validate import validate
from orchestration.parsing.document import Document
from orchestration.parsing.registry import parse, recognise
from orchestration.settings import PROJECT_ROOT
from orchestration.sources import all_sources
from tests.support.fixtures import (
    CAPTURED,
    SEEDS,
    cell_at,
    known_codes,
    months_back,
    parsed,
    refusal,
    relaxed,
    zipped,
)
from tests.support.history_fixtures import (
    CSLT_KNOWN,
    cslt,
    cslt_known_series,
    cslt_series,
)

KNOWN = cslt_known_series()
CSLT = cslt(KNOWN)
JAPAN = "for_st_treas_pos_42609"


def test_the_file_is_recognised_by_what_its_zip_holds() -> None:
    assert recognise(Document("x", CSLT)).id == "tic_cslt"


def test_a_cell_keeps_its_series_its_text_and_its_value() -> None:
    assert cell_at(parsed(CSLT).cells, line=1, column=2) == {
        "line_number": 1,
        "column_number": 2,
        "label": f"Title of {JAPAN}",
        "code": "42609",
        "period": "2003-02-01",
        "reference_date": "2003-02-28",
        "measure": "for_st_treas_pos",
        "segment": None,
        "cell_text": "89977.0",
        "cell_value": 89977,
    }


def test_the_known_points_come_out() -> None:
    cells = parsed(CSLT).cells
    assert len(cells) == len(CSLT_KNOWN)
    for source_id, month, text in CSLT_KNOWN:
        measure, _, code = source_id.rpartition("_")
        is_it = (cells["measure"] == measure) & (cells["code"] == code)
        is_it &= cells["period"] == f"{month}-01"
        assert cells.loc[is_it, "cell_value"].tolist() == [float(text)]


@pytest.mark.parametrize("mark", [None, "", ".", "NA"])
def test_a_missing_figure_is_there_without_a_value(mark: str | None) -> None:
    series = cslt_series("us_lt_total_net_42609", [("2026-06", mark)])
    cell = cell_at(parsed(cslt([*KNOWN, series])).cells, line=6, column=1)
    assert (cell["cell_text"], cell["cell_value"]) == (mark or "", None)


def test_what_is_known_of_a_series_may_stand_beside_it() -> None:
    flat = [
        {
            **each,
            **each["metadata"],
            "status": "D",
            "metadata": None,
            "additional": None,
        }
        for each in KNOWN
    ]
    assert parsed(cslt(flat)).cells.equals(parsed(CSLT).cells)


def test_us_holdings_abroad_are_kept_under_their_own_names() -> None:
    series = cslt_series("us_lt_govt_bond_pos_42609", [("2026-06", "7.0")])
    cells = parsed(cslt([*KNOWN, series])).cells
    assert cells["measure"].iloc[-1] == "us_lt_govt_bond_pos"


def test_a_holder_is_known_by_its_code_because_titles_say_more_than_a_name() -> None:
    source = relaxed("tic_cslt", max_gap_days=None)
    document = Document("file", CSLT)
    validate(document, source, parse(document, source), SEEDS, CAPTURED.date())
    stranger = cslt(
        [*KNOWN, cslt_series("for_lt_treas_pos_12345", [("2026-06", "1.0")])]
    )
    document = Document("file", stranger)
    with pytest.raises(WarehouseError, match=r"\(12345\)' of cslt a code in"):
        validate(document, source, parse(document, source), SEEDS, CAPTURED.date())


def with_series(
    source_id: str, months: list[tuple[str, str]], **known: object
) -> bytes:
    return cslt([*KNOWN, cslt_series(source_id, months, **known)])


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (cslt(KNOWN, release="4"), "file/cslt.json: release '4', version '2.0' is not"),
        (cslt(KNOWN, version="2.1"), "version '2.1' is not release '3', version '2.0'"),
        (
            with_series("for_lt_gold_pos_42609", [("2026-06", "1.0")]),
            "file/cslt.json, series for_lt_gold_pos_42609: this series is unknown",
        ),
        (
            with_series("FORLTTREASPOS42609", [("2026-06", "1.0")]),
            "series FORLTTREASPOS42609: this series is unknown",
        ),
        (with_series(JAPAN, [("2026-06", "1.0")]), "the series appears twice"),
        (
            with_series(
                "for_lt_treas_pos_42609",
                [("2026-06", "1.0")],
                units="Billions of Dollars",
            ),
            "series for_lt_treas_pos_42609: the unit 'Billions of Dollars' must be",
        ),
        (
            with_series("for_lt_treas_pos_42609", [("2026-06", "1.0")], additional={}),
            "the status None A or D",
        ),
        (
            with_series("for_lt_treas_pos_42609", []),
            "series for_lt_treas_pos_42609: the series has no observations",
        ),
        (
            with_series("for_lt_treas_pos_42609", [("2026-06", "*")]),
            "series for_lt_treas_pos_42609, line 6 ('*'): this cell is neither",
        ),
        (
            with_series("for_lt_treas_pos_42609", [("2026-06", "1e3")]),
            "line 6 ('1e3'): this cell is neither a number nor a known mark",
        ),
        (
            with_series("for_lt_treas_pos_42609", [("2026-06", 1.0)]),
            "an observation is not a month and a figure",
        ),
        (
            with_series("for_lt_treas_pos_42609", [("2026-13", "1.0")]),
            "'2026-13-01' is not a month's first day",
        ),
        (
            with_series(
                "for_lt_treas_pos_42609", [("2026-05", "1.0"), ("2026-06", "1.0")]
            ),
            "2026-05-01 is followed by 2026-06-01: months must run backwards",
        ),
        (
            with_series(
                "for_lt_treas_pos_42609", [("2026-05", "1.0"), ("2026-05", "1.0")]
            ),
            "2026-05-01 is followed by 2026-05-01",
        ),
        (cslt(KNOWN[:2]), "the series for_lt_treas_pos_99996 is not in the file"),
        (cslt([]), "the series for_lt_treas_pos_99996 is not in the file"),
        (
            zipped(("cslt.json", b'{"releaseID": "3", "version": "2.0", "series": [{')),
            "the JSON breaks off or is damaged",
        ),
        (
            zipped(("cslt.json", b'{"releaseID": "3", "version": "2.0"}')),
            "the series for_lt_treas_pos_99996 is not in the file",
        ),
        (CSLT[:-40], "the zip is damaged"),
    ],
)
def test_a_broken_twin_is_refused_with_its_place(content: bytes, sentence: str) -> None:
    assert sentence in refusal(content)


# --- full size ---------------------------------------------------------------------

SERIES_COUNT = 4_260
MONTHS = months_back("2026-06", 499)
FULL_BYTES = 110_000_000  # of JSON, at least
PEAK_BYTES = 512 * 1024**2

MEASURE_PEAK = """
import sys
from datetime import datetime, UTC
from pathlib import Path
from orchestration.landing.cell_cache import cache_cells
from orchestration.landing.landed_files import Origin
from orchestration.landing.store import land
from orchestration.settings import Settings

path = Path(sys.argv[1])
settings = Settings(data_dir=path.parent / "data")
captured = datetime(2026, 11, 20, tzinfo=UTC)
origin = Origin(landed_from="hand", file_name="cslt.zip", captured_at=captured)
landing = land(path.read_bytes(), origin, settings)
cache_cells(settings, landing.file, landing.cells)
# of this program alone: ru_maxrss would count what pytest held when it forked
status = Path("/proc/self/status").read_text()
peak = int(status.split("VmHWM:")[1].split()[0]) * 1024
print(landing.file.sidecar.cells, landing.file.sidecar.released_on, peak)
"""


def full_size(path: Path) -> int:
    """Write a file as large as the real one; returns the number of its cells."""
    measures = all_sources()["tic_cslt"].columns
    names = [f"{measure}_{code}" for code in known_codes() for measure in measures]
    wanted = dict.fromkeys([*(each["source_id"] for each in KNOWN), *names])
    cells, written = 0, 0
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open("cslt.json", "w", force_zip64=True) as stream,
    ):
        stream.write(b'{"releaseID": "3", "version": "2.0", "series": [')
        for number, name in enumerate(list(wanted)[:SERIES_COUNT]):
            months = MONTHS
            text = "".join(_series_text(number, name, months))
            written += stream.write(text.encode())
            cells += len(months)
        stream.write(b"]}")
    assert written >= FULL_BYTES
    return cells


def _series_text(number: int, name: str, months: list[str]) -> Iterator[str]:
    yield "," if number else ""
    yield f'{{"source_id": "{name}", "metadata": {{"title": "Title of {name}", '
    yield '"frequency": "M", "season": "NSA", "units": "Millions of Dollars", '
    yield '"additional": {"status": "A"}}, "observations": ['
    known = {month: text for each, month, text in CSLT_KNOWN if each == name}
    yield ",".join(
        f'\n      [\n        "{month}-01",\n        "'
        f'{known.get(month) or number * 100 + at}"\n        ]'
        for at, month in enumerate(months)
    )
    yield "]}"


def test_a_file_of_full_size_lands_within_half_a_gibibyte(tmp_path: Path) -> None:
    path = tmp_path / "cslt.zip"
    cells = full_size(path)
    done = subprocess.run(
        [sys.executable, "-c", MEASURE_PEAK, str(path)],
        cwd=PROJECT_ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    landed, released_on, peak = done.stdout.split()
    assert int(landed) == cells
    assert cells > 2_000_000
    assert released_on == "2026-08-17"
    assert int(peak) < PEAK_BYTES, f"{int(peak) / 1024**2:,.0f} MiB"
    (parquet,) = (tmp_path / "data" / "parsed").rglob("*.parquet")
    assert pyarrow.parquet.read_metadata(parquet).num_rows == cells
