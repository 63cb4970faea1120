"""The survey's appendix: tables known by their titles, members ignored on purpose.

Belongs here: what the reader makes of one zip. Does not: the survey's long table
(`test_parse_survey.py`) and the publisher's own files.
"""

import pytest

from orchestration.errors import WarehouseError
from orchestration.landing.labels import codes_of, known_labels, reject_unknown_labels
from orchestration.parsing.document import Document
from orchestration.parsing.registry import recognise
from orchestration.parsing.tic.survey_appendix import parse
from orchestration.sources import all_sources
from tests.support.fixtures import (
    SEEDS,
    parsed,
    refusal,
    replaced,
    without_line,
    zipped,
)
from tests.support.history_fixtures import (
    APPENDIX_COUNTRIES,
    APPENDIX_YEARS,
    appendix_countries,
    appendix_members,
    appendix_of,
    by_maturity,
    by_type,
    by_year,
)


def appendix(**changed: bytes | None) -> bytes:
    """The appendix with some members changed (`app07`, `app01`), added or left out."""
    members = appendix_members()
    for name, content in changed.items():
        members[f"shl_{name}_2024.csv"] = content
    return zipped(*((name, each) for name, each in members.items() if each is not None))


APPENDIX = appendix()


def test_the_appendix_is_recognised_by_what_it_holds() -> None:
    assert recognise(Document("x", APPENDIX)).id == "tic_shl_appendix"


def test_every_cell_of_the_two_tables_becomes_a_row() -> None:
    rows = len(APPENDIX_COUNTRIES) + 4  # the total, the official part, two regions
    assert len(parsed(APPENDIX).cells) == rows * 6 + (len(APPENDIX_COUNTRIES) + 1) * 3


def figure(segment: str, label: str, measure: str, period: str | None = None) -> list:
    cells = parsed(APPENDIX).cells
    is_it = (cells["segment"] == segment) & (cells["label"] == label)
    is_it &= cells["measure"] == measure
    if period:
        is_it &= cells["period"] == period
    return cells.loc[is_it, "cell_value"].tolist()


def test_a_cell_is_told_by_its_table_its_row_and_its_column() -> None:
    assert figure("A7", "China, mainland", "long_term_treasury_nominal") == [192]
    assert figure("A1", "Japan", "total_securities_usd_bn", "June 2023") == [31]


def test_a_name_over_two_lines_is_put_together() -> None:
    label = "of which: Holdings of foreign official institutions"
    assert figure("A7", label, "treasury") == [600]


def test_a_name_that_is_a_region_too_has_a_row_in_either_block() -> None:
    assert figure("A7", "Country Unknown", "treasury") == [400]
    assert figure("A7 by region", "Country Unknown", "treasury") == [400]


def test_a_survey_in_june_is_about_the_end_of_june() -> None:
    cells = parsed(zipped(*appendix_members(2019).items())).cells
    dates = dict(zip(cells["period"], cells["reference_date"].astype(str), strict=True))
    assert dates["June 28, 2019"] == "2019-06-30"
    assert dates["June 2018"] == "2018-06-30"


def test_a_table_is_known_by_its_title_whatever_its_number() -> None:
    moved = zipped(*appendix_members(2019, ("A3", "A7")).items())
    cells = parsed(moved).cells
    assert set(cells["segment"]) == {"A3", "A3 by region", "A7"}


@pytest.mark.parametrize("year", APPENDIX_YEARS)
def test_the_zip_of_every_year_is_read_and_its_holders_are_known(year: int) -> None:
    document = Document("x", zipped(*appendix_of(year).items()))
    cells = parse(document, list(all_sources()["tic_shl_appendix"].columns)).cells
    assert recognise(document).id == "tic_shl_appendix"
    reject_unknown_labels(document, all_sources()["tic_shl_appendix"], cells, SEEDS)
    typed = cells[cells["reference_date"] == f"{year}-06-30"]
    typed = typed[typed["measure"] == "long_term_treasury_nominal"]
    own = {"A3", "A3 by region"} if year < 2020 else {"A7", "A7 by region"}
    assert set(typed["segment"]) == own
    japan = appendix_countries(year).index("Japan") + 1
    assert typed.loc[typed["label"] == "Japan", "cell_value"].tolist() == [
        100 * japan - 8
    ]


def test_a_zip_with_the_tables_of_two_surveys_tells_them_apart() -> None:
    cells = parsed(zipped(*appendix_of(2016).items())).cells
    typed = cells[cells["measure"] == "treasury"]
    assert set(zip(typed["segment"], typed["period"], strict=True)) == {
        ("A3", "June 30, 2016"),
        ("A3 by region", "June 30, 2016"),
        ("A3 of 2015", "June 30, 2015"),
        ("A3 of 2015 by region", "June 30, 2015"),
    }
    assert set(cells["segment"]) >= {"A7", "A7 of 2015"}
    assert not cells.duplicated(["segment", "line_number", "column_number"]).any()
    of_2015 = parsed(zipped(*appendix_of(2015).items())).cells
    repeated = cells[cells["segment"].str.contains(" of 2015")]
    assert repeated["cell_text"].tolist() == of_2015["cell_text"].tolist()


def test_a_title_chopped_over_cells_is_read_alike() -> None:
    chopped = replaced(by_type(), "of U.S. Treasury", 'of U.S. Tr","easury')
    assert parsed(appendix(app07=chopped)).cells.equals(parsed(APPENDIX).cells)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (
            appendix(app13=b'"Table A13. Foreign Holdings of U.S. Gold"\n"Tons"\n'),
            "file/shl_app13_2024.csv, line 1: no unit line below the title",
        ),
        (
            appendix(app13=b'"Table A13. U.S. Gold"\n"Millions of dollars"\n'),
            "this member is unknown; read it or list it as ignored in the reader",
        ),
        (
            appendix(notes=b"Something else\n"),
            "file/shl_notes_2024.csv, line 1 ('Something else'): this member is",
        ),
        (
            appendix(app07=None),
            "file: the table of holdings by type is 0 times in this zip for the survey"
            " of 2024",
        ),
        (
            appendix(app08=by_year("A8")),
            "file: the table of holdings by year is 2 times in this zip",
        ),
        (
            zipped(
                *appendix_members().items(),
                ("shl_app03_2018.csv", by_type("A3", 2018)),
            ),
            "file: the table of holdings by year is 0 times in this zip for the survey"
            " of 2018",
        ),
        (
            zipped(("shl_app02_2024.csv", by_year("A2", 2024, "Equities"))),
            "file: the table of holdings by type is 0 times in this zip for the survey"
            " of any year",
        ),
        (
            appendix(app07=replaced(by_type(), "Millions", "Billions")),
            "file/shl_app07_2024.csv, line 3 ('Billions of dollars'): the title, the"
            " unit or a column above the figures changed: this line must read"
            " 'Millionsofdollars'",
        ),
        (
            appendix(app07=replaced(by_type(), '"TIPS","FRN"', '"FRN","TIPS"')),
            "file/shl_app07_2024.csv, line 6 (",
        ),
        (
            appendix(app01=replaced(by_year(), ",2023,", ",2024,")),
            "file/shl_app01_2024.csv, line 5 (",
        ),
        (
            appendix(app01=replaced(by_year(), '"June"', '"July"')),
            "file/shl_app01_2024.csv, line 4: June must be above every year",
        ),
        (
            appendix(app07=replaced(by_type(), '"*"', '"**"')),
            "file/shl_app07_2024.csv, line 7 ('**'): this cell is neither a number",
        ),
        (
            appendix(app07=replaced(by_type(), '"Japan",300,', '"Japan",')),
            "file/shl_app07_2024.csv, line 9 ('Japan 295 292 3 * 5'): this row"
            " has 6 cells where the header has 7",
        ),
        (
            appendix(app07=replaced(by_type(), '"Japan"', '"Afghanistan"')),
            "file/shl_app07_2024.csv, line 9 ('300'): Afghanistan June 30, 2024",
        ),
        (
            appendix(app07=without_line(by_type(), 12)),
            "file/shl_app07_2024.csv: the row of the total is gone",
        ),
        (
            appendix(app07=without_line(by_type(), 21)),
            "file/shl_app07_2024.csv: the notes below the table are gone",
        ),
        (
            appendix(app07=by_type() + b'"Japan",1,1,1,1,1,1\n'),
            "file/shl_app07_2024.csv, line 23 ('Japan 1 1 1 1 1 1'): this row of"
            " data is below the notes",
        ),
        (zipped(("a.csv", b"1"), ("b.csv", b"2")), "no known archive holds what this"),
        (APPENDIX[:-30], "the zip is damaged"),
    ],
)
def test_a_broken_twin_is_refused_with_its_place(content: bytes, sentence: str) -> None:
    assert sentence in refusal(content)


def test_all_unknown_members_are_named_at_once() -> None:
    content = zipped(
        ("shl_app07_2024.csv", by_type()),
        ("shl_app01_2024.csv", by_year()),
        ("first.csv", b"Something else"),
        ("second.csv", b"Value of foreign holdings"),
        ("third.csv", b"Another"),
    )
    assert refusal(content) == (
        "file/first.csv, line 1 ('Something else'): this member is unknown (so are"
        " 'second.csv', 'third.csv'); read it or list it as ignored in the reader"
    )


@pytest.mark.parametrize(
    ("label", "code"),
    [
        ("China, mainland (2)", "41408"),  # until 2019
        ("Serbia and Montenegro (1)", "13218"),
        ("Netherlands Antilles (1)", "37206"),
        ("Bonaire, Sint Eustatius & Saba", "36161"),  # 2021, 2022
        ("Saint Martin & Saint Barthelemy", "36471"),
        ("China, Mainland", "41408"),  # 2025
        ("Euro area countries", "16713"),
        ("Total Oceania", "69906"),
    ],
)
def test_the_names_of_other_years_are_known(label: str, code: str) -> None:
    assert codes_of(known_labels(SEEDS), "shl_appendix", label) == {code}


def test_all_unknown_holders_are_named_at_once_without_their_footnotes() -> None:
    content = by_type().replace(b"Japan", b"Atlantis (3)").replace(b"China", b"Mu")
    cells = parsed(appendix(app07=content)).cells
    with pytest.raises(WarehouseError) as raised:
        reject_unknown_labels(
            Document("file", b""), all_sources()["tic_shl_appendix"], cells, SEEDS
        )
    assert "2 holders are unknown" in str(raised.value)
    assert "line 8 'Mu, mainland', line 9 'Atlantis'" in str(raised.value)


def maturities(**changed: bytes) -> bytes:
    return appendix(app12=changed.get("table", by_maturity()))


def test_maturities_of_treasuries_are_read_by_span_and_year() -> None:
    cells = parsed(maturities()).cells
    due = cells[cells["segment"] == "A12"]
    # three kinds of holders, a total and fifteen spans, three surveys
    assert len(due) == 3 * 16 * 3
    assert set(due["label"]) == {
        "U.S. Treasuries",
        "U.S. Treasuries FOI",
        "U.S. Treasuries Private",
    }
    officials = due[
        (due["label"] == "U.S. Treasuries FOI") & (due["period"] == "June 2023")
    ]
    figures = officials.set_index("measure")["cell_value"]
    assert figures["treasury_by_maturity"] == 101
    assert figures["treasury_due_within_1_year"] == 201
    assert figures["treasury_due_in_10_to_15_years"] == 1_201
    assert figures["treasury_due_after_30_years"] == 1_601
    assert set(officials["reference_date"].astype(str)) == {"2023-06-30"}


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ('"2 to 3 years"', '"2 to 4 years"', "'2 to 3 years' is expected here"),
        ('"U.S. Treasuries FOI"', '"U.S. Bonds FOI"', "'U.S. Treasuries FOI' is"),
        ("Millions", "Billions", "this line must read"),
        ('"",2022,2023,2024', '"",2022,2023,2025', "years that run one by one"),
        ('"",2022,2023,2024', '"",2021,2022,2023', "must be the survey of 2024"),
        ('"Corporate Private"', '"Corporate Other"', "'Corporate Private' is"),
    ],
)
def test_a_changed_table_of_maturities_is_refused(
    old: str, new: str, sentence: str
) -> None:
    assert sentence in refusal(maturities(table=replaced(by_maturity(), old, new)))


def test_maturities_that_are_cut_off_are_refused() -> None:
    cut = by_maturity()[: by_maturity().index(b'"Corporate Private"')]
    assert "'Corporate Private' is expected here" in refusal(maturities(table=cut))
