"""How an archive is read: stretches of its entries, lines of its files, and how long each of them may be."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from audit import archive
from audit.archive import ArchiveOpener, ArchiveSource, open_archive, unpacked
from audit.source import Extent
from audit.verdict import Code, Report, Unreadable
from tests.support.audit_cases import FIRST, SECOND, found, judged, small
from tests.support.audit_writer import Log, Signer, write_tar

Files = dict[str, bytes]


def signed(log: Log, files: Files, **more: bytes) -> Files:
    kept = {name: data for name, data in files.items() if not name.startswith("manifest")}
    return log.signed({**kept, **more})


def opened(path: Path) -> tuple[ArchiveSource, Report]:
    report = Report()
    return open_archive(path, report)[0](), report


@pytest.mark.parametrize(("each", "starts"), [(25, range(200, 300, 5)), (7, None), (300, range(200, 300, 5))])
def test_any_stretch_of_entries_is_read_from_the_middle_of_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, each: int, starts: range | None
) -> None:
    monkeypatch.setattr(archive, "STRIDE", 5)
    log = small()
    source, report = opened(write_tar(tmp_path / "it.ccaudit", log.archive_files(first=200, each=each)))
    extent, strides = source.extent, source.opener.strides
    assert (found(report), extent.first, extent.end, extent.hole) == ([], 200, 300, None)
    if starts is not None:
        assert [(seq, count) for seq, _, count in strides] == [(seq, 5) for seq in starts]
    assert sum(count for _, _, count in strides) == 100
    for first, end in ((200, 300), (200, 201), (204, 206), (205, 210), (207, 299), (299, 300), (250, 250)):
        assert list(source.rows(first, end)) == [(seq, log.entries[seq]) for seq in range(first, end)]
    source.close()


def test_a_stretch_begins_with_the_file_that_holds_its_first_entry(tmp_path: Path) -> None:
    path = tmp_path / "it"
    path.write_bytes(b"".join(len(it).to_bytes(4, "big") + it for it in (b"a", b"bb", b"ccc", b"dddd")))
    source = ArchiveOpener(path, Extent(1000, 1004, 1004), {}, [(1000, 0, 2), (1002, 11, 2)])()
    assert list(source.rows(1000, 1004)) == [(1000, b"a"), (1001, b"bb"), (1002, b"ccc"), (1003, b"dddd")]
    assert list(source.rows(1001, 1003)) == [(1001, b"bb"), (1002, b"ccc")]
    assert list(source.rows(1002, 1003)) == [(1002, b"ccc")]
    source.close()


def test_an_empty_entry_at_the_end_is_there_and_none_of_ours(tmp_path: Path) -> None:
    log = small()
    log.entries.append(b"")
    log.seal()
    report = judged(write_tar(tmp_path / "it.ccaudit", log.archive_files()))
    assert (report.code, found(report)) == (Code.ALTERED, ["entry 300 is no entry of this place"])


def test_behind_a_length_that_was_changed_nothing_is_taken_for_an_entry(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The next file would be read as if its first entry stood where the lost one did."""
    monkeypatch.setattr(archive, "STRIDE", 5)
    log = small()
    files = log.archive_files(each=20)
    data = files["entries/000001.bin"]
    at = sum(4 + len(it) for it in log.entries[20:33])
    longer = (len(log.entries[33]) + 1).to_bytes(4, "big")
    for broken, end in (
        (data[:at] + longer + data[at + 4 :], 34),
        (data[:at] + b"\xff" * 4 + data[at + 4 :], 33),
        (data[:-1], 39),
        # Whole, but seven entries short: all that follows is taken for what it is not, and found altered.
        (data[:at], 293),
    ):
        changed = signed(log, files, **{"entries/000001.bin": broken})
        source, _ = opened(write_tar(tmp_path / "it.ccaudit", changed))
        source.close()
        assert (source.extent.end, source.extent.hole) == (end, end)
        assert judged(tmp_path / "it.ccaudit").code is Code.ALTERED


def test_an_empty_file_of_entries_is_passed_over(tmp_path: Path) -> None:
    log = small()
    files = log.archive_files(each=150)
    later = {"entries/000002.bin": files.pop("entries/000001.bin"), "entries/000001.bin": b""}
    assert judged(write_tar(tmp_path / "it.ccaudit", signed(log, files, **later))).code is Code.OK
    first = {"entries/000000.bin": b"", "entries/000001.bin": files.pop("entries/000000.bin"), **later}
    first["entries/000001.bin"] = log.archive_files(each=150)["entries/000000.bin"]
    assert judged(write_tar(tmp_path / "other.ccaudit", signed(log, files, **first))).code is Code.OK


def test_an_archive_without_checkpoints_is_vouched_for_by_nobody(tmp_path: Path) -> None:
    log = small()
    files = {name: data for name, data in log.archive_files().items() if name != "checkpoints.jsonl"}
    report = judged(write_tar(tmp_path / "it.ccaudit", signed(log, files)))
    assert (report.code, found(report)) == (Code.KEY, ["no checkpoint vouches for the entries"])


def test_a_line_does_not_go_on_in_the_next_file(tmp_path: Path) -> None:
    log = small()
    files = log.archive_files()
    cut = {"checkpoints.jsonl": files["checkpoints.jsonl"][:-1], "tiles/1/0.bin": b"\n" * 32}
    order = {name: files[name] for name in files if name not in cut}
    report = judged(write_tar(tmp_path / "it.ccaudit", signed(log, {**order, **cut})))
    assert "the checkpoints cannot be read: checkpoints.jsonl: not whole" in found(report)


def test_notes_that_are_no_notes_are_named_and_stop_nothing(tmp_path: Path) -> None:
    log = small()
    files = log.archive_files()
    for note, said in (
        ("\ud800", "the database, checkpoint -1: what stands there is no checkpoint: no line feed at the end"),
        ("", "the database, checkpoint -1: what stands there is no checkpoint: no line feed at the end"),
        (5, "the checkpoints cannot be read: checkpoints.jsonl: no checkpoint"),
    ):
        line = json.dumps({"note": note, "cosignatures": []}).encode() + b"\n"
        changed = signed(log, files, **{"checkpoints.jsonl": files["checkpoints.jsonl"] + line})
        report = judged(write_tar(tmp_path / "it.ccaudit", changed))
        assert (report.code, found(report)[0]) == (Code.ALTERED, said)


def test_a_cosignature_below_no_note_is_homeless(tmp_path: Path) -> None:
    log = small()
    files = log.archive_files()
    line = json.dumps({"note": "\ud800", "cosignatures": ["— desk-1 AAAA"]}).encode() + b"\n"
    changed = signed(log, files, **{"checkpoints.jsonl": files["checkpoints.jsonl"] + line})
    report = judged(write_tar(tmp_path / "it.ccaudit", changed))
    assert (report.code, found(report)) == (
        Code.ALTERED,
        [
            "the database:  has cosigned checkpoint -1, which is not there",
            "the database, checkpoint -1: what stands there is no checkpoint: no line feed at the end",
        ],
    )


def test_unpacking_ends_where_no_archive_would(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "it.gz"
    path.write_bytes(gzip.compress(bytes(10_000), mtime=0))
    monkeypatch.setattr(archive, "MOST_PACKED", 100)
    monkeypatch.setattr(archive, "FREE", 10_000 - 100 * path.stat().st_size)
    assert unpacked(path, tmp_path).read_bytes() == bytes(10_000)
    monkeypatch.setattr(archive, "FREE", 9_999 - 100 * path.stat().st_size)
    with pytest.raises(Unreadable) as raised:
        unpacked(path, tmp_path)
    assert raised.value.said.values == {"path": str(path)}


def test_as_many_files_as_allowed_are_listed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = small().archive_files()
    path = write_tar(tmp_path / "it.ccaudit", files)
    monkeypatch.setattr(archive, "MOST_MEMBERS", len(files))
    assert judged(path).code is Code.OK
    monkeypatch.setattr(archive, "MOST_MEMBERS", len(files) - 1)
    assert judged(path).code is Code.ALTERED


def test_behind_a_file_that_stands_there_twice_nothing_is_read(tmp_path: Path) -> None:
    files = small().archive_files()
    path = write_tar(tmp_path / "it.ccaudit", files)
    data = path.read_bytes()
    first, last = data.index(b"manifest.sig\0"), data.index(b"checkpoints.jsonl\0")
    path.write_bytes(data[:last] + data[first : first + 1024] + data[last:])
    wrong = found(judged(path))
    assert wrong[0] == "the archive holds manifest.sig twice"
    assert "the archive lacks checkpoints.jsonl, which its manifest lists" in wrong


def test_a_manifest_is_read_up_to_its_longest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = small().archive_files()
    path = write_tar(tmp_path / "it.ccaudit", files)
    monkeypatch.setattr(archive, "LONGEST_MANIFEST", len(files["manifest.json"]))
    assert judged(path).code is Code.OK
    monkeypatch.setattr(archive, "LONGEST_MANIFEST", len(files["manifest.json"]) - 1)
    assert found(judged(path)) == ["the archive's manifest cannot be read"]


def test_an_entry_is_read_up_to_its_longest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log = small()
    longest = log.add({"do": "operator.acted", "action": "x" * 5000})
    log.seal()
    path = write_tar(tmp_path / "it.ccaudit", log.archive_files())
    monkeypatch.setattr(archive, "LONGEST", len(log.entries[longest]))
    assert judged(path).code is Code.OK
    monkeypatch.setattr(archive, "LONGEST", len(log.entries[longest]) - 1)
    assert f"entry {longest} is missing" in found(judged(path))


def test_a_manifest_counts_with_the_log_s_own_keys_and_with_given_ones_of_its_name_alone(tmp_path: Path) -> None:
    other = Signer("commandcenter/ffffffff", 7)
    log = small()
    files = log.archive_files()
    text = files["manifest.sig"].decode().split("\n\n")[0] + "\n"
    for signer, keys, code in (
        (SECOND, [FIRST, SECOND], Code.OK),
        (SECOND, [FIRST], Code.KEY),
        (other, [FIRST, other], Code.KEY),
    ):
        note = f"{text}\n{signer.line(text)}".encode()
        report = judged(write_tar(tmp_path / "it.ccaudit", {**files, "manifest.sig": note}), keys=keys)
        assert report.code is code, (signer, found(report))
        assert found(report) == (["the manifest is signed with no key of the log"] if code else [])


def test_one_broken_signature_among_those_of_the_log_is_found(tmp_path: Path) -> None:
    log = small()
    files = log.archive_files()
    text = files["manifest.sig"].decode().split("\n\n")[0] + "\n"
    note = f"{text}\n{FIRST.line(text)}{SECOND.line(text + text)}".encode()
    report = judged(write_tar(tmp_path / "it.ccaudit", {**files, "manifest.sig": note}), keys=[FIRST, SECOND])
    assert (report.code, found(report)) == (Code.ALTERED, ["the signature of the manifest does not fit"])
