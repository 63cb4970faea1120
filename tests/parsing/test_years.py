"""Years that no file can mean are errors with a line and its text."""

from datetime import date

import pytest

from orchestration.errors import WarehouseError
from orchestration.parsing.document import Document, Row, month_end
from orchestration.parsing.grid import Grid
from orchestration.parsing.japan.eras import era_year


@pytest.mark.parametrize("text", ["0000-01", "9999-12", "0000-Jan", "9999-Dec"])
def test_a_year_outside_two_centuries_is_no_month(text: str) -> None:
    with pytest.raises(WarehouseError, match=rf"line 7 \('{text}'\): this is not a"):
        Grid(Document("file", b""), [Row(7, [text])], 1, ends=False).months(0)


def test_an_era_has_no_year_of_four_digits() -> None:
    with pytest.raises(WarehouseError, match="line 7"):
        era_year(Document("file", b""), Row(7, []), "令和9999年")


def test_the_last_month_of_the_calendar_has_an_end() -> None:
    assert month_end(9999, 12) == date(9999, 12, 31)
