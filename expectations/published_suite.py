"""What must be true of the public tables before anybody may open them.

Belongs here: the whole suite of the outgoing boundary. Does not: single checks, which
lie in `published_*.py` by what they are about, or keys, types and identities (dbt
contracts and tests).
"""

from collections.abc import Sequence

from expectations.published_holdings import holdings_checks
from expectations.published_japan import japan_checks
from expectations.published_markets import market_checks
from expectations.published_rates import rates_checks
from expectations.runner import Check


def published_checks() -> Sequence[Check]:
    """Every check of the outgoing boundary, table by table."""
    return [
        *holdings_checks(),
        *rates_checks(),
        *japan_checks(),
        *market_checks(),
    ]
