"""Answers "what is wrong now?": logs everything that is, in one piece, off the sockets' thread."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from threading import Lock, Thread

from .database import OutboxError
from .outbox import Outbox
from .shape import Refusal
from .standing import Wrong, pack_all
from .wire import pack_event

Report = Callable[[], Iterable[Mapping[str, object]]]
"""() -> a raise event for everything that is wrong now; called on a thread of its own, one call at a time."""

STOP_S = 3.0
_log = logging.getLogger("bridge.source")


class Refresher:
    """`logged` is called after each refresh, on the thread that logged it."""

    def __init__(self, source: str, outbox: Outbox, report: Report | None, logged: Callable[[], None]) -> None:
        self._source = source
        self._outbox = outbox
        self._report = report
        self._logged = logged
        self._one = Lock()
        self._lock = Lock()
        self._thread: Thread | None = None
        self._warned: set[str] = set()

    def ask(self, reason: str, after: int | None) -> None:
        """Begins a refresh, unless one is being logged or lies ahead of the asking core, which is at `after`."""
        about = self._outbox.about
        if after is not None and max(after + 1, about.first) <= self._outbox.refreshed:
            return
        if self._report is None and reason != "gap":
            self._warn(reason)
            return
        with self._lock:
            if self._thread is not None and self._thread.is_alive():
                return
            self._thread = Thread(target=self._answer, name=f"source-refresh-{self._source}", daemon=True)
            self._thread.start()

    def run(self, wrong: Iterable[Mapping[str, object]] | None = None, at: datetime | None = None) -> int:
        """Logs a refresh now; returns the number of its end. Raises Refusal, OutboxError, or what the report raises.

        `wrong` in place of what the report says, `at` in place of now.
        """
        mark = {"kind": "refresh"} if at is None else {"kind": "refresh", "at": at}
        with self._one:
            self._outbox.watch_raised()
            try:
                found = self._report() if wrong is None and self._report is not None else wrong
                raises = None if found is None else _packed(found)
                begin, end = (pack_event({**mark, "phase": phase}) for phase in ("begin", "end"))
                last = self._outbox.log_refresh(begin, raises, end)
            finally:
                self._outbox.give_up_refresh()
        self._logged()
        return last

    def stop(self) -> None:
        with self._lock:
            thread = self._thread
        if thread is not None:
            thread.join(timeout=STOP_S)

    def _answer(self) -> None:
        try:
            self.run()
        except (Refusal, OutboxError) as error:
            _log.error("%s: what is wrong now could not be logged: %s", self._source, error)
        except Exception:  # noqa: BLE001 - the thread's own guard: whatever the report raises, the source goes on
            _log.exception("%s: what on_refresh calls has raised", self._source)

    def _warn(self, reason: str) -> None:
        reason = reason if reason in ("epoch", "back") else "other"
        if reason not in self._warned:
            self._warned.add(reason)
            _log.warning(
                "%s: a core asks what is wrong now (%s), and without on_refresh this source cannot know",
                self._source,
                reason,
            )


def _packed(events: Iterable[Mapping[str, object]]) -> dict[Wrong, bytes]:
    events = list(events)
    if any(event.get("kind") != "raise" for event in events):
        raise Refusal("field", "what on_refresh calls gives raise events and nothing else")
    _, standing = pack_all(events)
    return {wrong: body for wrong, body in standing.raised.items() if body is not None}
