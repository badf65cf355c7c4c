"""`make fuzz SECONDS=N`: lets atheris make up bytes and judges each; what breaks a decoder is kept in build/fuzz/.

`python -m tests.fuzz [SECONDS | FILE …]`; a FILE is one input that was kept, judged once more.
"""

from __future__ import annotations

import random
import re
import sys
from contextlib import suppress
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["bridge", "commandcenter", "msgpack.fallback"]):
    from msgpack import UnpackException, fallback

    from tests.fuzz.judging import Judge

from tests.fuzz.changing import changed

ROOT = Path(__file__).parents[2]
KEPT = ROOT / "build" / "fuzz"
WORDS = KEPT / "words.dict"
DEFAULT_S = 60
# A message may have 1 MiB, but what is decided there is decided in a few bytes.
MAX_LENGTH = 2048


def guide(data: bytes) -> None:
    """Says nothing: MessagePack once more in Python, where the fuzzer sees which way it goes."""
    with suppress(ValueError, TypeError, OverflowError, RecursionError, UnpackException):
        fallback.unpackb(data)


def seeds() -> list[bytes]:
    """The examples of the documents."""
    texts = [(ROOT / "docs" / name).read_text(encoding="utf-8") for name in ("protocol.md", "recording.md")]
    blocks = [block for text in texts for block in re.findall(r"```hex\n(.*?)```", text, flags=re.DOTALL)]
    return [bytes.fromhex(line) for block in blocks for line in block.splitlines()]


def words() -> list[bytes]:
    """The texts of the examples, each with its length before it, and the heads of what is long."""
    texts = {seed[at : at + 1 + (byte & 31)] for seed in seeds() for at, byte in enumerate(seed) if 0xA1 <= byte < 0xC0}
    long = {bytes([byte]) for byte in range(0xC4, 0xE0)} | {b"\xc7\x0c\xff", b"\xd6\xff", b"\xd7\xff"}
    return sorted(texts | long | {b"\x80", b"\x8f", b"\x90", b"\xc0", b"\xc1", b"\xff" * 4, b"\xff" * 8})


def main() -> None:
    corpus = KEPT / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(seeds()):
        (corpus / f"document-{number}").write_bytes(seed)
    WORDS.write_text("".join('"' + "".join(f"\\x{byte:02x}" for byte in word) + '"\n' for word in words()))
    given = sys.argv[1:] or [str(DEFAULT_S)]
    how = [f"-max_total_time={given[0]}", f"-max_len={MAX_LENGTH}", f"-dict={WORDS}", str(corpus)]
    options = how if given[0].isdigit() else given
    judge, examples = Judge(), seeds()

    def one(data: bytes) -> None:
        guide(data)
        judge(data)

    def mutated(data: bytes, most: int, seed: int) -> bytes:
        """By bytes, or as a message: what came out before, or an example of the document."""
        chance = random.Random(seed)
        other = changed(chance.choice((data, chance.choice(examples))), chance) if chance.random() < 0.7 else None
        return other[:most] if other is not None else bytes(atheris.Mutate(data, most))

    atheris.Setup(
        [sys.argv[0], f"-artifact_prefix={KEPT}/", "-print_final_stats=1", *options], one, custom_mutator=mutated
    )
    atheris.Fuzz()


if __name__ == "__main__":
    main()
