"""What `dagster dev -m orchestration.ui` loads: the definitions for this machine."""

from orchestration.definitions import build_defs
from orchestration.settings import Settings

defs = build_defs(Settings())
