"""When the published file goes to other machines too: the command, a run, its assets.

Belongs here: which places there are and which are configured. Does not: how a place
takes the tables in (`publish_ducklake`, `publish_postgres`).

It comes after the local publication and never undoes it: a place that cannot be
reached fails the command or the step, and the next run brings it up to date.
"""

from collections.abc import Callable, Iterator, Sequence

import dagster

from orchestration.cards import OWNERS, told_in_the_ui
from orchestration.errors import WarehouseError
from orchestration.intake import RUN_LOCK
from orchestration.progress import Progress
from orchestration.publish_ducklake import publish_to_ducklake
from orchestration.publish_postgres import publish_to_postgres
from orchestration.remote import Publication
from orchestration.settings import Settings

PLACES: dict[str, Callable[[Settings, Progress], Publication]] = {
    "ducklake": publish_to_ducklake,
    "postgres": publish_to_postgres,
}

_DESCRIPTIONS = {
    "ducklake": "The published tables as the newest snapshot of a DuckLake: catalogue"
    " in PostgreSQL, files in S3-compatible storage. Read-only for analysts, who can"
    " read earlier snapshots too.",
    "postgres": "The published tables as schemas of a PostgreSQL database, swapped in"
    " by one transaction, for tools that speak nothing else.",
}


def known(places: Sequence[str]) -> Sequence[str]:
    """The places, once each.

    Raises WarehouseError where one is unknown.
    """
    for place in places:
        if place not in PLACES:
            raise WarehouseError(
                f"{place!r} is no place to publish to; use {' or '.join(PLACES)} in"
                " --to or TIC_WAREHOUSE_PUBLISH_TO"
            )
    return list(dict.fromkeys(places))


def publish_to(
    settings: Settings, progress: Progress, places: Sequence[str]
) -> list[Publication]:
    """Publish to each place; one that fails keeps none of the others back.

    Raises WarehouseError with a line for each place that took nothing in.
    """
    done, failed = [], []
    for place in known(places):
        try:
            done.append(PLACES[place](settings, progress))
            progress.note(done[-1].sentence)
        except WarehouseError as problem:
            failed.append(str(problem))
    if failed:
        raise WarehouseError("\n".join(failed))
    return done


def build_remote(
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
    def remote() -> Iterator[dagster.MaterializeResult]:
        with told_in_the_ui():
            [publication] = publish_to(settings, progress, [place])
        metadata: dict[str, int | str] = {
            "tables": publication.tables,
            "version": publication.version,
            "result": publication.sentence,
        }
        yield dagster.MaterializeResult(asset_key=spec.key, metadata=metadata)

    return remote
