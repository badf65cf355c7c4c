"""A core with people and their credentials, and consoles at it that say what the test wants."""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime

import msgspec

from bridge.core.manning import people
from bridge.protocol import seat as wire
from commandcenter.adapters.credentials import CredentialChecker, Vault
from commandcenter.domain.assets import Addresses
from commandcenter.domain.journal import CommandId
from commandcenter.domain.people import Role
from commandcenter.services.camera_health.asking import CameraMeasurer
from commandcenter.services.core import Given, Verdict
from commandcenter.services.credentials import Checked, Claim, Exam
from commandcenter.services.examining import Examiner
from commandcenter.services.permissions import FIRST_ADMINISTRATOR
from commandcenter.services.quality.asking import Measurer
from commandcenter.services.searching import Searcher
from tests.support.cores import MemoryStore
from tests.support.people import CHEAP, PASSWORD
from tests.support.seat_core import Peer, SeatCore, peer, seat_core

PATIENCE_S = 20.0


class Slow:
    """Checks credentials in as long a time as the test wants; counts how many at once. The first waits for `held`."""

    def __init__(self, checker: CredentialChecker) -> None:
        self.checker = checker
        self.seconds = 0.0
        self.held: threading.Event | None = None
        self.at_once = self.most_at_once = self.count = 0

    def check(self, exam: Exam) -> Checked:
        self.at_once += 1
        self.count += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        if self.held is not None and self.count == 1:
            self.held.wait(PATIENCE_S)
        time.sleep(self.seconds)
        self.at_once -= 1
        return self.checker.check(exam)

    def opens(self, account: str, value: bytes) -> bool:
        return self.checker.opens(account, value)

    def blind(self, name: str) -> str:
        return self.checker.blind(name)


class Hall:
    """A core with people and the checking of their credentials."""

    def __init__(self, core: SeatCore, slow: Slow) -> None:
        self.core = core
        self.slow = slow

    def add(
        self, account: str, person: str, *roles: Role, areas: tuple[str, ...] = ("*",), must_change: bool = False
    ) -> None:
        names = [role.value for role in roles]
        args = {"account": account, "name": person, "person": person, "roles": names, "areas": areas, "cameras": ["*"]}
        order, raw = CommandId(id=uuid.uuid4().hex, name="account.add"), {**args, "must_change": must_change}

        def give() -> Verdict:
            core, data = self.core.core, msgspec.msgpack.encode(raw)
            exam = Examiner(core, self.slow.checker).examine(order, data, Claim(secret=PASSWORD), "")
            assert isinstance(exam, Exam)
            given = Given(prepared=self.slow.checker.check(exam).prepared)
            return core.command(order, data, FIRST_ADMINISTRATOR, "", datetime.now(UTC), given)[0]

        assert self.core.do(give).ok


@contextmanager
def hall(
    secrets: dict[str, Addresses] | None = None,
    searcher: Searcher | None = None,
    measurer: Measurer | None = None,
    camera_measurer: CameraMeasurer | None = None,
) -> Iterator[Hall]:
    slow = Slow(CredentialChecker(Vault(b"k" * 32), lambda: datetime.now(UTC), CHEAP))
    with seat_core(MemoryStore(), slow, people, secrets, searcher, measurer, camera_measurer) as core:
        made = Hall(core, slow)
        made.add("li.wei", "A1", Role.DUTY_OFFICER)
        made.add("li.two", "A1", Role.DUTY_OFFICER)
        made.add("chen.jing", "A2", Role.SHIFT_LEADER)
        made.add("wu.lei", "A8", Role.SYSTEM_ADMINISTRATOR)
        yield made


def proof(
    name: str, account: str = "li.wei", password: str = PASSWORD, *, secret: str | None = None, **args: object
) -> wire.Authenticate:
    return wire.Authenticate(
        id=uuid.uuid4().hex,
        account=account,
        password=password,
        secret=secret,
        name=name,
        args=msgspec.Raw(msgspec.msgpack.encode(args)),
        done_at=datetime.now(UTC),
    )


def command(name: str, **args: object) -> wire.Command:
    raw = msgspec.Raw(msgspec.msgpack.encode(args))
    return wire.Command(id=uuid.uuid4().hex, name=name, args=raw, done_at=datetime.now(UTC))


def ask(seat: Peer, message: wire.Authenticate | wire.Command) -> wire.Answer:
    seat.say(message)
    while True:
        answer = seat.expect(wire.Answer)
        if answer.id == message.id:
            return answer


def sign_in(seat: Peer, account: str = "li.wei", role: str = "duty-officer", password: str = PASSWORD) -> wire.Answer:
    return ask(seat, proof("session.sign_in", account, password, role=role))


@contextmanager
def desks(it: Hall, *names: str) -> Iterator[list[Peer]]:
    """Consoles that have joined."""
    with ExitStack() as stack:
        made = [stack.enter_context(peer(it.core, it.core.trust(name=name))) for name in names]
        for seat in made:
            seat.join()
        yield made
