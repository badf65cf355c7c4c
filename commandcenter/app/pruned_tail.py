"""What a core must not seal although it can be read: entries that went without anybody's having agreed to it."""

from __future__ import annotations

from bridge.sealing.keys import verify
from commandcenter.domain.checkpoints import open_checkpoint
from commandcenter.domain.notes import BadSignature, NoteError
from commandcenter.services.comparing import journal_of, size_if_of
from commandcenter.services.core import Core
from commandcenter.services.ports import Flaw, Store
from commandcenter.services.retention import unagreed


def flaw_in_tail(core: Core, store: Store) -> Flaw | None:
    """Of the entries that the newest checkpoint does not cover; what it covers the verifier judges."""
    return unagreed(store.entry_bytes, _sealed(core, store), core.state.size)


def _sealed(core: Core, store: Store) -> int:
    """A checkpoint that the log has not signed, or that the journal does not fit, covers nothing."""
    newest = store.newest_checkpoint()
    if newest is None:
        return 0
    journal = journal_of(core.state, store)
    try:
        signed = bool(open_checkpoint(newest.note)[0].signed_by(journal.keys, verify))
    except (NoteError, BadSignature):
        return 0
    return size_if_of(journal, newest.note) if signed else 0
