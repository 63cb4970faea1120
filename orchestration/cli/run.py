"""Run once from the command line: lock, shortcut, Dagster job, summary.

Belongs here: what `tic-warehouse run` and `update` do around the Dagster job. Does
not: the steps themselves. Dagster, dbt and pandas are imported only when there is
work to do, because that takes seconds.
"""

import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from orchestration.errors import WarehouseError
from orchestration.progress import Progress
from orchestration.publishing.publication_manifest import read_publication_manifest
from orchestration.settings import Settings
from orchestration.storage.connections import DamagedDatabaseError, check_no_writers
from orchestration.storage.files import waiting_in
from orchestration.storage.fingerprint import fingerprint
from orchestration.storage.forgotten import forgotten_hashes
from orchestration.storage.locks import only_run
from orchestration.storage.memory import memory_warning
from orchestration.transform.dbt_manifest import load_dbt_manifest, start_parsing

if TYPE_CHECKING:
    from expectations.worker import CheckWorker


def _run_config(*, full: bool) -> dict[str, Any]:
    landed = {"config": {"land": False}}  # it was landed before the job
    raw = {"config": {"full": full}}
    return {
        "loggers": {"console": {"config": {"log_level": "CRITICAL"}}},
        "ops": {"landed": landed, "raw": raw},
    }


@dataclass(frozen=True)
class Outcome:
    """What a run came to: whether anything was built, and its manifest."""

    built: bool
    manifest: dict[str, Any]


def nothing_new(settings: Settings) -> dict[str, Any] | None:
    """Return the manifest if a run now would build the same again; else None."""
    if waiting_in(settings.inbox_dir) or not _bundle_landed(settings):
        return None
    return _current_manifest(settings)


def _current_manifest(settings: Settings) -> dict[str, Any] | None:
    """Return the manifest if it is of the files landed by now and of this code."""
    manifest = read_publication_manifest(settings)
    if manifest is None or manifest["fingerprint"] != fingerprint(settings):
        return None
    return manifest


def _bundle_landed(settings: Settings) -> bool:
    catalogue = settings.bundled_dir / "catalogue.json"
    if not catalogue.exists():
        return True
    known = _landed(settings) | forgotten_hashes(settings)
    try:
        entries = json.loads(catalogue.read_bytes())
        return all(entry["sha256"] in known for entry in entries)
    except (OSError, ValueError, KeyError, TypeError):
        return False  # then landing the snapshot says what is wrong with it


def _landed(settings: Settings) -> set[str]:
    """Hashes of the landed files, by the names of their sidecars."""
    return {path.stem for path in settings.landed_dir.glob("*/*/*.json")}


def run_warehouse(
    settings: Settings, progress: Progress, *, fetch: bool = False, full: bool = False
) -> Outcome:
    """Land, build, audit and publish, unless that would change nothing.

    What changed is built, with `full` everything, even where nothing did. Raises
    WarehouseError where nothing could be published.
    """
    with only_run(settings):
        manifest = _fetch(settings, progress) if fetch else nothing_new(settings)
        if manifest is None or full:
            with suppress(DamagedDatabaseError):  # loading sets it aside and says so
                check_no_writers(settings.published_database)
            manifest = _execute(settings, progress, full=full)
        if manifest:
            _catch_up(settings, progress)
            return Outcome(built=False, manifest=manifest)
    manifest = read_publication_manifest(settings)
    if manifest is None:
        raise WarehouseError(
            f"{settings.manifest_path}: the run ended without a manifest; run again"
        )
    return Outcome(built=True, manifest=manifest)


def _catch_up(settings: Settings, progress: Progress) -> None:
    """Publish what is published here to a place that could not be reached before."""
    if settings.publish_to:
        from orchestration.publishing.remote.targets import publish_to  # noqa: PLC0415

        publish_to(settings, progress, settings.publish_to)


def publish_elsewhere(
    settings: Settings, progress: Progress, places: Sequence[str]
) -> None:
    """Publish what is published here to other places.

    Raises WarehouseError where one of them took nothing in.
    """
    from orchestration.publishing.remote.targets import publish_to  # noqa: PLC0415

    with only_run(settings):
        publish_to(settings, progress, places)


def _fetch(settings: Settings, progress: Progress) -> dict[str, Any] | None:
    """Fetch first, so that an update with nothing new need not build."""
    from orchestration.landing.collect import fetch_for_update  # noqa: PLC0415

    fetch_for_update(settings, progress)
    return nothing_new(settings)


def _execute(
    settings: Settings, progress: Progress, *, full: bool
) -> dict[str, Any] | None:
    """Land what is offered while dbt parses and the audit's library is imported.

    Returns the manifest where nothing was landed that is not published already.
    """
    if warning := memory_warning():
        progress.note(warning)
    progress.step("landing")
    from expectations.worker import CheckWorker  # noqa: PLC0415

    worker = CheckWorker()
    parsing = start_parsing(settings)
    if parsing or full:
        worker.start()
    try:
        from orchestration.landing.collect import land_offered  # noqa: PLC0415

        land_offered(settings, progress)
        manifest = _current_manifest(settings)
        if manifest is None or full:
            if _has_other_files_than_published(settings):
                worker.start()  # its tables will be judged; Dagster starts meanwhile
            if parsing:
                progress.step("parsing the dbt project")
                load_dbt_manifest(settings, parsing)
            _execute_job(settings, progress, worker, full=full)
            return None
        return manifest
    finally:
        if parsing:
            parsing.kill()
        worker.close()


def _has_other_files_than_published(settings: Settings) -> bool:
    manifest = read_publication_manifest(settings) or {"inputs": []}
    return _landed(settings) != {entry["sha256"] for entry in manifest["inputs"]}


def _execute_job(
    settings: Settings, progress: Progress, worker: "CheckWorker", *, full: bool
) -> None:
    progress.step("starting Dagster")
    from orchestration.dagster_app.instance import kept_history  # noqa: PLC0415
    from orchestration.definitions import build_defs  # noqa: PLC0415

    job = build_defs(settings, progress, worker).resolve_job_def("run")
    with kept_history(settings) as instance:
        result = job.execute_in_process(
            instance=instance, raise_on_error=False, run_config=_run_config(full=full)
        )
    if not result.success:
        raise WarehouseError(_failed_steps(result))


def _failed_steps(result: Any) -> str:  # noqa: ANN401 - see the imports
    """Say which steps failed and why; raises KeyboardInterrupt for a Ctrl-C."""
    reasons = []
    for event in result.all_events:
        if event.is_step_failure and event.step_failure_data.error:
            error = event.step_failure_data.error
            while error.cause and error.cls_name != WarehouseError.__name__:
                error = error.cause
            if error.cls_name == "DagsterExecutionInterruptedError":
                raise KeyboardInterrupt
            reasons.append(error.message.split("WarehouseError: ", 1)[-1].strip())
    otherwise = "the run failed; the Dagster UI (`tic-warehouse ui`) shows where"
    return "\n".join(reasons) or otherwise
