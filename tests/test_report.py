"""`deskside report` on real databases: the figures in three shapes, recorded, and from a standby where there is one."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from console.__main__ import main
from console.domain.audit import AuditKind
from console.domain.people import Role
from console.places import HOME_VARIABLE, settings_file
from console.report import DONE, NOT_USABLE, PLACE_FAILED
from console.report_shapes import Export, as_csv, as_text
from console.settings import Settings, save
from console.store.connecting import Login
from console.store.people import NewPerson
from console.store.store import Store
from tests.postgres import PostgresServer
from tests.shared_centre import SharedCentre
from tests.store.centres import QUICK_HASHES, START, HandClock, make_centre
from tests.store.test_standby import wait_until_followed

Report = Callable[..., int]
HERE = START.astimezone()
MONTH = f"{HERE:%Y-%m}"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path / "home"))


@pytest.fixture
def report(monkeypatch: pytest.MonkeyPatch) -> Report:
    """Runs the command with a password on standard input; the exit code."""

    def run(*words: str, database: str, password: str = "secret") -> int:
        monkeypatch.setattr("sys.stdin", io.StringIO(password + "\n"))
        return main(["--database", database, "report", *words, "--password-stdin"])

    return run


@pytest.fixture
def url(tmp_path: Path) -> str:
    """A centre of one PC: two calls of team A, one of team B."""
    path = tmp_path / "centre.db"
    with Store.open(path, now=HandClock(), hasher=QUICK_HASHES) as store:
        centre = make_centre(store, HandClock())
        store.people.add(NewPerson("4001", "=郑华", Role.MANAGER, password="secret"))
        centre.score(centre.add_call(1).id, "no_argument")
        centre.score(centre.add_call(2).id)
        centre.score(centre.add_call(3, agent_number="1002").id, "expression")
        centre.score(centre.add_call(4, hand_picked=True).id, "expression", "transfer")
    return f"sqlite:///{path.as_posix()}"


def test_for_reading(report: Report, url: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert report(MONTH, "--number", "2001", database=url) == DONE
    lines = [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]
    assert lines[0] == f"Month {MONTH}"
    for wanted in (
        "all 3 98.7 33.3%",
        "A 2 99.0 50.0%",
        "1002 陈静 B 1 98.0 0.0%",
        "no_argument 3 1 33.3%",
        "hand-picked 1 96.0 0.0%",
        "side by side 0",
    ):
        assert wanted in lines
    assert lines[-1].startswith("Taken out by 2001, ")


def test_one_team_as_a_table(report: Report, url: str, tmp_path: Path) -> None:
    there = tmp_path / "figures.csv"
    assert report(MONTH, "--team", "A", "--csv", "--output", str(there), "--number", "4001", database=url) == DONE
    assert there.read_bytes().startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(there.read_text(encoding="utf-8-sig"))))
    assert [(row["scope"], row["team"], row["number"], row["chosen"], row["evaluations"]) for row in rows] == [
        ("all", "", "", "drawn", "2"),
        ("all", "", "", "hand_picked", "1"),
        ("team", "A", "", "drawn", "2"),
        ("team", "A", "", "hand_picked", "1"),
        ("agent", "A", "1001", "drawn", "2"),
        ("agent", "A", "1001", "hand_picked", "1"),
    ]
    assert {row["exported_by"] for row in rows} == {"4001"}
    assert (rows[0]["mean"], rows[0]["critical_rate"], rows[0]["no_argument"]) == ("99.0000", "0.5000", "0.5000")
    with Store.open(url, hasher=QUICK_HASHES) as store:
        (entry,) = store.audit.entries(kind=AuditKind.EXPORT)
        assert entry.facts == {"what": "month_report", "month": MONTH, "teams": "A", "shape": "csv"}
        assert entry.person_id == store.people.sign_on("4001", "secret").id


def test_for_programs(report: Report, url: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert report(MONTH, "--json", "--number", "2001", database=url) == DONE
    whole = json.loads(capsys.readouterr().out)
    assert (whole["month"], whole["teams"], whole["exported_by"]) == (MONTH, None, "2001")
    assert whole["all"]["drawn"]["evaluations"] == 3
    at = [item["item"] for item in whole["items"]].index("expression")
    assert whole["all"]["drawn"]["failed"][at] == 1
    assert [line["name"] for line in whole["by_agent"]] == ["王芳", "陈静"]


def test_a_month_of_nothing_is_a_report_too(report: Report, url: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert report("2020-01", "--number", "2001", database=url) == DONE
    assert "all            0" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "password", "code", "said"),
    [
        (("2026-13", "--number", "2001"), "secret", NOT_USABLE, "2026-13 is not a month; write it as 2026-11."),
        (("2026-3-1", "--number", "2001"), "secret", NOT_USABLE, "is not a month"),
        ((MONTH,), "secret", NOT_USABLE, "say with --number whose report it is"),
        ((MONTH, "--number", "2001"), "wrong", NOT_USABLE, "Work number or password is not right."),
        ((MONTH, "--number", "9001"), "secret", PLACE_FAILED, "Your role does not allow this."),
        ((MONTH, "--number", "2001", "--output", "/nowhere/x"), "secret", PLACE_FAILED, "/nowhere/x cannot be written"),
    ],
)
def test_what_cannot_be_is_said(
    report: Report,
    url: str,
    capsys: pytest.CaptureFixture[str],
    words: tuple[str, ...],
    password: str,
    code: int,
    said: str,
) -> None:
    assert report(*words, database=url, password=password) == code
    shown = capsys.readouterr()
    assert said in shown.err
    assert shown.out == ""


def test_without_a_database_there_is_nothing_to_report(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["report", MONTH]) == NOT_USABLE
    assert "--database" in capsys.readouterr().err


def test_a_name_is_no_formula(url: str) -> None:
    with Store.open(url, hasher=QUICK_HASHES) as store:
        made = store.reports.month(HERE.date().replace(day=1), teams=["=1+1", "A"])
    text = as_text(Export(made, "2001", datetime(2026, 4, 1, tzinfo=UTC)))
    assert "teams =1+1, A" in text
    (first, *_) = csv.DictReader(io.StringIO(as_csv(Export(made, "=2", datetime(2026, 4, 1, tzinfo=UTC)))))
    assert first["exported_by"] == "'=2"


# a shared database, and its standby


@pytest.fixture
def scored(shared_centre: SharedCentre) -> SharedCentre:
    """The shared centre with one sheet of team A and one of team B."""
    with Store.open(shared_centre.admin_url, now=HandClock()) as store:
        for team, number in (("A", "2001"), ("B", "2002")):
            call, person = shared_centre.calls[team][0], shared_centre.person(number)
            draft = store.evaluations.open_draft(call.id, person, shared_centre.form)
            store.evaluations.submit(draft.id, draft.version, at=START)
    return shared_centre


@pytest.fixture
def followed(scored: SharedCentre, standby: PostgresServer) -> str:
    """The address of the standby, which has everything by now."""
    wait_until_followed(scored.admin_url, standby.url(scored.database))
    return f"postgresql://127.0.0.1:{standby.port}/{scored.database}"


def exports(centre: SharedCentre) -> list[Any]:
    with Store.open(centre.url, login=Login("4001", centre.password("4001"))) as store:
        return store.audit.entries(kind=AuditKind.EXPORT)


@pytest.mark.postgresql
def test_everybody_has_the_figures_of_the_own_teams(
    report: Report, scored: SharedCentre, capsys: pytest.CaptureFixture[str]
) -> None:
    seen = {}
    for number in ("2001", "3002", "4001"):
        words = (MONTH, "--json", "--number", number)
        assert report(*words, database=scored.url, password=scored.password(number)) == DONE
        seen[number] = [line["team"] for line in json.loads(capsys.readouterr().out)["by_team"]]
    assert seen == {"2001": ["A"], "3002": ["B"], "4001": ["A", "B"]}
    for number in ("1001", "9001"):
        assert report(MONTH, "--number", number, database=scored.url, password=scored.password(number)) == PLACE_FAILED
    assert [entry.login for entry in exports(scored)] == ["2001", "3002", "4001"]


@pytest.mark.postgresql
def test_a_standby_makes_the_report_and_the_first_server_records_it(
    report: Report, scored: SharedCentre, followed: str, capsys: pytest.CaptureFixture[str]
) -> None:
    words = (MONTH, "--json", "--number", "4001", "--reports-database", followed)
    assert report(*words, database=scored.url, password=scored.password("4001")) == DONE
    assert json.loads(capsys.readouterr().out)["all"]["drawn"]["evaluations"] == 2
    (entry,) = exports(scored)
    assert (entry.login, entry.facts["what"]) == ("4001", "month_report")


@pytest.mark.postgresql
def test_the_settings_may_name_the_standby(
    scored: SharedCentre,
    followed: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Taken from it, not from the first server: what the standby does not have is not in the figures."""
    settings_file().parent.mkdir(parents=True, exist_ok=True)
    nowhere = "postgresql://127.0.0.1:1/none?connect_timeout=2"
    monkeypatch.setattr("sys.stdin", io.StringIO(scored.password("4001") + "\n"))
    save(Settings(database_url=scored.url, reports_url=followed, last_number="4001"), settings_file())
    assert main(["report", MONTH, "--password-stdin"]) == DONE
    assert "all" in capsys.readouterr().out
    monkeypatch.setattr("sys.stdin", io.StringIO(scored.password("4001") + "\n"))
    save(Settings(database_url=scored.url, reports_url=nowhere, last_number="4001"), settings_file())
    assert main(["report", MONTH, "--password-stdin"]) == PLACE_FAILED
    assert len(exports(scored)) == 1
