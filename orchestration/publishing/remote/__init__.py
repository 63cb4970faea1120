"""Publish the audited tables to other machines."""
