"""Publish to PostgreSQL, for tools that speak nothing else.

Belongs here: one transaction that builds the schemas under another name, gives them
the keys, comments and read grants they should have, and swaps them in. Does not:
connections and errors (`remote`), or what is published (`contents`).

Readers hold a lock on what they read until their transaction ends. The swap takes all
locks on the old tables first, so that no transaction reads one table before it and
another after it; where it has to wait it lets go and tries again, so that it never
ends up in a deadlock with a reader.
"""

import re
from collections.abc import Iterable, Sequence
from string import Template

import duckdb

from orchestration.errors import WarehouseError
from orchestration.progress import Progress
from orchestration.publishing.public_tables import (
    SCHEMAS,
    Table,
    fingerprint_of,
    tables_of,
)
from orchestration.publishing.remote.connection import (
    Publication,
    opened,
    postgres_address,
    translate_place_errors,
    use_password,
)
from orchestration.settings import Settings
from orchestration.storage.quoting import literal, quoted

PLACE = "PostgreSQL"

# Stands in the comment of a schema that a publication made and may replace.
MARK = "TIC Warehouse: replaced as a whole by each publication"

_NEXT = "__next"

# Its queries name tables, which have other schemas there.
_EXAMPLES = 'warehouse."meta"."examples"'

# Only one publication at a time; and never a schema that somebody else made.
_GUARD = Template("""
do $$guard$$
declare foreign_schema text;
begin
    if not pg_try_advisory_xact_lock(hashtext('tic-warehouse ' || $main)) then
        raise exception 'another publication to % is at work', $main;
    end if;
    select nspname into foreign_schema
    from pg_namespace
    where
        nspname = any ($current)
        and coalesce(obj_description(oid, 'pg_namespace'), '') not like $mark || '%'
        and exists (select from pg_class where relnamespace = pg_namespace.oid);
    if found then
        raise exception
            'the schema % is not a publication of this warehouse', foreign_schema
            using detail = 'set TIC_WAREHOUSE_POSTGRES_SCHEMA to another name';
    end if;
end $$guard$$
""")

# Whoever could read all tables of a schema can read all of the new one; whoever could
# read some can read these.
_GRANTS = """
        for grantee in
            select distinct coalesce(quote_ident(rolname), 'public')
            from pg_namespace, aclexplode(nspacl) as acl
            left join pg_roles on pg_roles.oid = acl.grantee
            where nspname = old and privilege_type = 'USAGE' and acl.grantee <> nspowner
        loop
            execute format('grant usage on schema %I to %s', new, grantee);
        end loop;
        select count(*) into tables
        from pg_class
        where relnamespace = to_regnamespace(quote_ident(old)) and relkind = 'r';
        for grantee, names in
            select coalesce(quote_ident(rolname), 'public'), array_agg(relname)
            from pg_class, aclexplode(relacl) as acl
            left join pg_roles on pg_roles.oid = acl.grantee
            where
                relnamespace = to_regnamespace(quote_ident(old))
                and relkind = 'r'
                and privilege_type = 'SELECT'
                and acl.grantee <> relowner
            group by 1
        loop
            for name in
                select relname
                from pg_class
                where
                    relnamespace = to_regnamespace(quote_ident(new))
                    and relkind = 'r'
                    and (cardinality(names) = tables or relname = any (names))
            loop
                execute format('grant select on %I.%I to %s', new, name, grantee);
            end loop;
        end loop;
"""

# Only tables of the publisher's own are dropped, and nothing that depends on them.
_SWAP = Template(
    """
do $$swap$$
declare
    old text;
    new text;
    name text;
    names text[];
    tables int;
    grantee text;
    old_tables text;
    give_up timestamptz := clock_timestamp() + make_interval(secs => $wait);
begin
    select string_agg(format('%I.%I', nspname, relname), ', ' order by nspname, relname)
    into old_tables
    from pg_class inner join pg_namespace on pg_namespace.oid = relnamespace
    where
        nspname = any ($current)
        and relkind = 'r'
        and relowner = (select oid from pg_roles where rolname = current_user);
    perform set_config('lock_timeout', '300ms', true);
    loop
        exit when old_tables is null;
        begin
            execute format('lock table %s in access exclusive mode', old_tables);
            exit;
        exception when lock_not_available then
            if clock_timestamp() > give_up then
                raise exception 'timed out after $wait s waiting for readers'
                using detail = 'pg_stat_activity tells who they are';
            end if;
            perform pg_sleep(0.2);
        end;
    end loop;
    foreach old in array $current loop
        new := old || $next;
"""
    + _GRANTS
    + """
    end loop;
    if old_tables is not null then
        execute format('drop table %s restrict', old_tables);
    end if;
    foreach old in array $current loop
        execute format('drop schema if exists %I restrict', old);
        execute format('alter schema %I rename to %I', old || $next, old);
    end loop;
end $$swap$$
"""
)


def schema_names(settings: Settings) -> dict[str, str]:
    """For each schema of the file, the one in PostgreSQL: main has the plain name.

    Raises WarehouseError where the setting is no plain name.
    """
    name = settings.postgres_schema
    if not re.fullmatch(r"[a-z_][a-z0-9_]{0,40}", name):
        raise WarehouseError(
            f"TIC_WAREHOUSE_POSTGRES_SCHEMA: {name!r} is no plain name; use at most 41"
            " small letters, digits and underscores"
        )
    return {
        schema: name if schema == "main" else f"{name}_{schema}" for schema in SCHEMAS
    }


def publish_to_postgres(settings: Settings, progress: Progress) -> Publication:
    """Swap the audited file's tables in as schemas, unless they are there already.

    Raises WarehouseError where PostgreSQL took nothing in; it is then as it was.
    """
    names = schema_names(settings)
    where = postgres_address(settings.postgres_url, "postgres_url")
    rows = None
    with opened(settings) as connection, translate_place_errors(PLACE, settings):
        connection.execute(
            f"attach {literal(where.conninfo)} as place (type postgres,"
            f" secret {use_password(connection, where)},"
            " isolation_level 'READ COMMITTED')"
        )
        tables = tables_of(connection)
        fingerprint, built_at = fingerprint_of(connection)
        if fingerprint != _published_before(connection, names["meta"]):
            connection.execute("begin")
            values = {"current": _array(names.values()), "main": literal(names["main"])}
            _run(connection, _GUARD.substitute(values, mark=literal(MARK)))
            rows = _load(connection, tables, names, progress)
            _mark(connection, names, f"{MARK}; built {built_at} UTC, {fingerprint}")
            progress.step("swapping the schemas of PostgreSQL")
            wait = int(settings.postgres_wait_seconds)
            _run(connection, _SWAP.substitute(values, next=literal(_NEXT), wait=wait))
            connection.execute("commit")
    return Publication(PLACE, len(tables), rows, f"schema {names['main']}")


def _run(connection: duckdb.DuckDBPyConnection, statements: str) -> None:
    """Let PostgreSQL run its own SQL in the transaction at work."""
    connection.execute("call postgres_execute('place', ?)", [statements])


def _array(names: Iterable[str]) -> str:
    return "array[" + ", ".join(literal(name) for name in names) + "]"


def _published_before(connection: duckdb.DuckDBPyConnection, meta: str) -> str | None:
    """Read what the publication that readers see now is made of."""
    ask = "select * from postgres_query('place', ?)"
    there = f"select to_regclass('{meta}.build') is not null as there"
    [(is_there,)] = connection.execute(ask, [there]).fetchall()
    if not is_there:
        return None
    build = f"select fingerprint from {meta}.build"
    row = connection.execute(ask, [build]).fetchone()
    return row[0] if row else None


def _load(
    connection: duckdb.DuckDBPyConnection,
    tables: Sequence[Table],
    names: dict[str, str],
    progress: Progress,
) -> int:
    """All tables in schemas that nobody sees yet; counts the rows."""
    rows = 0
    for name in names.values():
        connection.execute(f"create schema place.{name}{_NEXT}")
    for number, table in enumerate(tables):
        progress.step("publishing to PostgreSQL", number, len(tables))
        name = f"{names[table.schema]}{_NEXT}.{quoted(table.name)}"
        [(written,)] = connection.execute(
            f"create table place.{name} as from {table.source}"
        ).fetchall()
        rows += written
        if table.source == _EXAMPLES:
            _name_tables_as_there(connection, name, tables, names)
        _run(connection, ";\n".join(_description(name, table)))
    return rows


def _name_tables_as_there(
    connection: duckdb.DuckDBPyConnection,
    examples: str,
    tables: Sequence[Table],
    names: dict[str, str],
) -> None:
    """Let the examples run as they stand, whatever the search path of a session."""
    there = {
        f"{table.schema}.{table.name}": f"{names[table.schema]}.{table.name}"
        for table in tables
    }

    def named(found: re.Match[str]) -> str:
        typed = found["table"]
        full = typed if "." in typed else f"main.{typed}"
        return found["before"] + there.get(full, typed)

    for example, query in connection.execute(
        f"select example_id, query from {_EXAMPLES}"
    ).fetchall():
        text = re.sub(r"(?P<before>\b(?:from|join)\s+)(?P<table>[\w.]+)", named, query)
        connection.execute(
            f"update place.{examples} set query = ? where example_id = ?",
            [text, example],
        )


def _description(name: str, table: Table) -> list[str]:
    """Write the statements for a table's comments, key and columns never null."""
    statements = [f"comment on table {name} is {literal(table.comment)}"]
    statements += [
        f"comment on column {name}.{quoted(column.name)} is {literal(column.comment)}"
        for column in table.columns
    ]
    changes = [
        f"alter {quoted(column.name)} set not null"
        for column in table.columns
        if not column.is_nullable
    ]
    if table.key:
        changes.append(f"add primary key ({', '.join(map(quoted, table.key))})")
    if changes:
        statements.append(f"alter table {name} {', '.join(changes)}")
    return [*statements, f"analyze {name}"]


def _mark(
    connection: duckdb.DuckDBPyConnection, names: dict[str, str], text: str
) -> None:
    """Leave in each schema whose it is, so that the next publication may replace it."""
    _run(
        connection,
        ";\n".join(
            f"comment on schema {name}{_NEXT} is {literal(text)}"
            for name in names.values()
        ),
    )
