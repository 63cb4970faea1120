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
from orchestration.sources import Shipped, Source, all_sources
from orchestration.storage.files import read_bytes, write_whole


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
        _write_one(shipped, originals, provenance, settings)
        for source in all_sources().values()
        for shipped in source.snapshot
    ]
    listed = [entry.model_dump(mode="json") for entry in entries]
    text = json.dumps(listed, indent=1, ensure_ascii=False) + "\n"
    write_whole(settings.bundled_dir / CATALOGUE, text.encode())
    return entries


def _provenance(originals: Path) -> dict[str, dict[str, str]]:
    text = read_bytes(originals / "PROVENANCE.csv").decode("utf-8")
    return {row["path"]: row for row in csv.DictReader(io.StringIO(text))}


def _write_one(
    shipped: Shipped,
    originals: Path,
    provenance: dict[str, dict[str, str]],
    settings: Settings,
) -> BundledFile:
    path, names = shipped.path, shipped.originals
    stem = path.removesuffix(".csv.gz").split("/")[1]
    series = stem if path.startswith("fred/") else None
    documents = [Document(name, read_bytes(originals / name)) for name in names]
    source = recognise(documents[0], series)
    if not source.redistribute:
        raise WarehouseError(
            f"{names[0]}: the terms of {source.id} do not allow shipping it; take it"
            " out of its block's snapshot"
        )
    since = shipped.since or date.min
    content = bundled_form(source, documents, since)
    _reject_changed(source, documents, Document(path, content), since)
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
        layouts=tuple(provenance[name]["layout"] for name in names),
    )


def _reject_changed(
    source: Source, documents: list[Document], bundled: Document, since: date
) -> None:
    """Check the figures of the bundled form against the originals, cell by cell."""
    originals = pandas.concat([_figures(document, source) for document in documents])
    expected = originals[originals["reference_date"].dt.date >= since]
    compared = expected.drop_duplicates().merge(
        _figures(bundled, source), how="outer", indicator="found_in"
    )
    different = compared[compared["found_in"] != "both"]
    if not different.empty:
        shown = "; ".join(map(str, different.head(3).to_dict("records")))
        raise bundled.error(f"the figures changed on the way: {shown}")


def _figures(document: Document, source: Source) -> pandas.DataFrame:
    named = ["label", "code", "reference_date", "measure", "segment", "cell_value"]
    return parse(document, source).cells.dropna(subset="cell_value")[named]
