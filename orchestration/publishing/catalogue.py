"""Write `meta.tables` and `meta.columns`: the database's own directory.

Belongs here: all tables and columns, with unit and meaning. Does not: the landed files
and sources (`loading/file_catalogue.py`), or what the data mean, which dbt comments.
"""

import duckdb
import pyarrow

from orchestration.publishing.units import unit_case
from orchestration.storage.tables import create_table, field

_TEXT, _COUNT = pyarrow.string(), pyarrow.int64()


TABLES = pyarrow.schema(
    [
        field("table_schema", _TEXT, "Schema"),
        field("table_name", _TEXT, "Table, view or table macro"),
        field("kind", _TEXT, "table, view or macro (called with a date)"),
        field("description", _TEXT, "What one row is, and what it does not mean"),
        field("rows", _COUNT, "Rows; null for a view"),
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
            connection.execute(_TABLES_QUERY).to_arrow_table().cast(TABLES),
            "One row per table, view and macro of this database, with its meaning",
        )
        create_table(
            connection,
            "meta.columns",
            connection.execute(_COLUMNS_QUERY).to_arrow_table().cast(COLUMNS),
            "One row per column of this database, with unit and meaning",
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
    order by table_schema, table_name
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
