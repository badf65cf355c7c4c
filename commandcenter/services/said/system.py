"""What is said of the core, the seats' programs, the seal of the journal and what leaves it."""

from __future__ import annotations

from types import MappingProxyType

from commandcenter.domain.changes.retention import JournalPruned, PruneAgreed
from commandcenter.domain.changes.sealing import JournalForked, JournalRestored, SealKeyChanged, WitnessKnown
from commandcenter.domain.changes.seats import ChainBroken
from commandcenter.domain.changes.system import (
    ClockStepped,
    CoreLeading,
    CoreResumed,
    CoreStarted,
    CoreStopped,
    SeatJoined,
)
from commandcenter.domain.text import QT_TRANSLATE_NOOP
from commandcenter.services.said.values import Moment, Said, Term, Value, cut, short, with_more

SystemChange = SeatJoined | ChainBroken | CoreStarted | CoreStopped | CoreResumed | CoreLeading | ClockStepped
SealChange = SealKeyChanged | WitnessKnown | JournalRestored | JournalForked | PruneAgreed | JournalPruned

CHAINS = MappingProxyType(
    {
        "hole": QT_TRANSLATE_NOOP("story", "records before number {n} are missing in the journal of {seat}"),
        "other": QT_TRANSLATE_NOOP("story", "record {n} of the journal of {seat} follows another one than is known"),
        "fork": QT_TRANSLATE_NOOP("story", "record {n} of the journal of {seat} was another one before"),
        "new": QT_TRANSLATE_NOOP("story", "{seat} has begun another journal of its own"),
        "foreign": QT_TRANSLATE_NOOP("story", "{seat} sent record {n} of another seat's journal: not taken"),
    }
)


def say_own(change: SystemChange | SealChange) -> Said:
    """The core's own: its life, and its journal's."""
    return say_system(change) if isinstance(change, SystemChange) else say_seal(change)


def say_system(change: SystemChange) -> Said:
    match change:
        case SeatJoined(role=role):
            return Said(QT_TRANSLATE_NOOP("story", "has its link to the core as {role}"), {"role": Term("key", role)})
        case ChainBroken(seat=seat, n=n, why=why):
            return Said(CHAINS.get(why, CHAINS["other"]), {"seat": cut(seat), "n": n})
        case CoreStarted():
            return _of_start(change)
        case CoreStopped():
            return Said(QT_TRANSLATE_NOOP("story", "the core stops in order"))
        case CoreResumed(failed=failed, since=since):
            said = Said(QT_TRANSLATE_NOOP("story", "the journal can be written again"))
            text = QT_TRANSLATE_NOOP("story", "not since {since}: {reason}")
            values: dict[str, Value] = {"since": Moment(since) if since else "–", "reason": cut(failed)}
            return with_more(said, Said(text, values) if since or failed else None)
        case CoreLeading(epoch=epoch, holder=holder):
            text = QT_TRANSLATE_NOOP("story", "the core {holder} writes the journal from here on, term {epoch}")
            return Said(text, {"holder": cut(holder), "epoch": epoch})
        case ClockStepped(before=before, after=after):
            text = QT_TRANSLATE_NOOP("story", "the clock was set: {seconds} s")
            return Said(text, {"seconds": f"{after - before:+.1f}"})


def say_seal(change: SealChange) -> Said:
    match change:
        case SealKeyChanged(vkey=vkey, before=""):
            return Said(
                QT_TRANSLATE_NOOP("story", "the journal is sealed by key {key} from here on"), {"key": _id(vkey)}
            )
        case SealKeyChanged(vkey=vkey, before=before):
            text = QT_TRANSLATE_NOOP(
                "story", "key {key} takes the place of {before} and seals the journal from here on"
            )
            return Said(text, {"key": _id(vkey), "before": _id(before)})
        case WitnessKnown(vkey=vkey, seat=seat, before=before):
            text = QT_TRANSLATE_NOOP("story", "{seat} witnesses the seal with key {key}")
            other = Said(QT_TRANSLATE_NOOP("story", "{before} until now"), {"before": _id(before)})
            return with_more(Said(text, {"seat": cut(seat), "key": _id(vkey)}), other if before else None)
        case JournalRestored(origin=origin, note=note, reason=reason):
            size = note.split("\n")[1] if note.count("\n") > 1 else ""
            gone = QT_TRANSLATE_NOOP(
                "story", "the journal goes on without what was sealed up to entry {size}; log {log}"
            )
            lost = QT_TRANSLATE_NOOP("story", "the journal goes on with a new seal: the key of log {log} was lost")
            doubted = QT_TRANSLATE_NOOP(
                "story", "the journal goes on with a new seal, though not all of it was written by the core; log {log}"
            )
            log = short(origin.rpartition("/")[2])
            if size:
                return Said(gone, {"size": size, "log": log})
            return Said(lost if reason in ("", "key") else doubted, {"log": log})
        case JournalForked(seat=seat, known=known):
            text = QT_TRANSLATE_NOOP("story", "{seat} keeps a seal that does not fit this journal")
            strange = Said(QT_TRANSLATE_NOOP("story", "not signed by a key of ours"))
            return with_more(Said(text, {"seat": cut(seat)}), None if known else strange)
        case PruneAgreed(before=before, archive=archive):
            text = QT_TRANSLATE_NOOP("story", "entries before {before} may go, archive {archive} holds them")
            return Said(text, {"before": before, "archive": short(archive)})
        case JournalPruned(first=first, archive=archive):
            text = QT_TRANSLATE_NOOP("story", "entries before {first} have left the journal for archive {archive}")
            return Said(text, {"first": first, "archive": short(archive)})


def _of_start(change: CoreStarted) -> Said:
    text = QT_TRANSLATE_NOOP("story", "the core starts: version {version}, journal of {size} entries")
    unclean = Said(QT_TRANSLATE_NOOP("story", "it had not stopped in order before"))
    alone = Said(QT_TRANSLATE_NOOP("story", "its clock follows no other"))
    said = Said(text, {"version": cut(change.version), "size": change.size})
    return with_more(said, unclean if change.clean is False else None, alone if change.synced is False else None)


def _id(vkey: str) -> str:
    """The middle of `<name>+<id>+<key>`: what people compare."""
    parts = vkey.split("+")
    return parts[1] if len(parts) > 2 else short(vkey)
