"""The floor's SQL: the rows that the server writes, into copies of its tables with all their indexes."""

TABLES = (
    *("encounter", "charge", "appointment", "patient", "user", "document"),
    *("history", "ledger", "lookups", "events", "outbox", "counters"),
)
SCHEMA = "; ".join(f'CREATE TABLE floor_{table} (LIKE "{table}" INCLUDING ALL)' for table in TABLES)

CREATE_ENCOUNTER = """
WITH e AS (
    INSERT INTO floor_encounter (practice_id, id, number, version, created_at, updated_at, active, patient_id,
        patient_external_id, start, billable, responsible_party, claim_id, claim_status, billing_npi, primary_payer,
        diagnoses_at, search_text, doc)
    VALUES ($1, $2, $3, 1, $4, $4, true, $5, $6, $7, true, $8, $9, 'coded', $10, $11, $4, $12, $13)
), s AS MATERIALIZED (
    SELECT * FROM unnest($17::text[], $18::bigint[], $19::text[], $20::bigint[], $21::text[])
        AS x(id, number, doc, cents, posting)
), i AS (
    INSERT INTO floor_charge (practice_id, id, number, version, created_at, updated_at, active, provider, doc)
    SELECT $1, id, number, 1, $4, $4, true, $10, doc FROM s
), p AS (
    INSERT INTO floor_ledger (practice_id, account, id, movement, party, cents, currency, at, actor)
    SELECT $1, id, posting, 'charge', 'primary', cents, 'USD', $4, 'floor' FROM s
), h AS (
    INSERT INTO floor_history (practice_id, kind, id, version, at, actor, doc)
    SELECT $1, 'encounter', $2, 1, $4, 'floor', $13 UNION ALL
    SELECT $1, 'charge', id, 1, $4, 'floor', doc FROM s
), l AS (
    INSERT INTO floor_lookups (practice_id, kind, id, name, value, scope, exclusive)
    SELECT $1, 'encounter', $2, x.name, x.value, '', x.name <> 'part'
    FROM unnest($14::text[], $15::text[]) AS x(name, value)
), c AS (
    INSERT INTO floor_counters AS c (practice_id, kind, shard, live, dead)
    VALUES ($1, 'charge', pg_backend_pid() % 64, 3, 0), ($1, 'encounter', pg_backend_pid() % 64, 1, 0)
    ON CONFLICT (practice_id, kind, shard) DO UPDATE SET live = c.live + excluded.live
)
INSERT INTO floor_events (practice_id, name, id, kind, object_id, facts)
VALUES ($1, 'encounter.recorded', $16, 'encounter', $2, '{}')
"""

READ_ENCOUNTER = "SELECT doc FROM floor_encounter WHERE practice_id = $1 AND id = $2"

BOOK = """
WITH a AS (
    INSERT INTO floor_appointment (practice_id, id, number, version, created_at, updated_at, active, start, patient_id,
        practitioner_id, facility_id, status, visit, readiness, doc)
    VALUES ($1, $2, $3, 1, $4, $4, true, $5, $6, $7, $8, 'unset', $9, 'pending', $10)
), h AS (
    INSERT INTO floor_history (practice_id, kind, id, version, at, actor, doc)
    VALUES ($1, 'appointment', $2, 1, $4, 'floor', $10)
)
INSERT INTO floor_counters AS c (practice_id, kind, shard, live, dead)
VALUES ($1, 'appointment', pg_backend_pid() % 64, 1, 0)
ON CONFLICT (practice_id, kind, shard) DO UPDATE SET live = c.live + 1
"""

SEARCH = """
WITH m AS MATERIALIZED (
    SELECT id, created_at FROM patient WHERE practice_id = $1 AND active AND family >= $2 AND family < $3
), p AS (SELECT id, created_at FROM m ORDER BY created_at, id LIMIT 50)
SELECT left(d.doc, $4), (SELECT count(*) FROM m) FROM p JOIN patient d ON d.practice_id = $1 AND d.id = p.id
ORDER BY p.created_at, p.id
"""
"""Documents hold more than the answer that is asked for: as much of each is sent as the server would send."""

PAGE = """
SELECT id, left(doc, $4) FROM patient
WHERE practice_id = $1 AND active AND legal_entity_id = $2 AND birth_date IS NOT NULL
    AND (created_at, id) < (SELECT created_at, id FROM patient WHERE practice_id = $1 AND id = $3)
ORDER BY created_at DESC, id DESC LIMIT 51
"""
DIAGNOSES = """
SELECT patient_id, doc FROM condition
WHERE practice_id = $1 AND active AND patient_id = ANY($2::text[]) AND status = 'active' AND icd_10_cm >= ''
"""

_PATIENT = """
WITH p AS (
    INSERT INTO floor_patient (practice_id, id, number, version, created_at, updated_at, active, sort_name, given,
        family, full_name, search_text, birth_date, gender, status, region, facility_id, legal_entity_id, doc)
    VALUES ($1, $2, $3, 1, $4, $4, true, $5, $6, $7, $8, $8, $9, 'female', 'active', 'ny', $10, $11, $12)
), h AS (
    INSERT INTO floor_history (practice_id, kind, id, version, at, actor, doc)
    VALUES ($1, 'patient', $2, 1, $4, 'floor', $12)
), l AS (
    INSERT INTO floor_lookups (practice_id, kind, id, name, value, scope, exclusive)
    SELECT $1, 'patient', $2, x.name, x.value, '', x.name = '@silna.source_id'
    FROM unnest($13::text[], $14::text[]) AS x(name, value)
), e AS (
    INSERT INTO floor_events (practice_id, name, id, kind, object_id, facts)
    VALUES ($1, 'patient.created', $15, 'patient', $2, '{}')
), %s
INSERT INTO floor_counters AS c (practice_id, kind, shard, live, dead)
SELECT $1, x.kind, pg_backend_pid() %% 64, 1, 0 FROM unnest(ARRAY[%s]) AS x(kind)
ON CONFLICT (practice_id, kind, shard) DO UPDATE SET live = c.live + 1
"""
_USER = """u AS (
    INSERT INTO floor_user (practice_id, id, number, version, created_at, updated_at, active, username, patient_id, doc)
    VALUES ($1, $16, $17, 1, $4, $4, true, $18, $2, $19)
), uh AS (
    INSERT INTO floor_history (practice_id, kind, id, version, at, actor, doc)
    VALUES ($1, 'user', $16, 1, $4, 'floor', $19)
), ul AS (
    INSERT INTO floor_lookups (practice_id, kind, id, name, value, scope, exclusive)
    VALUES ($1, 'user', $16, 'called', $18, '', true)
)"""
CREATE_PATIENT = _PATIENT.replace("), %s\n", ")\n") % "'patient'"
CREATE_PERSON = _PATIENT % (_USER, "'patient', 'user'")
FIND_PATIENT = """
SELECT p.id FROM floor_lookups l JOIN floor_patient p ON p.practice_id = l.practice_id AND p.id = l.id
WHERE l.practice_id = $1 AND l.kind = 'patient' AND l.name = '@silna.source_id' AND l.value = $2 AND p.active
"""
UPDATE_PATIENT = """
WITH p AS (
    UPDATE floor_patient SET version = version + 1, updated_at = $3, doc = $4 WHERE practice_id = $1 AND id = $2
    RETURNING version
), h AS (
    INSERT INTO floor_history (practice_id, kind, id, version, at, actor, doc)
    SELECT $1, 'patient', $2, version, $3, 'floor', $4 FROM p
), o AS (
    INSERT INTO floor_outbox (practice_id, name, kind, object_id, facts, at, due_at, attempts, dead)
    VALUES ($1, 'patient.updated', 'patient', $2, '{}', $3, $3, 0, false)
)
INSERT INTO floor_events (practice_id, name, id, kind, object_id, facts)
VALUES ($1, 'patient.updated', $5, 'patient', $2, '{}')
"""

KEEP_FILE = """
WITH d AS (
    INSERT INTO floor_document (practice_id, id, number, version, created_at, updated_at, active, name, filename,
        content_type, state, doc)
    VALUES ($1, $2, $3, 1, $4, $4, true, $5, $5, $6, 'ready', $7)
), h AS (
    INSERT INTO floor_history (practice_id, kind, id, version, at, actor, doc)
    VALUES ($1, 'document', $2, 1, $4, 'floor', $7)
), l AS (
    INSERT INTO floor_lookups (practice_id, kind, id, name, value, scope, exclusive)
    VALUES ($1, 'document', $2, 'file', $8, '', false)
)
INSERT INTO floor_counters AS c (practice_id, kind, shard, live, dead)
VALUES ($1, 'document', pg_backend_pid() % 64, 1, 0)
ON CONFLICT (practice_id, kind, shard) DO UPDATE SET live = c.live + 1
"""
