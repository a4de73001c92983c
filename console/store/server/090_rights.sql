-- Who may touch what: row-level rights, column grants and functions for each role; whatever is not named is refused.
--
-- A right needs two things: the group (a membership of the login, for the whole server) and person.role in THIS
-- database, which every policy asks for. So somebody who is a manager in another database is none here.
-- The page docs/rights.md says the same in words; tests/rights/table.py is what both are held to.
--
-- Policies speak through uncorrelated sub-selects, which PostgreSQL answers once a query, not once a row: the list over
-- 100,000 calls keeps its indexes.

-- From nothing: no policy, no grant is left from an older version of this file.
DO $$
DECLARE
    groups CONSTANT text := 'PUBLIC, deskside_person, deskside_agent, deskside_inspector, deskside_supervisor, '
        'deskside_manager, deskside_administrator, deskside_gateway';
    thing record;
BEGIN
    FOR thing IN
        SELECT c.oid::regclass AS name, c.relkind FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname IN ('public', 'parts') AND c.relkind IN ('r', 'p', 'v', 'm', 'S')
    LOOP
        EXECUTE format('REVOKE ALL ON %s %s FROM %s',
                       CASE thing.relkind WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END, thing.name, groups);
        IF thing.relkind IN ('r', 'p') THEN
            EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', thing.name);
        END IF;
    END LOOP;
    FOR thing IN SELECT schemaname, tablename, policyname FROM pg_policies WHERE schemaname IN ('public', 'parts') LOOP
        EXECUTE format('DROP POLICY %I ON %I.%I', thing.policyname, thing.schemaname, thing.tablename);
    END LOOP;
    EXECUTE format('REVOKE ALL ON ALL ROUTINES IN SCHEMA public, parts FROM %s', groups);
    EXECUTE format('REVOKE ALL ON SCHEMA parts FROM %s', groups);
END $$;
ALTER DEFAULT PRIVILEGES REVOKE ALL ON ROUTINES FROM PUBLIC;

-- The person of this session, if active and of one of these roles here; NULL otherwise. For policies: one question
-- instead of two, and a NULL that fits no row.
CREATE OR REPLACE FUNCTION me_as(VARIADIC roles text[]) RETURNS uuid
LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT id FROM person WHERE number = session_user::text AND active AND role = ANY (roles)
$$;

-- The teams whose calls an inspector or a supervisor sees; '' stands for calls without a team. Nothing for others.
CREATE OR REPLACE FUNCTION seen_teams() RETURNS text[]
LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT ARRAY['', p.team] || ARRAY(SELECT t.team FROM person_team t WHERE t.person_id = p.id)
    FROM person p WHERE p.number = session_user::text AND p.active AND p.role IN ('inspector', 'supervisor')
$$;

-- Whether a call is for the eyes of this inspector, supervisor or manager. A function, not a sub-select: written into the
-- policies of draws and drafts it would have every question about them plan for every month of calls.
CREATE OR REPLACE FUNCTION sees_call(call_id uuid) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    RETURN EXISTS (SELECT FROM call c WHERE c.id = sees_call.call_id
                   AND (c.team = ANY ((SELECT seen_teams())::text[]) OR (SELECT me_as('manager')) IS NOT NULL));
END $$;

-- Functions by name and by who may call them. Each asks again for the role here; a name that is none fails the set-up.
DO $$
DECLARE
    line record;
    thing regprocedure;
BEGIN
    FOR line IN
        SELECT * FROM (VALUES
            -- Policies ask as whoever runs the query, so everybody may ask who they are themselves.
            ('person', ARRAY['me', 'my_role', 'my_teams', 'trusted', 'me_as', 'seen_teams', 'sees_call']),
            ('person', ARRAY['sign_on', 'record_deed', 'set_verifier']),
            ('agent', ARRAY['acknowledge_note', 'appeal_item']),
            ('inspector', ARRAY['add_calls', 'known_recordings', 'reveal_number', 'revealed_number', 'open_draft',
                                'submit_draft', 'discard_draft', 'begin_live', 'drop_live', 'place_revision',
                              'share_note', 'floor_now', 'floor_channels',
                                'ask_action', 'stop_listening', 'take_offer', 'hand_over']),
            ('supervisor', ARRAY['add_calls', 'known_recordings', 'reveal_number', 'revealed_number', 'open_draft',
                                 'submit_draft', 'discard_draft', 'begin_live', 'drop_live', 'place_revision',
                                 'share_note', 'take_over_draft', 'floor_now',
                                 'floor_channels', 'ask_action', 'stop_listening', 'take_offer', 'hand_over',
                                 'save_room', 'remove_room', 'set_limits', 'answer_alert', 'sign_handover']),
            ('manager', ARRAY['add_calls', 'known_recordings', 'reveal_number', 'revealed_number', 'open_draft',
                              'submit_draft', 'discard_draft', 'begin_live', 'drop_live', 'place_revision',
                              'share_note', 'take_over_draft', 'publish_form',
                              'publish_month', 'settle_appeal', 'floor_now', 'floor_channels', 'ask_action',
                              'stop_listening', 'take_offer', 'hand_over', 'save_room', 'remove_room', 'set_limits',
                              'answer_alert', 'sign_handover']),
            ('gateway', ARRAY['add_calls', 'known_recordings', 'last_recorded', 'lead_floor', 'put_floor', 'take_actions',
                              'finish_action', 'put_alerts']),
            ('administrator', ARRAY['add_calls', 'known_recordings',
                                    'add_person', 'change_person', 'set_person_role', 'set_person_active',
                                    'grant_team', 'revoke_team', 'make_partitions', 'retention_plan',
                                    'recordings_to_remove', 'apply_retention', 'set_retention'])
        ) AS lines (whom, names)
    LOOP
        FOR i IN 1 .. cardinality(line.names) LOOP
            PERFORM FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND proname = line.names[i];
            IF NOT FOUND THEN
                RAISE EXCEPTION 'no function %', line.names[i];
            END IF;
        END LOOP;
        FOR thing IN
            SELECT oid FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND proname = ANY (line.names)
        LOOP
            EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO %I', thing, 'deskside_' || line.whom);
        END LOOP;
    END LOOP;
END $$;

-- What a console must know before it may say anything else: which schema this is.
GRANT SELECT ON alembic_version, installed TO deskside_person;
CREATE POLICY everybody_reads ON alembic_version FOR SELECT TO deskside_person USING (true);
CREATE POLICY everybody_reads ON installed FOR SELECT TO deskside_person USING (true);

-- People: everybody sees who is who; secrets and counts of wrong tries stay with the owner.
GRANT SELECT (id, number, name, role, team, seat, active, version) ON person TO deskside_person;
CREATE POLICY colleagues_read ON person FOR SELECT TO deskside_person USING ((SELECT me()) IS NOT NULL);
GRANT SELECT ON person_team TO deskside_person;
CREATE POLICY own_read ON person_team FOR SELECT TO deskside_person USING (person_id = (SELECT me()));
CREATE POLICY leaders_read ON person_team FOR SELECT TO deskside_manager, deskside_administrator
    USING ((SELECT me_as('manager', 'administrator')) IS NOT NULL);

-- Forms and months are the centre's public law.
GRANT SELECT ON form, month TO deskside_person;
CREATE POLICY colleagues_read ON form FOR SELECT TO deskside_person USING ((SELECT me()) IS NOT NULL);
CREATE POLICY colleagues_read ON month FOR SELECT TO deskside_person USING ((SELECT me()) IS NOT NULL);

-- Events carry ids only; who may not see the thing finds nothing under its id.
GRANT SELECT ON event TO deskside_person;
CREATE POLICY colleagues_read ON event FOR SELECT TO deskside_person USING ((SELECT me()) IS NOT NULL);

-- Calls. Added by add_calls. The customer's whole number is for revealed_number alone, once it is recorded who asked.
GRANT SELECT (
    id, started_at, duration_ms, sound_paths, agent_side, raw_rate_hz, content_hash, agent_id, agent_number, agent_name,
    team, direction, queue, call_number, customer_masked, ring_ms, wait_ms, talk_ms, hold_ms, ended_by, stretches,
    hand_picked, search, sound_gone_at, live_since, sound_at, progress, points, critical, inspector_name, coached
) ON call TO deskside_agent, deskside_inspector, deskside_supervisor, deskside_manager;
CREATE POLICY teams_read ON call FOR SELECT TO deskside_inspector, deskside_supervisor
    USING (team = ANY ((SELECT seen_teams())::text[]));
CREATE POLICY manager_reads ON call FOR SELECT TO deskside_manager USING ((SELECT me_as('manager')) IS NOT NULL);
CREATE POLICY own_results_read ON call FOR SELECT TO deskside_agent
    USING (agent_id = (SELECT me_as('agent')) AND points IS NOT NULL);

-- Draws: seen with their call; an inspector draws for themselves, leaders for anybody.
GRANT SELECT, INSERT ON draw TO deskside_inspector, deskside_supervisor, deskside_manager;
CREATE POLICY call_is_seen ON draw FOR SELECT TO deskside_inspector, deskside_supervisor, deskside_manager
    USING (sees_call(call_id));
CREATE POLICY own_adds ON draw FOR INSERT TO deskside_inspector
    WITH CHECK (inspector_id = (SELECT me_as('inspector')) AND sees_call(call_id));
CREATE POLICY leaders_add ON draw FOR INSERT TO deskside_supervisor, deskside_manager
    WITH CHECK ((SELECT me_as('supervisor', 'manager')) IS NOT NULL AND sees_call(call_id));

-- Drafts: opened, taken over, discarded and submitted by functions; saving a keystroke is one UPDATE of one's own.
GRANT SELECT, UPDATE (sheet, heard, saved_at, version) ON draft
    TO deskside_inspector, deskside_supervisor, deskside_manager;
CREATE POLICY call_is_seen ON draft FOR SELECT TO deskside_inspector, deskside_supervisor, deskside_manager
    USING ((SELECT me_as('inspector', 'supervisor', 'manager')) IS NOT NULL
           AND sees_call(call_id));
CREATE POLICY own_saves ON draft FOR UPDATE TO deskside_inspector, deskside_supervisor, deskside_manager
    USING (inspector_id = (SELECT me_as('inspector', 'supervisor', 'manager'))
           AND sees_call(call_id));

-- Submitted sheets: read only, for ever. Agent and team stand in the revision as they were on the day.
GRANT SELECT ON revision, revision_mark, evidence, revision_place, result
    TO deskside_agent, deskside_inspector, deskside_supervisor, deskside_manager;
CREATE POLICY teams_read ON revision FOR SELECT TO deskside_inspector, deskside_supervisor
    USING (team = ANY ((SELECT seen_teams())::text[]));
CREATE POLICY manager_reads ON revision FOR SELECT TO deskside_manager USING ((SELECT me_as('manager')) IS NOT NULL);
CREATE POLICY own_read ON revision FOR SELECT TO deskside_agent USING (agent_id = (SELECT me_as('agent')));
CREATE POLICY revision_is_seen ON revision_mark FOR SELECT
    TO deskside_agent, deskside_inspector, deskside_supervisor, deskside_manager
    USING (EXISTS (SELECT FROM revision r WHERE r.id = revision_id));
CREATE POLICY revision_is_seen ON evidence FOR SELECT
    TO deskside_agent, deskside_inspector, deskside_supervisor, deskside_manager
    USING (EXISTS (SELECT FROM revision r WHERE r.id = revision_id));
CREATE POLICY revision_is_seen ON revision_place FOR SELECT
    TO deskside_agent, deskside_inspector, deskside_supervisor, deskside_manager
    USING (EXISTS (SELECT FROM revision r WHERE r.id = revision_id));
CREATE POLICY teams_read ON result FOR SELECT TO deskside_inspector, deskside_supervisor
    USING (team = ANY ((SELECT seen_teams())::text[]));
CREATE POLICY manager_reads ON result FOR SELECT TO deskside_manager USING ((SELECT me_as('manager')) IS NOT NULL);
CREATE POLICY own_read ON result FOR SELECT TO deskside_agent USING (agent_id = (SELECT me_as('agent')));

-- Coaching notes: seen with the agent's team, written by their coach, read by their agent once shared. Sharing and
-- signing are functions, so those columns cannot be set by hand.
GRANT SELECT ON coaching_note, coaching_note_call
    TO deskside_agent, deskside_inspector, deskside_supervisor, deskside_manager;
GRANT INSERT ON coaching_note TO deskside_inspector, deskside_supervisor, deskside_manager;
GRANT UPDATE (agent_id, clips, item_keys, strength, priorities, agent_words, action, action_due, follow_up, version)
    ON coaching_note TO deskside_inspector, deskside_supervisor, deskside_manager;
GRANT INSERT, DELETE ON coaching_note_call TO deskside_inspector, deskside_supervisor, deskside_manager;
CREATE POLICY teams_read ON coaching_note FOR SELECT TO deskside_inspector, deskside_supervisor
    USING (coach_id = (SELECT me_as('inspector', 'supervisor'))
           OR EXISTS (SELECT FROM person p WHERE p.id = agent_id AND p.team = ANY ((SELECT seen_teams())::text[])));
CREATE POLICY manager_reads ON coaching_note FOR SELECT TO deskside_manager
    USING ((SELECT me_as('manager')) IS NOT NULL);
CREATE POLICY own_shared_read ON coaching_note FOR SELECT TO deskside_agent
    USING (agent_id = (SELECT me_as('agent')) AND shared);
CREATE POLICY coach_writes ON coaching_note FOR INSERT TO deskside_inspector, deskside_supervisor
    WITH CHECK (coach_id = (SELECT me_as('inspector', 'supervisor'))
                AND EXISTS (SELECT FROM person p WHERE p.id = agent_id AND p.team = ANY ((SELECT seen_teams())::text[])));
CREATE POLICY manager_writes ON coaching_note FOR INSERT TO deskside_manager
    WITH CHECK (coach_id = (SELECT me_as('manager')));
CREATE POLICY coach_changes ON coaching_note FOR UPDATE TO deskside_inspector, deskside_supervisor
    USING (coach_id = (SELECT me_as('inspector', 'supervisor')))
    WITH CHECK (coach_id = (SELECT me_as('inspector', 'supervisor'))
                AND EXISTS (SELECT FROM person p WHERE p.id = agent_id AND p.team = ANY ((SELECT seen_teams())::text[])));
CREATE POLICY manager_changes ON coaching_note FOR UPDATE TO deskside_manager
    USING (coach_id = (SELECT me_as('manager')));
CREATE POLICY note_is_seen ON coaching_note_call FOR SELECT
    TO deskside_agent, deskside_inspector, deskside_supervisor, deskside_manager
    USING (EXISTS (SELECT FROM coaching_note n WHERE n.id = note_id));
CREATE POLICY coach_links ON coaching_note_call FOR INSERT TO deskside_inspector, deskside_supervisor, deskside_manager
    WITH CHECK (sees_call(call_id)
                AND EXISTS (SELECT FROM coaching_note n WHERE n.id = note_id AND n.acknowledged_at IS NULL
                            AND n.coach_id = (SELECT me_as('inspector', 'supervisor', 'manager'))));
CREATE POLICY coach_unlinks ON coaching_note_call FOR DELETE
    TO deskside_inspector, deskside_supervisor, deskside_manager
    USING (EXISTS (SELECT FROM coaching_note n WHERE n.id = note_id AND n.acknowledged_at IS NULL
                   AND n.coach_id = (SELECT me_as('inspector', 'supervisor', 'manager'))));

-- Appeals: the agent's own, and those that ask about a sheet one sees.
GRANT SELECT ON appeal TO deskside_agent, deskside_inspector, deskside_supervisor, deskside_manager;
CREATE POLICY own_read ON appeal FOR SELECT TO deskside_agent USING (agent_id = (SELECT me_as('agent')));
CREATE POLICY revision_is_seen ON appeal FOR SELECT TO deskside_inspector, deskside_supervisor, deskside_manager
    USING ((SELECT me_as('inspector', 'supervisor', 'manager')) IS NOT NULL
           AND EXISTS (SELECT FROM revision r WHERE r.id = revision_id));

-- The record of deeds and what it hangs on: read by those who answer for the centre, written by functions only.
GRANT SELECT ON audit, audit_anchor, chain TO deskside_manager, deskside_administrator;
CREATE POLICY leaders_read ON audit FOR SELECT TO deskside_manager, deskside_administrator
    USING ((SELECT me_as('manager', 'administrator')) IS NOT NULL);
CREATE POLICY leaders_read ON audit_anchor FOR SELECT TO deskside_manager, deskside_administrator
    USING ((SELECT me_as('manager', 'administrator')) IS NOT NULL);
CREATE POLICY leaders_read ON chain FOR SELECT TO deskside_manager, deskside_administrator
    USING ((SELECT me_as('manager', 'administrator')) IS NOT NULL);

-- Keeping the place: how long things stay, when it was last saved.
GRANT SELECT ON policy, backup TO deskside_administrator;
CREATE POLICY administrator_reads ON policy FOR SELECT TO deskside_administrator
    USING ((SELECT me_as('administrator')) IS NOT NULL);
CREATE POLICY administrator_reads ON backup FOR SELECT TO deskside_administrator
    USING ((SELECT me_as('administrator')) IS NOT NULL);

-- The floor: states come from the gateway; seen for agents of one's teams, and one's own.
GRANT SELECT ON agent_state TO deskside_agent, deskside_inspector, deskside_supervisor, deskside_manager,
    deskside_gateway;
GRANT INSERT ON agent_state TO deskside_gateway;
CREATE POLICY teams_read ON agent_state FOR SELECT TO deskside_inspector, deskside_supervisor
    USING (EXISTS (SELECT FROM person p WHERE p.id = agent_id AND p.team = ANY ((SELECT seen_teams())::text[])));
CREATE POLICY everything_read ON agent_state FOR SELECT TO deskside_manager, deskside_gateway
    USING ((SELECT me_as('manager', 'gateway')) IS NOT NULL);
CREATE POLICY own_read ON agent_state FOR SELECT TO deskside_agent USING (agent_id = (SELECT me_as('agent')));
CREATE POLICY gateway_adds ON agent_state FOR INSERT TO deskside_gateway
    WITH CHECK ((SELECT me_as('gateway')) IS NOT NULL);

-- The plan of the rooms is known to everybody, and which gateways there are; so is who sits where.
GRANT SELECT ON room, seat, gateway TO deskside_person;
CREATE POLICY colleagues_read ON room FOR SELECT TO deskside_person USING ((SELECT me()) IS NOT NULL);
CREATE POLICY colleagues_read ON seat FOR SELECT TO deskside_person USING ((SELECT me()) IS NOT NULL);
CREATE POLICY colleagues_read ON gateway FOR SELECT TO deskside_person USING ((SELECT me()) IS NOT NULL);

-- A team's limits; where its changes are told is for floor_channels alone. The gateway raises alerts by them.
GRANT SELECT (team, limits, seq) ON floor_team TO deskside_inspector, deskside_supervisor, deskside_manager,
    deskside_gateway;
CREATE POLICY teams_read ON floor_team FOR SELECT TO deskside_inspector, deskside_supervisor
    USING (team = ANY ((SELECT seen_teams())::text[]));
CREATE POLICY everything_read ON floor_team FOR SELECT TO deskside_manager, deskside_gateway
    USING ((SELECT me_as('manager', 'gateway')) IS NOT NULL);

-- What agents are doing, what was asked to be done to them, what limits they passed: for whoever sees their team.
-- An agent sees the own state, as in the history.
DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['agent_now', 'floor_action', 'alert'] LOOP
        EXECUTE format('GRANT SELECT ON %I TO deskside_inspector, deskside_supervisor, deskside_manager, '
                       'deskside_gateway', name);
        EXECUTE format('CREATE POLICY teams_read ON %I FOR SELECT TO deskside_inspector, deskside_supervisor '
                       'USING (agent_id IN (SELECT p.id FROM person p '
                       'WHERE p.team = ANY ((SELECT seen_teams())::text[])))', name);
        EXECUTE format('CREATE POLICY everything_read ON %I FOR SELECT TO deskside_manager, deskside_gateway '
                       'USING ((SELECT me_as(''manager'', ''gateway'')) IS NOT NULL)', name);
    END LOOP;
END $$;
GRANT SELECT ON agent_now TO deskside_agent;
CREATE POLICY own_read ON agent_now FOR SELECT TO deskside_agent USING (agent_id = (SELECT me_as('agent')));

-- Notes for the next lead.
GRANT SELECT ON handover TO deskside_inspector, deskside_supervisor, deskside_manager;
CREATE POLICY teams_read ON handover FOR SELECT TO deskside_inspector, deskside_supervisor
    USING (team = ANY ((SELECT seen_teams())::text[]));
CREATE POLICY manager_reads ON handover FOR SELECT TO deskside_manager USING ((SELECT me_as('manager')) IS NOT NULL);
