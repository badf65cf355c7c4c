"""Writes docs/alarms.md: what every move makes of an alarm in every state, as the program itself has it."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

import msgspec

from commandcenter.domain.alarms.life import (
    AlarmState,
    Life,
    Manner,
    Move,
    NotAllowed,
    Refusal,
    Shelf,
    after,
    annunciates,
)
from commandcenter.domain.alarms.moves import REFUSALS

CALLS, REFUSED = "♪", "✗"


class Named(NamedTuple):
    letter: str
    mnemonic: str
    english: str
    chinese: str


STATES: Mapping[AlarmState, Named] = MappingProxyType({
    AlarmState.CLEARED: Named("A", "NORM", "normal", "正常"),
    AlarmState.UNACKNOWLEDGED: Named("B", "UNACK", "unacknowledged", "未确认"),
    AlarmState.ACKNOWLEDGED: Named("C", "ACKED", "acknowledged", "已确认"),
    AlarmState.RETURNED: Named("D", "RTNUN", "back to normal, unacknowledged", "恢复未确认"),
    AlarmState.LATCHED_UNACKNOWLEDGED: Named("E 2009", "LUNAK", "latched, unacknowledged", "锁定未确认"),
    AlarmState.LATCHED_ACKNOWLEDGED: Named("F 2009", "LACKD", "latched, acknowledged", "锁定已确认"),
    AlarmState.SHELVED: Named("E", "SHLVD", "shelved", "已搁置"),
    AlarmState.SUPPRESSED: Named("F", "DSUPR", "suppressed by design", "设计抑制"),
    AlarmState.OUT_OF_SERVICE: Named("G", "OOSRV", "out of service", "停用"),
})  # fmt: skip
MOVES: Mapping[Move, tuple[str, str]] = MappingProxyType({
    Move.OCCUR: ("the condition occurs", "发生"),
    Move.WORSEN: ("raised with a higher priority", "加重"),
    Move.EASE: ("raised with a lower priority", "减轻"),
    Move.REPEAT: ("raised again as it is", "重复"),
    Move.RETURN: ("returns to normal", "恢复"),
    Move.ACKNOWLEDGE: ("acknowledge", "确认"),
    Move.UNACKNOWLEDGE: ("take the acknowledgement back", "撤回确认"),
    Move.RESET: ("reset the latch", "复位"),
    Move.SHELVE: ("shelve for a time", "搁置"),
    Move.SHELVE_ONCE: ("shelve until back to normal", "搁置到恢复"),
    Move.UNSHELVE: ("unshelve", "取消搁置"),
    Move.REMOVE: ("take out of service", "停用"),
    Move.RESTORE: ("return to service", "恢复启用"),
    Move.SUPPRESS: ("a rule suppresses", "规则抑制"),
    Move.UNSUPPRESS: ("the rule ends", "规则解除"),
    Move.UNSUPPRESS_BY_HAND: ("unsuppress by hand", "人工解除抑制"),
    Move.AUTO_ACKNOWLEDGE: ("timer: acknowledged by itself", "定时自动确认"),
    Move.ALARM_AGAIN: ("timer: call again", "定时再次提示"),
    Move.SHELF_ENDS: ("timer: the shelf ends", "搁置到期"),
})  # fmt: skip

HEAD = f"""# The life of an alarm · 告警的一生

Written by `packaging/python/write-alarms` from `commandcenter/domain/alarms/life.py`; a test holds that against a table
written out by hand (`tests/unit/test_alarm_table.py`). Do not change it by hand.
本文由程序代码生成，并有测试与手写表逐格核对，请勿手工修改。

An alarm has three memories (is it wrong now, has somebody taken notice, is it latched), and three independent records
that may hide it. What is shown is derived from these: out of service before suppressed by design before shelved before
what lies beneath; taking one record away reveals the next. What happens beneath goes on, is counted and recorded, and
calls nobody. Out of hiding comes what is wrong as unacknowledged, and what is not wrong as normal; a latch stays until
somebody resets it.

In the tables: `=` as it was; {CALLS} it calls for people; {REFUSED} refused, and why. Every move but an identical
repeat gives the alarm a new version; a command that names another version than the present one is refused.
表中：`=` 不变；{CALLS} 提示值班员；{REFUSED} 拒绝及原因。

"""


def document() -> str:
    return HEAD + "\n".join([*_states(), "", *_tables(), "", *_manners(), "", *_refusals(), ""])


def _states() -> Iterator[str]:
    yield from ("## States · 状态", "", "| ISA-18.2 | | State | 状态 |", "| --- | --- | --- | --- |")
    for named in STATES.values():
        yield f"| {named.letter} | {named.mnemonic} | {named.english} | {named.chinese} |"


def _tables() -> Iterator[str]:
    plain = [
        ("", Life()),
        ("", Life(active=True, acknowledged=False)),
        ("", Life(active=True)),
        ("", Life(acknowledged=False)),
    ]
    yield from _table("State × move · 状态 × 动作", plain, Manner())
    latching = Manner(latching=True)
    latched = [(" latched", msgspec.structs.replace(life, latched=True)) for _, life in plain[1:3]]
    latched += [("", Life(acknowledged=False, latched=True)), ("", Life(latched=True))]
    yield from _table("A type that latches · 锁定类", latched, latching)
    hidden = [
        (f" {'abnormal' if beneath.active else 'normal'}", msgspec.structs.replace(beneath, **how))
        for how in ({"shelf": Shelf.TIMED}, {"shelf": Shelf.ONE_SHOT}, {"suppressed": True}, {"removed": True})
        for beneath in (Life(), Life(active=True, acknowledged=False))
        if beneath.active or how.get("shelf") is not Shelf.ONE_SHOT
    ]
    yield from _table("Hidden · 隐藏", hidden, Manner())
    silent = Manner(acknowledge=False)
    yield from _table("A type that nobody has to acknowledge · 无须确认类", [plain[0], plain[2]], silent)


def _table(title: str, columns: list[tuple[str, Life]], manner: Manner) -> Iterator[str]:
    heads = [f"{_mnemonic(life)}{more}" for more, life in columns]
    yield from (
        "",
        f"### {title}",
        "",
        f"| Move | 动作 | {' | '.join(heads)} |",
        f"| --- | --- |{' --- |' * len(heads)}",
    )
    for move, (english, chinese) in MOVES.items():
        cells = " | ".join(_cell(life, move, manner) for _, life in columns)
        yield f"| {english} | {chinese} | {cells} |"


def _cell(life: Life, move: Move, manner: Manner) -> str:
    try:
        now = after(life, move, manner)
    except NotAllowed as refused:
        return f"{REFUSED} {refused.refusal.value.replace('-', ' ')}"
    calls = f" {CALLS}" if annunciates(life, now, move, manner) else ""
    if now == life:
        return f"={calls}"
    beneath = f" ({STATES[now.beneath].mnemonic})" if now.hidden else ""
    return f"{_mnemonic(now)}{beneath}{calls}"


def _mnemonic(life: Life) -> str:
    once = " once" if life.state is AlarmState.SHELVED and life.shelf is Shelf.ONE_SHOT else ""
    return f"{STATES[life.state].mnemonic}{once}"


def _manners() -> Iterator[str]:
    yield from ("## What a type may say of its alarms · 各类告警可设", "")
    yield "In `resources/catalogue.toml`, as `life` of the type; an alarm keeps what it was raised with."
    yield "在目录中以 `life` 给出；已发生的告警沿用发生时的设置。"
    yield from ("", "| Key | By default |", "| --- | --- |")
    defaults = msgspec.to_builtins(Manner(), builtin_types=())
    for field in msgspec.structs.fields(Manner):
        yield f"| `{field.name}` | {str(defaults.get(field.name, field.default)).lower()} |"


def _refusals() -> Iterator[str]:
    yield from ("## Refusals · 拒绝", "", "| Why | What is said |", "| --- | --- |")
    for refusal in Refusal:
        yield f"| {refusal.value.replace('-', ' ')} | {REFUSALS[refusal]} |"


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(document(), encoding="utf-8")
