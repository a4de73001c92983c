"""`make windows`: from this clone to dist/Deskside-x.y.z-setup.exe; what is made is kept while it is still true.

On Windows itself `packaging/build.ps1` runs it, with the pinned packages in the Python that runs it and without Wine.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from debian_root import NotMade, alone, cache_folder
from windows.machines import OnWindows, UnderWine
from windows.parts import PINNED, windows_python
from windows.signing import NotGiven, Signing, given
from windows.steps import FROZEN, INSTALLER, ROOT, Failed, build, say
from windows.wine import Wine, wine_root

__all__ = ["FROZEN", "INSTALLER", "ROOT", "main"]


def main() -> int:
    """Every step in order; the exit code."""
    parser = argparse.ArgumentParser(prog="make windows", description=__doc__)
    parser.add_argument(
        "--quick", action="store_true", help="an installer that is only tried: larger, packed in seconds"
    )
    compression = "zlib" if parser.parse_args().quick else "lzma"
    try:
        if sys.platform == "win32":
            work = ROOT / "build" / "windows"
            work.mkdir(parents=True, exist_ok=True)
            with given(work) as signing:
                build(OnWindows(), PINNED.read_text(encoding="utf-8"), work, signing, compression)
        else:
            _build_under_wine(compression)
    except NotMade as reason:
        return _fail(f"Wine or its Python is not here; enable with: {reason}")
    except (Failed, NotGiven) as reason:
        return _fail(str(reason))
    except subprocess.CalledProcessError as error:
        return _fail(*(error.stdout or "").splitlines()[-20:], *(error.stderr or "").splitlines()[-40:], str(error))
    return 0


def _build_under_wine(compression: str) -> None:
    work = cache_folder() / "windows"
    work.mkdir(parents=True, exist_ok=True)
    with ThreadPoolExecutor(1) as pool:  # the root waits for the package mirror, as this does for pip's
        fetching = pool.submit(windows_python, work, say)
        say("a Debian root with Wine (made once, about two minutes)")
        root = wine_root()
    python = fetching.result()
    with alone(work / "build.lock"), given(work) as signing:
        shown = {python: "/deskside/python", ROOT: "/deskside/source", work: "/deskside/made", **_shown_for(signing)}
        settings = {
            "PYTHONPYCACHEPREFIX": r"Z:\deskside\made\bytecode",
            "DESKSIDE_ICON": r"Z:\deskside\made\deskside.ico",
        }
        wine = Wine(root, work / "prefix", shown, settings)
        build(UnderWine(wine, "/deskside/python"), python.name, work, signing, compression)


def _shown_for(signing: Signing | None) -> dict[Path, str]:
    if signing is None:
        return {}
    return {signing.certificate.parent: "/deskside/certificate", signing.password.parent: "/deskside/password"}


def _fail(*lines: str) -> int:
    print(*lines, sep="\n", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
