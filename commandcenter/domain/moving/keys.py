"""How the state follows who is trusted."""

from __future__ import annotations

from types import MappingProxyType

from commandcenter.domain.changes.keys import KeyRevoked, KeyTrusted
from commandcenter.domain.journal import Entry
from commandcenter.domain.moving.mover import Movers
from commandcenter.domain.state import State, Touch, Touched


def _keep_key(state: State, entry: Entry, change: KeyTrusted | KeyRevoked) -> list[Touch]:
    key = change.key
    state.keys[key.public] = key
    return [Touch(Touched.KEY, key.public, key)]


MOVERS: Movers = MappingProxyType(
    {
        KeyTrusted: _keep_key,
        KeyRevoked: _keep_key,
    }
)
