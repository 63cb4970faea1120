"""Say which figures a publication changes, and why each did."""
