"""Write and demand the receipt of an audit, without which nothing is published.

Belongs here: summing up the results of both boundaries, and asking for a clean receipt
of this very build. Does not: judging (`boundaries.py`).
"""

from pathlib import Path

import duckdb
import pyarrow

from expectations import Check
from expectations.published import published_checks
from orchestration.audit.incoming import incoming_checks
from orchestration.audit.results import fingerprints_of, read_results
from orchestration.errors import WarehouseError
from orchestration.settings import Settings
from orchestration.storage.connections import writer
from orchestration.storage.tables import create_table, field, table_names

_TEXT, _COUNT = pyarrow.string(), pyarrow.int64()


RECEIPT = pyarrow.schema(
    [
        field("fingerprint", _TEXT, "The build that was audited; see meta.build"),
        field("checks", _COUNT, "Expectations asked"),
        field("passed", _COUNT, "Expectations that hold"),
        field("warned", _COUNT, "Warnings"),
        field("failed", _COUNT, "Critical ones that do not hold"),
        field("out_of_date", _COUNT, "Asked before the tables were as they are"),
        field(
            "is_clean",
            pyarrow.bool_(),
            "All were asked of these very tables and no critical one failed",
        ),
        field("audited_at", pyarrow.timestamp("us", tz="UTC"), "When the audit ended"),
    ]
)


def all_checks() -> list[Check]:
    """List the checks of both boundaries."""
    return [*incoming_checks(), *published_checks()]


def write_receipt(settings: Settings) -> None:
    """Sum the results of both boundaries up into the build's `quality.audit_receipt`.

    None is written where nothing was audited yet.
    """
    with writer(settings.build_database) as connection:
        if ("quality", "check_results") in table_names(connection):
            _write_receipt(connection)


def _write_receipt(connection: duckdb.DuckDBPyConnection) -> None:
    checks = all_checks()
    current = read_results(connection, fingerprints_of(connection, checks))
    receipt = connection.execute(
        """
        select
            (select fingerprint from meta.build) as fingerprint,
            count(*) as checks,
            count(*) filter (passed) as passed,
            count(*) filter (not passed and severity = 'warning') as warned,
            count(*) filter (not passed and severity = 'critical') as failed,
            count(*) - $current as out_of_date,
            checks = $asked and out_of_date = 0 and failed = 0 as is_clean,
            max(checked_at) as audited_at,
        from quality.check_results
        """,
        {"asked": len(checks), "current": len(current)},
    ).to_arrow_table()
    create_table(
        connection,
        "quality.audit_receipt",
        receipt.cast(RECEIPT),
        "One row: the receipt of the last audit; nothing is published without a clean"
        " one for this very build",
    )


def demand_receipt(connection: duckdb.DuckDBPyConnection, place: Path) -> None:
    """Raise WarehouseError unless the build carries a clean receipt of its own."""
    receipt = (
        connection.execute(
            "select is_clean, fingerprint = (select fingerprint from meta.build),"
            " failed from quality.audit_receipt"
        ).fetchone()
        if ("quality", "audit_receipt") in table_names(connection)
        else None
    )
    if receipt is None or not receipt[1]:
        raise WarehouseError(
            f"{place}: this build was not audited, so it is not published; run"
            " `tic-warehouse run`"
        )
    if receipt[2]:
        raise WarehouseError(
            f"{place}: {receipt[2]} critical checks failed, so it is not published;"
            " quality.check_results in it says which"
        )
    if not receipt[0]:
        raise WarehouseError(
            f"{place}: some checks were not asked of the tables as they are, so it is"
            " not published; run `tic-warehouse run`, which asks them"
        )
