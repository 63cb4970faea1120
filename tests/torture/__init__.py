"""Attack the warehouse on purpose, and count what came of it (`make torture`)."""
