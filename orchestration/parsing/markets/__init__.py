"""Read yields, exchange rates, policy rates, reserves and debt."""
