"""Whatever a build depends on changes its fingerprint, so that the next run notices."""

import shutil
from pathlib import Path

import pytest

from orchestration.settings import PROJECT_ROOT, Settings
from orchestration.storage import fingerprint as module
from orchestration.storage.fingerprint import fingerprint


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the code that a build depends on."""
    root = tmp_path_factory.mktemp("checkout")
    for name in ("orchestration", "expectations", "dbt_project"):
        skip = shutil.ignore_patterns("target", "logs", "__pycache__")
        shutil.copytree(PROJECT_ROOT / name, root / name, ignore=skip)
    shutil.copy(PROJECT_ROOT / "requirements.lock", root)
    return root


@pytest.fixture
def settings(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setattr(module, "PROJECT_ROOT", checkout)
    return Settings(
        data_dir=checkout / "data", dbt_project_dir=checkout / "dbt_project"
    )


@pytest.mark.parametrize(
    "path",
    [
        "orchestration/parsing/tic/slt_tables.py",
        "orchestration/sources/tic.yml",
        "orchestration/publishing/report/sql/answer/answer.sql",
        "orchestration/publishing/report/assets/report.css",
        "expectations/published/holdings.py",
        "dbt_project/dbt_project.yml",
        "dbt_project/seeds/holders/holder_labels.csv",
        "dbt_project/macros/holdings/holdings_known.sql",
        "dbt_project/models/marts/holdings/holdings.yml",
        "dbt_project/models/docs/flows.md",
        "requirements.lock",
    ],
)
def test_a_changed_file_is_noticed(
    checkout: Path, settings: Settings, path: str
) -> None:
    before = fingerprint(settings)
    with (checkout / path).open("a") as file:
        file.write("\n")
    assert fingerprint(settings) != before


def test_a_folder_with_another_name_is_noticed(
    checkout: Path, settings: Settings
) -> None:
    """The folder of a model gives its schema: dbt_project.yml names it."""
    before = fingerprint(settings)
    folder = checkout / "dbt_project/models/marts/quality"
    folder.rename(folder.with_name("quality2"))  # in the same place of the order
    assert fingerprint(settings) != before


def test_a_landing_and_a_new_file_are_noticed_and_nothing_else(
    checkout: Path, settings: Settings
) -> None:
    before = fingerprint(settings)
    (checkout / "dbt_project/target").mkdir()
    (checkout / "dbt_project/target/manifest.yml").write_text("made by dbt")
    (checkout / "dbt_project/notes.swp").write_text("an editor's")
    assert fingerprint(settings) == before
    new = checkout / "dbt_project/macros/new.sql"
    new.write_text("-- nothing")
    with_macro = fingerprint(settings)
    assert with_macro != before
    sidecar = settings.landed_dir / "tic/slt_table5/0123.json"
    sidecar.parent.mkdir(parents=True)
    sidecar.write_text("{}")
    assert fingerprint(settings) != with_macro
