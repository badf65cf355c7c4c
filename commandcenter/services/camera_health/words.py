"""One seat's words on one camera, one after the other, as stretches of time that lie in order and never overlap."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from commandcenter.domain.video import PictureState
from commandcenter.services.camera_states import STANDS

STANDS_S = STANDS.total_seconds()


class Word(NamedTuple):
    """Said at `said`, so it is since `since`; true seconds."""

    state: PictureState
    since: float
    said: float


class Stretch(NamedTuple):
    """So the seat saw the camera from `begins` until `ends`; true seconds."""

    state: PictureState
    begins: float
    ends: float


class Words:
    """A word stands until the next one, and for an hour at most: what a seat still shows it says again before."""

    def __init__(self) -> None:
        self._word: Word | None = None
        self._begins = 0.0

    @property
    def watching(self) -> Word | None:
        """The last word, None where it is that the seat shows the camera no more."""
        return self._word if self._word and self._word.state is not PictureState.UNWATCHED else None

    def take(self, word: Word) -> Iterator[Stretch]:
        """What is known for certain with the next word."""
        before = self._word
        again = before is not None and before.state is word.state and before.since == word.since
        if before is None or not again:
            yield from self.end(word.since)
            self._begins = max(word.since, self._begins)
        elif word.said > before.said + STANDS_S:
            # Nobody knows what was between.
            yield from self.end(word.said)
            self._begins = word.said
        else:
            word = word._replace(said=max(word.said, before.said))
        self._word = word

    def end(self, moment: float) -> Iterator[Stretch]:
        """The last word stands until then at most."""
        word = self._word
        if word is None or word.state is PictureState.UNWATCHED:
            return
        ends = min(moment, word.said + STANDS_S)
        if ends > self._begins:
            yield Stretch(word.state, self._begins, ends)
