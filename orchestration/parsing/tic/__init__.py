"""Read the layouts of the Treasury International Capital system."""
