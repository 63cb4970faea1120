"""Reject a file whose figures miss the sums that it prints itself.

Belongs here: a total and its parts within one file, as the source's block lists them
under `sums`. Does not: the same figure in two files (`agreement.py`), what dbt's tests
compare between models. The conditions are those of dbt's tests, so that what lands
does not block a run.
"""

import csv
import io
from dataclasses import dataclass
from datetime import date
from fnmatch import fnmatchcase
from functools import cache, cached_property
from pathlib import Path

import numpy
import pandas

from orchestration.errors import WarehouseError
from orchestration.landing.corrections import CORRECTIONS
from orchestration.landing.labels import holder_names
from orchestration.parsing.document import Document
from orchestration.settings import seed_path
from orchestration.sources import KnownException, Source, Sum

KNOWN_EXCEPTIONS = "dbt_project/seeds/quality/known_exceptions.csv"
_MONTHS = 12
# Sums of figures with decimals leave a rest far below the last digit that is printed.
_DIGITS = 6


def reject_wrong_sums(
    document: Document,
    source: Source,
    cells: pandas.DataFrame,
    seeds_dir: Path,
    edition: date,
) -> None:
    """Raise WarehouseError for the first total that its parts miss.

    `cells` are the corrected ones; `edition` is the day of release, or of capture where
    that is unknown, by which known exceptions begin and end.
    """
    table = _Table(document, source, cells, seeds_dir)
    for each in source.sums:
        for rule in expanded(each, source.columns):
            _Judgement(table, rule, edition).reject()


def expanded(rule: Sum, columns: tuple[str, ...]) -> list[Sum]:
    """List a sum once for each text that its `*` can be; the sum itself without one.

    Raises WarehouseError where the source has no such columns.
    """
    if rule.by != "measure":
        return [rule]
    begin, star, end = rule.total.partition("*")
    texts = (
        [
            column[len(begin) : len(column) - len(end)]
            for column in columns
            if column.startswith(begin) and column.endswith(end)
        ]
        if star
        else [""]
    )
    found = [
        rule.model_copy(
            update={
                "total": rule.total.replace("*", text),
                "parts": tuple(part.replace("*", text) for part in rule.parts),
            }
        )
        for text in texts
    ]
    known = [
        each
        for each in found
        if {each.total, *(part.removeprefix("-") for part in each.parts)}
        <= set(columns)
    ]
    if not known:
        raise WarehouseError(
            f"the sum {rule.total} of {', '.join(rule.parts)} names no columns; correct"
            " it in the source's block"
        )
    return known


class _Table:
    """The cells of a file as arrays, each made once and only if a sum needs it."""

    def __init__(
        self,
        document: Document,
        source: Source,
        cells: pandas.DataFrame,
        seeds_dir: Path,
    ) -> None:
        self.document, self.source, self.seeds_dir = document, source, seeds_dir
        self.cells = cells.reset_index(drop=True)
        self.figures = self.cells["cell_value"].to_numpy(dtype=float)
        self._rows: dict[str, numpy.ndarray] = {}

    def names(self, by: str) -> tuple[numpy.ndarray, list[str]]:
        """Name each cell for a kind of sum, by its place in a list of names."""
        if by == "holder":
            return self._holders
        return self._measures if by == "measure" else self._segments

    def rows(self, by: str) -> numpy.ndarray:
        """Give the cells that a kind of sum adds up one number."""
        if by not in self._rows:
            days = self._days
            if by == "measure":
                keys = [self.cells["line_number"].to_numpy(), days, self._segments[0]]
            elif by == "holder":
                keys = [self._measures[0], days, self._segments[0]]
            elif by == "segment":
                keys = [self._measures[0], days]
            else:
                keys = [self._measures[0], self.cells["reference_date"].dt.year]
            self._rows[by] = _numbered(keys)
        return self._rows[by]

    @cached_property
    def _days(self) -> numpy.ndarray:
        return (
            self.cells["reference_date"].to_numpy().astype("datetime64[D]").astype(int)
        )

    @cached_property
    def _measures(self) -> tuple[numpy.ndarray, list[str]]:
        return _coded(self.cells["measure"])

    @cached_property
    def _segments(self) -> tuple[numpy.ndarray, list[str]]:
        return _coded(self.cells["segment"])

    @cached_property
    def _holders(self) -> tuple[numpy.ndarray, list[str]]:
        return _coded(holder_names(self.source, self.cells, self.seeds_dir))


def _coded(texts: pandas.Series) -> tuple[numpy.ndarray, list[str]]:
    """Places in a list of the texts that there are; -1 for none."""
    places, found = pandas.factorize(texts)
    return numpy.asarray(places), [str(each) for each in found]


def _numbered(keys: list[numpy.ndarray]) -> numpy.ndarray:
    """Give each combination of some whole numbers a number of its own, from 0 on."""
    combined = numpy.zeros(len(keys[0]), dtype=numpy.int64)
    for key in keys:
        whole = numpy.asarray(key, dtype=numpy.int64)
        low = whole.min(initial=0)
        combined = combined * (int(whole.max(initial=0) - low) + 1) + (whole - low)
    return numpy.asarray(numpy.unique(combined, return_inverse=True)[1])


@dataclass(frozen=True)
class _Judgement:
    """One sum on all rows of a file that have it."""

    table: _Table
    rule: Sum
    edition: date

    def reject(self) -> None:
        """Raise WarehouseError for the first row whose total is not its sum."""
        if not self._is_part.any() and not self._is_total.any():
            return
        wrong = numpy.flatnonzero(self._is_wrong())
        if len(wrong):
            rows = self.table.rows(self.rule.by)
            of_sum = self._is_total | self._is_part
            lines = self.table.cells["line_number"].to_numpy()
            at = numpy.flatnonzero(of_sum & numpy.isin(rows, wrong))
            row = int(rows[at[numpy.argmin(lines[at])]])
            raise self._error(row)

    def _among(self, names: tuple[str, ...]) -> numpy.ndarray:
        places, known = self.table.names(self.rule.by)
        return numpy.isin(
            places, [known.index(name) for name in names if name in known]
        )

    @cached_property
    def _judged(self) -> numpy.ndarray:
        """Which cells the sum is about, by column, holder and day."""
        rule, table = self.rule, self.table
        judged = numpy.ones(len(table.figures), dtype=bool)
        for wanted, by in ((rule.measures, "measure"), (rule.holders, "holder")):
            if wanted:
                places, known = table.names(by)
                numbers = [
                    at
                    for at, name in enumerate(known)
                    if any(fnmatchcase(name, each) for each in wanted)
                ]
                judged &= numpy.isin(places, numbers)
        return judged

    @cached_property
    def _is_total(self) -> numpy.ndarray:
        return numpy.asarray(self._among((self.rule.total,)) & self._judged)

    @cached_property
    def _is_part(self) -> numpy.ndarray:
        if self.rule.parts:
            names = tuple(part.removeprefix("-") for part in self.rule.parts)
            return numpy.asarray(self._among(names) & self._judged)
        others = ~self._among((self.rule.total, *self.rule.all_but))
        return numpy.asarray(others & self._judged)

    def _added(self, which: numpy.ndarray) -> tuple[numpy.ndarray, numpy.ndarray]:
        """Add up the cells of each row, and count its figures."""
        rows, values = self.table.rows(self.rule.by), self._signed
        at = numpy.flatnonzero(which & ~numpy.isnan(values))
        size = int(rows.max(initial=-1)) + 1
        return (
            numpy.bincount(rows[at], weights=values[at], minlength=size),
            numpy.bincount(rows[at], minlength=size),
        )

    @cached_property
    def _signed(self) -> numpy.ndarray:
        """The figures, with the other sign where they are taken off."""
        taken_off = tuple(part[1:] for part in self.rule.parts if part[0] == "-")
        if not taken_off:
            return self.table.figures
        values = self.table.figures
        return numpy.where(self._among(taken_off), -values, values)

    @cached_property
    def _totals(self) -> numpy.ndarray:
        """The printed total of each row; nan where it is missing."""
        totals, counts = self._added(self._is_total)
        return numpy.where(counts > 0, totals, numpy.nan)

    @cached_property
    def _sums(self) -> numpy.ndarray:
        """The sum of the parts of each row; nan where it is open."""
        sums, counts = self._added(self._is_part)
        fewest = 1 if self.rule.blanks_are_zero else len(self.rule.parts)
        return numpy.where(counts >= fewest, sums, numpy.nan)

    def _is_wrong(self) -> numpy.ndarray:
        totals, sums, rule = self._totals, self._sums, self.rule
        no_total, no_sum = numpy.isnan(totals), numpy.isnan(sums)
        difference = numpy.round(sums - totals, _DIGITS)
        wrong = numpy.abs(difference) > rule.tolerance  # nan never is
        if rule.printed == "total":
            wrong |= no_total & ~no_sum
        elif rule.printed == "together":
            wrong |= no_total != no_sum
        elif rule.printed == "always":
            wrong |= self._has_cells(1) & (no_total | no_sum)
        if rule.by == "year":
            wrong &= self._has_cells(_MONTHS)
        if rule.known_exception:
            wrong = self._as_known(rule.known_exception, difference, wrong)
        return numpy.asarray(wrong)

    def _has_cells(self, fewest: int) -> numpy.ndarray:
        """Find rows of so many cells of parts, or a total, with or without figure."""
        rows = self.table.rows(self.rule.by)
        which = self._is_part if fewest > 1 else self._is_part | self._is_total
        counts = numpy.bincount(rows[which], minlength=len(self._totals))
        return numpy.asarray(counts >= fewest)

    def _as_known(
        self, known: KnownException, difference: numpy.ndarray, wrong: numpy.ndarray
    ) -> numpy.ndarray:
        """Take the rows that the seed lists for wrong unless they miss as it says."""
        expected = _known_exceptions(self.table.seeds_dir, known.test, self.edition)
        if not expected:
            return wrong
        first = numpy.unique(self.table.rows(self.rule.by), return_index=True)[1]
        wrong = wrong.copy()
        for row, at in enumerate(first):
            value = expected.get(self._key(known, int(at)))
            if value is not None and not numpy.isnan(difference[row]):
                found = round(float(difference[row]) * known.per_unit, _DIGITS)
                wrong[row] = found != value
        return wrong

    def _key(self, known: KnownException, at: int) -> str:
        cell = self.table.cells.iloc[at]
        month = cell["reference_date"].date()
        segment = cell["segment"] if isinstance(cell["segment"], str) else ""
        return known.key.format(month=month, segment=segment).strip()

    def _error(self, row: int) -> WarehouseError:
        table, rule = self.table, self.rule
        is_row = table.rows(rule.by) == row
        total = table.cells[is_row & self._is_total]
        cell = (total if len(total) else table.cells[is_row & self._is_part]).iloc[0]
        printed, added = self._totals[row], self._sums[row]
        segment = f" {cell['segment']}" if isinstance(cell["segment"], str) else ""
        column = rule.total if rule.by == "measure" else cell["measure"]
        what = f"{str(cell['label']).strip()} {cell['period']}{segment} ({column})"
        if numpy.isnan(printed):
            what = f"the total {rule.total} of {cell['period']}{segment}"
        return table.document.error(
            f"{what} {_in_words(printed, 'is')}, and {self._parts_in_words()}"
            f" {_in_words(added, 'add up to')}; fetch the file again, and if the"
            f" publisher really prints it so, {self._remedy(cell, row)}",
            int(cell["line_number"]),
            str(cell["cell_text"]),
        )

    def _parts_in_words(self) -> str:
        parts = self.rule.parts
        if self.rule.by == "year":
            return "the months of the year"
        added = " + ".join(parts).replace("+ -", "- ")
        return added or "the other holders"

    def _remedy(self, cell: pandas.Series, row: int) -> str:
        """Say which line of a seed lets a misprint land."""
        line = _csv_line(
            self.table.source.id,
            str(cell["label"]),
            cell["code"] if isinstance(cell["code"], str) else "",
            cell["reference_date"].date(),
            cell["measure"],
            f"{cell['cell_value']:.12g}",
        )
        words = (
            f"add the figure that is wrong to {CORRECTIONS} (this one would be {line})"
        )
        known, missed = self.rule.known_exception, self._sums[row] - self._totals[row]
        if known and not numpy.isnan(missed):
            at = int(numpy.flatnonzero(self.table.rows(self.rule.by) == row)[0])
            value = f"{round(float(missed) * known.per_unit, _DIGITS):.12g}"
            line = _csv_line(known.test, self._key(known, at), value)
            words += f" or the difference to {KNOWN_EXCEPTIONS} ({line})"
        return words


def _in_words(figure: float, verb: str) -> str:
    return "has no figure" if numpy.isnan(figure) else f"{verb} {_figure(figure)}"


def _figure(figure: float) -> str:
    return f"{round(figure, _DIGITS):,.12g}"


def _csv_line(*fields: object) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="").writerow(fields)
    return line.getvalue()


@cache
def _exceptions(seeds_dir: Path) -> list[dict[str, str]]:
    with seed_path(seeds_dir, "known_exceptions").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def _known_exceptions(seeds_dir: Path, test: str, edition: date) -> dict[str, float]:
    """exception_key → the difference that the seed expects in an edition."""
    return {
        row["exception_key"]: float(row["expected_value"])
        for row in _exceptions(seeds_dir)
        if row["test_name"] == test
        and (row["first_edition"] or "0") <= edition.isoformat()
        and edition.isoformat() <= (row["last_edition"] or "9")
    }
