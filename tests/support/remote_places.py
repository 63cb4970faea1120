"""Places on other machines, for tests: settings for them, and what a reader sees.

Belongs here: what the tests of DuckLake and of PostgreSQL have in common.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
from pydantic import SecretStr

from orchestration.publishing.public_tables import SCHEMAS
from orchestration.settings import PROJECT_ROOT, Settings
from orchestration.storage.quoting import literal
from tests.support.servers import HOST, PostgresServer, S3Server, free_port
from tests.support.warehouses import COMMAND, environment

# A client on another machine: DuckDB with its extensions, and an address. It prints
# the answers to its queries as JSON, one list for each query.
_CLIENT = """
import json, sys
import duckdb
from orchestration.publishing.remote.connection import load_extensions
connection = duckdb.connect()
load_extensions(connection)
prepare, queries = json.load(sys.stdin)
for statement in prepare:
    connection.execute(statement)
print(json.dumps([connection.sql(each).fetchall() for each in queries], default=str))
"""


def remote_settings(
    data_dir: Path, postgres: PostgresServer, s3: S3Server | None = None
) -> Settings:
    """Settings of a warehouse that can publish to databases of its own."""
    database = postgres.fresh_database()
    options: dict[str, Any] = {"postgres_url": SecretStr(postgres.url(database))}
    if s3 is not None:
        options = {
            "ducklake_catalogue_url": SecretStr(postgres.url(database)),
            "ducklake_data": f"s3://{s3.fresh_bucket()}/warehouse/",
            "s3_endpoint": s3.endpoint,
            "s3_key_id": SecretStr(s3.key_id),
            "s3_secret": SecretStr(s3.secret),
        }
    return Settings(data_dir=data_dir, **options)


def database_of(settings: Settings) -> str:
    """The database that those settings publish to."""
    url = settings.ducklake_catalogue_url or settings.postgres_url
    assert url is not None
    return url.get_secret_value().rpartition("/")[2]


def in_environment(settings: Settings) -> dict[str, str]:
    """The environment in which the command has these settings."""
    values: dict[str, str] = {}
    for name in settings.model_fields_set - {"data_dir"}:
        value = getattr(settings, name)
        text = value.get_secret_value() if isinstance(value, SecretStr) else str(value)
        if isinstance(value, tuple):
            text = ",".join(value)
        values[f"TIC_WAREHOUSE_{name.upper()}"] = text
    return values


@contextmanager
def publishing(settings: Settings, place: str) -> Iterator[subprocess.Popen[str]]:
    """`tic-warehouse publish --to place` at work in a process of its own."""
    process = subprocess.Popen(
        [*COMMAND, "publish", "--to", place],
        env=environment(settings.data_dir, **in_environment(settings)),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def wait_until(condition: Callable[[], object], seconds: float = 60) -> None:
    """Return as soon as something is so; a test fails where it never is."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)


def waiting_for_a_lock(postgres: PostgresServer, database: str) -> bool:
    """Whether anybody waits for a lock in a database."""
    with postgres.connect() as connection:
        found = connection.execute(
            "select 1 from pg_stat_activity"
            " where datname = %s and wait_event_type = 'Lock'",
            [database],
        ).fetchone()
    return found is not None


def ask_elsewhere(prepare: list[str], queries: list[str]) -> list[list[list[Any]]]:
    """The answers that a client in a process of its own gets."""
    done = subprocess.run(
        [sys.executable, "-c", _CLIENT],
        input=json.dumps([prepare, queries]),
        env=os.environ | {"PYTHONPATH": str(PROJECT_ROOT)},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    answers: list[list[list[Any]]] = json.loads(done.stdout)
    return answers


def attach_lake(settings: Settings, postgres: PostgresServer) -> list[str]:
    """How an analyst opens the lake, read-only."""
    return [
        f"create secret (type postgres, host '{HOST}', port {postgres.port},"
        f" database '{database_of(settings)}', user 'postgres',"
        f" password {literal(postgres.password)})",
        f"create secret (type s3, key_id 'an-analyst', secret 'a-word', endpoint"
        f" '{str(settings.s3_endpoint).removeprefix('http://')}', use_ssl false,"
        " url_style 'path')",
        "attach 'ducklake:postgres:' as lake (read_only)",
        "use lake",
    ]


def attach_postgres(settings: Settings, postgres: PostgresServer) -> list[str]:
    """How DuckDB opens the PostgreSQL database, read-only."""
    url = postgres.url(database_of(settings))
    return [f"attach '{url}' as place (type postgres, read_only)"]


def checksum_query(name: str, columns: list[str]) -> str:
    """All rows of a table as two numbers, whatever their order."""
    row = ", ".join(f"{column} := {column}" for column in columns)
    return (
        f"select count(*), coalesce(sum(hash(struct_pack({row}))), 0)::varchar"
        f" from {name}"
    )


def file_contents(settings: Settings) -> dict[str, tuple[list[str], list[list[Any]]]]:
    """Columns and checksum of every table and view of the published file."""
    with duckdb.connect(str(settings.published_database), read_only=True) as file:
        names = file.execute(
            "select schema_name || '.' || table_name,"
            " list('\"' || column_name || '\"' order by column_index)"
            " from duckdb_columns() where list_contains(?, schema_name)"
            " and database_name = 'warehouse' and not internal group by 1 order by 1",
            [list(SCHEMAS)],
        ).fetchall()
        return {
            name: (
                columns,
                [
                    list(row)
                    for row in file.sql(checksum_query(name, columns)).fetchall()
                ],
            )
            for name, columns in names
        }


def nobody_listens() -> str:
    """An address of this machine at which nothing answers."""
    return f"{HOST}:{free_port()}"
