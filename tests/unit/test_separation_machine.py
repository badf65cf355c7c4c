"""Whatever one human being does in whatever order: never the power over two of the three administrators' positions."""

from __future__ import annotations

from hashlib import sha256
from typing import Any, ClassVar

import msgspec
from argon2.exceptions import VerificationError
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from commandcenter.domain.changes.people import AccountChange
from commandcenter.domain.keys import KeyKind
from commandcenter.domain.people import SEPARATE, Account, Approval, Role
from commandcenter.services.commands import Rules
from commandcenter.services.core import Verdict
from tests.support.people import AUDITOR, CODES, LEADER, OFFICER, SECURITY, SYSTEM, PeopleCentre

PEOPLE = (
    ("zhou.ping", "A7", AUDITOR),
    ("wu.gang", "A8", SYSTEM),
    ("sun.yan", "A9", SECURITY),
    ("chen.jing", "A2", LEADER),
    ("li.wei", "A1", OFFICER),
)
OURS = ("evil horse battery 1", "evil horse battery 2")
"""What the one human being makes up, and knows."""
THEIRS = ("honest horse battery 1", "honest horse battery 2")

roles = st.sampled_from([AUDITOR, SYSTEM, SECURITY, OFFICER, LEADER])
targets = st.sampled_from(["zhou.ping", "wu.gang", "sun.yan", "chen.jing", "li.wei", "new.one", "new.two"])
persons = st.sampled_from(["A1", "A7", "A8", "A9", "B1", "B2"])
ours = st.sampled_from(OURS)


class OneHuman(RuleBasedStateMachine):
    """`who` is the account that the human being begins with; what else it gets is looked up in the credentials."""

    begins: ClassVar[str] = "sun.yan"

    @initialize()
    def begin(self) -> None:
        it = self.it = PeopleCentre(rules=Rules(password_days=0))
        for account, person, held in PEOPLE:
            password = OURS[0] if account == self.begins else THEIRS[0]
            assert it.add(account, person, held, password=password).ok
        self.begun = it.state.size
        self.opened: dict[tuple[bytes, str], bool] = {}

    @rule(account=targets, secret=ours, change=st.booleans(), by=st.integers(0, 9))
    def set_password(self, account: str, secret: str, change: bool, by: int) -> None:
        self.give("account.set_password", by, secret, account=account, must_change=change)

    @rule(account=targets, secret=st.sampled_from(["", CODES]), off=st.booleans(), by=st.integers(0, 9))
    def set_codes(self, account: str, secret: str, off: bool, by: int) -> None:
        self.give("account.codes_off" if off else "account.codes", by, secret, account=account)

    @rule(account=targets, able=st.booleans(), by=st.integers(0, 9))
    def disable_or_enable(self, account: str, able: bool, by: int) -> None:
        self.give("account.enable" if able else "account.disable", by, account=account)

    @rule(account=targets, wanted=roles, more=roles, by=st.integers(0, 9))
    def set_roles(self, account: str, wanted: tuple[Role, ...], more: tuple[Role, ...], by: int) -> None:
        self.give("account.set", by, account=account, roles=[role.value for role in {*wanted, *more}])

    @rule(account=targets, to=st.sampled_from(["someone", "else"]), by=st.integers(0, 9))
    def to_a_directory(self, account: str, to: str, by: int) -> None:
        self.give("account.set", by, account=account, directory=to)

    @rule(
        account=targets, person=persons, held=roles, secret=st.none() | ours, many=st.booleans(), by=st.integers(0, 9)
    )
    def add(self, account: str, person: str, held: tuple[Role, ...], secret: str | None, many: bool, by: int) -> None:
        line: dict[str, object] = {
            "account": account,
            "name": "X",
            "person": person,
            "roles": [role.value for role in held],
        }
        if many:
            self.give("account.add_many", by, lines=[line])
        else:
            self.give("account.add", by, secret, **line, must_change=False)

    @rule(by=st.integers(0, 9), secret=ours)
    def choose_a_password(self, by: int, secret: str) -> None:
        self.give("account.password", by, secret)

    @rule(pick=st.integers(0, 9), by=st.integers(0, 9))
    def agree(self, pick: int, by: int) -> None:
        waiting = list(self.it.state.approvals.values())
        if waiting:
            found = waiting[pick % len(waiting)]
            self.give("approval.approve", by, approval=found.id, digest=found.digest)

    @rule(
        account=st.sampled_from(["chen.jing", "li.wei"]), wanted=st.sampled_from([AUDITOR, SYSTEM]), lets=st.booleans()
    )
    def gets_at_an_officer_and_has_it_promoted(self, account: str, wanted: tuple[Role, ...], lets: bool) -> None:
        """What looks harmless one by one, in the order that would make it a second administrator."""
        self.give("account.set_password", 0, OURS[0], account=account, must_change=False)
        if lets:
            self.choose_a_password(1, OURS[1])
        self.give("account.set", 0, account=account, roles=[role.value for role in wanted])
        self.honest_ones_agree()

    @rule()
    def honest_ones_agree(self) -> None:
        """To whatever gives nobody's password or codes away, and takes nothing from an administrator."""
        for found in list(self.it.state.approvals.values()):
            by = self.honest()
            if by and found.secret == "" and not self.takes_from_an_administrator(found):
                password = next(it for it in THEIRS if self.opens(by, it))
                self.prove("approval.approve", by, password, None, approval=found.id, digest=found.digest)

    @rule(account=st.sampled_from([account for account, *_ in PEOPLE]))
    def somebody_else_chooses_a_password(self, account: str) -> None:
        for before, after in (THEIRS, reversed(THEIRS)):
            if account != self.begins and self.opens(account, before):
                # In vain where it is disabled, or a directory's.
                self.prove("account.password", account, before, after)
                return

    @invariant()
    def has_power_over_one_of_the_three_at_most(self) -> None:
        if not hasattr(self, "it"):
            return
        held = {role for account in self.known() for role in account.roles} & SEPARATE
        assert len(held) <= 1, held

    @invariant()
    def nothing_is_done_alone(self) -> None:
        if hasattr(self, "it"):
            changes = (stamped.entry.change for stamped in self.it.store.entries[self.begun :])
            assert not [change for change in changes if isinstance(change, AccountChange) and change.alone]

    def honest(self) -> str:
        """An administrator who may agree, and whose password nobody else knows."""
        ready = (it for it in self.it.state.accounts.values() if it.enabled and {*AUDITOR, *SYSTEM} & {*it.roles})
        return next((it.id for it in ready if any(self.opens(it.id, password) for password in THEIRS)), "")

    def takes_from_an_administrator(self, asked: Approval) -> bool:
        about = msgspec.msgpack.decode(asked.args).get("account", "")
        account = self.it.state.accounts.get(about)
        held = account is not None and bool(SEPARATE.intersection(account.roles))
        return held and asked.command != "account.enable"

    def give(self, name: str, by: int, secret: str | None = None, /, **args: Any) -> None:
        """In the name of one of the accounts whose password is known by now."""
        known = [account for account in self.known() if account.enabled]
        if known:
            account = known[by % len(known)]
            password = next(it for it in OURS if self.opens(account.id, it))
            self.prove(name, account.id, password, secret, **args)

    def prove(self, name: str, account: str, password: str, secret: str | None, /, **args: Any) -> Verdict:
        # A code counts once.
        self.it.wait(60)
        code = self.it.code() if self.it.state.accounts[account].second_factor else ""
        return self.it.prove(name, account, password, seat="tool", kind=KeyKind.TOOL, code=code, secret=secret, **args)

    def known(self) -> list[Account]:
        """Disabled ones too: they may be enabled."""
        return [it for it in self.it.state.accounts.values() if any(self.opens(it.id, password) for password in OURS)]

    def opens(self, account: str, password: str) -> bool:
        """What the journal does not hold the digest of (any more) opens nothing."""
        value = self.it.store.credentials.get(account) or b""
        if sha256(value).hexdigest() != self.it.state.accounts[account].digest:
            return False
        if (value, password) not in self.opened:
            self.opened[value, password] = self.verifies(account, value, password)
        return self.opened[value, password]

    def verifies(self, account: str, value: bytes, password: str) -> bool:
        secrets = self.it.vault.open(account, value)
        if secrets is None or not secrets.hash:
            return False
        try:
            return self.it.hasher.verify(secrets.hash, password)
        except VerificationError:
            return False


class FromAuditor(OneHuman):
    begins = "zhou.ping"


class FromSystemAdministrator(OneHuman):
    begins = "wu.gang"


class FromLeader(OneHuman):
    begins = "chen.jing"


FEW = settings(max_examples=10, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck))
MANY = settings(FEW, max_examples=40, stateful_step_count=30)

TestFromSecurityAdministrator = OneHuman.TestCase
TestFromSecurityAdministrator.settings = MANY
TestFromAuditor = FromAuditor.TestCase
TestFromAuditor.settings = FEW
TestFromSystemAdministrator = FromSystemAdministrator.TestCase
TestFromSystemAdministrator.settings = FEW
TestFromLeader = FromLeader.TestCase
TestFromLeader.settings = FEW
