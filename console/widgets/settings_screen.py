"""What can be chosen, on one screen with four pages; every choice holds at once and is kept."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QSignalBlocker, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QDoubleSpinBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QPushButton,
    QScrollArea,
    QSpinBox,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from console import __version__
from console.desk.password_change import PasswordChange
from console.desk.preferences import Preferences
from console.desk.sentences import sentence_of
from console.domain.faults import Fault
from console.settings import LIMITS, TEXT_PERCENTS, THEMES
from console.widgets import theme
from console.widgets.dressing import FollowsLook
from console.widgets.key_pane import KeyPane
from console.widgets.label import Label
from console.widgets.language import LANGUAGES
from console.widgets.microphone_pane import MicrophonePane
from console.widgets.password_pane import PasswordPane
from console.widgets.setting_form import FIELD_WIDTH, WIDE, SettingForm
from console.widgets.theme import GRID

PAGES = ("look", "sound", "database", "keys")


class SettingsScreen(FollowsLook, QWidget):
    """Pages for look, sound and scoring, database, and keys; with `password`, where the own one can be changed.

    What an administrator has settled is shown dimmed. With `speaks` a microphone can be chosen.
    `database_test_asked` carries a URL; answer with `show_database_answer`.
    `devices_asked` when the list of sound outputs is about to be seen; answer with `set_devices`.
    """

    BUILT = "_forms"
    database_test_asked = Signal(str)
    devices_asked = Signal()

    def __init__(
        self,
        preferences: Preferences,
        parent: QWidget | None = None,
        *,
        password: PasswordChange | None = None,
        speaks: bool = False,
    ) -> None:
        super().__init__(parent)
        self._preferences = preferences
        self._devices: Sequence[str] = ()
        self._answer: Fault | str | None = None
        self._update = ("", "")
        self._version = Label(self)
        self._version.setProperty("kind", "muted")
        self._version.setWordWrap(True)
        self._version.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._title = Label(self)
        self.pages = QListWidget(self)
        self.pages.setObjectName("pages")
        self._stack = QStackedWidget(self)
        self.language, self.theme, self.text_size, self.device, self.suggestions = (QComboBox(self) for _ in range(5))
        self.evidence, self.step_back, self.silence = (QDoubleSpinBox(self) for _ in range(3))
        self.live_hours = QSpinBox(self)
        self.database, self.reports, self.telephone = (QLineEdit(self) for _ in range(3))
        self.password = PasswordPane(password, self) if password is not None else None
        self.microphone = MicrophonePane(preferences, self) if speaks else None
        self.test = QPushButton(self)
        self._database_answer = Label(self)
        self.keys = KeyPane(preferences, self)
        self._setting_of: dict[QWidget, str] = {
            self.language: "language",
            self.theme: "theme",
            self.text_size: "text_percent",
            self.device: "output_device",
            self.suggestions: "suggestions",
            self.evidence: "evidence_ms",
            self.step_back: "step_back_ms",
            self.silence: "silence_ms",
            self.live_hours: "live_hours",
            self.database: "database_url",
            self.reports: "reports_url",
            self.telephone: "gateway_file",
        }
        self._forms: dict[QWidget, SettingForm] = {}
        self._headings: dict[str, QLabel] = {}
        self._lay_out()
        self._connect()
        self.retranslate()
        self.pages.setCurrentRow(0)

    def _lay_out(self) -> None:
        self._stack.addWidget(self._form("look", (self.language, self.theme, self.text_size), below=self._version))
        sound = (self.device, self.step_back, self.evidence, self.silence, self.live_hours, self.suggestions)
        self._stack.addWidget(self._form("sound", sound, below=self.microphone))
        answer = QWidget(self)
        row = QHBoxLayout(answer)
        row.setContentsMargins(0, 0, 0, 2 * GRID)
        row.setSpacing(GRID)
        row.addWidget(self.test)
        row.addWidget(self._database_answer, 1)
        self._database_answer.setWordWrap(True)
        self._stack.addWidget(self._form("database", self._addresses, extra=answer, below=self.password))
        page = QWidget(self)
        column = QVBoxLayout(page)
        column.setContentsMargins(3 * GRID, 0, 3 * GRID, 2 * GRID)
        column.addWidget(self.keys)
        self._stack.addWidget(page)
        self.pages.setFixedWidth(200)
        self.pages.setFrameShape(QFrame.Shape.NoFrame)
        self.pages.addItems(["", "", "", ""])
        left = QVBoxLayout()
        left.setContentsMargins(2 * GRID, 2 * GRID, 0, 2 * GRID)
        left.setSpacing(2 * GRID)
        left.addWidget(self._title)
        left.addWidget(self.pages, 1)
        right = QVBoxLayout()
        right.setContentsMargins(0, 2 * GRID, 0, 0)
        right.addWidget(self._stack)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addLayout(left)
        row.addLayout(right, 1)
        self.dress()

    def _form(
        self, page: str, fields: Sequence[QWidget], extra: QWidget | None = None, below: QWidget | None = None
    ) -> QScrollArea:
        inside = QWidget(self)
        form = SettingForm()
        for field in fields:
            form.add_setting(field, WIDE if field in self._addresses else FIELD_WIDTH)
            self._forms[field] = form
            if extra is not None and field is fields[0]:
                extra.setFixedWidth(WIDE)
                form.addRow("", extra)
        heading = Label(inside)
        self._headings[page] = heading
        column = QVBoxLayout(inside)
        column.setContentsMargins(3 * GRID, 0, 3 * GRID, 3 * GRID)
        column.setSpacing(2 * GRID)
        column.addWidget(heading)
        column.addLayout(form)
        if below is not None:
            column.addWidget(below)
        column.addStretch(1)
        area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(inside)
        return area

    def _connect(self) -> None:
        chosen = self._preferences.settings
        for box, name in (
            (self.evidence, "evidence_ms"),
            (self.step_back, "step_back_ms"),
            (self.silence, "silence_ms"),
        ):
            low, high = LIMITS[name]
            box.setRange(low / 1000, high / 1000)
            box.setDecimals(1)
            box.setSingleStep(0.5)
            box.setAlignment(Qt.AlignmentFlag.AlignRight)
            box.setValue(getattr(chosen, name) / 1000)
            box.valueChanged.connect(self._take_lengths)
        self.live_hours.setRange(*LIMITS["live_hours"])
        self.live_hours.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.live_hours.setValue(chosen.live_hours)
        self.live_hours.valueChanged.connect(self._take_lengths)
        self.database.setText(chosen.database_url)
        self.reports.setText(chosen.reports_url)
        self.telephone.setText(chosen.gateway_file)
        for address in self._addresses:
            address.editingFinished.connect(self._take_addresses)
        self.test.clicked.connect(self._test)
        self.language.activated.connect(self._take_choices)
        self.theme.activated.connect(self._take_choices)
        self.text_size.activated.connect(self._take_choices)
        self.device.activated.connect(self._take_choices)
        self.suggestions.activated.connect(self._take_choices)
        self.pages.currentRowChanged.connect(self._turn_to)
        self._preferences.changed.connect(self._follow)

    @property
    def _addresses(self) -> tuple[QLineEdit, ...]:
        return (self.database, self.reports, self.telephone)

    def panes(self) -> Sequence[QWidget]:
        """What F6 walks through."""
        return (self.pages, self._stack)

    def show_page(self, page: str) -> None:
        """Turn to a page of `PAGES`."""
        self.pages.setCurrentRow(PAGES.index(page))

    @Slot(object)
    def set_devices(self, names: Sequence[str]) -> None:
        """The sound outputs there are now."""
        self._devices = tuple(names)
        self._fill_choices()

    @Slot(object)
    def show_database_answer(self, answer: Fault | str) -> None:
        """What came of the test: a fault, or what was found."""
        self._answer = answer
        self.test.setEnabled(True)
        self._say_answer()

    def set_update(self, version: str, where: str) -> None:
        """A newer version that is there, and where."""
        self._update = (version, where)
        self._say_version()

    # taking choices

    @Slot(int)
    def _turn_to(self, row: int) -> None:
        self._stack.setCurrentIndex(row)
        if 0 <= row < len(PAGES) and PAGES[row] == "sound":
            self.devices_asked.emit()

    @Slot()
    def _take_choices(self) -> None:
        self._preferences.change(
            language=self.language.currentData(),
            theme=self.theme.currentData(),
            text_percent=self.text_size.currentData(),
            output_device=self.device.currentData() or "",
            suggestions=self.suggestions.currentData(),
        )

    @Slot()
    def _take_lengths(self) -> None:
        self._preferences.change(
            evidence_ms=round(self.evidence.value() * 1000),
            step_back_ms=round(self.step_back.value() * 1000),
            silence_ms=round(self.silence.value() * 1000),
            live_hours=self.live_hours.value(),
        )

    @Slot()
    def _take_addresses(self) -> None:
        self._preferences.change(
            database_url=self.database.text().strip(),
            reports_url=self.reports.text().strip(),
            gateway_file=self.telephone.text().strip(),
        )

    @Slot()
    def _test(self) -> None:
        self._answer = ""
        self._database_answer.setProperty("kind", "muted")
        self._database_answer.setText(self.tr("Trying…"))
        self.test.setEnabled(False)
        self.database_test_asked.emit(self.database.text().strip())

    @Slot(object)
    def _follow(self, names: frozenset[str]) -> None:
        """Show what was changed elsewhere."""
        if names & {"language", "theme", "text_percent", "output_device", "suggestions"}:
            self._fill_choices()

    # what is shown

    def _fill_choices(self) -> None:
        chosen = self._preferences.settings
        themes = (self.tr("As the system"), self.tr("Light"), self.tr("Dark"))
        devices = [(name, name) for name in self._devices]
        if chosen.output_device and chosen.output_device not in self._devices:
            devices.append((self.tr("{name} (not plugged in)").format(name=chosen.output_device), chosen.output_device))
        for box, items, value in (
            (
                self.language,
                [(self.tr("As the system"), ""), *((name, code) for code, name in LANGUAGES)],
                chosen.language,
            ),
            (self.theme, list(zip(themes, THEMES, strict=True)), chosen.theme),
            (self.text_size, [(f"{percent} %", percent) for percent in TEXT_PERCENTS], chosen.text_percent),
            (self.device, [(self.tr("As the system"), ""), *devices], chosen.output_device),
            (self.suggestions, [(self.tr("Shown"), True), (self.tr("Not shown"), False)], chosen.suggestions),
        ):
            with QSignalBlocker(box):
                box.clear()
                for text, data in items:
                    box.addItem(text, data)
                box.setCurrentIndex(max(0, box.findData(value)))

    def _say_answer(self) -> None:
        good = isinstance(self._answer, str)
        text = self._answer if isinstance(self._answer, str) else sentence_of(self._answer) if self._answer else ""
        self._database_answer.setProperty("kind", "good" if good else "danger")
        self._database_answer.style().polish(self._database_answer)
        self._database_answer.setText(f"✓ {text}" if good and text else text)

    def _say_version(self) -> None:
        said = f"{QCoreApplication.translate('MainWindow', 'Deskside')} {__version__}"
        version, where = self._update
        if version:
            said += "\n" + self.tr("{version} is there: {where}").format(version=version, where=where)
        self._version.setText(said)

    def _say_field(self, field: QWidget, name: str, hint: str) -> None:
        locked = self._setting_of[field] in self._preferences.locked
        said = self.tr("Set by your administrator.") if locked else hint
        self._forms[field].say(field, name, said, locked=locked)

    def dress(self) -> None:
        """Set faces and the look of the page list."""
        look = theme.current()
        self._title.setFont(theme.font("heading"))
        for heading in self._headings.values():
            heading.setFont(theme.font("heading"))
        self.pages.setStyleSheet(
            "#pages { background: transparent; border: none; }"
            "#pages::item { border: 1px solid transparent; padding: 6px 9px; border-radius: 6px; margin-bottom: 2px; }"
            f"#pages::item:hover {{ background: {look.hover.name()}; }}"
            f"#pages::item:selected {{ background: {look.accent_soft.name()}; color: {look.text.name()}; }}"
            f"#pages::item:focus {{ border-color: {look.accent.name()}; }}"
        )

    def retranslate(self) -> None:
        """Set every word."""
        self._title.setText(self.tr("Settings"))
        names = (self.tr("Language and look"), self.tr("Sound and scoring"), self.tr("Database"), self.tr("Keys"))
        for row, (page, name) in enumerate(zip(PAGES, names, strict=True)):
            self.pages.item(row).setText(name)
            if page in self._headings:
                self._headings[page].setText(name)
        self.pages.setAccessibleName(self.tr("Pages of the settings"))
        self._fill_choices()
        self._say_version()
        for box in (self.evidence, self.step_back, self.silence):
            box.setSuffix(self.tr(" s"))
        self.live_hours.setSuffix(self.tr(" h"))
        self._say_field(self.language, self.tr("Language"), "")
        self._say_field(self.theme, self.tr("Appearance"), "")
        self._say_field(self.text_size, self.tr("Text size"), "")
        self._say_field(self.device, self.tr("Sound output"), "")
        self._say_field(
            self.step_back, self.tr("Step back on resume"), self.tr("Playing goes on this much earlier, 0 to 5 s.")
        )
        self._say_field(
            self.evidence,
            self.tr("Evidence"),
            self.tr("An item's key binds the last seconds heard as its evidence."),
        )
        self._say_field(
            self.silence, self.tr("Shortest silence"), self.tr("Shorter pauses are not drawn and not skipped.")
        )
        self._say_field(
            self.live_hours,
            self.tr("Live calls"),
            self.tr("So much of a live call stays in memory to be gone back in. An hour takes up to 115 MB."),
        )
        self._say_field(
            self.suggestions,
            self.tr("Suggestions"),
            self.tr("What ring and hold seconds and long silences say of an item. A person decides, always."),
        )
        self._say_field(
            self.database,
            self.tr("Address"),
            self.tr(
                "Empty: the database on this PC. A shared one needs no name in it: everybody signs on with their own "
                "number. A change takes effect at the next start."
            ),
        )
        self._say_field(
            self.reports,
            self.tr("Reports from"),
            self.tr("Another server with the same data (a standby) that reports may keep busy. Empty: the one above."),
        )
        self._say_field(
            self.telephone,
            self.tr("Telephone system"),
            self.tr(
                "The gateway file of the telephone system that this console holds itself, where the database is a file "
                "on this PC; a shared one has gateways of its own. A change takes effect at the next sign-on."
            ),
        )
        self.telephone.setPlaceholderText("/etc/deskside/gateway.toml")
        self.database.setPlaceholderText("postgresql://server/deskside")
        self.reports.setPlaceholderText("postgresql://standby/deskside")
        self.test.setText(self.tr("Test the connection"))
        self.test.setAccessibleName(self.tr("Test the connection"))
        self.test.setToolTip(self.tr("Try to reach this database; nothing is changed"))
        self._say_answer()
