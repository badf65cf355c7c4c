"""Who may write to the projections but has no key gives nobody a right, and is found out."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import msgspec
import pytest

from commandcenter.adapters.data_folder import DataFolderError
from commandcenter.adapters.store.differing import ALTERED as ENTRY_ALTERED
from commandcenter.adapters.store.differing import BASE
from commandcenter.adapters.store.engine import Where
from commandcenter.adapters.store.leaves import Leaves
from commandcenter.app.checking_store import rebuild
from commandcenter.app.guarding import JournalNotSealed
from commandcenter.app.opening import open_reader, open_store
from commandcenter.domain.changes.people import AccountChanged, SignInFailed
from commandcenter.domain.changes.retention import JournalPruned
from commandcenter.domain.journal import Draft
from commandcenter.domain.merkle import HASH, TILE, leaf_hash
from commandcenter.domain.patience import Failures
from commandcenter.domain.people import Role, Session
from tests.support.cores import START
from tests.support.databases import ask, unlock_journal
from tests.support.guarded_centre import OFFICER, RISEN, GuardedCentre, core_on
from tests.support.tiles import Tiles, tiles_of

ALARM = "journal.derived"
SAID = "CRITICAL .*the projections are made anew from the journal: somebody else has written to them"
TABLES = ("alarms", "things", "answers", "meta")


@pytest.fixture
def centre(tmp_path: Path, database: Where) -> GuardedCentre:
    return GuardedCentre(tmp_path / "data", database)


def a_risen_account(centre: GuardedCentre) -> None:
    centre.put_thing("account", "off", RISEN)


def one_more_account(centre: GuardedCentre) -> None:
    centre.put_thing("account", "new", msgspec.structs.replace(RISEN, id="new"))


def no_account(centre: GuardedCentre) -> None:
    ask(centre.where, "DELETE FROM state.things WHERE kind = 'account'")


def no_failures(centre: GuardedCentre) -> None:
    assert ask(centre.where, "SELECT count(*) FROM state.things WHERE kind = 'failures'") != [(0,)]
    ask(centre.where, "DELETE FROM state.things WHERE kind = 'failures'")


def another_size(centre: GuardedCentre) -> None:
    """So that the last entries are applied a second time."""
    entries = ask(centre.where, "SELECT entry FROM journal WHERE seq < 2 ORDER BY seq")
    leaf = sha256(b"\0" + bytes(entries[-1][0])).digest()
    ask(centre.where, "UPDATE state.meta SET size = 2, leaf = ?", [leaf])


def another_mark(centre: GuardedCentre) -> None:
    ((mac,),) = ask(centre.where, "SELECT mac FROM state.meta")
    ask(centre.where, "UPDATE state.meta SET mac = ?", [bytes(mac[:-1]) + bytes([mac[-1] ^ 1])])


def one_more_session(centre: GuardedCentre) -> None:
    session = Session(
        id="s", account="off", name="李伟", person="A1", role=Role.DUTY_OFFICER, seat="desk-9", key="k", since=START,
        began=0.0,
    )  # fmt: skip
    centre.put_thing("session", "desk-9", session)


def a_thing_without_what_tells_of_it(centre: GuardedCentre) -> None:
    one_more_account(centre)
    ask(centre.where, "DELETE FROM state.meta")


def busy(centre: GuardedCentre) -> None:
    centre.begin()
    with centre.open() as (_, core):
        failed = SignInFailed(command="session.sign_in", account="off", failures=(Failures(key="off", count=3),))
        core.record([Draft(change=failed, subject="off")])


@pytest.mark.expects_log(SAID)
@pytest.mark.parametrize(
    "spoil",
    [a_risen_account, one_more_account, no_account, no_failures, one_more_session, another_size, another_mark],
)
def test_projections_that_somebody_has_written_to_are_made_anew_and_it_is_told(
    centre: GuardedCentre, spoil: Callable[[GuardedCentre], None]
) -> None:
    busy(centre)
    spoil(centre)
    with centre.open() as (store, core):
        assert (store.altered, list(core.state.accounts), core.state.accounts["off"]) == (True, ["off"], OFFICER)
        assert (core.state.failures["off"].count, core.state.sessions) == (3, {})
        alarm = core.state.open_alarm("core", ALARM, "core")
        assert alarm is not None
        assert alarm.active
    with centre.open() as (store, core):
        alarm = core.state.open_alarm("core", ALARM, "core")
        assert alarm is not None
        assert (store.altered, alarm.active) == (False, False)


@pytest.mark.expects_log(SAID)
def test_a_row_that_was_there_before_they_were_begun_is_not_believed(centre: GuardedCentre) -> None:
    busy(centre)
    a_thing_without_what_tells_of_it(centre)
    with centre.open() as (_, core):
        assert list(core.state.accounts) == ["off"]


@pytest.mark.expects_log(SAID)
def test_a_tool_is_not_deceived_either(centre: GuardedCentre) -> None:
    busy(centre)
    a_risen_account(centre)
    with open_store(centre.where, centre.folder) as store:
        assert core_on(store).state.accounts["off"] == OFFICER


@pytest.mark.expects_log(SAID)
def test_what_is_written_while_a_core_runs_is_found_by_the_next(centre: GuardedCentre) -> None:
    busy(centre)
    with centre.open() as (_, core):
        a_risen_account(centre)
        core.start("1.0")
    with centre.open() as (store, core):
        assert (store.altered, core.state.accounts["off"]) == (True, OFFICER)


def test_older_projections_that_are_put_back_are_brought_up_to_date(centre: GuardedCentre) -> None:
    centre.begin()
    old = {name: ask(centre.where, f"SELECT * FROM state.{name}") for name in TABLES}
    busy_since(centre)
    new = {name: sorted(map(_plain, ask(centre.where, f"SELECT * FROM state.{name}"))) for name in TABLES}
    for name, rows in old.items():
        ask(centre.where, f"DELETE FROM state.{name}")
        for row in rows:
            ask(centre.where, f"INSERT INTO state.{name} VALUES ({', '.join('?' * len(row))})", row)
    with open_store(centre.where, centre.folder) as store:
        state = core_on(store).state
        assert (store.altered, state.accounts["off"], state.failures["off"].count) == (False, RISEN, 3)
    assert {name: sorted(map(_plain, ask(centre.where, f"SELECT * FROM state.{name}"))) for name in TABLES} == new


def busy_since(centre: GuardedCentre) -> None:
    """Things that come, change and go."""
    with centre.open() as (_, core):
        failed = SignInFailed(command="session.sign_in", account="off", failures=(Failures(key="off", count=3),))
        core.record([Draft(change=failed, subject="off"), Draft(change=AccountChanged(account=RISEN), subject="off")])


def _plain(row: tuple[object, ...]) -> tuple[object, ...]:
    return tuple(bytes(value) if isinstance(value, memoryview) else value for value in row)


def test_projections_that_were_made_without_a_key_or_with_another_are_made_anew_without_an_alarm(
    centre: GuardedCentre,
) -> None:
    busy(centre)
    for spoilt in (b"", b"k" * 40):
        ask(centre.where, "UPDATE state.meta SET mac = ?", [spoilt])
        a_risen_account(centre)
        with centre.open() as (store, core):
            assert (store.altered, core.state.accounts["off"]) == (False, OFFICER)
            assert core.state.open_alarm("core", ALARM, "core") is None


def altered_entry(centre: GuardedCentre) -> int:
    """The entry that made the account makes another one."""
    unlock_journal(centre.where)
    for seq, data in ask(centre.where, "SELECT seq, entry FROM journal"):
        if b"duty-officer" in bytes(data):
            wanted = bytes(data).replace(b"\xacduty-officer", b"\xb6security-administrator")
            ask(centre.where, "UPDATE journal SET entry = ? WHERE seq = ?", [wanted, seq])
            return int(seq)
    raise LookupError


def test_projections_are_not_made_of_entries_that_are_not_those_that_were_sealed(centre: GuardedCentre) -> None:
    busy(centre)
    seq = altered_entry(centre)
    for _ in range(2):
        ask(centre.where, "DELETE FROM state.meta")
        ask(centre.where, "DELETE FROM state.things")
        for _ in range(2):
            assert refused(centre) == (ENTRY_ALTERED, seq)
    with centre.open(accept=True) as (_, core):
        assert core.state.accounts["off"] == RISEN
    with centre.open() as (_, core):
        assert core.state.accounts["off"] == RISEN


def made_anew(centre: GuardedCentre) -> None:
    """At the next start."""
    ask(centre.where, "DELETE FROM state.meta")
    ask(centre.where, "DELETE FROM state.things")


def test_projections_that_are_made_anew_by_hand_are_not_made_of_them_either(tmp_path: Path) -> None:
    centre = GuardedCentre(tmp_path, tmp_path / "journal.sqlite")
    busy(centre)
    seq = altered_entry(centre)
    with pytest.raises(JournalNotSealed, match=f"entry {seq} is not what it was"):
        rebuild(centre.folder, centre.folder.journal, lambda done, of: None)
    assert refused(centre) == (ENTRY_ALTERED, seq)


@pytest.mark.expects_log(SAID)
def test_who_makes_them_anew_by_hand_raises_the_alarm_too(tmp_path: Path) -> None:
    centre = GuardedCentre(tmp_path, tmp_path / "journal.sqlite")
    busy(centre)
    a_risen_account(centre)
    rebuild(centre.folder, centre.folder.journal, lambda done, of: None)
    with open_reader(centre.folder.journal) as reader:
        assert [alarm.type for alarm in reader.alarms()] == [ALARM]


def refused(centre: GuardedCentre) -> tuple[str, object]:
    with pytest.raises(JournalNotSealed) as caught, centre.open():
        pass
    reason = caught.value.values["reason"]
    assert isinstance(reason, DataFolderError)
    return reason.template, reason.values["first"]


DATAS = [b"%d" % number for number in range(2 * TILE + 3)]


def flaw_of(tiles: Tiles, first: int = 0, datas: list[bytes] = DATAS) -> int | None:
    """The first that differs."""
    found = Leaves(len(DATAS), tiles).differing(first, datas[first:])
    return next((seq for seq, _ in found), None)


def test_entries_are_those_of_the_tree_only_whole_and_in_their_places() -> None:
    tiles = tiles_of(DATAS)
    assert (flaw_of(tiles), flaw_of(tiles, first=TILE + 7)) == (None, None)
    for seq in (0, TILE - 1, TILE, 2 * TILE + 2):
        assert flaw_of(tiles, datas=[*DATAS[:seq], b"x", *DATAS[seq + 1 :]]) == seq
    assert Leaves(len(DATAS), tiles).differing(0, [*DATAS, b"more"]) == [(len(DATAS), leaf_hash(b"more"))]
    others = [b"x" if seq in (3, TILE + 1) else data for seq, data in enumerate(DATAS)]
    assert Leaves(len(DATAS), tiles).differing(2, others[2:]) == [(3, leaf_hash(b"x")), (TILE + 1, leaf_hash(b"x"))]


def test_entries_that_were_altered_with_their_leaves_are_found_by_the_tiles_above() -> None:
    datas = [*DATAS[:5], b"x", *DATAS[6:]]
    for cut in (0, HASH):
        tiles = tiles_of(DATAS)
        leaves = tiles_of(datas)(0, 0)
        # Cut short it looks like a last tile, and is none.
        tiles.held[0, 0] = leaves[: len(leaves) - cut]
        assert flaw_of(tiles, datas=datas) == 0
        assert flaw_of(tiles, first=TILE) is None


def test_what_pruned_entries_left_is_what_the_journal_says(centre: GuardedCentre) -> None:
    busy(centre)
    with centre.open() as (store, core):
        entry = core.state.size
        base = store.base(3, lambda entry: None, lambda done, of: None)
        digest = sha256(base.stored).hexdigest()
        change = JournalPruned(first=3, archive="a", origin="o", vkey="k", base=digest, alarms=base.raised)
        core.record([Draft(change=change, subject="a")])
        store.prune(3, entry, base.stored)
    ask(centre.where, "DELETE FROM state.meta")
    ask(centre.where, "DELETE FROM state.things")
    with centre.open() as (_, core):
        assert core.state.accounts["off"] == OFFICER
    risen = tuple((*it[:2], msgspec.msgpack.encode(RISEN)) if it[0] == "account" else it for it in base.things)
    forged = msgspec.structs.replace(base, things=risen)
    assert forged != base
    ask(centre.where, "UPDATE bases SET value = ?", [forged.stored])
    made_anew(centre)
    with pytest.raises(JournalNotSealed) as caught, centre.open():
        pass
    reason = caught.value.values["reason"]
    assert isinstance(reason, DataFolderError)
    assert (reason.template, reason.values["last"]) == (BASE, entry)
    with centre.open(accept=True):
        pass
    made_anew(centre)
    with centre.open() as (_, core):
        assert core.state.accounts["off"] == RISEN
    worse = msgspec.structs.replace(forged, raised=7)
    ask(centre.where, "UPDATE bases SET value = ?", [worse.stored])
    made_anew(centre)
    with pytest.raises(JournalNotSealed), centre.open():
        pass
