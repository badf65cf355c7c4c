"""Questions of the seats for the cameras' health: worked out on another thread, answered by the core's."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from typing import NamedTuple

from bridge.core.seat_socket import Caller
from bridge.protocol import seat as wire
from commandcenter.domain.assets import Camera
from commandcenter.domain.errors import Trouble
from commandcenter.domain.people import Scope
from commandcenter.domain.text import QT_TRANSLATE_NOOP
from commandcenter.services.camera_health.asking import MOST, CameraMeasurer, CamerasMeasured
from commandcenter.services.permissions import Permission, Person, Standing

NOBODY = QT_TRANSLATE_NOOP("trouble", "This core works out no figures of the cameras.")
WAIT = QT_TRANSLATE_NOOP("trouble", "Too many wait for figures already: try again in a moment.")
MAY_NOT = QT_TRANSLATE_NOOP(
    "trouble", "{person} may not see the figures of the cameras: the permission {permission} is missing."
)


class _Done(NamedTuple):
    sender: bytes
    number: int
    scope: Scope
    told: CamerasMeasured | Trouble


class CameraDesk:
    """One question of each seat at a time; `send` is called on the core's thread only. `cameras` gives the list.

    Everybody hears of the cameras that they may look through, and of no other.
    """

    def __init__(
        self,
        measurer: CameraMeasurer | None,
        cameras: Callable[[], Mapping[str, Camera]],
        send: Callable[[bytes, wire.ToSeat], None],
    ) -> None:
        self._measurer, self._cameras, self._send = measurer, cameras, send
        self._asking: set[bytes] = set()
        self._done: deque[_Done] = deque()

    def ask(self, caller: Caller, person: Person, message: wire.AskCameras) -> None:
        """Answered at once when nothing is worked out, else by a later `tick`."""
        needed = Permission.VIEW_CAMERAS
        if needed not in person.permissions or person.standing is not Standing.PRESENT:
            self._refuse(caller.sender, message.number, MAY_NOT, person=person.name, permission=needed.value)
        elif self._measurer is None:
            self._refuse(caller.sender, message.number, NOBODY)
        elif caller.sender in self._asking or not self._taken(self._measurer, caller.sender, message.number, person):
            self._refuse(caller.sender, message.number, WAIT)
        else:
            self._asking.add(caller.sender)

    def tick(self) -> None:
        """Several times a second: sends what has been worked out since."""
        while self._done:
            done = self._done.popleft()
            self._asking.discard(done.sender)
            if isinstance(done.told, Trouble):
                self._refuse(done.sender, done.number, done.told.template, **done.told.values)
            else:
                self._send(done.sender, self._answer(done.number, done.told, done.scope))

    def _answer(self, number: int, told: CamerasMeasured, scope: Scope) -> wire.CamerasTold:
        known = self._cameras()
        seen = [it for it in told.cameras if (camera := known.get(it.camera)) and scope.covers_camera(camera)]
        return wire.CamerasTold(
            number=number, begins=told.begins, as_of=told.as_of, cameras=tuple(seen[:MOST]), total=len(seen)
        )

    def _taken(self, measurer: CameraMeasurer, sender: bytes, number: int, person: Person) -> bool:
        """What another thread calls back with waits in the queue: the socket is not its to use."""
        return measurer.ask(lambda told: self._done.append(_Done(sender, number, person.scope, told)))

    def _refuse(self, sender: bytes, number: int, reason: str, **values: object) -> None:
        texts = {name: str(value) for name, value in values.items()}
        self._send(sender, wire.CamerasTold(number=number, reason=reason, values=texts))
