"""Write `meta.tables` and `meta.columns`: the database's own directory.

Belongs here: all tables and columns, with unit and meaning. Does not: the landed files
and sources (`loading/file_catalogue.py`), or what the data mean, which dbt comments.
"""

import duckdb
import pyarrow

from orchestration.publishing.public_tables import SCHEMAS
from orchestration.publishing.units import unit_case
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


def describe(connection: duckdb.DuckDBPyConnection) -> None:
    """Create `meta.tables` and `meta.columns`: the database's own directory.

    Three times: the first pass makes the two, the second lists them too, and the
    third counts the rows that they then have.
    """
    for _ in range(3):
        create_table(
            connection,
            "meta.tables",
            connection.execute(_tables_query(connection)).to_arrow_table().cast(TABLES),
            "One row per table, view and macro of this database, with its meaning",
        )
        create_table(
            connection,
            "meta.columns",
            connection.execute(_COLUMNS_QUERY).to_arrow_table().cast(COLUMNS),
            "One row per column of this database, with unit and meaning",
        )


def _tables_query(connection: duckdb.DuckDBPyConnection) -> str:
    """Ask for every table, view and macro, with the span of what has months or days."""
    return f"""
        with spans as ({_spans_query(connection)})
        select
            tables.*,
            spans.first_date,
            spans.last_date,
            spans.last_complete_month,
        from ({_TABLES_QUERY}) as tables
        left join spans using (table_schema, table_name)
        order by table_schema, table_name
    """


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
