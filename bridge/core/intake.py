"""Batches that wait to be taken in, and whose turn it is: nobody's flood stands before another's alarm."""

from __future__ import annotations

from commandcenter.services.core import Batch

SLICE = 400


class Intake:
    """At most one batch of each source: who has one here is not read from until it is taken in."""

    def __init__(self) -> None:
        self._waiting: dict[str, Batch] = {}

    def __len__(self) -> int:
        return len(self._waiting)

    def __contains__(self, source: str) -> bool:
        return source in self._waiting

    def add(self, batch: Batch) -> None:
        self._waiting[batch.source] = batch

    def forget(self, source: str) -> None:
        """What a source sent before it started over is asked for again."""
        self._waiting.pop(source, None)

    def take(self) -> list[Batch]:
        """The next transaction: the batch that has waited longest, then the smallest ones, up to `SLICE` events.

        So a single event waits for one transaction at most, and a flood gets on with each.
        """
        if not self._waiting:
            return []
        longest, *others = self._waiting.values()
        chosen, size = [longest], len(longest.events)
        for batch in sorted(others, key=lambda it: len(it.events)):
            size += len(batch.events)
            if size > SLICE and len(batch.events) > 1:
                break
            chosen.append(batch)
        for batch in chosen:
            del self._waiting[batch.source]
        return chosen
