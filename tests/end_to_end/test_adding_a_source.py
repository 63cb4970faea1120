"""The README's walk through a new source, followed in a copy of the project.

Four places and no fifth: a block, a parse function, a staging view with its YAML, and
this file's fixture. The copy then lands the file and publishes its figures.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

PROJECT = Path(__file__).parents[2]

FIXTURE = "gilt_date;ten_year\n2026-01-05;4.51\n2026-01-06;4.53\n"

BLOCK = """
- id: example_gilts
  publisher: Debt office of an example
  title: Ten-year gilt yields
  folder: example/gilts
  parser: markets.example_gilts:parse
  raw_table: example_gilts
  urls: [https://example.invalid/gilts.csv]
  cadence: daily
  licence: for this test only
  redistribute: false
  unit: percent per year
  columns: [ten_year]
  size_bytes: {floor: 10, ceiling: 1000}
  max_gap_days: 7
  plausible: {minimum: -2, maximum: 25, jump: 4}
"""

PARSER = '''
"""Gilt yields of an example: semicolons, ISO dates."""

from datetime import date

from orchestration.parsing.document import Document, ParsedFile, melt


def recognise(document: Document) -> str | None:
    """`example_gilts`, or None, by the heading."""
    return "example_gilts" if document.head().startswith("gilt_date;") else None


def parse(document: Document, expected_columns: list[str]) -> ParsedFile:
    """All cells of the one column."""
    header, *data = document.rows(";")
    if header.cells[1:] != expected_columns:
        raise document.error("the columns changed", 1, ";".join(header.cells))
    return ParsedFile(
        melt(
            document,
            data,
            columns=[1],
            missing=[""],
            by_row={
                "period": [row.cells[0] for row in data],
                "reference_date": [date.fromisoformat(row.cells[0]) for row in data],
            },
            by_column={"label": expected_columns, "measure": ["par_yield"]},
        )
    )
'''

VIEW = """
with

{{ newest_cells('example_gilts') }},

final as (
    select
        newest.date,
        newest.figure as par_yield_pct,
    from newest
)

select * from final
"""

VIEW_YAML = """
sources:
  - name: raw
    schema: raw
    tables:
      - {name: example_gilts, description: Gilt yields of an example}
models:
  - name: stg_example__gilts
    description: Gilt yields, one row per day.
    columns:
      - {name: date, description: Day of the yield}
      - {name: par_yield_pct, description: "Ten-year par yield, percent"}
"""


@pytest.fixture
def extended_project(tmp_path: Path) -> Path:
    """A copy of the project with the four places filled in."""
    copy = tmp_path / "project"
    skip = shutil.ignore_patterns("target", "logs", "__pycache__")
    for folder in ("orchestration", "expectations", "dbt_project"):
        shutil.copytree(PROJECT / folder, copy / folder, ignore=skip)
    shutil.copy(PROJECT / "requirements.lock", copy)
    (copy / "orchestration/sources/example.yml").write_text(BLOCK)
    (copy / "orchestration/parsing/markets/example_gilts.py").write_text(
        PARSER.lstrip()
    )
    staging = copy / "dbt_project/models/staging/example"
    staging.mkdir()
    (staging / "stg_example__gilts.sql").write_text(VIEW.lstrip())
    (staging / "stg_example__gilts.yml").write_text(VIEW_YAML)
    return copy


def _warehouse(project: Path, *arguments: str) -> str:
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            "from orchestration.cli.main import main; main()",
            *arguments,
        ],
        cwd=project,
        env=os.environ
        | {
            "PYTHONPATH": str(project),
            "TIC_WAREHOUSE_DATA_DIR": str(project / "data"),
            "TIC_WAREHOUSE_BUNDLED_DIR": str(PROJECT / "data" / "bundled"),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_a_source_added_as_the_readme_says_is_landed_and_published(
    extended_project: Path,
) -> None:
    fixture = extended_project / "anything.txt"
    fixture.write_text(FIXTURE)
    assert "landed as example_gilts" in _warehouse(
        extended_project, "land", str(fixture)
    )
    _warehouse(extended_project, "run")
    database = extended_project / "data/published/warehouse.duckdb"
    with duckdb.connect(str(database), read_only=True) as connection:
        rows = connection.execute(
            "select date::varchar, par_yield_pct from staging.stg_example__gilts"
            " order by date"
        ).fetchall()
        checks = connection.execute(
            "select count(*) from quality.check_results"
            " where table_name = 'raw.example_gilts' and passed"
        ).fetchone()
    assert rows == [("2026-01-05", 4.51), ("2026-01-06", 4.53)]
    assert checks == (2,)


def test_the_readme_names_the_four_places() -> None:
    readme = (PROJECT / "README.md").read_text()
    walk = readme.split("## Adding a source")[1].split("\n## ")[0]
    places = [
        line for line in walk.splitlines() if line[:2] in ("1.", "2.", "3.", "4.")
    ]
    assert len(places) == 4
    for place, words in zip(
        places,
        (
            "orchestration/sources/",
            "orchestration/parsing/",
            "models/staging/",
            "tests/",
        ),
        strict=True,
    ):
        assert words in place
