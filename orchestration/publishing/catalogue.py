"""Write `meta.tables` and `meta.columns`: the database's own directory.

Belongs here: all tables and columns, with unit and meaning. Does not: the landed files
and sources (`loading/file_catalogue.py`), or what the data mean, which dbt comments.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import duckdb
import pyarrow

from orchestration.publishing.citations import SEPARATOR
from orchestration.publishing.public_tables import SCHEMAS
from orchestration.publishing.units import unit_case
from orchestration.storage.quoting import literal
from orchestration.storage.table_stats import DATED_BY, columns_of
from orchestration.storage.tables import create_table, field, table_names

_TEXT, _COUNT, _DAY = pyarrow.string(), pyarrow.int64(), pyarrow.date32()

TABLES = pyarrow.schema(
    [
        field("table_schema", _TEXT, "Schema"),
        field("table_name", _TEXT, "Table, view or table macro"),
        field("kind", _TEXT, "table, view or macro (called with a date)"),
        field("description", _TEXT, "What one row is, and what it does not mean"),
        field("rows", _COUNT, "Rows; null for a view"),
        field("first_date", _DAY, "Oldest month (its last day) or day; null for none"),
        field("last_date", _DAY, "Newest month or day; null for none"),
        field(
            "last_complete_month",
            _DAY,
            "Newest month of which every file of its release is here, where the table"
            " says it row by row; the months after it are there in part",
        ),
        field(
            "one_row_where",
            _TEXT,
            "Condition under which there is one row for each holder and month, so that"
            " a sum counts nothing twice; null where that is so without any, or where"
            " the table has no figures by holder and month",
        ),
        field(
            "key_columns",
            _TEXT,
            "Columns of which each row has values of its own, in the order in which"
            " meta.cite_row names a row; null where no test asks for them",
        ),
    ]
)

COLUMNS = pyarrow.schema(
    [
        field("table_schema", _TEXT, "Schema"),
        field("table_name", _TEXT, "Table or view"),
        field("column_name", _TEXT, "Column"),
        field("data_type", _TEXT, "Type in DuckDB"),
        field("unit", _TEXT, "Unit, by the column's name; null where it has none"),
        field("description", _TEXT, "What the column holds"),
        field("column_index", pyarrow.int32(), "Place in the table, from 1"),
    ]
)


COLUMN_LINEAGE = pyarrow.schema(
    [
        field("table_schema", _TEXT, "Schema of the table that is made"),
        field("table_name", _TEXT, "The table or view that is made"),
        field("column_name", _TEXT, "Its column"),
        field("from_schema", _TEXT, "Schema of a table it is made of"),
        field("from_table", _TEXT, "The table or view it is made of"),
        field("from_column", _TEXT, "The column that this one is made of"),
    ]
)


TABLE_LINEAGE = pyarrow.schema(
    [
        field("table_schema", _TEXT, "Schema of the table that is made"),
        field("table_name", _TEXT, "The table or view that is made"),
        field("from_schema", _TEXT, "Schema of a table it is made of"),
        field("from_table", _TEXT, "The table or view it is made of"),
    ]
)

_LINEAGE_OF_COLUMN = """
create or replace macro meta.lineage_of_column(table_asked, column_asked) as table
with recursive behind as (
    select 1 as steps, from_schema, from_table, from_column
    from meta.column_lineage
    where table_name = table_asked and column_name = column_asked
    union
    select behind.steps + 1, above.from_schema, above.from_table, above.from_column
    from behind
    inner join meta.column_lineage as above
        on
            behind.from_schema = above.table_schema
            and behind.from_table = above.table_name
            and behind.from_column = above.column_name
)

select
    min(steps) as steps,
    from_schema as table_schema,
    from_table as table_name,
    from_column as column_name
from behind
group by all
order by all;
comment on macro table meta.lineage_of_column is
'Every column that a column is made of, a metric''s too, down to the cells of raw: from
meta.lineage_of_column(''concentration_monthly'', ''herfindahl_lower''). One row per
column, with the fewest steps that lead to it.';
"""


class ColumnOrigin(NamedTuple):
    """A column, and one of the columns that its SQL makes it of."""

    table_schema: str
    table_name: str
    column_name: str
    from_schema: str
    from_table: str
    from_column: str


def load_column_lineage(
    connection: duckdb.DuckDBPyConnection, origins: Sequence[ColumnOrigin]
) -> None:
    """Create `meta.column_lineage`, one step of each column towards the raw tables.

    And `meta.lineage_of_column`, which takes all steps.
    """
    create_table(
        connection,
        "meta.column_lineage",
        pyarrow.Table.from_pylist(
            [origin._asdict() for origin in sorted(origins)], COLUMN_LINEAGE
        ),
        "One row per column and column that it is made of, one step up; follow it again"
        " from from_table to reach raw. Models in Python and a few queries that cannot"
        " be followed have no rows",
    )
    connection.execute(_LINEAGE_OF_COLUMN)


def load_table_lineage(
    connection: duckdb.DuckDBPyConnection, manifest: Mapping[str, Any]
) -> None:
    """Create `meta.table_lineage`, which has also what no query's columns show."""
    known = {**manifest["nodes"], **manifest["sources"]}
    rows = [
        {
            "table_schema": node["schema"],
            "table_name": node["alias"],
            "from_schema": known[parent]["schema"],
            "from_table": known[parent].get("alias") or known[parent]["identifier"],
        }
        for node in manifest["nodes"].values()
        if node["resource_type"] == "model"
        for parent in node["depends_on"]["nodes"]
        if parent in known
    ]
    create_table(
        connection,
        "meta.table_lineage",
        pyarrow.Table.from_pylist(
            sorted(rows, key=lambda row: tuple(row.values())), TABLE_LINEAGE
        ),
        "One row per table and table that it is made of, one step up, models in Python"
        " too; meta.column_lineage has the same of columns, where they can be followed",
    )


def one_row_conditions(manifest: Mapping[str, Any]) -> dict[str, str]:
    """Return what the YAML of each model says under `meta.one_row_where`."""
    return {
        f"{node['schema']}.{node['alias']}": node["config"]["meta"]["one_row_where"]
        for node in manifest["nodes"].values()
        if "one_row_where" in node["config"].get("meta", {})
    }


def describe(
    connection: duckdb.DuckDBPyConnection,
    one_row_where: Mapping[str, str],
    keys: Mapping[str, Sequence[str]],
) -> None:
    """Create `meta.tables` and `meta.columns`: the database's own directory.

    `one_row_where` has the conditions of tables and `keys` their key columns, both by
    schema and name. Three times: the first pass makes the two, the second lists them
    too, and the third counts the rows that they then have.
    """
    for _ in range(3):
        create_table(
            connection,
            "meta.tables",
            connection.execute(_tables_query(connection, one_row_where, keys))
            .to_arrow_table()
            .cast(TABLES),
            "One row per table, view and macro of this database, with its meaning",
        )
        create_table(
            connection,
            "meta.columns",
            connection.execute(_COLUMNS_QUERY).to_arrow_table().cast(COLUMNS),
            "One row per column of this database, with unit and meaning",
        )


def _tables_query(
    connection: duckdb.DuckDBPyConnection,
    one_row_where: Mapping[str, str],
    keys: Mapping[str, Sequence[str]],
) -> str:
    """Ask for every table, view and macro, with the span of what has months or days."""
    joined = {name: SEPARATOR.join(columns) for name, columns in keys.items()}
    return f"""
        with spans as ({_spans_query(connection)})
        select
            tables.*,
            spans.first_date,
            spans.last_date,
            spans.last_complete_month,
            {_by_name(one_row_where)} as one_row_where,
            {_by_name(joined)} as key_columns,
        from ({_TABLES_QUERY}) as tables
        left join spans using (table_schema, table_name)
        order by table_schema, table_name
    """


def _by_name(texts: Mapping[str, str]) -> str:
    """Write SQL for the text of a table, null where it has none."""
    cases = "".join(
        f" when {literal(name)} then {literal(text)}" for name, text in texts.items()
    )
    cases = cases or " when '' then ''"
    return f"case table_schema || '.' || table_name{cases} end"


def _spans_query(connection: duckdb.DuckDBPyConnection) -> str:
    """Ask every public table with a column of DATED_BY for its oldest and newest."""
    queries = ["select null, null, null::date, null::date, null::date where false"]
    for schema, table in table_names(connection):
        if schema not in SCHEMAS:
            continue
        columns = columns_of(connection, schema, table)
        time = next((name for name in DATED_BY if name in columns), None)
        complete = (
            f"max({time}) filter (is_complete_month)"
            if "is_complete_month" in columns
            else "null::date"
        )
        if time:
            queries.append(
                f"select '{schema}', '{table}', min({time})::date, max({time})::date,"
                f' ({complete})::date from {schema}."{table}"'
            )
    return (
        "select * from ("
        + " union all ".join(queries)
        + ") as found (table_schema, table_name, first_date, last_date,"
        " last_complete_month)"
    )


_TABLES_QUERY = """
    select
        schema_name as table_schema,
        table_name,
        'table' as kind,
        comment as description,
        estimated_size as rows,
    from duckdb_tables()
    where database_name = 'warehouse' and not internal
    union all by name
    select
        schema_name as table_schema,
        view_name as table_name,
        'view' as kind,
        comment as description,
        null as rows,
    from duckdb_views()
    where database_name = 'warehouse' and not internal
    union all by name
    select
        schema_name as table_schema,
        function_name as table_name,
        'macro' as kind,
        comment as description,
        null as rows,
    from duckdb_functions()
    where
        database_name = 'warehouse'
        and not internal
        and function_type = 'table_macro'
"""

_COLUMNS_QUERY = f"""
    select
        schema_name as table_schema,
        table_name,
        column_name,
        data_type,
        case
            when data_type not in ('VARCHAR', 'BOOLEAN', 'DATE')
            then {unit_case("column_name")}
        end as unit,
        comment as description,
        column_index,
    from duckdb_columns()
    where database_name = 'warehouse' and not internal
    order by table_schema, table_name, column_index
"""
