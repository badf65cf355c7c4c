"""One entry of every kind of change, with ids and digests as long as real ones."""

from __future__ import annotations

from datetime import UTC, date, datetime

import msgspec

from commandcenter.domain.alarms import Alarm
from commandcenter.domain.alarms.hiding import Hiding, OutOfService, ShelfReason, Shelved, Suppressed
from commandcenter.domain.alarms.work import Holder
from commandcenter.domain.assets import Camera, Device
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
    tours,
    video,
)
from commandcenter.domain.changes import system as centre
from commandcenter.domain.events import Noted
from commandcenter.domain.favourites import FavouriteGroup
from commandcenter.domain.handover import Handover, HandoverRecord, Item, ItemKind, Remark, Report, Side, Signature
from commandcenter.domain.holding import Course, Doing, Hold
from commandcenter.domain.journal import AnyChange, Entry, Outcome
from commandcenter.domain.keys import Key, KeyKind
from commandcenter.domain.linkage import Linkage, Step, StepState
from commandcenter.domain.orders import Order
from commandcenter.domain.patience import Failures
from commandcenter.domain.people import Account, Approval, Role, Scope, Session
from commandcenter.domain.priority import Priority
from commandcenter.domain.rules.book import Desk, Match
from commandcenter.domain.rules.desks import Desks
from commandcenter.domain.shift_plan import ShiftKind, ShiftPlan
from commandcenter.domain.shifts import (
    CheckResult,
    Flag,
    Note,
    OnDuty,
    Planned,
    PresenceCheck,
    RollAnswer,
    RollCall,
    RotaSlot,
)
from commandcenter.domain.tours import RunState, Schedule, Tour, TourRun
from commandcenter.domain.video import Bookmark, PictureState, Sight, Viewing
from commandcenter.domain.wall import Wall

AT = datetime(2026, 11, 22, 9, 27, 4, tzinfo=UTC)
HEX = "5a26b009d2029b7d4a5f0c3be18e77aa5a26b009d2029b7d4a5f0c3be18e77aa"
VKEY = f"commandcenter/bc0ecb2a+f13a63a8+{HEX}"
PUBLIC = "iowZnKIj]:0^Xu@znu%<VIk-#8xAkVR#T>fAMabc"
DAY, NIGHT = "2026-11-22/Day", "2026-11-22/Night"

ALARM = Alarm(
    id="A28",
    source="cesspool",
    type="cesspool.methane",
    subject="HFC-0231",
    priority=Priority.CRITICAL,
    title="",
    raised_at=AT,
    received_at=AT,
    changed_at=AT,
    area="500105001",
    address="86 Jianxin Road",
    values={"methane_pct": 62.4, "limit_pct": 60.0, "exhaust_h": 1.0},
    count=3,
)
SHELF = Shelved(by="li.wei", at=AT, until=AT, minutes=30, reason=ShelfReason.OTHER, comment="wet sensor", once=True)
SHELVED = msgspec.structs.replace(ALARM, hidden_by=Hiding(shelved=SHELF))
SUPPRESSED = msgspec.structs.replace(ALARM, hidden_by=Hiding(suppressed=Suppressed(rule="power-cut", at=AT)))
REMOVED = msgspec.structs.replace(ALARM, hidden_by=Hiding(removed=OutOfService(by="li.wei", at=AT, permit="PTW-7")))
WORKED = msgspec.structs.replace(
    ALARM, desk="drainage", holder=Holder(account="chen.jing", name="Chen Jing", seat="desk-2", at=AT)
)
DESKS = Desks((Desk(name="drainage", zh="排水席", en="Drainage desk", when=Match(types=("drainage.*",))),))
STEPS = (
    Step(key="L9/wall", kind="wall", target="wall", label="wall", deadline=AT, state=StepState.FAILED, detail="2/9"),
    Step(key="L9/speak", kind="speak", target="speaker/YZ-121", label="Column YZ-121", deadline=AT),
)
RUN = Linkage(id=f"L9-{HEX}", alarm="A28", started_by="li.wei", seat="desk-1", started_at=AT, steps=STEPS)
WALL = Wall(version=4, cameras=("C1", "C2"), alarm="A28", run=RUN.id, playing=2, wanted=9, dark=("C2",))
ACCOUNT = Account(id="li.wei", name="Li Wei", person="JB1001", roles=(Role.DUTY_OFFICER,), scope=Scope(areas=("*",)))
FOND = msgspec.structs.replace(ACCOUNT, favourites=(FavouriteGroup(name="school gates", cameras=("C1",), layout=9),))
SESSION = Session(
    id=f"S143-{HEX}",
    account="li.wei",
    name="Li Wei",
    person="JB1001",
    role=Role.DUTY_OFFICER,
    seat="desk-1",
    key=PUBLIC,
    since=AT,
    began=5.0,
    factors=("password",),
)
APPROVAL = Approval(
    id=f"P7-{HEX}",
    command="journal.prune",
    args=b"\x80",
    digest=HEX,
    account="li.wei",
    name="Li Wei",
    person="JB1001",
    session=SESSION.id,
    seat="desk-1",
    asked=1.0,
    until=AT,
)
KEY = Key(public=PUBLIC, kind=KeyKind.SOURCE, id="cesspool", by="admin", trusted_at=AT)
DEVICE = Device(
    id="cesspool/FAN-1",
    source="cesspool",
    device="FAN-1",
    type="fan",
    name="Fan 1",
    actions=("start",),
    subject="HFC-1",
)
DUTY = OnDuty(
    person="JB1001", name="Li Wei", account="li.wei", seat="desk-1", shift=DAY, since=AT, position="Desk", planned=True
)
CHECK = PresenceCheck(id="P7", person="JB1001", name="Li Wei", shift=DAY, number="4821", asked_at=AT, deadline=AT)
ANSWER = RollAnswer(position="Drainage", go=False, person="JB1001", name="Li Wei", at=AT, remark="pump away")
CALL = RollCall(
    id="R5",
    question="Ready for the rain?",
    positions=("Drainage", "Fire"),
    by="JB1002",
    name="Chen Jing",
    at=AT,
    closes_at=AT,
    seconds=60.0,
    answers=(ANSWER,),
)
NOTE = Note(id="N3", text="Pump 4 is away", flag=Flag.IMPORTANT, by="JB1001", name="Li Wei", at=AT, shift=DAY, entry=3)
REPORT = Report(
    shift=DAY,
    incoming=NIGHT,
    at=AT,
    size=244,
    items=(Item(key="alarm/A28", kind=ItemKind.ALARM, title="Methane"),),
    more=40,
)
SIGNED = Signature(
    side=Side.OUTGOING,
    person="JB1001",
    name="Li Wei",
    account="li.wei",
    seat="desk-1",
    at=AT,
    meaning="I hand over",
    digest=HEX,
)
RECORD = HandoverRecord(
    id="H244",
    outgoing=DAY,
    incoming=NIGHT,
    at=AT,
    begun_at=AT,
    digest=HEX,
    given_by="Li Wei JB1001",
    taken_by="Chen Jing JB1002",
    items=41,
    entry=244,
)
NOTED = Noted(at=AT, type="cesspool.fan_started", subject="HFC-0231", values={"methane_pct": 60.4})
WRONG = (Failures(key="account:li.wei", count=3, recent=(1.0, 2.0, 3.0)), Failures(key="seat:desk-2", count=3))
REMARK = Remark(text="Look at pump 4", person="JB1001", name="Li Wei", at=AT)
PLAN = ShiftPlan(zone="Asia/Shanghai", kinds=(ShiftKind(name="Day", starts="06:00"),), minimum=2)
SLOT = RotaSlot(
    id=DAY, day=date(2026, 11, 22), shift="Day", starts=AT, ends=AT, people=(Planned(person="JB1001", name="Li Wei"),)
)
SIGHT = Sight(seat="desk-1", state=PictureState.FROZEN, at=AT, since=AT, restarts=2, bitrate=1.5e6, picture_at=AT)
BOOKMARK = Bookmark(id="B7", camera="C1", at=AT, note="red van", by="li.wei", name="Li Wei", seat="desk-1")
FILE = "20261122/092704Z_C1_desk-1_5a26b009.png"
HOLD = Hold(
    id=f"H7-{HEX}",
    device="ptz/C1",
    label="Mover C1",
    account="li.wei",
    name="Li Wei",
    session=SESSION.id,
    seat="desk-1",
    rank=1,
    since=AT,
    until=AT,
    subject="C1",
    course=Course(id=f"M7-{HEX}", doing=Doing.MOVES, since=AT),
)
STOP = Order(key=f"O8-{HEX}", device="ptz/C1", label="Mover C1", action="ptz.move", deadline=AT, subject="C1")
PRESET = msgspec.structs.replace(STOP, action="ptz.preset.recall", args={"number": "3", "name": "gate"})
SPOKEN = msgspec.structs.replace(
    STOP, device="sp/Y1", label="Column Y1", action="speak", args={"text": "Keep clear"}, subject=""
)
TOUR = Tour(
    id="gates",
    name="Gates",
    dwell=15,
    tiles=4,
    cameras=("C1", "C2"),
    schedules=(Schedule(starts="08:00", ends="09:00", seat="wall"),),
)
TOURING = TourRun(seat="wall", tour="gates", name="Gates", by="li.wei", since=AT, round=3, skipped=1)
EXPORT = f"X{HEX[:32]}"

CHANGES: tuple[tuple[AnyChange, str, str], ...] = (
    (alarms.AlarmRaised(alarm=ALARM), "A28", "new critical alarm: Cesspool methane 62.4 % after 1 h of exhaust"),
    (alarms.AlarmRepeated(alarm=ALARM), "A28", "critical alarm reported again: Cesspool methane 62.4 %"),
    (alarms.AlarmReturned(alarm=ALARM), "A28", "back to normal: Cesspool methane 62.4 % after 1 h of exhaust, not ack"),
    (alarms.AlarmAcknowledged(alarm=ALARM, by_itself=True), "A28", "over for so long that it is let go: Cesspool meth"),
    (alarms.AlarmAcknowledged(alarm=ALARM), "A28", "acknowledges the critical alarm: Cesspool methane 62.4 %"),
    (alarms.AlarmUnacknowledged(alarm=ALARM), "A28", "takes back the acknowledgement of the critical alarm: Cesspool"),
    (alarms.AlarmedAgain(alarm=ALARM), "A28", "critical alarm calls again, it was acknowledged long ago: Cesspool"),
    (alarms.AlarmReset(alarm=ALARM), "A28", "resets the latched alarm: Cesspool methane 62.4 %"),
    (alarms.AlarmShelved(alarm=SHELVED), "A28", "shelves the alarm for 30 min (other): Cesspool methane 62.4 %"),
    (alarms.AlarmUnshelved(alarm=ALARM), "A28", "unshelves the alarm: Cesspool methane 62.4 %"),
    (alarms.AlarmUnshelved(alarm=ALARM, expired=True), "A28", "the shelf is over, the alarm is back: Cesspool"),
    (alarms.AlarmSuppressed(alarm=SUPPRESSED), "A28", "the rule power-cut suppresses the alarm: Cesspool methane"),
    (alarms.AlarmUnsuppressed(alarm=ALARM), "A28", "no rule suppresses the alarm any more: Cesspool methane"),
    (alarms.AlarmRemoved(alarm=REMOVED), "A28", "takes the alarm out of service under the permit PTW-7: Cesspool"),
    (alarms.AlarmRestored(alarm=ALARM), "A28", "returns the alarm to service: Cesspool methane 62.4 %"),
    (alarms.AlarmTaken(alarm=WORKED), "A28", "takes the alarm: Cesspool methane 62.4 %"),
    (alarms.AlarmTaken(alarm=WORKED, how="granted"), "A28", "gives the alarm to Chen Jing, who asked: Cesspool"),
    (alarms.AlarmTaken(alarm=WORKED, how="unanswered"), "A28", "Chen Jing asked and nobody said no, so has the alarm:"),
    (alarms.AlarmTaken(alarm=WORKED, how="handed"), "A28", "hands the alarm to Chen Jing: Cesspool methane"),
    (alarms.AlarmReleased(alarm=ALARM), "A28", "gives the alarm back: Cesspool methane 62.4 %"),
    (alarms.AlarmReleased(alarm=ALARM, gone=True), "A28", "who had the alarm has left, it is free: Cesspool"),
    (alarms.AlarmReleased(alarm=WORKED, gone=True), "A28", "who had it has left, Chen Jing asked for it and has it:"),
    (alarms.AlarmForwarded(alarm=WORKED, note="yours"), "A28", "forwards the alarm to the desk drainage: Cesspool"),
    (alarms.AlarmAskedFor(alarm=WORKED), "A28", "asks for the alarm: Cesspool methane 62.4 %"),
    (alarms.AlarmKept(alarm=WORKED), "A28", "keeps the alarm: Cesspool methane 62.4 %"),
    (alarms.AlarmEscalated(alarm=ALARM), "A28", "critical alarm waits for somebody to take notice: Cesspool"),
    (alarms.AlarmEscalated(alarm=ALARM, to="wall"), "A28", "nobody takes notice, the wall is called: Cesspool"),
    (alarms.AlarmEscalated(alarm=ALARM, to="shift-leader"), "A28", "nobody takes notice, shift leader is called:"),
    (
        alarms.AlarmTicked(alarm=ALARM, step=2, text="Keep the exhaust running"),
        "A28",
        "ticks off step 2 of what there is to do: Cesspool methane 62.4 %",
    ),
    (alarms.AlarmTicked(alarm=ALARM, step=2, done=False), "A28", "takes the tick off step 2 of what there is to do:"),
    (operating.DesksSet(desks=DESKS), "", "the desks of the centre: Drainage desk"),
    (sources.DeviceKnown(device=DEVICE), "cesspool/FAN-1", "has the device Fan 1, for HFC-1, obeys start"),
    (sources.NoteTaken(source="cesspool", note=NOTED), "HFC-0231", "reports: Fan started at methane 60.4 % HFC-0231"),
    (
        sources.EventIgnored(reason="not raised", type="lift.trapped", subject="DT-1"),
        "DT-1",
        "an event without effect: People trapped in a lift DT-1 (not raised)",
    ),
    (
        sources.EventHeld(reason="it has to last first", rule="slow", type="lift.trapped", subject="DT-1"),
        "DT-1",
        "the rule slow keeps an event from the queue: People trapped in a lift DT-1 (it has to last first)",
    ),
    (
        sources.WatchesForgotten(keys=("cesspool\x1fa\x1fb",)),
        "",
        "the rules have 1 things in mind no more, which came to nothing",
    ),
    (
        sources.EventQuarantined(raw=b"\x00" * 40, reason="grant: t is not among what this source may publish"),
        "cesspool",
        "an event goes into quarantine: the source may not publish this",
    ),
    (
        sources.QuarantineRetried(entry=17, source="cesspool", late=True, suspect="A28"),
        "cesspool",
        "takes event 17 of Cesspools in from quarantine, the source is asked what is wrong now",
    ),
    (sources.QuarantineDismissed(entry=17, source="cesspool"), "cesspool", "dismisses event 17 of Cesspools"),
    (sources.SourceGap(expected=4, found=9), "cesspool", "5 events are lost for ever: numbers 4 to 8"),
    (sources.SourceEpoch(before=HEX, before_seq=90, ended=True), "cesspool", "begins a new log; the one before was"),
    (sources.SourceWentBack(taken=90, head=40), "cesspool", "its log was set back from number 90 to 40"),
    (sources.RefreshBegun(), "cesspool", "begins to say anew what is wrong"),
    (sources.RefreshEnded(over=2), "cesspool", "has said all that is wrong now; 2 alarms were over"),
    (keys.LinkRefused(who=PUBLIC, reason="unknown key", count=4), PUBLIC, "key iowZnKIj… was not let in: unknown key"),
    (keys.KeyTrusted(key=KEY), PUBLIC, "trusts the key iowZnKIj… of the source Cesspools"),
    (keys.KeyRevoked(key=KEY), PUBLIC, "trusts the key iowZnKIj… of the source Cesspools no more"),
    (
        operating.CameraListed(camera=Camera(id="C1", name="North gate", url="rtsp://10.0.0.1/1", area="500105001")),
        "C1",
        "the camera North gate is listed, Wulidian",
    ),
    (operating.CameraRemoved(camera="C1"), "C1", "the camera North gate is taken off the list"),
    (
        operating.WallChanged(wall=WALL),
        "A28",
        "turns the wall: Cesspool methane 62.4 % after 1 h of exhaust, 2 cameras: North gate, C2",
    ),
    (operating.WallConfirmed(wall=WALL), "A28", "the wall shows 2 of 9 cameras, no picture: C2, the map is not there"),
    (
        operating.LinkageStarted(linkage=RUN),
        "A28",
        "starts the one-key linkage: Cesspool methane 62.4 % after 1 h of exhaust, 2 steps (wall, Column YZ-121)",
    ),
    (
        operating.LinkageAnswered(linkage=RUN, step="L9/wall"),
        "A28",
        "linkage step wall: failed, 2 of 9 cameras are shown",
    ),
    (
        operating.Acted(action="audit.search", detail={"wanted": "words: methane"}),
        "",
        "searches the record: words methane",
    ),
    (operating.Acted(action="alarm.past", subject="HFC-1"), "HFC-1", "looks at the alarms that HFC-1 had before"),
    (operating.Acted(action="audit.search"), "", "looks at the newest entries of the record"),
    (
        operating.Acted(action="audit.exported", subject=EXPORT, detail={"entries": 60.0, "digest": HEX, "reason": ""}),
        EXPORT,
        "the export is written: 60 entries, digest 5a26b009…",
    ),
    (
        operating.CommandRefused(
            name="alarm.acknowledge",
            reason="Alarm {alarm} was already acknowledged by {person}.",
            values={"alarm": "A28", "person": "chen.jing"},
        ),
        "",
        "refused: acknowledge an alarm – Alarm Cesspool methane 62.4 % after 1 h of exhaust was already acknowledged ",
    ),
    (people.AccountAdded(account=ACCOUNT), "li.wei", "sets up the account of Li Wei (JB1001): duty officer"),
    (people.AccountChanged(account=ACCOUNT), "li.wei", "the account of Li Wei is now: duty officer"),
    (people.AccountDisabled(account=ACCOUNT), "li.wei", "stops the account of Li Wei"),
    (people.ViewsKept(account=ACCOUNT), "li.wei", "keeps 0 views of the queue"),
    (people.FavouritesKept(account=FOND), "li.wei", "keeps as groups of cameras: school gates"),
    (people.AccountEnabled(account=ACCOUNT), "li.wei", "opens the account of Li Wei again"),
    (people.AccountsRecovered(account=ACCOUNT, user="root"), "li.wei", "at the core's machine root has given Li Wei a"),
    (people.PasswordSet(account=ACCOUNT), "li.wei", "chooses a new password"),
    (people.SecondFactorSet(account=ACCOUNT), "li.wei", "Li Wei needs no one-time codes any more"),
    (
        people.CredentialChecked(account="li.wei", seat="desk-1", factors=("password", "code"), digest=HEX),
        "li.wei",
        "has proven to be the right person: password, code",
    ),
    (people.CredentialAltered(account="li.wei"), "li.wei", "the stored password of Li Wei was changed behind"),
    (people.SessionBegan(session=SESSION), "li.wei", "signs in as duty officer"),
    (people.SessionLocked(session=SESSION), "li.wei", "locks the desk"),
    (people.SessionUnlocked(session=SESSION, reason="he is ill"), "li.wei", "unlocks the desk of Li Wei: he is ill"),
    (
        people.SessionEnded(session=SESSION, why="silent"),
        "li.wei",
        "Li Wei is signed out at desk-1: the desk was silent",
    ),
    (
        people.SignInFailed(command="session.sign_in", account="li.wei", failures=WRONG),
        "li.wei",
        "wrong password or code for Li Wei, 3 times in a row",
    ),
    (people.SignInsThrottled(seat="desk-2", count=7), "desk-2", "7 attempts at desk-2 came too soon after wrong ones"),
    (people.LockLifted(account="li.wei"), "li.wei", "lets Li Wei sign in again after wrong passwords"),
    (
        people.ApprovalAsked(approval=APPROVAL),
        APPROVAL.id,
        "asks a second person to approve: let old entries leave the journal",
    ),
    (
        people.ApprovalGiven(approval=APPROVAL, by="chen.jing", by_person="JB1002", by_session=SESSION.id),
        APPROVAL.id,
        "approves what Li Wei asked for: let old entries leave the journal",
    ),
    (
        people.ApprovalEnded(approval=APPROVAL, why="expired"),
        APPROVAL.id,
        "nobody has approved what Li Wei asked for: let old entries leave the journal",
    ),
    (shifts.ShiftsPlanned(plan=PLAN), "", "plan of shifts: Day 06:00; at least 2 on duty"),
    (shifts.RotaSet(slot=SLOT), DAY, "plans for 11-22 Day: Li Wei"),
    (shifts.SignedOn(duty=DUTY), "JB1001", "goes on duty: 11-22 Day, Desk"),
    (shifts.SignedOff(duty=DUTY), "JB1001", "goes off duty: 11-22 Day"),
    (shifts.PresenceAsked(check=CHECK), "JB1001", "presence check: Li Wei has to answer until"),
    (
        shifts.PresenceAnswered(
            check=PresenceCheck(
                id="P7",
                person="JB1001",
                name="Li Wei",
                shift=DAY,
                number="4821",
                asked_at=AT,
                deadline=AT,
                result=CheckResult.SETTLED,
                reason="at the hospital",
                settled_by="JB1002",
            )
        ),
        "JB1001",
        "presence check of Li Wei: settled by Chen Jing, at the hospital",
    ),
    (shifts.RollCallStarted(call=CALL), "R5", "calls the roll: Ready for the rain?, Drainage, Fire"),
    (shifts.RollCallAnswered(id="R5", answer=ANSWER), "R5", "roll call: Drainage is NOT ready, pump away"),
    (
        shifts.RollCallClosed(call=CALL),
        "R5",
        "roll call over: 1 of 2 have answered, not ready: Drainage, no answer: Fire",
    ),
    (shifts.NoteWritten(note=NOTE), "N3", "writes a note for the shift: Pump 4 is away, important"),
    (shifts.NoteDone(id="N3"), "N3", "a note of the shift is done"),
    (
        shifts.HandoverBegun(handover=Handover(id="H244", by="JB1002", name="Chen Jing", report=REPORT)),
        "H244",
        "begins the handover 11-22 Day → 11-22 Night: 41 open items",
    ),
    (shifts.HandoverRemarked(id="H244", remark=REMARK), "H244", "remarks on the handover: Look at pump 4"),
    (shifts.HandoverSigned(id="H244", signature=SIGNED), "H244", "signs: hands the shift over (fingerprint 5a26b009…)"),
    (
        shifts.HandoverDone(record=RECORD),
        "H244",
        "the shift is handed over: 41 items, from Li Wei JB1001 to Chen Jing JB1002",
    ),
    (shifts.HandoverCancelled(id="H244", reason="fire alarm"), "H244", "calls the handover off: fire alarm"),
    (centre.SeatJoined(role="console"), "desk-1", "has its link to the core as console"),
    (
        seats.ChainBroken(seat="desk-1", chain=HEX[:32], n=12, why="hole", prev=b"\x01" * 32),
        "desk-1",
        "records before number 12 are missing in the journal of desk-1",
    ),
    (
        centre.CoreStarted(version="0.4.0", size=39, boot=HEX, config=HEX, clean=False),
        "",
        "the core starts: version 0.4.0, journal of 39 entries, it had not stopped in order before",
    ),
    (centre.CoreStopped(), "", "the core stops in order"),
    (centre.CoreResumed(failed="disk full", since=AT), "", "the journal can be written again, not since"),
    (centre.CoreLeading(epoch=3, holder="core-b"), "", "the core core-b writes the journal from here on, term 3"),
    (centre.ClockStepped(before=0.0, after=-3600.0), "", "the clock was set: -3600.0 s"),
    (sealing.SealKeyChanged(vkey=VKEY), "", "the journal is sealed by key f13a63a8 from here on"),
    (
        sealing.WitnessKnown(name="c/d", vkey=VKEY, seat="desk-1"),
        "desk-1",
        "desk-1 witnesses the seal with key f13a63a8",
    ),
    (
        sealing.JournalRestored(origin="commandcenter/bc0ecb2a", note=f"commandcenter/bc0ecb2a\n900\n{HEX}\n\n"),
        "commandcenter/bc0ecb2a",
        "the journal goes on without what was sealed up to entry 900; log bc0ecb2a",
    ),
    (
        sealing.JournalRestored(origin="commandcenter/bc0ecb2a", reason="entries 7 to 7 were not written by …"),
        "commandcenter/bc0ecb2a",
        "the journal goes on with a new seal, though not all of it was written by the core; log bc0ecb2a",
    ),
    (
        sealing.JournalForked(seat="desk-1", note=f"commandcenter/bc0ecb2a\n900\n{HEX}\n\n", known=False),
        "desk-1",
        "desk-1 keeps a seal that does not fit this journal, not signed by a key of ours",
    ),
    (retention.PruneAgreed(before=500, archive=HEX), HEX, "entries before 500 may go, archive 5a26b009… holds them"),
    (
        retention.JournalPruned(first=500, archive=HEX, origin="commandcenter/bc0ecb2a", vkey=VKEY, base=HEX),
        HEX,
        "entries before 500 have left the journal for archive 5a26b009…",
    ),
    (video.CameraStated(camera="C1", sight=SIGHT), "C1", "camera North gate: frozen, newest picture"),
    (
        video.CameraOpened(viewing=Viewing(camera="C1", session=SESSION.id, purpose="a lost child", until=AT)),
        "C1",
        "opens the restricted camera North gate: a lost child",
    ),
    (
        video.SnapshotKept(
            camera="C1",
            file=FILE,
            sha256=HEX,
            width=1920,
            height=1080,
            state=PictureState.LOST,
            age_s=12.0,
            taken_at=AT,
        ),
        "C1",
        "keeps a picture of North gate, 1920×1080, digest 5a26b009…, lost, the picture was 12 s old",
    ),
    (video.ClipBegun(camera="C1", file=FILE), "C1", "begins a clip of North gate"),
    (
        video.ClipEnded(camera="C1", file=FILE, why="limit", sha256=HEX, seconds=60.0, bytes=900),
        "C1",
        "a clip of North gate is kept: 60 s, digest 5a26b009…, it is as long as a clip may be",
    ),
    (video.ClipEnded(camera="C1", file=FILE, why="disk"), "C1", "no clip of North gate is left, the disk is nearly"),
    (video.ClipEnded(camera="C1", file=FILE, why="seat"), "C1", "no clip of North gate is left, the seat's program"),
    (video.BookmarkSet(bookmark=BOOKMARK), "C1", "sets a bookmark in North gate at"),
    (video.BookmarkRemoved(bookmark=BOOKMARK), "C1", "removes the bookmark in North gate at"),
    (acting.HoldTaken(hold=HOLD), "C1", "takes hold of North gate"),
    (acting.HoldTaken(hold=HOLD, how="over", loser=HOLD), "C1", "takes North gate from Li Wei"),
    (acting.HoldEnded(hold=HOLD, why="expired"), "C1", "the time of Li Wei with North gate is over"),
    (acting.HoldEnded(hold=HOLD, why="locked"), "C1", "the desk of Li Wei is locked, nobody talks through North gate"),
    (acting.CameraMoved(hold=HOLD, order=STOP), "C1", "moves North gate"),
    (
        acting.MovesEnded(hold=HOLD, order=STOP, why="stopped", moves=41, failed=2, seconds=12.5),
        "C1",
        "stops North gate: 41 moves in 12.5 s, 2 of them not done",
    ),
    (acting.OrderGiven(order=PRESET), "C1", "orders: turn North gate to preset 3 gate"),
    (acting.OrderGiven(order=SPOKEN), "sp/Y1", "orders: say through Column Y1: Keep clear"),
    (
        acting.OrderAnswered(order=msgspec.structs.replace(SPOKEN, state=StepState.FAILED, detail="offline")),
        "sp/Y1",
        "say through Column Y1: Keep clear – failed, offline",
    ),
    (tours.TourDefined(tour=TOUR), "gates", "defines the tour Gates: 2 cameras, 4 at once, 15 s"),
    (tours.TourRemoved(tour="gates", name="Gates"), "gates", "removes the tour Gates"),
    (tours.TourStarted(run=TOURING), "gates", "starts the tour Gates at wall"),
    (
        tours.TourHeld(run=msgspec.structs.replace(TOURING, state=RunState.HELD)),
        "gates",
        "holds the tour Gates at wall",
    ),
    (tours.TourEnded(run=TOURING, why="over"), "gates", "the tour Gates at wall is over, its time has passed"),
    (
        tours.TourRound(run=TOURING, shown=1, skipped={"C1": "lost"}, seconds=30.0, others=2),
        "gates",
        "round 3 of the tour Gates: 1 cameras in 30 s, left out: North gate lost, 2 that are not in it any more",
    ),
)
"""(change, what its entry is about, how its sentence begins in English)"""


def entry_of(change: AnyChange, subject: str = "", *, actor: str = "li.wei", seat: str = "desk-1") -> Entry:
    return Entry(seq=7, at=AT, actor=actor, seat=seat, subject=subject, outcome=Outcome.DONE, cause=None, change=change)
