"""Make the brief of the newest release, put it in its place, send it once.

Belongs here: when it is written and sent. Does not: what it says (`facts.py`), how a
message is handed over (`publishing/hooks.py`).

The brief never stops a publication: what goes wrong with it is a line of the run's.
"""

import json
from dataclasses import dataclass
from datetime import datetime

import duckdb

from orchestration.errors import WarehouseError
from orchestration.progress import Progress
from orchestration.publishing.brief.facts import Brief, read_brief
from orchestration.publishing.brief.feed import feed_with
from orchestration.publishing.brief.pages import as_html, as_markdown
from orchestration.publishing.hooks import Hook
from orchestration.settings import Settings
from orchestration.storage.files import write_whole


@dataclass(frozen=True)
class DrawnBrief:
    """A brief in both forms, and whether its release is new to this line."""

    brief: Brief
    markdown: str
    html: str
    built_at: datetime
    is_new: bool


def draw_brief(
    connection: duckdb.DuckDBPyConnection, settings: Settings, progress: Progress
) -> DrawnBrief | None:
    """Write the brief of a build; None where there is none, or where that failed.

    Its release is new where it is later than all that there are briefs of: neither at
    the first publication nor after a file was taken back.
    """
    progress.step("writing the release brief")
    try:
        brief = read_brief(connection)
        if brief is None:
            return None
        [[built_at]] = connection.execute(
            "select built_at at time zone 'UTC' from meta.build"
        ).fetchall()
        known = [path.stem for path in settings.brief_dir.glob("????-??-??.md")]
        is_new = bool(known) and str(brief.released_on) > max(known)
        return DrawnBrief(brief, as_markdown(brief), as_html(brief), built_at, is_new)
    except Exception as problem:  # whatever a library meets: the tables are sound
        first = str(problem).partition("\n")[0]
        progress.note(
            f"the release brief was not written ({type(problem).__name__}: {first})"
        )
    return None


def place_brief(
    settings: Settings, drawn: DrawnBrief | None, progress: Progress
) -> None:
    """Put it beside the report, renew the feed, and send a release that is new."""
    if drawn is None:
        return
    folder, name = settings.brief_dir, str(drawn.brief.released_on)
    try:
        feed = folder / "feed.xml"
        before = feed.read_bytes() if feed.exists() else b""
        renewed = feed_with(drawn.brief, drawn.html, drawn.built_at, before)
        write_whole(folder / f"{name}.html", drawn.html.encode())
        write_whole(folder / "index.html", drawn.html.encode())
        write_whole(feed, renewed)
        write_whole(folder / f"{name}.md", drawn.markdown.encode())
        for page in folder.glob("????-??-??.*"):
            if page.stem > name:  # its file was taken back
                page.unlink()
    except (WarehouseError, OSError) as problem:
        progress.note(f"the release brief was not written: {problem}")
        return
    if drawn.is_new:
        for warning in send_brief(settings, drawn):
            progress.note(warning)


def send_brief(settings: Settings, drawn: DrawnBrief) -> list[str]:
    """Hand the brief as JSON to the command and the webhook of the settings.

    Raises nothing: returns one line for each of them that did not take it.
    """
    hook = Hook(
        settings.on_release_command,
        settings.on_release_webhook,
        settings.on_release_seconds,
        settings.user_agent,
    )
    brief = drawn.brief
    message = {
        "text": f"{brief.title}, released {brief.released_on}. {brief.headline.text}",
        "released_on": str(brief.released_on),
        "reference_month": str(brief.month),
        "markdown": drawn.markdown,
        "html": drawn.html,
        "page": str(settings.brief_dir / f"{brief.released_on}.html"),
    }
    return [
        "nobody was sent the release brief by"
        f" TIC_WAREHOUSE_ON_RELEASE_{name}: {trouble}"
        for name, trouble in hook.hand_over(json.dumps(message).encode())
    ]
