"""A street with a camera that moves and a loudspeaker column: two officers and a leader at three desks."""

from __future__ import annotations

from commandcenter.domain.assets import Camera
from commandcenter.domain.events import DeviceDeclared
from commandcenter.domain.linkage import StepState
from commandcenter.domain.orders import Order
from commandcenter.domain.people import Role
from commandcenter.domain.place import Place
from commandcenter.services.core import Verdict
from tests.support.people import LEADER, OFFICER, PeopleCentre

MOVER = ("ptz.move", "ptz.preset.recall", "ptz.preset.store", "ptz.preset.remove", "ptz.wiper", "ptz.focus")
COLUMN = ("speak", "talk.begin", "talk.end")
YARD = Place(lon=106.55, lat=29.59)


class Street(PeopleCentre):
    """Two officers and a leader at three desks, a camera that moves with a column beside it, and one that does not."""

    __test__ = False

    def __init__(self) -> None:
        super().__init__()
        self.sent: list[Order] = []
        self.people(("li.wei", "A1", OFFICER), ("chen.jing", "A2", LEADER), ("wang.min", "A3", OFFICER))
        self.sign_in("li.wei")
        self.sign_in("chen.jing", Role.SHIFT_LEADER, seat="desk-2")
        self.sign_in("wang.min", seat="desk-3")
        at = self.now
        self.events(
            DeviceDeclared(at=at, device="M1", type="ptz", name="Mover 1", actions=MOVER),
            DeviceDeclared(at=at, device="Y1", type="loudspeaker", name="Column 1", actions=COLUMN, place=YARD),
        )
        self.core.list_cameras(
            [
                Camera(id="C1", name="Gate", url="rtsp://127.0.0.1/1", device="s/M1", speaker="s/Y1", place=YARD),
                Camera(id="C2", name="Yard", url="rtsp://127.0.0.1/2"),
                Camera(id="C3", name="Bridge", url="rtsp://127.0.0.1/3", device="s/gone", speaker="s/M1"),
            ]
        )
        self.core.errands.passing.send = self.sent.append

    def do(self, name: str, seat: str = "desk-1", /, *, key: str = "", **args: object) -> Verdict:
        """And what is passed on goes out, as after a publication."""
        verdict = super().do(name, seat, key=key, **args)
        self.core.errands.passing.send_passed()
        return verdict

    def changes(self, *kinds: type) -> list[object]:
        return [it.entry.change for it in self.store.entries if isinstance(it.entry.change, kinds)]

    def size(self) -> int:
        return len(self.store.entries)

    def lasts(self, seconds: float) -> None:
        """Time passes in steps, and nobody's seat is silent."""
        while seconds > 0:
            self.wait(min(seconds, 1.0))
            self.core.attending.hear(["desk-1", "desk-2", "desk-3"])
            self.core.tick()
            seconds -= 1.0

    def answer(self, key: str, answer: StepState = StepState.DONE) -> None:
        self.core.answer_step(key, answer, "")
