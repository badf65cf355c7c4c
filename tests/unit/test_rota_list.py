"""The rota from a file: Chinese and English headings, and every wrong place named."""

from __future__ import annotations

from pathlib import Path

import pytest

from commandcenter.adapters.rota_list import RotaListError, RotaRow, read_rota, require_accounts
from commandcenter.domain.errors import Trouble
from commandcenter.domain.people import Account, Role
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
    assert str(wrong.value.values["where"]) == where
    assert what in str(wrong.value.values["what"])


def test_a_file_that_is_no_text_or_far_too_large_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RotaListError, match="byte 0"):
        read(tmp_path, b"\xff\xfe")
    with pytest.raises(RotaListError, match="larger than"):
        read(tmp_path, b"x" * (4 * 1024 * 1024 + 1))
    with pytest.raises(RotaListError, match=r"^There is no file \S+none\.csv\.$"):
        read_rota(tmp_path / "none.csv", PLAN)


def test_a_place_is_a_sentence_of_its_own_to_be_translated(tmp_path: Path) -> None:
    with pytest.raises(RotaListError) as wrong:
        read(tmp_path, HEAD + "2026-11-22,早班,1,a,,maybe\n")
    where = wrong.value.values["where"]
    assert isinstance(where, Trouble)
    assert (where.template, where.values) == ("line {line}: {column}", {"line": 2, "column": "leader"})


def planned(folder: Path, person: str) -> dict[str, list[RotaRow]]:
    file = folder / "rota.csv"
    file.write_text(f"{HEAD}2026-11-22,早班,{person},李伟,,\n", encoding="utf-8")
    return read_rota(file, PLAN)


@pytest.mark.parametrize(
    ("enabled", "person", "what"),
    [
        (True, "1002", "no account has the staff number {person}"),
        (False, "1001", "every account of staff number {person} is disabled"),
    ],
)
def test_who_cannot_sign_in_is_not_planned(tmp_path: Path, enabled: bool, person: str, what: str) -> None:
    slots = planned(tmp_path, person)
    account = Account(id="li.wei", name="李伟", person="1001", roles=(Role.DUTY_OFFICER,), enabled=enabled)
    with pytest.raises(RotaListError, match="line 2: person") as wrong:
        require_accounts(tmp_path / "rota.csv", slots, [account])
    said = wrong.value.values["what"]
    assert isinstance(said, Trouble)
    assert (said.template, said.values) == (what, {"person": person})


def test_one_account_that_can_sign_in_is_enough(tmp_path: Path) -> None:
    slots = planned(tmp_path, "a1")
    old, new = (
        Account(id=name, name="李伟", person="A1", roles=(Role.DUTY_OFFICER,), enabled=enabled)
        for name, enabled in (("li.wei", False), ("li.wei2", True))
    )
    require_accounts(tmp_path / "rota.csv", slots, [old, new])
