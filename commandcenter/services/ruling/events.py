"""What becomes of the events of a source that a rule is about.

What is written as a generator must have each draft applied before it is asked for the next.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import msgspec

from commandcenter.domain.alarms import Alarm, moves
from commandcenter.domain.catalogue import Catalogue
from commandcenter.domain.changes.alarms import AlarmRaised, AlarmRepeated, AlarmReturned, AlarmSuppressed
from commandcenter.domain.changes.sources import EventHeld, EventIgnored, WatchesForgotten
from commandcenter.domain.clock import Instant
from commandcenter.domain.events import Raised, Returned
from commandcenter.domain.journal import CORE, Draft
from commandcenter.domain.rules.book import EventRule, Match, RuleBook
from commandcenter.domain.rules.watch import Ending, Held, Watch
from commandcenter.domain.state import State, open_key, part_key, part_name
from commandcenter.services import annunciating
from commandcenter.services.ruling.concerning import Concerning
from commandcenter.services.ruling.fitting import has_room, in_entries
from commandcenter.services.ruling.hiding import Hiding
from commandcenter.services.ruling.keeping import (
    begun,
    counted,
    has_room_to_wait,
    home,
    parts_of,
    quiet_s,
    those,
    watch_of,
)
from commandcenter.services.ruling.parts import Key, Told, alarm_key, judged, worst, worst_of

# Each has its words in services/said/sources.py.
WAITS = "it has to last first"
COUNTS = "it is counted first"
WITHIN = "within its limits"
OVER_BEFORE = "over before it became an alarm"
NOT_YET_OVER = "it has to stay normal first"
STILL_OVER = "not over yet, as told before"
NO_RULE = EventRule(name="none", when=Match(types=("*",)))


Routed = Callable[[Alarm], Alarm]


class EventRules:
    """The rules on events, and those that hide what they raise."""

    def __init__(self, book: RuleBook, catalogue: Catalogue, hiding: Hiding, routed: Routed) -> None:
        self._catalogue, self._hiding, self._routed = catalogue, hiding, routed
        self._by_name = {rule.name: rule for rule in book.event}
        self._rules: Concerning[list[EventRule]] = Concerning(
            lambda *of: [rule for rule in book.event if rule.when.concerns(*of)]
        )

    def rule_for(self, source: str, type: str, subject: str, area: str) -> EventRule | None:
        """The first one that fits."""
        return next((rule for rule in self._rules(source, type) if rule.when.covers(subject, area)), None)

    # ---- it is wrong

    def raised(self, state: State, source: str, event: Raised, now: datetime) -> Iterator[Draft]:
        rule, at = self.rule_for(source, event.type, event.subject, event.area), state.instant(now)
        part = part_name(event.type, event.subject)
        key = home(state, source, event, part, ruled=rule is not None)
        if key is None and rule is None:
            yield from self._raised_plainly(state, source, event, at)
            return
        rule = rule or NO_RULE
        key = key or alarm_key(rule, source, event)
        alarm, watch = state.open_alarm(*key), watch_of(state, key)
        parts = parts_of(state, alarm, watch)
        if not has_room(parts, part):
            yield from self._raised_plainly(state, source, event, at)
            return
        told = judged(rule, state, source, event, parts.get(part), self._catalogue, at.true)
        if told is None:
            yield from self._over(state, rule, source, event, event.at, at)
        elif alarm is not None and alarm.active:
            yield self._again(state, rule, alarm, watch, event, part, told, at)
        elif rule.keeps and not has_room_to_wait(state, watch):
            yield from self._raised_plainly(state, source, event, at)
        else:
            yield from self._anew(state, rule, key, watch, event, part, told, at)

    def key(self, state: State, source: str, event: Raised) -> Key:
        """The alarm that the event is about, as far as there is room in it."""
        rule = self.rule_for(source, event.type, event.subject, event.area)
        known = home(state, source, event, part_name(event.type, event.subject), ruled=rule is not None)
        if known is not None:
            return known
        return (source, event.type, event.subject) if rule is None else alarm_key(rule, source, event)

    def _raised_plainly(self, state: State, source: str, event: Raised, at: Instant) -> Iterator[Draft]:
        """Its own key, as its source has it; hidden before it is raised where a rule hides it."""
        key = (source, event.type, event.subject)
        yield from self._hide_first(state, key, event, at)
        draft = annunciating.raised(state, source, event, self._catalogue, at.wall)
        if isinstance(draft.change, AlarmRaised):
            draft = Draft(change=AlarmRaised(alarm=self._routed(draft.change.alarm)), subject=draft.subject)
        ending = state.watches.get(open_key(key)) if state.watches else None
        if ending is not None and ending.ending is not None and isinstance(draft.change, AlarmRepeated):
            watches = (msgspec.structs.replace(ending, ending=None),)
            draft = Draft(change=AlarmRepeated(alarm=draft.change.alarm, watches=watches), subject=draft.subject)
        yield draft

    def _hide_first(self, state: State, key: Key, event: Raised, at: Instant) -> Iterator[Draft]:
        """What is hidden is never shown, not for a moment."""
        known = state.open_alarm(*key)
        if not self._hiding.may_hide(key[0], key[1]) or (known and (known.active or known.hiding.suppressed)):
            return
        alarm = known or annunciating.blank(state, moves.Key(*key), self._catalogue, at)
        alarm = msgspec.structs.replace(
            alarm,
            title=event.title or alarm.title,
            values=event.values or alarm.values,
            place=event.place or alarm.place,
            area=event.area or alarm.area,
            address=event.address or alarm.address,
        )
        record = self._hiding.record_for(state, msgspec.structs.replace(alarm, active=True), at)
        if record is not None:
            hidden = moves.suppressed(alarm, record, at)
            yield Draft(change=AlarmSuppressed(alarm=hidden), subject=alarm.id, actor=CORE)

    def _again(
        self,
        state: State,
        rule: EventRule,
        alarm: Alarm,
        watch: Watch,
        event: Raised,
        part: str,
        told: Told,
        at: Instant,
    ) -> Draft:
        """It is wrong already; one that was about to be over is not, and may be chattering."""
        before, chattering = watch, alarm.chattering
        waiting = watch.held.parts if watch.held else {}
        if waiting:
            watch = msgspec.structs.replace(watch, held=None)
        if watch.ending is not None:
            watch = msgspec.structs.replace(watch, ending=None)
            if rule.chatter:
                watch = begun(watch, rule, at)
                chattering = chattering or len(watch.begun) >= rule.chatter.times
        # What was about to be over is over, unless it is this.
        parts = {**({} if before.ending else parts_of(state, alarm, watch)), **waiting, part: told.part}
        priority = worst_of(parts)
        if told.part.priority.rank > priority.rank:
            event = msgspec.structs.replace(event, title="", values={}, place=None, area="", address="")
        moved = moves.raised(alarm, event, priority, at)
        name = alarm.rule if rule is NO_RULE else rule.name
        moved = msgspec.structs.replace(moved, parts=parts, rule=name, chattering=chattering)
        watches = (*those(watch if watch is not before else None), *told.rated)
        return Draft(change=AlarmRepeated(alarm=moved, watches=watches), subject=alarm.id)

    def _anew(
        self,
        state: State,
        rule: EventRule,
        key: Key,
        watch: Watch,
        event: Raised,
        part: str,
        told: Told,
        at: Instant,
    ) -> Iterator[Draft]:
        """It begins to be wrong, or is and no alarm yet."""
        watch = msgspec.structs.replace(watch, ending=None)
        if rule.chatter and (watch.held is None or part not in watch.held.parts):
            watch = begun(watch, rule, at)
        if rule.count > 1:
            watch = counted(watch, rule, at)
        held = watch.held
        parts = {**(held.parts if held else {}), part: told.part}
        waits, counts = rule.on_delay_s > 0, rule.count > 1
        dues = [held.due] if held and held.due else []
        due = min([*dues, at.true + timedelta(seconds=rule.on_delay_s)] if waits else dues, default=None)
        fires = (counts and len(watch.times) >= rule.count) or not (waits or counts)
        fires = fires or (due is not None and due <= at.true)
        grave = worst((*(part.priority for part in parts.values()), *((held.worst,) if held else ())))
        name = held.rule if held and rule is NO_RULE else rule.name
        kept = Held(event=event, rule=name, parts=parts, worst=grave, due=due)
        watch = msgspec.structs.replace(watch, held=kept)
        if fires:
            yield from self._fire(state, watch, at, told.rated)
            return
        change = EventHeld(
            reason=WAITS if due is not None else COUNTS,
            rule=rule.name,
            type=event.type,
            subject=event.subject,
            watches=(watch, *told.rated),
        )
        yield Draft(change=change, subject=event.subject)

    def _fire(self, state: State, watch: Watch, at: Instant, rated: tuple[Watch, ...] = ()) -> Iterator[Draft]:
        """What was held becomes an alarm."""
        held = watch.held
        if held is None:
            return
        key = watch.key
        event = msgspec.structs.replace(held.event, type=key[1], subject=key[2])
        yield from self._hide_first(state, key, event, at)
        known = state.open_alarm(*key)
        rule = self._by_name.get(held.rule)
        chatter = rule.chatter if rule else None
        start = known or annunciating.blank(state, moves.Key(*key), self._catalogue, at)
        parts = {**(parts_of(state, known, watch) if known and known.active else {}), **held.parts}
        alarm = moves.raised(start, event, worst_of(parts), at)
        alarm = msgspec.structs.replace(
            alarm,
            worst_told=held.worst if held.worst.rank < alarm.worst.rank else alarm.worst_told,
            parts=parts,
            rule=held.rule,
            chattering=chatter is not None and len(watch.begun) >= chatter.times,
        )
        kept = msgspec.structs.replace(watch, held=None, times=())
        watches = (*those(kept if kept or open_key(key) in state.watches else None), *rated)
        if known is None or not known.count:
            raised = AlarmRaised(alarm=self._routed(alarm), watches=watches)
            yield Draft(change=raised, subject=alarm.id, actor=key[0])
        else:
            yield Draft(change=AlarmRepeated(alarm=alarm, watches=watches), subject=alarm.id, actor=key[0])

    # ---- it is over

    def returned(self, state: State, source: str, event: Returned, now: datetime) -> Iterator[Draft]:
        at = state.instant(now)
        alarm, watch = self._of_part(state, source, event)
        part = part_name(event.type, event.subject)
        if watch is not None and watch.held is not None and part in watch.held.parts:
            yield self._over_before(watch, event)
            return
        area = alarm.area if alarm else ""
        rule = self.rule_for(source, event.type, event.subject, area)
        is_part = alarm is not None and (not alarm.parts or part in alarm.parts)
        if alarm is not None and alarm.active and not is_part:
            ignored = EventIgnored(reason="not raised", type=event.type, subject=event.subject)
            yield Draft(change=ignored, subject=event.subject)
        elif alarm is None or not alarm.active or (rule is None and not alarm.parts):
            yield annunciating.returned(state, source, event, now)
        else:
            yield self._part_over(state, rule, alarm, event, event.at, at)

    def _over(
        self, state: State, rule: EventRule, source: str, event: Raised, since: datetime, at: Instant
    ) -> Iterator[Draft]:
        """The value is within its limits, whatever the source calls it."""
        over = Returned(at=since, type=event.type, subject=event.subject)
        alarm, watch = self._of_part(state, source, over)
        part = part_name(event.type, event.subject)
        if watch is not None and watch.held is not None and part in watch.held.parts:
            yield self._over_before(watch, over)
        elif alarm is not None and alarm.active:
            yield self._part_over(state, rule, alarm, over, since, at)
        else:
            held = EventHeld(reason=WITHIN, rule=rule.name, type=event.type, subject=event.subject)
            yield Draft(change=held, subject=event.subject)

    def _of_part(self, state: State, source: str, event: Returned) -> tuple[Alarm | None, Watch | None]:
        """What the thing is a part of: an alarm, or what is held."""
        raw = open_key((source, event.type, event.subject))
        key = state.part_of.get(part_key(source, part_name(event.type, event.subject)), raw)
        found = state.open.get(key)
        alarm = None if found is None else state.alarms[found]
        if alarm is not None and not alarm.active and key != raw:
            alarm = state.open_alarm(source, event.type, event.subject) or alarm
        return alarm, state.watches.get(key)

    def _over_before(self, watch: Watch, event: Returned) -> Draft:
        held = watch.held
        rule, parts = "", {}
        if held is not None:
            gone = part_name(event.type, event.subject)
            rule, parts = held.rule, {name: part for name, part in held.parts.items() if name != gone}
            held = msgspec.structs.replace(held, parts=parts) if parts else None
        kept = msgspec.structs.replace(watch, held=held)
        change = EventHeld(reason=OVER_BEFORE, rule=rule, type=event.type, subject=event.subject, watches=(kept,))
        return Draft(change=change, subject=event.subject)

    def _part_over(
        self, state: State, rule: EventRule | None, alarm: Alarm, event: Returned, since: datetime, at: Instant
    ) -> Draft:
        gone = part_name(event.type, event.subject)
        parts = {name: part for name, part in alarm.parts.items() if name != gone}
        if parts:
            eased = moves.partly_over(alarm, worst_of(parts), parts, at)
            return Draft(change=AlarmRepeated(alarm=eased), subject=alarm.id)
        delay = quiet_s(rule, alarm)
        if not delay:
            moved = moves.returned(alarm, since, at)
            return Draft(change=AlarmReturned(alarm=moved), subject=alarm.id)
        watch = watch_of(state, alarm.key)
        ending = watch.ending or Ending(at=since, due=at.true + timedelta(seconds=delay))
        kept = msgspec.structs.replace(watch, ending=ending)
        reason = NOT_YET_OVER if watch.ending is None else STILL_OVER
        name = rule.name if rule else ""
        change = EventHeld(reason=reason, rule=name, type=event.type, subject=event.subject, watches=(kept,))
        return Draft(change=change, subject=event.subject)

    # ---- time passes, the source begins anew

    def due(self, state: State, now: datetime) -> Iterator[Draft]:
        """What has lasted long enough, and what matters no more."""
        at, old = state.instant(now), []
        for key in [name for name, when in state.watch_timers.items() if when <= at.true]:
            watch = state.watches.get(key)
            if watch is None:
                continue
            if watch.held and watch.held.due and watch.held.due <= at.true:
                yield from self._fire(state, watch, at)
            elif watch.ending and watch.ending.due <= at.true:
                yield self._ended(state, watch, at)
            elif watch.due is not None and watch.due <= at.true:
                old.append(key)
        for keys in in_entries(old):
            yield Draft(change=WatchesForgotten(keys=keys), actor=CORE)

    def _ended(self, state: State, watch: Watch, at: Instant) -> Draft:
        alarm = state.open_alarm(*watch.key)
        ending = watch.ending
        if alarm is None or not alarm.active or ending is None:
            return Draft(change=WatchesForgotten(keys=(open_key(watch.key),)), actor=CORE)
        kept = msgspec.structs.replace(watch, ending=None, begun=(), until=None)
        change = AlarmReturned(alarm=moves.returned(alarm, ending.at, at), watches=(kept,))
        return Draft(change=change, subject=alarm.id, actor=watch.source)

    def refreshed(self, state: State, source: str, since: datetime, now: datetime) -> Iterator[Draft]:
        """A source has said anew all that is wrong: the parts, and what is held, that were not among it are over."""
        at, first = state.instant(now), state.positions[source].refreshed_from
        for alarm_id in [it.id for it in state.alarms.values() if it.source == source and it.parts]:
            alarm = state.alarms[alarm_id]
            parts = {name: part for name, part in alarm.parts.items() if part.told >= first}
            if len(parts) == len(alarm.parts):
                continue
            if parts:
                eased = moves.partly_over(alarm, worst_of(parts), parts, at)
                yield Draft(change=AlarmRepeated(alarm=eased), subject=alarm.id)
            elif alarm.active:
                over = moves.returned(alarm, since, at)
                yield Draft(change=AlarmReturned(alarm=over), subject=alarm.id)
        for key in [name for name, it in state.watches.items() if it.source == source and it.held]:
            watch = state.watches[key]
            held = watch.held
            said = {name: part for name, part in held.parts.items() if part.told >= first} if held else {}
            if held is not None and len(said) < len(held.parts):
                left = msgspec.structs.replace(held, parts=said) if said else None
                kept = msgspec.structs.replace(watch, held=left)
                change = EventHeld(
                    reason=OVER_BEFORE, rule=held.rule, type=watch.type, subject=watch.subject, watches=(kept,)
                )
                yield Draft(change=change, subject=watch.subject)

    def start(self, state: State, now: datetime) -> Iterator[Draft]:
        """What was held by a rule that is gone, and that only counting could have made an alarm, is one."""
        at = state.instant(now)
        for key in list(state.watches):
            watch = state.watches[key]
            held = watch.held
            rule = self._by_name.get(held.rule) if held else None
            if held and held.due is None and (rule is None or rule.count < 2):
                yield from self._fire(state, watch, at)
