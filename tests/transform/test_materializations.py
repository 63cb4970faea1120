"""How models and seeds come into the database: contracts, comments, what is there.

A dbt project of a few models with this project's macros, built twice by dbt itself.
"""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from orchestration.settings import PROJECT_ROOT

_MACROS = PROJECT_ROOT / "dbt_project" / "macros" / "configuration"
_CONTRACT = """
  - name: {name}
    description: Rows of {name}.
    config: {{contract: {{enforced: true}}}}
    constraints: [{{type: primary_key, columns: [holder]}}]
    columns:
      - {{name: holder, data_type: varchar, description: "It's a holder"}}
      - name: position
        data_type: double
        description: Held
        constraints: [{{type: not_null}}]
"""
_PROJECT = {
    "dbt_project.yml": """
name: small
profile: small
flags: {send_anonymous_usage_stats: false}
models: {+materialized: table, +persist_docs: {relation: true, columns: true}}
seeds: {+persist_docs: {relation: true, columns: true}}
""",
    "profiles.yml": """
small:
  target: build
  outputs:
    build: {type: duckdb, path: small.duckdb, threads: 1}
""",
    "seeds/codes.csv": 'code,holder,share\n042,Japan,1.5\n,"China, mainland",\n',
    "seeds/codes.yml": """
seeds:
  - name: codes
    description: Codes.
    config: {column_types: {share: double, holder: varchar, code: varchar}}
    columns: [{name: code, description: Code}]
""",
    "models/whole.sql": "select 1.0::double as position, 'Japan' as holder",
    "models/lacks_a_column.sql": "select 'Japan' as holder",
    "models/has_one_more.sql": (
        "select 'Japan' as holder, 1.0::double as position, 2 as rank"
    ),
    "models/is_another_type.sql": "select 'Japan' as holder, '1' as position",
    "models/has_a_null.sql": "select 'Japan' as holder, null::double as position",
    "models/is_there_twice.sql": (
        "select 'Japan' as holder, 1.0::double as position from range(2)"
    ),
    "models/models.yml": "models:"
    + "".join(
        _CONTRACT.format(name=name)
        for name in (
            *("whole", "lacks_a_column", "has_one_more", "is_another_type"),
            *("has_a_null", "is_there_twice"),
        )
    ),
    "models/looked_at.sql": (
        "{{ config(materialized='view') }} select holder from {{ ref('whole') }}"
    ),
    "models/looked_at.yml": """
models:
  - name: looked_at
    description: A view.
    columns: [{name: holder, description: Who}]
""",
    "models/counted.py": """
def model(dbt, session):
    dbt.config(materialized="table")
    return dbt.ref("whole").df().assign(count=2)
""",
    "models/changes_kind.sql": "{{ config(materialized='view') }} select 1 as number",
}


def _dbt(folder: Path) -> dict[str, str]:
    """Build the project; what dbt says of each node: success, or the error."""
    subprocess.run(
        [
            *(str(Path(sys.executable).with_name("dbt")), "build", "--quiet"),
            *("--profiles-dir", "."),
        ],
        cwd=folder,
        check=False,
        capture_output=True,
    )
    results = json.loads((folder / "target" / "run_results.json").read_text())
    return {
        each["unique_id"].rpartition(".")[2]: each["message"]
        if each["status"] == "error"
        else each["status"]
        for each in results["results"]
    }


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """The project built twice, with a view that became a table in between."""
    folder = tmp_path_factory.mktemp("small")
    for name, text in _PROJECT.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    (folder / "macros").mkdir()
    for name in ("materializations.sql", "unchanged_rows.sql"):
        shutil.copy(_MACROS / name, folder / "macros")
    first = _dbt(folder)
    assert first["changes_kind"] == "success"
    (folder / "models/changes_kind.sql").write_text("select 2 as number")
    (folder / "models/whole.sql").write_text(
        "select 3.0::double as position, 'Japan' as holder"
    )
    second = _dbt(folder)
    assert second == first
    return folder, second


@pytest.mark.parametrize(
    ("model", "reason"),
    [
        ("lacks_a_column", "| position    |                 | DOUBLE        |"),
        ("has_one_more", "| rank        | INTEGER         |"),
        ("is_another_type", "data type mismatch"),
        ("has_a_null", "NOT NULL constraint failed: has_a_null.position"),
        ("is_there_twice", 'constraint violation: duplicate key "Japan"'),
    ],
)
def test_a_model_that_breaks_its_contract_says_how(
    built: tuple[Path, dict[str, str]], model: str, reason: str
) -> None:
    _, said = built
    assert reason in said[model]
    with duckdb.connect(str(built[0] / "small.duckdb"), read_only=True) as connection:
        tables = connection.sql("select table_name from duckdb_tables()").fetchall()
    assert (model,) not in tables


def test_what_was_there_is_replaced_with_constraints_and_comments(
    built: tuple[Path, dict[str, str]],
) -> None:
    folder, said = built
    whole = ("whole", "looked_at", "counted", "changes_kind", "codes")
    assert {said[name] for name in whole} == {"success"}
    with duckdb.connect(str(folder / "small.duckdb"), read_only=True) as connection:

        def rows(query: str) -> list[tuple[object, ...]]:
            return connection.sql(query).fetchall()

        assert rows("from whole") == [("Japan", 3.0)]
        assert rows("from counted") == [("Japan", 3.0, 2)]
        assert rows("from looked_at") == [("Japan",)]
        assert rows("from codes") == [
            ("042", "Japan", 1.5),
            (None, "China, mainland", None),
        ]
        assert rows(
            "select table_name, comment from duckdb_tables() union all"
            " select view_name, comment from duckdb_views() where not internal"
            " order by all"
        ) == [
            ("changes_kind", None),
            ("codes", "Codes."),
            ("counted", None),
            ("looked_at", "A view."),
            ("whole", "Rows of whole."),
        ]
        assert rows(
            "select column_name, data_type, comment, is_nullable from duckdb_columns()"
            " where table_name = 'whole'"
        ) == [
            ("holder", "VARCHAR", "It's a holder", False),
            ("position", "DOUBLE", "Held", False),
        ]
        assert rows(
            "select constraint_text from duckdb_constraints()"
            " where table_name = 'whole' and constraint_type = 'PRIMARY KEY'"
        ) == [("PRIMARY KEY(holder)",)]
