"""Load the landed cells into `raw.*`, with the catalogue of their files."""
