"""Small files in the layouts of the frozen histories, the survey and the Fed's staff.

Belongs here: one writer per layout, whose arguments are what tests vary. Does not:
broken files (each test breaks its own) or anything that a publisher wrote, but for
the titles, units and names without which a layout is not itself.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from datetime import date

from orchestration.parsing.document import month_end
from orchestration.parsing.tic.holder_history import FORM_S, FORM_S_KEYS
from orchestration.parsing.tic.survey_appendix import BLOCKS, MATURITIES
from orchestration.parsing.tic.type_history import LIABILITIES, TABLE_2D
from orchestration.sources import all_sources
from tests.support.fixtures import MONTH_NAMES, delimited, months_back, zipped

HOLDERS = (
    ("Austria", "10189"),
    ("Japan", "42609"),
    ("All Countries", "69995"),
    ("Total IROs", "79995"),
    ("Grand Total", "99996"),
)
# Form SLT was first filed for 2011-09, then from 2011-12 on.
SLT_MONTHS = (*months_back("2012-02", 3), "2011-09")

Figures = Callable[[int, int], Sequence[str]]


def chopped(text: str, width: int = 14) -> list[str]:
    """A line as the publisher chops it: into cells, without the blanks at the cuts."""
    return [text[at : at + width].strip() for at in range(0, len(text), width)]


def quoted(cells: Sequence[str]) -> str:
    """A line with every text in quotes and every bare number without."""
    return ",".join(
        cell if cell.lstrip("-").isdigit() else f'"{cell}"' for cell in cells
    )


def thousands(figure: int) -> str:
    """A figure as the older files print it."""
    return f"{figure:,}"


def slt3d_figures(holder: int, month: int) -> list[str]:
    """Total, long-term, short-term; Austria's short-term is not published."""
    long, short = 9_990 * (holder + 1) + month, 500 + month
    texts = [thousands(long + short), thousands(long), thousands(short)]
    return ["n.a.", texts[1], "n.a."] if holder == 0 else texts


def slt3d_globl(
    months: Sequence[str] = SLT_MONTHS,
    figures: Figures = slt3d_figures,
    holders: Sequence[tuple[str, str]] = HOLDERS,
) -> bytes:
    """TIC Table 3D; its notes break CSV's quoting, as the publisher's do."""
    lines = [
        '""',
        quoted(
            chopped("TABLE 3D:  U.S. Treasury Securities Held by Foreign Residents 1/")
        ),
        '"","Millio","ns of dollars"',
        '""',
        '"","","","Total U.S.","Long-term","Short-term"',
        '"","","","Treasury  U.S",". Treasury  U.S",". Treasury"',
        '"","","","Securities","Securities","Securities"',
        '"","","","----------","----------","----------"',
        '""',
        *(
            f'"{label}",{code},"{month}",{quoted(figures(holder, number))}'
            for holder, (label, code) in enumerate(holders)
            for number, month in enumerate(months)
        ),
        '""',
        '"Notes:"',
        '""A note that op","ens twice and","never closes.""',
    ]
    return "".join(f"{line}\r\n" for line in lines).encode("ascii")


SLT3D_FIRST_LINE = 10  # of the data


def form_s_figures(holder: int, month: int) -> list[str]:
    """Purchases that tell holder, month and column; sales half of them."""
    bought = [1_000 * (holder + 1) + 10 * month + column for column in range(6)]
    return [thousands(figure) for figure in (*bought, *(each // 2 for each in bought))]


def s1_globl(
    months: Sequence[str],
    figures: Figures = form_s_figures,
    holders: Sequence[tuple[str, str]] = HOLDERS,
) -> bytes:
    """Form S: tabs, names of the columns stacked, quotes around what has commas."""
    title = (
        '"U.S. Transactions with Foreigners in Long-term Domestic and Foreign'
        ' Securities, by Type and Country "'
    )
    data = [
        [label, code, month, *map(_in_quotes, figures(holder, number))]
        for holder, (label, code) in enumerate(holders)
        for number, month in enumerate(months)
    ]
    rows = [
        ["", "", "", title],
        ["", "", "", "", "", "", "All amounts in millions of dollars."],
        [
            *[""] * 5,
            '"[Refer to cntrysec.html file for ""Cntry Code"" identification.]"',
        ],
        [],
        *stack([*FORM_S_KEYS, *FORM_S.values()]),
        [" ----------"] * 15,
        *data,
    ]
    return "".join(
        "\t".join([*row, *[""] * (15 - len(row))]) + "\r\n" for row in rows
    ).encode("ascii")


FORM_S_FIRST_LINE = 9  # of the data


def _in_quotes(text: str) -> str:
    return f'"{text}"' if "," in text else text


def stack(headings: Sequence[str]) -> list[list[str]]:
    """Headings over three rows, with the last two words in rows of their own."""
    words = [heading.split() for heading in headings]
    return [
        [" ".join(each[:-2]) for each in words],
        [each[-2] if len(each) > 1 else "" for each in words],
        [each[-1] if each else "" for each in words],
    ]


# --- by type -----------------------------------------------------------------------


def named(month: str) -> str:
    """`2023-01` as `2023-Jan`."""
    return f"{month[:5]}{MONTH_NAMES[int(month[5:]) - 1]}"


def slt2d_history(months: Sequence[str]) -> bytes:
    """TIC Table 2D; the two months that Form SLT skipped have rows without figures."""
    return _by_type(
        ["Table 2D: U.S. Long-Term Securities Held by Foreign Residents"],
        "Millions of dollars",
        list(TABLE_2D.values()),
        months,
        empty=("2011-10", "2011-11"),
    )


def bltype_history(months: Sequence[str]) -> bytes:
    """The liabilities by type: every heading ends with its number in brackets."""
    headings = [
        LIABILITIES.get(number, f"Some Liab [{number}]") for number in range(1, 49)
    ]
    return _by_type(
        ["Historical Liabilities to Foreigners by Type and Holder"],
        "[Position at end of period in millions of dollars.  Source: Treasury"
        " International Capital Reporting System]",
        headings,
        months,
    )


TYPES_FIRST_LINE = 9  # of the data


def type_figure(column: int, month: int) -> str:
    """A figure that tells its column (counted from 1) and month."""
    return str(1000 * column + month)


def _by_type(
    titles: Sequence[str],
    unit: str,
    headings: Sequence[str],
    months: Sequence[str],
    empty: Sequence[str] = (),
) -> bytes:
    lines = [
        '""',
        *(quoted(["", "", *chopped(title)]) for title in titles),
        quoted(["", "", "", *chopped(unit)]),
        '""',
        *(quoted(["", *row]) for row in stack(headings)),
        '""',
    ]
    for number, month in enumerate(months):
        figures = [
            type_figure(column, number) for column in range(1, len(headings) + 1)
        ]
        if month in empty:
            figures = ["n.a."] * len(headings)
        lines.append(f'"{named(month)}",{quoted(figures)}')
    lines += ['""', '""']
    return "".join(f"{line}\r\n" for line in lines).encode("ascii")


# --- the annual survey -------------------------------------------------------------

SURVEY_HOLDERS = (
    ("40401", "Afghanistan"),
    ("36137", "Cayman Islands (7)"),
    ("42609", "Japan"),
    ("44407", "Korea, North"),
    ("99996", "Total"),
)
_SINCE_2002 = (
    ("Total", "Total securities"),
    ("Long-term", "Equity"),
    ("Long-term", "Total long-term Debt"),
    ("Long-term", "Treasury Debt"),
    ("Long-term", "Agency debt"),
    ("Long-term", "Corporate debt"),
    ("Short-term", "Total short-term debt"),
    ("Short-term", "Treasury debt"),
    ("Short-term", "Agency debt"),
    ("Short-term", "Corporate debt"),
)
_SINCE_1994 = (("Total", "Total (1)"), *_SINCE_2002[1:6])
_BEFORE = (
    ("Long-term", "Total long-term securities (1, 2)"),
    ("Long-term", "Equity (4)"),
    ("Long-term", "Debt (2)"),
)


def survey_columns(newest: int) -> list[tuple[str, str, str]]:
    """Survey, maturity and type of every column, newest first."""
    surveys = [(f"Jun {year}", _SINCE_2002) for year in range(newest, 2001, -1)]
    surveys += [("Mar 2000", _SINCE_1994), ("Dec 1994", _SINCE_1994)]
    surveys += [(f"Dec {year}", _BEFORE) for year in (1989, 1984, 1978, 1974)]
    return [(survey, *kind) for survey, kinds in surveys for kind in kinds]


def survey_figure(holder: int, column: int) -> str:
    """A figure that tells its place; Afghanistan's are too small to print."""
    return "*" if holder == 0 else str(1_000 * holder + column)


def shlhistdat(
    newest: int = 2004,
    delimiter: str = "\t",
    released: str = "April 30, 2005",
    figures: Callable[[int, int], str] = survey_figure,
) -> bytes:
    """All surveys back to 1974, as tab or comma text."""
    columns = survey_columns(newest)
    heading = [
        ["Foreign Holdings of U.S. Securities at the End of the Period Shown"],
        ["Millions of Dollars"],
        [],
        ["Department of the Treasury/Federal Reserve Board"],
        [f"For release {released}"],
        [" "],
        ["", "", *(survey for survey, _, _ in columns)],
        ["", "", *(maturity for _, maturity, _ in columns)],
        ["Country code", "Countries and Regions", *(kind for _, _, kind in columns)],
    ]
    data = [
        [code, label, *(figures(holder, at) for at in range(len(columns)))]
        for holder, (code, label) in enumerate(SURVEY_HOLDERS)
    ]
    notes = [[], ["Notes:"], ["n.a.    Not available."]]
    return delimited([*heading, *data, *notes], delimiter, "\n", len(columns) + 2)


SURVEY_FIRST_LINE = 10  # of the data


# --- the survey's appendix ---------------------------------------------------------

NOTE = '"* Greater than zero but less than $500,000."'
APPENDIX_COUNTRIES = ("Afghanistan", "China, mainland", "Japan", "Country Unknown")
APPENDIX_YEARS = range(2015, 2026)
# Holders as a year spells them; the years between are like 2024.
_SPELT_UNTIL_2019 = (
    "Afghanistan",
    "Bonaire, Sint Eustatius & Saba (1)",
    "China, mainland (2)",
    "Japan",
    "Serbia and Montenegro (1)",
    "Country Unknown",
)
_SPELT = {
    **dict.fromkeys(range(2015, 2020), _SPELT_UNTIL_2019),
    **dict.fromkeys(
        (2021, 2022),
        (
            "Afghanistan",
            "Bonaire, Sint Eustatius & Saba",
            "China, mainland",
            "Japan",
            "Saint Martin & Saint Barthelemy",
            "Country Unknown",
        ),
    ),
    2025: ("Afghanistan", "China, Mainland", "Japan", "Country Unknown"),
}


def appendix_countries(year: int) -> tuple[str, ...]:
    """Name the holders of a survey as its tables spell them."""
    return _SPELT.get(year, APPENDIX_COUNTRIES)


def by_type(number: str = "A7", year: int = 2024) -> bytes:
    """Treasury securities by country and type, with its regions and notes."""
    title = (
        f'"Table {number}.  Value of foreign holdings of U.S. Treasury debt securities,'
        ' by country and"',
        '"type of Treasury security, as of June {day}, {year}"',
    )
    if year >= 2019:
        title = (
            f'"Table {number}.  Foreign Holdings of U.S. Treasury Securities, by'
            ' Country and"',
            '"Type of Treasury Security, as of June {day}, {year}"',
        )
    day = {2018: 29, 2019: 28}.get(year, 30)
    countries = appendix_countries(year)
    rows = [(name, 100 * at) for at, name in enumerate(countries, 1)]
    lines = [
        *(line.format(day=day, year=year) for line in title),
        '"Millions of dollars"',
        '"","","","Treasury L","T debt**"',
        '"","","","of which:","of which:","of which:","Treasury"',
        '"Countries and Regions","Total","Total","Nominal","TIPS","FRN","ST debt**"',
        *(quoted([name, *_six(figure)]) for name, figure in rows),
        '""',
        quoted(["Total", *_six(1000, floating="0")]),
        '""',
        '"of which: Holdings of foreign official"',
        quoted(["institutions", *_six(600)]),
        '""',
        '"Totals by Region:"',
        quoted(["Total Asia", *_six(500)]),
        *_other_regions(year),
        '""',
        NOTE,
        '"1. A note."',
    ]
    return "".join(f"{line}\n" for line in lines).encode("ascii")


def _other_regions(year: int) -> list[str]:
    if year < 2025:
        return [quoted(["Country Unknown", *_six(400)])]
    return [
        quoted(["Euro area countries", *_six(450)]),
        quoted(["Total Oceania", *_six(30)]),
    ]


def _six(figure: int, floating: str = "*") -> list[str]:
    """Total, long-term, nominal, TIPS, FRN, short-term; FRN too small to print."""
    return [str(figure), str(figure - 5), str(figure - 8), "3", floating, "5"]


def by_year(number: str = "A1", newest: int = 2024, kind: str = "Securities") -> bytes:
    """All securities by country in three surveys, in billions."""
    years = [str(year) for year in range(newest - 2, newest + 1)]
    title = f"Foreign Holdings of U.S. {kind}, by Country, as of End-June"
    if newest < 2019:
        title = (
            f"Foreign holdings of U.S. {kind.lower()}, by country, as of selected"
            " survey dates"
        )
    named = [*enumerate((*appendix_countries(newest), "Total"), 1)]
    lines = [
        f'"Table {number}.  {title}"',
        '""',
        '"Billions of dollars"',
        quoted(["", *("June" for _ in years)]),
        f'"Countries and Regions",{",".join(years)}',
        *(
            quoted([name, *(str(10 * at + step) for step in range(3))])
            for at, name in named
        ),
        '""',
        NOTE,
    ]
    return "".join(f"{line}\n" for line in lines).encode("ascii")


def by_maturity(year: int = 2024) -> bytes:
    """Maturities in three surveys: a page for each kind of security, titles chopped."""
    years = range(year - 2, year + 1)
    chopped = '"Maturity Structure of Foreign-Held","U.S. Long-Term D","ebt, as"'
    lines: list[str] = []
    for page in range(4):
        begin = chopped if page else chopped.replace('","', " ").replace("  ", " ")
        if not page:
            begin = '"Maturity Structure of Foreign-Held U.S. Long-Term Debt, as"'
        lines += [
            begin.replace('"Mat', '"Table A12.  Mat', 1),
            f'"of June 30, {year}"',
            '"Millions of dollars, parts may not sum to total as some bonds have'
            ' unknown maturities."',
            '""',
            quoted(["", *("June" for _ in years)]),
            f'"",{",".join(map(str, years))}',
            '""',
        ]
        for holders, block in enumerate(BLOCKS[3 * page : 3 * page + 3]):
            # the whole is the sum of officials and others, at each maturity
            part = (3, 1, 2)[holders]
            lines += [
                quoted([label, *(str(part * (100 * at + step)) for step in range(3))])
                for at, label in enumerate((block, *MATURITIES), 1)
            ]
            lines.append('""')
    return "".join(f"{line}\n" for line in lines).encode("ascii")


def appendix_members(year: int = 2024, numbers: tuple[str, str] = ("A7", "A1")) -> dict:
    """The members of an appendix: two tables that are read, and others that are not."""
    typed, yearly = numbers
    return {
        f"shl_app02_{year}.csv": by_year("A2", year, "Equities"),
        f"shl_app07_{year}.csv": by_type(typed, year),
        f"shl_app07_{year}.txt": by_type(typed, year).replace(b'"', b""),
        f"shl_app07_data_{year}.csv": b",Total,LT Treasury Total\nJapan,1.00,1.00\n",
        f"shl_app01_{year}.csv": by_year(yearly, year),
        f"shl_app11_{year}.csv": b"naics_code,industry_classification,total\n",
        f"readme_shl{year}.txt": b"readme_shl.txt\r\n\r\nThis file\r\n",
        f"shl_appendix_{year}.pdf": b"%PDF-1.7\n%\xe2\xe3",
    }


# The tables that are not read, by number, under the titles of their years.
_TITLES_UNTIL_2018 = {
    "A1": "Value of foreign holdings of U.S. securities, by country and type of"
    " security, as",
    "A2": "Value of foreign holdings of U.S. long-term securities, by country and type"
    " of",
    "A4": "Value of foreign holdings of U.S. equities, by country and type of",
    "A5": "Foreign holdings of U.S. long-term asset-backed securities, by country and",
    "A6": "Foreign holdings of U.S. short-term securities, by country and type of"
    " security, as",
    "A8": "Foreign holdings of U.S. equities, by country, as of selected survey dates",
    "A9": "Foreign holdings of U.S. long-term debt securities, by country, as of"
    " selected survey dates",
    "A10": "Foreign holdings of U.S. short-term debt securities, by country, as of"
    " selected survey dates",
}
_TITLES_OF_2019 = {
    "A1": "Foreign Holdings of U.S. Securities, by Country and Security Type, as",
    "A2": "Foreign Holdings of U.S. Long-Term Securities, by Country and Security",
    "A4": "Foreign Holdings of U.S. Equities, by Country and Equity Type,",
    "A8": "Foreign Holdings of U.S. Equities, by Country, as of End-June",
}
_TITLES_SINCE_2020 = {
    "A2": "Foreign Holdings of U.S. Equities, by Country, as of End-June",
    "A3": "Foreign Holdings of U.S. Long-Term Debt Securities, by Country, as of"
    " End-June",
    "A5": "Foreign Holdings of U.S. Securities, by Country and Broad Security Type, as",
    "A9": "Foreign Holdings of U.S. Long-Term Asset-Backed Securities, by Country and",
    "A12": "Maturity Structure of Foreign-Held U.S. Long-Term Debt, as",
}


def appendix_of(year: int) -> dict[str, bytes]:
    """The members of a year's appendix under their names, in that year's form."""
    if year < 2019:
        titles, numbers = _TITLES_UNTIL_2018, ("A3", "A7")
    elif year == 2019:
        titles, numbers = _TITLES_OF_2019, ("A3", "A7")
    else:
        titles, numbers = _TITLES_SINCE_2020, ("A7", "A1")
    texts = {
        number: f"Table {number}.  {title}\nof June 30, {year}\n".encode()
        for number, title in titles.items()
    }
    csvs = {
        number: b'"%s"\n"Millions of dollars"\n' % text.replace(b"\n", b'"\n"', 1)[:-1]
        for number, text in texts.items()
    }
    members = {
        **appendix_members(year, numbers),
        **{
            f"shl_app{number[1:]}_not_{year}.csv": each for number, each in csvs.items()
        },
        **{
            f"shl_app{number[1:]}_not_{year}.txt": each
            for number, each in texts.items()
        },
    }
    if year >= 2020:
        members[f"shl_app12_not_{year}.csv"] = by_maturity(year)
    if year == 2016:  # it has the tables of the survey before, too
        members |= appendix_of(2015)
    if year == 2019:
        members["shl_app06_ts_2019.csv"] = b",SHL_STSEC_DEBT_99996\n2007-06-30,635.0\n"
    if year >= 2023:
        members[f"shl_app12_data_{year}.csv"] = (
            b'"June              June"\n"2018  2019"\n'
        )
        members[f"shl_app11_{year}.txt"] = (
            b"\n\nAppendix 11.  Market value of U.S. holdings of foreign securities, by"
        )
    return members


# --- oil exporters -----------------------------------------------------------------

EXPORTERS = (("Bahrain", "40703"), ("Saudi Arabia", "45608"), ("Nigeria", "54305"))


def oilexp_hist(months: Sequence[str], released: str = "16-May,2016") -> bytes:
    """Three of the twelve; whole billions lose their decimal."""
    fill = "," * len(EXPORTERS)
    lines = [
        "Holdings by Twelve Foreign Oil Exporters of U.S. Treasury Securities -"
        f" December 1974 to March 2016 1/{fill}",
        f"Billions of dollars{fill}",
        fill,
        f"Country:,{','.join(name for name, _ in EXPORTERS)}",
        f"country code:,{','.join(code for _, code in EXPORTERS)}",
        *(f"{month},{at},{at + 100}.5,{at}.3" for at, month in enumerate(months)),
        f" {fill}",
        f"Department of the Treasury/Federal Reserve Board{fill}",
        f"{released}{fill[1:]}",
        f'"1/  A note, with commas,"{fill}',
    ]
    return "".join(f"{line}\r\n" for line in lines).encode("ascii")


OIL_FIRST_LINE = 6  # of the data


# --- the Fed's staff ---------------------------------------------------------------

AUTHORS_NAMES = (("Austria", "10189"), ("Japan", "42609"), ("Total", "99996"))


def _last_days(months: Sequence[str]) -> list[date]:
    return [month_end(int(month[:4]), int(month[5:])) for month in months]


def bertaut_judson(months: Sequence[str], kind: str = "positions") -> bytes:
    """Positions or coverage: by month, then by country; surveys are of June alone."""
    columns = all_sources()[f"frb_bertaut_judson_{kind}"].columns
    lines = [",".join(["date", "country_name", "country_code", *columns])]
    for day in _last_days(months):
        for holder, (name, code) in enumerate(AUTHORS_NAMES):
            figures = [
                "ND"
                if column.endswith("survey_pos") and day.month != 6
                else str(1_000 * holder + 10 * at + day.month)
                for at, column in enumerate(columns)
            ]
            lines.append(
                f"{day.month}/{day.day}/{day.year},{name},{code},{','.join(figures)}"
            )
    return "".join(f"{line}\r\n" for line in lines).encode("ascii")


def bertaut_judson_roster(months: int = 115) -> bytes:
    """Which months each country has."""
    lines = ["country_name,country_code,n_obs,start_date,end_date"]
    lines += [f"{name},{code},{months},Jun-11,Dec-20" for name, code in AUTHORS_NAMES]
    return "".join(f"{line}\r\n" for line in lines).encode("ascii")


def foi_adjusted(months: Sequence[str]) -> bytes:
    """The official series: padded cells, two-digit months, another order of keys."""
    columns = all_sources()["frb_foi_adjusted"].columns
    lines = [",".join(["date, country code, country name", *columns])]
    for day in _last_days(months):
        figures = [f"{at + day.month / 4:10.2f}" for at in range(len(columns))]
        figures[0] = f"{'ND':>10}"
        lines.append(
            f"{day:%m/%d/%Y}, 99996, All Countries and IROs,{','.join(figures)}"
        )
    return "".join(f"{line}\n" for line in lines).encode("ascii")


# --- cslt.zip ----------------------------------------------------------------------

Observations = Sequence[tuple[str, str | None]]

# What others have read in the real file: series, month, figure in USD million.
CSLT_KNOWN = (
    ("for_st_treas_pos_42609", "2003-02", "89977.0"),
    ("for_st_treas_pos_42609", "2003-03", "100069.0"),
    ("for_st_treas_net_42609", "2003-03", "10092.0"),
    ("for_st_treas_net_42609", "2003-04", "-2998.0"),
    ("for_lt_treas_pos_99996", "1984-12", "118122.0"),
    ("for_lt_treas_pos_99996", "1985-01", "122110.0"),
    ("for_lt_treas_net_99996", "1985-01", "2677.0"),
    ("for_lt_treas_valchg_99996", "1985-01", "1311.0"),
    ("for_lt_treas_pos_99996", "1985-02", "121443.0"),
    ("for_lt_treas_net_99996", "1985-02", "2586.0"),
    ("for_lt_treas_valchg_99996", "1985-02", "-3253.0"),
)


def cslt_series(
    source_id: str, observations: Observations, **known: object
) -> dict[str, object]:
    """One series, with what the file says of it; `known` replaces some of that."""
    metadata = {
        "title": f"Title of {source_id}",
        "frequency": "M",
        "season": "NSA",
        "units": "Millions of Dollars",
        "additional": {"status": "A"},
        **known,
    }
    pairs = [[f"{month}-01", figure] for month, figure in observations]
    return {"source_id": source_id, "metadata": metadata, "observations": pairs}


def cslt_known_series() -> list[dict[str, object]]:
    """The series of the known points, newest month first."""
    names = dict.fromkeys(name for name, _, _ in CSLT_KNOWN)
    return [
        cslt_series(
            name,
            [(month, text) for each, month, text in CSLT_KNOWN if each == name][::-1],
        )
        for name in names
    ]


def cslt(
    series: Iterable[dict[str, object]], release: str = "3", version: str = "2.0"
) -> bytes:
    """The zip of one JSON."""
    return zipped(
        (
            "cslt.json",
            json.dumps(
                {
                    "releaseID": release,
                    "version": version,
                    "transmissionDt": "2026-08-17",
                    "series": list(series),
                }
            ).encode(),
        )
    )
