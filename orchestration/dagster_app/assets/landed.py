"""Define path step 1 as assets: the landed files of each source.

Belongs here: naming them as assets and what the UI shows of them. Does not: how files
are fetched, validated and stored (`landing/`).
"""

from collections.abc import Iterator, Sequence
from typing import Any

import dagster

from orchestration.dagster_app.asset_metadata import (
    OWNERS,
    freshness_in_words,
    freshness_of,
    source_links,
    tag_of,
    translate_errors,
)
from orchestration.dagster_app.run_lock import RUN_LOCK
from orchestration.landing.collect import fetch_all, land_offered
from orchestration.landing.landed_files import LandedFile, landed_files
from orchestration.progress import Progress
from orchestration.settings import Settings
from orchestration.sources import Source, all_sources


class IntakeConfig(dagster.Config):
    """Whether to ask the publishers, and whether to land the local files."""

    fetch: bool = False
    land: bool = True


def landed_key(source: Source) -> dagster.AssetKey:
    """Name the asset of a source's landed files."""
    return dagster.AssetKey(["landed", source.id])


def build_landed_assets(
    settings: Settings, progress: Progress
) -> dagster.AssetsDefinition:
    """One asset per source: its landed files."""
    specs = [_spec(source) for source in all_sources().values()]

    @dagster.multi_asset(specs=specs, name="landed", required_resource_keys={RUN_LOCK})
    def intake(config: IntakeConfig) -> Iterator[dagster.MaterializeResult[None]]:
        with translate_errors():
            if config.fetch:
                answered, failed = fetch_all(settings, progress)
                progress.note(f"{answered} addresses answered, {failed} did not")
            if config.land:
                progress.step("landing")
                land_offered(settings, progress)
        for source in all_sources().values():
            files = list(landed_files(settings, source))
            yield dagster.MaterializeResult(
                asset_key=landed_key(source), metadata=_metadata(files)
            )

    return intake


def _spec(source: Source) -> dagster.AssetSpec:
    return dagster.AssetSpec(
        landed_key(source),
        group_name="landed",
        description=f"{source.title}. {source.publisher}; {source.licence}.\n\n"
        + freshness_in_words(source),
        kinds={"file"},
        owners=OWNERS,
        tags={"cadence": source.cadence, "publisher": tag_of(source.publisher)},
        freshness_policy=freshness_of(source),
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
