"""Make the report page: the published tables as one HTML file that people look at.

Belongs here: which public figures are shown, in which words, charts and tables. Does
not: arithmetic; a derived figure is a column of a table of the dbt project, so that
every number on the page can be had by the query printed beside it.

`sections/` declares what is shown, one module a section, and `sql/` holds the queries;
`page.py` puts the page together, `charts.py` draws; `assets/` holds the template, the
style and the script.
"""
