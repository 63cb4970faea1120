"""Compare a file with the landed files of other sources that print the same figures.

Belongs here: what the block of a source lists under `equals`, in whichever order the
files land. Does not: the sums within a file (`sums.py`), vintages of one source
(`vintage_comparison.py`). Where a difference is accepted, dbt's tests of the same
figures warn, and `quality.cross_source` has it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy
import pandas

from orchestration.errors import WarehouseError
from orchestration.landing.cell_cache import cell_file, read_cells
from orchestration.landing.corrections import corrected
from orchestration.landing.labels import holder_names
from orchestration.landing.landed_files import LandedFile, Sidecar, landed_files
from orchestration.parsing.document import Document
from orchestration.settings import Settings
from orchestration.sources import Equal, Source, all_sources

# Of the files with common days those that reach furthest: a year of par yields lands
# each day, and the newest copy has all of it.
_MOST_FILES = 12
_DIGITS = 6


def check_against_other_sources(
    document: Document,
    source: Source,
    cells: pandas.DataFrame,
    sidecar: Sidecar,
    settings: Settings,
) -> None:
    """Reject a file whose figures another landed source prints otherwise.

    Raises WarehouseError with both files, lines and figures.
    """
    seeds_dir = settings.dbt_project_dir / "seeds"
    for rule, other, is_first in _rules(source):
        own_names, other_names = tuple(rule.figures), tuple(rule.figures.values())
        names, others = (
            (own_names, other_names) if is_first else (other_names, own_names)
        )
        files = _compared(settings, rule, other, sidecar)
        if files:
            here = corrected(source, cells, seeds_dir)
            now = _named(source, here, names, seeds_dir)
        for file in files:
            days = (
                _common_days(sidecar, file) if rule.files_of == "common days" else None
            )
            there = read_cells(cell_file(settings, file), days)
            found = _named(other, corrected(other, there, seeds_dir), others, seeds_dir)
            pair = (now, found) if is_first else (found, now)
            _Comparison(document, rule, file, *pair, is_first=is_first).reject()


def _common_days(sidecar: Sidecar, file: LandedFile) -> tuple[date, date]:
    """First and last day of those that both files reach."""
    return (
        max(sidecar.first_reference_date, file.sidecar.first_reference_date),
        min(sidecar.last_reference_date, file.sidecar.last_reference_date),
    )


def _rules(source: Source) -> Iterator[tuple[Equal, Source, bool]]:
    """Give each rule that a source is in, the other source, and whose block has it."""
    for each in source.equals:
        yield each, all_sources()[each.source], True
    for other in all_sources().values():
        for each in other.equals:
            if each.source == source.id:
                yield each, other, False


def _compared(
    settings: Settings, rule: Equal, other: Source, sidecar: Sidecar
) -> list[LandedFile]:
    """List the landed files that a rule compares with, the newest first."""
    files = list(landed_files(settings, other))
    if rule.files_of == "one release":
        released = sidecar.released_on
        return [
            file for file in files if released and file.sidecar.released_on == released
        ]
    if rule.files_of == "one capture":
        day = sidecar.captured_at.date()
        return [file for file in files if file.sidecar.captured_at.date() == day]
    newest_from = {
        file.sidecar.first_reference_date: file
        for file in files
        if file.sidecar.first_reference_date <= sidecar.last_reference_date
        and sidecar.first_reference_date <= file.sidecar.last_reference_date
    }
    return list(reversed(newest_from.values()))[:_MOST_FILES]


def _named(
    source: Source, cells: pandas.DataFrame, names: Sequence[str], seeds_dir: Path
) -> pandas.DataFrame:
    """Cells that one of the names is about, with `figure`: its place and what * is."""
    if source.label_source:
        cells = cells[cells["measure"].isin({name.split()[-1] for name in names})]
        holders = holder_names(source, cells, seeds_dir).astype("object").fillna("?")
        texts = holders.astype(str) + " " + cells["measure"].astype(str)
    else:
        is_column = cells["measure"].isin(source.columns).any()
        texts = cells["measure" if is_column else "label"].astype(str).str.strip()
    places, known = pandas.factorize(texts)
    figures = [_figure(str(text), names) for text in known]
    is_meant = numpy.array([bool(figure) for figure in figures], dtype=bool)[places]
    named = cells[is_meant]
    return pandas.DataFrame(
        {
            "figure": numpy.array(figures, dtype=object)[places[is_meant]],
            "name": numpy.asarray(known, dtype=object)[places[is_meant]],
            "reference_date": pandas.to_datetime(named["reference_date"]).to_numpy(),
            "segment": named["segment"].astype("object").fillna("").to_numpy(),
            **{
                column: named[column].to_numpy()
                for column in ("label", "period", "cell_text", "cell_value")
            },
            "line_number": named["line_number"].to_numpy(),
        }
    )


def _figure(text: str, names: Sequence[str]) -> str:
    """Say which of the names a figure has, and what its `*` is; "" for none."""
    for place, name in enumerate(names):
        begin, star, end = name.partition("*")
        if (star and text.startswith(begin) and text.endswith(end)) or text == name:
            return f"{place} {text[len(begin) : len(text) - len(end)] if star else ''}"
    return ""


@dataclass(frozen=True)
class _Comparison:
    """The figures of a block's own source and of the other, one of which is landing."""

    document: Document
    rule: Equal
    file: LandedFile
    own: pandas.DataFrame
    other: pandas.DataFrame
    is_first: bool

    def reject(self) -> None:
        """Raise WarehouseError where more figures differ than may."""
        rule = self.rule
        keys = ["figure", "reference_date", *(["segment"] if rule.by_segment else [])]
        joined = self.own.merge(
            self.other,
            on=keys,
            how="left" if rule.has_all else "inner",
            suffixes=("_own", "_other"),
        )
        apart = joined["cell_value_own"] * rule.scale - joined["cell_value_other"]
        wrong = numpy.round(apart.abs(), _DIGITS) > rule.tolerance
        if rule.has_all:
            wrong |= joined["cell_value_other"].isna() & ~joined["name_own"].isin(
                rule.besides
            )
        if wrong.sum() > rule.most_apart:
            first, _ = self._sides()
            rows = joined[wrong]
            raise self._error(rows.sort_values(f"line_number_{first}").iloc[0])

    def _sides(self) -> tuple[str, str]:
        return ("own", "other") if self.is_first else ("other", "own")

    def _error(self, row: pandas.Series) -> WarehouseError:
        here, there = self._sides()
        sidecar = self.file.sidecar
        day = sidecar.released_on or sidecar.captured_at.date()
        line = row[f"line_number_{here}"]
        period = row[f"period_{here}"] if pandas.notna(line) else row["period_own"]
        return self.document.error(
            f"{row[f'name_{here}'] if pandas.notna(line) else row['name_own']} of"
            f" {period} {_in_words(row, here)}, and {self.file.source.id} of {day}"
            f" ({sidecar.sha256[:8]}{_line(row, there)}) has"
            f" {_in_words(row, there).removeprefix('is ').removeprefix('has ')}"
            f"{self._scaled()}; fetch it again, and if both publishers really print it"
            " so, land it by `tic-warehouse land --accept-revisions`",
            int(line) if pandas.notna(line) else None,
            None if pandas.isna(line) else str(row[f"label_{here}"]).strip(),
        )

    def _scaled(self) -> str:
        """Say by how much the units of the two differ."""
        if self.rule.scale == 1:
            return ""
        here, there = (
            ("the first", "the other")
            if self.is_first
            else (
                "the other",
                "the first",
            )
        )
        return f" ({here} times {self.rule.scale:,.12g} must be {there})"


def _in_words(row: pandas.Series, side: str) -> str:
    value = row[f"cell_value_{side}"]
    return "has no figure" if pandas.isna(value) else f"is {value:,.12g}"


def _line(row: pandas.Series, side: str) -> str:
    line = row[f"line_number_{side}"]
    return f", line {line:.0f}" if pandas.notna(line) else ""
