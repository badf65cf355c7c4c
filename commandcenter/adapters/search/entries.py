"""The journal's entries, as a search reads them."""

from __future__ import annotations

import msgspec

from commandcenter.adapters.search.trouble import SearchTrouble
from commandcenter.domain.errors import UNDECODABLE
from commandcenter.domain.journal import Entry
from commandcenter.domain.text import QT_TRANSLATE_NOOP


class EntryDecoder:
    """For one thread."""

    def __init__(self) -> None:
        self._decode = msgspec.msgpack.Decoder(Entry).decode

    def __call__(self, seq: int, data: bytes) -> Entry:
        """Raises SearchTrouble for what cannot be read."""
        try:
            return self._decode(data)
        except UNDECODABLE as error:
            raise SearchTrouble(
                QT_TRANSLATE_NOOP("trouble", "Entry {seq} of the journal cannot be read: {reason}"),
                seq=seq,
                reason=error,
            ) from error
