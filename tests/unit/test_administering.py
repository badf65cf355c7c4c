"""Keys that are made while a core goes away: whoever may be trusted by now keeps the file."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import IO

import msgspec
import pytest

from bridge.seat.asking import CoreAway
from commandcenter.adapters.clock import utc_now
from commandcenter.adapters.data_folder import DataFolder
from commandcenter.adapters.store.reading import JournalReader
from commandcenter.adapters.store.sql_store import SqlStore
from commandcenter.app import administering
from commandcenter.app.administering import make_keys
from commandcenter.app.trouble import CoreSilent
from commandcenter.domain.catalogue import Catalogue
from commandcenter.domain.journal import CommandId
from commandcenter.domain.keys import EVERYTHING, KeyKind
from commandcenter.services.core import Core
from commandcenter.services.operating import command_table
from commandcenter.services.permissions import FIRST_ADMINISTRATOR
from commandcenter.settings import Settings

SETTINGS = Settings(version=1)


class LeavingCore:
    """Obeys, and is gone before it has answered; `after` is what happens to the journal then."""

    def __init__(self, folder: DataFolder, *, after: bytes = b"") -> None:
        folder.prepare()
        self._folder = folder
        self._after = after
        self._lock: IO[str] = folder.lock()

    def command(self, running: Path, keys: Path, id: str, name: str, args: dict[str, object]) -> None:
        with closing(SqlStore(self._folder.journal)) as store:
            core = Core(store, command_table(), Catalogue(), utc_now)
            order = CommandId(id=id, name=name)
            core.command(order, msgspec.msgpack.encode(args), FIRST_ADMINISTRATOR, "", utc_now())
        if self._after:
            self._folder.journal.write_bytes(self._after)
        self._lock.close()
        raise CoreAway("gone")


@pytest.mark.parametrize("name", ["quarantine.retry", "quarantine.dismiss"])
@pytest.mark.parametrize("entry", [2**62, 2**63 - 1, 2**64 - 1])
def test_an_entry_that_no_database_counts_up_to_is_none_and_does_not_stop_the_core(
    tmp_path: Path, name: str, entry: int
) -> None:
    with closing(SqlStore(tmp_path / "journal.sqlite")) as store:
        core = Core(store, command_table(), Catalogue(), utc_now)
        order, args = CommandId(id="command-1", name=name), msgspec.msgpack.encode({"entry": entry})
        verdict, _ = core.command(order, args, FIRST_ADMINISTRATOR, "", utc_now())
    assert not verdict.ok


def make(folder: DataFolder, out: Path) -> str:
    return make_keys(folder, SETTINGS, KeyKind.SOURCE, "gates", EVERYTHING, out).public


def test_a_key_file_stays_when_the_core_may_have_trusted_it_and_its_journal_cannot_tell(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, out = DataFolder(tmp_path / "data"), tmp_path / "gates.json"
    core = LeavingCore(folder, after=b"no database" * 1000)
    monkeypatch.setattr(administering, "command", core.command)
    with pytest.raises(CoreSilent) as caught:
        make(folder, out)
    assert str(out) in str(caught.value)
    assert "cannot be used" in str(caught.value.__cause__)
    assert out.exists()


def test_what_a_core_has_done_before_it_went_away_is_done_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, out = DataFolder(tmp_path / "data"), tmp_path / "gates.json"
    monkeypatch.setattr(administering, "command", LeavingCore(folder).command)
    public = make(folder, out)
    with closing(JournalReader(folder.journal)) as reader:
        trusted = list(reader.keys())
    assert [key.public for key in trusted] == [public]
    assert out.exists()
