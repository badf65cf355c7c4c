"""Archives: plain and packed, whole and in part, and everything that an archive must not be."""

from __future__ import annotations

import io
import json
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from audit.tar import TarError, members
from audit.verdict import Code
from tests.support.audit_cases import FIRST, SECOND, STRANGER, found, full, judged, small, told
from tests.support.audit_writer import Log, entry, write_tar

Files = dict[str, bytes]


def archive(tmp_path: Path, files: Files, mode: str = "w") -> Path:
    return write_tar(tmp_path / "it.ccaudit", files, mode)


@pytest.mark.parametrize("mode", ["w", "w:gz"])
@pytest.mark.parametrize("each", [50, 256, 65_536])
def test_a_whole_archive_is_as_it_was_sealed(tmp_path: Path, mode: str, each: int) -> None:
    report = judged(archive(tmp_path, full().archive_files(kind="backup", each=each), mode), keys=[FIRST])
    assert (report.code, found(report)) == (Code.OK, [])
    assert report.facts["size"] == 708
    assert "2 credentials compared with the entries that set them" in told(report)
    assert "desk-1 cosigned 4 times" in told(report)


def test_an_archive_of_the_later_entries_is_judged_with_the_auditor_s_key(tmp_path: Path) -> None:
    path = archive(tmp_path, small().archive_files(first=200, kind="archive", each=30))
    report = judged(path, keys=[FIRST])
    assert (report.code, found(report)) == (Code.OK, [])
    assert "the archive begins with entry 200" in told(report)
    assert judged(path).code is Code.KEY
    assert judged(path, keys=[STRANGER]).code is Code.KEY


def test_checkpoints_that_are_newer_than_an_archive_are_no_rollback(tmp_path: Path) -> None:
    log = small()
    path = archive(tmp_path, log.archive_files())
    log.fill(10)
    log.seal()
    log.save(tmp_path / "var")
    report = judged(path, also=[tmp_path / "var" / "checkpoints"])
    assert report.code is Code.OK
    assert "checkpoints/2026-11-22.jsonl:3 knows of 310 entries: the archive was made before" in told(report)


def changed_entry(log: Log, files: Files) -> Files:
    log.entries[120] = entry(120, {"do": "operator.acted", "action": "nothing"})
    return {**files, "entries/000000.bin": log.archive_files()["entries/000000.bin"]}


def changed_entry_signed(log: Log, files: Files) -> Files:
    changed = changed_entry(log, files)
    return log.signed({name: data for name, data in changed.items() if not name.startswith("manifest")})


def replaced(name: str, change: Callable[[bytes], bytes]) -> Callable[[Log, Files], Files]:
    return lambda _, files: {**files, name: change(files[name])}


def without(name: str) -> Callable[[Log, Files], Files]:
    return lambda _, files: {it: data for it, data in files.items() if it != name}


def signed_anew(name: str, change: Callable[[bytes], bytes]) -> Callable[[Log, Files], Files]:
    def apply(log: Log, files: Files) -> Files:
        kept = {it: data for it, data in files.items() if not it.startswith("manifest")}
        return log.signed({**kept, name: change(kept[name])})

    return apply


def by_stranger(log: Log, files: Files) -> Files:
    log.signer = STRANGER
    return log.signed({name: data for name, data in files.items() if not name.startswith("manifest")})


CASES: dict[str, tuple[Callable[[Log, Files], Files], Code, str]] = {
    "an entry changed": (
        changed_entry,
        Code.ALTERED,
        "entry 120 was altered: its bytes do not give the hash that was sealed",
    ),
    "an entry changed and the manifest signed anew": (
        changed_entry_signed,
        Code.ALTERED,
        "entry 120 was altered: its bytes do not give the hash that was sealed",
    ),
    "a file changed": (
        replaced("checkpoints.jsonl", lambda data: data + b"\n"),
        Code.ALTERED,
        "checkpoints.jsonl in the archive is not what its manifest says",
    ),
    "a file removed": (
        without("tiles/0/1.bin"),
        Code.ALTERED,
        "the archive lacks tiles/0/1.bin, which its manifest lists",
    ),
    "a file added": (
        lambda _, files: {**files, "entries/000009.bin": b""},
        Code.ALTERED,
        "the archive holds entries/000009.bin, which its manifest does not list",
    ),
    "the manifest changed": (
        replaced("manifest.json", lambda data: data.replace(b"2026", b"2025")),
        Code.ALTERED,
        "the manifest is not the one that was signed",
    ),
    "the manifest without signature": (
        without("manifest.sig"),
        Code.ALTERED,
        "the manifest's signature cannot be read: no line feed at the end",
    ),
    "the manifest with nobody's name": (
        replaced("manifest.sig", lambda data: data[: data.index(b"\n\n") + 2]),
        Code.KEY,
        "the manifest is signed with no key of the log",
    ),
    "the manifest with a broken signature": (
        replaced("manifest.sig", lambda data: data[:-30] + b"AAAA" + data[-26:]),
        Code.ALTERED,
        "the signature of the manifest does not fit",
    ),
    "the manifest signed by a stranger": (by_stranger, Code.KEY, "the manifest is signed with no key of the log"),
    "the manifest of another format": (
        replaced("manifest.json", lambda data: data.replace(b"ccaudit/1", b"ccaudit/2")),
        Code.UNREADABLE,
        "the archive's manifest cannot be read",
    ),
    "the manifest of another kind": (
        replaced("manifest.json", lambda data: data.replace(b'"export"', b'"import"')),
        Code.UNREADABLE,
        "the archive's manifest cannot be read",
    ),
    "the manifest with a size below its first": (
        replaced("manifest.json", lambda data: data.replace(b'"first": 0', b'"first": 999')),
        Code.UNREADABLE,
        "the archive's manifest cannot be read",
    ),
    "the manifest with a true for a number": (
        replaced("manifest.json", lambda data: data.replace(b'"first": 0', b'"first": false')),
        Code.UNREADABLE,
        "the archive's manifest cannot be read",
    ),
    "no manifest": (without("manifest.json"), Code.UNREADABLE, "the archive's manifest cannot be read"),
    "a length changed": (
        signed_anew("entries/000000.bin", lambda data: b"\x7f" + data[1:]),
        Code.ALTERED,
        "entry 0 is missing",
    ),
    "the last entry cut short": (
        signed_anew("entries/000000.bin", lambda data: data[:-1]),
        Code.ALTERED,
        "entry 299 is missing",
    ),
    "a tile changed": (
        signed_anew("tiles/0/0.bin", lambda data: data[:64] + b"\0" * 32 + data[96:]),
        Code.ALTERED,
        "the hash of entry 2 in its tile was altered; the entry is as it was sealed",
    ),
    "a tile too long": (
        signed_anew("tiles/0/0.bin", lambda data: data + b"\0" * 32),
        Code.ALTERED,
        "entry 0 is not in the tree",
    ),
    "an upper tile changed": (
        signed_anew("tiles/1/0.bin", lambda data: b"\0" * 32),
        Code.ALTERED,
        "tile 1/0 is not what the entries give",
    ),
    "a checkpoint changed": (
        signed_anew("checkpoints.jsonl", lambda data: data.replace(b"\\n300\\n", b"\\n299\\n")),
        Code.ALTERED,
        "the database, checkpoint 299: the signature of checkpoint 299 does not fit its text",
    ),
    "checkpoints that are no lines": (
        signed_anew("checkpoints.jsonl", lambda data: b"x" + data),
        Code.ALTERED,
        "the checkpoints cannot be read: checkpoints.jsonl: Expecting value",
    ),
    "checkpoints without end": (
        signed_anew("checkpoints.jsonl", lambda data: data[:-1]),
        Code.ALTERED,
        "the checkpoints cannot be read: checkpoints.jsonl: not whole",
    ),
    "a checkpoint with cosignatures that are none": (
        signed_anew("checkpoints.jsonl", lambda data: data.replace(b'"cosignatures": []', b'"cosignatures": 5')),
        Code.ALTERED,
        "the checkpoints cannot be read: checkpoints.jsonl: no checkpoint",
    ),
    "no checkpoints": (
        signed_anew("checkpoints.jsonl", lambda data: b""),
        Code.KEY,
        "no checkpoint vouches for the entries",
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_each_change_of_an_archive_is_found(
    case: tuple[Callable[[Log, Files], Files], Code, str], tmp_path: Path
) -> None:
    change, code, said = case
    log = small()
    report = judged(archive(tmp_path, change(log, log.archive_files())))
    assert report.code is code, found(report)
    assert any(text.startswith(said) for text in found(report)), found(report)


def test_credentials_that_are_none_are_found(tmp_path: Path) -> None:
    log = full()
    files = log.archive_files(kind="backup")
    kept = {name: data for name, data in files.items() if not name.startswith("manifest")}
    for lines in (b'{"account": "li", "value": "!"}\n', b'{"account": "li"}\n', b"{}"):
        changed = log.signed({**kept, "credentials.jsonl": lines}, kind="backup")
        report = judged(archive(tmp_path, changed))
        assert (report.code, len(report.findings)) == (Code.ALTERED, 1)
        assert found(report)[0].startswith("the credentials cannot be read: credentials.jsonl: ")


def test_a_secret_in_a_backup_that_is_not_the_one_that_was_set_is_found(tmp_path: Path) -> None:
    log = full()
    log.credentials["li"] = b"another"
    report = judged(archive(tmp_path, log.archive_files(kind="backup")))
    assert found(report) == ["the credentials of li are not those that entry 504 names"]


@pytest.mark.parametrize("share", [0.2, 0.5, 0.7])
def test_an_archive_that_was_cut_off_is_truncated(tmp_path: Path, share: float) -> None:
    path = archive(tmp_path, small().archive_files(each=20))
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])
    report = judged(path)
    assert Code.TRUNCATED in {finding.code for finding in report.findings}
    assert any(text.startswith("the archive is cut off: byte") for text in found(report))


def test_a_packed_archive_that_was_cut_off_cannot_be_read(tmp_path: Path) -> None:
    path = archive(tmp_path, small().archive_files(), "w:gz")
    path.write_bytes(path.read_bytes()[:-200])
    assert judged(path).code is Code.UNREADABLE


def test_a_bomb_is_refused(tmp_path: Path) -> None:
    path = archive(tmp_path, {"manifest.json": b"\0" * 100_000_000}, "w:gz")
    report = judged(path)
    assert (report.code, found(report)) == (
        Code.UNREADABLE,
        [f"{path} unpacks to far more than an archive can"[:200]],
    )


def header(name: str, kind: bytes = b"0", link: str = "", size: int = 0) -> bytes:
    info = tarfile.TarInfo(name)
    info.type, info.linkname, info.size = kind, link, size
    return info.tobuf(tarfile.USTAR_FORMAT)


HOSTILE = {
    "a way out": header("../../etc/passwd"),
    "a way out within": header("entries/../../x"),
    "an absolute name": header("/etc/passwd"),
    "a name with a backslash": header("entries\\x"),
    "a name with control characters": header("a\x1b[31mb"),
    "a hidden name": header(".profile"),
    "a deep name": header("a/b/c/d/e"),
    "no name": header(""),
    "a symbolic link": header("manifest.sig", tarfile.SYMTYPE, "/etc/passwd"),
    "a hard link": header("manifest.sig", tarfile.LNKTYPE, "manifest.json"),
    "a device": header("manifest.sig", tarfile.CHRTYPE),
    "a pipe": header("manifest.sig", tarfile.FIFOTYPE),
    "a folder": header("entries", tarfile.DIRTYPE),
    "a checksum that does not fit": header("manifest.sig")[:-1] + b"x",
    "a size that is none": header("manifest.sig").replace(b"00000000000\x00", b"zzzzzzzzzzz\x00"),
    "a size beyond the end": header("manifest.sig", size=10**9),
    "a remark that names another path": header("x", b"x", size=20) + b"20 path=../../secret".ljust(512, b"\0"),
    "a remark that changes a size": header("x", b"x", size=12) + b"12 size=1000".ljust(512, b"\0"),
    "a remark that names a link": header("x", b"x", size=18) + b"18 linkpath=secret".ljust(512, b"\0"),
    "a remark of another tar": header("x", b"x", size=24) + b"24 GNU.sparse.name=secret".ljust(512, b"\0"),
    "a remark one too long": header("x", b"x", size=65_537) + b"a" * 66_048,
    "a long remark": header("x", b"x", size=70_000) + b"a" * 70_144,
}


@pytest.mark.parametrize("block", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_tar_is_answered_with_a_verdict(tmp_path: Path, block: bytes) -> None:
    path = archive(tmp_path, small().archive_files())
    end = path.read_bytes().index(b"entries/000000.bin\0")
    path.write_bytes(path.read_bytes()[:end] + block + path.read_bytes()[end:])
    report = judged(path)
    assert report.code in (Code.ALTERED, Code.TRUNCATED)
    with pytest.raises(TarError), path.open("rb") as file:
        list(members(file, path.stat().st_size))
    alone = tmp_path / "alone.ccaudit"
    alone.write_bytes(block + b"\0" * 1024)
    assert judged(alone).code is Code.UNREADABLE


def test_remarks_about_times_are_passed_over() -> None:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT) as tar:
        info = tarfile.TarInfo("manifest.json")
        info.size, info.mtime = 3, 1.5
        tar.addfile(info, io.BytesIO(b"abc"))
    found_there = list(members(file, len(file.getvalue())))
    assert [(it.name, it.offset, it.length) for it in found_there] == [("manifest.json", 1536, 3)]


def test_the_longest_remark_is_passed_over() -> None:
    file = io.BytesIO(header("x", b"x", size=65_536) + b"a" * 65_536 + header("a") + b"\0" * 1024)
    assert [it.name for it in members(file, len(file.getvalue()))] == ["a"]


def test_a_file_that_stands_there_twice_is_found(tmp_path: Path) -> None:
    path = tmp_path / "it.ccaudit"
    with tarfile.open(path, "w") as tar:
        for name, data in [*small().archive_files().items(), ("checkpoints.jsonl", b"")]:
            info = tarfile.TarInfo(name)
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
    assert found(judged(path))[0] == "the archive holds checkpoints.jsonl twice"


def test_manifests_of_strange_shape_are_refused(tmp_path: Path) -> None:
    files = small().archive_files()
    whole = json.loads(files["manifest.json"])
    shapes: list[object] = [[], 5, "x", {}, {**whole, "files": {}}, {**whole, "files": 7}, {**whole, "origin": 5}]
    shapes += [{**whole, "size": 2**63}, {**whole, "first": -1}, {**whole, "size": 3.0}, {**whole, "files": [1]}]
    for shape in shapes:
        changed = {**files, "manifest.json": json.dumps(shape).encode()}
        assert judged(archive(tmp_path, changed)).code in (Code.UNREADABLE, Code.ALTERED)
    deep = {**files, "manifest.json": b"[" * 100_000}
    assert judged(archive(tmp_path, deep)).code is Code.UNREADABLE


def test_the_second_key_may_sign_what_the_first_one_began(tmp_path: Path) -> None:
    assert judged(archive(tmp_path, full().archive_files()), keys=[SECOND]).code is Code.OK
