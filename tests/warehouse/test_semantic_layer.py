"""The metrics for MetricFlow: what they name is there, and they add up as they should.

Belongs here: dbt_project/models/semantic as dbt parsed it. MetricFlow itself is no part
of the installed set; what it answered stands in docs/clients.md, and the figures there
are held against the tables here.
"""

import json
import re
from typing import Any

import duckdb
import pytest

from orchestration.settings import PROJECT_ROOT, Settings
from orchestration.transform.dbt_manifest import target_path

Connection = duckdb.DuckDBPyConnection


@pytest.fixture(scope="module")
def semantic(published: Settings) -> dict[str, Any]:
    """What dbt hands to MetricFlow."""
    path = target_path(published) / "semantic_manifest.json"
    return json.loads(path.read_bytes())


def _unit(connection: Connection, table: str, column: str) -> str | None:
    found = connection.execute(
        "select unit from meta.columns where table_schema = 'main'"
        " and table_name = ? and column_name = ?",
        [table, column],
    ).fetchall()
    assert found, f"{table}.{column} is not there"
    return found[0][0]


def test_every_name_is_a_column_of_its_table_and_a_measure_is_money(
    semantic: dict[str, Any], connection: Connection
) -> None:
    for model in semantic["semantic_models"]:
        table = model["node_relation"]["alias"]
        for part in [*model["entities"], *model["dimensions"]]:
            _unit(connection, table, part["expr"] or part["name"])
        for measure in model["measures"]:
            assert _unit(connection, table, measure["expr"]) == "USD million"


def test_a_position_is_not_added_up_over_months_and_a_flow_is(
    semantic: dict[str, Any],
) -> None:
    stocks = {
        measure["name"]: (measure["non_additive_dimension"] or {}).get("window_choice")
        for model in semantic["semantic_models"]
        for measure in model["measures"]
    }
    assert stocks == {
        "position": "max",
        "position_in_instrument": "max",
        "net_purchases": None,
        "valuation_change": None,
        "other_change": None,
    }


def test_every_metric_is_of_one_instrument_and_says_what_it_is(
    semantic: dict[str, Any],
) -> None:
    for metric in semantic["metrics"]:
        assert metric["label"], metric["name"]
        assert metric["description"].strip().endswith("."), metric["name"]
        filters = (metric["filter"] or {"where_filters": []})["where_filters"]
        if "bills_position" in metric["name"]:
            [found] = filters
            assert "__instrument') }} = 'short_term'" in found["where_sql_template"]
        else:
            assert not filters


def test_the_figures_of_the_page_are_those_of_the_tables(
    connection: Connection,
) -> None:
    page = (PROJECT_ROOT / "docs" / "clients.md").read_text()
    printed = {
        int(year): [float(figure) for figure in figures.split()]
        for year, figures in re.findall(r"^(20\d\d)-01-01T\S+ +(.+)$", page, re.M)
    }
    found = connection.execute(
        """
        select
            year(reference_month),
            arg_max(position_usd_mn, reference_month),
            sum(net_purchases_usd_mn),
            sum(valuation_change_usd_mn),
            sum(other_change_usd_mn),
        from flows_by_country
        where holder_name = 'Japan'
        group by all
        """
    ).fetchall()
    answered = {year: list(figures) for year, *figures in found if year in printed}
    assert len(answered) == 3
    for year, (position, *flows) in answered.items():
        assert printed[year][1:] == flows
        assert printed[year][0] == float(f"{position:.6g}")
