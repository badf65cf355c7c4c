"""The tables as the newest migration leaves them; values are MessagePack."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Float, Integer, LargeBinary, MetaData, String, Table

METADATA = MetaData()

# The evidence, hashed as stored. Everything else that the database holds is derived from it.
JOURNAL = Table(
    "journal",
    METADATA,
    Column("seq", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False),
    Column("entry", LargeBinary, nullable=False),
)

# One row: size of the Merkle tree and the roots of its complete subtrees, 32 bytes each.
TREE = Table(
    "tree",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("size", BigInteger, nullable=False),
    Column("hashes", LargeBinary, nullable=False),
)

# Where each alarm's newest value stands: in journal entry `entry`; only whether it is suspect can change without one.
# `raised_at` in seconds since 1970 UTC, for the order only.
ALARMS = Table(
    "alarms",
    METADATA,
    Column("id", String(32), primary_key=True),
    Column("open", Boolean, nullable=False),
    Column("raised_at", Float, nullable=False),
    Column("entry", BigInteger, nullable=False),
    Column("suspect", Boolean, nullable=False),
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
