"""The parse cache: the cells of each landed file, once, as Parquet.

Path step 2's memory. A name holds the hash of the bytes and of the parser's code,
so a changed parser reads a file again and an unchanged one never does. Everything
here can be deleted and comes back.
"""

from contextlib import suppress
from pathlib import Path

import pandas
import pyarrow
import pyarrow.parquet

from orchestration.arrival import refuse_unknown_labels
from orchestration.errors import WarehouseError
from orchestration.land import LandedFile
from orchestration.meta import field
from orchestration.parse import parse, parser_fingerprint
from orchestration.parse.document import Document
from orchestration.settings import Settings

_TEXT, _PLACE = pyarrow.string(), pyarrow.int32()
_ROWS_AT_ONCE = 250_000

CELL_SCHEMA = pyarrow.schema(
    [
        field("source_sha256", _TEXT, "Hash of the file; joins meta.landed_files"),
        field("line_number", _PLACE, "Line of the file, or series of cslt, from 1"),
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


def cells_path(settings: Settings, file: LandedFile) -> Path:
    """The Parquet file with a landed file's cells, parsed now if it is not yet.

    Raises WarehouseError as parsers do, for a holder that is not known any more, or
    where it cannot be written.
    """
    path = _path(settings, file)
    if not path.exists():
        _write(path, parse(file.document(), file.source).cells, file.sidecar.sha256)
    if file.source.label_source:
        named = pandas.read_parquet(path, columns=["label", "code", "line_number"])
        seeds_dir = settings.dbt_project_dir / "seeds"
        document = Document(str(file.path), b"")  # for its name in a refusal
        refuse_unknown_labels(document, file.source, named, seeds_dir)
    return path


def _path(settings: Settings, file: LandedFile) -> Path:
    fingerprint = parser_fingerprint(file.source.parser)
    name = f"{file.sidecar.sha256}-{fingerprint}.parquet"
    return settings.parsed_dir / file.source.folder / name


def keep_cells(settings: Settings, file: LandedFile, cells: pandas.DataFrame) -> None:
    """Keep what the landing has parsed anyway, so that a run need not again."""
    _write(_path(settings, file), cells, file.sidecar.sha256)


def _write(path: Path, cells: pandas.DataFrame, sha256: str) -> None:
    """Piece by piece, because text takes several times the room of its categories."""
    partial = path.with_suffix(".partial")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with pyarrow.parquet.ParquetWriter(
            partial, CELL_SCHEMA, compression="zstd"
        ) as writer:
            for first in range(0, len(cells), _ROWS_AT_ONCE):
                piece = cells.iloc[first : first + _ROWS_AT_ONCE]
                table = pyarrow.Table.from_pandas(
                    piece.assign(source_sha256=sha256),
                    schema=CELL_SCHEMA,
                    preserve_index=False,
                )
                writer.write_table(table)
        partial.replace(path)
    except OSError as problem:
        with suppress(OSError):
            partial.unlink(missing_ok=True)
        raise WarehouseError(
            f"{path}: cannot be written ({problem.strerror or problem}); free some"
            " space or check the permissions, then run again"
        ) from None
