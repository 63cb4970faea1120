"""Keep Dagster's run history in SQLite, over connections that stay open.

Dagster's own storage opens and closes four connections for each of the six hundred
events of a run, which took a fifth of its time. Everything else is Dagster's.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, create_engine, event

from orchestration.dagster_app.private_parts import ConsolidatedSqliteEventLogStorage

BUSY_TIMEOUT_SECONDS = 30


class KeptConnectionEventLog(ConsolidatedSqliteEventLogStorage):
    """The consolidated SQLite event log with a pool instead of new connections."""

    _engine: Engine | None = None

    @contextmanager
    def _connect(self) -> Iterator[Connection]:
        if self._engine is None:
            self._engine = create_engine(
                self._conn_string, connect_args={"timeout": BUSY_TIMEOUT_SECONDS}
            )
            event.listen(self._engine, "connect", _write_without_waiting)
        with self._engine.connect() as connection, connection.begin():
            yield connection

    def dispose(self) -> None:
        """Close the pool too."""
        if self._engine is not None:
            self._engine.dispose()
        super().dispose()  # type: ignore[no-untyped-call]


def _write_without_waiting(connection: sqlite3.Connection, _record: object) -> None:
    """Open it so that a power cut may cost the last events, never the whole."""
    connection.execute("PRAGMA synchronous = NORMAL")
