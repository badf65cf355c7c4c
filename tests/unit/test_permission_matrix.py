"""docs/permissions.md cell by cell against what the core decides: each command, position, session, proof and place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product
from pathlib import Path

import msgspec
import pytest

from commandcenter.app.permission_matrix import AREA, ASKS, NO, REACHES, ROLE_NAMES, YES, document
from commandcenter.domain.assets import Camera
from commandcenter.domain.catalogue import Catalogue
from commandcenter.domain.changes.operating import Acted, CommandRefused
from commandcenter.domain.changes.people import ApprovalAsked
from commandcenter.domain.events import Raised
from commandcenter.domain.journal import Draft
from commandcenter.domain.keys import KeyKind
from commandcenter.domain.people import LOCAL, Account, Role, Scope, Session
from commandcenter.domain.tours import Tour
from commandcenter.services.commands import Args, Asks, CommandTable, Context, Declaration
from commandcenter.services.credentials import Proof
from commandcenter.services.operating import OnAlarm, command_table
from commandcenter.services.permissions import ROLES, Permission
from commandcenter.services.standing import person_at
from commandcenter.services.viewing import OnCamera
from tests.support.cores import START, TestCore

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "permissions.md"
NOBODY = "nobody"
ADMINISTRATORS = "2, administrators · 2，三员"
INSIDE, OUTSIDE = "500105001", "500106001"
HERE = Scope(areas=(INSIDE,), cameras=("*",))
EVERYWHERE = Scope(areas=("*",), cameras=("*",))


class AnyArgs(Args, frozen=True, kw_only=True):
    alarm: str = ""
    camera: str = ""
    tour: str = ""


class Row(msgspec.Struct, frozen=True):
    """A line of the document."""

    command: str
    permission: str
    asks: str
    reach: str
    persons: str
    cells: Mapping[str, str]


def rows() -> Iterator[Row]:
    lines = [line for line in DOCUMENT.read_text(encoding="utf-8").splitlines() if line.startswith("| `")]
    for line in lines:
        command, permission, asks, reach, _, persons, *cells = (cell.strip() for cell in line.strip("|").split("|"))
        names = [NOBODY, *(role.value for role in ROLE_NAMES)]
        yield Row(
            command.strip("`"),
            permission.strip("`"),
            next(kind.value for kind, (english, _) in ASKS.items() if asks.startswith(english + " ·")),
            next(word for word, (english, _) in REACHES.items() if reach.startswith(english + " ·")),
            persons,
            dict(zip(names, cells, strict=True)),
        )


ROWS = {row.command: row for row in rows()}


def test_the_document_is_that_of_this_program() -> None:
    assert DOCUMENT.read_text(encoding="utf-8") == document(), "run packaging/python/write-permissions"
    assert set(ROWS) == set(command_table().names)


def harmless(line: Declaration, about_administrators: bool) -> Declaration:
    """The command with everything that is judged, and a handler that only says that it was reached."""
    second = line.second
    if second is not None:
        second = msgspec.structs.replace(second, needed=lambda state, args, person: about_administrators)
    done = [Draft(change=Acted(action="reached"))]
    kinds: dict[str, type[Args]] = {"alarm": OnAlarm, "camera": OnCamera}
    args = kinds.get(line.reach.word, AnyArgs)
    return msgspec.structs.replace(
        line, args=args, entries=(Acted,), handle=lambda state, args, context: done, second=second
    )


TABLES = {about: CommandTable([harmless(line, about) for line in command_table().lines]) for about in (False, True)}
TABLE = TABLES[False]


def centre() -> TestCore:
    """An alarm and a camera inside the areas of the local ones, and one of each outside."""
    it = TestCore()
    for area in (INSIDE, OUTSIDE):
        it.events(Raised(at=START, type="t", subject=area, area=area))
    cameras = [Camera(id=area, name=area, url="rtsp://x/1", area=area) for area in (INSIDE, OUTSIDE)]
    it.core.list_cameras(cameras)
    for area in (INSIDE, OUTSIDE):
        it.core.state.tours[area] = Tour(id=area, name=area, dwell=5, cameras=(area,))
    for role in Role:
        scope = HERE if role in LOCAL else EVERYWHERE
        for account in (role.value, f"other-{role.value}"):
            it.core.state.accounts[account] = Account(
                id=account, name=account, person=account.upper(), roles=(role,), scope=scope, digest="d"
            )
    return it


STATE = centre().core.state


def decided(command: str, role: Role, standing: str, proof: str, inside: bool, about: bool = False) -> type:
    """What the core makes of it: the handler's own entry, a refusal, or a request that a second person agrees to."""
    seat, key = "desk-1", "key"
    account = STATE.accounts[role.value]
    session = Session(
        id="S1", account=account.id, name="", person=account.person, role=role, seat=seat, key=key, since=START,
        began=0.0, locked=standing == "locked",
    )  # fmt: skip
    state = msgspec.structs.replace(STATE, sessions={} if standing == "none" else {seat: session})
    proven = {"own": role.value, "another's": f"other-{role.value}"}.get(proof, "")
    kind = KeyKind.WALL if role is Role.WALL else KeyKind.CONSOLE
    given = Proof(account=proven, counts="account:x", ok=True, digest="d") if proven else None
    context = Context(
        command="command-1", person=person_at(state, kind, seat, key, proven), seat=seat, now=START, done_at=START,
        catalogue=Catalogue(), quarantined=lambda entry: None, proof=given, key=key,
    )  # fmt: skip
    place = INSIDE if inside else OUTSIDE
    alarm = next(alarm.id for alarm in STATE.alarms.values() if alarm.area == place)
    named = {"alarm": alarm, "camera": place, "tour": place}
    args = {word: named[word] for word in (ROWS[command].reach,) if word in named}
    drafts = TABLES[about].decide(state, command, msgspec.msgpack.encode(args), context)
    return type(drafts[0].change)


def written(row: Row, role: Role, standing: str, proof: str, inside: bool) -> bool:
    """What the document says of that case. The kiosk is always there, and gives no password."""
    wall = role is Role.WALL
    present = wall or (standing == "unlocked" and proof != "another's")
    # Who gives another one's password acts as that one, who has no session here.
    known = wall or standing != "none" or proof != "none"
    cell = row.cells[role.value if known else NOBODY]
    if row.persons == "2" or cell == NO or (cell == AREA and not inside):
        return False
    if row.asks in ("person", "signed") and proof == "none":
        return False
    return row.asks in ("seat", "person") or present


@pytest.mark.parametrize("command", sorted(ROWS))
def test_each_cell_is_what_the_core_decides(command: str) -> None:
    cases = product(Role, ("none", "locked", "unlocked"), ("none", "own", "another's"), (True, False))
    row = ROWS[command]
    one = {True: Acted, False: CommandRefused}
    two = {True: ApprovalAsked, False: CommandRefused} if row.persons == ADMINISTRATORS else one
    wrong = [
        (case, about)
        for case, (about, said) in product(cases, ((False, one), (True, two)))
        if decided(command, *case, about) is not said[written(row, *case)]
    ]
    assert wrong == []


def test_which_commands_take_two_persons() -> None:
    two = {name: row.persons for name, row in ROWS.items() if row.persons != "1"}
    managing = ("add", "add_many", "codes", "codes_off", "disable", "enable", "set", "set_password")
    assert two == {"journal.prune": "2", **{f"account.{name}": ADMINISTRATORS for name in managing}}


@pytest.mark.parametrize("command", sorted(name for name, row in ROWS.items() if row.persons == ADMINISTRATORS))
def test_only_an_auditor_or_a_system_administrator_is_the_second_person(command: str) -> None:
    line = command_table().find(command)
    assert line is not None
    assert line.second is not None
    assert {role for role in Role if line.second.permission in ROLES[role]} == {Role.AUDITOR, Role.SYSTEM_ADMINISTRATOR}
    assert line.permission not in ROLES[Role.AUDITOR] | ROLES[Role.SYSTEM_ADMINISTRATOR]


def test_what_stands_in_no_row_is_refused_to_everybody() -> None:
    for role, standing in product(Role, ("none", "locked", "unlocked")):
        seat = "desk-1"
        context = Context(
            command="c", person=person_at(STATE, KeyKind.CONSOLE, seat, "key"), seat=seat, now=START, done_at=START,
            catalogue=Catalogue(), quarantined=lambda entry: None,
        )  # fmt: skip
        drafts = TABLE.decide(STATE, "no.such", b"\x80", context)
        assert [type(draft.change) for draft in drafts] == [CommandRefused], (role, standing)


@pytest.mark.parametrize(
    ("command", "who"),
    [
        ("account.add", {"security-administrator"}),
        ("account.lift", {"security-administrator", "shift-leader"}),
        ("keys.trust", {"security-administrator"}),
        ("quarantine.retry", {"system-administrator"}),
        ("session.release", {"shift-leader"}),
        ("wall.reset", {"duty-officer", "shift-leader"}),
        ("linkage.start", {"duty-officer", "shift-leader", "coordinator"}),
        ("wall.confirm", {"wall"}),
        ("alarm.acknowledge", {"duty-officer", "shift-leader", "coordinator", "street-centre", "department"}),
    ],
)
def test_who_may_do_what_matters_most(command: str, who: set[str]) -> None:
    assert {name for name, cell in ROWS[command].cells.items() if cell in (YES, AREA)} == who


def test_the_auditor_changes_nothing_and_the_administrators_handle_no_alarm() -> None:
    handling = {Permission.HANDLE_ALARMS, Permission.START_LINKAGE, Permission.CHANGE_WALL, Permission.VIEW_CAMERAS}
    managing = {Permission.MANAGE_PEOPLE, Permission.MANAGE_KEYS, Permission.MANAGE_SEAL, Permission.MANAGE_QUARANTINE}
    three = (Role.AUDITOR, Role.SECURITY_ADMINISTRATOR, Role.SYSTEM_ADMINISTRATOR)
    assert [bool(ROLES[role] & handling) for role in three] == [False, False, False]
    assert ROLES[Role.AUDITOR] & managing == set()
    assert [Permission.READ_AUDIT in ROLES[role] for role in three] == [True, False, False]


def test_every_command_declares_what_it_asks() -> None:
    assert all(isinstance(line.asks, Asks) and line.entries for line in command_table().lines)
