"""What Dagster knows of the project: assets along the path, checks, jobs, triggers."""

import dagster
import pytest
from dagster import AssetKey
from dagster._core.definitions.assets.graph.asset_graph import AssetGraph

from expectations.published import published_checks
from orchestration.audit.incoming import incoming_checks
from orchestration.dagster_app.assets.landed import landed_key
from orchestration.dagster_app.checks import asset_of
from orchestration.dagster_app.previews import PREVIEWS
from orchestration.definitions import build_defs
from orchestration.landing.landed_files import landed_files
from orchestration.publishing.publication_manifest import read_publication_manifest
from orchestration.settings import PROJECT_ROOT, Settings
from orchestration.sources import all_sources, raw_tables

PATH = ["landed", "raw", "codes", "staging", "marts", "published"]


@pytest.fixture(scope="module")
def definitions(published: Settings) -> dagster.Definitions:
    return build_defs(published)


@pytest.fixture(scope="module")
def graph(definitions: dagster.Definitions) -> AssetGraph:
    return definitions.resolve_asset_graph()


@pytest.fixture(scope="module")
def history(published: Settings) -> dagster.DagsterInstance:
    """The run history that a run from the command line left for the UI."""
    return dagster.DagsterInstance.from_config(str(published.dagster_home))


def _names(graph: AssetGraph, group: str) -> set[str]:
    return {
        "/".join(key.path)
        for key in graph.get_all_asset_keys()
        if graph.get(key).group_name == group
    }


def _models(*folders: str) -> set[str]:
    return {
        path.stem
        for folder in folders
        for path in (PROJECT_ROOT / "dbt_project" / folder).rglob("*.*")
        if path.suffix in (".sql", ".csv", ".py")
    }


def test_every_file_of_the_project_is_an_asset_in_its_group_and_nothing_else_is(
    graph: AssetGraph,
) -> None:
    marts = _models("models/marts")
    expected = {
        "landed": {f"landed/{source}" for source in all_sources()} | {"landed/inbox"},
        "raw": {f"raw/{table}" for table in raw_tables()}
        | {"meta/landed_files", "meta/sources", "meta/source_precedence"},
        "codes": {f"codes/{name}" for name in _models("seeds")},
        "staging": {f"staging/{name}" for name in _models("models/staging")},
        "marts": {f"marts/{name}" for name in marts}
        | {f"intermediate/{name}" for name in _models("models/intermediate")},
        "published": {f"published/{name}" for name in marts},
    }
    assert list(expected) == PATH
    assert {group: _names(graph, group) for group in PATH} == expected
    others = {graph.get(key).group_name for key in graph.get_all_asset_keys()}
    assert others == set(PATH)


def test_the_public_tables_are_these(graph: AssetGraph) -> None:
    """A list by hand, so that a lost or renamed table is seen by a reviewer."""
    assert _names(graph, "published") >= {
        "published/dollar_index",
        "published/flows_by_country",
        "published/flows_by_country_and_instrument",
        "published/fx_rates",
        "published/holder_flows",
        "published/holder_groups",
        "published/holder_scopes",
        "published/holder_spellings",
        "published/holders",
        "published/holdings",
        "published/holdings_by_country",
        "published/holdings_by_country_and_instrument",
        "published/market_monthly",
        "published/releases",
        "published/series_breaks",
        "published/yields",
    }


def test_every_asset_is_described_and_none_shows_its_sql(
    graph: AssetGraph,
) -> None:
    for key in graph.get_all_asset_keys():
        assert graph.get(key).description, key
    for name in _names(graph, "published"):
        description = graph.get(AssetKey(name.split("/"))).description or ""
        assert "Raw SQL" not in description


def test_every_asset_but_the_publishers_files_is_made_by_a_step_of_ours(
    graph: AssetGraph,
) -> None:
    external = {key for key in graph.get_all_asset_keys() if graph.get(key).is_external}
    assert external == {landed_key(source) for source in all_sources().values()}


def test_both_jobs_judge_every_check(definitions: dagster.Definitions) -> None:
    checks = definitions.resolve_asset_graph().asset_check_keys
    for name in ("run", "update"):
        layer = definitions.resolve_job_def(name).asset_layer
        assert set(layer.asset_graph.asset_check_keys) == checks
        assert len(checks) > 2 * len(all_sources())


def test_assets_depend_on_earlier_groups_only(graph: AssetGraph) -> None:
    for key in graph.get_all_asset_keys():
        place = PATH.index(graph.get(key).group_name)
        for parent in graph.get(key).parent_keys:
            assert PATH.index(graph.get(parent).group_name) <= place, (key, parent)


def test_the_figures_of_a_published_table_come_from_a_landed_file(
    graph: AssetGraph,
) -> None:
    above = graph.get_ancestor_asset_keys(
        AssetKey(["published", "holdings_by_country"])
    )
    assert AssetKey(["landed", "tic_slt_table3"]) in above
    assert AssetKey(["codes", "holder_labels"]) in above
    assert AssetKey(["raw", "mof_jgb"]) not in above


def test_the_blocking_checks_of_the_boundaries_are_the_critical_ones(
    graph: AssetGraph,
) -> None:
    checks = [*incoming_checks(), *published_checks()]
    assert {check.severity for check in checks} == {"critical", "warning"}
    for check in checks:
        key = dagster.AssetCheckKey(asset_of(check), check.name)
        assert graph.get(key).blocking == (check.severity == "critical"), key


def test_every_data_test_of_dbt_is_an_asset_check(graph: AssetGraph) -> None:
    names = {key.name for key in graph.asset_check_keys}
    assert _models("tests/identities", "tests/coverage", "tests/quality") <= names


def test_there_is_a_job_to_run_and_one_to_update(
    definitions: dagster.Definitions,
) -> None:
    for name in ("run", "update"):
        job = definitions.resolve_job_def(name)
        assert job.description
        assert {node.name for node in job.nodes} >= {"landed", "raw", "published"}
    # one process: each further one would import everything again
    assert definitions.resolve_job_def("run").executor_def.name == "in_process"


def test_runs_start_by_themselves_on_releases_each_day_and_with_an_inbox_file(
    definitions: dagster.Definitions,
) -> None:
    repository = definitions.get_repository_def()
    schedules = {each.name: each.job_name for each in repository.schedule_defs}
    assert schedules == {"tic_release": "update", "markets": "update"}
    assert {each.name: each.job_name for each in repository.sensor_defs} == {
        "inbox": "run"
    }


@pytest.mark.parametrize("table", sorted(PREVIEWS))
def test_a_main_table_shows_its_rows_its_latest_day_and_a_picture(
    history: dagster.DagsterInstance, published: Settings, table: str
) -> None:
    key = AssetKey(["published", table.removeprefix("main.")])
    event = history.get_latest_materialization_event(key)
    assert event is not None
    assert event.asset_materialization is not None
    metadata = event.asset_materialization.metadata
    [listed] = [
        entry
        for entry in read_publication_manifest(published)["tables"]
        if entry["name"] == table
    ]
    assert metadata["dagster/row_count"].value == listed["rows"]
    assert metadata["latest"].value == listed["last"]
    assert "](data:image/svg+xml;base64," in metadata["preview"].value


def test_every_asset_was_materialised_by_the_run_of_the_command_line(
    history: dagster.DagsterInstance, graph: AssetGraph, published: Settings
) -> None:
    never = {
        key
        for key in graph.get_all_asset_keys()
        if history.get_latest_materialization_event(key) is None
    }
    # dbt's views and seeds too: the UI shows the whole path
    assert never == {
        landed_key(source)
        for source in all_sources().values()
        if not list(landed_files(published, source))
    }
    assert never, "the snapshot lacks sources whose terms are unclear"


def test_a_warning_is_recorded_and_stops_nothing(
    history: dagster.DagsterInstance, published: Settings
) -> None:
    warnings = read_publication_manifest(published)["warnings"]
    assert warnings, "the snapshot is old, so some freshness check must warn"
    key = dagster.AssetCheckKey(
        AssetKey(warnings[0]["table_name"].split(".")), warnings[0]["check_name"]
    )
    [record] = history.event_log_storage.get_asset_check_execution_history(key, limit=1)
    assert record.event is not None
    evaluation = record.event.asset_check_evaluation
    assert evaluation is not None
    assert not evaluation.passed
    assert evaluation.severity is dagster.AssetCheckSeverity.WARN
    assert published.published_database.exists()
