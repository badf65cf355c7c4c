"""What may leave the journal, and who agrees to it: a system administrator asks, an auditor agrees."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from datetime import datetime
from typing import Annotated

import msgspec

from commandcenter.domain.changes.alarms import AlarmChange
from commandcenter.domain.changes.operating import LinkageAnswered, LinkageStarted
from commandcenter.domain.changes.people import ApprovalGiven, SessionBegan
from commandcenter.domain.changes.retention import JournalPruned, PruneAgreed
from commandcenter.domain.errors import UNDECODABLE, Refused
from commandcenter.domain.journal import Draft, Entry, Outcome
from commandcenter.domain.people import staff_number
from commandcenter.domain.state import State
from commandcenter.domain.text import QT_TRANSLATE_NOOP
from commandcenter.services.commands import Args, Context, Declaration
from commandcenter.services.permissions import Permission
from commandcenter.services.ports import Flaw

PRUNE = "journal.prune"
YOUNG = QT_TRANSLATE_NOOP("trouble", "entry {entry} is not old enough")
UNAGREED = QT_TRANSLATE_NOOP(
    "trouble", "entry {last} says that older ones have left the journal, and no two persons had agreed to it"
)
AT_ONCE = 5_000
# What an entry's bytes hold that has to do with pruning.
MARKS = (b"journal.prune", b"approval.given")

# The stored bytes of at most so many entries from a number on.
Entries = Callable[[int, int], list[bytes]]


class Pruning(Args, frozen=True, kw_only=True):
    """Entries below `before` go; `archive` is the SHA-256, in hex, of the list of the archive that holds them."""

    before: Annotated[int, msgspec.Meta(ge=1)]
    archive: Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}\Z")]


class Held:
    """What keeps entries in the journal, found out while they pass by `look` in their order.

    `first` is the number of the first that has to stay, None as long as all may go, `why` the reason in words;
    `quarantined` are the entries whose events wait in quarantine.
    """

    def __init__(self, state: State, quarantined: Iterable[int], young: datetime) -> None:
        self.first: int | None = None
        self.why = ""
        self._young = young
        self._quarantined = frozenset(quarantined)
        self._alarms = state.alarms.keys()
        self._runs = state.linkages.keys()
        self._sessions = {session.id for session in state.sessions.values()}

    def look(self, entry: Entry) -> None:
        why = "" if self.first is not None else self._holds(entry)
        if why:
            self.first, self.why = entry.seq, why

    def _holds(self, entry: Entry) -> str:
        if entry.at >= self._young:
            return YOUNG
        if entry.seq in self._quarantined:
            return QT_TRANSLATE_NOOP("trouble", "the event of entry {entry} waits in quarantine")
        match entry.change:
            case AlarmChange(alarm=alarm) if alarm.id in self._alarms:
                return QT_TRANSLATE_NOOP("trouble", "the alarm of entry {entry} is still open")
            case LinkageStarted(linkage=run) | LinkageAnswered(linkage=run) if run.id in self._runs:
                return QT_TRANSLATE_NOOP("trouble", "the linkage of entry {entry} is not over")
            case SessionBegan(session=session) if session.id in self._sessions:
                return QT_TRANSLATE_NOOP("trouble", "the session of entry {entry} is not over")
        return ""


def agree(state: State, args: Pruning, context: Context) -> list[Draft]:
    """The intent; what is done of it, and whether the archive is there, is looked at when it is done."""
    auditor = context.approver
    if Permission.READ_AUDIT in context.person.permissions:
        raise Refused(QT_TRANSLATE_NOOP("trouble", "A system administrator has to ask for this, and an auditor agree."))
    if auditor is None or Permission.READ_AUDIT not in auditor.permissions:
        raise Refused(QT_TRANSLATE_NOOP("trouble", "An auditor has to agree to this."))
    if not state.retention.first < args.before <= state.size:
        raise Refused(
            QT_TRANSLATE_NOOP("trouble", "The journal has entries {first} to {last}: nothing before {before} can go."),
            first=state.retention.first,
            last=state.size - 1,
            before=args.before,
        )
    change = PruneAgreed(before=args.before, archive=args.archive)
    return [Draft(change=change, subject=args.archive, outcome=Outcome.UNKNOWN)]


def require_agreed(state: State, before: int, archive: str, now: datetime) -> None:
    """Raises Refused unless two persons have agreed to just this, lately."""
    agreed = state.retention.agreed
    if agreed is None or (agreed.before, agreed.archive) != (before, archive):
        raise Refused(QT_TRANSLATE_NOOP("trouble", "No two persons have agreed that what this archive holds may go."))
    if now >= agreed.until:
        raise Refused(
            QT_TRANSLATE_NOOP("trouble", "What was agreed on in entry {entry} is too old: ask again."),
            entry=agreed.entry,
        )


class Begun(msgspec.Struct, frozen=True):
    """Entry `seq` says that older ones leave the journal."""

    seq: int
    change: JournalPruned


def pruned_by(entries: Entries, size: int, first: int, archive: str) -> Begun | None:
    """The newest entry which says that the journal begins with `first`, and what was before lies in that archive."""
    for it in _backwards(entries, first, size):
        if isinstance(it.change, JournalPruned) and (it.change.first, it.change.archive) == (first, archive):
            return Begun(it.seq, it.change)
    return None


def unagreed(entries: Entries, since: int, size: int) -> Flaw | None:
    """What speaks against sealing the entries `since`..`size`-1: one that tells of a pruning nobody had agreed to."""
    for it in _backwards(entries, since, size):
        if isinstance(it.change, JournalPruned) and not _was_agreed(entries, it.seq, it.change):
            return Flaw(reason=UNAGREED, first=it.seq, last=it.seq)
    return None


def _was_agreed(entries: Entries, seq: int, pruned: JournalPruned) -> bool:
    """Whether two persons have approved it and the intent stands behind that: both come after all that goes by it."""
    wanted, intended = (pruned.first, pruned.archive), False
    for it in _backwards(entries, max(0, pruned.first), seq):
        match it.change:
            case PruneAgreed(before=before, archive=archive) if (before, archive) == wanted:
                intended = True
            case ApprovalGiven() if intended and _approves(it.change, wanted):
                return True
    return False


def _approves(given: ApprovalGiven, wanted: tuple[int, str]) -> bool:
    first, second = staff_number(given.approval.person), staff_number(given.by_person)
    if given.approval.command != PRUNE or not first or not second or first == second:
        return False
    try:
        args = msgspec.msgpack.decode(given.approval.args, type=Pruning)
    except UNDECODABLE:
        return False
    return (args.before, args.archive) == wanted


def _backwards(entries: Entries, first: int, before: int) -> Iterator[Entry]:
    """Of `first`..`before`-1 those that have to do with pruning, the newest first."""
    decode, end = msgspec.msgpack.Decoder(Entry).decode, before
    while end > first:
        begin = max(first, end - AT_ONCE)
        for data in reversed(entries(begin, end - begin)):
            if any(mark in data for mark in MARKS):
                with suppress(*UNDECODABLE):
                    entry = decode(data)
                    if begin <= entry.seq < end:
                        yield entry
        end = begin


def declarations() -> list[Declaration]:
    """The journal's line of the command table."""
    return [Declaration(PRUNE, Pruning, Permission.PRUNE_JOURNAL, (PruneAgreed,), agree, two_persons=True)]
