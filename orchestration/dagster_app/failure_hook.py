"""Tell somebody that a run failed: by a command or a webhook that the settings name.

Belongs here: what is told. Does not: handing it over (`publishing/hooks.py`), noticing
a failure (`failure_sensor.py` for runs of Dagster's, `cli/main.py` for those of the
command line).
"""

import json
import platform
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from orchestration.errors import printable
from orchestration.publishing.hooks import Hook
from orchestration.publishing.remote.connection import without_secrets
from orchestration.settings import Settings


@dataclass(frozen=True)
class FailedRun:
    """Which run failed, and why in the words that its user was shown."""

    job: str
    started_by: str
    reason: str
    run_id: str | None = None


def tell_of_failure(settings: Settings, failed: FailedRun) -> list[str]:
    """Hand the failure as JSON to the command and the webhook of the settings.

    Raises nothing: returns one line for each of them that did not take it.
    """
    hook = Hook(
        settings.on_failure_command,
        settings.on_failure_webhook,
        settings.on_failure_seconds,
        settings.user_agent,
    )
    return [
        f"nobody was told of the failure by TIC_WAREHOUSE_ON_FAILURE_{name}: {trouble}"
        for name, trouble in hook.hand_over(_message(settings, failed))
    ]


def _message(settings: Settings, failed: FailedRun) -> bytes:
    """Make the JSON; chats show `text`, programs read the rest."""
    reason = printable(without_secrets(failed.reason, settings), keep="\n\t")
    host = platform.node()
    content = {
        "text": f"TIC Warehouse: {failed.job} failed on {host}: {reason}",
        **asdict(failed),
        "reason": reason,
        "host": host,
        "data_dir": str(settings.data_dir),
        "failed_at": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    return json.dumps(content).encode()
