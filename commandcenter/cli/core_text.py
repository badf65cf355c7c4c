"""What `core` says to whoever has started it: where it listens, or for whom it stands by."""

from __future__ import annotations

import logging
from contextlib import suppress

from commandcenter.app.words import Words
from commandcenter.cli import logs
from commandcenter.cli.printing import say
from commandcenter.domain.text import QT_TRANSLATE_NOOP

log = logging.getLogger(__name__)


class CoreText:
    """Implements `commandcenter.app.leading.Telling`: plain lines, or events of a log that is read line by line."""

    def __init__(self, words: Words) -> None:
        self._words = words

    def listens(self, endpoint: str, journal: str) -> None:
        self._tell(QT_TRANSLATE_NOOP("cli", "The core is ready and listens at {endpoint}."), endpoint=endpoint)
        self._tell(QT_TRANSLATE_NOOP("cli", "Its journal is {journal}. Ctrl+C stops it."), journal=journal)

    def waits(self, leader: str) -> None:
        if leader:
            text = QT_TRANSLATE_NOOP(
                "cli", "This core stands by: {leader} leads, and it takes over when that one is gone. Ctrl+C stops it."
            )
            self._tell(text, leader=leader.rpartition("/")[0] or leader)
        else:
            self._tell(
                QT_TRANSLATE_NOOP(
                    "cli", "This core waits for the database, which cannot say at present who leads. Ctrl+C stops it."
                )
            )

    def took_over(self) -> None:
        self._tell(QT_TRANSLATE_NOOP("cli", "This core has taken over and leads from now on."))

    def _tell(self, template: str, **values: object) -> None:
        text = self._words("cli", template, **values)
        if logs.in_json():
            log.info("%s", text)
            return
        # The core does not end because nobody listens any more, or because the disk is full that this goes to.
        with suppress(OSError, ValueError):
            say(text)
