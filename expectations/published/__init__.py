"""Define what must be true of the public tables before anybody may open them.

Belongs here: the whole suite of the outgoing boundary. Does not: single checks, which
are in the modules beside this by what they are about, or keys, types and identities
(dbt contracts and tests).
"""

from collections.abc import Sequence

from expectations.check import Check
from expectations.published.flows import flows_checks
from expectations.published.holdings import holdings_checks
from expectations.published.japan import japan_checks
from expectations.published.markets import market_checks
from expectations.published.rates import rates_checks


def published_checks() -> Sequence[Check]:
    """Build every check of the outgoing boundary, table by table."""
    return [
        *holdings_checks(),
        *flows_checks(),
        *rates_checks(),
        *japan_checks(),
        *market_checks(),
    ]
