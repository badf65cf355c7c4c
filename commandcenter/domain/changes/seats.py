"""What the core finds in the seats' own journals."""

from __future__ import annotations

from commandcenter.domain.changes.change import Change


class ChainBroken(Change, frozen=True, kw_only=True, tag="seat.chain_broken"):
    """Record `n` of a seat's own journal `chain` does not follow what was known of it: record `known_n`, link `known`.

    `why`: hole (records are missing), other (the record before was another), fork (that number was another record),
    new (another journal than before), foreign (it is another seat's, and the action was not taken).
    """

    seat: str
    chain: str
    n: int
    why: str
    prev: bytes = b""
    known_n: int = 0
    known: bytes = b""
