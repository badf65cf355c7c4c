"""The tables as the newest migration leaves them; values are MessagePack.

Evidence must never change; projections can be made anew from it at any time, and lie in a file (SQLite) or a
schema (PostgreSQL) of their own called `state`.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Double, Index, Integer, LargeBinary, MetaData, String, Table, Text

STATE = "state"
EVIDENCE = MetaData()
PROJECTIONS = MetaData(schema=STATE)

BIG = BigInteger().with_variant(Integer, "sqlite")
# Both databases order by the bytes, whatever the server's language is.
PLAIN = Text().with_variant(Text(collation="C"), "postgresql")

# Hashed as stored.
JOURNAL = Table(
    "journal",
    EVIDENCE,
    Column("seq", BIG, primary_key=True, autoincrement=False),
    Column("entry", LargeBinary, nullable=False),
)

# The Merkle tree over the journal's entries: `commandcenter.domain.merkle.Tile`.
TILES = Table(
    "tiles",
    EVIDENCE,
    Column("level", Integer, primary_key=True, autoincrement=False),
    Column("number", BIG, primary_key=True, autoincrement=False),
    Column("hashes", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)

# Signed notes with the log's own signatures; `at` in seconds since 1970 UTC.
CHECKPOINTS = Table(
    "checkpoints",
    EVIDENCE,
    Column("size", BIG, primary_key=True, autoincrement=False),
    Column("at", Double, nullable=False),
    Column("note", LargeBinary, nullable=False),
)

# Witnesses' signature lines to them, without the line feed.
COSIGNATURES = Table(
    "cosignatures",
    EVIDENCE,
    Column("size", BIG, primary_key=True, autoincrement=False),
    Column("name", PLAIN, primary_key=True),
    Column("line", PLAIN, nullable=False),
    sqlite_with_rowid=False,
)

# Sealed secrets of accounts; the journal holds each one's digest.
CREDENTIALS = Table(
    "credentials",
    EVIDENCE,
    Column("account", PLAIN, primary_key=True),
    Column("value", LargeBinary, nullable=False),
)

# What the entries before the journal's first have left, at most one row: `size` is the number of the first that is
# there, `entry` that of the one that says so and names the SHA-256 of `value`, a `bases.Base`.
BASES = Table(
    "bases",
    EVIDENCE,
    Column("size", BIG, primary_key=True, autoincrement=False),
    Column("entry", BIG, nullable=False),
    Column("value", LargeBinary, nullable=False),
)

# One row: how many entries there are, and the `head.Edge` of the tree over them under the centre's key, which `key` is
# a name of.
HEAD = Table(
    "head",
    EVIDENCE,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("size", BIG, nullable=False),
    Column("key", LargeBinary, nullable=False),
    Column("mac", LargeBinary, nullable=False),
)

# One row: how many entries the projections reflect, the leaf hash of the last of them (another journal's
# projections are not ours), which version of the program's rules has made them, and the `mark.Mark` over it all, b""
# where there was no key.
META = Table(
    "meta",
    PROJECTIONS,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("version", Integer, nullable=False),
    Column("size", BIG, nullable=False),
    Column("leaf", LargeBinary, nullable=False),
    Column("mac", LargeBinary, nullable=False),
)

# Where each alarm's newest value stands: in journal entry `entry`; only whether it is suspect can change without one.
# `raised_at` in seconds since 1970 UTC, for the order only.
ALARMS = Table(
    "alarms",
    PROJECTIONS,
    Column("id", String(32).with_variant(String(32, collation="C"), "postgresql"), primary_key=True),
    Column("open", Boolean, nullable=False),
    Column("raised_at", Double, nullable=False),
    Column("entry", BigInteger, nullable=False),
    Column("suspect", Boolean, nullable=False),
)

# Everything else that the state holds: `kind` is a domain.state.Touched, `id` in UTF-8, because names that
# sources choose may hold what PostgreSQL takes into no text.
THINGS = Table(
    "things",
    PROJECTIONS,
    Column("kind", String(16), primary_key=True),
    Column("id", LargeBinary, primary_key=True),
    Column("value", LargeBinary, nullable=False),
)

# What a command was answered; `command` is its id in UTF-8, `seq` the last entry of its transaction. It was record `n`
# of the seat's own journal `chain` ("" for none): what the seat has noted is taken away, all but the newest.
ANSWERS = Table(
    "answers",
    PROJECTIONS,
    Column("command", LargeBinary, primary_key=True),
    Column("verdict", LargeBinary, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("chain", String(32), nullable=False),
    Column("n", BigInteger, nullable=False),
    Index("answers_of_chain", "chain", "n"),
    sqlite_with_rowid=False,
)
