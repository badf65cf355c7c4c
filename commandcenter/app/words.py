"""Words for people, in Chinese or English: the same translations on the command line and on the screens."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QTranslator

from commandcenter.adapters.resources import resource
from commandcenter.app.action_words import ACTION_WORDS
from commandcenter.domain.errors import Named, Trouble
from commandcenter.domain.text import QT_TRANSLATE_NOOP

QM = "translations/commandcenter_zh_CN.qm"

# Words that are looked up by a value, such as an enum's: listed so that `lupdate` finds them.
LOOKED_UP = (
    QT_TRANSLATE_NOOP("priority", "critical"),
    QT_TRANSLATE_NOOP("priority", "major"),
    QT_TRANSLATE_NOOP("priority", "minor"),
    QT_TRANSLATE_NOOP("priority", "notice"),
    QT_TRANSLATE_NOOP("state", "unacknowledged"),
    QT_TRANSLATE_NOOP("state", "acknowledged"),
    QT_TRANSLATE_NOOP("state", "returned"),
    QT_TRANSLATE_NOOP("state", "cleared"),
    QT_TRANSLATE_NOOP("state", "latched unacknowledged"),
    QT_TRANSLATE_NOOP("state", "latched acknowledged"),
    QT_TRANSLATE_NOOP("state", "shelved"),
    QT_TRANSLATE_NOOP("state", "suppressed"),
    QT_TRANSLATE_NOOP("state", "out of service"),
    QT_TRANSLATE_NOOP("step", "waiting"),
    QT_TRANSLATE_NOOP("step", "done"),
    QT_TRANSLATE_NOOP("step", "failed"),
    QT_TRANSLATE_NOOP("step", "unknown"),
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

    def action(self, id: str) -> str:
        """What people call an action or a command; an unknown id stays as it is."""
        return self.known("action", ACTION_WORDS.get(id, id))

    def term(self, context: str, text: str) -> str:
        """A word among the values of a sentence; of an action it is the id."""
        return self.action(text) if context == "action" else self.known(context, text)

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
                return ("、" if self._chinese else ", ").join(self.term(context, it) for it in words)
            case str():
                return self.known("trouble", value)
            case _:
                return value

    def install(self, application: QCoreApplication) -> None:
        """Makes the screens speak this language; keep this object as long as the application."""
        if self._chinese:
            application.installTranslator(self._translator)
