"""What is submitted, published or recorded cannot be changed, whatever program asks the database."""

from __future__ import annotations

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError

from console.domain.audit import AuditKind
from console.domain.faults import FaultKind, PlaceFault
from console.store.columns import VERDICT_CODES
from console.store.translating import faults
from tests.store.centres import Centre

DEEDS = [
    "UPDATE revision SET points = 100",
    "UPDATE revision SET notes = 'x' WHERE number = 1",
    "DELETE FROM revision",
    "UPDATE revision_mark SET verdict = 1",
    "DELETE FROM revision_mark",
    "UPDATE evidence SET end_ms = end_ms + 1",
    "DELETE FROM evidence",
    "UPDATE form SET published_at = published_at",
    "DELETE FROM form",
    "UPDATE audit SET kind = 'other'",
    "DELETE FROM audit",
]


@pytest.mark.parametrize("deed", DEEDS)
def test_the_database_itself_refuses(centre: Centre, url: str, deed: str) -> None:
    call = centre.add_call()
    revision = centre.score(call.id, "no_argument")
    plain = create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
    try:
        with pytest.raises(DBAPIError, match="never changes"), plain.begin() as connection:
            connection.execute(text(deed))
        with pytest.raises(PlaceFault) as caught, faults(), plain.begin() as connection:
            connection.execute(text(deed))
    finally:
        plain.dispose()
    assert caught.value.kind is FaultKind.NO_RIGHT
    assert centre.store.evaluations.revisions(call.id) == [revision]


def test_packed_verdicts_agree_with_the_marks(centre: Centre) -> None:
    revision = centre.score(centre.add_call().id, "no_argument", "expression")
    query = "SELECT verdicts FROM revision"
    with centre.store._database.reading() as connection:
        packed = list(connection.exec_driver_sql(query).scalar_one())
    assert packed == [VERDICT_CODES[revision.sheet.mark(item.key).verdict] for item in centre.form.items]


def test_deeds_that_change_nothing_else_are_recorded_in_order(centre: Centre) -> None:
    audit = centre.store.audit
    call = centre.add_call()
    audit.append(AuditKind.LISTEN, centre.li, call.id, seconds=12)
    centre.clock.turn(minutes=1)
    audit.append(AuditKind.PRINT, centre.zhao, call.id, what="报告")
    listened, printed = audit.entries(subject_id=call.id)
    assert (listened.kind, listened.facts, listened.person_id) == (AuditKind.LISTEN, {"seconds": 12}, centre.li.id)
    assert (printed.facts, printed.at) == ({"what": "报告"}, centre.clock.now)
    assert audit.entries(subject_id=call.id, after=listened.number) == [printed]
    assert audit.entries(subject_id=call.id, limit=1) == [listened]
