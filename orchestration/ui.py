"""What `dagster dev -m orchestration.ui` loads: the definitions for this machine.

Started by `make ui`, which keeps the web server and the daemon that asks the schedules
and the inbox sensor.
"""

from orchestration.definitions import build_defs
from orchestration.progress import Logged
from orchestration.settings import Settings

defs = build_defs(Settings(), Logged())
