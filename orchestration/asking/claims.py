"""Check what somebody says a holder bought or sold, today and on the day it was said.

Belongs here: asking the macro `check_claim` of the published file, and its evidence in
words. Does not: the rules of a verdict (`dbt_project/macros/claims/check_claim.sql`).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import duckdb

from orchestration.asking.words import Holder, Size, Span, find_holder
from orchestration.errors import WarehouseError, printable
from orchestration.storage.quoting import literal

DIRECTIONS = ("bought", "sold")


@dataclass(frozen=True)
class Claim:
    """What somebody says: who bought or sold how much in which months."""

    holder: str
    direction: str
    size: Size
    span: Span
    instrument: str = "total"


@dataclass(frozen=True)
class Verdict:
    """One row of `check_claim`, as known on a day; None is today."""

    known_on: date | None
    figures: dict[str, Any]

    @property
    def words(self) -> str:
        """The verdict: supported, contradicted, ... as the macro says it."""
        return str(self.figures["verdict"])

    @property
    def why(self) -> str:
        """Why, in sentences with scale and months."""
        return str(self.figures["why"])

    def evidence(self) -> Iterator[tuple[str, str]]:
        """Each figure behind the verdict with its name, in words."""
        if self.words != "not testable":
            yield from self._figures()
        for name, column in (
            ("basis", "basis"),
            ("breaks crossed", "breaks_crossed"),
            ("newest release used", "released_on"),
            ("caveat", "caveat"),
        ):
            if self.figures[column]:
                yield name, str(self.figures[column])
        if self.known_on and self.figures["months_behind_public"]:
            yield (
                "vintages at hand",
                f"{self.figures['months_behind_public']} months behind the public then",
            )

    def _figures(self) -> Iterator[tuple[str, str]]:
        known = self.figures
        yield "net purchases", in_billions(known["net_purchases_usd_mn"])
        low, high = (
            known["net_purchases_low_usd_mn"],
            known["net_purchases_high_usd_mn"],
        )
        if low != high:
            yield "with other change", f"{in_billions(low)} to {in_billions(high)}"
        for name in ("valuation_change", "position_change"):
            if known[f"{name}_usd_mn"] is not None:
                yield name.replace("_", " "), in_billions(known[f"{name}_usd_mn"])
        if known["opening_position_usd_mn"] is not None:
            yield "held before", in_billions(known["opening_position_usd_mn"])
        revision = known["usual_revision_usd_mn"]
        if revision is None:
            yield "usual revision", "no two vintages at hand have sums like this"
        else:
            times = f"nine tenths of {known['revisions_compared']}"
            yield "usual revision", f"{in_billions(revision)} ({times})"


def check(
    connection: duckdb.DuckDBPyConnection, claim: Claim, said_on: date | None = None
) -> list[Verdict]:
    """Judge a claim by what is known today, then by what was known on a day.

    Where the vintages of that day have no total, the verdict on bonds stands for it.
    Raises WarehouseError for an unknown holder or direction, or without a release.
    """
    if claim.direction not in DIRECTIONS:
        raise WarehouseError(
            f"{printable(claim.direction)!r} is neither bought nor sold; say one of"
            " the two"
        )
    holder = find_holder(connection, claim.holder)
    verdicts = [_ask(connection, holder, claim, claim.instrument, None)]
    if said_on is not None:
        then = _ask(connection, holder, claim, claim.instrument, said_on)
        if then.figures["basis"] is None and claim.instrument == "total":
            bonds = _ask(connection, holder, claim, "long_term", said_on)
            then = bonds if bonds.figures["basis"] else then
        verdicts.append(then)
    return verdicts


def _ask(
    connection: duckdb.DuckDBPyConnection,
    holder: Holder,
    claim: Claim,
    instrument: str,
    known_on: date | None,
) -> Verdict:
    # literals, because DuckDB imports pandas before it takes a parameter
    said: list[object] = [holder.code, claim.direction, claim.size.usd_mn]
    said += [claim.span.first, claim.span.last, known_on, claim.size.pct, instrument]
    code, direction, usd_mn, first, last, day, pct, kind = map(literal, said)
    try:
        found = connection.execute(
            f"from check_claim({code}, {direction}, {usd_mn}::double, {first}::date,"
            f" {last}::date, as_of := {day}::date, claimed_pct := {pct}::double,"
            f" instrument_held := {kind})"
        )
    except duckdb.CatalogException:
        raise WarehouseError(
            "the published file is of an older build, which has no check_claim; run"
            " `tic-warehouse run`"
        ) from None
    [row] = found.fetchall()
    names = [column[0] for column in found.description or ()]
    return Verdict(known_on, dict(zip(names, row, strict=True)))


def in_billions(value_usd_mn: float) -> str:
    """Write $ million as billions of dollars, a sale with a minus."""
    sign = "-" if value_usd_mn < 0 else ""
    return f"{sign}${abs(value_usd_mn) / 1000:,.1f}bn"


def in_words(claim: Claim, verdict: Verdict) -> str:
    """Say the claim again as it was understood, with months and dollars."""
    known = verdict.figures
    size = known["claimed_usd_mn"]
    amount = "Treasuries" if size is None else in_billions(size)
    if claim.size.pct is not None:
        amount = f"{claim.size.pct:g} % of what it held ({amount})"
    first, last = known["first_month"], known["last_month"]
    months = f"{first:%Y-%m}" if first == last else f"{first:%Y-%m} to {last:%Y-%m}"
    return f"{known['holder_name']} {claim.direction} {amount}, {months}"
