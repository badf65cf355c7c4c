"""Seat protocol 5: the messages between the core (one ROUTER, CURVE server) and its seats (DEALER, CURVE client).

Who a seat is, its key says; nothing in a message does. A seat joins, and receives the state at a journal size, in
pieces however large that is, and every entry from there on, as the very bytes that the journal holds; the first
entries may come between the pieces. It acknowledges how far it is. One message is one MessagePack map in one frame.
"""

from __future__ import annotations

from datetime import datetime
from enum import Enum
from typing import Annotated, NamedTuple

import msgspec

from bridge.protocol.source import Sample
from commandcenter.domain.alarms import Alarm
from commandcenter.domain.assets import Camera, Device
from commandcenter.domain.checkpoints import MAX_PROOF
from commandcenter.domain.events import Name, Text
from commandcenter.domain.linkage import Linkage
from commandcenter.domain.notes import MAX_NOTE
from commandcenter.domain.people import Session
from commandcenter.domain.rules.watch import Watch
from commandcenter.domain.state import State
from commandcenter.domain.video import Sights
from commandcenter.services.camera_health.asking import MOST as MOST_CAMERAS
from commandcenter.services.camera_health.figures import Health
from commandcenter.services.quality.asking import MOST_DAYS, Brief
from commandcenter.services.scene import Scene
from commandcenter.services.searching import Page, Query

VERSION = 5
# Of what can be split; larger is only a message with one large thing in it.
PIECE_BYTES = 256 * 1024
MAX_MESSAGE = 64 * 1024 * 1024

# How many points of a series the core and the seats keep: 15 minutes at one a second.
SERIES_POINTS = 900
# And how many series: 160 MB of full ones.
MAX_SERIES = 2_000

SampleKey = tuple[str, str]
"""Source and key: a telemetry key is unique only within its source."""

Count = Annotated[int, msgspec.Meta(ge=0, le=2**63 - 1)]


Seconds = Annotated[float, msgspec.Meta(ge=0, le=1e12)]
Vkey = Annotated[str, msgspec.Meta(max_length=512)]
NoteText = Annotated[str, msgspec.Meta(max_length=MAX_NOTE)]


class SeatKind(Enum):
    """What a seat is, by its key's kind."""

    CONSOLE = "console"
    WALL = "wall"
    TOOL = "tool"


class _Message(msgspec.Struct, frozen=True, kw_only=True, tag_field="t", forbid_unknown_fields=True):
    """Base of all messages of this protocol."""


class Join(_Message, frozen=True, kw_only=True, tag="join"):
    """Seat → core: first message, and again whenever the seat has missed an entry.

    `witness` is the verifier key that it cosigns checkpoints with, "" when it does not.
    """

    version: int
    witness: Vkey = ""


class Command(_Message, frozen=True, kw_only=True, tag="command"):
    """Seat → core. A retry has the same `id` and gets the stored answer; `args` is a map by the command's name."""

    id: Annotated[str, msgspec.Meta(min_length=8, max_length=64)]
    name: Name
    args: msgspec.Raw
    done_at: Annotated[datetime, msgspec.Meta(tz=True)]


class Record(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One line of a seat's own journal: what was done there, in order. Its bytes as stored are what is sent and linked.

    The link of a record is SHA-256 over `prev`, the link of the one before (32 zero bytes for the first), and those
    bytes. `session` is the one it was done in, "" for none. It was done at `steady` seconds of the machine's run
    `boot`, when the seat had not heard of the core for `blind_s`.
    """

    n: Annotated[int, msgspec.Meta(ge=1, le=2**63 - 1)]
    prev: Annotated[bytes, msgspec.Meta(min_length=32, max_length=32)]
    session: Annotated[str, msgspec.Meta(max_length=160)] = ""
    boot: Annotated[str, msgspec.Meta(max_length=64)] = ""
    steady: float = 0.0
    blind_s: Seconds = 0.0
    command: Command


class Recorded(_Message, frozen=True, kw_only=True, tag="recorded"):
    """Seat → core: a command, as the record that the seat's journal `chain` holds of it; it was done `age_s` ago.

    A retry has the same record and gets the stored answer. The seat has noted the answers up to record `noted`.
    """

    chain: Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{32}\Z")]
    record: bytes
    age_s: Seconds
    noted: Count = 0


class Authenticate(_Message, frozen=True, kw_only=True, tag="authenticate"):
    """Seat → core: a command together with a person's credentials. It lies on no disk and in no log.

    `secret` is what is new: a password, or the secret of a code generator. Without `account` only that is given.
    """

    id: Annotated[str, msgspec.Meta(min_length=8, max_length=64)]
    account: Annotated[str, msgspec.Meta(max_length=128)] = ""
    password: Annotated[str, msgspec.Meta(max_length=256)] = ""
    code: Annotated[str, msgspec.Meta(max_length=32)] = ""
    secret: Annotated[str, msgspec.Meta(max_length=256)] | None = None
    name: Name
    args: msgspec.Raw
    done_at: Annotated[datetime, msgspec.Meta(tz=True)]

    def __repr__(self) -> str:
        return f"Authenticate({self.id!r}, {self.name!r}, …)"


class AskStatus(_Message, frozen=True, kw_only=True, tag="status"):
    """Seat → core: how is everything?"""


class AskSearch(_Message, frozen=True, kw_only=True, tag="search"):
    """Seat → core: which entries of the journal meet the query? `number` comes back.

    With `whole` come the entries' bytes, with `scene` how the centre was after the first of them. `part`: it goes on
    with what this person has asked for already, and needs no entry of its own in the record.
    """

    number: Count
    query: Query
    whole: bool = False
    scene: bool = False
    part: bool = False


class AskQuality(_Message, frozen=True, kw_only=True, tag="quality"):
    """Seat → core: the figures of a desk's alarms, of so many days until now. `number` comes back.

    The answer is of the shortest of a few times that holds those days, and of another desk where that one is none.
    """

    number: Count
    days: Annotated[float, msgspec.Meta(gt=0, le=MOST_DAYS)]
    desk: Annotated[str, msgspec.Meta(max_length=64)] = ""


class AskCameras(_Message, frozen=True, kw_only=True, tag="cameras"):
    """Seat → core: how well the cameras could be seen today. `number` comes back."""

    number: Count


class SeatBeat(_Message, frozen=True, kw_only=True, tag="beat"):
    """Seat → core, once a second and whenever much has come: still here, and this far.

    `joined` repeats the number of the `Joined` that it follows, `parts` says how many of the parts after it have
    come, `size` is the journal's size that it has taken in, `samples` the number of the newest telemetry message.
    So many of its actions are `waiting` for an answer. Its person has the alarm `looking` before them, "" for none.
    """

    joined: Count = 0
    parts: Count = 0
    size: Count = 0
    samples: Count = 0
    waiting: Count = 0
    looking: Annotated[str, msgspec.Meta(max_length=64)] = ""


class Cosigned(_Message, frozen=True, kw_only=True, tag="cosigned"):
    """Seat → core: the seat keeps the checkpoint of that size on its disk, and this is its signature line of it."""

    size: Count
    line: Text


class Witnessed(_Message, frozen=True, kw_only=True, tag="witnessed"):
    """Seat → core: it has not signed. `note` is the newest that it has, `log` the key that it trusts, or "".

    `why`: "" when the proof began elsewhere or the key is not proven yet; else a short word for what is wrong
    (signature, origin, key, smaller, inconsistent, disk), and its screen says so.
    """

    note: NoteText = ""
    log: Vkey = ""
    why: Annotated[str, msgspec.Meta(max_length=32)] = ""


class Point(msgspec.Struct, frozen=True, array_like=True):
    """One value of a series: seconds since 1970 UTC, value."""

    at: float
    value: float


class Reading(NamedTuple):
    """The newest sample of a key of that source."""

    source: str
    sample: Sample

    @property
    def key(self) -> SampleKey:
        return self.source, self.sample.key


class Series(NamedTuple):
    """What is known of the past of a source's key, oldest first."""

    source: str
    key: str
    points: tuple[Point, ...]


class Secret(NamedTuple):
    """The whole addresses of a camera's streams where they hold a password: for players only, in no journal."""

    camera: str
    address: str = ""
    sub: str = ""


class Joined(_Message, frozen=True, kw_only=True, tag="joined"):
    """Core → seat: who it is, and the state at size `state.size`, but for what follows in `Part`s.

    `number` is random: only who has read this knows it.
    """

    version: int
    number: Count = 0
    seat: str
    role: SeatKind
    person: str
    person_name: str
    session: Session | None = None
    state: State


class Part(_Message, frozen=True, kw_only=True, tag="part"):
    """Core → seat: more of the snapshot `number`, and after the `last` one it is whole; the first `part` is 1."""

    number: Count
    part: Count
    last: bool = False
    alarms: tuple[Alarm, ...] = ()
    watches: tuple[Watch, ...] = ()
    devices: tuple[Device, ...] = ()
    cameras: tuple[Camera, ...] = ()
    linkages: tuple[Linkage, ...] = ()
    sights: tuple[Sights, ...] = ()
    secrets: tuple[Secret, ...] = ()
    samples: tuple[Reading, ...] = ()
    series: tuple[Series, ...] = ()


class Answer(_Message, frozen=True, kw_only=True, tag="answer"):
    """Core → seat: the command is in the journal (`ok`), or its refusal is (`refused`).

    `later` means neither: not now, keep it and send it again. A no without either decides nothing: of what was answered
    so long ago that the answer is forgotten, of another seat's record, or of what this seat has never sent.
    """

    id: str
    ok: bool
    later: bool = False
    refused: bool = False
    reason: str = ""
    values: dict[str, str] = {}


class LinkState(Enum):
    CONNECTING = "connecting"
    LIVE = "live"
    LOST = "lost"


class SourceHealth(msgspec.Struct, frozen=True, kw_only=True):
    """`silent_s` since its last word, `lag` events not yet taken in, `rate` events a second over the last 10 s.

    `trouble` says in a short word what keeps the link down, `doubt` (gap, epoch, back) why its alarms are suspect;
    `quarantined` events wait to be looked at, `dropped` telemetry values did not fit.
    """

    source: str
    name: str = ""
    state: LinkState
    silent_s: float
    lag: int
    rate: float
    taken: int
    refused: int = 0
    trouble: str = ""
    quarantined: int = 0
    doubt: str = ""
    dropped: int = 0


class SeatHealth(msgspec.Struct, frozen=True, kw_only=True):
    """`unread` entries were sent to it that it has not taken in; `behind`: too many, it has to join again.

    So many of its person's actions were `waiting` for an answer when it was last heard of.

    `person` is the name of who sits there, signed in with `account` for the `position`; "" for nobody. They have the
    alarm `looking` before them, "" for none or where the desk is locked.
    """

    seat: str
    role: SeatKind
    person: str
    account: str = ""
    position: str = ""
    locked: bool = False
    silent_s: float
    unread: int = 0
    behind: bool = False
    waiting: int = 0
    looking: str = ""


class Beat(_Message, frozen=True, kw_only=True, tag="beat"):
    """Core → all seats, each second and when a link has changed: how far the journal is, how the links are.

    `trouble` is "" when all is well.
    """

    size: int
    at: datetime
    sources: tuple[SourceHealth, ...] = ()
    seats: tuple[SeatHealth, ...] = ()
    trouble: str = ""
    telemetry_keys: int = 0
    telemetry_refused: int = 0
    telemetry_dropped: int = 0


class CutOff(msgspec.Struct, frozen=True, kw_only=True):
    """A seat that has joined since the core started and is not heard any more; `person` sat there then."""

    seat: str
    person: str
    silent_s: float


class Status(_Message, frozen=True, kw_only=True, tag="status"):
    """`leader` leads in the term `epoch`, 0 where nobody else could; `leading`: it is this core itself."""

    beat: Beat
    version: str
    started_at: datetime
    cut_off: tuple[CutOff, ...] = ()
    leading: bool = True
    epoch: Count = 0
    leader: str = ""


class Found(_Message, frozen=True, kw_only=True, tag="found"):
    """Core → seat: a page of entries; their stored bytes in its order and the scene where they were asked for.

    Without a page `reason` says why, with `values` in it.
    """

    number: Count
    page: Page | None = None
    entries: tuple[bytes, ...] = ()
    scene: Scene | None = None
    reason: str = ""
    values: dict[str, str] = {}


class Figured(_Message, frozen=True, kw_only=True, tag="figured"):
    """Core → seat: the figures as they were `as_of`, and which desks there are.

    Without figures `reason` says why, with `values` in it. They were asked for from `asked_from` on and begin later
    where the journal does, or (`cut`) where there was more to read than can be read in time.
    """

    number: Count
    as_of: datetime | None = None
    asked_from: datetime | None = None
    cut: bool = False
    desks: tuple[str, ...] = ()
    brief: Brief | None = None
    reason: str = ""
    values: dict[str, str] = {}


class CamerasTold(_Message, frozen=True, kw_only=True, tag="cameras-told"):
    """Core → seat: of the cameras that were watched since `begins` the worst, as it was `as_of`; `total` were watched.

    Of those only that the person at the seat may look through. Without `as_of` `reason` says why, with `values` in it.
    """

    number: Count
    begins: datetime | None = None
    as_of: datetime | None = None
    cameras: Annotated[tuple[Health, ...], msgspec.Meta(max_length=MOST_CAMERAS)] = ()
    total: Count = 0
    reason: str = ""
    values: dict[str, str] = {}


class SeatFault(_Message, frozen=True, kw_only=True, tag="fault"):
    """Core → seat: a message was refused. `code`: malformed, version, key, not-joined, busy, standby, no-database."""

    code: str
    text: Text = ""


class Entries(_Message, frozen=True, kw_only=True, tag="entries"):
    """Core → seat: journal entries `first`, `first`+1, … in their stored bytes."""

    first: Count
    entries: tuple[bytes, ...]


class Samples(_Message, frozen=True, kw_only=True, tag="samples"):
    """Core → seat: the newest value of each key that has changed."""

    number: Count
    samples: tuple[Reading, ...]


class Behind(_Message, frozen=True, kw_only=True, tag="behind"):
    """Core → seat: too much lies unread; nothing more comes until it has joined again. `size` is the journal's."""

    size: Count


class Sealed(_Message, frozen=True, kw_only=True, tag="sealed"):
    """Core → seat: a checkpoint to be witnessed, signed by the log's `key`; `proof` that it goes on from size `old`."""

    old: Count
    proof: Annotated[tuple[bytes, ...], msgspec.Meta(max_length=MAX_PROOF)]
    note: NoteText
    key: Vkey


Asked = AskStatus | AskSearch | AskQuality | AskCameras
ToCore = Join | Command | Recorded | Authenticate | Asked | SeatBeat | Cosigned | Witnessed
Told = Answer | Status | Found | Figured | CamerasTold
ToSeat = Joined | Part | Told | SeatFault | Entries | Samples | Beat | Behind | Sealed
