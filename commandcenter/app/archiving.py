"""How far the journal's oldest entries may go, and the archive that holds them before they do."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO, Protocol

import msgspec

from bridge.sealing.second_place import CheckpointFolder
from commandcenter.adapters.clock import utc_now
from commandcenter.adapters.data_folder import DataFolder
from commandcenter.adapters.export.archive import ARCHIVE, Contents, write_archive
from commandcenter.adapters.store.reading import JournalReader
from commandcenter.app.backing_up import snapshot
from commandcenter.app.exporting import Made, Tell, Wanted, export, seal_key, signed
from commandcenter.app.opening import Where, open_reader
from commandcenter.app.sealing import second_place
from commandcenter.app.verifying import known, require_verified
from commandcenter.domain.errors import Refused, Trouble
from commandcenter.domain.state import State
from commandcenter.domain.text import QT_TRANSLATE_NOOP
from commandcenter.services.comparing import Journal, size_if_of
from commandcenter.services.credentials import Claim
from commandcenter.services.placing import PlaceTrouble
from commandcenter.services.retention import YOUNG, Held
from commandcenter.settings import Settings

AT_ONCE = 5_000
SEALED = QT_TRANSLATE_NOOP("trouble", "no checkpoint ends there that also lies in the second place")


class CheckpointReader(Protocol):
    """Gives the tiles of the journal's tree."""

    def tile(self, level: int, number: int) -> bytes: ...


class Limit(msgspec.Struct, frozen=True, kw_only=True):
    """Entries `first`..`before`-1 may go: a checkpoint ends there. `held` says why not more, "" when all asked for."""

    first: int
    before: int
    held: str = ""
    entry: int = 0


def archive(
    folder: DataFolder,
    settings: Settings,
    journal: Where,
    until: datetime,
    out: Path,
    tell: Tell,
    by: Claim | None = None,
) -> tuple[Made, Limit]:
    """What is older than `until`, as far as it may go, in a signed archive; recorded as every export is.

    Raises Refused when nothing may go, and Trouble, and then there is no file.
    """
    key, limit = seal_key(folder), limit_of(folder, settings, journal, until)
    if limit.before <= limit.first:
        raise refusal(limit.held, limit.entry, settings)
    wanted = Wanted(format=ARCHIVE, wanted=f"{limit.first}-{limit.before - 1}", out=out, by=by)
    options = known(journal)

    def write(file: BinaryIO) -> tuple[int, str]:
        with snapshot(journal) as (found, _, _):
            contents = Contents(key.key.name, ARCHIVE, limit.first, limit.before, utc_now())
            digest = write_archive(file, contents, found, lambda text: signed(key, text), tell)
        return limit.before - limit.first, digest

    return export(folder, settings, wanted, write, lambda part: require_verified(part, options)), limit


def refusal(why: str, entry: int, settings: Settings) -> Refused:
    """Nothing can go: `why` it is `entry` that stays, "" when nothing is as old as was asked for."""
    if not why:
        return Refused(
            QT_TRANSLATE_NOOP("trouble", "The journal has no entry of before that time."),
            QT_TRANSLATE_NOOP("trouble", "Name a later time with --before."),
        )
    if why == YOUNG:
        return Refused(
            QT_TRANSLATE_NOOP(
                "trouble",
                "No entry can leave the journal yet: it keeps the last {days} days, and entry {entry} is of these.",
            ),
            QT_TRANSLATE_NOOP("trouble", "Try again later; keep_days under [audit] in the settings says how long."),
            days=settings.audit.keep_days,
            entry=entry,
        )
    return Refused(
        QT_TRANSLATE_NOOP("trouble", "No entry before {entry} can leave the journal yet: {reason}."),
        entry=entry,
        reason=Trouble(why, entry=entry),
    )


def limit_of(folder: DataFolder, settings: Settings, journal: Where, until: datetime) -> Limit:
    """How far what is older than `until` may go. Raises DataFolderError."""
    with open_reader(journal) as reader:
        first, state = reader.first(), reader.state()
        newest = reader.tail(1)
        young = youngest(settings, newest[0].at if newest else utc_now())
        held = Held(state, [it.entry for it in reader.quarantined()], young)
        end = _through(reader, held, until, first)
        most = placed(second_place(folder, settings), state, reader)
        sealed = _checkpoint(reader, min(end, most))
    return Limit(first=first, before=max(first, sealed), held=SEALED if most < end else held.why, entry=end)


def youngest(settings: Settings, newest: datetime) -> datetime:
    """What is not older stays; `newest` is the time of the journal's newest entry.

    A wall clock that is ahead would empty a journal at which nobody has worked since.
    """
    return min(utc_now(), newest) - timedelta(days=settings.audit.keep_days)


def placed(place: CheckpointFolder, state: State, reader: CheckpointReader) -> int:
    """The size of the newest checkpoint in the second place that the journal fits, 0 when there is none at hand."""
    seal = state.seal
    journal = Journal(seal.origin, seal.origins, [key.key for key in seal.keys], state.size, reader.tile)
    try:
        return max((size_if_of(journal, note) for note in place.newest()), default=0)
    except PlaceTrouble:
        return 0


def _through(reader: JournalReader, held: Held, until: datetime, first: int) -> int:
    """The number of the first entry that stays."""
    while part := list(reader.entries(first, AT_ONCE)):
        for entry in part:
            held.look(entry)
            if held.first is not None or entry.at >= until:
                return entry.seq
        first = part[-1].seq + 1
    return first


def _checkpoint(reader: JournalReader, most: int) -> int:
    found = reader.newest_checkpoint(most)
    return found.size if found else 0
