"""Cache the parsed cells: the cells of each landed file, once, as Parquet.

Path step 2's memory. A name holds the hash of the bytes, and of the parser's code
with what the source's block tells it, so a changed parser or block reads a file again
and an unchanged one never does. Beside the cells a file says what each of its months
prints, in one number, so that two vintages are compared without reading either.
Everything here can be deleted and comes back.
"""

import hashlib
import json
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy
import pandas
import pyarrow
import pyarrow.compute
import pyarrow.parquet

from orchestration.errors import WarehouseError
from orchestration.landing.labels import reject_unknown_labels
from orchestration.landing.landed_files import LandedFile
from orchestration.parsing.document import Document
from orchestration.parsing.registry import parse, parser_fingerprint
from orchestration.settings import Settings
from orchestration.storage.files import write_whole
from orchestration.storage.tables import field

_TEXT, _PLACE = pyarrow.string(), pyarrow.int32()
_ROWS_AT_ONCE = 65_536
# Small enough that reading a few months of a file skips the others.
_ROWS_IN_A_GROUP = 16_384

CELL_SCHEMA = pyarrow.schema(
    [
        field("source_sha256", _TEXT, "Hash of the file; joins meta.landed_files"),
        field("line_number", _PLACE, "Line, or record of a JSON or XML, from 1"),
        field("column_number", _PLACE, "Cell of that line, counted from 1"),
        field("label", _TEXT, "The row's or column's name as printed"),
        field("code", _TEXT, "The publisher's code; null where the file has none"),
        field("period", _TEXT, "The month or day as printed"),
        field("reference_date", pyarrow.date32(), "The month's last day, or the day"),
        field("measure", _TEXT, "The column's machine name, or what the file holds"),
        field("segment", _TEXT, "Series numeral (mfhhis01), table (appendix), or null"),
        field("cell_text", _TEXT, "Exactly what the cell says"),
        field("cell_value", pyarrow.float64(), "The number in the file's own unit"),
    ]
)

# What a cell says, without the place where it says it.
_PRINTED = ["label", "code", "reference_date", "measure", "segment", "cell_text"]
_CONTENTS = "tic_warehouse_contents"
_SUFFIXES = {".parquet", ".sha256", ".partial"}
_FORMAT = 2  # raise it when this module writes otherwise: old files are then removed


@dataclass(frozen=True)
class PrintedMonth:
    """How many cells a file has for one month, and a hash of all that they say."""

    cells: int
    digest: int


@dataclass(frozen=True)
class CellFile:
    """The Parquet file with a landed file's cells, and what each month of it prints.

    `months` is keyed by the month's last day.
    """

    path: Path
    months: dict[date, PrintedMonth]


def cell_file(settings: Settings, file: LandedFile) -> CellFile:
    """Find a landed file's cells, parsed now if they are not yet.

    Raises WarehouseError as parsers do, for a holder that is not known any more, or
    where it cannot be written.
    """
    path = _path(settings, file)
    contents = _read_contents(path)
    if contents is None:
        _write(path, parse(file.document(), file.source).cells, file.sidecar.sha256)
        contents = json.loads(_metadata(path)[_CONTENTS.encode()])
    if file.source.label_source:
        named = pandas.DataFrame(
            contents["holders"], columns=["label", "code", "line_number"]
        )
        seeds_dir = settings.dbt_project_dir / "seeds"
        document = Document(str(file.path), b"")  # for its name in an error
        reject_unknown_labels(document, file.source, named, seeds_dir)
    return CellFile(
        path,
        {
            date.fromisoformat(month): PrintedMonth(*printed)
            for month, printed in contents["months"].items()
        },
    )


def _read_contents(path: Path) -> dict[str, Any] | None:
    """Read what a cache says that it holds; None where it is missing or damaged."""
    try:
        digest = _digest_path(path).read_text("ascii")
        if digest != _sha256(path):
            return None
        contents: dict[str, Any] = json.loads(_metadata(path)[_CONTENTS.encode()])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return contents


def _metadata(path: Path) -> dict[bytes, bytes]:
    return pyarrow.parquet.read_metadata(path).metadata or {}


def _digest_path(path: Path) -> Path:
    """Where the hash of a cache is: Parquet has none, and zstd decodes much damage."""
    return path.with_suffix(".sha256")


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _path(settings: Settings, file: LandedFile) -> Path:
    source = file.source
    # what `parse` reads of the block, besides the parser
    block = [source.columns, source.leading_zeros_are_missing]
    fingerprint = hashlib.sha256(
        json.dumps([parser_fingerprint(source.parser), block]).encode()
    ).hexdigest()[:12]
    name = f"{file.sidecar.sha256}-{fingerprint}-{_FORMAT}.parquet"
    return settings.parsed_dir / source.folder / name


def read_cells(
    cells: CellFile, days: tuple[date, date] | None = None
) -> pandas.DataFrame:
    """Read the cells of a landed file (of some days), columns of CELL_SCHEMA."""
    # not by its dataset reader, which takes a folder called year=2026 for a column
    table: pyarrow.Table = pyarrow.parquet.ParquetFile(cells.path).read()
    if days:
        dates = pyarrow.compute.field("reference_date")
        table = table.filter((dates >= days[0]) & (dates <= days[1]))
    return pandas.DataFrame(table.to_pandas())


def cache_cells(settings: Settings, file: LandedFile, cells: pandas.DataFrame) -> None:
    """Cache what the landing has parsed anyway, so that a run need not again."""
    _write(_path(settings, file), cells, file.sidecar.sha256)


def remove_old_cells(settings: Settings, files: Iterable[LandedFile]) -> int:
    """Remove caches of older parsers and of files no longer landed; returns how many.

    What cannot be removed stays: it is read by nobody, and the next run tries again.
    """
    current = {_path(settings, file) for file in files}
    old = [
        path
        for path in settings.parsed_dir.rglob("*")
        if path.suffix in _SUFFIXES and path.with_suffix(".parquet") not in current
    ]
    for path in old:
        with suppress(OSError):
            path.unlink()
    return len(old)


def _write(path: Path, cells: pandas.DataFrame, sha256: str) -> None:
    """Piece by piece, because text takes several times the room of its categories."""
    partial = path.with_suffix(".partial")
    order = numpy.lexsort(
        [cells[name] for name in ("column_number", "line_number", "reference_date")]
    )
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with pyarrow.parquet.ParquetWriter(
            partial, CELL_SCHEMA, compression="zstd"
        ) as writer:
            for first in range(0, len(cells), _ROWS_AT_ONCE):
                piece = cells.iloc[order[first : first + _ROWS_AT_ONCE]]
                table = _as_table(piece, sha256)
                writer.write_table(table, row_group_size=_ROWS_IN_A_GROUP)
            writer.add_key_value_metadata({_CONTENTS: json.dumps(_contents(cells))})
        digest = _sha256(partial)
        partial.replace(path)
    except OSError as problem:
        with suppress(OSError):
            partial.unlink(missing_ok=True)
        raise WarehouseError(
            f"{path}: cannot be written ({problem.strerror or problem}); free some"
            " space or check the permissions, then run again"
        ) from None
    write_whole(_digest_path(path), digest.encode())


def _as_table(cells: pandas.DataFrame, sha256: str) -> pyarrow.Table:
    """Make cells a table of CELL_SCHEMA.

    Categories by themselves, because pyarrow makes a Python string of each of their
    cells where it is told the type.
    """
    arrays = [pyarrow.repeat(pyarrow.scalar(sha256, _TEXT), len(cells))]
    for column in list(CELL_SCHEMA)[1:]:
        values = cells[column.name].array
        is_named = isinstance(values, pandas.Categorical)
        kind = None if is_named else column.type
        array = pyarrow.array(values, kind, from_pandas=True)  # nan becomes null
        arrays.append(array.cast(column.type))
    return pyarrow.Table.from_arrays(arrays, schema=CELL_SCHEMA)


def _contents(cells: pandas.DataFrame) -> dict[str, object]:
    """Summarise a file for those who need not read it: its months and holders."""
    pieces = (
        _printed_months(cells.iloc[first : first + _ROWS_AT_ONCE])
        for first in range(0, len(cells), _ROWS_AT_ONCE)
    )
    months = pandas.concat(pieces).groupby(level=0).sum()
    holders = cells.drop_duplicates(["label", "code"])
    return {
        "months": {
            f"{month:%Y-%m-%d}": [int(size), int(digest)]
            for month, size, digest in months.itertuples()
        },
        "holders": [
            [label, code if isinstance(code, str) else None, int(line)]
            for label, code, line in zip(
                holders["label"], holders["code"], holders["line_number"], strict=True
            )
        ],
    }


def _printed_months(cells: pandas.DataFrame) -> pandas.DataFrame:
    """How many cells each month has (`size`), and the sum of their hashes (`sum`)."""
    digests = pandas.util.hash_pandas_object(cells[_PRINTED], index=False)
    month_ends = cells["reference_date"] + pandas.offsets.MonthEnd(0)
    return digests.groupby(month_ends).agg(["size", "sum"])
