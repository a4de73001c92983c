"""What the roles are called on screen."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from console.domain.people import Role


def role_name(role: Role) -> str:
    """The job's name in the language in force."""
    return {
        Role.AGENT: QCoreApplication.translate("Roles", "Agent"),
        Role.INSPECTOR: QCoreApplication.translate("Roles", "Inspector"),
        Role.SUPERVISOR: QCoreApplication.translate("Roles", "Supervisor"),
        Role.MANAGER: QCoreApplication.translate("Roles", "Manager"),
        Role.ADMINISTRATOR: QCoreApplication.translate("Roles", "Administrator"),
    }[role]
