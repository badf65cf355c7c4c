"""What can be said of entries, tiles, keys and secrets once all entries have been read."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

from audit import scanning
from audit.entries import Marks
from audit.judging import Tally, View
from audit.keys import Ring
from audit.notes import COSIGNATURE, Key
from audit.scanning import Scanned
from audit.source import Damaged, Extent, Source
from audit.tree import WIDTH, Pyramid
from audit.verdict import Code, Report


def extent_fits(extent: Extent, report: Report) -> None:
    """Whether the entries run from the first that is there to the last that the tree holds."""
    if extent.hole is not None:
        report.find(Code.ALTERED, "entry {entry} is missing", extent.hole, entry=extent.hole)
    elif extent.end < extent.tiles:
        text = "the entries from {entry} on are missing: the tree holds {size}"
        report.find(Code.TRUNCATED, text, extent.end, entry=extent.end, size=extent.tiles)


def tiles_fit(source: Source, view: View, report: Report) -> None:
    """The tiles from level 1 on against the tree that the entries give; of level 0 there are no more than scanned."""
    pyramids = [Pyramid(view.roots)] + ([Pyramid(view.stored_roots)] if view.doubtful else [])
    seen: set[tuple[int, int]] = set()
    try:
        for level, number, hashes in source.other_tiles():
            if not hashes or level < 1 or number < 0 or hashes not in [it.tile(level, number) for it in pyramids]:
                text = "tile {level}/{number} is not what the entries give"
                report.find(Code.ALTERED, text, level=level, number=number)
            seen.add((level, number))
    except Damaged as error:
        report.find(Code.ALTERED, "the tiles cannot be read: {reason}", reason=str(error))
        return
    level, count = 1, view.size // WIDTH
    while count:
        missing = [number for number in range((count + WIDTH - 1) // WIDTH) if (level, number) not in seen]
        for number in missing[:10]:
            report.find(Code.ALTERED, "tile {level}/{number} is missing", level=level, number=number)
        level, count = level + 1, count // WIDTH


def own_keys_fit(ring: Ring, given: Sequence[Key], report: Report, *, first: int) -> None:
    """Whether the log is the one whose key the auditor brought."""
    logs = [key for key in given if key.kind != COSIGNATURE]
    report.facts["keys"] = [[key.text for key in chain.all_keys()] for chain in ring.chains if not chain.absent]
    if not ring.chains or (any(chain.loose for chain in ring.chains) and not first):
        report.find(Code.KEY, "the journal names no key that it is sealed with")
    if not logs:
        report.say("the log's key was NOT compared with one of yours (--key): who sealed this is taken from itself")
    for chain in ring.chains if logs else []:
        if chain.absent:
            continue
        if not any(key in chain.all_keys() for key in logs):
            report.find(Code.KEY, "none of the keys of {origin} is the one that was given", origin=chain.origin)
        else:
            report.say("the key of {origin} is the one that was given", origin=chain.origin)


TEXTS = {
    scanning.MISSING: "entry {entry} is missing",
    scanning.BROKEN: "entry {entry} is not stored as bytes",
    scanning.FOREIGN: "entry {entry} is no entry of this place",
    scanning.NO_TILE: "entry {entry} is not in the tree",
    scanning.UNREAD: "the entries from {entry} on cannot be read: the file is damaged",
}


def rows_fit(scanned: Scanned, tally: Tally, report: Report) -> None:
    """Names the bad entries; the checkpoints say whether an entry or its hash in the tile was changed."""
    for bad in scanned.bad:
        text = TEXTS.get(bad.what, "")
        if bad.what == scanning.DIFFERS and tally.by_tiles > bad.entry:
            text = "entry {entry} was altered: its bytes do not give the hash that was sealed"
        elif bad.what == scanning.DIFFERS and tally.by_entries > bad.entry:
            text = "the hash of entry {entry} in its tile was altered; the entry is as it was sealed"
        elif bad.what == scanning.DIFFERS:
            text = "entry {entry} and its hash in the tile do not fit each other"
        report.find(Code.ALTERED, text, bad.entry, entry=bad.entry)
    report.more += scanned.bad_count - len(scanned.bad)


def credentials_fit(source: Source, marks: Marks, report: Report, *, entries_are_missing: bool) -> None:
    """Sealed secrets against the digests that the entries name; the newest may be among entries that are missing."""
    code = Code.TRUNCATED if entries_are_missing else Code.ALTERED
    try:
        held = source.credentials()
    except Damaged as error:
        report.find(Code.ALTERED, "the credentials cannot be read: {reason}", reason=str(error))
        return
    if held is None:
        return
    told = {account: (seq, digest) for account, (seq, digest) in marks.digests.items() if digest}
    for account, (seq, digest) in sorted(told.items()):
        value = held.get(account)
        if value is None:
            report.find(code, "the credentials of {account} are missing", account=account)
        elif sha256(value).hexdigest() != digest:
            text = "the credentials of {account} are not those that entry {seq} names"
            report.find(code, text, account=account, seq=seq)
    for account in sorted(held.keys() - told.keys()):
        report.find(code, "credentials of {account} are there that no entry names", account=account)
    if told:
        report.say("{count} credentials compared with the entries that set them", count=len(told))
