"""Run after random changes, and compare each build with one of everything anew.

Belongs here: landings, forgets and changes of code drawn by chance, and the comparison
of two databases. Does not: deciding what is out of date (`transform/build_plan.py`).
"""

import random
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import duckdb

from orchestration.landing.landed_files import LandedFile, landed_files
from orchestration.landing.snapshot import unpacked
from orchestration.settings import PROJECT_ROOT, Settings
from tests.support.warehouses import copy_of, tic_warehouse

# A day more of each is a file that lands.
SERIES = ("fred/DGS10.csv.gz", "fred/DEXJPUS.csv.gz", "fred/WMTSECL1.csv.gz")
# A source with several vintages: each can be forgotten, and the others still publish.
VINTAGES = ("tic_slt_table1", "tic_slt_table3", "tic_mfhhis01", "mof_jgb")
# What says when, or of which build, it is.
_OF_THE_RUN = {
    "meta.nodes": "done_at, reason",
    "quality.check_results": "checked_at",
    "quality.audit_receipt": "audited_at",
    "meta.build": "built_at",
}


@dataclass
class Increments:
    """A warehouse that is changed again and again, with a dbt project of its own."""

    settings: Settings
    project: Path
    chance: random.Random
    number: int = 1

    @classmethod
    def of(cls, published: Settings, folder: Path, seed: int) -> "Increments":
        """Begin with a copy of a warehouse, and of the dbt project."""
        project = shutil.copytree(
            PROJECT_ROOT / "dbt_project",
            folder / "project",
            ignore=shutil.ignore_patterns("target", "logs"),
        )
        settings = copy_of(published, folder / "data")
        return cls(settings, project, random.Random(seed))  # noqa: S311

    def change(self) -> str:
        """Change something; returns what, in words."""
        self.number += 1
        return self.chance.choice(
            [self._land, self._land, self._forget, self._remark, self._edit]
        )()

    def run(self, *options: str) -> None:
        """Run; raises AssertionError with what was printed where that fails."""
        done = tic_warehouse(
            self.settings.data_dir,
            "run",
            *options,
            TIC_WAREHOUSE_DBT_PROJECT_DIR=str(self.project),
        )
        assert done.returncode == 0, done.stdout

    def differences_from_full_run(self, folder: Path) -> list[str]:
        """Build a copy of it from nothing; returns what differs in the databases."""
        other = Increments(copy_of(self.settings, folder), self.project, self.chance)
        other.run("--full")
        return list(
            differences(
                self.settings.published_database, other.settings.published_database
            )
        )

    def _land(self) -> str:
        return self.land(self.chance.choice(SERIES))

    def land(self, name: str) -> str:
        """Put a file of a series with some days more into the inbox."""
        lines = unpacked(self.settings.bundled_dir / name).decode().splitlines()
        day, last = date.fromisoformat(lines[-1].split(",")[0]), lines[-1].split(",")[1]
        step = 7 if "WMT" in name else 1
        lines += [
            f"{day + timedelta(days=step * (each + 1))},{last}"
            for each in range(self.number)
        ]
        self.settings.inbox_dir.mkdir(parents=True, exist_ok=True)
        place = self.settings.inbox_dir / f"{Path(name).name}-{self.number}.csv"
        place.write_text("\n".join(lines) + "\n")
        return f"{self.number} days more of {name}"

    def _forget(self) -> str:
        chains = (self._files(source_id) for source_id in VINTAGES)
        old = [file for files in chains for file in files[:-1]]
        if not old:
            return self._land()
        file = self.chance.choice(old)
        done = tic_warehouse(self.settings.data_dir, "forget", file.sidecar.sha256)
        assert done.returncode == 0, done.stdout
        return f"a vintage of {file.sidecar.source_id} is forgotten"

    def _files(self, source_id: str) -> list[LandedFile]:
        files = landed_files(self.settings)
        return [file for file in files if file.sidecar.source_id == source_id]

    def _remark(self) -> str:
        models = sorted(self.project.glob("models/marts/*/*.sql"))
        return self.remark_in(str(self.chance.choice(models)))

    def remark_in(self, name: str) -> str:
        """Write a comment at the end of a file of the project."""
        path = self.project / name
        path.write_text(f"{path.read_text()}-- remark {self.number}\n")
        return f"a remark in {path.name}"

    def _edit(self) -> str:
        """Change what a model builds: the order of its columns stays, its rows too."""
        path = self.chance.choice(sorted(self.project.glob("models/marts/*/*.sql")))
        path.write_text(
            f"select * from (\n{path.read_text()}\n) as edited{self.number}\n"
        )
        return f"{path.name} within a query of its own"


def differences(one: Path, other: Path) -> Iterator[str]:
    """Say what two databases do not share: objects, their comments, and rows."""
    with duckdb.connect() as connection:
        connection.execute(f"attach '{one}' as one (read_only)")
        connection.execute(f"attach '{other}' as other (read_only)")
        for catalogue, columns in _CATALOGUES.items():
            yield from _only_in_one(
                connection,
                catalogue,
                f"select {columns} from {catalogue}() where database_name = 'one'",
                f"select {columns} from {catalogue}() where database_name = 'other'",
            )
        tables = connection.execute(
            "select schema_name || '.\"' || table_name || '\"',"
            " schema_name || '.' || table_name from duckdb_tables()"
            " where database_name = 'one' order by all"
        ).fetchall()
        for quoted, name in tables:
            left_out = _OF_THE_RUN.get(name)
            rows = f"select * exclude ({left_out})" if left_out else "select *"
            yield from _only_in_one(
                connection,
                name,
                f"{rows} from one.{quoted}",
                f"{rows} from other.{quoted}",
            )


_CATALOGUES = {
    "duckdb_tables": "schema_name, table_name, comment",
    "duckdb_views": "schema_name, view_name, comment",
    "duckdb_columns": "schema_name, table_name, column_name, data_type, is_nullable,"
    " comment",
    # DuckDB prints the names of an `exclude` in any order, so the text by its length
    "duckdb_functions": "schema_name, function_name, parameters, comment,"
    " length(macro_definition::varchar)",
    "duckdb_constraints": "schema_name, table_name, constraint_text",
}


def _only_in_one(
    connection: duckdb.DuckDBPyConnection, name: str, one: str, other: str
) -> Iterator[str]:
    for place, query in (
        ("the first", f"({one}) except all ({other})"),
        ("the second", f"({other}) except all ({one})"),
    ):
        rows = connection.execute(query).fetchmany(3)
        if rows:
            yield f"{name}: only {place} has {rows}"
