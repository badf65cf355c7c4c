"""What a witness keeps on its own disk: the log that it trusts, each checkpoint that it signed, what it refused.

`log.json` says whom it trusts and what it saw last; the days' files are for whoever compares later.
"""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from pathlib import Path

from bridge.sealing.keys import sync_folder
from bridge.sealing.lines import SUFFIX, append_lines, json_line
from commandcenter.domain.checkpoints import open_checkpoint
from commandcenter.domain.notes import MAX_NOTE, parse_key

MOST_REFUSED = 1 << 20


class MemoryTrouble(Exception):
    """The witness's folder cannot be read or written; the text says why."""


class WitnessMemory:
    """`log` is the verifier key of the log, `note` the newest checkpoint; both "" before the first."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._file = folder / "log.json"
        self._refused = folder / f"refused{SUFFIX}"
        self._last_refused = ""
        self.log = self.note = ""

    def load(self) -> None:
        """Raises MemoryTrouble; what is damaged is never taken for a beginning."""
        try:
            with self._file.open("rb") as file:
                found = json.loads(file.read(2 * MAX_NOTE))
            log, note = str(found["log"]), str(found["note"])
            parse_key(log)
            open_checkpoint(note)
        except FileNotFoundError:
            return
        except OSError as error:
            raise MemoryTrouble(f"{self._file}: {error.strerror}") from error
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise MemoryTrouble(f"{self._file}: {error}") from error
        self.log, self.note = log, note

    def keep(self, log: str, note: str, line: str, now: datetime) -> None:
        """On disk when it returns. Raises MemoryTrouble."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            day = self._folder / f"{now.astimezone(UTC):%Y-%m-%d}{SUFFIX}"
            append_lines(day, [json_line({"at": _iso(now), "note": note, "line": line})])
            self._put(json.dumps({"log": log, "note": note}, ensure_ascii=False))
        except OSError as error:
            raise MemoryTrouble(f"{self._folder}: {error.strerror}") from error
        self.log, self.note = log, note

    def keep_refused(self, note: str, now: datetime) -> None:
        """What does not fit what was signed before: evidence, beside the days' files that hold the other.

        Raises MemoryTrouble. A megabyte of it is enough.
        """
        if note == self._last_refused:
            return
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            if not self._refused.exists() or self._refused.stat().st_size < MOST_REFUSED:
                append_lines(self._refused, [json_line({"at": _iso(now), "note": note})])
        except OSError as error:
            raise MemoryTrouble(f"{self._refused}: {error.strerror}") from error
        self._last_refused = note

    def _put(self, text: str) -> None:
        fresh = self._file.with_suffix(".new")
        with fresh.open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self._file)
        sync_folder(self._folder)


def forget_log(folder: Path, now: datetime) -> bool:
    """The witness trusts the next log that it is shown; what it knew stays beside. False when it trusts none.

    Raises MemoryTrouble.
    """
    try:
        (folder / "log.json").rename(folder / f"log.{now.astimezone(UTC):%Y%m%dT%H%M%SZ}.json")
        sync_folder(folder)
    except FileNotFoundError:
        return False
    except OSError as error:
        raise MemoryTrouble(f"{folder}: {error.strerror}") from error
    return True


def _iso(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds")
