"""What is said of what people do by way of devices: holds, moves, presets, voices, and the answers."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from commandcenter.domain.changes.acting import (
    CameraMoved,
    HoldEnded,
    HoldTaken,
    MovesEnded,
    OrderAnswered,
    OrderGiven,
)
from commandcenter.domain.holding import Hold
from commandcenter.domain.orders import Order
from commandcenter.domain.text import QT_TRANSLATE_NOOP
from commandcenter.services.said.tours import TourChange, say_tour
from commandcenter.services.said.values import Said, Term, Value, camera, cut, person, short, with_more

DeviceChange = HoldTaken | HoldEnded | CameraMoved | MovesEnded | OrderGiven | OrderAnswered
ActingChange = DeviceChange | TourChange

TAKEN: Mapping[str, str] = MappingProxyType(
    {
        "taken": QT_TRANSLATE_NOOP("story", "takes hold of {thing}"),
        "renewed": QT_TRANSLATE_NOOP("story", "keeps hold of {thing}"),
        "over": QT_TRANSLATE_NOOP("story", "takes {thing} from {loser}"),
    }
)
ENDED: Mapping[str, str] = MappingProxyType(
    {
        "released": QT_TRANSLATE_NOOP("story", "lets {thing} go"),
        "expired": QT_TRANSLATE_NOOP("story", "the time of {name} with {thing} is over"),
        "session": QT_TRANSLATE_NOOP("story", "{name} is signed out and holds {thing} no more"),
        "locked": QT_TRANSLATE_NOOP("story", "the desk of {name} is locked, nobody talks through {thing} any more"),
        "linkage": QT_TRANSLATE_NOOP("story", "a linkage needs {thing}, which {name} held"),
    }
)
STILL: Mapping[str, str] = MappingProxyType(
    {
        "stopped": QT_TRANSLATE_NOOP("story", "stops {thing}: {moves} moves in {seconds} s"),
        "still": QT_TRANSLATE_NOOP("story", "{thing} stands still: {moves} moves in {seconds} s"),
        "hold": QT_TRANSLATE_NOOP("story", "{thing} is stopped, its hold is over: {moves} moves in {seconds} s"),
        "core": QT_TRANSLATE_NOOP("story", "{thing} is stopped: the core was restarted, how many moves is not known"),
    }
)
ORDERS: Mapping[str, str] = MappingProxyType(
    {
        "ptz.move": QT_TRANSLATE_NOOP("story", "stop {thing}"),
        "ptz.preset.recall": QT_TRANSLATE_NOOP("story", "turn {thing} to preset {number} {name}"),
        "ptz.preset.store": QT_TRANSLATE_NOOP("story", "keep where {thing} looks as preset {number} {name}"),
        "ptz.preset.remove": QT_TRANSLATE_NOOP("story", "remove preset {number} of {thing}"),
        "ptz.wiper": QT_TRANSLATE_NOOP("story", "wiper of {thing}: {on}"),
        "ptz.focus": QT_TRANSLATE_NOOP("story", "focus of {thing}: {to}"),
        "ptz.iris": QT_TRANSLATE_NOOP("story", "iris of {thing}: {to}"),
        "speak": QT_TRANSLATE_NOOP("story", "say through {device}: {text}"),
        "talk.begin": QT_TRANSLATE_NOOP("story", "talk live through {device}"),
        "talk.end": QT_TRANSLATE_NOOP("story", "end the live talk through {device}"),
    }
)
SETTINGS = (
    QT_TRANSLATE_NOOP("setting", "yes"),
    QT_TRANSLATE_NOOP("setting", "no"),
    QT_TRANSLATE_NOOP("setting", "near"),
    QT_TRANSLATE_NOOP("setting", "far"),
    QT_TRANSLATE_NOOP("setting", "auto"),
    QT_TRANSLATE_NOOP("setting", "open"),
    QT_TRANSLATE_NOOP("setting", "close"),
)


def say_acting(change: ActingChange) -> Said:
    return say_tour(change) if isinstance(change, TourChange) else say_device(change)


def say_device(change: DeviceChange) -> Said:
    match change:
        case HoldTaken(hold=hold, how=how, loser=loser):
            return Said(TAKEN[how], {"thing": _held(hold), "loser": person(loser.account) if loser else "–"})
        case HoldEnded(hold=hold, why=why):
            return Said(ENDED[why], {"thing": _held(hold), "name": person(hold.account)})
        case CameraMoved(hold=hold):
            return Said(QT_TRANSLATE_NOOP("story", "moves {thing}"), {"thing": _held(hold)})
        case MovesEnded():
            return _of_moves(change)
        case OrderGiven(order=order):
            return Said(QT_TRANSLATE_NOOP("story", "orders: {order}"), {"order": _of_order(order)})
        case OrderAnswered(order=order):
            values: dict[str, Value] = {"order": _of_order(order), "state": Term("step", order.state.value)}
            said = Said("{order} – {state}", values)
            detail = Said("{detail}", {"detail": Term("answer", cut(order.detail))}) if order.detail else None
            return with_more(said, detail)


def _of_moves(change: MovesEnded) -> Said:
    values: dict[str, Value] = {"thing": _held(change.hold), "moves": change.moves, "seconds": f"{change.seconds:.1f}"}
    failed = Said(QT_TRANSLATE_NOOP("story", "{failed} of them not done"), {"failed": change.failed})
    return with_more(Said(STILL[change.why], values), failed if change.failed else None)


def _of_order(order: Order) -> Said:
    values: dict[str, Value] = {"thing": _thing(order.subject, order.label), "device": cut(order.label)}
    for name, value in order.args.items():
        values[name] = Term("setting", value) if value in SETTINGS and name in ("on", "to") else cut(value)
    values.setdefault("name", "")
    template = ORDERS.get(order.action)
    if template is None:
        action = QT_TRANSLATE_NOOP("story", "{action} to {thing}")
        return Said(action, {"action": short(order.action), "thing": values["thing"]})
    return Said(template, values)


def _held(hold: Hold) -> Value:
    return _thing(hold.subject, hold.label)


def _thing(subject: str, label: str) -> Value:
    """The camera where it is about one, else the device."""
    return camera(subject) if subject else cut(label)
