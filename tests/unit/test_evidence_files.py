"""What is kept lies whole in its folder, says who kept it, escapes nowhere, and is held against the journal."""

from __future__ import annotations

import json
import os
import re
import struct
import subprocess
import zlib
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commandcenter.adapters.data_folder import DataFolder
from commandcenter.adapters.disk_watch import Space
from commandcenter.adapters.evidence.folder import LEAST_FREE, About, EvidenceFolder, Kept
from commandcenter.adapters.evidence.incoming import Incoming
from commandcenter.adapters.evidence.png import require_png, with_texts
from commandcenter.adapters.evidence.trouble import EvidenceTrouble
from commandcenter.adapters.evidence.verifying import Checked, Told, Verdict, verify
from commandcenter.adapters.store.sql_store import SqlStore
from commandcenter.cli.exit_codes import ExitCode
from commandcenter.cli.program import run
from commandcenter.domain.assets import Camera
from commandcenter.domain.catalogue import Catalogue
from commandcenter.domain.journal import CommandId
from commandcenter.services.core import Core
from commandcenter.services.evidence import FILE, Snapshot
from commandcenter.services.operating import command_table
from tests.support.cores import START, WANG

AT = datetime(2026, 11, 22, 9, 27, 4, 123_000, tzinfo=UTC)
ABOUT = About(
    camera="C/1 ../x", camera_name="北门", account="li.wei", person="Li Wei", seat="desk-1", at=AT, state="live"
)
PLENTY = Space(free=LEAST_FREE * 100, total=LEAST_FREE * 200, used=0.5)


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(width: int = 2, height: int = 1) -> bytes:
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(b"\0\1\2")) + chunk(b"IEND", b"")


def texts(data: bytes) -> dict[str, str]:
    """As any reader of PNG finds them."""
    found, at = {}, 8
    while at < len(data):
        (length,) = struct.unpack_from(">I", data, at)
        name, body = data[at + 4 : at + 8], data[at + 8 : at + 8 + length]
        if name == b"tEXt":
            keyword, _, text = body.partition(b"\0")
            found[keyword.decode("latin-1")] = text.decode("latin-1")
        elif name == b"iTXt":
            keyword, _, rest = body.partition(b"\0")
            assert rest[:4] == b"\0\0\0\0"
            found[keyword.decode("latin-1")] = rest[4:].decode()
        at += 12 + length
    return found


@pytest.fixture
def folder(tmp_path: Path) -> EvidenceFolder:
    return EvidenceFolder(tmp_path / "evidence", lambda path: PLENTY)


def test_a_snapshot_lies_there_whole_and_says_who_kept_it(folder: EvidenceFolder) -> None:
    kept = folder.keep_snapshot(png(), ABOUT)
    data = (folder.folder / kept.file).read_bytes()
    assert (kept.sha256, kept.bytes) == (sha256(data).hexdigest(), len(data))
    assert (kept.width, kept.height) == (2, 1)
    assert kept.file.startswith("20261122/092704Z_C-1-x_desk-1_")
    assert texts(data) == {
        "Author": "Li Wei (li.wei)",
        "Source": "北门 (C/1 ../x)",
        "Creation Time": "2026-11-22T09:27:04.123+00:00",
        "Seat": "desk-1",
        "State": "live 0.0 s",
        "Software": "CommandCenter",
    }
    assert require_png(data) == (2, 1)
    assert data.endswith(png()[33:])
    assert (folder.folder / kept.file).stat().st_mode & 0o777 == 0o600


def test_the_core_takes_the_name_of_every_file(folder: EvidenceFolder) -> None:
    kept = folder.keep_snapshot(png(), ABOUT)
    told = {"camera": "C", "file": kept.file, "sha256": kept.sha256, "width": 2, "height": 1, "state": "live"}
    assert msgspec.convert({**told, "age_s": 0.0, "at": AT}, Snapshot).file == kept.file


def test_two_of_the_same_moment_are_two_files(folder: EvidenceFolder) -> None:
    assert folder.keep_snapshot(png(), ABOUT).file != folder.keep_snapshot(png(), ABOUT).file


@settings(deadline=None, max_examples=50)
@given(camera=st.text(max_size=80), seat=st.text(max_size=80))
def test_no_name_from_outside_leads_out_of_the_folder(
    tmp_path_factory: pytest.TempPathFactory, camera: str, seat: str
) -> None:
    base = tmp_path_factory.mktemp("names")
    folder = EvidenceFolder(base / "evidence", lambda path: PLENTY)
    kept = folder.keep_snapshot(png(), msgspec.structs.replace(ABOUT, camera=camera, seat=seat))
    files = [path for path in base.rglob("*") if path.is_file()]
    assert files == [base / "evidence" / kept.file]
    assert msgspec.convert(kept.file, type(kept.file)).count("/") == 1


@pytest.mark.parametrize(
    "wrong",
    [
        b"",
        b"GIF89a",
        png()[:-1],
        png()[:30] + b"x" + png()[31:],
        png() + b"more",
        b"\x89PNG\r\n\x1a\n" + chunk(b"IEND", b""),
        png(0, 1),
        png(1, 70_000),
    ],
)
def test_what_is_no_whole_png_is_not_kept(folder: EvidenceFolder, wrong: bytes) -> None:
    with pytest.raises(EvidenceTrouble, match="it is no whole PNG"):
        folder.keep_snapshot(wrong, ABOUT)
    assert not folder.folder.exists()


@settings(deadline=None)
@given(st.text(max_size=300))
def test_any_text_goes_into_a_picture_and_comes_out(text: str) -> None:
    clean = text.encode("utf-8", "replace").decode()
    assert texts(with_texts(png(), {"Purpose": text})) == ({"Purpose": clean} if text else {})


@pytest.mark.parametrize("found", [Space(10**12, 10**13, 0.951), Space(LEAST_FREE, 10**12, 0.2)])
def test_a_disk_that_is_nearly_full_belongs_to_the_record(tmp_path: Path, found: Space) -> None:
    folder = EvidenceFolder(tmp_path / "evidence", lambda path: found)
    with pytest.raises(EvidenceTrouble, match="is nearly full: nothing more is kept there"):
        folder.keep_snapshot(png(), ABOUT)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_folder_that_cannot_be_written_is_said_to_be_so(tmp_path: Path) -> None:
    (tmp_path / "evidence").write_text("a file")
    with pytest.raises(EvidenceTrouble, match="cannot be kept as evidence"):
        EvidenceFolder(tmp_path / "evidence", lambda path: PLENTY).keep_snapshot(png(), ABOUT)


def test_a_link_in_place_of_a_days_folder_is_not_followed(folder: EvidenceFolder, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    folder.folder.mkdir()
    (folder.folder / "20261122").symlink_to(outside)
    with pytest.raises(EvidenceTrouble):
        folder.keep_snapshot(png(), ABOUT)
    assert list(outside.iterdir()) == []


def test_a_clip_comes_from_the_incoming_folder_to_the_place_it_was_given(folder: EvidenceFolder) -> None:
    file = folder.name_clip(ABOUT)
    part = folder.incoming() / "vlc-record-1.ts"
    part.write_bytes(b"x" * 3_000_000)
    kept = folder.keep_clip(part, file)
    assert kept == Kept(file=file, sha256=sha256(b"x" * 3_000_000).hexdigest(), bytes=3_000_000)
    assert (folder.folder / file).read_bytes() == b"x" * 3_000_000
    assert not part.exists()


def test_what_is_no_clip_of_the_folder_is_not_taken(folder: EvidenceFolder, tmp_path: Path) -> None:
    file = folder.name_clip(ABOUT)
    secret = tmp_path / "secret.ts"
    secret.write_bytes(b"secret")
    link = folder.incoming() / "link.ts"
    link.symlink_to(secret)
    empty = folder.incoming() / "empty.ts"
    empty.touch()
    for part in (secret, link, empty, folder.incoming() / "gone.ts", folder.incoming() / ".." / ".." / "secret.ts"):
        with pytest.raises(EvidenceTrouble):
            folder.keep_clip(part, file)
    good = folder.incoming() / "good.ts"
    good.write_bytes(b"x")
    for wrong in ("../x.ts", "20261122/../../x.ts", "/tmp/x.ts", file.replace(".ts", ".png"), file + "\n"):
        with pytest.raises(EvidenceTrouble):
            folder.keep_clip(good, wrong)
    assert secret.exists()
    assert not (folder.folder / file).exists()


def told(kept: Kept, sha: str = "") -> Told:
    return Told(file=kept.file, sha256=sha or kept.sha256, seq=1, at=AT, actor="li", seat="desk-1", camera="C1")


def verdicts(found: list[Checked]) -> dict[str, Verdict]:
    return {it.file: it.verdict for it in found}


def test_every_file_is_held_against_what_was_told_of_it(folder: EvidenceFolder) -> None:
    good, altered, missing, linked = (folder.keep_snapshot(png(), ABOUT) for _ in range(4))
    with (folder.folder / altered.file).open("r+b") as file:
        file.seek(-20, os.SEEK_END)
        file.write(b"y")
    (folder.folder / missing.file).unlink()
    (folder.folder / linked.file).unlink()
    (folder.folder / linked.file).symlink_to(folder.folder / good.file)
    (folder.folder / "20261122" / "stranger.png").write_bytes(png())
    (folder.incoming() / "half.ts").write_bytes(b"x")
    found = verify(folder.folder, [told(it) for it in (good, altered, missing, linked)])
    assert verdicts(found) == {
        good.file: Verdict.OK,
        altered.file: Verdict.ALTERED,
        missing.file: Verdict.MISSING,
        linked.file: Verdict.UNREADABLE,
        "20261122/stranger.png": Verdict.UNKNOWN,
        "incoming/half.ts": Verdict.UNFINISHED,
    }


def test_a_later_claim_makes_no_genuine_file_an_altered_one_and_is_named(folder: EvidenceFolder) -> None:
    # In the order of their names, which end in chance, because that is the order of what is found.
    good, other = sorted((folder.keep_snapshot(png(), ABOUT) for _ in range(2)), key=lambda kept: kept.file)
    claim = msgspec.structs.replace(told(good, "00" * 32), seq=9, actor="zhao", seat="desk-2")
    again = msgspec.structs.replace(told(good), seq=10)
    found = verify(folder.folder, [told(good), told(other), claim, again])
    assert [(it.file, it.verdict, it.told.actor) for it in found if it.told] == [
        (good.file, Verdict.OK, "li"),
        (good.file, Verdict.DISPUTED, "zhao"),
        (other.file, Verdict.OK, "li"),
    ]
    # Who claims another's file first claims in vain: the claim is what the file does not agree with.
    assert [it.verdict for it in verify(folder.folder, [claim, told(good)])][:2] == [
        Verdict.ALTERED,
        Verdict.DISPUTED,
    ]


def test_a_folder_that_is_not_there_holds_nothing(tmp_path: Path) -> None:
    assert verify(tmp_path / "none", []) == []


def test_the_verb_verifies_a_data_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = DataFolder(tmp_path / "data")
    data.path.mkdir()
    folder = EvidenceFolder(data.evidence, lambda path: PLENTY)
    kept = folder.keep_snapshot(png(), ABOUT)
    store = SqlStore(data.journal)
    core = Core(store, command_table(), Catalogue(), lambda: START)
    core.list_cameras([Camera(id="C1", name="Gate", url="")])
    args = {"camera": "C1", "file": kept.file, "sha256": kept.sha256, "width": 2, "height": 1, "state": "live"}
    raw = msgspec.msgpack.encode({**args, "age_s": 0.1, "at": START})
    verdict, _ = core.command(CommandId(id="command-1", name="evidence.snapshot"), raw, WANG, "desk-1", START)
    assert verdict.ok
    store.close()

    verb = ["--data", str(data.path), "--language", "en", "evidence", "verify"]
    assert run(verb) is ExitCode.OK
    assert capsys.readouterr().out == "as recorded: 1\n"
    (data.evidence / kept.file).write_bytes(png(3, 3))
    assert run([*verb, "--json"]) is ExitCode.FAILED
    record = json.loads(capsys.readouterr().out)
    assert (record["ok"], record["files"][0]["verdict"], record["files"][0]["told"]["actor"]) == (
        False,
        "altered",
        "wang",
    )
    # Another machine looks at its own seat's only, and at what nobody knows.
    assert run([*verb, "--seat", "desk-2"]) is ExitCode.OK
    (data.evidence / "20261122" / "stranger.png").write_bytes(png())
    assert run([*verb, "--seat", "desk-2"]) is ExitCode.FAILED
    assert "20261122/stranger.png  not in the journal" in capsys.readouterr().out


def film(folder: EvidenceFolder, data: bytes) -> Incoming:
    incoming = folder.begin_clip(folder.name_clip(ABOUT, "mp4"))
    os.write(incoming.descriptor, data)
    return incoming


def test_a_clip_is_wrapped_as_mp4_picture_by_picture_the_same(folder: EvidenceFolder, tmp_path: Path) -> None:
    data = stream(tmp_path)
    kept = folder.keep_film(film(folder, data), folder.name_clip(ABOUT, "mp4"))
    assert kept.file.endswith(".mp4")
    assert sha256((folder.folder / kept.file).read_bytes()).hexdigest() == kept.sha256
    assert shown(folder.folder / kept.file) == shown(tmp_path / "film.ts")
    assert list((folder.folder / "incoming").iterdir()) == []


def stream(tmp_path: Path) -> bytes:
    """Two seconds, as a camera sends them."""
    source = ["-f", "lavfi", "-i", "testsrc2=size=64x48:rate=10:duration=2", "-c:v", "libx264", "-f", "mpegts"]
    subprocess.run(["ffmpeg", "-v", "error", *source, str(tmp_path / "film.ts")], check=True, timeout=60)
    return (tmp_path / "film.ts").read_bytes()


def test_what_a_seat_that_has_ended_left_is_known_by_the_name_in_the_record(
    folder: EvidenceFolder, tmp_path: Path
) -> None:
    file = folder.name_clip(ABOUT, "mp4")
    incoming = folder.begin_clip(file)
    os.write(incoming.descriptor, stream(tmp_path))
    incoming.close()
    # It may have ended in the middle of wrapping it.
    incoming.path.with_suffix(".mp4").write_bytes(b"half")
    kept = folder.keep_left(file)
    assert kept is not None
    assert kept.file == file
    assert kept.seconds == pytest.approx(2.0, abs=0.2)
    assert sha256((folder.folder / file).read_bytes()).hexdigest() == kept.sha256
    assert list((folder.folder / "incoming").iterdir()) == []
    assert folder.keep_left(file) == kept, "it was kept, and nobody was told"


@pytest.mark.expects_log("ERROR commandcenter.adapters.evidence.rewrapping: a clip stays as it came")
def test_what_is_left_and_cannot_be_wrapped_is_kept_and_found_again_too(folder: EvidenceFolder) -> None:
    file = folder.name_clip(ABOUT, "mp4")
    incoming = folder.begin_clip(file)
    os.write(incoming.descriptor, b"no film at all")
    incoming.close()
    kept = folder.keep_left(file)
    assert kept is not None
    assert (kept.file, kept.bytes, kept.seconds) == (file.replace(".mp4", ".ts"), 14, 0.0)
    assert folder.keep_left(file) == kept


def test_where_nothing_is_left_there_is_nothing_to_keep(folder: EvidenceFolder) -> None:
    file = folder.name_clip(ABOUT, "mp4")
    folder.begin_clip(file).close()
    assert folder.keep_left(file) is None
    assert list((folder.folder / "incoming").iterdir()) == []
    for odd in ("../../etc/passwd", "20261121/../../x.mp4", "", "x"):
        assert folder.keep_left(odd) is None


def test_a_link_in_the_place_of_what_is_left_is_not_believed(folder: EvidenceFolder) -> None:
    file = folder.name_clip(ABOUT, "mp4")
    incoming = folder.begin_clip(file)
    os.write(incoming.descriptor, b"film")
    incoming.close()
    folder.folder.joinpath(file).parent.mkdir()
    folder.folder.joinpath(file).symlink_to(incoming.path)
    with pytest.raises(EvidenceTrouble):
        folder.keep_left(file)
    assert incoming.path.read_bytes() == b"film"


def shown(path: Path) -> list[str]:
    """A digest of each picture."""
    command = ["ffmpeg", "-v", "error", "-i", str(path), "-f", "framehash", "-"]
    said = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    return [line.rsplit(",", 1)[1] for line in said.stdout.splitlines() if not line.startswith("#")]


@pytest.mark.expects_log("ERROR commandcenter.adapters.evidence.rewrapping: a clip stays as it came")
def test_what_cannot_be_wrapped_is_kept_as_it_came(folder: EvidenceFolder) -> None:
    kept = folder.keep_film(film(folder, b"no film at all"), folder.name_clip(ABOUT, "mp4"))
    assert kept.file.endswith(".ts")
    assert (folder.folder / kept.file).read_bytes() == b"no film at all"
    assert list((folder.folder / "incoming").iterdir()) == []


def test_an_empty_clip_is_none(folder: EvidenceFolder) -> None:
    with pytest.raises(EvidenceTrouble, match="nothing in it"):
        folder.keep_film(film(folder, b""), folder.name_clip(ABOUT, "mp4"))
    assert list((folder.folder / "incoming").iterdir()) == []


def test_no_clip_begins_on_a_full_disk(tmp_path: Path) -> None:
    full = EvidenceFolder(tmp_path, lambda path: Space(free=1, total=100, used=0.99))
    with pytest.raises(EvidenceTrouble, match="nearly full"):
        full.begin_clip(full.name_clip(ABOUT))


def test_a_picture_that_was_not_live_says_so_in_its_name(folder: EvidenceFolder) -> None:
    lost = folder.keep_snapshot(png(), msgspec.structs.replace(ABOUT, state="lost", age_s=7.0))
    assert "_lost_" in lost.file
    assert re.match(FILE, lost.file)
    folder.discard(lost)
    assert not (folder.folder / lost.file).exists()
