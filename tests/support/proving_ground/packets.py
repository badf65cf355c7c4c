"""RTP (RFC 3550) with H.264 (RFC 6184) and H.265 (RFC 7798) in it, framed for RTSP over TCP (RFC 2326, 10.12)."""

from __future__ import annotations

import struct

from tests.support.proving_ground.films import Codec, Unit

LARGEST = 1400  # of a payload: what fits a network's packet, as cameras do it over TCP too
PAYLOAD_TYPE = 96
CLOCK = 90_000
_NTP_EPOCH = 2_208_988_800


def payloads(codec: Codec, unit: Unit) -> list[bytes]:
    """The payloads of an access unit, in order; the last one gets the marker."""
    cut = _fragments_h264 if codec is Codec.H264 else _fragments_h265
    return [part for nal in unit.nals for part in ([nal] if len(nal) <= LARGEST else cut(nal))]


def framed(parts: list[bytes], *, sequence: int, stamp: int, source: int, channel: int) -> bytes:
    """Interleaved RTP packets, the marker on the last."""
    packets = []
    for number, part in enumerate(parts):
        marker = 0x80 if number == len(parts) - 1 else 0
        header = struct.pack(
            ">BBHII", 0x80, marker | PAYLOAD_TYPE, (sequence + number) & 0xFFFF, stamp & 0xFFFF_FFFF, source
        )
        packets.append(struct.pack(">BBH", 0x24, channel, len(header) + len(part)) + header + part)
    return b"".join(packets)


def sender_report(*, source: int, stamp: int, wall: float, packets: int, octets: int, channel: int) -> bytes:
    """An interleaved RTCP sender report: which wall clock time (seconds since 1970) a stamp belongs to."""
    seconds = wall + _NTP_EPOCH
    body = struct.pack(
        ">BBHIIIIII",
        *(0x80, 200, 6, source),
        *(int(seconds) & 0xFFFF_FFFF, int(seconds % 1 * 2**32)),
        *(stamp & 0xFFFF_FFFF, packets & 0xFFFF_FFFF, octets & 0xFFFF_FFFF),
    )
    return struct.pack(">BBH", 0x24, channel, len(body)) + body


def _fragments_h264(nal: bytes) -> list[bytes]:
    """FU-A: indicator with the NAL's importance, header with its type."""
    indicator, kind = nal[0] & 0xE0 | 28, nal[0] & 0x1F
    return _fragments(nal[1:], bytes([indicator]), kind)


def _fragments_h265(nal: bytes) -> list[bytes]:
    """Fragmentation units: the NAL's two bytes with type 49, then a header with its type."""
    kind = nal[0] >> 1 & 0x3F
    return _fragments(nal[2:], bytes([nal[0] & 0x81 | 49 << 1, nal[1]]), kind)


def _fragments(body: bytes, prefix: bytes, kind: int) -> list[bytes]:
    step = LARGEST - len(prefix) - 1
    pieces = [body[at : at + step] for at in range(0, len(body), step)]
    ends = [0x80 if number == 0 else 0x40 if number == len(pieces) - 1 else 0 for number in range(len(pieces))]
    return [prefix + bytes([end | kind]) + piece for end, piece in zip(ends, pieces, strict=True)]
