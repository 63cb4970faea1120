"""dbt's parsed project: read while it is whole, and else parsed again."""

import json
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from subprocess import Popen
from typing import Any

import pytest

from orchestration.errors import WarehouseError
from orchestration.settings import Settings
from orchestration.transform import dbt_manifest
from orchestration.transform.dbt_manifest import load_dbt_manifest, target_path

PARTS = ("nodes", "sources", "macros", "metrics", "parent_map", "child_map")
WHOLE: dict[str, Any] = {"metadata": {"dbt_version": version("dbt-core")}} | {
    part: {} for part in PARTS
}
OLD = WHOLE | {"metadata": {"dbt_version": "1.2.0"}}


@pytest.fixture
def parses_as(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Let a program that writes a text stand for dbt, which takes twenty seconds."""

    def replace(text: str) -> None:
        def start(
            _command: list[str], *, env: dict[str, str], stdout: int, **_: object
        ) -> Popen[str]:
            folder = Path(env[dbt_manifest.BUILD_DATABASE_VARIABLE]).parent
            (folder / "dbt").mkdir(parents=True, exist_ok=True)
            (folder / "dbt/manifest.json").write_text(text)
            return Popen(["/bin/true"], stdout=stdout, text=True)

        monkeypatch.setattr(dbt_manifest.subprocess, "Popen", start)

    return replace


@pytest.mark.parametrize(
    "damaged",
    [
        *("", "{", "[]", "null", "[" * 100_000, json.dumps(OLD)),
        *(json.dumps(WHOLE | {part: None}) for part in PARTS),
    ],
)
def test_a_damaged_or_old_manifest_is_parsed_again(
    settings: Settings, parses_as: Callable[[str], None], damaged: str
) -> None:
    parses_as(json.dumps(WHOLE))
    assert load_dbt_manifest(settings) == WHOLE
    parses_as("")
    assert load_dbt_manifest(settings) == WHOLE  # kept
    (target_path(settings) / "manifest.json").write_text(damaged)
    parses_as(json.dumps(WHOLE))
    assert load_dbt_manifest(settings) == WHOLE


def test_a_manifest_that_stays_damaged_is_told_and_not_parsed_for_ever(
    settings: Settings, parses_as: Callable[[str], None]
) -> None:
    parses_as("{")
    with pytest.raises(WarehouseError, match="left no manifest; delete this folder"):
        load_dbt_manifest(settings)


def test_a_damaged_stamp_is_no_stamp(
    settings: Settings, parses_as: Callable[[str], None]
) -> None:
    parses_as(json.dumps(WHOLE))
    load_dbt_manifest(settings)
    (target_path(settings) / "parsed.sha256").write_bytes(b"\xff\xfe")
    assert load_dbt_manifest(settings) == WHOLE
