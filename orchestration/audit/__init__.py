"""Judge the build at both boundaries and keep what came of it."""
