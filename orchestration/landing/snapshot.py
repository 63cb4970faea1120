"""Land the snapshot that the repository ships, so that a first run needs no network.

Belongs here: reading `data/bundled/` and its catalogue; each file lands like any other.
Does not: writing it from the publishers' files (`maintenance/snapshot.py`).
"""

import gzip
import zlib
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from orchestration.errors import WarehouseError
from orchestration.landing.landed_files import Origin, landed_files
from orchestration.landing.store import Landing, forget, land
from orchestration.settings import Settings
from orchestration.sources import Source, all_sources
from orchestration.storage.files import read_bytes
from orchestration.storage.forgotten import forgotten_hashes

CATALOGUE = "catalogue.json"


class BundledFile(BaseModel):
    """One entry of the catalogue: what the file holds and where it came from."""

    model_config = ConfigDict(frozen=True)

    path: str
    sha256: str  # of the file as it lands, which is the unpacked one
    source_id: str
    series: str | None
    publisher: str
    licence: str
    url: str
    released_on: date | None
    released_in: str | None  # the month, where nobody knows the day
    captured_on: date
    carried_over_from: tuple[str, ...]  # SHA-256 of the originals
    layouts: tuple[str, ...]  # as published, re-saved, transcribed or composed, each


_CATALOGUE = TypeAdapter(list[BundledFile])


def land_bundle(settings: Settings) -> Iterator[Landing]:
    """Land every file of the shipped snapshot that is not landed yet or taken back."""
    path = settings.bundled_dir / CATALOGUE
    if not path.exists():
        return
    forgotten = forgotten_hashes(settings)
    try:
        entries = _CATALOGUE.validate_json(read_bytes(path))
    except ValidationError:
        raise WarehouseError(
            f"{path}: this is not the list of the snapshot's files; check it out of the"
            " repository again"
        ) from None
    for bundled in entries:
        folder = settings.landed_dir / all_sources()[bundled.source_id].folder
        is_landed = (folder / f"{bundled.sha256}.json").exists()
        if is_landed or bundled.sha256 in forgotten:
            continue
        origin = Origin(
            landed_from="bundle",
            file_name=f"data/bundled/{bundled.path}",
            url=bundled.url,
            captured_at=datetime.combine(
                bundled.captured_on, datetime.min.time(), tzinfo=UTC
            ),
            note=_note(bundled),
        )
        landing = land(
            unpacked(settings.bundled_dir / bundled.path),
            origin,
            settings,
            released_on=bundled.released_on,
            series=bundled.series,
        )
        _forget_replaced(settings, landing.file.source, origin, bundled.sha256)
        yield landing


def _forget_replaced(
    settings: Settings, source: Source, origin: Origin, sha256: str
) -> None:
    """Take back what an older snapshot carried over from the same file.

    Nothing else tells the two apart: they have the same days of release and capture.
    """
    for file in list(landed_files(settings, source)):
        before = file.sidecar
        if (
            before.landed_from == origin.landed_from
            and before.file_name == origin.file_name
            and before.captured_at == origin.captured_at
            and before.sha256 != sha256
        ):
            forget(settings, before.sha256)


def _note(bundled: BundledFile) -> str:
    originals = zip(bundled.carried_over_from, bundled.layouts, strict=True)
    note = "figures carried over from " + ", ".join(
        f"{sha256} ({layout})" for sha256, layout in originals
    )
    if bundled.released_in:
        note += f"; released in {bundled.released_in}, the day is not known"
    return note


def unpacked(path: Path) -> bytes:
    """Unpack a bundled file; raises WarehouseError where it is damaged."""
    content = read_bytes(path)
    if path.suffix != ".gz":
        return content
    try:
        return gzip.decompress(content)
    except (OSError, EOFError, zlib.error) as problem:
        raise WarehouseError(
            f"{path}: this file of the snapshot is damaged ({problem}); check it out of"
            " the repository again"
        ) from None
