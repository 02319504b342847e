-- kinds fb05cac3a5ac5d7f
CREATE TABLE allergy_intolerance (
    "row" INTEGER NOT NULL,
    practice_id TEXT NOT NULL,
    id TEXT NOT NULL,
    number INTEGER NOT NULL,
    version INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    active INTEGER NOT NULL,
    patient_id TEXT,
    status TEXT,
    begun TEXT,
    doc TEXT NOT NULL,
    CONSTRAINT pk_allergy_intolerance PRIMARY KEY ("row"),
    CONSTRAINT uq_allergy_intolerance_practice_id_id UNIQUE (practice_id, id),
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
    "row" INTEGER NOT NULL,
    practice_id TEXT NOT NULL,
    id TEXT NOT NULL,
    number INTEGER NOT NULL,
    version INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    active INTEGER NOT NULL,
    client_id TEXT,
    dialect TEXT,
    name TEXT,
    doc TEXT NOT NULL,
    CONSTRAINT pk_api_client PRIMARY KEY ("row"),
    CONSTRAINT uq_api_client_practice_id_id UNIQUE (practice_id, id),
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
    "row" INTEGER NOT NULL,
    practice_id TEXT NOT NULL,
    id TEXT NOT NULL,
    number INTEGER NOT NULL,
    version INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    active INTEGER NOT NULL,
    start TEXT,
    "end" TEXT,
    local_start INTEGER,
    local_end INTEGER,
    room INTEGER,
    patient_id TEXT,
    practitioner_id TEXT,
    facility_id TEXT,
    status TEXT,
    status_id TEXT,
    type_id TEXT,
    visit TEXT,
    readiness TEXT,
    not_ready_reason TEXT,
    work_queue TEXT,
    doc TEXT NOT NULL,
    CONSTRAINT pk_appointment PRIMARY KEY ("row"),
    CONSTRAINT uq_appointment_practice_id_id UNIQUE (practice_id, id),
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
    "row" INTEGER NOT NULL,
    practice_id TEXT NOT NULL,
    id TEXT NOT NULL,
    number INTEGER NOT NULL,
    version INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    active INTEGER NOT NULL,
    name TEXT,
    doc TEXT NOT NULL,
    CONSTRAINT pk_appointment_status PRIMARY KEY ("row"),
    CONSTRAINT uq_appointment_status_practice_id_id UNIQUE (practice_id, id),
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
    "row" INTEGER NOT NULL,
    practice_id TEXT NOT NULL,
    id TEXT NOT NULL,
    number INTEGER NOT NULL,
    version INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    active INTEGER NOT NULL,
    facility_id TEXT,
    type_id TEXT,
    practitioner_id TEXT,
    weekday INTEGER,
    room INTEGER,
    starts INTEGER,
    ends INTEGER,
    doc TEXT NOT NULL,
    CONSTRAINT pk_appointment_template PRIMARY KEY ("row"),
    CONSTRAINT uq_appointment_template_practice_id_id UNIQUE (practice_id, id),
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
    "row" INTEGER NOT NULL,
    practice_id TEXT NOT NULL,
    id TEXT NOT NULL,
    number INTEGER NOT NULL,
    version INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    active INTEGER NOT NULL,
    name TEXT,
    sort_order INTEGER,
    doc TEXT NOT NULL,
    CONSTRAINT pk_appointment_type PRIMARY KEY ("row"),
    CONSTRAINT uq_appointment_type_practice_id_id UNIQUE (practice_id, id),
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
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    practice_id TEXT NOT NULL,
    at TEXT NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    outcome TEXT NOT NULL,
    objects TEXT NOT NULL,
    dialect TEXT NOT NULL,
    request_id TEXT NOT NULL,
    purpose TEXT NOT NULL,
    detail TEXT NOT NULL
)
--;
CREATE INDEX ix_audit_facts_practice_id_id ON audit_facts (practice_id, id)
--;
CREATE TABLE audit_heads (
    practice_id TEXT NOT NULL,
    number INTEGER NOT NULL,
    digest TEXT NOT NULL,
    CONSTRAINT pk_audit_heads PRIMARY KEY (practice_id)
)
--;
CREATE TABLE audit_seals (
    practice_id TEXT NOT NULL,
    number INTEGER NOT NULL,
    low INTEGER NOT NULL,
    high INTEGER NOT NULL,
    facts INTEGER NOT NULL,
    at TEXT NOT NULL,
    key_id TEXT NOT NULL,
    previous TEXT NOT NULL,
    digest TEXT NOT NULL,
    CONSTRAINT pk_audit_seals PRIMARY KEY (practice_id, number)
)
--;
CREATE TABLE benefits_check (
    "row" INTEGER NOT NULL,
    practice_id TEXT NOT NULL,
    id TEXT NOT NULL,
    number INTEGER NOT NULL,
    version INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    active INTEGER NOT NULL,
    patient_id TEXT,
    coverage_id TEXT,
    legal_entity_id TEXT,
    status TEXT,
    lateness INTEGER,
    doc TEXT NOT NULL,
    CONSTRAINT pk_benefits_check PRIMARY KEY ("row"),
    CONSTRAINT uq_benefits_check_practice_id_id UNIQUE (practice_id, id),
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
    practice_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    resource TEXT NOT NULL,
    starts_at TEXT NOT NULL,
    ends_at TEXT NOT NULL,
    CONSTRAINT pk_bookings PRIMARY KEY (practice_id, kind, id, resource, starts_at)
)
--;
CREATE INDEX ix_bookings_practice_id_resource_ends_at ON bookings (practice_id, resource, ends_at)
--;
CREATE TABLE bulk_export (
    "row" INTEGER NOT NULL,
    practice_id TEXT NOT NULL,
    id TEXT NOT NULL,
    number INTEGER NOT NULL,
    version INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    active INTEGER NOT NULL,
    legal_entity_id TEXT,
    status TEXT,
    doc TEXT NOT NULL,
    CONSTRAINT pk_bulk_export PRIMARY KEY ("row"),
    CONSTRAINT uq_bulk_export_practice_id_id UNIQUE (practice_id, id),
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
    "row" INTEGER NOT NULL,
    practice_id TEXT NOT NULL,
    id TEXT NOT NULL,
    number INTEGER NOT NULL,
    version INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    active INTEGER NOT NULL,
    provider TEXT,
    doc TEXT NOT NULL,
    CONSTRAINT pk_charge PRIMARY KEY ("row"),
    CONSTRAINT uq_charge_practice_id_id UNIQUE (practice_id, id),
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
    system TEXT NOT NULL,
    code TEXT NOT NULL,
    billable INTEGER NOT NULL,
    valid_from TEXT,
    valid_to TEXT,
    display TEXT NOT NULL,
    CONSTRAINT pk_codes PRIMARY KEY (system, code)
)
 WITHOUT ROWID
--;
CREATE TABLE condition (
    "row" INTEGER NOT NULL,
    practice_id TEXT NOT NULL,
    id TEXT NOT NULL,
    number INTEGER NOT NULL,
    version INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    active INTEGER NOT NULL,
    patient_id TEXT,
    status TEXT,
    begun TEXT,
    icd_10_cm TEXT,
    doc TEXT NOT NULL,
    CONSTRAINT pk_condition PRIMARY KEY ("row"),
    CONSTRAINT uq_condition_practice_id_id UNIQUE (practice_id, id),
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
    "row" INTEGER NOT NULL,
    practice_id TEXT NOT NULL,
    id TEXT NOT NULL,
    number INTEGER NOT NULL,
    version INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    active INTEGER NOT NULL,
    patient_id TEXT,
    facility_id TEXT,
    status TEXT,
    doc TEXT NOT NULL,
    CONSTRAINT pk_consent PRIMARY KEY ("row"),
    CONSTRAINT uq_consent_practice_id_id UNIQUE (practice_id, id),
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
    practice_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    shard INTEGER NOT NULL,
    live INTEGER NOT NULL,
    dead INTEGER NOT NULL,
    CONSTRAINT pk_counters PRIMARY KEY (practice_id, kind, shard)
)
--;
CREATE TABLE coverage (
    "row" INTEGER NOT NULL,
    practice_id TEXT NOT NULL,
    id TEXT NOT NULL,
    number INTEGER NOT NULL,
    version INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    active INTEGER NOT NULL,
    patient_id TEXT,
    "order" INTEGER,
    status TEXT,
    member_id TEXT,
    payer_id TEXT,
    plan_group_id TEXT,
    doc TEXT NOT NULL,
    CONSTRAINT pk_coverage PRIMARY KEY ("row"),
    CONSTRAINT uq_coverage_practice_id_id UNIQUE (practice_id, id),
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
    id TEXT NOT NULL,
    practice_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    dialect TEXT NOT NULL,
    digest TEXT NOT NULL,
    family TEXT NOT NULL,
    created_at TEXT NOT NULL,
    expires_at TEXT,
    revoked_at TEXT,
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
    "row" INTEGER NOT NULL,
    practice_id TEXT NOT NULL,
    id TEXT NOT NULL,
    number INTEGER NOT NULL,
    version INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    active INTEGER NOT NULL,
    patient_id TEXT,
    practitioner_id TEXT,
    class_id TEXT,
    encounter_id TEXT,
    name TEXT,
    filename TEXT,
    content_type TEXT,
    date TEXT,
    state TEXT,
    pending TEXT,
    doc TEXT NOT NULL,
    CONSTRAINT pk_document PRIMARY KEY ("row"),
    CONSTRAINT uq_document_practice_id_id UNIQUE (practice_id, id),
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
    "row" INTEGER NOT NULL,
    practice_id TEXT NOT NULL,
    id TEXT NOT NULL,
    number INTEGER NOT NULL,
    version INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    active INTEGER NOT NULL,
    authorization_id TEXT,
    patient_id TEXT,
    legal_entity_id TEXT,
    batch_id TEXT,
    doc TEXT NOT NULL,
    CONSTRAINT pk_document_check PRIMARY KEY ("row"),
    CONSTRAINT uq_document_check_practice_id_id UNIQUE (practice_id, id),
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
    "row" INTEGER NOT NULL,
    practice_id TEXT NOT NULL,
    id TEXT NOT NULL,
    number INTEGER NOT NULL,
    version INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    active INTEGER NOT NULL,
    name TEXT,
    doc TEXT NOT NULL,
    CONSTRAINT pk_document_class PRIMARY KEY ("row"),
    CONSTRAINT uq_document_class_practice_id_id UNIQUE (practice_id, id),
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
    "row" INTEGER NOT NULL,
    practice_id TEXT NOT NULL,
    id TEXT NOT NULL,
    number INTEGER NOT NULL,
    version INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    active INTEGER NOT NULL,
    patient_id TEXT,
    coverage_id TEXT,
    batch_id TEXT,
    status TEXT,
    digest TEXT,
    answered_at TEXT,
    doc TEXT NOT NULL,
    CONSTRAINT pk_eligibility_check PRIMARY KEY ("row"),
    CONSTRAINT uq_eligibility_check_practice_id_id UNIQUE (practice_id, id),
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
    "row" INTEGER NOT NULL,
    practice_id TEXT NOT NULL,
    id TEXT NOT NULL,
    number INTEGER NOT NULL,
    version INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    active INTEGER NOT NULL,
    patient_id TEXT,
    followed TEXT,
    patient_external_id TEXT,
    start TEXT,
    billable INTEGER,
    responsible_party TEXT,
    claim_id TEXT,
    claim_status TEXT,
    billing_npi TEXT,
    primary_payer TEXT,
    diagnoses_at TEXT,
    search_text TEXT,
    doc TEXT NOT NULL,
    CONSTRAINT pk_encounter PRIMARY KEY ("row"),
    CONSTRAINT uq_encounter_practice_id_id UNIQUE (practice_id, id),
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
CREATE TABLE escalation (
    "row" INTEGER NOT NULL,
    practice_id TEXT NOT NULL,
    id TEXT NOT NULL,
    number INTEGER NOT NULL,
    version INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    active INTEGER NOT NULL,
    resource_type TEXT,
    resource_id TEXT,
    patient_id TEXT,
    legal_entity_id TEXT,
    status TEXT,
    doc TEXT NOT NULL,
    CONSTRAINT pk_escalation PRIMARY KEY ("row"),
    CONSTRAINT uq_escalation_practice_id_id UNIQUE (practice_id, id),
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
    practice_id TEXT NOT NULL,
    name TEXT NOT NULL,
    id TEXT NOT NULL,
    kind TEXT NOT NULL,
    object_id TEXT NOT NULL,
    facts TEXT NOT NULL,
    CONSTRAINT pk_events PRIMARY KEY (practice_id, name, id)
)
--;
CREATE TABLE facility (
    "row" INTEGER NOT NULL,
    practice_id TEXT NOT NULL,
    id TEXT NOT NULL,
    number INTEGER NOT NULL,
    version INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    active INTEGER NOT NULL,
    name TEXT,
    legal_entity_id TEXT,
    group_id TEXT,
    place_of_service TEXT,
    state TEXT,
    doc TEXT NOT NULL,
    CONSTRAINT pk_facility PRIMARY KEY ("row"),
    CONSTRAINT uq_facility_practice_id_id UNIQUE (practice_id, id),
    CONSTRAINT uq_facility_practice_id_number UNIQUE (practice_id, number)
)
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
    practice_id TEXT NOT NULL,
    read_to TEXT NOT NULL,
    CONSTRAINT pk_feeds PRIMARY KEY (practice_id)
)
--;
CREATE TABLE grant (
    "row" INTEGER NOT NULL,
    practice_id TEXT NOT NULL,
    id TEXT NOT NULL,
    number INTEGER NOT NULL,
    version INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    active INTEGER NOT NULL,
    user_id TEXT,
    client_id TEXT,
    doc TEXT NOT NULL,
    CONSTRAINT pk_grant PRIMARY KEY ("row"),
    CONSTRAINT uq_grant_practice_id_id UNIQUE (practice_id, id),
    CONSTRAINT uq_grant_practice_id_number UNIQUE (practice_id, number)
)
--;
CREATE INDEX ix_grant_practice_id_client_id_id ON grant (practice_id, client_id, id)
--;
CREATE INDEX ix_grant_practice_id_created_at_id ON grant (practice_id, created_at, id)
--;
CREATE INDEX ix_grant_practice_id_updated_at_id ON grant (practice_id, updated_at, id)
--;
CREATE INDEX ix_grant_practice_id_user_id_id ON grant (practice_id, user_id, id)
--;
CREATE TABLE history (
    practice_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    version INTEGER NOT NULL,
    at TEXT NOT NULL,
    actor TEXT NOT NULL,
    doc TEXT NOT NULL,
    CONSTRAINT pk_history PRIMARY KEY (practice_id, kind, id, version)
)
--;
CREATE TABLE idempotency (
    practice_id TEXT NOT NULL,
    claim TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    owner TEXT NOT NULL,
    lease_until TEXT NOT NULL,
    created_at TEXT NOT NULL,
    status INTEGER,
    answer TEXT,
    CONSTRAINT pk_idempotency PRIMARY KEY (practice_id, claim)
)
--;
CREATE INDEX ix_idempotency_created_at ON idempotency (created_at)
--;
CREATE TABLE ledger (
    practice_id TEXT NOT NULL,
    account TEXT NOT NULL,
    id TEXT NOT NULL,
    movement TEXT NOT NULL,
    party TEXT NOT NULL,
    cents INTEGER NOT NULL,
    currency TEXT NOT NULL,
    reverses TEXT,
    at TEXT NOT NULL,
    actor TEXT NOT NULL,
    CONSTRAINT pk_ledger PRIMARY KEY (practice_id, account, id)
)
--;
CREATE TABLE legal_entity (
    "row" INTEGER NOT NULL,
    practice_id TEXT NOT NULL,
    id TEXT NOT NULL,
    number INTEGER NOT NULL,
    version INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    active INTEGER NOT NULL,
    name TEXT,
    npi TEXT,
    bills INTEGER,
    renders INTEGER,
    doc TEXT NOT NULL,
    CONSTRAINT pk_legal_entity PRIMARY KEY ("row"),
    CONSTRAINT uq_legal_entity_practice_id_id UNIQUE (practice_id, id),
    CONSTRAINT uq_legal_entity_practice_id_number UNIQUE (practice_id, number)
)
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
    practice_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    scope TEXT NOT NULL,
    "exclusive" INTEGER NOT NULL,
    CONSTRAINT pk_lookups PRIMARY KEY (practice_id, kind, id, name, value, scope, "exclusive")
)
--;
CREATE INDEX ix_lookups_practice_id_kind_name_value_id ON lookups (practice_id, kind, name, value, id)
--;
CREATE UNIQUE INDEX uq_lookups_exclusive ON lookups (practice_id, kind, name, value, scope) WHERE exclusive = 1
--;
CREATE TABLE medication_statement (
    "row" INTEGER NOT NULL,
    practice_id TEXT NOT NULL,
    id TEXT NOT NULL,
    number INTEGER NOT NULL,
    version INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    active INTEGER NOT NULL,
    patient_id TEXT,
    status TEXT,
    begun TEXT,
    doc TEXT NOT NULL,
    CONSTRAINT pk_medication_statement PRIMARY KEY ("row"),
    CONSTRAINT uq_medication_statement_practice_id_id UNIQUE (practice_id, id),
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
    "row" INTEGER NOT NULL,
    practice_id TEXT NOT NULL,
    id TEXT NOT NULL,
    number INTEGER NOT NULL,
    version INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    active INTEGER NOT NULL,
    status TEXT,
    due TEXT,
    patient_id TEXT,
    about TEXT,
    purpose TEXT,
    doc TEXT NOT NULL,
    CONSTRAINT pk_message PRIMARY KEY ("row"),
    CONSTRAINT uq_message_practice_id_id UNIQUE (practice_id, id),
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
    "row" INTEGER NOT NULL,
    practice_id TEXT NOT NULL,
    id TEXT NOT NULL,
    number INTEGER NOT NULL,
    version INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    active INTEGER NOT NULL,
    patient_id TEXT,
    doc TEXT NOT NULL,
    CONSTRAINT pk_note PRIMARY KEY ("row"),
    CONSTRAINT uq_note_practice_id_id UNIQUE (practice_id, id),
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
    practice_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    next INTEGER NOT NULL,
    CONSTRAINT pk_numbers PRIMARY KEY (practice_id, kind)
)
--;
CREATE TABLE observation (
    "row" INTEGER NOT NULL,
    practice_id TEXT NOT NULL,
    id TEXT NOT NULL,
    number INTEGER NOT NULL,
    version INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    active INTEGER NOT NULL,
    patient_id TEXT,
    status TEXT,
    begun TEXT,
    category TEXT,
    doc TEXT NOT NULL,
    CONSTRAINT pk_observation PRIMARY KEY ("row"),
    CONSTRAINT uq_observation_practice_id_id UNIQUE (practice_id, id),
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
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    practice_id TEXT NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    object_id TEXT NOT NULL,
    facts TEXT NOT NULL,
    at TEXT NOT NULL,
    due_at TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    dead INTEGER NOT NULL
)
--;
CREATE INDEX ix_outbox_due_at_id ON outbox (due_at, id)
--;
CREATE INDEX ix_outbox_practice_id_due_at ON outbox (practice_id, due_at)
--;
CREATE INDEX ix_outbox_practice_id_kind_object_id_id ON outbox (practice_id, kind, object_id, id)
--;
CREATE TABLE patient (
    "row" INTEGER NOT NULL,
    practice_id TEXT NOT NULL,
    id TEXT NOT NULL,
    number INTEGER NOT NULL,
    version INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    active INTEGER NOT NULL,
    sort_name TEXT,
    given TEXT,
    family TEXT,
    full_name TEXT,
    search_text TEXT,
    birth_date TEXT,
    gender TEXT,
    status TEXT,
    region TEXT,
    practitioner_id TEXT,
    facility_id TEXT,
    legal_entity_id TEXT,
    merged_into TEXT,
    doc TEXT NOT NULL,
    CONSTRAINT pk_patient PRIMARY KEY ("row"),
    CONSTRAINT uq_patient_practice_id_id UNIQUE (practice_id, id),
    CONSTRAINT uq_patient_practice_id_number UNIQUE (practice_id, number)
)
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
CREATE TABLE patient_group (
    "row" INTEGER NOT NULL,
    practice_id TEXT NOT NULL,
    id TEXT NOT NULL,
    number INTEGER NOT NULL,
    version INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    active INTEGER NOT NULL,
    name TEXT,
    doc TEXT NOT NULL,
    CONSTRAINT pk_patient_group PRIMARY KEY ("row"),
    CONSTRAINT uq_patient_group_practice_id_id UNIQUE (practice_id, id),
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
    "row" INTEGER NOT NULL,
    practice_id TEXT NOT NULL,
    id TEXT NOT NULL,
    number INTEGER NOT NULL,
    version INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    active INTEGER NOT NULL,
    survivor_id TEXT,
    merged_id TEXT,
    doc TEXT NOT NULL,
    CONSTRAINT pk_patient_merge PRIMARY KEY ("row"),
    CONSTRAINT uq_patient_merge_practice_id_id UNIQUE (practice_id, id),
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
    "row" INTEGER NOT NULL,
    practice_id TEXT NOT NULL,
    id TEXT NOT NULL,
    number INTEGER NOT NULL,
    version INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    active INTEGER NOT NULL,
    name TEXT,
    claims_id TEXT,
    category TEXT,
    identifiers TEXT,
    search_text TEXT,
    doc TEXT NOT NULL,
    CONSTRAINT pk_payer PRIMARY KEY ("row"),
    CONSTRAINT uq_payer_practice_id_id UNIQUE (practice_id, id),
    CONSTRAINT uq_payer_practice_id_number UNIQUE (practice_id, number)
)
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
CREATE TABLE payer_contract (
    "row" INTEGER NOT NULL,
    practice_id TEXT NOT NULL,
    id TEXT NOT NULL,
    number INTEGER NOT NULL,
    version INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    active INTEGER NOT NULL,
    payer_id TEXT,
    legal_entity_id TEXT,
    doc TEXT NOT NULL,
    CONSTRAINT pk_payer_contract PRIMARY KEY ("row"),
    CONSTRAINT uq_payer_contract_practice_id_id UNIQUE (practice_id, id),
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
    "row" INTEGER NOT NULL,
    practice_id TEXT NOT NULL,
    id TEXT NOT NULL,
    number INTEGER NOT NULL,
    version INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    active INTEGER NOT NULL,
    legal_entity_id TEXT,
    patient_id TEXT,
    doc TEXT NOT NULL,
    CONSTRAINT pk_payer_inference PRIMARY KEY ("row"),
    CONSTRAINT uq_payer_inference_practice_id_id UNIQUE (practice_id, id),
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
    "row" INTEGER NOT NULL,
    practice_id TEXT NOT NULL,
    id TEXT NOT NULL,
    number INTEGER NOT NULL,
    version INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    active INTEGER NOT NULL,
    patient_id TEXT,
    doc TEXT NOT NULL,
    CONSTRAINT pk_plan_discovery PRIMARY KEY ("row"),
    CONSTRAINT uq_plan_discovery_practice_id_id UNIQUE (practice_id, id),
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
    id TEXT NOT NULL,
    clock_offset INTEGER DEFAULT 0 NOT NULL,
    created_at TEXT NOT NULL,
    doc TEXT NOT NULL,
    CONSTRAINT pk_practices PRIMARY KEY (id)
)
--;
CREATE TABLE practitioner (
    "row" INTEGER NOT NULL,
    practice_id TEXT NOT NULL,
    id TEXT NOT NULL,
    number INTEGER NOT NULL,
    version INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    active INTEGER NOT NULL,
    sort_name TEXT,
    given TEXT,
    family TEXT,
    full_name TEXT,
    relation TEXT,
    npi_number TEXT,
    renders INTEGER,
    bills INTEGER,
    birth_date TEXT,
    gender TEXT,
    department TEXT,
    region TEXT,
    doc TEXT NOT NULL,
    CONSTRAINT pk_practitioner PRIMARY KEY ("row"),
    CONSTRAINT uq_practitioner_practice_id_id UNIQUE (practice_id, id),
    CONSTRAINT uq_practitioner_practice_id_number UNIQUE (practice_id, number)
)
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
    "row" INTEGER NOT NULL,
    practice_id TEXT NOT NULL,
    id TEXT NOT NULL,
    number INTEGER NOT NULL,
    version INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    active INTEGER NOT NULL,
    patient_id TEXT,
    coverage_id TEXT,
    legal_entity_id TEXT,
    status TEXT,
    specialty TEXT,
    type TEXT,
    doc TEXT NOT NULL,
    CONSTRAINT pk_prior_authorization PRIMARY KEY ("row"),
    CONSTRAINT uq_prior_authorization_practice_id_id UNIQUE (practice_id, id),
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
    "row" INTEGER NOT NULL,
    practice_id TEXT NOT NULL,
    id TEXT NOT NULL,
    number INTEGER NOT NULL,
    version INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    active INTEGER NOT NULL,
    patient_id TEXT,
    status TEXT,
    begun TEXT,
    doc TEXT NOT NULL,
    CONSTRAINT pk_procedure PRIMARY KEY ("row"),
    CONSTRAINT uq_procedure_practice_id_id UNIQUE (practice_id, id),
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
    "row" INTEGER NOT NULL,
    practice_id TEXT NOT NULL,
    id TEXT NOT NULL,
    number INTEGER NOT NULL,
    version INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    active INTEGER NOT NULL,
    name TEXT,
    legal_entity_id TEXT,
    doc TEXT NOT NULL,
    CONSTRAINT pk_provider_group PRIMARY KEY ("row"),
    CONSTRAINT uq_provider_group_practice_id_id UNIQUE (practice_id, id),
    CONSTRAINT uq_provider_group_practice_id_number UNIQUE (practice_id, number)
)
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
    "row" INTEGER NOT NULL,
    practice_id TEXT NOT NULL,
    id TEXT NOT NULL,
    number INTEGER NOT NULL,
    version INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    active INTEGER NOT NULL,
    patient_id TEXT,
    coverage_id TEXT,
    check_id TEXT,
    kind TEXT,
    doc TEXT NOT NULL,
    CONSTRAINT pk_recommendation PRIMARY KEY ("row"),
    CONSTRAINT uq_recommendation_practice_id_id UNIQUE (practice_id, id),
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
    name TEXT NOT NULL,
    digest TEXT NOT NULL,
    loaded_at TEXT NOT NULL,
    CONSTRAINT pk_reference_sets PRIMARY KEY (name)
)
--;
CREATE TABLE reminder_profile (
    "row" INTEGER NOT NULL,
    practice_id TEXT NOT NULL,
    id TEXT NOT NULL,
    number INTEGER NOT NULL,
    version INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    active INTEGER NOT NULL,
    practitioner_id TEXT,
    doc TEXT NOT NULL,
    CONSTRAINT pk_reminder_profile PRIMARY KEY ("row"),
    CONSTRAINT uq_reminder_profile_practice_id_id UNIQUE (practice_id, id),
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
    "row" INTEGER NOT NULL,
    practice_id TEXT NOT NULL,
    id TEXT NOT NULL,
    number INTEGER NOT NULL,
    version INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    active INTEGER NOT NULL,
    name TEXT,
    doc TEXT NOT NULL,
    CONSTRAINT pk_schema PRIMARY KEY ("row"),
    CONSTRAINT uq_schema_practice_id_id UNIQUE (practice_id, id),
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
    "row" INTEGER NOT NULL,
    practice_id TEXT NOT NULL,
    id TEXT NOT NULL,
    number INTEGER NOT NULL,
    version INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    active INTEGER NOT NULL,
    pipeline_id TEXT,
    doc TEXT NOT NULL,
    CONSTRAINT pk_scrub_run PRIMARY KEY ("row"),
    CONSTRAINT uq_scrub_run_practice_id_id UNIQUE (practice_id, id),
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
    "row" INTEGER NOT NULL,
    practice_id TEXT NOT NULL,
    id TEXT NOT NULL,
    number INTEGER NOT NULL,
    version INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    active INTEGER NOT NULL,
    value TEXT,
    doc TEXT NOT NULL,
    CONSTRAINT pk_tag PRIMARY KEY ("row"),
    CONSTRAINT uq_tag_practice_id_id UNIQUE (practice_id, id),
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
    "row" INTEGER NOT NULL,
    practice_id TEXT NOT NULL,
    id TEXT NOT NULL,
    number INTEGER NOT NULL,
    version INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    active INTEGER NOT NULL,
    encounter_id TEXT,
    type TEXT,
    category TEXT,
    status TEXT,
    blocks_submission INTEGER,
    assignee_id TEXT,
    work_queue_id TEXT,
    patient_name TEXT,
    patient_external_id TEXT,
    payer_id TEXT,
    payer_name TEXT,
    billing_npi TEXT,
    day TEXT,
    search_text TEXT,
    doc TEXT NOT NULL,
    CONSTRAINT pk_task PRIMARY KEY ("row"),
    CONSTRAINT uq_task_practice_id_id UNIQUE (practice_id, id),
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
CREATE TABLE timeline_entry (
    "row" INTEGER NOT NULL,
    practice_id TEXT NOT NULL,
    id TEXT NOT NULL,
    number INTEGER NOT NULL,
    version INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    active INTEGER NOT NULL,
    patient_id TEXT,
    kind TEXT,
    coverage_id TEXT,
    appointment_id TEXT,
    doc TEXT NOT NULL,
    CONSTRAINT pk_timeline_entry PRIMARY KEY ("row"),
    CONSTRAINT uq_timeline_entry_practice_id_id UNIQUE (practice_id, id),
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
CREATE TABLE user (
    "row" INTEGER NOT NULL,
    practice_id TEXT NOT NULL,
    id TEXT NOT NULL,
    number INTEGER NOT NULL,
    version INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    active INTEGER NOT NULL,
    username TEXT,
    patient_id TEXT,
    practitioner_id TEXT,
    doc TEXT NOT NULL,
    CONSTRAINT pk_user PRIMARY KEY ("row"),
    CONSTRAINT uq_user_practice_id_id UNIQUE (practice_id, id),
    CONSTRAINT uq_user_practice_id_number UNIQUE (practice_id, number)
)
--;
CREATE INDEX ix_user_practice_id_created_at_id ON user (practice_id, created_at, id)
--;
CREATE INDEX ix_user_practice_id_patient_id_id ON user (practice_id, patient_id, id)
--;
CREATE INDEX ix_user_practice_id_practitioner_id_id ON user (practice_id, practitioner_id, id)
--;
CREATE INDEX ix_user_practice_id_updated_at_id ON user (practice_id, updated_at, id)
--;
CREATE INDEX ix_user_practice_id_username_id ON user (practice_id, username, id)
--;
CREATE TRIGGER audit_facts_no_update BEFORE UPDATE ON audit_facts BEGIN SELECT raise(ABORT, 'audit_facts is append-only'); END
--;
CREATE TRIGGER audit_facts_no_delete BEFORE DELETE ON audit_facts BEGIN SELECT raise(ABORT, 'audit_facts is append-only'); END
--;
CREATE TRIGGER audit_seals_no_update BEFORE UPDATE ON audit_seals BEGIN SELECT raise(ABORT, 'audit_seals is append-only'); END
--;
CREATE TRIGGER audit_seals_no_delete BEFORE DELETE ON audit_seals BEGIN SELECT raise(ABORT, 'audit_seals is append-only'); END
--;
CREATE TRIGGER history_no_update BEFORE UPDATE ON history BEGIN SELECT raise(ABORT, 'history is append-only'); END
--;
CREATE TRIGGER ledger_no_update BEFORE UPDATE ON ledger BEGIN SELECT raise(ABORT, 'ledger is append-only'); END
--;
CREATE VIRTUAL TABLE "encounter_text" USING fts5("search_text", content="encounter", content_rowid='row', tokenize='trigram case_sensitive 1')
--;
CREATE TRIGGER "encounter_text_insert" AFTER INSERT ON "encounter" BEGIN INSERT INTO "encounter_text" (rowid, "search_text") VALUES (new.row, new."search_text"); END
--;
CREATE TRIGGER "encounter_text_delete" AFTER DELETE ON "encounter" BEGIN INSERT INTO "encounter_text" ("encounter_text", rowid, "search_text") VALUES ('delete', old.row, old."search_text"); END
--;
CREATE TRIGGER "encounter_text_update" AFTER UPDATE ON "encounter" WHEN old."search_text" IS NOT new."search_text" BEGIN INSERT INTO "encounter_text" ("encounter_text", rowid, "search_text") VALUES ('delete', old.row, old."search_text"); INSERT INTO "encounter_text" (rowid, "search_text") VALUES (new.row, new."search_text"); END
--;
CREATE VIRTUAL TABLE "facility_text" USING fts5("name", content="facility", content_rowid='row', tokenize='trigram case_sensitive 1')
--;
CREATE TRIGGER "facility_text_insert" AFTER INSERT ON "facility" BEGIN INSERT INTO "facility_text" (rowid, "name") VALUES (new.row, new."name"); END
--;
CREATE TRIGGER "facility_text_delete" AFTER DELETE ON "facility" BEGIN INSERT INTO "facility_text" ("facility_text", rowid, "name") VALUES ('delete', old.row, old."name"); END
--;
CREATE TRIGGER "facility_text_update" AFTER UPDATE ON "facility" WHEN old."name" IS NOT new."name" BEGIN INSERT INTO "facility_text" ("facility_text", rowid, "name") VALUES ('delete', old.row, old."name"); INSERT INTO "facility_text" (rowid, "name") VALUES (new.row, new."name"); END
--;
CREATE VIRTUAL TABLE "legal_entity_text" USING fts5("name", content="legal_entity", content_rowid='row', tokenize='trigram case_sensitive 1')
--;
CREATE TRIGGER "legal_entity_text_insert" AFTER INSERT ON "legal_entity" BEGIN INSERT INTO "legal_entity_text" (rowid, "name") VALUES (new.row, new."name"); END
--;
CREATE TRIGGER "legal_entity_text_delete" AFTER DELETE ON "legal_entity" BEGIN INSERT INTO "legal_entity_text" ("legal_entity_text", rowid, "name") VALUES ('delete', old.row, old."name"); END
--;
CREATE TRIGGER "legal_entity_text_update" AFTER UPDATE ON "legal_entity" WHEN old."name" IS NOT new."name" BEGIN INSERT INTO "legal_entity_text" ("legal_entity_text", rowid, "name") VALUES ('delete', old.row, old."name"); INSERT INTO "legal_entity_text" (rowid, "name") VALUES (new.row, new."name"); END
--;
CREATE VIRTUAL TABLE "patient_text" USING fts5("full_name", "search_text", content="patient", content_rowid='row', tokenize='trigram case_sensitive 1')
--;
CREATE TRIGGER "patient_text_insert" AFTER INSERT ON "patient" BEGIN INSERT INTO "patient_text" (rowid, "full_name", "search_text") VALUES (new.row, new."full_name", new."search_text"); END
--;
CREATE TRIGGER "patient_text_delete" AFTER DELETE ON "patient" BEGIN INSERT INTO "patient_text" ("patient_text", rowid, "full_name", "search_text") VALUES ('delete', old.row, old."full_name", old."search_text"); END
--;
CREATE TRIGGER "patient_text_update" AFTER UPDATE ON "patient" WHEN old."full_name" IS NOT new."full_name" OR old."search_text" IS NOT new."search_text" BEGIN INSERT INTO "patient_text" ("patient_text", rowid, "full_name", "search_text") VALUES ('delete', old.row, old."full_name", old."search_text"); INSERT INTO "patient_text" (rowid, "full_name", "search_text") VALUES (new.row, new."full_name", new."search_text"); END
--;
CREATE VIRTUAL TABLE "payer_text" USING fts5("identifiers", "search_text", content="payer", content_rowid='row', tokenize='trigram case_sensitive 1')
--;
CREATE TRIGGER "payer_text_insert" AFTER INSERT ON "payer" BEGIN INSERT INTO "payer_text" (rowid, "identifiers", "search_text") VALUES (new.row, new."identifiers", new."search_text"); END
--;
CREATE TRIGGER "payer_text_delete" AFTER DELETE ON "payer" BEGIN INSERT INTO "payer_text" ("payer_text", rowid, "identifiers", "search_text") VALUES ('delete', old.row, old."identifiers", old."search_text"); END
--;
CREATE TRIGGER "payer_text_update" AFTER UPDATE ON "payer" WHEN old."identifiers" IS NOT new."identifiers" OR old."search_text" IS NOT new."search_text" BEGIN INSERT INTO "payer_text" ("payer_text", rowid, "identifiers", "search_text") VALUES ('delete', old.row, old."identifiers", old."search_text"); INSERT INTO "payer_text" (rowid, "identifiers", "search_text") VALUES (new.row, new."identifiers", new."search_text"); END
--;
CREATE VIRTUAL TABLE "practitioner_text" USING fts5("full_name", content="practitioner", content_rowid='row', tokenize='trigram case_sensitive 1')
--;
CREATE TRIGGER "practitioner_text_insert" AFTER INSERT ON "practitioner" BEGIN INSERT INTO "practitioner_text" (rowid, "full_name") VALUES (new.row, new."full_name"); END
--;
CREATE TRIGGER "practitioner_text_delete" AFTER DELETE ON "practitioner" BEGIN INSERT INTO "practitioner_text" ("practitioner_text", rowid, "full_name") VALUES ('delete', old.row, old."full_name"); END
--;
CREATE TRIGGER "practitioner_text_update" AFTER UPDATE ON "practitioner" WHEN old."full_name" IS NOT new."full_name" BEGIN INSERT INTO "practitioner_text" ("practitioner_text", rowid, "full_name") VALUES ('delete', old.row, old."full_name"); INSERT INTO "practitioner_text" (rowid, "full_name") VALUES (new.row, new."full_name"); END
--;
CREATE VIRTUAL TABLE "provider_group_text" USING fts5("name", content="provider_group", content_rowid='row', tokenize='trigram case_sensitive 1')
--;
CREATE TRIGGER "provider_group_text_insert" AFTER INSERT ON "provider_group" BEGIN INSERT INTO "provider_group_text" (rowid, "name") VALUES (new.row, new."name"); END
--;
CREATE TRIGGER "provider_group_text_delete" AFTER DELETE ON "provider_group" BEGIN INSERT INTO "provider_group_text" ("provider_group_text", rowid, "name") VALUES ('delete', old.row, old."name"); END
--;
CREATE TRIGGER "provider_group_text_update" AFTER UPDATE ON "provider_group" WHEN old."name" IS NOT new."name" BEGIN INSERT INTO "provider_group_text" ("provider_group_text", rowid, "name") VALUES ('delete', old.row, old."name"); INSERT INTO "provider_group_text" (rowid, "name") VALUES (new.row, new."name"); END
--;
CREATE VIRTUAL TABLE "task_text" USING fts5("search_text", content="task", content_rowid='row', tokenize='trigram case_sensitive 1')
--;
CREATE TRIGGER "task_text_insert" AFTER INSERT ON "task" BEGIN INSERT INTO "task_text" (rowid, "search_text") VALUES (new.row, new."search_text"); END
--;
CREATE TRIGGER "task_text_delete" AFTER DELETE ON "task" BEGIN INSERT INTO "task_text" ("task_text", rowid, "search_text") VALUES ('delete', old.row, old."search_text"); END
--;
CREATE TRIGGER "task_text_update" AFTER UPDATE ON "task" WHEN old."search_text" IS NOT new."search_text" BEGIN INSERT INTO "task_text" ("task_text", rowid, "search_text") VALUES ('delete', old.row, old."search_text"); INSERT INTO "task_text" (rowid, "search_text") VALUES (new.row, new."search_text"); END
