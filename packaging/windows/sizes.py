"""Counts the frozen program: how much it takes, what takes most, and why each of that stays."""

from __future__ import annotations

from pathlib import Path

MEGABYTE = 1_000_000
MOST_INSTALLED = 180 * MEGABYTE
MOST_INSTALLER = 60 * MEGABYTE
LISTED = 10

REASONS = {
    "Deskside.exe": "the program: every Python module, ours and others', packed",
    "deskside-command.exe": "the same with a terminal; in the installer it takes next to nothing more",
    "libscipy_openblas64_": "numpy does not start without it",
    "Qt6Core.dll": "Qt: events, threads, texts",
    "Qt6Gui.dll": "Qt: drawing and fonts",
    "Qt6Widgets.dll": "Qt: the controls",
    "_rust.pyd": "cryptography: seals the outbox",
    "python311.dll": "Python",
    "libcrypto-3-x64": "TLS to PostgreSQL, built into its driver",
    "libcrypto-3.dll": "TLS and hashes of Python: live sound, hashes of recordings",
    "QtWidgets.pyd": "Qt's controls for Python",
    "_multiarray_umath": "numpy: sound and pictures of it",
}


def files_of(folder: Path) -> list[tuple[int, str]]:
    """Size in bytes and name under `folder`, the largest first."""
    return sorted(
        ((path.stat().st_size, path.relative_to(folder).as_posix()) for path in folder.rglob("*") if path.is_file()),
        reverse=True,
    )


def reason_of(name: str) -> str:
    """Why a large file stays; empty where nobody has said so."""
    return next((why for part, why in REASONS.items() if Path(name).name.startswith(part)), "")


def complaints(folder: Path) -> list[str]:
    """What is wrong with the sizes: too much in all, a large file that nobody gave a reason for."""
    files = files_of(folder)
    total = sum(size for size, _ in files)
    wrong = [f"no reason is given for {name}" for _, name in files[:LISTED] if not reason_of(name)]
    if total > MOST_INSTALLED:
        wrong.append(f"installed it takes {total / MEGABYTE:.1f} MB, more than {MOST_INSTALLED / MEGABYTE:.0f}")
    return wrong


def table(folder: Path) -> str:
    """The sum and the largest files with their reasons."""
    files = files_of(folder)
    rows = [f"{sum(size for size, _ in files) / MEGABYTE:7.1f} MB  in {len(files)} files; the largest:"]
    rows += [f"{size / MEGABYTE:7.1f} MB  {name}: {reason_of(name)}" for size, name in files[:LISTED]]
    return "\n".join(rows)
