-- What danm_writer, danm_keeper and danm_reader may do with each table. Run as danm_owner after every
-- `danm db upgrade`; a second time does no harm. A table stands here once for each of the three.

BEGIN;

REVOKE ALL ON ALL TABLES IN SCHEMA public FROM danm_writer, danm_keeper, danm_reader;
REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM danm_writer, danm_keeper, danm_reader;

-- danm_writer: what was told, what has rung and who did what is added to, never changed.
GRANT SELECT ON alembic_version, purged_cases TO danm_writer;
GRANT SELECT, INSERT ON
    messages, home_cases, claims, alerts, contacts, audit, list_alerts, kept_weeks,
    audit_seals, board_packs
    TO danm_writer;
-- Under a newer HMAC key a case moves with all that belongs to it: its name changes, no word of it.
GRANT UPDATE (case_key) ON claims, alerts, contacts TO danm_writer;
GRANT UPDATE (case_key, kin) ON home_cases TO danm_writer;
GRANT UPDATE (case_key, key_id) ON purged_cases TO danm_writer;
GRANT SELECT, INSERT, UPDATE ON
    outbox, fates, judgements, quarantine, offsets, feeds, control_totals, entered, instants,
    reported_hours, volume_episodes, lists, acknowledgements, cases, files
    TO danm_writer;
GRANT SELECT, INSERT, UPDATE, DELETE ON
    counts, gaps, snapshot_rows, deliveries, feed_hours, canaries, board_sessions, figures,
    back_tests
    TO danm_writer;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO danm_writer;

-- danm_keeper, for `danm purge` and `danm rekey`: it alone deletes what was told, and what has rung
-- and was sent. It erases names and seals references anew; it changes no other word, and no audit.
GRANT SELECT ON alembic_version, instants TO danm_keeper;
GRANT SELECT, DELETE ON
    cases, messages, home_cases, claims, contacts, judgements, acknowledgements, alerts, outbox,
    fates, lists, list_alerts, quarantine, entered, board_sessions, snapshot_rows
    TO danm_keeper;
GRANT UPDATE (sealed_ref) ON cases TO danm_keeper;
GRANT UPDATE (name, actor) ON acknowledgements TO danm_keeper;
GRANT UPDATE (actor, sealed) ON entered TO danm_keeper;
GRANT UPDATE (sealed, taken_by, taken_at) ON quarantine TO danm_keeper;
GRANT SELECT, INSERT, UPDATE ON counts TO danm_keeper;
GRANT INSERT ON audit, purged_cases TO danm_keeper;
GRANT SELECT (audit_id) ON audit TO danm_keeper;
GRANT SELECT (key_id) ON purged_cases TO danm_keeper;
GRANT USAGE ON SEQUENCE audit_audit_id_seq TO danm_keeper;
REVOKE ALL ON
    audit_seals, back_tests, board_packs, canaries, control_totals, deliveries, feed_hours, feeds, figures, files,
    gaps, kept_weeks, offsets, reported_hours, volume_episodes
    FROM danm_keeper;

-- danm_reader: figures for dashboards. Withheld are the sealed references, every key by which a
-- case, a child or a home could be found again, the bytes in quarantine, and who acted.
GRANT SELECT ON
    alembic_version, counts, feeds, fates, gaps, control_totals, deliveries, offsets, instants,
    feed_hours, reported_hours, volume_episodes, lists, list_alerts, canaries, figures, kept_weeks,
    back_tests
    TO danm_reader;
GRANT SELECT (
    handle, state, force, local_authority, risk, rung, started_at, next_due_at, changed_at,
    reported_as, held_until, changed_in_file
) ON cases TO danm_reader;
GRANT SELECT (
    alert_id, kind, rung, clock, due_at, raised_at, delivery, local_authority, risk, youngest,
    children, reason, recipients, interrupts
) ON alerts TO danm_reader;
GRANT SELECT (
    outbox_id, alert_id, channel, attempts, next_attempt_at, accepted_at, route, roles, instead,
    failures, second_at, second_for, given_up_at
) ON outbox TO danm_reader;
GRANT SELECT (
    measure, labels, outcome, seconds, judged_at, latest, revisions
) ON judgements TO danm_reader;
GRANT SELECT (
    quarantine_id, reason, place, source, coordinates, at, state, clock_from, counted_as, taken_at
) ON quarantine TO danm_reader;
GRANT SELECT (
    source, name, state, reason, note, is_closed, modified_at, sent_at, complete_to, expected_at,
    found_at, taken_at, rows, bad_rows, gave, disappeared, usual_rows, batches, times_sent, thin_at,
    told_at, rows_used, rows_left_out
) ON files TO danm_reader;
REVOKE ALL ON
    messages, home_cases, claims, contacts, snapshot_rows, entered, audit, acknowledgements,
    board_sessions, purged_cases, audit_seals, board_packs
    FROM danm_reader;

-- A table that a later version makes: the program can use it at once, and the next run of this file
-- takes back what it does not need there. danm_reader sees it only once this file says so.
ALTER DEFAULT PRIVILEGES IN SCHEMA public
    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO danm_writer;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE ON SEQUENCES TO danm_writer;

COMMIT;
