"""The journal: what an entry is, and every change it can hold."""

from __future__ import annotations

from datetime import datetime
from enum import Enum

import msgspec

from commandcenter.domain.changes import (
    acting,
    alarms,
    keys,
    operating,
    people,
    retention,
    sealing,
    seats,
    shifts,
    sources,
    system,
    tours,
    video,
)
from commandcenter.domain.changes.operating import Acted, CommandRefused
from commandcenter.domain.events import EventId

CORE = "core"


class Outcome(Enum):
    """`UNKNOWN`: the intent is recorded and no answer came; never to be read as done."""

    DONE = "done"
    REFUSED = "refused"
    FAILED = "failed"
    UNKNOWN = "unknown"


class CommandId(msgspec.Struct, frozen=True, kw_only=True, tag="command", tag_field="by", omit_defaults=True):
    """The command that caused an entry; `id` is made by the seat, so that a retry is the same command.

    It was record `n`, with that link (32 bytes), of the seat's own journal `chain`, done in that `session`; all "" for
    a command that was in none. `late_s` seconds lay between the doing and the entry, by the seat's steady clock.
    """

    id: str
    name: str
    chain: str = ""
    n: int = 0
    link: bytes = b""
    session: str = ""
    late_s: float = 0.0


Cause = EventId | CommandId | None


AnyChange = (
    alarms.AlarmRaised
    | alarms.AlarmRepeated
    | alarms.AlarmReturned
    | alarms.AlarmAcknowledged
    | alarms.AlarmUnacknowledged
    | alarms.AlarmedAgain
    | alarms.AlarmReset
    | alarms.AlarmShelved
    | alarms.AlarmUnshelved
    | alarms.AlarmSuppressed
    | alarms.AlarmUnsuppressed
    | alarms.AlarmRemoved
    | alarms.AlarmRestored
    | alarms.AlarmTaken
    | alarms.AlarmReleased
    | alarms.AlarmForwarded
    | alarms.AlarmAskedFor
    | alarms.AlarmKept
    | alarms.AlarmEscalated
    | alarms.AlarmTicked
    | operating.DesksSet
    | sources.DeviceKnown
    | sources.NoteTaken
    | sources.EventIgnored
    | sources.EventHeld
    | sources.WatchesForgotten
    | sources.EventQuarantined
    | sources.QuarantineRetried
    | sources.QuarantineDismissed
    | sources.SourceGap
    | sources.SourceEpoch
    | sources.SourceWentBack
    | sources.RefreshBegun
    | sources.RefreshEnded
    | keys.LinkRefused
    | keys.KeyTrusted
    | keys.KeyRevoked
    | operating.CameraListed
    | operating.CameraRemoved
    | operating.WallChanged
    | operating.WallConfirmed
    | operating.LinkageStarted
    | operating.LinkageAnswered
    | operating.Acted
    | operating.CommandRefused
    | people.AccountAdded
    | people.AccountChanged
    | people.AccountDisabled
    | people.AccountEnabled
    | people.ViewsKept
    | people.FavouritesKept
    | people.PasswordSet
    | people.SecondFactorSet
    | people.AccountsRecovered
    | people.CredentialChecked
    | people.CredentialAltered
    | people.SessionBegan
    | people.SessionLocked
    | people.SessionUnlocked
    | people.SessionEnded
    | people.SignInFailed
    | people.SignInsThrottled
    | people.LockLifted
    | people.ApprovalAsked
    | people.ApprovalGiven
    | people.ApprovalEnded
    | shifts.ShiftsPlanned
    | shifts.RotaSet
    | shifts.SignedOn
    | shifts.SignedOff
    | shifts.PresenceAsked
    | shifts.PresenceAnswered
    | shifts.RollCallStarted
    | shifts.RollCallAnswered
    | shifts.RollCallClosed
    | shifts.NoteWritten
    | shifts.NoteDone
    | shifts.HandoverBegun
    | shifts.HandoverRemarked
    | shifts.HandoverSigned
    | shifts.HandoverDone
    | shifts.HandoverCancelled
    | system.SeatJoined
    | seats.ChainBroken
    | system.CoreStarted
    | system.CoreStopped
    | system.CoreResumed
    | system.CoreLeading
    | system.ClockStepped
    | sealing.SealKeyChanged
    | sealing.WitnessKnown
    | sealing.JournalRestored
    | sealing.JournalForked
    | retention.PruneAgreed
    | retention.JournalPruned
    | video.CameraStated
    | video.CameraOpened
    | video.SnapshotKept
    | video.ClipBegun
    | video.ClipEnded
    | video.BookmarkSet
    | video.BookmarkRemoved
    | acting.HoldTaken
    | acting.HoldEnded
    | acting.CameraMoved
    | acting.MovesEnded
    | acting.OrderGiven
    | acting.OrderAnswered
    | tours.TourDefined
    | tours.TourRemoved
    | tours.TourStarted
    | tours.TourHeld
    | tours.TourEnded
    | tours.TourRound
)


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """A change that has been decided and has no place in the journal yet; `actor` is "" for whoever caused it.

    `credential`: the sealed bytes that from now on are the account's (`subject`), kept beside the journal.
    """

    change: AnyChange
    subject: str = ""
    outcome: Outcome = Outcome.DONE
    actor: str = ""
    credential: bytes = b""


class Entry(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One line of the record: who, where, what, on what, when, with what outcome.

    `seq` counts from 0 without gaps and is the only order. `actor` is a person's id, a
    source's id for its events, or "core"; `seat` where it was done ("" for no seat);
    `done_at` when the person did it by the seat's clock, where that is known.
    """

    seq: int
    at: datetime
    actor: str
    seat: str
    subject: str
    outcome: Outcome
    cause: Cause
    change: AnyChange
    done_at: datetime | None = None

    @property
    def action(self) -> str:
        """What was done, in one word: the kind of the change, or what it says of itself."""
        match self.change:
            case Acted(action=action):
                return action
            case CommandRefused(name=name):
                return name
            case change:
                return str(change.__struct_config__.tag)
