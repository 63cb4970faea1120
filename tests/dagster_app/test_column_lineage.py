"""Column lineage: read from SQL that is written as this project writes it."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from dagster import AssetKey

from orchestration.dagster_app import column_lineage as module
from orchestration.dagster_app.column_lineage import Lineage, column_lineage

PARENTS = {
    '"warehouse"."main"."first"': (
        AssetKey(["marts", "first"]),
        {"day": "date", "rate": "double", "name": "varchar"},
    ),
    '"warehouse"."main"."second"': (
        AssetKey(["marts", "second"]),
        {"name": "varchar", "day": "date", "price": "double"},
    ),
}


def _behind(sql: str) -> dict[str, list[str]] | None:
    found = column_lineage(sql, PARENTS)
    return found and {
        column: [f"{dep.asset_key.path[-1]}.{dep.column_name}" for dep in deps]
        for column, deps in found.deps_by_column.items()
    }


def test_a_column_is_followed_through_stars_and_renames_to_its_tables() -> None:
    assert _behind("""
        with first as (select * from "warehouse"."main"."first"),
        final as (
            select day as date, rate * 2 as doubled, count(*) as days
            from first group by all
        )
        select * from final
    """) == {"date": ["first.day"], "doubled": ["first.rate"], "days": []}


def test_a_union_by_name_is_joined_by_names_and_not_by_places() -> None:
    assert _behind("""
        with first as (select * from "warehouse"."main"."first"),
        second as (select * from "warehouse"."main"."second"),
        final as (
            select * from first union all by name select * from second
        )
        select * from final
    """) == {
        "day": ["first.day", "second.day"],
        "rate": ["first.rate"],
        "name": ["first.name", "second.name"],
        "price": ["second.price"],
    }


def test_three_unions_in_a_row_are_joined_by_names_too() -> None:
    first = '(select day, rate from "warehouse"."main"."first")'
    second = '(select price as rate, day from "warehouse"."main"."second")'
    assert _behind(
        f"select * from {first} union all by name select * from {second}"
        f" union all by name select rate, day from {first}"
    ) == {
        "day": ["first.day", "second.day"],
        "rate": ["first.rate", "second.price"],
    }


def test_what_cannot_be_followed_has_no_lineage_rather_than_half_of_one() -> None:
    assert (
        _behind("""
            with long as (
                unpivot (select * from "warehouse"."main"."first") on rate
                into name kind value figure
            )
            select * from long
        """)
        is None
    )
    assert _behind("select day from (") is None


def _lineage(target: Path, columns_of_first: Mapping[str, str]) -> Lineage:
    """A project of one model that reads one table, compiled in `target`."""

    def node(kind: str, name: str, columns: Mapping[str, str]) -> dict[str, Any]:
        return {
            "resource_type": kind,
            "name": name,
            "package_name": "project",
            "original_file_path": f"models/{name}.sql",
            "relation_name": f'"warehouse"."main"."{name}"',
            "depends_on": {"nodes": ["source.first"] if kind == "model" else []},
            "columns": {
                column: {"name": column, "data_type": kind}
                for column, kind in columns.items()
            },
        }

    manifest = {
        "nodes": {"model.second": node("model", "second", {})},
        "sources": {"source.first": node("source", "first", columns_of_first)},
    }
    return Lineage(
        manifest, target, lambda props: AssetKey([props["name"]]), lambda _: {}
    )


@pytest.fixture
def compiled(tmp_path: Path) -> Path:
    """The compiled SQL of the model."""
    path = tmp_path / "compiled" / "project" / "models" / "second.sql"
    path.parent.mkdir(parents=True)
    path.write_text('select day, rate from "warehouse"."main"."first"')
    return path


def test_a_model_is_traced_once_and_again_where_what_it_is_made_of_has_changed(
    tmp_path: Path, compiled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    traced = []

    def trace(sql: str, parents: Any) -> Any:  # noqa: ANN401
        traced.append(sql)
        return column_lineage(sql, parents)

    monkeypatch.setattr(module, "column_lineage", trace)
    columns = {"day": "date", "rate": "double"}
    first = _lineage(tmp_path, columns).of("model.second")
    assert first is not None
    assert [str(dep.asset_key) for dep in first.deps_by_column["day"]] == [
        str(AssetKey(["first"]))
    ]
    assert _lineage(tmp_path, columns).of("model.second") == first
    assert len(traced) == 1
    _lineage(tmp_path, columns | {"price": "double"}).of("model.second")
    assert len(traced) == 2
    compiled.write_text('select day from "warehouse"."main"."first"')
    again = _lineage(tmp_path, columns).of("model.second")
    assert again is not None
    assert list(again.deps_by_column) == ["day"]
    assert len(traced) == 3


@pytest.mark.parametrize("kept", ["", "{", "[]", json.dumps({"made_of": 1}), "\xff"])
def test_a_damaged_lineage_is_traced_again(
    tmp_path: Path, compiled: Path, kept: str
) -> None:
    columns = {"day": "date", "rate": "double"}
    first = _lineage(tmp_path, columns).of("model.second")
    (tmp_path / "lineage" / "model.second.json").write_text(kept)
    assert first is not None
    assert _lineage(tmp_path, columns).of("model.second") == first


def test_a_model_that_cannot_be_followed_is_kept_as_such(
    tmp_path: Path, compiled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    compiled.write_text("select day from (")
    assert _lineage(tmp_path, {}).of("model.second") is None
    monkeypatch.setattr(module, "column_lineage", None)  # which would raise
    assert _lineage(tmp_path, {}).of("model.second") is None
