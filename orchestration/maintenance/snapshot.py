"""Write the snapshot that the repository ships, from the publishers' own files.

Belongs here: which files it holds and that they keep their figures. Does not: how a
file is carried over (`snapshot_forms.py`) or read (`landing/snapshot.py`).
"""

import csv
import gzip
import hashlib
import io
import json
from datetime import date
from pathlib import Path

import pandas

from orchestration.errors import WarehouseError
from orchestration.landing.snapshot import CATALOGUE, BundledFile
from orchestration.maintenance.snapshot_forms import bundled_form
from orchestration.parsing.document import Document
from orchestration.parsing.registry import parse, recognise
from orchestration.settings import Settings
from orchestration.sources import Source
from orchestration.storage.files import read_bytes, write_whole

# Paths in the folder of originals, by what they become; several originals of one
# FRED series are joined, the later capture winning where both have a day.
CONTENTS: dict[str, tuple[str, ...]] = {
    "tic/mfhhis01/2026-05-18.txt.gz": ("tic/mfhhis01/2026-05-18.txt",),
    "tic/mfh/2023-03-15.txt.gz": ("tic/mfh/2023-03-15.txt",),
    "tic/slt_table1/2024-12-19.txt.gz": ("tic/slt_table1/2024-12-19.txt",),
    "tic/slt_table1/2026-04-15.txt.gz": ("tic/slt_table1/2026-04-15.txt",),
    "tic/slt_table1/2026-06-18.txt.gz": ("tic/slt_table1/2026-06-18.txt",),
    "tic/slt_table3/2026-06-18.txt.gz": ("tic/slt_table3/2026-06-18.txt",),
    "tic/slt_table5/2026-06-18.txt.gz": ("tic/slt_table5/2026-06-18.txt",),
    "tic/slt3d_globl/2023-03-15.csv.gz": ("tic/slt3d_globl/2023-03-15.csv",),
    "tic/s1_globl/2023-03-15.txt.gz": ("tic/s1_globl/2023-03-15.txt",),
    "tic/slt2d_history/2023-03-15.csv.gz": ("tic/slt2d_history/2023-03-15.csv",),
    "tic/bltype_history/2024-12-19.csv.gz": ("tic/bltype_history/2024-12-19.csv",),
    "tic/shlhistdat/2024-04-30.txt.gz": ("tic/shlhistdat/2024-04-30.txt",),
    "tic/shl_appendix/2019.zip": ("tic/shl_appendix/shl2019r_appx.zip",),
    "tic/shl_appendix/2024.zip": ("tic/shl_appendix/shl2024r_appx.zip",),
    "tic/oilexp_hist_to2016mar/2016-05-16.csv.gz": (
        "tic/oilexp_hist_to2016mar/2016-05-16.csv",
    ),
    "frb_bertaut_judson/positions/2021-07.csv.gz": (
        "frb_bertaut_judson/bertaut_judson_positions_liabs_2021.csv",
    ),
    "frb_bertaut_judson/coverage/2021-07.csv.gz": (
        "frb_bertaut_judson/bertaut_judson_covgchg_liabs_2014.csv",
    ),
    "frb_bertaut_judson/roster/2021-07.csv.gz": (
        "frb_bertaut_judson/bertaut_judson_liabs_covg_2021.csv",
    ),
    "frb_bertaut_judson/foi_adjusted/2021-07.csv.gz": (
        "frb_bertaut_judson/ticdata.liabilities.foiadj.txt",
    ),
    "us_treasury/par_yields/1990-2024.csv.gz": (
        "us_treasury/par_yield_archive/2025-04-03.csv",
    ),
    "us_treasury/par_yields/2025.csv.gz": (
        "us_treasury/par_yield_daily/2021-to-2025-07-11-resaved.csv",
    ),
    "fed_ddp/h15/2023-03-23.csv.gz": ("fed_ddp/FRB_H15/2023-03-23-daily.csv",),
    "fred/DGS2.csv.gz": (
        "fred/DGS2/2021-01-06.csv",
        "fred/DGS2/2026-06-03-resaved.csv",
    ),
    "fred/DGS10.csv.gz": (
        "fred/DGS10/2021-01-06.csv",
        "fred/DGS10/2026-06-05-resaved.csv",
    ),
    "fred/DGS30.csv.gz": (
        "fred/DGS30/2021-01-06.csv",
        "fred/DGS30/2026-01-02-resaved.csv",
    ),
    "mof_japan/jgbcme_all/2026-06-30.csv.gz": ("mof_japan/jgbcme_all/2026-06-30.csv",),
    "mof_japan/jgbcme/2026-10-07.csv.gz": ("mof_japan/jgbcme/2026-10-07.csv",),
    "mof_japan/6pi-1/2026-07-11.csv.gz": ("mof_japan/6pi-1/2026-07-11.csv",),
    "mof_japan/6pi-4/2026-07-11.csv.gz": ("mof_japan/6pi-4/2026-07-11.csv",),
    "mof_japan/official_reserves_excerpt/2026-09-13.csv.gz": (
        "mof_japan/official_reserves_excerpt/2026-09-13.csv",
    ),
    "fred/DEXJPUS.csv.gz": (
        "fred/DEXJPUS/2025-08-29.csv",
        "fred/DEXJPUS/2026-06-03-resaved.csv",
    ),
    "fred/DEXCHUS.csv.gz": ("fred/DEXCHUS/2025-10-08-resaved.csv",),
    "fred/DEXCAUS.csv.gz": ("fred/DEXCAUS/2025-08-29.csv",),
    "fred/DEXSZUS.csv.gz": ("fred/DEXSZUS/2025-08-29.csv",),
    "fred/DEXUSEU.csv.gz": ("fred/DEXUSEU/2025-08-29.csv",),
    "fred/DEXUSUK.csv.gz": ("fred/DEXUSUK/2025-08-29.csv",),
    "fred/DTWEXBGS.csv.gz": ("fred/DTWEXBGS/2026-01-02-resaved.csv",),
    "ecb/eurofxref-hist/2026-04-13.zip": ("ecb/eurofxref-hist/2026-04-13.zip",),
    "ecb/eurofxref/2026-04-13.csv.gz": ("ecb/eurofxref/2026-04-13.csv",),
    "fred/FEDFUNDS.csv.gz": ("fred/FEDFUNDS/2026-06-01-resaved.csv",),
    "fred/DFEDTARU.csv.gz": ("fred/DFEDTARU/2026-06-05-resaved.csv",),
    "fred/CPIAUCSL.csv.gz": ("fred/CPIAUCSL/2026-05-12-resaved.csv",),
    "fred/TREAST.csv.gz": ("fred/TREAST/2026-06-05-resaved.csv",),
    # revised between the two, so that each is a vintage of its own
    "fred/FDHBFIN/2017-04-29.csv.gz": ("fred/FDHBFIN/2017-04-29.csv",),
    "fred/FDHBFIN/2026-10-07.csv.gz": ("fred/FDHBFIN/2026-10-tail.csv",),
    "us_treasury/debt_to_penny/2026-09-09.json.gz": (
        "us_debt/debt_to_penny/2026-09-09.json",
    ),
    "us_treasury/mspd_table_1/2026-09-30.json.gz": (
        "us_debt/mspd_table_1/2026-09-30.json",
    ),
}


# This re-save lacks December 2024, which the archive has: only its new year is taken.
_SINCE = {"us_treasury/par_yields/2025.csv.gz": date(2025, 1, 1)}


def _packed(path: Path, content: bytes) -> bytes:
    """Without a time stamp, so that the same figures make the same bytes."""
    if path.suffix != ".gz":
        return content
    return gzip.compress(content, compresslevel=9, mtime=0)


def write_bundle(originals: Path, settings: Settings) -> list[BundledFile]:
    """Write `data/bundled/` from a folder of originals with its PROVENANCE.csv.

    Raises WarehouseError where an original is missing, may not be redistributed, or
    does not come out of its bundled form with the same figures.
    """
    provenance = _provenance(originals)
    entries = [
        _write_one(path, names, originals, provenance, settings)
        for path, names in CONTENTS.items()
    ]
    listed = [entry.model_dump(mode="json") for entry in entries]
    text = json.dumps(listed, indent=1, ensure_ascii=False) + "\n"
    write_whole(settings.bundled_dir / CATALOGUE, text.encode())
    return entries


def _provenance(originals: Path) -> dict[str, dict[str, str]]:
    text = read_bytes(originals / "PROVENANCE.csv").decode("utf-8")
    return {row["path"]: row for row in csv.DictReader(io.StringIO(text))}


def _write_one(
    path: str,
    names: tuple[str, ...],
    originals: Path,
    provenance: dict[str, dict[str, str]],
    settings: Settings,
) -> BundledFile:
    stem = path.removesuffix(".csv.gz").split("/")[1]
    series = stem if path.startswith("fred/") else None
    documents = [Document(name, read_bytes(originals / name)) for name in names]
    source = recognise(documents[0], series)
    if not source.redistribute:
        raise WarehouseError(
            f"{names[0]}: the terms of {source.id} do not allow shipping it; take it"
            " out of the bundle's contents"
        )
    since = _SINCE.get(path, date.min)
    content = bundled_form(source, documents, since)
    _refuse_changed(source, documents, Document(path, content), since)
    target = settings.bundled_dir / path
    write_whole(target, _packed(target, content))
    newest = provenance[names[-1]]
    is_day = len(newest["released_on"]) != len("2021-07")
    return BundledFile(
        path=path,
        sha256=hashlib.sha256(content).hexdigest(),
        source_id=source.id,
        series=series,
        publisher=source.publisher,
        licence=source.licence,
        url=newest["url"],
        released_on=date.fromisoformat(newest["released_on"])
        if is_day and newest["released_on"]
        else None,
        released_in=None if is_day else newest["released_on"],
        captured_on=date.fromisoformat(newest["captured_on"]),
        carried_over_from=tuple(
            hashlib.sha256(document.content).hexdigest() for document in documents
        ),
    )


def _refuse_changed(
    source: Source, documents: list[Document], bundled: Document, since: date
) -> None:
    """The figures of the bundled form are those of the originals, cell by cell."""
    originals = pandas.concat([_figures(document, source) for document in documents])
    expected = originals[originals["reference_date"].dt.date >= since]
    compared = expected.drop_duplicates().merge(
        _figures(bundled, source), how="outer", indicator="stands_in"
    )
    different = compared[compared["stands_in"] != "both"]
    if not different.empty:
        shown = "; ".join(map(str, different.head(3).to_dict("records")))
        raise bundled.error(f"the figures changed on the way: {shown}")


def _figures(document: Document, source: Source) -> pandas.DataFrame:
    named = ["label", "code", "reference_date", "measure", "segment", "cell_value"]
    return parse(document, source).cells.dropna(subset="cell_value")[named]
