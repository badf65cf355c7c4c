"""A core that stands by goes on looking whatever comes between, and ends in order."""

from __future__ import annotations

import errno
from contextlib import closing
from pathlib import Path

import pytest

from commandcenter.adapters.data_folder import DataFolder
from commandcenter.adapters.store import engine
from commandcenter.adapters.store.candidate import Candidate
from commandcenter.adapters.store.lease import take_at_once
from commandcenter.app.standing_by import Standby
from commandcenter.domain.errors import Trouble
from commandcenter.settings import CoreSettings, DatabaseSettings, Settings
from tests.support.ports import free_name
from tests.support.postgres import Server
from tests.support.waiting import eventually


def test_a_signal_after_the_end_does_nothing(postgres: Server, tmp_path: Path) -> None:
    url = postgres.database()
    settings = Settings(database=DatabaseSettings(url=url.render_as_string(hide_password=False)))
    folder = DataFolder(tmp_path / "data")
    folder.prepare()
    with folder.lock():
        standby = Standby(settings, folder, url)
        standby.close()
        standby.stop()


@pytest.mark.expects_log("ERROR .*the database cannot be asked who leads: .*Input/output error")
def test_keys_that_cannot_be_read_for_a_moment_keep_it_from_leading_no_longer(
    postgres: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("commandcenter.adapters.store.candidate.LOOK_S", 0.01)
    url = postgres.database()
    engine.prepare(url)
    fails = [OSError(errno.EIO, "Input/output error")]

    def ready() -> Trouble | None:
        if fails:
            raise fails.pop()
        return None

    candidate = Candidate(url, "one/aaaaaaaaaaaa/1", ready, lambda: None)
    with closing(candidate):
        eventually(lambda: candidate.lease, 10.0, "the lead is taken")
    assert candidate.lease is not None
    assert candidate.lease.epoch == 1
    candidate.lease.close()


@pytest.mark.expects_log("WARNING .*standing by: one/aaaaaaaaaaaa/1 leads")
def test_who_stands_by_says_for_whom_and_knows_afterwards_that_it_has_waited(postgres: Server, tmp_path: Path) -> None:
    url = postgres.database()
    core = CoreSettings(endpoint=free_name())
    settings = Settings(core=core, database=DatabaseSettings(url=url.render_as_string(hide_password=False)))
    folder = DataFolder(tmp_path / "data")
    folder.prepare()
    told: list[str] = []
    with folder.lock(), closing(Standby(settings, folder, url)) as standby:
        leader = take_at_once(url, "one/aaaaaaaaaaaa/1")

        def waits(leading: str) -> None:
            told.append(leading)
            leader.close()

        lease = standby.wait(waits)
        assert lease is not None
        lease.close()
        assert (told, standby.waited, lease.epoch) == (["one/aaaaaaaaaaaa/1"], True, 2)
        free = standby.wait(told.append)
        assert free is not None
        free.close()
        assert (len(told), standby.waited) == (1, False)
