"""dbt's documentation page, and the exposures that say who reads which table.

Belongs here: that the page is made of what is published, touches nothing else and
needs no network; that an exposure lists what is really read. Does not: the words on
the page, which are those of the models.
"""

import json
import re
import shutil
from pathlib import Path
from typing import Any

import duckdb
import pytest

from orchestration.errors import WarehouseError
from orchestration.publishing.docs_page import build_docs
from orchestration.settings import PROJECT_ROOT, Settings
from orchestration.transform.dbt_manifest import target_path
from tests.support.hostile_texts import HOSTILE_TEXTS, MARK
from tests.support.warehouses import state_of

TEXT_OF_A_FILE = HOSTILE_TEXTS["end of script"]
CHROMIUM = "/usr/bin/chromium"


@pytest.fixture(scope="module")
def page(published: Settings, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The documentation of the published database, made once, beside a copy of it.

    Making it changes nothing but the page: no build, no log, no byte of the database.
    """
    settings = Settings(data_dir=tmp_path_factory.mktemp("docs") / "data")
    settings.published_dir.mkdir(parents=True)
    shutil.copyfile(published.published_database, settings.published_database)
    with duckdb.connect(str(settings.published_database)) as connection:
        connection.execute("update meta.landed_files set note = ?", [TEXT_OF_A_FILE])
    before = state_of(settings.data_dir)
    made = build_docs(settings)
    after = state_of(settings.data_dir)
    assert set(after) - set(before) == {"published/docs/index.html"}
    assert {path: after[path] for path in before} == before
    return made


@pytest.fixture(scope="session")
def manifest(published: Settings) -> dict[str, Any]:
    """What dbt knows of the project."""
    return json.loads((target_path(published) / "manifest.json").read_bytes())


def test_it_shows_tables_columns_and_who_reads_them_without_a_network(
    page: Path,
) -> None:
    from playwright.sync_api import sync_playwright  # noqa: PLC0415

    asked: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox"]
        )
        tab = browser.new_page()
        tab.on("request", lambda request: asked.append(request.url))
        tab.goto(f"{page.as_uri()}#!/model/model.tic_warehouse.flows_by_country")
        tab.get_by_text("net_purchases_usd_mn").first.wait_for()
        table = tab.inner_text("body")
        tab.goto(f"{page.as_uri()}#!/exposure/exposure.tic_warehouse.report_page")
        tab.get_by_text("TIC Warehouse maintainers").wait_for()
        exposure = tab.inner_text("body")
        browser.close()
    assert "What it is not: all foreign flows" in table
    assert "DOUBLE" in table  # from the database: the catalogue was read
    assert "holdings_by_country" in exposure
    assert [url for url in asked if not url.startswith("file:")] == []


def test_it_shows_no_text_out_of_a_file(page: Path) -> None:
    assert f"window.{MARK}" not in page.read_text("utf-8")


def test_without_a_published_database_it_says_what_to_do(settings: Settings) -> None:
    with pytest.raises(WarehouseError, match="nothing is published yet; run"):
        build_docs(settings)


def test_what_dbt_cannot_read_is_told_in_its_words(
    published: Settings, tmp_path: Path
) -> None:
    (tmp_path / "dbt_project.yml").write_text("name: [broken\n")
    broken = Settings(data_dir=published.data_dir, dbt_project_dir=tmp_path)
    with pytest.raises(WarehouseError, match="cannot document the project") as told:
        build_docs(broken)
    assert "Traceback" not in str(told.value)


def test_a_published_file_that_cannot_be_read_is_named_itself(
    settings: Settings,
) -> None:
    settings.published_database.mkdir(parents=True)
    with pytest.raises(WarehouseError) as told:
        build_docs(settings)
    assert f"{settings.published_database}: a folder is in its place" in str(told.value)


def _exposed(manifest: dict[str, Any], name: str) -> set[str]:
    [exposure] = (
        each for each in manifest["exposures"].values() if each["name"] == name
    )
    return set(exposure["depends_on"]["nodes"])


def test_the_example_queries_expose_just_what_they_read(
    manifest: dict[str, Any],
) -> None:
    read = {
        table
        for node in manifest["nodes"].values()
        if node["resource_type"] == "analysis"
        for table in node["depends_on"]["nodes"]
    }
    assert _exposed(manifest, "example_queries") == read


def test_the_report_exposes_just_what_it_reads(manifest: dict[str, Any]) -> None:
    report = PROJECT_ROOT / "orchestration" / "publishing" / "report"
    code = " ".join(
        path.read_text().replace("\\n", " ")
        for path in report.rglob("*")
        if path.suffix in {".py", ".sql"}
    )
    named = set(re.findall(r"\b(?:from|join)\s+(?:quality\.)?(\w+)", code))
    read = {
        key
        for key, node in manifest["nodes"].items()
        if node["resource_type"] == "model" and node["name"] in named
    }
    assert _exposed(manifest, "report_page") == read


def test_metricflow_exposes_the_tables_of_its_metrics(
    manifest: dict[str, Any],
) -> None:
    read = {
        table
        for each in manifest["semantic_models"].values()
        for table in each["depends_on"]["nodes"]
    }
    assert read
    assert _exposed(manifest, "metricflow") == read


def test_an_exposure_has_an_owner_words_and_public_tables(
    manifest: dict[str, Any],
) -> None:
    public = {
        key
        for key, node in manifest["nodes"].items()
        if node["resource_type"] == "model" and node["fqn"][1] == "marts"
    }
    assert manifest["exposures"]
    for each in manifest["exposures"].values():
        assert each["owner"]["name"], each["name"]
        assert len(each["description"]) > 80, each["name"]
        assert set(each["depends_on"]["nodes"]) <= public, each["name"]
