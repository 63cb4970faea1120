"""Move data: publisher → landed → raw → (dbt) → audit → published.

What the data mean is in `dbt_project/`, what must be true in
`expectations/`; this package holds neither SQL logic nor thresholds.
"""
