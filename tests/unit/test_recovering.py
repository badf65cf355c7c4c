"""The way back in when no security administrator can sign in, and that it is never quiet."""

from __future__ import annotations

import logging
import os
from hashlib import sha256
from pathlib import Path

import pytest

from audit.entries import Marks, read
from commandcenter.adapters.credentials import CredentialChecker, Vault
from commandcenter.adapters.data_folder import DataFolder
from commandcenter.adapters.resources import read_catalogue
from commandcenter.app import recovering as app
from commandcenter.domain.alarms import AlarmState
from commandcenter.domain.changes.people import AccountsRecovered
from commandcenter.domain.errors import Refused
from commandcenter.domain.keys import KeyKind
from commandcenter.domain.patience import ACCOUNT
from commandcenter.domain.people import Role
from commandcenter.services import recovering
from commandcenter.services.credentials import Claim
from commandcenter.settings import Settings
from tests.support.people import AUDITOR, CHEAP, CODES, OFFICER, SECURITY, SYSTEM, PeopleCentre

FRESH = "another horse battery"
SHORT = "A password has 12 characters or more, or 8 with three of: small letters, capital letters, digits, others."


@pytest.fixture
def centre() -> PeopleCentre:
    """Sun and Qian are security administrators, Zhou is the auditor, Li an officer."""
    it = PeopleCentre()
    it.catalogue = read_catalogue()
    it.core = it.fresh_core()
    it.people(("sun.yan", "A9", SECURITY), ("qian.bo", "A6", SECURITY))
    it.people(("zhou.ping", "A7", AUDITOR), ("li.wei", "A1", OFFICER))
    it.wait(60)
    return it


def checker(it: PeopleCentre, key: bytes = b"k" * 32) -> CredentialChecker:
    return CredentialChecker(Vault(key), lambda: it.now, CHEAP)


def recover(it: PeopleCentre, account: str = "sun.yan", password: str = FRESH) -> None:
    recovering.recover(it.core, checker(it), account, password, "operator")


def alarm(it: PeopleCentre, type_name: str, subject: str = "core") -> AlarmState | None:
    found = it.state.open_alarm("core", type_name, subject)
    return found.state if found else None


def test_a_security_administrator_gets_a_password_and_record_and_alarm_say_who_did_it(centre: PeopleCentre) -> None:
    assert centre.sign_in("sun.yan", Role.SECURITY_ADMINISTRATOR, seat="desk-1").ok
    before = centre.state.size
    recover(centre)
    entries = [stamped.entry for stamped in centre.store.entries[before:]]
    assert [(entry.actor, entry.action, entry.subject) for entry in entries] == [
        ("admin", "accounts.recovered", "sun.yan"),
        ("core", "session.ended", "sun.yan"),
        ("core", "alarm.raised", "A1"),
    ]
    change = entries[0].change
    assert isinstance(change, AccountsRecovered)
    assert (change.user, change.account.must_change, change.account.enabled) == ("operator", True, True)
    assert centre.state.sessions == {}
    assert alarm(centre, "accounts.recovered", "sun.yan") is AlarmState.UNACKNOWLEDGED
    assert not centre.sign_in("sun.yan", Role.SECURITY_ADMINISTRATOR, seat="desk-1").ok
    centre.wait(2)
    assert centre.prove("account.password", "sun.yan", FRESH, secret="a third horse battery").ok


def test_neither_codes_nor_a_lock_nor_a_key_that_is_lost_stand_in_its_way(centre: PeopleCentre) -> None:
    assert centre.administer("account.codes", Claim(secret=CODES), account="sun.yan").ok
    for _ in range(5):
        centre.prove("account.password", "sun.yan", "wrong", secret=FRESH)
        centre.wait(120)
    assert ACCOUNT + "sun.yan" in centre.state.failures
    centre.vault = Vault(b"another key of 32 bytes........."[:32])
    recovering.recover(
        centre.core, CredentialChecker(centre.vault, lambda: centre.now, CHEAP), "sun.yan", FRESH, "operator"
    )
    account = centre.state.accounts["sun.yan"]
    assert (account.second_factor, account.must_change, account.enabled) == (False, True, True)
    assert ACCOUNT + "sun.yan" not in centre.state.failures
    centre.wait(60)
    centre.wait(2)
    assert centre.prove("account.password", "sun.yan", FRESH, secret="a third horse battery").ok


@pytest.mark.parametrize(
    ("account", "password", "reason"),
    [
        ("li.wei", FRESH, "Only one of the three administrators is recovered: {accounts}."),
        ("nobody", FRESH, "Only one of the three administrators is recovered: {accounts}."),
        (
            "sun.yan",
            "short",
            "A password has 12 characters or more, or 8 with three of: small letters, capital letters, digits, others.",
        ),
    ],
)
def test_nobody_else_is_recovered_and_not_with_any_password(
    centre: PeopleCentre, account: str, password: str, reason: str
) -> None:
    before = centre.state.size
    with pytest.raises(Refused) as refused:
        recover(centre, account, password)
    assert refused.value.template == reason
    assert centre.state.size == before


def test_without_any_security_administrator_there_is_nothing_to_recover() -> None:
    it = PeopleCentre()
    with pytest.raises(Refused, match="There is no security administrator yet"):
        recover(it)


def test_the_alarm_stays_until_an_auditor_has_confirmed_it(centre: PeopleCentre) -> None:
    recover(centre)
    assert centre.sign_in("li.wei", seat="desk-1").ok
    assert centre.do("alarm.acknowledge", "desk-1", alarm="A1").ok
    assert alarm(centre, "accounts.recovered", "sun.yan") is AlarmState.ACKNOWLEDGED
    refused = centre.do("recovery.confirm", "desk-1", account="sun.yan")
    assert (refused.ok, refused.values["permission"]) == (False, "audit.read")
    centre.restart()
    assert alarm(centre, "accounts.recovered", "sun.yan") is AlarmState.ACKNOWLEDGED
    assert centre.sign_in("zhou.ping", Role.AUDITOR, seat="desk-2").ok
    assert centre.do("recovery.confirm", "desk-2", account="sun.yan").ok
    assert alarm(centre, "accounts.recovered", "sun.yan") is None
    assert not centre.do("recovery.confirm", "desk-2", account="sun.yan").ok


@pytest.mark.parametrize("account", ["zhou.ping", "sun.yan", "wu.gang"])
def test_each_of_the_three_administrators_is_recovered(centre: PeopleCentre, account: str) -> None:
    centre.people(("wu.gang", "A8", SYSTEM))
    centre.wait(60)
    recover(centre, account)
    known = centre.state.accounts[account]
    assert (known.must_change, known.given_at) == (True, centre.now)
    assert alarm(centre, "accounts.recovered", account) is AlarmState.UNACKNOWLEDGED


def test_an_auditor_whose_password_has_come_from_it_does_not_confirm_it_for_a_month(centre: PeopleCentre) -> None:
    recover(centre, "zhou.ping")
    centre.wait(60)
    assert centre.prove("account.password", "zhou.ping", FRESH, secret="a third horse battery").ok
    for days, ok in ((0, False), (29, False), (1, True)):
        centre.wait(days * 86_400)
        confirmed = centre.prove(
            "recovery.confirm", "zhou.ping", "a third horse battery", kind=KeyKind.TOOL, account="zhou.ping"
        )
        assert confirmed.ok is ok, (days, confirmed)
        assert (alarm(centre, "accounts.recovered", "zhou.ping") is None) is ok


def test_who_is_recovered_makes_no_auditor_who_confirms_it(centre: PeopleCentre) -> None:
    recover(centre)
    centre.wait(60)
    assert centre.administer("account.set_password", Claim(secret=FRESH), account="zhou.ping").ok
    assert centre.add("tao.li", "A77", AUDITOR, password=FRESH, must_change=True).ok
    for who in ("zhou.ping", "tao.li"):
        assert centre.prove("account.password", who, FRESH, secret="a third horse battery").ok
        said = centre.prove("recovery.confirm", who, "a third horse battery", kind=KeyKind.TOOL, account="sun.yan")
        assert (said.ok, said.values) == (False, {"days": "30"})


def test_an_auditor_who_has_changed_the_own_password_since_confirms_it(centre: PeopleCentre) -> None:
    recover(centre)
    centre.wait(60)
    assert centre.prove("account.password", "zhou.ping", secret=FRESH).ok
    assert centre.prove("recovery.confirm", "zhou.ping", FRESH, kind=KeyKind.TOOL, account="sun.yan").ok


def test_an_auditor_confirms_what_nobody_has_acknowledged_in_one_step(centre: PeopleCentre) -> None:
    recover(centre)
    recover(centre, "qian.bo")
    assert centre.sign_in("zhou.ping", Role.AUDITOR, seat="desk-2").ok
    before = centre.state.size
    assert centre.do("recovery.confirm", "desk-2", account="sun.yan").ok
    done = [stamped.entry for stamped in centre.store.entries[before:]]
    assert [(entry.actor, entry.action) for entry in done] == [
        ("zhou.ping", "alarm.acknowledged"),
        ("zhou.ping", "alarm.returned"),
    ]
    assert alarm(centre, "accounts.recovered", "sun.yan") is None
    assert alarm(centre, "accounts.recovered", "qian.bo") is AlarmState.UNACKNOWLEDGED


@pytest.mark.expects_log("CRITICAL commandcenter.app.recovering: .*vault.key is not the key that the passwords of 4")
def test_a_start_with_another_key_says_so_until_the_passwords_are_set_anew(
    centre: PeopleCentre, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder = DataFolder(tmp_path)
    app.tell_of_lost_key(centre.core, checker(centre), folder)
    assert alarm(centre, "vault.lost") is None
    app.tell_of_lost_key(centre.core, checker(centre, b"x" * 32), folder)
    assert alarm(centre, "vault.lost") is AlarmState.UNACKNOWLEDGED
    found = centre.state.open_alarm("core", "vault.lost", "core")
    assert found is not None
    assert found.values == {"count": 4.0}
    assert [record.levelno for record in caplog.records] == [logging.CRITICAL]
    app.tell_of_lost_key(centre.core, checker(centre), folder)
    assert alarm(centre, "vault.lost") is AlarmState.RETURNED


def test_what_was_altered_is_no_lost_key(centre: PeopleCentre) -> None:
    centre.store.credentials["li.wei"] = b"somebody else's"
    assert recovering.unreadable(centre.core, checker(centre)) == []
    assert recovering.unreadable(centre.core, checker(centre, b"x" * 32)) == ["qian.bo", "sun.yan", "zhou.ping"]


def test_only_the_owner_of_the_folder_may(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: tmp_path.stat().st_uid + 1)
    with pytest.raises(Refused, match=r"Only .*, whose data folder .* is, may do this"):
        app.recover(DataFolder(tmp_path), Settings(), "sun.yan", FRESH)
    assert list(tmp_path.iterdir()) == []


def test_it_is_not_done_beside_a_core(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path)
    folder.prepare()
    with folder.lock(), pytest.raises(Refused, match="nobody is recovered beside it"):
        app.recover(folder, Settings(), "sun.yan", FRESH)


def test_the_verifier_compares_the_secret_that_a_recovery_has_set(centre: PeopleCentre) -> None:
    recover(centre)
    (stamped,) = [it for it in centre.store.entries if it.entry.action == "accounts.recovered"]
    marks = Marks()
    marks.take(stamped.entry.seq, read(stamped.data, stamped.entry.seq))
    value = centre.store.credentials["sun.yan"]
    assert marks.digests == {"sun.yan": (stamped.entry.seq, sha256(value).hexdigest())}
