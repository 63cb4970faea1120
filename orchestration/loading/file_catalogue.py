"""Load the catalogue of files: `meta.landed_files`, `meta.sources`, `meta.build`.

Belongs here: what is known of the landed files before dbt runs, so that its models may
ask it. Does not: the directory of tables and columns (`publishing/catalogue.py`).
"""

import hashlib
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import duckdb
import pyarrow

from orchestration.loading.changed_months import Vintage
from orchestration.sources import all_sources
from orchestration.storage.tables import create_table, field

_TEXT, _DATE, _COUNT = pyarrow.string(), pyarrow.date32(), pyarrow.int64()
_INSTANT = pyarrow.timestamp("us", tz="UTC")


LANDED_FILES = pyarrow.schema(
    [
        field("sha256", _TEXT, "SHA-256 of the bytes; its name in data/landed"),
        field("source_id", _TEXT, "Which published file it is; joins meta.sources"),
        field("raw_table", _TEXT, "The table in raw that holds its cells"),
        field("publisher", _TEXT, "Who published it"),
        field("title", _TEXT, "What it holds"),
        field("file_name", _TEXT, "The name it came with"),
        field("url", _TEXT, "Where it is published"),
        field("landed_from", _TEXT, "web, inbox, bundle or hand"),
        field("released_on", _DATE, "The day the public first had it; null: unknown"),
        field("released_on_basis", _TEXT, "How that day is known"),
        field("captured_at", _INSTANT, "When we, or the bundle's maker, first saw it"),
        field("first_reference_date", _DATE, "Oldest month or day it has figures for"),
        field("last_reference_date", _DATE, "Newest month or day it has figures for"),
        field("cells", _COUNT, "Data cells in it, missing ones too"),
        field(
            "cells_repeated",
            _COUNT,
            "Of these, in months printed as in the vintage"
            " before; raw has them under the first file that printed them",
        ),
        field("size_bytes", _COUNT, "Its size, bytes"),
        field("unit", _TEXT, "The unit of its figures"),
        field("licence", _TEXT, "Terms of use"),
        field("note", _TEXT, "What else is known of it"),
    ]
)


SOURCES = pyarrow.schema(
    [
        field("id", _TEXT, "Our name of the published file"),
        field("raw_table", _TEXT, "The table in raw that holds its cells"),
        field("publisher", _TEXT, "Who publishes it"),
        field("title", _TEXT, "What it holds"),
        field("url", _TEXT, "Where it is published; null: no longer fetched"),
        field("cadence", _TEXT, "How often the publisher renews it"),
        field("unit", _TEXT, "The unit of its figures"),
        field("licence", _TEXT, "Terms of use"),
        field("redistribute", pyarrow.bool_(), "Whether its terms let us ship it"),
        field("vintages", _COUNT, "Files of it that are landed"),
    ]
)


SOURCE_PRECEDENCE = pyarrow.schema(
    [
        field("figure", _TEXT, "position (held) or flow (bought, or repriced)"),
        field("source", _TEXT, "File, as in figure_vintages"),
        field("instrument", _TEXT, "Instrument the row is about; null for all"),
        field(
            "first_month", _DATE, "First month it is about; null: from the beginning"
        ),
        field("last_month", _DATE, "Last month it is about; null while it goes on"),
        field(
            "precedence",
            pyarrow.int32(),
            "Rank among the files that print a month; 1 is taken first",
        ),
        field(
            "segment_id",
            _TEXT,
            "Series the figures belong to in these months; null"
            " where the file says it itself, and for flows",
        ),
        field("frequency", _TEXT, "monthly or annual"),
        field(
            "basis",
            _TEXT,
            "How the figures come to be: for positions reported,"
            " survey, survey_plus_transactions or estimate; for flows slt_reported,"
            " form_s, cslt or frb_estimate",
        ),
        field("reason", _TEXT, "Why the file has this rank"),
    ]
)

BUILD = pyarrow.schema(
    [
        field("fingerprint", _TEXT, "Hash of all landed files and of the code"),
        field("built_at", _INSTANT, "When the build began"),
    ]
)


# What is known before dbt runs, so that its models may ask it.
META_SCHEMAS = {
    "landed_files": LANDED_FILES,
    "sources": SOURCES,
    "source_precedence": SOURCE_PRECEDENCE,
}


META_TABLES = {
    "landed_files": "One row per landed file: where it came from, when the public had"
    " it (released_on, and on what ground), when we saw it (captured_at)",
    "sources": "One row per published file that the warehouse knows how to read",
    "source_precedence": "Which file's figure is taken where several print a holder's"
    " month: the one with the lowest precedence among those that were known. One row"
    " per kind of figure, file and stretch of months in which it is treated alike. A"
    " file that is not listed is in figure_vintages only",
}


def load_landed_files(
    connection: duckdb.DuckDBPyConnection, files: Sequence["Vintage"]
) -> dict[str, str]:
    """Create the tables of META_TABLES; returns a hash of each one's rows."""
    landed = [
        {
            **each.file.sidecar.model_dump(exclude={"etag", "last_modified"}),
            "cells_repeated": each.cells_repeated,
            "publisher": each.file.source.publisher,
            "title": each.file.source.title,
            "raw_table": each.file.source.raw_table,
            "unit": each.file.source.unit,
            "licence": each.file.source.licence,
        }
        for each in files
    ]
    sources = [
        {
            **source.model_dump(include=set(SOURCES.names)),
            "url": source.urls[0] if source.urls else None,
            "vintages": sum(each.file.source is source for each in files),
        }
        for source in all_sources().values()
    ]
    precedence = [
        {"source": source.name, **each.model_dump()}
        for source in all_sources().values()
        for each in source.precedence
    ]
    contents: dict[str, list[dict[str, Any]]] = {
        "landed_files": landed,
        "sources": sources,
        "source_precedence": precedence,
    }
    for name, rows in contents.items():
        table = pyarrow.Table.from_pylist(rows, META_SCHEMAS[name])
        create_table(connection, f"meta.{name}", table, META_TABLES[name])
    return {
        name: hashlib.sha256(json.dumps(rows, default=str).encode()).hexdigest()
        for name, rows in contents.items()
    }


def name_build(connection: duckdb.DuckDBPyConnection, fingerprint: str) -> None:
    """Create `meta.build`: which files and code this database is made of, and when."""
    row = {"fingerprint": fingerprint, "built_at": datetime.now(UTC)}
    create_table(
        connection,
        "meta.build",
        pyarrow.Table.from_pylist([row], BUILD),
        "One row: what this database is made of, and when it was built",
    )
