"""Whose signatures count: the log's keys one after the other, as its own entries name them, and its witnesses."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from audit.entries import Change
from audit.notes import (
    COSIGNATURE,
    ED25519,
    LARGEST,
    Key,
    Line,
    Note,
    NoteError,
    cosigned_at,
    is_name,
    parse_key,
    parse_note,
)
from audit.verdict import Code, Finding, Report, Said

MOST_CHANGES = 100_000
MOST_ENDED = 1000
# Nobody cosigned before there were witnesses, nor tomorrow; a day is left for clocks that are not set.
BEFORE_ALL = 1_704_067_200  # 2024-01-01
DAY_S = 86_400


@dataclass(frozen=True, slots=True)
class Epoch:
    """From entry `entry` on the log signs with `key`; `before` is the key that had to sign for it."""

    entry: int
    key: Key
    before: Key | None = None


@dataclass(slots=True)
class Chain:
    """The keys of one origin, and the entry at which it ended when the journal was restored.

    `told`: by the entries that tell of a restoration, how many entries it had. `absent`: what remains of the journal
    knows no more than its name; `loose`: its keys are only the auditor's.
    """

    origin: str
    epochs: list[Epoch] = field(default_factory=list)
    ended: int | None = None
    told: dict[int, int] = field(default_factory=dict)
    absent: bool = False
    loose: bool = False

    def needed(self, size: int) -> list[Key]:
        """Whose signatures a checkpoint of that size carries; none when the chain begins later."""
        known = [epoch for epoch in self.epochs if epoch.entry < size]
        if not known:
            return []
        newest = known[-1]
        if newest.before is not None and size == newest.entry + 1:
            return [newest.before, newest.key]
        return [newest.key]

    def all_keys(self) -> list[Key]:
        return [epoch.key for epoch in self.epochs]

    def has_lost(self, size: int) -> bool:
        """Whether entries before `size` went with the restoration, and with them the keys that they named."""
        return self.absent or (self.ended is not None and size > self.ended)


@dataclass(slots=True)
class Ring:
    """All that signatures are checked with. `size`: entries at hand; `given`: the keys the auditor brought."""

    chains: list[Chain] = field(default_factory=list)
    witnesses: dict[tuple[str, bytes], Key] = field(default_factory=dict)
    given: list[Key] = field(default_factory=list)
    size: int = 0
    now: float = 0.0

    def chain(self, note: Note) -> Chain | None:
        """The newest one of that origin."""
        return next((chain for chain in reversed(self.chains) if chain.origin == note.origin), None)

    def judge(self, note: Note) -> Finding | None:
        """What speaks against the log's signatures of the note; its root is not looked at.

        UNPROVEN when nobody can say any more: the key was named in entries that are lost.
        """
        chain = self.chain(note)
        if chain is None:
            return _finding(Code.KEY, "a checkpoint is of another origin: {origin}", origin=note.origin)
        signed = [key for key in (*chain.all_keys(), *self.given) if any(line.claims(key) for line in note.lines)]
        for key in signed:
            if not all(key.signed(line.value, note.text.encode()) for line in note.lines if line.claims(key)):
                return _finding(
                    Code.ALTERED, "the signature of checkpoint {size} does not fit its text", size=note.size
                )
        return self._sufficient(chain, note, signed)

    def _sufficient(self, chain: Chain, note: Note, signed: Sequence[Key]) -> Finding | None:
        needed = chain.needed(note.size)
        beyond = note.size > self.size or chain.loose or chain.absent
        if not needed:
            if chain.absent and note.lines:
                return UNPROVEN
            return _finding(Code.KEY, "checkpoint {size} is older than the log's first key", size=note.size)
        if all(key in signed for key in needed):
            return None if beyond else self._collision(chain, note)
        if beyond and any(key in signed for key in self.given):
            return None
        if not note.lines:
            return _finding(Code.KEY, "checkpoint {size} carries no signature", size=note.size)
        if any(key in signed for key in chain.all_keys()):
            text = "checkpoint {size} is not signed with the key of its time, only with another one of the log"
            return _finding(Code.KEY, text, size=note.size)
        if chain.has_lost(note.size):
            return UNPROVEN
        return _finding(Code.KEY, "checkpoint {size} is signed with an unknown key only", size=note.size)

    def _collision(self, chain: Chain, note: Note) -> Finding | None:
        known = {key.id for key in chain.all_keys()}
        if any(line.name == chain.origin and line.id not in known for line in note.lines):
            return _finding(
                Code.KEY, "checkpoint {size} is also signed with a key that only bears the log's name", size=note.size
            )
        return None

    def judge_witness(self, line: Line, note: Note) -> Finding | None:
        """What speaks against a witness's line below the note."""
        key = self.witnesses.get((line.name, line.id))
        if key is None:
            chain = self.chain(note)
            if note.size > self.size or (chain is not None and chain.has_lost(note.size)):
                return None
            text = "checkpoint {size} is cosigned by {name} with a key that the journal does not know"
            return _finding(Code.KEY, text, size=note.size, name=line.name)
        time = cosigned_at(line, note.text, key)
        if time is None:
            text = "the cosignature of {name} does not fit checkpoint {size}"
            return _finding(Code.ALTERED, text, size=note.size, name=line.name)
        if not BEFORE_ALL <= time <= self.now + DAY_S:
            text = "{name} cosigned checkpoint {size} at a time that cannot be: {time} s after 1970"
            return _finding(Code.KEY, text, size=note.size, name=line.name, time=time)
        return None


UNPROVEN = Finding(Code.OK, Said("", {}))


def _finding(code: Code, template: str, **values: str | int | bytes) -> Finding:
    return Finding(code, Said(template, dict(values)))


def ring_of(changes: Sequence[tuple[int, Change]], given: Sequence[Key], report: Report, *, first: int) -> Ring:
    """The keys that the entries name, each by the rules of its succession; `first` is the first entry at hand."""
    ring = Ring(given=[key for key in given if key.kind == ED25519])
    ring.witnesses = {(key.name, key.id): key for key in given if key.kind == COSIGNATURE}
    if len(changes) > MOST_CHANGES:
        report.find(Code.KEY, "more than {count} entries change keys", count=MOST_CHANGES)
    restored: tuple[int, Change] | None = None
    for seq, change in changes[:MOST_CHANGES]:
        match change["do"]:
            case "seal.key":
                _succeed(ring, seq, change, restored, report, first)
            case "witness.known":
                _witness(ring, seq, change, report)
            case "journal.restored":
                restored = (seq, change)
            case "journal.pruned" if not ring.chains and first > 0:
                _pruned(ring, change, first)
            case _:
                pass
    if not ring.chains:
        # Pruned away, or damaged: with the auditor's own keys the rest can still be judged.
        ring.chains = [Chain(name, [Epoch(-1, key) for key in keys], loose=True) for name, keys in _named(ring.given)]
    return ring


def _named(keys: Iterable[Key]) -> list[tuple[str, list[Key]]]:
    found: dict[str, list[Key]] = {}
    for key in keys:
        found.setdefault(key.name, []).append(key)
    return list(found.items())


def _key(text: object, kind: int) -> Key | None:
    try:
        key = parse_key(text) if isinstance(text, str) else None
    except NoteError:
        return None
    return key if key is not None and key.kind == kind else None


def _pruned(ring: Ring, change: Change, first: int) -> None:
    """What was in force when the entries before `first` were archived."""
    key = _key(change.get("vkey"), ED25519)
    if key is not None:
        ring.chains.append(Chain(key.name, [Epoch(first - 1, key)]))


def _succeed(
    ring: Ring, seq: int, change: Change, restored: tuple[int, Change] | None, report: Report, first: int
) -> None:
    key, before = _key(change.get("vkey"), ED25519), change.get("before", "")
    if key is None:
        report.find(Code.KEY, "entry {entry} names a log key that is none", seq, entry=seq)
        return
    if before == "" and (not ring.chains or (restored is not None and restored[0] == seq - 1)):
        if restored is not None:
            _end(ring, *restored)
        ring.chains.append(Chain(key.name, [Epoch(seq, key)]))
        return
    if not ring.chains and first > 0 and (old := _key(before, ED25519)) is not None:
        ring.chains.append(Chain(old.name, [Epoch(-1, old)]))
    chain = ring.chains[-1] if ring.chains else None
    if chain is None or chain.epochs[-1].key.text != before or key.name != chain.origin or key in chain.all_keys():
        report.find(Code.KEY, "entry {entry} names a log key that does not follow the one before", seq, entry=seq)
        return
    chain.epochs.append(Epoch(seq, key, chain.epochs[-1].key))


def _end(ring: Ring, seq: int, change: Change) -> None:
    """The logs that entry `seq` gives up: the present one, and those of which it knows by their checkpoints alone.

    Of the others it does not tell how long they were.
    """
    if ring.chains:
        ring.chains[-1].ended = seq
    origin, others = change.get("origin"), change.get("others")
    named = [(origin, lost_in(change)), *((it, LARGEST) for it in (others if isinstance(others, list) else ()))]
    for name, size in named[:MOST_ENDED]:
        if not isinstance(name, str) or not is_name(name):
            continue
        chain = next((it for it in ring.chains if it.origin == name), None)
        if chain is None:
            epochs = [Epoch(-1, key) for key in ring.given if key.name == name]
            chain = Chain(name, epochs, ended=seq, absent=True)
            ring.chains.insert(0, chain)
        chain.told[seq] = size


def lost_in(change: Change) -> int:
    """The size of the checkpoint that the journal did not reach any more; 0 when only the key was lost."""
    note = change.get("note")
    try:
        return parse_note(note.encode()).size if isinstance(note, str) and note else 0
    except ValueError:
        return 0


def _witness(ring: Ring, seq: int, change: Change, report: Report) -> None:
    key = _key(change.get("vkey"), COSIGNATURE)
    if key is None or key.name != change.get("name"):
        report.find(Code.KEY, "entry {entry} names a witness's key that is none", seq, entry=seq)
        return
    ring.witnesses[key.name, key.id] = key
