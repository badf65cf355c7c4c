"""From the journal into the index: batch after batch, with the centre's state at hand."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType

import msgspec

from commandcenter.adapters.search.entries import EntryDecoder
from commandcenter.adapters.search.index import Columns, Meta, SearchIndex
from commandcenter.adapters.search.journal_rows import JournalRows
from commandcenter.adapters.search.states import States
from commandcenter.adapters.search.trouble import IndexDamaged, SearchTrouble
from commandcenter.domain.applying import apply
from commandcenter.domain.journal import Entry
from commandcenter.domain.state import State
from commandcenter.domain.text import QT_TRANSLATE_NOOP
from commandcenter.services.findable import Findable, Label, findable
from commandcenter.services.searching import folded

log = logging.getLogger(__name__)

VERSION = 1
"""Of the index's tables, of what is findable, and of the rules that move the state."""

READ, PIECE = 1_000, 50
BATCH = 20_000
BATCH_BYTES = 32 * 1024 * 1024
KNOWN_TEXTS = 200_000
FAR = 20_000
"""So many entries after the last state that was kept it is worth keeping one for the next time."""

NUMBERS = frozenset({"seq", "at", "done_at", "said"})


def version(labels: Mapping[str, str]) -> str:
    """Another one when anything is different that what is in an index depends on."""
    shape = msgspec.json.encode([msgspec.json.schema(State), dict(labels)], order="deterministic")
    return f"{VERSION} {sha256(shape).hexdigest()[:16]}"


class Filler:
    """`rest` is called every few entries: whoever shares the interpreter with others gives way there."""

    def __init__(
        self,
        index: SearchIndex,
        journal: JournalRows,
        labels: Mapping[str, str] = MappingProxyType({}),
        rest: Callable[[], None] = lambda: None,
        batch: int = BATCH,
    ) -> None:
        self._index = index
        self._journal = journal
        self._label: Label = lambda type_name: labels.get(type_name, "")
        self._rest = rest
        self._batch = batch
        self._states = states_beside(index.path, index.meta.version)
        self._entry = EntryDecoder()
        self._texts = _Texts()
        self._state: State | None = None
        self._ready = False
        self._kept = 0
        self._check()

    def step(self) -> bool:
        """One batch; False when there was nothing. Raises SearchTrouble and IndexDamaged."""
        meta = self._index.meta
        if not self._ready:
            self._prepare()
        count = min(self._batch, self._states.next_due(meta.size) - meta.size)
        rows: list[Findable] = []
        last, size = b"", 0
        while len(rows) < count and size < BATCH_BYTES:
            wanted = min(READ, count - len(rows))
            part = self._journal.read(meta.size + len(rows), wanted)
            for number, (seq, data) in enumerate(part, 1):
                rows.append(self._taken(seq, data, meta.size + len(rows)))
                last, size = data, size + len(data)
                if number % PIECE == 0:
                    self._rest()
            if len(part) < wanted:
                break
        if rows:
            self._write(meta, rows, last)
        return bool(rows)

    def finish(self) -> None:
        """Before the index is closed: the next filling goes on from here."""
        if self._state is not None and self._state.size - self._kept >= FAR:
            _try_to_keep(lambda state: self._states.keep_latest(state, self._index.meta.last), self._state)

    def _check(self) -> None:
        """An index of another journal, or of a longer one, is none of this one."""
        meta = self._index.meta
        first, size = self._journal.ends()
        if meta.size > size:
            raise IndexDamaged("ahead of the journal")
        if meta.size > first:
            newest = self._journal.pick([meta.size - 1])
            if digest(newest.get(meta.size - 1, b"")) != meta.last:
                raise IndexDamaged("of another journal")
        if 0 < meta.size < first:
            raise IndexDamaged("behind all that the journal still has")
        if meta.size == 0:
            self._index.put(meta._replace(first=first, size=first), ())
        elif meta.first < first:
            self._index.forget_before(first)

    def _prepare(self) -> None:
        """The state that the index's newest entry has left; None when the journal does not reach back far enough."""
        self._ready = True
        size = self._index.meta.size
        state = self._states.before(size, self._digest_at) or self._beginning()
        self._kept = state.size
        while state.size < size:
            part = self._journal.read(state.size, PIECE)
            if not part or part[0][0] != state.size:
                return
            for seq, data in part[: size - state.size]:
                if not self._moved(state, self._entry(seq, data)):
                    return
            self._rest()
        self._state = state

    def _beginning(self) -> State:
        """Of a pruned journal what is kept of the entries that went."""
        base = self._journal.base() if self._journal.ends()[0] else None
        return base or State()

    def _taken(self, seq: int, data: bytes, expected: int) -> Findable:
        if seq != expected:
            raise SearchTrouble(
                QT_TRANSLATE_NOOP("trouble", "Entry {seq} is missing in the journal: verify it."), seq=expected
            )
        entry = self._entry(seq, data)
        if self._state is not None and not self._moved(self._state, entry):
            self._state = None
        return findable(entry, self._state, self._label)

    def _moved(self, state: State, entry: Entry) -> bool:
        try:
            apply(state, entry)
        except (KeyError, ValueError) as error:
            log.warning("entry %s does not follow from those before it (%s): no states are kept", entry.seq, error)
            return False
        return True

    def _write(self, meta: Meta, rows: Sequence[Findable], last: bytes) -> None:
        said = self._texts.ids([row.said for row in rows], meta.texts)
        columns: dict[str, Sequence[object]] = dict(zip(Findable._fields, zip(*rows, strict=True), strict=True))
        columns["said"] = said.ids
        tables = [Columns("entries", columns, NUMBERS)]
        if said.new:
            tables.append(Columns("texts", {"id": list(said.new.values()), "said": list(said.new)}, frozenset({"id"})))
        size = meta.size + len(rows)
        self._index.put(meta._replace(size=size, last=digest(last), texts=meta.texts + len(said.new)), tables)
        self._keep_state(size)

    def _keep_state(self, size: int) -> None:
        if self._state is not None and self._states.next_due(size - 1) == size:
            _try_to_keep(lambda state: self._states.keep(state, self._index.meta.last), self._state)
            self._kept = size

    def _digest_at(self, seq: int) -> bytes:
        return digest(self._journal.pick([seq]).get(seq, b""))


def states_beside(path: Path, made_by: str) -> States:
    """The states that belong to the index at `path`."""
    return States(path.with_suffix(".states"), made_by)


def _try_to_keep(keep: Callable[[State], None], state: State) -> None:
    """Without it a replay has further to go; no reason to have no search."""
    try:
        keep(state)
    except OSError as error:
        log.warning("a state of %s entries could not be kept: %s", state.size, error)


class _Said(msgspec.Struct, frozen=True):
    """The id of each text, and the texts that are new, folded, with theirs."""

    ids: list[int]
    new: dict[str, int]


class _Texts:
    """Which texts the index has, as far as they are remembered: one that is forgotten is written once more."""

    def __init__(self) -> None:
        self._known: dict[str, int] = {"": -1}

    def ids(self, texts: Sequence[str], first: int) -> _Said:
        """New texts are numbered from `first` on; no text at all is -1."""
        if len(self._known) > KNOWN_TEXTS:
            self._known = {"": -1}
        known, new, ids = self._known, dict[str, int](), []
        for text in texts:
            found = known.get(text)
            if found is None:
                found = new.setdefault(folded(text), first + len(new))
                known[text] = found
            ids.append(found)
        return _Said(ids, new)


def digest(data: bytes) -> bytes:
    return sha256(data).digest()
