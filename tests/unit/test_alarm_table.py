"""State x move against a table written out by hand from ISA-18.2 (the reference's T1 to T26), not from the program."""

from __future__ import annotations

from pathlib import Path

import pytest

from commandcenter.app.alarm_table import MOVES as MOVE_NAMES
from commandcenter.app.alarm_table import STATES, document
from commandcenter.domain.alarms import AlarmState
from commandcenter.domain.alarms.life import Life, Manner, Move, NotAllowed, Refusal, Shelf, after, annunciates

# A life in letters. Beneath any hiding: A to D as in the diagram of 2016; E and F latched and back to normal,
# unacknowledged and acknowledged; b and c as B and C with the latch set. Before the dot what hides it: O out of
# service, P suppressed, S shelved, 1 shelved until it is back to normal.
BENEATH = {
    "A": Life(),
    "B": Life(active=True, acknowledged=False),
    "C": Life(active=True),
    "D": Life(acknowledged=False),
    "E": Life(acknowledged=False, latched=True),
    "F": Life(latched=True),
    "b": Life(active=True, acknowledged=False, latched=True),
    "c": Life(active=True, latched=True),
}

REFUSED = {
    "no": Refusal.NOT_OPEN,
    "ak": Refusal.ALREADY_ACKNOWLEDGED,
    "na": Refusal.NOT_ACKNOWLEDGED,
    "sh": Refusal.IS_SHELVED,
    "su": Refusal.IS_SUPPRESSED,
    "os": Refusal.IS_OUT_OF_SERVICE,
    "nl": Refusal.NOT_LATCHED,
    "nx": Refusal.NOT_ACTIVE,
    "ns": Refusal.NOT_SHELVED,
    "nu": Refusal.NOT_SUPPRESSED,
    "nr": Refusal.NOT_OUT_OF_SERVICE,
    "bd": Refusal.BY_DESIGN,
    "nd": Refusal.NOT_DUE,
}

MOVES = (
    *("occur", "worsen", "ease", "repeat", "return"),
    *("acknowledge", "unacknowledge", "reset"),
    *("shelve", "shelve-once", "unshelve"),
    *("remove", "restore"),
    *("suppress", "unsuppress", "unsuppress-by-hand"),
    *("auto-acknowledge", "alarm-again", "shelf-ends"),
)

# Columns as in MOVES.
PLAIN = """
A    | B    B    B    B    nx   | no no nl    | S.A  nx   ns  | O.A  nr | P.A  nu   nu | nd nd nd
B    | B    B    B    B    D    | C  na nl    | S.B  1.B  ns  | O.B  nr | P.B  nu   nu | nd nd nd
C    | C    B    C    C    A    | ak B  nl    | S.C  1.C  ns  | O.C  nr | P.C  nu   nu | nd B  nd
D    | B    B    B    B    nx   | A  na nl    | S.D  nx   ns  | O.D  nr | P.D  nu   nu | A  nd nd
S.A  | S.B  S.B  S.B  S.B  nx   | sh sh sh    | sh   sh   A   | O.A  nr | PS.A nu   nu | nd nd A
S.B  | S.B  S.B  S.B  S.B  S.D  | sh sh sh    | sh   sh   B   | O.B  nr | PS.B nu   nu | nd nd B
S.C  | S.C  S.B  S.C  S.C  S.A  | sh sh sh    | sh   sh   B   | O.C  nr | PS.C nu   nu | nd nd B
S.D  | S.B  S.B  S.B  S.B  nx   | sh sh sh    | sh   sh   A   | O.D  nr | PS.D nu   nu | nd nd A
1.B  | 1.B  1.B  1.B  1.B  A    | sh sh sh    | sh   sh   B   | O.B  nr | P1.B nu   nu | nd nd B
1.C  | 1.C  1.B  1.C  1.C  A    | sh sh sh    | sh   sh   B   | O.C  nr | P1.C nu   nu | nd nd B
P.A  | P.B  P.B  P.B  P.B  nx   | su su su    | PS.A nx   ns  | OP.A nr | su   A    bd | nd nd nd
P.B  | P.B  P.B  P.B  P.B  P.D  | su su su    | PS.B P1.B ns  | OP.B nr | su   B    bd | nd nd nd
P.C  | P.C  P.B  P.C  P.C  P.A  | su su su    | PS.C P1.C ns  | OP.C nr | su   B    bd | nd nd nd
P.D  | P.B  P.B  P.B  P.B  nx   | su su su    | PS.D nx   ns  | OP.D nr | su   A    bd | nd nd nd
O.A  | O.B  O.B  O.B  O.B  nx   | os os os    | os   os   ns  | os   A  | OP.A nu   nu | nd nd nd
O.B  | O.B  O.B  O.B  O.B  O.D  | os os os    | os   os   ns  | os   B  | OP.B nu   nu | nd nd nd
O.C  | O.C  O.B  O.C  O.C  O.A  | os os os    | os   os   ns  | os   B  | OP.C nu   nu | nd nd nd
O.D  | O.B  O.B  O.B  O.B  nx   | os os os    | os   os   ns  | os   A  | OP.D nu   nu | nd nd nd
PS.B | PS.B PS.B PS.B PS.B PS.D | su su su    | sh   sh   ns  | OP.B nr | su   S.B  bd | nd nd P.B
P1.B | P1.B P1.B P1.B P1.B P.D  | su su su    | sh   sh   ns  | OP.B nr | su   1.B  bd | nd nd P.B
OP.B | OP.B OP.B OP.B OP.B OP.D | os os os    | os   os   ns  | os   P.B| su   O.B  bd | nd nd nd
"""

LATCHING = """
A    | b    b    b    b    nx   | no no nl    | S.A  nx   ns  | O.A  nr | P.A  nu   nu | nd nd nd
b    | b    b    b    b    E    | c  na nl    | S.b  1.b  ns  | O.b  nr | P.b  nu   nu | nd nd nd
c    | c    b    c    c    F    | ak b  nl    | S.c  1.c  ns  | O.c  nr | P.c  nu   nu | nd b  nd
E    | b    b    b    b    nx   | F  na D     | S.E  nx   ns  | O.E  nr | P.E  nu   nu | nd nd nd
F    | b    b    b    b    nx   | ak na A     | S.F  nx   ns  | O.F  nr | P.F  nu   nu | nd nd nd
S.b  | S.b  S.b  S.b  S.b  S.E  | sh sh sh    | sh   sh   b   | O.b  nr | PS.b nu   nu | nd nd b
S.E  | S.b  S.b  S.b  S.b  nx   | sh sh sh    | sh   sh   E   | O.E  nr | PS.E nu   nu | nd nd E
S.F  | S.b  S.b  S.b  S.b  nx   | sh sh sh    | sh   sh   F   | O.F  nr | PS.F nu   nu | nd nd F
1.b  | 1.b  1.b  1.b  1.b  E    | sh sh sh    | sh   sh   b   | O.b  nr | P1.b nu   nu | nd nd b
P.E  | P.b  P.b  P.b  P.b  nx   | su su su    | PS.E nx   ns  | OP.E nr | su   E    bd | nd nd nd
O.c  | O.c  O.b  O.c  O.c  O.F  | os os os    | os   os   ns  | os   b  | OP.c nu   nu | nd nd nd
"""

NOBODY_HAS_TO = """
A    | C    C    C    C    nx   | no no nl    | S.A  nx   ns  | O.A  nr | P.A  nu   nu | nd nd nd
C    | C    C    C    C    A    | ak na nl    | S.C  1.C  ns  | O.C  nr | P.C  nu   nu | nd C  nd
S.A  | S.C  S.C  S.C  S.C  nx   | sh sh sh    | sh   sh   A   | O.A  nr | PS.A nu   nu | nd nd A
S.C  | S.C  S.C  S.C  S.C  S.A  | sh sh sh    | sh   sh   C   | O.C  nr | PS.C nu   nu | nd nd C
O.C  | O.C  O.C  O.C  O.C  O.A  | os os os    | os   os   ns  | os   C  | OP.C nu   nu | nd nd nd
"""

STAYS_ACKNOWLEDGED = """
S.B  | S.B  S.B  S.B  S.B  S.D  | sh sh sh    | sh   sh   B   | O.B  nr | PS.B nu   nu | nd nd B
S.C  | S.C  S.B  S.C  S.C  S.A  | sh sh sh    | sh   sh   C   | O.C  nr | PS.C nu   nu | nd nd C
P.C  | P.C  P.B  P.C  P.C  P.A  | su su su    | PS.C P1.C ns  | OP.C nr | su   C    bd | nd nd nd
O.C  | O.C  O.B  O.C  O.C  O.A  | os os os    | os   os   ns  | os   C  | OP.C nu   nu | nd nd nd
"""

TABLES = (
    ("plain", Manner(), PLAIN),
    ("latching", Manner(latching=True), LATCHING),
    ("nobody has to acknowledge", Manner(acknowledge=False), NOBODY_HAS_TO),
    ("stays acknowledged", Manner(stays_acknowledged=True), STAYS_ACKNOWLEDGED),
)


def life(code: str) -> Life:
    hiding, _, beneath = code.rpartition(".")
    shelf = Shelf.TIMED if "S" in hiding else Shelf.ONE_SHOT if "1" in hiding else Shelf.NONE
    known = BENEATH[beneath]
    return Life(
        active=known.active,
        acknowledged=known.acknowledged,
        latched=known.latched,
        shelf=shelf,
        suppressed="P" in hiding,
        removed="O" in hiding,
    )


def cases() -> list[tuple[str, Manner, str, str, str]]:
    found = []
    for name, manner, table in TABLES:
        for line in table.strip().splitlines():
            state, *columns = line.replace("|", " ").split()
            assert len(columns) == len(MOVES), line
            found += [(name, manner, state, move, becomes) for move, becomes in zip(MOVES, columns, strict=True)]
    return found


@pytest.mark.parametrize(("name", "manner", "state", "move", "becomes"), cases(), ids=str)
def test_every_move_in_every_state(name: str, manner: Manner, state: str, move: str, becomes: str) -> None:
    before = life(state)
    if becomes in REFUSED:
        with pytest.raises(NotAllowed) as refused:
            after(before, Move(move), manner)
        assert refused.value.refusal is REFUSED[becomes]
    else:
        assert after(before, Move(move), manner) == life(becomes)


def test_every_move_stands_in_the_table() -> None:
    assert set(MOVES) == {move.value for move in Move}


# (from, move, to calls for people)
CALLS = """
A occur yes      T1
D occur yes      T6
C worsen yes     T7
C alarm-again yes T7
B worsen yes     T9
C ease no        T10
E occur yes      T16
F occur yes      T16
B repeat no      T26
C repeat no      T26
B acknowledge no
C unacknowledge no T8
C return no
S.A occur no     T25
S.B worsen no    T25
P.A occur no     T25
O.A occur no     T25
S.B unshelve yes T18
S.C unshelve yes T18
S.A unshelve no  T18
S.D unshelve no  T18
S.E unshelve yes T18
S.F unshelve no  T18
1.b return yes   T20
S.B shelf-ends yes T19
P.B unsuppress yes T22
P.A unsuppress no T22
O.B restore yes  T24
PS.B unsuppress no
OP.B restore no
1.B return no    T20
S.B suppress no
"""


@pytest.mark.parametrize("line", CALLS.strip().splitlines())
def test_what_calls_for_people(line: str) -> None:
    state, move, calls, *_ = line.split()
    manner = Manner(latching=state[-1] in "bEF")
    before = life(state)
    now = after(before, Move(move), manner)
    assert annunciates(before, now, Move(move), manner) is (calls == "yes")


def test_what_was_acknowledged_and_stays_so_calls_nobody_out_of_hiding() -> None:
    manner = Manner(stays_acknowledged=True)
    before = life("S.C")
    assert not annunciates(before, after(before, Move.UNSHELVE, manner), Move.UNSHELVE, manner)


def test_one_that_nobody_has_to_acknowledge_calls_all_the_same() -> None:
    manner = Manner(acknowledge=False)
    for state, move in (("A", Move.OCCUR), ("S.C", Move.UNSHELVE), ("C", Move.WORSEN), ("C", Move.ALARM_AGAIN)):
        before = life(state)
        assert annunciates(before, after(before, move, manner), move, manner)


def test_the_document_is_that_of_this_program() -> None:
    written = Path(__file__).parents[2] / "docs" / "alarms.md"
    assert written.read_text(encoding="utf-8") == document(), "run packaging/python/write-alarms"


def test_every_state_and_move_stands_in_the_document() -> None:
    assert (set(STATES), set(MOVE_NAMES)) == (set(AlarmState), set(Move))
