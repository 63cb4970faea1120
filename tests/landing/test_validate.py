"""What is asked at the door: size, names, days, bounds, dates of release.

Belongs here: judgements on one parsed file. Does not: reading it (`test_parse_*.py`)
or what landing leaves on disk (`test_land.py`).
"""

from datetime import date

import duckdb
import pytest

from orchestration.audit.incoming import incoming_checks
from orchestration.errors import WarehouseError
from orchestration.landing.labels import normalise_label
from orchestration.landing.release_dates import release_date
from orchestration.landing.validate import validate
from orchestration.parsing.document import Document
from orchestration.parsing.registry import parse, recognise
from orchestration.sources import SizeBand, Source, all_sources
from tests.support.fixtures import (
    CAPTURED,
    SEEDS,
    SLT_HOLDERS,
    Days,
    Figures,
    ecb_history,
    fred,
    h15,
    jgb,
    mfh,
    mfhhis01,
    months_back,
    relaxed,
    replaced,
    rising,
    slt_table1,
    slt_table3,
    slt_table5,
    table1_figures,
    table3_figures,
    treasury_year,
    weekdays,
    year_block,
)

MONTHS = months_back("2026-04", 6)
DAYS = weekdays("2025-01-02", 30)


def examined(
    content: bytes, source: Source, series: str | None = None, on: date | None = None
) -> None:
    document = Document("file", content)
    assert recognise(document, series).id == source.id
    captured = on or CAPTURED.date()
    validate(document, source, parse(document, source), SEEDS, captured)


def refused(content: bytes, source: Source, on: date | None = None) -> str:
    with pytest.raises(WarehouseError) as caught:
        examined(content, source, on=on)
    return str(caught.value)


def with_figure(days: Days, row: int, text: str) -> Days:
    changed = [(day, list(texts)) for day, texts in days]
    changed[row][1][0] = text
    return changed


def table3_with(holder: int, month: int, text: str, column: int = 0) -> bytes:
    def figures(row: int, number: int) -> list[str]:
        texts = table3_figures(row, number)
        if (row, number) == (holder, month):
            texts[column] = text
        return texts

    return slt_table3(MONTHS, figures, adds_up=False)


def constant(*texts: str) -> Figures:
    return lambda _holder, _month: list(texts)


# --- size and names ----------------------------------------------------------------


def test_good_files_of_every_layout_pass() -> None:
    examined(slt_table3(MONTHS), relaxed("tic_slt_table3"))
    examined(slt_table1(MONTHS), relaxed("tic_slt_table1"))
    examined(slt_table5(MONTHS), relaxed("tic_slt_table5"))
    examined(mfhhis01([year_block(2012)]), relaxed("tic_mfhhis01"))
    examined(mfh(), relaxed("tic_mfh"))
    examined(treasury_year(rising(DAYS, 4, 0.01, 5)), relaxed("us_treasury_par_yields"))
    examined(fred(rising(DAYS, 4, 0.01)), relaxed("fred_DGS10"))
    examined(jgb(rising(DAYS, 1, 0.01, 15)), relaxed("mof_jgb_all"))
    examined(ecb_history(rising(DAYS, 1, 0.01, 3)), relaxed("ecb_fx_history"))


def test_a_file_below_the_floor_is_refused() -> None:
    content = slt_table3(MONTHS)
    assert refused(content, all_sources()["tic_slt_table3"]) == (
        f"file: this is 2025-11-30 to 2026-04-30 only, and {len(content):,} bytes are"
        " fewer than the 150,000 that tic_slt_table3 has at least; land the whole file,"
        " from https://ticdata.treasury.gov/resource-center/data-chart-center/tic/"
        "Documents/slt_table3.txt"
    )


def test_a_file_above_the_ceiling_is_refused() -> None:
    small = relaxed("tic_slt_table3", size_bytes=SizeBand(floor=1, ceiling=1_000))
    sentence = refused(slt_table3(MONTHS), small)
    assert "more than the 1,000 that tic_slt_table3 has at most" in sentence


def test_an_unknown_country_is_told_with_its_line_and_the_seed_to_extend() -> None:
    content = slt_table5(MONTHS).replace(b"Belgium", b"Atlantis")
    sentence = refused(content, relaxed("tic_slt_table5"))
    assert sentence.startswith("file, line 10 ('Atlantis'): the holder is unknown")
    assert "dbt_project/seeds/holders/holder_labels.csv" in sentence


@pytest.mark.parametrize(
    "holder", [("Austria", "10251"), ("Osterreich", "10189"), ("Atlantis", "12345")]
)
def test_a_name_and_a_code_must_belong_together(holder: tuple[str, str]) -> None:
    content = slt_table3(MONTHS, holders=(holder, *SLT_HOLDERS[1:]))
    sentence = refused(content, relaxed("tic_slt_table3"))
    assert f"give '{holder[0]} ({holder[1]})' of slt_table3 a code" in sentence


def test_blanks_around_a_name_say_nothing_but_its_mark_does() -> None:
    assert normalise_label("  Belgium  5/ ") == "Belgium 5/"


# --- days --------------------------------------------------------------------------


def test_a_missing_stretch_of_days_is_told() -> None:
    days = rising(DAYS, 4, 0.01)
    content = fred([*days[:10], *days[16:]])
    assert refused(content, relaxed("fred_DGS10")) == (
        "file, line 12: gap in the dates: nothing between 2025-01-15 and"
        " 2025-01-24, and fred_DGS10 never pauses for more than 6 days; fetch the file"
        " again"
    )


@pytest.mark.parametrize(
    ("source_id", "content"),
    [
        ("us_treasury_par_yields", treasury_year(rising(DAYS[::7], 4, 0.01, 5))),
        ("mof_jgb_all", jgb(rising(DAYS[::12], 1, 0.01, 15))),
        ("ecb_fx_history", ecb_history(rising(DAYS[::7], 1, 0.01, 3))),
        ("fed_h15", h15([(str(day), ["4.00", "5.00"]) for day in DAYS[::5]])),
    ],
)
def test_every_daily_source_notices_missing_days(
    source_id: str, content: bytes
) -> None:
    assert "gap in the dates: nothing between" in refused(content, relaxed(source_id))


def test_a_part_of_a_treasury_year_names_where_the_year_is() -> None:
    content = treasury_year(rising(DAYS[5:], 4, 0.01, 5))
    sentence = refused(content, relaxed("us_treasury_par_yields"))
    assert sentence.startswith(
        f"file: it holds 2025-01-09 to {DAYS[-1]} only, and us_treasury_par_yields"
        " lands by whole years; land the year, from https://home.treasury.gov/"
    )
    assert "daily-treasury-rates.csv/2025/all" in sentence


@pytest.mark.parametrize(
    ("source_id", "content"),
    [
        ("tic_slt_table3", slt_table3(MONTHS)),
        ("tic_slt_table1", slt_table1(MONTHS)),
        ("tic_mfhhis01", mfhhis01([year_block(2012)])),
        ("mof_jgb_all", jgb(rising(DAYS, 1, 0.01, 15))),
        ("ecb_fx_history", ecb_history(rising(DAYS, 1, 0.01, 3))),
    ],
)
def test_a_record_that_begins_late_is_refused(source_id: str, content: bytes) -> None:
    first = all_sources()[source_id].first_date
    sentence = refused(content, relaxed(source_id, first_date=first))
    assert f"yet {source_id} reaches back to {first}" in sentence


def test_figures_from_the_future_are_refused() -> None:
    sentence = refused(slt_table5(MONTHS), relaxed("tic_slt_table5"), date(2026, 4, 28))
    assert sentence.startswith("file, line 7 ('2026-04'): it holds figures for 2026-04")


def test_tokyo_may_be_a_day_ahead() -> None:
    content = jgb(rising(DAYS, 1, 0.01, 15))
    examined(content, relaxed("mof_jgb_all"), on=date(2025, 2, 11))
    assert str(DAYS[-1]) == "2025-02-12"


# --- bounds, spikes and jumps ------------------------------------------------------


@pytest.mark.parametrize("text", ["9001000", "9"])
def test_a_position_a_thousand_times_or_a_thousandth_of_its_neighbours_is_refused(
    text: str,
) -> None:
    content = table3_with(holder=7, month=2, text=text)
    assert refused(content, relaxed("tic_slt_table3")) == (
        f"file, line 54 ('{text}'): the figure is far from the ones before and after it"
        " (Of Which: Foreign Non-Official 2026-02 for_treas_pos); if the publisher"
        " really printed it, add a line for it to"
        " dbt_project/seeds/quality/corrections.csv, else fetch the file again"
    )


@pytest.mark.parametrize("month", [0, 5])
def test_the_newest_and_the_oldest_month_are_judged_by_their_one_neighbour(
    month: int,
) -> None:
    content = table3_with(holder=7, month=month, text="8500000")
    sentence = refused(content, relaxed("tic_slt_table3"))
    assert "('8500000'): the figure is far from" in sentence


def test_a_single_month_has_no_neighbours_to_be_far_from() -> None:
    examined(slt_table3(["2026-04"]), relaxed("tic_slt_table3"))


def test_a_level_that_changes_for_good_is_no_spike() -> None:
    def figures(_holder: int, month: int) -> list[str]:
        position = "100" if month > 2 else "100000"
        return [f"{int(position) + 600}", "0", position, "0", "0", "600", "0"]

    examined(slt_table3(MONTHS, figures), relaxed("tic_slt_table3"))


def test_small_holders_may_come_and_go() -> None:
    content = slt_table3(MONTHS, constant("3", "0", "3", "0", "0", "0", "0"))
    content = replaced(content, "\t3\t0\t3\t0\t0\t0\t0", "\t499\t0\t499\t0\t0\t0\t0")
    examined(content, relaxed("tic_slt_table3"))


def test_a_negative_flow_is_fine_and_a_negative_position_is_not() -> None:
    flow = table3_with(0, 1, "-900000", column=1)
    examined(flow, relaxed("tic_slt_table3", sums=()))
    sentence = refused(table3_with(0, 1, "-1500"), relaxed("tic_slt_table3"))
    assert "line 11 ('-1500'): the figure is below 0 " in sentence


@pytest.mark.parametrize("group", range(5))
def test_every_kind_of_position_of_table_1_is_judged(group: int) -> None:
    def figures(holder: int, month: int) -> list[str]:
        texts = table1_figures(holder, month)
        if (holder, month) == (0, 3):
            texts[3 * group] += "000"
        return texts

    sentence = refused(slt_table1(MONTHS, figures), relaxed("tic_slt_table1"))
    assert "file, line 13 (" in sentence
    assert "the figure is far from" in sentence


@pytest.mark.parametrize("text", ["103500.0", "0.1"])
def test_a_spike_in_the_history_is_refused(text: str) -> None:
    content = replaced(mfhhis01([year_block(2012)]), "103.5", text)
    sentence = refused(content, relaxed("tic_mfhhis01"))
    assert f"file, line 8 ('{text}'): the figure is far from" in sentence
    assert "(Japan Sep 2012 holdings)" in sentence


@pytest.mark.parametrize("text", ["101100.1", "0.1"])
@pytest.mark.parametrize("source_id", ["tic_slt_table5", "tic_mfh"])
def test_a_spike_in_the_last_months_is_refused(source_id: str, text: str) -> None:
    whole = mfh() if source_id == "tic_mfh" else slt_table5(MONTHS)
    content = replaced(whole, "101.1", text)
    assert f"('{text}'): the figure is far" in refused(content, relaxed(source_id))


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("4050.0", "the figure is above 25 "),
        ("24.05", "the figure is far from the ones before and after it"),
        ("0.004", "the figure is far from the ones before and after it"),
        ("-4.05", "the figure is below -2 "),
    ],
)
@pytest.mark.parametrize(
    "source_id", ["mof_jgb_all", "us_treasury_par_yields", "fred_DGS10", "fed_h15"]
)
def test_a_yield_far_from_its_neighbours_is_refused(
    source_id: str, text: str, problem: str
) -> None:
    width = {"mof_jgb_all": 15, "us_treasury_par_yields": 5}.get(source_id, 1)
    days = with_figure(rising(DAYS, 4, 0.01, width), 5, text)
    write = {
        "mof_jgb_all": jgb,
        "us_treasury_par_yields": treasury_year,
        "fred_DGS10": fred,
        "fed_h15": lambda rows: h15(
            [(str(day), texts) for day, texts in rows], ["H15/H15/RIFLGFCY10_N.B"]
        ),
    }[source_id]
    sentence = refused(write(days), relaxed(source_id))
    assert f"{text}'): {problem}" in sentence


@pytest.mark.parametrize("text", ["1150", "0.00115", "1.8"])
def test_an_exchange_rate_far_from_its_neighbours_is_refused(text: str) -> None:
    days = with_figure(rising(DAYS, 1.1, 0.01, 3), 5, text)
    sentence = refused(ecb_history(days), relaxed("ecb_fx_history"))
    assert f"('{text}'): the figure is far from" in sentence


def test_a_devaluation_that_stays_is_no_spike() -> None:
    days = rising(DAYS, 5.8, 0)
    days = [
        (day, ["8.7"] if row > 9 else texts) for row, (day, texts) in enumerate(days)
    ]
    examined(fred(days, "DATE,DEXCHUS"), relaxed("fred_DEXCHUS"))


# --- dates of release --------------------------------------------------------------


def released(content: bytes, given: date | None = None) -> tuple[date | None, str]:
    document = Document("file", content)
    source = recognise(document)
    return release_date(document, source, parse(document, source), given, SEEDS)


@pytest.mark.parametrize(
    ("newest", "released_on"),
    [("2024-10", "2024-12-19"), ("2025-08", "2025-11-18"), ("2026-04", "2026-06-18")],
)
def test_the_calendar_tells_the_release_by_the_newest_month(
    newest: str, released_on: str
) -> None:
    assert released(slt_table1(months_back(newest, 3))) == (
        date.fromisoformat(released_on),
        "release calendar, by its newest month",
    )


def test_the_files_own_text_tells_it_first() -> None:
    assert released(mfh()) == (date(2023, 3, 15), "stated in the file")
    assert released(mfh(), date(2023, 3, 15)) == (
        date(2023, 3, 15),
        "stated in the file",
    )


def test_a_date_given_by_hand_is_believed_before_the_calendar() -> None:
    given = date(2026, 6, 19)
    assert released(slt_table3(MONTHS), given) == (given, "given by hand")


def test_the_release_of_a_daily_file_is_unknown() -> None:
    assert released(fred(rising(DAYS, 4, 0.01))) == (None, "unknown")


def test_a_month_that_the_calendar_does_not_know_is_unknown() -> None:
    assert released(slt_table5(months_back("2099-01", 3))) == (None, "unknown")


@pytest.mark.parametrize(
    ("content", "given", "sentence"),
    [
        (
            mfh(),
            date(2023, 3, 16),
            "file: the file says that it was released on 2023-03-15, not on 2023-03-16;"
            " leave --released-on out",
        ),
        (
            slt_table3(MONTHS),
            date(2026, 4, 29),
            "file: it holds figures for 2026-04-30, so it cannot have been released on"
            " 2026-04-29 (given by hand)",
        ),
        (
            mfh(released="January 15, 2023"),
            None,
            "cannot have been released on 2023-01-15 (stated in the file)",
        ),
    ],
)
def test_a_date_of_release_that_cannot_be_is_refused(
    content: bytes, given: date | None, sentence: str
) -> None:
    with pytest.raises(WarehouseError) as caught:
        released(content, given)
    assert sentence in str(caught.value)


def test_all_unknown_holders_are_named_at_once() -> None:
    holders = [(f"Atlantis {at}", f"{98000 + at}") for at in range(22)]
    content = slt_table3(MONTHS, holders=(*SLT_HOLDERS, *holders))
    message = refused(content, relaxed("tic_slt_table3"))
    assert "22 holders are unknown" in message
    assert "'Atlantis 0 (98000)', line" in message
    assert message.count("Atlantis") == 21  # the first also as the text of the line
    assert message.endswith("and 2 more")


# --- share of figures ----------------------------------------------------------------


def early_table1(newest: str, from_2023: str, valuation: str = "n.a.") -> bytes:
    """Table 1 with purchases from 2023-02 on, and a valuation that may be empty."""
    months = months_back(newest, 14)

    def figures(holder: int, month: int) -> list[str]:
        texts = table1_figures(holder, month)
        texts[1::3] = [
            text if months[month] >= from_2023 else "n.a." for text in texts[1::3]
        ]
        texts[2::3] = [valuation] * 5
        return texts

    return slt_table1(months, figures)


def test_a_table_of_2023_lands_without_the_valuation_that_was_not_printed_yet() -> None:
    """The vintages from 2023-04 to early 2024: flows from 2023-02, valuation n.a."""
    examined(early_table1("2023-07", "2023-02"), relaxed("tic_slt_table1"))
    examined(early_table1("2024-01", "2023-02"), relaxed("tic_slt_table1"))


def test_a_table_of_today_without_valuation_is_rejected_at_landing() -> None:
    content = early_table1("2024-03", "2023-02")
    assert refused(content, relaxed("tic_slt_table1")) == (
        "file: only 67% of its cells hold a figure, fewest in for_lt_agcy_valchg, and"
        " tic_slt_table1 has at least 85%: cells are cut or suppressed; fetch it again,"
        " or take another copy of this edition"
    )


def test_a_table_whose_cells_are_suppressed_is_rejected_at_landing() -> None:
    def figures(holder: int, month: int) -> list[str]:
        texts = table3_figures(holder, month)
        return ["n.a."] * len(texts) if holder % 3 == 0 and month else texts

    sentence = refused(slt_table3(MONTHS, figures), relaxed("tic_slt_table3"))
    assert "of its cells hold a figure" in sentence


def test_what_lands_with_its_share_passes_the_check_of_the_audit() -> None:
    """The check in SQL counts as landing does, so that nothing landed blocks a run."""
    for content, share in [
        (early_table1("2023-07", "2023-02"), 1.0),
        (early_table1("2024-03", "2023-02"), 2 / 3),
        (early_table1("2024-03", "2023-02", valuation="3"), 1.0),
    ]:
        document = Document("file", content)
        source = recognise(document)
        cells = parse(document, source).cells.assign(source_sha256="aa")
        newest = cells["reference_date"].max()
        [check] = [
            each
            for each in incoming_checks()
            if each.name == "most_cells_hold_a_figure"
            and each.table == "raw.tic_slt_table1"
        ]
        with duckdb.connect() as connection:
            connection.register("cells", cells)
            connection.execute("create schema raw; create schema meta")
            connection.execute("create table raw.tic_slt_table1 as from cells")
            connection.execute(
                "create table meta.landed_files as select 'aa' as sha256, 'f' as"
                " file_name, ?::date as last_reference_date, 0 as cells_repeated",
                [newest],
            )
            [(_, found)] = connection.execute(check.query).fetchall()
        assert found == pytest.approx(share)
