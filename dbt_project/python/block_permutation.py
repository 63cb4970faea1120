"""Draw orders of months for permutation tests that keep what a series remembers.

Belongs here: what several Python models need; dbt-duckdb finds this folder by
`module_paths` in profiles.yml. Does not: statistics of one model's own, and anything
that reads or writes.
"""

import numpy as np


def block_orders(
    months: int, block: int, draws: int, generator: np.random.Generator
) -> np.ndarray:
    """Places 0 to months - 1 in new orders, one row per draw.

    Blocks of neighbours are kept whole and shuffled, on a circle. Where the first one
    begins is drawn too, so that no seam is fixed.
    """
    blocks = -(-months // block)
    shuffled = generator.permuted(np.tile(np.arange(blocks), (draws, 1)), axis=1)
    places = (shuffled[:, :, None] * block + np.arange(block)).reshape(draws, -1)
    kept = places[places < months].reshape(draws, months)
    return (kept + generator.integers(block, size=(draws, 1))) % months
