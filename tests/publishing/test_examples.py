"""The examples that ship in the database: each runs there, and some answers are known.

Belongs here: `meta.examples`. Does not: the figures of the tables that they read.
"""

import duckdb
import pytest

from orchestration.publishing.examples import as_typed_query
from orchestration.settings import PROJECT_ROOT

Connection = duckdb.DuckDBPyConnection

NAMES = sorted(
    path.stem for path in (PROJECT_ROOT / "dbt_project" / "analyses").glob("*.sql")
)
MANIFEST = {
    "nodes": {
        "one": {
            "resource_type": "model",
            "name": "a",
            "schema": "main",
            "alias": "a",
        },
        "two": {
            "resource_type": "model",
            "name": "b",
            "schema": "quality",
            "alias": "b",
        },
    }
}


def _query(connection: Connection, name: str) -> str:
    [(query,)] = connection.execute(
        "select query from meta.examples where example_id = ?", [name]
    ).fetchall()
    return str(query)


def test_there_are_twenty_and_each_asks_a_question(connection: Connection) -> None:
    found = connection.execute("select example_id, question from meta.examples")
    rows = found.fetchall()
    assert sorted(name for name, _ in rows) == NAMES
    assert rows[0][0] == "is_japan_selling"
    assert len(rows) >= 20
    assert all("?" in question for _, question in rows)


@pytest.mark.parametrize("name", NAMES)
def test_an_example_runs_as_it_stands_and_answers(
    connection: Connection, name: str
) -> None:
    assert connection.execute(_query(connection, name)).fetchall(), name


@pytest.mark.parametrize(
    ("name", "first_row"),
    [
        # 1,143,139 in line "Japan 42609 2026-05" of Table 3
        ("largest_holders_today", ("Japan", "2026-05-31", 1_143_139.0)),
        # June 2010 of "For. Official" in mfhhis01: 2688.7 closes series X, 3071.4 opens
        (
            "months_printed_twice",
            ("mfh-2010-06", "2010-06-30", "Foreign Official", 2_688_700.0, 3_071_400.0),
        ),
    ],
)
def test_an_answer_is_the_known_one(
    connection: Connection, name: str, first_row: tuple[object, ...]
) -> None:
    found = connection.execute(_query(connection, name)).fetchone()
    assert found is not None
    assert tuple(
        each if isinstance(each, (str, float)) else str(each)
        for each in found[: len(first_row)]
    ) == tuple(first_row)


def test_a_query_has_the_names_that_a_person_types() -> None:
    assert (
        as_typed_query("from {{ ref('a') }} join {{ ref('b') }}\n", MANIFEST)
        == "from a join quality.b"
    )
