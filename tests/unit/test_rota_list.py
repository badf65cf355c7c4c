"""The rota from a file: Chinese and English headings, and every wrong place named."""

from __future__ import annotations

from pathlib import Path

import pytest

from commandcenter.adapters.rota_list import RotaListError, read_rota
from tests.support.duty import PLAN

HEAD = "日期,班次,工号,姓名,岗位,带班\n"


def read(folder: Path, text: str | bytes) -> dict[str, list[tuple[str, str, str, bool]]]:
    file = folder / "rota.csv"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return {
        slot: [(row.person, row.name, row.position, row.leader) for row in rows]
        for slot, rows in read_rota(file, PLAN).items()
    }


def test_people_by_shift_in_their_order(tmp_path: Path) -> None:
    text = (
        HEAD
        + "2026-11-22,早班,a001,王敏,值班员,\n2026-11-22,早班,9001,周正,值班长,是\n\n2026/11/22,中班,1003, 赵磊 ,,否\n"
    )
    assert read(tmp_path, text) == {
        "2026-11-22/早班": [("A001", "王敏", "值班员", False), ("9001", "周正", "值班长", True)],
        "2026-11-22/中班": [("1003", "赵磊", "", False)],
    }


def test_english_headings_and_a_byte_order_mark(tmp_path: Path) -> None:
    text = "\ufeffDay,Shift,Staff number,Name\r\n2026-11-22,夜班,1,Ann\r\n"
    assert read(tmp_path, text) == {"2026-11-22/夜班": [("1", "Ann", "", False)]}


@pytest.mark.parametrize(
    ("text", "where", "what"),
    [
        ("日期,班次,姓名\n", "line 1", "headings missing: person"),
        (HEAD, "-", "there is nobody in it"),
        (HEAD + "22.11.2026,早班,1,a,,\n", "line 2: day", "'22.11.2026' is no date like 2026-11-22"),
        (HEAD + "2026-11-22,晚班,1,a,,\n", "line 2: shift", "'晚班' is no shift of the plan: 夜班, 早班, 中班"),
        (HEAD + "2026-11-22,早班,1 2,a,,\n", "line 2: person", "'1 2' cannot stand there"),
        (HEAD + "2026-11-22,早班,1,,,\n", "line 2: name", "The text is empty."),
        (HEAD + "2026-11-22,早班,1,a\u202eb,,\n", "line 2: name", "U+202E"),
        (HEAD + f"2026-11-22,早班,1,a,{'x' * 33},\n", "line 2: position", "longer than 32 characters"),
        (HEAD + "2026-11-22,早班,1,a,,maybe\n", "line 2: leader", "'maybe' is neither yes nor no"),
        (HEAD + "2026-11-22,早班,a1,a,,\n2026-11-22,早班,A1,b,,\n", "line 3: person", "'A1' stands there twice"),
        (HEAD + '2026-11-22,"早班,1,a,,\n', "line 2", "unexpected end of data"),
    ],
)
def test_each_wrong_place_is_named(tmp_path: Path, text: str, where: str, what: str) -> None:
    with pytest.raises(RotaListError) as wrong:
        read(tmp_path, text)
    assert wrong.value.values["where"] == where
    assert what in str(wrong.value.values["what"])


def test_a_file_that_is_no_text_or_far_too_large_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RotaListError, match="byte 0"):
        read(tmp_path, b"\xff\xfe")
    with pytest.raises(RotaListError, match="larger than"):
        read(tmp_path, b"x" * (4 * 1024 * 1024 + 1))
    with pytest.raises(RotaListError, match="No such file"):
        read_rota(tmp_path / "none.csv", PLAN)
