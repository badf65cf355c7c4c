"""What of an entry the verifier understands, and entries made to break whoever reads them."""

from __future__ import annotations

import struct
import tracemalloc
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import msgpack
import pytest

from audit.entries import MARKED, EntryError, Marks, marking, read
from audit.verdict import Code
from tests.support.audit_cases import FIRST, found, judged
from tests.support.audit_writer import Log, entry

GOOD: dict[str, object] = {"do": "operator.acted", "action": "x"}


def test_an_entry_gives_its_change() -> None:
    assert read(entry(7, dict(GOOD)), 7) == GOOD


def test_of_most_entries_only_place_and_kind_matter() -> None:
    assert marking(entry(7, dict(GOOD)), 7) is None


@pytest.mark.parametrize(
    "change", [*({"do": kind, "x": [1, b"2"]} for kind in sorted(MARKED)), GOOD | {"account": "p-1"}]
)
def test_what_the_rest_needs_is_read_whole(change: dict[str, object]) -> None:
    assert marking(entry(7, change), 7) == change


WRONG = {
    "another place": entry(8, dict(GOOD)),
    "nothing": b"",
    "a number": b"\x07",
    "two entries": entry(7, dict(GOOD)) * 2,
    "a cut one": entry(7, dict(GOOD))[:-1],
    "no change": msgpack.packb({"seq": 7}),
    "no place": msgpack.packb({"change": GOOD}),
    "a change that is a list": msgpack.packb({"seq": 7, "change": ["do"]}),
    "a change without its kind": msgpack.packb({"seq": 7, "change": {"did": "x"}}),
    "a kind that is a number": msgpack.packb({"seq": 7, "change": {"do": 5}}),
    "a place that is a text": msgpack.packb({"seq": "7", "change": GOOD}),
    "a place that is true": msgpack.packb({"seq": True, "change": GOOD}),
    "a list": msgpack.packb([7, GOOD]),
    "a list of four thousand million": b"\xdd\xff\xff\xff\xff",
    "a map of four thousand million": b"\xdf\xff\xff\xff\xff",
    "bytes of four thousand million": b"\xc6\xff\xff\xff\xff",
    "an unknown extension of four thousand million": b"\xc9\xff\xff\xff\xff\x05",
    "lists in lists": b"\x91" * 100_000,
    "long lists in long lists": b"\xdd\x00\x01\x00\x00" * 100_000,
    "maps in maps": b"\x81\xa0" * 100_000,
    "a list as a key": b"\x81\x90\x01",
    "a byte that is never used": b"\xc1",
    "a name that is no text": entry(7, dict(GOOD)).replace(b"seq", b"s\xefq"),
    "a kind that is no text": entry(7, dict(GOOD)).replace(b"acted", b"act\xefd"),
}
TOLD = GOOD | {"account": "p-1"}
WRONG_WHERE_IT_IS_READ = {
    "a name within that is no text": entry(7, TOLD).replace(b"action", b"act\xefon"),
    "text that is none": entry(7, TOLD | {"x": "é"}).replace(b"\xc3\xa9", b"\xff\xff"),
    "a time that is none": entry(7, TOLD | {"x": 1.5}).replace(
        struct.pack(">Bd", 0xCB, 1.5), b"\xd7\xff" + b"\xff" * 8
    ),
}
ALL_WRONG = WRONG | WRONG_WHERE_IT_IS_READ


@pytest.mark.parametrize("understood", [read, marking])
@pytest.mark.parametrize("data", ALL_WRONG.values(), ids=ALL_WRONG.keys())
def test_what_is_no_entry_of_its_place_is_refused_without_much_memory(
    data: bytes, understood: Callable[[bytes, int], object]
) -> None:
    tracemalloc.start()
    try:
        with pytest.raises(EntryError):
            understood(data, 7)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 2_000_000_000


@pytest.mark.parametrize("understood", [read, marking])
def test_no_single_byte_breaks_who_reads_an_entry(understood: Callable[[bytes, int], object]) -> None:
    whole = entry(7, TOLD | {"x": ["é", 1.5, b"\x00", {"y": None}]})
    for at in range(len(whole)):
        for value in range(256):
            with suppress(EntryError):
                understood(whole[:at] + bytes((value,)) + whole[at + 1 :], 7)


def test_an_entry_that_is_none_is_named_although_tree_and_seal_are_right(tmp_path: Path) -> None:
    log = Log(FIRST).begin().fill(50)
    log.entries[20] = b"\x91" * 50_000
    log.entries[30] = entry(31, dict(GOOD))
    log.seal()
    log.save(tmp_path)
    report = judged(tmp_path)
    assert (report.code, found(report)) == (
        Code.ALTERED,
        ["entry 20 is no entry of this place", "entry 30 is no entry of this place"],
    )


def marks(*changes: dict[str, object]) -> Marks:
    it = Marks()
    for seq, change in enumerate(changes):
        it.take(seq, change)
    return it


def test_the_last_digest_of_an_account_counts() -> None:
    found_there = marks(
        {"do": "password.set", "account": {"id": "li", "digest": "aa"}},
        {"do": "credential.checked", "account": "li", "digest": "bb"},
        {"do": "credential.checked", "account": "li"},
        {"do": "account.changed", "account": {"id": "zhang"}},
        {"do": "approval.given", "account": "zhang", "digest": "cc"},
        {"do": "lock.lifted", "account": 5, "digest": "dd"},
        {"do": "x", "account": {"digest": "ee"}},
    )
    assert found_there.digests == {"li": (1, "bb"), "zhang": (3, "")}


def test_only_entries_about_keys_and_history_are_kept() -> None:
    kept = marks(
        {"do": "seal.key", "vkey": "k", "before": "x" * 5000},
        dict(GOOD),
        {"do": "journal.forked", "seat": "s"},
    )
    assert kept.changes == [(0, {"do": "seal.key", "vkey": "k"}), (2, {"do": "journal.forked", "seat": "s"})]


def test_a_secret_of_an_account_that_has_none_any_more_is_found(tmp_path: Path) -> None:
    log = Log(FIRST).begin()
    log.secret("li", b"x")
    log.add({"do": "account.changed", "account": {"id": "li"}})
    log.seal()
    log.save(tmp_path)
    assert found(judged(tmp_path)) == ["credentials of li are there that no entry names"]


def test_what_is_no_entry_is_told_apart() -> None:
    for understood in (read, marking):
        for data, reason in ((b"\xc1", "does not decode"), (entry(8, TOLD), "says that it is another")):
            with pytest.raises(EntryError) as raised:
                understood(data, 7)
            assert str(raised.value) == reason
    with pytest.raises(EntryError) as raised:
        read(msgpack.packb({"seq": 7}), 7)
    assert str(raised.value) == "is no entry"


def test_what_of_a_mark_is_short_enough_is_kept() -> None:
    change: dict[str, object] = {
        "do": "seal.key",
        "a": "x" * 4096,
        "b": "x" * 4097,
        "c": b"x" * 4096,
        "d": b"x" * 4097,
        "e": [0] * 5000,
    }
    assert marks(change).changes == [(0, {name: change[name] for name in ("do", "a", "c", "e")})]
