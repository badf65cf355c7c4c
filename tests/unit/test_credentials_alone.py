"""What credentials are worth without a session, and what nobody learns from giving some."""

from __future__ import annotations

import uuid
from typing import Literal

import msgspec
import pytest
from argon2 import PasswordHasher

from commandcenter.domain.journal import CommandId
from commandcenter.domain.keys import KeyKind
from commandcenter.domain.people import Role
from commandcenter.services.core import Verdict
from commandcenter.services.credentials import Claim
from commandcenter.services.permissions import FIRST_ADMINISTRATOR
from commandcenter.services.standing import person_at
from tests.support.people import AUDITOR, OFFICER, PASSWORD, SECURITY, PeopleCentre, key_of

FRESH = "another horse battery"
OWN_FIRST = "Choose a new password first: yours was set by somebody, or is old."


class Counting(PasswordHasher):
    """Says what it was asked to do, each of which takes a tenth of a second in life."""

    def __init__(self) -> None:
        super().__init__(time_cost=1, memory_cost=8, parallelism=1)
        self.work: list[str] = []

    def hash(self, password: str | bytes, *, salt: bytes | None = None) -> str:
        self.work.append("hash")
        return super().hash(password, salt=salt)

    def verify(self, hash: str | bytes, password: str | bytes) -> Literal[True]:
        self.work.append("verify")
        return super().verify(hash, password)


def centre() -> PeopleCentre:
    it = PeopleCentre()
    it.people(("sun.yan", "A9", SECURITY), ("li.wei", "A1", OFFICER))
    return it


@pytest.mark.parametrize("giver", ["", "sun.yan"])
def test_nobody_finds_out_a_password_by_setting_it_anew_not_even_by_how_long_that_takes(giver: str) -> None:
    it = centre()
    found = []
    for account, guess in (("li.wei", PASSWORD), ("li.wei", "wrong horse battery"), ("no.one", PASSWORD)):
        it.hasher = Counting()
        order = CommandId(id=uuid.uuid4().hex, name="account.set_password")
        claim = Claim(account=giver, password=PASSWORD if giver else "", secret=guess)
        checked = it.check(order, msgspec.msgpack.encode({"account": account}), claim, "desk-1")
        assert not isinstance(checked, Verdict)
        assert checked.prepared is not None
        found.append((it.hasher.work, checked.prepared.flaw))
    # The first hash is that of nobody's password, made when checking begins.
    assert found == [(["hash", *(["verify"] if giver else []), "hash"], "")] * 3


def test_a_password_that_an_administrator_knows_counts_nowhere_before_its_holder_has_chosen_one() -> None:
    it = centre()
    it.people(("zhou.ping", "A7", AUDITOR))
    assert it.administer("account.set_password", Claim(secret=FRESH), account="zhou.ping").ok
    begun = {"export": "X1234567", "format": "csv"}
    refused = it.prove("audit.export", "zhou.ping", FRESH, kind=KeyKind.TOOL, **begun)
    assert (refused.ok, refused.reason) == (False, OWN_FIRST)
    assert it.prove("account.password", "zhou.ping", FRESH, kind=KeyKind.TOOL, secret=PASSWORD).ok
    assert it.prove("audit.export", "zhou.ping", kind=KeyKind.TOOL, **begun).ok


def test_a_supervisor_with_a_password_of_somebody_elses_choice_unlocks_no_desk() -> None:
    it = centre()
    it.add("chen.jing", "A2", (Role.SHIFT_LEADER,), must_change=True)
    assert it.sign_in("li.wei").ok
    assert it.do("session.lock").ok
    assert it.prove("session.release", "chen.jing", reason="away").reason == OWN_FIRST
    assert it.prove("account.password", "chen.jing", secret=FRESH).ok
    assert it.prove("session.release", "chen.jing", FRESH, reason="away").ok


def test_who_sits_at_a_desk_when_the_password_gets_old_goes_on_there_and_elsewhere_chooses_a_new_one() -> None:
    it = centre()
    it.wait(90 * 86_400 - 60)
    assert it.sign_in("li.wei").ok
    it.wait(120)
    assert it.do("session.lock").ok
    assert it.prove("session.unlock", "li.wei").ok
    assert it.prove("account.lift", "sun.yan", kind=KeyKind.TOOL, account="li.wei").reason == OWN_FIRST


@pytest.mark.parametrize(
    ("command", "args"),
    [
        ("db.backup", {"file": "b", "entries": 1, "digest": ""}),
        ("audit.exported", {"export": "X1234567", "ok": True}),
    ],
)
def test_what_a_tool_has_done_only_a_tool_says(command: str, args: dict[str, object]) -> None:
    it = centre()
    raw = msgspec.msgpack.encode(args)
    told = {}
    for kind in (KeyKind.CONSOLE, KeyKind.WALL, KeyKind.TOOL):
        order = CommandId(id=uuid.uuid4().hex, name=command)
        person = person_at(it.state, kind, "seat", key_of("seat"))
        told[kind] = it.core.command(order, raw, person, "seat", it.now)[0].ok
    assert told == {KeyKind.CONSOLE: False, KeyKind.WALL: False, KeyKind.TOOL: True}
    assert it.core.command(CommandId(id="command-1", name=command), raw, FIRST_ADMINISTRATOR, "", it.now)[0].ok
