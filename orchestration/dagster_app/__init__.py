"""Show the path to Dagster: assets, checks, schedules, the run history."""
