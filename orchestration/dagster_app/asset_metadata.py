"""Describe assets to the Dagster UI: owner, columns, links.

Belongs here: turning what the project knows already (sources, column comments, dbt's
descriptions) into Dagster's words. Does not: facts of its own, or anything that
needs a run.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import dagster
import pyarrow

from orchestration.errors import WarehouseError, printable
from orchestration.sources import Source

# One team keeps the whole path; a fork names its own here.
OWNERS = ["team:tic-warehouse"]

AFTER_A_FAILURE = (
    "What to do next: nothing was published, and readers have what they had. Do what is"
    " printed above (a failed check shows its rows under the asset's Checks), then"
    " start the same job again, here under Jobs or as `tic-warehouse run` or `update`."
)

TABLE_NAME = "dagster/table_name"
COLUMN_SCHEMA = "dagster/column_schema"
COLUMN_LINEAGE = "dagster/column_lineage"
ROW_COUNT = "dagster/row_count"
REBUILT = "rebuilt"  # false: it is as the last build had it
RAW_SQL = "\n\n#### Raw SQL"  # how dagster-dbt begins a model's SQL

_ACTS_IN_MARKDOWN = re.compile(r"[\\`*\[\]<>&!~|]|:(?=//)")
_HEADINGS = re.compile(r"(?:^|\s+)(Grain|Steps|What it is not):\s", re.MULTILINE)


def in_paragraphs(description: str) -> str:
    """Break a description into paragraphs; "Grain:", "Steps:" and such begin one."""
    return _HEADINGS.sub(r"\n\n**\1:** ", description).strip()


def shown(text: object) -> str:
    """Show a text out of files as it is, where the UI takes it for plain text."""
    return printable(text, keep="\n\t")


def shown_in_markdown(sentence: str) -> str:
    """Show a sentence with texts out of files as it is, where the UI has Markdown.

    An image in it would be fetched from whichever host it names.
    """
    return _ACTS_IN_MARKDOWN.sub(r"\\\g<0>", printable(sentence))


def columns_of(schema: pyarrow.Schema) -> dagster.TableSchema:
    """List the columns of a table made in Python, with their comments."""
    return dagster.TableSchema(
        columns=[
            dagster.TableColumn(
                name=column.name,
                type=str(column.type),
                description=(column.metadata or {}).get(b"comment", b"").decode(),
            )
            for column in schema
        ]
    )


def rows_as_table(rows: Sequence[Mapping[str, Any]]) -> dagster.TableMetadataValue:
    """Rows as the UI shows them in columns; what is no number or text becomes text."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    return dagster.MetadataValue.table(
        records=[
            dagster.TableRecord({name: _shown(row.get(name)) for name in names})
            for row in rows
        ],
        schema=dagster.TableSchema([dagster.TableColumn(name) for name in names]),
    )


def _shown(cell: object) -> str | int | float | bool | None:
    return cell if isinstance(cell, int | float | None) else shown(cell)


def same_columns(spec: dagster.AssetSpec) -> dagster.TableColumnLineage:
    """Trace a copy: each column is the one of that name in its only parent."""
    [parent] = spec.deps
    return dagster.TableColumnLineage(
        {
            column.name: [dagster.TableColumnDep(parent.asset_key, column.name)]
            for column in spec.metadata[COLUMN_SCHEMA].columns
        }
    )


@contextmanager
def translate_errors() -> Iterator[None]:
    """Turn a WarehouseError into a failure whose first lines a user can act on."""
    try:
        yield
    except WarehouseError as problem:
        raise dagster.Failure(
            description=f"{shown(problem)}\n\n{AFTER_A_FAILURE}", allow_retries=False
        ) from problem


def newest_url(source: Source) -> str | None:
    """Where a person finds the source: its newest address, else the page about it."""
    addresses = source.addresses(datetime.now(UTC).date())
    return addresses[-1] if addresses else source.page


def tag_of(words: str) -> str:
    """Words as the value of a tag, which may have neither spaces nor commas."""
    return re.sub(r"[^a-z0-9.]+", "-", words.lower()).strip("-")


def source_links(sources: Sequence[Source]) -> dict[str, Any]:
    """Link each source of an asset to its publisher."""
    links = {source.id: newest_url(source) for source in sources}
    found = {
        f"publisher: {name}": dagster.MetadataValue.url(link)
        for name, link in links.items()
        if link
    }
    first = next(filter(None, links.values()), None)
    return {"dagster/uri": first, **found} if first else found
