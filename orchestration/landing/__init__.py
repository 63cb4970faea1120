"""Take files in: fetch, validate, store, and cache their cells."""
