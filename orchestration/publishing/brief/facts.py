"""Ask the database what the newest release brought, sentence by sentence.

Belongs here: which release, the queries, and the sentences that their rows become.
Does not: pages, feed and messages (`pages.py`, `feed.py`), or whether there is anything
new (`release_brief.py`).

Every sentence has the query that its figures come from, as a reader types it, and the
lines of the publisher's files behind them.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import duckdb

from orchestration.publishing.brief.words import (
    bought,
    in_month,
    in_words,
    other,
    priced,
    rose,
    signed,
)
from orchestration.storage.quoting import literal

# The world, then the two holders that everybody asks about.
GRAND_TOTAL, JAPAN, CHINA = "99996", "42609", "41408"
_MOVERS = 3
_REVISIONS = 5


@dataclass(frozen=True)
class Sentence:
    """What is said, the query that says it, and the lines behind its figures."""

    text: str
    query: str
    lines: Sequence[str]


@dataclass(frozen=True)
class Part:
    """Sentences of one kind under a heading; `otherwise` where there are none."""

    heading: str
    sentences: Sequence[Sentence]
    otherwise: str


@dataclass(frozen=True)
class Brief:
    """What a release brought: the day it came out, and the month it is about."""

    released_on: date
    month: date
    is_complete: bool
    headline: Sentence
    parts: Sequence[Part]

    @property
    def title(self) -> str:
        """Name the release as a heading does."""
        return f"US Treasuries held abroad, {in_month(self.month)}"


def read_brief(connection: duckdb.DuckDBPyConnection) -> Brief | None:
    """Ask what the newest release with purchases by holder brought; None without one.

    The connection is to a build or to what is published.
    """
    release = connection.execute(
        """
        select min(vintages.known_from), vintages.reference_month
        from holder_flows_vintages as vintages
        where
            vintages.measure = 'net_purchases'
            and vintages.source in ('slt_table1', 'slt_table3')
        group by vintages.reference_month
        order by vintages.reference_month desc
        limit 1
        """
    ).fetchone()
    if release is None:
        return None
    released_on, month = release
    facts = _Facts(connection, released_on, month)
    [is_complete] = connection.execute(
        "select bool_and(is_complete_month) from holder_flows"
        " where reference_month = ?",
        [month],
    ).fetchone() or (False,)
    return Brief(
        released_on, month, bool(is_complete), facts.holder(GRAND_TOTAL), facts.parts()
    )


class _Facts:
    """The sentences about one release."""

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, released_on: date, month: date
    ) -> None:
        self._connection, self._released_on, self._month = (
            connection,
            released_on,
            month,
        )

    def parts(self) -> list[Part]:
        """Everything below the headline."""
        return [
            Part(
                "Japan and China",
                [self.holder(JAPAN), self.holder(CHINA)],
                "Neither is in this release.",
            ),
            *self._movers(),
            Part(
                "What the release revised",
                list(self._revisions()),
                "It revised no position and no purchase of Treasuries.",
            ),
            Part(
                "Stories that flipped",
                list(self._flipped()),
                "No month's net purchases became net sales, or the other way round.",
            ),
            Part(
                "Claims judged otherwise",
                list(self._verdicts()),
                "No verdict changed.",
            ),
        ]

    def holder(self, code: str) -> Sentence:
        """Split a holder's change in the month into purchases, prices and the rest."""
        query = (
            "select holder_name, position_usd_mn, position_change_usd_mn,\n"
            "    net_purchases_usd_mn, valuation_change_usd_mn,\n"
            "    other_change_usd_mn\n"
            "from holder_flows\n"
            f"where holder_code = {literal(code)} and instrument = 'total'\n"
            f"    and reference_month = date '{self._month}'"
        )
        row = self._row(query)
        name = "Foreign holders together" if code == GRAND_TOTAL else row["holder_name"]
        split = [
            words
            for words in (
                bought(row["net_purchases_usd_mn"]),
                priced(row["valuation_change_usd_mn"]),
                other(row["other_change_usd_mn"]),
            )
            if words
        ]
        moved = rose(row["position_change_usd_mn"], row["position_usd_mn"])
        why = ", ".join(split) or "nothing is known of why"
        text = f"{name}: {moved} in {in_month(self._month)}: {why}."
        return Sentence(text, query, self._lines_of_flows(code))

    def _movers(self) -> Iterator[Part]:
        """List who bought and sold most, whose prices and whose rest moved most."""
        for heading, column, order in (
            ("Bought most", "net_purchases_usd_mn", "desc"),
            ("Sold most", "net_purchases_usd_mn", "asc"),
            ("Moved most by prices", "abs(valuation_change_usd_mn)", "desc"),
            (
                "Moved most by what neither purchases nor prices explain",
                "abs(other_change_usd_mn)",
                "desc",
            ),
        ):
            sign = {"desc": "> 0", "asc": "< 0"}[order]
            codes = self._connection.execute(
                f"""
                select holder_code from holder_flows
                where
                    holder_scope = 'country' and instrument = 'total'
                    and reference_month = ? and {column} {sign}
                order by {column} {order}, holder_code
                limit {_MOVERS}
                """,
                [self._month],
            ).fetchall()
            yield Part(
                heading,
                [self.holder(code) for [code] in codes],
                "Nobody's figure is here.",
            )

    def _revisions(self) -> Iterator[Sentence]:
        """Count what the release revised, and list the largest, of countries."""
        chosen = (
            f"where revised_on = date '{self._released_on}'"
            " and security_type = 'treasury'\n"
            "    and instrument = 'total' and measure in ('position', 'net_purchases')"
        )
        query = (
            "select count(*) as figures, count(distinct holder_code) as holders,\n"
            "    count(distinct reference_month) as months\n"
            f"from quality.revisions\n{chosen}"
        )
        counts = self._row(query)
        if not counts["figures"]:
            return
        yield Sentence(
            f"{counts['figures']:,} positions and net purchases changed, of"
            f" {counts['holders']:,} holders and groups in {counts['months']:,}"
            " months.",
            query,
            ["each in quality.revisions, with its line"],
        )
        rows = self._rows(
            f"""
            select revisions.* from quality.revisions as revisions
            inner join holders using (holder_code)
            {chosen} and holders.scope = 'country'
            order by abs(revision_usd_mn) desc, holder_code, reference_month
            limit {_REVISIONS}
            """
        )
        for row in rows:
            yield self._revision(row)

    def _revision(self, row: Mapping[str, Any]) -> Sentence:
        measure = row["measure"]
        old, new = (
            signed(row[name], measure)
            for name in ("old_value_usd_mn", "new_value_usd_mn")
        )
        text = (
            f"{row['holder_name']}, {in_month(row['reference_month'])}:"
            f" {in_words(measure)} {new}, were {old}."
        )
        return Sentence(text, _query_of_revision(row), self._lines_of_revision(row))

    def _flipped(self) -> Iterator[Sentence]:
        """List months whose net purchases changed sign, beyond the last digit."""
        rows = self._rows(
            f"""
            select revisions.* from quality.revisions as revisions
            inner join holders using (holder_code)
            where
                revised_on = date '{self._released_on}'
                and security_type = 'treasury'
                and instrument = 'total'
                and measure = 'net_purchases'
                and holders.scope = 'country'
                and sign(old_value_usd_mn) * sign(new_value_usd_mn) = -1
                and least(abs(old_value_usd_mn), abs(new_value_usd_mn))
                > precision_usd_mn
            order by abs(revision_usd_mn) desc, holder_code, reference_month
            limit {_REVISIONS}
            """
        )
        for row in rows:
            text = (
                f"{row['holder_name']}, {in_month(row['reference_month'])}:"
                f" {bought(row['old_value_usd_mn'])} became"
                f" {bought(row['new_value_usd_mn'])}."
            )
            yield Sentence(text, _query_of_revision(row), self._lines_of_revision(row))

    def _verdicts(self) -> Iterator[Sentence]:
        """List the claims on which this release turned the verdict, and by what."""
        for row in self._rows(
            "select claim_id, claim, query from verdict_history"
            f" where known_on = date '{self._released_on}' and is_turn"
            " order by claim_number"
        ):
            query = (
                "select claim, verdict_before, verdict, turned_by_in_words\n"
                "from verdict_history\n"
                f"where claim_id = {literal(row['claim_id'])}"
                f" and known_on = date '{self._released_on}'"
            )
            found = self._row(query)
            text = (
                f"{found['claim']} This was {found['verdict_before']}, and is"
                f" {found['verdict']}. {found['turned_by_in_words']}."
            )
            yield Sentence(text, query, [f"its evidence: {row['query']}"])

    def _lines_of_flows(self, code: str) -> list[str]:
        rows = self._rows(
            f"from meta.lineage_of({literal(code)}, date '{self._month}')"
            " order by figure, reference_month, line_number, column_number"
        )
        return [
            f"{in_words(row['figure'])}: {row['file_name']}"
            f" ({_release(row['released_on'])}), line {row['line_number']},"
            f" column {row['column_number']}: {row['cell_text']}"
            for row in rows
        ]

    def _lines_of_revision(self, row: Mapping[str, Any]) -> list[str]:
        rows = self._rows(
            f"""
            select
                figures.known_to is not null and figures.known_to
                = date '{row["revised_on"]}' as is_old,
                files.file_name, files.released_on, figures.line_number,
                figures.value_usd_mn,
            from figure_vintages as figures
            inner join meta.landed_files as files
                on figures.source_sha256 = files.sha256
            where {_key_of(row)}
                and date '{row["revised_on"]}' in (
                    figures.known_from, figures.known_to
                )
            order by figures.known_from
            """
        )
        return [
            f"{'before' if found['is_old'] else 'now'}: {found['file_name']}"
            f" ({_release(found['released_on'])}), line {found['line_number']}:"
            f" {found['value_usd_mn']:,.0f}"
            for found in rows
        ]

    def _rows(self, query: str) -> list[dict[str, Any]]:
        answer = self._connection.execute(query)
        names = [column[0] for column in answer.description or ()]
        return [dict(zip(names, row, strict=True)) for row in answer.fetchall()]

    def _row(self, query: str) -> dict[str, Any]:
        rows = self._rows(query)
        return rows[0] if rows else dict.fromkeys(_FLOWS)


_FLOWS = (
    *("holder_name", "position_usd_mn", "position_change_usd_mn"),
    *("net_purchases_usd_mn", "valuation_change_usd_mn", "other_change_usd_mn"),
)
_KEY = (
    *("source", "holder_code", "reference_month", "security_type"),
    *("instrument", "measure"),
)


def _key_of(row: Mapping[str, Any]) -> str:
    return "\n    and ".join(f"{name} = {literal(row[name])}" for name in _KEY)


def _query_of_revision(row: Mapping[str, Any]) -> str:
    return (
        "select old_value_usd_mn, new_value_usd_mn, revision_usd_mn\n"
        "from quality.revisions\n"
        f"where {_key_of(row)}\n"
        f"    and revised_on = date '{row['revised_on']}'"
    )


def _release(day: date | None) -> str:
    return f"released {day}" if day else "day of release unknown"
