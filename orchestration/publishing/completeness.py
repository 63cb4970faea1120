"""Say in one line to which month TIC is whole, and which releases are not here.

Belongs here: asking the published database, for the terminal, the Dagster UI and
whoever else wants the line; the report page shows the same query's answer. Does not:
which months the calendar has (`dbt_project/seeds/holdings/release_calendar.csv`).
"""

from dataclasses import dataclass

import duckdb

from orchestration.publishing.report.queries import read_query


@dataclass(frozen=True)
class Completeness:
    """The line, and whether every release of the calendar up to today is here whole."""

    sentence: str
    is_whole: bool


def completeness(connection: duckdb.DuckDBPyConnection) -> Completeness | None:
    """Ask a published database; None where it has no whole month of TIC at all.

    None, too, for a database of another build that has not the tables for it.
    """
    query = read_query("quality/completeness.sql")
    columns = "sentence, in_part is null and missing is null"
    try:
        row = connection.execute(f"select {columns} from ({query})").fetchone()
    except (duckdb.BinderException, duckdb.CatalogException):
        return None
    return Completeness(str(row[0]), bool(row[1])) if row else None
