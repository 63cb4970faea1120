"""Check that sources landed, cells are loaded, and most cells hold a figure."""

from collections.abc import Mapping

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


def enough_figures(table: str, floor: float, empty_before: Mapping[str, str]) -> Check:
    """Check that the share of cells with a figure is at least `floor` (0 to 1).

    A column counts from its first figure on. One of `empty_before` does not count where
    it is empty in a file that does not reach its month.
    """
    expected_empty = " or ".join(
        f"(measure = '{column}' and last_reference_date < date '{month}')"
        for column, month in empty_before.items()
    )
    return between(
        name="most_cells_hold_a_figure",
        table=f"raw.{table}",
        column="share_with_figure",
        min_value=floor,
        severity="critical",
        reason=f"the share never fell below {floor} in a real vintage",
        query=f"""
            with cells as (
                select
                    landed.file_name,
                    landed.last_reference_date,
                    cells.measure,
                    cells.reference_date,
                    cells.cell_value,
                    min(cells.reference_date) filter (
                        cells.cell_value is not null
                    ) over (
                        partition by cells.source_sha256, cells.measure
                    ) as first_date,
                from raw.{table} as cells
                inner join meta.landed_files as landed
                    on cells.source_sha256 = landed.sha256
                -- some months of an older vintage are no sample of it
                where landed.cells_repeated = 0
            )
            select
                file_name,
                avg((cell_value is not null)::integer) as share_with_figure,
            from cells
            where reference_date >= coalesce(first_date, reference_date)
                and not (first_date is null and ({expected_empty or "false"}))
            group by all
        """,
        allows_empty=True,
    )


def no_gap_in_dates(table: str, gap_days: Mapping[str, int], of_series: bool) -> Check:
    """Check that no days are missing within or between the files of a table.

    `gap_days` is the longest pause of each of its sources in days. Dates are those of
    each series with `of_series`, else those of all rows: holders come and go.
    """
    series = "cells.label" if of_series else "'all rows'"
    allowed = ", ".join(f"('{each}', {days})" for each, days in gap_days.items())
    return between(
        name="no_gap_in_the_dates",
        table=f"raw.{table}",
        column="days_too_many",
        max_value=0,
        severity="warning",
        reason="nothing landed between the two days, while the publisher never pauses"
        " so long; land the file that has them",
        query=f"""
            with dated as (
                select
                    {series} as series,
                    cells.reference_date,
                    max(allowed.days) as allowed_days,
                from raw.{table} as cells
                inner join meta.landed_files as landed
                    on cells.source_sha256 = landed.sha256
                inner join (values {allowed}) as allowed (source_id, days)
                    using (source_id)
                group by all
            ),

            gaps as (
                select
                    series,
                    lag(reference_date) over dates as after_date,
                    reference_date as before_date,
                    date_diff('day', after_date, before_date)
                    - greatest(allowed_days, lag(allowed_days) over dates)
                        as days_too_many,
                from dated
                window dates as (partition by series order by reference_date)
            )
            select
                series,
                after_date::varchar as after_date,
                before_date::varchar as before_date,
                days_too_many,
            from gaps
            where after_date is not null
            qualify row_number() over (
                partition by series order by days_too_many desc
            ) = 1
        """,
        allows_empty=True,
    )
