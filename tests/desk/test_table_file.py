from __future__ import annotations

import errno
from pathlib import Path

import pytest

from console.desk.table_file import write_table
from console.domain.faults import FaultKind, PlaceFault


def test_what_is_asked_is_written(tmp_path: Path) -> None:
    path = str(tmp_path / "表.csv")
    assert write_table(path, b"a,b\r\n") == path
    assert Path(path).read_bytes() == b"a,b\r\n"


@pytest.mark.parametrize(
    ("code", "kind"), [(errno.ENOSPC, FaultKind.DISK_FULL), (errno.EACCES, FaultKind.FILE_NOT_WRITTEN)]
)
def test_a_place_that_refuses_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, kind: FaultKind
) -> None:
    def refuse(*_: object) -> int:
        raise OSError(code, "no")

    monkeypatch.setattr(Path, "write_bytes", refuse)
    with pytest.raises(PlaceFault) as caught:
        write_table(str(tmp_path / "a.csv"), b"a")
    assert caught.value.kind is kind
