"""Outboxes that earlier and later versions of the source kit have left."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import msgpack
import pytest

from bridge.source import Outcome
from bridge.source.claims import Claims
from bridge.source.cores import Cores
from bridge.source.database import FILE, Database, OutboxError
from bridge.source.outbox import Outbox

ALWAYS = """
CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE events (seq INTEGER PRIMARY KEY, body BLOB NOT NULL);
"""
STANDING = """
CREATE TABLE raised (
    type TEXT NOT NULL, subject TEXT NOT NULL, body BLOB NOT NULL, PRIMARY KEY (type, subject)) WITHOUT ROWID;
CREATE TABLE devices (device TEXT PRIMARY KEY, actions TEXT NOT NULL) WITHOUT ROWID;
"""
# As issue 2 landed it.
FIRST = f"""{ALWAYS}
CREATE TABLE cores (core TEXT PRIMARY KEY, durable INTEGER NOT NULL, seen REAL NOT NULL) WITHOUT ROWID;
CREATE TABLE commands (key TEXT PRIMARY KEY, at REAL NOT NULL, ok INTEGER, detail TEXT) WITHOUT ROWID;
INSERT INTO cores VALUES ('core', 1, 1.7e9);
INSERT INTO commands VALUES ('k-1', 1.7e9, 1, 'opened'), ('k-2', 1.7e9, 0, 'stuck'), ('k-3', 1.7e9, NULL, NULL);
"""
SECOND = f"""{ALWAYS}{STANDING}
CREATE TABLE cores (
    key TEXT NOT NULL, core TEXT NOT NULL, durable INTEGER NOT NULL, seen REAL NOT NULL, PRIMARY KEY (key, core)
) WITHOUT ROWID;
CREATE TABLE commands (key TEXT PRIMARY KEY, at REAL NOT NULL, outcome TEXT, detail TEXT) WITHOUT ROWID;
INSERT INTO cores VALUES ('key-1', 'core', 1, 1.7e9);
INSERT INTO commands VALUES
    ('k-1', 1.7e9, 'done', 'opened'), ('k-2', 1.7e9, 'failed', 'stuck'), ('k-3', 1.7e9, NULL, NULL);
"""
THIRD = SECOND.replace("seen", "silent").replace(" at REAL", " deadline REAL")
WITH_RAISED = """
INSERT INTO raised SELECT 'gate.open', 'G-2', body FROM events WHERE seq = 3;
INSERT INTO devices VALUES ('C-1', '["speak"]');
"""


def event(kind: str, **more: object) -> bytes:
    packed: bytes = msgpack.packb({"at": "2026-11-21T06:00:00Z", "kind": kind, **more})
    return packed


EVENTS = (
    event("raise", type="gate.open", subject="G-1"),
    event("device", device="C-1", type="loudspeaker", name="", actions=["speak"]),
    event("raise", type="gate.open", subject="G-2"),
    event("return", type="gate.open", subject="G-1"),
)


def leave(folder: Path, schema: str, events: Sequence[bytes] = EVENTS, first: int = 1) -> Path:
    """An outbox of the source s."""
    with closing(sqlite3.connect(folder / FILE)) as connection:
        connection.executescript(schema)
        connection.execute("INSERT INTO about VALUES ('source', 's'), ('epoch', 'e1')")
        connection.executemany("INSERT INTO events VALUES (?, ?)", enumerate(events, first))
        if schema is not FIRST:
            connection.executescript(WITH_RAISED)
        connection.commit()
    return folder


@pytest.mark.parametrize("schema", [FIRST, SECOND, THIRD], ids=["first", "second", "third"])
def test_an_older_outbox_opens_with_all_its_events_and_with_what_was_done(tmp_path: Path, schema: str) -> None:
    leave(tmp_path, schema)
    for _ in range(2):
        with closing(Database(tmp_path)) as database:
            cores = Cores(database)
            outbox = Outbox(database, cores, "s")
            assert outbox.about == ("e1", 1, 4, None)
            assert outbox.read("e1", 0, 10) == (1, list(EVENTS))
            assert outbox.actions("C-1") == ("speak",)
            assert database.rows("SELECT type, subject, body FROM raised") == [("gate.open", "G-2", EVENTS[2])]
            claims = Claims(database)
            claims.purge()
            assert [claims.outcome(key) for key in ("k-1", "k-2", "k-3", "k-4")] == [
                Outcome("done", "opened"),
                Outcome("failed", "stuck"),
                Outcome("unknown", "the source stopped while acting"),
                None,
            ]
            # The first version knew cores by a name alone, that anybody could give.
            assert (len(cores), cores.lag(4)) == ((0, 0) if schema is FIRST else (1, 3))


@pytest.mark.expects_log(r"WARNING bridge.source: what was raised before event 7 and is still wrong is not known: .*")
def test_that_the_first_version_has_forgotten_what_it_raised_is_said(tmp_path: Path) -> None:
    leave(tmp_path, FIRST, first=7)
    with closing(Database(tmp_path)) as database:
        assert Outbox(database, Cores(database), "s").about == ("e1", 7, 10, None)


def test_a_newer_outbox_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    leave(tmp_path, THIRD)
    with closing(sqlite3.connect(tmp_path / FILE)) as connection:
        connection.execute("PRAGMA user_version = 2")
    with pytest.raises(OutboxError, match=r"a newer version of this program wrote it .*; install that version"):
        Database(tmp_path)
    with closing(sqlite3.connect(tmp_path / FILE)) as connection:
        assert connection.execute("PRAGMA user_version").fetchall() == [(2,)]
        assert [row[1] for row in connection.execute("PRAGMA table_info(commands)")] == [
            "key",
            "deadline",
            "outcome",
            "detail",
        ]


def test_what_goes_wrong_on_the_way_leaves_the_older_outbox_whole(tmp_path: Path) -> None:
    leave(tmp_path, FIRST)
    with closing(sqlite3.connect(tmp_path / FILE)) as connection:
        connection.execute("CREATE TABLE old_cores (core TEXT)")
    with pytest.raises(OutboxError, match="old_cores"):
        Database(tmp_path)
    with closing(sqlite3.connect(tmp_path / FILE)) as connection:
        connection.execute("DROP TABLE old_cores")
        assert connection.execute("SELECT count(*) FROM commands WHERE ok IS NOT NULL").fetchall() == [(2,)]
    with closing(Database(tmp_path)) as database:
        assert Claims(database).outcome("k-1") == Outcome("done", "opened")
