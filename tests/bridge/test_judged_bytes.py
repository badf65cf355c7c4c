"""What `make fuzz` asks of any bytes, asked here of the documents' examples, whole and cut off at each place."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.fuzz.judging import Judge

DOCS = Path(__file__).parents[2] / "docs"


FOUND = {
    "hello with the version -1": (
        "83 a1 74 a5 68 65 6c 6c 6f a8 76 65 72 73 69 6f 6e 73 91 ff a4 63 6f 72 65 a6 63 6f 72 65 2d 31"
    ),
    "hello with the version 2^64-1": (
        "83 a1 74 a5 68 65 6c 6c 6f a8 76 65 72 73 69 6f 6e 73 91 cf ff ff ff ff ff ff ff ff a4 63 6f 72 65 "
        "a6 63 6f 72 65 2d 31"
    ),
    "a command for the year 9999": (
        "85 a1 74 a7 63 6f 6d 6d 61 6e 64 a3 6b 65 79 a1 6b a6 64 65 76 69 63 65 a1 64 a6 61 63 74 69 6f 6e a1 61 a8 "
        "64 65 61 64 6c 69 6e 65 b4 39 39 39 39 2d 31 32 2d 33 31 54 32 33 3a 35 39 3a 35 39 5a"
    ),
}


@pytest.mark.parametrize("found", FOUND)
def test_what_the_fuzzer_has_found_is_judged_alike_by_kit_and_core(found: str) -> None:
    judge = Judge()
    judge(bytes.fromhex(FOUND[found]))


@pytest.mark.parametrize("document", ["protocol.md", "recording.md"])
def test_an_example_and_each_beginning_of_it_is_taken_or_refused_by_name(document: str) -> None:
    judge = Judge()
    blocks = re.findall(r"```hex\n(.*?)```", (DOCS / document).read_text(encoding="utf-8"), flags=re.DOTALL)
    lines = [bytes.fromhex(line) for block in blocks for line in block.splitlines()]
    assert len(lines) >= 5
    for line in lines:
        for end in range(len(line) + 1):
            judge(line[:end])
