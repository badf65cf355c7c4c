"""What is said of a source: one word for its state, what matters most beside it, and all its figures."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from commandcenter.domain.state import Doubt
from widgets.kit.ages import ago
from widgets.kit.text import plain
from widgets.kit.words import figure
from widgets.sources.status import SourceState, SourceStatus


def state_word(state: SourceState) -> str:
    match state:
        case SourceState.REFUSED:
            return QCoreApplication.translate("Sources", "Refused")
        case SourceState.AWAY:
            return QCoreApplication.translate("Sources", "Away")
        case SourceState.DOUBT:
            return QCoreApplication.translate("Sources", "In doubt")
        case SourceState.QUARANTINE:
            return QCoreApplication.translate("Sources", "Unread")
        case SourceState.BEHIND:
            return QCoreApplication.translate("Sources", "Behind")
        case SourceState.LOSING:
            return QCoreApplication.translate("Sources", "Losing")
        case SourceState.NEVER:
            return QCoreApplication.translate("Sources", "Not yet")
        case SourceState.LIVE:
            return QCoreApplication.translate("Sources", "Live")


def notes(source: SourceStatus) -> list[str]:
    """What is wrong besides the state's word, the most important first; nothing when all is well."""
    found = [plain(source.trouble)] if source.trouble else []
    if source.doubt is not None:
        found.append(_doubt_note(source.doubt))
    if source.doubt is not None and source.state is SourceState.DOUBT:
        found.append(QCoreApplication.translate("Sources", "reporting anew"))
    if source.quarantined and source.state is SourceState.QUARANTINE:
        found.append(QCoreApplication.translate("Sources", "{count} waiting").format(count=figure(source.quarantined)))
    elif source.quarantined:
        text = QCoreApplication.translate("Sources", "{count} in quarantine")
        found.append(text.format(count=figure(source.quarantined)))
    if source.state is SourceState.LOSING:
        found.extend(_losses(source))
    return found


def lag_text(source: SourceStatus) -> str:
    if source.lag is None:
        return ""
    return QCoreApplication.translate("Sources", "{count} behind").format(count=figure(source.lag))


def rate_text(source: SourceStatus) -> str:
    if source.rate is None:
        return ""
    return QCoreApplication.translate("Sources", "{rate}/s").format(rate=figure(source.rate))


def details(source: SourceStatus, age_s: float | None) -> list[str]:
    """Everything there is to know, in lines: who, what is wrong, how fast, how much since the core's start."""
    name = plain(source.name)
    lines = [name if name == source.id else f"{name} ({source.id})"]
    lines.append(" · ".join([state_word(source.state), *([plain(source.trouble)] if source.trouble else [])]))
    if source.doubt is not None:
        lines.append(_doubt_line(source.doubt))
        then = QCoreApplication.translate("Sources", "Its alarms are not confirmed until it has reported them anew.")
        lines.append(then)
    never = source.state is SourceState.NEVER
    word = "" if never else QCoreApplication.translate("Sources", "last word {age}").format(age=ago(age_s))
    lines.append(" · ".join(part for part in (lag_text(source), rate_text(source), word) if part))
    taken = QCoreApplication.translate("Sources", "{count} taken in").format(count=figure(source.taken))
    waiting = QCoreApplication.translate("Sources", "{count} in quarantine").format(count=figure(source.quarantined))
    lines.append(" · ".join([taken, *_losses(source, everything=True), waiting]))
    return [line for line in lines if line]


def _losses(source: SourceStatus, *, everything: bool = False) -> list[str]:
    refused = QCoreApplication.translate("Sources", "{count} refused").format(count=figure(source.refused))
    dropped = QCoreApplication.translate("Sources", "{count} dropped").format(count=figure(source.dropped))
    counted = ((refused, source.refused), (dropped, source.dropped))
    return [text for text, count in counted if count or everything]


def _doubt_note(doubt: Doubt) -> str:
    match doubt:
        case Doubt.GAP:
            return QCoreApplication.translate("Sources", "events lost")
        case Doubt.EPOCH:
            return QCoreApplication.translate("Sources", "new log")
        case Doubt.BACK:
            return QCoreApplication.translate("Sources", "log went back")


def _doubt_line(doubt: Doubt) -> str:
    match doubt:
        case Doubt.GAP:
            return QCoreApplication.translate("Sources", "It has lost events.")
        case Doubt.EPOCH:
            return QCoreApplication.translate("Sources", "It has begun a new log without ending the last one.")
        case Doubt.BACK:
            return QCoreApplication.translate("Sources", "Its log ends before what was taken in.")
