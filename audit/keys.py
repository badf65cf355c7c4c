"""Whose signatures count: the log's keys one after the other, as its own entries name them, and its witnesses."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from audit.entries import Change
from audit.notes import COSIGNATURE, ED25519, Key, Line, Note, NoteError, cosigned_at, parse_key, parse_note
from audit.verdict import Code, Finding, Report, Said

MOST_CHANGES = 100_000
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
    """The keys of one origin, and where it ended when the journal was restored."""

    origin: str
    epochs: list[Epoch] = field(default_factory=list)
    ended: int | None = None
    lost: int = 0
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
        """What speaks against the log's signatures of the note; its root is not looked at."""
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
        beyond = note.size > self.size or chain.loose
        if not needed:
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
            if note.size > self.size:
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
        if ring.chains and restored is not None:
            ring.chains[-1].ended, ring.chains[-1].lost = restored[0], _lost(restored[1])
        ring.chains.append(Chain(key.name, [Epoch(seq, key)]))
        return
    if not ring.chains and first > 0 and (old := _key(before, ED25519)) is not None:
        ring.chains.append(Chain(old.name, [Epoch(-1, old)]))
    chain = ring.chains[-1] if ring.chains else None
    if chain is None or chain.epochs[-1].key.text != before or key.name != chain.origin or key in chain.all_keys():
        report.find(Code.KEY, "entry {entry} names a log key that does not follow the one before", seq, entry=seq)
        return
    chain.epochs.append(Epoch(seq, key, chain.epochs[-1].key))


def _lost(change: Change) -> int:
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
