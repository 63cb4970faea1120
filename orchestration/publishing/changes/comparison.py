"""Find every figure that differs between the last publication and this build.

Belongs here: which tables and columns are compared, and by which key. Does not: why a
figure differs (`causes.py`), or what of it is kept (`history.py`).

A figure is a number of a public table with a key, or a claim's verdict. Only tables
whose rows differ by their hash in `meta.nodes` are read. Tables of states, whose key
says since when they are known, keep their own history and are left out.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import duckdb

from orchestration.publishing.citations import keys_of_models
from orchestration.storage.node_records import NODES
from orchestration.storage.quoting import literal, quoted
from orchestration.storage.table_stats import DATED_BY

LAST = "last_publication"  # the database that is published now, attached
NEW = "warehouse"  # the build
FOUND_NAME = "found_changes"
FOUND = f"temp.main.{FOUND_NAME}"

# Numbers that say where or how exactly a figure is printed.
_NO_FIGURES = {"line_number", "column_number", "precision_usd_mn"}
_TEXT_FIGURES = {"verdict"}
_SOURCES = ("source", "flow_source")
# A history of its own, and counts of cells by how a file spells its rows.
_NOT_COMPARED = {"verdict_history", "holder_spellings"}
# What sums in another order differ by is no change.
_NOISE = 1e-9


@dataclass(frozen=True)
class ComparedTable:
    """A table whose rows differ: its key, and what of it is compared."""

    node_id: str
    name: str
    key: Sequence[str]
    figures: Sequence[str]
    texts: Sequence[str]
    columns: frozenset[str]

    @property
    def date(self) -> str | None:
        """The part of the key that is a month or a day."""
        return next((name for name in DATED_BY if name in self.key), None)

    @property
    def has_lines(self) -> bool:
        """Whether each row names the line that its figure was read from."""
        return {"source_sha256", "line_number"} <= self.columns


def attach_last(connection: duckdb.DuckDBPyConnection, path: object) -> None:
    """Attach the published database, read-only."""
    connection.execute(f"attach {literal(path)} as {LAST} (read_only)")


def detach_last(connection: duckdb.DuckDBPyConnection) -> None:
    """Let go of it, before another file takes its place."""
    connection.execute(f"detach database if exists {LAST}")


Columns = dict[str, dict[str, str]]  # schema.table → column → type


def columns_in(connection: duckdb.DuckDBPyConnection, database: str) -> Columns:
    """List the columns of all tables of a database."""
    columns: Columns = {}
    for table, column, kind in connection.execute(
        "select schema_name || '.' || table_name, column_name, data_type"
        " from duckdb_columns() where database_name = ? order by column_index",
        [database],
    ).fetchall():
        columns.setdefault(table, {})[column] = kind
    return columns


def differing_tables(
    connection: duckdb.DuckDBPyConnection, manifest: Mapping[str, Any]
) -> list[ComparedTable]:
    """List the tables in both databases whose rows differ, in dbt's order.

    None where the last publication does not say what its tables were made of.
    """
    now, before = columns_in(connection, NEW), columns_in(connection, LAST)
    if list(before.get("meta.nodes", ())) != NODES.names:
        return []
    differing = connection.execute(
        f"select now.node_id, now.table_name from {NEW}.meta.nodes as now"
        f" inner join {LAST}.meta.nodes as before using (node_id)"
        " where now.table_schema = 'main' and before.table_schema = 'main'"
        " and now.kind = 'table' and now.rows_hash is distinct from before.rows_hash"
        " order by all"
    ).fetchall()
    keys = keys_of_models(manifest)
    tables = (
        _compared(
            node_id,
            name,
            keys.get(node_id, ()),
            now[f"main.{name}"],
            before[f"main.{name}"],
        )
        for node_id, name in differing
        if name not in _NOT_COMPARED
    )
    return [table for table in tables if table is not None]


def _compared(
    node_id: str,
    name: str,
    key: Sequence[str],
    now: Mapping[str, str],
    before: Mapping[str, str],
) -> ComparedTable | None:
    shared = [column for column in now if column in before and column not in key]
    figures = [
        column
        for column in shared
        if column not in _NO_FIGURES
        and all(map(_is_number, (now[column], before[column])))
    ]
    texts = [column for column in shared if column in _TEXT_FIGURES]
    is_state = "known_from" in key
    if not key or is_state or not {*key} <= before.keys() or not figures + texts:
        return None
    return ComparedTable(node_id, name, key, figures, texts, frozenset({*shared, *key}))


def _is_number(kind: str) -> bool:
    return kind in {"DOUBLE", "FLOAT", "INTEGER", "BIGINT", "SMALLINT", "HUGEINT"} or (
        kind.startswith("DECIMAL")
    )


def find_changes(
    connection: duckdb.DuckDBPyConnection, tables: Sequence[ComparedTable]
) -> None:
    """Write a row for each figure that differs into the temporary table FOUND."""
    connection.execute(
        f"""
        create or replace temp table {FOUND_NAME} (
            node_id varchar, table_name varchar, row_key varchar,
            column_name varchar, holder_code varchar, holder_name varchar,
            reference_date date, kind varchar, old_value double, new_value double,
            old_text varchar, new_text varchar, old_source varchar,
            new_source varchar, old_sha256 varchar, new_sha256 varchar,
            is_same_line boolean, continues_series boolean
        )
        """
    )
    for table in tables:
        connection.execute(f"insert into {FOUND} by name {_changes_query(table)}")


def _changes_query(table: ComparedTable) -> str:
    """Compare one table by its key: one row for each figure that differs."""
    key = ", ".join(map(quoted, table.key))
    row_key = ", ".join(f"'{name}=' || {quoted(name)}" for name in table.key)
    return f"""
        with
        before as (select *, true as is_there from {LAST}.main.{quoted(table.name)}),
        now as (select *, true as is_there from {NEW}.main.{quoted(table.name)}),
        {_ends_of_series(table)}
        compared as (
            select
                {literal(table.node_id)} as node_id,
                {literal(table.name)} as table_name,
                concat_ws(', ', {row_key}) as row_key,
                {", ".join(_tags(table))},
                case
                    when before.is_there is null then 'added'
                    when now.is_there is null then 'removed'
                    else 'changed'
                end as kind,
                unnest([{", ".join(_figures(table))}], recursive := true),
            from before
            full join now using ({key})
            {_join_ends(table)}
        )
        select * from compared
        where
            old_text is distinct from new_text
            or (
                old_value is distinct from new_value
                and coalesce(
                    abs(new_value - old_value)
                    > {_NOISE} * greatest(abs(new_value), abs(old_value)),
                    true
                )
            )
    """


def _figures(table: ComparedTable) -> Iterator[str]:
    """Write a struct of each column, with its old and its new figure."""
    for name in (*table.figures, *table.texts):
        both = [f"{side}.{quoted(name)}" for side in ("before", "now")]
        is_text = name in table.texts
        numbers = ["null", "null"] if is_text else both
        texts = both if is_text else ["null", "null"]
        yield (
            f"{{'column_name': {literal(name)},"
            f" 'old_value': {numbers[0]}::double,"
            f" 'new_value': {numbers[1]}::double,"
            f" 'old_text': {texts[0]}::varchar, 'new_text': {texts[1]}::varchar}}"
        )


def _tags(table: ComparedTable) -> Iterator[str]:
    """Write what tells why a row differs: whose, when, from which file and line."""
    for name in ("holder_code", "holder_name"):
        both = f"coalesce(now.{name}, before.{name})"
        yield f"{both if name in table.columns else 'null'} as {name}"
    yield f"{table.date or 'null'}::date as reference_date"
    sources = [name for name in _SOURCES if name in table.columns]
    for side, word in (("before", "old"), ("now", "new")):
        listed = ", ".join(f"{side}.{name}" for name in sources)
        joined = f"concat_ws(' ', {listed})" if sources else "null"
        yield f"{joined} as {word}_source"
        sha256 = f"{side}.source_sha256" if table.has_lines else "null"
        yield f"{sha256} as {word}_sha256"
    yield (
        "before.source_sha256 is not distinct from now.source_sha256"
        " and before.line_number is not distinct from now.line_number"
        if table.has_lines
        else "null"
    ) + " as is_same_line"
    yield (
        f"{table.date} > ends.last_date" if table.date else "null"
    ) + " as continues_series"


def _ends_of_series(table: ComparedTable) -> str:
    """Find the last month or day of each series that was there before."""
    if table.date is None:
        return ""
    names = "".join(f"{quoted(name)}, " for name in _series(table))
    grouped = "group by all" if names else ""
    return (
        f"ends as (select {names}max({table.date}) as last_date from before {grouped}),"
    )


def _join_ends(table: ComparedTable) -> str:
    if table.date is None:
        return ""
    names = ", ".join(quoted(name) for name in _series(table))
    return f"left join ends using ({names})" if names else "cross join ends"


def _series(table: ComparedTable) -> list[str]:
    return [name for name in table.key if name != table.date]
