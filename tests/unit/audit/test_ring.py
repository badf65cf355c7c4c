"""Whose signatures count, one rule at a time: which keys are whose, from which entry on and until when."""

from __future__ import annotations

import pytest

from audit import keys
from audit.entries import Change
from audit.keys import Chain, Epoch, Ring, lost_in, ring_of
from audit.notes import Key, Note, parse_key, parse_line, parse_note
from audit.verdict import Code, Report
from tests.support.audit_cases import DESK, FIRST, SECOND, WALL, found
from tests.support.audit_writer import AT, ORIGIN, Signer, checkpoint_text

OTHER = Signer("commandcenter/ffffffff", 7)
FIRST_KEY, SECOND_KEY, OTHER_KEY = parse_key(FIRST.vkey), parse_key(SECOND.vkey), parse_key(OTHER.vkey)
DESK_KEY = parse_key(DESK.vkey)
FIRST_CHANGE: Change = {"do": "seal.key", "vkey": FIRST.vkey}


def note(size: int, *signers: Signer, origin: str = ORIGIN) -> Note:
    text = checkpoint_text(origin, size, b"r" * 32)
    return parse_note(f"{text}\n{''.join(it.line(text) for it in signers)}".encode())


def following(key: Signer, before: str) -> Change:
    return {"do": "seal.key", "vkey": key.vkey, "before": before}


def test_a_chain_needs_the_newest_key_before_the_size_and_at_a_change_the_one_before_too() -> None:
    chain = Chain(ORIGIN, [Epoch(5, FIRST_KEY), Epoch(9, SECOND_KEY, FIRST_KEY)])
    assert [chain.needed(size) for size in (5, 6, 9, 10, 11)] == [
        [],
        [FIRST_KEY],
        [FIRST_KEY],
        [FIRST_KEY, SECOND_KEY],
        [SECOND_KEY],
    ]
    assert chain.all_keys() == [FIRST_KEY, SECOND_KEY]


def test_what_went_with_a_restoration_lay_behind_its_entry() -> None:
    assert [Chain(ORIGIN, ended=5).has_lost(size) for size in (5, 6)] == [False, True]
    assert not Chain(ORIGIN).has_lost(2**40)
    assert Chain(ORIGIN, absent=True).has_lost(1)


def test_given_keys_are_the_log_s_or_witnesses_by_their_kind() -> None:
    ring = ring_of([], [DESK_KEY, FIRST_KEY, OTHER_KEY, SECOND_KEY], Report(), first=0)
    assert ring.given == [FIRST_KEY, OTHER_KEY, SECOND_KEY]
    assert ring.witnesses == {("desk-1", DESK_KEY.id): DESK_KEY}
    assert ring.chains == [
        Chain(ORIGIN, [Epoch(-1, FIRST_KEY), Epoch(-1, SECOND_KEY)], loose=True),
        Chain(OTHER.name, [Epoch(-1, OTHER_KEY)], loose=True),
    ]


def test_so_many_changes_of_keys_are_read_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "MOST_CHANGES", 2)
    changes: list[tuple[int, Change]] = [(1, FIRST_CHANGE), (5, following(SECOND, FIRST.vkey))]
    report = Report()
    assert len(ring_of(changes, [], report, first=0).chains[0].epochs) == 2
    assert found(report) == []
    ring = ring_of([*changes, (9, following(Signer(ORIGIN, 3), SECOND.vkey))], [], report, first=0)
    assert len(ring.chains[0].epochs) == 2
    assert (report.code, found(report)) == (Code.KEY, ["more than 2 entries change keys"])


NONE = "entry 5 names a log key that is none"
FOLLOWS_NOT = "entry 5 names a log key that does not follow the one before"
SUCCESSIONS: dict[str, tuple[list[tuple[int, Change]], int, list[tuple[int, Key, Key | None]], list[str]]] = {
    "the first": ([(5, FIRST_CHANGE)], 0, [(5, FIRST_KEY, None)], []),
    "a second": (
        [(1, FIRST_CHANGE), (5, following(SECOND, FIRST.vkey))],
        0,
        [(1, FIRST_KEY, None), (5, SECOND_KEY, FIRST_KEY)],
        [],
    ),
    "a second where the first is elsewhere": (
        [(5, following(SECOND, FIRST.vkey))],
        1,
        [(-1, FIRST_KEY, None), (5, SECOND_KEY, FIRST_KEY)],
        [],
    ),
    "a second without a first": ([(5, following(SECOND, FIRST.vkey))], 0, [], [FOLLOWS_NOT]),
    "one before that is none": ([(5, following(SECOND, "x"))], 1, [], [FOLLOWS_NOT]),
    "a witness before": ([(5, following(SECOND, DESK.vkey))], 1, [], [FOLLOWS_NOT]),
    "no key": ([(5, {"do": "seal.key", "vkey": "x"})], 0, [], [NONE]),
    "a key that is no text": ([(5, {"do": "seal.key", "vkey": 7})], 0, [], [NONE]),
    "a witness's key": ([(5, {"do": "seal.key", "vkey": DESK.vkey})], 0, [], [NONE]),
    "a second that names none before": (
        [(1, FIRST_CHANGE), (5, {"do": "seal.key", "vkey": SECOND.vkey})],
        0,
        [(1, FIRST_KEY, None)],
        [FOLLOWS_NOT],
    ),
    "a second that names another before": (
        [(1, FIRST_CHANGE), (5, following(SECOND, SECOND.vkey))],
        0,
        [(1, FIRST_KEY, None)],
        [FOLLOWS_NOT],
    ),
    "a second of another name": (
        [(1, FIRST_CHANGE), (5, following(OTHER, FIRST.vkey))],
        0,
        [(1, FIRST_KEY, None)],
        [FOLLOWS_NOT],
    ),
    "the same once more": (
        [(1, FIRST_CHANGE), (5, following(FIRST, FIRST.vkey))],
        0,
        [(1, FIRST_KEY, None)],
        [FOLLOWS_NOT],
    ),
    "pruned": ([(5, {"do": "journal.pruned", "vkey": FIRST.vkey})], 3, [(2, FIRST_KEY, None)], []),
    "pruned at once": ([(5, {"do": "journal.pruned", "vkey": FIRST.vkey})], 1, [(0, FIRST_KEY, None)], []),
    "pruned and not": ([(5, {"do": "journal.pruned", "vkey": FIRST.vkey})], 0, [], []),
    "pruned without a key": ([(5, {"do": "journal.pruned"})], 3, [], []),
    "pruned later": (
        [(1, FIRST_CHANGE), (5, {"do": "journal.pruned", "vkey": SECOND.vkey})],
        3,
        [(1, FIRST_KEY, None)],
        [],
    ),
}


@pytest.mark.parametrize("case", SUCCESSIONS.values(), ids=SUCCESSIONS.keys())
def test_each_key_follows_the_one_before(
    case: tuple[list[tuple[int, Change]], int, list[tuple[int, Key, Key | None]], list[str]],
) -> None:
    changes, first, epochs, wrong = case
    report = Report()
    ring = ring_of(changes, [], report, first=first)
    assert [(it.entry, it.key, it.before) for chain in ring.chains for it in chain.epochs] == epochs
    assert len(ring.chains) == bool(epochs)
    assert found(report) == wrong
    assert [(it.code, it.entry) for it in report.findings] == [(Code.KEY, 5)] * len(wrong)


def test_a_fresh_log_begins_right_behind_a_restoration_alone() -> None:
    restored: tuple[int, Change] = (5, {"do": "journal.restored", "origin": ORIGIN})
    fresh: Change = {"do": "seal.key", "vkey": OTHER.vkey}
    report = Report()
    ring = ring_of([(1, FIRST_CHANGE), restored, (6, fresh)], [], report, first=0)
    assert [(it.origin, it.ended, it.told) for it in ring.chains] == [(ORIGIN, 5, {5: 0}), (OTHER.name, None, {})]
    assert found(report) == []
    ring = ring_of([(1, FIRST_CHANGE), restored, (7, fresh)], [], report, first=0)
    assert [(it.origin, it.ended) for it in ring.chains] == [(ORIGIN, None)]
    assert found(report) == ["entry 7 names a log key that does not follow the one before"]


def test_logs_that_a_restoration_names_are_known_by_their_names_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    others: list[object] = [5, "a+b", "", OTHER.name, "third"]
    changes: list[tuple[int, Change]] = [
        (0, {"do": "journal.restored", "origin": "lost", "others": others}),
        (1, FIRST_CHANGE),
    ]
    ring = ring_of(changes, [OTHER_KEY, SECOND_KEY], Report(), first=0)
    assert ring.chains == [
        Chain("third", [], ended=0, told={0: 2**63 - 1}, absent=True),
        Chain(OTHER.name, [Epoch(-1, OTHER_KEY)], ended=0, told={0: 2**63 - 1}, absent=True),
        Chain("lost", [], ended=0, told={0: 0}, absent=True),
        Chain(ORIGIN, [Epoch(1, FIRST_KEY)]),
    ]
    monkeypatch.setattr(keys, "MOST_ENDED", 5)
    assert [it.origin for it in ring_of(changes, [], Report(), first=0).chains] == [OTHER.name, "lost", ORIGIN]
    changes[0][1]["others"] = "third"
    assert [it.origin for it in ring_of(changes, [], Report(), first=0).chains] == ["lost", ORIGIN]


def test_what_a_restoration_tells_of_the_lost_end_is_the_size_of_its_checkpoint() -> None:
    text = checkpoint_text(ORIGIN, 77, b"r" * 32)
    assert lost_in({"note": f"{text}\n{FIRST.line(text)}"}) == 77
    others: list[object] = ["", "x", b"x", "\ud800", None]
    assert [lost_in({"note": it}) for it in others] == [0] * 5
    assert lost_in({}) == 0


WITNESS_NONE = "entry 5 names a witness's key that is none"


def test_a_witness_is_known_by_a_key_that_bears_its_name() -> None:
    for change, wrong in (
        ({"vkey": DESK.vkey, "name": "desk-1"}, []),
        ({"vkey": DESK.vkey, "name": "desk-2"}, [WITNESS_NONE]),
        ({"vkey": DESK.vkey}, [WITNESS_NONE]),
        ({"vkey": FIRST.vkey, "name": ORIGIN}, [WITNESS_NONE]),
        ({"vkey": "x", "name": "desk-1"}, [WITNESS_NONE]),
    ):
        report = Report()
        ring = ring_of([(5, {"do": "witness.known", **change})], [], report, first=0)
        assert (found(report), bool(ring.witnesses)) == (wrong, not wrong)
        assert [(it.code, it.entry) for it in report.findings] == [(Code.KEY, 5)] * len(wrong)


def ring_at(size: int, **more: object) -> Ring:
    chain = Chain(ORIGIN, [Epoch(5, FIRST_KEY), Epoch(9, SECOND_KEY, FIRST_KEY)])
    for name, value in more.items():
        setattr(chain, name, value)
    return Ring([chain], {("desk-1", DESK_KEY.id): DESK_KEY}, [], size, AT + 1000.0)


def text_of(ring: Ring, it: Note) -> str | None:
    finding = ring.judge(it)
    if finding is keys.UNPROVEN:
        return "unproven"
    return None if finding is None else f"{int(finding.code)} {finding.said.template}"


THIRD = Signer(ORIGIN, 3)
UNKNOWN = "4 checkpoint {size} is signed with an unknown key only"
OF_ANOTHER_TIME = "4 checkpoint {size} is not signed with the key of its time, only with another one of the log"
COLLIDING = "4 checkpoint {size} is also signed with a key that only bears the log's name"
TOO_OLD = "4 checkpoint {size} is older than the log's first key"


def test_a_checkpoint_is_signed_with_the_keys_of_its_time() -> None:
    ring = ring_at(20)
    for it, said in (
        (note(5, FIRST), TOO_OLD),
        (note(6, FIRST), None),
        (note(6, FIRST, SECOND), None),
        (note(6, FIRST, THIRD), COLLIDING),
        (note(6, FIRST, OTHER), None),
        (note(10, FIRST), OF_ANOTHER_TIME),
        (note(10, FIRST, SECOND), None),
        (note(11, FIRST), OF_ANOTHER_TIME),
        (note(20, SECOND, THIRD), COLLIDING),
        (note(21, SECOND, THIRD), None),
        (note(20, THIRD), UNKNOWN),
        (note(20), "4 checkpoint {size} carries no signature"),
        (note(20, OTHER, origin=OTHER.name), "4 a checkpoint is of another origin: {origin}"),
    ):
        assert text_of(ring, it) == said, it


def test_a_given_key_counts_beyond_what_is_at_hand_alone() -> None:
    ring = ring_at(20)
    ring.given = [parse_key(THIRD.vkey)]
    assert text_of(ring, note(20, THIRD)) == UNKNOWN
    assert text_of(ring, note(21, THIRD)) is None
    assert text_of(ring, note(21, FIRST)) == OF_ANOTHER_TIME
    ring.chains[0].loose = True
    assert text_of(ring, note(20, THIRD)) is None


def test_what_was_signed_with_a_key_of_lost_entries_cannot_be_proven() -> None:
    ring = ring_at(20, ended=12)
    assert text_of(ring, note(12, THIRD)) == UNKNOWN
    assert text_of(ring, note(13, THIRD)) == "unproven"
    assert text_of(ring, note(13)) == "4 checkpoint {size} carries no signature"
    absent = Ring([Chain(ORIGIN, absent=True)], size=20)
    assert text_of(absent, note(13, THIRD)) == "unproven"
    assert text_of(absent, note(13)) == TOO_OLD


def test_the_newest_chain_of_a_name_judges() -> None:
    ring = Ring([Chain(ORIGIN, [Epoch(0, FIRST_KEY)]), Chain(ORIGIN, [Epoch(0, SECOND_KEY)])], size=20)
    assert text_of(ring, note(5, SECOND)) is None
    assert text_of(ring, note(5, FIRST)) == UNKNOWN


def test_one_signature_that_does_not_fit_is_enough() -> None:
    text, other = checkpoint_text(ORIGIN, 6, b"r" * 32), checkpoint_text(ORIGIN, 7, b"r" * 32)
    for lines in (FIRST.line(other), FIRST.line(text) + FIRST.line(other), FIRST.line(text) + SECOND.line(other)):
        it = parse_note(f"{text}\n{lines}".encode())
        assert text_of(ring_at(20), it) == "1 the signature of checkpoint {size} does not fit its text"


def witnessed(ring: Ring, size: int, signer: Signer, at: int, *, other: bool = False) -> tuple[int, str] | None:
    it = note(size, FIRST)
    finding = ring.judge_witness(parse_line(signer.cosign(it.text + "x" * other, at)), it)
    return None if finding is None else (int(finding.code), finding.said.template)


def test_a_witness_s_time_is_between_the_first_of_2024_and_tomorrow() -> None:
    impossible = (4, "{name} cosigned checkpoint {size} at a time that cannot be: {time} s after 1970")
    for at, said in (
        (1_704_067_199, impossible),
        (1_704_067_200, None),
        (AT + 1000 + 86_400, None),
        (AT + 1001 + 86_400, impossible),
    ):
        assert witnessed(ring_at(20), 20, DESK, at) == said
    altered = (1, "the cosignature of {name} does not fit checkpoint {size}")
    assert witnessed(ring_at(20), 20, DESK, AT, other=True) == altered


def test_a_witness_that_the_journal_does_not_know_is_key_trouble_unless_its_entry_is_lost() -> None:
    unknown = (4, "checkpoint {size} is cosigned by {name} with a key that the journal does not know")
    assert witnessed(ring_at(20), 20, WALL, AT) == unknown
    assert witnessed(ring_at(20), 21, WALL, AT) is None
    assert witnessed(ring_at(20, ended=12), 12, WALL, AT) == unknown
    assert witnessed(ring_at(20, ended=12), 13, WALL, AT) is None
    assert witnessed(Ring(size=20), 20, WALL, AT) == unknown
