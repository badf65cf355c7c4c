"""SQLite's write-ahead log by its published format: heads, frames and checksums, each written here by hand."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from audit import wal

LITTLE, BIG = 0x377F0682, 0x377F0683
SALTS = b"saltpepp"
Said = tuple[str, dict[str, object]]
HEAD: Said = ("the head of the write-ahead log is damaged: nothing in it is read", {})
BESIDE: Said = ("a write-ahead log lies beside a database that says it has none", {})
FRAME = "the write-ahead log is damaged in frame {frame}: what was written from there on is not read"


def checksum(order: str, sums: tuple[int, int], data: bytes) -> tuple[int, int]:
    first, second = sums
    for left, right in struct.iter_unpack(f"{order}II", data):
        first = (first + left + second) % 2**32
        second = (second + right + first) % 2**32
    return first, second


def log(page: int = 512, magic: int = LITTLE, frames: int = 4, salts: bytes = SALTS) -> bytes:
    order = ">" if magic & 1 else "<"
    head = struct.pack(">IIII", magic, 3007000, page, 0) + salts
    sums = checksum(order, (0, 0), head)
    whole = head + struct.pack(">II", *sums)
    for number in range(frames):
        begin, data = struct.pack(">II", number + 1, number + 1), bytes([number + 200]) * page
        sums = checksum(order, checksum(order, sums, begin), data)
        whole += begin + salts + struct.pack(">II", *sums) + data
    return whole


def at(frame: int, within: int = 0, page: int = 512) -> int:
    return 32 + (frame - 1) * (24 + page) + within


def trouble(folder: Path, data: bytes, versions: bytes = b"\x02\x02") -> list[Said]:
    database, path = folder / "it", folder / "it-wal"
    database.write_bytes(bytes(18) + versions + bytes(100))
    path.write_bytes(data)
    return [(text, dict(values)) for text, values in wal.trouble(database, path, still=True)]


@pytest.mark.parametrize("magic", [LITTLE, BIG])
@pytest.mark.parametrize("page", [512, 1024, 65536])
def test_a_log_of_any_page_and_byte_order_is_whole(tmp_path: Path, page: int, magic: int) -> None:
    assert trouble(tmp_path, log(page, magic, 2)) == []
    whole = bytearray(log(page, magic, 2))
    whole[-1] ^= 1
    assert trouble(tmp_path, bytes(whole)) == [(FRAME, {"frame": 2})]


HEADS: dict[str, tuple[bytes, list[Said]]] = {
    "nothing": (b"", []),
    "the head alone": (log(frames=0), []),
    "a byte too few": (log(frames=0)[:31], [HEAD]),
    "one byte": (log(frames=0)[:1], [HEAD]),
    "another magic": (log(magic=0x377F0684), [HEAD]),
    "a magic before": (log(magic=0x377F0681), [HEAD]),
    "a small page": (log(page=256), [HEAD]),
    "a giant page": (log(page=131072, frames=0), [HEAD]),
    "a page that is no power of two": (log(page=1536), [HEAD]),
    "another checksum": (log()[:24] + bytes(8) + log()[32:], [HEAD]),
}


@pytest.mark.parametrize("case", HEADS.values(), ids=HEADS.keys())
def test_a_head_is_as_the_format_says(tmp_path: Path, case: tuple[bytes, list[Said]]) -> None:
    data, expected = case
    assert trouble(tmp_path, data) == expected


@pytest.mark.parametrize("versions", [b"\x01\x01", b"\x01\x02", b"\x02\x01"])
def test_a_log_beside_a_database_without_is_named_unless_it_is_empty(tmp_path: Path, versions: bytes) -> None:
    assert trouble(tmp_path, log(), versions) == [BESIDE]
    assert trouble(tmp_path, b"", versions) == []


def test_where_no_log_is_there_is_no_trouble_with_it(tmp_path: Path) -> None:
    database = tmp_path / "it"
    database.write_bytes(bytes(18) + b"\x02\x02")
    assert wal.trouble(database, tmp_path / "it-wal", still=True) == []
    (tmp_path / "it-wal").mkdir()
    text = "the write-ahead log cannot be read: {reason}"
    assert wal.trouble(database, tmp_path / "it-wal", still=True) == [(text, {"reason": "not a regular file"})]


def foreign(data: bytes, frame: int, salts: bytes) -> bytes:
    return data[: at(frame, 8)] + salts + data[at(frame, 16) :]


OTHER, HALF_1, HALF_2 = b"othersal", b"saltrsal", b"othepepp"
FRAMES: dict[str, tuple[bytes, int]] = {
    "the first": (log()[: at(1, 24)] + b"x" + log()[at(1, 25) :], 1),
    "the second": (log()[: at(2, 535)] + b"x" + log()[at(2, 536) :], 2),
    "its number": (log()[: at(3)] + b"x" + log()[at(3, 1) :], 3),
    "its checksum": (log()[: at(3, 16)] + b"x" + log()[at(3, 17) :], 3),
    "its checksum's end": (log()[: at(3, 23)] + b"x" + log()[at(3, 24) :], 3),
    "the last of another writing": (foreign(log(), 4, OTHER), 0),
    "the last but one of another writing": (foreign(log(), 3, OTHER), 3),
    "the last two of another writing": (foreign(foreign(log(), 4, OTHER), 3, OTHER), 0),
    "the last with the first salt": (foreign(log(), 4, HALF_1), 4),
    "the last with the second salt": (foreign(log(), 4, HALF_2), 4),
    "half a frame behind": (log() + log()[at(1) : at(1, 535)], 0),
    "half a frame less": (log()[:-1], 0),
}


@pytest.mark.parametrize("case", FRAMES.values(), ids=FRAMES.keys())
def test_the_first_frame_of_this_writing_that_does_not_fit_is_named(tmp_path: Path, case: tuple[bytes, int]) -> None:
    data, frame = case
    assert trouble(tmp_path, data) == ([(FRAME, {"frame": frame})] if frame else [])


def test_so_much_of_a_log_is_looked_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wal, "MOST_BYTES", 1024)
    assert trouble(tmp_path, FRAMES["the second"][0]) == [(FRAME, {"frame": 2})]
    assert trouble(tmp_path, FRAMES["its number"][0]) == []


A: list[wal.Trouble] = [(FRAME, {"frame": 1})]
B: list[wal.Trouble] = [(FRAME, {"frame": 2})]
SEEN: dict[str, tuple[bool, list[list[wal.Trouble]], list[wal.Trouble], int]] = {
    "nothing": (False, [[]], [], 0),
    "trouble of a file that nobody writes to": (True, [A], A, 0),
    "trouble that stays": (False, [A] * 10, A, 9),
    "trouble that goes away": (False, [A, A, []], [], 2),
    "trouble that moves on": (False, [A, A, B], [], 2),
}


@pytest.mark.parametrize("case", SEEN.values(), ids=SEEN.keys())
def test_a_running_core_gets_a_second_to_finish_its_frame(
    monkeypatch: pytest.MonkeyPatch, case: tuple[bool, list[list[wal.Trouble]], list[wal.Trouble], int]
) -> None:
    still, looks, expected, waits = case
    waiting, slept = list(looks), list[float]()
    monkeypatch.setattr("audit.wal._trouble", lambda _, __: waiting.pop(0))
    monkeypatch.setattr("audit.wal.time.sleep", slept.append)
    assert wal.trouble(Path("it"), Path("it-wal"), still=still) == expected
    assert (waiting, slept) == ([], [0.1] * waits)
