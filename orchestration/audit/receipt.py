"""Write and demand the receipt of an audit, without which nothing is published.

Belongs here: summing up the results of both boundaries, and asking for a clean receipt
of this very build. Does not: judging (`boundaries.py`).
"""

from pathlib import Path

import duckdb
import pyarrow

from expectations.published import published_checks
from orchestration.audit.incoming import incoming_checks
from orchestration.errors import WarehouseError
from orchestration.storage.tables import create_table, field, table_names

_TEXT, _COUNT = pyarrow.string(), pyarrow.int64()


RECEIPT = pyarrow.schema(
    [
        field("fingerprint", _TEXT, "The build that was audited; see meta.build"),
        field("checks", _COUNT, "Expectations asked"),
        field("passed", _COUNT, "Expectations that hold"),
        field("warned", _COUNT, "Warnings"),
        field("failed", _COUNT, "Critical ones that do not hold"),
        field("is_clean", pyarrow.bool_(), "All were asked and no critical one failed"),
        field("audited_at", pyarrow.timestamp("us", tz="UTC"), "When the audit ended"),
    ]
)


def write_receipt(connection: duckdb.DuckDBPyConnection) -> None:
    """Sum the results of both boundaries up into `quality.audit_receipt`."""
    expected = len(incoming_checks()) + len(published_checks())
    receipt = connection.execute(
        """
        select
            (select fingerprint from meta.build) as fingerprint,
            count(*) as checks,
            count(*) filter (passed) as passed,
            count(*) filter (not passed and severity = 'warning') as warned,
            count(*) filter (not passed and severity = 'critical') as failed,
            checks = ? and failed = 0 as is_clean,
            max(checked_at) as audited_at,
        from quality.check_results
        """,
        [expected],
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
    if not receipt[0]:
        raise WarehouseError(
            f"{place}: {receipt[2]} critical checks failed or some did not run, so it"
            " is not published; quality.check_results in it says which"
        )
