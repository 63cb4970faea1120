"""Quote names and texts for a query, where no parameter can carry them.

Belongs here: quoting for DuckDB and PostgreSQL. Does not: anything that asks a
database, or the quoting of other languages.
"""


def quoted(name: str) -> str:
    """Quote a name for a query."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: object) -> str:
    """Quote a text or a path, or null, for a query."""
    return "null" if text is None else "'" + str(text).replace("'", "''") + "'"
