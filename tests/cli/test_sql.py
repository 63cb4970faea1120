"""`tic-warehouse sql` opens the published database and nothing else.

Belongs here: what a query may reach. Does not: how answers look (`test_main.py`,
`test_answers.py`) or the prompt (`test_sql_prompt.py`).
"""

import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from orchestration.cli.answers import print_answers
from orchestration.errors import WarehouseError
from orchestration.settings import Settings
from orchestration.storage.connections import sealed_reader, writer
from tests.support.warehouses import tic_warehouse

# `{folder}` has a file of somebody's and the published database.
REACHING = [
    "from read_csv('{folder}/notes.csv')",
    "from '{folder}/notes.csv'",
    "from read_text('{folder}/notes.csv')",
    "from read_blob('{folder}/notes.csv')",
    "from read_json('{folder}/notes.csv')",
    "from read_parquet('{folder}/notes.csv')",
    "from parquet_metadata('{folder}/notes.csv')",
    "from sniff_csv('{folder}/notes.csv')",
    "from glob('{folder}/*')",
    "from query('from read_text(''{folder}/notes.csv'')')",
    "set variable found = (select content from read_text('{folder}/notes.csv'))",
    "from read_blob('{database}')",
    "from read_duckdb('{database}', table_name = 'holdings')",
    "copy (select 1) to '{folder}/made.csv'",
    "select 1; copy (select 1) to '{folder}/made.csv'",
    "copy (select 1) to '{database}' (use_tmp_file false)",
    "copy (select 1) to '{database}.wal'",
    "copy (select 1) to '{database}.tmp'",
    "copy (select 1) to '/dev/stdout'",
    "export database '{folder}/made'",
    "import database '{folder}/made'",
    "attach '{folder}/made.duckdb' as made",
    "attach '{database}' as again",
    "attach 'postgres:host=127.0.0.1' as elsewhere (type postgres)",
    "install httpfs",
    "load httpfs",
    "load '{folder}/made.duckdb_extension'",
    "from 'https://127.0.0.1/notes.csv'",
    "from 's3://bucket/notes.parquet'",
    "call enable_logging(storage_path = '{folder}/made')",
    "create persistent secret kept (type s3, key_id 'a', secret 'b')",
    "set enable_external_access = true",
    "reset disabled_filesystems",
    "set lock_configuration = false",
    "set temp_directory = '{folder}/made'",
    ".read {folder}/notes.csv",
]


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A small database in the place of the published one, a file, nothing changed."""
    settings = Settings(data_dir=tmp_path)
    database = settings.published_database
    with writer(database) as connection:
        connection.execute("create table holdings as select 'Japan' as holder_name")
    (tmp_path / "notes.csv").write_text("a\nsomebody's notes\n")
    before = contents(tmp_path)
    yield tmp_path
    assert contents(tmp_path) == before


def contents(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("query", REACHING)
def test_a_query_reaches_no_other_file_and_no_network(
    query: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = Settings(data_dir=folder)
    database = settings.published_database
    with pytest.raises(WarehouseError, match="the query failed: ") as problem:
        print_answers(query.format(folder=folder, database=database), settings)
    assert "somebody's notes" not in capsys.readouterr().out + str(problem.value)
    assert "\n" not in str(problem.value)


def test_the_error_names_the_flag_and_the_flag_allows_it(folder: Path) -> None:
    query = f"from read_csv('{folder}/notes.csv')"
    without = tic_warehouse(folder, "sql", query)
    assert without.returncode == 1
    assert without.stdout.startswith("tic-warehouse: the query failed: ")
    assert "`tic-warehouse sql --allow-files` lets it" in without.stdout
    allowed = tic_warehouse(folder, "sql", "--allow-files", query)
    assert allowed.returncode == 0
    assert "somebody's notes" in allowed.stdout
    changed = tic_warehouse(folder, "sql", "--allow-files", "drop table holdings")
    assert changed.returncode == 1
    assert "read-only" in changed.stdout


def test_a_query_may_use_what_is_built_in(folder: Path) -> None:
    with sealed_reader(Settings(data_dir=folder).published_database) as connection:
        for query in (
            "load icu",
            "select timezone('Asia/Tokyo', now()), 'a' collate de",
            """select '{"a": 1}'->>'a'""",
            "create temp table kept as from holdings",
            "from kept",
        ):
            connection.execute(query)


def test_every_example_runs_there(published: Settings) -> None:
    with sealed_reader(published.published_database) as connection:
        examples = connection.execute("select query from meta.examples").fetchall()
        assert examples
        for (query,) in examples:
            assert connection.execute(query).fetchall(), query


def test_other_connections_of_the_process_keep_their_own_settings(
    folder: Path,
) -> None:
    database = Settings(data_dir=folder).published_database
    copy = shutil.copy(database, folder / "notes.csv")
    with (
        duckdb.connect(str(database), read_only=True) as before,
        sealed_reader(database) as sealed,
    ):
        assert sealed.execute("from holdings").fetchall() == [("Japan",)]
        assert before.execute(f"from read_blob('{copy}')").fetchall()
    (folder / "notes.csv").write_text("a\nsomebody's notes\n")
