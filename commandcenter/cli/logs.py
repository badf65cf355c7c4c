"""The log on standard error: text for people or a line of JSON for programs; never a secret, one event one line."""

from __future__ import annotations

import json
import logging
import sys
import threading
from collections.abc import Mapping
from datetime import UTC, datetime
from types import TracebackType
from unicodedata import category

from commandcenter.cli.masking import masked, masked_values

TEXT, JSON = "text", "json"
# What is longer is no message: somebody's input stands in it.
MOST_MESSAGE, MOST_TRACE = 16_384, 65_536

log = logging.getLogger(__name__)


def set_up(form: str, *, verbose: bool) -> None:
    """From now on everything that is logged goes to standard error in that form, `text` or `json`.

    Where somebody has set up handlers already nothing is changed.
    """
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLine() if form == JSON else TextLine())
    logging.basicConfig(level=logging.DEBUG if verbose else logging.INFO, handlers=[handler])
    logging.captureWarnings(form == JSON)
    for chatty in ("alembic", "sqlalchemy"):
        logging.getLogger(chatty).setLevel(logging.WARNING)


def in_json() -> bool:
    return any(isinstance(handler.formatter, JsonLine) for handler in logging.getLogger().handlers)


def log_what_is_not_caught() -> None:
    """An error that ends the program, or a thread of it, is an event of the log like any other."""
    sys.excepthook = _uncaught
    threading.excepthook = _uncaught_in_thread


class TextLine(logging.Formatter):
    """Local time, level, logger, message; the lines of an exception are set in, so that none passes for an event."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        at = f"{self.formatTime(record)} {record.levelname} {one_line(record.name)}"
        lines = _trace(self, record).splitlines()
        return "\n".join([f"{at}: {one_line(_message(record))}", *(f"    {one_line(line)}" for line in lines)])


class JsonLine(logging.Formatter):
    """One object of RFC 8259 a line, in ASCII: time (UTC), level, logger, thread, message, and exception if any."""

    def format(self, record: logging.LogRecord) -> str:
        said = {
            "time": f"{datetime.fromtimestamp(record.created, UTC):%Y-%m-%dT%H:%M:%S.%f}"[:-3] + "Z",
            "level": record.levelname,
            "logger": record.name,
            "thread": masked(str(record.threadName)),
            "message": _message(record),
        }
        trace = _trace(self, record)
        return json.dumps({**said, "exception": trace} if trace else said)


def one_line(text: str) -> str:
    """With everything written out that would end the line, steer a terminal or turn the writing round."""
    return "".join(
        character.encode("unicode_escape").decode()
        if category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp")
        else character
        for character in text
    )


def _message(record: logging.LogRecord) -> str:
    """Raises nothing: a message whose arguments do not fit is said as it stands."""
    arguments = record.args
    try:
        named = masked_values(arguments) if isinstance(arguments, Mapping) else None
        text = record.getMessage() if named is None else str(record.msg) % named
    except (TypeError, ValueError, KeyError):
        text = f"{record.msg} {arguments!r}"
    return _cut(text, MOST_MESSAGE)


def _trace(formatter: logging.Formatter, record: logging.LogRecord) -> str:
    parts = [formatter.formatException(record.exc_info)] if record.exc_info else []
    parts += [record.stack_info] if record.stack_info else []
    return _cut("\n".join(parts), MOST_TRACE, trace=True)


def _cut(text: str, most: int, *, trace: bool = False) -> str:
    """Masked before it is cut, for half a secret would not be known as one any more."""
    within = masked(text[: 4 * most], trace=trace)
    if len(within) <= most and len(text) <= 4 * most:
        return within
    return f"{within[:most]}… ({len(text)} characters)"


def _uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    log.critical("the program ends by an error that nobody expected", exc_info=(kind, error, trace))


def _uncaught_in_thread(given: threading.ExceptHookArgs) -> None:
    if given.exc_value is not None:
        name = given.thread.name if given.thread else "?"
        log.critical(
            "thread %s has ended by an error", name, exc_info=(given.exc_type, given.exc_value, given.exc_traceback)
        )
