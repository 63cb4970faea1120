"""Check that sources landed, cells are loaded, and most cells hold a figure."""

from expectations.check import Check, between


def no_cell_lost(table: str) -> Check:
    """Check that every cell counted at landing is loaded."""
    return Check(
        name="every_cell_of_every_landed_file_is_loaded",
        table=f"raw.{table}",
        expectation="ExpectColumnPairValuesToBeEqual",
        arguments={"column_A": "cells_landed", "column_B": "cells_loaded"},
        severity="critical",
        reason="a file's cells were counted when it landed; all that the vintage before"
        " does not repeat must arrive",
        query=f"""
            select
                landed.file_name,
                (landed.cells - landed.cells_repeated)::double as cells_landed,
                count(cells.source_sha256)::double as cells_loaded,
            from meta.landed_files as landed
            left join raw.{table} as cells
                on landed.sha256 = cells.source_sha256
            where landed.raw_table = '{table}'
            group by all
        """,
        allows_empty=True,
    )


def every_source_landed(table: str) -> Check:
    """Check that each source of the table has at least one vintage."""
    return between(
        name="every_source_of_the_table_has_landed",
        table=f"raw.{table}",
        column="vintages",
        min_value=1,
        severity="warning",
        reason="a source without a file leaves its figures out; `make update` fetches",
        query=f"""
            select id as source_id, vintages
            from meta.sources
            where raw_table = '{table}'
        """,
    )


def enough_figures(table: str, floor: float) -> Check:
    """Check that the share of cells with a figure is at least `floor` (0 to 1)."""
    return between(
        name="most_cells_hold_a_figure",
        table=f"raw.{table}",
        column="share_with_figure",
        min_value=floor,
        severity="critical",
        reason=f"the share never fell below {floor} in a real vintage",
        query=f"""
            select
                landed.file_name,
                avg((cells.cell_value is not null)::integer) as share_with_figure,
            from raw.{table} as cells
            inner join meta.landed_files as landed
                on cells.source_sha256 = landed.sha256
            -- some months of an older vintage are no sample of it
            where landed.cells_repeated = 0
            group by all
        """,
        allows_empty=True,
    )
