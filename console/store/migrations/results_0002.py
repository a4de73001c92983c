"""How SQLite keeps a result of each call from schema 0002 on: triggers, and one pass over what is there already."""

from __future__ import annotations

from alembic import op

_BESIDE = """
    EXISTS (
        SELECT 1 FROM coaching_note_call l JOIN coaching_note n ON n.id = l.note_id
        WHERE l.call_id = {call} AND n.made_at <= {scored_at}
    )"""
"""Whether a coaching note spoke of a call before it was first scored."""

_BESIDE_AGAIN = f"""
    UPDATE result SET side_by_side = {_BESIDE.format(call="result.call_id", scored_at="result.scored_at")}
    WHERE call_id """  # noqa: S608 - no values in it

TRIGGERS = {
    "result_follows_revision": f"""
        AFTER INSERT ON revision BEGIN
            INSERT INTO result (call_id, revision_id, agent_id, team, scored_at, form_key, form_version, points,
                critical, verdicts, hand_picked, side_by_side)
            SELECT NEW.call_id, NEW.id, NEW.agent_id, NEW.team, NEW.submitted_at, NEW.form_key, NEW.form_version,
                NEW.points, NEW.critical, NEW.verdicts, c.hand_picked,
                {_BESIDE.format(call="NEW.call_id", scored_at="NEW.submitted_at")}
            FROM call c WHERE c.id = NEW.call_id
            ON CONFLICT (call_id) DO UPDATE SET revision_id = excluded.revision_id, agent_id = excluded.agent_id,
                team = excluded.team, form_key = excluded.form_key, form_version = excluded.form_version,
                points = excluded.points, critical = excluded.critical, verdicts = excluded.verdicts;
        END""",  # noqa: S608
    "result_follows_call": """
        AFTER UPDATE OF hand_picked ON call WHEN OLD.hand_picked <> NEW.hand_picked BEGIN
            UPDATE result SET hand_picked = NEW.hand_picked WHERE call_id = NEW.id;
        END""",
    "result_follows_link": f"AFTER INSERT ON coaching_note_call BEGIN {_BESIDE_AGAIN} = NEW.call_id; END",
    "result_follows_lost_link": f"AFTER DELETE ON coaching_note_call BEGIN {_BESIDE_AGAIN} = OLD.call_id; END",
}

FILL = f"""
    INSERT INTO result (call_id, revision_id, agent_id, team, scored_at, form_key, form_version, points, critical,
        verdicts, hand_picked, side_by_side)
    SELECT r.call_id, r.id, r.agent_id, r.team, f.submitted_at, r.form_key, r.form_version, r.points, r.critical,
        r.verdicts, c.hand_picked, {_BESIDE.format(call="r.call_id", scored_at="f.submitted_at")}
    FROM revision r JOIN revision f ON f.call_id = r.call_id AND f.number = 1 JOIN call c ON c.id = r.call_id
    WHERE r.number = (SELECT max(number) FROM revision n WHERE n.call_id = r.call_id)"""  # noqa: S608 - no values in it


def follow() -> None:
    """Results of everything submitted so far, and of whatever comes."""
    op.execute(FILL)
    for name, deed in TRIGGERS.items():
        op.execute(f"CREATE TRIGGER {name} {deed}")
