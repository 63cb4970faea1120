"""Land a file in a process of its own and measure its memory and its time."""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from orchestration.settings import PROJECT_ROOT

MOST_MEMORY = 512 * 1024**2  # bytes, for landing anything

_LAND = """
import json, sys, time
from pathlib import Path
from orchestration.landing.collect import land_file
from orchestration.settings import Settings

path = Path(sys.argv[1])
begun = time.process_time()
result = land_file(path, Settings(data_dir=path.parent / "data"), "hand")
seconds = time.process_time() - begun
# of this program alone: ru_maxrss would count what pytest held when it forked
status = Path("/proc/self/status").read_text()
peak = int(status.split("VmHWM:")[1].split()[0]) * 1024
rejections = [str(each) for each in result.rejections]
print(json.dumps([rejections, len(result.members), peak, seconds]))
"""


@dataclass(frozen=True)
class MeasuredLanding:
    """What landing a file took: `peak` in bytes, `seconds` of the processor."""

    rejections: list[str]
    members: int
    peak: int
    seconds: float


def land_measured(path: Path) -> MeasuredLanding:
    """Land a file into `data` beside it; raises where the process dies."""
    done = subprocess.run(
        [sys.executable, "-c", _LAND, str(path)],
        cwd=PROJECT_ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return MeasuredLanding(*json.loads(done.stdout))
