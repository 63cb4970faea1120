"""All kinds of hostile servers, and one attack by each on an update.

Belongs here: `KINDS`, and `attack`, which measures what an update makes of one of them.
Does not: what one kind answers (`hostile_heads.py`, `hostile_bodies.py`,
`hostile_redirects.py`).
"""

import time
import tracemalloc
from dataclasses import dataclass
from pathlib import Path

from orchestration.landing.collect import fetch_all
from orchestration.landing.snapshot import unpacked
from orchestration.settings import PROJECT_ROOT, Settings
from orchestration.sources import all_sources
from tests.support.hostile_bodies import CHUNKS, COMPRESSION, LENGTHS, NO_FILES
from tests.support.hostile_heads import CONNECTIONS, HEADERS, STATUS_LINES, Hostile
from tests.support.hostile_redirects import REDIRECTS
from tests.support.listener import Heard
from tests.support.raw_server import raw_server

GROUPS = {
    "connection": CONNECTIONS,
    "status line": STATUS_LINES,
    "headers": HEADERS,
    "length": LENGTHS,
    "chunks": CHUNKS,
    "compression": COMPRESSION,
    "not the file": NO_FILES,
    "redirect": REDIRECTS,
}
KINDS: dict[str, Hostile] = {
    f"{group}: {name}": kind
    for group, kinds in GROUPS.items()
    for name, kind in kinds.items()
}
LIMIT_SECONDS = 1.0
SOUND = "tic_slt_table5"


@dataclass(frozen=True)
class Attack:
    """What one server did: lines shown, seconds, peak of memory, files left."""

    notes: tuple[str, ...]
    seconds: float
    peak_bytes: int
    files: tuple[Path, ...]


def attack(kind: Hostile, data_dir: Path) -> Attack:
    """Update from this server alone, with a limit of one second and two attempts."""
    bundled = PROJECT_ROOT / "data" / "bundled" / "tic" / "slt_table5"
    sound = unpacked(bundled / "2026-06-18.txt.gz")
    with raw_server(lambda _connection: None) as server:
        server.answer = kind.answer(sound, server)
        settings = Settings(
            data_dir=data_dir,
            fetch_attempts=2,
            fetch_backoff_seconds=0,
            connect_timeout_seconds=LIMIT_SECONDS / 2,
            read_timeout_seconds=LIMIT_SECONDS / 2,
            total_timeout_seconds=LIMIT_SECONDS,
            redirect_origins=(server.origin,),
        )
        address = server.url.replace("http:", f"{kind.scheme}:")
        source = all_sources()[SOUND].model_copy(update={"urls": (address,)})
        heard = Heard()
        tracemalloc.start()
        start = time.monotonic()
        try:
            fetch_all(settings, heard, [source])
            seconds = time.monotonic() - start
            _, peak_bytes = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
    record = settings.intake_record_path  # what the server answered, not what it sent
    files = tuple(
        path for path in data_dir.rglob("*") if path.is_file() and path != record
    )
    return Attack(tuple(heard.notes), seconds, peak_bytes, files)
