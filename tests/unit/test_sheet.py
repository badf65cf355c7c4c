"""Tables that leave the centre: nothing in them is a formula, and a CSV reader finds every cell as it was."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commandcenter.adapters.export.sheet import safe, write_table
from commandcenter.adapters.export.target import ExportTrouble, new_file


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "＝1",
        "＋1",
        "－1",
        "＠1",
        " =1",
        "\u3000=cmd|' /C calc'!A0",
    ],
)
def test_what_a_spreadsheet_would_run_is_text(text: str) -> None:
    assert safe(text) == "'" + text


@pytest.mark.parametrize("cell", [-1, -1.5, 0, 3.25, None, "plain", "a=b", "1-2", ""])
def test_numbers_and_other_texts_stay_as_they_are(cell: str | float | None) -> None:
    assert safe(cell) == cell


def test_a_table_in_its_bytes() -> None:
    file = io.BytesIO()
    assert write_table(file, ("seq", "text"), [(1, '说 "好"'), (-2.5, "a,b\nc"), (3, None)]) == 3
    assert file.getvalue() == (b"\xef\xbb\xbf" + '"seq","text"\r\n1,"说 ""好"""\r\n-2.5,"a,b\nc"\r\n3,""\r\n'.encode())


@given(st.lists(st.lists(st.text(st.characters(codec="utf-8")), min_size=2, max_size=2), max_size=5))
def test_every_text_comes_back_and_none_begins_like_a_formula(rows: list[list[str]]) -> None:
    file = io.BytesIO()
    write_table(file, ("a", "b"), rows)
    text = file.getvalue().decode("utf-8-sig")
    found = list(csv.reader(io.StringIO(text, newline="")))[1:]
    assert [[cell.removeprefix("'") for cell in row] for row in found] == [
        [cell.removeprefix("'") for cell in row] for row in rows
    ]
    for row in found:
        for cell in row:
            assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"))


def test_a_file_that_is_there_is_not_written_over(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("mine")
    with pytest.raises(ExportTrouble, match="exists already"), new_file(path) as file:
        file.write(b"theirs")
    assert path.read_text() == "mine"
    assert [each.name for each in tmp_path.iterdir()] == ["x.csv"]


def test_a_file_that_appears_meanwhile_stays(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"

    def write() -> None:
        with new_file(path) as file:
            file.write(b"theirs")
            path.write_text("mine")

    with pytest.raises(ExportTrouble, match="exists already"):
        write()
    assert path.read_text() == "mine"
    assert [each.name for each in tmp_path.iterdir()] == ["x.csv"]


@pytest.mark.parametrize("error", [KeyboardInterrupt, ValueError])
def test_whoever_stops_it_leaves_nothing(tmp_path: Path, error: type[BaseException]) -> None:
    def write() -> None:
        with new_file(tmp_path / "x.csv") as file:
            file.write(b"half")
            raise error

    with pytest.raises(error):
        write()
    assert list(tmp_path.iterdir()) == []


def test_a_link_that_lies_there_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "x.csv").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(ExportTrouble, match="exists already"), new_file(tmp_path / "x.csv") as file:
        file.write(b"x")
    assert not (tmp_path / "elsewhere").exists()


def test_only_the_owner_reads_it(tmp_path: Path) -> None:
    with new_file(tmp_path / "x.csv") as file:
        file.write(b"x")
    assert (tmp_path / "x.csv").stat().st_mode & 0o777 == 0o600


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ExportTrouble) as told, new_file(tmp_path / "no" / "x.csv") as file:
        file.write(b"x")
    assert str(told.value) == f"There is no folder {tmp_path / 'no'}."
    assert told.value.todo == "Make it, or name another file."


def test_the_next_step_fits_every_command_whether_its_file_is_an_option_or_not(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    todos = []
    for path in (tmp_path / "file", tmp_path / "file" / "x.csv"):
        with pytest.raises(ExportTrouble) as told, new_file(path):
            pass
        todos.append(told.value.todo)
    assert todos == ["Name another file.", "Make room or grant access, or name another file."]
