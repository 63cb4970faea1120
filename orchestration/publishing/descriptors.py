"""Describe the Parquet files to machines: `datapackage.json` and `croissant.json`.

Belongs here: the two descriptors, made of the database's own comments, units and keys.
Does not: what the tables mean (dbt) or when they are written (`local.py`).

Frictionless Data Package: https://specs.frictionlessdata.io; Croissant 1.0:
https://docs.mlcommons.org/croissant.
"""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from orchestration.storage.files import write_whole

_NAME = "tic-warehouse"
_TITLE = "TIC Warehouse: foreign holdings of US Treasuries, every vintage"
_DESCRIPTION = (
    "Who holds US Treasuries, who is selling, and what it does to yields and"
    " currencies: every vintage kept, every break marked, flow apart from price, each"
    " figure traceable to the line of the publisher's file. Positions are booked where"
    " the first foreign custodian sits, and a fall of a position is no sale."
)
_PARQUET = "application/x-parquet"
# Type in DuckDB, in a table schema, and in schema.org.
_TYPES = {
    "VARCHAR": ("string", "sc:Text"),
    "BOOLEAN": ("boolean", "sc:Boolean"),
    "DATE": ("date", "sc:Date"),
    "DOUBLE": ("number", "sc:Float"),
    "FLOAT": ("number", "sc:Float"),
    "INTEGER": ("integer", "sc:Integer"),
    "BIGINT": ("integer", "sc:Integer"),
    "HUGEINT": ("integer", "sc:Integer"),
    "SMALLINT": ("integer", "sc:Integer"),
}
_OTHER = ("any", "sc:Text")
_CONTEXT = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileObject": "cr:fileObject",
    "fileProperty": "cr:fileProperty",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}


# Name, type in DuckDB, unit, meaning.
_Column = tuple[str, str, str | None, str | None]


@dataclass(frozen=True)
class _File:
    """One Parquet file with its table; columns as meta.columns has them."""

    name: str
    description: str
    size_bytes: int
    sha256: str
    columns: list[_Column]
    key: list[str]


def write_descriptors(connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """Write both descriptors beside the Parquet files of a folder.

    Raises WarehouseError where they cannot be written.
    """
    files = _files(connection, folder)
    [(fingerprint, built_at)] = connection.execute(
        "select fingerprint, strftime(built_at at time zone 'UTC',"
        " '%Y-%m-%dT%H:%M:%SZ') from meta.build"
    ).fetchall()
    licences = [
        licence
        for (licence,) in connection.execute(
            "select distinct licence from meta.sources where vintages > 0 order by all"
        ).fetchall()
    ]
    version = f"0.1.0+{fingerprint[:8]}"
    for name, content in (
        ("datapackage.json", _data_package(connection, files, version, built_at)),
        ("croissant.json", _croissant(files, version, built_at, licences)),
    ):
        text = json.dumps(content, indent=1, ensure_ascii=False) + "\n"
        write_whole(folder / name, text.encode())


def _files(connection: duckdb.DuckDBPyConnection, folder: Path) -> list[_File]:
    columns: dict[str, list[_Column]] = {}
    for schema, table, *column in connection.execute(
        "select table_schema, table_name, column_name, data_type, unit, description"
        " from meta.columns order by table_schema, table_name, column_index"
    ).fetchall():
        columns.setdefault(f"{schema}.{table}", []).append(tuple(column))
    meanings = {
        f"{schema}.{table}": text
        for schema, table, text in connection.execute(
            "select table_schema, table_name, description from meta.tables"
            " where kind <> 'macro'"
        ).fetchall()
    }
    keys = {
        f"{schema}.{table}": list(names)
        for schema, table, names in connection.execute(
            "select schema_name, table_name, constraint_column_names"
            " from duckdb_constraints() where database_name = 'warehouse'"
            " and constraint_type = 'PRIMARY KEY'"
        ).fetchall()
    }
    found = []
    for path in sorted(folder.glob("*.parquet")):
        table = path.stem if "." in path.stem else f"main.{path.stem}"
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        meaning = " ".join((meanings.get(table) or "").split())
        found.append(
            _File(
                path.stem,
                meaning,
                path.stat().st_size,
                digest,
                columns[table],
                keys.get(table, []),
            )
        )
    return found


def _data_package(
    connection: duckdb.DuckDBPyConnection,
    files: list[_File],
    version: str,
    built_at: str,
) -> dict[str, Any]:
    sources = connection.execute(
        "select distinct publisher || ': ' || title, url, licence from meta.sources"
        " where vintages > 0 order by all"
    ).fetchall()
    return {
        "profile": "data-package",
        "name": _NAME,
        "title": _TITLE,
        "description": _DESCRIPTION,
        "version": version,
        "created": built_at,
        "keywords": ["US Treasuries", "foreign holdings", "TIC", "vintages", "yields"],
        "sources": [
            {"title": title, "licence": licence}
            | ({"path": url} if _is_web(url) else {})
            for title, url, licence in sources
        ],
        "resources": [_resource(file) for file in files],
    }


def _is_web(url: str | None) -> bool:
    """Whether an address is one, and no pattern of several."""
    return url is not None and url.startswith("http") and "{" not in url


def _resource(file: _File) -> dict[str, Any]:
    schema: dict[str, Any] = {"fields": [_field(*column) for column in file.columns]}
    if file.key:
        schema["primaryKey"] = file.key
    return {
        "name": file.name.lower(),
        "path": f"{file.name}.parquet",
        "description": file.description,
        "format": "parquet",
        "mediatype": "application/vnd.apache.parquet",
        "bytes": file.size_bytes,
        "hash": f"sha256:{file.sha256}",
        "schema": schema,
    }


def _field(
    name: str, data_type: str, unit: str | None, meaning: str | None
) -> dict[str, Any]:
    kind = "datetime" if data_type.startswith("TIMESTAMP") else _kind(data_type)[0]
    described = {"name": name, "type": kind, "description": _one_line(meaning)}
    return described | ({"unit": unit} if unit else {})


def _kind(data_type: str) -> tuple[str, str]:
    return _TYPES.get(data_type, _OTHER)


def _one_line(text: str | None) -> str:
    return " ".join((text or "").split())


def _croissant(
    files: list[_File], version: str, built_at: str, licences: list[str]
) -> dict[str, Any]:
    return {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "name": _NAME,
        "description": _DESCRIPTION,
        "version": version,
        "datePublished": built_at[:10],
        "license": licences,
        "url": "https://ticdata.treasury.gov",
        "citeAs": f"{_TITLE}, build {version}, {built_at[:10]}",
        "distribution": [_file_object(file) for file in files],
        "recordSet": [_record_set(file) for file in files],
    }


def _file_object(file: _File) -> dict[str, Any]:
    return {
        "@type": "cr:FileObject",
        "@id": f"{file.name}.parquet",
        "name": f"{file.name}.parquet",
        "description": file.description,
        "contentUrl": f"{file.name}.parquet",
        "contentSize": f"{file.size_bytes} B",
        "encodingFormat": _PARQUET,
        "sha256": file.sha256,
    }


def _record_set(file: _File) -> dict[str, Any]:
    fields = [
        {
            "@type": "cr:Field",
            "@id": f"{file.name}/{name}",
            "name": name,
            "description": _one_line(meaning) + (f" Unit: {unit}." if unit else ""),
            "dataType": "sc:DateTime"
            if data_type.startswith("TIMESTAMP")
            else _kind(data_type)[1],
            "source": {
                "fileObject": {"@id": f"{file.name}.parquet"},
                "extract": {"column": name},
            },
        }
        for name, data_type, unit, meaning in file.columns
    ]
    keys = [{"@id": f"{file.name}/{name}"} for name in file.key]
    return {
        "@type": "cr:RecordSet",
        "@id": file.name,
        "name": file.name,
        "description": file.description,
        "field": fields,
    } | ({"key": keys} if keys else {})
