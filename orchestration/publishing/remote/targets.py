"""Publish what is published here to the configured other machines.

Belongs here: which places there are and which are configured. Does not: how a place
takes the tables in (`ducklake.py`, `postgres.py`).

It comes after the local publication and never undoes it: a place that cannot be
reached fails the command or the step, and the next run brings it up to date.
"""

from collections.abc import Callable, Sequence

from orchestration.errors import WarehouseError
from orchestration.progress import Progress
from orchestration.publishing.remote.connection import Publication
from orchestration.publishing.remote.ducklake import publish_to_ducklake
from orchestration.publishing.remote.postgres import publish_to_postgres
from orchestration.settings import Settings

PLACES: dict[str, Callable[[Settings, Progress], Publication]] = {
    "ducklake": publish_to_ducklake,
    "postgres": publish_to_postgres,
}


def known(places: Sequence[str]) -> Sequence[str]:
    """List the places, once each.

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
