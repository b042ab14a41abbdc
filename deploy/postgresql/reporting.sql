-- Published figures of finished weeks, for boards and joint meetings: small counts hidden, all others
-- rounded to 5, and the same number found again next month. Optional. Run by an administrator after
-- grants.sql, and again after every new version; a second time does no harm.
--
-- Figures change only at midnight (Europe/London): SELECT * FROM reporting.weeks is what is known
-- today, SELECT * FROM reporting.weeks_on('2026-11-25') what a meeting on that day saw.

BEGIN;

DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'danm_reporting') THEN
        CREATE ROLE danm_reporting LOGIN;
    END IF;
    EXECUTE format('GRANT CONNECT ON DATABASE %I TO danm_reporting', current_database());
END
$$;
ALTER ROLE danm_reporting SET default_transaction_read_only = on;
ALTER ROLE danm_reporting SET statement_timeout = '30s';
ALTER ROLE danm_reporting SET lock_timeout = '2s';

CREATE SCHEMA IF NOT EXISTS reporting;

-- Source: domain, "Personal data": counts of 1 to 4 are hidden, all others rounded to 5; 0 stays 0.
CREATE OR REPLACE FUNCTION reporting.shown(counted integer) RETURNS integer
    LANGUAGE sql IMMUTABLE
    RETURN CASE WHEN counted BETWEEN 1 AND 4 THEN NULL ELSE 5 * round(counted / 5.0)::integer END;

CREATE OR REPLACE FUNCTION reporting.weeks_on(meeting date)
    RETURNS TABLE (
        week date,
        force text,
        local_authority text,
        risk text,
        notifications integer,
        in_time integer,
        late integer,
        cannot_tell integer,
        still_open integer,
        in_time_percent integer,
        as_of timestamptz
    )
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    WITH midnight AS (
        SELECT meeting::timestamp AT TIME ZONE 'Europe/London' AS at
    ), stood AS (
        SELECT DISTINCT ON (one.week, one.force, one.local_authority, one.risk) one.*
        FROM public.kept_weeks AS one, midnight
        WHERE one.made_at <= midnight.at
        ORDER BY one.week, one.force, one.local_authority, one.risk, one.made_at DESC
    ), marked AS (
        SELECT
            stood.*,
            bool_or(in_time BETWEEN 1 AND 4 OR late BETWEEN 1 AND 4
                OR cannot_tell BETWEEN 1 AND 4 OR still_open BETWEEN 1 AND 4)
                OVER (PARTITION BY stood.week, stood.force, stood.local_authority) AS has_small
        FROM stood
    ), grouped AS (
        -- By risk only where no risk has a small count: a hidden one could be worked out from the
        -- other risks and all together.
        SELECT
            marked.week, marked.force, marked.local_authority,
            coalesce(marked.risk, 'all') AS risk,
            sum(marked.notifications)::integer AS notifications,
            sum(marked.in_time)::integer AS in_time,
            sum(marked.late)::integer AS late,
            sum(marked.cannot_tell)::integer AS cannot_tell,
            sum(marked.still_open)::integer AS still_open
        FROM marked
        GROUP BY GROUPING SETS (
            (marked.week, marked.force, marked.local_authority, marked.risk),
            (marked.week, marked.force, marked.local_authority)
        )
        HAVING marked.risk IS NULL OR NOT bool_or(marked.has_small)
    ), told AS (
        -- Of fewer than 20 no result is shown, and no percentage: with the whole so near, hidden ones
        -- could be worked out. Where one alone is hidden, the largest beside it is hidden too, or it
        -- would be what the others leave of the whole.
        SELECT
            grouped.*,
            reporting.shown(notifications) AS whole,
            greatest(in_time, late, cannot_tell, still_open) AS most,
            (SELECT count(*) FROM unnest(ARRAY[in_time, late, cannot_tell, still_open]) AS counted
                WHERE counted BETWEEN 1 AND 4) = 1 AS is_alone
        FROM grouped
    ), shown AS (
        SELECT
            told.week, told.force, told.local_authority, told.risk, told.whole,
            CASE WHEN whole >= 20 AND NOT (is_alone AND in_time = most)
                THEN reporting.shown(in_time) END AS in_time,
            CASE WHEN whole >= 20 AND NOT (is_alone AND late = most)
                THEN reporting.shown(late) END AS late,
            CASE WHEN whole >= 20 AND NOT (is_alone AND cannot_tell = most)
                THEN reporting.shown(cannot_tell) END AS cannot_tell,
            CASE WHEN whole >= 20 AND NOT (is_alone AND still_open = most)
                THEN reporting.shown(still_open) END AS still_open
        FROM told
    )
    SELECT
        shown.week::date, shown.force, shown.local_authority, shown.risk,
        shown.whole, shown.in_time, shown.late, shown.cannot_tell, shown.still_open,
        -- Of what is shown, so that it tells no more.
        round(100.0 * shown.in_time / nullif(shown.whole, 0))::integer,
        midnight.at
    FROM shown, midnight
    ORDER BY shown.week, shown.force, shown.local_authority, shown.risk
$$;

CREATE OR REPLACE VIEW reporting.weeks AS
    SELECT * FROM reporting.weeks_on((now() AT TIME ZONE 'Europe/London')::date);

COMMENT ON FUNCTION reporting.weeks_on IS
    'Notifications with children by the week in which the police knew (its Monday), and how the time '
    'until the front door was told came out: in time, late (over or not), cannot tell (known only to '
    'the day), still open within the limit; as known at midnight before the meeting. Empty: 1 to 4, '
    'or what would give such a count away; results only where there are 20 or more. All others are '
    'rounded to 5.';
COMMENT ON VIEW reporting.weeks IS 'reporting.weeks_on(today)';

-- Who owns them reads the table for whoever asks; danm_reporting reads nothing else.
ALTER FUNCTION reporting.shown OWNER TO danm_owner;
ALTER FUNCTION reporting.weeks_on OWNER TO danm_owner;
ALTER VIEW reporting.weeks OWNER TO danm_owner;
ALTER SCHEMA reporting OWNER TO danm_owner;
REVOKE ALL ON FUNCTION reporting.shown, reporting.weeks_on FROM PUBLIC;
REVOKE ALL ON ALL TABLES IN SCHEMA reporting FROM PUBLIC;
GRANT USAGE ON SCHEMA reporting TO danm_reporting;
GRANT EXECUTE ON FUNCTION reporting.weeks_on TO danm_reporting;
GRANT SELECT ON reporting.weeks TO danm_reporting;

COMMIT;
