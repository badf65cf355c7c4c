"""A core with people: accounts, real credentials at the lowest cost, sessions at desks, clocks that the test moves."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

import msgspec
import pyotp
from argon2 import PasswordHasher

from commandcenter.adapters.credentials import CredentialChecker, Vault
from commandcenter.domain.journal import CommandId
from commandcenter.domain.keys import KeyKind
from commandcenter.domain.people import Role
from commandcenter.domain.state import State
from commandcenter.services.commands import CommandTable, Rules
from commandcenter.services.core import Core, Given, Verdict
from commandcenter.services.credentials import Checked, Claim
from commandcenter.services.directory import Directory
from commandcenter.services.examining import Examiner
from commandcenter.services.operating import command_table
from commandcenter.services.permissions import FIRST_ADMINISTRATOR
from commandcenter.services.second_person import Handed
from commandcenter.services.standing import person_at
from tests.support.cores import TestCore

CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
PASSWORD = "correct horse battery"
CODES = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"

OFFICER, LEADER, AUDITOR = (Role.DUTY_OFFICER,), (Role.SHIFT_LEADER,), (Role.AUDITOR,)
SECURITY, SYSTEM = (Role.SECURITY_ADMINISTRATOR,), (Role.SYSTEM_ADMINISTRATOR,)


def key_of(seat: str) -> str:
    """The key of the seat's link, made up from its name."""
    return f"key-of-{seat}"


class PeopleCentre(TestCore):
    """Accounts all have the same password. `table` in place of the core's own."""

    __test__ = False

    def __init__(self, table: CommandTable | None = None, rules: Rules | None = None) -> None:
        self._table = table or command_table()
        self._rules = rules
        self.vault = Vault(b"k" * 32)
        self.hasher = CHEAP
        self.directory: Directory | None = None
        super().__init__()

    @property
    def state(self) -> State:
        return self.core.state

    def fresh_core(self) -> Core:
        core = Core(
            self.store,
            self._table,
            self.catalogue,
            lambda: self.now,
            rules=self._rules,
            clock=lambda: self.seconds,
        )
        core.handed = Handed()
        return core

    def restart(self, *, away_s: float = 0.0) -> None:
        """The core is killed and starts again; its monotonic clock may begin anywhere."""
        self.wait(away_s)
        self.seconds = 7.0
        self.core = self.fresh_core()

    def step_clock(self, seconds: float) -> None:
        """Somebody sets the clock on the wall."""
        monotonic = self.seconds
        self.wait(seconds)
        self.seconds = monotonic

    def people(self, *lines: tuple[str, str, Iterable[Role]]) -> None:
        """Accounts by id, staff number and roles, able to sign in at once."""
        for account, person, roles in lines:
            verdict = self.add(account, person, roles)
            assert verdict.ok, verdict

    def add(
        self,
        account: str,
        person: str,
        roles: Iterable[Role] = OFFICER,
        *,
        name: str = "",
        areas: tuple[str, ...] = ("*",),
        password: str | None = PASSWORD,
        must_change: bool = False,
    ) -> Verdict:
        """By whoever may do everything."""
        args = {
            "account": account,
            "name": name or f"N. {person}",
            "person": person,
            "roles": [role.value for role in roles],
            "areas": areas,
            "cameras": ("*",),
            "must_change": must_change,
        }
        return self.administer("account.add", Claim(secret=password), **args)

    def administer(self, name: str, claim: Claim | None = None, /, **args: object) -> Verdict:
        """As the first administrator, whoever there is by now."""
        order, raw = CommandId(id=uuid.uuid4().hex, name=name), msgspec.msgpack.encode(args)
        checked = self.check(order, raw, claim or Claim(), "") if claim else Checked()
        assert isinstance(checked, Checked)
        given = Given(prepared=checked.prepared)
        return self.core.command(order, raw, FIRST_ADMINISTRATOR, "", self.now, given)[0]

    def check(self, order: CommandId, raw: bytes, claim: Claim, seat: str) -> Checked | Verdict:
        checker = CredentialChecker(self.vault, lambda: self.now, self.hasher, self.directory)
        exam = Examiner(self.core, checker).examine(order, raw, claim, seat)
        return exam if isinstance(exam, Verdict) else checker.check(exam)

    def prove(
        self,
        name: str,
        account: str,
        /,
        password: str = PASSWORD,
        *,
        seat: str = "desk-1",
        code: str = "",
        secret: str | None = None,
        kind: KeyKind = KeyKind.CONSOLE,
        **args: object,
    ) -> Verdict:
        """A command with credentials, as it comes from a console or a tool."""
        order, raw = CommandId(id=uuid.uuid4().hex, name=name), msgspec.msgpack.encode(args)
        claim = Claim(account=account, password=password, code=code, secret=secret)
        checked = self.check(order, raw, claim, seat)
        return checked if isinstance(checked, Verdict) else self.decide(order, raw, checked, seat, kind)

    def decide(
        self, order: CommandId, raw: bytes, checked: Checked, seat: str, kind: KeyKind = KeyKind.CONSOLE
    ) -> Verdict:
        proof = checked.proof
        key = key_of(seat) if kind is KeyKind.CONSOLE else ""
        person = person_at(self.state, kind, seat, key, proof.account if proof and proof.ok else "")
        given = Given(proof=proof, prepared=checked.prepared, key=key)
        return self.core.command(order, raw, person, seat, self.now, given)[0]

    def do(self, name: str, seat: str = "desk-1", /, *, key: str = "", **args: object) -> Verdict:
        """A command of whoever sits there."""
        order, raw = CommandId(id=uuid.uuid4().hex, name=name), msgspec.msgpack.encode(args)
        key = key or key_of(seat)
        person = person_at(self.state, KeyKind.CONSOLE, seat, key)
        return self.core.command(order, raw, person, seat, self.now, Given(key=key))[0]

    def sign_in(
        self,
        account: str,
        role: Role = Role.DUTY_OFFICER,
        *,
        seat: str = "desk-1",
        password: str = PASSWORD,
        code: str = "",
    ) -> Verdict:
        return self.prove("session.sign_in", account, password, seat=seat, code=code, role=role.value)

    def code(self) -> str:
        """What a telephone with `CODES` shows now."""
        return pyotp.TOTP(CODES).at(self.now)

    def actions(self) -> list[tuple[str, str, str]]:
        """(actor, action, subject) of all entries."""
        entries = [stamped.entry for stamped in self.store.entries]
        return [(entry.actor, entry.action, entry.subject) for entry in entries]


def centre_of_three() -> PeopleCentre:
    """An officer, a shift leader who is an officer as well, and a security administrator; nobody has signed in."""
    made = PeopleCentre()
    made.people(("li.wei", "A1", OFFICER), ("chen.jing", "A2", (*OFFICER, *LEADER)), ("sun.yan", "A9", SECURITY))
    return made
