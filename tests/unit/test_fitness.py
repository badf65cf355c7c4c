"""Which keys a core needs to lead the centre of a database, and that it goes on looking for them."""

from __future__ import annotations

import shutil
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import URL

from commandcenter.adapters.credentials import CredentialChecker, open_vault
from commandcenter.adapters.data_folder import DataFolder
from commandcenter.adapters.store import engine
from commandcenter.adapters.store.candidate import Candidate
from commandcenter.adapters.store.lease import take_at_once
from commandcenter.app.fitness import known, unfit
from commandcenter.app.guarding import guard_of
from commandcenter.domain.changes.people import AccountChanged
from commandcenter.domain.errors import Trouble
from commandcenter.domain.journal import Draft
from commandcenter.services.credentials import Claim, Exam, SecretKind, Stored
from tests.support.cores import START
from tests.support.guarded_centre import OFFICER, GuardedCentre
from tests.support.postgres import Server
from tests.support.waiting import eventually


@pytest.fixture
def url(postgres: Server) -> URL:
    return postgres.database()


@pytest.fixture
def centre(tmp_path: Path, url: URL) -> GuardedCentre:
    centre = GuardedCentre(tmp_path / "data", url)
    centre.folder.core_keys.write_text("{}")
    return centre


def put_password(centre: GuardedCentre) -> None:
    exam = Exam(claim=Claim(secret="Kf7 rivers of Chongqing"), target=Stored(id="off"), kind=SecretKind.PASSWORD)
    with centre.open() as (_, core):
        made = CredentialChecker(open_vault(centre.folder.vault_key), lambda: START).check(exam).prepared
        assert made is not None
        assert made.value
        core.record([Draft(change=AccountChanged(account=OFFICER), subject="off", credential=made.value)])


def missing(folder: DataFolder, url: URL) -> str:
    found = unfit(folder, known(url))
    return "" if found is None else str(found.values["files"])


def test_a_core_that_could_not_tell_the_other_s_entries_from_forged_ones_does_not_stand_by(
    centre: GuardedCentre, url: URL
) -> None:
    centre.begin()
    put_password(centre)
    assert missing(centre.folder, url) == ""
    centre.folder.vault_key.unlink()
    assert missing(centre.folder, url) == "vault.key"
    guard_of(centre.folder).keep()
    assert missing(centre.folder, url) == "vault.key"


def test_the_key_that_was_lost_for_a_while_is_taken_back_where_nobody_leads_and_all_is_sealed(
    centre: GuardedCentre, url: URL, tmp_path: Path
) -> None:
    """As the core's log advises."""
    centre.begin()
    put_password(centre)
    right, other = centre.folder.vault_key.rename(tmp_path / "right"), tmp_path / "other"
    centre.go_on()
    shutil.copy(centre.folder.vault_key, other)
    shutil.copy(right, centre.folder.vault_key)
    assert missing(centre.folder, url) == ""
    with closing(take_at_once(url, "one/aaaaaaaaaaaa/1")):
        # What that one writes from now on is not known here.
        assert missing(centre.folder, url) == "vault.key"
    assert missing(centre.folder, url) == ""
    shutil.copy(other, centre.folder.vault_key)
    centre.go_on(seals=False)
    shutil.copy(right, centre.folder.vault_key)
    assert missing(centre.folder, url) == "vault.key"


@pytest.mark.expects_log("ERROR .*The key of the credentials .* can be read by others")
def test_a_key_that_cannot_be_used_for_a_while_keeps_it_from_leading_no_longer(
    centre: GuardedCentre, url: URL, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("LOOK_S", "READY_S"):
        monkeypatch.setattr(f"commandcenter.adapters.store.candidate.{name}", 0.01)
    engine.prepare(url)
    guard_of(centre.folder).keep()
    centre.folder.vault_key.chmod(0o640)

    def ready() -> Trouble | None:
        guard_of(centre.folder)
        return None

    with closing(Candidate(url, "one/aaaaaaaaaaaa/1", ready, lambda: None)) as candidate:
        eventually(lambda: candidate.unfit, 10.0, "it is told")
        assert candidate.lease is None
        centre.folder.vault_key.chmod(0o600)
        eventually(lambda: candidate.lease, 10.0, "the lead is taken")
        assert candidate.unfit is None
    assert candidate.lease is not None
    candidate.lease.close()
