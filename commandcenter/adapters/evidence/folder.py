"""The folder with what was kept: whole files under names that no word from outside chooses, and their digests."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path, PurePosixPath
from secrets import token_hex

import msgspec

from commandcenter.adapters.disk_watch import Space, space
from commandcenter.adapters.evidence.digesting import AT_ONCE, digest_of
from commandcenter.adapters.evidence.incoming import Incoming
from commandcenter.adapters.evidence.png import require_png, with_texts
from commandcenter.adapters.evidence.rewrapping import film_seconds, rewrap
from commandcenter.adapters.evidence.trouble import EvidenceTrouble
from commandcenter.adapters.export.target import ExportTrouble, new_file
from commandcenter.domain.text import QT_TRANSLATE_NOOP
from commandcenter.services.evidence import FILE

NEARLY_FULL = 0.95
"""Of the disk: what is left belongs to the record."""
LEAST_FREE = 256 * 1024 * 1024
INCOMING = "incoming"
LIVE = "live"
CLIPS = ("ts", "mp4", "mkv")
BY_HAND = QT_TRANSLATE_NOOP("trouble", "Remove it by hand: the record has refused it.")
MAKE_ROOM = QT_TRANSLATE_NOOP("trouble", "Make room or grant access there; nothing was kept.")

_ODD = re.compile(r"[^A-Za-z0-9-]+")


class About(msgspec.Struct, frozen=True, kw_only=True):
    """Who keeps it, where, when and of which camera; `state` of the picture, which was `age_s` seconds old."""

    camera: str
    camera_name: str
    account: str
    person: str
    seat: str
    at: datetime
    state: str = ""
    age_s: float = 0.0
    purpose: str = ""

    def texts(self) -> dict[str, str]:
        """What stands in the picture's file, by the keywords that PNG has for it."""
        return {
            "Author": f"{self.person} ({self.account})",
            "Source": f"{self.camera_name} ({self.camera})",
            "Creation Time": self.at.astimezone(UTC).isoformat(timespec="milliseconds"),
            "Seat": self.seat,
            "State": f"{self.state} {self.age_s:.1f} s",
            "Purpose": self.purpose,
            "Software": "CommandCenter",
        }


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """`file` is its place in the folder, as the journal has it; `sha256` in hex, over all its bytes.

    `seconds` of a film of which nobody else knows how long it is.
    """

    file: str
    sha256: str
    bytes: int
    width: int = 0
    height: int = 0
    seconds: float = 0.0


class EvidenceFolder:
    """`measure` tells how full the disk is. Files are for their owner alone; none is ever written over."""

    def __init__(self, folder: Path, measure: Callable[[Path], Space] = space) -> None:
        self.folder = folder
        self._measure = measure

    def keep_snapshot(self, png: bytes, about: About) -> Kept:
        """The picture with `about` written into its file. Raises EvidenceTrouble; then there is none."""
        width, height = require_png(png)
        data = with_texts(png, about.texts())
        self.require_room(len(data))
        file = self._name(about, "png")
        self._write(file, iter([data]))
        digest = sha256(data).hexdigest()
        return Kept(file=file, sha256=digest, bytes=len(data), width=width, height=height)

    def begin_clip(self, file: str) -> Incoming:
        """A new file for what is to become a clip, at the place that `name_clip` gave.

        Raises EvidenceTrouble, also where there is no room for any.
        """
        self.require_room()
        try:
            return Incoming(self.incoming() / _part(file))
        except OSError as error:
            raise self._trouble(self.folder / INCOMING, error.strerror or str(error)) from error

    def reserve(self) -> int:
        """Bytes that a clip leaves free on the disk. Raises EvidenceTrouble."""
        try:
            return max(LEAST_FREE, int(self._measure(self._made("")).total * (1.0 - NEARLY_FULL)))
        except OSError as error:
            raise self._trouble(self.folder, error.strerror or str(error)) from error

    def keep_film(self, incoming: Incoming, file: str) -> Kept:
        """What was written to `incoming`, as MP4 at the place that `name_clip` gave; takes a while.

        Where it cannot be wrapped anew it is kept as it came, with the ending `.ts`. Raises EvidenceTrouble; what there
        is lies in `incoming` then, and an empty file is gone.
        """
        incoming.close()
        if not incoming.size:
            incoming.remove()
            raise self._trouble(incoming.path, QT_TRANSLATE_NOOP("trouble", "there is nothing in it"))
        return self._keep_film(incoming.path, file)

    def keep_left(self, file: str) -> Kept | None:
        """What a seat that has ended left of the clip of that place, kept by now or before; None where there is none.

        Raises EvidenceTrouble for what cannot be kept; it lies in `incoming` still.
        """
        if not re.match(FILE, file):
            return None
        for name in (file, _bare(file)):
            if os.path.lexists(self.folder / name):
                return self._found(name)
        part = self.incoming() / _part(file)
        try:
            part.with_suffix(".mp4").unlink(missing_ok=True)  # it was being wrapped
            if not (part.is_file() and part.stat().st_size):
                part.unlink(missing_ok=True)
                return None
        except OSError as error:
            raise self._trouble(part, error.strerror or str(error)) from error
        return self._found(self._keep_film(part, file).file)

    def _keep_film(self, part: Path, file: str) -> Kept:
        film = rewrap(part)
        if film is None:
            return self.keep_clip(part, _bare(file))
        try:
            kept = self.keep_clip(film, file)
        finally:
            film.unlink(missing_ok=True)
        part.unlink(missing_ok=True)
        return kept

    def _found(self, file: str) -> Kept:
        path = self.folder / file
        try:
            digest, size = digest_of(path), path.stat().st_size
        except OSError as error:
            raise self._trouble(path, error.strerror or str(error)) from error
        return Kept(file=file, sha256=digest, bytes=size, seconds=film_seconds(path))

    def discard(self, kept: Kept) -> None:
        """The core did not take it into the record: nothing is kept of it."""
        (self.folder / kept.file).unlink(missing_ok=True)

    def discard_left(self, file: str) -> bool:
        """What an earlier run of the seat has made for that place is removed; whether there was any.

        Raises EvidenceTrouble for what cannot be.
        """
        if not re.match(FILE, file):
            return False
        part = self.incoming() / _part(file)
        places = {self.folder / file, self.folder / _bare(file), part, part.with_suffix(".mp4")}
        there = [path for path in places if os.path.lexists(path)]
        for path in there:
            try:
                path.unlink(missing_ok=True)
            except OSError as error:
                text = QT_TRANSLATE_NOOP("trouble", "{file} cannot be removed: {reason}")
                raise EvidenceTrouble(text, BY_HAND, file=path, reason=error.strerror or str(error)) from error
        return bool(there)

    def incoming(self) -> Path:
        """The folder into which a player may write what is to become a clip. Raises EvidenceTrouble."""
        return self._made(INCOMING)

    def name_clip(self, about: About, extension: str = "ts") -> str:
        """The place that a clip which begins now will have: it stands in the journal before there is a file."""
        if extension not in CLIPS:
            raise ValueError(f"{extension!r} is no kind of clip")
        return self._name(about, extension)

    def keep_clip(self, part: Path, file: str) -> Kept:
        """Takes a file of `incoming` over to the place that `name_clip` gave.

        Raises EvidenceTrouble; then it lies there still.
        """
        if part.parent.resolve() != self.incoming().resolve() or not re.match(FILE, file) or file.endswith("png"):
            raise self._trouble(part, QT_TRANSLATE_NOOP("trouble", "it is no clip of the evidence folder"))
        digest, size = sha256(), 0

        def pieces() -> Iterator[bytes]:
            nonlocal size
            # A link that was laid there could lead to any file of this machine.
            with os.fdopen(os.open(part, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC), "rb") as source:
                found = os.fstat(source.fileno())
                if not stat.S_ISREG(found.st_mode) or not found.st_size:
                    raise self._trouble(part, QT_TRANSLATE_NOOP("trouble", "there is nothing in it"))
                self.require_room(found.st_size)
                while piece := source.read(AT_ONCE):
                    digest.update(piece)
                    size += len(piece)
                    yield piece

        self._write(file, pieces())
        part.unlink(missing_ok=True)
        return Kept(file=file, sha256=digest.hexdigest(), bytes=size)

    def require_room(self, wanted: int = 0) -> None:
        """So that what is kept never takes the room of the record. Raises EvidenceTrouble."""
        try:
            found = self._measure(self._made(""))
        except OSError as error:
            raise self._trouble(self.folder, error.strerror or str(error)) from error
        if found.used >= NEARLY_FULL or found.free - wanted < LEAST_FREE:
            raise EvidenceTrouble(
                QT_TRANSLATE_NOOP("trouble", "The disk of {folder} is nearly full: nothing more is kept there."),
                MAKE_ROOM,
                folder=self.folder,
            )

    def _name(self, about: About, extension: str) -> str:
        """By day and time in UTC, camera, seat, and the state of a picture that was not live.

        The last part makes it nobody else's.
        """
        at = about.at.astimezone(UTC)
        state = [] if about.state in ("", LIVE) else [_plain(about.state)]
        what = "_".join([at.strftime("%H%M%SZ"), _plain(about.camera), _plain(about.seat), *state, token_hex(4)])
        return f"{at:%Y%m%d}/{what}.{extension}"

    def _write(self, file: str, pieces: Iterator[bytes]) -> None:
        day, _, name = file.partition("/")
        try:
            with new_file(self._made(day) / name) as target:
                for piece in pieces:
                    target.write(piece)
        except ExportTrouble as error:
            raise EvidenceTrouble(error.template, MAKE_ROOM, **error.values) from error
        except OSError as error:
            raise self._trouble(self.folder / file, error.strerror or str(error)) from error

    def _made(self, name: str) -> Path:
        """That folder within, for its owner alone; a link in its place is not followed."""
        folder = self.folder / name
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if name:
                os.close(os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW))
        except OSError as error:
            raise self._trouble(folder, error.strerror or str(error)) from error
        return folder

    def _trouble(self, path: Path, reason: str) -> EvidenceTrouble:
        text = QT_TRANSLATE_NOOP("trouble", "{file} cannot be kept as evidence: {reason}")
        return EvidenceTrouble(text, MAKE_ROOM, file=path, reason=reason)


def _part(file: str) -> str:
    """What the clip of that place is called in `incoming`, so that it is known again when the seat has ended."""
    return _bare(file).replace("/", "_")


def _bare(file: str) -> str:
    """Its place as it came, not wrapped anew."""
    return str(PurePosixPath(file).with_suffix(".ts"))


def _plain(text: str) -> str:
    return _ODD.sub("-", text)[:40] or "-"
