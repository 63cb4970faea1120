"""The files of the report's SQL: one statement each, all of them used; its charts.

Belongs here: what holds of queries and charts without a database. Does not: answers
(`test_page.py`).
"""

import duckdb
import jinja2
import pytest

from orchestration.publishing.report.queries import SQL, read_query
from orchestration.publishing.report.sections import all_sections

STATEMENTS = [
    str(path.relative_to(SQL))
    for path in sorted(SQL.rglob("*.sql"))
    if path.parent.name != "macros"
]


@pytest.mark.parametrize("path", STATEMENTS)
def test_a_file_is_one_select(path: str) -> None:
    query = read_query(path)
    [statement] = duckdb.extract_statements(query)
    assert statement.type == duckdb.StatementType.SELECT
    assert "{" not in query


def test_every_file_is_used() -> None:
    code = "".join(
        path.read_text() for path in (*SQL.parent.rglob("*.py"), *SQL.rglob("*.sql"))
    )
    files = {str(path.relative_to(SQL)) for path in SQL.rglob("*.sql")}
    assert len(files) > 30
    assert {
        path
        for path in files
        if f'"{path}"' not in code and not path.startswith("dossiers/")
    } == set()


def test_words_with_an_apostrophe_stay_one_string() -> None:
    query = (
        jinja2.Environment(loader=jinja2.FileSystemLoader(SQL))  # noqa: S701 - SQL
        .from_string(
            '{% from "macros/in_words.sql" import in_words %}'
            "select {{ in_words('key', words) }}"
            " from (values ('known'), ('new')) as keys (key)"
        )
        .render(words={"known": "the Treasury's"})
    )
    with duckdb.connect() as connection:
        assert connection.execute(query).fetchall() == [("the Treasury's",), ("new",)]


def test_every_chart_is_valid_vega_lite() -> None:
    """The page draws them unvalidated, for it takes as long as all else on it."""
    exhibits = [each for section in all_sections() for each in section.exhibits]
    drawn = [
        draw().to_dict(validate=True)
        for exhibit in exhibits
        for draw in (exhibit.chart, exhibit.overview)
        if draw
    ]
    assert len(drawn) > 15
