"""The snapshot that the repository ships, so that a first run needs no network.

`write_bundle` makes `data/bundled/` from a folder of the publishers' own files: the
figures, column keys and month labels in the publishers' grid layouts, without their
prose. `land_bundle` lands it like any other file. Only sources whose terms allow
redistribution are bundled.
"""

import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pandas
from pydantic import BaseModel, ConfigDict

from orchestration.errors import WarehouseError
from orchestration.land import Landing, Origin, land, read_bytes, write_whole
from orchestration.parse import daily, mfhhis01, parse, recognise
from orchestration.parse.document import Document
from orchestration.settings import Settings
from orchestration.sources import Source, all_sources

CATALOGUE = "catalogue.json"

# Paths in the folder of originals, by what they become; several originals of one
# FRED series are joined, the later capture winning where both have a day.
CONTENTS: dict[str, tuple[str, ...]] = {
    "tic/mfhhis01/2026-05-18.txt": ("tic/mfhhis01/2026-05-18.txt",),
    "tic/mfh/2023-03-15.txt": ("tic/mfh/2023-03-15.txt",),
    "tic/slt_table1/2026-04-15.txt": ("tic/slt_table1/2026-04-15.txt",),
    "tic/slt_table1/2026-06-18.txt": ("tic/slt_table1/2026-06-18.txt",),
    "tic/slt_table3/2026-06-18.txt": ("tic/slt_table3/2026-06-18.txt",),
    "tic/slt_table5/2026-06-18.txt": ("tic/slt_table5/2026-06-18.txt",),
    "us_treasury/par_yields/1990-2024.csv": (
        "us_treasury/par_yield_archive/2025-04-03.csv",
    ),
    "us_treasury/par_yields/2025.csv": (
        "us_treasury/par_yield_daily/2021-to-2025-07-11-resaved.csv",
    ),
    "fed_ddp/h15/2023-03-23.csv": ("fed_ddp/FRB_H15/2023-03-23-daily.csv",),
    "fred/DGS2.csv": ("fred/DGS2/2021-01-06.csv", "fred/DGS2/2026-06-03-resaved.csv"),
    "fred/DGS10.csv": (
        "fred/DGS10/2021-01-06.csv",
        "fred/DGS10/2026-06-05-resaved.csv",
    ),
    "fred/DGS30.csv": (
        "fred/DGS30/2021-01-06.csv",
        "fred/DGS30/2026-01-02-resaved.csv",
    ),
    "mof_japan/jgbcme_all/2026-06-30.csv": ("mof_japan/jgbcme_all/2026-06-30.csv",),
    "mof_japan/jgbcme/2026-10-07.csv": ("mof_japan/jgbcme/2026-10-07.csv",),
    "fred/DEXJPUS.csv": (
        "fred/DEXJPUS/2025-08-29.csv",
        "fred/DEXJPUS/2026-06-03-resaved.csv",
    ),
    "fred/DEXCHUS.csv": ("fred/DEXCHUS/2025-10-08-resaved.csv",),
    "fred/DEXCAUS.csv": ("fred/DEXCAUS/2025-08-29.csv",),
    "fred/DEXSZUS.csv": ("fred/DEXSZUS/2025-08-29.csv",),
    "fred/DEXUSEU.csv": ("fred/DEXUSEU/2025-08-29.csv",),
    "fred/DEXUSUK.csv": ("fred/DEXUSUK/2025-08-29.csv",),
    "fred/DTWEXBGS.csv": ("fred/DTWEXBGS/2026-01-02-resaved.csv",),
    "ecb/eurofxref-hist/2026-04-13.zip": ("ecb/eurofxref-hist/2026-04-13.zip",),
    "ecb/eurofxref/2026-04-13.csv": ("ecb/eurofxref/2026-04-13.csv",),
}

# This re-save lacks December 2024, which the archive has: only its new year is taken.
_SINCE = {"us_treasury/par_yields/2025.csv": date(2025, 1, 1)}


class BundledFile(BaseModel):
    """One entry of the catalogue: what the file holds and where it came from."""

    model_config = ConfigDict(frozen=True)

    path: str
    sha256: str
    source_id: str
    series: str | None
    publisher: str
    licence: str
    url: str
    released_on: date | None
    captured_on: date
    carried_over_from: tuple[str, ...]  # SHA-256 of the publisher's own bytes


def land_bundle(settings: Settings) -> Iterator[Landing]:
    """Land every file of the shipped snapshot that is not landed yet."""
    path = settings.bundled_dir / CATALOGUE
    if not path.exists():
        return
    for entry in json.loads(read_bytes(path)):
        bundled = BundledFile.model_validate(entry)
        folder = settings.landed_dir / all_sources()[bundled.source_id].folder
        if (folder / f"{bundled.sha256}.json").exists():
            continue
        origin = Origin(
            landed_from="bundle",
            file_name=f"data/bundled/{bundled.path}",
            url=bundled.url,
            captured_at=datetime.combine(
                bundled.captured_on, datetime.min.time(), tzinfo=UTC
            ),
            note="figures carried over from " + ", ".join(bundled.carried_over_from),
        )
        yield land(
            read_bytes(settings.bundled_dir / bundled.path),
            origin,
            settings,
            released_on=bundled.released_on,
            series=bundled.series,
        )


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
    series = path.removeprefix("fred/").removesuffix(".csv")
    series = series if path.startswith("fred/") else None
    documents = [Document(name, read_bytes(originals / name)) for name in names]
    source = recognise(documents[0], series)
    if not source.redistribute:
        raise WarehouseError(
            f"{names[0]}: the terms of {source.id} do not allow shipping it; take it"
            " out of the bundle's contents"
        )
    since = _SINCE.get(path, date.min)
    content = _grid(source, documents, since)
    _refuse_changed(source, documents, Document(path, content), since)
    write_whole(settings.bundled_dir / path, content)
    newest = provenance[names[-1]]
    return BundledFile(
        path=path,
        sha256=hashlib.sha256(content).hexdigest(),
        source_id=source.id,
        series=series,
        publisher=source.publisher,
        licence=source.licence,
        url=newest["url"],
        released_on=newest["released_on"] or None,
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


def _grid(source: Source, documents: list[Document], since: date) -> bytes:
    """The bundled form of a source's originals."""
    if source.raw_table == "fred_series":
        return _fred_grid(source, documents)
    if since > date.min:
        return _treasury_grid_since(documents[0], since)
    form = _FORMS[source.raw_table]
    return form(documents[0])


def _lines(rows: list[list[str]], delimiter: str) -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator="\n").writerows(rows)
    return text.getvalue().encode("ascii")


def _slt_grid(document: Document) -> bytes:
    rows = [row.trimmed() for row in document.rows("\t")]
    header = next(index for index, row in enumerate(rows) if row[:1] == ["country"])
    data = [row for row in rows[header:] if len(row) > 3]
    return _lines([["Millions of dollars"], *data], "\t")


def _mfhhis01_grid(document: Document) -> bytes:
    kept: list[list[str]] = [["", "", "", mfhhis01.UNIT_LINE]]
    for row in document.rows("\t"):
        kind = mfhhis01.row_kind(row)
        if kind in ("months", "years", "marks", "data"):
            kept.append(row.trimmed())
        if kind == "footer" and row.cells[0][:1].isdigit():
            return _lines([*kept, [row.cells[0].strip()]], "\t")
    raise document.error("the footer names no date of release")


def _recent_grid(document: Document) -> bytes:
    rows = [row.trimmed() for row in document.rows("\t")]
    data = [row for row in rows if len(row) > 3]
    return _lines([["Billions of dollars"], *data], "\t")


def _mfh_grid(document: Document) -> bytes:
    lines = document.text().splitlines()
    header = next(at for at, line in enumerate(lines) if line.startswith("Country "))
    last = max(at for at, line in enumerate(lines) if "T-Bonds & Notes" in line)
    release = next(
        line for line in lines[last:] if line.startswith("March ")
    )  # the frozen edition's date of release
    kept = [line for line in lines[header - 1 : last + 1] if line.strip()]
    return "\n".join(["(in billions of dollars)", *kept, release, ""]).encode("ascii")


def _treasury_grid(document: Document) -> bytes:
    rows = [row.cells for row in document.rows(",")]
    return _lines([row for row in rows if any(row[1:])], ",")


def _treasury_grid_since(document: Document, since: date) -> bytes:
    header, *rows = (row.cells for row in document.rows(","))
    return _lines([header, *(row for row in rows if row[0] >= since.isoformat())], ",")


def _h15_grid(document: Document) -> bytes:
    rows = [row.cells for row in document.rows(",")]
    keys_only = [rows[0][0], *("" for _ in rows[0][1:])]  # not the long descriptions
    return _lines([keys_only, *rows[1:]], ",")


def _jgb_grid(document: Document) -> bytes:
    rows = document.rows(",", daily.MOF_JGB.encoding)
    kept = [row for row in rows if not row.is_blank and not daily.is_note(row)]
    return _lines([row.cells for row in kept], ",")


def _ecb_grid(document: Document) -> bytes:
    inner = daily.unzipped(document)
    content = _lines(_ecb_rows(inner), ",")
    if inner is document:
        return content
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        # A fixed time stamp, so that the same figures make the same bytes.
        name = inner.name.rpartition("/")[2]
        entry = zipfile.ZipInfo(name, date_time=(1999, 1, 4, 0, 0, 0))
        entry.compress_type = zipfile.ZIP_DEFLATED
        archive.writestr(entry, content)
    return packed.getvalue()


def _ecb_rows(document: Document) -> list[list[str]]:
    return [
        [cell.strip() for cell in row.trimmed()]
        for row in document.rows(",")
        if not row.is_blank
    ]


def _fred_grid(source: Source, documents: list[Document]) -> bytes:
    """Days with a figure only; a day without one says nothing that is not known."""
    figures: dict[str, str] = {}
    for document in documents:
        for row in document.rows(",")[1:]:
            if row.cells[1].strip() not in ("", "."):
                figures[row.cells[0]] = row.cells[1]
    header = ["observation_date", source.columns[0]]
    return _lines([header, *map(list, sorted(figures.items()))], ",")


_FORMS: dict[str, Callable[[Document], bytes]] = {
    "tic_slt_table1": _slt_grid,
    "tic_slt_table3": _slt_grid,
    "tic_slt_table5": _recent_grid,
    "tic_mfhhis01": _mfhhis01_grid,
    "tic_mfh": _mfh_grid,
    "us_treasury_par_yields": _treasury_grid,
    "fed_h15": _h15_grid,
    "mof_jgb": _jgb_grid,
    "ecb_reference_rates": _ecb_grid,
}
