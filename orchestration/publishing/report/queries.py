"""Read the queries of the report from the files of `sql/`.

Belongs here: what the Jinja of those files may name. Does not: the queries, one file
each in the folder of the module of `sections/` that shows it.
"""

from pathlib import Path

import jinja2

SQL = Path(__file__).parent / "sql"
_ENVIRONMENT = jinja2.Environment(
    loader=jinja2.FileSystemLoader(SQL),
    autoescape=False,  # noqa: S701 - the result is SQL, which the page escapes
    undefined=jinja2.StrictUndefined,
)

SOURCES = {
    "slt_table1": "TIC SLT Table 1",
    "slt_table3": "TIC SLT Table 3",
    "slt3d_globl": "TIC SLT Table 3D",
    "mfhhis01": "TIC Major Foreign Holders",
    "oilexp_hist": "TIC history of oil exporters",
    "shlhistdat": "TIC survey",
    "bertaut_judson": "Federal Reserve staff estimate",
    "foi_adjusted": "Federal Reserve staff estimate",
}


def read_query(path: str) -> str:
    """Read one statement, named by its path in `sql/`, as the page prints and runs it.

    Raises jinja2.TemplateError where there is no such file or it names what is not
    defined.
    """
    return _ENVIRONMENT.get_template(path).render(source_names=SOURCES).strip()
