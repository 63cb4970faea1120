"""What of a build is out of date, what may be left, what goes before dbt begins."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from orchestration.settings import Settings
from orchestration.storage.connections import writer
from orchestration.storage.node_records import (
    NodeRecord,
    is_in_work,
    read_node_records,
    write_node_records,
)
from orchestration.transform.build_plan import (
    LEFT_AS_IT_IS,
    clear_for,
    plan_build,
    record_build,
)
from orchestration.transform.dbt_manifest import load_dbt_manifest
from tests.support.warehouses import copy_of

STAGED = "model.tic_warehouse.stg_ecb__reference_rates"
RATES = "model.tic_warehouse.fx_rates"
HOLDINGS = "model.tic_warehouse.holdings"
A_TEST = (
    "test.tic_warehouse.relationships_holdings_holder_code__holder_code__ref_holders_"
)
Manifest = dict[str, Any]


@pytest.fixture(scope="module")
def manifest(published: Settings) -> Manifest:
    return load_dbt_manifest(published)


@pytest.fixture(scope="module")
def warehouse(
    published: Settings, tmp_path_factory: pytest.TempPathFactory
) -> Settings:
    return copy_of(published, tmp_path_factory.mktemp("plan") / "data")


@pytest.fixture
def build(warehouse: Settings) -> Iterator[Settings]:
    """A build that starts as a copy of what is published."""
    content = warehouse.published_database.read_bytes()
    warehouse.build_database.write_bytes(content)
    yield warehouse
    warehouse.build_database.unlink()


def _records(settings: Settings) -> dict[str, NodeRecord]:
    with duckdb.connect(str(settings.build_database), read_only=True) as connection:
        return read_node_records(connection)


def _change(settings: Settings, node_id: str, **what: object) -> None:
    with writer(settings.build_database) as connection:
        record = read_node_records(connection)[node_id]
        write_node_records(connection, [replace(record, **what)])


def _land(settings: Settings, table: str) -> None:
    """As loading a raw table with another file records it."""
    _change(
        settings, f"raw.{table}", fingerprint="new files", done_at=datetime.now(UTC)
    )


def _tables(path: Path) -> set[str]:
    with duckdb.connect(str(path), read_only=True) as connection:
        rows = connection.sql(
            "select table_name from duckdb_tables() union"
            " select view_name from duckdb_views() where not internal"
        ).fetchall()
    return {name for [name] in rows}


def test_nothing_of_what_is_published_is_out_of_date(
    build: Settings, manifest: Manifest
) -> None:
    assert plan_build(build, manifest).reasons == {}


def test_what_reads_a_landed_file_is_built_and_what_is_below_may_be_left(
    build: Settings, manifest: Manifest
) -> None:
    _land(build, "ecb_reference_rates")
    plan = plan_build(build, manifest)
    assert plan.reasons[STAGED].startswith("it reads raw.ecb_reference_rates")
    assert plan.reasons[RATES] == "it reads stg_ecb__reference_rates, which changed"
    assert HOLDINGS not in plan.reasons
    assert STAGED not in plan.only_below
    assert RATES in plan.only_below


def test_changed_code_is_built_whatever_comes_out_above_it(
    build: Settings, manifest: Manifest
) -> None:
    _land(build, "ecb_reference_rates")
    _change(build, RATES, code_hash="of another text")
    plan = plan_build(build, manifest)
    assert "its SQL or Python" in plan.reasons[RATES]
    assert RATES not in plan.only_below


def test_with_another_library_nothing_is_left_as_it_is(
    build: Settings, manifest: Manifest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "orchestration.transform.node_fingerprints._locked", lambda: "duckdb==9"
    )
    plan = plan_build(build, manifest)
    assert plan.is_whole
    assert plan.only_below == frozenset()


def test_a_table_that_was_made_of_one_out_of_date_is_built(
    build: Settings, manifest: Manifest
) -> None:
    _land(build, "ecb_reference_rates")
    _change(build, RATES, fingerprint="")
    assert RATES not in plan_build(build, manifest).only_below


def test_a_table_above_that_was_built_since_is_a_change(
    build: Settings, manifest: Manifest
) -> None:
    """As after single assets, whose readers have not been built yet."""
    market = "model.tic_warehouse.market_monthly"
    _land(build, "ecb_reference_rates")
    assert market in plan_build(build, manifest).only_below
    _change(build, "model.tic_warehouse.yields", done_at=datetime.now(UTC))
    assert market not in plan_build(build, manifest).only_below


def test_a_test_that_warned_says_it_again(build: Settings, manifest: Manifest) -> None:
    _land(build, "ecb_reference_rates")
    passed = {
        node_id
        for node_id in plan_build(build, manifest).only_below
        if node_id.startswith("test.")
    }
    test = min(passed)
    _change(build, test, outcome="warn")
    assert test not in plan_build(build, manifest).only_below


def test_what_is_asked_for_is_built_and_nothing_else(
    build: Settings, manifest: Manifest
) -> None:
    plan = plan_build(build, manifest, {HOLDINGS})
    assert plan.reasons == {HOLDINGS: "it was asked for"}
    assert plan.only_below == frozenset()


def test_a_test_of_tables_of_different_days_is_not_asked(
    build: Settings, manifest: Manifest
) -> None:
    [test] = [name for name in manifest["nodes"] if name.startswith(A_TEST)]
    assert test in plan_build(build, manifest, {HOLDINGS, test}).reasons
    _change(build, "model.tic_warehouse.holders", fingerprint="of another day")
    assert test not in plan_build(build, manifest, {HOLDINGS, test}).reasons


def test_what_is_built_again_goes_first_and_so_does_what_nobody_makes(
    build: Settings, manifest: Manifest
) -> None:
    _land(build, "ecb_reference_rates")
    with writer(build.build_database) as connection:
        connection.execute("create table main.of_old as select 1 as figure")
        connection.execute("create macro main.known_of_old(day) as table select day")
        old = replace(
            read_node_records(connection)[RATES],
            node_id="model.tic_warehouse.of_old",
            table_name="of_old",
        )
        write_node_records(connection, [old])
    plan = plan_build(build, manifest)
    clear_for(build, manifest, plan)
    assert is_in_work(build)
    left = _tables(build.build_database)
    assert "of_old" not in left
    assert "stg_ecb__reference_rates" not in left
    assert "fx_rates" in left  # it may be left as it is
    assert "model.tic_warehouse.of_old" not in _records(build)
    with duckdb.connect(str(build.build_database), read_only=True) as connection:
        macros = connection.sql(
            "select function_name from duckdb_functions()"
            " where function_type = 'table_macro' and not internal"
        ).fetchall()
    assert ("known_of_old",) not in macros
    assert ("holdings_as_of",) in macros


def test_a_table_that_moved_leaves_nothing_where_it_was(
    build: Settings, manifest: Manifest
) -> None:
    with writer(build.build_database) as connection:
        connection.execute("create schema steps_of_old")
        connection.execute("create table steps_of_old.fx_rates as select 1 as figure")
    _change(build, RATES, table_schema="steps_of_old", fingerprint="of old")
    clear_for(build, manifest, plan_build(build, manifest))
    with duckdb.connect(str(build.build_database), read_only=True) as connection:
        schemas = connection.sql("select schema_name from duckdb_schemas()").fetchall()
    assert ("steps_of_old",) not in schemas
    assert ("raw",) in schemas


def test_what_was_left_keeps_its_day_and_reason_and_is_up_to_date(
    build: Settings, manifest: Manifest
) -> None:
    _land(build, "ecb_reference_rates")
    before = _records(build)
    plan = plan_build(build, manifest)
    clear_for(build, manifest, plan)
    outcomes = dict.fromkeys(plan.reasons, "built") | {RATES: LEFT_AS_IT_IS}
    record_build(build, plan, outcomes)
    assert not is_in_work(build)
    after = _records(build)
    assert after[RATES] == replace(
        before[RATES], fingerprint=plan.nodes[RATES].fingerprint
    )
    assert after[STAGED].done_at > before[STAGED].done_at
    assert plan_build(build, manifest).reasons == {}
