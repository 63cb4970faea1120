"""A publisher's misprint, from its rejection to the corrected figure in `yields`."""

import shutil
from pathlib import Path

import duckdb

from orchestration.settings import PROJECT_ROOT, Settings, seed_path
from tests.support.warehouses import copy_of, tic_warehouse

CORRECTION = (
    "mof_jgb_all,10Y,,2026-06-10,par_yield,26.81,2.681,"
    "The point is one digit too far to the right.,"
    "The days before and after.,2026-11-28\n"
)


def test_a_misprint_lands_once_it_is_corrected_and_says_so_in_its_lineage(
    published: Settings, tmp_path: Path
) -> None:
    warehouse = copy_of(published, tmp_path / "data")
    skip = shutil.ignore_patterns("target", "logs")
    dbt_project = tmp_path / "dbt_project"
    shutil.copytree(PROJECT_ROOT / "dbt_project", dbt_project, ignore=skip)
    landed = (warehouse.landed_dir / "mof_japan" / "jgbcme_all").glob("*.csv")
    jgb = max(landed, key=lambda path: path.stat().st_size)  # the newest
    lines = jgb.read_text().splitlines(keepends=True)
    number = next(n for n, line in enumerate(lines) if line.startswith("2026/6/10,"))
    assert lines[number].count(",2.681,") == 1
    lines[number] = lines[number].replace(",2.681,", ",26.81,")
    misprint = tmp_path / "jgbcme_all.csv"
    misprint.write_text("".join(lines))

    def command(*arguments: str) -> tuple[int, str]:
        done = tic_warehouse(
            warehouse.data_dir,
            *arguments,
            TIC_WAREHOUSE_DBT_PROJECT_DIR=str(dbt_project),
        )
        return done.returncode, " ".join(done.stdout.split())

    status, said = command("land", str(misprint))
    assert status == 1
    assert f"line {number + 1} ('26.81')" in said
    assert "add a line for it to dbt_project/seeds/quality/corrections.csv" in said

    with seed_path(dbt_project / "seeds", "corrections").open("a") as file:
        file.write(CORRECTION)
    assert command("land", str(misprint))[0] == 0
    status, said = command("run")
    assert status == 0, said
    with duckdb.connect(str(warehouse.published_database), read_only=True) as opened:
        found = opened.execute(
            "select par_yield_pct, cell_text, correction, line_number"
            " from meta.lineage_of_yield('JP', 120, date '2026-06-10')"
        ).fetchall()
        others = opened.execute(
            "select count(*), count(correction)"
            " from meta.lineage_of_yield('JP', 120, date '2026-06-11')"
        ).fetchall()
    reason = "The point is one digit too far to the right."
    assert found == [(2.681, "26.81", reason, number + 1)]
    assert others == [(1, 0)]
