"""How the state follows the seats' own journals, whatever the entry is that a record of them has caused."""

from __future__ import annotations

from commandcenter.domain.journal import CommandId, Entry
from commandcenter.domain.merging import MAX_CHAINS, Chain
from commandcenter.domain.state import State, Touch, Touched


def move_chain(state: State, entry: Entry, cause: CommandId) -> list[Touch]:
    """A seat's newest few journals are kept in mind: what an older one brings again is known there."""
    forgotten = [] if cause.chain in state.chains else _make_room(state, entry.seat)
    chain = Chain(seat=entry.seat, n=cause.n, link=cause.link, at=entry.at)
    state.chains[cause.chain] = chain
    return [*forgotten, Touch(Touched.CHAIN, cause.chain, chain)]


def _make_room(state: State, seat: str) -> list[Touch]:
    """For one more of that seat."""
    own = sorted((chain.at, name) for name, chain in state.chains.items() if chain.seat == seat)
    gone = [name for _, name in own[: max(0, len(own) + 1 - MAX_CHAINS)]]
    for name in gone:
        del state.chains[name]
    return [Touch(Touched.CHAIN, name, None) for name in gone]
