"""Check the newest vintage of a raw table against the vintages before it."""

from expectations.check import Check, between


def _vintage_pairs(table: str) -> str:
    """Pair the newest vintage's figures with the latest ones before it."""
    return f"""
        with numbered as (
            select
                sha256,
                file_name,
                row_number() over (
                    order by
                        last_reference_date desc, released_on desc, captured_at desc
                ) as age,
            from meta.landed_files
            where raw_table = '{table}'
        ),
        newest as (
            select cells.*, numbered.file_name
            from raw.{table} as cells
            inner join numbered
                on cells.source_sha256 = numbered.sha256 and numbered.age = 1
        ),
        before as (
            select cells.*
            from raw.{table} as cells
            inner join numbered
                on cells.source_sha256 = numbered.sha256 and numbered.age > 1
            qualify row_number() over (
                partition by code, reference_date, measure order by numbered.age
            ) = 1
        ),
        pairs as (
            select
                newest.file_name,
                newest.line_number,
                newest.label,
                newest.period,
                newest.measure,
                before.cell_value as before,
                newest.cell_value as now,
                abs(newest.cell_value) / abs(before.cell_value) as ratio,
            from newest
            inner join before using (code, reference_date, measure)
            -- below a billion a revision may well be a multiple
            where abs(before.cell_value) >= 1000 and newest.measure like '%_pos'
        )
    """


def same_magnitude(table: str) -> Check:
    """Check that the median ratio to the vintage before is near 1."""
    return between(
        name="figures_have_the_magnitude_of_the_vintage_before",
        table=f"raw.{table}",
        column="median_ratio",
        min_value=0.9,
        max_value=1.1,
        severity="critical",
        reason="revisions move single holders; the median moves with a unit only",
        query=_vintage_pairs(table)
        + "select file_name, median(ratio) as median_ratio from pairs group by all",
        allows_empty=True,
    )


def no_wild_revision(table: str) -> Check:
    """Check that no position is revised threefold."""
    return between(
        name="no_position_is_revised_threefold",
        table=f"raw.{table}",
        column="ratio",
        min_value=1 / 3,
        max_value=3,
        severity="warning",
        reason="from 0.86 to 1.17 times between 2026-04-15 and 2026-06-18",
        query=_vintage_pairs(table)
        + "select * from pairs where ratio not between 0.5 and 2",
        allows_empty=True,
    )
