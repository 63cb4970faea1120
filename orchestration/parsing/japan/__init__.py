"""Read the layouts of the Ministry of Finance, Japan."""
