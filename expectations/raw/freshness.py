"""Check that the newest figures of a raw table are as new as its publisher's rhythm."""

from expectations.check import Check, between


def is_fresh(table: str, days: int) -> Check:
    """Check that the newest figure is at most `days` days old."""
    return between(
        name="newest_figures_are_not_stale",
        table=f"raw.{table}",
        column="age_days",
        max_value=days,
        severity="warning",
        reason=f"the publisher renews it within {days} days; `make update` fetches",
        query=f"""
            select
                max(reference_date)::varchar as newest,
                date_diff('day', max(reference_date), current_date) as age_days,
            from raw.{table}
            having count(*) > 0
        """,
        allows_empty=True,
    )
