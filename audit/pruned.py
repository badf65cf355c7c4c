"""Entries missing at the beginning: excused by an entry that was sealed, and that two persons had agreed to before."""

from __future__ import annotations

from audit.entries import PRUNED, RESTORED, Change, Marks
from audit.judging import Tally
from audit.source import Extent
from audit.verdict import Code, Report


def pruned_by(extent: Extent, marks: Marks) -> tuple[int, Change]:
    """The newest entry that says that the journal begins where it does; -1 when none does."""
    found = [it for it in marks.changes if it[1]["do"] == PRUNED and it[1].get("first") == extent.first]
    return found[-1] if found and extent.first else (-1, {})


def beginning_fits(extent: Extent, marks: Marks, tally: Tally, report: Report, *, of_archive: bool) -> None:
    """Whether what is missing before the first entry may be.

    Entries that two persons agreed on, and the approval, come after all that goes by it, so they are always at hand.
    Of an archive the manifest vouches for its beginning, and its entries are held against themselves alone.
    """
    if not extent.first:
        return
    seq, named = pruned_by(extent, marks)
    if of_archive:
        report.say("the archive begins with entry {entry}", entry=extent.first)
    elif seq < 0:
        report.find(Code.ALTERED, "the entries before {entry} are missing", 0, entry=extent.first)
        return
    if seq >= 0:
        unsealed = not of_archive and not _is_sealed(seq, marks, tally)
        found = (UNSEALED, {}) if unsealed else _unagreed(seq, named, marks)
        if found is not None:
            template, values = found
            report.find(Code.ALTERED, template, seq, entry=extent.first, pruned=seq, **values)
        elif not of_archive:
            report.say("entries before {entry} were archived; the journal says so", entry=extent.first)


UNSEALED = "the entries before {entry} are missing: no checkpoint vouches for entry {pruned}, which excuses it"
NOT_AGREED = "the entries before {entry} are missing: entry {pruned} excuses it, and nobody had agreed to it"
NOT_GIVEN = (
    "the entries before {entry} are missing: entry {pruned} excuses it, and no two persons approved"
    " what entry {agreed} says was agreed"
)
ONE_PERSON = (
    "the entries before {entry} are missing: entry {pruned} excuses it, and one person alone approved it"
    " in entry {given}"
)


def _is_sealed(seq: int, marks: Marks, tally: Tally) -> bool:
    """By a checkpoint from before any restoration: one that comes after it seals whatever is there."""
    upto = min((at for at, change in marks.changes if change["do"] == RESTORED and at > seq), default=None)
    places = (tally.own, *tally.elsewhere.values())
    return any(seq < size and (upto is None or size <= upto) for sizes in places for size in sizes)


def _unagreed(seq: int, pruned: Change, marks: Marks) -> tuple[str, dict[str, int]] | None:
    """What is missing of the agreement to what entry `seq` tells of, None when nothing is."""
    wanted = pruned.get("first"), pruned.get("archive")
    agreed = [it.entry for it in marks.agreed if (it.before, it.archive) == wanted and it.entry < seq]
    if not agreed:
        return NOT_AGREED, {}
    given = [it for it in marks.given if (it.before, it.archive) == wanted and it.entry < agreed[-1]]
    if not given:
        return NOT_GIVEN, {"agreed": agreed[-1]}
    if not any(len(set(it.persons)) > 1 for it in given):
        return ONE_PERSON, {"given": given[-1].entry}
    return None
