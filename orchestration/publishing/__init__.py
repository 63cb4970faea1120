"""Turn an audited build into what everybody reads."""
