"""Answer questions about claims and tables, and run queries of others.

Belongs here: verdicts with their evidence, the directory of tables, read-only SQL, each
with its caveats. Does not: positions and flows (`figures.py`), or the bounds of a query
(`sealed_query.py`).
"""

import duckdb

from orchestration.asking import claims, handles
from orchestration.asking.answers import (
    CUSTODY,
    NO_SALE,
    Answer,
    caveats_of,
    rows_of,
)
from orchestration.asking.sealed_query import run_sealed
from orchestration.asking.words import (
    find_holder,
    read_day,
    read_instrument,
    read_size,
    read_span,
)
from orchestration.errors import WarehouseError

_BREAKS = (
    "{table} has breaks, which the query does not ask for: figures before and after a"
    " row whose break_id is set do not compare. `positions` and `flows` name them."
)


def claim_list(
    connection: duckdb.DuckDBPyConnection, words: str, day: str | None
) -> Answer:
    """List the article's claims with verdict and why, of today or of a day."""
    known_on = read_day(day) if day else None
    table = "claims_as_of($2::date)" if known_on else "claims"
    wanted: list[object] = [words] if known_on is None else [words, known_on]
    rows = rows_of(
        connection,
        "select claim_id, claim, verdict, why, as_of, breaks_crossed, bases"
        f" from {table} where contains(lower(claim || claim_id), lower($1))"
        " order by claim_number",
        wanted,
    )
    if not rows:
        raise WarehouseError(
            f"no claim of the table claims has {words!r} in it; leave the words out for"
            " all, or ask `check_claim` for one of your own"
        )
    counts: dict[str, int] = {}
    for row in rows:
        counts[row["verdict"]] = counts.get(row["verdict"], 0) + 1
    summary = ", ".join(f"{count} {verdict}" for verdict, count in counts.items())
    return Answer(
        f"{len(rows)} claims: {summary}.",
        rows,
        ["Each verdict is computed by the rule in claims.rule from claim_evidence."],
        [f"claims/{row['claim_id']}" for row in rows],
        known_on,
    )


def checked_claim(
    connection: duckdb.DuckDBPyConnection,
    claim: claims.Claim,
    said_on: str | None,
) -> Answer:
    """Judge what somebody says, today and on the day it was said."""
    day = read_day(said_on) if said_on else None
    verdicts = claims.check(connection, claim, day)
    today = verdicts[0]
    sentence = f"{claims.in_words(claim, today)}: {today.words}. {today.why}"
    for then in verdicts[1:]:
        sentence += f" As known on {then.known_on}: {then.words}. {then.why}"
    found = find_holder(connection, claim.holder)
    cited = handles.handles(
        connection, found.code, today.figures["last_month"], claim.instrument
    )
    crossed = [today.figures["breaks_crossed"] or ""]
    return Answer(
        sentence,
        [{"known_on": each.known_on or "today", **each.figures} for each in verdicts],
        [NO_SALE, *caveats_of(connection, found), *filter(None, crossed)],
        list(cited.values()),
        day,
    )


def read_claim(
    holder: str, direction: str, size: str, months: str, instrument: str
) -> claims.Claim:
    """Read a claim in words; raises WarehouseError for what cannot be read."""
    return claims.Claim(
        holder,
        direction.lower(),
        read_size(size),
        read_span(months),
        read_instrument(instrument),
    )


def tables(connection: duckdb.DuckDBPyConnection) -> Answer:
    """List what can be queried, with grain and meaning."""
    rows = rows_of(
        connection,
        "select table_schema, table_name, kind, rows, first_date, last_date,"
        " left(description, 300) as description from meta.tables"
        " where list_contains(['main', 'quality', 'meta'], table_schema)"
        " order by table_schema, table_name",
        [],
    )
    return Answer(f"{len(rows)} tables, views and macros.", rows, [CUSTODY])


def columns(connection: duckdb.DuckDBPyConnection, table: str) -> Answer:
    """Describe one table: columns with unit and meaning."""
    schema, _, name = table.rpartition(".")
    rows = rows_of(
        connection,
        "select column_name, data_type, unit, description from meta.columns"
        " where table_name = $1 and table_schema = $2 order by column_index",
        [name, schema or "main"],
    )
    if not rows:
        raise WarehouseError(f"there is no table {table!r}; `tables` lists them")
    [(meaning,)] = connection.execute(
        "select description from meta.tables where table_name = $1"
        " and table_schema = $2",
        [name, schema or "main"],
    ).fetchall()
    return Answer(str(meaning), rows)


def query(connection: duckdb.DuckDBPyConnection, text: str) -> Answer:
    """Run one SELECT, with the meaning of the tables it reads."""
    found = run_sealed(connection, text)
    meanings = connection.execute(
        "select table_name || ': ' || description from meta.tables"
        " where list_contains($1, table_name)"
        " and list_contains(['main', 'quality'], table_schema)",
        [sorted(found.tables)],
    ).fetchall()
    unasked = connection.execute(
        "select distinct table_name from meta.columns where table_schema = 'main'"
        " and column_name = 'break_id' and list_contains($1, table_name)"
        " and not contains(lower($2), 'break_id') order by all",
        [sorted(found.tables), text],
    ).fetchall()
    breaks = [_BREAKS.format(table=name) for (name,) in unasked]
    cut = "; there are more, so add a limit, a filter or a sum" if found.is_cut else ""
    return Answer(
        f"{len(found.rows)} rows{cut}.",
        [dict(zip(found.columns, row, strict=True)) for row in found.rows],
        [NO_SALE, CUSTODY, *breaks, *(text for (text,) in meanings)],
        [
            "meta.cite and meta.lineage_of lead from a holder's month to file and line,"
            " meta.cite_row from a row of any table."
        ],
    )
