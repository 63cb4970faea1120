"""Real servers for tests: PostgreSQL and an S3 API, each started on a free port.

Belongs here: starting and stopping them, and connecting to them. Does not: what is
published there (the tests of each place).
"""

import os
import pwd
import secrets
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
import psycopg
import pytest
from botocore.client import BaseClient
from moto.server import ThreadedMotoServer

HOST = "127.0.0.1"
MISSING = (
    "PostgreSQL's server is not here (no initdb on the path nor in"
    " /usr/lib/postgresql/*/bin); install it, on Debian with `apt-get install"
    " postgresql`: then this test runs"
)


@dataclass(frozen=True)
class PostgresServer:
    """A server of this machine; it asks everybody for a password."""

    port: int
    password: str
    data: Path

    def url(self, database: str = "postgres", user: str = "postgres") -> str:
        """The address of a database, password included."""
        return f"postgresql://{user}:{self.password}@{HOST}:{self.port}/{database}"

    def connect(
        self, database: str = "postgres", user: str = "postgres"
    ) -> psycopg.Connection[tuple[Any, ...]]:
        """A connection in which each statement is a transaction of its own."""
        return psycopg.connect(self.url(database, user), autocommit=True)

    def fresh_database(self) -> str:
        """The name of a new and empty database."""
        name = f"test_{secrets.token_hex(6)}"
        with self.connect() as connection:
            connection.execute(f"create database {name}")
        return name


@dataclass(frozen=True)
class S3Server:
    """An S3 API of this machine, held in this process."""

    port: int
    key_id: str = "a-key-of-the-tests"
    secret: str = "a-secret-of-the-tests"  # noqa: S105

    @property
    def endpoint(self) -> str:
        """Its address."""
        return f"http://{HOST}:{self.port}"

    def client(self) -> BaseClient:
        """A client that may do everything."""
        return boto3.client(
            "s3",
            endpoint_url=self.endpoint,
            region_name="us-east-1",
            aws_access_key_id=self.key_id,
            aws_secret_access_key=self.secret,
        )

    def fresh_bucket(self) -> str:
        """The name of a new and empty bucket."""
        name = f"test-{secrets.token_hex(6)}"
        self.client().create_bucket(Bucket=name)
        return name

    def objects(self, bucket: str) -> list[str]:
        """The names of all that lies in a bucket."""
        pages = self.client().get_paginator("list_objects_v2").paginate(Bucket=bucket)
        return [found["Key"] for page in pages for found in page.get("Contents", [])]


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as listening:
        listening.bind((HOST, 0))
        return int(listening.getsockname()[1])


@contextmanager
def postgres_server() -> Iterator[PostgresServer]:
    """A PostgreSQL server with a data folder of its own, which goes with it."""
    binaries = _binaries()
    if binaries is None:
        pytest.skip(MISSING)
    # Not in pytest's folder: PostgreSQL refuses to be root, and only root enters there.
    folder = Path(tempfile.mkdtemp(prefix="tic-warehouse-postgres-"))
    server = PostgresServer(free_port(), secrets.token_urlsafe(12), folder / "data")
    user = _not_root()
    try:
        (folder / "password").write_text(server.password)
        if user:
            for path in (folder, folder / "password"):
                os.chown(path, user.pw_uid, user.pw_gid)
        _as(
            user,
            binaries / "initdb",
            *("--pgdata", server.data, "--auth", "scram-sha-256", "--no-sync"),
            *("--username", "postgres", "--pwfile", folder / "password"),
            *("--encoding", "UTF8", "--locale", "C"),
        )
        control = [binaries / "pg_ctl", "--pgdata", server.data, "--wait", "--silent"]
        options = (
            f"-h {HOST} -p {server.port} -k {folder} -c fsync=off"
            " -c log_statement=all -c logging_collector=off"
        )
        _as(user, *control, "--options", options, "--log", folder / "log", "start")
        try:
            yield server
        finally:
            _as(user, *control, "--mode", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def s3_server() -> Iterator[S3Server]:
    """An S3 API on a free port."""
    server = ThreadedMotoServer(HOST, port=free_port(), verbose=False)
    server.start()
    try:
        yield S3Server(server._port)
    finally:
        server.stop()


def _binaries() -> Path | None:
    """Where the programs of the newest PostgreSQL lie."""
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    folders = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    return max(folders, key=lambda path: float(path.parent.name), default=None)


def _not_root() -> pwd.struct_passwd | None:
    """Whom to run as where this is root; PostgreSQL itself refuses root."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name: entry for entry in pwd.getpwall()}
    return names.get("postgres") or names["nobody"]


def _as(user: pwd.struct_passwd | None, *command: str | Path) -> None:
    """Run a command to its end; what it says is shown where it fails."""
    who = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    done = subprocess.run(
        [str(part) for part in command],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        cwd="/",
        check=False,
        timeout=120,
        **(who if user else {}),
    )
    assert done.returncode == 0, f"{command[0]}: {done.stderr}"
