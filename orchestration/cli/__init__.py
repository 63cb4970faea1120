"""Start the work from a terminal and show what came of it."""
