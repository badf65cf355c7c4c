"""How large the streams of cameras are, as any tile of this seat has seen it: the next one does not have to guess."""

from __future__ import annotations

from dataclasses import replace

from bridge.video.choice import Offer, Size

MOST = 4096  # cameras; the one of which nothing new was heard for the longest time is forgotten first


class KnownSizes:
    """For one thread. Kept for a camera as long as its addresses are the same."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._known: dict[str, Offer] = {}

    def completed(self, offer: Offer) -> Offer:
        """With the sizes that are known of it."""
        known = self._known.get(offer.camera)
        if known is None or (known.main, known.sub) != (offer.main, offer.sub):
            return offer
        return _with_sizes(offer, known.main_size, known.sub_size)

    def note(self, offer: Offer, address: str, size: Size) -> None:
        """The stream at that address, one of the offer's two, has this size now."""
        offer = self.completed(offer)
        main, sub = (size, offer.sub_size) if address == offer.main else (offer.main_size, size)
        self._known.pop(offer.camera, None)
        self._known[offer.camera] = _with_sizes(offer, main, sub)
        if len(self._known) > self._most:
            del self._known[next(iter(self._known))]


def _with_sizes(offer: Offer, main: Size, sub: Size) -> Offer:
    main = main if all(main) else offer.main_size
    sub = sub if all(sub) else offer.sub_size
    return offer if (main, sub) == (offer.main_size, offer.sub_size) else replace(offer, main_size=main, sub_size=sub)
