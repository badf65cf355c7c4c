"""Words for people, in Chinese or English: the same translations on the command line and on the screens."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QTranslator

from commandcenter.adapters.resources import resource
from commandcenter.domain.errors import Trouble

QM = "translations/commandcenter_zh_CN.qm"


class Words:
    """Translates source text; English needs no file."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._translator = QTranslator()
        self._chinese = language == "zh" and self._translator.load(str(resource(QM)))

    def __call__(self, context: str, text: str, **values: object) -> str:
        """`text` in the reader's language, {names} filled in."""
        found = self._translator.translate(context, text) if self._chinese else ""
        return (found or text).format(**values)

    def trouble(self, error: Trouble) -> str:
        """What happened, where, and what to do next; one line each."""
        lines = [self("trouble", error.template, **error.values)]
        if error.todo:
            lines.append("→ " + self("trouble", error.todo, **error.values))
        return "\n".join(lines)

    def install(self, application: QCoreApplication) -> None:
        """Makes the screens speak this language; keep this object as long as the application."""
        if self._chinese:
            application.installTranslator(self._translator)
