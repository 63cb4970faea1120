"""Say what each node of the dbt project is made of, as one hash.

Belongs here: what counts as a change of a node: its SQL or Python and the macros that
it names, its settings and contract, the same of all that it reads, and the landed files
at the bottom. Does not: what was built of it before (`storage/node_records.py`), what
is built again (`build_plan.py`).

A comment in SQL changes nothing. The text that a table or column is described with is
written into the database with it, so a change of that builds the node again, but none
that reads it.
"""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from graphlib import TopologicalSorter
from typing import Any

import yaml

from orchestration.settings import PROJECT_ROOT, Settings
from orchestration.storage.fingerprint import files_below
from orchestration.transform.dbt_manifest import dbt_environment

BUILT = ("model", "seed", "test")
LANDED_FILES = "meta.landed_files"

# Texts are kept whole, for what looks like a comment in one is none.
_TEXT_OR_COMMENT = re.compile(
    r"('(?:[^']|'')*'|\"[^\"]*\")|(?:--[^\n]*|/\*.*?\*/|\{#.*?#\}|\s)+", re.DOTALL
)
# Of a node's settings, those that nothing in the database follows.
_NOT_BUILT = {"meta", "docs", "tags", "group", "access"}


@dataclass(frozen=True)
class Node:
    """A seed, model or data test of the project as it is now.

    `parents` are what it reads directly: ids of dbt, and raw.<table> or meta.<table>.
    `selector` is what dbt selects it, and nothing else, by.
    """

    node_id: str
    selector: str
    kind: str
    table_schema: str | None
    table_name: str | None
    fingerprint: str
    code_hash: str
    parents: tuple[str, ...]

    @property
    def is_test(self) -> bool:
        """Whether it judges instead of making a table or view."""
        return self.kind == "test"


def without_comments(code: str) -> str:
    """Take comments out of SQL with Jinja in it, and make every space a single one."""
    return _TEXT_OR_COMMENT.sub(lambda found: found.group(1) or " ", code)


def dbt_nodes(
    settings: Settings, manifest: Mapping[str, Any], loaded: Mapping[str, str]
) -> dict[str, Node]:
    """Hash every seed, model and data test of the project, parents first.

    `loaded` has the hash of each table of raw and meta in the build, by raw.<table>.
    """
    project = _Project(settings, manifest)
    nodes: dict[str, Node] = {}
    above: dict[str, frozenset[str]] = {}
    for node_id in TopologicalSorter(project.parents).static_order():
        parents = project.parents.get(node_id, ())
        above[node_id] = frozenset({node_id}).union(
            *(above[parent] for parent in parents)
        )
        if node_id in project.parents:
            nodes[node_id] = project.node(node_id, above[node_id], loaded)
    return nodes


class _Project:
    """The project's own code, each part hashed once."""

    def __init__(self, settings: Settings, manifest: Mapping[str, Any]) -> None:
        self._settings, self._manifest = settings, manifest
        self._codes: dict[str, str] = {}

    @cached_property
    def parents(self) -> dict[str, tuple[str, ...]]:
        """What each node that dbt builds reads directly."""
        nodes, sources = self._manifest["nodes"], self._manifest["sources"]
        names = {
            source_id: f"{source['source_name']}.{source['name']}"
            for source_id, source in sources.items()
        }
        return {
            node_id: tuple(
                names.get(parent, parent)
                for parent in self._manifest["parent_map"][node_id]
                if parent in names or parent in nodes
            )
            for node_id, node in nodes.items()
            if node["resource_type"] in BUILT
        }

    def node(
        self, node_id: str, above: frozenset[str], loaded: Mapping[str, str]
    ) -> Node:
        props = self._manifest["nodes"][node_id]
        is_test = props["resource_type"] == "test"
        is_model = props["resource_type"] == "model"
        kind = props["config"]["materialized"] if is_model else props["resource_type"]
        code = self._code(node_id)
        described = _hash(_descriptions(props))
        made_of = [
            self._tools,
            sorted((each, self._code(each)) for each in above if each in self.parents),
            sorted((each, loaded.get(each, "")) for each in _read(above, loaded)),
            described,
        ]
        return Node(
            node_id=node_id,
            selector=f"fqn:{'.'.join(props['fqn'])}",
            kind=kind,
            table_schema=None if is_test else props["schema"],
            table_name=None if is_test else props["alias"],
            fingerprint=_hash(made_of),
            code_hash=_hash([self._tools, code, described]),
            parents=self.parents[node_id],
        )

    def _code(self, node_id: str) -> str:
        if node_id not in self._codes:
            self._codes[node_id] = _hash(list(self._parts(node_id)))
        return self._codes[node_id]

    def _parts(self, node_id: str) -> Iterator[Any]:
        """All that a node itself is built by."""
        props = self._manifest["nodes"][node_id]
        config = {
            name: value
            for name, value in props["config"].items()
            if name not in _NOT_BUILT
        }
        yield [props.get("schema"), props.get("alias"), config]
        yield [
            [name, column.get("data_type"), column.get("constraints")]
            for name, column in props.get("columns", {}).items()
        ]
        yield props.get("constraints")
        yield props.get("test_metadata")
        if props["resource_type"] == "seed":
            path = self._settings.dbt_project_dir / props["original_file_path"]
            yield hashlib.sha256(path.read_bytes()).hexdigest()
        elif props.get("language") == "python":
            yield [props["raw_code"], self._python]
        else:
            yield from self._sql(f"{props['raw_code']}\n{json.dumps(config)}")

    def _sql(self, text: str) -> Iterator[Any]:
        """Collect SQL, the macros that it names, what both ask the environment for."""
        found = self._macros_named_in(without_comments(text))
        everything = without_comments(text) + " ".join(found.values())
        yield without_comments(text)
        yield sorted(found.items())
        asked = re.findall(r"env_var\('(\w+)'", everything)
        yield [[name, self._environment.get(name)] for name in sorted(set(asked))]

    def _macros_named_in(self, text: str) -> dict[str, str]:
        """Find the project's macros that a text names, and those that they name."""
        found: dict[str, str] = {}
        waiting = [text]
        while waiting:
            sql = waiting.pop()
            for name in set(re.findall(r"\w+", sql)) & self._macros.keys():
                if name not in found:
                    found[name] = self._macros[name]
                    waiting.append(self._macros[name])
        return found

    @cached_property
    def _macros(self) -> dict[str, str]:
        """The project's macros by name; those of packages change with the lock file."""
        project = self._manifest["metadata"]["project_name"]
        return {
            macro["name"]: without_comments(macro["macro_sql"])
            for macro in self._manifest["macros"].values()
            if macro["package_name"] == project
        }

    @cached_property
    def _environment(self) -> dict[str, str]:
        return dbt_environment(self._settings)

    @cached_property
    def _python(self) -> list[str]:
        folder = self._settings.dbt_project_dir / "python"
        return [path.read_text("utf-8") for path in files_below(folder, {".py"})]

    @cached_property
    def _tools(self) -> str:
        """What every node is built with: locked packages, the project's settings."""
        folder = self._settings.dbt_project_dir
        settings = [
            yaml.safe_load((folder / name).read_text("utf-8"))
            for name in ("dbt_project.yml", "profiles.yml")
        ]
        materializations = sorted(
            text for text in self._macros.values() if "materialization" in text
        )
        called = self._macros_named_in(" ".join(materializations))
        return _hash([_locked(), settings, materializations, sorted(called.items())])


def _read(above: frozenset[str], loaded: Mapping[str, str]) -> set[str]:
    """Name the loaded tables that a node is made of.

    A model that reads the cells of a file takes of the catalogue of files that file's
    row, by its hash, and `raw_fingerprint` counts that row. Only one that reads no
    cells follows the whole catalogue.
    """
    tables = {each for each in above if each in loaded or each.startswith("raw.")}
    cells = {each for each in tables if each.startswith("raw.")}
    if LANDED_FILES in tables and cells:
        tables.remove(LANDED_FILES)
    return tables


def _descriptions(props: Mapping[str, Any]) -> list[Any]:
    columns = props.get("columns", {}).items()
    return [
        props.get("description"),
        [[name, column.get("description")] for name, column in columns],
    ]


def _locked() -> str:
    return (PROJECT_ROOT / "requirements.lock").read_text("utf-8")


def _hash(parts: Any) -> str:  # noqa: ANN401
    return hashlib.sha256(json.dumps(parts, default=str).encode()).hexdigest()
