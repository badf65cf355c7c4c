"""Files with checkpoints at their edges: the last line, the longest line, the settings that say where they lie."""

from __future__ import annotations

from pathlib import Path

import pytest

from audit import places
from audit.places import Piece, PlaceFile, beginning, fields, files_of, places_of, read
from audit.verdict import Code, Finding, Report, Said, Unreadable
from tests.support.audit_cases import found, told
from tests.support.audit_writer import lines

GOOD = '{"at": "x", "note": "n"}\n'
NO_SECOND = "no second place was found: whether the newest entries are missing cannot be told from it"


def seen(path: Path, length: int | None = None) -> list[str]:
    """Of each checkpoint where it stands and its text, of each finding where it is with a "!"."""
    told_there = []
    for it in read(PlaceFile("p", path, path.stat().st_size if length is None else length)):
        if isinstance(it, Finding):
            assert it.code is Code.ALTERED
            told_there.append("! " + str(it.said.values["where"]))
        else:
            told_there.append(f"{it.where} {it.note.decode()} {it.line}".strip())
    return told_there


LINES: dict[str, tuple[bytes, list[str]]] = {
    "nothing": (b"", []),
    "a line": (GOOD.encode(), ["p:1 n"]),
    "a cosigned line": (b'{"at": "x", "note": "n", "line": "l"}\n', ["p:1 n l"]),
    "two lines": (GOOD.encode() * 2, ["p:1 n", "p:2 n"]),
    "a raw note": (b"abc", ["p abc"]),
    "a raw note that ends like lines": (b"abc\n" + GOOD.encode(), ["p abc\n" + GOOD.strip()]),
    "an empty line": (GOOD.encode() + b"\n" + GOOD.encode(), ["p:1 n", "! p:2", "p:3 n"]),
    "a cut line": (GOOD.encode() + b'{"at": "x"', ["p:1 n"]),
    "a whole line without its end": (GOOD.encode() + GOOD.encode()[:-1], ["p:1 n"]),
    "a whole line with another end": (GOOD.encode()[:-1] + b"x", ["! p:1"]),
    "a whole line with a blank for its end": (GOOD.encode()[:-1] + b" ", ["! p:1"]),
    "a line cut within a character": (GOOD.encode() + b'{"note": "\xc3', ["p:1 n"]),
    "a whole line and half a character": (GOOD.encode()[:-1] + b"\xc3", ["! p:1"]),
    "half a character behind the last brace but one": (GOOD.encode()[:-1] + b"x\xc3", []),
    "half a character before the last brace": (GOOD.encode()[:-2] + b"\xc3", []),
    "another field": (b'{"at": "x", "note": "n", "more": "l"}\n', ["! p:1"]),
    "a field too few": (b'{"note": "n"}\n', ["! p:1"]),
    "no note": (b'{"at": "n"}\n', ["! p:1"]),
    "a note that is none": (b'{"at": "x", "note": 5}\n', ["! p:1"]),
    "a line that is none": (b'{"at": "x", "note": "n", "line": 5}\n', ["! p:1"]),
    "a note that is no text": (b'{"at": "x", "note": "\\ud800"}\n', ["! p:1"]),
    "a name twice": (b'{"at": "x", "note": "n", "note": "n"}\n', ["! p:1"]),
}


@pytest.mark.parametrize("case", LINES.values(), ids=LINES.keys())
def test_a_line_is_a_checkpoint_or_named(tmp_path: Path, case: tuple[bytes, list[str]]) -> None:
    data, expected = case
    (tmp_path / "it").write_bytes(data)
    assert seen(tmp_path / "it") == expected


def test_only_what_was_there_is_read_and_all_of_it(tmp_path: Path) -> None:
    path = tmp_path / "it"
    path.write_text(GOOD * 3)
    assert seen(path, 2 * len(GOOD)) == ["p:1 n", "p:2 n"]
    assert seen(path, 2 * len(GOOD) + 5) == ["p:1 n", "p:2 n"]
    assert seen(path, 3 * len(GOOD) + 1) == ["p:1 n", "p:2 n", "p:3 n", "! p:4"]
    assert seen(path, 0) == []


def test_lines_and_notes_are_read_up_to_their_longest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "it"
    path.write_text(GOOD + GOOD.replace("n", "nn", 1) + GOOD)
    monkeypatch.setattr(places, "LONGEST_LINE", len(GOOD))
    assert seen(path) == ["p:1 n", "! p:2"]
    path.write_text("abcd")
    monkeypatch.setattr(places, "LONGEST", 4)
    assert seen(path) == ["p abcd"]
    path.write_text("abcde")
    assert seen(path) == ["! p"]


def test_a_file_that_cannot_be_read_is_said_by_its_place(tmp_path: Path) -> None:
    for path, reason in ((tmp_path / "gone", "No such file or directory"), (tmp_path, "not a regular file")):
        (finding,) = read(PlaceFile("p", path, 5))
        said = Said("{path} cannot be read: {reason}", {"path": "p", "reason": reason})
        assert finding == Finding(Code.UNREADABLE, said)


def test_what_is_no_checkpoint_is_said_with_its_line(tmp_path: Path) -> None:
    lines(tmp_path / "it", ["{}"])
    said = Said("{where} is no checkpoint as the program writes them", {"where": "p:1"})
    assert list(read(PlaceFile("p", tmp_path / "it", 3))) == [Finding(Code.ALTERED, said)]


def test_folders_are_gone_through_in_the_order_of_their_names(tmp_path: Path) -> None:
    for name in "dbfaecg":
        lines(tmp_path / name / f"{name}.jsonl", [])
    assert "".join(it.path.stem for it in files_of(tmp_path, "n", Report())) == "abcdefg"


def test_an_object_has_each_name_once() -> None:
    assert fields(b'{"a": {"b": 1}, "b": 2}') == {"a": {"b": 1}, "b": 2}
    for data, reason in (
        (b'{"a": 1, "a": 1}', "a name stands twice"),
        (b'{"a": {"b": 1, "b": 1}}', "a name stands twice"),
        (b"[1]", "no object"),
        (b"[" * 100_000, "too deep"),
        (b"{", "Expecting property name"),
    ):
        with pytest.raises(ValueError, match=f"^{reason}"):
            fields(data)


def test_files_are_taken_by_their_endings_folder_by_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("b.jsonl", "a.note", "a.txt", "d/c.jsonl", "c/z.jsonl"):
        lines(tmp_path / "place" / name, ["xy"])
    report = Report()
    taken = [("n/a.note", 3), ("n/b.jsonl", 3), ("n/z.jsonl", 3), ("n/c.jsonl", 3)]
    assert [(it.place, it.length) for it in files_of(tmp_path / "place", "n", report)] == taken
    monkeypatch.setattr(places, "MOST_FILES", 3)
    assert [(it.place, it.length) for it in files_of(tmp_path / "place", "n", report)] == taken[:3]
    assert [it.place for it in files_of(tmp_path / "place" / "a.txt", "a.txt", report)] == ["a.txt"]
    assert [it.place for it in files_of(tmp_path / "place" / "a.txt", "n", report)] == ["n/a.txt"]
    assert (told(report), found(report)) == ([], [])
    (tmp_path / "empty").mkdir()
    assert files_of(tmp_path / "empty", "n", report) == []
    assert files_of(tmp_path / "gone", "n", report) == []
    assert (told(report), found(report)) == (
        ["n holds no checkpoints"],
        [f"{tmp_path / 'gone'} cannot be read: No such file or directory"],
    )
    assert report.code is Code.UNREADABLE


UNUSABLE = "the settings cannot be read: the second place is taken to be {}"
SETTINGS: dict[str, tuple[str | None, bool, list[str], str]] = {
    "none": (None, True, ["second place/usual.jsonl"], ""),
    "none and no usual place": (None, False, [], NO_SECOND),
    "empty": ("", True, ["second place/usual.jsonl"], ""),
    "another place": ('[audit]\nsecond_place = "other"', True, ["second place/other.jsonl"], ""),
    "a place that is no text": ("[audit]\nsecond_place = 5", True, ["second place/usual.jsonl"], ""),
    "a place that is empty": ('[audit]\nsecond_place = ""', True, ["second place/usual.jsonl"], ""),
    "a place that cannot be": ('[audit]\nsecond_place = "a\\u0000b"', True, ["second place/usual.jsonl"], ""),
    "broken": ("[audit", True, ["second place/usual.jsonl"], UNUSABLE),
    "of another form": ("audit = 5", True, ["second place/usual.jsonl"], UNUSABLE),
}


@pytest.mark.parametrize("case", SETTINGS.values(), ids=SETTINGS.keys())
def test_the_second_place_is_the_settings_or_the_usual_one(
    tmp_path: Path, case: tuple[str | None, bool, list[str], str]
) -> None:
    text, usual, expected, said = case
    lines(tmp_path / "other" / "other.jsonl", [])
    if usual:
        lines(tmp_path / "checkpoints" / "usual.jsonl", [])
    if text is not None:
        lines(tmp_path / "settings.toml", [text])
    report = Report()
    assert [it.place for it in places_of(tmp_path, report)] == expected
    assert told(report) == ([said.format(tmp_path / "checkpoints")] if said else [])


def test_settings_that_cannot_be_opened_leave_the_usual_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lines(tmp_path / "checkpoints" / "usual.jsonl", [])
    (tmp_path / "settings.toml").mkdir()
    report = Report()
    assert [it.place for it in places_of(tmp_path, report)] == ["second place/usual.jsonl"]
    assert told(report) == [UNUSABLE.format(tmp_path / "checkpoints")]
    (tmp_path / "settings.toml").rmdir()
    text = '[audit]\nsecond_place = "other"\n'
    lines(tmp_path / "other" / "other.jsonl", [])
    (tmp_path / "settings.toml").write_bytes(text.encode() + b"# \xff\n")
    assert [it.place for it in places_of(tmp_path, report)] == ["second place/usual.jsonl"]
    monkeypatch.setattr(places, "LONGEST_SETTINGS", len(text))
    assert [it.place for it in places_of(tmp_path, report)] == ["second place/other.jsonl"]


def test_witnesses_are_folders_of_their_name_in_order(tmp_path: Path) -> None:
    lines(tmp_path / "checkpoints" / "x.jsonl", [])
    for name in ("b.witness/1.jsonl", "a.witness/1.jsonl", "c.other/1.jsonl"):
        lines(tmp_path / "seats" / name, [])
    lines(tmp_path / "seats" / "0.witness", [])
    assert [it.place for it in places_of(tmp_path, Report())] == [
        "second place/x.jsonl",
        "a.witness/1.jsonl",
        "b.witness/1.jsonl",
    ]


def test_so_much_of_a_file_s_beginning_is_read(tmp_path: Path) -> None:
    (tmp_path / "it").write_bytes(b"abcdef")
    assert [beginning(tmp_path / "it", length) for length in (0, 3, 9)] == [b"", b"abc", b"abcdef"]
    with pytest.raises(Unreadable) as raised:
        beginning(tmp_path, 1)
    assert raised.value.said.values == {"path": str(tmp_path), "reason": "not a regular file"}
    assert (str(raised.value), Piece("w", b"").line) == ("{path} cannot be read: {reason}", "")
