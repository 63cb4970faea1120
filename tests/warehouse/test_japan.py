"""Japan's figures that must come out of the shipped snapshot.

Each was read off the publisher's file by hand, or worked by hand from such figures.
Does not belong here: holdings and flows (`test_published_figures.py`).
"""

from datetime import date

import duckdb
import pytest

from orchestration.settings import Settings

Connection = duckdb.DuckDBPyConnection


def _rows(connection: Connection, query: str) -> list[tuple[object, ...]]:
    return connection.execute(query).fetchall()


@pytest.mark.parametrize(
    ("year", "net_100mn_yen"),
    [(2022, -234_076), (2023, 185_893), (2024, 53_435), (2025, 137_593)],
)
def test_residents_net_purchases_of_foreign_bonds_by_year(
    connection: Connection, year: int, net_100mn_yen: int
) -> None:
    """The sum of the months; the printed year rounds apart (2022: -234,075)."""
    found = connection.execute(
        "select round(10 * sum(net_purchases_yen_bn)), count(*)"
        " from japan_foreign_securities_purchases where investor = 'all_residents'"
        " and instrument = 'long_term' and year(reference_month) = ?",
        [year],
    ).fetchone()
    assert found == (net_100mn_yen, 12)


@pytest.mark.parametrize(
    ("investor", "instrument", "month", "steps"),
    [
        ("all_residents", "long_term", "2026-05-31", (35_290.7, 32_310.6, 2_980.1)),
        ("all_residents", "equity", "2026-05-31", (19_123.2, 21_697.4, -2_574.1)),
        ("life_insurers", "long_term", "2014-01-31", (1_020.7, 1_336.9, -316.2)),
        ("banks", "long_term", "2026-02-28", (3_621.3, 6_874.8, -3_253.4)),
        ("general_government", "long_term", "2025-10-31", (None, 4.7, -4.7)),
        ("central_bank", "long_term", "2026-05-31", (None, None, None)),
    ],
)
def test_purchases_abroad_are_the_ministrys(
    connection: Connection,
    investor: str,
    instrument: str,
    month: str,
    steps: tuple[float | None, float | None, float | None],
) -> None:
    found = connection.execute(
        "select acquisitions_yen_bn, dispositions_yen_bn, net_purchases_yen_bn"
        " from japan_foreign_securities_purchases"
        " where investor = ? and instrument = ? and reference_month = ?",
        [investor, instrument, month],
    ).fetchall()
    assert found == [steps]


def test_the_last_months_are_preliminary(connection: Connection) -> None:
    assert _rows(
        connection,
        "select distinct reference_month from japan_foreign_securities_purchases"
        " where is_preliminary order by 1",
    ) == [(date(2026, 4, 30),), (date(2026, 5, 31),)]


def test_a_purchase_leads_to_its_file_and_line(
    connection: Connection, published: Settings
) -> None:
    sha256, line_number = connection.execute(
        "select source_sha256, line_number from japan_foreign_securities_purchases"
        " where investor = 'life_insurers' and reference_month = '2014-01-31'"
    ).fetchone() or ("", 0)
    [path] = (published.landed_dir / "mof_japan" / "6pi-4").glob(f"{sha256}.csv")
    line = path.read_text("cp932").splitlines()[line_number - 1]
    assert line.startswith("平成26年,1月,2014,Jan,")
    assert '"10,207","13,369","-3,162"' in line


@pytest.mark.parametrize(
    ("month", "securities", "deposits", "change"),
    [
        ("2000-04-30", 252_396, 71_713, None),
        ("2026-04-30", 1_007_241, 162_197, 7_151),
        ("2026-05-31", 931_678, 162_235, -75_563),
        ("2026-08-31", 839_559, 155_417, -87_773),
    ],
)
def test_reserves_are_the_ministrys(
    connection: Connection,
    month: str,
    securities: int,
    deposits: int,
    change: int | None,
) -> None:
    found = connection.execute(
        "select securities_usd_mn, deposits_usd_mn, securities_change_usd_mn"
        " from japan_reserves where reference_month = ?",
        [month],
    ).fetchall()
    assert found == [(securities, deposits, change)]


def test_the_excerpt_of_the_reserves_has_sixteen_months(connection: Connection) -> None:
    assert _rows(
        connection, "select source, count(*) from japan_reserves group by all"
    ) == [("mof_reserves_excerpt", 16)]


def test_the_authorities_and_the_private_sector_in_march_2026(
    connection: Connection,
) -> None:
    """1,000,090 - 1,018,350 = -18,260; -1.485947 % of 1,018,350 is -15,132.1.

    The price is what Table 3 prints of foreign official holders, -52,584 on 3,557,724
    held in February and half of the 37,941 sold.
    """
    assert _rows(
        connection,
        "select japan_net_purchases_usd_mn, reserve_securities_change_usd_mn,"
        " round(price_return_pct, 4), estimated_price_change_usd_mn,"
        " estimated_official_purchases_usd_mn,"
        " estimated_private_purchases_low_usd_mn,"
        " estimated_private_purchases_high_usd_mn"
        " from japan_official_private where reference_month = '2026-03-31'",
    ) == [(-23_875, -18_260, -1.4859, -15_132.1, -3_127.9, -21_372.7, -20_747.1)]


def test_nothing_official_is_told_of_months_without_reserves(
    connection: Connection,
) -> None:
    assert _rows(
        connection,
        "select min(reference_month), max(reference_month), count(*)"
        " from japan_official_private"
        " where estimated_official_purchases_usd_mn is not null",
    ) == [(date(2025, 9, 30), date(2026, 7, 31), 11)]


def test_the_reserves_of_june_to_august_2026_are_there_before_the_treasurys_figures(
    connection: Connection,
) -> None:
    """Lines of the ministry's excerpt: 928,581, 927,332 and 839,559 millions."""
    assert _rows(
        connection,
        "select reference_month, japan_net_purchases_usd_mn,"
        " reserve_securities_change_usd_mn from japan_official_private"
        " where reference_month > date '2026-04-30' order by reference_month",
    ) == [
        (date(2026, 5, 31), -62_628, -75_563),
        (date(2026, 6, 30), None, -3_097),
        (date(2026, 7, 31), None, -1_249),
        (date(2026, 8, 31), None, -87_773),
    ]


@pytest.mark.parametrize(
    ("first_day", "months", "ratio"),
    [
        # the dollars of 29 April 2024 were due on 1 May, those of 1 May on 7 May
        ("2024-04-29", (date(2024, 5, 31), date(2024, 6, 30)), 0.78),
        ("2022-09-22", (date(2022, 9, 30), date(2022, 10, 31)), None),
        ("2026-04-30", (date(2026, 5, 31), date(2026, 6, 30)), None),
    ],
)
def test_interventions_are_paid_for_two_business_days_later(
    connection: Connection,
    first_day: str,
    months: tuple[date, date],
    ratio: float | None,
) -> None:
    [(calendar, first, last, found)] = _rows(
        connection,
        "select settlement_calendar, settlement_first_month,"
        " settlement_window_last_month, funding_ratio_on_purchases_from_settlement"
        f" from funding_ratio where first_day = date '{first_day}'",
    )
    assert (calendar, first, last) == ("market_days", *months)
    if ratio is not None:
        assert found == pytest.approx(ratio, abs=0.005)
    [(traded,)] = _rows(
        connection,
        "select funding_ratio_on_purchases from funding_ratio"
        " where first_day = date '2024-04-29'",
    )
    assert traded == pytest.approx(0.57, abs=0.005)


def test_the_reserves_paid_for_the_interventions_of_may_2026(
    connection: Connection,
) -> None:
    """They fell by 75.6 billions in the month of the settlement, for 74.9 spent."""
    assert _rows(
        connection,
        "select settlement_last_month, round(amount_usd_bn, 1),"
        " reserve_securities_change_usd_bn, funding_ratio_on_reserve_securities"
        " from funding_ratio where first_day = date '2026-04-30'",
    ) == [(date(2026, 5, 31), 74.9, -75.563, pytest.approx(75.563 / 74.931, abs=1e-4))]


def test_reserves_that_are_not_landed_give_no_ratio(connection: Connection) -> None:
    assert _rows(
        connection,
        "select count(*) from funding_ratio"
        " where funding_ratio_on_reserve_securities is not null"
        " and first_day < date '2026-01-01'",
    ) == [(0,)]


@pytest.mark.parametrize(
    ("day", "amounts", "clocks"),
    [
        # FRED prints 156.71 and 157.65 yen.
        (
            "2024-04-29",
            (5_918.5, 156.71, 37.767),
            ("2024-05-31", "2024-08-07", "2024-06-18"),
        ),
        (
            "2024-05-01",
            (3_870.0, 157.65, 24.548),
            ("2024-05-31", "2024-08-07", "2024-07-18"),
        ),
        (
            "2022-10-21",
            (5_620.2, 146.35, 38.402),
            ("2022-10-31", "2023-02-07", "2022-12-15"),
        ),
    ],
)
def test_an_intervention_has_its_amount_and_three_clocks(
    connection: Connection,
    day: str,
    amounts: tuple[float | None, ...],
    clocks: tuple[str | None, ...],
) -> None:
    found = connection.execute(
        "select amount_yen_bn, yen_per_usd_noon_new_york, amount_usd_bn,"
        " disclosed_monthly_on::varchar, disclosed_daily_on::varchar,"
        " first_visible_in_tic_on::varchar from interventions where occurred_on = ?",
        [day],
    ).fetchall()
    assert found == [(*amounts, *clocks)]


def test_every_day_since_1991_is_there_and_six_are_without_the_yen(
    connection: Connection,
) -> None:
    assert _rows(
        connection,
        "select direction, count(*) filter (not is_estimate), min(occurred_on)"
        " from interventions group by all order by all",
    ) == [
        ("without_yen", 6, date(1991, 8, 19)),
        ("yen_bought", 42, date(1991, 5, 13)),
        ("yen_sold", 338, date(1993, 4, 2)),
    ]


@pytest.mark.parametrize(
    ("condition", "amount_yen_bn"),
    [
        # totals that the press printed: Japan Times 2003-08-01, Market News 2012-02-07,
        # Jiji 2022-10-31 and 2024-07-31
        ("year(occurred_on) = 1999", 7_641.0),
        ("occurred_on between '2003-01-01' and '2003-06-30'", 6_998.4),
        ("occurred_on between '2011-10-01' and '2011-12-31'", 9_091.7),
        ("occurred_on between '2022-10-01' and '2022-10-31'", 6_349.8),
        ("occurred_on between '2024-07-01' and '2024-07-31'", 5_534.8),
        # 2.8382 + 5.6202 + 0.7296 trillion
        ("year(occurred_on) = 2022", 9_188.0),
        ("occurred_on between '2026-04-30' and '2026-05-06'", 11_734.8),
    ],
)
def test_interventions_add_up_to_what_was_printed(
    connection: Connection, condition: str, amount_yen_bn: float
) -> None:
    [(found,)] = _rows(
        connection,
        f"select round(sum(amount_yen_bn), 1) from interventions where {condition}",
    )
    assert found == amount_yen_bn


@pytest.mark.parametrize(
    ("day", "known_by"),
    [
        ("1998-06-17", "2001-07-31"),  # ten years of days were disclosed in July 2001
        ("2001-09-17", "2001-11-30"),
        ("2003-05-08", "2003-08-31"),  # then the days of a quarter
        ("2003-07-03", "2003-08-31"),  # and a month's total since June 2003
        ("2022-10-24", "2022-10-31"),
    ],
)
def test_an_amount_is_known_when_the_ministry_disclosed_such(
    connection: Connection, day: str, known_by: str
) -> None:
    assert connection.execute(
        "select distinct known_by::varchar from interventions where occurred_on = ?",
        [day],
    ).fetchall() == [(known_by,)]


def test_only_dollars_against_the_yen_make_an_episode(connection: Connection) -> None:
    assert _rows(
        connection,
        "select direction, round(sum(amount_yen_bn), 1), sum(intervention_days)"
        " from funding_ratio where not is_estimate group by all order by all",
    ) == _rows(
        connection,
        "select direction, round(sum(amount_yen_bn), 1), count(*) from interventions"
        " where not is_estimate and currency_pair = 'USD/JPY'"
        " group by all order by all",
    )


@pytest.mark.parametrize(
    ("week_ending", "side", "instrument", "figures"),
    [
        ("2005-01-08", "assets", "long_term", (23_929, 15_051, 8_878)),
        ("2007-01-06", "liabilities", "total", (None, None, 470)),
        ("2026-08-01", "assets", "long_term", (93_013, 88_234, 4_779)),
        ("2026-08-01", "liabilities", "equity", (468_415, 472_340, -3_925)),
    ],
)
def test_a_week_of_securities_is_that_of_the_file(
    connection: Connection,
    week_ending: str,
    side: str,
    instrument: str,
    figures: tuple[int | None, ...],
) -> None:
    assert connection.execute(
        "select acquisition_100mn_yen, disposition_100mn_yen, printed_net_100mn_yen"
        " from staging.stg_mof__securities_weekly"
        " where week_ending = ? and side = ? and instrument = ?",
        [week_ending, side, instrument],
    ).fetchall() == [figures]


def test_guesses_of_the_market_are_marked(connection: Connection) -> None:
    assert _rows(
        connection,
        "select occurred_on, source from interventions where is_estimate order by 1",
    ) == [
        (date(2026, 7, 30), "Market estimate"),
        (date(2026, 7, 31), "Market estimate"),
    ]


def test_the_spring_of_2024_was_paid_for_on_holdings_but_half_on_purchases(
    connection: Connection,
) -> None:
    """1,105,953 - 1,167,015 = -61,062 million; -35,700 sold, of bills -36,117."""
    assert _rows(
        connection,
        "select last_day, amount_yen_bn, round(amount_usd_bn, 1),"
        " position_change_usd_bn, net_purchases_usd_bn, bill_purchases_usd_bn,"
        " round(funding_ratio_on_holdings, 2), round(funding_ratio_on_purchases, 2),"
        " released_on from funding_ratio where first_day = '2024-04-29'",
    ) == [
        (
            *(date(2024, 5, 1), 9_788.5, 62.3),
            *(-61.062, -35.7, -36.117),
            *(0.98, 0.57),
            date(2026, 6, 18),
        )
    ]


def test_the_spring_of_2026_was_paid_for_by_bills(connection: Connection) -> None:
    """1,143,139 - 1,191,597 = -48,458 million; 16,258 - 62,628 = -46,370 bought."""
    assert _rows(
        connection,
        "select amount_yen_bn, position_change_usd_bn, net_purchases_usd_bn,"
        " bond_purchases_usd_bn, bill_purchases_usd_bn, released_on"
        " from funding_ratio where first_day = '2026-04-30'",
    ) == [
        (
            *(11_734.8, -48.458, -46.37),
            *(14.705 - 2.838, 1.553 - 59.790),
            date(2026, 7, 14),
        )
    ]


def test_a_summer_without_its_last_month_has_no_ratio(connection: Connection) -> None:
    # the window of July and August 2026; the record ends with July
    assert _rows(
        connection,
        "select is_estimate, funding_ratio_on_holdings, funding_ratio_on_purchases"
        " from funding_ratio where first_day = '2026-07-30'",
    ) == [(True, None, None)]


@pytest.mark.parametrize(
    ("day", "episodes"),
    [
        ("2022-09-29", []),
        ("2022-11-01", ["2022-09-22"]),
        ("2024-06-01", ["2022-09-22", "2024-04-29"]),
        ("2026-06-18", ["2022-09-22", "2024-04-29", "2024-07-11", "2026-04-30"]),
    ],
)
def test_an_episode_is_known_once_its_amount_is_out(
    connection: Connection, day: str, episodes: list[str]
) -> None:
    found = connection.execute(
        f"select first_day::varchar from funding_ratio_as_of('{day}')"
        " where first_day >= '2018-01-01' order by 1"
    ).fetchall()
    assert [first_day for (first_day,) in found] == episodes


def test_before_the_bills_of_table_3_were_landed_only_bonds_were_known(
    connection: Connection,
) -> None:
    """Table 1 of 2026-04-15 has no bills: what was sold in 2024 could not be told."""
    assert _rows(
        connection,
        "select bond_purchases_usd_bn, net_purchases_usd_bn,"
        " funding_ratio_on_purchases from funding_ratio_as_of('2026-04-15')"
        " where first_day = '2024-04-29'",
    ) == [(0.417, None, None)]
