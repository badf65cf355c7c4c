"""What is remembered so that what a cut-off seat did is merged once, in its order, in the name of who did it."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256

import msgspec

from commandcenter.domain.people import Session

BEGINNING = bytes(32)
"""What the first record of a chain names as the link before it."""

MAX_CHAINS = 8
MAX_FORMER = 200


class Chain(msgspec.Struct, frozen=True, kw_only=True):
    """How far a seat's own journal is known: its record `n`, with this link, was the last one taken, at `at`."""

    seat: str
    n: int
    link: bytes
    at: datetime


class FormerSession(msgspec.Struct, frozen=True, kw_only=True):
    """A session as it was when it ended."""

    session: Session
    ended_at: datetime
    why: str


def link_of(prev: bytes, record: bytes) -> bytes:
    """The link of a record of which these are the stored bytes: 32 bytes, SHA-256 over the link before and them."""
    return sha256(prev + record).digest()
