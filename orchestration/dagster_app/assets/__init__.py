"""Name what each step of the path makes, as Dagster assets."""
