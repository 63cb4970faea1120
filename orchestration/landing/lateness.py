"""Judge whether what is landed of a source is as new as its publisher's rhythm allows.

Belongs here: comparing the data's own dates with the source's block: when its newest
file was captured, to which day its figures reach. Does not: when a run last passed by,
which says nothing about the data; the tables made of several sources (`expectations/`).
"""

from collections.abc import Sequence
from datetime import date

from orchestration.landing.landed_files import LandedFile
from orchestration.sources import Source

# How many days may lie between two files of a publisher, for sources whose block has no
# `stale_after_days`: its longest regular pause (a long weekend for daily files, 35 days
# between two TIC releases) and some days for us to ask. A shutdown of the government
# makes longer ones (61 and 58 days from 2025-09): then a new file really is late.
LONGEST_PAUSE_DAYS = {
    "daily": 7,
    "weekly": 15,
    "tic_release": 47,
    "monthly": 47,
    "quarterly": 125,
    "yearly": 400,
}


def lateness(source: Source, files: Sequence[LandedFile], today: date) -> str | None:
    """Say in one sentence what is late or missing; None where nothing is.

    `files` are all that is landed of the source, the oldest data first.
    """
    if not files:
        remedy = "fetch it with the job `update`, or put it into data/inbox"
        return f"no file of it is landed; {remedy}"
    pause = LONGEST_PAUSE_DAYS.get(source.cadence)
    newest = files[-1].sidecar
    if source.stale_after_days is not None:
        age = (today - newest.last_reference_date).days
        if age > source.stale_after_days:
            return (
                f"its figures end with {newest.last_reference_date}, {age} days ago,"
                f" and {source.stale_after_days} are expected at most"
            )
    elif pause is not None:
        captured = max(file.sidecar.captured_at for file in files).date()
        age = (today - captured).days
        if age > pause:
            return (
                f"its newest file was captured on {captured}, {age} days ago, and the"
                f" publisher renews it at least every {pause}"
            )
    return None


def lateness_rule(source: Source) -> str:
    """Say in one sentence when the source's files are late."""
    if source.stale_after_days is not None:
        return f"late when its figures end more than {source.stale_after_days} days ago"
    pause = LONGEST_PAUSE_DAYS.get(source.cadence)
    if pause is not None:
        return f"late when its newest file was captured more than {pause} days ago"
    return "never late, because the publisher does not renew it"
