"""A state of any size reaches a seat, in pieces that neither the core nor the seat feels."""

from __future__ import annotations

from pathlib import Path

import msgspec

from bridge.core.seat_pace import WINDOW_PARTS, Pace
from bridge.core.seat_pieces import parts
from bridge.mailbox import Mailbox
from bridge.protocol import seat as wire
from bridge.protocol.seat import MAX_MESSAGE, PIECE_BYTES
from bridge.seat.arriving import Arriving
from bridge.seat.happenings import Entered, Happening, LinkChanged, SeatMailbox, Snapshot
from bridge.source.keys import Keys, new_keys
from commandcenter.domain.alarms import Alarm
from commandcenter.domain.assets import Addresses
from commandcenter.domain.priority import Priority
from commandcenter.domain.state import State
from commandcenter.domain.video import PictureState, Sight, Sights
from tests.support.cores import START
from tests.support.raw_core import RawCore
from tests.support.seat_core import Peer, SeatCore, collect, linked, made_up, peer
from tests.support.waiting import eventually


def alarm(number: int) -> Alarm:
    return Alarm(
        id=f"A{number}",
        source="s",
        type="t",
        subject=f"s{number}",
        priority=Priority.MINOR,
        title="." * 400,
        raised_at=START,
        received_at=START,
        changed_at=START,
    )


def open_alarms(core: SeatCore, count: int) -> None:
    """Puts them into the state without a word in the journal."""
    for number in range(count):
        core.core.state.keep_alarm(alarm(number))


def alarms_of(found: list[wire.Part]) -> int:
    return sum(len(part.alarms) for part in found)


def test_a_state_larger_than_any_message_arrives_whole_and_what_happens_meanwhile_as_well(
    core: SeatCore, keys: Keys, tmp_path: Path
) -> None:
    open_alarms(core, 200_000)
    size = core.core.state.size
    assert len(msgspec.msgpack.encode(core.core.state)) > 64 << 20
    mailbox: SeatMailbox = Mailbox(lambda: None)
    seen: list[Happening] = []
    with linked(core.endpoint, keys, core.keys.public, mailbox, tmp_path / "out.sqlite"):
        for _ in range(20):
            core.publish_made_up(500)
        collect(mailbox, seen, lambda: LinkChanged(True) in seen, 60)
        collect(mailbox, seen, lambda: known_size(seen) == size + 10_000, 10)
    (snapshot,) = [item for item in seen if isinstance(item, Snapshot)]
    assert (len(snapshot.state.alarms), len(snapshot.state.open)) == (200_000, 200_000)
    assert snapshot.state.alarms["A199999"] == alarm(199_999)
    assert snapshot.state.open_alarm("s", "t", "s77") == alarm(77)


def known_size(seen: list[Happening]) -> int:
    """How far a seat is that takes what it has seen; holes are no progress."""
    size = 0
    for item in seen:
        if isinstance(item, Snapshot):
            size = item.state.size
        elif isinstance(item, Entered) and item.entries[0].seq == size:
            size += len(item.entries)
    return size


def test_no_piece_is_larger_than_it_should_be_and_all_is_in_them(core: SeatCore, keys: Keys) -> None:
    open_alarms(core, 2000)
    with peer(core, keys) as seat:
        seat.join()
        assert alarms_of(seat.parts) == 2000
        assert [part.part for part in seat.parts] == list(range(1, len(seat.parts) + 1))
        assert [part.last for part in seat.parts] == [False] * (len(seat.parts) - 1) + [True]
    assert len(seat.parts) == 4


def test_what_was_said_of_cameras_and_both_addresses_arrive(core: SeatCore, keys: Keys) -> None:
    sights = [
        Sights(camera=f"C{number}", by=(Sight(seat="wall", state=PictureState.LIVE, at=START, since=START),))
        for number in range(5000)
    ]
    core.core.state.sights.update((it.camera, it) for it in sights)
    with peer(core, keys) as seat:
        joined = seat.join()
        assert joined.state.sights == {}
        arriving = Arriving(joined)
        assert [arriving.take(part) for part in seat.parts][-1]
    assert list(arriving.snapshot.state.sights.values()) == sights
    arriving.take(wire.Part(number=1, part=9, secrets=(wire.Secret("C1", "rtsp://u:p@h/1", "rtsp://u:p@h/2"),)))
    assert arriving.snapshot.secrets == {"C1": Addresses("rtsp://u:p@h/1", "rtsp://u:p@h/2")}


def test_what_is_too_large_for_a_piece_travels_alone() -> None:
    found = list(parts(7, {"alarms": ["." * 10, "." * PIECE_BYTES, "." * 10]}, msgspec.msgpack.encode))
    assert [len(data) > PIECE_BYTES for data in found] == [False, True, False]
    assert all(len(data) < MAX_MESSAGE for data in found)


def test_a_seat_that_acknowledges_no_piece_gets_no_more_than_a_few(core: SeatCore, keys: Keys) -> None:
    open_alarms(core, 5000)
    with peer(core, keys) as seat:
        joined = begin(seat)
        for _ in range(10):
            seat.acknowledge(joined, joined.state.size)
        came = [message for message in heard(seat, 1.5) if isinstance(message, wire.Part)]
        assert len(came) == WINDOW_PARTS
        assert not any(part.last for part in came)


def test_a_snapshot_that_is_interrupted_starts_again_with_its_first_piece(core: SeatCore, keys: Keys) -> None:
    open_alarms(core, 5000)
    with peer(core, keys) as seat:
        first = begin(seat)
        seat.acknowledge(first, first.state.size)
        assert seat.expect(wire.Part).part == 1
        again = seat.join()
        mine = [part for part in seat.parts if part.number == again.number]
        assert mine[0].part == 1
        assert alarms_of(mine) == 5000


def test_telemetry_waits_for_the_last_piece_which_may_hold_what_is_older(core: SeatCore, keys: Keys) -> None:
    open_alarms(core, 2000)
    with peer(core, keys) as seat:
        joined = begin(seat)
        core.do(lambda: core.readings.put("s", "a", 1.0))
        assert not [message for message in heard(seat, 0.8) if isinstance(message, wire.Samples)]
        while not seat.parts or not seat.parts[-1].last:
            seat.acknowledge(joined, joined.state.size)
            seat.parts.append(seat.expect(wire.Part))
        seat.acknowledge(joined, joined.state.size)
        assert [reading.key for reading in seat.expect(wire.Samples).samples] == [("s", "a")]


def test_a_seat_that_takes_no_piece_for_a_long_time_is_stuck() -> None:
    pace = Pace(b"1", "key", "desk", wire.SeatKind.CONSOLE, None)
    pace.restart(7, 100, iter([b"1", b"2"]), 1000.0)
    pace.hear(wire.SeatBeat(joined=7), 1000.0)
    assert (pace.next_part(), pace.stuck(1060.0, 60.0), pace.stuck(1061.0, 60.0)) == (b"1", False, True)
    pace.part_sent()
    pace.hear(wire.SeatBeat(joined=7, parts=1), 1061.0)
    assert (pace.next_part(), pace.stuck(1062.0, 60.0)) == (b"2", False)
    pace.part_sent()
    pace.hear(wire.SeatBeat(joined=7, parts=2), 1062.0)
    assert (pace.next_part(), pace.stuck(9999.0, 60.0)) == (None, False)


def test_a_seat_shows_nothing_of_a_snapshot_before_it_is_whole(raw: RawCore, tmp_path: Path) -> None:
    mailbox: SeatMailbox = Mailbox(lambda: None)
    entry = made_up(0)
    with linked(raw.endpoint, new_keys("desk"), raw.keys.public, mailbox, tmp_path / "out.sqlite"):
        raw.expect(wire.Join)
        raw.begin(1)
        raw.say(wire.Part(number=1, part=1, alarms=(alarm(1),)))
        raw.say(wire.Entries(first=0, entries=(msgspec.msgpack.encode(entry),)))
        raw.say(wire.Part(number=9, part=2, last=True))
        eventually(lambda: raw.hear() == wire.SeatBeat(joined=1, parts=1, size=1), 5)
        assert mailbox.drain()[0] == []
        raw.say(wire.Part(number=1, part=2, last=True, alarms=(alarm(2),)))
        seen: list[Happening] = []
        collect(mailbox, seen, lambda: len(seen) == 3)
    state = State()
    for number in (1, 2):
        state.keep_alarm(alarm(number))
    assert state.open == {"s\x1ft\x1fs1": "A1", "s\x1ft\x1fs2": "A2"}
    assert seen == [Snapshot("wang", "王敏", state), Entered((entry,)), LinkChanged(True)]


def test_a_seat_that_misses_a_piece_joins_again(raw: RawCore, tmp_path: Path) -> None:
    mailbox: SeatMailbox = Mailbox(lambda: None)
    seen: list[Happening] = []
    with linked(raw.endpoint, new_keys("desk"), raw.keys.public, mailbox, tmp_path / "out.sqlite"):
        raw.expect(wire.Join)
        raw.begin(1)
        raw.say(wire.Part(number=1, part=2, last=True))
        raw.expect(wire.Join)
        raw.begin(2)
        raw.say(wire.Part(number=2, part=1, last=True))
        collect(mailbox, seen, lambda: len(seen) == 2)
    assert seen == [Snapshot("wang", "王敏", State()), LinkChanged(True)]


def test_a_seat_that_waits_long_for_its_new_snapshot_does_not_pass_for_live(raw: RawCore, tmp_path: Path) -> None:
    mailbox: SeatMailbox = Mailbox(lambda: None)
    seen: list[Happening] = []
    with linked(raw.endpoint, new_keys("desk"), raw.keys.public, mailbox, tmp_path / "out.sqlite"):
        raw.expect(wire.Join)
        raw.let_in()
        collect(mailbox, seen, lambda: LinkChanged(True) in seen)
        raw.say(wire.Behind(size=0))
        raw.expect(wire.Join)
        raw.begin(2)

        def shown_lost() -> bool:
            raw.hear()
            raw.say(wire.Beat(size=0, at=START))
            return LinkChanged(False) in seen

        collect(mailbox, seen, shown_lost)
        raw.say(wire.Part(number=2, part=1, last=True))
        collect(mailbox, seen, lambda: seen[-1] == LinkChanged(True))
    assert [type(item) for item in seen] == [Snapshot, LinkChanged, LinkChanged, Snapshot, LinkChanged]


def begin(seat: Peer) -> wire.Joined:
    """Joins, and says no more than that it has heard of it."""
    seat.say(wire.Join(version=wire.VERSION))
    return seat.expect(wire.Joined)


def heard(seat: Peer, seconds: float) -> list[wire.ToSeat]:
    """What comes until nothing has come for so long, beats apart."""
    found: list[wire.ToSeat] = []
    while (message := seat.hear(seconds)) is not None and not isinstance(message, wire.Beat):
        found.append(message)
    return found
