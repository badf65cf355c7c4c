"""A recording's file: what is written comes back, a torn end is cut off, and no byte changes unnoticed."""

from __future__ import annotations

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import msgpack
import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bridge.recording.framing import frame
from bridge.recording.reader import Reader
from bridge.recording.records import (
    FORMAT,
    Closed,
    Entry,
    EventCame,
    Header,
    LogOpened,
    Recorded,
    SampleCame,
)
from bridge.recording.trouble import RecordingTrouble
from bridge.recording.writer import Writer

NOON = datetime(2026, 11, 21, 4, 0, 0, tzinfo=UTC)
HEADER = Header(
    format=FORMAT,
    version=1,
    made_at=NOON,
    centre="中心",
    sources=(Recorded(id="pumps", name="泵站"), Recorded(id="lifts")),
)
ONE_FOLDER = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)

seqs = st.integers(1, 2**63 - 1)
sources = st.integers(0, 1)
bodies = st.binary(max_size=300)
things: st.SearchStrategy[Entry] = st.one_of(
    st.builds(
        LogOpened, us=st.just(0), source=sources, epoch=st.text("abc中", min_size=1), first=seqs, head=seqs, after=seqs
    ),
    st.builds(EventCame, us=st.just(0), source=sources, seq=seqs, event=bodies),
    st.builds(SampleCame, us=st.just(0), source=sources, sample=bodies),
)


@st.composite
def sequences(draw: st.DrawFn) -> list[Entry]:
    """Entries whose times never go back."""
    found = draw(st.lists(things, max_size=12))
    times = sorted(draw(st.lists(st.integers(0, 2**53), min_size=len(found), max_size=len(found))))
    return [msgspec.structs.replace(it, us=us) for it, us in zip(found, times, strict=True)]


def write(path: Path, entries: list[Entry], *, ended: bool = True) -> list[int]:
    """Returns where each record ends in the file, the header's first."""
    path.unlink(missing_ok=True)
    with Writer(path, HEADER) as writer:
        ends = [writer.size]
        for entry in entries:
            writer.write(entry)
            ends.append(writer.size)
        if ended:
            writer.write(Closed(us=2**53))
    return ends


def read(path: Path) -> list[Entry]:
    with Reader(path) as reader:
        return list(reader)


@given(entries=sequences())
@ONE_FOLDER
def test_any_sequence_of_records_comes_back_as_it_was(entries: list[Entry], tmp_path: Path) -> None:
    write(tmp_path / "a", entries)
    with Reader(tmp_path / "a") as reader:
        assert reader.header == HEADER
        assert list(reader) == entries
        assert (reader.torn, reader.ended) == (0, True)


@given(entries=sequences(), data=st.data())
@ONE_FOLDER
def test_a_file_that_is_torn_off_anywhere_gives_the_whole_records_before(
    entries: list[Entry], data: st.DataObject, tmp_path: Path
) -> None:
    ends = write(tmp_path / "a", entries, ended=False)
    cut = data.draw(st.integers(ends[0], ends[-1]))
    (tmp_path / "a").write_bytes((tmp_path / "a").read_bytes()[:cut])
    whole = [end for end in ends if end <= cut]
    with Reader(tmp_path / "a") as reader:
        assert list(reader) == entries[: len(whole) - 1]
        assert (reader.torn, reader.ended) == (cut - whole[-1], False)


@given(entries=sequences(), data=st.data())
@ONE_FOLDER
def test_no_byte_changes_unnoticed(entries: list[Entry], data: st.DataObject, tmp_path: Path) -> None:
    ends = write(tmp_path / "a", entries)
    before = (tmp_path / "a").read_bytes()
    at = data.draw(st.integers(0, len(before) - 1))
    changed = before[:at] + bytes([before[at] ^ data.draw(st.integers(1, 255))]) + before[at + 1 :]
    (tmp_path / "a").write_bytes(changed)
    place = max([0, *(end for end in ends if end <= at)])
    with pytest.raises(RecordingTrouble, match=rf"byte {place}\b"):
        read(tmp_path / "a")


def test_a_record_that_was_taken_out_is_noticed(tmp_path: Path) -> None:
    ends = write(tmp_path / "a", [SampleCame(us=1, source=0, sample=b"1"), SampleCame(us=2, source=0, sample=b"2")])
    before = (tmp_path / "a").read_bytes()
    (tmp_path / "a").write_bytes(before[: ends[0]] + before[ends[1] :])
    with pytest.raises(RecordingTrouble, match=f"damaged at byte {ends[0]}: the record there, or one before it"):
        read(tmp_path / "a")


def test_what_stands_before_the_damage_can_be_cut_off_and_read(tmp_path: Path) -> None:
    event = EventCame(us=1, source=0, seq=1, event=b"\x80")
    ends = write(tmp_path / "a", [event, SampleCame(us=2, source=0, sample=b"2")])
    (tmp_path / "a").write_bytes((tmp_path / "a").read_bytes()[: ends[1]])
    assert read(tmp_path / "a") == [event]


@pytest.mark.parametrize("junk", [b"", b"\xce", b"\x00" * 100, b'{"version": 1}', b"SQLite format 3\x00" * 9])
def test_what_is_no_recording_is_refused(junk: bytes, tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(junk)
    with pytest.raises(RecordingTrouble, match="is no recording"):
        Reader(tmp_path / "a")


def framed(*records: object) -> bytes:
    """Right frames around whatever values."""
    whole, check = b"", 0
    for record in records:
        part, check = frame(msgspec.msgpack.encode(record), check)
        whole += part
    return whole


def test_a_recording_of_a_newer_version_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(framed({"t": "header", "format": FORMAT, "version": 2, "new": 1}))
    with pytest.raises(RecordingTrouble, match=f"format {FORMAT}, version 2"):
        Reader(tmp_path / "a")


@pytest.mark.parametrize(
    ("records", "what"),
    [
        ([{"t": "sample", "us": 0, "source": 2, "sample": b""}], "the header names no such source"),
        ([{"t": "sample", "us": -1, "source": 0, "sample": b""}], "is none: .*us"),
        ([{"t": "sample", "us": 0, "source": 0, "sample": b"", "x": 1}], "is none: .*unknown field"),
        ([{"t": "dance", "us": 0}], "is none: Invalid value 'dance'"),
        ([HEADER], "does not follow those before it"),
        ([{"t": "end", "us": 5}, {"t": "sample", "us": 6, "source": 0, "sample": b""}], "does not follow"),
        ([{"t": "end", "us": 5}, {"t": "end", "us": 6}], "does not follow"),
    ],
)
def test_a_record_that_cannot_stand_there_is_named(records: list[object], what: str, tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(framed(HEADER, *records))
    with pytest.raises(RecordingTrouble, match=f"damaged at byte {len(framed(HEADER, *records[:-1]))}: .*{what}"):
        read(tmp_path / "a")


def test_a_recording_never_overwrites_a_file(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"precious")
    with pytest.raises(RecordingTrouble, match="exists already"):
        Writer(tmp_path / "a", HEADER)
    assert (tmp_path / "a").read_bytes() == b"precious"


def test_the_file_is_one_stream_of_messagepack(tmp_path: Path) -> None:
    write(tmp_path / "a", [EventCame(us=7, source=1, seq=3, event=b"\x80")])
    with (tmp_path / "a").open("rb") as file:
        found = list(msgpack.Unpacker(file))
    records = [msgpack.unpackb(body) for body in found[1::3]]
    assert records[1:] == [
        {"t": "event", "us": 7, "source": 1, "seq": 3, "event": b"\x80"},
        {"t": "end", "us": 2**53},
    ]
    assert found[0::3] == [len(body) for body in found[1::3]]


@contextmanager
def disk_of(size: int) -> Iterator[None]:
    """No file may grow beyond `size` bytes meanwhile."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize("room", [1000, 1001, 1100, 1117])
def test_a_full_disk_is_named_and_leaves_whole_records(room: int, tmp_path: Path) -> None:
    samples = [SampleCame(us=number, source=0, sample=bytes(60)) for number in range(20)]
    ends = write(tmp_path / "whole", list(samples))
    writer = Writer(tmp_path / "a", HEADER)
    for sample in samples:
        writer.write(sample)
    with disk_of(room), pytest.raises(RecordingTrouble, match=r"had to end: .* cannot be written further: File too"):
        writer.flush()
    writer.write(samples[0])
    writer.close()
    fits = [end for end in ends if end <= room]
    assert (tmp_path / "a").stat().st_size == fits[-1]
    assert read(tmp_path / "a") == samples[: len(fits) - 1]


def test_the_example_of_the_document_is_a_whole_recording(tmp_path: Path) -> None:
    text = (Path(__file__).parents[2] / "docs" / "recording.md").read_text(encoding="utf-8")
    example = text.split("```hex\n")[1].split("```")[0]
    (tmp_path / "a").write_bytes(bytes.fromhex(example))
    with Reader(tmp_path / "a") as reader:
        assert reader.header.sources == (Recorded(id="gates", name="Gates"),)
        assert list(reader) == [
            LogOpened(us=1000, source=0, epoch="77", first=1, head=1, after=1),
            EventCame(us=2500, source=0, seq=2, event=b"\x80"),
            SampleCame(us=3000, source=0, sample=b"\x80"),
        ]
        assert (reader.torn, reader.ended) == (0, True)
