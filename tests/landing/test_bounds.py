"""Landing takes bounded memory and time, whatever is in a file or an archive.

Belongs here: inputs made to fill the memory or to reach out of the inbox. Does not:
archives as the Treasury makes them (`test_archives.py`).
"""

import io
import os
import stat
import struct
import zipfile
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from pathlib import Path

import pytest

from orchestration.errors import WarehouseError
from orchestration.landing.collect import land_file, land_offered
from orchestration.parsing.document import Document
from orchestration.parsing.nesting import DEEPEST, Nesting
from orchestration.settings import Settings
from tests.support.fixtures import landable_table1, landable_table3
from tests.support.listener import Heard
from tests.support.memory import MOST_MEMORY, land_measured

DEBT = b'[{"record_date":"2026-01-02","debt_held_public_amt":"1"},'
FRED = b"observation_date,DGS10\n"
CSLT_HEAD = b'{"releaseID":"3","version":"2.0","series":['
CSLT_SERIES = (
    b'{"source_id":"for_lt_treas_pos_99996","title":"x","units":"Millions of Dollars",'
    b'"additional":{"status":"A"},"observations":['
)
COFER_HEAD = (
    b'<?xml version="1.0"?><message:StructureSpecificData xmlns:message="m"'
    b' xmlns:n="IMF.STA:COFER(7.0.1)"><message:DataSet>'
)
COFER_SERIES = (
    b'<Series COUNTRY="G001" INDICATOR="AFXRA" FXR_CURRENCY="CI_USD" FREQUENCY="Q"'
    b' TYPE_OF_TRANSFORMATION="SHRO_PT" SCALE="0">'
)


def packed(path: Path, name: str, pieces: Iterator[bytes]) -> None:
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open(name, "w", force_zip64=True) as stream,
    ):
        for piece in pieces:
            stream.write(piece)


def long_series(path: Path) -> None:
    def pieces() -> Iterator[bytes]:
        yield CSLT_HEAD + CSLT_SERIES
        yield from (b'["2020-01-01","1"],' * 100_000 for _ in range(130))
        yield b'["2020-01-01","1"]]}]}'

    packed(path, "cslt.json", pieces())


def deep_series(path: Path) -> None:
    packed(path, "cslt.json", iter([CSLT_HEAD + b'{"x":' + b"[" * 3_000_000]))


def many_large_members(path: Path) -> None:
    """Each is a series of FRED by its heading."""
    content = FRED + b"2020-01-01,1\n" * (60_000_000 // 13)
    once = io.BytesIO()
    with zipfile.ZipFile(once, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("0.csv", content)
    with zipfile.ZipFile(once) as archive:
        info = archive.getinfo("0.csv")
        raw = once.getvalue()[30 + len("0.csv") :][: info.compress_size]
    with path.open("wb") as target:
        entries, offset = b"", 0
        for number in range(500):
            name = f"{number}.csv".encode()
            sizes = struct.pack("<LLL", info.CRC, len(raw), info.file_size)
            local = struct.pack("<4s5H", b"PK\x03\x04", 20, 0, 8, 0, 33) + sizes
            target.write(local + struct.pack("<HH", len(name), 0) + name + raw)
            entries += struct.pack("<4s6H", b"PK\x01\x02", 20, 20, 0, 8, 0, 33) + sizes
            entries += struct.pack("<5HLL", len(name), 0, 0, 0, 0, 0, offset) + name
            offset += 30 + len(name) + len(raw)
        target.write(entries)
        target.write(
            struct.pack(
                "<4s4HLLH", b"PK\x05\x06", 0, 0, 500, 500, len(entries), offset, 0
            )
        )


def many_entries(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(60_000):
            archive.writestr(f"{number}.txt", b"")


def written(content: Callable[[], bytes]) -> Callable[[Path], None]:
    return lambda path: path.write_bytes(content()) and None


BOMBS: dict[str, tuple[Callable[[Path], None], str]] = {
    "500 members of 60 MB": (many_large_members, "unpacked its files have"),
    "60,000 members": (many_entries, "it lists 60,000 files"),
    "a series of 13 million observations": (long_series, "one series has more than"),
    "a series of 3 million levels": (deep_series, "nests more than 50 levels deep"),
    "16 million empty records": (
        written(lambda: DEBT + b"[]," * 16_000_000 + b"[]]"),
        "it has more than 50,000 records",
    ),
    "40,000 levels": (written(lambda: DEBT + b"[" * 40_000), "levels deep"),
    "400,000 empty lines": (
        written(lambda: FRED + b"2020-01-01,\n" * 400_000),
        "it has more than 170,000 lines",
    ),
    "4.9 million commas": (
        written(lambda: FRED + b"2020-01-01" + b"," * 4_900_000),
        "or 3,000,000 cells",
    ),
    "a billion laughs": (
        written(
            lambda: (
                COFER_HEAD.replace(
                    b"<message",
                    b'<!DOCTYPE x [<!ENTITY a0 "ha">'
                    + b"".join(
                        f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">'.encode()
                        for n in range(1, 10)
                    )
                    + b"]><message",
                    1,
                )
                + b"&a9;"
            )
        ),
        "it declares a document type or entities",
    ),
    "1.1 million observations of XML": (
        written(
            lambda: (
                COFER_HEAD
                + COFER_SERIES
                + b'<Obs TIME_PERIOD="2020-Q1" OBS_VALUE="1"/>' * 1_100_000
            )
        ),
        "it has more than 50,000 observations",
    ),
    "3 million elements": (
        written(lambda: COFER_HEAD + b"<a/>" * 3_000_000),
        "the XML breaks off",
    ),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_rejected_in_one_sentence_and_bounded_memory(
    name: str, tmp_path: Path
) -> None:
    write, sentence = BOMBS[name]
    path = tmp_path / "file"
    write(path)
    done = land_measured(path)
    assert done.members == 0
    (rejection,) = done.rejections
    assert rejection.startswith(str(path))
    assert sentence in rejection
    assert "\n" not in rejection
    assert done.peak < MOST_MEMORY, f"{done.peak / 1024**2:,.0f} MiB"
    assert done.seconds < 10


def test_the_cells_of_an_archive_are_not_held_together(
    tmp_path: Path, settings: Settings
) -> None:
    path = tmp_path / "ticrel.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("slt_table1.txt", landable_table1("2026-04"))
        archive.writestr("slt_table3.txt", landable_table3("2026-04"))
    result = land_file(path, settings, "hand")
    landings = [member.landing for member in result.members]
    assert len(landings) == 2
    assert [landing.cells for landing in landings if landing] == [None, None]
    assert len(list(settings.parsed_dir.rglob("*.parquet"))) == 2


# --- zips that lie ------------------------------------------------------------------

TABLE3 = ("slt_table3.txt", landable_table3("2026-04"))
STRANGER = b"stranger"


def zip_of(*members: tuple[str | zipfile.ZipInfo, bytes]) -> bytearray:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in members:
            archive.writestr(name, content)
    return bytearray(target.getvalue())


def special(mode: int) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo("slt_table1.txt")
    info.external_attr = (mode | 0o644) << 16
    return info


def locked() -> bytearray:
    content = zip_of(("slt_table1.txt", STRANGER), TABLE3)
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(mark) + offset] |= 1
    return content


def wrong_checksum() -> bytearray:
    content = zip_of(("slt_table1.txt", landable_table1("2026-04")), TABLE3)
    content[content.index(b"PK\x03\x04") + 2000] ^= 1
    return content


def overlapping() -> bytearray:
    """The first entry has the place and the size of both members."""
    content = zip_of(("slt_table1.txt", landable_table1("2026-04")), TABLE3)
    at = content.index(b"PK\x01\x02")
    whole = content.rindex(b"PK\x03\x04")
    for offset in (20, 24):
        content[at + offset : at + offset + 4] = struct.pack("<L", whole)
    return content


def far_larger_than_its_data() -> bytearray:
    """A zip64 entry that states 2**62 bytes."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        with archive.open("slt_table1.txt", "w", force_zip64=True) as stream:
            stream.write(STRANGER)
        archive.writestr(*TABLE3)
    raw = bytearray(content.getvalue())
    at = raw.index(b"PK\x01\x02")
    size = struct.pack("<L", 0xFFFFFFFF)
    name = raw.index(b"slt_table1.txt", at) + len("slt_table1.txt")
    raw[at + 24 : at + 28] = size
    raw[at + 30 : at + 32] = struct.pack("<H", 12)
    raw[name:name] = struct.pack("<HHQ", 1, 8, 2**62)
    end = raw.rindex(b"PK\x05\x06")
    (length,) = struct.unpack_from("<L", raw, end + 12)
    struct.pack_into("<L", raw, end + 12, length + 12)
    return raw


def packed_by_lzma() -> bytearray:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("slt_table1.txt", STRANGER, zipfile.ZIP_LZMA)
        archive.writestr(*TABLE3)
    return bytearray(target.getvalue())


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (locked(), "it is locked with a password"),
        (wrong_checksum(), "the zip is damaged (Bad CRC-32"),
        (overlapping(), "the zip is damaged ("),
        (packed_by_lzma(), "it is packed by a method that no publisher uses"),
        (zip_of((special(stat.S_IFLNK), b"/etc/passwd"), TABLE3), "it is a link or a"),
        (zip_of((special(stat.S_IFCHR), b""), TABLE3), "it is a link or a device"),
        (zip_of((special(stat.S_IFIFO), b""), TABLE3), "it is a link or a device"),
    ],
)
def test_a_bad_member_is_one_sentence_and_stops_no_other(
    content: bytearray, sentence: str, tmp_path: Path, settings: Settings
) -> None:
    path = tmp_path / "ticrel.zip"
    path.write_bytes(content)
    result = land_file(path, settings, "hand")
    (rejection,) = result.rejections
    assert str(rejection).startswith(f"{path}/slt_table1.txt: {sentence}")
    assert [member.name for member in result.members] == ["slt_table3.txt"]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (far_larger_than_its_data(), "unpacked its files have 4,611,686,018,4"),
        (zip_of(TABLE3, TABLE3), "it names 'slt_table3.txt' 2 times"),
    ],
)
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_an_archive_that_cannot_be_trusted_is_one_sentence(
    content: bytearray, sentence: str, tmp_path: Path, settings: Settings
) -> None:
    path = tmp_path / "ticrel.zip"
    path.write_bytes(content)
    result = land_file(path, settings, "hand")
    (rejection,) = result.rejections
    assert str(rejection).startswith(f"{path}: {sentence}")
    assert not result.members


@pytest.mark.parametrize("name", ["../../x.txt", "/etc/x.txt", "C:\\x.txt"])
def test_a_member_lands_by_its_hash_whatever_its_name(
    name: str, tmp_path: Path, settings: Settings
) -> None:
    path = tmp_path / "ticrel.zip"
    path.write_bytes(zip_of((name, TABLE3[1])))
    (member,) = land_file(path, settings, "hand").members
    assert member.landing
    assert member.landing.file.path.is_relative_to(settings.landed_dir)
    assert not list(tmp_path.rglob("x.txt"))


def test_zips_in_zips_are_not_unpacked_further(
    tmp_path: Path, settings: Settings
) -> None:
    content = bytes(zip_of(TABLE3))
    for _ in range(2_000):
        content = bytes(zip_of(("inner.zip", content)))
    path = tmp_path / "ticrel.zip"
    path.write_bytes(content)
    result = land_file(path, settings, "hand")
    assert result.unknown == ("inner.zip",)
    (rejection,) = result.rejections
    assert "no known archive holds what this zip does (inner.zip)" in str(rejection)


# --- the depth of a JSON ------------------------------------------------------------


@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
@pytest.mark.parametrize(
    ("text", "is_too_deep"),
    [
        (b"[" * DEEPEST + b"]" * DEEPEST, False),
        (b"[" * (DEEPEST + 1), True),
        (b'{"a":' * (DEEPEST + 1), True),
        (b'["' + b"[" * 500 + b'"]', False),  # text, not depth
        (b'["\\"' + b"[" * 500 + b'"]', False),
        (b'["\\\\",' + b"[" * 500, True),
        (b'["]]]]]]]]]",' * (DEEPEST + 1), True),
        (b"[[1],[2],[3]]," * 500, False),
    ],
)
def test_the_depth_is_that_of_the_brackets_outside_strings(
    text: bytes, size: int, *, is_too_deep: bool
) -> None:
    nesting, document = Nesting(), Document("file", b"")
    expected = pytest.raises(WarehouseError, match="levels deep")
    with expected if is_too_deep else nullcontext():
        for start in range(0, len(text), size):
            nesting.reject_too_deep(document, text[start : start + size])


# --- what lies in the inbox ---------------------------------------------------------


def test_links_and_pipes_in_the_inbox_are_named_and_never_followed(
    tmp_path: Path, settings: Settings
) -> None:
    settings = settings.model_copy(update={"bundled_dir": tmp_path / "no bundle"})
    inbox = settings.inbox_dir
    inbox.mkdir(parents=True)
    outside = tmp_path / "slt_table3.txt"
    outside.write_bytes(TABLE3[1])
    (inbox / "link.txt").symlink_to(outside)
    (inbox / "gone.txt").symlink_to(tmp_path / "nothing")
    (inbox / "folder").symlink_to(tmp_path)
    os.mkfifo(inbox / "pipe.txt")
    heard = Heard()
    land_offered(settings, heard)
    link = "left in the inbox, a link, which is not followed; put the file itself there"
    assert heard.notes == [
        f"{inbox}/folder: {link}",
        f"{inbox}/gone.txt: {link}",
        f"{inbox}/link.txt: {link}",
        f"{inbox}/pipe.txt: left in the inbox, a pipe or a device; save what it gives"
        " as a file",
    ]
    assert len(list(inbox.iterdir())) == 4
    assert not settings.landed_dir.exists()
