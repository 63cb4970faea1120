"""Write the seed `intervention_days` from a list of the ministry's days.

Belongs here: `python -m orchestration.maintenance.intervention_days LIST.csv`, which
carries the figures over and keeps what the seed alone has: the days of disclosure and
the market's estimates. Does not: the ministry's own file (`parsing/japan`), which
replaces the seed as far as it reaches once it is landed.

The list has the columns date, currency_pair, direction (sell_USD_buy_JPY), and
amount_yen_billions to the hundred million.
"""

import re
import sys
from decimal import Decimal
from pathlib import Path

import pandas

from orchestration.errors import WarehouseError
from orchestration.settings import PROJECT_ROOT, seed_path

SEED = seed_path(PROJECT_ROOT / "dbt_project" / "seeds", "intervention_days")
KEY = ["occurred_on", "currency_pair"]
# What a row has that no report of a disclosure was found for.
REFERENCE = "The ministry's file foreign_exchange_intervention_operations.csv"
_DIRECTION = re.compile(r"sell_([A-Z]{3})_buy_([A-Z]{3})")


def direction(text: str) -> str:
    """Say what became of the yen; raises WarehouseError for an unknown form."""
    found = _DIRECTION.fullmatch(text)
    if not found:
        raise WarehouseError(
            f"{text!r} is no direction as in sell_USD_buy_JPY; correct the list"
        )
    return {found[2]: "yen_bought", found[1]: "yen_sold"}.get("JPY", "without_yen")


def days(listed: pandas.DataFrame, seed: pandas.DataFrame) -> pandas.DataFrame:
    """Make the seed's rows, all texts: the days of the list and the seed's estimates.

    Raises WarehouseError where the list lacks a day that the seed has confirmed.
    """
    carried = pandas.DataFrame(
        {
            "occurred_on": listed["date"],
            "currency_pair": listed["currency_pair"],
            "direction": listed["direction"].map(direction),
            "amount_100mn_yen": [
                str(int(Decimal(amount) * 10))
                for amount in listed["amount_yen_billions"]
            ],
            "precision_100mn_yen": "1",
            "is_estimate": "false",
            "source": "Ministry of Finance",
        }
    )
    clocks = [*KEY, "disclosed_monthly_on", "disclosed_daily_on", "reference"]
    confirmed = seed[seed["is_estimate"] == "false"]
    merged = carried.merge(confirmed[clocks], on=KEY, how="outer", indicator="found_in")
    lost = merged[merged["found_in"] == "right_only"]
    if not lost.empty:
        raise WarehouseError(
            f"the list has no {lost['occurred_on'].iloc[0]}, which the seed has; take a"
            " whole list"
        )
    merged["reference"] = merged["reference"].fillna(REFERENCE)
    estimates = seed[seed["is_estimate"] == "true"]
    whole = pandas.concat([merged, estimates])[list(seed.columns)].fillna("")
    return whole.sort_values(KEY, ignore_index=True)


def main(path: Path) -> None:
    """Write the seed anew."""
    listed, seed = (pandas.read_csv(each, dtype=str) for each in (path, SEED))
    days(listed, seed.fillna("")).to_csv(SEED, index=False, lineterminator="\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
