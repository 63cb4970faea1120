"""Rates, debt and shares: the figures of the snapshot, and what landing others adds.

Belongs here: figures read off the publishers' files by hand, from the snapshot and
from files that may not be shipped, landed into a copy of the warehouse. Does not: how
a file is read (`test_parse_markets.py`).
"""

import importlib.util
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import duckdb
import numpy
import pandas
import pytest

from orchestration.landing.landed_files import landed_files
from orchestration.landing.store import land
from orchestration.loading.changed_months import vintages
from orchestration.loading.file_catalogue import load_landed_files
from orchestration.loading.raw_tables import load_raw_table
from orchestration.settings import PROJECT_ROOT, Settings
from tests.support.fixtures import by_hand, land_path
from tests.support.market_fixtures import cofer, months_of
from tests.support.warehouses import copy_of

Connection = duckdb.DuckDBPyConnection
ESTIMATES = "dbt_project/models/intermediate/int_custody_nowcast_estimates.py"
# In the order in which they rest on each other.
REBUILT = (
    *("policy_rates", "short_rates_monthly", "mortgage_rates_weekly"),
    *("fed_custody_weekly", "reserve_currency_shares", "treasury_debt_monthly"),
    *("holder_shares", "hedged_yields_monthly", "mortgage_spread_weekly"),
)
# As others read them; TIC's grand total of that month is 9,093,980 in Table 3.
MARKET_VALUES = (("2025-05", "26888.1"), ("2025-06", "27119.3"))
US_INTERBANK = (("2023-04", "5.125"), ("2023-05", "5.25"))
JP_INTERBANK = (("2023-04", "0.125"), ("2023-05", "0.125"))


@pytest.fixture(scope="module")
def python_model() -> ModuleType:
    """The Python model as dbt runs it."""
    spec = importlib.util.spec_from_file_location(
        "int_custody_nowcast_estimates", PROJECT_ROOT / ESTIMATES
    )
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class Twin:
    """A copy of the published warehouse into which files are landed."""

    def __init__(self, published: Settings, folder: Path) -> None:
        """Copy it; the compiled models of its build are the published one's."""
        self.settings = copy_of(published, folder)
        compiled = published.build_dir / "dbt" / "compiled" / "tic_warehouse"
        self.models = {
            path.stem: path.read_text() for path in (compiled / "models").rglob("*.sql")
        }
        self.connection = duckdb.connect(str(self.settings.published_database))

    def land(self, content: bytes) -> None:
        """Land a file that a test wrote."""
        land(content, by_hand(), self.settings)

    def rebuild(self) -> None:
        """Load what is landed, then build the models that rest on it again."""
        files = list(vintages(self.settings, list(landed_files(self.settings))))
        load_landed_files(self.connection, files)
        for name in ("fred_series", "bis_policy_rates", "imf_cofer"):
            own = [each for each in files if each.file.source.raw_table == name]
            load_raw_table(self.connection, name, own)
        for name in REBUILT:
            self.build(f"main.{name}", name)

    def build(self, table: str, model: str) -> None:
        """One table from its model's compiled SQL."""
        query = self.models[model]
        self.connection.execute(f"create or replace table {table} as {query}")

    def one(self, query: str) -> tuple[object, ...]:
        """The one row of a query."""
        [row] = self.connection.execute(query).fetchall()
        return row


@pytest.fixture(scope="module")
def written(
    published: Settings, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Twin]:
    """Series of which no real copy was at hand, in files that tests write."""
    twin = Twin(published, tmp_path_factory.mktemp("written") / "data")
    twin.land(months_of("MVMTD027MNFRBDAL", MARKET_VALUES))
    twin.land(months_of("IR3TIB01USM156N", US_INTERBANK))
    twin.land(months_of("IR3TIB01JPM156N", JP_INTERBANK))
    twin.land(cofer())
    twin.rebuild()
    yield twin
    twin.connection.close()


@pytest.fixture(scope="module")
def real(
    published: Settings, real_data: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Twin]:
    """The publishers' files that may not be shipped."""
    twin = Twin(published, tmp_path_factory.mktemp("real") / "data")
    for path, series in (
        ("fred/MORTGAGE30US/2026-01-02-resaved.csv", "MORTGAGE30US"),
        ("fred/MORTGAGE30US/2026-06-25.csv", "MORTGAGE30US"),
        ("fred/IR3TIB01JPM156N/2025-05.csv", "IR3TIB01JPM156N"),
        ("fred/IR3TIB01USM156N/2025-05.csv", "IR3TIB01USM156N"),
        ("bis/cbpol_JPY/2025-08-29.csv", None),
        ("bis/cbpol_USD/2025-08-29.csv", None),
        ("imf/cofer_shares/2026-06-28.xml", None),
        ("imf/cofer/2026-07-01-all-2014on.xml", None),
    ):
        land_path(real_data / path, twin.settings, "hand", series=series)
    resaved = real_data / "fred/MVMTD027MNFRBDAL/2023-12-17-resaved.csv"
    twin.land(resaved.read_bytes().replace(b'"', b""))  # as FRED serves it
    twin.rebuild()
    yield twin
    twin.connection.close()


# --- the snapshot ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "row"),
    [
        # FEDFUNDS 2026-05-01, DFEDTARU 2026-06-05 and 2008-12-16
        ("policy_rates where basis = 'federal_funds_effective'", ("2026-05-31", 3.63)),
        (
            "policy_rates where basis = 'federal_funds_target_upper'",
            ("2026-06-05", 3.75),
        ),
        (
            "policy_rates where basis = 'federal_funds_target_upper'"
            " and date < '2008-12-17'",
            ("2008-12-16", 0.25),
        ),
    ],
)
def test_a_policy_rate_is_freds(
    connection: Connection, query: str, row: tuple[str, float]
) -> None:
    found = f"select date::varchar, rate_pct from {query} order by date desc limit 1"
    assert connection.execute(found).fetchall() == [row]


@pytest.mark.parametrize(
    ("measure", "month", "amount", "as_of"),
    [
        # 9,355.0 billion under 2026-01-01; 6,002.8 replaced 6,003.9 of 2017
        ("held_by_foreigners", "2026-03-31", 9_355_000, "2026-03-31"),
        ("held_by_foreigners", "2016-12-31", 6_002_800, "2016-12-31"),
        ("held_by_foreigners", "1970-03-31", 12_400, "1970-03-31"),
        # the last Wednesday of May 2026 is the 27th
        ("owned_by_the_fed_face", "2026-05-31", 4_461_901, "2026-05-27"),
        ("marketable_face", "2026-09-30", 31_834_878.4434023, "2026-09-30"),
        ("held_by_public_face", "2026-09-30", 32_425_012.5168903, "2026-09-30"),
    ],
)
def test_the_debt_of_a_month_is_the_publishers(
    connection: Connection, measure: str, month: str, amount: float, as_of: str
) -> None:
    assert connection.execute(
        "select amount_usd_mn, as_of_date::varchar from treasury_debt_monthly"
        " where measure = ? and reference_month = ?",
        [measure, month],
    ).fetchall() == [(amount, as_of)]


def test_the_days_of_september_are_no_debt_of_its_end(connection: Connection) -> None:
    assert connection.execute(
        "select count(*) from treasury_debt_monthly"
        " where source = 'us_treasury_debt_to_penny'"
    ).fetchall() == [(0,)]


def test_prices_rose_by_what_the_index_says(connection: Connection) -> None:
    # 332.407 after 320.302; nobody asked in 2025-10
    assert connection.execute(
        "select reference_month::varchar, price_index, inflation_12m_pct"
        " from consumer_prices_monthly where reference_month >= '2026-04-30'"
        " or reference_month between '2025-10-01' and '2025-10-31'"
    ).fetchall() == [("2026-04-30", 332.407, 3.779246)]


@pytest.mark.parametrize(
    ("day", "tenor", "row"),
    [
        # Treasury 4.58 of the day; Japan was shut, 1.111 on the 30th
        ("2024-12-31", 10, (4.58, 1.111, 3.469, "JP", "2024-12-30")),
        # Independence Day: 4.36 on the 3rd, Japan 1.086
        ("2024-07-04", 10, (4.36, 1.086, 3.274, "US", "2024-07-03")),
        # FRED 4.30, Ministry of Finance 2.366
        ("2026-03-31", 10, (4.3, 2.366, 1.934, None, None)),
    ],
)
def test_a_spread_of_a_day_is_that_of_the_two_files(
    connection: Connection, day: str, tenor: int, row: tuple[object, ...]
) -> None:
    assert connection.execute(
        "select us_yield_pct, jp_yield_pct, us_jp_spread_pct, filled_country,"
        " filled_from_date::varchar from rate_differentials_daily"
        " where date = ? and tenor_years = ?",
        [day, tenor],
    ).fetchall() == [row]


def test_a_day_on_which_both_are_shut_has_no_spread(connection: Connection) -> None:
    # Columbus Day and Sports Day of 2022 fell on one Monday
    assert connection.execute(
        "select count(*) from rate_differentials_daily where date = '2022-10-10'"
    ).fetchall() == [(0,)]


@pytest.mark.parametrize(
    ("pair", "cost"),
    [
        # 3 months: 5.308182 on average and 5.52 on the 31st; one year in Japan:
        # -0.1239 and -0.125; federal funds 5.06. None is the 5.54 that is quoted.
        ("treasury_3m_less_jgb_1y_average", 5.432082),
        ("treasury_3m_less_jgb_1y_month_end", 5.645),
        ("federal_funds_less_jgb_1y", 5.1839),
    ],
)
def test_the_hedge_of_may_2023_costs_the_difference_of_its_pair(
    connection: Connection, pair: str, cost: float
) -> None:
    assert connection.execute(
        "select hedge_cost_excl_basis_pct, tenors_match from hedged_yields_monthly"
        " where hedge_pair = ? and reference_month = '2023-05-31'",
        [pair],
    ).fetchall() == [(cost, False)]


@pytest.mark.parametrize(
    ("pair", "first", "last"),
    [
        # 2022-09 and 2024-11 are quoted for 3-month rates: a month longer each
        ("treasury_3m_less_jgb_1y_average", "2022-10-31", "2024-10-31"),
        ("treasury_3m_less_jgb_1y_month_end", "2022-10-31", "2024-10-31"),
    ],
)
def test_the_hedged_yield_was_negative_for_two_years_and_is_positive_since(
    connection: Connection, pair: str, first: str, last: str
) -> None:
    assert connection.execute(
        "select min(reference_month)::varchar, max(reference_month)::varchar,"
        " count(*) from hedged_yields_monthly where hedge_pair = ?"
        " and reference_month >= '2021-01-31' and us_10y_hedged_excl_basis_pct < 0",
        [pair],
    ).fetchall() == [(first, last, 25)]


def test_the_hedged_yields_rest_on_the_averages_of_market_monthly(
    connection: Connection,
) -> None:
    assert connection.execute(
        "select count(*), count(*) filter (us_10y_pct is distinct from case"
        " yields_taken when 'average' then us_10y_average_pct"
        " else us_10y_month_end_pct end)"
        " from hedged_yields_monthly inner join market_monthly using (reference_month)"
    ).fetchall() == [(1_676, 0)]


def test_a_month_in_which_a_record_breaks_off_has_no_average(
    connection: Connection,
) -> None:
    # the 3-month Treasury is known to 6 October 2026: 4 days, and no month of them
    assert connection.execute(
        "select max(date)::varchar, count(*) filter (date >= '2026-10-01') from yields"
        " where country = 'US' and tenor_months = 3"
    ).fetchall() == [("2026-10-06", 4)]
    assert connection.execute(
        "select max(reference_month)::varchar from short_rates_monthly"
        " where short_rate = 'treasury_3m_average'"
    ).fetchall() == [("2026-09-30",)]
    assert connection.execute(
        "select usdjpy_ecb_reference from hedged_yields_monthly"
        " where reference_month = '2026-04-30' and yields_taken = 'average'"
        " group by all"
    ).fetchall() == [(None,)]


def test_what_is_not_landed_leaves_tables_empty_and_shares_out(
    connection: Connection,
) -> None:
    for table in (
        *("mortgage_rates_weekly", "mortgage_spread_weekly"),
        "reserve_currency_shares",
    ):
        assert connection.execute(f"select count(*) from {table}").fetchone() == (0,)
    # 1,154,765 of 9,093,552; the market value is not shipped
    assert connection.execute(
        "select denominator, round(share_pct, 2) from holder_shares"
        " where holder_name = 'Japan' and reference_month = '2025-06-30'"
    ).fetchall() == [("all_foreign", 12.7)]


def test_no_column_of_shares_is_without_figures(connection: Connection) -> None:
    [counts] = connection.execute(
        "select count(*), count(share_pct), count(denominator_usd_mn),"
        " count(is_mixed_basis) from holder_shares"
    ).fetchall()
    assert counts[0] > 20_000
    assert len(set(counts)) == 1


def test_all_foreigners_cross_the_break_that_shares_of_them_cross(
    connection: Connection,
) -> None:
    """In June 2021 all foreigners rose by 374 billion, so that shares fell."""
    assert connection.execute(
        "select holder_name, break_id from holder_shares where"
        " holder_name in ('Japan', 'France') and reference_month = '2021-06-30'"
        " and denominator = 'all_foreign' order by holder_name"
    ).fetchall() == [("France", "t3-2021-06-10804"), ("Japan", "t3-2021-06-99996")]


@pytest.mark.parametrize(
    ("day", "level", "change"),
    [
        ("2007-07-04", 1_209_781, None),  # zeros stand before it for no figure
        ("2007-07-11", 1_222_406, 12_625),
        ("2021-03-10", 3_135_486, None),
        ("2026-06-24", 2_636_947, None),
    ],
)
def test_custody_is_the_files_by_its_wednesdays(
    connection: Connection, day: str, level: int, change: int | None
) -> None:
    [(found, found_change)] = connection.execute(
        "select custody_treasuries_usd_mn, custody_treasuries_change_usd_mn"
        " from fed_custody_weekly where date = ?",
        [day],
    ).fetchall()
    assert found == level
    assert change is None or found_change == change


def test_custody_begins_with_its_first_figure(connection: Connection) -> None:
    assert connection.execute(
        "select min(date)::varchar, max(date)::varchar, count(*),"
        " min(custody_treasuries_usd_mn) from fed_custody_weekly"
    ).fetchall() == [("2007-07-04", "2026-06-24", 991, 1_171_809)]


def test_the_nowcast_of_may_2026_is_scored_on_what_was_known_in_july(
    connection: Connection,
) -> None:
    """Official: 3,906,503 of April on 2026-06-18; 3,847,999 of May on 2026-07-14."""
    [(printed, error, predicted)] = connection.execute(
        "select first_print_usd_mn, vintage_error_usd_mn,"
        " estimates.predicted_change_usd_mn from custody_nowcast"
        " inner join steps.int_custody_nowcast_estimates as estimates"
        " using (reference_month)"
        " where reference_month = '2026-05-31' and basis = 'true_vintages'"
    ).fetchall()
    assert printed == 3_847_999
    assert error == pytest.approx(3_847_999 - 3_906_503 - predicted)
    assert connection.execute(
        "select vintage_months, vintage_no_change_rmse_usd_mn from custody_nowcast"
        " where reference_month = '2026-06-30'"
    ).fetchall() == [(1, 58_504)]


def test_the_nowcast_stands_while_its_errors_are_below_those_of_no_change(
    connection: Connection,
) -> None:
    errors = connection.execute(
        "select error_usd_mn, official_change_usd_mn from custody_nowcast"
        " where reference_month < '2026-06-30' and error_usd_mn is not null"
    ).fetchall()
    nowcast, no_change = numpy.sqrt(numpy.mean(numpy.square(errors), axis=0))
    [(months, *found, is_withdrawn)] = connection.execute(
        "select out_of_sample_months, out_of_sample_rmse_usd_mn,"
        " no_change_rmse_usd_mn, is_withdrawn from custody_nowcast"
        " where reference_month = '2026-06-30'"
    ).fetchall()
    assert months == len(errors) == 188  # June 2021 among them: no break of officials
    assert found == pytest.approx([nowcast, no_change])
    assert 0.85 < nowcast / no_change < 0.9
    assert not is_withdrawn
    assert connection.execute(
        "select count(*) filter ((nowcast_usd_mn is null) <> is_withdrawn),"
        " bool_and(is_withdrawn) filter (out_of_sample_months < 12)"
        " from custody_nowcast where official_before_usd_mn is not null"
    ).fetchall() == [(0, True)]


# --- what landing adds -------------------------------------------------------------


def test_foreigners_hold_a_third_of_the_market_value(written: Twin) -> None:
    """33.7 % is quoted for June 2025: its first print, 9,127.7; now 9,094.0."""
    share, position = written.one(
        "select share_pct, position_usd_mn from holder_shares"
        " where denominator = 'marketable_market_value' and holder_code = '99996'"
        " and reference_month = '2025-06-30'"
    )
    assert share == pytest.approx(100 * position / 27_119_300, abs=1e-6)
    assert round(share, 1) == 33.5
    assert round(100 * 9_127.7 / 27_119.3, 1) == 33.7


def test_two_interbank_rates_make_a_pair_of_one_tenor(written: Twin) -> None:
    assert written.one(
        "select hedge_cost_excl_basis_pct, tenors_match from hedged_yields_monthly"
        " where hedge_pair = 'interbank_3m' and reference_month = '2023-05-31'"
    ) == (5.125, True)


def test_dollars_of_reserves_are_those_printed(written: Twin) -> None:
    assert written.one(
        "select share_pct, amount_usd_mn from reserve_currency_shares"
        " where currency = 'USD' and quarter_end = '2025-12-31'"
    ) == (56.77, 7_457_800)


@pytest.mark.real
@pytest.mark.parametrize(
    ("day", "row"),
    [
        # 7.79 less (4.98 + 4.93 + 4.86 + 4.83 + 4.95) / 5
        ("2023-10-26", (7.79, 4.91, 2.88, 5)),
        # 6.21 less (4.14 + 4.19 + 4.18 + 4.15 + 4.16) / 5
        ("2025-12-18", (6.21, 4.164, 2.046, 5)),
        # Wednesday before Thanksgiving: Thursday the 20th to Tuesday the 25th
        ("2025-11-26", (6.23, 4.0525, 2.1775, 4)),
        # 6.49 less (4.46 + 4.51 + 4.50 + 4.41) / 4: Friday the 19th was a holiday
        ("2026-06-25", (6.49, 4.47, 2.02, 4)),
    ],
)
def test_the_mortgage_spread_is_that_of_the_real_files(
    real: Twin, day: str, row: tuple[float, ...]
) -> None:
    found = real.one(
        "select mortgage_30y_pct, us_10y_average_pct, spread_pct, days_in_average"
        f" from mortgage_spread_weekly where date = '{day}'"
    )
    assert found == pytest.approx(row)


@pytest.mark.real
def test_policy_rates_and_reserves_are_those_of_the_real_files(real: Twin) -> None:
    assert real.connection.execute(
        "select country, rate_pct from policy_rates where basis = 'policy_rate'"
        " and date = '2025-07-31' order by country"
    ).fetchall() == [("JP", 0.5), ("US", 4.375)]
    assert real.one(
        "select hedge_cost_excl_basis_pct from hedged_yields_monthly"
        " where hedge_pair = 'policy_rates' and reference_month = '2023-05-31'"
    ) == (5.225,)
    assert real.connection.execute(
        "select quarter_end::varchar, round(share_pct, 2) from reserve_currency_shares"
        " where currency = 'JPY' and quarter_end in ('2025-12-31', '2026-03-31')"
        " order by all"
    ).fetchall() == [("2025-12-31", 5.84), ("2026-03-31", 5.44)]  # 5.78 at first


@pytest.mark.real
@pytest.mark.parametrize(
    ("pair", "us_rate", "cost"),
    [
        # the Treasury prints 5.52 for 3 months on 31 May, the OECD -0.019 for Japan
        ("treasury_3m_less_interbank_3m", 5.52, 5.54),
        ("interbank_3m", 5.15, 5.17),  # the OECD's rate of the US, of certificates
    ],
)
def test_hedging_the_dollar_in_may_2023_cost_five_and_a_half_percent(
    real: Twin, pair: str, us_rate: float, cost: float
) -> None:
    assert real.one(
        "select us_short_rate_pct, jp_short_rate_pct, tenors_match,"
        " round(hedge_cost_excl_basis_pct, 2) from hedged_yields_monthly"
        f" where hedge_pair = '{pair}' and reference_month = '2023-05-31'"
    ) == (us_rate, -0.019, True, cost)


@pytest.mark.real
@pytest.mark.parametrize(
    ("month", "position", "market_value_usd_bn"),
    [("2023-11-30", 1_127_491, 24_165.2), ("2023-10-31", 1_098_222, 23_361.9)],
)
def test_a_share_of_the_market_value_is_that_of_the_real_files(
    real: Twin, month: str, position: int, market_value_usd_bn: float
) -> None:
    found = real.one(
        "select position_usd_mn, share_pct from holder_shares"
        " where denominator = 'marketable_market_value' and holder_name = 'Japan'"
        f" and reference_month = '{month}'"
    )
    assert found == (position, pytest.approx(position / market_value_usd_bn / 10))


# --- the nowcast on a series with a known answer -----------------------------------


def generated(noise: float, months: int = 60) -> pandas.DataFrame:
    """Official holdings move by 2,000 and by 0.8 of custody, and by chance."""
    random = numpy.random.default_rng(20261124)
    custody = random.normal(0, 20_000, months)
    official = 2_000 + 0.8 * custody + random.normal(0, 1, months) * noise
    frame = pandas.DataFrame(
        {
            "reference_month": pandas.date_range(
                "2020-01-31", periods=months, freq="ME"
            ),
            "custody_change_usd_mn": custody,
            "official_change_usd_mn": official,
        }
    )
    frame.loc[months - 1, "official_change_usd_mn"] = None  # not printed yet
    return frame


def test_a_rule_without_chance_is_found_and_predicts_the_next_month(
    python_model: ModuleType,
) -> None:
    found = python_model.estimates(generated(noise=0))
    last = found.iloc[-1]
    assert len(found) == 60 - python_model.MIN_MONTHS
    assert last["months"] == 59
    assert last["slope"] == pytest.approx(0.8)
    assert last["intercept_usd_mn"] == pytest.approx(2_000)
    expected = 2_000 + 0.8 * generated(noise=0)["custody_change_usd_mn"].iloc[-1]
    assert last["predicted_change_usd_mn"] == pytest.approx(expected)


def test_errors_out_of_sample_are_as_large_as_chance_is(
    python_model: ModuleType,
) -> None:
    months = generated(noise=5_000, months=400)
    found = python_model.estimates(months).merge(months, on="reference_month")
    error = (found["official_change_usd_mn"] - found["predicted_change_usd_mn"]).std()
    assert error == pytest.approx(5_000, rel=0.1)
    assert found["prediction_standard_error_usd_mn"].iloc[-1] == pytest.approx(
        5_000, rel=0.1
    )


def test_a_prediction_knows_nothing_of_its_month_or_of_later_ones(
    python_model: ModuleType,
) -> None:
    months = generated(noise=5_000)
    changed = months.copy()
    changed.loc[45:, "official_change_usd_mn"] = 1e6
    before = python_model.estimates(months).iloc[: 46 - python_model.MIN_MONTHS]
    after = python_model.estimates(changed).iloc[: 46 - python_model.MIN_MONTHS]
    pandas.testing.assert_frame_equal(before, after)


def test_too_few_months_make_an_empty_table_with_its_columns(
    python_model: ModuleType,
) -> None:
    found = python_model.estimates(generated(noise=0, months=30))
    assert found.empty
    assert dict(found.dtypes.astype(str))["reference_month"] == "datetime64[s]"
    assert dict(found.dtypes.astype(str))["slope"] == "float64"
