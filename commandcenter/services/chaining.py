"""The seats' own journals, held against what is known of them: each record counts once, and a hole is told."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from enum import Enum

import msgspec

from commandcenter.domain.catalogue import Catalogue
from commandcenter.domain.changes.seats import ChainBroken
from commandcenter.domain.events import Raised, Returned
from commandcenter.domain.journal import CORE, CommandId, Draft, Outcome
from commandcenter.domain.merging import BEGINNING
from commandcenter.domain.state import State
from commandcenter.domain.text import QT_TRANSLATE_NOOP
from commandcenter.services import annunciating

ALARM = "seat.chain"
# So many of a chain's newest answers are kept although the seat has noted them: what comes again with such a number
# is told from another action under it.
ANSWERS_KEPT = 1000
TIDY_EVERY = 64

FOREIGN = QT_TRANSLATE_NOOP("trouble", "This is a record of another seat's journal; it is not taken here.")
SPENT = QT_TRANSLATE_NOOP("trouble", "This was answered long ago; it is not done again. Look at the record.")


class Linked(msgspec.Struct, frozen=True, kw_only=True):
    """Where a command stands in its seat's own journal, and how it was when it was given.

    It is record `n` of `chain`, after one with the link `prev`; `link` is its own. `session` is the one it was done in,
    "" for none; `age_s` seconds ago, when the seat had not heard of the core for `blind_s`. The seat has noted all
    answers up to record `noted`.
    """

    chain: str
    n: int
    prev: bytes
    link: bytes
    session: str = ""
    age_s: float = 0.0
    blind_s: float = 0.0
    noted: int = 0


class Step(Enum):
    """How a record follows what is known; the values of `BREAKS` are those of `ChainBroken.why`."""

    NEXT = "next"
    NEW = "new"
    HOLE = "hole"
    OTHER = "other"
    FORK = "fork"
    FOREIGN = "foreign"
    SPENT = "spent"


BREAKS = frozenset({Step.NEW, Step.HOLE, Step.OTHER, Step.FORK, Step.FOREIGN})


def judge(state: State, seat: str, linked: Linked) -> Step:
    """Of a record whose command was not answered yet, as far as the answers that are kept tell."""
    known = state.chains.get(linked.chain)
    if known is None:
        if linked.n != 1 or linked.prev != BEGINNING:
            return Step.HOLE
        return Step.NEW if any(chain.seat == seat for chain in state.chains.values()) else Step.NEXT
    if known.seat != seat:
        return Step.FOREIGN
    if linked.n > known.n + 1:
        return Step.HOLE
    if linked.n == known.n + 1:
        return Step.NEXT if linked.prev == known.link else Step.OTHER
    if linked.n <= known.n - ANSWERS_KEPT or linked.link == known.link:
        return Step.SPENT
    return Step.FORK


def break_of(state: State, seat: str, linked: Linked, step: Step) -> ChainBroken | None:
    """What is wrong with it, by the state before it is taken; None when it follows."""
    if step not in BREAKS:
        return None
    known = state.chains.get(linked.chain)
    return ChainBroken(
        seat=seat,
        chain=linked.chain,
        n=linked.n,
        why=step.value,
        prev=linked.prev,
        known_n=known.n if known else 0,
        known=known.link if known else b"",
    )


def tell(state: State, change: ChainBroken, catalogue: Catalogue, now: datetime) -> Iterator[Draft]:
    """Entry and alarm; each draft has to be applied before the next is asked for."""
    outcome = Outcome.REFUSED if change.why == Step.FOREIGN.value else Outcome.DONE
    yield Draft(change=change, subject=change.seat, outcome=outcome, actor=CORE)
    # It is over at once, and waits for somebody to take notice.
    raised = Raised(at=now, type=ALARM, subject=change.seat)
    yield annunciating.raised(state, CORE, raised, catalogue, now, CORE)
    yield annunciating.returned(state, CORE, Returned(at=now, type=ALARM, subject=change.seat), now, CORE)


def not_needed(linked: Linked) -> dict[str, int]:
    """By chain, up to which record answers may go; looked at now and then only."""
    up_to = min(linked.noted, linked.n - ANSWERS_KEPT)
    return {linked.chain: up_to} if up_to > 0 and linked.n % TIDY_EVERY == 0 else {}


def in_chain(command: CommandId, linked: Linked) -> CommandId:
    """With its place in the seat's own journal, and how late it is where that is more than the way here."""
    late_s = round(linked.age_s, 1) if linked.age_s >= 1.0 else 0.0
    return msgspec.structs.replace(
        command, chain=linked.chain, n=linked.n, link=linked.link, session=linked.session, late_s=late_s
    )
