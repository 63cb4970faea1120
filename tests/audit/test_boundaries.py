"""What a boundary makes of a check worker that died."""

from unittest.mock import create_autospec

import pytest

from expectations.check import between
from expectations.worker import CheckWorker, CheckWorkerDied
from orchestration.audit.boundaries import run_boundary
from orchestration.errors import WarehouseError
from orchestration.settings import Settings

CHECK = between(
    name="figures_are_small",
    table="raw.figures",
    column="figure",
    max_value=5,
    severity="warning",
    reason="they are counted on one hand",
    query="select 3 as figure",
)


def test_death_of_the_worker_is_one_sentence(settings: Settings) -> None:
    settings.build_database.parent.mkdir(parents=True, exist_ok=True)
    worker = create_autospec(CheckWorker, instance=True)
    worker.run_checks.side_effect = CheckWorkerDied("the process ended with status -9")
    with pytest.raises(
        WarehouseError,
        match=r"^the process ended with status -9; run again; if it ends again, there"
        r" is too little memory$",
    ):
        run_boundary(settings, worker, "raw", [CHECK])
