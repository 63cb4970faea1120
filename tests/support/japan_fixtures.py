"""Small files in the layouts of Japan's Ministry of Finance.

Belongs here: one writer per layout, whose arguments are what tests vary. Does not:
broken files (each test breaks its own) or anything that the publisher wrote, but for
the titles, units and names without which a layout is not itself. Of the reserves'
whole file and the interventions no copy was at hand: these writers follow the layout as
it is described.
"""

from collections.abc import Callable, Sequence
from datetime import date, timedelta

from orchestration.parsing.japan.payments import LONG_TERM, SUMMARY, Table
from orchestration.sources import all_sources
from tests.support.fixtures import MONTH_NAMES

Figure = Callable[[int, int], str]  # of a period and a column, both counted from 0
Days = Sequence[tuple[date, int, str]]

BUYS_YEN = "the US dollar (sold) the Japanese yen (bought)"
SELLS_YEN = "the US dollar (bought) the Japanese yen (sold)"
YEARS_FIRST_LINE = 9  # of 6pi-1 and 6pi-4 below
QUARTERS = ("January - March", "April - June", "July - September", "October - December")


def era(year: int) -> str:
    """A year as the ministry prints it in the Japanese calendar."""
    if year == 2019:
        return "令和元(平成31)年"
    return f"平成{year - 1988}年" if year < 2019 else f"令和{year - 2018}年"


def place(period: int, column: int) -> str:
    """A figure that tells its place, with the separators of thousands."""
    return f"{1_000 * (period + 1) + column:,}"


def wide(text: str) -> str:
    """The text with the ministry's full-width signs; its figures stay as they are."""
    return text.translate({ord(sign): chr(ord(sign) + 0xFEE0) for sign in ".~()"})


def cp932(content: str) -> bytes:
    """The bytes as the ministry serves them."""
    return content.encode("cp932")


def written(rows: Sequence[Sequence[str]], width: int) -> bytes:
    """Rows in cp932 with the line ends of the ministry."""
    filled = [[*row, *[""] * (width - len(row))] for row in rows]
    lines = [
        ",".join(f'"{cell}"' if "," in cell else cell for cell in row) for row in filled
    ]
    return cp932("".join(f"{line}\r\n" for line in lines))


# --- balance of payments -----------------------------------------------------------


def payments_months(first_year: int, count: int) -> list[list[str]]:
    """The four cells of the key of that many months; the last one is preliminary."""
    keys: list[list[str]] = []
    for step in range(count):
        year, month = first_year + step // 12, step % 12
        is_january = month == 0
        mark = "(P)" if step == count - 1 else ""
        keys.append(
            [
                era(year) if is_january else "",
                f"{month + 1}月{mark}",
                str(year) if is_january else "",
                f"{MONTH_NAMES[month]}{mark}",
            ]
        )
    return keys


def _payments(
    table: Table, title: str, first_year: int, months: int, figure: Figure
) -> bytes:
    columns = sorted(table.headings)
    width = max(columns) + 1

    def line(key: Sequence[str], period: int) -> list[str]:
        cells = [*key, *[""] * (width - len(key))]
        if table.key_again is not None:
            cells[table.key_again : table.key_again + 4] = key
        for at, column in enumerate(columns):
            cells[column] = figure(period, at)
        return cells

    heading = [table.headings.get(column, "") for column in range(width)]
    years = [
        line([era(year), "", f"{year}C.Y.", ""], year - first_year)
        for year in range(first_year, first_year + months // 12)
    ]
    monthly = [
        line(key, period)
        for period, key in enumerate(payments_months(first_year, months))
    ]
    rows = [
        ["表"],
        [title],
        ["(100 million Yen)"],
        ["(NOTE) ", "a note"],
        [],
        heading,
        [wide("(暦年)")],
        ["(Annual figures)"],
        *years,
        [],
        [wide("(月次)")],
        ["(Monthly figures)"],
        *monthly,
    ]
    return written(rows, width)


def payments_summary(
    first_year: int = 2024, months: int = 14, figure: Figure = place
) -> bytes:
    """6pi-1: residents' assets, and liabilities beside a repeated key."""
    return _payments(SUMMARY, "6pi-1  Summary", first_year, months, figure)


def payments_long_term(
    first_year: int = 2018, months: int = 14, figure: Figure = place
) -> bytes:
    """6pi-4: residents' foreign long-term debt by kind of investor."""
    title = (
        "6pi-4  Portfolio Investment Assets by Types of Investors"
        " - Long-term debt securities"
    )
    return _payments(LONG_TERM, title, first_year, months, figure)


# --- reserves ----------------------------------------------------------------------

RESERVE_ASSETS = all_sources()["mof_reserves"].columns
RESERVES_FIRST_LINE = 8


def _reserve_months(first: date, count: int) -> list[list[str]]:
    """The key; from 2023 on the western year is not printed any more."""
    keys: list[list[str]] = []
    for step in range(first.month - 1, first.month - 1 + count):
        year, month = first.year + step // 12, step % 12 + 1
        with_year = month == 1 or not keys
        western = str(year) if with_year and year < 2023 else ""
        keys.append(
            [
                era(year) if with_year else "",
                f"{month}月",
                western,
                "Feburuary" if month == 2 else MONTH_NAMES[month - 1],
            ]
        )
    return keys


def reserves(first: date = date(2022, 11, 1), months: int = 5) -> bytes:
    """The whole file: a heading in several lines, then months of all columns."""
    named = {
        4: "A. Official reserve assets",
        22: "B. Other foreign currency assets",
    }
    parts = {
        5: "(1) Foreign currency reserves",
        14: "(2) IMF reserve position",
        15: "(3) SDRs",
        16: "(4) Gold",
        18: "(5) other reserve assets",
    }
    smaller = {6: "(a) Securities", 8: "(b) Deposits with"}
    width = 125
    rows = [
        ["外貨準備等の状況"],
        ["International Reserves/Foreign Currency Liquidity"],
        [wide("(") + "US$ millions)"],
        *(
            [each.get(at, "") for at in range(width)]
            for each in (named, parts, smaller)
        ),
        [],
        *(
            [
                *key,
                *(str(10_000 * (row + 1) + at) for at in range(len(RESERVE_ASSETS))),
                *["1"] * (width - 4 - len(RESERVE_ASSETS)),
            ]
            for row, key in enumerate(_reserve_months(first, months))
        ),
    ]
    return written(rows, width)


def reserves_excerpt() -> bytes:
    """Two months of one year and three around a new year's, in UTF-8."""
    keys = [
        ["平成25年", "1月", "2013", "January"],
        ["", "2月", "", "February"],
        ["", "11月", "", "November"],
        ["", "12月", "", "December"],
        ["令和8年", "1月", "", "January"],
    ]
    rows = [
        [*key, *(str(100 * row + at) for at in range(len(RESERVE_ASSETS)))]
        for row, key in enumerate(keys)
    ]
    return "".join(",".join(row) + "\n" for row in rows).encode("utf-8")


# --- interventions -----------------------------------------------------------------

SPRING_2024: Days = (
    (date(2024, 4, 29), 59_185, BUYS_YEN),
    (date(2024, 5, 1), 38_700, BUYS_YEN),
)
INTERVENTIONS_FIRST_LINE = 5


def interventions(
    quarters: Sequence[tuple[date, Days]] = (
        (date(2024, 3, 31), ()),
        (date(2024, 6, 30), SPRING_2024),
    ),
    totals: Callable[[int], int] = lambda total: total,
) -> bytes:
    """Each quarter's days, then its total; year and month where they change."""
    rows = [
        ["外国為替平衡操作の実施状況"],
        ["実施年月日", "", "", "Intervention Date"],
        [
            "年",
            "月",
            "日",
            "Year",
            "Month",
            "Day",
            "金額(amount)",
            "通貨",
            "Currency pairs",
        ],
        [],
    ]
    printed: tuple[int, int] = (0, 0)
    for end, days in quarters:
        for day, amount, pair in days:
            rows.append(_intervention(day, amount, pair, printed))
            printed = (day.year, day.month)
        name = f"{QUARTERS[end.month // 3 - 1]} {end.year}"
        total = totals(sum(amount for _, amount, _ in days))
        rows.append(
            [f"{era(end.year)}期計", "", "", name, "", "", f"{total:,}", "", ""]
        )
    return written([*rows, [], ["(注1)", "a note"]], 9)


def _intervention(
    day: date, amount: int, pair: str, printed: tuple[int, int]
) -> list[str]:
    new_year, new_month = day.year != printed[0], (day.year, day.month) != printed
    return [
        era(day.year) if new_year else "",
        f"{day.month}月" if new_month else "",
        f"{day.day}日",
        str(day.year) if new_year else "",
        MONTH_NAMES[day.month - 1] if new_month else "",
        str(day.day),
        f"{amount:,}",
        "米ドル",
        pair,
    ]


# --- weekly transactions -----------------------------------------------------------

WEEKS_FIRST_LINE = 8


def securities_week(
    first: date = date(2025, 12, 21), weeks: int = 3, update: str = "January 15 , 2026"
) -> bytes:
    """Weeks in full-width signs; a week over the new year names its second year."""
    sections = {
        1: "1. Portfolio Investment Assets",
        12: "2. Portfolio Investment Liabilities",
    }
    kinds = {
        1: "Equity and investment fund shares",
        4: "Long-term debt securities",
        7: "Subtotal",
        8: "Short-term debt securities",
        11: "Total",
    }
    both = kinds | {at + 11: name for at, name in kinds.items()}
    steps = ["Acquisition", "Disposition", "Net"]
    title = "International Transactions in Securities (Weekly; a note)"
    rows = [
        [title, *[""] * 18, f"Final Update {update}"],
        [*[""] * 19, "Unit: 100 million Yen"],
        [sections.get(at, "") for at in range(23)],
        ['"期間\r\nPeriod"', "株式 ・投資ファンド持分"],  # one cell on two lines
        [both.get(at, "") for at in range(23)],
        ["", *[*steps, *steps, "Net", *steps, "Net"] * 2],
        *(_week(first + timedelta(weeks=at), at) for at in range(weeks)),
        [],
        ["(Note 1)", "a note"],
    ]
    return written(rows, 23)


def _week(first: date, at: int) -> list[str]:
    last = first + timedelta(days=6)
    year = f"{last.year}." if last.year != first.year else ""
    label = f"{first.year}.{first.month}.{first.day}~ {year}{last.month}.{last.day}"
    return [wide(label), *(week_figure(at, column) + " " for column in range(22))]


def week_figure(week: int, column: int) -> str:
    """A figure such that each net is what was acquired less what was disposed of."""
    of_side = column % 11
    base = 1_000 * (week + 1)
    values = [base + 30, base, 30, base + 500, base, 500, 530, 40, 50, -10, 520]
    return f"{values[of_side]:,}"
