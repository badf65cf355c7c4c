"""Orders of people to single devices: what is asked of one, and what it has answered."""

from __future__ import annotations

from datetime import datetime

import msgspec

from commandcenter.domain.linkage import StepState

RECALL, STORE, REMOVE = "ptz.preset.recall", "ptz.preset.store", "ptz.preset.remove"


class Order(msgspec.Struct, frozen=True, kw_only=True):
    """`key` is the idempotency key that the device's source sees; `subject` the camera that it is about, "" for none.

    Void after `deadline`; what has no answer by then is unknown, never done.
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
