"""PostgreSQL for real: schemas that are swapped in while others read them."""

import threading
from pathlib import Path
from typing import Any

import psycopg
import pytest
from pydantic import SecretStr

from orchestration.errors import WarehouseError
from orchestration.progress import NoProgress
from orchestration.publishing.remote.connection import Publication
from orchestration.publishing.remote.postgres import publish_to_postgres
from orchestration.settings import Settings
from orchestration.storage import connections
from tests.support.remote_places import (
    ask_elsewhere,
    attach_postgres,
    checksum_query,
    database_of,
    file_contents,
    nobody_listens,
    publishing,
    remote_settings,
    wait_until,
    waiting_for_a_lock,
)
from tests.support.servers import PostgresServer
from tests.support.small_warehouse import AWKWARD, HOLDERS, fingerprint, publish_small


@pytest.fixture
def place(tmp_path: Path, postgres: PostgresServer) -> Settings:
    """Version 1 in an own database, and as the published file."""
    settings = remote_settings(tmp_path / "data", postgres)
    publish_small(settings, 1)
    publish_to_postgres(settings, NoProgress())
    return settings


def ask(settings: Settings, postgres: PostgresServer, query: str) -> list[Any]:
    with postgres.connect(database_of(settings)) as connection:
        return connection.execute(query).fetchall()


def version_seen(settings: Settings, postgres: PostgresServer) -> int:
    query = (
        "select max(version), (select fingerprint from tic_warehouse_meta.build)"
        " from tic_warehouse.holdings"
    )
    [(version, made_of)] = ask(settings, postgres, query)
    assert made_of == fingerprint(version)
    return int(version)


def schemas(settings: Settings, postgres: PostgresServer) -> list[str]:
    found = ask(
        settings,
        postgres,
        "select nspname from pg_namespace where nspname like 'tic%' order by 1",
    )
    return [name for (name,) in found]


@pytest.fixture(scope="module")
def real(published: Settings, postgres: PostgresServer) -> tuple[Settings, Publication]:
    """The whole warehouse, published once for the tests of its tables."""
    settings = remote_settings(published.data_dir, postgres)
    return settings, publish_to_postgres(settings, NoProgress())


def test_every_table_of_the_real_warehouse_is_the_files_value_by_value(
    published: Settings, postgres: PostgresServer, real: tuple[Settings, Publication]
) -> None:
    settings, publication = real
    contents = file_contents(published)
    assert len(contents) == publication.tables > 40
    queries = [
        checksum_query(_name_there(name), columns)
        for name, (columns, _) in contents.items()
    ]
    answers = ask_elsewhere(attach_postgres(settings, postgres), queries)
    for (name, (_, expected)), answer in zip(contents.items(), answers, strict=True):
        if name != "meta.examples":  # whose queries name the schemas there
            assert answer == expected, name
    assert publication.rows == sum(checksum[0][0] for _, checksum in contents.values())


def test_every_example_runs_there_as_it_stands(
    published: Settings, postgres: PostgresServer, real: tuple[Settings, Publication]
) -> None:
    settings, _ = real
    examples = dict(
        ask(
            settings,
            postgres,
            "select example_id, query from tic_warehouse_meta.examples",
        )
    )
    assert len(examples) >= 20
    with connections.reader(published.published_database) as connection:
        here = {
            name: connection.execute(query).fetchall()
            for name, query in connection.execute(
                "select example_id, query from meta.examples"
            ).fetchall()
        }
    there = {name: ask(settings, postgres, query) for name, query in examples.items()}
    assert {name: len(rows) for name, rows in there.items()} == {
        name: len(rows) for name, rows in here.items()
    }
    for name in ("is_japan_selling", "largest_holders_today"):
        assert there[name] == here[name]


def test_postgres_itself_has_the_odd_values(
    place: Settings, postgres: PostgresServer
) -> None:
    rows = ask(
        place,
        postgres,
        "select word, figure::text, extract(epoch from instant)::text"
        " from tic_warehouse.odd_values order by odd_values.figure",
    )
    assert rows == [
        ("円 ¥ € \t tab", "-0.1", None),
        (None, "5e-324", None),
        ("quotes '\" and \\", "1e+308", "1795489200.123456"),
        ("", "NaN", "-631152000.000000"),
    ]


def test_comments_keys_and_what_is_never_null_come_along(
    place: Settings, postgres: PostgresServer
) -> None:
    [comments] = ask(
        place,
        postgres,
        "select obj_description('tic_warehouse.holdings'::regclass),"
        " col_description('tic_warehouse.holdings'::regclass, 3),"
        " obj_description('tic_warehouse.largest'::regclass)",
    )
    assert comments == (AWKWARD, AWKWARD, "The largest position of each holder")
    constraints = ask(
        place,
        postgres,
        "select pg_get_constraintdef(oid) from pg_constraint"
        " where conrelid = 'tic_warehouse.holdings'::regclass",
    )
    assert constraints == [("PRIMARY KEY (holder_code, reference_month)",)]
    never_null = ask(
        place,
        postgres,
        "select attname from pg_attribute where attnotnull and attnum > 0"
        " and attrelid = 'tic_warehouse.holdings'::regclass order by attnum",
    )
    assert never_null == [("holder_code",), ("reference_month",), ("version",)]


def test_a_second_publication_replaces_all_and_leaves_nothing_behind(
    place: Settings, postgres: PostgresServer
) -> None:
    publish_small(place, 2)
    publication = publish_to_postgres(place, NoProgress())
    assert publication.rows is not None
    assert version_seen(place, postgres) == 2
    assert schemas(place, postgres) == [
        "tic_warehouse",
        "tic_warehouse_meta",
        "tic_warehouse_quality",
    ]
    tables = ask(
        place, postgres, "select tablename from pg_tables where tablename ~ 'only_in'"
    )
    assert tables == [("only_in_2",)]


def test_the_same_build_again_changes_nothing(
    place: Settings, postgres: PostgresServer
) -> None:
    oids = "select oid from pg_class where relnamespace = 'tic_warehouse'::regnamespace"
    before = ask(place, postgres, oids)
    assert publish_to_postgres(place, NoProgress()).rows is None
    assert ask(place, postgres, oids) == before


def test_readers_keep_what_they_were_granted_and_get_no_more(
    place: Settings, postgres: PostgresServer
) -> None:
    grants = """
        create role "Analyst of all";
        create role only_holdings;
        grant usage on schema tic_warehouse, tic_warehouse_meta to "Analyst of all";
        grant select on all tables in schema tic_warehouse to "Analyst of all";
        grant usage on schema tic_warehouse to only_holdings;
        grant select on tic_warehouse.holdings to only_holdings;
        grant usage on schema tic_warehouse_meta to public;
        grant select on tic_warehouse_meta.build to public;
    """
    with postgres.connect(database_of(place)) as connection:
        connection.execute(grants)
    publish_small(place, 2)
    publish_to_postgres(place, NoProgress())
    allowed = ask(
        place,
        postgres,
        "select rolname, string_agg(relname, ' ' order by relname)"
        " from pg_roles, pg_class where relkind = 'r' and relnamespace in"
        " ('tic_warehouse'::regnamespace, 'tic_warehouse_meta'::regnamespace)"
        " and rolname in ('Analyst of all', 'only_holdings')"
        " and has_table_privilege(rolname, pg_class.oid, 'select')"
        " and has_schema_privilege(rolname, relnamespace, 'usage') group by 1",
    )
    with postgres.connect(database_of(place)) as connection:
        connection.execute('drop owned by "Analyst of all", only_holdings')
        connection.execute('drop role "Analyst of all", only_holdings')
    assert dict(allowed) == {
        # only_in_2 is new, and whoever could read all tables can read it too
        "Analyst of all": "build holdings largest odd_values only_in_2",
        "only_holdings": "build holdings",
    }


def test_killed_just_before_the_swap_it_leaves_the_old_schema(
    place: Settings, postgres: PostgresServer
) -> None:
    publish_small(place, 2)
    database = database_of(place)
    with postgres.connect(database) as reader, reader.transaction():
        reader.execute("select 1 from tic_warehouse.holdings limit 1")
        with publishing(place, "postgres") as process:
            # All is loaded, and only this reader keeps it from the swap.
            wait_until(lambda: waiting_for_a_lock(postgres, database))
            process.kill()
    assert version_seen(place, postgres) == 1
    wait_until(lambda: len(schemas(place, postgres)) == 3)
    publish_to_postgres(place, NoProgress())
    assert version_seen(place, postgres) == 2


def test_a_reader_who_does_not_end_is_not_cut_off(
    place: Settings, postgres: PostgresServer
) -> None:
    publish_small(place, 2)
    impatient = place.model_copy(update={"postgres_wait_seconds": 1})
    with postgres.connect(database_of(place)) as reader, reader.transaction():
        reader.execute("select 1 from tic_warehouse.holdings limit 1")
        with pytest.raises(
            WarehouseError, match="timed out after 1 s waiting for readers"
        ):
            publish_to_postgres(impatient, NoProgress())
        reader.execute("select count(*) from tic_warehouse.odd_values")
    assert version_seen(place, postgres) == 1


def test_readers_during_the_swap_see_one_version_or_the_other(
    place: Settings, postgres: PostgresServer
) -> None:
    done = threading.Event()
    found: list[tuple[int, ...]] = []
    problems: list[Exception] = []

    def read() -> None:
        try:
            with psycopg.connect(postgres.url(database_of(place))) as connection:
                while not done.is_set():
                    found.append(_versions_one_by_one(connection))
        except psycopg.Error as problem:
            problems.append(problem)

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    try:
        for version in (2, 3, 4, 5):
            publish_small(place, version)
            publish_to_postgres(place, NoProgress())
        wait_until(lambda: problems or (found and found[-1][0] == 5))
    finally:
        done.set()
        for reader in readers:
            reader.join()
    assert problems == []
    assert {len(set(versions)) for versions in found} == {1}, found
    assert {1, 5} <= {versions[0] for versions in found} <= {1, 2, 3, 4, 5}


def _versions_one_by_one(connection: psycopg.Connection[Any]) -> tuple[int, ...]:
    """The versions of four tables, asked one after the other in one transaction."""
    with connection.transaction():
        asked = [
            connection.execute(f"select max({what}) from {table}").fetchone()
            for what, table in (
                ("version", "tic_warehouse.holdings"),
                ("version", "tic_warehouse.odd_values"),
                ("fingerprint", "tic_warehouse_meta.build"),
                ("version", "tic_warehouse.largest"),
            )
        ]
    return tuple(int(row[0]) for row in asked if row)


def test_what_others_built_on_the_tables_is_not_dropped(
    place: Settings, postgres: PostgresServer
) -> None:
    view = "create view public.mine as select * from tic_warehouse.holdings"
    with postgres.connect(database_of(place)) as connection:
        connection.execute(view)
    publish_small(place, 2)
    with pytest.raises(
        WarehouseError, match=r"view mine depends on table tic_warehouse\.holdings"
    ):
        publish_to_postgres(place, NoProgress())
    assert ask(place, postgres, "select max(version) from public.mine") == [(1,)]


def test_a_schema_of_somebody_else_is_left_alone(
    place: Settings, postgres: PostgresServer
) -> None:
    with postgres.connect(database_of(place)) as connection:
        connection.execute("create schema theirs create table holdings (mine text)")
    changed = place.model_copy(update={"postgres_schema": "theirs"})
    with pytest.raises(
        WarehouseError, match="theirs is not a publication of this ware"
    ):
        publish_to_postgres(changed, NoProgress())
    assert ask(place, postgres, "select mine from theirs.holdings") == []


def test_two_publications_do_not_meet(
    place: Settings, postgres: PostgresServer
) -> None:
    publish_small(place, 2)
    with postgres.connect(database_of(place)) as other, other.transaction():
        lock = "select pg_advisory_xact_lock(hashtext('tic-warehouse tic_warehouse'))"
        other.execute(lock)
        with pytest.raises(WarehouseError, match="to tic_warehouse is at work"):
            publish_to_postgres(place, NoProgress())
    assert version_seen(place, postgres) == 1


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("postgresql://postgres:{wrong}@{server}", "refuses the user or the password"),
        ("postgresql://postgres:{wrong}@{nobody}/x", "PostgreSQL does not answer"),
        ("postgresql://postgres:{right}@{server}x", 'x" does not exist'),
        ("postgresql://nobody.invalid/x", "there is no host of this name"),
        ("postgresql://poor:{right}@{server}", "permission denied for database"),
        ("mysql://root:{wrong}@{server}", "POSTGRES_URL is not an address of"),
        (None, "TIC_WAREHOUSE_POSTGRES_URL is not set"),
    ],
)
def test_a_failure_is_one_sentence_without_secrets(
    tmp_path: Path, postgres: PostgresServer, url: str | None, reason: str
) -> None:
    settings = remote_settings(tmp_path / "data", postgres)
    publish_small(settings, 1)
    with postgres.connect() as connection:
        connection.execute("drop role if exists poor")
        connection.execute(f"create role poor login password '{postgres.password}'")
    words = {
        "server": f"127.0.0.1:{postgres.port}/{database_of(settings)}",
        "nobody": nobody_listens(),
        "wrong": "hunter%27%202",
        "right": postgres.password,
    }
    address = SecretStr(url.format(**words)) if url else None
    with pytest.raises(WarehouseError, match=reason) as caught:
        publish_to_postgres(
            settings.model_copy(update={"postgres_url": address}), NoProgress()
        )
    text = str(caught.value)
    assert "\n" not in text
    assert "hunter" not in text
    assert postgres.password not in text


def test_a_name_that_is_no_plain_name_is_refused(place: Settings) -> None:
    changed = place.model_copy(update={"postgres_schema": "x; drop schema public"})
    with pytest.raises(WarehouseError, match="is no plain name; use at most 41"):
        publish_to_postgres(changed, NoProgress())


def test_the_small_warehouse_is_what_these_tests_take_it_for(
    place: Settings, postgres: PostgresServer
) -> None:
    [counted] = ask(
        place,
        postgres,
        "select (select count(*) from tic_warehouse.holdings),"
        " (select count(*) from tic_warehouse.largest)",
    )
    assert counted == (HOLDERS * 30, HOLDERS)


def _name_there(name: str) -> str:
    schema, table = name.split(".")
    suffix = "" if schema == "main" else f"_{schema}"
    return f'place.tic_warehouse{suffix}."{table}"'
