"""Every kind of entity that the record stores: what the database makes tables for."""

from typing import Any

from polyclinic.core.benefits.model import BENEFITS_CHECK
from polyclinic.core.billing.model import CHARGE, SCRUB_RUN
from polyclinic.core.cards.model import PAYER_INFERENCE
from polyclinic.core.clinical.model import ALLERGY, CONDITION, MEDICATION, OBSERVATION, PROCEDURE
from polyclinic.core.consent.model import CONSENT
from polyclinic.core.contracts.model import PAYER_CONTRACT
from polyclinic.core.coverage.model import COVERAGE
from polyclinic.core.documents.model import DOCUMENT, DOCUMENT_CLASS
from polyclinic.core.eligibility.model import CHECK, DISCOVERY, RECOMMENDATION
from polyclinic.core.encounters.model import ENCOUNTER
from polyclinic.core.escalations.model import ESCALATION
from polyclinic.core.exports.model import BULK_EXPORT
from polyclinic.core.identity.model import API_CLIENT, GRANT, USER
from polyclinic.core.messages.model import MESSAGE
from polyclinic.core.organisation.groups import PROVIDER_GROUP
from polyclinic.core.organisation.model import FACILITY, LEGAL_ENTITY, PAYER
from polyclinic.core.organisation.schemas import SCHEMA
from polyclinic.core.organisation.tags import TAG
from polyclinic.core.patients.model import PATIENT, PATIENT_GROUP, PATIENT_MERGE
from polyclinic.core.patients.notes import NOTE
from polyclinic.core.practitioners.model import PRACTITIONER
from polyclinic.core.priorauth.model import DOCUMENT_CHECK, PRIOR_AUTHORIZATION
from polyclinic.core.scheduling.model import APPOINTMENT, APPOINTMENT_STATUS, APPOINTMENT_TEMPLATE, APPOINTMENT_TYPE
from polyclinic.core.scheduling.reminders import REMINDER_PROFILE
from polyclinic.core.shared.kinds import Kind
from polyclinic.core.tasks.model import TASK
from polyclinic.core.timeline.model import ENTRY

ALL_KINDS: tuple[Kind[Any], ...] = (
    USER,
    API_CLIENT,
    GRANT,
    LEGAL_ENTITY,
    FACILITY,
    PAYER,
    PROVIDER_GROUP,
    PAYER_CONTRACT,
    BULK_EXPORT,
    TAG,
    SCHEMA,
    PATIENT,
    PATIENT_GROUP,
    PATIENT_MERGE,
    NOTE,
    PRACTITIONER,
    COVERAGE,
    CHECK,
    DISCOVERY,
    RECOMMENDATION,
    BENEFITS_CHECK,
    PAYER_INFERENCE,
    ENTRY,
    MESSAGE,
    APPOINTMENT,
    APPOINTMENT_STATUS,
    APPOINTMENT_TYPE,
    APPOINTMENT_TEMPLATE,
    REMINDER_PROFILE,
    DOCUMENT,
    DOCUMENT_CLASS,
    ENCOUNTER,
    TASK,
    SCRUB_RUN,
    CHARGE,
    ALLERGY,
    MEDICATION,
    CONDITION,
    OBSERVATION,
    PROCEDURE,
    CONSENT,
    ESCALATION,
    PRIOR_AUTHORIZATION,
    DOCUMENT_CHECK,
)
