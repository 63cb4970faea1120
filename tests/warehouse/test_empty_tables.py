"""A public table that the shipped snapshot leaves empty says how it is filled."""

import duckdb

# What is empty because nothing is wrong.
FINDINGS = {"yield_differences"}


def test_an_empty_table_names_the_command_that_fills_it(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    tables = connection.execute(
        "select schema_name, table_name, comment from duckdb_tables()"
        " where schema_name in ('main', 'quality')"
    ).fetchall()
    empty = {
        name: comment
        for schema, name, comment in tables
        if connection.execute(f'select count(*) from "{schema}"."{name}"').fetchone()
        == (0,)
    }
    assert set(empty) - FINDINGS == {
        "mortgage_rates_weekly",
        "mortgage_spread_weekly",
        "publication_changes",
        "publications",
        "reserve_currency_shares",
    }
    for name in set(empty) - FINDINGS:
        assert "`tic-warehouse " in empty[name], name
