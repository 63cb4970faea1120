"""What the Dagster UI tells of the assets: people, columns, links."""

import html
import re

import dagster
import pyarrow
import pytest
from dagster import AssetKey
from dagster._core.definitions.assets.graph.asset_graph import AssetGraph
from markdown_it import MarkdownIt

from expectations import CheckResult
from expectations.published import published_checks
from orchestration.dagster_app.asset_metadata import (
    COLUMN_LINEAGE,
    COLUMN_SCHEMA,
    ROW_COUNT,
    columns_of,
    in_paragraphs,
    rows_as_table,
    tag_of,
    translate_errors,
)
from orchestration.dagster_app.assets.landed import INBOX
from orchestration.dagster_app.checks import _as_asset_check
from orchestration.definitions import build_defs
from orchestration.errors import WarehouseError, printable
from orchestration.progress import LogProgress
from orchestration.settings import Settings
from tests.support.hostile_texts import HOSTILE_TEXTS, SHOWN


@pytest.fixture(scope="module")
def graph(published: Settings) -> AssetGraph:
    return build_defs(published).resolve_asset_graph()


@pytest.fixture(scope="module")
def history(published: Settings) -> dagster.DagsterInstance:
    return dagster.DagsterInstance.from_config(str(published.dagster_home))


def _told(history: dagster.DagsterInstance, *path: str) -> dict:
    event = history.get_latest_materialization_event(AssetKey(path))
    assert event is not None, path
    assert event.asset_materialization is not None
    return dict(event.asset_materialization.metadata)


def test_a_description_has_a_paragraph_for_each_of_its_parts() -> None:
    text = "What it is. Grain: one row. Steps: a; b. What it is not: a sale."
    assert in_paragraphs(text).split("\n\n") == [
        "What it is.",
        "**Grain:** one row.",
        "**Steps:** a; b.",
        "**What it is not:** a sale.",
    ]


def test_columns_carry_type_and_comment() -> None:
    schema = pyarrow.schema(
        [pyarrow.field("day", pyarrow.date32(), metadata={"comment": "A day"})]
    )
    [column] = columns_of(schema).columns
    assert (column.name, column.type, column.description) == (
        "day",
        "date32[day]",
        "A day",
    )


def test_failing_rows_stand_in_columns_and_a_date_is_shown_as_text() -> None:
    rows = [{"day": pyarrow.scalar(1), "figure": 2.5}, {"figure": None, "name": "x"}]
    table = rows_as_table(rows)
    assert table.schema is not None
    assert [column.name for column in table.schema.columns] == ["day", "figure", "name"]
    assert [record.data for record in table.records] == [
        {"day": "1", "figure": 2.5, "name": None},
        {"day": None, "figure": None, "name": "x"},
    ]


@pytest.mark.parametrize("key", HOSTILE_TEXTS)
def test_texts_out_of_files_act_nowhere_in_the_ui(
    key: str, caplog: pytest.LogCaptureFixture
) -> None:
    text, as_it_is = HOSTILE_TEXTS[key], SHOWN[key]
    [record] = rows_as_table([{"label": text}]).records
    assert record.data["label"] == as_it_is
    with pytest.raises(dagster.Failure) as failed, translate_errors():
        raise WarehouseError(text)
    assert (failed.value.description or "").startswith(as_it_is)
    LogProgress().note(text)
    assert caplog.messages == [as_it_is]


@pytest.mark.parametrize("text", HOSTILE_TEXTS.values())
def test_what_a_check_found_is_no_markdown(text: str) -> None:
    [check, *_] = published_checks()
    result = CheckResult(
        table=check.table,
        name=check.name,
        severity=check.severity,
        passed=False,
        observed=text,
        rows_judged=1,
        failing_rows=[{"label": text}],
        message=f"main.holdings: it failed for {text}",
        reason=check.reason,
        expectation=check.expectation,
        arguments_json="{}",
    )
    evaluated = _as_asset_check(check, result)
    found = (evaluated.description or "").partition("\n")[0]
    page = MarkdownIt("commonmark").enable("strikethrough").render(found)
    assert re.findall(r"<[^>]*>", page) == ["<p>", "</p>"]
    words = html.unescape(re.sub(r"</?p>\n?", "", page))
    assert words.split() == f"main.holdings: it failed for {printable(text)}".split()
    assert "https://" not in found


def test_a_tag_has_no_spaces() -> None:
    assert tag_of("Federal Reserve Board, H.15") == "federal-reserve-board-h.15"


def test_a_failure_says_what_was_wrong_and_what_to_do_next() -> None:
    with pytest.raises(dagster.Failure) as failed, translate_errors():
        raise WarehouseError("slt_table3.txt, line 4: land it again")
    said = failed.value.description or ""
    assert said.startswith("slt_table3.txt, line 4: land it again")
    assert "What to do next" in said
    assert isinstance(failed.value.__cause__, WarehouseError)


def test_every_asset_has_an_owner_a_kind_and_a_description(graph: AssetGraph) -> None:
    for key in graph.get_all_asset_keys():
        node = graph.get(key)
        assert node.owners, key
        assert node.kinds, key
        assert node.description, key


def test_every_landed_and_raw_asset_links_to_its_publisher(graph: AssetGraph) -> None:
    for key in graph.get_all_asset_keys():
        if key.path[0] in ("landed", "raw") and key != INBOX:
            metadata = graph.get(key).metadata
            links = [name for name in metadata if name.startswith("publisher: ")]
            assert links, f"{key}: give its block in sources/ a url or a page"
            for link in links:
                assert metadata[link].value.startswith("https://"), (key, link)
            assert metadata["dagster/uri"], key


def test_no_asset_is_fresh_because_a_run_passed_by(graph: AssetGraph) -> None:
    for key in graph.get_all_asset_keys():
        assert graph.get(key).freshness_policy is None, key


def test_every_table_shows_its_columns_with_types_and_comments(
    graph: AssetGraph, history: dagster.DagsterInstance
) -> None:
    for key in graph.get_all_asset_keys():
        if key.path[0] in ("landed", "remote"):
            continue
        told = _told(history, *key.path).get(COLUMN_SCHEMA)
        schema = told.schema if told else graph.get(key).metadata[COLUMN_SCHEMA]
        schema = getattr(schema, "schema", schema)
        assert schema.columns, key
        for column in schema.columns:
            assert column.type != "?", (key, column.name)
            assert column.description, (key, column.name)


def test_every_table_but_a_view_shows_its_rows(
    graph: AssetGraph, history: dagster.DagsterInstance
) -> None:
    for key in graph.get_all_asset_keys():
        if key.path[0] not in ("landed", "staging", "remote"):
            assert _told(history, *key.path)[ROW_COUNT].value >= 0, key


def test_a_published_column_leads_back_to_its_staging_column(
    history: dagster.DagsterInstance,
) -> None:
    def behind(column: str, *path: str) -> set[tuple[str, str]]:
        lineage = _told(history, *path)[COLUMN_LINEAGE].value
        return {
            (dep.asset_key.to_user_string(), dep.column_name)
            for dep in lineage.deps_by_column[column]
        }

    assert behind("units_per_usd", "published", "fx_rates") == {
        ("marts/fx_rates", "units_per_usd")
    }
    assert behind("units_per_usd", "marts", "fx_rates") == {
        ("staging/stg_ecb__reference_rates", "units_per_usd"),
        ("staging/stg_fred__noon_rates", "units_per_usd"),
    }
    assert ("raw/mof_jgb", "cell_value") in behind(
        "par_yield_pct", "staging", "stg_mof__jgb"
    )


def test_marts_show_the_same_rows_and_latest_month_as_what_is_published(
    history: dagster.DagsterInstance,
) -> None:
    for table in ("holdings", "yields", "market_monthly"):
        mart = _told(history, "marts", table)
        reader = _told(history, "published", table)
        assert mart[ROW_COUNT].value == reader[ROW_COUNT].value > 0
        assert mart["latest"].value == reader["latest"].value
