"""Run dbt on the build."""
