"""Serve the published file to language models by the Model Context Protocol, on stdio.

Belongs here: the tools, and how an answer or a refusal is sent. Does not: what an
answer says (`answers.py`). Read-only: each call opens the newest publication anew, with
neither files nor network in reach.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import duckdb
from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.types import ToolAnnotations
from pydantic import Field

from orchestration.asking import answers, figures, record
from orchestration.errors import WarehouseError
from orchestration.storage.connections import sealed_reader

INSTRUCTIONS = """\
Official statistics on foreign holdings of US Treasuries (TIC), with every vintage.
Say with each figure its month and the caveats that come with it, and give its handle.
A fall of a position is no sale: ask `flows` or `check_claim` before you say bought or
sold. Never add a total, region or group to countries, nor long_term and short_term to
total. Do not compare across a break of the series. Where a tool refuses, say why rather
than work around it. Amounts are millions of US dollars unless said otherwise."""

HolderName = Annotated[
    str, Field(description="Holder by name, TIC code or ISO code, such as Japan")
]
Months = Annotated[
    str, Field(description="2026-04, 2026-02..2026-04, 2026-02.. (to the newest), 2025")
]
Month = Annotated[str, Field(description="A month such as 2026-04")]
Instrument = Annotated[str, Field(description="total, long_term or short_term")]
Day = Annotated[str, Field(description="A day such as 2026-06-30")]

Question = Callable[[duckdb.DuckDBPyConnection], answers.Answer]


class Asked:
    """The published file behind the tools."""

    def __init__(self, database: Path) -> None:
        """Hold the path; the file is opened by each call."""
        self._database = database

    def answer(self, question: Question) -> dict[str, Any]:
        """Answer, or raise ToolError with the sentence of a refusal."""
        try:
            with sealed_reader(self._database) as connection:
                return answers.as_sent(connection, question(connection))
        except WarehouseError as problem:
            raise ToolError(str(problem)) from None
        except duckdb.CatalogException:
            raise ToolError(
                "the published file is of an older build, which lacks a table of this"
                " answer; run `tic-warehouse run`"
            ) from None


def build_server(database: Path) -> MCPServer[Any]:
    """Make the server of a published file; its tools read and never write."""
    server: MCPServer[Any] = MCPServer(
        "tic-warehouse", instructions=INSTRUCTIONS, log_level="WARNING"
    )
    asked = Asked(database)
    for tools in (_figures, _claims, _tables):
        for tool in tools(asked):
            server.add_tool(
                tool,
                annotations=ToolAnnotations(
                    read_only_hint=True, open_world_hint=False, idempotent_hint=True
                ),
            )
    return server


def _figures(asked: Asked) -> list[Callable[..., dict[str, Any]]]:
    """Positions, flows, vintages and lineage."""

    def positions(
        holder: HolderName, months: Months, instrument: Instrument = "total"
    ) -> dict[str, Any]:
        """How much a holder held at month-ends. Not what it bought or sold."""
        return asked.answer(
            lambda each: figures.positions(each, holder, months, instrument)
        )

    def flows(
        holder: HolderName, months: Months, instrument: Instrument = "total"
    ) -> dict[str, Any]:
        """Why a holding changed: net purchases, price, and what neither explains."""
        return asked.answer(
            lambda each: figures.flows(each, holder, months, instrument)
        )

    def as_of(
        holder: HolderName, month: Month, day: Day, instrument: Instrument = "total"
    ) -> dict[str, Any]:
        """Give a position as the record had it on an earlier day, and today."""
        return asked.answer(
            lambda each: figures.as_of(each, holder, month, day, instrument)
        )

    def total_of(
        holders: Annotated[
            list[str], Field(description="Single countries", min_length=2)
        ],
        month: Month,
        instrument: Instrument = "total",
    ) -> dict[str, Any]:
        """Add up what several countries held; refuses totals, regions and groups."""
        return asked.answer(
            lambda each: figures.total(each, holders, month, instrument)
        )

    def lineage(
        holder: HolderName, month: Month, instrument: Instrument = "total"
    ) -> dict[str, Any]:
        """Lead a holder's month to the publishers' files: hash, line and text."""
        return asked.answer(
            lambda each: figures.lineage(each, holder, month, instrument)
        )

    return [positions, flows, as_of, total_of, lineage]


def _claims(asked: Asked) -> list[Callable[..., dict[str, Any]]]:
    """Claims of the article, and claims of anybody."""

    def claims(
        words: Annotated[str, Field(description="Words of the claim; empty: all")] = "",
        day: Annotated[
            str | None, Field(description="A day such as 2026-06-30: the verdicts then")
        ] = None,
    ) -> dict[str, Any]:
        """Claims about foreign creditors with verdict and why."""
        return asked.answer(lambda each: record.claim_list(each, words, day))

    def check_claim(  # noqa: PLR0917 - each is a field of the tool
        holder: HolderName,
        direction: Annotated[str, Field(description="bought or sold")],
        size: Annotated[str, Field(description="50bn, $50 billion, 2 % or any")],
        months: Months,
        said_on: Annotated[
            str | None, Field(description="The day it was said, such as 2026-06-30")
        ] = None,
        instrument: Instrument = "total",
    ) -> dict[str, Any]:
        """Check whether a holder bought or sold as much in some months as is said."""
        return asked.answer(
            lambda each: record.checked_claim(
                each,
                record.read_claim(holder, direction, size, months, instrument),
                said_on,
            )
        )

    return [claims, check_claim]


def _tables(asked: Asked) -> list[Callable[..., dict[str, Any]]]:
    """Tables, and read-only SQL on them."""

    def tables() -> dict[str, Any]:
        """List tables, views and macros with their grain and meaning."""
        return asked.answer(record.tables)

    def columns(
        table: Annotated[
            str, Field(description="Such as holdings or quality.revisions")
        ],
    ) -> dict[str, Any]:
        """Describe a table's columns with unit and meaning."""
        return asked.answer(lambda each: record.columns(each, table))

    def sql(
        query: Annotated[str, Field(description="One SELECT in DuckDB's SQL")],
    ) -> dict[str, Any]:
        """Run one SELECT on the published tables, at most 500 rows and 20 seconds."""
        return asked.answer(lambda each: record.query(each, query))

    return [tables, columns, sql]
