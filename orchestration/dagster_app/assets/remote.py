"""Define publication to other machines as assets: one for each place.

Belongs here: naming them. Does not: how a place takes the tables in
(`publishing/remote/`).
"""

from collections.abc import Iterator, Sequence

import dagster

from orchestration.dagster_app.asset_metadata import OWNERS, translate_errors
from orchestration.dagster_app.run_lock import RUN_LOCK
from orchestration.progress import Progress
from orchestration.publishing.remote.targets import known, publish_to
from orchestration.settings import Settings

_DESCRIPTIONS = {
    "ducklake": "The published tables as the newest snapshot of a DuckLake: catalogue"
    " in PostgreSQL, files in S3-compatible storage. Read-only for analysts, who can"
    " read earlier snapshots too.",
    "postgres": "The published tables as schemas of a PostgreSQL database, swapped in"
    " by one transaction, for tools that speak nothing else.",
}


def build_remote_assets(
    settings: Settings, progress: Progress, published: dagster.AssetsDefinition
) -> list[dagster.AssetsDefinition]:
    """One asset for each configured place, after everything that is published here."""
    return [
        _asset(settings, progress, place, list(published.keys))
        for place in known(settings.publish_to)
    ]


def _asset(
    settings: Settings,
    progress: Progress,
    place: str,
    published: Sequence[dagster.AssetKey],
) -> dagster.AssetsDefinition:
    spec = dagster.AssetSpec(
        dagster.AssetKey(["remote", place]),
        deps=published,
        group_name="remote",
        description=_DESCRIPTIONS[place],
        kinds={"ducklake", "s3"} if place == "ducklake" else {"postgres"},
        owners=OWNERS,
    )

    @dagster.multi_asset(
        specs=[spec], name=f"remote_{place}", required_resource_keys={RUN_LOCK}
    )
    def remote() -> Iterator[dagster.MaterializeResult[None]]:
        with translate_errors():
            [publication] = publish_to(settings, progress, [place])
        metadata: dict[str, int | str] = {
            "tables": publication.tables,
            "version": publication.version,
            "result": publication.sentence,
        }
        yield dagster.MaterializeResult(asset_key=spec.key, metadata=metadata)

    return remote
