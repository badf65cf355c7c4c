"""Which cameras whoever sits at this seat may see, and which of them now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from commandcenter.domain.assets import Camera
from commandcenter.domain.people import NOWHERE, Scope
from commandcenter.services.viewing import may_view
from commandcenter.wiring.seat_model import SeatModel


class SeenCameras:
    """Asks the state anew each time: scopes, sessions and purposes come and go."""

    def __init__(self, seat: SeatModel) -> None:
        self._seat = seat

    @property
    def scope(self) -> Scope:
        """That of the account at this seat; nobody signed in sees none."""
        session = self._seat.session
        account = self._seat.state.accounts.get(session.account) if session else None
        return account.scope if account else NOWHERE

    def find(self, camera_id: str) -> Camera | None:
        """The camera with that id, None where there is none that this person may see."""
        camera = self._seat.state.cameras.get(camera_id)
        return camera if camera is not None and self.scope.covers_camera(camera) else None

    def known(self, camera_id: str) -> bool:
        return self.find(camera_id) is not None

    def may(self, camera: Camera) -> bool:
        """Whether its picture may be shown here at this moment: a restricted one wants a purpose, given lately."""
        return next(self.among((camera,)), None) is not None

    def among(self, cameras: Iterable[Camera]) -> Iterator[Camera]:
        """Those of many that may be shown at this moment."""
        scope, now = self.scope, datetime.now(UTC)
        state, session = self._seat.state, self._seat.session_id
        whole = scope.everywhere and "*" in scope.cameras
        for camera in cameras:
            if (whole or scope.covers_camera(camera)) and may_view(state, camera, session, now):
                yield camera
