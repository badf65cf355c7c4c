"""A journal without its oldest entries: all that is derived from it is what it was, and the verifier finds no fault."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from commandcenter.adapters.clock import utc_now
from commandcenter.adapters.data_folder import DataFolder
from commandcenter.adapters.search.journal_rows import JournalRows
from commandcenter.adapters.store.comparing import compare
from commandcenter.adapters.store.engine import Where
from commandcenter.adapters.store.reading import JournalReader
from commandcenter.adapters.store.sql_store import SqlStore
from commandcenter.app import archiving, pruning
from commandcenter.app.checking_store import check, rebuild
from commandcenter.app.past import FolderPast
from commandcenter.app.searching import searching
from commandcenter.app.verifying import NotVerified, verdict
from commandcenter.domain.changes.people import ApprovalGiven
from commandcenter.domain.changes.retention import PruneAgreed
from commandcenter.domain.errors import Refused
from commandcenter.domain.journal import Draft
from commandcenter.domain.people import Approval
from commandcenter.services.replaying_shift import NotKnown, Stepper
from commandcenter.services.searching import Page, Query
from commandcenter.settings import AuditSettings, Settings, SettingsError, read_settings
from tests.support.databases import ask
from tests.support.old_centre import OldCentre
from tests.unit.test_store_projections import contents


def old_centre(tmp_path: Path, where: Where) -> OldCentre:
    """Entries of 400, 300 and 100 days ago, and of today."""
    folder = DataFolder(tmp_path if isinstance(where, Path) else tmp_path / "data")
    it = OldCentre(folder, where)
    it.begin()
    it.go_on(100)
    it.go_on(200)
    it.settings = Settings(audit=AuditSettings(keep_days=180))
    return it


def quiet(done: int, of: int) -> None:
    """Nobody watches."""


def archive(it: OldCentre, name: str = "old.ccaudit", days: float = 365.0) -> tuple[Path, archiving.Limit]:
    file = it.folder.path / name
    until = utc_now() - timedelta(days=days)
    _, limit = archiving.archive(it.folder, it.settings, it.where, until, file, quiet)
    return file, limit


def agree(it: OldCentre, file: Path, persons: tuple[str, str] = ("S1", "S2")) -> None:
    """As the command of two persons leaves it."""
    archived = pruning.inspect(it.where, file)
    with it.open() as core:
        core.record(agreement(it, archived, persons))


def agreement(it: OldCentre, archived: pruning.Archived, persons: tuple[str, str]) -> list[Draft]:
    approval = Approval(
        id="c",
        command="journal.prune",
        args=archived.args,
        digest=archived.digest,
        account="sun",
        name="Sun",
        person=persons[0],
        session="",
        seat="",
        asked=0.0,
        until=it.now,
    )
    given = ApprovalGiven(approval=approval, by="zhou", by_person=persons[1])
    agreed = PruneAgreed(before=archived.before, archive=archived.archive)
    return [Draft(change=given, subject="c"), Draft(change=agreed, subject=archived.archive)]


def prune(it: OldCentre, file: Path) -> pruning.Done:
    it.now = utc_now()
    agree(it, file)
    return pruning.carry_out(it.folder, it.settings, it.where, file, quiet)


def verified(it: OldCentre, *options: str) -> tuple[int, Sequence[str]]:
    target = it.folder.path if isinstance(it.where, Path) else it.where
    it_says = verdict(target, options)
    return it_says.code, it_says.said


@pytest.fixture(autouse=True)
def settings_without_a_database(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """What is told to a centre is told to the database of the test."""
    where: Where = request.getfixturevalue("database")
    monkeypatch.setattr("commandcenter.app.administering.journal_of", lambda folder, settings: where)


def test_without_its_oldest_entries_everything_else_is_as_it_was(database: Where, tmp_path: Path) -> None:
    it = old_centre(tmp_path, database)
    it.settle()
    file, limit = archive(it, days=200)
    assert verified(it) == (0, ())
    done = prune(it, file)
    assert (done.first, limit.before) == (19, 19)
    assert verified(it) == (0, ())
    assert ask(database, "SELECT min(seq) FROM journal") == [(limit.before,)]
    with closing(SqlStore(database)) as store:
        state, tree = store.load()
        with closing(JournalReader(database)) as reader:
            assert reader.computed_tree().root() == tree.root()
            assert [entry.seq for entry in reader.entries(0, 2)] == [limit.before, limit.before + 1]
            assert reader.state() == state
    assert (state.raised, state.retention.first, list(state.alarms)) == (8, limit.before, [])
    assert state.accounts["li.wei"].name == "李伟"
    assert check(it.folder, it.settings, database, quiet).ok
    before = contents(database)
    rebuild(it.folder, database, quiet)
    assert contents(database) == before
    with closing(SqlStore(database)) as store:
        assert store.load()[0] == state


def test_a_journal_is_pruned_again_and_again(database: Where, tmp_path: Path) -> None:
    it = old_centre(tmp_path, database)
    it.settle()
    first, limit = archive(it, days=350)
    prune(it, first)
    second, later = archive(it, "later.ccaudit", days=181)
    assert (later.first, later.before > later.first) == (limit.before, True)
    assert verdict(second).code == 0
    prune(it, second)
    assert verified(it) == (0, ())
    assert check(it.folder, it.settings, database, quiet).ok
    before = contents(database)
    rebuild(it.folder, database, quiet)
    assert contents(database) == before
    assert ask(database, "SELECT count(*) FROM bases") == [(1,)]


def test_nothing_that_is_still_open_or_young_leaves_the_journal(database: Where, tmp_path: Path) -> None:
    it = old_centre(tmp_path, database)
    _, limit = archive(it, days=200)
    with closing(JournalReader(database)) as reader:
        (open_alarm,) = [it.seq for it in reader.entries() if it.action == "alarm.raised" and "'s2'" in str(it)]
    assert limit.before <= open_alarm == limit.entry
    assert limit.held == "the alarm of entry {entry} is still open"
    it.settle()
    it.settings = Settings()
    _, limit = archive(it, "more.ccaudit", days=1)
    with closing(JournalReader(database)) as reader:
        ages = [(utc_now() - entry.at).days for entry in reader.entries(0, limit.before)]
    assert (min(ages), limit.held) == (400, "entry {entry} is not old enough")


def test_nothing_goes_beyond_the_second_place(database: Where, tmp_path: Path) -> None:
    it = old_centre(tmp_path, database)
    it.settle()
    for file in it.folder.checkpoints.iterdir():
        file.unlink()
    with pytest.raises(Refused, match="no checkpoint ends there that also lies in the second place"):
        archive(it, days=200)


def test_a_centre_keeps_half_a_year_at_least(tmp_path: Path, database: Where) -> None:
    settings = tmp_path / "settings.toml"
    settings.write_text("version = 1\n[audit]\nkeep_days = 179\n")
    with pytest.raises(SettingsError, match="the record stays online for 180 days at least"):
        read_settings(settings)
    settings.write_text("version = 1\n[audit]\nkeep_days = 180\n")
    assert read_settings(settings).audit.keep_days == 180
    assert Settings().audit.keep_days == 365


def test_an_archive_that_is_gone_altered_or_not_agreed_on_prunes_nothing(database: Where, tmp_path: Path) -> None:
    it = old_centre(tmp_path, database)
    it.settle()
    file, _ = archive(it, days=200)
    other, _ = archive(it, "other.ccaudit", days=350)
    it.now = utc_now()
    agree(it, file)
    whole = file.read_bytes()
    size = ask(database, "SELECT min(seq), max(seq) FROM journal")[0]
    with pytest.raises(Refused, match="No two persons have agreed"):
        pruning.carry_out(it.folder, it.settings, it.where, other, quiet)
    at = whole.index(b"entries/000000.bin\0") + 700
    file.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
    with pytest.raises(NotVerified):
        pruning.carry_out(it.folder, it.settings, it.where, file, quiet)
    file.unlink()
    with pytest.raises(NotVerified):
        pruning.carry_out(it.folder, it.settings, it.where, file, quiet)
    # Each of the three stands in the journal as what failed.
    first, last = ask(database, "SELECT min(seq), max(seq) FROM journal")[0]
    assert (first, last - size[1]) == (0, 3)
    file.write_bytes(whole)
    assert pruning.carry_out(it.folder, it.settings, it.where, file, quiet).first > 0


def test_what_was_agreed_on_long_ago_is_asked_again(
    database: Where, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    it = old_centre(tmp_path, database)
    it.settle()
    file, _ = archive(it, days=200)
    agree(it, file)
    tomorrow = utc_now() + timedelta(hours=25)
    monkeypatch.setattr(pruning, "utc_now", lambda: tomorrow)
    with pytest.raises(Refused, match="is too old: ask again"):
        pruning.carry_out(it.folder, it.settings, it.where, file, quiet)


@pytest.mark.parametrize(
    ("statement", "given", "said"),
    [
        ("DELETE FROM bases", b"", "what the archived entries have left is missing"),
        ("UPDATE bases SET value = ?", b"another", "what the archived entries have left is not what the journal says"),
        ("UPDATE bases SET entry = entry - 1", b"", "what the archived entries have left is not what the journal says"),
        ("UPDATE bases SET size = size - 1", b"", "it is of another beginning"),
    ],
)
def test_what_the_archived_entries_have_left_is_held_against_the_journal(
    database: Where, tmp_path: Path, statement: str, given: bytes, said: str
) -> None:
    it = old_centre(tmp_path, database)
    it.settle()
    file, _ = archive(it, days=200)
    prune(it, file)
    ask(database, statement, [given] if given else [])
    code, texts = verified(it)
    assert (code, any(said in text for text in texts)) == (1, True), texts


def test_the_search_and_a_replay_begin_where_the_journal_begins(database: Where, tmp_path: Path) -> None:
    it = old_centre(tmp_path, database)
    it.settle()
    with closing(JournalRows.of(database)) as rows:
        past = FolderPast(it.folder, rows, nobody)
        before = Stepper(past).at(past.size() - 1).state
    file, _ = archive(it, days=200)
    first = prune(it, file).first
    with searching(it.folder, database, quiet) as ask_index, closing(JournalRows.of(database)) as rows:
        assert ask_index(Query(limit=1)).seqs == (rows.ends()[1] - 1,)
        assert ask_index(Query(limit=1, oldest_first=True)).seqs == (first,)
        past = FolderPast(it.folder, rows, ask_index)
        assert Stepper(past).at(before.size - 1).state == before
        with pytest.raises(NotKnown):
            Stepper(past).at(first - 1)


def nobody(query: Query) -> Page:
    raise AssertionError


@pytest.mark.expects_log("WARNING .*the projections are made anew")
def test_comparing_names_the_first_row_that_differs(database: Where, tmp_path: Path) -> None:
    it = old_centre(tmp_path, database)
    sound = compare(database, quiet)
    assert (sound.difference, sound.size, sound.entries) == (None, sound.entries, sound.size)
    ask(database, "UPDATE state.things SET value = ? WHERE kind = 'device'", [b"\xc0"])
    difference = compare(database, quiet).difference
    assert difference == ("things", "device src/YZ-1", "other")
    ask(database, "DELETE FROM state.alarms WHERE id = 'A1'")
    assert compare(database, quiet).difference == ("alarms", "A1", "missing")
    ask(database, "UPDATE state.meta SET version = version + 1")
    assert compare(database, quiet).difference == ("meta", str(sound.size), "version")
    rebuild(it.folder, database, quiet)
    assert compare(database, quiet) == sound


def test_a_clock_that_is_ahead_makes_nothing_old(
    database: Where, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    it = old_centre(tmp_path, database)
    it.settle()
    _, limit = archive(it, days=200)
    ahead = utc_now() + timedelta(days=365)
    monkeypatch.setattr(archiving, "utc_now", lambda: ahead)
    assert archiving.limit_of(it.folder, it.settings, it.where, ahead) == limit_of_now(limit)
    newest = utc_now()
    assert archiving.youngest(it.settings, newest) == newest - timedelta(days=180)
    assert archiving.youngest(it.settings, ahead + timedelta(days=1)) == ahead - timedelta(days=180)


def limit_of_now(limit: archiving.Limit) -> archiving.Limit:
    """By age alone: there is nothing else that holds more."""
    return msgspec.structs.replace(limit, held="entry {entry} is not old enough")
