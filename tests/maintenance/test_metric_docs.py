"""`docs/metrics.md` says what the models say.

Belongs here: the page and the blocks it is made of. Does not: what the metrics compute.
"""

from typing import Any

import duckdb
import pytest

from orchestration.errors import WarehouseError
from orchestration.maintenance.metric_docs import (
    MARTS,
    PAGE,
    PARTS,
    description_parts,
    entry,
    metric_of,
    models,
    page,
)

METRICS = {model["name"]: model for _, model in models() if metric_of(model)}


def test_the_committed_page_is_what_the_models_say_now() -> None:
    assert PAGE.read_text() == page(), (
        "docs/metrics.md is old: run python -m orchestration.maintenance.metric_docs"
    )


def test_every_model_of_the_folder_of_metrics_has_its_block() -> None:
    files = {
        path.stem
        for path in (MARTS / "metrics").iterdir()
        if path.suffix in {".sql", ".py"}
    }
    assert len(files) > 15
    assert files <= METRICS.keys()


@pytest.mark.parametrize("name", sorted(METRICS))
def test_a_metric_is_on_the_page_with_all_its_parts(name: str) -> None:
    text = PAGE.read_text()
    _, _, rest = text.partition(f"### `{name}`\n")
    told = rest.partition("\n### ")[0]
    for part in PARTS:
        assert " ".join(METRICS[name]["config"]["meta"]["metric"][part].split()) in told
    assert "- Grain: " in told, "its description says no grain"


def test_each_table_on_the_page_is_published(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    tables = {
        name
        for (name,) in connection.execute(
            "select table_name from meta.tables where kind = 'table'"
        ).fetchall()
    }
    assert METRICS.keys() <= tables


MODEL: dict[str, Any] = {
    "name": "some_shares",
    "description": "Who holds\n  what. Grain: one row. What it is not: a sale.",
    "config": {
        "meta": {
            "metric": {"formula": "a / b", "unit": "%", "source": "x", "caveat": "c"}
        }
    },
}


def test_a_block_is_laid_out_with_its_description() -> None:
    assert entry(MODEL, MODEL["config"]["meta"]["metric"]) == (
        "### `some_shares`\n\nWho holds what.\n\n- Grain: one row.\n"
        "- Formula: `a / b`\n- Unit: %\n- Source: x\n- Caveat: c\n"
        "- What it is not: a sale.\n"
    )


def test_a_description_without_labels_stands_whole() -> None:
    assert description_parts("Who holds what.") == {"": "Who holds what."}


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("text", ["", "  ", None])
def test_a_block_that_lacks_a_part_is_refused(part: str, text: str | None) -> None:
    block = MODEL["config"]["meta"]["metric"] | {part: text}
    with pytest.raises(WarehouseError, match=f"some_shares has no {part}"):
        metric_of(MODEL | {"config": {"meta": {"metric": block}}})


def test_a_model_without_a_block_is_no_metric() -> None:
    assert metric_of({"name": "holders", "description": "Codes."}) is None
