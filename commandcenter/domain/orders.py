"""Orders of people to single devices: what is asked of one, and what it has answered."""

from __future__ import annotations

from datetime import datetime

import msgspec

from commandcenter.domain.linkage import StepState

MOVE = "ptz.move"
RECALL, STORE, REMOVE = "ptz.preset.recall", "ptz.preset.store", "ptz.preset.remove"
TALK_BEGIN, TALK_END = "talk.begin", "talk.end"


class Order(msgspec.Struct, frozen=True, kw_only=True):
    """`key` is the idempotency key that the device's source sees; `subject` the camera that it is about, "" for none.

    `deadline` is for the source, by the clock on the wall; `until`, a true time (None in older entries), is for the
    centre: what has no answer by then is unknown, never done. `replaced`: a later order has made it void.
    """

    key: str
    device: str
    label: str
    action: str
    deadline: datetime
    args: dict[str, str] = {}
    subject: str = ""
    state: StepState = StepState.WAITING
    detail: str = ""
    answered_at: datetime | None = None
    until: datetime | None = None
    replaced: bool = False

    def stands(self, true: datetime) -> bool:
        return true < (self.until or self.deadline)

    @property
    def turns(self) -> bool:
        """Whether the device looks elsewhere after it, or stops turning."""
        return self.action in (MOVE, RECALL)

    @property
    def repeats(self) -> bool:
        """Whether it may be given again as long as it has no answer.

        A move may not, only a stop: it would move the camera after whoever steers it has let go.
        """
        still = not any(float(self.args.get(name, "0")) for name in ("pan", "tilt", "zoom"))
        return not self.replaced and (self.action != MOVE or still)

    def replaces(self, earlier: Order) -> bool:
        """Whether the earlier one must not be done any more, once this one may have been."""
        if self.device != earlier.device or self.key == earlier.key:
            return False
        if self.turns and earlier.action == STORE:
            # It would keep another place than the one that was looked at.
            return True
        return bool(self._sets) and self._sets == earlier._sets

    @property
    def _sets(self) -> str:
        """What of the device it sets; "" where each order counts by itself, as every text that is to be said."""
        if self.turns:
            return "turn"
        if self.action in (STORE, REMOVE):
            return f"preset {self.args.get('number', '')}"
        if self.action in (TALK_BEGIN, TALK_END):
            return f"talk {self.args.get('session', '')}"
        return self.action if self.action in ("ptz.wiper", "ptz.focus", "ptz.iris") else ""

    def answered(self, state: StepState, detail: str, now: datetime) -> Order:
        return msgspec.structs.replace(self, state=state, detail=detail, answered_at=now)


class Presets(msgspec.Struct, frozen=True, kw_only=True):
    """The positions that a device has said it keeps: their names by number."""

    device: str
    names: dict[int, str] = {}

    def after(self, order: Order) -> Presets:
        """As they are once the order is done; of any other outcome nothing follows."""
        number, names = int(order.args.get("number", "0")), dict(self.names)
        if order.state is not StepState.DONE or order.action not in (STORE, REMOVE):
            return self
        if order.action == STORE:
            names[number] = order.args.get("name", "")
        else:
            names.pop(number, None)
        return msgspec.structs.replace(self, names=dict(sorted(names.items())))
