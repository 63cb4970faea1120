"""Answer questions about positions, flows and vintages so that none can mislead.

Belongs here: what a holder held and why it changed, each with its caveats and where the
figures stand. Does not: claims, tables and SQL (`record.py`), or the protocol
(`server.py`).
"""

from collections.abc import Sequence
from datetime import date

import duckdb

from orchestration.asking import claims, handles
from orchestration.asking.answers import (
    CUSTODY,
    HUB,
    NO_SALE,
    Answer,
    breaks_of,
    caveats_of,
    rows_of,
    scope_in_words,
)
from orchestration.asking.sealed_query import MAX_ROWS
from orchestration.asking.words import (
    Holder,
    Size,
    Span,
    find_holder,
    read_day,
    read_instrument,
    read_month,
    read_span,
)
from orchestration.errors import WarehouseError


def positions(
    connection: duckdb.DuckDBPyConnection, holder: str, months: str, instrument: str
) -> Answer:
    """Give a holder's positions over months; breaks between them are named."""
    found, span = find_holder(connection, holder), read_span(months)
    kind = read_instrument(instrument)
    rows = rows_of(
        connection,
        "select holder_name, reference_month, instrument, position_usd_mn, source,"
        " basis, released_on, is_complete_month, break_id from holdings"
        " where holder_code = $1 and instrument = $2 and is_continuing"
        " and reference_month between $3 and coalesce($4, date '9999-12-31')"
        f" order by reference_month limit {MAX_ROWS}",
        [found.code, kind, *_ends(span)],
    )
    if not rows:
        raise WarehouseError(
            f"the record at hand has no {kind} position of {found.name} in these"
            " months; `columns` and table releases say how far it reaches"
        )
    last = rows[-1]
    sentence = (
        f"{found.name} held {claims.in_billions(last['position_usd_mn'])} of Treasuries"
        f" ({kind}) at the end of {last['reference_month']:%Y-%m}."
    )
    crossed = breaks_of(connection, [row["break_id"] for row in rows[1:]])
    if crossed:
        sentence += (
            " A break of the series lies between these months, so that they do not"
            " compare across it."
        )
    cited = handles.handles(connection, found.code, last["reference_month"], kind)
    return Answer(
        sentence,
        rows,
        [NO_SALE, *caveats_of(connection, found), *crossed],
        [cited[name] for name in ("position",) if name in cited],
    )


def flows(
    connection: duckdb.DuckDBPyConnection, holder: str, months: str, instrument: str
) -> Answer:
    """Take a holder's change apart; no change is given across a break."""
    span, kind = read_span(months), read_instrument(instrument)
    found = find_holder(connection, holder)
    claim = claims.Claim(found.code, "bought", Size(), span, kind)
    [verdict] = claims.check(connection, claim)
    rows = rows_of(
        connection,
        "select reference_month, position_usd_mn, position_change_usd_mn,"
        " net_purchases_usd_mn, valuation_change_usd_mn, other_change_usd_mn,"
        " position_based_net_purchases_usd_mn, basis, break_id, flow_break_id,"
        " released_on from holder_flows"
        " where holder_code = $1 and instrument = $2 and reference_month between $3"
        f" and $4 order by reference_month limit {MAX_ROWS}",
        [found.code, kind, span.first, verdict.figures["last_month"]],
    )
    crossed = breaks_of(
        connection,
        [row[name] for row in rows for name in ("break_id", "flow_break_id")],
    )
    lineage = [
        handle
        for row in rows[-12:]
        for handle in handles.handles(
            connection, found.code, row["reference_month"], kind
        ).values()
    ]
    return Answer(
        f"{verdict.why} {_change_in_words(verdict)}".strip(),
        rows,
        [NO_SALE, *caveats_of(connection, found), *crossed],
        lineage,
    )


def _change_in_words(verdict: claims.Verdict) -> str:
    known = verdict.figures
    change = known["position_change_usd_mn"]
    if change is None or verdict.words == "not testable":
        return "No change of the position is given over these months."
    parts = [
        f"{words} {claims.in_billions(known[name])}"
        for words, name in (
            ("net purchases", "net_purchases_usd_mn"),
            ("price", "valuation_change_usd_mn"),
            ("what neither explains", "other_change_usd_mn"),
        )
        if known[name] is not None
    ]
    return f"The position changed by {claims.in_billions(change)}: {', '.join(parts)}."


def as_of(
    connection: duckdb.DuckDBPyConnection,
    holder: str,
    month: str,
    day: str,
    instrument: str,
) -> Answer:
    """Give a month's position as the vintages at hand had it on a day, and today."""
    found, kind = find_holder(connection, holder), read_instrument(instrument)
    wanted, known_on = read_month(month), read_day(day)
    then = rows_of(
        connection,
        "select reference_month, instrument, position_usd_mn, source, released_on,"
        " newest_release_at_hand, months_behind_public from holdings_as_of($1::date)"
        " where holder_code = $2 and is_continuing and reference_month = $3"
        " and instrument = $4",
        [known_on, found.code, wanted, kind],
    )
    now = rows_of(
        connection,
        "select position_usd_mn from holdings where holder_code = $1 and is_continuing"
        " and reference_month = $2 and instrument = $3",
        [found.code, wanted, kind],
    )
    if not then:
        today = "has none today either"
        if now:
            today = f"has {claims.in_billions(now[0]['position_usd_mn'])} today"
        raise WarehouseError(
            f"the vintages at hand had no {kind} position of {found.name} at the end"
            f" of {wanted:%Y-%m} on {known_on}, and the record {today}; older days may"
            " have long_term alone"
        )
    first = claims.in_billions(then[0]["position_usd_mn"])
    last = claims.in_billions(now[0]["position_usd_mn"]) if now else "nothing"
    behind = then[0]["months_behind_public"]
    lag = (
        [f"The vintages at hand were {behind} months behind the public on that day."]
        if behind
        else []
    )
    cited = handles.handles(connection, found.code, wanted, kind)
    return Answer(
        f"On {known_on} the record at hand had {first} for {found.name} at the end of"
        f" {wanted:%Y-%m} ({kind}); today it has {last}.",
        then,
        [*lag, *caveats_of(connection, found)],
        [cited[name] for name in ("position",) if name in cited],
        known_on,
    )


def total(
    connection: duckdb.DuckDBPyConnection,
    holders: Sequence[str],
    month: str,
    instrument: str,
) -> Answer:
    """Add up positions of single countries in one month.

    Raises WarehouseError for an aggregate among them, a holder named twice or one
    without a position.
    """
    found = [find_holder(connection, each) for each in holders]
    wanted, kind = read_month(month), read_instrument(instrument)
    _refuse_aggregates(found)
    rows = rows_of(
        connection,
        "select holder_name, reference_month, position_usd_mn, source, released_on"
        " from holdings where list_contains($1, holder_code) and is_continuing"
        " and instrument = $2 and reference_month = $3 order by holder_name",
        [[each.code for each in found], kind, wanted],
    )
    missing = {each.name for each in found} - {row["holder_name"] for row in rows}
    if missing:
        raise WarehouseError(
            f"the record at hand has no {kind} position of {', '.join(sorted(missing))}"
            f" at the end of {wanted:%Y-%m}, so no sum is given"
        )
    whole = sum(row["position_usd_mn"] for row in rows)
    names = ", ".join(row["holder_name"] for row in rows)
    lineage = [
        handles.handles(connection, each.code, wanted, kind)["position"]
        for each in found
    ]
    hubs = [HUB.format(name=each.name) for each in found if each.is_custody_hub]
    return Answer(
        f"{names} together held {claims.in_billions(whole)} at the end of"
        f" {wanted:%Y-%m} ({kind}).",
        [*rows, {"holder_name": "sum", "position_usd_mn": whole}],
        [CUSTODY, *hubs],
        lineage,
    )


def _refuse_aggregates(found: Sequence[Holder]) -> None:
    sums = [each for each in found if each.is_aggregate]
    if sums:
        raise WarehouseError(
            f"{sums[0].name} is no country but {scope_in_words(sums[0])}, which"
            " contains other holders, so it is not added to them; name countries only,"
            " or ask for it alone with `positions`"
        )
    names = [each.name for each in found]
    for name in names:
        if names.count(name) > 1:
            raise WarehouseError(f"{name} is named twice; name each holder once")


def lineage(
    connection: duckdb.DuckDBPyConnection, holder: str, month: str, instrument: str
) -> Answer:
    """Lead from a holder's month to the lines of the publishers' files."""
    found, kind = find_holder(connection, holder), read_instrument(instrument)
    wanted = read_month(month)
    rows = rows_of(
        connection,
        "select figure, value_usd_mn, reference_month, cell_text, unit_of_file,"
        " publisher, file_name, url, released_on, source_sha256, line_number,"
        " correction from meta.lineage_of($1, $2, $3)",
        [found.code, wanted, kind],
    )
    if not rows:
        raise WarehouseError(
            f"no cell of a landed file is behind {found.name} in {wanted:%Y-%m}"
            f" ({kind}); ask `positions` which months there are"
        )
    cited = handles.handles(connection, found.code, wanted, kind)
    return Answer(
        f"{len(rows)} cells stand behind the figures of {found.name} in"
        f" {wanted:%Y-%m} ({kind}).",
        rows,
        caveats_of(connection, found),
        list(cited.values()),
    )


def _ends(span: Span) -> tuple[date, date | None]:
    return span.first, span.last
