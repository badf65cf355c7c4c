"""Entries and stories on paper: all of it, with what it can be checked against, and nothing that steers the writing."""

from __future__ import annotations

import msgspec
import pytest

from commandcenter.adapters.resources import read_catalogue
from commandcenter.app.report_pdf.record import Asked, record_pdf, visible
from commandcenter.app.report_pdf.seal import grouped
from commandcenter.domain.changes.shifts import NoteWritten
from commandcenter.domain.journal import Entry, Outcome
from commandcenter.domain.shifts import Flag, Note
from commandcenter.services import shift_story
from commandcenter.services.daily_report import Evidence
from commandcenter.services.stories import single
from tests.support.every_change import CHANGES, entry_of
from tests.support.one_shift import early_shift
from tests.support.searched import BEGAN, entry
from tests.unit.test_saying import teller
from tests.widget.test_report_pdf import ROOT, SEALED, pages, squeezed, wording

pytestmark = pytest.mark.usefixtures("qapp")


def paper(entries: list[Entry], asked: Asked, *, folded: bool = False, evidence: Evidence = SEALED) -> list[str]:
    lines = list(shift_story.lines(entries)) if folded else [single(it) for it in entries]
    return pages(record_pdf(asked, lines, {it.seq: it for it in entries}, evidence, (teller(), wording())))


def test_a_search_on_paper_says_who_asked_for_what_and_what_it_can_be_checked_with() -> None:
    centre = early_shift(read_catalogue())
    asked = Asked(
        title="Entries of the record", query="words: methane", by="Zhou Ping (zhou.ping), 2026-11-23 09:00:00"
    )
    found = paper(centre.entries, asked)
    text = squeezed("".join(found))
    for words in (
        "Entriesoftherecord",
        "words:methane",
        "ZhouPing(zhou.ping),2026-11-2309:00:00",
        f"{len(centre.entries)}lines",
        "newcriticalalarm:CesspoolmethaneHFC-042",
        "writesanotefortheshift:HFC-042:抽排车已到场，14:00前复测",
        squeezed(grouped(ROOT)),
        "Journalof213entries,root0000000000000000",
        f"Page1of{len(found)}",
    ):
        assert words in text, words


def test_every_entry_stands_there_and_every_page_has_the_head_of_the_journal() -> None:
    entries = [entry(seq, early_shift().entries[5].change, subject=f"A{seq}") for seq in range(120)]
    found = paper(entries, Asked(title="t", query=""))
    assert len(found) > 2
    text = squeezed("".join(found))
    assert all(f"[A{seq}]" in text for seq in range(120))
    assert all("Journalof213entries" in squeezed(page) for page in found)


def test_of_a_shift_what_repeats_itself_is_one_line_below_the_summary() -> None:
    centre = early_shift(read_catalogue())
    asked = Asked(title="Shift 11-22", query="story shift: 2026-11-22/早班", summary=("on duty: 王敏",), more=True)
    text = squeezed("".join(paper(centre.entries, asked, folded=True)))
    assert text.count("Streetvending") == 1
    assert "and11moresuchuntil" in text
    assert "onduty:王敏" in text
    assert "Thereismorethanstandshere" in text


def test_what_a_sentence_leaves_out_stands_on_paper_all_the_same() -> None:
    long = "复测甲烷浓度，" * 60 + "完。"
    note = Note(id="N9", text=long, flag=Flag.PLAIN, by="1001", name="王敏", at=BEGAN, shift="2026-11-22/早班", entry=9)
    text = squeezed("".join(paper([entry(9, NoteWritten(note=note))], Asked(title="t", query=""))))
    assert text.count("复测甲烷浓度，") > 60
    assert "复测甲烷浓度，完。" in text


def test_what_would_turn_the_writing_round_or_hide_shows_as_a_sign() -> None:
    assert visible("a\u202eb\u0007c\u200bd\ne") == "a\ufffdb\ufffdc\ufffdd e"
    note = Note(id="N9", text="done\u202etxt.exe", flag=Flag.PLAIN, by="1", name="x", at=BEGAN, shift="s", entry=9)
    text = "".join(paper([entry(9, NoteWritten(note=note))], Asked(title="t\u202et", query="q\u0000q")))
    assert "\u202e" not in text
    assert "done\ufffdtxt.exe" in text
    assert "t\ufffdt" in text
    assert "q\ufffdq" in text


def test_nothing_found_is_said() -> None:
    assert "Therecordsaysnothingofit." in squeezed("".join(paper([], Asked(title="t", query="words: x"))))


def test_every_kind_of_entry_fits_on_paper() -> None:
    entries = [
        msgspec.structs.replace(entry_of(change, subject), seq=number, outcome=Outcome.REFUSED)
        for number, (change, subject, _) in enumerate(CHANGES)
    ]
    found = paper(entries, Asked(title="t", query=""))
    assert squeezed("".join(found)).count("refused") >= len(entries)
