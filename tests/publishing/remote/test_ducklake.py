"""DuckLake for real: PostgreSQL holds the catalogue, an S3 API the files."""

import threading
from pathlib import Path
from typing import Any

import duckdb
import pytest
from pydantic import SecretStr
from pytest_httpserver import HTTPServer

from orchestration.errors import WarehouseError
from orchestration.progress import NoProgress
from orchestration.publishing.remote.connection import load_extensions
from orchestration.publishing.remote.ducklake import publish_to_ducklake
from orchestration.settings import Settings
from tests.support.remote_places import (
    ask_elsewhere,
    attach_lake,
    checksum_query,
    database_of,
    file_contents,
    nobody_listens,
    publishing,
    remote_settings,
    wait_until,
    waiting_for_a_lock,
)
from tests.support.servers import PostgresServer, S3Server
from tests.support.small_warehouse import AWKWARD, fingerprint, publish_small


@pytest.fixture
def lake(tmp_path: Path, postgres: PostgresServer, s3: S3Server) -> Settings:
    """A published file of version 1, and an empty lake for it."""
    settings = remote_settings(tmp_path / "data", postgres, s3)
    publish_small(settings, 1)
    return settings


@pytest.fixture(scope="module")
def lake_behind(
    tmp_path_factory: pytest.TempPathFactory, postgres: PostgresServer, s3: S3Server
) -> Settings:
    """A lake with version 1, and a published file that is of version 2 by now."""
    folder = tmp_path_factory.mktemp("behind")
    settings = remote_settings(folder / "data", postgres, s3)
    publish_small(settings, 1)
    publish_to_ducklake(settings, NoProgress())
    publish_small(settings, 2)
    return settings


def seen(settings: Settings, postgres: PostgresServer, *queries: str) -> list[Any]:
    """What an analyst's own process sees in the lake."""
    return ask_elsewhere(attach_lake(settings, postgres), list(queries))


def version_seen(settings: Settings, postgres: PostgresServer) -> int:
    [[[version, made_of]]] = seen(
        settings,
        postgres,
        "select max(version), (select fingerprint from meta.build) from holdings",
    )
    assert made_of == fingerprint(version)
    return int(version)


def test_every_table_of_the_real_warehouse_is_the_files_value_by_value(
    published: Settings, postgres: PostgresServer, s3: S3Server
) -> None:
    settings = remote_settings(published.data_dir, postgres, s3)
    publication = publish_to_ducklake(settings, NoProgress())
    contents = file_contents(published)
    assert len(contents) == publication.tables > 40
    queries = [checksum_query(name, columns) for name, (columns, _) in contents.items()]
    macros = (
        "select function_name, parameters from duckdb_functions() where not internal"
        " and schema_name = 'main' and database_name = '{}' order by all"
    )
    *answers, there = seen(settings, postgres, *queries, macros.format("lake"))
    with duckdb.connect(str(published.published_database), read_only=True) as file:
        here = file.sql(macros.format("warehouse")).fetchall()
    assert [tuple(macro) for macro in there] == here
    for (name, (_, expected)), answer in zip(contents.items(), answers, strict=True):
        assert answer == expected, name
    assert publication.rows == sum(checksum[0][0] for _, checksum in contents.values())


def test_comments_and_macros_come_along(
    lake: Settings, postgres: PostgresServer
) -> None:
    publish_to_ducklake(lake, NoProgress())
    table, column, calls, scalar = seen(
        lake,
        postgres,
        "select comment from duckdb_tables()"
        " where database_name = 'lake' and table_name = 'holdings'",
        "select comment from duckdb_columns()"
        " where database_name = 'lake' and column_name = 'position_usd_mn'"
        " and table_name = 'holdings'",
        "select (select count(*) from all_holdings()),"
        " (select count(*) from known_holdings(date '2002-01-01'))",
        "select twice(21)",
    )
    assert table == column == [[AWKWARD]]
    assert calls == [[6000, 1200]]
    assert scalar == [[42]]


def test_an_earlier_snapshot_stays_readable_and_says_what_it_is(
    lake: Settings, postgres: PostgresServer
) -> None:
    first = publish_to_ducklake(lake, NoProgress())
    publish_small(lake, 2)
    second = publish_to_ducklake(lake, NoProgress())
    number = int(first.version.removeprefix("snapshot "))
    assert second.version == f"snapshot {number + 1}"
    then, now, gone, messages = seen(
        lake,
        postgres,
        f"select max(version), count(*) from holdings at (version => {number})",
        "select max(version), count(*) from holdings",
        "select table_name from duckdb_tables() where database_name = 'lake'"
        " and table_name like 'only_in_%'"
        " union all select function_name from duckdb_functions()"
        " where database_name = 'lake' and function_name like 'only_macro_%'",
        "select commit_message from lake.snapshots() where author is not null"
        " order by snapshot_id",
    )
    assert (then, now) == ([[1, 6000]], [[2, 6000]])
    assert gone == [["only_in_2"], ["only_macro_of_2"]]
    for version, [message] in enumerate(messages, start=1):
        assert message.endswith(f"fingerprint {fingerprint(version)}")


def test_the_same_build_again_makes_no_snapshot_and_no_file(
    lake: Settings, s3: S3Server
) -> None:
    first = publish_to_ducklake(lake, NoProgress())
    files = s3.objects(_bucket(lake))
    again = publish_to_ducklake(lake, NoProgress())
    assert again.rows is None
    assert again.version == first.version
    assert s3.objects(_bucket(lake)) == files


def test_an_analyst_cannot_write(lake: Settings, postgres: PostgresServer) -> None:
    publish_to_ducklake(lake, NoProgress())
    with pytest.raises(AssertionError, match="read-only mode"):
        seen(lake, postgres, "drop table holdings")


def test_killed_before_its_end_it_leaves_the_snapshot_before(
    lake: Settings, postgres: PostgresServer, s3: S3Server
) -> None:
    publish_to_ducklake(lake, NoProgress())
    files = set(s3.objects(_bucket(lake)))
    publish_small(lake, 2)
    database = database_of(lake)
    with postgres.connect(database) as held, held.transaction():
        # It reads the catalogue and writes its files, and then cannot commit.
        held.execute("lock table ducklake_snapshot in exclusive mode")
        with publishing(lake, "ducklake") as process:
            wait_until(lambda: waiting_for_a_lock(postgres, database))
            process.kill()
    left = set(s3.objects(_bucket(lake))) - files
    assert len(left) > 1, "it was killed before it had written anything"
    assert version_seen(lake, postgres) == 1
    publish_to_ducklake(lake, NoProgress())
    assert version_seen(lake, postgres) == 2


def test_readers_during_publications_see_one_version_or_the_other(
    lake: Settings, postgres: PostgresServer
) -> None:
    publish_to_ducklake(lake, NoProgress())
    done = threading.Event()
    found: list[tuple[int, ...]] = []

    def read() -> None:
        with duckdb.connect() as connection:
            load_extensions(connection)
            for statement in attach_lake(lake, postgres):
                connection.execute(statement)
            while not done.is_set():
                found.extend(
                    connection.sql(
                        "select (select max(version) from holdings),"
                        " (select min(version) from largest),"
                        " (select max(version) from odd_values),"
                        " (select fingerprint from meta.build)::int"
                    ).fetchall()
                )

    readers = [threading.Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    try:
        for version in (2, 3):
            publish_small(lake, version)
            publish_to_ducklake(lake, NoProgress())
        wait_until(lambda: found and found[-1][0] == 3)
    finally:
        done.set()
        for reader in readers:
            reader.join()
    assert {len(set(versions)) for versions in found} == {1}, found
    assert {1, 3} <= {versions[0] for versions in found} <= {1, 2, 3}


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"s3_endpoint": "http://{nobody}"}, "the S3 storage does not answer"),
        ({"ducklake_data": "s3://no-such-bucket/"}, "files already lie elsewhere"),
        ({"ducklake_data": None}, "TIC_WAREHOUSE_DUCKLAKE_DATA is not set"),
        ({"s3_secret": None}, "TIC_WAREHOUSE_S3_SECRET is not set"),
        (
            {"ducklake_catalogue_url": "postgresql://postgres:{wrong}@{server}"},
            "PostgreSQL refuses the user or the password",
        ),
        (
            {"ducklake_catalogue_url": "postgresql://postgres:{wrong}@{nobody}/lake"},
            "PostgreSQL does not answer",
        ),
        (
            {"ducklake_catalogue_url": "postgresql://u:{wrong}@127.0.0.1:port/lake"},
            "TIC_WAREHOUSE_DUCKLAKE_CATALOGUE_URL is not an address of PostgreSQL",
        ),
        ({"ducklake_catalogue_url": "{wrong}"}, "is not an address of PostgreSQL"),
        ({"ducklake_catalogue_url": None}, "CATALOGUE_URL is not set"),
    ],
)
def test_a_failure_is_one_sentence_without_secrets(
    lake_behind: Settings,
    postgres: PostgresServer,
    change: dict[str, str | None],
    reason: str,
) -> None:
    before = _snapshots(lake_behind, postgres)
    server = f"127.0.0.1:{postgres.port}/{database_of(lake_behind)}"
    words = {"nobody": nobody_listens(), "wrong": "hunter%27%202", "server": server}
    values = {
        name: text.format(**words) if text else None for name, text in change.items()
    }
    given = {name: getattr(lake_behind, name) for name in lake_behind.model_fields_set}
    with pytest.raises(WarehouseError, match=reason) as caught:
        publish_to_ducklake(Settings(**given | values), NoProgress())
    _says_one_sentence_without_secrets(str(caught.value), lake_behind)
    assert _snapshots(lake_behind, postgres) == before


def test_a_key_that_the_storage_refuses_is_told(
    lake_behind: Settings, httpserver: HTTPServer
) -> None:
    refusal = "<Error><Code>SignatureDoesNotMatch</Code></Error>"
    httpserver.expect_request("").respond_with_data(refusal, status=403)
    changed = lake_behind.model_copy(update={"s3_endpoint": httpserver.url_for("")})
    with pytest.raises(
        WarehouseError, match="the S3 storage refuses the key"
    ) as caught:
        publish_to_ducklake(changed, NoProgress())
    _says_one_sentence_without_secrets(str(caught.value), lake_behind)


def test_a_bucket_that_is_not_there_is_told(lake: Settings) -> None:
    changed = lake.model_copy(update={"ducklake_data": "s3://no-such-bucket/lake/"})
    with pytest.raises(WarehouseError, match="S3 storage has no such bucket"):
        publish_to_ducklake(changed, NoProgress())


def test_a_lake_of_somebody_else_is_left_alone(
    lake: Settings, postgres: PostgresServer
) -> None:
    attach = attach_lake(lake, postgres)
    path = f"(data_path '{lake.ducklake_data}')"
    attach[2] = attach[2].replace("(read_only)", path)
    ask_elsewhere([*attach, "create table holdings as select 'mine' as word"], [])
    with pytest.raises(
        WarehouseError, match=r"not this warehouse's, such as main\.hold"
    ):
        publish_to_ducklake(lake, NoProgress())
    assert seen(lake, postgres, "from holdings") == [[["mine"]]]


def test_a_file_without_a_clean_receipt_is_not_published(lake: Settings) -> None:
    publish_small(lake, 2, is_clean=False)
    with pytest.raises(WarehouseError, match="so it is not published"):
        publish_to_ducklake(lake, NoProgress())


def test_nothing_published_here_is_told(
    tmp_path: Path, postgres: PostgresServer, s3: S3Server
) -> None:
    settings = remote_settings(tmp_path / "data", postgres, s3)
    with pytest.raises(WarehouseError, match="nothing is published yet; run"):
        publish_to_ducklake(settings, NoProgress())


def _snapshots(settings: Settings, postgres: PostgresServer) -> list[tuple[Any, ...]]:
    with postgres.connect(database_of(settings)) as connection:
        return connection.execute("select * from ducklake_snapshot").fetchall()


def _bucket(settings: Settings) -> str:
    return str(settings.ducklake_data).split("/")[2]


def _says_one_sentence_without_secrets(text: str, settings: Settings) -> None:
    assert "\n" not in text
    assert "hunter" not in text
    for secret in (settings.s3_secret, settings.s3_key_id):
        assert isinstance(secret, SecretStr)
        assert secret.get_secret_value() not in text
