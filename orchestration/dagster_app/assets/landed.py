"""Define path step 1: the landed files of each source, and the intake before a run.

Belongs here: naming them as assets and what the UI shows of them. Does not: how files
are fetched, validated and stored (`landing/`), or whether they are late
(`dagster_app/landed_checks.py`).

The files are assets that this project does not make, so Dagster has no step for them:
the intake tells it of each source whose files have changed, and of the others only
that they were looked at (docs/decisions/11-landed-files-in-dagster.md).
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import dagster

from orchestration.dagster_app.asset_metadata import (
    OWNERS,
    shown,
    shown_in_markdown,
    source_links,
    tag_of,
    translate_errors,
)
from orchestration.dagster_app.run_lock import RUN_LOCK
from orchestration.landing.collect import (
    NobodyAnsweredError,
    fetch_for_update,
    land_offered,
)
from orchestration.landing.intake_record import refused_files
from orchestration.landing.landed_files import LandedFile, landed_files
from orchestration.landing.lateness import lateness_rule
from orchestration.progress import Progress
from orchestration.settings import Settings
from orchestration.sources import Source, all_sources

INBOX = dagster.AssetKey(["landed", "inbox"])
DATA_VERSION = "dagster/data_version"  # by this tag Dagster knows it for such assets

_INBOX = dagster.AssetSpec(
    INBOX,
    group_name="landed",
    description="What a run takes in before it builds: the shipped snapshot, the files"
    " in data/inbox and, in the job `update`, what the publishers have. A file is"
    " recognised by its content, landed, and gone from the inbox; one that is rejected"
    " stays there, and the check `every_file_was_taken` says why.",
    kinds={"file"},
    owners=OWNERS,
)
_EVERY_FILE_WAS_TAKEN = dagster.AssetCheckSpec(
    "every_file_was_taken",
    asset=INBOX,
    description="Every file in data/inbox was recognised and landed. Those that were"
    " not are named, each with the reason; they stay there until they are replaced or"
    " taken away.",
)


class IntakeConfig(dagster.Config):
    """Whether to ask the publishers, and whether to land the local files."""

    fetch: bool = False
    land: bool = True


def landed_key(source: Source) -> dagster.AssetKey:
    """Name the asset of a source's landed files."""
    return dagster.AssetKey(["landed", source.id])


def build_landed_assets(
    settings: Settings, progress: Progress
) -> list[dagster.AssetSpec | dagster.AssetsDefinition]:
    """One asset per source, its landed files; and the intake that adds to them."""

    @dagster.multi_asset(
        specs=[_INBOX],
        check_specs=[_EVERY_FILE_WAS_TAKEN],
        name="landed",
        required_resource_keys={RUN_LOCK},
    )
    def intake(
        context: dagster.AssetExecutionContext, config: IntakeConfig
    ) -> Iterator[dagster.MaterializeResult[None]]:
        with translate_errors():
            if config.fetch:
                _fetch(context, settings, progress)
            if config.land:
                progress.step("landing")
                land_offered(settings, progress)
            _tell_what_is_landed(context, settings)
        yield dagster.MaterializeResult(
            asset_key=INBOX, check_results=[_judge_inbox(settings)]
        )

    return [*map(_spec, all_sources().values()), intake]


def _fetch(
    context: dagster.AssetExecutionContext, settings: Settings, progress: Progress
) -> None:
    """Ask the publishers; where none answers, let Dagster try the step again later."""
    try:
        fetch_for_update(settings, progress)
    except NobodyAnsweredError as problem:
        retries = settings.update_attempts - 1
        number = context.retry_number
        if number >= retries:
            raise
        pause = settings.update_backoff_seconds * 2**number
        progress.note(f"none of the publishers answered; asked again in {pause:g} s")
        raise dagster.RetryRequested(
            max_retries=retries, seconds_to_wait=pause
        ) from problem


def _tell_what_is_landed(
    context: dagster.AssetExecutionContext, settings: Settings
) -> None:
    """Tell Dagster what is landed of each source, and where that has changed."""
    known = _versions_told(context.instance)
    for source in all_sources().values():
        key, files = landed_key(source), list(landed_files(settings, source))
        if not files and key not in known:
            continue  # nothing of it was ever here
        version = version_of(files)
        metadata, tags = _metadata(files), {DATA_VERSION: version}
        if known.get(key) != version:
            context.log_event(
                dagster.AssetMaterialization(key, metadata=metadata, tags=tags)
            )
        # Dagster takes the version of such an asset from what was observed.
        context.log_event(dagster.AssetObservation(key, metadata=metadata, tags=tags))


def _versions_told(instance: dagster.DagsterInstance) -> Mapping[dagster.AssetKey, str]:
    """Collect the versions of the files that Dagster was last told of as new."""
    keys = [landed_key(source) for source in all_sources().values()]
    versions = {}
    for record in instance.get_asset_records(keys):
        event = record.asset_entry.last_materialization
        if event is not None and event.asset_materialization is not None:
            tags = event.asset_materialization.tags or {}
            versions[record.asset_entry.asset_key] = tags.get(DATA_VERSION, "")
    return versions


def version_of(files: Sequence[LandedFile]) -> str:
    """Make one hash of the hashes of a source's files."""
    hashes = sorted(file.sidecar.sha256 for file in files)
    return hashlib.sha256("\n".join(hashes).encode()).hexdigest()


def _judge_inbox(settings: Settings) -> dagster.AssetCheckResult:
    refused = refused_files(settings)
    reasons = [reason for file in refused for reason in file.reasons]
    return dagster.AssetCheckResult(
        asset_key=INBOX,
        check_name=_EVERY_FILE_WAS_TAKEN.name,
        passed=not refused,
        severity=dagster.AssetCheckSeverity.WARN,
        description="\n\n".join(map(shown_in_markdown, reasons))
        or "nothing was left in data/inbox",
        metadata={shown(file.name): shown("; ".join(file.reasons)) for file in refused},
    )


def _spec(source: Source) -> dagster.AssetSpec:
    return dagster.AssetSpec(
        landed_key(source),
        group_name="landed",
        description=f"{source.title}. {source.publisher}; {source.licence}.\n\n"
        f"**When it changes:** the files are the publisher's, so Dagster does not make"
        f" them. A run tells of a new state here only where a file came or went; the"
        f" check `files_are_current` goes by their own dates: {lateness_rule(source)}.",
        kinds={"file"},
        owners=OWNERS,
        tags={"cadence": source.cadence, "publisher": tag_of(source.publisher)},
        metadata={
            "unit": source.unit,
            "cadence": source.cadence,
            **source_links([source]),
        },
    )


def _metadata(files: Sequence[LandedFile]) -> dict[str, Any]:
    if not files:
        return {"vintages": 0}
    newest = files[-1].sidecar
    link = {"published at": dagster.MetadataValue.url(newest.url)} if newest.url else {}
    return {
        "vintages": len(files),
        "latest": str(newest.last_reference_date),
        "released on": str(newest.released_on or newest.released_on_basis),
        "seen on": str(newest.captured_at.date()),
        **link,
        "file": dagster.MetadataValue.path(str(files[-1].path)),
    }
