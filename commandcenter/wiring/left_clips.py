"""Clips that an earlier run of this seat has begun: what is left of them is kept, and their end told."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, QTimer, Slot

from commandcenter.adapters.evidence.folder import EvidenceFolder, Kept
from commandcenter.domain.errors import Trouble
from commandcenter.domain.state import Touched
from commandcenter.domain.video import OpenClip
from commandcenter.services.evidence import Why
from commandcenter.wiring.looked_up import trouble_words
from commandcenter.wiring.off_thread import OffThread
from commandcenter.wiring.seat_model import SeatModel
from commandcenter.wiring.sending import Commands

REST_MS = 5000
"""What that run had still to tell comes first, and whoever wrote the file has let it go by then."""


class LeftClips(QObject):
    """`cares` says of a clip's key whether this run of the seat sees to it; `say` shows a line at the foot."""

    def __init__(
        self,
        seat: SeatModel,
        commands: Commands,
        folder: EvidenceFolder,
        off: OffThread,
        cares: Callable[[str], bool],
        say: Callable[[str], None],
        *,
        rest_ms: int = REST_MS,
    ) -> None:
        super().__init__(off)
        self._seat, self._commands, self._folder, self._off = seat, commands, folder, off
        self._cares, self._say = cares, say
        self._taken: set[str] = set()
        self._rest = QTimer(self, interval=rest_ms, singleShot=True)
        self._rest.timeout.connect(self.look)
        seat.replaced.connect(self._on_replaced)
        seat.things_changed.connect(self._on_things)

    @Slot()
    def look(self) -> None:
        """Each is seen to once: what could not be kept is for the next start."""
        for key, clip in self._seat.state.clips.items():
            if clip.seat == self._seat.name and not self._cares(key) and key not in self._taken:
                self._taken.add(key)
                self._off.run(
                    partial(self._folder.keep_left, clip.file), partial(self._found, clip), partial(self._failed, clip)
                )

    @Slot()
    def _on_replaced(self) -> None:
        self._rest.start()

    @Slot(object)
    def _on_things(self, kind: Touched) -> None:
        if kind is Touched.CLIP:
            self._rest.start()

    def _found(self, clip: OpenClip, kept: Kept | None) -> None:
        file, digest = (kept.file, kept.sha256) if kept else (clip.file, "")
        self._commands(
            "evidence.clip_end",
            camera=clip.camera,
            file=file,
            why=Why.SEAT.value,
            seconds=round(kept.seconds, 2) if kept else 0.0,
            bytes=kept.bytes if kept else 0,
            sha256=digest,
        )
        if kept:
            self._say(self.tr("A clip that had not been ended is kept: {file}").format(file=file))
        else:
            self._say(
                self.tr("Of a clip of {camera} that had not been ended nothing is left.").format(
                    camera=self._name(clip)
                )
            )

    def _failed(self, clip: OpenClip, trouble: Trouble) -> None:
        said = trouble_words(trouble)
        self._say(self.tr("No clip of {camera}: {reason}").format(camera=self._name(clip), reason=said))

    def _name(self, clip: OpenClip) -> str:
        camera = self._seat.state.cameras.get(clip.camera)
        return camera.name if camera else clip.camera
