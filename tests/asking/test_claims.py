"""A claim's verdict and evidence, against the publishers' own cells.

Belongs here: `check_claim` and the command on it. Does not: the article's claims
(tests/warehouse/test_claims.py).
"""

import re
import shlex
from collections.abc import Mapping
from datetime import date
from typing import Any

import duckdb
import pytest

from orchestration.asking.claims import Claim, Verdict, check
from orchestration.asking.words import Size, read_size, read_span
from orchestration.errors import WarehouseError
from orchestration.settings import PROJECT_ROOT, Settings
from tests.support.warehouses import tic_warehouse

# Sums of the cells of the newest landed Table 3 that prints each month, as text.
PRINTED = """
    select sum(cells.cell_text::double)
    from raw.tic_slt_table3 as cells
    inner join meta.landed_files as files on cells.source_sha256 = files.sha256
    where
        cells.code = $1
        and cells.measure = $2
        and cells.reference_date between $3 and $4
        and files.released_on = (
            select max(newest.released_on)
            from raw.tic_slt_table3 as again
            inner join meta.landed_files as newest
                on again.source_sha256 = newest.sha256
            where again.reference_date = cells.reference_date
        )
"""
JAPAN, CHINA, BELGIUM = "42609", "41408", "10251"


def judged(
    connection: duckdb.DuckDBPyConnection, said: str, said_on: date | None = None
) -> list[Verdict]:
    """Judge a claim such as `Japan / sold / 50bn / 2025`."""
    holder, direction, size, months = said.split(" / ")
    claim = Claim(holder, direction, read_size(size), read_span(months))
    return check(connection, claim, said_on)


def printed(
    connection: duckdb.DuckDBPyConnection, code: str, measure: str, *months: date
) -> float:
    [(value,)] = connection.execute(PRINTED, [code, measure, *months]).fetchall()
    return float(value)


@pytest.mark.parametrize(
    ("code", "first", "last"),
    [
        (JAPAN, date(2026, 2, 28), date(2026, 4, 30)),
        (JAPAN, date(2025, 1, 31), date(2025, 12, 31)),
        (CHINA, date(2025, 1, 31), date(2025, 12, 31)),
        (BELGIUM, date(2024, 3, 31), date(2025, 4, 30)),
    ],
)
def test_the_evidence_is_the_sum_of_the_publishers_cells(
    connection: duckdb.DuckDBPyConnection, code: str, first: date, last: date
) -> None:
    months = f"{first:%Y-%m}..{last:%Y-%m}"
    [verdict] = judged(connection, f"{code} / bought / any / {months}")
    known = verdict.figures
    bought = printed(connection, code, "for_treas_net", first, last)
    price = printed(connection, code, "for_lt_treas_valchg", first, last)
    assert known["net_purchases_usd_mn"] == bought
    assert known["valuation_change_usd_mn"] == price
    closing = printed(connection, code, "for_treas_pos", last, last)
    assert known["closing_position_usd_mn"] == closing
    other = known["position_change_usd_mn"] - bought - price
    assert known["other_change_usd_mn"] == pytest.approx(other)
    ends = sorted((bought, bought + other))
    low, high = known["net_purchases_low_usd_mn"], known["net_purchases_high_usd_mn"]
    assert [low, high] == pytest.approx(ends)
    assert known["basis"] == "slt_reported"


def test_japan_in_2025_by_hand(connection: duckdb.DuckDBPyConnection) -> None:
    """README's answer, from the lines of Table 3."""
    [verdict] = judged(connection, "Japan / bought / 95bn / 2025")
    known = verdict.figures
    assert known["net_purchases_usd_mn"] == 95_458
    assert known["valuation_change_usd_mn"] == 31_917
    assert known["other_change_usd_mn"] == -3_354
    assert known["position_change_usd_mn"] == 124_021
    assert verdict.words == "supported"


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("Japan / bought / 95bn / 2025", "supported"),
        ("Japan / bought / 9 % / 2025", "supported"),
        ("Japan / bought / any / 2025", "supported"),
        ("Japan / sold / any / 2025", "contradicted"),
        ("Japan / bought / 400bn / 2025", "overstated"),
        ("Japan / bought / 10bn / 2025", "understated"),
        ("China / sold / $110 billion / 2025", "supported"),
        # a rise of $103bn without net purchases
        ("Belgium / bought / 100bn / 2025", "mixed"),
        ("Luxembourg / bought / 55bn / 2024-03..2025-04", "contradicted"),
        # two bases, a break of the flows, a month before the record
        ("Japan / sold / 9bn / 2022-06..2023-06", "not testable"),
        ("Bahamas / sold / any / 2024-03..2025-04", "not testable"),
        ("Japan / sold / 1bn / 1950-01", "not testable"),
        ("Japan / sold / 1bn / 2031-01", "not testable"),
    ],
)
def test_verdicts(connection: duckdb.DuckDBPyConnection, said: str, words: str) -> None:
    [verdict] = judged(connection, said)
    assert verdict.words == words
    assert verdict.why


def test_a_sum_within_its_usual_revision_is_too_small_to_tell(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    """Among all holders and the newest months there is one, and it is as small."""
    rows = connection.sql(
        """
        select holder_name, sum(net_purchases_usd_mn) as bought
        from holder_flows
        where
            holder_scope = 'country' and instrument = 'total'
            and basis = 'slt_reported'
            and reference_month between '2026-02-28' and '2026-04-30'
        group by holder_name
        having count(other_change_usd_mn) = 3
        order by abs(bought) limit 12
        """
    ).fetchall()
    found = [
        judged(connection, f"{name} / bought / any / 2026-02..2026-04")[0]
        for name, _ in rows
    ]
    small = [each for each in found if each.words == "too small to tell"]
    assert small
    for each in small:
        known = each.figures
        ends = (known["net_purchases_low_usd_mn"], known["net_purchases_high_usd_mn"])
        assert max(map(abs, ends)) <= known["usual_revision_usd_mn"]


def test_the_usual_revision_is_that_of_the_landed_vintages(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    """From quality.revisions, apart from the vintages that the macro reads."""
    [verdict] = judged(connection, "Japan / sold / any / 2026-02..2026-04")
    windows = [
        (source, kind, pair, last) for source, kind, pair, last in _windows(connection)
    ]
    revised = _revisions(connection)
    sums = sorted(
        abs(
            sum(
                revised.get((source, kind, pair[1], month), 0) for month in _three(last)
            )
        )
        for source, kind, pair, last in windows
    )
    assert verdict.figures["revisions_compared"] == len(sums)
    place = 0.9 * (len(sums) - 1)
    below, share = sums[int(place)], place - int(place)
    above = sums[min(int(place) + 1, len(sums) - 1)]
    assert verdict.figures["usual_revision_usd_mn"] == pytest.approx(
        below + share * (above - below)
    )


def _windows(
    connection: duckdb.DuckDBPyConnection,
) -> list[tuple[str, str, tuple[date, date], date]]:
    """Last months of sums over three that two neighbouring vintages print, fresh."""
    pairs = [
        ("slt_table1", "long_term", (date(2024, 12, 19), date(2026, 4, 15))),
        ("slt_table1", "long_term", (date(2026, 4, 15), date(2026, 6, 18))),
        ("slt_table3", "long_term", (date(2026, 6, 18), date(2026, 7, 14))),
        ("slt_table3", "total", (date(2026, 6, 18), date(2026, 7, 14))),
    ]
    found = []
    for source, kind, pair in pairs:
        months = connection.execute(
            "select distinct reference_month from holder_flows_vintages"
            " where source = $1 and instrument = $2 and holder_code = '42609'"
            " and measure = 'net_purchases' and known_from <= $3"
            " and datediff('month', reference_month, $3) <= 4",
            [source, kind, pair[0]],
        ).fetchall()
        found += [(source, kind, pair, month) for (month,) in months]
    return found


def _revisions(connection: duckdb.DuckDBPyConnection) -> Mapping[Any, float]:
    rows = connection.execute(
        "select source, instrument, revised_on, reference_month, revision_usd_mn"
        " from quality.revisions where holder_name = 'Japan'"
        " and measure = 'net_purchases' and security_type = 'treasury'"
    ).fetchall()
    return {tuple(key): value for *key, value in rows}


def _three(last: date) -> list[date]:
    with duckdb.connect() as calendar:
        rows = calendar.execute(
            "select last_day(($1::date - to_months(back::integer))::date)"
            " from range(3) months(back)",
            [last],
        ).fetchall()
    return [month for (month,) in rows]


def test_what_was_known_on_the_day(connection: duckdb.DuckDBPyConnection) -> None:
    now, then = judged(
        connection, "Japan / sold / 15bn / 2026-02..2026-04", date(2026, 6, 30)
    )
    assert now.figures["net_purchases_usd_mn"] == -14_525
    # Table 3 of 2026-06-18, before the revision of 2026-07-14
    assert then.figures["net_purchases_usd_mn"] == -14_518
    assert then.figures["released_on"] == date(2026, 6, 18)
    assert then.known_on == date(2026, 6, 30)


def test_an_older_day_has_bonds_alone_and_says_so(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    _, then = judged(connection, "Japan / sold / any / 2025", date(2026, 5, 1))
    assert then.figures["instrument"] == "long_term"
    _, never = judged(connection, "Japan / sold / any / 2025", date(2020, 1, 1))
    assert never.words == "not testable"


def test_today_is_what_holder_flows_has(connection: duckdb.DuckDBPyConnection) -> None:
    for name in ("Japan", "Canada", "Grand Total", "Ireland"):
        [verdict] = judged(connection, f"{name} / bought / any / 2024")
        row = connection.execute(
            "select sum(net_purchases_usd_mn), sum(other_change_usd_mn),"
            " sum(position_change_usd_mn) from holder_flows where holder_name = $1"
            " and instrument = 'total' and year(reference_month) = 2024",
            [name],
        ).fetchone()
        columns = ("net_purchases", "other_change", "position_change")
        assert tuple(verdict.figures[f"{each}_usd_mn"] for each in columns) == row


def test_a_claim_that_cannot_be_read_is_refused(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    span = read_span("2025")
    with pytest.raises(WarehouseError, match="neither bought nor sold"):
        check(connection, Claim("Japan", "dumped", Size(), span))
    with pytest.raises(WarehouseError, match="is no holder of the record"):
        check(connection, Claim("Atlantis", "sold", Size(), span))


def test_the_command_shows_both_verdicts(published: Settings) -> None:
    done = tic_warehouse(
        published.data_dir,
        *("claim", "Japan", "sold", "$50 billion", "2026-02", "2026-04"),
        *("--as-of", "2026-06-30"),
    )
    assert done.returncode == 0, done.stdout
    said = " ".join(done.stdout.split())
    assert "Claim: Japan sold $50.0bn, 2026-02 to 2026-04." in said
    assert "Today: overstated. Japan sold a net $14.5 billion" in said
    assert "As known on 2026-06-30: overstated." in said
    assert "with other change -$14.5bn to -$7.4bn" in said


def test_the_command_refuses_in_one_line(published: Settings) -> None:
    done = tic_warehouse(published.data_dir, "claim", "Japan", "sold", "50", "2026-02")
    assert done.returncode == 1
    assert done.stdout.startswith("tic-warehouse: '50' is no size; ")
    assert done.stdout.count("\n") == 1


def test_the_page_on_asking_shows_commands_that_run(published: Settings) -> None:
    """The query and the claim of docs/asking.md, word for word."""
    page = (PROJECT_ROOT / "docs" / "asking.md").read_text()
    [query] = re.findall(r"```sql\n(from check_claim.*?);\n```", page)
    with duckdb.connect(str(published.published_database), read_only=True) as opened:
        assert len(opened.execute(query).fetchall()) == 1
    [words] = re.findall(r"tic-warehouse (claim .*)", page)
    done = tic_warehouse(published.data_dir, *shlex.split(words))
    assert done.returncode == 0, done.stdout
