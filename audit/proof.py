"""The proof of one entry (`.tlog-proof`): it stands in the log that the signature speaks for."""

from __future__ import annotations

import time
from collections.abc import Sequence

from audit.entries import EntryError, read
from audit.keys import Chain, Epoch, Ring
from audit.notes import COSIGNATURE, ED25519, Key, NoteError, decoded, number, parse_note
from audit.tree import HASH, included, leaf
from audit.verdict import Code, Report, Unreadable

HEAD = b"c2sp.org/tlog-proof@v1\n"
LONGEST = 32 * 1024 * 1024
MOST_HASHES = 63


def verify_proof(data: bytes, given: Sequence[Key], report: Report) -> None:
    """`data` begins with HEAD. Raises Unreadable when it is not of the form."""
    head, blank, whole = data.partition(b"\n\n")
    try:
        lines = head.decode("ascii").split("\n")[1:]
        extra = decoded(lines.pop(0).removeprefix("extra ")) if lines and lines[0].startswith("extra ") else None
        if not blank or not lines or not lines[0].startswith("index "):
            raise NoteError("the index is missing")
        index = number(lines.pop(0).removeprefix("index "))
        hashes = [decoded(line) for line in lines]
        note = parse_note(whole)
    except ValueError as error:
        raise Unreadable("it is no proof: {reason}", reason=str(error)) from error
    if len(hashes) > MOST_HASHES or any(len(it) != HASH for it in hashes) or extra is None:
        raise Unreadable("it is no proof: {reason}", reason="its hashes or its entry are missing")
    report.facts |= {"index": index, "size": note.size, "root": note.root.hex(), "origin": note.origin}
    try:
        change = read(extra, index)
        report.say("entry {entry} of {origin}: {do}", entry=index, origin=note.origin, do=str(change["do"]))
    except EntryError:
        report.find(Code.ALTERED, "the proof holds something else than entry {entry}", index, entry=index)
    if not included(leaf(extra), index, note.size, hashes, note.root):
        text = "entry {entry} is not proven to be in the log of {size} entries"
        report.find(Code.ALTERED, text, index, entry=index, size=note.size)
    ring = Ring(witnesses={(key.name, key.id): key for key in given if key.kind == COSIGNATURE}, now=time.time())
    logs = [key for key in given if key.kind == ED25519]
    ring.chains = [Chain(note.origin, [Epoch(-1, key)], loose=True) for key in logs if key.name == note.origin][:1]
    ring.given = [key for key in logs if key.name == note.origin]
    if not logs:
        report.find(Code.KEY, "no key was given that the signature can be checked with (--key)")
        return
    for finding in (ring.judge(note),):
        if finding is not None:
            report.take(finding)
    _witnesses(data, ring, given, report)


def _witnesses(data: bytes, ring: Ring, given: Sequence[Key], report: Report) -> None:
    """Every witness whose key was given has to have cosigned."""
    note = parse_note(data.partition(b"\n\n")[2])
    for key in given:
        if key.kind != COSIGNATURE:
            continue
        line = next((line for line in note.lines if line.claims(key)), None)
        if line is None:
            report.find(Code.KEY, "{name} has not cosigned", name=key.name)
        elif (finding := ring.judge_witness(line, note)) is not None:
            report.take(finding)
        else:
            report.say("cosigned by {name}", name=key.name)
    known = {(key.name, key.id) for key in given}
    strangers = sorted({line.name for line in note.lines if (line.name, line.id) not in known})
    if strangers:
        report.say("signatures that were not checked, for want of a key: {names}", names=", ".join(strangers))
