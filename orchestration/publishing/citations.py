"""Give every row of the published tables a name, and its figures handles.

Belongs here: by which columns a table's rows are told apart, and `meta.cite_row`. Does
not: `meta.cite`, the handles of a holder's month (dbt macros), or resolving a handle
(`asking/handles.py`).
"""

from collections.abc import Mapping, Sequence
from typing import Any

import duckdb

from orchestration.storage.quoting import quoted

SEPARATOR = ", "

# The name of a row: its keys in the order of meta.tables.key_columns, in lower case. A
# day in what is asked is looked for first, since names take time.
_NO_DECIMALS = r"regexp_replace({}, '\.0$', '')"
_PART = "regexp_replace(lower({}), '[^a-z0-9.+-]+', '-', 'g')"

_CITE_ROW = rf"""
create or replace macro meta.cite_row(table_asked, row_asked) as table
with keyed as (
    select table_name, string_split(key_columns, '{SEPARATOR}') as names
    from meta.tables
    where
        table_name = table_asked
        and table_schema = 'main'
        and key_columns is not null
),

rows_found as (
    select
        table_name,
        names,
        fields,
        array_to_string(
            list_transform(
                names,
                lambda name: {_PART.format(_NO_DECIMALS.format("fields ->> name"))}
            ),
            '/'
        ) as row_name,
    from (select to_json(one_row) as fields from query_table(table_asked) as one_row)
    cross join keyed
    where contains(fields::varchar, regexp_extract(row_asked, '\d{{4}}-\d\d-\d\d'))
),

figures as (
    select
        table_name,
        row_name,
        unnest(json_keys(fields)) as figure,
        fields,
    from rows_found
    where row_name ilike row_asked
)

select
    figures.row_name,
    figures.figure,
    (figures.fields ->> figures.figure)::double as value,
    columns.unit,
    concat_ws(
        '/',
        'tic:' || (select left(fingerprint, 8) from meta.build),
        figures.table_name,
        figures.row_name,
        figures.figure
    )
    || '=' || {_NO_DECIMALS.format("figures.fields ->> figures.figure")} as handle,
from figures
inner join meta.columns as columns
    on
        columns.table_schema = 'main'
        and figures.table_name = columns.table_name
        and figures.figure = columns.column_name
inner join keyed on true
where
    regexp_matches(columns.data_type, '^U?(TINY|SMALL|BIG|HUGE)?INT|DOUBLE|DECIMAL')
    and not list_contains(keyed.names, figures.figure)
    and figures.figure not in ('line_number', 'column_number')
    and (figures.fields ->> figures.figure) is not null
order by figures.row_name, columns.column_index;
comment on macro table meta.cite_row is
'A citation handle for each figure of a row of any table of main: from
meta.cite_row(''yields'', ''us/120/2026-04-30''). A row is named by its keys in the
order of meta.tables.key_columns, and % stands for any: ''%/120/2026-04-30''.
tic-warehouse verify HANDLE leads from a handle to the landed bytes, and says whether
the value is still the same.';
"""


def keys_of_models(manifest: Mapping[str, Any]) -> dict[str, Sequence[str]]:
    """Read the key of each model: of its primary key, or of the test that asks it."""
    keys: dict[str, Sequence[str]] = {}
    for node_id, node in manifest["nodes"].items():
        test = node.get("test_metadata") or {}
        if test.get("name") == "one_row_per":
            keys[node["attached_node"]] = test["kwargs"]["columns"]
        for constraint in node.get("constraints", ()):
            if constraint["type"] == "primary_key":
                keys[node_id] = constraint["columns"]
    return keys


def keys_of_tables(manifest: Mapping[str, Any]) -> dict[str, Sequence[str]]:
    """Return the key of each table, by schema and name."""
    nodes = manifest["nodes"]
    return {
        f"{nodes[node_id]['schema']}.{nodes[node_id]['alias']}": key
        for node_id, key in keys_of_models(manifest).items()
        if node_id in nodes
    }


def create_cite_row(connection: duckdb.DuckDBPyConnection) -> None:
    """Create the macro `meta.cite_row`, which reads `meta.tables` and `.columns`."""
    connection.execute(_CITE_ROW)


def row_name(key: Sequence[str]) -> str:
    """Write SQL for the name of a row: its keys as `us/120/2026-04-30`."""
    parts = (
        _PART.format(_NO_DECIMALS.format(f"{quoted(name)}::varchar")) for name in key
    )
    return f"concat_ws('/', {', '.join(parts)})"
