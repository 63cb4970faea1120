"""The server as a language model meets it: a client session over standard input.

Belongs here: the question bank and the protocol. Does not: the bounds of a query
(test_sealed_query.py).
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import anyio
import duckdb
import pytest
import yaml
from anyio.from_thread import BlockingPortal, start_blocking_portal
from mcp import Client, StdioServerParameters

from orchestration.settings import Settings
from tests.support.warehouses import COMMAND, environment, tic_warehouse

BANK = yaml.safe_load((Path(__file__).parent / "question_bank.yml").read_text())


class Session:
    """One client session with the server."""

    def __init__(self, portal: BlockingPortal, client: Client) -> None:
        self._portal, self._client = portal, client

    def ask(self, tool: str, arguments: dict[str, Any]) -> tuple[bool, Any, str]:
        """Call a tool: whether it refused, what it sent, and all of it as text."""

        async def call() -> Any:  # noqa: ANN401
            with anyio.fail_after(120):
                return await self._client.call_tool(tool, arguments)

        answer = self._portal.call(call)
        text = " ".join(part.text for part in answer.content)
        return bool(answer.is_error), answer.structured_content, text

    def tools(self) -> list[Any]:
        """List what the server offers."""
        return list(self._portal.call(self._client.list_tools).tools)


@pytest.fixture(scope="module")
def session(published: Settings) -> Iterator[Session]:
    server = StdioServerParameters(
        command=sys.executable,
        args=[*COMMAND[1:], "mcp"],
        env=environment(published.data_dir),
    )
    with (
        start_blocking_portal() as portal,
        portal.wrap_async_context_manager(Client(server)) as client,
    ):
        yield Session(portal, client)


def test_every_tool_says_what_it_does_and_that_it_only_reads(session: Session) -> None:
    tools = session.tools()
    assert {tool.name for tool in tools} == {
        *("positions", "flows", "as_of", "total_of", "lineage"),
        *("claims", "check_claim", "tables", "columns", "sql"),
    }
    assert {question["tool"] for question in BANK} == {tool.name for tool in tools}
    for tool in tools:
        assert tool.description
        assert tool.annotations.read_only_hint
        for field in tool.input_schema["properties"].values():
            assert field["description"]


@pytest.mark.parametrize("entry", BANK, ids=[entry["question"] for entry in BANK])
def test_question(
    session: Session, connection: duckdb.DuckDBPyConnection, entry: dict[str, Any]
) -> None:
    arguments = {
        name: str(value) if not isinstance(value, list) else value
        for name, value in entry["arguments"].items()
    }
    refused, sent, text = session.ask(entry["tool"], arguments)
    if "refuses" in entry:
        assert refused, text
        assert entry["refuses"] in text
        assert "Traceback" not in text
        return
    assert not refused, text
    for words in entry.get("says", []):
        assert words in text
    for words in entry.get("never", []):
        assert words not in text
    if "right" in entry:
        [(right,)] = connection.sql(entry["right"]).fetchall()
        assert _value(sent, entry["value"]) == pytest.approx(right)
    assert sent["answer"]
    assert sent["caveats"] or entry["tool"] == "columns"
    assert sent["lineage"] or entry["tool"] in ("tables", "columns")
    assert set(sent["as_of"]) == {
        *("known_on", "build", "built_at", "newest_complete_month"),
    }


def _value(sent: dict[str, Any], where: list[Any]) -> float:
    """Find a number of the answer: a cell, a sum over the rows, or a row's by name."""
    match where:
        case ["rows", row, column]:
            return float(sent["rows"][row][column])
        case ["sum", column]:
            return float(sum(row[column] for row in sent["rows"]))
        case ["where", name, value, column]:
            [row] = [row for row in sent["rows"] if row[name] == value]
            return float(row[column])
    raise AssertionError(where)


def test_the_session_goes_on_after_a_refusal_and_a_bad_argument(
    session: Session,
) -> None:
    assert session.ask("positions", {"holder": "Japan"})[0]
    assert session.ask("sql", {"query": "select"})[0]
    assert not session.ask("sql", {"query": "select 1"})[0]


def test_without_a_publication_the_command_says_so(tmp_path: Path) -> None:
    done = tic_warehouse(tmp_path, "mcp")
    assert done.returncode == 1
    assert "nothing is published yet" in done.stdout
