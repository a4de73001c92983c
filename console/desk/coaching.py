"""Coaching: who asks for a talk and why, the notes, and the one note being written, kept behind every change."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QObject, Signal, Slot

from console.desk.background import Background, Job
from console.desk.coaching_store import CoachingStore
from console.desk.keeping import SaveState
from console.desk.note_keeping import NoteKeeper
from console.domain.calls import Call
from console.domain.coaching import (
    MOST_PRIORITIES,
    Clip,
    FollowUp,
    Lack,
    Note,
    clips_of_failures,
    clips_of_praise,
    lacks_of,
    says_something,
    with_moved_clips,
)
from console.domain.events import Event, EventKind
from console.domain.faults import Fault, FaultKind, InputFault
from console.domain.forms import Form
from console.domain.people import Person, Role
from console.domain.reanchor import TapePlace
from console.domain.sheet import Sheet, score_of
from console.store.ids import new_id

if TYPE_CHECKING:  # the store's own classes cost its imports; here only their shape is needed
    from console.store.coaching import AgentAsk

NOTE_EVENTS = frozenset({EventKind.NOTE_SHARED, EventKind.NOTE_ACKNOWLEDGED, EventKind.NOTE_CHANGED})

NOBODY = UUID(int=0)
"""The agent of a note while none is chosen; such a note is not kept yet."""


def _only_in_memory(keeper: NoteKeeper) -> bool:
    """Whether quitting now would lose words: not saved yet, or kept back because nobody is chosen."""
    return not keeper.settled or (keeper.note.agent_id == NOBODY and says_something(keeper.note))


def utc_now() -> datetime:
    """The moment it is, with zone."""
    return datetime.now(UTC)


class CoachingDesk(QObject):
    """What the Coaching screen shows and does. Lives in the GUI thread; `person` is the coach, or the agent.

    Agents sign with their password where `by_password`, else with a PIN. An agent reads own notes and changes none.

    `note_changed` tells that another note, or the same in another standing, is to be shown whole; `edited` that the
    note in hand was changed by the user's own hand.
    """

    asks_changed = Signal()
    notes_changed = Signal()
    note_changed = Signal()
    edited = Signal()
    calls_changed = Signal()
    saved_changed = Signal(object)
    acknowledge_refused = Signal(object)
    fault_happened = Signal(object)

    def __init__(
        self,
        background: Background,
        store: CoachingStore,
        person: Person,
        parent: QObject | None = None,
        *,
        by_password: bool = False,
        form_key: str = "monitoring",
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        super().__init__(parent)
        self._background = background
        self._store = store
        self._person = person
        self.by_password = by_password
        self._form_key = form_key
        self._now = now
        self._keeper: NoteKeeper | None = None
        self._put_down: dict[UUID, NoteKeeper] = {}
        self._listing: Job | None = None
        self._opening: Job | None = None
        self._stored: Sequence[Note] = ()
        self.asks: list[AgentAsk] = []
        self.agents: list[Person] = []
        self.form: Form | None = None
        self.calls: dict[UUID, Call] = {}
        self.follow_up: FollowUp | None = None
        self.agent_id: UUID | None = None
        self.loaded = False
        self.fresh = False

    # --- lists ------------------------------------------------------------------------------------------------

    @Slot()
    def refresh(self) -> None:
        """Read again who asks for coaching, the notes, the agents and the form."""
        store, key, reading = self._store, self._form_key, self.reading

        def look() -> tuple[list[AgentAsk], Sequence[Person], Form | None]:
            try:
                form: Form | None = store.forms.newest(key)
            except Fault as fault:
                if fault.kind is not FaultKind.NOT_FOUND:
                    raise
                form = None
            if reading:
                return [], [], form
            return store.coaching.asks_for_coaching(), store.people.list_people(Role.AGENT), form

        self._background.on_database(look, self._take_asks, self.fault_happened.emit)
        self._list_notes()

    def filter_notes(self, follow_up: FollowUp | None, agent_id: UUID | None = None) -> None:
        """List only notes in that follow-up state and of that agent; None does not narrow."""
        self.follow_up, self.agent_id = follow_up, agent_id
        self._list_notes()

    @Slot()
    def _list_notes(self) -> None:
        if self._listing:
            self._listing.forget()
        part, follow_up = self._store.coaching, self.follow_up
        agent_id = self._person.id if self.reading else self.agent_id
        self._listing = self._background.on_database(
            lambda: part.list_notes(follow_up=follow_up, agent_id=agent_id), self._take_notes, self.fault_happened.emit
        )

    def _take_asks(self, found: tuple[list[AgentAsk], Sequence[Person], Form | None]) -> None:
        self.asks, agents, self.form = found
        self.agents = [agent for agent in agents if agent.active]
        self.loaded = True
        self.asks_changed.emit()

    def _take_notes(self, notes: Sequence[Note]) -> None:
        self._stored = [note for note in notes if note.shared] if self.reading else notes
        self.notes_changed.emit()

    @property
    def notes(self) -> list[Note]:
        """The listed notes: first those that are in memory only, whatever is filtered, for they need a hand."""
        waiting = [keeper.note for keeper in self._put_down.values()]
        here = set(self._put_down)
        return [*waiting, *(note for note in self._stored if note.id not in here)]

    @Slot(object)
    def heed(self, events: Sequence[Event]) -> None:
        """Others have shared, signed or changed notes: list them again, and show the one in hand as it now stands."""
        own = (EventKind.NOTE_CHANGED, self._person.id)  # of every word that is written here
        touched = {e.subject_id for e in events if e.kind in NOTE_EVENTS and (e.kind, e.by) != own}
        if not touched:
            return
        self._list_notes()
        keeper = self._keeper
        if keeper is not None and keeper.note.id in touched and keeper.settled:
            part, note_id = self._store.coaching, keeper.note.id
            # Where it fails, the note stays as it is: its next save says what stands in the way.
            self._background.on_database(lambda: part.get(note_id), self._take_newer, lambda _fault: None)

    def _take_newer(self, note: Note) -> None:
        keeper = self._keeper
        if keeper is not None and keeper.note.id == note.id and keeper.settled and note != keeper.note:
            self._hold(note)

    # --- the note in hand -------------------------------------------------------------------------------------

    @property
    def note(self) -> Note | None:
        """The note in hand."""
        return self._keeper.note if self._keeper else None

    @property
    def saved(self) -> SaveState:
        """Whether the note in hand is on disk."""
        return self._keeper.state if self._keeper else SaveState.SAVED

    @property
    def unsaved_notes(self) -> int:
        """Notes, in hand or put down, that are not on disk: what to warn of before quitting."""
        keepers = [*self._put_down.values(), *([self._keeper] if self._keeper else [])]
        return sum(1 for keeper in keepers if _only_in_memory(keeper))

    @property
    def lacks(self) -> tuple[Lack, ...]:
        """What the note in hand still needs before it can be shared."""
        note = self.note
        if note is None:
            return ()
        return (*((Lack.AGENT,) if note.agent_id == NOBODY else ()), *lacks_of(note))

    @property
    def signed(self) -> bool:
        """Whether the agent has signed: then only the follow-up may change."""
        return self.note is not None and self.note.acknowledged_at is not None

    @property
    def reading(self) -> bool:
        """Whether it is the agent who sits here: then notes are read and signed, not written."""
        return self._person.role is Role.AGENT

    @property
    def own_number(self) -> str:
        """The work number of who sits here."""
        return self._person.number

    @property
    def frozen(self) -> bool:
        """Whether the words of the note in hand may not be changed here."""
        return self.signed or self.reading

    def new_note(self, agent_id: UUID | None = None) -> None:
        """Begin an empty note; it is kept from its first change on."""
        self._begin(self._blank(agent_id))

    def start_from(self, call: Call, sheet: Sheet, form: Form) -> None:
        """Begin a note with what failed on `sheet` of `call`: *Coach this*. Kept at once where the agent is known."""
        self.form = form
        self.calls[call.id] = call
        note = replace(
            self._blank(call.agent_id, call.agent_name),
            call_ids=(call.id,),
            clips=(*clips_of_praise(sheet, call.id), *clips_of_failures(form, sheet, call.id)),
            item_keys=score_of(form, sheet).failed,
        )
        self._begin(note)
        self._change(note)

    def start_for(self, ask: AgentAsk) -> None:
        """Begin a note for an agent and the calls that ask for it; it is kept from its first change on."""
        keys = (ask.ask.item_key,) if ask.ask.item_key else ()
        self._begin(replace(self._blank(ask.agent_id), call_ids=tuple(ask.ask.call_ids), item_keys=keys))

    def open_note(self, note_id: UUID) -> None:
        """Take up a note: as it is in memory where it is not on disk yet, else as it is stored.

        One that cannot be saved because it was changed elsewhere is taken up as stored; what was written here is
        kept as a note of its own.
        """
        if self._opening:
            self._opening.forget()
            self._opening = None
        keeper = self._keeper if self._keeper and self._keeper.note.id == note_id else self._put_down.get(note_id)
        if keeper is not None and keeper.hopeless:
            self._keep_apart(keeper)
        elif keeper is not None:
            if keeper is not self._keeper:
                self._take_up(keeper)
            return
        part = self._store.coaching
        self._opening = self._background.on_database(lambda: part.get(note_id), self._hold, self.fault_happened.emit)

    def _keep_apart(self, keeper: NoteKeeper) -> None:
        """Give up saving this note over the stored one; its content becomes a new note, kept like every other."""
        keeper.stop()
        self._put_down.pop(keeper.note.id, None)
        if keeper is self._keeper:
            self._let_go()
        note = replace(keeper.note, id=new_id(), shared=False, acknowledged_at=None, version=1)
        apart = NoteKeeper(self._background, self._store.coaching, note)
        apart.faulted.connect(self.fault_happened)
        self._put_away(apart)
        apart.change(note)

    def _begin(self, note: Note) -> None:
        self._hold(note, fresh=True)

    def close_note(self) -> None:
        """Put the note down; what is not saved yet still gets saved."""
        self._let_go()
        self.note_changed.emit()

    def _blank(self, agent_id: UUID | None, agent_name: str = "") -> Note:
        agent = self._agent(agent_id)  # not known yet before the first look at the screen
        return Note(
            id=new_id(),
            agent_id=agent_id or NOBODY,
            agent_name=agent.name if agent else agent_name,
            coach_id=self._person.id,
            coach_name=self._person.name,
            made_at=self._now(),
        )

    def _agent(self, agent_id: UUID | None) -> Person | None:
        return next((one for one in self.agents if one.id == agent_id), None)

    def _let_go(self) -> None:
        """Put the note in hand down; what is only in memory stays listed until it is on disk."""
        keeper, self._keeper = self._keeper, None
        if keeper is None:
            return
        keeper.state_changed.disconnect(self.saved_changed)
        keeper.kept.disconnect(self._list_notes)
        keeper.restood.disconnect(self._restood)
        if _only_in_memory(keeper) and not keeper.stopped:
            self._put_away(keeper)

    def _put_away(self, keeper: NoteKeeper) -> None:
        self._put_down[keeper.note.id] = keeper
        keeper.kept.connect(self._list_settled)

    @Slot()
    def _list_settled(self) -> None:
        """A note that was put down has reached the disk."""
        self._put_down = {key: keeper for key, keeper in self._put_down.items() if _only_in_memory(keeper)}
        self._list_notes()

    def _hold(self, note: Note, *, fresh: bool = False) -> None:
        keeper = NoteKeeper(self._background, self._store.coaching, note)
        keeper.faulted.connect(self.fault_happened)
        self._take_up(keeper, fresh=fresh)

    def _take_up(self, keeper: NoteKeeper, *, fresh: bool = False) -> None:
        self._let_go()
        if self._put_down.pop(keeper.note.id, None) is not None:
            keeper.kept.disconnect(self._list_settled)
        self.fresh = fresh
        self._keeper = keeper
        keeper.state_changed.connect(self.saved_changed)
        keeper.kept.connect(self._list_notes)
        keeper.restood.connect(self._restood)
        self._fetch_calls(keeper.note)
        self.note_changed.emit()

    def _fetch_calls(self, note: Note) -> None:
        wanted = [call_id for call_id in note.call_ids if call_id not in self.calls]
        if not wanted:
            return
        part = self._store.calls

        def fetch() -> list[Call]:
            found = []
            for call_id in wanted:
                try:
                    found.append(part.get(call_id))
                except Fault as fault:
                    if fault.kind is not FaultKind.NOT_FOUND:
                        raise
            return found

        self._background.on_database(fetch, self._take_calls, self.fault_happened.emit)

    def _take_calls(self, calls: list[Call]) -> None:
        self.calls |= {call.id: call for call in calls}
        self.calls_changed.emit()

    # --- changing it ------------------------------------------------------------------------------------------

    def set_agent(self, agent_id: UUID) -> None:
        """Whom the note is for; only while nobody has signed or seen it."""
        agent = self._agent(agent_id)
        if agent and self.note and not self.note.shared:
            self._change(replace(self.note, agent_id=agent.id, agent_name=agent.name))
            self.note_changed.emit()

    def set_strength(self, text: str) -> None:
        """What the agent does well."""
        if self.note:
            self._change(replace(self.note, strength=text))

    def set_priority(self, place: int, text: str) -> None:
        """One of at most two things to work on."""
        if self.note and 0 <= place < MOST_PRIORITIES:
            priorities = [*self.note.priorities, *[""] * MOST_PRIORITIES][:MOST_PRIORITIES]
            priorities[place] = text
            while priorities and not priorities[-1]:
                priorities.pop()
            self._change(replace(self.note, priorities=tuple(priorities)))

    def set_agent_words(self, text: str) -> None:
        """What the agent said, in their own words."""
        if self.note:
            self._change(replace(self.note, agent_words=text))

    def set_action(self, text: str) -> None:
        """What was agreed."""
        if self.note:
            self._change(replace(self.note, action=text))

    def set_action_due(self, day: date | None) -> None:
        """By when."""
        if self.note:
            self._change(replace(self.note, action_due=day))

    def set_follow_up(self, state: FollowUp) -> None:
        """Where the note stands after the talk; may change for good, signed or not."""
        if self.note and self.note.follow_up is not state:
            self._change(replace(self.note, follow_up=state), whole=False)

    def add_clip(self, call: Call, clip: Clip) -> None:
        """Add a stretch of `call` to the note."""
        if self.note and clip not in self.note.clips:
            self.calls[call.id] = call
            calls = tuple(dict.fromkeys([*self.note.call_ids, call.id]))
            self._change(replace(self.note, clips=(*self.note.clips, clip), call_ids=calls))
            self.calls_changed.emit()

    def move_clips(self, call_id: UUID, place: TapePlace) -> None:
        """The recording of a call that was heard live has come: clips of own notes go where they are in it."""
        held = [*self._put_down.values(), *([self._keeper] if self._keeper else [])]
        part, mine, here = self._store.coaching, self._person.id, {keeper.note.id for keeper in held}
        for keeper in held:
            moved = with_moved_clips(keeper.note, call_id, place)
            if moved != keeper.note and keeper.note.coach_id == mine:
                keeper.change(moved)

        def move() -> None:
            for note in part.list_notes(call_id=call_id, coach_id=mine):
                moved = with_moved_clips(note, call_id, place)
                if note.id not in here and moved != note:
                    part.save(moved)

        self._background.on_database(move, lambda _: self.calls_changed.emit(), self.fault_happened.emit)

    def remove_clip(self, clip: Clip) -> None:
        """Take a clip out; its call stays."""
        if self.note:
            self._change(replace(self.note, clips=tuple(one for one in self.note.clips if one != clip)))
            self.calls_changed.emit()

    def remove_call(self, call_id: UUID) -> None:
        """Take a call and its clips out."""
        if self.note:
            clips = tuple(one for one in self.note.clips if one.call_id != call_id)
            calls = tuple(one for one in self.note.call_ids if one != call_id)
            self._change(replace(self.note, clips=clips, call_ids=calls))
            self.calls_changed.emit()

    def _change(self, note: Note, *, whole: bool = True) -> None:
        keeper = self._keeper
        if keeper is None or self.reading or (whole and self.signed):
            return
        if note.agent_id == NOBODY:
            keeper.note = note
        else:
            self.fresh = False
            keeper.change(note)
        self.edited.emit()

    # --- sharing and signing ----------------------------------------------------------------------------------

    @Slot()
    def share(self) -> None:
        """Show the note to its agent, when nothing is lacking."""
        keeper, part = self._keeper, self._store.coaching
        if keeper is None or self.lacks or keeper.note.shared:
            return
        note_id = keeper.note.id
        keeper.do(lambda version: part.share(note_id, version), self.fault_happened.emit)

    def acknowledge(self, number: str, pin: str) -> None:
        """Sign the note as its agent; `acknowledge_refused` where number or PIN are not right."""
        keeper, part = self._keeper, self._store.coaching
        if keeper is None or not keeper.note.shared or self.signed:
            return
        note_id = keeper.note.id
        keeper.do(lambda version: part.acknowledge(note_id, number, pin, version=version), self._refuse_signature)

    def _refuse_signature(self, fault: Fault) -> None:
        if self.by_password and fault.kind is FaultKind.WRONG_PIN:
            fault = InputFault(FaultKind.WRONG_SIGN_ON)
        self.acknowledge_refused.emit(fault)

    def _restood(self, _note: Note) -> None:
        self.note_changed.emit()
        self._list_notes()

    @Slot()
    def retry(self) -> None:
        """Save again what a fault kept from being saved."""
        if self._keeper:
            self._keeper.retry()

    def close(self) -> None:
        """The person signs off or the window closes: nothing is told any more; what was typed is on its way to disk."""
        self._let_go()
        put_down, self._put_down = self._put_down, {}
        for keeper in put_down.values():
            keeper.kept.disconnect(self._list_settled)
            keeper.retry()
            keeper.stop()
        for job in (self._listing, self._opening):
            if job:
                job.forget()
