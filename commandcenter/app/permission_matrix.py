"""Writes docs/permissions.md: which position may give which command, as the program itself has it."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

from commandcenter.domain.people import LOCAL, Role
from commandcenter.services import separation
from commandcenter.services.commands import Asks, Declaration, Offline
from commandcenter.services.operating import command_table
from commandcenter.services.permissions import NOBODY, ROLES, Permission

YES, AREA, NO = "●", "◐", "·"

ROLE_NAMES: Mapping[Role, tuple[str, str]] = MappingProxyType({
    Role.DUTY_OFFICER: ("Duty officer", "值班员"),
    Role.SHIFT_LEADER: ("Shift leader", "值班长"),
    Role.COORDINATOR: ("Coordinator", "调度员"),
    Role.STREET_CENTRE: ("Street centre", "街镇中心"),
    Role.DEPARTMENT: ("Department", "部门"),
    Role.WALL: ("Wall", "大屏"),
    Role.AUDITOR: ("Auditor", "审计管理员"),
    Role.SECURITY_ADMINISTRATOR: ("Security administrator", "安全管理员"),
    Role.SYSTEM_ADMINISTRATOR: ("System administrator", "系统管理员"),
})  # fmt: skip
ASKS: Mapping[Asks, tuple[str, str]] = MappingProxyType({
    Asks.SEAT: ("seat", "席位自身"),
    Asks.SESSION: ("session", "已登录"),
    Asks.PERSON: ("password", "口令"),
    Asks.SIGNED: ("session and password", "已登录并输口令"),
})  # fmt: skip
OFFLINE: Mapping[Offline, tuple[str, str]] = MappingProxyType({
    Offline.LOCAL: ("local", "本地"),
    Offline.LIFE_SAFETY: ("life safety", "救急"),
    Offline.REFUSED: ("refused", "拒绝"),
})  # fmt: skip
REACHES: Mapping[str, tuple[str, str]] = MappingProxyType({
    "": ("-", "-"),
    "alarm": ("alarm's area", "告警区域"),
    "camera": ("camera", "摄像机"),
    "tour": ("every camera of the tour", "轮巡的全部摄像机"),
    "centre": ("whole centre", "全中心"),
})  # fmt: skip

AGREE = ", ".join(
    english.lower() for role, (english, _) in ROLE_NAMES.items() if Permission.AGREE_PEOPLE in ROLES[role]
)
MAY_MEASURE = [names for role, names in ROLE_NAMES.items() if Permission.READ_FIGURES in ROLES[role]]
FIGURES, FIGURES_ZH = (
    ", ".join(english.lower() for english, _ in MAY_MEASURE),
    "、".join(chinese for _, chinese in MAY_MEASURE),
)
SECONDS: Mapping[str, str] = MappingProxyType({separation.WORD: "2, administrators · 2，三员"})

HEAD = f"""# Permissions · 权限矩阵

Written by `packaging/python/write-permissions` from the program's own tables, and held against what the core really
does by `tests/unit/test_permission_matrix.py`. Do not change it by hand.
本表由程序自身的命令表生成，并由测试逐格核对，请勿手工修改。

What is not granted is denied. {YES} may; {AREA} may within the areas and cameras of the account; {NO} may not.
未授予即禁止。{YES} 可以；{AREA} 仅限账号的区域与摄像机范围内；{NO} 不可以。

- *Asks*: `seat` the seat by itself; `session` an unlocked session; `password` somebody's name and password (and code)
  with the command; `session and password` both, of the same person.
  需要：席位自身；已登录且未锁定；随命令提供口令；两者兼备。
- *Cut off*: what becomes of it at a seat without a core. 断网时：本地记录、救急（缓存后补办）或拒绝。
- *Persons*: `1` one is enough. `2` another one who may do the same has to agree, within two minutes.
  `2, administrators` one is enough, but for an account of another one that is, or by it becomes, an auditor's, a
  security administrator's or a system administrator's: then somebody else with `people.agree` has to agree, a human
  being with a password of the own choice ({AGREE}).
  Only as long as there is nobody like that yet one is enough, and the record says so.
  人数：`1` 一人；`2` 须另一位有同样权限的人两分钟内同意；`2，三员` 涉及他人的三员账号（或使其成为三员）时，须另一位具有
  `people.agree` 且已自设口令的人同意；尚无这样的人时一人即可，并记录在案。
- *Nobody*: what a console may do while nobody is signed in. 无人登录时。
- `tool.report` is what the machine's own tools say of themselves, and no seat. 仅本机命令行工具自身。
- Before there is a security administrator who can sign in, the machine's own tool may do what the two administrators
  may; it is recorded as `admin`. 首位安全管理员建立之前，本机命令行可代行两位管理员的权限，均有记录。
- The figures of the alarms' quality (F10) are asked for without a command and enter nothing in the record; by
  `alarms.figures` they are for: {FIGURES}. 告警质量指标（F10）为查询，不记入日志，须有 `alarms.figures`：
  {FIGURES_ZH}。
- The health of the cameras (L on the video page) is asked for in the same way by `cameras.view`, of the cameras of the
  account. 摄像机健康状况（视频页 L 键）同为查询，须有 `cameras.view`，仅限账号范围内的摄像机。
- Nobody holds two of auditor, security administrator and system administrator, over all accounts of the person.
  三员分立：同一人（按工号）不得兼任审计、安全、系统管理员中的两个。

"""


def cell(line: Declaration, role: Role | None) -> str:
    """What stands in the matrix for a position, None for nobody."""
    granted = NOBODY if role is None else ROLES[role]
    if line.permission not in granted:
        return NO
    if role in LOCAL and line.reach.word:
        return NO if line.reach.word == "centre" else AREA
    return YES


def document() -> str:
    return HEAD + "\n".join(_rows()) + "\n"


def _rows() -> Iterator[str]:
    about = [
        "Command · 命令",
        "Permission · 权限",
        "Asks · 需要",
        "Within · 范围",
        "Cut off · 断网时",
        "Persons · 人数",
    ]
    roles = [f"{english} · {chinese}" for english, chinese in ROLE_NAMES.values()]
    yield _row([*about, "Nobody · 无人", *roles])
    yield _row(["---"] * len(about) + [":-:"] * (len(roles) + 1))
    for line in sorted(command_table().lines, key=lambda line: line.name):
        kinds = (ASKS[line.asks], REACHES[line.reach.word], OFFLINE[line.offline])
        about = [
            f"`{line.name}`",
            f"`{line.permission.value}`",
            *(f"{english} · {chinese}" for english, chinese in kinds),
        ]
        yield _row([*about, _persons(line), cell(line, None), *(cell(line, role) for role in ROLE_NAMES)])


def _persons(line: Declaration) -> str:
    if line.second is not None:
        return SECONDS[line.second.word]
    return "2" if line.two_persons else "1"


def _row(cells: list[str]) -> str:
    return "| " + " | ".join(cells) + " |"


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(document(), encoding="utf-8")
