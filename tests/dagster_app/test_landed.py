"""What Dagster is told of landed files: what changed is new, what failed is a check.

Belongs here: the intake step and the checks of landed files, without the steps after
them. Does not: what lands (`landing/`), what a run makes of it (`end_to_end/`).
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import dagster
import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Response

from orchestration.dagster_app.assets.landed import (
    DATA_VERSION,
    INBOX,
    build_landed_assets,
    landed_key,
)
from orchestration.dagster_app.landed_checks import build_landed_checks
from orchestration.dagster_app.run_lock import RUN_LOCK
from orchestration.landing import collect
from orchestration.landing.collect import land_file
from orchestration.landing.landed_files import landed_files
from orchestration.landing.snapshot import unpacked
from orchestration.landing.store import forget
from orchestration.settings import PROJECT_ROOT, Settings
from orchestration.sources import Source, all_sources
from tests.support.listener import Heard

BUNDLED = PROJECT_ROOT / "data" / "bundled" / "tic"
TABLE_5 = unpacked(BUNDLED / "slt_table5" / "2026-06-18.txt.gz")
LATER_TABLE_5 = next(
    unpacked(path)
    for path in sorted((BUNDLED / "slt_table5").iterdir(), reverse=True)
    if path.name != "2026-06-18.txt.gz"
)
NOBODY = "http://127.0.0.1:9"  # nobody listens there
SOURCE = all_sources()["tic_slt_table5"]
OTHER = all_sources()["tic_slt_table3"]

Run = Callable[..., dagster.ExecuteInProcessResult]


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    return Settings(
        data_dir=tmp_path / "data",
        bundled_dir=tmp_path / "no bundle",
        fetch_attempts=1,
        read_timeout_seconds=0.5,
        update_backoff_seconds=0.01,
    )


@pytest.fixture
def instance() -> Iterator[dagster.DagsterInstance]:
    with dagster.DagsterInstance.ephemeral() as opened:
        yield opened


@pytest.fixture
def run(settings: Settings, instance: dagster.DagsterInstance) -> Run:
    """Run the intake, its checks, and a step that needs a source and the intake."""

    @dagster.asset(deps=[INBOX, landed_key(SOURCE), landed_key(OTHER)])
    def below() -> None:
        pass

    heard = Heard()

    def work(*, fetch: bool = False) -> dagster.ExecuteInProcessResult:
        definitions = dagster.Definitions(
            assets=[*build_landed_assets(settings, heard), below],
            asset_checks=[build_landed_checks(settings)],
            resources={RUN_LOCK: dagster.ResourceDefinition.none_resource()},
            jobs=[
                dagster.define_asset_job(
                    "run",
                    dagster.AssetSelection.all()
                    | dagster.AssetSelection.all_asset_checks(),
                    executor_def=dagster.in_process_executor,
                )
            ],
        )
        return definitions.resolve_job_def("run").execute_in_process(
            instance=instance,
            raise_on_error=False,
            run_config={"ops": {"landed": {"config": {"fetch": fetch}}}},
        )

    return work


def put(settings: Settings, content: bytes) -> None:
    """Land one file as a person does, outside of any run."""
    path = settings.data_dir / "offered.txt"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    assert not land_file(path, settings, "hand").rejections


def told(result: dagster.ExecuteInProcessResult, kind: str) -> list[str]:
    """The sources that events of a kind are about, without the intake and `below`."""
    wanted = dagster.DagsterEventType[kind]
    keys = [
        event.asset_key
        for event in result.all_events
        if event.event_type is wanted and event.asset_key is not None
    ]
    return [key.path[1] for key in keys if key.path[0] == "landed" and key != INBOX]


def checked(result: dagster.ExecuteInProcessResult, name: str) -> dict[str, Any]:
    return {
        each.asset_key.path[1]: each
        for each in result.get_asset_check_evaluations()
        if each.check_name == name
    }


def test_only_what_is_landed_newly_is_shown_as_materialised(
    run: Run, settings: Settings
) -> None:
    put(settings, TABLE_5)
    first = run()
    assert first.success
    assert told(first, "ASSET_MATERIALIZATION") == [SOURCE.id]
    assert told(first, "ASSET_OBSERVATION") == [SOURCE.id]
    second = run()
    assert told(second, "ASSET_MATERIALIZATION") == []
    assert told(second, "ASSET_OBSERVATION") == [SOURCE.id]
    put(settings, LATER_TABLE_5)
    assert told(run(), "ASSET_MATERIALIZATION") == [SOURCE.id]


def test_the_steps_after_it_run_whether_or_not_anything_is_new(
    run: Run, settings: Settings, instance: dagster.DagsterInstance
) -> None:
    put(settings, TABLE_5)
    for _ in range(2):
        result = run()
        assert result.success
        made = result.asset_materializations_for_node("below")
        assert len(made) == 1
    assert instance.get_latest_materialization_event(landed_key(OTHER)) is None


def test_a_file_that_is_taken_back_is_a_change(run: Run, settings: Settings) -> None:
    put(settings, TABLE_5)
    run()
    [file] = landed_files(settings, SOURCE)
    forget(settings, file.sidecar.sha256)
    result = run()
    assert told(result, "ASSET_MATERIALIZATION") == [SOURCE.id]
    assert not checked(result, "files_are_current")[SOURCE.id].passed
    assert told(run(), "ASSET_MATERIALIZATION") == []


def test_what_is_below_is_out_of_date_only_when_the_files_changed(
    run: Run, settings: Settings, instance: dagster.DagsterInstance
) -> None:
    versions = []
    for content in (TABLE_5, TABLE_5, LATER_TABLE_5):
        put(settings, content)
        run()
        event = instance.get_latest_materialization_event(dagster.AssetKey("below"))
        assert event is not None
        assert event.asset_materialization is not None
        tags = event.asset_materialization.tags or {}
        key = f"dagster/input_data_version/{landed_key(SOURCE).to_user_string()}"
        versions.append(tags[key])
        [observed] = instance.fetch_observations(landed_key(SOURCE), limit=1).records
        assert observed.asset_observation is not None
        assert observed.asset_observation.tags[DATA_VERSION] == versions[-1]
    assert versions[0] == versions[1] != versions[2]


def test_an_update_that_nobody_answers_fails_in_one_sentence_after_trying_again(
    run: Run, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = SOURCE.model_copy(update={"urls": (f"{NOBODY}/table5.txt",)})
    monkeypatch.setattr(collect, "all_sources", lambda: {source.id: source})
    result = run(fetch=True)
    assert not result.success
    retries = [event for event in result.all_events if event.is_step_up_for_retry]
    assert len(retries) == settings.update_attempts - 1 == 2
    [failure] = [event for event in result.all_events if event.is_step_failure]
    assert failure.step_key == "landed"
    described = failure.step_failure_data.user_failure_data.description
    assert described.startswith("none of the 1 addresses answered, so nothing was")
    assert "\n" not in described.partition("\n\n")[0]
    assert not result.get_asset_materialization_events()


def test_a_bad_file_is_not_fetched_again_and_again(
    run: Run, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_settings: Settings, _progress: object) -> None:
        raise collect.WarehouseError("the disk is full")

    monkeypatch.setattr("orchestration.dagster_app.assets.landed.land_offered", broken)
    result = run()
    assert not result.success
    assert not any(event.is_step_up_for_retry for event in result.all_events)


def test_each_address_that_failed_is_a_failed_check_of_its_source(
    run: Run,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    httpserver_ipv4: HTTPServer,
) -> None:
    httpserver_ipv4.expect_request("/5.txt").respond_with_response(Response(TABLE_5))
    httpserver_ipv4.expect_request("/3.txt").respond_with_response(
        Response("gone", status=404)
    )
    asked: dict[str, Source] = {
        source.id: source.model_copy(
            update={"urls": (httpserver_ipv4.url_for(f"/{number}.txt"),)}
        )
        for source, number in ((SOURCE, 5), (OTHER, 3))
    }
    monkeypatch.setattr(collect, "all_sources", lambda: asked)
    result = run(fetch=True)
    assert result.success
    assert told(result, "ASSET_MATERIALIZATION") == [SOURCE.id]
    answers = checked(result, "publisher_answered")
    assert answers[SOURCE.id].passed
    failed = answers[OTHER.id]
    assert not failed.passed
    assert failed.severity is dagster.AssetCheckSeverity.WARN
    assert "/3.txt" in failed.description
    assert "the server answered 404" in failed.description
    # whom no update has asked is not said to have answered
    assert set(answers) == {SOURCE.id, OTHER.id}


def test_the_checks_of_one_source_can_be_executed_by_themselves(
    settings: Settings, instance: dagster.DagsterInstance
) -> None:
    """As the button of the UI does, for whoever wants to know it today."""
    put(settings, TABLE_5)
    definitions = dagster.Definitions(
        assets=build_landed_assets(settings, Heard()),
        asset_checks=[build_landed_checks(settings)],
        resources={RUN_LOCK: dagster.ResourceDefinition.none_resource()},
        jobs=[
            dagster.define_asset_job(
                "judge", dagster.AssetSelection.checks_for_assets(landed_key(SOURCE))
            )
        ],
    )
    job = definitions.resolve_job_def("judge")
    result = job.execute_in_process(instance=instance)
    assert set(checked(result, "files_are_current")) == {SOURCE.id}
    assert told(result, "ASSET_MATERIALIZATION") == []


def test_an_asset_without_files_is_not_well(run: Run, settings: Settings) -> None:
    put(settings, TABLE_5)
    current = checked(run(), "files_are_current")
    assert set(current) == set(all_sources())
    assert all(not each.passed for each in current.values())
    assert "no file of it is landed" in current[OTHER.id].description
    # its figures end in April 2026, however lately a run passed by
    assert "its figures end with 2026-04-30" in current[SOURCE.id].description
    for each in current.values():
        assert each.severity is dagster.AssetCheckSeverity.WARN


def test_a_refused_inbox_file_fails_a_check_that_names_it(
    run: Run, settings: Settings
) -> None:
    settings.inbox_dir.mkdir(parents=True)
    refused = settings.inbox_dir / "notes <b>.txt"
    refused.write_text("no table of anybody\n")
    (settings.inbox_dir / "table5.txt").write_bytes(TABLE_5)
    result = run()
    assert result.success
    [inbox] = checked(result, "every_file_was_taken").values()
    assert not inbox.passed
    assert inbox.severity is dagster.AssetCheckSeverity.WARN
    assert "notes \\<b\\>.txt" in inbox.description
    assert "table5.txt" not in inbox.description
    assert "notes <b>.txt" in inbox.metadata
    refused.unlink()
    [inbox] = checked(run(), "every_file_was_taken").values()
    assert inbox.passed
