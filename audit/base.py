"""What entries that were pruned have left for whoever verifies the rest: key changes and digests, as they had them."""

from __future__ import annotations

import zlib
from hashlib import sha256

import msgpack

from audit.entries import BROKEN, MARKED, EntryError, Marks
from audit.pruned import pruned_by
from audit.source import Damaged, Extent, Source
from audit.verdict import Code, Report

MOST_BYTES = 1 << 29


def marks_with_base(source: Source, extent: Extent, marks: Marks, report: Report, *, of_archive: bool) -> Marks:
    """The marks of all entries, those before the first that is there included; of an archive the manifest vouches."""
    try:
        found = source.base()
    except Damaged as error:
        report.find(Code.ALTERED, "what the archived entries have left cannot be read: {reason}", reason=str(error))
        return marks
    seq, named = pruned_by(extent, marks)
    if found is None:
        if named.get("base"):
            text = "what the archived entries have left is missing; entry {entry} names it"
            report.find(Code.ALTERED, text, None, entry=seq)
        return marks
    place, data = found
    wrong = named.get("base") != sha256(data).hexdigest() or place not in (None, seq)
    if not extent.first or (wrong and not (of_archive and not named)):
        report.find(Code.ALTERED, "what the archived entries have left is not what the journal says")
        return marks
    try:
        left = read_base(data, extent.first)
    except EntryError as error:
        report.find(Code.ALTERED, "what the archived entries have left cannot be read: {reason}", reason=str(error))
        return marks
    left.add(marks)
    return left


def read_base(data: bytes, first: int) -> Marks:
    """Raises EntryError."""
    try:
        plain = zlib.decompressobj()
        value = plain.decompress(data, MOST_BYTES)
        if not plain.eof or plain.unused_data:
            raise EntryError("it is not whole")
        it = msgpack.unpackb(value, timestamp=1)
        size, changes, digests = it["size"], it["marks"], it["digests"]
        marks = Marks()
        for seq, change in changes:
            if change["do"] not in MARKED or type(seq) is not int or not 0 <= seq < first:
                raise EntryError("it tells of what is no entry before the first")
            marks.take(seq, change)
        for account, (seq, digest) in digests.items():
            if type(account) is not str or type(digest) is not str or type(seq) is not int or not 0 <= seq < first:
                raise EntryError("it tells of what is no secret")
            marks.digests[account] = (seq, digest)
    except (*BROKEN, KeyError, AttributeError, zlib.error) as error:
        raise EntryError(str(error) or type(error).__name__) from error
    if size != first:
        raise EntryError("it is of another beginning")
    return marks
