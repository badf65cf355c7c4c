"""What moves the state: a function for each kind of change."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from commandcenter.domain.state import Touch

Mover = Callable[..., list[Touch]]
"""(state, entry, its change): moves the state in place and returns what it touched."""

Movers = Mapping[type, Mover]
