"""Workbooks: the sheet has the cells of the text file, and a bad one is a sentence."""

import io
import zipfile
from pathlib import Path

import openpyxl
import pytest

from orchestration.errors import WarehouseError
from orchestration.landing.collect import land_file
from orchestration.landing.store import landed_files
from orchestration.parsing.document import Document
from orchestration.parsing.registry import parse, recognise
from orchestration.parsing.workbook import text_of
from orchestration.settings import Settings
from orchestration.sources import all_sources
from tests.support.fixtures import landable_table3
from tests.support.memory import MOST_MEMORY, land_measured
from tests.support.workbooks import workbook

TABLE3 = landable_table3("2026-04").decode()


def sheet_of(content: bytes) -> Document:
    found = text_of(Document("book.xlsx", content))
    assert found
    return found


@pytest.mark.real
@pytest.mark.parametrize(
    "name",
    [
        *("tic/slt_table1/2026-06-18.txt", "tic/slt_table3/2026-07-14.txt"),
        *("tic/mfhhis01/2026-09-16.txt", "tic/shlhistdat/2024-04-30.txt"),
    ],
)
def test_every_cell_of_a_table_saved_as_xlsx_is_that_of_its_text(
    name: str, real_data: Path
) -> None:
    document = Document("file", (real_data / name).read_bytes())
    source = recognise(document)
    printed = parse(document, source)
    sheet = sheet_of(workbook(document.content.decode("latin-1")))
    assert recognise(sheet) == source
    saved = parse(sheet, source)
    # Excel drops the sign of "-0", blanks around figures and a closing ".0"
    exact = [column for column in printed.cells if column != "cell_text"]
    assert saved.cells[exact].equals(printed.cells[exact])
    numbers = printed.cells["cell_value"].notna()
    texts = saved.cells["cell_text"].str.strip()
    assert texts[~numbers].equals(printed.cells["cell_text"][~numbers].str.strip())
    assert (texts[numbers].str.len() <= 12).all()  # no noise of binary fractions
    assert saved.stated_release == printed.stated_release


def test_a_table_saved_as_xlsx_lands_as_its_text(
    tmp_path: Path, settings: Settings
) -> None:
    path = tmp_path / "slt_table3.xlsx"
    path.write_bytes(workbook(TABLE3))
    result = land_file(path, settings, "hand")
    assert not result.rejections
    (file,) = landed_files(settings, all_sources()["tic_slt_table3"])
    assert file.sidecar.file_name == f"{path}, sheet table 1"
    assert str(file.sidecar.note).startswith("the sheet of a workbook, SHA-256 ")
    lines = file.path.read_text().splitlines()
    place = next(
        at for at, line in enumerate(TABLE3.splitlines()) if line[:8] == "country\t"
    )
    assert lines[place] == TABLE3.splitlines()[place]


@pytest.mark.parametrize(
    ("value", "form", "text"),
    [
        (105.3, None, "105.3"),
        (0.1 + 0.2, None, "0.3"),
        (1200.0, None, "1200"),
        (-18.4, None, "-18.4"),
        (123456789012, None, "123456789012"),
        (1e-05, None, "0.00001"),
        ("n.a.", None, "n.a."),
        ("China, Mainland", None, "China, Mainland"),
        ("two\nlines", None, "two lines"),
    ],
)
def test_a_cell_is_text_as_the_publisher_prints_it(
    value: object, form: str | None, text: str
) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0]["A1"] = value
    target = io.BytesIO()
    book.save(target)
    assert sheet_of(target.getvalue()).content.decode() == f"{text}\n"


def changed(content: bytes, name: str, old: bytes, new: bytes) -> bytes:
    """The workbook with the text of one member changed."""
    with zipfile.ZipFile(io.BytesIO(content)) as before:
        inner = before.read(name)
    assert old in inner
    return replaced(content, name, inner.replace(old, new, 1))


def replaced(content: bytes, name: str, inner: bytes) -> bytes:
    """The workbook with another member in the place of one."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as before,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as after,
    ):
        for info in before.infolist():
            is_it = info.filename == name
            after.writestr(info.filename, inner if is_it else before.read(info))
    return target.getvalue()


LAUGHS = '<!ENTITY a0 "ha">' + "".join(
    f'<!ENTITY a{number} "{f"&a{number - 1};" * 10}">' for number in range(1, 10)
)
SHEET = "xl/worksheets/sheet1.xml"
BOOK = workbook(TABLE3)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (workbook(TABLE3, "a\tb"), "this Excel workbook has 2 sheets with cells"),
        (workbook(""), "this Excel workbook has 0 sheets with cells"),
        (workbook("budget\t12"), "this is an Excel workbook and no table of TIC"),
        (changed(BOOK, SHEET, b"<sheetData>", b"<sheetData><"), "workbook is damaged"),
        (
            changed(
                BOOK, SHEET, b"<worksheet", b'<!DOCTYPE x [<!ENTITY a "b">]><worksheet'
            ),
            f"/{SHEET}: it declares a document type or entities",
        ),
        (
            replaced(
                BOOK, SHEET, f"<!DOCTYPE x [{LAUGHS}]><x>&a9;</x>".encode("utf-16")
            ),
            f"/{SHEET}: it declares a document type or entities",
        ),
        (
            changed(BOOK, SHEET, b"<sheetData>", b"<sheetData>" + b" " * 40_000_000),
            "this Excel workbook has more than",
        ),
        (workbook("a\t#DIV/0!"), "row 1 ('#DIV/0!'): this cell is no text, number"),
    ],
)
def test_another_workbook_is_one_sentence(
    content: bytes, sentence: str, tmp_path: Path, settings: Settings
) -> None:
    path = tmp_path / "book.xlsx"
    path.write_bytes(content)
    result = land_file(path, settings, "hand")
    (rejection,) = result.rejections
    assert sentence in str(rejection)
    assert str(rejection).startswith(str(path))
    assert not result.members


@pytest.mark.parametrize(
    "cell", [b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>']
)
def test_a_cell_at_the_far_end_of_a_sheet_takes_bounded_memory(
    cell: bytes, tmp_path: Path
) -> None:
    path = tmp_path / "book.xlsx"
    end = b"</sheetData>"
    path.write_bytes(changed(BOOK, SHEET, end, cell + end))
    done = land_measured(path)
    (rejection,) = done.rejections
    assert "it has more than" in rejection
    assert done.peak < MOST_MEMORY
    assert done.seconds < 10


def test_no_other_file_is_a_workbook() -> None:
    assert text_of(Document("x", TABLE3.encode())) is None
    with pytest.raises(WarehouseError, match="the zip is damaged"):
        text_of(Document("x", BOOK[:2000]))
