"""The seal of the journal: whose keys it is sealed with, who witnesses it, and what spoke against it."""

from __future__ import annotations

from commandcenter.domain.changes.change import Change


class SealKeyChanged(Change, frozen=True, kw_only=True, tag="seal.key"):
    """From the next checkpoint on the log signs with `vkey`; `before` is the key that it had, "" for a new origin."""

    vkey: str
    before: str = ""


class WitnessKnown(Change, frozen=True, kw_only=True, tag="witness.known"):
    """A seat witnesses checkpoints with this key; `before` is the one that it had under that name."""

    name: str
    vkey: str
    seat: str
    before: str = ""


class JournalRestored(Change, frozen=True, kw_only=True, tag="journal.restored"):
    """Somebody let the core start on a journal that is behind its checkpoints, or is not theirs.

    `note` is the newest checkpoint that it does not reach ("" when only the key was lost), `origin` the log that
    ends here, `others` are logs that left checkpoints in the second place before that one; the next entry names the
    key of the new log.

    What was taken as it was although the tree was made over something else is named, so that it is no flaw at later
    starts, and whatever else is one: `altered` is a digest over those entries, `base` the SHA-256 of what pruned
    entries had left; "" when it was as it should be.
    """

    origin: str
    note: str = ""
    reason: str = ""
    others: tuple[str, ...] = ()
    altered: str = ""
    base: str = ""


class JournalForked(Change, frozen=True, kw_only=True, tag="journal.forked"):
    """A seat holds the checkpoint `note`, which is not of this journal; `known` says whether its signature is ours."""

    seat: str
    note: str
    known: bool = True
