"""A pruning that is ended at any moment: the journal is as it was sealed, and the same order does the rest."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
import zlib
from copy import copy
from datetime import timedelta
from functools import partial
from pathlib import Path

import psycopg
import pytest

from audit.verdict import Code
from bridge.sealing.second_place import CheckpointFolder
from commandcenter.adapters.clock import utc_now
from commandcenter.adapters.data_folder import DataFolder
from commandcenter.adapters.store import following
from commandcenter.adapters.store.engine import Where
from commandcenter.adapters.store.sql_store import SqlStore
from commandcenter.app import pruning
from commandcenter.app.checking_store import rebuild
from commandcenter.app.opening import open_store
from commandcenter.app.sealing import open_sealing
from commandcenter.domain.catalogue import Catalogue
from commandcenter.domain.errors import Refused
from commandcenter.services.core import Core
from commandcenter.services.operating import command_table
from commandcenter.services.placing import PlaceTrouble
from commandcenter.services.ports import StoreTrouble
from tests.support.audit_cases import found, judged
from tests.support.databases import ask
from tests.support.old_centre import OldCentre
from tests.support.postgres import Server
from tests.support.waiting import eventually
from tests.unit.test_pruning import agree, archive, old_centre, quiet
from tests.unit.test_store_projections import contents

ROOT = Path(__file__).resolve().parents[2]
PLACES = 30


def _places(it: OldCentre, apart: Path, server: Server | None) -> list[OldCentre]:
    """Equal centres, each with a folder and a database of its own."""
    copies = []
    for number in range(PLACES):
        folder = Path(shutil.copytree(it.folder.path, apart / str(number)))
        where: Where = folder / "journal.sqlite"
        if server is not None and not isinstance(it.where, Path):
            where = server.database(template=str(it.where.database))
        copies.append(beside(it, folder, where))
    return copies


def beside(it: OldCentre, folder: Path, where: Where) -> OldCentre:
    other = copy(it)
    other.folder, other.where = DataFolder(folder), where
    return other


def address(where: Where) -> str:
    return str(where) if isinstance(where, Path) else where.render_as_string(hide_password=False)


def as_sealed(it: OldCentre) -> tuple[Code, list[str]]:
    """The verifier's word, in this process."""
    report = judged(it.folder.path if isinstance(it.where, Path) else address(it.where), also=[it.folder.checkpoints])
    return report.code, found(report)


def test_kill_9_at_any_step_leaves_a_journal_as_it_was_sealed_and_the_rest_to_do(
    database: Where,
    tmp_path: Path,
    tmp_path_factory: pytest.TempPathFactory,
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # SQLite's projections are a file of their own: they may have stayed behind, and are made anew.
    monkeypatch.setattr(following.log, "disabled", True)
    it = old_centre(tmp_path, database)
    it.settle()
    file, _ = archive(it, days=200)
    it.now = utc_now()
    agree(it, file)
    (size,) = ask(database, "SELECT max(seq) + 1 FROM journal")[0]
    server = None if isinstance(database, Path) else request.getfixturevalue("postgres")
    places = _places(it, tmp_path_factory.mktemp("places"), server)
    names = [name for other in places for name in (str(other.folder.path), address(other.where))]
    command = [sys.executable, "-m", "tests.support.dying_prune", str(file), *names]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False, cwd=ROOT)
    numbers = [int(line) for line in done.stdout.split()]
    assert (done.returncode, numbers[-1], len(numbers) > 15) == (0, 0, True), done.stderr[-2000:]
    # The archive was verified when it was made.
    monkeypatch.setattr(pruning, "require_verified", lambda file, options: None)
    left = []
    for other in places[: len(numbers)]:
        if not isinstance(other.where, Path):
            eventually(partial(is_free, other.where), 30.0, "the server has noticed")
        left.append(step_of(other, size))
        assert as_sealed(other) == (Code.OK, []), left
        again = pruning.carry_out(other.folder, it.settings, other.where, file, quiet)
        assert (again.first, again.entry) == (19, size)
        assert step_of(other, size) == "gone"
        assert as_sealed(other) == (Code.OK, []), left
        with pytest.raises((sqlite3.IntegrityError, psycopg.IntegrityError), match="append-only"):
            ask(other.where, "DELETE FROM journal")
    assert list(dict.fromkeys(left)) == ["nothing", "told", "sealed", "sealed twice", "gone"]


def step_of(it: OldCentre, size: int) -> str:
    """How far it is; a step once taken is never taken back."""
    ((first, told, bases),) = ask(it.where, "SELECT min(seq), max(seq), (SELECT count(*) FROM bases) FROM journal")
    (sealed,) = ask(it.where, "SELECT max(size) FROM checkpoints")[0]
    twice = any(f"\\n{size + 1}\\n" in file.read_text() for file in it.folder.checkpoints.iterdir())
    states = {
        (0, size - 1, 0, False, False): "nothing",
        (0, size, 0, False, False): "told",
        (0, size, 0, True, False): "sealed",
        (0, size, 0, True, True): "sealed twice",
        (19, size, 1, True, True): "gone",
    }
    return states[first, told, bases, sealed > size, twice]


class Ended(Exception):
    """The program, at the worst moment."""


def end(*_: object) -> None:
    raise Ended


def begun(it: OldCentre, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The archive of a pruning that ended right behind the entry that tells of it."""
    it.settle()
    file, _ = archive(it, days=200)
    it.now = utc_now()
    agree(it, file)
    with monkeypatch.context() as patch:
        patch.setattr(pruning, "_seal", end)
        with pytest.raises(Ended):
            pruning.carry_out(it.folder, it.settings, it.where, file, quiet)
    return file


def test_what_was_begun_is_done_after_a_core_has_worked_on(
    database: Where, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    it = old_centre(tmp_path, database)
    file = begun(it, monkeypatch)
    (told,) = ask(database, "SELECT max(seq) FROM journal")[0]
    it.go_on(0)
    assert as_sealed(it) == (Code.OK, [])
    rebuild(it.folder, database, quiet)
    before = contents(database)
    later = utc_now() + timedelta(hours=25)
    monkeypatch.setattr(pruning, "utc_now", lambda: later)
    done = pruning.carry_out(it.folder, it.settings, it.where, file, quiet)
    assert (done.first, done.entry) == (19, told)
    assert ask(database, "SELECT min(seq) FROM journal") == [(19,)]
    assert ask(database, "SELECT size, entry FROM bases") == [(19, told)]
    assert as_sealed(it) == (Code.OK, [])
    assert contents(database) == before
    rebuild(it.folder, database, quiet)
    assert contents(database) == before
    # Whoever did not see that it was done may do it once more.
    (size,) = ask(database, "SELECT max(seq) FROM journal")[0]
    assert pruning.carry_out(it.folder, it.settings, it.where, file, quiet) == done
    assert ask(database, "SELECT max(seq) FROM journal") == [(size,)]


def test_what_another_version_has_begun_and_would_keep_otherwise_is_told_anew(
    database: Where, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    it = old_centre(tmp_path, database)
    with monkeypatch.context() as patch:
        packed = zlib.compress
        patch.setattr(zlib, "compress", lambda data, level: packed(data, 1))
        file = begun(it, monkeypatch)
    (told,) = ask(database, "SELECT max(seq) FROM journal")[0]
    done = pruning.carry_out(it.folder, it.settings, it.where, file, quiet)
    assert (done.first, done.entry) == (19, told + 1)
    assert as_sealed(it) == (Code.OK, [])


def test_what_was_begun_before_somebody_took_the_journal_as_it_is_is_told_anew(
    database: Where, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A verifier takes no word that was sealed after that for what went before it."""
    it = old_centre(tmp_path, database)
    file = begun(it, monkeypatch)
    (told,) = ask(database, "SELECT max(seq) FROM journal")[0]
    (it.folder.keys / "seal.json").unlink()
    with open_store(database, it.folder, compares=True) as store:
        core = Core(store, command_table(), Catalogue(), utc_now)
        sealing = open_sealing(it.folder, it.settings, core, store, accept_restored=True)
        for _ in range(3):
            sealing.look()
    assert ask(database, "SELECT max(seq) FROM journal") == [(told + 2,)]
    before = as_sealed(it)
    done = pruning.carry_out(it.folder, it.settings, it.where, file, quiet)
    assert (done.first, done.entry) == (19, told + 3)
    assert ask(database, "SELECT min(seq) FROM journal") == [(19,)]
    assert as_sealed(it) == before
    assert pruning.carry_out(it.folder, it.settings, it.where, file, quiet) == done


def test_nothing_goes_while_the_second_place_cannot_be_written(
    database: Where, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    it = old_centre(tmp_path, database)
    it.settle()
    file, _ = archive(it, days=200)
    it.now = utc_now()
    agree(it, file)

    def full(*_: object) -> None:
        raise PlaceTrouble("no room")

    with monkeypatch.context() as patch:
        patch.setattr(CheckpointFolder, "append", full)
        with pytest.raises(Refused, match="is not sealed in the second place yet"):
            pruning.carry_out(it.folder, it.settings, it.where, file, quiet)
    assert ask(database, "SELECT min(seq), (SELECT count(*) FROM bases) FROM journal") == [(0, 0)]
    assert as_sealed(it) == (Code.OK, [])
    assert pruning.carry_out(it.folder, it.settings, it.where, file, quiet).first == 19
    assert as_sealed(it) == (Code.OK, [])


def is_free(where: Where) -> bool:
    """Whether nobody writes there."""
    try:
        SqlStore(where).close()
    except StoreTrouble:
        return False
    return True
