"""The bare path to compare with, a program of its own: take bytes, put them on disk, publish them; nothing else.

`python -m tests.bench.glass.bare PULL_ENDPOINT PUB_ENDPOINT FILE`; it ends when its standard input does.
"""

from __future__ import annotations

import sqlite3
import sys

import zmq

INSERT = "INSERT INTO journal (entry) VALUES (?)"


def open_bare(path: str) -> sqlite3.Connection:
    """A database with the same promises as the journal's: every commit is on disk when it returns."""
    database = sqlite3.connect(path, isolation_level=None)
    database.execute("PRAGMA journal_mode=WAL")
    database.execute("PRAGMA synchronous=FULL")
    database.execute("CREATE TABLE IF NOT EXISTS journal (seq INTEGER PRIMARY KEY, entry BLOB NOT NULL)")
    return database


def _main(take: str, publish: str, path: str) -> None:
    context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
    pull, pub = context.socket(zmq.PULL), context.socket(zmq.PUB)
    pull.bind(take)
    pub.bind(publish)
    database = open_bare(path)
    poller = zmq.Poller()
    poller.register(pull, zmq.POLLIN)
    poller.register(sys.stdin.fileno(), zmq.POLLIN)
    while sys.stdin.fileno() not in (ready := dict(poller.poll())):
        if pull in ready:
            number, data = pull.recv_multipart()
            database.execute(INSERT, (data,))
            pub.send_multipart([number, data])
    database.close()
    context.destroy(linger=0)


if __name__ == "__main__":
    _main(*sys.argv[1:])
