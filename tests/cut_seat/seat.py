"""A seat without a screen, to be killed: `python -m tests.cut_seat.seat ENDPOINT KEYS CORE OUTBOX`; orders on stdin.

Orders: `sign ACCOUNT PASSWORD ROLE`, `do NAME {args}`. Says `live SESSION`, `lost`, `kept COUNT URGENT`,
`answer ID ok|no|later REASON`.
"""

from __future__ import annotations

import json
import sys
import threading
import uuid
from collections import deque
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from bridge.mailbox import Mailbox
from bridge.protocol import seat as wire
from bridge.seat.happenings import Entered, Happening, KeptHere, LinkChanged, SeatMailbox, Snapshot
from bridge.seat.link import SeatLink
from bridge.source.keys import read_keys
from commandcenter.adapters.machine import boot_id
from commandcenter.domain.applying import apply
from commandcenter.domain.state import State
from commandcenter.services.operating import command_table
from tests.support.seat_core import linked


class Screen:
    """What a screen would know."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._state = State()
        self._live = False
        self._said = ""

    def session(self) -> str:
        found = self._state.sessions.get(self._name)
        return found.id if found else ""

    def take(self, happening: Happening) -> None:
        match happening:
            case Snapshot(state=state):
                self._state = state
            case Entered(entries=entries):
                for entry in entries:
                    apply(self._state, entry)
            case LinkChanged(live=live):
                self._live = live
            case KeptHere():
                say(f"kept {happening.count} {len(happening.urgent)}")
            case wire.Answer():
                outcome = "ok" if happening.ok else "later" if happening.later else "no"
                say(f"answer {happening.id} {outcome} {happening.reason}")
        line = f"live {self.session()}" if self._live else "lost"
        if line != self._said:
            self._said = line
            say(line)


def main(endpoint: str, keys: str, core: str, outbox: str) -> None:
    woken, orders = threading.Event(), deque[str]()
    mailbox: SeatMailbox = Mailbox(woken.set)
    own = read_keys(Path(keys))
    screen = Screen(own.id)
    offline = {line.name: line.offline for line in command_table().lines}
    threading.Thread(target=_listen, args=(orders, woken), daemon=True).start()
    path, boot = Path(outbox), boot_id()
    with linked(endpoint, own, core, mailbox, path, offline=offline, session=screen.session, boot=boot) as link:
        while not sys.stdin.closed:
            woken.wait()
            woken.clear()
            for happening in mailbox.drain()[0]:
                screen.take(happening)
            while orders:
                _obey(link, orders.popleft())


def _obey(link: SeatLink, order: str) -> None:
    verb, _, rest = order.partition(" ")
    if verb == "sign":
        account, password, role = rest.rsplit(" ", 2)
        args = msgspec.Raw(msgspec.msgpack.encode({"role": role}))
        link.prove(
            wire.Authenticate(
                id=uuid.uuid4().hex,
                account=account,
                password=password,
                name="session.sign_in",
                args=args,
                done_at=datetime.now(UTC),
            )
        )
    else:
        name, _, given = rest.partition(" ")
        args = msgspec.Raw(msgspec.msgpack.encode(json.loads(given)))
        link.send(wire.Command(id=uuid.uuid4().hex, name=name, args=args, done_at=datetime.now(UTC)))


def _listen(orders: deque[str], woken: threading.Event) -> None:
    for line in sys.stdin:
        orders.append(line.strip())
        woken.set()
    sys.stdin.close()
    woken.set()


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
