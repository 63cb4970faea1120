"""Trace the columns of a dbt model to the columns they are made of.

Belongs here: reading dbt's compiled SQL with sqlglot. Does not: running anything.
dagster-dbt could do it too, but optimises each query first and asks the database for
the columns of every parent; the project's YAML knows them. All models together take
two seconds, so what was found is kept beside dbt's own files, and a model is traced
again when its SQL has changed, or the columns of what it reads.
"""

import hashlib
import json
import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import dagster
from sqlglot import exp, parse_one
from sqlglot.errors import SqlglotError
from sqlglot.lineage import Node, lineage
from sqlglot.optimizer.qualify import qualify
from sqlglot.optimizer.scope import build_scope
from sqlglot.schema import MappingSchema

DIALECT = "duckdb"

Columns = Mapping[str, str]  # name → type
KeyOf = Callable[[Mapping[str, Any]], dagster.AssetKey]


def column_lineage(
    sql: str, parents: Mapping[str, tuple[dagster.AssetKey, Columns]]
) -> dagster.TableColumnLineage | None:
    """Find the parents' columns behind each column of a query.

    `parents` are by their name in the query. None where sqlglot cannot follow the
    query: half a lineage would be taken for the whole.
    """
    keys = {_unquoted_name(relation): key for relation, (key, _) in parents.items()}
    try:
        found = _nodes(sql, {name: columns for name, (_, columns) in parents.items()})
    except (SqlglotError, ValueError) as problem:
        logging.getLogger(__name__).debug("no column lineage: %s", problem)
        return None
    return dagster.TableColumnLineage(
        {
            column: sorted(set(_leaves(node, keys)), key=_by_name)
            for column, node in found.items()
        }
    )


def _nodes(sql: str, parents: Mapping[str, Columns]) -> dict[str, Node]:
    """Ask sqlglot what is behind each column of a query.

    Raises ValueError or an error of sqlglot where it cannot follow the query.
    """
    schema = MappingSchema(dialect=DIALECT)
    for relation, columns in parents.items():
        schema.add_table(relation, dict(columns), dialect=DIALECT)
    query = parse_one(sql, dialect=DIALECT)
    if any(isinstance(pivot.parent, exp.CTE) for pivot in query.find_all(exp.Pivot)):
        raise ValueError("`unpivot (...) on ...` as a whole query has no scope")
    query = qualify(
        query,
        schema=schema,
        dialect=DIALECT,
        validate_qualify_columns=False,
        identify=False,
    )
    _align_unions(query)
    return lineage(
        None,
        query,
        schema,
        scope=build_scope(query),
        dialect=DIALECT,
        copy=False,
        trim_selects=False,
    )


def _leaves(
    node: Node,
    keys: Mapping[str, dagster.AssetKey],
) -> Iterator[dagster.TableColumnDep]:
    for leaf in node.walk():
        table = leaf.expression.find(exp.Table)
        if leaf.downstream or table is None:
            continue
        if key := keys.get(_unquoted_name(table)):
            name = exp.to_column(leaf.name, dialect=DIALECT).name
            yield dagster.TableColumnDep(asset_key=key, column_name=name.lower())


def _by_name(dep: dagster.TableColumnDep) -> tuple[str, str]:
    return dep.asset_key.to_user_string(), dep.column_name


def _unquoted_name(table: str | exp.Table) -> str:
    """`catalog.schema.table` without quotes and alias."""
    parsed = exp.to_table(table, dialect=DIALECT)
    return ".".join(part.name.lower() for part in parsed.parts)


def _align_unions(query: exp.Expr) -> None:
    """Put the columns of `union by name` in one order: sqlglot follows places."""
    unions = [each for each in query.find_all(exp.SetOperation) if each.args["by_name"]]
    for union in unions:
        branches = list(_branches(union))
        names = dict.fromkeys(
            name for branch in branches for name in branch.named_selects
        )
        for branch in branches:
            own = {column.alias_or_name: column for column in branch.selects}
            branch.set(
                "expressions",
                [own.get(name) or exp.alias_(exp.null(), name) for name in names],
            )


def _branches(query: exp.Expr) -> Iterator[exp.Select]:
    if isinstance(query, exp.SetOperation):
        yield from _branches(query.left)
        yield from _branches(query.right)
    elif isinstance(query, exp.Subquery):
        yield from _branches(query.unnest())
    elif isinstance(query, exp.Select):
        yield query


class Lineage:
    """The column lineage of a dbt project's models, each as its SQL was compiled."""

    def __init__(
        self,
        manifest: Mapping[str, Any],
        target: Path,
        key_of: KeyOf,
        raw_columns: Callable[[str], Columns],
    ) -> None:
        """`target` is dbt's folder; `raw_columns` names what dbt does not know."""
        self._nodes = {**manifest["nodes"], **manifest["sources"]}
        self._compiled = target / "compiled"
        self._kept = target / "lineage"
        self._key_of = key_of
        self._raw_columns = raw_columns

    def of(self, unique_id: str) -> dagster.TableColumnLineage | None:
        """Trace one model; None for a seed, or where it cannot be followed."""
        node = self._nodes[unique_id]
        path = self._compiled / node["package_name"] / node["original_file_path"]
        if node["resource_type"] != "model" or not path.exists():
            return None
        parents = {}
        for name in node["depends_on"]["nodes"]:
            parent = self._nodes[name]
            columns = {
                column["name"]: column["data_type"] or "varchar"
                for column in parent["columns"].values()
            }
            parents[parent["relation_name"]] = (
                self._key_of(parent),
                columns or self._raw_columns(parent["name"]),
            )
        sql = path.read_text(encoding="utf-8")
        return _kept_lineage(self._kept / f"{unique_id}.json", sql, parents)


def _kept_lineage(
    kept: Path, sql: str, parents: Mapping[str, tuple[dagster.AssetKey, Columns]]
) -> dagster.TableColumnLineage | None:
    """Trace a query, or read what was found when it was last traced."""
    asked = [
        *(_traced_by(), sql),
        [[name, key.path, columns] for name, (key, columns) in parents.items()],
    ]
    made_of = hashlib.sha256(json.dumps(asked).encode()).hexdigest()
    try:
        found = json.loads(kept.read_bytes())
        if found["made_of"] == made_of:
            return _read(found["columns"])
    except (OSError, ValueError, KeyError, TypeError):
        pass  # not kept yet, or damaged
    traced = column_lineage(sql, parents)
    text = json.dumps({"made_of": made_of, "columns": _written(traced)})
    with suppress(OSError):  # then the next run traces it again
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_text(text, encoding="utf-8")
    return traced


@cache
def _traced_by() -> list[str]:
    """Name what a lineage depends on besides the query: sqlglot and this module."""
    code = hashlib.sha256(Path(__file__).read_bytes()).hexdigest()
    return [version("sqlglot"), code]


def _written(traced: dagster.TableColumnLineage | None) -> Any:  # noqa: ANN401 - JSON
    return traced and {
        column: [[dep.asset_key.path, dep.column_name] for dep in deps]
        for column, deps in traced.deps_by_column.items()
    }


def _read(columns: Any) -> dagster.TableColumnLineage | None:  # noqa: ANN401 - JSON
    if columns is None:
        return None
    return dagster.TableColumnLineage(
        {
            column: [
                dagster.TableColumnDep(dagster.AssetKey(path), name)
                for path, name in deps
            ]
            for column, deps in columns.items()
        }
    )
