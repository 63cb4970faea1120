"""Keep what each publication changed: `quality.publication_changes`, `publications`.

Belongs here: the two tables, what is taken over from the last publication, how much is
kept. Does not: finding and explaining changes (`comparison.py`, `causes.py`).

Both tables are of the line of publications, not of how a build was made: they begin
with those of the published file, and a build whose figures are all as they were adds
nothing, so that one of what changed and one of everything have the same rows
(docs/decisions/14).
"""

from collections.abc import Mapping
from typing import Any

import duckdb
import pyarrow

from orchestration.progress import Progress
from orchestration.publishing.changes.causes import CAUSES, EXPLAINED, explain
from orchestration.publishing.changes.comparison import (
    LAST,
    NEW,
    attach_last,
    columns_in,
    detach_last,
    differing_tables,
    find_changes,
)
from orchestration.publishing.units import unit_case
from orchestration.settings import Settings
from orchestration.storage.tables import create_table, field

_TEXT, _NUMBER = pyarrow.string(), pyarrow.float64()
_INSTANT = pyarrow.timestamp("us", tz="UTC")
# The newest publication is kept whole, those before it while they fit.
MOST_CHANGES = 250_000
MOST_PUBLICATIONS = 100

_CAUSES_IN_WORDS = "; ".join(f"{name}: {words}" for name, words in CAUSES.items())

CHANGES = pyarrow.schema(
    [
        field("built_at", _INSTANT, "The publication, by when its build began"),
        field("table_name", _TEXT, "Table of main that has the figure"),
        field("row_key", _TEXT, "Key of its row, as column=value"),
        field("column_name", _TEXT, "Column of the figure"),
        field("unit", _TEXT, "Unit of the figure; null where it has none"),
        field("holder_code", _TEXT, "Holder of the row; null where it has none"),
        field("holder_name", _TEXT, "The holder's name"),
        field("reference_date", pyarrow.date32(), "Month (its last day) or day of it"),
        field("kind", _TEXT, "changed, added or removed"),
        field("old_value", _NUMBER, "Figure of the publication before, in its unit"),
        field("new_value", _NUMBER, "Figure now, in its unit"),
        field("old_text", _TEXT, "Verdict of the publication before"),
        field("new_text", _TEXT, "Verdict now"),
        field("cause", _TEXT, f"Why it differs. {_CAUSES_IN_WORDS}"),
        field("because", _TEXT, "The files, tables or code that the cause is about"),
    ]
)
PUBLICATIONS = pyarrow.schema(
    [
        field("built_at", _INSTANT, "The publication, by when its build began"),
        field("fingerprint", _TEXT, "Its build; meta.build has the newest"),
        field("last_built_at", _INSTANT, "The publication that it is compared with"),
        field("table_name", _TEXT, "Table of main"),
        field("cause", _TEXT, "As in publication_changes"),
        field("figures", pyarrow.int64(), "Figures that changed so"),
    ]
)
_TABLES = {
    "publication_changes": (
        CHANGES,
        "Every figure of main that differs between two publications, and why: the"
        f" newest ones, up to {MOST_CHANGES:,} figures; publications counts those of"
        " all. Grain: publication, table, row and column. Tables of states"
        " (figure_vintages and the like) have their own history. Empty until a second"
        " publication changes something: `tic-warehouse update` brings what is new",
    ),
    "publications": (
        PUBLICATIONS,
        "How many figures each publication changed. Grain: publication, table and"
        f" cause; the newest {MOST_PUBLICATIONS} publications that changed any. Empty"
        " until a second one does: `tic-warehouse update` brings what is new",
    ),
}


def write_publication_changes(
    connection: duckdb.DuckDBPyConnection,
    manifest: Mapping[str, Any],
    settings: Settings,
    progress: Progress,
) -> None:
    """Compare the build with what is published, and write both tables into it.

    Where nothing is published yet, they are empty. A comparison that fails is a line
    of the run's, and the tables are what they were: the build is sound without it.
    """
    if not settings.published_database.exists():
        _write(connection, {})
        return
    try:
        attach_last(connection, settings.published_database)
        _write(connection, _taken_over(connection))
        tables = differing_tables(connection, manifest)
        find_changes(connection, tables)
        explain(connection, manifest, tables)
        _add(connection)
    except duckdb.Error as problem:
        first = str(problem).splitlines()[0]
        progress.note(f"what this publication changes was not written down: {first}")
        for name in _TABLES:
            if f"quality.{name}" not in columns_in(connection, NEW):
                _write(connection, {})
    finally:
        detach_last(connection)


def _taken_over(connection: duckdb.DuckDBPyConnection) -> dict[str, pyarrow.Table]:
    """Read both tables of the last publication, those that have today's columns."""
    columns = columns_in(connection, LAST)
    return {
        name: connection.execute(f"from {LAST}.quality.{name}")
        .to_arrow_table()
        .cast(schema)
        for name, (schema, _) in _TABLES.items()
        if list(columns.get(f"quality.{name}", ())) == schema.names
    }


def _write(
    connection: duckdb.DuckDBPyConnection, rows: Mapping[str, pyarrow.Table]
) -> None:
    for name, (schema, comment) in _TABLES.items():
        content = rows.get(name, schema.empty_table())
        create_table(connection, f"quality.{name}", content, comment)


def _add(connection: duckdb.DuckDBPyConnection) -> None:
    """Add this publication's changes, and let the oldest go."""
    connection.execute(
        f"""
        insert into quality.publication_changes by name
        select
            (select built_at from meta.build) as built_at,
            table_name, row_key, column_name,
            {unit_case("column_name")} as unit,
            holder_code, holder_name, reference_date, kind,
            old_value, new_value, old_text, new_text, cause, because,
        from {EXPLAINED}
        order by table_name, row_key, column_name
        """
    )
    connection.execute(
        f"""
        insert into quality.publications by name
        select
            build.built_at,
            build.fingerprint,
            (select built_at from {LAST}.meta.build) as last_built_at,
            table_name,
            cause,
            count(*) as figures,
        from {EXPLAINED}
        cross join meta.build as build
        group by all
        order by all
        """
    )
    _keep(
        connection,
        "publication_changes",
        f"""
        built_at not in (
            select built_at
            from (
                select built_at, sum(count(*)) over (order by built_at desc) as rows,
                from quality.publication_changes
                group by built_at
            )
            where
                rows > {MOST_CHANGES}
                and built_at < (select max(built_at) from quality.publications)
        )
        """,
    )
    _keep(
        connection,
        "publications",
        f"""
        built_at in (
            select distinct built_at from quality.publications
            order by built_at desc limit {MOST_PUBLICATIONS}
        )
        """,
    )


def _keep(connection: duckdb.DuckDBPyConnection, name: str, condition: str) -> None:
    """Write a table anew where rows go, for DuckDB still counts deleted ones."""
    schema, comment = _TABLES[name]
    kept = connection.execute(f"from quality.{name} where {condition}").to_arrow_table()
    before = connection.execute(f"select count(*) from quality.{name}").fetchone()
    if before != (kept.num_rows,):
        create_table(connection, f"quality.{name}", kept.cast(schema), comment)
