"""Checkpoints against the tree: which fit, which do not, and which speak of entries that are not there."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from dataclasses import dataclass, field

from audit import places
from audit.entries import Marks
from audit.keys import UNPROVEN, Ring
from audit.notes import Note, NoteError, parse_line, parse_note
from audit.places import Piece, PlaceFile
from audit.scanning import Scanned, leaves
from audit.source import Damaged, Extent, Source
from audit.tree import HASH, WIDTH, Pyramid
from audit.verdict import Code, Finding, Said

MOST_KEPT = 1000
# Which checkpoints a task takes: those of the evidence itself with after < size <= upto, or those of a file.
Batch = tuple[int, int] | PlaceFile
OWN = "the database"
REFUSED = "/refused.jsonl"


@dataclass(slots=True)
class View:
    """The tree as the entries give it and, where its tiles say otherwise, as they do."""

    extent: Extent
    roots: bytes
    tail: bytes
    stored_roots: bytes
    stored_tail: bytes
    doubtful: frozenset[int]

    @property
    def size(self) -> int:
        return self.extent.size

    @classmethod
    def of(cls, scanned: Scanned, extent: Extent) -> View:
        stored = [scanned.stored.get(number, root) for number, root in enumerate(scanned.roots)]
        doubtful = frozenset(scanned.stored)
        if scanned.tail != scanned.stored_tail:
            doubtful |= {extent.size // WIDTH}
        return cls(extent, b"".join(scanned.roots), scanned.tail, b"".join(stored), scanned.stored_tail, doubtful)


@dataclass(frozen=True, slots=True)
class Unproven:
    """Checkpoints of a log that ended whose key nobody knows any more; the largest of them lies at `where`."""

    count: int = 0
    size: int = 0
    where: str = ""

    def plus(self, other: Unproven) -> Unproven:
        size, where = max((self.size, self.where), (other.size, other.where))
        return Unproven(self.count + other.count, size, where)


@dataclass(slots=True)
class Tally:
    """What a batch of checkpoints came to; batches are added up."""

    own: array[int] = field(default_factory=lambda: array("Q"))
    rows: array[int] = field(default_factory=lambda: array("q"))
    elsewhere: dict[str, array[int]] = field(default_factory=dict)
    wrong: list[tuple[int, bytes, str]] = field(default_factory=list)
    beyond: dict[int, tuple[bytes, str]] = field(default_factory=dict)
    former: dict[str, dict[int, tuple[bytes, str]]] = field(default_factory=dict)
    unproven: dict[str, Unproven] = field(default_factory=dict)
    forks: list[tuple[int, str, str]] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    by_entries: int = 0
    by_tiles: int = 0
    latest: int = 0
    lines: dict[str, int] = field(default_factory=dict)
    unread: list[str] = field(default_factory=list)

    def add(self, later: Tally) -> None:
        self.own.extend(later.own)
        self.rows.extend(later.rows)
        for place, sizes in later.elsewhere.items():
            self.elsewhere.setdefault(place, array("Q")).extend(sizes)
        self.wrong.extend(later.wrong[: MOST_KEPT - len(self.wrong)])
        pairs = [(self.beyond, later.beyond)]
        pairs += [(self.former.setdefault(origin, {}), it) for origin, it in later.former.items()]
        for mine, theirs in pairs:
            for size, (root, where) in theirs.items():
                self.keep(mine, size, root, where)
        for origin, it in later.unproven.items():
            self.unproven[origin] = self.unproven.get(origin, Unproven()).plus(it)
        self.forks.extend(later.forks[: MOST_KEPT - len(self.forks)])
        self.findings.extend(later.findings[: MOST_KEPT - len(self.findings)])
        self.by_entries, self.by_tiles = max(self.by_entries, later.by_entries), max(self.by_tiles, later.by_tiles)
        self.unread.extend(later.unread)
        self.latest = max(self.latest, later.latest)
        for name, count in later.lines.items():
            self.lines[name] = self.lines.get(name, 0) + count

    def keep(self, among: dict[int, tuple[bytes, str]], size: int, root: bytes, where: str) -> None:
        """A checkpoint that cannot be compared with the tree can still contradict another one."""
        root_before, before = among.setdefault(size, (root, where))
        if root_before != root and len(self.forks) < MOST_KEPT:
            self.forks.append((size, before, where))
        if len(among) > MOST_KEPT:
            del among[min(among)]

    def found(self, finding: Finding, where: str) -> None:
        if len(self.findings) < MOST_KEPT:
            values = {**finding.said.values, "where": where}
            self.findings.append(Finding(finding.code, Said("{where}: " + finding.said.template, values)))


class Judge:
    """Judges one checkpoint after the other."""

    def __init__(self, source: Source, ring: Ring, view: View) -> None:
        self._source, self._ring, self._view = source, ring, view
        self._pyramid = Pyramid(view.roots)
        self._stored = Pyramid(view.stored_roots) if view.doubtful else self._pyramid
        self._at = -1
        self._leaves = (b"", b"")
        self.tally = Tally()

    def roots(self, size: int) -> tuple[bytes, bytes]:
        """The roots of the first `size` entries: by their bytes, and by the tiles as they stand."""
        number, rest = divmod(size, WIDTH)
        computed, stored = self._tile(number) if rest else (b"", b"")
        return (
            self._pyramid.root(size, computed[: rest * HASH]),
            self._stored.root(size, stored[: rest * HASH]) if self._view.doubtful else b"",
        )

    def _tile(self, number: int) -> tuple[bytes, bytes]:
        view = self._view
        if number == view.size // WIDTH:
            return view.tail, view.stored_tail
        if number != self._at:
            stored = computed = self._source.tile(number)
            if number in view.doubtful:
                first = max(number * WIDTH, view.extent.first)
                end = min(number * WIDTH + WIDTH, view.extent.end)
                hashes = b"".join(leaves(self._source.rows(first, end), first, end, {}, Marks()))
                computed = hashes if len(hashes) == WIDTH * HASH else stored
            self._at, self._leaves = number, (computed, stored)
        return self._leaves

    def own(self, after: int, upto: int) -> None:
        """The checkpoints in the evidence itself, with the witnesses' lines below them."""
        lines = self._source.cosignatures(after, upto)
        waiting = next(lines, None)
        for size, data in self._source.checkpoints(after, upto):
            self.tally.rows.append(size)
            where = f"{OWN}, checkpoint {size}"
            note = self._own(size, data, where)
            while waiting is not None and waiting[0] <= size:
                if waiting[0] < size:
                    self._homeless(waiting)
                elif note is not None:
                    self.cosignature(note, waiting[2], where, waiting[1])
                waiting = next(lines, None)
        while waiting is not None:
            self._homeless(waiting)
            waiting = next(lines, None)

    def _own(self, size: int, data: bytes, where: str) -> Note | None:
        """The checkpoint, unless something speaks against it: cosignatures below it say nothing then."""
        note = self._parsed(data, where)
        if note is not None and note.size != size:
            self._find(Code.ALTERED, "the checkpoint speaks of {size} entries", where, size=note.size)
            return None
        return note if note is not None and self.note(note, where, "") else None

    def _homeless(self, line: tuple[int, str, str]) -> None:
        text = "{name} has cosigned checkpoint {size}, which is not there"
        self._find(Code.ALTERED, text, OWN, name=line[1], size=line[0])

    def pieces(self, pieces: Iterable[Piece | Finding], place: str) -> None:
        """The checkpoints of a place."""
        self.tally.elsewhere.setdefault(place, array("Q"))
        for piece in pieces:
            if isinstance(piece, Finding):
                self.tally.findings.append(piece)
                continue
            note = self._parsed(piece.note, piece.where)
            if note is not None and self.note(note, piece.where, place) and piece.line:
                self.cosignature(note, piece.line, piece.where, "")

    def _parsed(self, data: bytes, where: str) -> Note | None:
        try:
            return parse_note(data)
        except NoteError as error:
            self._find(Code.ALTERED, "what stands there is no checkpoint: {reason}", where, reason=str(error))
            return None

    def _find(self, code: Code, template: str, where: str, **values: str | int | bytes) -> None:
        self.tally.found(Finding(code, Said(template, dict(values))), where)

    def note(self, note: Note, where: str, place: str) -> bool:
        """Counts the checkpoint; False when its signatures do not count."""
        tally, trouble = self.tally, self._ring.judge(note)
        if trouble is UNPROVEN:
            found = tally.unproven.get(note.origin, Unproven())
            tally.unproven[note.origin] = found.plus(Unproven(1, note.size, where))
            return True
        if trouble is not None:
            # A seat keeps what it refused: a note that anybody may have made up proves nothing.
            if not place.endswith(REFUSED):
                tally.found(trouble, where)
            return False
        chain = self._ring.chain(note)
        if chain is not None and chain.ended is not None and (chain.absent or not self._fits(note)):
            tally.keep(tally.former.setdefault(note.origin, {}), note.size, note.root, where)
            return True
        tally.latest = max(tally.latest, note.size)
        if note.size > self._view.size:
            tally.keep(tally.beyond, note.size, note.root, where)
        elif self._fits(note):
            (tally.elsewhere[place] if place else tally.own).append(note.size)
        elif len(tally.wrong) < MOST_KEPT:
            tally.wrong.append((note.size, note.root, where))
        return True

    def _fits(self, note: Note) -> bool:
        if note.size > self._view.size:
            return False
        by_entries, by_tiles = self.roots(note.size)
        if self._view.doubtful and (note.root == by_entries) != (note.root == by_tiles):
            if note.root == by_entries:
                self.tally.by_entries = max(self.tally.by_entries, note.size)
            else:
                self.tally.by_tiles = max(self.tally.by_tiles, note.size)
        return note.root in (by_entries, by_tiles)

    def cosignature(self, note: Note, text: str, where: str, name: str) -> None:
        try:
            line = parse_line(text)
        except NoteError as error:
            self._find(Code.ALTERED, "what stands there is no cosignature: {reason}", where, reason=str(error))
            return
        if name and line.name != name:
            self._find(
                Code.ALTERED, "a cosignature of {name} stands under the name {other}", where, name=line.name, other=name
            )
        trouble = self._ring.judge_witness(line, note)
        if trouble is not None:
            self.tally.found(trouble, where)
        else:
            self.tally.lines[line.name] = self.tally.lines.get(line.name, 0) + 1


def judge_batch(source: Source, batch: Batch, *, ring: Ring, view: View) -> Tally:
    judge = Judge(source, ring, view)
    try:
        if isinstance(batch, PlaceFile):
            judge.pieces(places.read(batch), batch.place)
        else:
            judge.own(*batch)
    except Damaged as error:
        judge.tally.unread.append(str(error))
    return judge.tally


def batches(sizes: Iterable[int], each: int) -> list[tuple[int, int]]:
    """Spans of checkpoints by their sizes, which come in order; together they take everything in."""
    low, high = -(2**63), 2**63 - 1
    edges = [size for at, size in enumerate(sizes, 1) if at % each == 0 and low < size < high]
    ends = [*edges, high]
    return list(zip([low, *edges], ends, strict=True))
