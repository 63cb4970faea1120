"""Small files in the publishers' layouts, written by code, and how tests read them.

Belongs here: one writer per layout, whose arguments are what tests vary. Does not:
broken files (each test breaks its own) or anything that a publisher wrote, but for
the titles, units and names without which a layout is not itself.
"""

import csv
import io
import zipfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pandas
import pytest

from orchestration.errors import WarehouseError
from orchestration.landing.landed_files import Origin
from orchestration.landing.store import Landing, land, origin_of
from orchestration.parsing.document import MONTH_NUMBERS, Document, ParsedFile
from orchestration.parsing.registry import parse, recognise
from orchestration.settings import PROJECT_ROOT, Settings, seed_path
from orchestration.sources import SizeBand, Source, all_sources
from orchestration.storage.files import read_bytes

SEEDS = PROJECT_ROOT / "dbt_project" / "seeds"
MONTH_NAMES = tuple(MONTH_NUMBERS)
CAPTURED = datetime(2026, 11, 20, 12, tzinfo=UTC)

Figures = Callable[[int, int], list[str]]  # holder and month, counted from 0


# --- reading -----------------------------------------------------------------------


def land_path(
    path: Path, settings: Settings, landed_from: str, series: str | None = None
) -> Landing:
    """Land one file of this machine; raises WarehouseError as `land` does."""
    origin = origin_of(path, landed_from)
    return land(read_bytes(path), origin, settings, series=series)


def parsed(content: bytes, series: str | None = None) -> ParsedFile:
    """What the reader of the file's own layout makes of it."""
    document = Document("file", content)
    return parse(document, recognise(document, series))


def cell_at(cells: pandas.DataFrame, line: int, column: int) -> dict[str, object]:
    """The one cell at a place of the file; dates as text, nulls as None."""
    found = cells[(cells["line_number"] == line) & (cells["column_number"] == column)]
    assert len(found) == 1, f"{len(found)} cells at line {line}, column {column}"
    row = found.iloc[0].to_dict()
    row["reference_date"] = str(row["reference_date"].date())
    return {name: None if pandas.isna(value) else value for name, value in row.items()}


def refusal(content: bytes, series: str | None = None) -> str:
    """The one sentence with which a file is refused by its reader."""
    with pytest.raises(WarehouseError) as caught:
        parsed(content, series)
    return str(caught.value)


def relaxed(source_id: str, **changes: object) -> Source:
    """A source that small files may belong to: no floor, no first day."""
    free = {"size_bytes": SizeBand(floor=1, ceiling=10_000_000), "first_date": None}
    return all_sources()[source_id].model_copy(update={**free, **changes})


def by_hand(name: str = "file") -> Origin:
    """The origin of a file that somebody lands."""
    return Origin(landed_from="hand", file_name=name, captured_at=CAPTURED)


def replaced(content: bytes, old: str, new: str, count: int = 1) -> bytes:
    """The content with its first `old` changed; a test that misses it fails."""
    assert old.encode() in content, f"the fixture has no {old!r}"
    return content.replace(old.encode(), new.encode(), count)


def without_line(content: bytes, number: int, count: int = 1) -> bytes:
    """The content without some lines, counted from 1."""
    lines = content.splitlines(keepends=True)
    return b"".join(lines[: number - 1] + lines[number - 1 + count :])


def with_line_twice(content: bytes, number: int) -> bytes:
    """The content with one line repeated below itself."""
    lines = content.splitlines(keepends=True)
    return b"".join(lines[:number] + lines[number - 1 :])


def without_column(content: bytes, number: int, lines: range) -> bytes:
    """The content without one tab-divided cell of each of the given lines."""
    rows = [line.split(b"\t") for line in content.split(b"\r\n")]
    for line in lines:
        del rows[line - 1][number - 1]
    return b"\r\n".join(b"\t".join(row) for row in rows)


# --- months, days, figures ---------------------------------------------------------


def months_back(newest: str, count: int) -> list[str]:
    """Months as `2026-04`, the newest first."""
    last = int(newest[:4]) * 12 + int(newest[5:]) - 1
    steps = range(last, last - count, -1)
    return [f"{step // 12}-{step % 12 + 1:02d}" for step in steps]


def months_since_2020(newest: str) -> list[str]:
    """All months from January 2020 on, as SLT tables have them, newest first."""
    return months_back(newest, (int(newest[:4]) - 2020) * 12 + int(newest[5:]))


def weekdays(first: str, count: int) -> list[date]:
    """That many days from Monday to Friday, ascending."""
    day, days = date.fromisoformat(first), []
    while len(days) < count:
        if day.weekday() < 5:
            days.append(day)
        day += timedelta(days=1)
    return days


def delimited(
    rows: Iterable[Sequence[str]], delimiter: str, end: str, width: int = 0
) -> bytes:
    """Rows as a CSV library writes them, filled up to one width."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, lineterminator=end)
    writer.writerows([*row, *[""] * (width - len(row))] for row in rows)
    return text.getvalue().encode("ascii")


# --- SLT Tables 1 and 3 ------------------------------------------------------------

SLT_HOLDERS = (
    ("Austria", "10189"),
    ("Poland", "15768"),
    ("Japan", "42609"),
    ("All Countries", "69995"),
    ("Total IROs", "79995"),
    ("Grand Total", "99996"),
    ("Of Which: Foreign Official", "99990"),
    ("Of Which: Foreign Non-Official", "99991"),
)
# Which, with Canada, make up all countries: without any there is no sum to miss.
REGIONS = ("19992", "29998", "34401", "39942", "49999", "59994", "69906")
TABLE1_LAST = ("Of Which: Foreign Non-Official Asset-Backed Securities", "89993")
SLT_FIRST_LINE = 10  # of the data


def known_holders(label_source: str, count: int) -> list[tuple[str, str]]:
    """Holders whose names and codes the seed knows, the required ones at the end."""
    required = [*SLT_HOLDERS]
    required += [TABLE1_LAST] if label_source == "slt_table1" else []
    codes = {code for _, code in required} | set(REGIONS)
    with seed_path(SEEDS, "holder_labels").open(encoding="utf-8") as file:
        others = {
            row["holder_code"]: (row["label"], row["holder_code"])
            for row in csv.DictReader(file)
            if row["source_file"] == label_source and row["holder_code"] not in codes
        }
    return [*list(others.values())[: count - len(required)], *required]


def known_codes() -> list[str]:
    """The five-digit codes that the seed knows."""
    with seed_path(SEEDS, "holder_codes").open(encoding="utf-8") as file:
        codes = [row["holder_code"] for row in csv.DictReader(file)]
    return [code for code in codes if code.isdigit()]


def table3_figures(holder: int, month: int) -> list[str]:
    """Positions of a thousand and more; Poland's total and bills are not published."""
    long, short = 1000 * (holder + 1) + month, 500 + month
    row = [long + short, -holder, long, -month, 7, short, month - holder]
    texts = [str(figure) for figure in row]
    return ["n.a.", "n.a.", *texts[2:5], "n.a.", "n.a."] if holder == 1 else texts


def table1_figures(holder: int, month: int) -> list[str]:
    """Five groups of a position, a net sale and a valuation change."""
    types = [(2000 * (group + holder + 1) + month, -month, 3) for group in range(1, 5)]
    groups = [tuple(map(sum, zip(*types, strict=True))), *types]
    return [str(figure) for group in groups for figure in group]


def slt_table3(
    months: Sequence[str],
    figures: Figures = table3_figures,
    holders: Sequence[tuple[str, str]] = SLT_HOLDERS,
    *,
    adds_up: bool = True,
) -> bytes:
    """SLT Table 3, with its heading and a note below the data."""
    title = "Table 3: U.S. Treasury Securities Held by Foreign Residents 1/"
    return _slt_table(
        title, "tic_slt_table3", months, figures, holders, adds_up=adds_up
    )


def slt_table1(
    months: Sequence[str],
    figures: Figures = table1_figures,
    holders: Sequence[tuple[str, str]] = (*SLT_HOLDERS, TABLE1_LAST),
) -> bytes:
    """SLT Table 1, with its heading and a note below the data."""
    title = "Table 1: U.S. Long-Term Securities Held by Foreign Residents"
    return _slt_table(title, "tic_slt_table1", months, figures, holders)


def _slt_table(
    title: str,
    source_id: str,
    months: Sequence[str],
    figures: Figures,
    holders: Sequence[tuple[str, str]],
    *,
    adds_up: bool = True,
) -> bytes:
    columns = all_sources()[source_id].columns
    sign = "A positive number for net U.S. sales to foreigners denotes an increase"
    heading = [
        [title],
        ["All Countries and International and Regional Organizations"],
        [f"{sign} in a foreign position"],
        ["Millions of dollars"],
        ["Link: https://example.org/table.txt"],
        [],
        ["", "", "", *("group" for _ in columns)],
        ["Country", "Country Code", "Date", *("label" for _ in columns)],
        ["country", "country_code", "date", *columns],
    ]
    data = [
        [label, code, month, *figures(holder, number)]
        for holder, (label, code) in enumerate(holders)
        for number, month in enumerate(months)
    ]
    if adds_up:
        _add_up(data, "99996", "69995", "79995")
        _add_up(data, "99991", "99996", "-99990")
    notes = [[], ["Notes:"], ["a note"]]
    return delimited([*heading, *data, *notes], "\t", "\r\n", len(columns) + 3)


def _add_up(data: list[list[str]], total: str, *parts: str) -> None:
    """Give one code the sum of others, where each prints a whole number."""
    rows = {(row[1], row[2]): row for row in data}
    for (code, month), row in rows.items():
        others = [rows.get((part.removeprefix("-"), month), []) for part in parts]
        for column in range(3, len(row)) if code == total else ():
            texts = [other[column] for other in others if column < len(other)]
            if len(texts) == len(parts) and all(
                text.lstrip("-").isdigit() for text in texts
            ):
                signs = [-1 if part[0] == "-" else 1 for part in parts]
                figures = zip(signs, texts, strict=True)
                row[column] = str(sum(sign * int(text) for sign, text in figures))


def landable_table3(newest: str = "2026-04") -> bytes:
    """SLT Table 3 as large as published ones are at least."""
    holders = known_holders("slt_table3", 60)
    return slt_table3(months_since_2020(newest), holders=holders)


def landable_table1(newest: str) -> bytes:
    """SLT Table 1 as large as published ones, with Table 3's long-term Treasuries."""
    holders = known_holders("slt_table1", 80)
    in_table3 = [code for _, code in known_holders("slt_table3", 60)]

    def figures(holder: int, month: int) -> list[str]:
        texts = table1_figures(holder, month)
        if (code := holders[holder][1]) in in_table3:
            texts[3:6] = table3_figures(in_table3.index(code), month)[2:5]
        types = [map(int, texts[first : first + 3]) for first in (3, 6, 9, 12)]
        return [*(str(sum(each)) for each in zip(*types, strict=True)), *texts[3:]]

    return slt_table1(months_since_2020(newest), figures, holders)


# --- mfhhis01 ----------------------------------------------------------------------

HISTORY_LABELS = ("Japan", "China, Mainland", "Belgium  5/", "All Other", "Grand Total")
OFFICIAL_LABELS = ("  For. Official", "    Treasury Bills", "    T-Bonds & Notes")


@dataclass
class Block:
    """One year of `mfhhis01`: its columns, its break marks and its rows."""

    columns: list[tuple[str, int]]
    rows: list[tuple[str, list[str]]]
    marks: dict[int, tuple[str, str]] = field(default_factory=dict)

    def lines(self) -> list[list[str]]:
        """The block as the publisher prints it."""
        heads = [["", *(name for name, _ in self.columns)]]
        if self.marks:
            spaces = [self.marks.get(at, ("", "")) for at in range(len(self.columns))]
            heads = [["", *(pair[number] for pair in spaces)] for number in (0, 1)]
            heads.append(["", *(name for name, _ in self.columns)])
        rule = ["", *("------" for _ in self.columns)]
        years = ["Country", *(str(year) for _, year in self.columns)]
        body = [[label, *texts] for label, texts in self.rows]
        split = len(body) - len(OFFICIAL_LABELS)
        return [*heads, years, rule, *body[:split], [], ["Of which:"], *body[split:]]


def year_block(
    year: int,
    months: Sequence[str] = MONTH_NAMES,
    marks: dict[int, tuple[str, str]] | None = None,
    labels: Sequence[str] = HISTORY_LABELS,
) -> Block:
    """A block with the months given in ascending order; figures tell their place."""
    columns = [(name, year) for name in reversed(months)]
    rows = [
        (label, [f"{100 * (row + 1) + column}.5" for column in range(len(columns))])
        for row, label in enumerate((*labels, *OFFICIAL_LABELS))
    ]
    return Block(columns, _summed(rows), marks or {})


def _summed(rows: Sequence[tuple[str, list[str]]]) -> list[tuple[str, list[str]]]:
    """Rows of names, a total, officials and their two parts, made to add up."""
    *names, (total, _), (official, _), (bills, own), (bonds, others) = rows
    sums = [
        [f"{sum(map(float, texts)):.1f}" for texts in zip(*group, strict=True)]
        for group in ([texts for _, texts in names], (own, others))
    ]
    return [
        *names,
        (total, sums[0]),
        (official, sums[1]),
        (bills, own),
        (bonds, others),
    ]


def break_block(year: int, series: tuple[str, str]) -> Block:
    """A block whose June stands twice: the new series first, then the old."""
    new, old = series
    months = [*MONTH_NAMES[:6], *MONTH_NAMES[5:]]
    return year_block(year, months, {6: ("Series 16/", f" {new}"), 7: ("Series", old)})


def mfhhis01(
    blocks: Sequence[Block],
    delimiter: str = "\t",
    line_end: str = "\r\n",
    shift: int = 0,
    released: str = "5/18/2026",
) -> bytes:
    """The history in blocks, newest first; `shift` moves the titles to the right."""
    titles = [
        ["", "", *[""] * shift, "MAJOR FOREIGN HOLDERS OF TREASURY SECURITIES"],
        ["", "", "", *[""] * shift, "    (in billions of dollars)"],
        ["", "", "", *[""] * shift, "HOLDINGS 1/ AT END OF PERIOD"],
        [],
    ]
    body = [line for block in blocks for line in (*block.lines(), [])]
    footer = [
        ["Department of the Treasury/Federal Reserve Board"],
        [released],
        ["(2025 revised May 18, 2026)"],
        ["1/  a note"],
    ]
    content = delimited([*titles, *body, *footer], delimiter, line_end, width=14)
    # A name with a comma is in quotes, whatever divides the cells.
    name = b"China, Mainland"
    return content.replace(b"\n" + name, b'\n"' + name + b'"')


def resaved_mfhhis01(blocks: Sequence[Block]) -> bytes:
    """What a spreadsheet makes of it: no `.0`, shifted titles, other line ends."""
    for block in blocks:
        block.rows = [
            (label, [text.removesuffix(".0") for text in texts])
            for label, texts in block.rows
        ]
    return mfhhis01(blocks, line_end="\n", shift=1)


def landable_mfhhis01() -> bytes:
    """The whole history since March 2000, so that nothing seems cut off."""
    labels = ("Japan", "China, Mainland", "Brazil", "Ireland", "Taiwan", "Norway")
    labels += ("France", "Canada", "India", "All Other", "Grand Total")
    years = [year_block(year, labels=labels) for year in range(2025, 2000, -1)]
    return mfhhis01([*years, year_block(2000, MONTH_NAMES[2:], labels=labels)])


# --- mfh and Table 5 ---------------------------------------------------------------

RECENT_HOLDERS = (
    "Japan",
    "China, Mainland",
    "United Kingdom",
    "Belgium",
    "Luxembourg",
    "Switzerland",
    "Canada",
    "Ireland",
    "Taiwan",
    "India",
    "Hong Kong",
    "Brazil",
    "Singapore",
    "France",
    "Saudi Arabia",
    "Norway",
    "All Other",
    "Grand Total",
)
TABLE5_OFFICIAL = tuple(
    f"Of Which: Foreign Official{kind}"
    for kind in ("", " Treasury Bills", " T-Bonds & Notes")
)
MFH_OFFICIAL = (" For. Official", "  Treasury Bills", "  T-Bonds & Notes")


def holdings(row: int, column: int) -> str:
    """A figure that tells its place: row and column in whole billions."""
    return f"{100 * (row + 1) + column}.{column % 10}"


def _recent_rows(labels: Sequence[str], columns: Sequence[int]) -> list[list[str]]:
    rows = [
        (label, [holdings(row, column) for column in columns])
        for row, label in enumerate(labels)
    ]
    return [[label, *texts] for label, texts in _summed(rows)]


def _preliminary(rows: list[list[str]], months: Sequence[str]) -> list[list[str]]:
    """Print the newest month of an edition before that of April 2026 a tenth higher."""
    if months[0] == "2026-04":
        return rows
    first = [[row[0], f"{float(row[1]) + 0.1:.1f}"] for row in rows]
    summed = _summed([(label, [text]) for label, text in first])
    pairs = zip(rows, summed, strict=True)
    return [[row[0], *texts, *row[2:]] for row, (_, texts) in pairs]


def _since(months: Sequence[str]) -> list[int]:
    """Count each month back from April 2026: another edition prints it alike."""
    return [(2026 - int(month[:4])) * 12 + 4 - int(month[5:7]) for month in months]


def slt_table5(months: Sequence[str]) -> bytes:
    """Table 5 as text."""
    return delimited(_table5_rows(months), "\t", "\r\n", len(months) + 1)


def _table5_rows(months: Sequence[str]) -> list[list[str]]:
    return [
        ["Table 5: Major Foreign Holders of Treasury Securities"],
        ["Holdings at end of time period"],
        ["Billions of dollars"],
        ["Link: https://example.org/table.txt"],
        [],
        ["Country", *months],
        *_preliminary(
            _recent_rows((*RECENT_HOLDERS, *TABLE5_OFFICIAL), _since(months)), months
        ),
        [],
        ["Notes:"],
    ]


def slt_table5_html(months: Sequence[str]) -> bytes:
    """Table 5 as a bare HTML table."""
    title, *rows = [
        [*row, *[""] * (len(months) + 1 - len(row))] for row in _table5_rows(months)
    ]
    lines = ['<table border="1" class="dataframe">', "<thead>", "<tr>"]
    lines += [f"<th>{cell}</th>" for cell in title]
    lines += ["</tr>", "</thead>", "<tbody>"]
    for row in rows:
        cells = [f"<td>{cell.replace('&', '&amp;')}</td>" for cell in row]
        lines += ["<tr>", *cells, "</tr>"]
    return "\r\n".join([*lines, "</tbody>", "</table>"]).encode("ascii")


def mfh(newest: str = "2023-01", released: str = "March 15, 2023") -> bytes:
    """The frozen edition in fixed width: names of 32, figures of 8 characters."""
    months = months_back(newest, 13)
    names = "".join(f"{MONTH_NAMES[int(month[5:]) - 1]:>8}" for month in months)
    years = "".join(f"{month[:4]:>8}" for month in months)
    rows = _recent_rows((*RECENT_HOLDERS, *MFH_OFFICIAL), range(len(months)))
    body = [f"{row[0]:<32}" + "".join(f"{text:>8}" for text in row[1:]) for row in rows]
    lines = [
        "",
        f"{'MAJOR FOREIGN HOLDERS OF TREASURY SECURITIES':>90}",
        f"{'(in billions of dollars)':>80}",
        f"{'HOLDINGS 1/ AT END OF PERIOD':>80}",
        "",
        f"{'':32}{names}",
        f"{'Country':<32}{years}",
        f"{'':32}" + "  ------" * len(months),
        *body[: len(RECENT_HOLDERS)],
        "",
        "Of which:",
        *body[len(RECENT_HOLDERS) :],
        "",
        "Department of the Treasury/Federal Reserve Board",
        released,
        "",
    ]
    return "\r\n".join([*lines, ""]).encode("ascii")


# --- daily grids -------------------------------------------------------------------

TENORS = ("1 Mo", "1.5 Month", "2 Mo", "10 Yr", "30 Yr")
H15_IDS = ("H15/H15/RIFLGFCY10_N.B", "H15/H15/RIFLGFCY30_N.B")
JGB_TENORS = tuple(all_sources()["mof_jgb_all"].columns)
CURRENCIES = ("USD", "JPY", "GBP")

Days = Sequence[tuple[date, Sequence[str]]]


def rising(days: Sequence[date], first: float, step: float, width: int = 1) -> Days:
    """Figures that rise by a little each day and from column to column."""
    return [
        (day, [f"{first + step * row + column:.2f}" for column in range(width)])
        for row, day in enumerate(days)
    ]


def treasury_year(days: Days, tenors: Sequence[str] = TENORS) -> bytes:
    """A year's par yields: quoted tenors, newest first, no end to the last line."""
    header = "Date," + ",".join(f'"{tenor}"' for tenor in tenors)
    rows = [f"{day:%m/%d/%Y}," + ",".join(texts) for day, texts in reversed(days)]
    return "\n".join([header, *rows]).encode("ascii")


def treasury_archive(days: Days, tenors: Sequence[str] = TENORS) -> bytes:
    """The archive: bare tenors, M/D/YY, newest first, trailing zeros dropped."""
    rows = [["Date", *tenors]]
    for day, texts in reversed(days):
        short = [f"{float(text):g}" if text else text for text in texts]
        rows.append([f"{day.month}/{day.day}/{day:%y}", *short])
    return delimited(rows, ",", "\n")


def fred(days: Days, header: str = "observation_date,DGS10", end: str = "\n") -> bytes:
    """A FRED download; the header and the line end tell its generation."""
    rows = [f"{day},{texts[0]}" for day, texts in days]
    return "".join(line + end for line in [header, *rows]).encode("ascii")


def h15(
    days: Sequence[tuple[str, Sequence[str]]], ids: Sequence[str] = H15_IDS
) -> bytes:
    """H.15 of the Fed's DDP: six heading lines, no end to the last line."""
    heads = {
        "Series Description": "a series",
        "Unit:": "Percent:_Per_Year",
        "Multiplier:": "1",
        "Currency:": "NA",
    }
    lines = [
        ",".join([f'"{name}"', *(f'"{text}"' for _ in ids)])
        for name, text in heads.items()
    ]
    lines.append(",".join(['"Unique Identifier: "', *(f'"{each}"' for each in ids)]))
    lines.append(",".join(['"Time Period"', *(f'"{each[8:]}"' for each in ids)]))
    lines += [",".join([day, *texts]) for day, texts in days]
    return "\r\n".join(lines).encode("ascii")


def jgb(days: Days, month: str | None = None, note: bool = False) -> bytes:
    """JGB yields; with a month the current file, which may end with a cp932 note."""
    title = "Interest Rate" + (f" ({month})" if month else "")
    rows = [[title, *[""] * (len(JGB_TENORS) - 1), "(Unit : %)"]]
    rows.append(["Date", *JGB_TENORS])
    rows += [[f"{day.year}/{day.month}/{day.day}", *texts] for day, texts in days]
    content = delimited(rows, ",", "\r\n")
    blank = "," * len(JGB_TENORS) + "\r\n"
    ending = f'{blank}"  ※a note"{blank}' if note else ""
    return content + ending.encode("cp932")


def ecb_history(days: Days, currencies: Sequence[str] = CURRENCIES) -> bytes:
    """The history as CSV: newest first, a comma at the end of each line."""
    rows = [f"{day}," + ",".join(texts) + "," for day, texts in reversed(days)]
    header = "Date," + ",".join(currencies) + ","
    return "".join(line + "\n" for line in [header, *rows]).encode("ascii")


def ecb_daily(day: str, texts: Sequence[str], currencies: Sequence[str]) -> bytes:
    """One day: an English date, blanks after the commas."""
    header = "Date, " + ", ".join(currencies) + ", "
    return f"{header}\n{day}, {', '.join(texts)}, \n".encode("ascii")


def zipped(*members: tuple[str, bytes], stored: bool = False) -> bytes:
    """A zip of the given members."""
    packed = io.BytesIO()
    method = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
    with zipfile.ZipFile(packed, "w", method) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return packed.getvalue()
