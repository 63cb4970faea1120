"""Check that every holder a file names is known, and give its codes.

Belongs here: `seeds/holder_labels.csv` and how a printed label finds its line in it.
Does not: what a holder is (the seeds) or the figures beside it (`validate.py`).
"""

import csv
import re
from collections import defaultdict
from functools import cache
from pathlib import Path

import pandas

from orchestration.parsing.document import Document, quoted_text
from orchestration.settings import seed_path
from orchestration.sources import Source

# "China (20)", "Guadeloupe (12), (22)". SQL has it as the variable footnote_marks.
FOOTNOTE_MARKS = r"( *\(\d+(, *\d+)*\),?)+$"
MAX_NAMED = 20  # unknown holders in one message


@cache
def known_labels(seeds_dir: Path) -> dict[tuple[str, str], set[str]]:
    """(label source, normalised label) → the holder codes that it may stand for."""
    labels: dict[tuple[str, str], set[str]] = defaultdict(set)
    with seed_path(seeds_dir, "holder_labels").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            labels[row["source_file"], row["label"]].add(row["holder_code"])
    return labels


def normalise_label(label: str) -> str:
    """Without outer and doubled blanks; footnote marks stay, for they tell series."""
    return " ".join(label.split())


def without_footnotes(label: str) -> str:
    """Take the footnote marks in brackets off a label's end, by which files list it."""
    return re.sub(FOOTNOTE_MARKS, "", label)


def codes_of(known: dict[tuple[str, str], set[str]], file: str, label: str) -> set[str]:
    """Find the codes that a label may stand for in a file that prints none.

    The seed lists it without footnote marks, because editions differ in them.
    """
    return known.get((file, without_footnotes(normalise_label(label))), set())


@cache
def _listed_holders(
    seeds_dir: Path,
) -> dict[tuple[str, str], dict[str, tuple[str, str]]]:
    """(label source, label) → segment, or "" for any → holder code and instrument."""
    listed: dict[tuple[str, str], dict[str, tuple[str, str]]] = defaultdict(dict)
    with seed_path(seeds_dir, "holder_labels").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            meaning = (row["holder_code"], row["instrument"])
            listed[row["source_file"], row["label"]][row["segment"]] = meaning
    return listed


def holder_names(
    source: Source, cells: pandas.DataFrame, seeds_dir: Path
) -> pandas.Series:
    """Name each cell's holder by the code that is printed, else by the seed.

    The seed holder_labels gives a code and, where the label says it, an instrument:
    "99990 short_term". A label that it does not list names nobody (null).
    """
    if source.label_source is None or cells["code"].notna().any():
        return cells["code"]
    listed = _listed_holders(seeds_dir)
    keys = cells[["label", "segment"]].astype("object").fillna("")
    names = {}
    for label, segment in keys.drop_duplicates().itertuples(index=False):
        normalised = normalise_label(str(label))
        meanings = listed.get((source.label_source, normalised)) or listed.get(
            (source.label_source, without_footnotes(normalised)), {}
        )
        meaning = meanings.get(str(segment)) or meanings.get("")
        names[label, segment] = " ".join(meaning).strip() if meaning else None
    pairs = zip(keys["label"], keys["segment"], strict=True)
    return pandas.Series([names[pair] for pair in pairs], index=cells.index)


def reject_unknown_labels(
    document: Document, source: Source, cells: pandas.DataFrame, seeds_dir: Path
) -> None:
    """Raise WarehouseError for a holder that the seed holder_labels does not map."""
    if source.label_source is None:
        return
    known = known_labels(seeds_dir)
    named = cells.drop_duplicates(["label", "code"])
    codes = [code if isinstance(code, str) else None for code in named["code"]]
    unknown = [
        (int(line), str(label), code)
        for line, label, code in zip(
            named["line_number"], named["label"], codes, strict=True
        )
        if not _is_known(known, source.label_source, normalise_label(label), code)
    ]
    if unknown:
        raise document.error(_unknown_holders(source, unknown), *unknown[0][:2])


def _unknown_holders(source: Source, unknown: list[tuple[int, str, str | None]]) -> str:
    """Name all unknown holders in one sentence, or the first twenty of them."""
    printed = [
        without_footnotes(label) if code is None else f"{label} ({code})"
        for _, label, code in unknown
    ]
    if len(unknown) == 1:
        return (
            f"the holder is unknown; give {quoted_text(printed[0], 60)} of"
            f" {source.label_source} a code in"
            " dbt_project/seeds/holders/holder_labels.csv"
        )
    listed = [
        f"line {line} {quoted_text(text)}"
        for (line, _, _), text in zip(unknown[:MAX_NAMED], printed, strict=False)
    ]
    if len(unknown) > MAX_NAMED:
        listed.append(f"and {len(unknown) - MAX_NAMED} more")
    return (
        f"{len(unknown)} holders are unknown; give each of {source.label_source} a code"
        f" in dbt_project/seeds/holders/holder_labels.csv: {', '.join(listed)}"
    )


def _is_known(
    known: dict[tuple[str, str], set[str]], file: str, label: str, code: str | None
) -> bool:
    """Whether a file's label is listed, for the code beside it where it prints codes.

    Beside a code the numbers of footnotes may change from edition to edition, and a
    file whose labels say more than a name is listed by its codes.
    """
    if code is None:
        return bool(codes_of(known, file, label))
    if codes := known.get((file, label)):
        return code in codes
    listed = {
        without_footnotes(each)
        for (where, each), meanings in known.items()
        if where == file and code in meanings
    }
    return not listed.isdisjoint((without_footnotes(label), code))
