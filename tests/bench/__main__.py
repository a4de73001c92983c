"""`python -m tests.bench [NAME…]`: runs every bench_*.py beside this file, or those whose name holds a NAME."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

from tests.bench.table import FILE, table


def main(names: list[str]) -> int:
    """Run the benches and print the table; a missed bar is no failure (a busy machine proves nothing), no `run` is."""
    without_run = []
    for path in sorted(Path(__file__).parent.glob("bench_*.py")):
        if names and not any(name in path.stem for name in names):
            continue
        print(f"… {path.stem}", file=sys.stderr, flush=True)  # noqa: T201
        run = getattr(importlib.import_module(f"tests.bench.{path.stem}"), "run", None)
        if run is None:
            without_run.append(path.name)
        else:
            run()
    print(f"{table()}\n\n{FILE}")  # noqa: T201
    if without_run:
        print(f"no run() in {', '.join(without_run)}", file=sys.stderr)  # noqa: T201
    return 1 if without_run else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
