"""The seed of interventions: carried over figure by figure, with what it alone has.

Belongs here: how the seed is written. Does not: what the marts make of it.
"""

from pathlib import Path

import pandas
import pytest

from orchestration.errors import WarehouseError
from orchestration.maintenance.intervention_days import SEED, days, direction


def seed() -> pandas.DataFrame:
    return pandas.read_csv(SEED, dtype=str).fillna("")


def listed(*rows: tuple[str, str, str, str]) -> pandas.DataFrame:
    columns = ["date", "currency_pair", "direction", "amount_yen_billions"]
    return pandas.DataFrame(rows, columns=columns)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("sell_USD_buy_JPY", "yen_bought"),
        ("sell_JPY_buy_EUR", "yen_sold"),
        ("sell_USD_buy_IDR", "without_yen"),
    ],
)
def test_a_direction_says_what_became_of_the_yen(text: str, expected: str) -> None:
    assert direction(text) == expected


def test_an_unknown_direction_is_one_sentence() -> None:
    with pytest.raises(WarehouseError, match="is no direction as in sell_USD_buy_JPY"):
        direction("buy_JPY")


def test_days_of_disclosure_and_estimates_stay() -> None:
    of_spring = ["2024-04-29", "2024-05-01", "2026-07-30"]
    before = seed()[lambda rows: rows["occurred_on"].isin(of_spring)]
    after = days(
        listed(
            ("1997-11-18", "USD/IDR", "sell_USD_buy_IDR", "0.4"),
            ("2024-04-29", "USD/JPY", "sell_USD_buy_JPY", "5918.5"),
            ("2024-05-01", "USD/JPY", "sell_USD_buy_JPY", "3870.0"),
        ),
        before,
    )
    new, *others = after.to_dict("records")
    assert (new["occurred_on"], new["direction"]) == ("1997-11-18", "without_yen")
    assert (new["amount_100mn_yen"], new["disclosed_daily_on"]) == ("4", "")
    assert others == before.to_dict("records")


def test_a_list_without_a_confirmed_day_is_rejected() -> None:
    with pytest.raises(WarehouseError, match="the list has no 1991-05-13"):
        days(listed(("2024-04-29", "USD/JPY", "sell_USD_buy_JPY", "5918.5")), seed())


@pytest.mark.real
def test_the_seed_is_what_the_command_writes(real_data: Path) -> None:
    path = real_data.parent / "facts" / "mof_interventions_by_day.csv"
    carried = pandas.read_csv(path, dtype=str)
    assert len(carried) == 386
    assert days(carried, seed()).equals(seed())
