"""What every reader refuses alike: nothing, web pages, other encodings.

Belongs here: faults that have nothing to do with a layout. Does not: those of one
layout (its own test file).
"""

import pytest

from orchestration.parsing.document import quoted_text
from tests.support.fixtures import (
    ecb_history,
    fred,
    jgb,
    mfh,
    mfhhis01,
    months_back,
    refusal,
    replaced,
    rising,
    slt_table3,
    slt_table5,
    treasury_year,
    weekdays,
    year_block,
)

MONTHS = months_back("2026-04", 13)
DAYS = weekdays("2025-01-02", 5)
TEXTS = {
    "table 3": slt_table3(MONTHS),
    "table 5": slt_table5(MONTHS),
    "mfhhis01": mfhhis01([year_block(2012)]),
    "mfh": mfh(),
    "Treasury": treasury_year(rising(DAYS, 4, 0.01, 5)),
    "FRED": fred(rising(DAYS, 4, 0.01)),
    "ECB": ecb_history(rising(DAYS, 1, 0.01, 3)),
    "JGB": jgb(rising(DAYS, 1, 0.01, 15)),
}
every_layout = pytest.mark.parametrize("content", TEXTS.values(), ids=TEXTS)


@pytest.mark.parametrize("content", [b"", b" \r\n\t\n", b"\n" * 5000])
def test_an_empty_file_is_refused(content: bytes) -> None:
    assert refusal(content) == "file: the file is empty; fetch it again"


@pytest.mark.parametrize(
    "page",
    [
        b"<!DOCTYPE html>\n<html><body>404</body></html>",
        b"\xef\xbb\xbf\r\n  <HTML>\n<head>",
        b"<head><title>Service unavailable</title>",
    ],
)
def test_an_error_page_is_refused_as_what_it_is(page: bytes) -> None:
    sentence = refusal(page)
    assert sentence.startswith("file, line 1 ('<")
    assert "this is a web page, not a data file" in sentence


def test_a_page_with_an_unknown_table_is_refused() -> None:
    page = b"<table><tr><td>Service</td></tr></table>"
    assert "no known layout begins like this" in refusal(page)


@every_layout
def test_a_latin_1_byte_is_told_with_its_line(content: bytes) -> None:
    second_line = content.index(b"\n") + 3
    damaged = content[:second_line] + b"\xe7" + content[second_line:]
    sentence = refusal(damaged)
    if content is TEXTS["JGB"]:  # in cp932 the byte begins a character of its own
        assert "no known layout begins like this" in sentence
    else:
        assert "file, line 2 (" in sentence
        assert "the byte 0xe7 is not ascii" in sentence


def test_a_byte_that_is_not_cp932_is_told_with_its_line() -> None:
    sentence = refusal(TEXTS["JGB"] + b"\x81,\r\n")
    assert "file, line 8 (" in sentence
    assert "the byte 0x81 is not cp932" in sentence


@every_layout
@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be"])
def test_a_utf_16_copy_is_told(content: bytes, encoding: str) -> None:
    mark = b"\xfe\xff" if encoding == "utf-16-be" else b""
    copy = mark + content.decode("ascii").encode(encoding)
    assert refusal(copy).startswith("file: the file is in UTF-16")


@every_layout
def test_a_quotation_mark_that_is_never_closed_is_told(content: bytes) -> None:
    if content is TEXTS["mfh"]:
        return  # fixed width has no quotation marks
    start = content.rindex(b"\n", 0, -2) + 1
    sentence = refusal(content[:start] + b'"' + content[start:])
    line = content.count(b"\n", 0, start) + 1
    assert f"line {line} (" in sentence
    assert "a quotation mark opened here is not closed on its line" in sentence


@every_layout
def test_a_layout_that_nobody_knows_is_told_by_its_first_line(content: bytes) -> None:
    del content
    assert refusal(b"\n\nYear;Sales\n2024;7\n").startswith(
        "file, line 1 ('Year;Sales'): no known layout begins like this"
    )


def test_a_long_text_is_shortened_in_the_sentence() -> None:
    content = replaced(TEXTS["table 3"], "Austria", "Austria" * 50)
    sentence = refusal(content.replace(b"\t7\t", b"\tn/a\t"))
    assert len(sentence) < 300


@pytest.mark.parametrize(
    "text",
    ["x" * 5000, "\x00" * 500, "\x1b[2J\x9b" * 90, "\u202e\u2066" * 90, "'\"" * 90],
)
def test_text_of_a_file_is_quoted_printable_and_short(text: str) -> None:
    quoted = quoted_text(text)
    assert quoted.isprintable()
    assert len(quoted) <= 82
    assert "…" in quoted
    assert quoted_text("a  b\t\nc") == "'a b c'"
