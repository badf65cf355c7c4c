"""What the checkpoints say together: rolled back, forked, altered, or all of one history."""

from __future__ import annotations

from bisect import bisect_left

from audit.entries import FORKED, RESTORED
from audit.judging import OWN, Tally, View
from audit.keys import Chain, Ring, lost_in
from audit.notes import encoded
from audit.scanning import Scanned
from audit.tree import HASH, WIDTH, Pyramid
from audit.verdict import Code, Report


def conclude(
    ring: Ring,
    view: View,
    tally: Tally,
    scanned: Scanned,
    accepted: frozenset[int],
    report: Report,
    *,
    of_archive: bool,
) -> None:
    for finding in tally.findings:
        report.take(finding)
    for reason in tally.unread:
        report.find(Code.ALTERED, "the checkpoints cannot be read: {reason}", reason=reason)
    _fork(tally, report)
    _contradicted(tally, scanned, view, report)
    _beyond(tally, view, report, of_archive=of_archive)
    _restored(ring, tally, scanned, accepted, report)
    _rotations(ring, tally, report)
    if not of_archive:
        _not_in_database(tally, report)
    _say(view, tally, report)


def _matched(tally: Tally) -> int:
    """The size of the largest checkpoint that fits the tree, 0 without any."""
    return max((max(sizes) for sizes in (tally.own, *tally.elsewhere.values()) if sizes), default=0)


def _where(tally: Tally, size: int) -> tuple[int, str]:
    """The smallest checkpoint of at least `size` that fits the tree, and where it stands."""
    found = []
    for place, sizes in ((OWN, tally.own), *tally.elsewhere.items()):
        fitting = [it for it in sizes if it >= size]
        if fitting:
            found.append((min(fitting), place))
    return min(found, key=lambda it: it[0])


def _fork(tally: Tally, report: Report) -> None:
    """Two histories with the log's own signature, whatever the tree at hand says."""
    text = "two checkpoints of {size} entries differ, both signed by the log: {one} and {other}"
    for size, one, other in tally.forks:
        report.find(Code.FORKED, text, size=size, one=one, other=other)
    seen: dict[int, tuple[bytes, str]] = {}
    for size, root, where in tally.wrong:
        root_before, before = seen.setdefault(size, (root, where))
        if root_before != root:
            report.find(Code.FORKED, text, size=size, one=before, other=where)


def _contradicted(tally: Tally, scanned: Scanned, view: View, report: Report) -> None:
    """Checkpoints that are not of this tree: forked when a later one is, else something before them was altered."""
    reached = _matched(tally)
    altered = []
    for size, root, where in sorted(tally.wrong):
        if size <= reached:
            later, other = _where(tally, size)
            text = (
                "the log has signed two histories: {one} holds the root {root} over {size} entries,"
                " which does not go with the checkpoint over {later} entries in {other}"
            )
            report.find(Code.FORKED, text, size=size, one=where, root=encoded(root), later=later, other=other)
        else:
            altered.append((size, where))
    # An entry that was found altered explains them.
    if altered and not any(bad.entry < altered[0][0] for bad in scanned.bad):
        size, where = altered[0]
        text = "entries {first} to {last} are not those that were sealed: checkpoint {size} in {where} has another root"
        report.find(Code.ALTERED, text, reached, first=reached, last=size - 1, size=size, where=where)


def _beyond(tally: Tally, view: View, report: Report, *, of_archive: bool) -> None:
    if not tally.beyond:
        return
    size = max(tally.beyond)
    _, where = tally.beyond[size]
    if of_archive:
        report.say("{where} knows of {size} entries: the archive was made before", where=where, size=size)
        return
    text = "the journal once had {size} entries, as {where} says; now it has {now}"
    report.find(Code.TRUNCATED, text, view.size, size=size, where=where, now=view.size)


def _restored(ring: Ring, tally: Tally, scanned: Scanned, accepted: frozenset[int], report: Report) -> None:
    """A journal that was put back tells so itself; what was lost then is no surprise to whoever knows of it."""
    told = set(accepted)
    for seq, change in scanned.marks.changes:
        if change["do"] == FORKED:
            report.say("entry {entry} tells of a seat that held another history", entry=seq)
        if change["do"] != RESTORED:
            continue
        if seq in accepted:
            text = "entry {entry} tells of a restored journal, as you know: a log of {size} entries ended there"
            report.say(text, entry=seq, size=lost_in(change))
        else:
            text = "the journal was restored at entry {entry}; if you know of it, say --restored {entry}"
            report.find(Code.TRUNCATED, text, seq, entry=seq)
            told.add(seq)
    for chain in ring.chains:
        if chain.ended is not None:
            _ended(chain, tally, told, report)


def _ended(chain: Chain, tally: Tally, told: set[int], report: Report) -> None:
    """What is still there of a log that ended, against what the entries `told` say of its end; each of them was found
    already, or is known to whoever asks."""
    most = max((size for seq, size in chain.told.items() if seq in told), default=0)
    kept = [(size, where) for size, (_, where) in tally.former.get(chain.origin, {}).items()]
    unproven = tally.unproven.get(chain.origin)
    if unproven is not None:
        kept.append((unproven.size, unproven.where))
        text = "{count} checkpoints of {origin}, which ended, cannot be proven: the entry that named their key is lost"
        report.say(text, count=unproven.count, origin=chain.origin)
    for size, where in sorted(kept):
        if size > most:
            text = "{where} knows of {size} entries of a log that ended; its restoration does not tell of them"
            report.find(Code.TRUNCATED, text, where=where, size=size)


def _rotations(ring: Ring, tally: Tally, report: Report) -> None:
    """Each new key of the log has to be vouched for by the one before, in the checkpoint right behind its entry."""
    for chain in ring.chains:
        for epoch in chain.epochs:
            size = epoch.entry + 1
            proven = any(size in sizes for sizes in (tally.own, *tally.elsewhere.values()))
            if epoch.before is not None and tally.latest > size and not proven:
                text = "the key that entry {entry} names was not vouched for by the key before"
                report.find(Code.KEY, text, epoch.entry, entry=epoch.entry)


def _not_in_database(tally: Tally, report: Report) -> None:
    """The program stores a checkpoint in the database first: what stands elsewhere stood there too."""
    own = sorted(tally.rows)
    for place, sizes in sorted(tally.elsewhere.items()):
        for size in sizes:
            at = bisect_left(own, size)
            if at == len(own) or own[at] != size:
                text = "checkpoint {size} stands in {where} and not in the database any more"
                report.find(Code.TRUNCATED, text, size=size, where=place)
                break


def _say(view: View, tally: Tally, report: Report) -> None:
    root = Pyramid(view.roots).root(view.size, view.tail[: view.size % WIDTH * HASH])
    report.facts |= {"size": view.size, "root": root.hex(), "checkpoints": len(tally.own)}
    report.say("{size} entries; root {root}", size=view.size, root=root.hex())
    sealed = _matched(tally)
    if not sealed:
        report.find(Code.KEY, "no checkpoint vouches for the entries")
        return
    report.facts["sealed"] = sealed
    report.say(
        "{count} checkpoints in it fit; the newest that fits is over {size} entries", count=len(tally.own), size=sealed
    )
    if sealed < view.size:
        text = "entries {first} to {last} are not sealed yet: only their tree was compared"
        report.say(text, first=sealed, last=view.size - 1)
    for place, sizes in sorted(tally.elsewhere.items()):
        newest = max(sizes, default=0)
        report.say("{place}: {count} checkpoints fit, up to {size} entries", place=place, count=len(sizes), size=newest)
    for name, count in sorted(tally.lines.items()):
        report.say("{name} cosigned {count} times", name=name, count=count)
