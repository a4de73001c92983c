"""What one person is used to on one view of the floor: its room, filters, zoom, and where its window stands."""

from __future__ import annotations

from typing import Any

from console.desk.preferences import Preferences

MAIN, SECOND = "main", "second"


class FloorHabits:
    """Kept in the settings of this PC, by person and view. What is of the wrong kind counts as never kept."""

    def __init__(self, preferences: Preferences, number: str, view: str = MAIN) -> None:
        self._preferences = preferences
        self._name = f"floor.{view}.{number}"

    def _all(self) -> dict[str, Any]:
        kept = self._preferences.kept(self._name)
        return kept if isinstance(kept, dict) else {}

    def text(self, name: str) -> str:
        """A text; empty for none."""
        value = self._all().get(name)
        return value if isinstance(value, str) else ""

    def number(self, name: str) -> int | None:
        """A whole number."""
        value = self._all().get(name)
        return value if isinstance(value, int) and not isinstance(value, bool) else None

    def flag(self, name: str) -> bool:
        """Yes or no; no for nothing."""
        return self._all().get(name) is True

    def texts(self, name: str) -> list[str]:
        """Some texts."""
        value = self._all().get(name)
        return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []

    def keep(self, **values: str | int | bool | list[str] | None) -> None:
        """Keep values by name; None forgets one."""
        kept = {name: value for name, value in (self._all() | values).items() if value is not None}
        if kept != self._all():
            self._preferences.keep(self._name, kept)
