"""Whether a journal is the one that its checkpoints speak of."""

from __future__ import annotations

from bridge.sealing.keys import new_key, verify
from commandcenter.services.comparing import BEHIND, OTHER, OTHER_LOG, Contradiction, Held, Journal, contradictions
from tests.support.made_log import ORIGIN, MadeLog, made_log
from tests.support.tiles import tiles_of

LOG = made_log()


def journal(size: int = 200, origin: str = ORIGIN, former: frozenset[str] = frozenset()) -> Journal:
    tiles = tiles_of(b"entry %d" % number for number in range(size))
    return Journal(origin, former, [LOG.key.key], size, tiles)


def against(*notes: str, said: Journal | None = None) -> list[tuple[str, int]]:
    found = contradictions(said or journal(), [Held("place", note) for note in notes], verify)
    return [(it.reason, it.said) for it in found]


def test_checkpoints_of_the_journal_speak_for_it() -> None:
    assert against(LOG.note(1), LOG.note(199), LOG.note(200)) == []


def test_a_checkpoint_of_more_entries_than_there_are_speaks_against_it() -> None:
    (found,) = contradictions(journal(), [Held("here", LOG.note(100)), Held("there", LOG.note(201))], verify)
    assert found == Contradiction(held=Held("there", LOG.note(201)), reason=BEHIND, said=201, size=200)


def test_a_checkpoint_of_other_entries_speaks_against_it() -> None:
    assert against(made_log(fork=150, key=LOG.key).note(180)) == [(OTHER, 180)]


def test_the_largest_comes_first() -> None:
    assert against(LOG.note(201), LOG.note(300), LOG.note(250)) == [(BEHIND, 300), (BEHIND, 250), (BEHIND, 201)]


def test_damage_is_no_word_of_the_log() -> None:
    note = LOG.note(250)
    assert against(note.replace("\n250\n", "\n251\n"), note[:-9], "", "x\n\n\n") == []


def test_what_a_key_of_later_times_has_signed_counts_when_it_speaks_of_more() -> None:
    later = MadeLog(new_key(ORIGIN))
    assert against(later.note(250)) == [(BEHIND, 250)]
    assert against(MadeLog(later.key, fork=50).note(100)) == []


def test_a_journal_with_nothing_in_it_is_behind() -> None:
    assert against(LOG.note(1), said=journal(0)) == [(BEHIND, 1)]


def test_another_journal_in_its_place_is_told_from_one_that_was_given_up() -> None:
    other = made_log(key=new_key("commandcenter/00000002"))
    assert against(other.note(7)) == [(OTHER_LOG, 7)]
    assert against(other.note(7), said=journal(former=frozenset({"commandcenter/00000002"}))) == []
    assert against(other.note(7), said=journal(0, origin="")) == [(OTHER_LOG, 7)]
