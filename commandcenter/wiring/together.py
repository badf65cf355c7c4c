"""Several alarms acknowledged at once: a command each, so each stands in the record, and one word about all of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec
from PySide6.QtCore import QObject, Slot

from bridge.protocol.seat import Answer
from commandcenter.domain.state import Touched
from commandcenter.wiring.seat_model import SeatModel
from commandcenter.wiring.sending import Commands
from widgets.alarm_detail.view import AlarmDetailView
from widgets.alarm_queue.view import AlarmQueueView
from widgets.notice.view import NoticeBar

Sentence = Callable[[Answer], str]


class _Word(msgspec.Struct, frozen=True):
    """What is said of all of them."""

    note: str = ""
    false_alarm: bool = False

    @property
    def args(self) -> dict[str, str | bool]:
        said: dict[str, str | bool] = {"note": self.note, "false_alarm": self.false_alarm}
        return {name: value for name, value in said.items() if value}


class TogetherFeature(QObject):
    """Of what the officer saw when asking: what somebody else has moved meanwhile is refused, and named.

    `sentence` words a refusal. Marks and a note that is being written are one person's, and go with the session.
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
        self._waiting: dict[str, str] = {}  # alarms by the commands that are on their way
        self._word = _Word()
        self._sent = 0
        self._refused: list[tuple[str, Answer]] = []
        self._session = self._session_now()
        queue.together_requested.connect(self._on_together)
        queue.note_requested.connect(self._on_note)
        detail.note_written.connect(self._on_written)
        seat.replaced.connect(self._on_replaced)
        seat.things_changed.connect(self._on_things)

    def takes(self, answer: Answer) -> bool:
        """Whether that is an answer to one of these commands, which is told with the others."""
        alarm = self._waiting.get(answer.id)
        if alarm is None:
            return False
        if answer.later:
            # It is kept and sent again: said once for all of them, and the true answer comes.
            self._notices.show_notice(self._sentence(answer), key="together later")
            return True
        del self._waiting[answer.id]
        if not answer.ok:
            self._refused.append((alarm, answer))
        if not self._waiting:
            self._tell()
        return True

    def _session_now(self) -> str:
        session = self._seat.session
        return session.id if session else ""

    @Slot(object)
    def _on_things(self, kind: Touched) -> None:
        if kind is Touched.SESSION:
            self._on_replaced()

    @Slot()
    def _on_replaced(self) -> None:
        before, self._session = self._session, self._session_now()
        if before != self._session:
            self._queue.unmark()
            self._detail.drop_forms()
            self._asked = []

    @Slot(list)
    def _on_together(self, names: Sequence[str]) -> None:
        self._acknowledge(self._seen(names), _Word())

    @Slot(list)
    def _on_note(self, names: Sequence[str]) -> None:
        self._ask(self._seen(names), _Word())

    def _ask(self, seen: list[tuple[str, int]], word: _Word) -> None:
        self._asked = seen
        if not seen:
            return
        if not self._detail.alarm_id:
            self._queue.select(seen[0][0])
        self._detail.ask_note(len(seen), word.note, false_alarm=word.false_alarm)

    @Slot(str, bool)
    def _on_written(self, note: str, false_alarm: bool) -> None:
        asked, self._asked = self._asked, []
        self._acknowledge(asked, _Word(note, false_alarm))

    def _seen(self, names: Sequence[str]) -> list[tuple[str, int]]:
        """Those that still wait, with their versions."""
        alarms = [self._seat.state.alarms.get(name) for name in names]
        found = [(alarm.id, alarm.version) for alarm in alarms if alarm is not None and alarm.waits]
        if names and not found:
            self._notices.show_notice(self.tr("None of these alarms waits for an acknowledgement"))
        return found

    def _acknowledge(self, seen: Sequence[tuple[str, int]], word: _Word) -> None:
        sent = {
            self._commands("alarm.acknowledge", alarm=name, version=version, **word.args): name
            for name, version in seen
        }
        sent.pop("", None)
        if not self._waiting:
            self._sent, self._refused = 0, []
        self._sent += len(sent)
        self._waiting |= sent
        self._word = word
        self._queue.unmark()

    def _tell(self) -> None:
        """What was refused with a note is asked for anew, with the note: nobody writes it twice."""
        if self._refused:
            text = self.tr("{count} of {all} alarms were not acknowledged. The first: {why}")
            _, first = self._refused[0]
            count, why = len(self._refused), self._sentence(first)
            said = text.format(count=count, all=self._sent, why=why) if self._sent > 1 else why
            self._notices.show_notice(said, key=first.id)
            if self._word.note and not self._detail.is_asking:
                alarms = (self._seat.state.alarms.get(name) for name, _ in self._refused)
                self._ask([(it.id, it.version) for it in alarms if it is not None and it.waits], self._word)
        elif self._sent > 1:
            self._notices.show_notice(self.tr("{count} alarms acknowledged").format(count=self._sent))
