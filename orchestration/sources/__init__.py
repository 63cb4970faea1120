"""Read the published files, one YAML block each, into typed `Source` objects.

Belongs here: where a file is published, how often, under which terms, and what its
reader must find in it. Does not: how it is read (`parsing/`) or what it means (dbt).
"""

from collections.abc import Iterable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field

from orchestration.errors import WarehouseError

_OF_THE_TABLE = (
    "figure_share_floor",
    "empty_before",
    "stale_after_days",
    "compares_vintages",
)


class _Block(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class SizeBand(_Block):
    """Bytes: below the floor a file is rejected as cut off, above as not itself."""

    floor: int
    ceiling: int


class Plausible(_Block):
    """Bounds on figures, in the file's own unit; a figure outside is rejected.

    A spike is a figure more than `spike_ratio` times both neighbours in time and at
    least `spike_floor`, or the reverse; a jump is a figure further than `jump` from
    both neighbours. With `position_measures` only those measures are checked.
    """

    minimum: float | None = None
    maximum: float | None = None
    spike_ratio: float | None = None
    spike_floor: float = 0
    jump: float | None = None
    position_measures: tuple[str, ...] = ()


class Figures(_Block):
    """How a staging model's columns become rows of `stg_tic__figures`.

    Each field is an SQL expression on the model; the defaults are those of a file that
    prints positions of Treasuries by holder, month and instrument.
    """

    security_type: str = "'treasury'"
    instrument: str = "instrument"
    measure: str = "'position'"
    segment_id: str = "null::varchar"
    value: str = "position_usd_mn"
    column_number: str = "column_number"


class Staging(_Block):
    """The dbt model that gives a raw table its meaning.

    `understood_by` is the column that is null where a cell has no meaning; with it a
    test demands a row for each cell. `figures` is how the rows reach
    `stg_tic__figures`, and so the vintages, holdings and flows by holder.
    """

    model: str
    understood_by: str | None = None
    figures: tuple[Figures, ...] = ()


class Precedence(_Block):
    """Rank a file among those that print the same figure of a holder.

    The lowest `precedence` among the files that are known is taken. A row is about all
    instruments and months unless it names them. `segment_id` is the series that the
    figures belong to, where the file does not say it.
    """

    figure: Literal["position", "flow"]
    instrument: Literal["total", "long_term", "short_term"] | None = None
    first_month: date | None = None
    last_month: date | None = None
    precedence: int = Field(ge=1)
    segment_id: str | None = None
    frequency: Literal["monthly", "annual"]
    basis: str
    reason: str


class KnownException(_Block):
    """How a line of the seed known_exceptions names a sum that is printed wrongly.

    Lines of `test` count; `key` makes the exception_key of a sum from {month} and
    {segment}; the seed's millions are `per_unit` to the file's own unit.
    """

    test: str
    key: str
    per_unit: float = 1


class Sum(_Block):
    """A total that the file prints beside its parts; where they differ it is rejected.

    `by` says what the names are: `measure` columns of one row, `holder` the holders of
    one column and day, `segment` the segments of one column and day, `year` segments of
    one column and year, of which the parts have a figure for each of twelve months. A
    holder's name is the code that the file prints, else the holder_code and instrument
    that the seed holder_labels gives its label ("99990 short_term"). `*` in columns is
    any text, the same in total and parts. The parts are listed, those with a minus are
    taken off, or they are all others but those of `all_but`.

    `tolerance` is in the file's own unit. A missing part leaves a sum open, or counts
    zero with `blanks_are_zero`, unless all are missing. Total and sum are compared if
    both are there; `printed` says what else is rejected: a sum without its "total", one
    of the two without the other ("together"), or either missing ("always"). Only
    `measures` and `holders` are judged, where they are given.
    """

    by: Literal["measure", "holder", "segment", "year"]
    total: str
    parts: tuple[str, ...] = ()
    all_but: tuple[str, ...] = ()
    tolerance: float = Field(default=0, ge=0)
    blanks_are_zero: bool = False
    printed: Literal["maybe", "total", "together", "always"] = "maybe"
    measures: tuple[str, ...] = ()
    holders: tuple[str, ...] = ()
    known_exception: KnownException | None = None


class Equal(_Block):
    """Another source that prints the same figures; where they differ it is rejected.

    `figures` maps the names of this source's figures to those of the other's: columns,
    after the holder (its code, or its code and instrument by the seed holder_labels)
    where a source has a `label_source`; `*` is any text, the same in both. This
    source's figure times `scale` is the other's within `tolerance`, of which
    `most_apart` figures may fail. With `has_all` the other source must have each figure
    but those of `besides`.

    Compared are files of one day of release, of one day of capture, or all that have
    days in common; segments count with `by_segment`. Whichever lands second is judged.
    """

    source: str
    figures: dict[str, str]
    files_of: Literal["one release", "one capture", "common days"]
    scale: float = 1
    tolerance: float = Field(default=0, ge=0)
    most_apart: int = Field(default=0, ge=0)
    has_all: bool = False
    besides: tuple[str, ...] = ()
    by_segment: bool = False


class Shipped(_Block):
    """A file of the shipped snapshot and what it is carried over from.

    `path` is in `data/bundled`, `originals` in the folder of the publishers' files;
    several originals of one FRED series are joined, the later capture winning where
    both have a day. `since` leaves out what is older.
    """

    path: str
    originals: tuple[str, ...]
    since: date | None = None


class Source(_Block):
    """One published file.

    `first_date` is where its record begins, `whole_years` says that it begins with a
    year's first trading days: without them a copy is cut off at its old end.
    `urls_seen_on` is the day on which public code of that year was found to fetch from
    these addresses; None where none was found, so that they may have moved.
    `redirects_to` are hosts that a redirect may lead to besides those of `urls`.
    `cadence_until_frozen` is how often a frozen file was renewed before. `page` is
    where a person finds a file that is not fetched. `name` is what the marts call it in
    their columns named source; a block that has one has a `display_name`, too, by which
    the report page names the file.

    A file is compared with the landed vintage next to it: in each series at least the
    share `least_unrevised` (0 to 1) of the figures is as in that one; None where
    vintages have no cells in common. With `roster_changes` its holders come and go.
    `sums` are totals that it prints beside their parts, `equals` are other sources that
    print the same figures.
    With `leading_zeros_are_missing` the publisher prints 0 for the days before a
    series' first figure: no figure, where none can be 0.

    About the whole raw table, so blocks of one table never differ in them:
    `figure_share_floor` (0 to 1) is the lowest share of cells with a figure in a file,
    of each column from its first figure on; a column in `empty_before` may be empty in
    files that do not reach the month it gives. `stale_after_days` is the age in days at
    which its newest figure is stale, and with `compares_vintages` the newest vintage is
    compared with those before it.
    """

    id: str
    publisher: str
    title: str
    folder: str
    parser: str
    raw_table: str
    urls: tuple[str, ...]
    urls_seen_on: date | None = None
    redirects_to: tuple[str, ...] = ()
    page: str | None = None
    cadence: str
    licence: str
    redistribute: bool
    unit: str
    size_bytes: SizeBand
    columns: tuple[str, ...] = ()
    years_from: int | None = None
    max_gap_days: int | None = None
    first_date: date | None = None
    whole_years: bool = False
    label_source: str | None = None
    figure_share_floor: float | None = Field(default=None, ge=0, le=1)
    empty_before: dict[str, date] = Field(default_factory=dict)
    stale_after_days: int | None = Field(default=None, ge=1)
    compares_vintages: bool | None = None
    least_unrevised: float | None = Field(default=0.25, ge=0, le=1)
    roster_changes: bool = False
    sums: tuple[Sum, ...] = ()
    equals: tuple[Equal, ...] = ()
    leading_zeros_are_missing: bool = False
    frozen_at: date | None = None
    cadence_until_frozen: str | None = None
    plausible: Plausible = Field(default_factory=Plausible)
    name: str | None = None
    display_name: str | None = Field(default=None, min_length=1)
    staging: Staging | None = None
    precedence: tuple[Precedence, ...] = ()
    snapshot: tuple[Shipped, ...] = ()

    @property
    def is_revised(self) -> bool:
        """Whether the publisher changes figures that it has printed."""
        return (self.least_unrevised or 0) < 0.9

    def addresses(self, today: date) -> list[str]:
        """List the addresses to fetch; `{year}` is each year from `years_from` on."""
        first = self.years_from or today.year
        return [
            address
            for url in self.urls
            for address in (
                [url.format(year=year) for year in range(first, today.year + 1)]
                if "{year}" in url
                else [url]
            )
        ]


@cache
def all_sources() -> dict[str, Source]:
    """Every source by its id, in the order of the YAML files and their blocks."""
    sources: dict[str, Source] = {}
    for path in sorted(Path(__file__).parent.glob("*.yml")):
        for block in yaml.safe_load(path.read_text(encoding="utf-8")):
            source = Source.model_validate(block)
            if source.id in sources:
                raise WarehouseError(
                    f"{path.name}: the source {source.id} has two blocks; keep one"
                )
            _reject_name_without_display_name(source, path)
            sources[source.id] = source
    _reject_disagreement(sources.values())
    return sources


def _reject_name_without_display_name(source: Source, path: Path) -> None:
    """Raise WarehouseError where the marts name a file that the page could not."""
    if source.name and not source.display_name:
        raise WarehouseError(
            f"{path.name}: the block {source.id} has the name {source.name} and no"
            " display_name; add one, by which the report page names the file"
        )


def _reject_disagreement(sources: Iterable[Source]) -> None:
    """Raise WarehouseError where two blocks of a raw table differ on the table."""
    settled: dict[tuple[str, str], tuple[str, object]] = {}
    for source in sources:
        for name in _OF_THE_TABLE:
            value = getattr(source, name)
            if value is None:
                continue
            key = source.raw_table, name
            first, expected = settled.setdefault(key, (source.id, value))
            if value != expected:
                raise WarehouseError(
                    f"{name} of raw.{source.raw_table} is {expected} in the block"
                    f" {first} and {value} in {source.id}; keep one"
                )


def display_names() -> dict[str, str]:
    """Map what the marts call a file, in columns named source, to what people do."""
    return {
        source.name: source.display_name
        for source in all_sources().values()
        if source.name and source.display_name
    }


def raw_tables() -> dict[str, list[Source]]:
    """Which sources fill which raw table."""
    tables: dict[str, list[Source]] = {}
    for source in all_sources().values():
        tables.setdefault(source.raw_table, []).append(source)
    return tables


def published_files() -> list[dict[str, Any]]:
    """Describe the raw tables to dbt, one each.

    Keys: `raw_table`, `label_source`, `staging` (as in the block). The macro
    `published_files` of the dbt project gives its models this list.
    """
    return [
        {
            "raw_table": raw_table,
            "label_source": first.label_source,
            "staging": first.staging.model_dump() if first.staging else None,
        }
        for raw_table, (first, *_) in raw_tables().items()
    ]
