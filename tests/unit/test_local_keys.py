"""The keys that lie beside the core's own: found at once, read again when they change, and never those of others."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import msgspec
import pytest

from bridge.core.local_keys import LocalKeys
from bridge.sealing.keys import open_key
from bridge.source.keys import new_keys, open_keys, write_keys
from commandcenter.domain.journal import Entry
from commandcenter.domain.keys import KeyKind
from commandcenter.domain.notes import COSIGNATURE
from commandcenter.services.ports import StoreTrouble
from tests.support.cores import START, TestCore


@pytest.fixture
def consoles(tmp_path: Path) -> Path:
    return tmp_path / "consoles"


@pytest.fixture
def keys(consoles: Path) -> LocalKeys:
    return LocalKeys([(KeyKind.CONSOLE, consoles), (KeyKind.WALL, consoles.parent / "walls")], lambda: START)


def holders(keys: LocalKeys) -> list[tuple[KeyKind, str, str]]:
    return [(key.kind, key.id, key.public) for key in keys()]


def test_a_key_is_found_under_its_files_name_and_its_folders_kind(keys: LocalKeys, consoles: Path) -> None:
    assert keys() == []
    desk, wall = open_keys(consoles / "desk-1.json", "x"), open_keys(consoles.parent / "walls" / "wall.json", "x")
    assert holders(keys) == [(KeyKind.CONSOLE, "desk-1", desk.public), (KeyKind.WALL, "wall", wall.public)]


def test_a_key_is_told_until_it_is_gone_for_the_core_may_not_have_been_able_to_keep_it(
    keys: LocalKeys, consoles: Path
) -> None:
    open_keys(consoles / "desk-1.json", "desk-1")
    assert keys() == keys() != []
    (consoles / "desk-1.json").unlink()
    assert keys() == []


def test_what_a_seat_signs_checkpoints_with_lets_nobody_in_and_is_no_mistake(keys: LocalKeys, consoles: Path) -> None:
    desk = open_keys(consoles / "desk-1.json", "desk-1")
    open_key(consoles / "desk-1.witness.json", "console/desk-1", COSIGNATURE)
    assert holders(keys) == [(KeyKind.CONSOLE, "desk-1", desk.public)]


def test_a_key_that_could_not_be_recorded_is_trusted_when_there_is_room(keys: LocalKeys, consoles: Path) -> None:
    centre = TestCore()
    public = open_keys(consoles / "desk-1.json", "desk-1").public
    centre.store.broken = StoreTrouble("SQLITE_FULL", full=True)
    with pytest.raises(StoreTrouble):
        centre.core.trust(keys())
    centre.store.broken = None
    assert len(centre.core.trust(keys())) == 1
    assert centre.core.trust(keys()) == []
    assert list(centre.core.state.keys) == [public]


@pytest.mark.expects_log("others can read it: chmod 600 .*desk-1.json")
def test_a_file_that_is_written_over_or_made_right_is_read_again(
    keys: LocalKeys, consoles: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """The folder itself does not change by any of this."""
    path = consoles / "desk-1.json"
    first = open_keys(path, "desk-1")
    folder = consoles.stat().st_mtime_ns
    assert [key.public for key in keys()] == [first.public]
    path.chmod(0o644)
    assert (keys(), keys()) == ([], [])
    assert len(caplog.messages) == 1
    path.chmod(0o600)
    assert [key.public for key in keys()] == [first.public]
    write_keys(consoles.parent / "other.json", second := new_keys("desk-1"))
    path.write_bytes((consoles.parent / "other.json").read_bytes())
    assert [key.public for key in keys()] == [second.public]
    assert consoles.stat().st_mtime_ns == folder


@pytest.mark.expects_log("desk-1.json belongs to another user .*: chown it")
def test_a_file_of_another_user_is_refused_with_a_word(consoles: Path) -> None:
    open_keys(consoles / "desk-1.json", "desk-1")
    theirs = LocalKeys([(KeyKind.CONSOLE, consoles)], lambda: START, owner=os.geteuid() + 1)
    assert theirs() == []


def test_a_file_that_is_being_written_is_not_looked_at(keys: LocalKeys, consoles: Path) -> None:
    open_keys(consoles / "desk-1.json", "desk-1")
    (consoles / ".desk-2.json.4711").write_text("{")
    (consoles / ".hidden.json").write_text("{")
    assert [key.id for key in keys()] == ["desk-1"]


@pytest.mark.expects_log("looped.json cannot be read: Too many levels of symbolic links")
def test_a_file_that_cannot_be_looked_at_is_told_once_and_hides_no_other(
    keys: LocalKeys, consoles: Path, caplog: pytest.LogCaptureFixture
) -> None:
    open_keys(consoles / "desk-1.json", "desk-1")
    (consoles / "looped.json").symlink_to("looped.json")
    (consoles / "nowhere.json").symlink_to("gone.json")
    assert [key.id for _ in range(3) for key in keys()] == ["desk-1"] * 3
    assert len(caplog.messages) == 1


@pytest.mark.expects_log("consoles cannot be read: Input/output error")
def test_a_folder_that_cannot_be_read_is_told_once_and_hides_no_other(
    keys: LocalKeys, consoles: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def failing(folder: Path, pattern: str) -> list[Path]:
        if folder == consoles:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        return list(readable(folder, pattern))

    readable = Path.glob
    open_keys(consoles.parent / "walls" / "wall.json", "wall")
    monkeypatch.setattr(Path, "glob", failing)
    assert [key.id for _ in range(3) for key in keys()] == ["wall"] * 3
    assert len(caplog.messages) == 1


@pytest.mark.expects_log("pipe.json is no file")
def test_a_pipe_among_the_keys_is_not_waited_for(keys: LocalKeys, consoles: Path) -> None:
    open_keys(consoles / "desk-1.json", "desk-1")
    os.mkfifo(consoles / "pipe.json", 0o600)
    assert [key.id for key in keys()] == ["desk-1"]


@pytest.mark.expects_log("is not named as a seat or a tool can be: rename it")
@pytest.mark.parametrize("name", ["x" * 129, "x" * 65, "desk 1", "desk\n", "席位", "-desk", os.fsdecode(b"desk\xff")])
def test_a_key_under_a_name_that_no_holder_can_have_is_not_trusted(
    keys: LocalKeys, consoles: Path, caplog: pytest.LogCaptureFixture, name: str
) -> None:
    open_keys(consoles / "desk-1.json", "desk-1")
    (consoles / "desk-1.json").rename(consoles / f"{name}.json")
    assert (keys(), keys()) == ([], [])
    assert len(caplog.messages) == 1
    caplog.messages[0].encode("ascii")


def test_what_is_recorded_of_a_key_with_the_longest_name_can_be_read_again(keys: LocalKeys, consoles: Path) -> None:
    centre = TestCore()
    open_keys(consoles / f"{'x' * 64}.json", "x")
    [stamped] = centre.core.trust(keys())
    assert msgspec.msgpack.decode(stamped.data, type=Entry) == stamped.entry
