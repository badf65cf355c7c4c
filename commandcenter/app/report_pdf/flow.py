"""Lays blocks out over pages: what does not fit goes on the next, tables go on there under their headings."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

import msgspec

from commandcenter.app.report_pdf.paper import BOTTOM, HEIGHT, INNER, LEFT, TOP, Paper

FOOT = 8.0


class Block(Protocol):
    """A part of a report that stands on one page."""

    def height(self, paper: Paper, width: float) -> float: ...

    def draw(self, paper: Paper, x: float, y: float, width: float) -> None: ...


class Flowing(Protocol):
    """A part that may be divided."""

    def split(self, paper: Paper, width: float, room: float, fresh: bool) -> tuple[Block | None, Flowing | None]:
        """What fits into `room` and what remains; `fresh`: on an empty page something is always taken."""


class Kept(msgspec.Struct, frozen=True):
    """Blocks that stay together, one under the other."""

    blocks: tuple[Block, ...]

    def height(self, paper: Paper, width: float) -> float:
        return sum(block.height(paper, width) for block in self.blocks)

    def draw(self, paper: Paper, x: float, y: float, width: float) -> None:
        for block in self.blocks:
            block.draw(paper, x, y, width)
            y += block.height(paper, width)


class Beside(msgspec.Struct, frozen=True):
    """Blocks in columns; `shares` of the width add up to 1."""

    blocks: tuple[Block, ...]
    shares: tuple[float, ...]
    gap: float = 8.0

    def height(self, paper: Paper, width: float) -> float:
        return max(block.height(paper, wide) for block, wide in self._columns(width))

    def draw(self, paper: Paper, x: float, y: float, width: float) -> None:
        for block, wide in self._columns(width):
            block.draw(paper, x, y, wide)
            x += wide + self.gap

    def _columns(self, width: float) -> list[tuple[Block, float]]:
        room = width - self.gap * (len(self.blocks) - 1)
        return [(block, room * share) for block, share in zip(self.blocks, self.shares, strict=True)]


class Space(msgspec.Struct, frozen=True):
    """Some air."""

    size: float

    def height(self, paper: Paper, width: float) -> float:
        return self.size

    def draw(self, paper: Paper, x: float, y: float, width: float) -> None:
        """Nothing to be seen."""


class NewPage(msgspec.Struct, frozen=True):
    """What follows begins on a page of its own."""

    def split(self, paper: Paper, width: float, room: float, fresh: bool) -> tuple[Block | None, Flowing | None]:
        return (None, None) if fresh else (None, self)


Placed = list[tuple[float, Block]]
"""What stands on a page, with its distance from the top."""


def paginate(paper: Paper, blocks: Sequence[Block | Flowing]) -> list[Placed]:
    """The blocks on pages, in order."""
    pages: list[Placed] = [[]]
    y, end = TOP, HEIGHT - BOTTOM - FOOT
    for block, following in zip(blocks, [*blocks[1:], None], strict=True):
        rest: Block | Flowing | None = block
        if pages[-1] and following is not None and _is_orphan(paper, block, following, end - y):
            pages.append([])
            y = TOP
        while rest is not None:
            part, rest = _part(paper, rest, end - y, not pages[-1])
            if part is not None:
                pages[-1].append((y, part))
                y += part.height(paper, INNER)
            if rest is not None:
                pages.append([])
                y = TOP
    return [page for page in pages if page]


def _is_orphan(paper: Paper, block: Block | Flowing, following: Block | Flowing, room: float) -> bool:
    """A heading whose text would begin on the next page."""
    if not getattr(block, "leads", False):
        return False
    heading: Block = block  # type: ignore[assignment]  # what leads is a Block
    part, _ = _part(paper, following, room - heading.height(paper, INNER), False)
    return part is None


def _part(
    paper: Paper, block: Block | Flowing, room: float, fresh: bool
) -> tuple[Block | None, Block | Flowing | None]:
    if isinstance(block, Space) and fresh:
        return None, None
    split: Callable[..., tuple[Block | None, Flowing | None]] | None = getattr(block, "split", None)
    if split is not None:
        return split(paper, INNER, room, fresh)
    whole: Block = block  # type: ignore[assignment]  # what cannot be divided is a Block
    fits = fresh or whole.height(paper, INNER) <= room
    return (whole, None) if fits else (None, whole)


def draw_pages(paper: Paper, pages: Sequence[Placed], around: Callable[[Paper, int, int], None]) -> None:
    """`around` draws what stands on every page, by its number from 1 and how many there are."""
    for number, page in enumerate(pages, 1):
        if number > 1:
            paper.new_page()
        around(paper, number, len(pages))
        for y, block in page:
            block.draw(paper, LEFT, y, INNER)
