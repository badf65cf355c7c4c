"""Pictures and films that an earlier run of this seat has made, and that the core refuses: nothing of them stays."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import msgspec
from PySide6.QtCore import QObject, Slot

from bridge.seat.happenings import LeftAnswered
from commandcenter.adapters.evidence.folder import EvidenceFolder
from commandcenter.domain.errors import UNDECODABLE, Trouble
from commandcenter.domain.video import clip_key
from commandcenter.wiring.looked_up import trouble_words
from commandcenter.wiring.off_thread import OffThread
from commandcenter.wiring.seat_model import SeatModel

SNAPSHOT, CLIP = "evidence.snapshot", "evidence.clip"


class _Kept(msgspec.Struct, frozen=True):
    camera: str
    file: str


class LeftRefused(QObject):
    """Only a refusal that is on record removes anything, no other no; `say` shows a line at the foot."""

    def __init__(self, seat: SeatModel, folder: EvidenceFolder, off: OffThread, say: Callable[[str], None]) -> None:
        super().__init__(off)
        self._seat, self._folder, self._off, self._say = seat, folder, off, say
        seat.left_answered.connect(self._on_answer)

    @Slot(object)
    def _on_answer(self, left: LeftAnswered) -> None:
        name = left.command.name
        if not left.answer.refused or name not in (SNAPSHOT, CLIP):
            return
        try:
            kept = msgspec.msgpack.decode(left.command.args, type=_Kept)
        except UNDECODABLE:
            return
        if name == CLIP and clip_key(kept.file) in self._seat.state.clips:
            return  # its begin is on record by another word
        self._off.run(
            partial(self._folder.discard_left, kept.file),
            partial(self._removed, name, kept.camera),
            self._failed,
        )

    def _removed(self, name: str, camera: str, there: bool) -> None:
        if not there:
            return
        known = self._seat.state.cameras.get(camera)
        said = (
            self.tr("A clip of {camera} is removed: the centre has refused it.")
            if name == CLIP
            else self.tr("A snapshot of {camera} is removed: the centre has refused it.")
        )
        self._say(said.format(camera=known.name if known else camera))

    def _failed(self, trouble: Trouble) -> None:
        self._say(trouble_words(trouble))
