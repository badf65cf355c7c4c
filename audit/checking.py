"""The whole verification: opens what it is given, scans it, judges the checkpoints and sums up."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from audit import archive, postgres, sqlite
from audit.base import marks_with_base
from audit.concluding import conclude
from audit.examining import credentials_fit, extent_fits, own_keys_fit, rows_fit, tiles_fit
from audit.judging import Batch, Tally, View, batches, judge_batch
from audit.keyfiles import judge_key_files
from audit.keys import Ring, ring_of
from audit.notes import Key
from audit.parallel import in_order
from audit.places import PlaceFile, beginning, files_of, places_of
from audit.proof import HEAD, LONGEST, verify_proof
from audit.pruned import beginning_fits
from audit.scanning import Scanned, Span, scan_what_can_be_read
from audit.source import Damaged, Opener, Source
from audit.tree import WIDTH
from audit.verdict import Code, Report, Unreadable

# Entries in a task: large enough that handing it out costs nothing, small enough that few wait in memory.
TILES_EACH = 64
NOTES_EACH = 2000
# Below this a process takes longer to start than the work does.
ALONE = 40_000
ALONE_NOTES = 4000

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Wish:
    """What the auditor asks for: `restored` are the entries that tell of a restoration he knows about."""

    path: str
    keys: tuple[Key, ...] = ()
    also: tuple[Path, ...] = ()
    restored: frozenset[int] = frozenset()
    jobs: int = 1


def verify(wish: Wish, progress: Progress) -> Report:
    """Never raises what the evidence is to blame for."""
    report = Report()
    try:
        _verify(wish, report, progress)
    except Unreadable as error:
        report.find(Code.UNREADABLE, error.said.template, None, **error.said.values)
    return report


def _verify(wish: Wish, report: Report, progress: Progress) -> None:
    if postgres.is_address(wish.path):
        _checked(postgres.PostgresOpener(wish.path), wish, report, progress, _kept(wish, None, report))
        return
    path = Path(wish.path)
    if path.is_dir():
        _database(path / "journal.sqlite", path, wish, report, progress)
        return
    head = beginning(path, len(HEAD))
    if head.startswith(HEAD):
        if wish.also:
            report.say("a proof is compared with keys only")
        verify_proof(beginning(path, LONGEST), wish.keys, report)
    elif head.startswith(sqlite.MAGIC) or path.suffix == ".sqlite":
        _database(path, None, wish, report, progress)
    else:
        _archive(path, wish, report, progress)


def _kept(wish: Wish, folder: Path | None, report: Report) -> list[PlaceFile]:
    """Listed before the database is opened: what is written meanwhile must not look like more than it holds."""
    found = places_of(folder, report) if folder is not None else []
    for place in wish.also:
        found += files_of(place, place.name or str(place), report)
    return found


def _database(path: Path, folder: Path | None, wish: Wish, report: Report, progress: Progress) -> None:
    kept = _kept(wish, folder, report)
    found = sqlite.opener(path)
    for opened in (found, sqlite.opener(path, still=not found.still)):
        again = Report()
        again.compared, again.findings = list(report.compared), list(report.findings)
        try:
            _checked(opened, wish, again, progress, kept, folder)
        except (sqlite.Changed, Unreadable):
            # A core has begun to write, or its index cannot be written: the other way of reading may do.
            if opened is not found:
                raise
            continue
        _moved(again, report)
        return


def _moved(source: Report, target: Report) -> None:
    target.compared.clear()
    target.compared.extend(source.compared)
    target.findings.clear()
    for finding in source.findings:
        target.take(finding)
    target.more, target.facts = source.more, source.facts


def _archive(path: Path, wish: Wish, report: Report, progress: Progress) -> None:
    with archive.temporary_folder() as folder:
        opened, manifest = archive.open_archive(archive.unpacked(path, Path(folder)), report)
        source = opened()
        try:
            ring = _examined(opened, source, wish, report, progress, _kept(wish, None, report), of_archive=True)
            archive.judge_manifest(manifest, ring, report)
            report.facts |= {"kind": manifest.kind, "manifest": manifest.digest}
        finally:
            source.close()


def _checked(
    opened: sqlite.SqliteOpener | postgres.PostgresOpener,
    wish: Wish,
    report: Report,
    progress: Progress,
    kept: list[PlaceFile],
    folder: Path | None = None,
) -> None:
    source = opened()
    try:
        if not source.examine(report):
            return
        try:
            source.measure()
        except Damaged as error:
            report.find(Code.ALTERED, "the database is damaged: {reason}", reason=str(error))
            return
        if folder is not None and not (wish.keys or kept) and _unborn(source):
            report.facts["size"] = 0
            report.say("there is no entry, and no checkpoint anywhere that tells of one")
            return
        ring = _examined(opened, source, wish, report, progress, kept, of_archive=False)
        if folder is not None:
            judge_key_files(folder, ring, report)
        source.still()
    finally:
        source.close()


def _unborn(source: Source) -> bool:
    """A core was stopped before its first entry: nothing is left of anything that could have been taken away."""
    try:
        held = source.extent.size or any(source.checkpoints(-(2**63), 2**63 - 1)) or source.credentials()
    except Damaged:
        return False
    return not held


def _examined(
    opened: Opener,
    source: Source,
    wish: Wish,
    report: Report,
    progress: Progress,
    kept: list[PlaceFile],
    *,
    of_archive: bool,
) -> Ring:
    extent = source.extent
    scanned = _scanned(opened, source, wish, progress)
    scanned.marks = marks_with_base(source, extent, scanned.marks, report, of_archive=of_archive)
    extent_fits(extent, report)
    ring = ring_of(scanned.marks.changes, wish.keys, report, first=extent.first)
    ring.size, ring.now = extent.size, time.time()
    own_keys_fit(ring, wish.keys, report, first=extent.first)
    view = View.of(scanned, extent)
    tiles_fit(source, view, report)
    tally = _judged(opened, source, wish, progress, kept, ring, view)
    beginning_fits(extent, scanned.marks, tally, report, of_archive=of_archive)
    rows_fit(scanned, tally, report)
    missing = extent.end < extent.tiles or bool(tally.beyond)
    credentials_fit(source, scanned.marks, report, entries_are_missing=missing)
    conclude(ring, view, tally, scanned, wish.restored, report, of_archive=of_archive)
    return ring


def _scanned(opened: Opener, source: Source, wish: Wish, progress: Progress) -> Scanned:
    """The full tiles by all processes, the partial one at the end here, in the one transaction."""
    extent = source.extent
    full = extent.size // WIDTH
    spans: list[Span] = [(at, min(at + TILES_EACH, full)) for at in range(0, full, TILES_EACH)]
    scanned = Scanned(0)
    jobs = wish.jobs if extent.end - extent.first > ALONE else 1
    work = partial(scan_what_can_be_read, extent=extent)
    for number, found in enumerate(in_order(work, spans, source, opened, jobs), 1):
        scanned.add(found)
        progress("entries", min(number * TILES_EACH * WIDTH, extent.size), extent.size)
    if extent.size % WIDTH:
        scanned.add(scan_what_can_be_read(source, (full, full + 1), extent=extent))
    return scanned


def _judged(
    opened: Opener,
    source: Source,
    wish: Wish,
    progress: Progress,
    kept: list[PlaceFile],
    ring: Ring,
    view: View,
) -> Tally:
    tally = Tally()
    try:
        sizes = [size for size, _ in source.checkpoints(-(2**63), 2**63 - 1)]
    except Damaged:
        # The one batch that then takes in all of them meets it again, and says so.
        sizes = []
    own = batches(sizes, NOTES_EACH) if sizes == sorted(sizes) and min(sizes, default=0) >= 0 else batches([], 1)
    tasks: Sequence[Batch] = [*own, *kept]
    many = len(sizes) + sum(file.length for file in kept) // 300 > ALONE_NOTES
    work = partial(judge_batch, ring=ring, view=view)
    for number, found in enumerate(in_order(work, tasks, source, opened, wish.jobs if many else 1), 1):
        tally.add(found)
        progress("checkpoints", number, len(tasks))
    return tally
