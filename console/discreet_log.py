"""The log: where things went wrong, never about whom. Numbers are masked and the words of errors cut short."""

from __future__ import annotations

import logging
import re
import sys
import traceback
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

from console.domain.calls import masked

_LONG_NUMBER = re.compile(r"\d{7,}")
"""What may be a telephone number, in a file name too; a date or a count in such a place is no loss."""

MOST_BYTES = 1_000_000
KEPT_FILES = 3

ErrorTriple = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class DiscreetFormatter(logging.Formatter):
    """Masks long numbers in all it writes; of an error it gives the places and the first line of its words.

    The further lines are where a database quotes the row that it refused.
    """

    def __init__(self, form: str = "%(asctime)s %(levelname)s %(name)s: %(message)s") -> None:
        super().__init__(form)

    def format(self, record: logging.LogRecord) -> str:
        """The line, and below it the error if there was one."""
        return _LONG_NUMBER.sub(lambda found: masked(found[0]), super().format(record))

    def formatException(self, ei: ErrorTriple) -> str:
        """The chain of errors, the first cause first."""
        told: list[str] = []
        error = ei[1]
        while error is not None:
            words = str(error).splitlines()
            head = f"{type(error).__name__}: {words[0]}" if words else type(error).__name__
            told.insert(0, "".join(traceback.format_tb(error.__traceback__)) + head)
            error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        return "\n".join(told)


def keep_log(folder: Path) -> None:
    """Write the log into `folder`, at most four megabytes of it; to the terminal where that cannot be written."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handler: logging.Handler = RotatingFileHandler(
            folder / "deskside.log", maxBytes=MOST_BYTES, backupCount=KEPT_FILES, encoding="utf-8", delay=True
        )
    except OSError:
        handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(DiscreetFormatter())
    logging.basicConfig(level=logging.INFO, handlers=[handler])
