"""Define the checks of the landed files: did the publisher answer, are they current.

Belongs here: naming the checks and showing what came of them. Does not: what is late
(`landing/lateness.py`), what publishers answered (`landing/intake_record.py`), or the
files of the inbox, which the intake judges itself (`assets/landed.py`).
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import dagster

from orchestration.dagster_app.asset_metadata import (
    shown_in_markdown,
    translate_errors,
)
from orchestration.dagster_app.assets.landed import INBOX, landed_key
from orchestration.landing.intake_record import (
    Answer,
    read_intake_record,
    troubles_in,
)
from orchestration.landing.landed_files import landed_files
from orchestration.landing.lateness import lateness, lateness_rule
from orchestration.settings import Settings
from orchestration.sources import Source, all_sources

PUBLISHER_ANSWERED = "publisher_answered"
FILES_ARE_CURRENT = "files_are_current"


def build_landed_checks(settings: Settings) -> dagster.AssetChecksDefinition:
    """Two checks for each source; both only warn, for older figures stay right."""
    specs = [spec for source in all_sources().values() for spec in _specs(source)]

    @dagster.multi_asset_check(specs=specs, name="landed_checks", can_subset=True)
    def judge(
        context: dagster.AssetCheckExecutionContext,
    ) -> Iterator[dagster.AssetCheckResult]:
        answers = read_intake_record(settings).answers
        for spec in specs:
            if spec.key not in context.selected_asset_check_keys:
                continue
            source = all_sources()[spec.asset_key.path[-1]]
            if spec.name == FILES_ARE_CURRENT:
                yield _judge_files(spec, source, settings)
            elif asked := answers.get(source.id):  # else no update has asked it yet
                yield _judge_answers(spec, asked)

    return judge


def _specs(source: Source) -> Iterator[dagster.AssetCheckSpec]:
    if source.urls:
        yield dagster.AssetCheckSpec(
            PUBLISHER_ANSWERED,
            asset=landed_key(source),
            description="Each address of it gave its file, or said that it had not"
            " changed, when an update last asked.",
            additional_deps=[INBOX],
        )
    yield dagster.AssetCheckSpec(
        FILES_ARE_CURRENT,
        asset=landed_key(source),
        description="A file of it is landed, and by its own dates it is not late:"
        f" {lateness_rule(source)}. That a run passed by says nothing about it.",
        additional_deps=[INBOX],
    )


def _judge_answers(
    spec: dagster.AssetCheckSpec, answers: Mapping[str, Answer]
) -> dagster.AssetCheckResult:
    troubles = troubles_in({"": answers})[""]
    asked = [answer.asked_at for answer in answers.values()]
    return _result(
        spec,
        passed=not troubles,
        found="\n\n".join(map(shown_in_markdown, troubles)) or "each address did",
        metadata={
            "addresses": len(answers),
            "addresses that failed": len(troubles),
            "last asked": dagster.MetadataValue.timestamp(max(asked)),
        },
    )


def _judge_files(
    spec: dagster.AssetCheckSpec, source: Source, settings: Settings
) -> dagster.AssetCheckResult:
    with translate_errors():
        files = list(landed_files(settings, source))
    late = lateness(source, files, datetime.now(UTC).date())
    dates = {}
    if files:
        newest = files[-1].sidecar
        dates = {
            "figures to": str(newest.last_reference_date),
            "captured on": str(newest.captured_at.date()),
        }
    found = late or f"it is current ({lateness_rule(source)})"
    return _result(
        spec,
        passed=late is None,
        found=shown_in_markdown(found),
        metadata={"files": len(files), **dates},
    )


def _result(
    spec: dagster.AssetCheckSpec,
    *,
    passed: bool,
    found: str,
    metadata: Mapping[str, Any],
) -> dagster.AssetCheckResult:
    return dagster.AssetCheckResult(
        asset_key=spec.asset_key,
        check_name=spec.name,
        passed=passed,
        severity=dagster.AssetCheckSeverity.WARN,
        description=found,
        metadata=metadata,
    )
