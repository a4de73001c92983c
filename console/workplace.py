"""Everything built for the person who signed on: desks, screens and their wiring; taken down at sign-off."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, cast
from uuid import UUID

from PySide6.QtCore import QObject, QTimer, Slot

from console.audio.devices import SystemInputs
from console.audio.inputs import Inputs, NullInputs
from console.audio.outputs import Outputs
from console.audio.player import Player
from console.audio.sidecar import PeakShelf
from console.desk.appeals import AppealsDesk
from console.desk.background import Background
from console.desk.call_list import CallList
from console.desk.coaching import CoachingDesk
from console.desk.importing import Importing
from console.desk.keeping import SaveState
from console.desk.keymap import Keymap
from console.desk.keys import Action
from console.desk.listen_record import ListenRecord
from console.desk.listening import ListeningDesk
from console.desk.live_sheets import LiveSheets
from console.desk.password_change import PasswordChange
from console.desk.preferences import Preferences
from console.desk.reveal import Reveal
from console.desk.scoring import ScoringDesk
from console.desk.suggesting import Suggesting
from console.desk.talking import Talking
from console.domain.appeals import Appeal
from console.domain.calls import Call, CallRow, Progress
from console.domain.coaching import Clip
from console.domain.people import Person, Right, Role
from console.domain.reanchor import TapePlace
from console.places import cache_folder, config_folder
from console.settings import is_shared, without_password
from console.update_work import UpdateWork
from console.widgets.call_header import CallHeader
from console.widgets.call_list import CallListPane
from console.widgets.coaching_screen import CoachingScreen
from console.widgets.import_screen import ImportScreen
from console.widgets.main_window import MainWindow
from console.widgets.player_panel import PlayerPanel
from console.widgets.pulled_pane import PulledPane
from console.widgets.review_pages import ReviewPages
from console.widgets.review_screen import ReviewScreen
from console.widgets.settings_screen import SettingsScreen
from console.widgets.sheet_panel import SheetPanel
from console.widgets.status_line import Saving

if TYPE_CHECKING:
    from console.floor_work import FloorWork
    from console.live_work import LiveWork
    from console.local_work import LocalWork
    from console.offline_work import OfflineWork
    from console.store.connecting import Session
    from console.store.offline import OfflineStore
    from console.store.store import Store

SAVING = {SaveState.SAVED: Saving.SAVED, SaveState.SAVING: Saving.SAVING, SaveState.FAILED: Saving.NOT_SAVED}

CALM_MS = 1_500
"""After sign-on: the screens are drawn and the list is read."""


class Workplace(QObject):
    """One person's screens on the open store. Lives in the GUI thread; `close` ends every thread it began."""

    def __init__(
        self,
        window: MainWindow,
        background: Background,
        preferences: Preferences,
        store: Store,
        person: Person,
        outputs: Outputs | None = None,
    ) -> None:
        super().__init__(window)
        self.person = person
        shared = store.session is not None
        offline = _going_on(store, person) if shared else None
        store = cast("Store", offline) if offline else store
        self._window, self._background, self._preferences, self._store = window, background, preferences, store
        settings = preferences.settings
        self.player = Player(self, outputs=outputs)
        self.player.resume_back_ms = settings.step_back_ms
        self.player.keep_live(settings.live_hours * 3600)
        if settings.output_device:
            self.player.set_device(settings.output_device)
        self.listening = ListeningDesk(self.player, background, PeakShelf(cache_folder() / "peaks"), self)
        self.listening.set_quiet_min_ms(settings.silence_ms)
        self.scoring = ScoringDesk(background, store, self.player, person, settings.evidence_ms, self)
        self.calls = CallList(background, store.calls, store.people, self)
        self.reveal = Reveal(background, store.calls, person, self)
        self.coaching = CoachingDesk(background, store, person, self, by_password=shared)
        self.importing = Importing(background, store, person, config_folder() / "sources.json", self)
        self._record = ListenRecord(background, store.audit, self.player, self.listening, person, self)
        self.appeals = AppealsDesk(background, store.appeals, self.scoring, person, self)
        self.live_sheets = LiveSheets(
            background, store, self.scoring, self.listening, self.player, self, now=self._source_at
        )
        self.suggesting = Suggesting(self.scoring, self.listening, self, on=settings.suggestions)
        self.password = PasswordChange(background, store.people, person, self) if shared else None
        self.floor = self._watch_floor() if person.may(Right.SEE_FLOOR) else None
        self._build_screens(preferences.keymap)
        self._connect()
        self.calls.show_for(person)
        self._calm = QTimer(self, singleShot=True, interval=CALM_MS)
        self._calm.timeout.connect(self.scoring.prepare)
        self._calm.start()
        self.live = self._listen(store.session) if store.session is not None else None
        self.offline = self._work_on(offline) if offline else None
        inputs = SystemInputs if outputs is None else NullInputs
        panes = (self.player_pane, self.sheet_pane)
        self.local = self._hear_here(inputs, panes) if person.may(Right.SCORE) else None
        if self.floor is not None:
            self.floor.call_came_in.connect(self.calls.refresh)
            self.floor.call_came_in.connect(self.live_sheets.look)
            self.floor.call_chosen.connect(self._open_from_floor)
            self.floor.calls_asked.connect(self._list_calls_of)
            self.floor.settings_asked.connect(self._show_database_settings)
            self.floor.hearing.join(self._window, self.pages, self.player, self.listening, panes, inputs)
            self.floor.hearing.round.stayed.connect(self._score_stayed)
            if self.local is not None:
                self.floor.hearing.give_way(self.local.local)
            self._offer_microphones(self.floor.hearing.talking)
            self.floor.start()

    def _hear_here(self, inputs: Callable[[], Inputs], panes: tuple[PulledPane, ...]) -> LocalWork:
        from console.local_work import LocalWork

        return LocalWork(
            self._window,
            self.pages,
            self.player,
            self.listening,
            self.calls,
            self._background,
            panes,
            inputs,
            parent=self,
        )

    def _offer_microphones(self, talking: Talking) -> None:
        if self.settings_screen.microphone is not None:
            self.settings_screen.devices_asked.connect(talking.list_inputs)
            talking.inputs_listed.connect(self.settings_screen.microphone.set_inputs)

    def _build_screens(self, keymap: Keymap) -> None:
        window, person = self._window, self.person
        shared, agent = self._store.session is not None, person.role is Role.AGENT
        # The shared database shows no call to those who keep its accounts.
        no_calls = shared and person.role is Role.ADMINISTRATOR
        may_import = person.may(Right.IMPORT) and not no_calls
        self.review = ReviewScreen(
            CallListPane(self.calls, keymap, may_import=may_import, own_results=agent),
            CallHeader(self.reveal),
            PlayerPanel(self.player, self.listening, key_text=self._key_text),
            SheetPanel(self.scoring, keymap, appeals=self.appeals, suggesting=self.suggesting),
            player=self.player,
            listening=self.listening,
            scoring=self.scoring,
        )
        self.player_pane = PulledPane(self.review.above, self.review.work, "player", self._preferences)
        self.sheet_pane = PulledPane(self.review.sheet, self.review.work, "sheet", self._preferences)
        self._name_windows()
        self.pages = ReviewPages(self.review, ImportScreen(self.importing) if may_import else None)
        self.coaching_screen = CoachingScreen(self.coaching, appeals=self.appeals)
        self.settings_screen = SettingsScreen(
            self._preferences, password=self.password, speaks=self.floor is not None and not agent
        )
        if self.floor is not None:
            window.add_screen("floor", self.floor.pages, Right.SEE_FLOOR)
        window.add_screen("review", self.pages, Right.SCORE if no_calls else None)
        window.add_screen("coaching", self.coaching_screen, None if agent else Right.COACH)
        window.add_screen("settings", self.settings_screen, None)

    def _connect(self) -> None:
        window = self._window
        window.action_triggered.connect(self.act)
        self.pages.currentChanged.connect(window.heed_page)
        header = self.review.header
        header.player_pull_asked.connect(self.player_pane.toggle)
        header.sheet_pull_asked.connect(self.sheet_pane.toggle)
        self.player_pane.moved.connect(header.show_player_out)
        self.sheet_pane.moved.connect(header.show_sheet_out)
        for pane in (self.player_pane, self.sheet_pane):
            pane.action_triggered.connect(self.act_outside)
            pane.restore()
        self._preferences.changed.connect(self._use_settings)
        self._preferences.keymap_changed.connect(self._use_keymap)
        self.review.coach_asked.connect(self.coach_this)
        self.listening.opened.connect(self._score_live)
        self.live_sheets.begun.connect(self._list_live)
        self.live_sheets.placed.connect(self._show_placed)
        self.live_sheets.faulted.connect(window.show_fault)
        self.scoring.saved_changed.connect(self._show_saving)
        self.scoring.faulted.connect(window.show_fault)
        self.scoring.submitted.connect(self._submitted)
        self.scoring.draft_discarded.connect(self.calls.refresh)
        self.importing.calls_added.connect(self.calls.refresh)
        self.importing.ended.connect(self.calls.load_choices)
        self.review.header.fault_happened.connect(window.show_fault)
        self.importing.fault_happened.connect(window.show_fault)
        self.coaching.fault_happened.connect(window.show_fault)
        self.appeals.faulted.connect(window.show_fault)
        self.coaching_screen.clip_clicked.connect(self.play_clip)
        self.coaching_screen.appeal_chosen.connect(self.show_appeal)
        self.settings_screen.devices_asked.connect(self.player.refresh_devices)
        self.player.devices_changed.connect(self.settings_screen.set_devices)
        self.settings_screen.database_test_asked.connect(self._test_database)
        self.update = UpdateWork(window, self.settings_screen, self._preferences, self)

    # keys

    def _key_text(self, action: Action) -> str:
        from console.desk.action_names import chord_text

        return chord_text(self._preferences.keymap.chords(action).plain)

    @Slot(object)
    def act(self, action: Action) -> None:
        """Carry out an action on the screen in front."""
        if action is Action.OUTBOX:
            if self.offline is not None:
                self.offline.show_list()
        elif self._window.current_screen == "review":
            self.pages.perform(action)
        elif self._window.current_screen == "floor" and self.floor is not None:
            self.floor.perform(action)
        elif action is Action.PLAY:
            self.player.toggle()

    @Slot(object)
    def act_outside(self, action: Action) -> None:
        """Carry out an action of a pulled-out window: the review's own first, then those of the main window."""
        if not self.review.perform(action):
            self._window.keyboard.action_triggered.emit(action)

    def _name_windows(self) -> None:
        self.player_pane.set_title(self.tr("Player — Deskside"))
        self.sheet_pane.set_title(self.tr("Monitoring sheet — Deskside"))

    @Slot(object)
    def _use_keymap(self, keymap: Keymap) -> None:
        self.review.set_keymap(keymap)
        self.review.panel.set_key_text(self._key_text)

    @Slot(object)
    def _use_settings(self, names: frozenset[str]) -> None:
        settings = self._preferences.settings
        if "language" in names:
            self._name_windows()
        if "output_device" in names:
            self.player.set_device(settings.output_device or None)
        if "silence_ms" in names:
            self.listening.set_quiet_min_ms(settings.silence_ms)
        self.player.resume_back_ms = settings.step_back_ms
        self.player.keep_live(settings.live_hours * 3600)
        self.scoring.evidence_ms = settings.evidence_ms
        self.suggesting.set_on(on=settings.suggestions)

    @Slot(str)
    def _test_database(self, url: str) -> None:
        session = self._store.session
        login, person = (session.login if session is not None else None), self.person

        def try_it() -> str:
            if is_shared(url):
                from console.store.connecting import knock
                from console.store.engine import Login, Patience, address_of

                knock(address_of(url).server, Patience(connect_s=5), login or Login(person.number, "?"))
            else:
                from console.store.store import Store

                Store.open(url, create=False).close()
            return without_password(url)

        self._background.on_files(
            try_it, self.settings_screen.show_database_answer, self.settings_screen.show_database_answer
        )

    # what happens between screens

    @Slot(object)
    def _show_saving(self, state: SaveState) -> None:
        self._window.set_saving(SAVING[state])
        call = self.scoring.view.call
        if state is SaveState.SAVED and self.scoring.can_undo and call is not None:
            at = self.calls.row_of(call.id)
            row = self.calls.row_at(at) if at is not None else None
            if row is not None and row.progress is Progress.OPEN:
                self.calls.refresh()  # its first mark made a draft of it

    @Slot()
    def _submitted(self) -> None:
        self.calls.refresh()
        self.coaching.refresh()

    @Slot()
    def coach_this(self) -> None:
        """Begin a coaching note from the sheet in front."""
        view = self.scoring.view
        if view.call is not None and view.form is not None and self.person.may(Right.COACH):
            self.coaching.start_from(view.call, self.scoring.sheet, view.form)
            self._window.show_screen("coaching")

    @Slot(object)
    def play_clip(self, clip: Clip) -> None:
        """Play a clip of a note: its call is opened first, without scoring it."""
        call = self.listening.call
        if call is not None and call.id == clip.call_id:
            self.review.play_span(clip.span)
            return
        self._background.on_database(
            lambda: (self._store.calls.row(clip.call_id, self.person), clip), self._play_in_call
        )

    def _play_in_call(self, found: tuple[CallRow, Clip]) -> None:
        row, clip = found
        self.review.open_call(row.call)
        self.review.play_span(clip.span)

    @Slot(object)
    def show_appeal(self, appeal: Appeal) -> None:
        """Show the item of an appeal on the sheet that it is against."""
        self._background.on_database(
            lambda: (self._store.calls.row(appeal.call_id, self.person), appeal), self._open_appeal
        )

    def _open_appeal(self, found: tuple[CallRow, Appeal]) -> None:
        row, appeal = found
        self._window.show_screen("review")
        self.review.open_item(row.call, appeal.number, appeal.item_key)

    # calls that go on

    def _source_at(self, number: str) -> datetime | None:
        """The moment it is by the clock of that agent's gateway."""
        return self.floor.desk.source_at(number) if self.floor is not None else None

    @Slot(object)
    def _score_live(self, call: Call) -> None:
        live, floor = self.listening.live, self.floor
        if live is not None and not (floor is not None and floor.hearing.round.under_way):
            self.live_sheets.open_live(call, live)

    @Slot()
    def _score_stayed(self) -> None:
        """A round of listening leaves no sheets behind; the call that one stays with has one."""
        if self.listening.call is not None:
            self._score_live(self.listening.call)

    @Slot(object)
    def _list_live(self, call: Call) -> None:
        self.calls.refresh()
        self.review.calls.mark_open(call.id)

    @Slot(object, object)
    def _show_placed(self, call: Call, place: TapePlace) -> None:
        self.calls.refresh()
        if self.person.may(Right.COACH):
            self.coaching.move_clips(call.id, place)

    # the floor

    def _watch_floor(self) -> FloorWork:
        from console.floor_work import FloorWork

        return FloorWork(self._window, self._background, self._preferences, self._store, self.person, self)

    @Slot(object)
    def _open_from_floor(self, row: CallRow) -> None:
        self._window.show_screen("review")
        self.pages.show_review()
        self.review.open_row(row)

    @Slot(object)
    def _list_calls_of(self, agent_id: UUID) -> None:
        self._window.show_screen("review")
        self.pages.show_review()
        self.review.calls.show_agent(agent_id)

    def find_calls(self, words: str) -> None:
        """List the calls that have these words, in front."""
        self._window.show_screen("review")
        self.pages.show_review()
        self.review.calls.show_found(words)

    @Slot()
    def _show_database_settings(self) -> None:
        self._window.show_screen("settings")
        self.settings_screen.show_page("database")

    # what others do

    def _listen(self, session: Session) -> LiveWork:
        from console.live_work import LiveWork

        work = LiveWork(
            self._window,
            session,
            calls=self.calls,
            scoring=self.scoring,
            coaching=self.coaching,
            appeals=self.appeals,
            parent=self,
        )
        work.connected.connect(self._share_soon)
        work.calls_came.connect(self.live_sheets.look)
        return work

    @Slot()
    def _share_soon(self) -> None:
        if self.offline is not None and self.offline.sharing.standing.offline:
            self.offline.sharing.try_now()

    # without the database

    def _work_on(self, store: OfflineStore) -> OfflineWork:
        from console.offline_work import OfflineWork

        work = OfflineWork(self._window, self._background, store, self.person, self)
        work.shared.connect(self._show_shared)
        work.settled.connect(self._show_settled)
        return work

    @Slot(object)
    def _show_shared(self, things: frozenset[UUID]) -> None:
        """What waited has reached the database: what is on the screen is as it is there."""
        self.calls.refresh()
        self.coaching.refresh()
        view = self.scoring.view
        if view.call is not None and view.call.id in things:
            self.scoring.show_shared()

    @Slot(object)
    def _show_settled(self, thing: UUID) -> None:
        """A conflict was decided: what is open of it is opened again as it now is."""
        view, note = self.scoring.view, self.coaching.note
        if view.call is not None and view.call.id == thing:
            self.scoring.reopen()
        if note is not None and note.id == thing:
            self.coaching.close_note()
            self.coaching.open_note(thing)

    # ending

    @property
    def unsaved(self) -> int:
        """Sheets and notes that are not on disk."""
        handed_over = self.floor.unsaved if self.floor is not None else 0
        return self.scoring.unsaved_drafts + self.coaching.unsaved_notes + handed_over

    def close(self) -> None:
        """Keep what is unsaved, stop the sound, let go of the screens."""
        self._window.action_triggered.disconnect(self.act)
        self._calm.stop()
        self.update.stop()
        if self.live is not None:
            self.live.stop()
        if self.floor is not None:
            self.floor.stop()
        if self.local is not None:
            self.local.stop()
        self.player_pane.close()
        self.sheet_pane.close()
        self.importing.shut_down()
        self.review.close_call()
        self.live_sheets.close()
        self.coaching.close()
        self.player.shut_down()
        if self.offline is not None:
            self.offline.close()
        self._window.remove_screens()
        self._background.forget_all()
        self._background.busy_changed.connect(self._go_when_idle)
        self._go_when_idle(self._background.pending)

    @Slot(int)
    def _go_when_idle(self, pending: int) -> None:
        """Work under way may still tell a desk of ours how far it is: they go when it has ended."""
        if pending == 0:
            self._background.busy_changed.disconnect(self._go_when_idle)
            self.deleteLater()


def _going_on(store: Store, person: Person) -> OfflineStore:
    from console.store.offline import OfflineStore  # only a shared database can be out of reach

    return OfflineStore(store, person)
