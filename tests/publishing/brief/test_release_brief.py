"""What a release brought: each number is the database's, each line the file's.

Figures of May 2026 are those of SLT Table 3 of 14 July 2026. Does not belong here: when
a run publishes (`tests/publishing/test_local.py`).
"""

import json
import re
import sys
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import duckdb
import pytest

from orchestration.landing.snapshot import unpacked
from orchestration.progress import NoProgress
from orchestration.publishing.brief.facts import Brief, Sentence, read_brief
from orchestration.publishing.brief.feed import ATOM, MOST_ENTRIES, feed_with
from orchestration.publishing.brief.pages import as_html, as_markdown
from orchestration.publishing.brief.release_brief import (
    DrawnBrief,
    draw_brief,
    place_brief,
)
from orchestration.publishing.brief.words import bought, money, other, priced, rose
from orchestration.settings import PROJECT_ROOT, Settings

RELEASED = date(2026, 7, 14)
NOW = datetime(2026, 7, 14, 21, 0)  # noqa: DTZ001 - UTC, as the database gives it
KEEP = "import sys; open(sys.argv[1], 'wb').write(sys.stdin.buffer.read())"
TABLE_3 = PROJECT_ROOT / "data/bundled/tic/slt_table3"


@pytest.fixture(scope="module")
def brief(connection: duckdb.DuckDBPyConnection) -> Brief:
    found = read_brief(connection)
    assert found is not None
    return found


def sentences(brief: Brief) -> Iterator[Sentence]:
    yield brief.headline
    for part in brief.parts:
        yield from part.sentences


def part(brief: Brief, heading: str) -> list[str]:
    [found] = [part for part in brief.parts if part.heading == heading]
    return [sentence.text for sentence in found.sentences]


def test_it_is_about_the_newest_release_with_purchases(brief: Brief) -> None:
    assert (brief.released_on, brief.month) == (RELEASED, date(2026, 5, 31))
    assert brief.title == "US Treasuries held abroad, May 2026"


def test_japan_is_split_as_table_3_prints_it(brief: Brief) -> None:
    # line 4777: position 1143139, net -62628, valuation -2672; 1209889 the month before
    assert part(brief, "Japan and China")[0] == (
        "Japan: holdings fell by $66.8 billion to $1,143.1 billion in May 2026: net"
        " sales of $62.6 billion, prices took $2.7 billion, other change"
        " \N{MINUS SIGN}$1.4 billion."
    )
    assert part(brief, "Sold most")[0].startswith("Japan: ")
    assert part(brief, "Bought most")[0].startswith("Canada: ")


def test_revisions_and_flipped_stories_are_those_of_the_two_files(brief: Brief) -> None:
    # Ireland, line 622 of the file of June and 631 of July
    assert part(brief, "What the release revised")[1] == (
        "Ireland, May 2025: holdings $319.3 billion, were $327.3 billion."
    )
    assert (
        "Ireland, May 2025: net purchases of $230 million became net sales of"
        " $1.1 billion."
    ) in part(brief, "Stories that flipped")


def test_every_number_of_a_sentence_is_what_its_query_gives(
    brief: Brief, connection: duckdb.DuckDBPyConnection
) -> None:
    for sentence in sentences(brief):
        [row] = connection.execute(sentence.query).fetchall()
        told = re.findall(
            r"\$[\d,.]*\d (?:billion|million)|\b\d[\d,]*\b", sentence.text
        )
        text = " ".join(cell for cell in row if isinstance(cell, str))
        given = {money(cell) for cell in row if isinstance(cell, float)}
        given |= {f"{cell:,}" for cell in row if isinstance(cell, int)}
        given |= set(re.findall(r"202\d", sentence.query))
        for number in told:
            assert number in given or number in text, sentence


def test_every_line_named_is_the_files(brief: Brief) -> None:
    named = 0
    for sentence in sentences(brief):
        for line in sentence.lines:
            found = re.search(r"slt_table3/(\S+) .*line (\d+).*: (\S+)$", line)
            if found:
                text = unpacked(TABLE_3 / found[1]).decode().splitlines()
                cells = text[int(found[2]) - 1].split("\t")
                assert found[3].replace(",", "") in cells, line
                named += 1
    assert named > 40


def test_a_verdict_is_told_with_the_figure_that_turned_it(
    brief: Brief, connection: duckdb.DuckDBPyConnection
) -> None:
    turned = connection.execute(
        "select claim, verdict_before, verdict, turned_by_in_words from verdict_history"
        " where known_on = ? and is_turn order by claim_number",
        [RELEASED],
    ).fetchall()
    told = part(brief, "Claims judged otherwise")
    assert len(told) == len(turned) > 0
    for sentence, words in zip(told, turned, strict=True):
        assert all(word in sentence for word in words)


def test_both_pages_say_every_sentence_with_its_query_and_lines(brief: Brief) -> None:
    markdown, html = as_markdown(brief), as_html(brief)
    root = parsed(re.sub(r"<(meta|link)([^>]*)>|<!doctype html>", "", html))
    shown = " ".join("".join(root.itertext()).split())
    for sentence in sentences(brief):
        assert sentence.text in markdown
        assert " ".join(sentence.text.split()) in shown
        assert " ".join(sentence.query.split()) in shown
        for line in sentence.lines:
            assert line in markdown
    assert "\n```sql\nselect holder_name" in markdown
    assert "\n\n\n" not in markdown


def test_a_name_with_a_tag_in_it_stays_text(brief: Brief) -> None:
    evil = Sentence("<b onclick=x>", "select '</code>'", ["<script>"])
    html = as_html(Brief(RELEASED, brief.month, False, evil, []))
    assert "<script>" not in html
    assert "<b " not in html
    assert "Not every file of this release is here yet." in html


def parsed(text: bytes | str) -> ET.Element:
    return ET.fromstring(text)  # noqa: S314 - what this project has just written


def entries(feed: bytes) -> list[ET.Element]:
    return parsed(feed).findall(f"{{{ATOM}}}entry")


def of_day(brief: Brief, day: date) -> Brief:
    return Brief(day, brief.month, True, brief.headline, brief.parts)


def test_the_feed_has_what_atom_asks_for(brief: Brief) -> None:
    feed = feed_with(brief, as_html(brief), NOW, b"")
    root = parsed(feed)
    assert root.tag == f"{{{ATOM}}}feed"
    for element in (root, *entries(feed)):
        for name in ("id", "title", "updated"):  # RFC 4287, 4.1.1 and 4.1.2
            [found] = element.findall(f"{{{ATOM}}}{name}")
            assert found.text
        assert element.findtext(f"{{{ATOM}}}id", "").startswith("urn:uuid:")
        updated = element.findtext(f"{{{ATOM}}}updated", "")
        assert datetime.fromisoformat(updated).utcoffset() is not None
    assert root.findtext(f"{{{ATOM}}}author/{{{ATOM}}}name")
    [entry] = entries(feed)
    links = [link.attrib for link in entry.findall(f"{{{ATOM}}}link")]
    assert links == [{"rel": "alternate", "href": "2026-07-14.html"}]
    content = entry.find(f"{{{ATOM}}}content")
    assert content is not None
    assert content.attrib == {"type": "html"}
    assert content.text == as_html(brief)


def test_the_feed_keeps_releases_before_and_changes_what_says_something_else(
    brief: Brief,
) -> None:
    feed = feed_with(of_day(brief, date(2026, 6, 18)), "June", NOW, b"no XML")
    feed = feed_with(brief, "July", NOW, feed)
    later = NOW.replace(day=20)
    same = feed_with(brief, "July", later, feed)
    assert same == feed
    changed = feed_with(brief, "July, corrected", later, feed)
    name = f"{{{ATOM}}}"
    assert [
        (entry.findtext(f"{name}content"), entry.findtext(f"{name}updated"))
        for entry in entries(changed)
    ] == [
        ("July, corrected", "2026-07-20T21:00:00Z"),
        ("June", "2026-07-14T21:00:00Z"),
    ]
    assert parsed(changed).findtext(f"{name}updated") == "2026-07-20T21:00:00Z"
    for month in range(MOST_ENTRIES + 3):
        day = date(2030 + month // 12, month % 12 + 1, 18)
        changed = feed_with(of_day(brief, day), "more", later, changed)
    assert len(entries(changed)) == MOST_ENTRIES


class Notes(NoProgress):
    """What a run would have said."""

    def __init__(self) -> None:
        self.notes: list[str] = []

    def note(self, text: str) -> None:
        """Keep it."""
        self.notes.append(text)


def drawn(
    connection: duckdb.DuckDBPyConnection, settings: Settings, notes: Notes
) -> DrawnBrief:
    found = draw_brief(connection, settings, notes)
    assert found is not None
    return found


def test_a_release_that_is_new_here_is_sent_once(
    connection: duckdb.DuckDBPyConnection, settings: Settings, tmp_path: Path
) -> None:
    kept, notes = tmp_path / "kept", Notes()
    told = settings.model_copy(
        update={"on_release_command": (sys.executable, "-c", KEEP, str(kept))}
    )
    place_brief(told, drawn(connection, told, notes), notes)
    assert not kept.exists()  # the first publication: nothing has come
    # a later release was here, and its file was taken back
    (told.brief_dir / f"{RELEASED}.md").rename(told.brief_dir / "2026-08-17.md")
    place_brief(told, drawn(connection, told, notes), notes)
    assert not kept.exists()
    (told.brief_dir / f"{RELEASED}.md").rename(told.brief_dir / "2026-06-18.md")
    place_brief(told, drawn(connection, told, notes), notes)
    message = json.loads(kept.read_bytes())
    assert message["released_on"] == "2026-07-14"
    assert message["text"].startswith(
        "US Treasuries held abroad, May 2026, released 2026-07-14. Foreign holders"
    )
    assert message["markdown"] == (told.brief_dir / "2026-07-14.md").read_text()
    assert Path(message["page"]).read_text() == message["html"]
    kept.unlink()
    place_brief(told, drawn(connection, told, notes), notes)
    assert not kept.exists()
    assert notes.notes == []


def test_a_brief_goes_with_the_file_that_it_was_about(
    connection: duckdb.DuckDBPyConnection, settings: Settings, brief: Brief
) -> None:
    notes = Notes()
    later = of_day(brief, date(2026, 8, 17))
    place_brief(settings, DrawnBrief(later, "md", "html", NOW, False), notes)
    place_brief(settings, drawn(connection, settings, notes), notes)
    assert {path.name for path in settings.brief_dir.iterdir()} == {
        *("2026-07-14.html", "2026-07-14.md", "index.html", "feed.xml"),
    }
    [entry] = entries((settings.brief_dir / "feed.xml").read_bytes())
    assert entry.findtext(f"{{{ATOM}}}published") == "2026-07-14T00:00:00Z"
    assert notes.notes == []


def test_a_hook_that_fails_and_a_place_that_is_taken_are_one_line_each(
    connection: duckdb.DuckDBPyConnection, settings: Settings
) -> None:
    notes = Notes()
    told = settings.model_copy(update={"on_release_command": ("/no/such/program",)})
    told.brief_dir.mkdir(parents=True)
    (told.brief_dir / "2026-06-18.md").touch()
    place_brief(told, drawn(connection, told, notes), notes)
    [line] = notes.notes
    assert line == (
        "nobody was sent the release brief by TIC_WAREHOUSE_ON_RELEASE_COMMAND:"
        " /no/such/program cannot be started (No such file or directory)"
    )
    (told.brief_dir / "index.html").unlink()
    (told.brief_dir / "index.html").mkdir()
    place_brief(told, drawn(connection, told, notes), notes)
    assert "the release brief was not written: " in notes.notes[1]


def test_a_database_without_what_it_needs_is_one_line(settings: Settings) -> None:
    notes = Notes()
    with duckdb.connect() as empty:
        assert draw_brief(empty, settings, notes) is None
    [line] = notes.notes
    assert line.startswith("the release brief was not written (CatalogException: ")
    assert "\n" not in line


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (rose(None, None), "holdings are not known"),
        (
            rose(None, 5e5),
            "holdings of $500.0 billion, not comparable with the month before",
        ),
        (rose(0.2, 900), "holdings stayed at $900 million"),
        (bought(None), ""),
        (bought(0.0), "no net purchases"),
        (priced(-1500), "prices took $1.5 billion"),
        (priced(None), ""),
        (other(0.3), ""),
        (other(250), "other change +$250 million"),
    ],
)
def test_words_for_what_is_unknown_or_nothing(said: str, words: str) -> None:
    assert said == words
