"""Say why a figure changed, by rule: from the files, the code and the tables above it.

Belongs here: the causes and which one a figure has. Does not: finding the figures
(`comparison.py`). The rules, in the order in which they are asked:

1. No file of the table's landed or went: the cause is in what we wrote.
2. A row that was not there: the next month or day of a series, or a series, or a
   stretch of one, that no file had before.
3. Another file is taken where several print the figure: precedence.
4. The row names its line. The same line gives another figure: what we wrote. Another
   line: the publisher revised it, or the file it came from was taken back.
5. The row names none. Files went and nothing else happened: that. A file that is new
   here prints the holder's month otherwise: the publisher revised it. Else what changed
   in the tables that it is made of: of the same holder and month first, then a new
   month, then the cause that most of their figures have.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import duckdb

from orchestration.publishing.changes.comparison import FOUND, LAST, NEW, ComparedTable
from orchestration.storage.quoting import literal

# What each means, for the database and its readers.
CAUSES = {
    "publisher_revised": "a file that is new here prints it otherwise",
    "new_month": "the next month or day of a series, or what is computed up to it",
    "new_series": "a file has figures that none had before",
    "precedence": "another of the files that print it is taken",
    "file_forgotten": "the file that it came from was taken back",
    "our_code": "SQL, a parser, a seed or a library of ours changed",
    "several": "files and code changed, and nothing tells which of them did it",
}
_EXPLAINED_NAME, _NEWS_NAME = "explained_changes", "revised_months"
EXPLAINED = f"temp.main.{_EXPLAINED_NAME}"
_NEWS = f"temp.main.{_NEWS_NAME}"
_NAMED = 3


@dataclass(frozen=True)
class Inputs:
    """What a table is made of that is not as it was at the last publication."""

    landed: Sequence[str]  # files, as "slt_table3 of 2026-07-16"
    gone: Sequence[str]
    continues: bool  # a file that landed reaches further than all before
    code: Sequence[str]  # tables, seeds and parsers of ours

    @property
    def has_files(self) -> bool:
        """Whether a file landed or went."""
        return bool(self.landed or self.gone)

    @property
    def otherwise(self) -> str:
        """The cause where no row above says one."""
        if not self.has_files:
            return "our_code"
        if self.code:
            return "several"
        if not self.landed:
            return "file_forgotten"
        return "new_month" if self.continues else "publisher_revised"

    @cached_property
    def in_words(self) -> str:
        """Name the files and the code, a few of each."""
        parts = [
            f"{_listed(names)} {what}"
            for names, what in (
                (self.landed, "landed"),
                (self.gone, "taken back"),
                (self.code, "changed"),
            )
            if names
        ]
        return "; ".join(parts)


def explain(
    connection: duckdb.DuckDBPyConnection,
    manifest: Mapping[str, Any],
    tables: Sequence[ComparedTable],
) -> None:
    """Write what FOUND has, each with its cause, into the temporary table EXPLAINED."""
    connection.execute(
        f"create or replace temp table {_EXPLAINED_NAME} as"
        f" select *, null::varchar as cause, null::varchar as because from {FOUND}"
        " where false"
    )
    _note_revised_months(connection)
    above = {table.node_id: ancestors(manifest, table.node_id) for table in tables}
    changes = _InputChanges(connection, manifest)
    for table in sorted(tables, key=lambda table: len(above[table.node_id])):
        inputs = changes.of(table.node_id, above[table.node_id])
        connection.execute(
            f"insert into {EXPLAINED} by name"
            f" {_causes_query(table, inputs, above[table.node_id])}"
        )


def ancestors(manifest: Mapping[str, Any], node_id: str) -> frozenset[str]:
    """Collect all that a node is made of: ids of dbt, raw.<table>, meta.<table>."""
    found: set[str] = set()
    waiting = [node_id]
    while waiting:
        for parent in manifest["parent_map"].get(waiting.pop(), ()):
            source = manifest["sources"].get(parent)
            name = f"{source['source_name']}.{source['name']}" if source else parent
            if name not in found:
                found.add(name)
                waiting.append(parent)
    return frozenset(found)


def _note_revised_months(connection: duckdb.DuckDBPyConnection) -> None:
    """Collect the holders and months that a file which is new here prints otherwise."""
    connection.execute(
        f"""
        create or replace temp table {_NEWS_NAME} as
        select distinct
            figures.holder_code,
            figures.reference_month as month,
            figures.source || ' of '
            || coalesce(files.released_on, files.captured_at::date) as because,
        from {NEW}.main.figure_vintages as figures
        inner join {NEW}.meta.landed_files as files
            on figures.source_sha256 = files.sha256
        where
            figures.known_to is null
            and figures.print_number > 1
            and files.sha256 not in (select sha256 from {LAST}.meta.landed_files)
        """
    )


class _InputChanges:
    """What differs of files and code between the last publication and this build."""

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, manifest: Mapping[str, Any]
    ) -> None:
        self._landed = _files_only_in(connection, NEW, LAST)
        self._gone = _files_only_in(connection, LAST, NEW)
        self._nodes = set(manifest["nodes"])
        self._changed = _changed_nodes(connection)

    def of(self, node_id: str, above: frozenset[str]) -> Inputs:
        """Pick those that a node is made of."""
        raw = {name.removeprefix("raw.") for name in above if name.startswith("raw.")}
        landed = [file for file in self._landed if file[0] in raw]
        gone = [file for file in self._gone if file[0] in raw]
        moved = {f"raw.{table}" for table, *_ in (*landed, *gone)}
        code = (above | {node_id}) & self._changed
        ours = [
            name.split(".")[-1] if name in self._nodes else f"the parser of {name}"
            for name in sorted(code - moved)
            if name in self._nodes or name.startswith("raw.")
        ]
        return Inputs(
            landed=[name for _, name, _ in landed],
            gone=[name for _, name, _ in gone],
            continues=any(is_further for *_, is_further in landed),
            code=ours,
        )


def _files_only_in(
    connection: duckdb.DuckDBPyConnection, one: str, other: str
) -> list[tuple[str, str, bool]]:
    """List files by raw table, their name, and whether they reach further."""
    return connection.execute(
        f"""
        select
            raw_table,
            source_id || ' of ' || coalesce(released_on, captured_at::date),
            last_reference_date > coalesce((
                select max(others.last_reference_date)
                from {other}.meta.landed_files as others
                where others.source_id = files.source_id
            ), date '0001-01-01'),
        from {one}.meta.landed_files as files
        where sha256 not in (select sha256 from {other}.meta.landed_files)
        order by all
        """
    ).fetchall()


def _changed_nodes(connection: duckdb.DuckDBPyConnection) -> set[str]:
    """Name the nodes whose own code is not as it was, or that are new."""
    rows = connection.execute(
        f"select now.node_id from {NEW}.meta.nodes as now"
        f" left join {LAST}.meta.nodes as before using (node_id)"
        " where now.kind <> 'test' and now.code_hash is distinct from before.code_hash"
    ).fetchall()
    return {node_id for [node_id] in rows}


def _causes_query(table: ComparedTable, inputs: Inputs, above: frozenset[str]) -> str:
    """Ask the rules of the module's head of one table's changes."""
    words, otherwise = literal(inputs.in_words), literal(inputs.otherwise)
    if not inputs.has_files:
        return (
            f"select *, 'our_code' as cause, {words} as because from {FOUND}"
            f" where table_name = {literal(table.name)}"
        )
    listed = ", ".join(map(literal, sorted(above))) or "''"
    rules = "\n".join(_rules(table, inputs))
    return f"""
        with
        own as (select * from {FOUND} where table_name = {literal(table.name)}),
        made_of as (
            select distinct
                holder_code, last_day(reference_date) as month, table_name, cause,
                {_place_of("cause")} as place,
            from {EXPLAINED}
            where node_id in ({listed})
        ),
        of_the_month as (
            select
                own.holder_code, last_day(own.reference_date) as month,
                arg_min(made_of.cause, made_of.place) as cause,
                string_agg(distinct made_of.table_name, ', ') as tables,
            from (select distinct holder_code, reference_date from own) as own
            inner join made_of
                on
                    last_day(own.reference_date) = made_of.month
                    and (
                        own.holder_code = made_of.holder_code
                        or own.holder_code is null
                        or made_of.holder_code is null
                    )
            group by all
        ),
        at_all as (
            select cause, string_agg(distinct table_name, ', ') as tables
            from {EXPLAINED}
            where node_id in ({listed})
            group by cause
            order by cause = 'new_month' desc, count(*) desc, cause
            limit 1
        ),
        revised as (
            select holder_code, month, min(because) as because
            from {_NEWS} group by all
        ),
        old_files as (select sha256 from {NEW}.meta.landed_files),
        new_files as (
            select
                sha256,
                source_id || ' of '
                || coalesce(released_on, captured_at::date) as because,
            from {NEW}.meta.landed_files
        )
        select
            * exclude (found),
            found[1] as cause,
            found[2] as because,
        from (select
            own.*,
            case
                {rules}
                when of_the_month.cause is not null
                    then [of_the_month.cause, 'it is made of ' || of_the_month.tables]
                when {bool(inputs.code)} then ['several', {words}]
                when at_all.cause is not null
                    then [at_all.cause, 'it is made of ' || at_all.tables]
                else [{otherwise}, {words}]
            end as found,
        from own
        left join of_the_month
            on
                own.holder_code is not distinct from of_the_month.holder_code
                and last_day(own.reference_date) = of_the_month.month
        left join revised
            on
                own.holder_code = revised.holder_code
                and last_day(own.reference_date) = revised.month
        left join new_files on own.new_sha256 = new_files.sha256
        left join at_all on true) as explained
    """


def _rules(table: ComparedTable, inputs: Inputs) -> Iterator[str]:
    """Write the rules that need no table above, as branches of one case."""
    words = literal(inputs.in_words)
    if table.date:
        yield (
            "when own.kind = 'added' and own.continues_series"
            f" then ['new_month', {words}]"
        )
    if table.has_lines or table.date:
        yield f"when own.kind = 'added' then ['new_series', {words}]"
    if inputs.gone:
        yield f"when own.kind = 'removed' then ['file_forgotten', {words}]"
    yield (
        "when own.kind = 'changed' and own.old_source <> own.new_source"
        " then ['precedence', own.new_source || ' instead of ' || own.old_source]"
    )
    if table.has_lines:
        if inputs.code:
            yield f"when own.is_same_line then ['our_code', {words}]"
        yield (
            "when not own.is_same_line and own.old_sha256 not in (from old_files)"
            f" then ['file_forgotten', {words}]"
        )
        yield (
            "when not own.is_same_line"
            f" then ['publisher_revised', coalesce(new_files.because, {words})]"
        )
    if inputs.gone and not inputs.landed and not inputs.code:
        yield f"when true then ['file_forgotten', {words}]"
    yield (
        "when own.kind = 'changed' and revised.because is not null"
        " then ['publisher_revised', revised.because]"
    )


def _place_of(column: str) -> str:
    """Order the causes, where one figure is made of several that changed."""
    order = (
        *("publisher_revised", "precedence", "new_series", "file_forgotten"),
        *("new_month", "our_code", "several"),
    )
    whens = " ".join(
        f"when {literal(name)} then {n}" for n, name in enumerate(order, 1)
    )
    return f"case {column} {whens} end"


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return ", ".join(names[:_NAMED]) + more
