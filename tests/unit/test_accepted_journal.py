"""What somebody took as it was is no flaw at later starts; whatever else is altered is."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import msgspec
import pytest

from commandcenter.adapters.store.differing import ALTERED
from commandcenter.adapters.store.engine import Where
from commandcenter.adapters.store.sql_store import SqlStore
from commandcenter.domain.changes.sealing import JournalRestored
from commandcenter.domain.journal import Entry
from tests.support.databases import ask
from tests.support.guarded_centre import RISEN, GuardedCentre
from tests.unit.test_projections_mark import altered_entry, busy, made_anew, refused


@pytest.fixture
def centre(tmp_path: Path, database: Where) -> GuardedCentre:
    return GuardedCentre(tmp_path / "data", database)


def entry(centre: GuardedCentre, seq: int) -> bytes:
    ((data,),) = ask(centre.where, "SELECT entry FROM journal WHERE seq = ?", [seq])
    return bytes(data)


def put_entry(centre: GuardedCentre, seq: int, data: bytes) -> None:
    ask(centre.where, "UPDATE journal SET entry = ? WHERE seq = ?", [data, seq])


def start(centre: GuardedCentre, version: str, *, accept: bool = False) -> int:
    """The entry that tells of it."""
    with centre.open(accept=accept) as (_, core):
        core.start(version)
        return core.state.size - 1


def test_what_was_accepted_is_accepted_whenever_projections_are_made_anew(centre: GuardedCentre) -> None:
    busy(centre)
    altered_entry(centre)
    made_anew(centre)
    with centre.open(accept=True) as (_, core):
        origin = core.state.seal.origin
    for _ in range(2):
        made_anew(centre)
        with centre.open() as (_, core):
            assert (core.state.accounts["off"], core.state.seal.origin) == (RISEN, origin)
        # Marked like any others.
        ((mac,),) = ask(centre.where, "SELECT mac FROM state.meta")
        assert mac


def test_what_is_altered_besides_what_was_accepted_is_found(centre: GuardedCentre) -> None:
    busy(centre)
    before = start(centre, "1.0")
    first = altered_entry(centre)
    made_anew(centre)
    behind = start(centre, "1.1", accept=True)
    for seq, was, found in ((before, b"1.0", first), (behind, b"1.1", behind), (first, b"A1", first)):
        data = entry(centre, seq)
        put_entry(centre, seq, data.replace(was, b"A2"[: len(was)].ljust(len(was), b"x")))
        assert entry(centre, seq) != data
        made_anew(centre)
        assert refused(centre) == (ALTERED, found)
        put_entry(centre, seq, data)
    made_anew(centre)
    start(centre, "1.2")


def test_what_is_accepted_a_second_time_is_all_that_differs(centre: GuardedCentre) -> None:
    busy(centre)
    altered_entry(centre)
    made_anew(centre)
    later = start(centre, "1.1", accept=True)
    for was, text in ((b"1.1", b"1.2"), (b"1.2", b"1.3")):
        put_entry(centre, later, entry(centre, later).replace(was, text))
        made_anew(centre)
        assert refused(centre) == (ALTERED, later)
        start(centre, "2.0", accept=True)
        made_anew(centre)
        start(centre, "2.1")


def test_an_entry_that_was_altered_to_say_so_accepts_nothing(centre: GuardedCentre) -> None:
    """Who can alter one entry can alter two."""
    busy(centre)
    last = start(centre, "1.0")
    seq = altered_entry(centre)
    with closing(SqlStore(centre.where)) as store:
        altered = store.accept().altered
    assert altered
    said = msgspec.msgpack.decode(entry(centre, last), type=Entry)
    said = msgspec.structs.replace(said, change=JournalRestored(origin="o", altered=altered))
    put_entry(centre, last, msgspec.msgpack.encode(said))
    made_anew(centre)
    assert refused(centre) == (ALTERED, seq)


def test_what_was_altered_is_accepted_with_what_was_forged_at_the_end(centre: GuardedCentre) -> None:
    """The end is asked about first; the rest is taken with it, and named."""
    busy(centre)
    altered_entry(centre)
    centre.forge()
    made_anew(centre)
    start(centre, "1.0", accept=True)
    made_anew(centre)
    start(centre, "1.0")


def test_what_was_accepted_though_nothing_was_altered_names_nothing(centre: GuardedCentre) -> None:
    busy(centre)
    centre.forge()
    size = centre.size()
    start(centre, "1.0", accept=True)
    restored = msgspec.msgpack.decode(entry(centre, size), type=Entry).change
    assert isinstance(restored, JournalRestored)
    assert (restored.altered, restored.base) == ("", "")
