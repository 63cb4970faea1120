"""Read the layouts of the Federal Reserve staff's estimates."""
