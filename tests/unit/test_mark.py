"""The mark on the projections is that of all their things, whichever way they became so."""

from __future__ import annotations

from commandcenter.adapters.store.guard import guarded_by
from commandcenter.adapters.store.mark import Mark


def test_a_thing_that_changes_and_goes_leaves_the_mark_as_if_it_had_never_been() -> None:
    guard = guarded_by(b"k" * 32, lambda note: False, lambda: None)
    mark, other = Mark(guard), Mark(guard)
    mark.begin([("account", b"a", b"1")])
    other.begin([("account", b"a", b"1")])
    mark.put({("account", b"a"): b"2", ("session", b"s"): b"1"})
    changed = mark.mac(1, 1, b"")
    mark.kept()
    mark.put({("account", b"a"): b"1", ("session", b"s"): None, ("never", b"there"): None})
    mark.kept()
    assert mark.mac(1, 1, b"") == other.mac(1, 1, b"") != changed
    assert mark.mac(1, 2, b"") != mark.mac(1, 1, b"")


def test_what_was_put_and_not_kept_counts_for_nothing() -> None:
    guard = guarded_by(b"k" * 32, lambda note: False, lambda: None)
    mark, other = Mark(guard), Mark(guard)
    mark.begin([("account", b"a", b"1")])
    other.begin([("account", b"a", b"1")])
    mark.put({("account", b"a"): b"2"})
    mark.put({("session", b"s"): b"1"})
    other.put({("session", b"s"): b"1"})
    assert mark.mac(1, 1, b"") == other.mac(1, 1, b"")


def test_where_one_thing_ends_and_the_next_begins_is_marked_too() -> None:
    guard = guarded_by(b"k" * 32, lambda note: False, lambda: None)
    macs = set()
    for things in (
        [("a", b"bc", b"d")],
        [("a", b"b", b"cd")],
        [("ab", b"c", b"d")],
        [("a", b"b", b"c"), ("d", b"", b"")],
    ):
        mark = Mark(guard)
        mark.begin(things)
        macs.add(mark.mac(1, 1, b""))
    assert len(macs) == 4
