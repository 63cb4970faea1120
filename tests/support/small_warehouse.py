"""A published warehouse of a few rows, for tests of what happens to it afterwards.

Every table says which version it is of, so that a reader who sees two at once can
tell. The file is made by the project's own functions, receipt included.
"""

from datetime import UTC, datetime

import pyarrow

from orchestration.audit.receipt import RECEIPT
from orchestration.loading.file_catalogue import name_build
from orchestration.publishing.catalogue import describe
from orchestration.settings import Settings
from orchestration.storage.connections import swap, writer
from orchestration.storage.tables import create_table

HOLDERS = 200
AWKWARD = """It's "quoted"; a \\ and a $$ and 円 {not} a %s; -- no comment"""

_SQL = f"""
create table holdings (
    holder_code varchar not null,
    reference_month date not null,
    position_usd_mn double,
    is_official boolean,
    version integer not null,
    primary key (holder_code, reference_month),
    check (version > 0)
);
insert into holdings
select
    'holder ' || holder,
    last_day(date '2000-01-01' + to_months(month::integer)),
    case when (holder + month) % 7 > 0 then (holder * 0.1 + month / 3.0) * $version end,
    holder % 2 = 0,
    $version,
from range({HOLDERS}) as holders (holder), range(30) as months (month);
create table odd_values as
select * from (
    values
        ('quotes ''" and \\', 1e308, timestamptz '2026-11-24 12:00:00.123456+09'),
        ('円 ¥ € \t tab', -0.1, null),
        ('', 'nan'::double, timestamptz '1950-01-01 00:00:00+00'),
        (null, 5e-324, null)
) as rows (word, figure, instant);
alter table odd_values add column version integer default $version;
create table only_in_$version as select $version as version;
create view largest as
select holder_code, max(position_usd_mn) as position_usd_mn, max(version) as version
from holdings group by holder_code;
create macro known_holdings(earliest) as table
select * from holdings where reference_month >= earliest;
create macro all_holdings() as table select * from known_holdings(date '1900-01-01');
create macro only_macro_of_$version() as table select $version as version;
create macro twice(figure) as 2 * figure;
comment on table holdings is '{{comment}}';
comment on column holdings.position_usd_mn is '{{comment}}';
comment on view largest is 'The largest position of each holder';
"""


def publish_small(settings: Settings, version: int, *, is_clean: bool = True) -> None:
    """Put version 1, 2, ... in the place of the published file."""
    comment = AWKWARD.replace("'", "''")
    statements = _SQL.format(comment=comment).replace("$version", str(version))
    settings.build_database.unlink(missing_ok=True)
    with writer(settings.build_database) as connection:
        connection.execute(statements)
        name_build(connection, fingerprint(version))
        receipt = {
            "fingerprint": fingerprint(version),
            **dict.fromkeys(["checks", "passed"], 3),
            **dict.fromkeys(["warned", "failed"], 0),
            "is_clean": is_clean,
            "audited_at": datetime.now(UTC),
        }
        create_table(
            connection,
            "quality.audit_receipt",
            pyarrow.Table.from_pylist([receipt], RECEIPT),
            "The receipt",
        )
        describe(connection, {}, {})
    swap(settings.build_database, settings.published_database)


def fingerprint(version: int) -> str:
    """What version 1, 2, ... is made of."""
    return f"{version:064x}"
