"""One journal entry, as far as the verifier has to understand it."""

from __future__ import annotations

from dataclasses import dataclass, field
from unicodedata import normalize

import msgpack
import msgspec

LONGEST = 16 * 1024 * 1024
# An entry that claims a longer list is none: a list is made at its claimed length before it is read.
MOST_ITEMS = 1 << 17
LONGEST_MARK = 4096
MOST_MARKS, MOST_ACCOUNTS, MOST_AGREEMENTS = 100_001, 1_000_000, 10_000
SEAL_KEY, WITNESS, RESTORED, PRUNED, FORKED = (
    "seal.key",
    "witness.known",
    "journal.restored",
    "journal.pruned",
    "journal.forked",
)
MARKED = frozenset((SEAL_KEY, WITNESS, RESTORED, PRUNED, FORKED))
# Two persons approve (given), and the command that they approve says so itself (agreed), before entries go (pruned).
AGREED, GIVEN = "journal.prune", "approval.given"
READ = MARKED | {AGREED, GIVEN}
BROKEN = (ValueError, TypeError, OverflowError, RecursionError, MemoryError, msgpack.UnpackException)


class EntryError(ValueError):
    """The bytes are no entry of this place."""


Change = dict[str, object]


@dataclass(frozen=True, slots=True)
class Agreement:
    """Entry `entry` says that what is before `before` may go into the archive of that digest.

    `persons`: staff numbers of who asked and of who approved, as they are compared; none where the entry names nobody.
    """

    entry: int
    before: object
    archive: object
    persons: tuple[str, ...] = ()


@dataclass(slots=True)
class Marks:
    """What the verification of the rest needs from the entries: in the order of their places."""

    changes: list[tuple[int, Change]] = field(default_factory=list)
    digests: dict[str, tuple[int, str]] = field(default_factory=dict)
    agreed: list[Agreement] = field(default_factory=list)
    given: list[Agreement] = field(default_factory=list)

    def take(self, seq: int, change: Change) -> None:
        if change["do"] in MARKED:
            self.changes.append((seq, {name: value for name, value in change.items() if _short(value)}))
        elif change["do"] == AGREED:
            self.agreed.extend(_agreement(seq, change))
        elif change["do"] == GIVEN:
            self.given.extend(_given(seq, change))
        elif "account" in change:
            self._credential(seq, change)

    def _credential(self, seq: int, change: Change) -> None:
        account, digest = change["account"], change.get("digest")
        if isinstance(account, dict):
            digest, account = account.get("digest", ""), account.get("id")
        # An approval's digest is of a command, not of a secret.
        if isinstance(account, str) and isinstance(digest, str) and not str(change["do"]).startswith("approval."):
            self.digests[account] = (seq, digest)

    def add(self, later: Marks) -> None:
        """Bounded: no real journal names so many keys or accounts, and one that does is found fault with."""
        self.changes.extend(later.changes[: MOST_MARKS - len(self.changes)])
        if len(self.digests) < MOST_ACCOUNTS:
            self.digests.update(later.digests)
        # Of these the newest count.
        self.agreed = [*self.agreed, *later.agreed][-MOST_AGREEMENTS:]
        self.given = [*self.given, *later.given][-MOST_AGREEMENTS:]


class _Brief(msgspec.Struct, gc=False):
    do: str
    account: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET


class _Look(msgspec.Struct, gc=False):
    seq: int
    change: _Brief


_look = msgspec.msgpack.Decoder(_Look).decode
# Text that is no UTF-8 is a ValueError to msgspec.
NO_LOOK = (msgspec.MsgspecError, ValueError, OverflowError, RecursionError)


def marking(data: bytes, seq: int) -> Change | None:
    """The change that the entry at place `seq` holds, if the verification of the rest needs it. Raises EntryError.

    Whole entries are made of few: millions of others only have to be entries of their places, and msgspec passes over
    what else they hold five times as quickly as anybody could unpack it.
    """
    try:
        entry = _look(data)
    except NO_LOOK as error:
        raise EntryError("does not decode") from error
    if entry.seq != seq:
        raise EntryError("says that it is another")
    if entry.change.do in READ or entry.change.account is not msgspec.UNSET:
        return read(data, seq)
    return None


def _agreement(seq: int, change: Change, persons: tuple[str, ...] = ()) -> list[Agreement]:
    before, archive = change.get("before"), change.get("archive")
    right = type(before) is int and isinstance(archive, str) and _short(archive)
    return [Agreement(seq, before, archive, persons)] if right else []


def _given(seq: int, change: Change) -> list[Agreement]:
    """Nothing for what approves another command, or names no two people."""
    approval = change.get("approval")
    if not isinstance(approval, dict) or approval.get("command") != AGREED:
        return []
    args, persons = approval.get("args"), (approval.get("person"), change.get("by_person"))
    try:
        told = msgpack.unpackb(args) if isinstance(args, bytes) and _short(args) else None
    except BROKEN:
        told = None
    numbers = tuple(_number(it) for it in persons if isinstance(it, str) and it and _short(it))
    return _agreement(seq, told, numbers) if isinstance(told, dict) and len(numbers) == len(persons) else []


def _number(text: str) -> str:
    """A staff number as it is compared: whoever writes one in another way is nobody else."""
    return normalize("NFKC", text).strip().casefold()


def _short(value: object) -> bool:
    return not isinstance(value, str | bytes) or len(value) <= LONGEST_MARK


def read(data: bytes, seq: int) -> Change:
    """The change that the entry at place `seq` holds. Raises EntryError."""
    try:
        entry = msgpack.unpackb(data, timestamp=1, max_array_len=MOST_ITEMS, max_map_len=MOST_ITEMS)
    except BROKEN as error:
        raise EntryError("does not decode") from error
    try:
        change: Change = entry["change"]
        place, what = entry["seq"], change["do"]
    except (KeyError, TypeError, IndexError) as error:
        raise EntryError("is no entry") from error
    if type(place) is not int or place != seq or type(what) is not str or type(change) is not dict:
        raise EntryError("says that it is another")
    return change
