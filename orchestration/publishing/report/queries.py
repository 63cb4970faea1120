"""Read the queries of the report from the files of `sql/`.

Belongs here: what the Jinja of those files may name. Does not: the queries, one file
each in the folder of the module of `sections/` that shows it.
"""

from pathlib import Path

import jinja2

from orchestration.sources import display_names

SQL = Path(__file__).parent / "sql"
_ENVIRONMENT = jinja2.Environment(
    loader=jinja2.FileSystemLoader(SQL),
    autoescape=False,  # noqa: S701 - the result is SQL, which the page escapes
    undefined=jinja2.StrictUndefined,
)


def read_query(path: str) -> str:
    """Read one statement, named by its path in `sql/`, as the page prints and runs it.

    Raises jinja2.TemplateError where there is no such file or it names what is not
    defined.
    """
    return _ENVIRONMENT.get_template(path).render(source_names=display_names()).strip()
