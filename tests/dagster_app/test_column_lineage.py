"""Column lineage: read from SQL that is written as this project writes it."""

from dagster import AssetKey

from orchestration.dagster_app.column_lineage import column_lineage

PARENTS = {
    '"warehouse"."main"."first"': (
        AssetKey(["marts", "first"]),
        {"day": "date", "rate": "double", "name": "varchar"},
    ),
    '"warehouse"."main"."second"': (
        AssetKey(["marts", "second"]),
        {"name": "varchar", "day": "date", "price": "double"},
    ),
}


def _behind(sql: str) -> dict[str, list[str]] | None:
    found = column_lineage(sql, PARENTS)
    return found and {
        column: [f"{dep.asset_key.path[-1]}.{dep.column_name}" for dep in deps]
        for column, deps in found.deps_by_column.items()
    }


def test_a_column_is_followed_through_stars_and_renames_to_its_tables() -> None:
    assert _behind("""
        with first as (select * from "warehouse"."main"."first"),
        final as (
            select day as date, rate * 2 as doubled, count(*) as days
            from first group by all
        )
        select * from final
    """) == {"date": ["first.day"], "doubled": ["first.rate"], "days": []}


def test_a_union_by_name_is_joined_by_names_and_not_by_places() -> None:
    assert _behind("""
        with first as (select * from "warehouse"."main"."first"),
        second as (select * from "warehouse"."main"."second"),
        final as (
            select * from first union all by name select * from second
        )
        select * from final
    """) == {
        "day": ["first.day", "second.day"],
        "rate": ["first.rate"],
        "name": ["first.name", "second.name"],
        "price": ["second.price"],
    }


def test_three_unions_in_a_row_are_joined_by_names_too() -> None:
    first = '(select day, rate from "warehouse"."main"."first")'
    second = '(select price as rate, day from "warehouse"."main"."second")'
    assert _behind(
        f"select * from {first} union all by name select * from {second}"
        f" union all by name select rate, day from {first}"
    ) == {
        "day": ["first.day", "second.day"],
        "rate": ["first.rate", "second.price"],
    }


def test_what_cannot_be_followed_has_no_lineage_rather_than_half_of_one() -> None:
    assert (
        _behind("""
            with long as (
                unpivot (select * from "warehouse"."main"."first") on rate
                into name kind value figure
            )
            select * from long
        """)
        is None
    )
    assert _behind("select day from (") is None
