"""Decide what dbt builds and judges again, and keep account of it in `meta.nodes`.

Belongs here: which nodes are out of date and why, clearing them out of the build before
dbt makes them anew, their records after it. Does not: what a node is made of
(`node_fingerprints.py`), running dbt (`dbt_run.py`).
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import duckdb

from orchestration.errors import WarehouseError
from orchestration.settings import Settings
from orchestration.storage.connections import reader, writer
from orchestration.storage.node_records import (
    NodeRecord,
    begin_work,
    end_work,
    read_node_records,
    write_node_records,
)
from orchestration.storage.quoting import quoted
from orchestration.transform.node_fingerprints import Node, dbt_nodes

LEFT_AS_IT_IS = "left as it is"  # what a node came to that need not be built
_NAMED = 5  # of the tables that changed, as many as a reason names
_MACRO = re.compile(r"create or replace macro [^(]*?\.(\w+)\(")


@dataclass(frozen=True)
class BuildPlan:
    """The project's nodes as they are now, and what is to be done of them.

    `reasons` says of each node to be built or judged, why; `known` is what the build
    has of every node. Those in `only_below` are built only because a table above them
    is: where that comes out with the rows it had, they are left as they are.
    """

    nodes: Mapping[str, Node]
    known: Mapping[str, NodeRecord]
    reasons: Mapping[str, str]
    only_below: frozenset[str] = frozenset()

    @property
    def is_whole(self) -> bool:
        """Whether everything is built and judged."""
        return self.reasons.keys() == self.nodes.keys()

    @property
    def selectors(self) -> list[str]:
        """What dbt selects these nodes by."""
        return sorted(self.nodes[node_id].selector for node_id in self.reasons)


def plan_build(
    settings: Settings,
    manifest: Mapping[str, Any],
    only: Collection[str] | None = None,
) -> BuildPlan:
    """Find what of the build is out of date, or `only` these nodes, whatever they are.

    With `only`, views that are out of date are made again, too, which costs nothing,
    and the tests that are judged are those whose tables are all up to date afterwards:
    others would compare tables of different days.
    """
    with reader(settings.build_database) as connection:
        known = read_node_records(connection)
    nodes = _nodes(settings, manifest, known)
    stale = {each.node_id: _why(each, nodes, known) for each in _behind(nodes, known)}
    if only is None:
        only_below = frozenset(
            node_id for node_id in stale if _is_only_below(nodes[node_id], stale, known)
        )
        return BuildPlan(nodes, known, stale, only_below)
    asked_for = {
        node_id: stale.get(node_id, "it was asked for")
        for node_id in nodes
        if not nodes[node_id].is_test
        and (node_id in only or (node_id in stale and nodes[node_id].kind == "view"))
    }
    left = stale.keys() - asked_for.keys()
    tests = {
        node_id: stale.get(node_id, "it was asked for")
        for node_id, node in nodes.items()
        if node_id in only and node.is_test and not left.intersection(node.parents)
    }
    return BuildPlan(nodes, known, asked_for | tests)


def _nodes(
    settings: Settings, manifest: Mapping[str, Any], known: Mapping[str, NodeRecord]
) -> dict[str, Node]:
    loaded = {
        record.node_id: record.fingerprint
        for record in known.values()
        if record.kind == "raw"
    }
    return dbt_nodes(settings, manifest, loaded)


def _behind(nodes: Mapping[str, Node], known: Mapping[str, NodeRecord]) -> list[Node]:
    """List the nodes that the build has not, or not as they would be made now."""
    return [
        node
        for node_id, node in nodes.items()
        if node_id not in known or known[node_id].fingerprint != node.fingerprint
    ]


def _why(node: Node, nodes: Mapping[str, Node], known: Mapping[str, NodeRecord]) -> str:
    """Say in a few words why a node is out of date."""
    before = known.get(node.node_id)
    if before is None:
        is_first = not any(each in known for each in nodes)
        return "everything was built" if is_first else "it is new here"
    if before.code_hash != node.code_hash:
        return (
            "its SQL or Python, a macro in it, its settings, comments or the libraries"
            " changed"
        )
    changed = sorted(
        parent.split(".")[-1] if parent in nodes else parent
        for parent in node.parents
        if _is_newer(parent, before, nodes, known)
    )
    if not changed:
        return "something that it is built with changed"
    more = f" and {len(changed) - _NAMED} more" if len(changed) > _NAMED else ""
    return f"it reads {', '.join(changed[:_NAMED])}{more}, which changed"


def _is_newer(
    parent: str,
    before: NodeRecord,
    nodes: Mapping[str, Node],
    known: Mapping[str, NodeRecord],
) -> bool:
    record = known.get(parent)
    if record is None:
        return parent in nodes
    if parent in nodes:
        return record.fingerprint != nodes[parent].fingerprint
    return record.done_at > before.done_at


def _is_only_below(
    node: Node, stale: Mapping[str, str], known: Mapping[str, NodeRecord]
) -> bool:
    """Whether nothing but tables that are built in this run makes a node out of date.

    Not a test that warned: it says again what it found.
    """
    before = known.get(node.node_id)
    if before is None or before.code_hash != node.code_hash:
        return False
    others = [known.get(parent) for parent in node.parents if parent not in stale]
    return (
        before.fingerprint != ""
        and before.outcome in ("built", "pass")
        and any(parent in stale for parent in node.parents)
        and all(each is not None and each.done_at <= before.done_at for each in others)
    )


def clear_for(settings: Settings, manifest: Mapping[str, Any], plan: BuildPlan) -> None:
    """Drop what is built again, and what no node of the project makes any more.

    `meta.build_plan` tells dbt which nodes it may leave as they are. Raises
    WarehouseError where the build cannot be written.
    """
    made = [record for record in plan.known.values() if record.kind != "raw"]
    gone = [record for record in made if record.node_id not in plan.nodes]
    moved = [
        record
        for record in made
        if record.node_id in plan.nodes
        and _place(record) != _place(plan.nodes[record.node_id])
    ]
    again = [plan.nodes[name] for name in plan.reasons if name not in plan.only_below]
    places = [_place(node) for node in again]
    places += [_place(record) for record in [*gone, *moved]]
    with writer(settings.build_database) as connection:
        begin_work(settings, connection)
        for schema, name in places:
            if schema is not None and name is not None:
                _drop(connection, schema, name)
        for schema in {schema for schema, _ in map(_place, [*gone, *moved]) if schema}:
            _drop_if_empty(connection, schema)
        for schema, name in _macros_of_nobody(connection, manifest):
            connection.execute(
                f"drop macro table if exists {quoted(schema)}.{quoted(name)}"
            )
        write_node_records(connection, [], [each.node_id for each in gone])
        _write_plan(connection, plan)


def _write_plan(connection: duckdb.DuckDBPyConnection, plan: BuildPlan) -> None:
    """Write what the macros of `unchanged_rows.sql` ask and answer."""
    connection.execute(
        "create or replace table meta.build_plan (node_id varchar primary key,"
        " must_be_built boolean, content varchar, rows_changed boolean)"
    )
    connection.executemany(
        "insert into meta.build_plan values (?, ?, ?, true)",
        [
            [
                node_id,
                node_id not in plan.only_below,
                plan.known[node_id].rows_hash if node_id in plan.known else None,
            ]
            for node_id in plan.reasons
        ],
    )


def _place(node: Node | NodeRecord) -> tuple[str | None, str | None]:
    return node.table_schema, node.table_name


def _drop_if_empty(connection: duckdb.DuckDBPyConnection, schema: str) -> None:
    [(tables,)] = connection.execute(
        "select count(*) from information_schema.tables where table_schema = ?",
        [schema],
    ).fetchall()
    if tables == 0 and schema != "main":
        connection.execute(f"drop schema if exists {quoted(schema)}")


def _drop(connection: duckdb.DuckDBPyConnection, schema: str, name: str) -> None:
    kinds = connection.execute(
        "select 'table' from duckdb_tables() where database_name = 'warehouse'"
        " and schema_name = $schema and table_name = $name union all"
        " select 'view' from duckdb_views() where database_name = 'warehouse'"
        " and schema_name = $schema and view_name = $name",
        {"schema": schema, "name": name},
    ).fetchall()
    for [kind] in kinds:
        connection.execute(f"drop {kind} {quoted(schema)}.{quoted(name)}")


def _macros_of_nobody(
    connection: duckdb.DuckDBPyConnection, manifest: Mapping[str, Any]
) -> list[tuple[str, str]]:
    """Find table macros that no macro of the project makes any more."""
    made = {
        name
        for macro in manifest["macros"].values()
        for name in _MACRO.findall(macro["macro_sql"])
    }
    there = connection.execute(
        "select distinct schema_name, function_name from duckdb_functions()"
        " where database_name = 'warehouse' and not internal"
        " and function_type = 'table_macro'"
    ).fetchall()
    return [(schema, name) for schema, name in there if name not in made]


def record_build(
    settings: Settings, plan: BuildPlan, outcomes: Mapping[str, str]
) -> None:
    """Write what dbt built and judged into `meta.nodes`.

    `outcomes` has what each node came to. A table that reads one which is out of date
    is recorded as out of date itself.
    """
    made = {
        node_id: plan.nodes[node_id] for node_id in plan.reasons if node_id in outcomes
    }
    current: set[str] = set()
    for node_id, node in plan.nodes.items():  # parents first
        record = plan.known.get(node_id)
        is_current = node_id in made or (
            record is not None and record.fingerprint == node.fingerprint
        )
        parents = (parent for parent in node.parents if parent in plan.nodes)
        if is_current and all(parent in current for parent in parents):
            current.add(node_id)
    with writer(settings.build_database) as connection:
        contents = dict(
            connection.execute(
                "select node_id, content from meta.build_plan"
            ).fetchall()
        )
        connection.execute("drop table meta.build_plan")
        write_node_records(
            connection,
            (
                _record(plan, node, outcomes[node_id], contents, node_id in current)
                for node_id, node in made.items()
            ),
        )
    end_work(settings)


def _record(
    plan: BuildPlan,
    node: Node,
    outcome: str,
    contents: Mapping[str, str | None],
    is_current: bool,
) -> NodeRecord:
    fingerprint = node.fingerprint if is_current else ""
    if outcome == LEFT_AS_IT_IS:
        return replace(plan.known[node.node_id], fingerprint=fingerprint)
    return NodeRecord(
        node_id=node.node_id,
        kind=node.kind,
        table_schema=node.table_schema,
        table_name=node.table_name,
        fingerprint=fingerprint,
        code_hash=node.code_hash,
        outcome=outcome,
        done_at=datetime.now(UTC),
        reason=plan.reasons[node.node_id],
        rows_hash=contents.get(node.node_id),
    )


def demand_current(
    settings: Settings,
    manifest: Mapping[str, Any],
    connection: duckdb.DuckDBPyConnection,
) -> None:
    """Raise WarehouseError unless every node of a build is what it would be made now.

    Of the raw tables as they are in the build: what landed since is for the next run.
    """
    known = read_node_records(connection)
    nodes = _nodes(settings, manifest, known)
    behind = sorted(each.node_id.split(".")[2] for each in _behind(nodes, known))
    if behind:
        named = ", ".join(behind[:_NAMED]) + (" ..." if len(behind) > _NAMED else "")
        raise WarehouseError(
            f"{settings.build_database}: {len(behind)} tables and tests are out of date"
            f" ({named}), so nothing was published; materialize them too, or start the"
            " job `run`, which does"
        )
