"""Several alarms acknowledged at once: a command each, so each stands in the record, and one word about all of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Slot

from bridge.protocol.seat import Answer
from commandcenter.wiring.seat_model import SeatModel
from commandcenter.wiring.sending import Commands
from widgets.alarm_detail.view import AlarmDetailView
from widgets.alarm_queue.view import AlarmQueueView
from widgets.notice.view import NoticeBar

Sentence = Callable[[Answer], str]


class TogetherFeature(QObject):
    """Of what the officer saw when asking: what somebody else has moved meanwhile is refused, and named.

    `sentence` words a refusal.
    """

    def __init__(
        self,
        seat: SeatModel,
        commands: Commands,
        queue: AlarmQueueView,
        detail: AlarmDetailView,
        notices: NoticeBar,
        sentence: Sentence,
    ) -> None:
        super().__init__(detail)
        self._seat, self._commands = seat, commands
        self._queue, self._detail, self._notices, self._sentence = queue, detail, notices, sentence
        self._asked: list[tuple[str, int]] = []  # what a note is being written for, as it was then
        self._waiting: set[str] = set()
        self._sent = 0
        self._refused: list[Answer] = []
        queue.together_requested.connect(self._on_together)
        queue.note_requested.connect(self._on_note)
        detail.note_written.connect(self._on_written)

    def takes(self, answer: Answer) -> bool:
        """Whether that is an answer to one of these commands, which is told with the others."""
        if answer.id not in self._waiting:
            return False
        self._waiting.discard(answer.id)
        if not answer.ok:
            self._refused.append(answer)
        if not self._waiting:
            self._tell()
        return True

    @Slot(list)
    def _on_together(self, names: Sequence[str]) -> None:
        self._acknowledge(self._seen(names))

    @Slot(list)
    def _on_note(self, names: Sequence[str]) -> None:
        self._asked = self._seen(names)
        if self._asked:
            self._detail.ask_note(len(self._asked))

    @Slot(str, bool)
    def _on_written(self, note: str, false_alarm: bool) -> None:
        self._acknowledge(self._asked, note=note, false_alarm=false_alarm)
        self._asked = []

    def _seen(self, names: Sequence[str]) -> list[tuple[str, int]]:
        """Those that still wait, with their versions."""
        found = (self._seat.state.alarms.get(name) for name in names)
        return [(alarm.id, alarm.version) for alarm in found if alarm is not None and alarm.waits]

    def _acknowledge(self, seen: Sequence[tuple[str, int]], **word: str | bool) -> None:
        said = {name: value for name, value in word.items() if value}
        ids = [self._commands("alarm.acknowledge", alarm=name, version=version, **said) for name, version in seen]
        sent = {command for command in ids if command}
        if not self._waiting:
            self._sent, self._refused = 0, []
        self._sent += len(sent)
        self._waiting |= sent
        self._queue.unmark()

    def _tell(self) -> None:
        if self._refused:
            text = self.tr("{count} of {all} alarms were not acknowledged. The first: {why}")
            count, why = len(self._refused), self._sentence(self._refused[0])
            said = text.format(count=count, all=self._sent, why=why) if self._sent > 1 else why
            self._notices.show_notice(said, key=self._refused[0].id)
        elif self._sent > 1:
            self._notices.show_notice(self.tr("{count} alarms acknowledged").format(count=self._sent))
