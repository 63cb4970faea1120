"""The walk of README.md and CONTRIBUTING.md, "Add a source", in a copy of the project.

Four places and no fifth: a block, a parse function, a staging view with its YAML, and
this file's fixture. The copy then lands the file, and its figures are in holdings, in
holdings_vintages and in meta.lineage_of.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

PROJECT = Path(__file__).parents[2]

# All of Greece's Treasuries, which Table 3 never prints: it gives the long-term ones.
FIXTURE = """example of holdings;USD million
Greece;11207;2026-03-31;2300
Greece;11207;2026-04-30;2290
"""

BLOCK = """
- id: example_holdings
  publisher: Statistics office of an example
  title: Treasuries held, by holder
  folder: example/holdings
  parser: tic.example_holdings:parse
  raw_table: example_holdings
  urls: [https://example.invalid/holdings.csv]
  cadence: tic_release
  licence: for this test only
  redistribute: false
  unit: USD million
  columns: [holdings]
  size_bytes: {floor: 10, ceiling: 1000}
  label_source: slt_table3
  plausible: {minimum: 0}
  name: example_holdings
  display_name: Holdings of an example
  staging:
    model: stg_example__holdings
    understood_by: instrument
    figures:
      - {}
  precedence:
    - figure: position
      instrument: total
      first_month: 2026-03-31
      precedence: 20
      segment_id: XIII
      frequency: monthly
      basis: reported
      reason: For this test only.
"""

PARSER = '''
"""Read the holdings of an example: semicolons, ISO dates."""

from datetime import date

from orchestration.parsing.document import Document, ParsedFile, melt


def recognise(document: Document) -> str | None:
    """Give `example_holdings`, or None, by the heading."""
    return "example_holdings" if document.head().startswith("example of h") else None


def parse(document: Document, expected_columns: list[str]) -> ParsedFile:
    """Read all cells of the one column."""
    header, *data = document.rows(";")
    if header.cells[1] != "USD million":
        raise document.error("the unit changed", 1, ";".join(header.cells))
    return ParsedFile(
        melt(
            document,
            data,
            columns=[3],
            missing=["n.a."],
            by_row={
                "label": [row.cells[0] for row in data],
                "code": [row.cells[1] for row in data],
                "period": [row.cells[2] for row in data],
                "reference_date": [date.fromisoformat(row.cells[2]) for row in data],
            },
            by_column={"measure": expected_columns},
        )
    )
'''

VIEW = """
{{
    named_cells('example_holdings', 'example_holdings', ['instrument'], [
        ('holdings', 'total'),
    ])
}}
"""

VIEW_YAML = """
sources:
  - name: raw
    schema: raw
    tables:
      - {name: example_holdings, description: Holdings of an example}
models:
  - name: stg_example__holdings
    description: Treasuries held, one row per holder and month.
    columns:
      - {name: holder_code, description: Code of the holder}
      - {name: reference_month, description: Last day of the month}
      - {name: instrument, description: What is held}
      - {name: position_usd_mn, description: "Position, USD million"}
      - {name: precision_usd_mn, description: What one printed unit is}
      - {name: source, description: The file}
      - {name: released_on, description: Day of release}
      - {name: captured_at, description: When we saw it}
      - {name: vintage, description: Number of the vintage}
      - {name: is_latest_vintage, description: Whether it is the newest}
      - {name: source_sha256, description: Hash of the file}
      - {name: line_number, description: Line of the cell}
      - {name: column_number, description: Column of the cell}
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
    (copy / "orchestration/parsing/tic/example_holdings.py").write_text(PARSER.lstrip())
    staging = copy / "dbt_project/models/staging/example"
    staging.mkdir()
    (staging / "stg_example__holdings.sql").write_text(VIEW.lstrip())
    (staging / "stg_example__holdings.yml").write_text(VIEW_YAML)
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


def test_a_source_added_as_the_readme_says_reaches_holdings_vintages_and_lineage(
    extended_project: Path,
) -> None:
    fixture = extended_project / "anything.txt"
    fixture.write_text(FIXTURE)
    assert "landed as example_holdings" in _warehouse(
        extended_project, "land", str(fixture)
    )
    _warehouse(extended_project, "run")
    database = extended_project / "data/published/warehouse.duckdb"
    with duckdb.connect(str(database), read_only=True) as connection:
        held = connection.execute(
            "select reference_month::varchar, position_usd_mn, source from holdings"
            " where holder_name = 'Greece' and instrument = 'total'"
            " and reference_month >= '2026-03-01' order by all"
        ).fetchall()
        known = connection.execute(
            "select reference_month::varchar, position_usd_mn,"
            " known_from::date::varchar"
            " from holdings_vintages where source = 'example_holdings' order by all"
        ).fetchall()
        lines = connection.execute(
            "select figure, cell_text, line_number"
            " from meta.lineage_of('Greece', date '2026-04-30')"
            " where raw_table = 'example_holdings' order by all"
        ).fetchall()
        checks = connection.execute(
            "select count(*) from quality.check_results"
            " where table_name = 'raw.example_holdings' and passed"
        ).fetchone()
    assert held == [
        ("2026-03-31", 2300, "example_holdings"),
        ("2026-04-30", 2290, "example_holdings"),
    ]
    assert known == [
        ("2026-03-31", 2300, "2026-06-18"),
        ("2026-04-30", 2290, "2026-06-18"),
    ]
    assert lines == [
        ("position", "2290", 3),
        ("position_of_the_month_before", "2300", 2),
    ]
    assert checks == (2,)


@pytest.mark.parametrize(
    ("page", "heading"),
    [("README.md", "## Adding a source"), ("CONTRIBUTING.md", "## Add a source")],
)
def test_both_pages_name_the_four_places(page: str, heading: str) -> None:
    text = (PROJECT / page).read_text()
    walk = text.split(f"{heading}\n")[1].split("\n## ")[0]
    places = [line for line in walk.splitlines() if line[:1].isdigit()]
    assert len(places) == 4
    for place, words in zip(
        places,
        (
            "orchestration/sources/",
            "orchestration/parsing/",
            "models/staging/",
            "tests/parsing/",
        ),
        strict=True,
    ):
        assert words in place
