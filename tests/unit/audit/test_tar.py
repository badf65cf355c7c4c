"""The list of a tar's files: lengths and names at their edges, and where exactly a broken one breaks."""

from __future__ import annotations

import io
import tarfile

import pytest

from audit.tar import Member, TarEnds, TarError, members

END = bytes(1024)
DEEP = "entries/" + "a" * 100 + "/" + "b" * 45


def header(name: str = "a", *, size: int = 0, kind: bytes = b"0", fill: bytes = b"") -> bytes:
    """One block; `fill` goes into the fields that nobody looks at: link name, owner and group."""
    info = tarfile.TarInfo(name)
    info.size, info.type = size, kind
    block = bytearray(info.tobuf(tarfile.USTAR_FORMAT))
    block[157 : 157 + len(fill)] = fill
    return summed(block)


def summed(block: bytearray) -> bytes:
    """With the checksum made anew."""
    block[148:156] = b" " * 8
    block[148:156] = b"%06o\0 " % sum(block)
    return bytes(block)


def listed(data: bytes) -> list[Member]:
    return list(members(io.BytesIO(data), len(data)))


def test_each_file_begins_behind_the_last_whole_block_of_the_one_before() -> None:
    sizes = (0, 1, 511, 512, 513, 1024)
    data = b"".join(header(f"a{size}", size=size) + b"x" * size + bytes(-size % 512) for size in sizes)
    assert listed(data + END) == [
        Member("a0", 512, 0),
        Member("a1", 1024, 1),
        Member("a511", 2048, 511),
        Member("a512", 3072, 512),
        Member("a513", 4096, 513),
        Member("a1024", 5632, 1024),
    ]


def test_a_file_of_the_oldest_kind_is_one() -> None:
    assert listed(header("old", kind=b"\0", size=3) + b"abc".ljust(512, b"\0") + END) == [Member("old", 512, 3)]


def test_a_checksum_may_have_all_its_digits() -> None:
    block = bytearray(header("a"))
    block[157:257] = b"\xff" * 100
    block[265:329] = b"\xff" * 64
    data = summed(block)
    assert data[148:149] == b"1"
    assert listed(data + END) == [Member("a", 512, 0)]


@pytest.mark.parametrize("name", ["x" * 100, DEEP, "p" * 154 + "/x"])
def test_long_names_are_read_whole(name: str) -> None:
    assert listed(header(name) + END) == [Member(name, 512, 0)]


def test_what_stands_behind_the_fields_is_no_part_of_a_name() -> None:
    block = bytearray(header("p" * 155 + "/x"))
    block[500:512] = b"qqqqqqqqqqqq"
    assert listed(summed(block) + END) == [Member("p" * 155 + "/x", 512, 0)]


BROKEN: dict[str, tuple[bytes, type[TarError], str]] = {
    "nothing": (b"", TarEnds, "byte 0: it ends without its end mark"),
    "half a header": (header()[:511], TarEnds, "byte 0: it ends without its end mark"),
    "no end mark": (header(size=512) + bytes(512), TarEnds, "byte 1024: it ends without its end mark"),
    "a byte too few": (
        header(size=512) + bytes(511),
        TarEnds,
        "byte 0: the file that begins there is not whole",
    ),
    "a block too few": (
        header() + header(size=600) + bytes(512),
        TarEnds,
        "byte 512: the file that begins there is not whole",
    ),
    "a giant": (header(size=2**30) + END, TarEnds, "byte 0: the file that begins there is not whole"),
    "something behind the end": (
        header() + END + b"x",
        TarError,
        "byte 512: there is something behind the end mark",
    ),
    "something far behind the end": (
        header() + bytes(512 + 65536) + bytes(100) + b"x",
        TarError,
        "byte 512: there is something behind the end mark",
    ),
    "a folder": (header(kind=b"5"), TarError, "byte 0: there is something that is no regular file"),
    "a long remark": (header(kind=b"x", size=65537) + bytes(70000), TarError, "byte 0: a remark is too long"),
    "a telling remark": (
        header() + header(kind=b"x", size=12) + b"12 size=1000".ljust(512, b"\0"),
        TarError,
        "byte 512: a remark changes a name or a length",
    ),
    "a bad name": (header("a") + header("-"), TarError, "byte 512: a file has a name that none of ours has"),
    "no checksum": (
        header()[:148] + b"        " + header()[156:],
        TarError,
        "byte 0: a number in a header is none",
    ),
    "another checksum": (
        header()[:148] + b"000001\0 " + header()[156:],
        TarError,
        "byte 0: the checksum of a header does not fit",
    ),
}


@pytest.mark.parametrize("case", BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_tar_is_named_with_the_byte(case: tuple[bytes, type[TarError], str]) -> None:
    data, kind, said = case
    with pytest.raises(TarError) as raised:
        listed(data)
    assert (type(raised.value), str(raised.value)) == (kind, said)
