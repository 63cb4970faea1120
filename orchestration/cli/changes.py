"""Show what the newest publications changed: the text of `tic-warehouse changes`.

Belongs here: words and tables on the terminal. Does not: what changed and why
(`publishing/changes/`).
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import duckdb
from rich.table import Table

from orchestration.cli.terminal import console
from orchestration.errors import WarehouseError
from orchestration.settings import Settings
from orchestration.storage.connections import reader
from orchestration.storage.tables import table_names

_CHOSEN = """
    built_at = $built_at
    and ($table_name is null or table_name = $table_name)
    and ($cause is null or cause = $cause)
"""


@dataclass(frozen=True)
class Wanted:
    """Which changes are shown: of a table, by a cause, and so many of each table."""

    table_name: str | None
    cause: str | None
    limit: int


def show_changes(settings: Settings, wanted: Wanted) -> None:
    """Show the counts of the newest publication that changed anything, and figures.

    Raises WarehouseError where nothing is published, or by a version without them.
    """
    path = settings.published_database
    with reader(path) as connection:
        if ("quality", "publications") not in table_names(connection, path.stem):
            raise WarehouseError(
                f"{path}: it was published before changes were written down; run"
                " `tic-warehouse run`"
            )
        newest = connection.execute(
            "select built_at, any_value(last_built_at) from quality.publications"
            " group by built_at order by built_at desc limit 1"
        ).fetchone()
        if newest is None:
            console.print(
                "No publication has changed a figure yet: there is nothing before the"
                " first to compare it with."
            )
            return
        console.print(
            f"Published {_instant(newest[0])}, compared with {_instant(newest[1])}:\n"
        )
        chosen = {
            "built_at": newest[0],
            "table_name": wanted.table_name,
            "cause": wanted.cause,
        }
        console.print(_counts(connection, chosen))
        console.print()
        console.print(_figures(connection, chosen, wanted.limit))
        console.print("\nAll of them: from quality.publication_changes")


def _counts(connection: duckdb.DuckDBPyConnection, chosen: dict[str, Any]) -> Table:
    table = Table("table", "cause", box=None, pad_edge=False, header_style="bold")
    table.add_column("figures", justify="right")
    rows = connection.execute(
        "select table_name, cause, figures from quality.publications"
        f" where {_CHOSEN} order by all",
        chosen,
    ).fetchall()
    for name, cause, figures in rows:
        table.add_row(name, cause, f"{figures:,}")
    return table


def _figures(
    connection: duckdb.DuckDBPyConnection, chosen: dict[str, Any], limit: int
) -> Table:
    """List of each table and cause those that moved most, verdicts first."""
    table = Table("figure", box=None, pad_edge=False, header_style="bold")
    for heading in ("before", "now"):
        table.add_column(heading, justify="right")
    table.add_column("cause")
    rows = connection.execute(
        f"""
        select
            table_name, row_key, column_name, holder_name, cause, because,
            coalesce(old_text, format('{{:,}}', round(old_value, 4))),
            coalesce(new_text, format('{{:,}}', round(new_value, 4))),
        from quality.publication_changes
        where {_CHOSEN}
        qualify row_number() over (
            partition by table_name, cause
            order by
                new_text is null,
                abs(coalesce(new_value, 0) - coalesce(old_value, 0)) desc,
                row_key,
                column_name
        ) <= $limit
        order by table_name, cause
        """,
        chosen | {"limit": limit},
    ).fetchall()
    for name, key, column, holder, cause, because, before, now in rows:
        of_whom = f" ({holder})" if holder else ""
        table.add_row(
            f"{name}.{column}: {key}{of_whom}",
            before or "",
            now or "",
            f"{cause}: {because}" if because else cause,
        )
    return table


def _instant(moment: datetime) -> str:
    return f"{moment.astimezone():%Y-%m-%d %H:%M %Z}"
