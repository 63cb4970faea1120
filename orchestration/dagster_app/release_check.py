"""Define the check of the published database that asks for missing releases.

Belongs here: naming it and showing its line. Does not: the line, which the terminal and
the report page say too (`publishing/completeness.py`).
"""

import dagster

from orchestration.dagster_app.asset_metadata import translate_errors
from orchestration.publishing.completeness import completeness
from orchestration.settings import Settings
from orchestration.storage.connections import reader

RELEASES = dagster.AssetKey(["published", "releases"])


def build_release_check(settings: Settings) -> dagster.AssetChecksDefinition:
    """Warn where the release calendar has a month that is not here, or not whole."""

    @dagster.asset_check(
        asset=RELEASES,
        name="every_release_is_here",
        description="Each TIC release that the calendar has by today is landed and"
        " published whole. If not, start the job `update`; after a release day the"
        " calendar is ahead of what is here until that has run.",
    )
    def every_release_is_here() -> dagster.AssetCheckResult:
        with translate_errors(), reader(settings.published_database) as connection:
            found = completeness(connection)
        return dagster.AssetCheckResult(
            passed=found is not None and found.is_whole,
            severity=dagster.AssetCheckSeverity.WARN,
            description=found.sentence if found else "no month of TIC is here whole",
        )

    return every_release_is_here
