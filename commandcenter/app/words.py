"""Words for people, in Chinese or English: the same translations on the command line and on the screens."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QTranslator

from commandcenter.adapters.resources import resource
from commandcenter.domain.errors import Named, Trouble
from commandcenter.domain.text import QT_TRANSLATE_NOOP

QM = "translations/commandcenter_zh_CN.qm"

# Words that are looked up by a value (of an enum, of the journal's actions): listed so that `lupdate` finds them.
LOOKED_UP = (
    QT_TRANSLATE_NOOP("priority", "critical"),
    QT_TRANSLATE_NOOP("priority", "major"),
    QT_TRANSLATE_NOOP("priority", "minor"),
    QT_TRANSLATE_NOOP("priority", "notice"),
    QT_TRANSLATE_NOOP("state", "unacknowledged"),
    QT_TRANSLATE_NOOP("state", "acknowledged"),
    QT_TRANSLATE_NOOP("state", "returned"),
    QT_TRANSLATE_NOOP("state", "cleared"),
    QT_TRANSLATE_NOOP("step", "waiting"),
    QT_TRANSLATE_NOOP("step", "done"),
    QT_TRANSLATE_NOOP("step", "failed"),
    QT_TRANSLATE_NOOP("step", "unknown"),
    QT_TRANSLATE_NOOP("action", "alarm.raised"),
    QT_TRANSLATE_NOOP("action", "alarm.repeated"),
    QT_TRANSLATE_NOOP("action", "alarm.returned"),
    QT_TRANSLATE_NOOP("action", "alarm.acknowledged"),
    QT_TRANSLATE_NOOP("action", "device.known"),
    QT_TRANSLATE_NOOP("action", "note.taken"),
    QT_TRANSLATE_NOOP("action", "event.ignored"),
    QT_TRANSLATE_NOOP("action", "event.quarantined"),
    QT_TRANSLATE_NOOP("action", "quarantine.retried"),
    QT_TRANSLATE_NOOP("action", "quarantine.dismissed"),
    QT_TRANSLATE_NOOP("action", "source.gap"),
    QT_TRANSLATE_NOOP("action", "source.epoch"),
    QT_TRANSLATE_NOOP("action", "source.back"),
    QT_TRANSLATE_NOOP("action", "refresh.begun"),
    QT_TRANSLATE_NOOP("action", "refresh.ended"),
    QT_TRANSLATE_NOOP("action", "link.refused"),
    QT_TRANSLATE_NOOP("action", "key.trusted"),
    QT_TRANSLATE_NOOP("action", "key.revoked"),
    QT_TRANSLATE_NOOP("action", "camera.listed"),
    QT_TRANSLATE_NOOP("action", "camera.removed"),
    QT_TRANSLATE_NOOP("action", "wall.changed"),
    QT_TRANSLATE_NOOP("action", "wall.confirmed"),
    QT_TRANSLATE_NOOP("action", "linkage.started"),
    QT_TRANSLATE_NOOP("action", "linkage.answered"),
    QT_TRANSLATE_NOOP("action", "command.refused"),
    QT_TRANSLATE_NOOP("action", "seat.joined"),
    QT_TRANSLATE_NOOP("action", "core.started"),
    QT_TRANSLATE_NOOP("action", "core.resumed"),
    QT_TRANSLATE_NOOP("action", "core.leading"),
    QT_TRANSLATE_NOOP("action", "core.stopped"),
    QT_TRANSLATE_NOOP("action", "clock.stepped"),
    QT_TRANSLATE_NOOP("action", "seal.key"),
    QT_TRANSLATE_NOOP("action", "seal.rotate"),
    QT_TRANSLATE_NOOP("action", "witness.known"),
    QT_TRANSLATE_NOOP("action", "journal.restored"),
    QT_TRANSLATE_NOOP("action", "journal.forked"),
    QT_TRANSLATE_NOOP("action", "journal.prune"),
    QT_TRANSLATE_NOOP("action", "journal.pruned"),
    QT_TRANSLATE_NOOP("action", "seat.ready"),
    QT_TRANSLATE_NOOP("action", "seat.chain_broken"),
    QT_TRANSLATE_NOOP("action", "alarm.select"),
    QT_TRANSLATE_NOOP("action", "alarm.open"),
    QT_TRANSLATE_NOOP("action", "camera.open"),
    QT_TRANSLATE_NOOP("action", "map.move"),
    QT_TRANSLATE_NOOP("action", "queue.filter"),
    QT_TRANSLATE_NOOP("action", "quarantine.retry"),
    QT_TRANSLATE_NOOP("action", "quarantine.dismiss"),
    QT_TRANSLATE_NOOP("action", "audit.export"),
    QT_TRANSLATE_NOOP("action", "audit.exported"),
    QT_TRANSLATE_NOOP("action", "db.backup"),
    QT_TRANSLATE_NOOP("action", "keys.trust"),
    QT_TRANSLATE_NOOP("action", "keys.revoke"),
    QT_TRANSLATE_NOOP("action", "account.added"),
    QT_TRANSLATE_NOOP("action", "account.changed"),
    QT_TRANSLATE_NOOP("action", "account.disabled"),
    QT_TRANSLATE_NOOP("action", "account.enabled"),
    QT_TRANSLATE_NOOP("action", "password.set"),
    QT_TRANSLATE_NOOP("action", "factor.set"),
    QT_TRANSLATE_NOOP("action", "accounts.recovered"),
    QT_TRANSLATE_NOOP("action", "recovery.confirm"),
    QT_TRANSLATE_NOOP("action", "credential.checked"),
    QT_TRANSLATE_NOOP("action", "credential.altered"),
    QT_TRANSLATE_NOOP("action", "session.began"),
    QT_TRANSLATE_NOOP("action", "session.locked"),
    QT_TRANSLATE_NOOP("action", "session.unlocked"),
    QT_TRANSLATE_NOOP("action", "session.ended"),
    QT_TRANSLATE_NOOP("action", "signin.failed"),
    QT_TRANSLATE_NOOP("action", "signin.throttled"),
    QT_TRANSLATE_NOOP("action", "lock.lifted"),
    QT_TRANSLATE_NOOP("action", "approval.asked"),
    QT_TRANSLATE_NOOP("action", "approval.given"),
    QT_TRANSLATE_NOOP("action", "approval.ended"),
    QT_TRANSLATE_NOOP("action", "session.sign_in"),
    QT_TRANSLATE_NOOP("action", "session.sign_out"),
    QT_TRANSLATE_NOOP("action", "session.lock"),
    QT_TRANSLATE_NOOP("action", "session.unlock"),
    QT_TRANSLATE_NOOP("action", "session.release"),
    QT_TRANSLATE_NOOP("action", "account.add"),
    QT_TRANSLATE_NOOP("action", "account.add_many"),
    QT_TRANSLATE_NOOP("action", "account.rename"),
    QT_TRANSLATE_NOOP("action", "account.roles"),
    QT_TRANSLATE_NOOP("action", "account.scope"),
    QT_TRANSLATE_NOOP("action", "account.directory"),
    QT_TRANSLATE_NOOP("action", "account.disable"),
    QT_TRANSLATE_NOOP("action", "account.enable"),
    QT_TRANSLATE_NOOP("action", "account.set_password"),
    QT_TRANSLATE_NOOP("action", "account.codes"),
    QT_TRANSLATE_NOOP("action", "account.lift"),
    QT_TRANSLATE_NOOP("action", "account.password"),
    QT_TRANSLATE_NOOP("action", "approval.request"),
    QT_TRANSLATE_NOOP("action", "approval.approve"),
    QT_TRANSLATE_NOOP("action", "approval.refuse"),
    QT_TRANSLATE_NOOP("action", "shift.planned"),
    QT_TRANSLATE_NOOP("action", "rota.changed"),
    QT_TRANSLATE_NOOP("action", "duty.on"),
    QT_TRANSLATE_NOOP("action", "duty.off"),
    QT_TRANSLATE_NOOP("action", "presence.asked"),
    QT_TRANSLATE_NOOP("action", "presence.answered"),
    QT_TRANSLATE_NOOP("action", "rollcall.started"),
    QT_TRANSLATE_NOOP("action", "rollcall.answered"),
    QT_TRANSLATE_NOOP("action", "rollcall.closed"),
    QT_TRANSLATE_NOOP("action", "note.written"),
    QT_TRANSLATE_NOOP("action", "note.done"),
    QT_TRANSLATE_NOOP("action", "handover.begun"),
    QT_TRANSLATE_NOOP("action", "handover.remarked"),
    QT_TRANSLATE_NOOP("action", "handover.signed"),
    QT_TRANSLATE_NOOP("action", "handover.done"),
    QT_TRANSLATE_NOOP("action", "handover.cancelled"),
    QT_TRANSLATE_NOOP("action", "rota.set"),
    QT_TRANSLATE_NOOP("action", "shift.sign_on"),
    QT_TRANSLATE_NOOP("action", "shift.sign_off"),
    QT_TRANSLATE_NOOP("action", "shift.release"),
    QT_TRANSLATE_NOOP("action", "presence.confirm"),
    QT_TRANSLATE_NOOP("action", "rollcall.start"),
    QT_TRANSLATE_NOOP("action", "rollcall.answer"),
    QT_TRANSLATE_NOOP("action", "shift.settle"),
    QT_TRANSLATE_NOOP("action", "shift.note"),
    QT_TRANSLATE_NOOP("action", "shift.note_done"),
    QT_TRANSLATE_NOOP("action", "handover.begin"),
    QT_TRANSLATE_NOOP("action", "handover.add"),
    QT_TRANSLATE_NOOP("action", "handover.sign"),
    QT_TRANSLATE_NOOP("action", "handover.cancel"),
    QT_TRANSLATE_NOOP("action", "alarm.acknowledge"),
    QT_TRANSLATE_NOOP("action", "linkage.start"),
    QT_TRANSLATE_NOOP("action", "wall.reset"),
    QT_TRANSLATE_NOOP("action", "wall.confirm"),
    QT_TRANSLATE_NOOP("action", "seat.join"),
    QT_TRANSLATE_NOOP("who", "core"),
    QT_TRANSLATE_NOOP("who", "wall"),
    QT_TRANSLATE_NOOP("who", "admin"),
    QT_TRANSLATE_NOOP("who", "tool"),
    QT_TRANSLATE_NOOP("who", "nobody"),
    QT_TRANSLATE_NOOP("flag", "follow-up"),
    QT_TRANSLATE_NOOP("flag", "important"),
    QT_TRANSLATE_NOOP("outcome", "done"),
    QT_TRANSLATE_NOOP("outcome", "refused"),
    QT_TRANSLATE_NOOP("outcome", "failed"),
    QT_TRANSLATE_NOOP("outcome", "unknown"),
    QT_TRANSLATE_NOOP("link", "connecting"),
    QT_TRANSLATE_NOOP("link", "live"),
    QT_TRANSLATE_NOOP("link", "lost"),
    QT_TRANSLATE_NOOP("link", "refused"),
    QT_TRANSLATE_NOOP("key", "source"),
    QT_TRANSLATE_NOOP("key", "console"),
    QT_TRANSLATE_NOOP("key", "wall"),
    QT_TRANSLATE_NOOP("key", "tool"),
    QT_TRANSLATE_NOOP("key", "trusted"),
    QT_TRANSLATE_NOOP("key", "revoked"),
    QT_TRANSLATE_NOOP("key", "superseded"),
    QT_TRANSLATE_NOOP("role", "duty officer"),
    QT_TRANSLATE_NOOP("role", "shift leader"),
    QT_TRANSLATE_NOOP("role", "coordinator"),
    QT_TRANSLATE_NOOP("role", "street centre"),
    QT_TRANSLATE_NOOP("role", "department"),
    QT_TRANSLATE_NOOP("role", "wall"),
    QT_TRANSLATE_NOOP("role", "auditor"),
    QT_TRANSLATE_NOOP("role", "security administrator"),
    QT_TRANSLATE_NOOP("role", "system administrator"),
    QT_TRANSLATE_NOOP("account", "enabled"),
    QT_TRANSLATE_NOOP("account", "disabled"),
    QT_TRANSLATE_NOOP("account", "no password"),
    QT_TRANSLATE_NOOP("account", "directory"),
)


class Words:
    """Translates source text; English needs no file."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._translator = QTranslator()
        self._chinese = language == "zh" and self._translator.load(str(resource(QM)))

    def __call__(self, context: str, text: str, **values: object) -> str:
        """`text` in the reader's language, {names} filled in."""
        return self.known(context, text).format(**values)

    def known(self, context: str, text: str) -> str:
        """For text from outside: its translation where it is one of ours, else as it is; braces mean nothing."""
        found = self._translator.translate(context, text) if self._chinese else ""
        return found or text

    def trouble(self, error: Trouble) -> str:
        """What happened, where, and what to do next; one line each."""
        values = {name: self._value(it) for name, it in error.values.items()}
        lines = [self("trouble", error.template, **values)]
        if error.todo:
            lines.append("→ " + self("trouble", error.todo, **values))
        return "\n".join(lines)

    def _value(self, value: object) -> object:
        """A reason inside a sentence is translated too, where it is ours."""
        match value:
            case Trouble():
                return self.trouble(value)
            case Named(context=context, words=words):
                return ("、" if self._chinese else ", ").join(self.known(context, it) for it in words)
            case str():
                return self.known("trouble", value)
            case _:
                return value

    def install(self, application: QCoreApplication) -> None:
        """Makes the screens speak this language; keep this object as long as the application."""
        if self._chinese:
            application.installTranslator(self._translator)
