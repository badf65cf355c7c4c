"""Who is let in, and who was not."""

from __future__ import annotations

from commandcenter.domain.changes.change import Change
from commandcenter.domain.keys import Key


class LinkRefused(Change, frozen=True, kw_only=True, tag="link.refused"):
    """Somebody was not let in: `who` is a public key, a source's id or "", `count` how often since the last entry."""

    who: str
    reason: str
    count: int = 1


class KeyTrusted(Change, frozen=True, kw_only=True, tag="key.trusted"):
    key: Key


class KeyRevoked(Change, frozen=True, kw_only=True, tag="key.revoked"):
    key: Key
