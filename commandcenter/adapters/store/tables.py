"""The tables as the newest migration leaves them. Times are RFC 3339 text in UTC, values MessagePack."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Integer, LargeBinary, MetaData, String, Table

METADATA = MetaData()

# `entry` is the evidence, hashed as stored; the columns behind it are read from it for searching.
JOURNAL = Table(
    "journal",
    METADATA,
    Column("seq", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False),
    Column("leaf", LargeBinary(32), nullable=False),
    Column("entry", LargeBinary, nullable=False),
    Column("at", String(32), nullable=False),
    Column("actor", String(128), nullable=False),
    Column("seat", String(128), nullable=False),
    Column("action", String(64), nullable=False),
    Column("subject", String(256), nullable=False),
    Column("outcome", String(16), nullable=False),
)

# One row: size of the Merkle tree and the roots of its complete subtrees, 32 bytes each.
TREE = Table(
    "tree",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("size", BigInteger, nullable=False),
    Column("hashes", LargeBinary, nullable=False),
)

ALARMS = Table(
    "alarms",
    METADATA,
    Column("id", String(32), primary_key=True),
    Column("source", String(128), nullable=False),
    Column("type", String(128), nullable=False),
    Column("subject", String(128), nullable=False),
    Column("priority", String(16), nullable=False),
    Column("state", String(16), nullable=False, index=True),
    Column("raised_at", String(32), nullable=False),
    Column("value", LargeBinary, nullable=False),
)

# Everything else that the state holds: kind is a domain.state.Touched.
THINGS = Table(
    "things",
    METADATA,
    Column("kind", String(16), primary_key=True),
    Column("id", String(256), primary_key=True),
    Column("value", LargeBinary, nullable=False),
)

COMMANDS = Table(
    "commands",
    METADATA,
    Column("id", String(64), primary_key=True),
    Column("verdict", LargeBinary, nullable=False),
)
