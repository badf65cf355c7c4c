"""What is said of sources: their logs, their events without effect, who was let in and who was not."""

from __future__ import annotations

from types import MappingProxyType

from commandcenter.domain.changes.keys import KeyRevoked, KeyTrusted, LinkRefused
from commandcenter.domain.changes.sources import (
    NO_ROOM,
    NOT_GRANTED,
    DeviceKnown,
    EventHeld,
    EventIgnored,
    EventQuarantined,
    NoteTaken,
    QuarantineDismissed,
    QuarantineRetried,
    RefreshBegun,
    RefreshEnded,
    SourceEpoch,
    SourceGap,
    SourceWentBack,
    WatchesForgotten,
)
from commandcenter.domain.keys import KeyKind
from commandcenter.domain.text import QT_TRANSLATE_NOOP
from commandcenter.services.said.values import (
    Event,
    Kind,
    Measured,
    Named,
    Said,
    Term,
    Value,
    cut,
    short,
    source,
    with_more,
)

SourceChange = (
    DeviceKnown
    | NoteTaken
    | EventIgnored
    | EventHeld
    | WatchesForgotten
    | EventQuarantined
    | QuarantineRetried
    | QuarantineDismissed
    | SourceGap
    | SourceEpoch
    | SourceWentBack
    | RefreshBegun
    | RefreshEnded
)
KeyChange = LinkRefused | KeyTrusted | KeyRevoked

# Why an event had no effect, as the core says it.
IGNORED = (
    QT_TRANSLATE_NOOP("story", "not raised"),
    QT_TRANSLATE_NOOP("story", "already returned"),
    QT_TRANSLATE_NOOP("story", "taken in late"),
    QT_TRANSLATE_NOOP("story", "refresh had not begun"),
)
# Why a rule keeps an event from the queue.
HELD = (
    QT_TRANSLATE_NOOP("story", "it has to last first"),
    QT_TRANSLATE_NOOP("story", "it is counted first"),
    QT_TRANSLATE_NOOP("story", "within its limits"),
    QT_TRANSLATE_NOOP("story", "over before it became an alarm"),
    QT_TRANSLATE_NOOP("story", "it has to stay normal first"),
    QT_TRANSLATE_NOOP("story", "not over yet, as told before"),
)
# Why a link was refused, in the short words of the journal.
REFUSALS = (
    QT_TRANSLATE_NOOP("refusal", "unknown key"),
    QT_TRANSLATE_NOOP("refusal", "revoked key"),
    QT_TRANSLATE_NOOP("refusal", "key of another core"),
    QT_TRANSLATE_NOOP("refusal", "no doorkeeper"),
    QT_TRANSLATE_NOOP("refusal", "not trusted"),
    QT_TRANSLATE_NOOP("refusal", "refused"),
    QT_TRANSLATE_NOOP("refusal", "no key"),
    QT_TRANSLATE_NOOP("refusal", "other key"),
    QT_TRANSLATE_NOOP("refusal", "hangs up"),
    QT_TRANSLATE_NOOP("refusal", "unusable address"),
    QT_TRANSLATE_NOOP("refusal", "foreign source id"),
)
QUARANTINE = MappingProxyType(
    {
        NOT_GRANTED: QT_TRANSLATE_NOOP("story", "the source may not publish this"),
        NO_ROOM: QT_TRANSLATE_NOOP("story", "there are too many already"),
        "clock:": QT_TRANSLATE_NOOP("story", "its time is wrong"),
        "values:": QT_TRANSLATE_NOOP("story", "a value is no number"),
    }
)


def say_source(change: SourceChange) -> Said:
    match change:
        case DeviceKnown():
            return _of_device(change)
        case NoteTaken(source=id, note=note):
            event = Event(id, note.type, note.subject, note.title, note.values)
            said = Said(QT_TRANSLATE_NOOP("story", "reports: {event}"), {"event": event})
            return with_more(said, Said("{values}", {"values": Measured(note.values)}) if note.values else None)
        case EventHeld() | WatchesForgotten():
            return _of_rule(change)
        case EventIgnored() | EventQuarantined() | QuarantineRetried() | QuarantineDismissed():
            return _of_event(change)
        case _:
            return _of_log(change)


def say_key(change: KeyChange) -> Said:
    match change:
        case LinkRefused(who=who, reason=reason, count=count):
            values: dict[str, Value] = {"who": _stranger(who), "reason": Term("refusal", reason)}
            said = Said(QT_TRANSLATE_NOOP("story", "{who} was not let in: {reason}"), values)
            times = Said(QT_TRANSLATE_NOOP("story", "{count} times"), {"count": count})
            return with_more(said, times if count > 1 else None)
        case KeyTrusted(key=key):
            text = QT_TRANSLATE_NOOP("story", "trusts the key {key} of the {kind} {name}")
        case KeyRevoked(key=key):
            text = QT_TRANSLATE_NOOP("story", "trusts the key {key} of the {kind} {name} no more")
    name: Value = source(key.id) if key.kind is KeyKind.SOURCE else cut(key.id)
    return Said(text, {"key": short(key.public), "kind": Term("key", key.kind.value), "name": name})


def _stranger(who: str) -> Value:
    """A source by its name, else what is seen of a key."""
    if not who:
        return Term("story", QT_TRANSLATE_NOOP("story", "somebody unknown"))
    key = Said(QT_TRANSLATE_NOOP("story", "key {key}"), {"key": short(who)})
    return key if len(who) == 40 else source(who)


def _of_device(change: DeviceKnown) -> Said:
    device = change.device
    said = Said(QT_TRANSLATE_NOOP("story", "has the device {device}"), {"device": cut(device.name or device.device)})
    about = Said(QT_TRANSLATE_NOOP("story", "for {thing}"), {"thing": cut(device.subject)})
    obeys = Said(QT_TRANSLATE_NOOP("story", "obeys {actions}"), {"actions": cut(", ".join(device.actions))})
    return with_more(said, about if device.subject else None, obeys)


def _of_rule(change: EventHeld | WatchesForgotten) -> Said:
    match change:
        case EventHeld(reason=reason, rule=rule, type=type, subject=subject):
            text = QT_TRANSLATE_NOOP("story", "the rule {rule} keeps an event from the queue: {event} ({reason})")
            values: dict[str, Value] = {"rule": cut(rule or "-"), "event": Event("", type, subject)}
            return Said(text, {**values, "reason": Term("story", reason)})
        case WatchesForgotten(keys=keys):
            text = QT_TRANSLATE_NOOP("story", "the rules have {count} things in mind no more, which came to nothing")
            return Said(text, {"count": len(keys)})


def _of_event(change: EventIgnored | EventQuarantined | QuarantineRetried | QuarantineDismissed) -> Said:
    match change:
        case EventIgnored(reason=reason, type=type, subject=subject):
            text = QT_TRANSLATE_NOOP("story", "an event without effect: {event} ({reason})")
            return Said(text, {"event": Event("", type, subject), "reason": Term("story", reason)})
        case EventQuarantined(reason=reason):
            text = QT_TRANSLATE_NOOP("story", "an event goes into quarantine: {reason}")
            known = next((it for start, it in QUARANTINE.items() if reason.startswith(start)), None)
            told: Value = Term("story", known or QT_TRANSLATE_NOOP("story", "it cannot be read"))
            return with_more(Said(text, {"reason": told}), Said("{detail}", {"detail": cut(reason)}))
        case QuarantineRetried(entry=entry, source=id, late=late, suspect=suspect):
            text = QT_TRANSLATE_NOOP("story", "takes event {entry} of {source} in from quarantine")
            asks = Said(QT_TRANSLATE_NOOP("story", "the source is asked what is wrong now"))
            doubt = Said(QT_TRANSLATE_NOOP("story", "in doubt now: {alarm}"), {"alarm": Named(Kind.ALARM, suspect)})
            said = Said(text, {"entry": entry, "source": source(id)})
            return with_more(said, asks if late else None, doubt if suspect else None)
        case QuarantineDismissed(entry=entry, source=id):
            text = QT_TRANSLATE_NOOP("story", "dismisses event {entry} of {source}: it takes no effect")
            return Said(text, {"entry": entry, "source": source(id)})


def _of_log(change: SourceGap | SourceEpoch | SourceWentBack | RefreshBegun | RefreshEnded) -> Said:
    match change:
        case SourceGap(expected=first, found=found):
            text = QT_TRANSLATE_NOOP("story", "{count} events are lost for ever: numbers {first} to {last}")
            return Said(text, {"count": found - first, "first": first, "last": found - 1})
        case SourceWentBack(taken=taken, head=head):
            text = QT_TRANSLATE_NOOP("story", "its log was set back from number {taken} to {head}")
            return Said(text, {"taken": taken, "head": head})
        case SourceEpoch(before=""):
            return Said(QT_TRANSLATE_NOOP("story", "begins its log"))
        case SourceEpoch(before_seq=taken, ended=ended):
            text = QT_TRANSLATE_NOOP("story", "begins a new log; the one before was taken in up to number {taken}")
            whole = Said(QT_TRANSLATE_NOOP("story", "which was all of it"))
            return with_more(Said(text, {"taken": taken}), whole if ended else None)
        case RefreshBegun():
            return Said(QT_TRANSLATE_NOOP("story", "begins to say anew what is wrong"))
        case RefreshEnded(over=over):
            text = QT_TRANSLATE_NOOP("story", "has said all that is wrong now; {count} alarms were over")
            return Said(text, {"count": over})
