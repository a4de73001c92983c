"""Who vouches for a switch's certificate, as consoles are told: they believe it by whom their gateway believes it."""

from __future__ import annotations

import logging
import re
from pathlib import Path

log = logging.getLogger(__name__)

LARGEST = 32_768
"""Characters. What is longer is a system's whole list, and each console's system has its own."""

_CERTIFICATE = re.compile("-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\\s]+-----END CERTIFICATE-----")


def authority_in(ca_file: Path | None) -> str:
    """The certificates in that file as PEM, and nothing else of it: a key beside them is no console's.

    Empty for no file, and for one that cannot be read or has too many: whoever connects with it says what is wrong.
    """
    if ca_file is None:
        return ""
    try:
        found = "\n".join(_CERTIFICATE.findall(ca_file.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError) as error:
        log.warning("consoles are not told who signed the switch's certificate: %s", type(error).__name__)
        return ""
    return f"{found}\n" if 0 < len(found) <= LARGEST else ""
