-- kinds fb05cac3a5ac5d7f
CREATE EXTENSION IF NOT EXISTS btree_gist
--;
CREATE EXTENSION IF NOT EXISTS btree_gin
--;
CREATE EXTENSION IF NOT EXISTS pg_trgm
--;
DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'polyclinic_app') THEN
        CREATE ROLE polyclinic_app NOLOGIN NOBYPASSRLS;
    END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END $$
--;
DO $$ BEGIN
    IF NOT pg_has_role(current_user, 'polyclinic_app', 'MEMBER') THEN
        GRANT polyclinic_app TO CURRENT_USER;
    END IF;
END $$
--;
CREATE FUNCTION audit_base() RETURNS bigint LANGUAGE sql STABLE AS 'SELECT 0::bigint'
--;
CREATE FUNCTION audit_position() RETURNS bigint LANGUAGE sql VOLATILE
AS 'SELECT audit_base() + pg_current_xact_id()::text::bigint'
--;
CREATE FUNCTION audit_horizon() RETURNS bigint LANGUAGE sql VOLATILE
AS 'SELECT audit_base() + pg_snapshot_xmin(pg_current_snapshot())::text::bigint'
--;
CREATE FUNCTION polyclinic_refuse(what text, name text) RETURNS boolean LANGUAGE plpgsql VOLATILE AS $$
BEGIN RAISE EXCEPTION '% %', what, name USING ERRCODE = 'PC001'; END $$
--;
CREATE FUNCTION feed_admits(practice text, announcement bigint, stamp timestamptz) RETURNS boolean
LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    PERFORM pg_advisory_xact_lock_shared(announcement);
    RETURN NOT EXISTS (SELECT 1 FROM feeds f WHERE f.practice_id = practice AND f.read_to > stamp);
END $$
--;
CREATE TABLE allergy_intolerance (
    practice_id TEXT COLLATE "C" NOT NULL,
    id TEXT COLLATE "C" NOT NULL,
    number BIGINT NOT NULL,
    version BIGINT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    active BOOLEAN NOT NULL,
    patient_id TEXT COLLATE "C",
    status TEXT COLLATE "C",
    begun TEXT COLLATE "C",
    doc TEXT NOT NULL,
    CONSTRAINT pk_allergy_intolerance PRIMARY KEY (practice_id, id),
    CONSTRAINT uq_allergy_intolerance_practice_id_number UNIQUE (practice_id, number)
)
--;
CREATE INDEX ix_allergy_intolerance_practice_id_begun_id ON allergy_intolerance (practice_id, begun, id)
--;
CREATE INDEX ix_allergy_intolerance_practice_id_created_at_id ON allergy_intolerance (practice_id, created_at, id)
--;
CREATE INDEX ix_allergy_intolerance_practice_id_patient_id_id ON allergy_intolerance (practice_id, patient_id, id)
--;
CREATE INDEX ix_allergy_intolerance_practice_id_status_id ON allergy_intolerance (practice_id, status, id)
--;
CREATE INDEX ix_allergy_intolerance_practice_id_updated_at_id ON allergy_intolerance (practice_id, updated_at, id)
--;
CREATE TABLE api_client (
    practice_id TEXT COLLATE "C" NOT NULL,
    id TEXT COLLATE "C" NOT NULL,
    number BIGINT NOT NULL,
    version BIGINT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    active BOOLEAN NOT NULL,
    client_id TEXT COLLATE "C",
    dialect TEXT COLLATE "C",
    name TEXT COLLATE "C",
    doc TEXT NOT NULL,
    CONSTRAINT pk_api_client PRIMARY KEY (practice_id, id),
    CONSTRAINT uq_api_client_practice_id_number UNIQUE (practice_id, number)
)
--;
CREATE INDEX ix_api_client_practice_id_client_id_id ON api_client (practice_id, client_id, id)
--;
CREATE INDEX ix_api_client_practice_id_created_at_id ON api_client (practice_id, created_at, id)
--;
CREATE INDEX ix_api_client_practice_id_dialect_id ON api_client (practice_id, dialect, id)
--;
CREATE INDEX ix_api_client_practice_id_name_id ON api_client (practice_id, name, id)
--;
CREATE INDEX ix_api_client_practice_id_updated_at_id ON api_client (practice_id, updated_at, id)
--;
CREATE TABLE appointment (
    practice_id TEXT COLLATE "C" NOT NULL,
    id TEXT COLLATE "C" NOT NULL,
    number BIGINT NOT NULL,
    version BIGINT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    active BOOLEAN NOT NULL,
    start TIMESTAMP WITH TIME ZONE,
    "end" TIMESTAMP WITH TIME ZONE,
    local_start BIGINT,
    local_end BIGINT,
    room BIGINT,
    patient_id TEXT COLLATE "C",
    practitioner_id TEXT COLLATE "C",
    facility_id TEXT COLLATE "C",
    status TEXT COLLATE "C",
    status_id TEXT COLLATE "C",
    type_id TEXT COLLATE "C",
    visit TEXT COLLATE "C",
    readiness TEXT COLLATE "C",
    not_ready_reason TEXT COLLATE "C",
    work_queue TEXT COLLATE "C",
    doc TEXT NOT NULL,
    CONSTRAINT pk_appointment PRIMARY KEY (practice_id, id),
    CONSTRAINT uq_appointment_practice_id_number UNIQUE (practice_id, number)
)
--;
CREATE INDEX ix_appointment_practice_id_created_at_id ON appointment (practice_id, created_at, id)
--;
CREATE INDEX ix_appointment_practice_id_facility_id_id ON appointment (practice_id, facility_id, id)
--;
CREATE INDEX ix_appointment_practice_id_local_start_id ON appointment (practice_id, local_start, id)
--;
CREATE INDEX ix_appointment_practice_id_not_ready_reason_id ON appointment (practice_id, not_ready_reason, id)
--;
CREATE INDEX ix_appointment_practice_id_patient_id_id ON appointment (practice_id, patient_id, id)
--;
CREATE INDEX ix_appointment_practice_id_practitioner_id_id ON appointment (practice_id, practitioner_id, id)
--;
CREATE INDEX ix_appointment_practice_id_readiness_id ON appointment (practice_id, readiness, id)
--;
CREATE INDEX ix_appointment_practice_id_start_id ON appointment (practice_id, start, id)
--;
CREATE INDEX ix_appointment_practice_id_status_id ON appointment (practice_id, status, id)
--;
CREATE INDEX ix_appointment_practice_id_status_id_id ON appointment (practice_id, status_id, id)
--;
CREATE INDEX ix_appointment_practice_id_type_id_id ON appointment (practice_id, type_id, id)
--;
CREATE INDEX ix_appointment_practice_id_updated_at_id ON appointment (practice_id, updated_at, id)
--;
CREATE INDEX ix_appointment_practice_id_visit_id ON appointment (practice_id, visit, id)
--;
CREATE INDEX ix_appointment_practice_id_work_queue_id ON appointment (practice_id, work_queue, id)
--;
CREATE TABLE appointment_status (
    practice_id TEXT COLLATE "C" NOT NULL,
    id TEXT COLLATE "C" NOT NULL,
    number BIGINT NOT NULL,
    version BIGINT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    active BOOLEAN NOT NULL,
    name TEXT COLLATE "C",
    doc TEXT NOT NULL,
    CONSTRAINT pk_appointment_status PRIMARY KEY (practice_id, id),
    CONSTRAINT uq_appointment_status_practice_id_number UNIQUE (practice_id, number)
)
--;
CREATE INDEX ix_appointment_status_practice_id_created_at_id ON appointment_status (practice_id, created_at, id)
--;
CREATE INDEX ix_appointment_status_practice_id_name_id ON appointment_status (practice_id, name, id)
--;
CREATE INDEX ix_appointment_status_practice_id_updated_at_id ON appointment_status (practice_id, updated_at, id)
--;
CREATE TABLE appointment_template (
    practice_id TEXT COLLATE "C" NOT NULL,
    id TEXT COLLATE "C" NOT NULL,
    number BIGINT NOT NULL,
    version BIGINT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    active BOOLEAN NOT NULL,
    facility_id TEXT COLLATE "C",
    type_id TEXT COLLATE "C",
    practitioner_id TEXT COLLATE "C",
    weekday BIGINT,
    room BIGINT,
    starts BIGINT,
    ends BIGINT,
    doc TEXT NOT NULL,
    CONSTRAINT pk_appointment_template PRIMARY KEY (practice_id, id),
    CONSTRAINT uq_appointment_template_practice_id_number UNIQUE (practice_id, number)
)
--;
CREATE INDEX ix_appointment_template_practice_id_created_at_id ON appointment_template (practice_id, created_at, id)
--;
CREATE INDEX ix_appointment_template_practice_id_facility_id_id ON appointment_template (practice_id, facility_id, id)
--;
CREATE INDEX ix_appointment_template_practice_id_practitioner_id_id ON appointment_template (practice_id, practitioner_id, id)
--;
CREATE INDEX ix_appointment_template_practice_id_type_id_id ON appointment_template (practice_id, type_id, id)
--;
CREATE INDEX ix_appointment_template_practice_id_updated_at_id ON appointment_template (practice_id, updated_at, id)
--;
CREATE INDEX ix_appointment_template_practice_id_weekday_id ON appointment_template (practice_id, weekday, id)
--;
CREATE TABLE appointment_type (
    practice_id TEXT COLLATE "C" NOT NULL,
    id TEXT COLLATE "C" NOT NULL,
    number BIGINT NOT NULL,
    version BIGINT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    active BOOLEAN NOT NULL,
    name TEXT COLLATE "C",
    sort_order BIGINT,
    doc TEXT NOT NULL,
    CONSTRAINT pk_appointment_type PRIMARY KEY (practice_id, id),
    CONSTRAINT uq_appointment_type_practice_id_number UNIQUE (practice_id, number)
)
--;
CREATE INDEX ix_appointment_type_practice_id_created_at_id ON appointment_type (practice_id, created_at, id)
--;
CREATE INDEX ix_appointment_type_practice_id_name_id ON appointment_type (practice_id, name, id)
--;
CREATE INDEX ix_appointment_type_practice_id_sort_order_id ON appointment_type (practice_id, sort_order, id)
--;
CREATE INDEX ix_appointment_type_practice_id_updated_at_id ON appointment_type (practice_id, updated_at, id)
--;
CREATE TABLE audit_facts (
    practice_id TEXT COLLATE "C" NOT NULL,
    position BIGINT DEFAULT audit_position() NOT NULL,
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    actor TEXT COLLATE "C" NOT NULL,
    action TEXT COLLATE "C" NOT NULL,
    outcome TEXT COLLATE "C" NOT NULL,
    objects TEXT NOT NULL,
    dialect TEXT COLLATE "C" NOT NULL,
    request_id TEXT COLLATE "C" NOT NULL,
    purpose TEXT COLLATE "C" NOT NULL,
    detail TEXT NOT NULL,
    CONSTRAINT pk_audit_facts PRIMARY KEY (practice_id, position, id)
)
--;
CREATE TABLE audit_heads (
    practice_id TEXT COLLATE "C" NOT NULL,
    number BIGINT NOT NULL,
    digest TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_audit_heads PRIMARY KEY (practice_id)
)
--;
CREATE TABLE audit_seals (
    practice_id TEXT COLLATE "C" NOT NULL,
    number BIGINT NOT NULL,
    low BIGINT NOT NULL,
    high BIGINT NOT NULL,
    facts BIGINT NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    key_id TEXT COLLATE "C" NOT NULL,
    previous TEXT COLLATE "C" NOT NULL,
    digest TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_audit_seals PRIMARY KEY (practice_id, number)
)
--;
CREATE TABLE benefits_check (
    practice_id TEXT COLLATE "C" NOT NULL,
    id TEXT COLLATE "C" NOT NULL,
    number BIGINT NOT NULL,
    version BIGINT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    active BOOLEAN NOT NULL,
    patient_id TEXT COLLATE "C",
    coverage_id TEXT COLLATE "C",
    legal_entity_id TEXT COLLATE "C",
    status TEXT COLLATE "C",
    lateness BIGINT,
    doc TEXT NOT NULL,
    CONSTRAINT pk_benefits_check PRIMARY KEY (practice_id, id),
    CONSTRAINT uq_benefits_check_practice_id_number UNIQUE (practice_id, number)
)
--;
CREATE INDEX ix_benefits_check_practice_id_coverage_id_id ON benefits_check (practice_id, coverage_id, id)
--;
CREATE INDEX ix_benefits_check_practice_id_created_at_id ON benefits_check (practice_id, created_at, id)
--;
CREATE INDEX ix_benefits_check_practice_id_legal_entity_id_id ON benefits_check (practice_id, legal_entity_id, id)
--;
CREATE INDEX ix_benefits_check_practice_id_patient_id_id ON benefits_check (practice_id, patient_id, id)
--;
CREATE INDEX ix_benefits_check_practice_id_status_id ON benefits_check (practice_id, status, id)
--;
CREATE INDEX ix_benefits_check_practice_id_updated_at_id ON benefits_check (practice_id, updated_at, id)
--;
CREATE TABLE bookings (
    practice_id TEXT COLLATE "C" NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    id TEXT COLLATE "C" NOT NULL,
    resource TEXT COLLATE "C" NOT NULL,
    starts_at TIMESTAMP WITH TIME ZONE NOT NULL,
    ends_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_bookings PRIMARY KEY (practice_id, kind, id, resource, starts_at),
    CONSTRAINT ex_bookings_held EXCLUDE USING gist (practice_id WITH =, resource WITH =, tstzrange(starts_at, ends_at) WITH &&)
)
--;
CREATE TABLE bulk_export (
    practice_id TEXT COLLATE "C" NOT NULL,
    id TEXT COLLATE "C" NOT NULL,
    number BIGINT NOT NULL,
    version BIGINT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    active BOOLEAN NOT NULL,
    legal_entity_id TEXT COLLATE "C",
    status TEXT COLLATE "C",
    doc TEXT NOT NULL,
    CONSTRAINT pk_bulk_export PRIMARY KEY (practice_id, id),
    CONSTRAINT uq_bulk_export_practice_id_number UNIQUE (practice_id, number)
)
--;
CREATE INDEX ix_bulk_export_practice_id_created_at_id ON bulk_export (practice_id, created_at, id)
--;
CREATE INDEX ix_bulk_export_practice_id_legal_entity_id_id ON bulk_export (practice_id, legal_entity_id, id)
--;
CREATE INDEX ix_bulk_export_practice_id_status_id ON bulk_export (practice_id, status, id)
--;
CREATE INDEX ix_bulk_export_practice_id_updated_at_id ON bulk_export (practice_id, updated_at, id)
--;
CREATE TABLE charge (
    practice_id TEXT COLLATE "C" NOT NULL,
    id TEXT COLLATE "C" NOT NULL,
    number BIGINT NOT NULL,
    version BIGINT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    active BOOLEAN NOT NULL,
    provider TEXT COLLATE "C",
    doc TEXT NOT NULL,
    CONSTRAINT pk_charge PRIMARY KEY (practice_id, id),
    CONSTRAINT uq_charge_practice_id_number UNIQUE (practice_id, number)
)
--;
CREATE INDEX ix_charge_practice_id_created_at_id ON charge (practice_id, created_at, id)
--;
CREATE INDEX ix_charge_practice_id_provider_id ON charge (practice_id, provider, id)
--;
CREATE INDEX ix_charge_practice_id_updated_at_id ON charge (practice_id, updated_at, id)
--;
CREATE TABLE codes (
    system TEXT COLLATE "C" NOT NULL,
    code TEXT COLLATE "C" NOT NULL,
    billable BOOLEAN NOT NULL,
    valid_from DATE,
    valid_to DATE,
    display TEXT NOT NULL,
    CONSTRAINT pk_codes PRIMARY KEY (system, code)
)
--;
CREATE TABLE condition (
    practice_id TEXT COLLATE "C" NOT NULL,
    id TEXT COLLATE "C" NOT NULL,
    number BIGINT NOT NULL,
    version BIGINT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    active BOOLEAN NOT NULL,
    patient_id TEXT COLLATE "C",
    status TEXT COLLATE "C",
    begun TEXT COLLATE "C",
    icd_10_cm TEXT COLLATE "C",
    doc TEXT NOT NULL,
    CONSTRAINT pk_condition PRIMARY KEY (practice_id, id),
    CONSTRAINT uq_condition_practice_id_number UNIQUE (practice_id, number)
)
--;
CREATE INDEX ix_condition_practice_id_begun_id ON condition (practice_id, begun, id)
--;
CREATE INDEX ix_condition_practice_id_created_at_id ON condition (practice_id, created_at, id)
--;
CREATE INDEX ix_condition_practice_id_icd_10_cm_id ON condition (practice_id, icd_10_cm, id)
--;
CREATE INDEX ix_condition_practice_id_patient_id_id ON condition (practice_id, patient_id, id)
--;
CREATE INDEX ix_condition_practice_id_status_id ON condition (practice_id, status, id)
--;
CREATE INDEX ix_condition_practice_id_updated_at_id ON condition (practice_id, updated_at, id)
--;
CREATE TABLE consent (
    practice_id TEXT COLLATE "C" NOT NULL,
    id TEXT COLLATE "C" NOT NULL,
    number BIGINT NOT NULL,
    version BIGINT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    active BOOLEAN NOT NULL,
    patient_id TEXT COLLATE "C",
    facility_id TEXT COLLATE "C",
    status TEXT COLLATE "C",
    doc TEXT NOT NULL,
    CONSTRAINT pk_consent PRIMARY KEY (practice_id, id),
    CONSTRAINT uq_consent_practice_id_number UNIQUE (practice_id, number)
)
--;
CREATE INDEX ix_consent_practice_id_created_at_id ON consent (practice_id, created_at, id)
--;
CREATE INDEX ix_consent_practice_id_facility_id_id ON consent (practice_id, facility_id, id)
--;
CREATE INDEX ix_consent_practice_id_patient_id_id ON consent (practice_id, patient_id, id)
--;
CREATE INDEX ix_consent_practice_id_status_id ON consent (practice_id, status, id)
--;
CREATE INDEX ix_consent_practice_id_updated_at_id ON consent (practice_id, updated_at, id)
--;
CREATE TABLE counters (
    practice_id TEXT COLLATE "C" NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    shard BIGINT NOT NULL,
    live BIGINT NOT NULL,
    dead BIGINT NOT NULL,
    CONSTRAINT pk_counters PRIMARY KEY (practice_id, kind, shard)
)
 WITH (fillfactor = 50)
--;
CREATE TABLE coverage (
    practice_id TEXT COLLATE "C" NOT NULL,
    id TEXT COLLATE "C" NOT NULL,
    number BIGINT NOT NULL,
    version BIGINT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    active BOOLEAN NOT NULL,
    patient_id TEXT COLLATE "C",
    "order" BIGINT,
    status TEXT COLLATE "C",
    member_id TEXT COLLATE "C",
    payer_id TEXT COLLATE "C",
    plan_group_id TEXT COLLATE "C",
    doc TEXT NOT NULL,
    CONSTRAINT pk_coverage PRIMARY KEY (practice_id, id),
    CONSTRAINT uq_coverage_practice_id_number UNIQUE (practice_id, number)
)
--;
CREATE INDEX ix_coverage_practice_id_created_at_id ON coverage (practice_id, created_at, id)
--;
CREATE INDEX ix_coverage_practice_id_member_id_id ON coverage (practice_id, member_id, id)
--;
CREATE INDEX ix_coverage_practice_id_order_id ON coverage (practice_id, "order", id)
--;
CREATE INDEX ix_coverage_practice_id_patient_id_id ON coverage (practice_id, patient_id, id)
--;
CREATE INDEX ix_coverage_practice_id_payer_id_id ON coverage (practice_id, payer_id, id)
--;
CREATE INDEX ix_coverage_practice_id_plan_group_id_id ON coverage (practice_id, plan_group_id, id)
--;
CREATE INDEX ix_coverage_practice_id_status_id ON coverage (practice_id, status, id)
--;
CREATE INDEX ix_coverage_practice_id_updated_at_id ON coverage (practice_id, updated_at, id)
--;
CREATE TABLE credentials (
    id TEXT COLLATE "C" NOT NULL,
    practice_id TEXT COLLATE "C" NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    dialect TEXT COLLATE "C" NOT NULL,
    digest TEXT COLLATE "C" NOT NULL,
    family TEXT COLLATE "C" NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    expires_at TIMESTAMP WITH TIME ZONE,
    revoked_at TIMESTAMP WITH TIME ZONE,
    doc TEXT NOT NULL,
    CONSTRAINT pk_credentials PRIMARY KEY (id)
)
--;
CREATE INDEX ix_credentials_family ON credentials (family)
--;
CREATE INDEX ix_credentials_kind_dialect_digest ON credentials (kind, dialect, digest)
--;
CREATE INDEX ix_credentials_practice_id_kind_created_at ON credentials (practice_id, kind, created_at)
--;
CREATE UNIQUE INDEX uq_credentials_live ON credentials (kind, dialect, digest) WHERE revoked_at IS NULL
--;
CREATE TABLE document (
    practice_id TEXT COLLATE "C" NOT NULL,
    id TEXT COLLATE "C" NOT NULL,
    number BIGINT NOT NULL,
    version BIGINT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    active BOOLEAN NOT NULL,
    patient_id TEXT COLLATE "C",
    practitioner_id TEXT COLLATE "C",
    class_id TEXT COLLATE "C",
    encounter_id TEXT COLLATE "C",
    name TEXT COLLATE "C",
    filename TEXT COLLATE "C",
    content_type TEXT COLLATE "C",
    date DATE,
    state TEXT COLLATE "C",
    pending TEXT COLLATE "C",
    doc TEXT NOT NULL,
    CONSTRAINT pk_document PRIMARY KEY (practice_id, id),
    CONSTRAINT uq_document_practice_id_number UNIQUE (practice_id, number)
)
--;
CREATE INDEX ix_document_practice_id_class_id_id ON document (practice_id, class_id, id)
--;
CREATE INDEX ix_document_practice_id_content_type_id ON document (practice_id, content_type, id)
--;
CREATE INDEX ix_document_practice_id_created_at_id ON document (practice_id, created_at, id)
--;
CREATE INDEX ix_document_practice_id_date_id ON document (practice_id, date, id)
--;
CREATE INDEX ix_document_practice_id_encounter_id_id ON document (practice_id, encounter_id, id)
--;
CREATE INDEX ix_document_practice_id_filename_id ON document (practice_id, filename, id)
--;
CREATE INDEX ix_document_practice_id_name_id ON document (practice_id, name, id)
--;
CREATE INDEX ix_document_practice_id_patient_id_id ON document (practice_id, patient_id, id)
--;
CREATE INDEX ix_document_practice_id_pending_id ON document (practice_id, pending, id)
--;
CREATE INDEX ix_document_practice_id_practitioner_id_id ON document (practice_id, practitioner_id, id)
--;
CREATE INDEX ix_document_practice_id_state_id ON document (practice_id, state, id)
--;
CREATE INDEX ix_document_practice_id_updated_at_id ON document (practice_id, updated_at, id)
--;
CREATE TABLE document_check (
    practice_id TEXT COLLATE "C" NOT NULL,
    id TEXT COLLATE "C" NOT NULL,
    number BIGINT NOT NULL,
    version BIGINT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    active BOOLEAN NOT NULL,
    authorization_id TEXT COLLATE "C",
    patient_id TEXT COLLATE "C",
    legal_entity_id TEXT COLLATE "C",
    batch_id TEXT COLLATE "C",
    doc TEXT NOT NULL,
    CONSTRAINT pk_document_check PRIMARY KEY (practice_id, id),
    CONSTRAINT uq_document_check_practice_id_number UNIQUE (practice_id, number)
)
--;
CREATE INDEX ix_document_check_practice_id_authorization_id_id ON document_check (practice_id, authorization_id, id)
--;
CREATE INDEX ix_document_check_practice_id_batch_id_id ON document_check (practice_id, batch_id, id)
--;
CREATE INDEX ix_document_check_practice_id_created_at_id ON document_check (practice_id, created_at, id)
--;
CREATE INDEX ix_document_check_practice_id_legal_entity_id_id ON document_check (practice_id, legal_entity_id, id)
--;
CREATE INDEX ix_document_check_practice_id_patient_id_id ON document_check (practice_id, patient_id, id)
--;
CREATE INDEX ix_document_check_practice_id_updated_at_id ON document_check (practice_id, updated_at, id)
--;
CREATE TABLE document_class (
    practice_id TEXT COLLATE "C" NOT NULL,
    id TEXT COLLATE "C" NOT NULL,
    number BIGINT NOT NULL,
    version BIGINT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    active BOOLEAN NOT NULL,
    name TEXT COLLATE "C",
    doc TEXT NOT NULL,
    CONSTRAINT pk_document_class PRIMARY KEY (practice_id, id),
    CONSTRAINT uq_document_class_practice_id_number UNIQUE (practice_id, number)
)
--;
CREATE INDEX ix_document_class_practice_id_created_at_id ON document_class (practice_id, created_at, id)
--;
CREATE INDEX ix_document_class_practice_id_name_id ON document_class (practice_id, name, id)
--;
CREATE INDEX ix_document_class_practice_id_updated_at_id ON document_class (practice_id, updated_at, id)
--;
CREATE TABLE eligibility_check (
    practice_id TEXT COLLATE "C" NOT NULL,
    id TEXT COLLATE "C" NOT NULL,
    number BIGINT NOT NULL,
    version BIGINT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    active BOOLEAN NOT NULL,
    patient_id TEXT COLLATE "C",
    coverage_id TEXT COLLATE "C",
    batch_id TEXT COLLATE "C",
    status TEXT COLLATE "C",
    digest TEXT COLLATE "C",
    answered_at TIMESTAMP WITH TIME ZONE,
    doc TEXT NOT NULL,
    CONSTRAINT pk_eligibility_check PRIMARY KEY (practice_id, id),
    CONSTRAINT uq_eligibility_check_practice_id_number UNIQUE (practice_id, number)
)
--;
CREATE INDEX ix_eligibility_check_practice_id_answered_at_id ON eligibility_check (practice_id, answered_at, id)
--;
CREATE INDEX ix_eligibility_check_practice_id_batch_id_id ON eligibility_check (practice_id, batch_id, id)
--;
CREATE INDEX ix_eligibility_check_practice_id_coverage_id_id ON eligibility_check (practice_id, coverage_id, id)
--;
CREATE INDEX ix_eligibility_check_practice_id_created_at_id ON eligibility_check (practice_id, created_at, id)
--;
CREATE INDEX ix_eligibility_check_practice_id_digest_id ON eligibility_check (practice_id, digest, id)
--;
CREATE INDEX ix_eligibility_check_practice_id_patient_id_id ON eligibility_check (practice_id, patient_id, id)
--;
CREATE INDEX ix_eligibility_check_practice_id_status_id ON eligibility_check (practice_id, status, id)
--;
CREATE INDEX ix_eligibility_check_practice_id_updated_at_id ON eligibility_check (practice_id, updated_at, id)
--;
CREATE TABLE encounter (
    practice_id TEXT COLLATE "C" NOT NULL,
    id TEXT COLLATE "C" NOT NULL,
    number BIGINT NOT NULL,
    version BIGINT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    active BOOLEAN NOT NULL,
    patient_id TEXT COLLATE "C",
    followed TEXT COLLATE "C",
    patient_external_id TEXT COLLATE "C",
    start DATE,
    billable BOOLEAN,
    responsible_party TEXT COLLATE "C",
    claim_id TEXT COLLATE "C",
    claim_status TEXT COLLATE "C",
    billing_npi TEXT COLLATE "C",
    primary_payer TEXT COLLATE "C",
    diagnoses_at TIMESTAMP WITH TIME ZONE,
    search_text TEXT COLLATE "C",
    doc TEXT NOT NULL,
    CONSTRAINT pk_encounter PRIMARY KEY (practice_id, id),
    CONSTRAINT uq_encounter_practice_id_number UNIQUE (practice_id, number)
)
--;
CREATE INDEX ix_encounter_practice_id_billable_id ON encounter (practice_id, billable, id)
--;
CREATE INDEX ix_encounter_practice_id_billing_npi_id ON encounter (practice_id, billing_npi, id)
--;
CREATE INDEX ix_encounter_practice_id_claim_id_id ON encounter (practice_id, claim_id, id)
--;
CREATE INDEX ix_encounter_practice_id_claim_status_id ON encounter (practice_id, claim_status, id)
--;
CREATE INDEX ix_encounter_practice_id_created_at_id ON encounter (practice_id, created_at, id)
--;
CREATE INDEX ix_encounter_practice_id_diagnoses_at_id ON encounter (practice_id, diagnoses_at, id)
--;
CREATE INDEX ix_encounter_practice_id_followed_id ON encounter (practice_id, followed, id)
--;
CREATE INDEX ix_encounter_practice_id_patient_external_id_id ON encounter (practice_id, patient_external_id, id)
--;
CREATE INDEX ix_encounter_practice_id_patient_id_id ON encounter (practice_id, patient_id, id)
--;
CREATE INDEX ix_encounter_practice_id_primary_payer_id ON encounter (practice_id, primary_payer, id)
--;
CREATE INDEX ix_encounter_practice_id_responsible_party_id ON encounter (practice_id, responsible_party, id)
--;
CREATE INDEX ix_encounter_practice_id_search_text_id ON encounter (practice_id, search_text, id)
--;
CREATE INDEX ix_encounter_practice_id_start_id ON encounter (practice_id, start, id)
--;
CREATE INDEX ix_encounter_practice_id_updated_at_id ON encounter (practice_id, updated_at, id)
--;
CREATE INDEX ix_encounter_search_text_trigram ON encounter USING gin (practice_id, search_text gin_trgm_ops)
--;
CREATE TABLE escalation (
    practice_id TEXT COLLATE "C" NOT NULL,
    id TEXT COLLATE "C" NOT NULL,
    number BIGINT NOT NULL,
    version BIGINT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    active BOOLEAN NOT NULL,
    resource_type TEXT COLLATE "C",
    resource_id TEXT COLLATE "C",
    patient_id TEXT COLLATE "C",
    legal_entity_id TEXT COLLATE "C",
    status TEXT COLLATE "C",
    doc TEXT NOT NULL,
    CONSTRAINT pk_escalation PRIMARY KEY (practice_id, id),
    CONSTRAINT uq_escalation_practice_id_number UNIQUE (practice_id, number)
)
--;
CREATE INDEX ix_escalation_practice_id_created_at_id ON escalation (practice_id, created_at, id)
--;
CREATE INDEX ix_escalation_practice_id_legal_entity_id_id ON escalation (practice_id, legal_entity_id, id)
--;
CREATE INDEX ix_escalation_practice_id_patient_id_id ON escalation (practice_id, patient_id, id)
--;
CREATE INDEX ix_escalation_practice_id_resource_id_id ON escalation (practice_id, resource_id, id)
--;
CREATE INDEX ix_escalation_practice_id_resource_type_id ON escalation (practice_id, resource_type, id)
--;
CREATE INDEX ix_escalation_practice_id_status_id ON escalation (practice_id, status, id)
--;
CREATE INDEX ix_escalation_practice_id_updated_at_id ON escalation (practice_id, updated_at, id)
--;
CREATE TABLE events (
    practice_id TEXT COLLATE "C" NOT NULL,
    name TEXT COLLATE "C" NOT NULL,
    id TEXT COLLATE "C" NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    object_id TEXT COLLATE "C" NOT NULL,
    facts TEXT NOT NULL,
    CONSTRAINT pk_events PRIMARY KEY (practice_id, name, id)
)
--;
CREATE TABLE facility (
    practice_id TEXT COLLATE "C" NOT NULL,
    id TEXT COLLATE "C" NOT NULL,
    number BIGINT NOT NULL,
    version BIGINT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    active BOOLEAN NOT NULL,
    name TEXT COLLATE "C",
    legal_entity_id TEXT COLLATE "C",
    group_id TEXT COLLATE "C",
    place_of_service TEXT COLLATE "C",
    state TEXT COLLATE "C",
    doc TEXT NOT NULL,
    CONSTRAINT pk_facility PRIMARY KEY (practice_id, id),
    CONSTRAINT uq_facility_practice_id_number UNIQUE (practice_id, number)
)
--;
CREATE INDEX ix_facility_name_trigram ON facility USING gin (practice_id, name gin_trgm_ops)
--;
CREATE INDEX ix_facility_practice_id_created_at_id ON facility (practice_id, created_at, id)
--;
CREATE INDEX ix_facility_practice_id_group_id_id ON facility (practice_id, group_id, id)
--;
CREATE INDEX ix_facility_practice_id_legal_entity_id_id ON facility (practice_id, legal_entity_id, id)
--;
CREATE INDEX ix_facility_practice_id_name_id ON facility (practice_id, name, id)
--;
CREATE INDEX ix_facility_practice_id_place_of_service_id ON facility (practice_id, place_of_service, id)
--;
CREATE INDEX ix_facility_practice_id_state_id ON facility (practice_id, state, id)
--;
CREATE INDEX ix_facility_practice_id_updated_at_id ON facility (practice_id, updated_at, id)
--;
CREATE TABLE feeds (
    practice_id TEXT COLLATE "C" NOT NULL,
    read_to TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_feeds PRIMARY KEY (practice_id)
)
--;
CREATE TABLE "grant" (
    practice_id TEXT COLLATE "C" NOT NULL,
    id TEXT COLLATE "C" NOT NULL,
    number BIGINT NOT NULL,
    version BIGINT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    active BOOLEAN NOT NULL,
    user_id TEXT COLLATE "C",
    client_id TEXT COLLATE "C",
    doc TEXT NOT NULL,
    CONSTRAINT pk_grant PRIMARY KEY (practice_id, id),
    CONSTRAINT uq_grant_practice_id_number UNIQUE (practice_id, number)
)
--;
CREATE INDEX ix_grant_practice_id_client_id_id ON "grant" (practice_id, client_id, id)
--;
CREATE INDEX ix_grant_practice_id_created_at_id ON "grant" (practice_id, created_at, id)
--;
CREATE INDEX ix_grant_practice_id_updated_at_id ON "grant" (practice_id, updated_at, id)
--;
CREATE INDEX ix_grant_practice_id_user_id_id ON "grant" (practice_id, user_id, id)
--;
CREATE TABLE history (
    practice_id TEXT COLLATE "C" NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    id TEXT COLLATE "C" NOT NULL,
    version BIGINT NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    actor TEXT COLLATE "C" NOT NULL,
    doc TEXT NOT NULL,
    CONSTRAINT pk_history PRIMARY KEY (practice_id, kind, id, version)
)
--;
CREATE TABLE idempotency (
    practice_id TEXT COLLATE "C" NOT NULL,
    claim TEXT COLLATE "C" NOT NULL,
    fingerprint TEXT COLLATE "C" NOT NULL,
    owner TEXT COLLATE "C" NOT NULL,
    lease_until TIMESTAMP WITH TIME ZONE NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    status BIGINT,
    answer TEXT COLLATE "C",
    CONSTRAINT pk_idempotency PRIMARY KEY (practice_id, claim)
)
--;
CREATE INDEX ix_idempotency_created_at ON idempotency (created_at)
--;
CREATE TABLE ledger (
    practice_id TEXT COLLATE "C" NOT NULL,
    account TEXT COLLATE "C" NOT NULL,
    id TEXT COLLATE "C" NOT NULL,
    movement TEXT COLLATE "C" NOT NULL,
    party TEXT COLLATE "C" NOT NULL,
    cents BIGINT NOT NULL,
    currency TEXT COLLATE "C" NOT NULL,
    reverses TEXT COLLATE "C",
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    actor TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_ledger PRIMARY KEY (practice_id, account, id)
)
--;
CREATE TABLE legal_entity (
    practice_id TEXT COLLATE "C" NOT NULL,
    id TEXT COLLATE "C" NOT NULL,
    number BIGINT NOT NULL,
    version BIGINT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    active BOOLEAN NOT NULL,
    name TEXT COLLATE "C",
    npi TEXT COLLATE "C",
    bills BOOLEAN,
    renders BOOLEAN,
    doc TEXT NOT NULL,
    CONSTRAINT pk_legal_entity PRIMARY KEY (practice_id, id),
    CONSTRAINT uq_legal_entity_practice_id_number UNIQUE (practice_id, number)
)
--;
CREATE INDEX ix_legal_entity_name_trigram ON legal_entity USING gin (practice_id, name gin_trgm_ops)
--;
CREATE INDEX ix_legal_entity_practice_id_bills_id ON legal_entity (practice_id, bills, id)
--;
CREATE INDEX ix_legal_entity_practice_id_created_at_id ON legal_entity (practice_id, created_at, id)
--;
CREATE INDEX ix_legal_entity_practice_id_name_id ON legal_entity (practice_id, name, id)
--;
CREATE INDEX ix_legal_entity_practice_id_npi_id ON legal_entity (practice_id, npi, id)
--;
CREATE INDEX ix_legal_entity_practice_id_renders_id ON legal_entity (practice_id, renders, id)
--;
CREATE INDEX ix_legal_entity_practice_id_updated_at_id ON legal_entity (practice_id, updated_at, id)
--;
CREATE TABLE lookups (
    practice_id TEXT COLLATE "C" NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    id TEXT COLLATE "C" NOT NULL,
    name TEXT COLLATE "C" NOT NULL,
    value TEXT COLLATE "C" NOT NULL,
    scope TEXT COLLATE "C" NOT NULL,
    exclusive BOOLEAN NOT NULL,
    CONSTRAINT pk_lookups PRIMARY KEY (practice_id, kind, id, name, value, scope, exclusive)
)
--;
CREATE INDEX ix_lookups_practice_id_kind_name_value_id ON lookups (practice_id, kind, name, value, id)
--;
CREATE UNIQUE INDEX uq_lookups_exclusive ON lookups (practice_id, kind, name, value, scope) WHERE exclusive
--;
CREATE TABLE medication_statement (
    practice_id TEXT COLLATE "C" NOT NULL,
    id TEXT COLLATE "C" NOT NULL,
    number BIGINT NOT NULL,
    version BIGINT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    active BOOLEAN NOT NULL,
    patient_id TEXT COLLATE "C",
    status TEXT COLLATE "C",
    begun TEXT COLLATE "C",
    doc TEXT NOT NULL,
    CONSTRAINT pk_medication_statement PRIMARY KEY (practice_id, id),
    CONSTRAINT uq_medication_statement_practice_id_number UNIQUE (practice_id, number)
)
--;
CREATE INDEX ix_medication_statement_practice_id_begun_id ON medication_statement (practice_id, begun, id)
--;
CREATE INDEX ix_medication_statement_practice_id_created_at_id ON medication_statement (practice_id, created_at, id)
--;
CREATE INDEX ix_medication_statement_practice_id_patient_id_id ON medication_statement (practice_id, patient_id, id)
--;
CREATE INDEX ix_medication_statement_practice_id_status_id ON medication_statement (practice_id, status, id)
--;
CREATE INDEX ix_medication_statement_practice_id_updated_at_id ON medication_statement (practice_id, updated_at, id)
--;
CREATE TABLE message (
    practice_id TEXT COLLATE "C" NOT NULL,
    id TEXT COLLATE "C" NOT NULL,
    number BIGINT NOT NULL,
    version BIGINT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    active BOOLEAN NOT NULL,
    status TEXT COLLATE "C",
    due TIMESTAMP WITH TIME ZONE,
    patient_id TEXT COLLATE "C",
    about TEXT COLLATE "C",
    purpose TEXT COLLATE "C",
    doc TEXT NOT NULL,
    CONSTRAINT pk_message PRIMARY KEY (practice_id, id),
    CONSTRAINT uq_message_practice_id_number UNIQUE (practice_id, number)
)
--;
CREATE INDEX ix_message_practice_id_about_id ON message (practice_id, about, id)
--;
CREATE INDEX ix_message_practice_id_created_at_id ON message (practice_id, created_at, id)
--;
CREATE INDEX ix_message_practice_id_due_id ON message (practice_id, due, id)
--;
CREATE INDEX ix_message_practice_id_patient_id_id ON message (practice_id, patient_id, id)
--;
CREATE INDEX ix_message_practice_id_purpose_id ON message (practice_id, purpose, id)
--;
CREATE INDEX ix_message_practice_id_status_id ON message (practice_id, status, id)
--;
CREATE INDEX ix_message_practice_id_updated_at_id ON message (practice_id, updated_at, id)
--;
CREATE TABLE note (
    practice_id TEXT COLLATE "C" NOT NULL,
    id TEXT COLLATE "C" NOT NULL,
    number BIGINT NOT NULL,
    version BIGINT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    active BOOLEAN NOT NULL,
    patient_id TEXT COLLATE "C",
    doc TEXT NOT NULL,
    CONSTRAINT pk_note PRIMARY KEY (practice_id, id),
    CONSTRAINT uq_note_practice_id_number UNIQUE (practice_id, number)
)
--;
CREATE INDEX ix_note_practice_id_created_at_id ON note (practice_id, created_at, id)
--;
CREATE INDEX ix_note_practice_id_patient_id_id ON note (practice_id, patient_id, id)
--;
CREATE INDEX ix_note_practice_id_updated_at_id ON note (practice_id, updated_at, id)
--;
CREATE TABLE numbers (
    practice_id TEXT COLLATE "C" NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    next BIGINT NOT NULL,
    CONSTRAINT pk_numbers PRIMARY KEY (practice_id, kind)
)
--;
CREATE TABLE observation (
    practice_id TEXT COLLATE "C" NOT NULL,
    id TEXT COLLATE "C" NOT NULL,
    number BIGINT NOT NULL,
    version BIGINT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    active BOOLEAN NOT NULL,
    patient_id TEXT COLLATE "C",
    status TEXT COLLATE "C",
    begun TEXT COLLATE "C",
    category TEXT COLLATE "C",
    doc TEXT NOT NULL,
    CONSTRAINT pk_observation PRIMARY KEY (practice_id, id),
    CONSTRAINT uq_observation_practice_id_number UNIQUE (practice_id, number)
)
--;
CREATE INDEX ix_observation_practice_id_begun_id ON observation (practice_id, begun, id)
--;
CREATE INDEX ix_observation_practice_id_category_id ON observation (practice_id, category, id)
--;
CREATE INDEX ix_observation_practice_id_created_at_id ON observation (practice_id, created_at, id)
--;
CREATE INDEX ix_observation_practice_id_patient_id_id ON observation (practice_id, patient_id, id)
--;
CREATE INDEX ix_observation_practice_id_status_id ON observation (practice_id, status, id)
--;
CREATE INDEX ix_observation_practice_id_updated_at_id ON observation (practice_id, updated_at, id)
--;
CREATE TABLE outbox (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    practice_id TEXT COLLATE "C" NOT NULL,
    name TEXT COLLATE "C" NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    object_id TEXT COLLATE "C" NOT NULL,
    facts TEXT NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    due_at TIMESTAMP WITH TIME ZONE NOT NULL,
    attempts BIGINT NOT NULL,
    dead BOOLEAN NOT NULL,
    CONSTRAINT pk_outbox PRIMARY KEY (practice_id, id)
)
--;
CREATE INDEX ix_outbox_due_at_id ON outbox (due_at, id)
--;
CREATE INDEX ix_outbox_practice_id_due_at ON outbox (practice_id, due_at)
--;
CREATE INDEX ix_outbox_practice_id_kind_object_id_id ON outbox (practice_id, kind, object_id, id)
--;
CREATE TABLE patient (
    practice_id TEXT COLLATE "C" NOT NULL,
    id TEXT COLLATE "C" NOT NULL,
    number BIGINT NOT NULL,
    version BIGINT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    active BOOLEAN NOT NULL,
    sort_name TEXT COLLATE "C",
    given TEXT COLLATE "C",
    family TEXT COLLATE "C",
    full_name TEXT COLLATE "C",
    search_text TEXT COLLATE "C",
    birth_date DATE,
    gender TEXT COLLATE "C",
    status TEXT COLLATE "C",
    region TEXT COLLATE "C",
    practitioner_id TEXT COLLATE "C",
    facility_id TEXT COLLATE "C",
    legal_entity_id TEXT COLLATE "C",
    merged_into TEXT COLLATE "C",
    doc TEXT NOT NULL,
    CONSTRAINT pk_patient PRIMARY KEY (practice_id, id),
    CONSTRAINT uq_patient_practice_id_number UNIQUE (practice_id, number)
)
--;
CREATE INDEX ix_patient_full_name_trigram ON patient USING gin (practice_id, full_name gin_trgm_ops)
--;
CREATE INDEX ix_patient_practice_id_birth_date_id ON patient (practice_id, birth_date, id)
--;
CREATE INDEX ix_patient_practice_id_created_at_id ON patient (practice_id, created_at, id)
--;
CREATE INDEX ix_patient_practice_id_facility_id_id ON patient (practice_id, facility_id, id)
--;
CREATE INDEX ix_patient_practice_id_family_id ON patient (practice_id, family, id)
--;
CREATE INDEX ix_patient_practice_id_full_name_id ON patient (practice_id, full_name, id)
--;
CREATE INDEX ix_patient_practice_id_gender_id ON patient (practice_id, gender, id)
--;
CREATE INDEX ix_patient_practice_id_given_id ON patient (practice_id, given, id)
--;
CREATE INDEX ix_patient_practice_id_legal_entity_id_id ON patient (practice_id, legal_entity_id, id)
--;
CREATE INDEX ix_patient_practice_id_merged_into_id ON patient (practice_id, merged_into, id)
--;
CREATE INDEX ix_patient_practice_id_practitioner_id_id ON patient (practice_id, practitioner_id, id)
--;
CREATE INDEX ix_patient_practice_id_region_id ON patient (practice_id, region, id)
--;
CREATE INDEX ix_patient_practice_id_search_text_id ON patient (practice_id, search_text, id)
--;
CREATE INDEX ix_patient_practice_id_sort_name_id ON patient (practice_id, sort_name, id)
--;
CREATE INDEX ix_patient_practice_id_status_id ON patient (practice_id, status, id)
--;
CREATE INDEX ix_patient_practice_id_updated_at_id ON patient (practice_id, updated_at, id)
--;
CREATE INDEX ix_patient_search_text_trigram ON patient USING gin (practice_id, search_text gin_trgm_ops)
--;
CREATE TABLE patient_group (
    practice_id TEXT COLLATE "C" NOT NULL,
    id TEXT COLLATE "C" NOT NULL,
    number BIGINT NOT NULL,
    version BIGINT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    active BOOLEAN NOT NULL,
    name TEXT COLLATE "C",
    doc TEXT NOT NULL,
    CONSTRAINT pk_patient_group PRIMARY KEY (practice_id, id),
    CONSTRAINT uq_patient_group_practice_id_number UNIQUE (practice_id, number)
)
--;
CREATE INDEX ix_patient_group_practice_id_created_at_id ON patient_group (practice_id, created_at, id)
--;
CREATE INDEX ix_patient_group_practice_id_name_id ON patient_group (practice_id, name, id)
--;
CREATE INDEX ix_patient_group_practice_id_updated_at_id ON patient_group (practice_id, updated_at, id)
--;
CREATE TABLE patient_merge (
    practice_id TEXT COLLATE "C" NOT NULL,
    id TEXT COLLATE "C" NOT NULL,
    number BIGINT NOT NULL,
    version BIGINT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    active BOOLEAN NOT NULL,
    survivor_id TEXT COLLATE "C",
    merged_id TEXT COLLATE "C",
    doc TEXT NOT NULL,
    CONSTRAINT pk_patient_merge PRIMARY KEY (practice_id, id),
    CONSTRAINT uq_patient_merge_practice_id_number UNIQUE (practice_id, number)
)
--;
CREATE INDEX ix_patient_merge_practice_id_created_at_id ON patient_merge (practice_id, created_at, id)
--;
CREATE INDEX ix_patient_merge_practice_id_merged_id_id ON patient_merge (practice_id, merged_id, id)
--;
CREATE INDEX ix_patient_merge_practice_id_survivor_id_id ON patient_merge (practice_id, survivor_id, id)
--;
CREATE INDEX ix_patient_merge_practice_id_updated_at_id ON patient_merge (practice_id, updated_at, id)
--;
CREATE TABLE payer (
    practice_id TEXT COLLATE "C" NOT NULL,
    id TEXT COLLATE "C" NOT NULL,
    number BIGINT NOT NULL,
    version BIGINT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    active BOOLEAN NOT NULL,
    name TEXT COLLATE "C",
    claims_id TEXT COLLATE "C",
    category TEXT COLLATE "C",
    identifiers TEXT COLLATE "C",
    search_text TEXT COLLATE "C",
    doc TEXT NOT NULL,
    CONSTRAINT pk_payer PRIMARY KEY (practice_id, id),
    CONSTRAINT uq_payer_practice_id_number UNIQUE (practice_id, number)
)
--;
CREATE INDEX ix_payer_identifiers_trigram ON payer USING gin (practice_id, identifiers gin_trgm_ops)
--;
CREATE INDEX ix_payer_practice_id_category_id ON payer (practice_id, category, id)
--;
CREATE INDEX ix_payer_practice_id_claims_id_id ON payer (practice_id, claims_id, id)
--;
CREATE INDEX ix_payer_practice_id_created_at_id ON payer (practice_id, created_at, id)
--;
CREATE INDEX ix_payer_practice_id_identifiers_id ON payer (practice_id, identifiers, id)
--;
CREATE INDEX ix_payer_practice_id_name_id ON payer (practice_id, name, id)
--;
CREATE INDEX ix_payer_practice_id_search_text_id ON payer (practice_id, search_text, id)
--;
CREATE INDEX ix_payer_practice_id_updated_at_id ON payer (practice_id, updated_at, id)
--;
CREATE INDEX ix_payer_search_text_trigram ON payer USING gin (practice_id, search_text gin_trgm_ops)
--;
CREATE TABLE payer_contract (
    practice_id TEXT COLLATE "C" NOT NULL,
    id TEXT COLLATE "C" NOT NULL,
    number BIGINT NOT NULL,
    version BIGINT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    active BOOLEAN NOT NULL,
    payer_id TEXT COLLATE "C",
    legal_entity_id TEXT COLLATE "C",
    doc TEXT NOT NULL,
    CONSTRAINT pk_payer_contract PRIMARY KEY (practice_id, id),
    CONSTRAINT uq_payer_contract_practice_id_number UNIQUE (practice_id, number)
)
--;
CREATE INDEX ix_payer_contract_practice_id_created_at_id ON payer_contract (practice_id, created_at, id)
--;
CREATE INDEX ix_payer_contract_practice_id_legal_entity_id_id ON payer_contract (practice_id, legal_entity_id, id)
--;
CREATE INDEX ix_payer_contract_practice_id_payer_id_id ON payer_contract (practice_id, payer_id, id)
--;
CREATE INDEX ix_payer_contract_practice_id_updated_at_id ON payer_contract (practice_id, updated_at, id)
--;
CREATE TABLE payer_inference (
    practice_id TEXT COLLATE "C" NOT NULL,
    id TEXT COLLATE "C" NOT NULL,
    number BIGINT NOT NULL,
    version BIGINT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    active BOOLEAN NOT NULL,
    legal_entity_id TEXT COLLATE "C",
    patient_id TEXT COLLATE "C",
    doc TEXT NOT NULL,
    CONSTRAINT pk_payer_inference PRIMARY KEY (practice_id, id),
    CONSTRAINT uq_payer_inference_practice_id_number UNIQUE (practice_id, number)
)
--;
CREATE INDEX ix_payer_inference_practice_id_created_at_id ON payer_inference (practice_id, created_at, id)
--;
CREATE INDEX ix_payer_inference_practice_id_legal_entity_id_id ON payer_inference (practice_id, legal_entity_id, id)
--;
CREATE INDEX ix_payer_inference_practice_id_patient_id_id ON payer_inference (practice_id, patient_id, id)
--;
CREATE INDEX ix_payer_inference_practice_id_updated_at_id ON payer_inference (practice_id, updated_at, id)
--;
CREATE TABLE plan_discovery (
    practice_id TEXT COLLATE "C" NOT NULL,
    id TEXT COLLATE "C" NOT NULL,
    number BIGINT NOT NULL,
    version BIGINT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    active BOOLEAN NOT NULL,
    patient_id TEXT COLLATE "C",
    doc TEXT NOT NULL,
    CONSTRAINT pk_plan_discovery PRIMARY KEY (practice_id, id),
    CONSTRAINT uq_plan_discovery_practice_id_number UNIQUE (practice_id, number)
)
--;
CREATE INDEX ix_plan_discovery_practice_id_created_at_id ON plan_discovery (practice_id, created_at, id)
--;
CREATE INDEX ix_plan_discovery_practice_id_patient_id_id ON plan_discovery (practice_id, patient_id, id)
--;
CREATE INDEX ix_plan_discovery_practice_id_updated_at_id ON plan_discovery (practice_id, updated_at, id)
--;
CREATE TABLE practices (
    id TEXT COLLATE "C" NOT NULL,
    clock_offset BIGINT DEFAULT 0 NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    doc TEXT NOT NULL,
    CONSTRAINT pk_practices PRIMARY KEY (id)
)
--;
CREATE TABLE practitioner (
    practice_id TEXT COLLATE "C" NOT NULL,
    id TEXT COLLATE "C" NOT NULL,
    number BIGINT NOT NULL,
    version BIGINT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    active BOOLEAN NOT NULL,
    sort_name TEXT COLLATE "C",
    given TEXT COLLATE "C",
    family TEXT COLLATE "C",
    full_name TEXT COLLATE "C",
    relation TEXT COLLATE "C",
    npi_number TEXT COLLATE "C",
    renders BOOLEAN,
    bills BOOLEAN,
    birth_date DATE,
    gender TEXT COLLATE "C",
    department TEXT COLLATE "C",
    region TEXT COLLATE "C",
    doc TEXT NOT NULL,
    CONSTRAINT pk_practitioner PRIMARY KEY (practice_id, id),
    CONSTRAINT uq_practitioner_practice_id_number UNIQUE (practice_id, number)
)
--;
CREATE INDEX ix_practitioner_full_name_trigram ON practitioner USING gin (practice_id, full_name gin_trgm_ops)
--;
CREATE INDEX ix_practitioner_practice_id_bills_id ON practitioner (practice_id, bills, id)
--;
CREATE INDEX ix_practitioner_practice_id_birth_date_id ON practitioner (practice_id, birth_date, id)
--;
CREATE INDEX ix_practitioner_practice_id_created_at_id ON practitioner (practice_id, created_at, id)
--;
CREATE INDEX ix_practitioner_practice_id_department_id ON practitioner (practice_id, department, id)
--;
CREATE INDEX ix_practitioner_practice_id_family_id ON practitioner (practice_id, family, id)
--;
CREATE INDEX ix_practitioner_practice_id_full_name_id ON practitioner (practice_id, full_name, id)
--;
CREATE INDEX ix_practitioner_practice_id_gender_id ON practitioner (practice_id, gender, id)
--;
CREATE INDEX ix_practitioner_practice_id_given_id ON practitioner (practice_id, given, id)
--;
CREATE INDEX ix_practitioner_practice_id_npi_number_id ON practitioner (practice_id, npi_number, id)
--;
CREATE INDEX ix_practitioner_practice_id_region_id ON practitioner (practice_id, region, id)
--;
CREATE INDEX ix_practitioner_practice_id_relation_id ON practitioner (practice_id, relation, id)
--;
CREATE INDEX ix_practitioner_practice_id_renders_id ON practitioner (practice_id, renders, id)
--;
CREATE INDEX ix_practitioner_practice_id_sort_name_id ON practitioner (practice_id, sort_name, id)
--;
CREATE INDEX ix_practitioner_practice_id_updated_at_id ON practitioner (practice_id, updated_at, id)
--;
CREATE TABLE prior_authorization (
    practice_id TEXT COLLATE "C" NOT NULL,
    id TEXT COLLATE "C" NOT NULL,
    number BIGINT NOT NULL,
    version BIGINT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    active BOOLEAN NOT NULL,
    patient_id TEXT COLLATE "C",
    coverage_id TEXT COLLATE "C",
    legal_entity_id TEXT COLLATE "C",
    status TEXT COLLATE "C",
    specialty TEXT COLLATE "C",
    type TEXT COLLATE "C",
    doc TEXT NOT NULL,
    CONSTRAINT pk_prior_authorization PRIMARY KEY (practice_id, id),
    CONSTRAINT uq_prior_authorization_practice_id_number UNIQUE (practice_id, number)
)
--;
CREATE INDEX ix_prior_authorization_practice_id_coverage_id_id ON prior_authorization (practice_id, coverage_id, id)
--;
CREATE INDEX ix_prior_authorization_practice_id_created_at_id ON prior_authorization (practice_id, created_at, id)
--;
CREATE INDEX ix_prior_authorization_practice_id_legal_entity_id_id ON prior_authorization (practice_id, legal_entity_id, id)
--;
CREATE INDEX ix_prior_authorization_practice_id_patient_id_id ON prior_authorization (practice_id, patient_id, id)
--;
CREATE INDEX ix_prior_authorization_practice_id_specialty_id ON prior_authorization (practice_id, specialty, id)
--;
CREATE INDEX ix_prior_authorization_practice_id_status_id ON prior_authorization (practice_id, status, id)
--;
CREATE INDEX ix_prior_authorization_practice_id_type_id ON prior_authorization (practice_id, type, id)
--;
CREATE INDEX ix_prior_authorization_practice_id_updated_at_id ON prior_authorization (practice_id, updated_at, id)
--;
CREATE TABLE procedure (
    practice_id TEXT COLLATE "C" NOT NULL,
    id TEXT COLLATE "C" NOT NULL,
    number BIGINT NOT NULL,
    version BIGINT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    active BOOLEAN NOT NULL,
    patient_id TEXT COLLATE "C",
    status TEXT COLLATE "C",
    begun TEXT COLLATE "C",
    doc TEXT NOT NULL,
    CONSTRAINT pk_procedure PRIMARY KEY (practice_id, id),
    CONSTRAINT uq_procedure_practice_id_number UNIQUE (practice_id, number)
)
--;
CREATE INDEX ix_procedure_practice_id_begun_id ON procedure (practice_id, begun, id)
--;
CREATE INDEX ix_procedure_practice_id_created_at_id ON procedure (practice_id, created_at, id)
--;
CREATE INDEX ix_procedure_practice_id_patient_id_id ON procedure (practice_id, patient_id, id)
--;
CREATE INDEX ix_procedure_practice_id_status_id ON procedure (practice_id, status, id)
--;
CREATE INDEX ix_procedure_practice_id_updated_at_id ON procedure (practice_id, updated_at, id)
--;
CREATE TABLE provider_group (
    practice_id TEXT COLLATE "C" NOT NULL,
    id TEXT COLLATE "C" NOT NULL,
    number BIGINT NOT NULL,
    version BIGINT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    active BOOLEAN NOT NULL,
    name TEXT COLLATE "C",
    legal_entity_id TEXT COLLATE "C",
    doc TEXT NOT NULL,
    CONSTRAINT pk_provider_group PRIMARY KEY (practice_id, id),
    CONSTRAINT uq_provider_group_practice_id_number UNIQUE (practice_id, number)
)
--;
CREATE INDEX ix_provider_group_name_trigram ON provider_group USING gin (practice_id, name gin_trgm_ops)
--;
CREATE INDEX ix_provider_group_practice_id_created_at_id ON provider_group (practice_id, created_at, id)
--;
CREATE INDEX ix_provider_group_practice_id_legal_entity_id_id ON provider_group (practice_id, legal_entity_id, id)
--;
CREATE INDEX ix_provider_group_practice_id_name_id ON provider_group (practice_id, name, id)
--;
CREATE INDEX ix_provider_group_practice_id_updated_at_id ON provider_group (practice_id, updated_at, id)
--;
CREATE TABLE recommendation (
    practice_id TEXT COLLATE "C" NOT NULL,
    id TEXT COLLATE "C" NOT NULL,
    number BIGINT NOT NULL,
    version BIGINT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    active BOOLEAN NOT NULL,
    patient_id TEXT COLLATE "C",
    coverage_id TEXT COLLATE "C",
    check_id TEXT COLLATE "C",
    kind TEXT COLLATE "C",
    doc TEXT NOT NULL,
    CONSTRAINT pk_recommendation PRIMARY KEY (practice_id, id),
    CONSTRAINT uq_recommendation_practice_id_number UNIQUE (practice_id, number)
)
--;
CREATE INDEX ix_recommendation_practice_id_check_id_id ON recommendation (practice_id, check_id, id)
--;
CREATE INDEX ix_recommendation_practice_id_coverage_id_id ON recommendation (practice_id, coverage_id, id)
--;
CREATE INDEX ix_recommendation_practice_id_created_at_id ON recommendation (practice_id, created_at, id)
--;
CREATE INDEX ix_recommendation_practice_id_kind_id ON recommendation (practice_id, kind, id)
--;
CREATE INDEX ix_recommendation_practice_id_patient_id_id ON recommendation (practice_id, patient_id, id)
--;
CREATE INDEX ix_recommendation_practice_id_updated_at_id ON recommendation (practice_id, updated_at, id)
--;
CREATE TABLE reference_sets (
    name TEXT COLLATE "C" NOT NULL,
    digest TEXT COLLATE "C" NOT NULL,
    loaded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_reference_sets PRIMARY KEY (name)
)
--;
CREATE TABLE reminder_profile (
    practice_id TEXT COLLATE "C" NOT NULL,
    id TEXT COLLATE "C" NOT NULL,
    number BIGINT NOT NULL,
    version BIGINT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    active BOOLEAN NOT NULL,
    practitioner_id TEXT COLLATE "C",
    doc TEXT NOT NULL,
    CONSTRAINT pk_reminder_profile PRIMARY KEY (practice_id, id),
    CONSTRAINT uq_reminder_profile_practice_id_number UNIQUE (practice_id, number)
)
--;
CREATE INDEX ix_reminder_profile_practice_id_created_at_id ON reminder_profile (practice_id, created_at, id)
--;
CREATE INDEX ix_reminder_profile_practice_id_practitioner_id_id ON reminder_profile (practice_id, practitioner_id, id)
--;
CREATE INDEX ix_reminder_profile_practice_id_updated_at_id ON reminder_profile (practice_id, updated_at, id)
--;
CREATE TABLE schema (
    practice_id TEXT COLLATE "C" NOT NULL,
    id TEXT COLLATE "C" NOT NULL,
    number BIGINT NOT NULL,
    version BIGINT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    active BOOLEAN NOT NULL,
    name TEXT COLLATE "C",
    doc TEXT NOT NULL,
    CONSTRAINT pk_schema PRIMARY KEY (practice_id, id),
    CONSTRAINT uq_schema_practice_id_number UNIQUE (practice_id, number)
)
--;
CREATE INDEX ix_schema_practice_id_created_at_id ON schema (practice_id, created_at, id)
--;
CREATE INDEX ix_schema_practice_id_name_id ON schema (practice_id, name, id)
--;
CREATE INDEX ix_schema_practice_id_updated_at_id ON schema (practice_id, updated_at, id)
--;
CREATE TABLE scrub_run (
    practice_id TEXT COLLATE "C" NOT NULL,
    id TEXT COLLATE "C" NOT NULL,
    number BIGINT NOT NULL,
    version BIGINT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    active BOOLEAN NOT NULL,
    pipeline_id TEXT COLLATE "C",
    doc TEXT NOT NULL,
    CONSTRAINT pk_scrub_run PRIMARY KEY (practice_id, id),
    CONSTRAINT uq_scrub_run_practice_id_number UNIQUE (practice_id, number)
)
--;
CREATE INDEX ix_scrub_run_practice_id_created_at_id ON scrub_run (practice_id, created_at, id)
--;
CREATE INDEX ix_scrub_run_practice_id_pipeline_id_id ON scrub_run (practice_id, pipeline_id, id)
--;
CREATE INDEX ix_scrub_run_practice_id_updated_at_id ON scrub_run (practice_id, updated_at, id)
--;
CREATE TABLE tag (
    practice_id TEXT COLLATE "C" NOT NULL,
    id TEXT COLLATE "C" NOT NULL,
    number BIGINT NOT NULL,
    version BIGINT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    active BOOLEAN NOT NULL,
    value TEXT COLLATE "C",
    doc TEXT NOT NULL,
    CONSTRAINT pk_tag PRIMARY KEY (practice_id, id),
    CONSTRAINT uq_tag_practice_id_number UNIQUE (practice_id, number)
)
--;
CREATE INDEX ix_tag_practice_id_created_at_id ON tag (practice_id, created_at, id)
--;
CREATE INDEX ix_tag_practice_id_updated_at_id ON tag (practice_id, updated_at, id)
--;
CREATE INDEX ix_tag_practice_id_value_id ON tag (practice_id, value, id)
--;
CREATE TABLE task (
    practice_id TEXT COLLATE "C" NOT NULL,
    id TEXT COLLATE "C" NOT NULL,
    number BIGINT NOT NULL,
    version BIGINT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    active BOOLEAN NOT NULL,
    encounter_id TEXT COLLATE "C",
    type TEXT COLLATE "C",
    category TEXT COLLATE "C",
    status TEXT COLLATE "C",
    blocks_submission BOOLEAN,
    assignee_id TEXT COLLATE "C",
    work_queue_id TEXT COLLATE "C",
    patient_name TEXT COLLATE "C",
    patient_external_id TEXT COLLATE "C",
    payer_id TEXT COLLATE "C",
    payer_name TEXT COLLATE "C",
    billing_npi TEXT COLLATE "C",
    day DATE,
    search_text TEXT COLLATE "C",
    doc TEXT NOT NULL,
    CONSTRAINT pk_task PRIMARY KEY (practice_id, id),
    CONSTRAINT uq_task_practice_id_number UNIQUE (practice_id, number)
)
--;
CREATE INDEX ix_task_practice_id_assignee_id_id ON task (practice_id, assignee_id, id)
--;
CREATE INDEX ix_task_practice_id_billing_npi_id ON task (practice_id, billing_npi, id)
--;
CREATE INDEX ix_task_practice_id_blocks_submission_id ON task (practice_id, blocks_submission, id)
--;
CREATE INDEX ix_task_practice_id_category_id ON task (practice_id, category, id)
--;
CREATE INDEX ix_task_practice_id_created_at_id ON task (practice_id, created_at, id)
--;
CREATE INDEX ix_task_practice_id_day_id ON task (practice_id, day, id)
--;
CREATE INDEX ix_task_practice_id_encounter_id_id ON task (practice_id, encounter_id, id)
--;
CREATE INDEX ix_task_practice_id_patient_external_id_id ON task (practice_id, patient_external_id, id)
--;
CREATE INDEX ix_task_practice_id_patient_name_id ON task (practice_id, patient_name, id)
--;
CREATE INDEX ix_task_practice_id_payer_id_id ON task (practice_id, payer_id, id)
--;
CREATE INDEX ix_task_practice_id_payer_name_id ON task (practice_id, payer_name, id)
--;
CREATE INDEX ix_task_practice_id_search_text_id ON task (practice_id, search_text, id)
--;
CREATE INDEX ix_task_practice_id_status_id ON task (practice_id, status, id)
--;
CREATE INDEX ix_task_practice_id_type_id ON task (practice_id, type, id)
--;
CREATE INDEX ix_task_practice_id_updated_at_id ON task (practice_id, updated_at, id)
--;
CREATE INDEX ix_task_practice_id_work_queue_id_id ON task (practice_id, work_queue_id, id)
--;
CREATE INDEX ix_task_search_text_trigram ON task USING gin (practice_id, search_text gin_trgm_ops)
--;
CREATE TABLE timeline_entry (
    practice_id TEXT COLLATE "C" NOT NULL,
    id TEXT COLLATE "C" NOT NULL,
    number BIGINT NOT NULL,
    version BIGINT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    active BOOLEAN NOT NULL,
    patient_id TEXT COLLATE "C",
    kind TEXT COLLATE "C",
    coverage_id TEXT COLLATE "C",
    appointment_id TEXT COLLATE "C",
    doc TEXT NOT NULL,
    CONSTRAINT pk_timeline_entry PRIMARY KEY (practice_id, id),
    CONSTRAINT uq_timeline_entry_practice_id_number UNIQUE (practice_id, number)
)
--;
CREATE INDEX ix_timeline_entry_practice_id_appointment_id_id ON timeline_entry (practice_id, appointment_id, id)
--;
CREATE INDEX ix_timeline_entry_practice_id_coverage_id_id ON timeline_entry (practice_id, coverage_id, id)
--;
CREATE INDEX ix_timeline_entry_practice_id_created_at_id ON timeline_entry (practice_id, created_at, id)
--;
CREATE INDEX ix_timeline_entry_practice_id_kind_id ON timeline_entry (practice_id, kind, id)
--;
CREATE INDEX ix_timeline_entry_practice_id_patient_id_id ON timeline_entry (practice_id, patient_id, id)
--;
CREATE INDEX ix_timeline_entry_practice_id_updated_at_id ON timeline_entry (practice_id, updated_at, id)
--;
CREATE TABLE "user" (
    practice_id TEXT COLLATE "C" NOT NULL,
    id TEXT COLLATE "C" NOT NULL,
    number BIGINT NOT NULL,
    version BIGINT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    active BOOLEAN NOT NULL,
    username TEXT COLLATE "C",
    patient_id TEXT COLLATE "C",
    practitioner_id TEXT COLLATE "C",
    doc TEXT NOT NULL,
    CONSTRAINT pk_user PRIMARY KEY (practice_id, id),
    CONSTRAINT uq_user_practice_id_number UNIQUE (practice_id, number)
)
--;
CREATE INDEX ix_user_practice_id_created_at_id ON "user" (practice_id, created_at, id)
--;
CREATE INDEX ix_user_practice_id_patient_id_id ON "user" (practice_id, patient_id, id)
--;
CREATE INDEX ix_user_practice_id_practitioner_id_id ON "user" (practice_id, practitioner_id, id)
--;
CREATE INDEX ix_user_practice_id_updated_at_id ON "user" (practice_id, updated_at, id)
--;
CREATE INDEX ix_user_practice_id_username_id ON "user" (practice_id, username, id)
--;
ALTER TABLE "allergy_intolerance" ENABLE ROW LEVEL SECURITY
--;
CREATE POLICY practice ON "allergy_intolerance" USING (practice_id = nullif(current_setting('app.practice', true), '')) WITH CHECK ((practice_id = nullif(current_setting('app.practice', true), '')) AND practice_id <> 'shared')
--;
ALTER TABLE "api_client" ENABLE ROW LEVEL SECURITY
--;
CREATE POLICY practice ON "api_client" USING (practice_id = nullif(current_setting('app.practice', true), '')) WITH CHECK ((practice_id = nullif(current_setting('app.practice', true), '')) AND practice_id <> 'shared')
--;
ALTER TABLE "appointment" ENABLE ROW LEVEL SECURITY
--;
CREATE POLICY practice ON "appointment" USING (practice_id = nullif(current_setting('app.practice', true), '')) WITH CHECK ((practice_id = nullif(current_setting('app.practice', true), '')) AND practice_id <> 'shared')
--;
ALTER TABLE "appointment_status" ENABLE ROW LEVEL SECURITY
--;
CREATE POLICY practice ON "appointment_status" USING (practice_id = nullif(current_setting('app.practice', true), '')) WITH CHECK ((practice_id = nullif(current_setting('app.practice', true), '')) AND practice_id <> 'shared')
--;
ALTER TABLE "appointment_template" ENABLE ROW LEVEL SECURITY
--;
CREATE POLICY practice ON "appointment_template" USING (practice_id = nullif(current_setting('app.practice', true), '')) WITH CHECK ((practice_id = nullif(current_setting('app.practice', true), '')) AND practice_id <> 'shared')
--;
ALTER TABLE "appointment_type" ENABLE ROW LEVEL SECURITY
--;
CREATE POLICY practice ON "appointment_type" USING (practice_id = nullif(current_setting('app.practice', true), '')) WITH CHECK ((practice_id = nullif(current_setting('app.practice', true), '')) AND practice_id <> 'shared')
--;
ALTER TABLE "benefits_check" ENABLE ROW LEVEL SECURITY
--;
CREATE POLICY practice ON "benefits_check" USING (practice_id = nullif(current_setting('app.practice', true), '')) WITH CHECK ((practice_id = nullif(current_setting('app.practice', true), '')) AND practice_id <> 'shared')
--;
ALTER TABLE "bulk_export" ENABLE ROW LEVEL SECURITY
--;
CREATE POLICY practice ON "bulk_export" USING (practice_id = nullif(current_setting('app.practice', true), '')) WITH CHECK ((practice_id = nullif(current_setting('app.practice', true), '')) AND practice_id <> 'shared')
--;
ALTER TABLE "charge" ENABLE ROW LEVEL SECURITY
--;
CREATE POLICY practice ON "charge" USING (practice_id = nullif(current_setting('app.practice', true), '')) WITH CHECK ((practice_id = nullif(current_setting('app.practice', true), '')) AND practice_id <> 'shared')
--;
ALTER TABLE "condition" ENABLE ROW LEVEL SECURITY
--;
CREATE POLICY practice ON "condition" USING (practice_id = nullif(current_setting('app.practice', true), '')) WITH CHECK ((practice_id = nullif(current_setting('app.practice', true), '')) AND practice_id <> 'shared')
--;
ALTER TABLE "consent" ENABLE ROW LEVEL SECURITY
--;
CREATE POLICY practice ON "consent" USING (practice_id = nullif(current_setting('app.practice', true), '')) WITH CHECK ((practice_id = nullif(current_setting('app.practice', true), '')) AND practice_id <> 'shared')
--;
ALTER TABLE "coverage" ENABLE ROW LEVEL SECURITY
--;
CREATE POLICY practice ON "coverage" USING (practice_id = nullif(current_setting('app.practice', true), '')) WITH CHECK ((practice_id = nullif(current_setting('app.practice', true), '')) AND practice_id <> 'shared')
--;
ALTER TABLE "document" ENABLE ROW LEVEL SECURITY
--;
CREATE POLICY practice ON "document" USING (practice_id = nullif(current_setting('app.practice', true), '')) WITH CHECK ((practice_id = nullif(current_setting('app.practice', true), '')) AND practice_id <> 'shared')
--;
ALTER TABLE "document_check" ENABLE ROW LEVEL SECURITY
--;
CREATE POLICY practice ON "document_check" USING (practice_id = nullif(current_setting('app.practice', true), '')) WITH CHECK ((practice_id = nullif(current_setting('app.practice', true), '')) AND practice_id <> 'shared')
--;
ALTER TABLE "document_class" ENABLE ROW LEVEL SECURITY
--;
CREATE POLICY practice ON "document_class" USING (practice_id = nullif(current_setting('app.practice', true), '')) WITH CHECK ((practice_id = nullif(current_setting('app.practice', true), '')) AND practice_id <> 'shared')
--;
ALTER TABLE "eligibility_check" ENABLE ROW LEVEL SECURITY
--;
CREATE POLICY practice ON "eligibility_check" USING (practice_id = nullif(current_setting('app.practice', true), '')) WITH CHECK ((practice_id = nullif(current_setting('app.practice', true), '')) AND practice_id <> 'shared')
--;
ALTER TABLE "encounter" ENABLE ROW LEVEL SECURITY
--;
CREATE POLICY practice ON "encounter" USING (practice_id = nullif(current_setting('app.practice', true), '')) WITH CHECK ((practice_id = nullif(current_setting('app.practice', true), '')) AND practice_id <> 'shared')
--;
ALTER TABLE "escalation" ENABLE ROW LEVEL SECURITY
--;
CREATE POLICY practice ON "escalation" USING (practice_id = nullif(current_setting('app.practice', true), '')) WITH CHECK ((practice_id = nullif(current_setting('app.practice', true), '')) AND practice_id <> 'shared')
--;
ALTER TABLE "facility" ENABLE ROW LEVEL SECURITY
--;
CREATE POLICY practice ON "facility" USING (practice_id = nullif(current_setting('app.practice', true), '')) WITH CHECK ((practice_id = nullif(current_setting('app.practice', true), '')) AND practice_id <> 'shared')
--;
ALTER TABLE "grant" ENABLE ROW LEVEL SECURITY
--;
CREATE POLICY practice ON "grant" USING (practice_id = nullif(current_setting('app.practice', true), '')) WITH CHECK ((practice_id = nullif(current_setting('app.practice', true), '')) AND practice_id <> 'shared')
--;
ALTER TABLE "legal_entity" ENABLE ROW LEVEL SECURITY
--;
CREATE POLICY practice ON "legal_entity" USING (practice_id = nullif(current_setting('app.practice', true), '')) WITH CHECK ((practice_id = nullif(current_setting('app.practice', true), '')) AND practice_id <> 'shared')
--;
ALTER TABLE "medication_statement" ENABLE ROW LEVEL SECURITY
--;
CREATE POLICY practice ON "medication_statement" USING (practice_id = nullif(current_setting('app.practice', true), '')) WITH CHECK ((practice_id = nullif(current_setting('app.practice', true), '')) AND practice_id <> 'shared')
--;
ALTER TABLE "message" ENABLE ROW LEVEL SECURITY
--;
CREATE POLICY practice ON "message" USING (practice_id = nullif(current_setting('app.practice', true), '')) WITH CHECK ((practice_id = nullif(current_setting('app.practice', true), '')) AND practice_id <> 'shared')
--;
ALTER TABLE "note" ENABLE ROW LEVEL SECURITY
--;
CREATE POLICY practice ON "note" USING (practice_id = nullif(current_setting('app.practice', true), '')) WITH CHECK ((practice_id = nullif(current_setting('app.practice', true), '')) AND practice_id <> 'shared')
--;
ALTER TABLE "observation" ENABLE ROW LEVEL SECURITY
--;
CREATE POLICY practice ON "observation" USING (practice_id = nullif(current_setting('app.practice', true), '')) WITH CHECK ((practice_id = nullif(current_setting('app.practice', true), '')) AND practice_id <> 'shared')
--;
ALTER TABLE "patient" ENABLE ROW LEVEL SECURITY
--;
CREATE POLICY practice ON "patient" USING (practice_id = nullif(current_setting('app.practice', true), '')) WITH CHECK ((practice_id = nullif(current_setting('app.practice', true), '')) AND practice_id <> 'shared')
--;
ALTER TABLE "patient_group" ENABLE ROW LEVEL SECURITY
--;
CREATE POLICY practice ON "patient_group" USING (practice_id = nullif(current_setting('app.practice', true), '')) WITH CHECK ((practice_id = nullif(current_setting('app.practice', true), '')) AND practice_id <> 'shared')
--;
ALTER TABLE "patient_merge" ENABLE ROW LEVEL SECURITY
--;
CREATE POLICY practice ON "patient_merge" USING (practice_id = nullif(current_setting('app.practice', true), '')) WITH CHECK ((practice_id = nullif(current_setting('app.practice', true), '')) AND practice_id <> 'shared')
--;
ALTER TABLE "payer" ENABLE ROW LEVEL SECURITY
--;
CREATE POLICY practice ON "payer" USING (practice_id = nullif(current_setting('app.practice', true), '')) WITH CHECK ((practice_id = nullif(current_setting('app.practice', true), '')) AND practice_id <> 'shared')
--;
ALTER TABLE "payer_contract" ENABLE ROW LEVEL SECURITY
--;
CREATE POLICY practice ON "payer_contract" USING (practice_id = nullif(current_setting('app.practice', true), '')) WITH CHECK ((practice_id = nullif(current_setting('app.practice', true), '')) AND practice_id <> 'shared')
--;
ALTER TABLE "payer_inference" ENABLE ROW LEVEL SECURITY
--;
CREATE POLICY practice ON "payer_inference" USING (practice_id = nullif(current_setting('app.practice', true), '')) WITH CHECK ((practice_id = nullif(current_setting('app.practice', true), '')) AND practice_id <> 'shared')
--;
ALTER TABLE "plan_discovery" ENABLE ROW LEVEL SECURITY
--;
CREATE POLICY practice ON "plan_discovery" USING (practice_id = nullif(current_setting('app.practice', true), '')) WITH CHECK ((practice_id = nullif(current_setting('app.practice', true), '')) AND practice_id <> 'shared')
--;
ALTER TABLE "practitioner" ENABLE ROW LEVEL SECURITY
--;
CREATE POLICY practice ON "practitioner" USING (practice_id = nullif(current_setting('app.practice', true), '')) WITH CHECK ((practice_id = nullif(current_setting('app.practice', true), '')) AND practice_id <> 'shared')
--;
ALTER TABLE "prior_authorization" ENABLE ROW LEVEL SECURITY
--;
CREATE POLICY practice ON "prior_authorization" USING (practice_id = nullif(current_setting('app.practice', true), '')) WITH CHECK ((practice_id = nullif(current_setting('app.practice', true), '')) AND practice_id <> 'shared')
--;
ALTER TABLE "procedure" ENABLE ROW LEVEL SECURITY
--;
CREATE POLICY practice ON "procedure" USING (practice_id = nullif(current_setting('app.practice', true), '')) WITH CHECK ((practice_id = nullif(current_setting('app.practice', true), '')) AND practice_id <> 'shared')
--;
ALTER TABLE "provider_group" ENABLE ROW LEVEL SECURITY
--;
CREATE POLICY practice ON "provider_group" USING (practice_id = nullif(current_setting('app.practice', true), '')) WITH CHECK ((practice_id = nullif(current_setting('app.practice', true), '')) AND practice_id <> 'shared')
--;
ALTER TABLE "recommendation" ENABLE ROW LEVEL SECURITY
--;
CREATE POLICY practice ON "recommendation" USING (practice_id = nullif(current_setting('app.practice', true), '')) WITH CHECK ((practice_id = nullif(current_setting('app.practice', true), '')) AND practice_id <> 'shared')
--;
ALTER TABLE "reminder_profile" ENABLE ROW LEVEL SECURITY
--;
CREATE POLICY practice ON "reminder_profile" USING (practice_id = nullif(current_setting('app.practice', true), '')) WITH CHECK ((practice_id = nullif(current_setting('app.practice', true), '')) AND practice_id <> 'shared')
--;
ALTER TABLE "schema" ENABLE ROW LEVEL SECURITY
--;
CREATE POLICY practice ON "schema" USING (practice_id = nullif(current_setting('app.practice', true), '')) WITH CHECK ((practice_id = nullif(current_setting('app.practice', true), '')) AND practice_id <> 'shared')
--;
ALTER TABLE "scrub_run" ENABLE ROW LEVEL SECURITY
--;
CREATE POLICY practice ON "scrub_run" USING (practice_id = nullif(current_setting('app.practice', true), '')) WITH CHECK ((practice_id = nullif(current_setting('app.practice', true), '')) AND practice_id <> 'shared')
--;
ALTER TABLE "tag" ENABLE ROW LEVEL SECURITY
--;
CREATE POLICY practice ON "tag" USING (practice_id = nullif(current_setting('app.practice', true), '')) WITH CHECK ((practice_id = nullif(current_setting('app.practice', true), '')) AND practice_id <> 'shared')
--;
ALTER TABLE "task" ENABLE ROW LEVEL SECURITY
--;
CREATE POLICY practice ON "task" USING (practice_id = nullif(current_setting('app.practice', true), '')) WITH CHECK ((practice_id = nullif(current_setting('app.practice', true), '')) AND practice_id <> 'shared')
--;
ALTER TABLE "timeline_entry" ENABLE ROW LEVEL SECURITY
--;
CREATE POLICY practice ON "timeline_entry" USING (practice_id = nullif(current_setting('app.practice', true), '')) WITH CHECK ((practice_id = nullif(current_setting('app.practice', true), '')) AND practice_id <> 'shared')
--;
ALTER TABLE "user" ENABLE ROW LEVEL SECURITY
--;
CREATE POLICY practice ON "user" USING (practice_id = nullif(current_setting('app.practice', true), '')) WITH CHECK ((practice_id = nullif(current_setting('app.practice', true), '')) AND practice_id <> 'shared')
--;
ALTER TABLE lookups ENABLE ROW LEVEL SECURITY
--;
CREATE POLICY practice ON lookups USING (practice_id = nullif(current_setting('app.practice', true), '')) WITH CHECK ((practice_id = nullif(current_setting('app.practice', true), '')) AND practice_id <> 'shared')
--;
ALTER TABLE bookings ENABLE ROW LEVEL SECURITY
--;
CREATE POLICY practice ON bookings USING (practice_id = nullif(current_setting('app.practice', true), '')) WITH CHECK ((practice_id = nullif(current_setting('app.practice', true), '')) AND practice_id <> 'shared')
--;
ALTER TABLE counters ENABLE ROW LEVEL SECURITY
--;
CREATE POLICY practice ON counters USING (practice_id = nullif(current_setting('app.practice', true), '')) WITH CHECK ((practice_id = nullif(current_setting('app.practice', true), '')) AND practice_id <> 'shared')
--;
ALTER TABLE numbers ENABLE ROW LEVEL SECURITY
--;
CREATE POLICY practice ON numbers USING (practice_id = nullif(current_setting('app.practice', true), '')) WITH CHECK ((practice_id = nullif(current_setting('app.practice', true), '')) AND practice_id <> 'shared')
--;
ALTER TABLE history ENABLE ROW LEVEL SECURITY
--;
CREATE POLICY practice ON history USING (practice_id = nullif(current_setting('app.practice', true), '')) WITH CHECK ((practice_id = nullif(current_setting('app.practice', true), '')) AND practice_id <> 'shared')
--;
ALTER TABLE ledger ENABLE ROW LEVEL SECURITY
--;
CREATE POLICY practice ON ledger USING (practice_id = nullif(current_setting('app.practice', true), '')) WITH CHECK ((practice_id = nullif(current_setting('app.practice', true), '')) AND practice_id <> 'shared')
--;
ALTER TABLE feeds ENABLE ROW LEVEL SECURITY
--;
CREATE POLICY practice ON feeds USING (practice_id = nullif(current_setting('app.practice', true), '')) WITH CHECK ((practice_id = nullif(current_setting('app.practice', true), '')) AND practice_id <> 'shared')
--;
ALTER TABLE audit_seals ENABLE ROW LEVEL SECURITY
--;
CREATE POLICY practice ON audit_seals USING (practice_id = nullif(current_setting('app.practice', true), '')) WITH CHECK ((practice_id = nullif(current_setting('app.practice', true), '')) AND practice_id <> 'shared')
--;
ALTER TABLE audit_heads ENABLE ROW LEVEL SECURITY
--;
CREATE POLICY practice ON audit_heads USING (practice_id = nullif(current_setting('app.practice', true), '')) WITH CHECK ((practice_id = nullif(current_setting('app.practice', true), '')) AND practice_id <> 'shared')
--;
ALTER TABLE outbox ENABLE ROW LEVEL SECURITY
--;
CREATE POLICY practice ON outbox USING (practice_id = nullif(current_setting('app.practice', true), '') OR nullif(current_setting('app.practice', true), '') = '*') WITH CHECK ((practice_id = nullif(current_setting('app.practice', true), '') OR nullif(current_setting('app.practice', true), '') = '*') AND practice_id <> 'shared')
--;
ALTER TABLE events ENABLE ROW LEVEL SECURITY
--;
CREATE POLICY practice ON events USING (practice_id = nullif(current_setting('app.practice', true), '') OR nullif(current_setting('app.practice', true), '') = '*') WITH CHECK ((practice_id = nullif(current_setting('app.practice', true), '') OR nullif(current_setting('app.practice', true), '') = '*') AND practice_id <> 'shared')
--;
ALTER TABLE idempotency ENABLE ROW LEVEL SECURITY
--;
CREATE POLICY practice ON idempotency USING (practice_id = nullif(current_setting('app.practice', true), '') OR nullif(current_setting('app.practice', true), '') = '*') WITH CHECK ((practice_id = nullif(current_setting('app.practice', true), '') OR nullif(current_setting('app.practice', true), '') = '*') AND practice_id <> 'shared')
--;
ALTER TABLE audit_facts ENABLE ROW LEVEL SECURITY
--;
CREATE POLICY practice ON audit_facts FOR SELECT USING (practice_id = nullif(current_setting('app.practice', true), ''))
--;
CREATE POLICY append ON audit_facts FOR INSERT WITH CHECK (true)
--;
GRANT SELECT, INSERT, UPDATE ON "allergy_intolerance" TO polyclinic_app
--;
GRANT SELECT, INSERT, UPDATE ON "api_client" TO polyclinic_app
--;
GRANT SELECT, INSERT, UPDATE ON "appointment" TO polyclinic_app
--;
GRANT SELECT, INSERT, UPDATE ON "appointment_status" TO polyclinic_app
--;
GRANT SELECT, INSERT, UPDATE ON "appointment_template" TO polyclinic_app
--;
GRANT SELECT, INSERT, UPDATE ON "appointment_type" TO polyclinic_app
--;
GRANT SELECT, INSERT, UPDATE ON "benefits_check" TO polyclinic_app
--;
GRANT SELECT, INSERT, UPDATE ON "bulk_export" TO polyclinic_app
--;
GRANT SELECT, INSERT, UPDATE ON "charge" TO polyclinic_app
--;
GRANT SELECT, INSERT, UPDATE ON "condition" TO polyclinic_app
--;
GRANT SELECT, INSERT, UPDATE ON "consent" TO polyclinic_app
--;
GRANT SELECT, INSERT, UPDATE ON "coverage" TO polyclinic_app
--;
GRANT SELECT, INSERT, UPDATE ON "document" TO polyclinic_app
--;
GRANT SELECT, INSERT, UPDATE ON "document_check" TO polyclinic_app
--;
GRANT SELECT, INSERT, UPDATE ON "document_class" TO polyclinic_app
--;
GRANT SELECT, INSERT, UPDATE ON "eligibility_check" TO polyclinic_app
--;
GRANT SELECT, INSERT, UPDATE ON "encounter" TO polyclinic_app
--;
GRANT SELECT, INSERT, UPDATE ON "escalation" TO polyclinic_app
--;
GRANT SELECT, INSERT, UPDATE ON "facility" TO polyclinic_app
--;
GRANT SELECT, INSERT, UPDATE ON "grant" TO polyclinic_app
--;
GRANT SELECT, INSERT, UPDATE ON "legal_entity" TO polyclinic_app
--;
GRANT SELECT, INSERT, UPDATE ON "medication_statement" TO polyclinic_app
--;
GRANT SELECT, INSERT, UPDATE ON "message" TO polyclinic_app
--;
GRANT SELECT, INSERT, UPDATE ON "note" TO polyclinic_app
--;
GRANT SELECT, INSERT, UPDATE ON "observation" TO polyclinic_app
--;
GRANT SELECT, INSERT, UPDATE ON "patient" TO polyclinic_app
--;
GRANT SELECT, INSERT, UPDATE ON "patient_group" TO polyclinic_app
--;
GRANT SELECT, INSERT, UPDATE ON "patient_merge" TO polyclinic_app
--;
GRANT SELECT ON "payer" TO polyclinic_app
--;
GRANT SELECT, INSERT, UPDATE ON "payer_contract" TO polyclinic_app
--;
GRANT SELECT, INSERT, UPDATE ON "payer_inference" TO polyclinic_app
--;
GRANT SELECT, INSERT, UPDATE ON "plan_discovery" TO polyclinic_app
--;
GRANT SELECT, INSERT, UPDATE ON "practitioner" TO polyclinic_app
--;
GRANT SELECT, INSERT, UPDATE ON "prior_authorization" TO polyclinic_app
--;
GRANT SELECT, INSERT, UPDATE ON "procedure" TO polyclinic_app
--;
GRANT SELECT, INSERT, UPDATE ON "provider_group" TO polyclinic_app
--;
GRANT SELECT, INSERT, UPDATE ON "recommendation" TO polyclinic_app
--;
GRANT SELECT, INSERT, UPDATE ON "reminder_profile" TO polyclinic_app
--;
GRANT SELECT, INSERT, UPDATE ON "schema" TO polyclinic_app
--;
GRANT SELECT, INSERT, UPDATE ON "scrub_run" TO polyclinic_app
--;
GRANT SELECT, INSERT, UPDATE ON "tag" TO polyclinic_app
--;
GRANT SELECT, INSERT, UPDATE ON "task" TO polyclinic_app
--;
GRANT SELECT, INSERT, UPDATE ON "timeline_entry" TO polyclinic_app
--;
GRANT SELECT, INSERT, UPDATE ON "user" TO polyclinic_app
--;
GRANT SELECT ON codes TO polyclinic_app
--;
GRANT SELECT ON reference_sets TO polyclinic_app
--;
GRANT SELECT, INSERT ON audit_facts TO polyclinic_app
--;
GRANT SELECT, INSERT, DELETE ON lookups TO polyclinic_app
--;
GRANT SELECT, INSERT, DELETE ON bookings TO polyclinic_app
--;
GRANT SELECT, INSERT, UPDATE ON counters TO polyclinic_app
--;
GRANT SELECT, INSERT, UPDATE ON numbers TO polyclinic_app
--;
GRANT SELECT, INSERT ON history TO polyclinic_app
--;
GRANT SELECT, INSERT ON ledger TO polyclinic_app
--;
GRANT SELECT, INSERT, UPDATE ON feeds TO polyclinic_app
--;
GRANT SELECT, INSERT ON audit_seals TO polyclinic_app
--;
GRANT SELECT, INSERT, UPDATE ON audit_heads TO polyclinic_app
--;
GRANT SELECT, INSERT, UPDATE, DELETE ON outbox TO polyclinic_app
--;
GRANT SELECT, INSERT, DELETE ON events TO polyclinic_app
--;
GRANT SELECT, INSERT, UPDATE, DELETE ON idempotency TO polyclinic_app
--;
GRANT SELECT, INSERT, UPDATE ON practices TO polyclinic_app
--;
GRANT SELECT, INSERT, UPDATE, DELETE ON credentials TO polyclinic_app
--;
CREATE FUNCTION "search_encounter_search_text"(practice text, pattern text) RETURNS TABLE ("id" text, "number" bigint, "version" bigint, "created_at" timestamptz, "updated_at" timestamptz, "active" boolean, "patient_id" text, "followed" text, "patient_external_id" text, "start" date, "billable" boolean, "responsible_party" text, "claim_id" text, "claim_status" text, "billing_npi" text, "primary_payer" text, "diagnoses_at" timestamptz, "search_text" text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT ROWS 1000 AS $$
BEGIN
    RETURN QUERY EXECUTE
        'SELECT t."id", t."number", t."version", t."created_at", t."updated_at", t."active", t."patient_id", t."followed", t."patient_external_id", t."start", t."billable", t."responsible_party", t."claim_id", t."claim_status", t."billing_npi", t."primary_payer", t."diagnoses_at", t."search_text" FROM "encounter" t WHERE t.practice_id = $1 AND t."search_text" LIKE $2'
        USING CASE WHEN practice = nullif(current_setting('app.practice', true), '') THEN practice END, pattern;
END $$
--;
REVOKE EXECUTE ON FUNCTION "search_encounter_search_text"(text, text) FROM PUBLIC
--;
GRANT EXECUTE ON FUNCTION "search_encounter_search_text"(text, text) TO polyclinic_app
--;
CREATE FUNCTION "search_facility_name"(practice text, pattern text) RETURNS TABLE ("id" text, "number" bigint, "version" bigint, "created_at" timestamptz, "updated_at" timestamptz, "active" boolean, "name" text, "legal_entity_id" text, "group_id" text, "place_of_service" text, "state" text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT ROWS 1000 AS $$
BEGIN
    RETURN QUERY EXECUTE
        'SELECT t."id", t."number", t."version", t."created_at", t."updated_at", t."active", t."name", t."legal_entity_id", t."group_id", t."place_of_service", t."state" FROM "facility" t WHERE t.practice_id = $1 AND t."name" LIKE $2'
        USING CASE WHEN practice = nullif(current_setting('app.practice', true), '') THEN practice END, pattern;
END $$
--;
REVOKE EXECUTE ON FUNCTION "search_facility_name"(text, text) FROM PUBLIC
--;
GRANT EXECUTE ON FUNCTION "search_facility_name"(text, text) TO polyclinic_app
--;
CREATE FUNCTION "search_legal_entity_name"(practice text, pattern text) RETURNS TABLE ("id" text, "number" bigint, "version" bigint, "created_at" timestamptz, "updated_at" timestamptz, "active" boolean, "name" text, "npi" text, "bills" boolean, "renders" boolean)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT ROWS 1000 AS $$
BEGIN
    RETURN QUERY EXECUTE
        'SELECT t."id", t."number", t."version", t."created_at", t."updated_at", t."active", t."name", t."npi", t."bills", t."renders" FROM "legal_entity" t WHERE t.practice_id = $1 AND t."name" LIKE $2'
        USING CASE WHEN practice = nullif(current_setting('app.practice', true), '') THEN practice END, pattern;
END $$
--;
REVOKE EXECUTE ON FUNCTION "search_legal_entity_name"(text, text) FROM PUBLIC
--;
GRANT EXECUTE ON FUNCTION "search_legal_entity_name"(text, text) TO polyclinic_app
--;
CREATE FUNCTION "search_patient_full_name"(practice text, pattern text) RETURNS TABLE ("id" text, "number" bigint, "version" bigint, "created_at" timestamptz, "updated_at" timestamptz, "active" boolean, "sort_name" text, "given" text, "family" text, "full_name" text, "search_text" text, "birth_date" date, "gender" text, "status" text, "region" text, "practitioner_id" text, "facility_id" text, "legal_entity_id" text, "merged_into" text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT ROWS 1000 AS $$
BEGIN
    RETURN QUERY EXECUTE
        'SELECT t."id", t."number", t."version", t."created_at", t."updated_at", t."active", t."sort_name", t."given", t."family", t."full_name", t."search_text", t."birth_date", t."gender", t."status", t."region", t."practitioner_id", t."facility_id", t."legal_entity_id", t."merged_into" FROM "patient" t WHERE t.practice_id = $1 AND t."full_name" LIKE $2'
        USING CASE WHEN practice = nullif(current_setting('app.practice', true), '') THEN practice END, pattern;
END $$
--;
REVOKE EXECUTE ON FUNCTION "search_patient_full_name"(text, text) FROM PUBLIC
--;
GRANT EXECUTE ON FUNCTION "search_patient_full_name"(text, text) TO polyclinic_app
--;
CREATE FUNCTION "search_patient_search_text"(practice text, pattern text) RETURNS TABLE ("id" text, "number" bigint, "version" bigint, "created_at" timestamptz, "updated_at" timestamptz, "active" boolean, "sort_name" text, "given" text, "family" text, "full_name" text, "search_text" text, "birth_date" date, "gender" text, "status" text, "region" text, "practitioner_id" text, "facility_id" text, "legal_entity_id" text, "merged_into" text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT ROWS 1000 AS $$
BEGIN
    RETURN QUERY EXECUTE
        'SELECT t."id", t."number", t."version", t."created_at", t."updated_at", t."active", t."sort_name", t."given", t."family", t."full_name", t."search_text", t."birth_date", t."gender", t."status", t."region", t."practitioner_id", t."facility_id", t."legal_entity_id", t."merged_into" FROM "patient" t WHERE t.practice_id = $1 AND t."search_text" LIKE $2'
        USING CASE WHEN practice = nullif(current_setting('app.practice', true), '') THEN practice END, pattern;
END $$
--;
REVOKE EXECUTE ON FUNCTION "search_patient_search_text"(text, text) FROM PUBLIC
--;
GRANT EXECUTE ON FUNCTION "search_patient_search_text"(text, text) TO polyclinic_app
--;
CREATE FUNCTION "search_payer_identifiers"(practice text, pattern text) RETURNS TABLE ("id" text, "number" bigint, "version" bigint, "created_at" timestamptz, "updated_at" timestamptz, "active" boolean, "name" text, "claims_id" text, "category" text, "identifiers" text, "search_text" text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT ROWS 1000 AS $$
BEGIN
    RETURN QUERY EXECUTE
        'SELECT t."id", t."number", t."version", t."created_at", t."updated_at", t."active", t."name", t."claims_id", t."category", t."identifiers", t."search_text" FROM "payer" t WHERE t.practice_id = $1 AND t."identifiers" LIKE $2'
        USING CASE WHEN practice = nullif(current_setting('app.practice', true), '') THEN practice END, pattern;
END $$
--;
REVOKE EXECUTE ON FUNCTION "search_payer_identifiers"(text, text) FROM PUBLIC
--;
GRANT EXECUTE ON FUNCTION "search_payer_identifiers"(text, text) TO polyclinic_app
--;
CREATE FUNCTION "search_payer_search_text"(practice text, pattern text) RETURNS TABLE ("id" text, "number" bigint, "version" bigint, "created_at" timestamptz, "updated_at" timestamptz, "active" boolean, "name" text, "claims_id" text, "category" text, "identifiers" text, "search_text" text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT ROWS 1000 AS $$
BEGIN
    RETURN QUERY EXECUTE
        'SELECT t."id", t."number", t."version", t."created_at", t."updated_at", t."active", t."name", t."claims_id", t."category", t."identifiers", t."search_text" FROM "payer" t WHERE t.practice_id = $1 AND t."search_text" LIKE $2'
        USING CASE WHEN practice = nullif(current_setting('app.practice', true), '') THEN practice END, pattern;
END $$
--;
REVOKE EXECUTE ON FUNCTION "search_payer_search_text"(text, text) FROM PUBLIC
--;
GRANT EXECUTE ON FUNCTION "search_payer_search_text"(text, text) TO polyclinic_app
--;
CREATE FUNCTION "search_practitioner_full_name"(practice text, pattern text) RETURNS TABLE ("id" text, "number" bigint, "version" bigint, "created_at" timestamptz, "updated_at" timestamptz, "active" boolean, "sort_name" text, "given" text, "family" text, "full_name" text, "relation" text, "npi_number" text, "renders" boolean, "bills" boolean, "birth_date" date, "gender" text, "department" text, "region" text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT ROWS 1000 AS $$
BEGIN
    RETURN QUERY EXECUTE
        'SELECT t."id", t."number", t."version", t."created_at", t."updated_at", t."active", t."sort_name", t."given", t."family", t."full_name", t."relation", t."npi_number", t."renders", t."bills", t."birth_date", t."gender", t."department", t."region" FROM "practitioner" t WHERE t.practice_id = $1 AND t."full_name" LIKE $2'
        USING CASE WHEN practice = nullif(current_setting('app.practice', true), '') THEN practice END, pattern;
END $$
--;
REVOKE EXECUTE ON FUNCTION "search_practitioner_full_name"(text, text) FROM PUBLIC
--;
GRANT EXECUTE ON FUNCTION "search_practitioner_full_name"(text, text) TO polyclinic_app
--;
CREATE FUNCTION "search_provider_group_name"(practice text, pattern text) RETURNS TABLE ("id" text, "number" bigint, "version" bigint, "created_at" timestamptz, "updated_at" timestamptz, "active" boolean, "name" text, "legal_entity_id" text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT ROWS 1000 AS $$
BEGIN
    RETURN QUERY EXECUTE
        'SELECT t."id", t."number", t."version", t."created_at", t."updated_at", t."active", t."name", t."legal_entity_id" FROM "provider_group" t WHERE t.practice_id = $1 AND t."name" LIKE $2'
        USING CASE WHEN practice = nullif(current_setting('app.practice', true), '') THEN practice END, pattern;
END $$
--;
REVOKE EXECUTE ON FUNCTION "search_provider_group_name"(text, text) FROM PUBLIC
--;
GRANT EXECUTE ON FUNCTION "search_provider_group_name"(text, text) TO polyclinic_app
--;
CREATE FUNCTION "search_task_search_text"(practice text, pattern text) RETURNS TABLE ("id" text, "number" bigint, "version" bigint, "created_at" timestamptz, "updated_at" timestamptz, "active" boolean, "encounter_id" text, "type" text, "category" text, "status" text, "blocks_submission" boolean, "assignee_id" text, "work_queue_id" text, "patient_name" text, "patient_external_id" text, "payer_id" text, "payer_name" text, "billing_npi" text, "day" date, "search_text" text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT ROWS 1000 AS $$
BEGIN
    RETURN QUERY EXECUTE
        'SELECT t."id", t."number", t."version", t."created_at", t."updated_at", t."active", t."encounter_id", t."type", t."category", t."status", t."blocks_submission", t."assignee_id", t."work_queue_id", t."patient_name", t."patient_external_id", t."payer_id", t."payer_name", t."billing_npi", t."day", t."search_text" FROM "task" t WHERE t.practice_id = $1 AND t."search_text" LIKE $2'
        USING CASE WHEN practice = nullif(current_setting('app.practice', true), '') THEN practice END, pattern;
END $$
--;
REVOKE EXECUTE ON FUNCTION "search_task_search_text"(text, text) FROM PUBLIC
--;
GRANT EXECUTE ON FUNCTION "search_task_search_text"(text, text) TO polyclinic_app
--;
CREATE STATISTICS "st_appointment_practitioner_id" (dependencies) ON practice_id, "practitioner_id" FROM "appointment"
--;
CREATE STATISTICS "st_appointment_facility_id" (dependencies) ON practice_id, "facility_id" FROM "appointment"
--;
CREATE STATISTICS "st_appointment_template_facility_id" (dependencies) ON practice_id, "facility_id" FROM "appointment_template"
--;
CREATE STATISTICS "st_appointment_template_practitioner_id" (dependencies) ON practice_id, "practitioner_id" FROM "appointment_template"
--;
CREATE STATISTICS "st_benefits_check_legal_entity_id" (dependencies) ON practice_id, "legal_entity_id" FROM "benefits_check"
--;
CREATE STATISTICS "st_bulk_export_legal_entity_id" (dependencies) ON practice_id, "legal_entity_id" FROM "bulk_export"
--;
CREATE STATISTICS "st_consent_facility_id" (dependencies) ON practice_id, "facility_id" FROM "consent"
--;
CREATE STATISTICS "st_document_practitioner_id" (dependencies) ON practice_id, "practitioner_id" FROM "document"
--;
CREATE STATISTICS "st_document_check_legal_entity_id" (dependencies) ON practice_id, "legal_entity_id" FROM "document_check"
--;
CREATE STATISTICS "st_escalation_legal_entity_id" (dependencies) ON practice_id, "legal_entity_id" FROM "escalation"
--;
CREATE STATISTICS "st_facility_legal_entity_id" (dependencies) ON practice_id, "legal_entity_id" FROM "facility"
--;
CREATE STATISTICS "st_patient_practitioner_id" (dependencies) ON practice_id, "practitioner_id" FROM "patient"
--;
CREATE STATISTICS "st_patient_facility_id" (dependencies) ON practice_id, "facility_id" FROM "patient"
--;
CREATE STATISTICS "st_patient_legal_entity_id" (dependencies) ON practice_id, "legal_entity_id" FROM "patient"
--;
CREATE STATISTICS "st_payer_contract_legal_entity_id" (dependencies) ON practice_id, "legal_entity_id" FROM "payer_contract"
--;
CREATE STATISTICS "st_payer_inference_legal_entity_id" (dependencies) ON practice_id, "legal_entity_id" FROM "payer_inference"
--;
CREATE STATISTICS "st_prior_authorization_legal_entity_id" (dependencies) ON practice_id, "legal_entity_id" FROM "prior_authorization"
--;
CREATE STATISTICS "st_provider_group_legal_entity_id" (dependencies) ON practice_id, "legal_entity_id" FROM "provider_group"
--;
CREATE STATISTICS "st_reminder_profile_practitioner_id" (dependencies) ON practice_id, "practitioner_id" FROM "reminder_profile"
--;
CREATE STATISTICS "st_user_practitioner_id" (dependencies) ON practice_id, "practitioner_id" FROM "user"
