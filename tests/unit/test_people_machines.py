"""Whatever is done in whatever order: two persons for what needs two, and never a shorter wait than was due."""

from __future__ import annotations

import msgspec
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from commandcenter.domain.changes.people import ApprovalGiven
from commandcenter.domain.journal import CommandId
from commandcenter.domain.people import Role
from commandcenter.services.commands import Rules
from commandcenter.services.credentials import Checked, Proof
from commandcenter.services.second_person import digest_of
from tests.support.people import CHEAP, LEADER, OFFICER, PASSWORD, PeopleCentre
from tests.unit.test_approvals import ARGS, table

PERSONS = {"li.wei": "A1", "li.two": "A1", "chen.jing": "A2", "wang.min": "A3", "zhou.ping": "A7"}
SEATS = ("desk-1", "desk-2", "desk-3")
OTHER_ARGS = msgspec.msgpack.encode({"filter": "another gate"})

accounts = st.sampled_from(sorted(PERSONS))
seats = st.sampled_from(SEATS)


class TwoPersons(RuleBasedStateMachine):
    """The model knows who sits where since which sign-in, and which requests may still be agreed to."""

    @initialize()
    def begin(self) -> None:
        it = self.it = PeopleCentre(table())
        it.hasher = CHEAP
        it.people(("li.wei", "A1", OFFICER), ("li.two", "A1", OFFICER), ("chen.jing", "A2", (*OFFICER, *LEADER)))
        it.people(("wang.min", "A3", OFFICER), ("zhou.ping", "A7", (Role.AUDITOR,)))
        self.sits: dict[str, tuple[str, int]] = {}
        self.signed = 0
        self.may: dict[str, tuple[str, int, float, bytes]] = {}
        self.expected = 0
        self.enabled = set(PERSONS)
        self.locked: set[str] = set()

    @rule(account=accounts, seat=seats)
    def sign_in(self, account: str, seat: str) -> None:
        role = Role.AUDITOR if account == "zhou.ping" else Role.DUTY_OFFICER
        ok = self.it.sign_in(account, role, seat=seat).ok
        assert ok is (account in self.enabled)
        if ok:
            self.leave(seat)
            self.signed += 1
            self.sits[seat] = (account, self.signed)
        self.calm()

    @rule(seat=seats)
    def sign_out(self, seat: str) -> None:
        assert self.it.do("session.sign_out", seat).ok is (seat in self.sits and seat not in self.locked)
        if seat not in self.locked:
            self.leave(seat)

    @rule(seat=seats)
    def lock(self, seat: str) -> None:
        if self.it.do("session.lock", seat).ok:
            self.locked.add(seat)

    @rule(seat=seats, args=st.sampled_from([ARGS, OTHER_ARGS]))
    def ask(self, seat: str, args: bytes) -> None:
        account = self.sits.get(seat, ("", 0))[0]
        may = account not in ("", "zhou.ping") and seat not in self.locked
        assert self.it.do("approval.request", seat, command="demo.blast", args=args).ok is may
        if may:
            self.may[next(reversed(self.it.state.approvals))] = (*self.sits[seat], self.it.seconds, args)

    @rule(seat=seats, account=accounts, pick=st.integers(0, 9), args=st.sampled_from([ARGS, OTHER_ARGS]))
    def approve(self, seat: str, account: str, pick: int, args: bytes) -> None:
        if not self.may:
            return
        approval = sorted(self.may)[pick % len(self.may)]
        asker, session, asked, wanted = self.may[approval]
        before = self.blasts()
        verdict = self.it.prove(
            "approval.approve", account, PASSWORD, seat=seat, approval=approval, digest=digest_of("demo.blast", args)
        )
        good = (
            self.sits.get(seat, ("", 0))[0] == account
            and seat not in self.locked
            and account not in ("zhou.ping", "")
            and PERSONS[account] != PERSONS[asker]
            and args == wanted
            and self.it.seconds - asked < 120
            and (asker, session) in self.sits.values()
        )
        assert verdict.ok is good
        assert self.blasts() - before == int(good)
        if good:
            del self.may[approval]
            self.expected += 1
        self.calm()

    @rule(seat=seats)
    def alone(self, seat: str) -> None:
        assert not self.it.do("demo.blast", seat, filter="all gates").ok

    @rule(account=st.sampled_from(["li.wei", "wang.min"]))
    def disable_or_enable(self, account: str) -> None:
        if account in self.enabled:
            assert self.it.administer("account.disable", account=account).ok
            self.enabled.discard(account)
            for seat in [seat for seat, (who, _) in self.sits.items() if who == account]:
                self.leave(seat)
        else:
            assert self.it.administer("account.enable", account=account).ok
            self.enabled.add(account)

    @rule(seconds=st.sampled_from([1.0, 30.0, 61.0, 120.0]))
    def wait(self, seconds: float) -> None:
        self.it.wait(seconds)
        self.it.core.attending.hear(SEATS)
        self.it.core.tick()
        # Twelve hours pass in long runs.
        for seat in [seat for seat in self.sits if seat not in self.it.state.sessions]:
            self.leave(seat)

    @invariant()
    def each_that_was_done_has_two_persons(self) -> None:
        if not hasattr(self, "it"):
            return
        given = [s.entry.change for s in self.it.store.entries if isinstance(s.entry.change, ApprovalGiven)]
        assert self.blasts() == self.expected == len(given)
        assert all(change.approval.person != change.by_person for change in given)
        assert len({change.approval.id for change in given}) == len(given)

    def blasts(self) -> int:
        entries = (stamped.entry for stamped in self.it.store.entries)
        return sum(entry.action == "demo.blast" and entry.subject == "gate-7" for entry in entries)

    def leave(self, seat: str) -> None:
        self.sits.pop(seat, None)
        self.locked.discard(seat)

    def calm(self) -> None:
        """Wrong passwords are another machine's matter."""
        for key in list(self.it.state.failures):
            del self.it.state.failures[key]


TestTwoPersons = TwoPersons.TestCase
TestTwoPersons.settings = settings(
    max_examples=200, stateful_step_count=50, deadline=None, suppress_health_check=list(HealthCheck)
)


class Throttled(RuleBasedStateMachine):
    """The model keeps true time, by which each failure brings a wait; restarts and set clocks must not help."""

    @initialize()
    def begin(self) -> None:
        self.it = PeopleCentre(rules=Rules(password_days=0))
        self.it.people(("li.wei", "A1", OFFICER))
        self.now = 0.0
        self.wrong: list[float] = []
        self.digest = self.it.state.accounts["li.wei"].digest

    @rule(right=st.booleans(), seat=st.sampled_from(["desk-1", "desk-2"]))
    def attempt(self, right: bool, seat: str) -> None:
        """With the result of the checking made up: it is the core's decision that is looked at."""
        order = CommandId(id=f"command-{self.it.state.size}-{self.now}-{len(self.wrong)}", name="session.sign_in")
        raw = msgspec.msgpack.encode({"role": "duty-officer"})
        proof = Proof(account="li.wei", counts="account:li.wei", ok=right, digest=self.digest, factors=("password",))
        believed = self.it.decide(order, raw, Checked(proof=proof), seat).ok
        if self.due_in() > 0:
            assert not believed
        if believed:
            assert right
            self.wrong = []
        elif not right and self.it.state.failures.get("account:li.wei") is not None:
            counted = self.it.state.failures["account:li.wei"].count
            if counted > len(self.wrong):
                self.wrong.append(self.now)

    @rule(seconds=st.sampled_from([0.5, 1.0, 3.0, 20.0, 61.0, 300.0, 900.0]))
    def time_passes(self, seconds: float) -> None:
        self.now += seconds
        self.it.wait(seconds)

    @rule(seconds=st.sampled_from([-1e8, -3600.0, 3600.0, 1e8]))
    def somebody_sets_the_clock(self, seconds: float) -> None:
        if 0 < self.it.now.timestamp() + seconds < 4e9:
            self.it.step_clock(seconds)

    @rule(away=st.sampled_from([0.0, 10.0, 3600.0]))
    def restart(self, away: float) -> None:
        self.now += away
        self.it.restart(away_s=away)

    def due_in(self) -> float:
        """How long one has to wait at least, by true time without what passed while no core ran."""
        if not self.wrong:
            return 0.0
        count, last = len(self.wrong), self.wrong[-1]
        lately = [at for at in self.wrong[-5:] if last - at < 900]
        whole = 900.0 if len(lately) >= 5 else min(60.0, 2.0 ** (count - 1))
        return last + whole - self.now

    def teardown(self) -> None:
        """In the end the right password is taken, after the longest wait there is."""
        if hasattr(self, "it"):
            self.it.wait(1000)
            assert self.it.sign_in("li.wei", seat="desk-3").ok


TestThrottled = Throttled.TestCase
TestThrottled.settings = settings(
    max_examples=100, stateful_step_count=50, deadline=None, suppress_health_check=list(HealthCheck)
)
