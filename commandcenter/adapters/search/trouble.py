"""What can stand against the search index; nothing of it is lost for good: the journal has it all."""

from __future__ import annotations

from commandcenter.domain.errors import Trouble


class SearchTrouble(Trouble):
    """The search cannot be answered now."""


class IndexHeld(SearchTrouble):
    """Another program, usually the core, holds the index."""


class IndexDamaged(Exception):
    """What is in the file is no index of this program, or not of this journal: it has to be made anew."""
