"""Which cameras whoever sits at this seat may see, and which of them now."""

from __future__ import annotations

from datetime import UTC, datetime

from commandcenter.domain.assets import Camera
from commandcenter.domain.people import EVERYWHERE, NOWHERE, Scope
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
        if not self._in_scope(camera):
            return False
        return may_view(self._seat.state, camera, self._seat.session_id, self.now())

    def now(self) -> datetime:
        """By the core's clock, as far as this seat knows it."""
        return datetime.now(UTC)

    def _in_scope(self, camera: Camera) -> bool:
        scope = self.scope
        return scope is EVERYWHERE or scope.covers_camera(camera)
