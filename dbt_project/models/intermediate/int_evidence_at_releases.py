"""What was known for and against each claim at each release.

Belongs here: which days are asked, asking claim_evidence_as_of(day), and keeping the
answers of days of which nothing changed. Does not: verdicts
(int_verdicts_at_releases), what the evidence is (macros/claims/).
"""

import hashlib
from collections.abc import Iterator
from typing import Any

import pandas as pd

COLUMNS = [
    *("known_on", "made_of", "claim_id", "evidence_id"),
    *("what", "value", "value_in_words"),
]
DECIMALS = 9
KEPT = "steps.int_evidence_at_releases"
_KNOWN = "known_from <= {day} and (known_to is null or known_to > {day})"
# An answer takes seconds, so it is kept until something that it is made of differs:
# what the tables that claim_evidence_as_of asks had on the day, and its SQL. Of
# yields it asks which days were business days.
MADE_OF = (
    "select * exclude (known_to) from main.holdings_vintages where " + _KNOWN,
    "select * exclude (known_to) from main.holder_flows_vintages where " + _KNOWN,
    "select distinct holder_code, reference_month, caveat from main.holdings",
    "from main.holders",
    "from main.series_breaks",
    "from main.holder_groups",
    "from main.interventions where known_by <= {day}",
    "select distinct country, date from main.yields"
    " where date <= {day} + interval 60 day",
    "from main.japan_reserves where captured_on <= {day}",
    "from main.japan_foreign_securities_purchases where captured_on <= {day}",
    "from main.events where coalesce(event_date, reference_month) <= {day}",
    "from main.event_study_daily where date <= {day}",
    "from main.market_monthly where reference_month <= {day}",
    "from main.policy_rates where date <= {day}",
    "from main.hedged_yields_monthly where reference_month <= {day}",
    "from main.mortgage_spread_weekly where date <= {day}",
    "from main.reserve_currency_shares"
    " where last_day(quarter_end + interval 3 month) <= {day}",
    "from main.yield_impact_scenarios where first_published_year <= year({day})",
    # computed on the newest vintage alone, so that an older day has none
    "from main.co_selling where {day} >= (select max(known_from) from main.holdings)",
    "from main.turning_points"
    " where {day} >= (select max(known_from) from main.holdings)",
    "select position_based_net_purchases_usd_mn from main.holder_flows"
    " where {day} >= (select max(known_from) from main.holdings)",
)
MACROS = "'claim_evidence_as_of', 'holdings_as_of'"


def release_days(session: Any) -> list[Any]:  # noqa: ANN401
    """List the days on which a monthly table of purchases by holder came out."""
    rows = session.execute(
        "select distinct known_from from main.holder_flows_vintages"
        " where source in ('slt_table1', 'slt_table3') order by all"
    ).fetchall()
    return [day for [day] in rows]


def made_of(session: Any, day: Any) -> str:  # noqa: ANN401
    """Hash what the evidence of a day is made of, whatever the order of its rows."""
    queries = (query.format(day=f"date '{day}'") for query in MADE_OF)
    hashes = ", ".join(
        f"(select concat_ws(' ', count(*), sum(hash(made))) from ({query}) as made)"
        for query in queries
    )
    [[found]] = session.execute(f"select concat_ws(', ', {hashes})").fetchall()
    return hashlib.md5(f"{found} {macros(session)}".encode()).hexdigest()  # noqa: S324


def macros(session: Any) -> str:  # noqa: ANN401
    """Read which editions of the SQL are asked (edition_of), from their comments."""
    comments = session.execute(
        "select comment from duckdb_functions()"
        f" where function_name in ({MACROS}) order by function_name"
    ).fetchall()
    return " ".join(text for [text] in comments)


def kept(session: Any) -> dict[str, list[list[Any]]]:  # noqa: ANN401
    """Read the answers of the last build, by what they were made of."""
    schema, table = KEPT.split(".")
    there = session.execute(
        "select list(column_name order by column_index) from duckdb_columns()"
        " where schema_name = ? and table_name = ?",
        [schema, table],
    ).fetchone()
    if there[0] != COLUMNS:
        return {}
    answers: dict[str, list[list[Any]]] = {}
    for day, made, *row in session.execute(f"from {KEPT}").fetchall():
        answers.setdefault(f"{day} {made}", []).append(row)
    return answers


def asked(session: Any, day: Any) -> list[list[Any]]:  # noqa: ANN401
    """Ask what was known on a day.

    Rounded, for the last digits of a correlation follow the order of two threads.
    """
    rows = session.execute(
        f"select claim_id, evidence_id, what, round(value, {DECIMALS}), value_in_words"
        f" from main.claim_evidence_as_of(date '{day}') order by all"
    ).fetchall()
    return [list(row) for row in rows]


def history(session: Any) -> Iterator[list[Any]]:  # noqa: ANN401
    """Give a row of COLUMNS for each release and piece of evidence."""
    answers = kept(session)
    for day in release_days(session):
        made = made_of(session, day)
        for row in answers.get(f"{day} {made}") or asked(session, day):
            yield [day, made, *row]


def model(dbt: Any, session: Any) -> pd.DataFrame:  # noqa: ANN401
    """Grain: one row per release, claim and piece of evidence."""
    dbt.config(materialized="table")
    # what claim_evidence_as_of asks by plain names, so that dbt knows of it
    dbt.ref("claim_evidence")
    dbt.ref("holdings")
    dbt.ref("holdings_vintages")
    dbt.ref("holder_flows")
    dbt.ref("holder_flows_vintages")
    dbt.ref("funding_ratio")
    dbt.ref("holders")
    dbt.ref("series_breaks")
    dbt.ref("holder_groups")
    dbt.ref("interventions")
    dbt.ref("yields")
    dbt.ref("japan_reserves")
    dbt.ref("japan_foreign_securities_purchases")
    dbt.ref("events")
    dbt.ref("event_study_daily")
    dbt.ref("market_monthly")
    dbt.ref("policy_rates")
    dbt.ref("hedged_yields_monthly")
    dbt.ref("mortgage_spread_weekly")
    dbt.ref("reserve_currency_shares")
    dbt.ref("yield_impact_scenarios")
    dbt.ref("co_selling")
    dbt.ref("turning_points")
    return pd.DataFrame(history(session), columns=COLUMNS)
