"""What the last intake came to is kept: failed addresses, refused files.

Does not belong here: what the Dagster UI or `status` makes of it.
"""

from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer

from orchestration.landing.collect import (
    NobodyAnsweredError,
    fetch_all,
    fetch_for_update,
    land_offered,
)
from orchestration.landing.intake_record import (
    in_brief,
    read_intake_record,
    refused_files,
    troubles_in,
)
from orchestration.settings import Settings
from orchestration.sources import Source, all_sources
from tests.support.listener import Heard

NOBODY = "http://127.0.0.1:9"  # nobody listens there
NAMES = ("tic_slt_table1", "tic_slt_table3", "tic_slt_table5")


@pytest.fixture
def patience(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    return Settings(
        data_dir=tmp_path / "data",
        bundled_dir=tmp_path / "no bundle",
        fetch_attempts=1,
        read_timeout_seconds=0.5,
    )


def unreachable(*names: str) -> list[Source]:
    return [
        all_sources()[name].model_copy(update={"urls": (f"{NOBODY}/{name}",)})
        for name in names
    ]


def test_each_address_that_failed_is_kept_with_its_reason(patience: Settings) -> None:
    fetch_all(patience, Heard(), unreachable(*NAMES))
    first, second, third = (
        troubles_in(read_intake_record(patience).answers)[name] for name in NAMES
    )
    assert len(first) == 1
    assert first[0].startswith(f"{NOBODY}/tic_slt_table1: its host refused")
    for trouble, name in ((second, NAMES[1]), (third, NAMES[2])):
        assert trouble == [
            f"{NOBODY}/{name}: not tried, because 127.0.0.1:9 cannot be reached"
        ]


def test_in_brief_addresses_with_the_same_trouble_are_one_line(
    patience: Settings,
) -> None:
    fetch_all(patience, Heard(), unreachable(*NAMES))
    first, rest = in_brief(read_intake_record(patience).answers)
    assert first.startswith(f"{NAMES[0]}: no file from {NOBODY}/{NAMES[0]}: its host")
    assert rest == "2 addresses: not tried, because 127.0.0.1:9 cannot be reached"


def test_a_later_intake_replaces_only_the_answers_of_the_sources_it_asked(
    patience: Settings,
) -> None:
    fetch_all(patience, Heard(), unreachable(*NAMES[:2]))
    before = read_intake_record(patience).answers
    fetch_all(patience, Heard(), unreachable(NAMES[1]))
    after = read_intake_record(patience).answers
    assert after[NAMES[0]] == before[NAMES[0]]
    assert after[NAMES[1]] != before[NAMES[1]]


def test_a_rejected_answer_is_told_with_its_address(
    patience: Settings, httpserver_ipv4: HTTPServer
) -> None:
    httpserver_ipv4.expect_request("/table.txt").respond_with_data("no table\n")
    address = httpserver_ipv4.url_for("/table.txt")
    source = all_sources()[NAMES[0]].model_copy(update={"urls": (address,)})
    assert fetch_all(patience, Heard(), [source]) == (0, 1)
    [trouble] = troubles_in(read_intake_record(patience).answers)[NAMES[0]]
    assert trouble.startswith(f"{address}: table.txt")


def test_an_update_that_nobody_answers_raises_one_sentence(patience: Settings) -> None:
    heard = Heard()
    with pytest.raises(NobodyAnsweredError, match="none of the 3 addresses answered"):
        fetch_for_update(patience, heard, unreachable(*NAMES))
    assert heard.notes[-1] == "0 addresses answered, 3 did not"


def test_refused_files_are_kept_with_their_reasons_while_they_lie_there(
    patience: Settings,
) -> None:
    inbox = patience.inbox_dir
    (inbox / "october").mkdir(parents=True)
    (inbox / "notes.txt").write_text("no table of anybody\n")
    land_offered(patience, Heard())
    refused = {file.name: file.reasons for file in refused_files(patience)}
    assert list(refused) == ["october", "notes.txt"]
    assert refused["october"] == ("this is a folder; put its files beside it",)
    [reason] = refused["notes.txt"]
    assert "notes.txt" in reason
    (inbox / "notes.txt").unlink()
    assert [file.name for file in refused_files(patience)] == ["october"]
    (inbox / "october").rmdir()
    land_offered(patience, Heard())
    assert read_intake_record(patience).refused == ()


def test_a_name_that_is_no_utf_8_is_kept_as_it_can_be_shown(
    patience: Settings,
) -> None:
    patience.inbox_dir.mkdir(parents=True)
    (patience.inbox_dir / "of\udcff.txt").write_text("no table of anybody\n")
    land_offered(patience, Heard())
    [refused] = refused_files(patience)
    assert refused.name == "of\\udcff.txt"


@pytest.mark.parametrize("content", ["", "{", '{"answers": 3}'])
def test_a_damaged_record_is_an_empty_one(patience: Settings, content: str) -> None:
    patience.data_dir.mkdir(parents=True)
    patience.intake_record_path.write_text(content)
    assert read_intake_record(patience).refused == ()
    fetch_all(patience, Heard(), unreachable(NAMES[0]))
    assert len(read_intake_record(patience).answers) == 1
