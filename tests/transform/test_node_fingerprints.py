"""What counts as a change of a dbt node, and for which others it counts."""

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest

from orchestration.settings import Settings
from orchestration.transform.dbt_manifest import load_dbt_manifest
from orchestration.transform.node_fingerprints import (
    Node,
    dbt_nodes,
    without_comments,
)

YIELDS = "model.tic_warehouse.yields"
HOLDINGS = "model.tic_warehouse.holdings"
FRESHNESS = "model.tic_warehouse.freshness"
Manifest = dict[str, Any]


@pytest.fixture(scope="module")
def manifest(published: Settings) -> Manifest:
    return load_dbt_manifest(published)


@pytest.fixture(scope="module")
def loaded(manifest: Manifest) -> dict[str, str]:
    return {
        f"{source['source_name']}.{source['name']}": "as it was"
        for source in manifest["sources"].values()
    }


@pytest.fixture(scope="module")
def before(
    published: Settings, manifest: Manifest, loaded: dict[str, str]
) -> dict[str, Node]:
    return dbt_nodes(published, manifest, loaded)


@pytest.fixture
def changed(
    published: Settings,
    manifest: Manifest,
    loaded: dict[str, str],
    before: dict[str, Node],
) -> Callable[..., set[str]]:
    """Change the project or what is loaded; returns the nodes that are out of date."""

    def apply(
        change: Callable[[Manifest], object] = lambda _: None, **tables: str
    ) -> set[str]:
        project = copy.deepcopy(manifest)
        change(project)
        new = {name.replace("__", ".", 1): text for name, text in tables.items()}
        after = dbt_nodes(published, project, loaded | new)
        return {
            name
            for name in after
            if after[name].fingerprint != before[name].fingerprint
        }

    return apply


def _below(manifest: Manifest, node_id: str) -> set[str]:
    found: set[str] = set()
    waiting = [node_id]
    while waiting:
        for child in manifest["child_map"][waiting.pop()]:
            if child in manifest["nodes"] and child not in found:
                if manifest["nodes"][child]["resource_type"] == "analysis":
                    continue
                found.add(child)
                waiting.append(child)
    return found


def _append(node_id: str, text: str) -> Callable[[Manifest], None]:
    def change(project: Manifest) -> None:
        project["nodes"][node_id]["raw_code"] += text

    return change


@pytest.mark.parametrize(
    "remark", ["\n  -- it's new {{ not Jinja }}\n {# nor this #}", "\n-- the last line"]
)
def test_comments_and_spaces_are_no_change(
    changed: Callable[..., set[str]], remark: str
) -> None:
    assert changed(_append(YIELDS, remark)) == set()


def test_a_text_that_looks_like_a_comment_is_a_change() -> None:
    assert without_comments("select '--' -- one") == "select '--' "
    assert without_comments("'it''s -- kept' /* 'a\n */,  \"b--c\"") == (
        "'it''s -- kept' , \"b--c\""
    )


def test_a_change_of_sql_is_one_of_the_node_and_of_all_that_read_it(
    changed: Callable[..., set[str]], manifest: Manifest
) -> None:
    expected = {YIELDS} | _below(manifest, YIELDS)
    assert len(expected) > 50
    assert changed(_append(YIELDS, " limit 5")) == expected


def test_a_description_is_one_of_the_node_alone(
    changed: Callable[..., set[str]],
) -> None:
    def describe(project: Manifest) -> None:
        project["nodes"][YIELDS]["columns"]["date"]["description"] = "The day"

    assert changed(describe) == {YIELDS}


def test_a_contract_a_setting_and_a_hook_are_changes(
    changed: Callable[..., set[str]], manifest: Manifest
) -> None:
    below = {YIELDS} | _below(manifest, YIELDS)

    def retype(project: Manifest) -> None:
        project["nodes"][YIELDS]["columns"]["date"]["data_type"] = "timestamp"

    def hook(project: Manifest) -> None:
        project["nodes"][YIELDS]["config"]["post-hook"] = []

    assert changed(retype) == below
    assert changed(hook) == below


def test_an_owner_is_no_change(changed: Callable[..., set[str]]) -> None:
    def own(project: Manifest) -> None:
        project["nodes"][YIELDS]["config"]["meta"] = {"owners": ["team:rates"]}

    assert changed(own) == set()


def test_a_macro_is_a_change_of_what_names_it_directly_or_not(
    changed: Callable[..., set[str]], manifest: Manifest
) -> None:
    def edit(project: Manifest) -> None:
        macro = project["macros"]["macro.tic_warehouse.day_asked_for"]
        macro["macro_sql"] = macro["macro_sql"].replace(
            "interval 16 hour", "interval 15 hour"
        )

    found = changed(edit)
    assert HOLDINGS in found  # its hook calls holdings_as_of, which calls it
    assert YIELDS not in found


def test_what_a_macro_reads_of_the_environment_is_a_change(
    published: Settings,
    manifest: Manifest,
    loaded: dict[str, str],
    before: dict[str, Node],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    module = "orchestration.transform.node_fingerprints.dbt_environment"
    monkeypatch.setattr(module, lambda _: {"TIC_WAREHOUSE_SOURCES": "[]"})
    after = dbt_nodes(published, manifest, loaded)
    found = {
        name for name in after if after[name].fingerprint != before[name].fingerprint
    }
    assert "model.tic_warehouse.stg_tic__figures" in found
    assert "model.tic_warehouse.stg_ecb__reference_rates" not in found


def test_a_landed_file_is_a_change_of_what_reads_its_cells(
    changed: Callable[..., set[str]], manifest: Manifest
) -> None:
    found = changed(raw__ecb_reference_rates="new", meta__landed_files="new")
    assert "model.tic_warehouse.fx_rates" in found
    assert FRESHNESS in found  # it reads no cells: it follows the whole catalogue
    assert HOLDINGS not in found  # though it reads the catalogue, too
    source = "source.tic_warehouse.raw.ecb_reference_rates"
    catalogue = {
        name
        for name in found
        if not name.startswith("test") and name not in _below(manifest, source)
    }
    assert {name.split(".")[2] for name in catalogue} == {
        "stg_meta__landed_files",
        "stg_meta__corrections",
        "freshness",
    }


def test_a_new_version_of_a_library_changes_everything(
    published: Settings,
    manifest: Manifest,
    loaded: dict[str, str],
    before: dict[str, Node],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(
        "orchestration.transform.node_fingerprints._locked", lambda: "duckdb==9"
    )
    after = dbt_nodes(published, manifest, loaded)
    assert not {name for name in after if after[name] == before[name]}


def test_every_node_has_a_selector_of_its_own(before: dict[str, Node]) -> None:
    selectors = [node.selector.removeprefix("fqn:") for node in before.values()]
    assert len(set(selectors)) == len(selectors)
    # dbt takes a selector that is the beginning of another's for a folder
    names = {tuple(each.split(".")) for each in selectors}
    assert not [
        name
        for name in names
        for other in names
        if other != name and other[: len(name)] == name
    ]


def test_the_hash_is_the_same_in_the_next_process(
    published: Settings,
    manifest: Manifest,
    loaded: dict[str, str],
    before: dict[str, Node],
) -> None:
    again = json.loads(json.dumps(manifest))
    assert dbt_nodes(published, again, dict(reversed(loaded.items()))) == before


@pytest.mark.parametrize("name", ["replace_table", "with_first_day_of_month"])
def test_how_tables_are_made_is_part_of_every_node(
    changed: Callable[..., set[str]], before: dict[str, Node], name: str
) -> None:
    """Also where a materialization only calls the macro, or a macro that does."""

    def otherwise(project: Manifest) -> None:
        project["macros"][f"macro.tic_warehouse.{name}"]["macro_sql"] += " select 1"

    assert changed(otherwise) == set(before)
